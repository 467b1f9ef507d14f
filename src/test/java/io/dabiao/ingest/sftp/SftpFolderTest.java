package io.dabiao.ingest.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.Tools;
import io.dabiao.check.probe.LocalServers;
import io.dabiao.ingest.source.ArrivingFilesContract;
import io.dabiao.ingest.source.Place;
import io.dabiao.ingest.source.Start;
import io.dabiao.outbound.OutboundPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against OpenSSH's own server, which each test starts on loopback as the user who runs it. */
class SftpFolderTest extends ArrivingFilesContract {

    @TempDir
    Path folder;

    private RealSshd sshd;

    @BeforeEach
    void start() throws Exception {
        Tools.need("sshd");
        sshd = RealSshd.start(folder, "ed25519");
    }

    @AfterEach
    void stop() {
        sshd.close();
    }

    @Override
    protected Place.Fetched place(String files) {
        try {
            return place(files, Files.readString(folder.resolve("host.pub")), "own");
        } catch (IOException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private SftpFolder place(String files, String hostKey, String own) throws IOException {
        return new SftpFolder(
                contents(),
                OutboundPolicy.denying(List.of()),
                "127.0.0.1",
                sshd.port(),
                RealSshd.USER,
                Optional.empty(),
                Optional.of(Files.readString(folder.resolve(own))),
                hostKey.strip(),
                sshd.out().toString(),
                files,
                Optional.empty());
    }

    @Override
    protected void put(String name, byte[] content) throws IOException {
        Files.write(sshd.out().resolve(name), content);
    }

    @Override
    protected boolean cut() {
        sshd.close();
        return true;
    }

    private static Start fresh() {
        return new Start(Optional.empty(), any -> false, Instant.EPOCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ecdsa", "ed25519"})
    void keysOfEachKindOfOpenSshAreUnderstood(String kind) throws Exception {
        sshd.close();
        sshd = RealSshd.start(folder, kind);
        put("a.csv", "id\n1\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        try (var rows = place("*").open(fresh())) {
            assertThat(rows.next().orElseThrow().rows()).hasSize(1);
        }
    }

    @Test
    void aServerWithAnotherKeyIsShownNothing() throws Exception {
        LocalServers.key(folder, "another", "ed25519");
        String another = Files.readString(folder.resolve("another.pub"));

        assertThatThrownBy(() -> place("*", another, "own").open(fresh()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1")
                .hasMessageContaining("HostKey");
    }

    @Test
    void aKeyThatTheServerDoesNotKnowAndAFolderThatIsNotThereAreTold() throws Exception {
        LocalServers.key(folder, "stranger", "ed25519");
        assertThatThrownBy(() -> place("*", Files.readString(folder.resolve("host.pub")), "stranger")
                        .open(fresh()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Auth fail");

        Files.delete(sshd.out());
        assertThatThrownBy(() -> place("*").open(fresh()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("out");
    }

    @Test
    void aHostKeyMayBeALineOfKnownHosts() throws Exception {
        String line = "[127.0.0.1]:" + sshd.port() + " " + Files.readString(folder.resolve("host.pub"));
        put("a.csv", new byte[0]);

        place("*", line, "own").open(fresh()).close();
    }
}

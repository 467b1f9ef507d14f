package io.dabiao.ingest.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.Tools;
import io.dabiao.check.probe.Daemon;
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

    private static final String USER = System.getProperty("user.name");

    @TempDir
    Path folder;

    private int port;
    private Daemon sshd;

    @BeforeEach
    void start() throws Exception {
        Tools.need("sshd");
        Files.createDirectory(folder.resolve("out"));
        key("host", "ed25519");
        key("own", "ed25519");
        start("ed25519");
    }

    /** @param kind of the server's key, and of the client's */
    private void start(String kind) throws Exception {
        if (USER.equals("root")) {
            // Debian's makes it where it starts as a service; only a privileged one asks for it.
            Files.createDirectories(Path.of("/run/sshd"));
        }
        Files.writeString(folder.resolve("authorized_keys"), Files.readString(folder.resolve("own.pub")));
        port = Daemon.freePort();
        sshd = Daemon.started(
                folder,
                port,
                "sshd",
                "-D",
                "-e",
                "-f",
                "/dev/null",
                "-h",
                folder.resolve("host").toString(),
                "-o",
                "ListenAddress=127.0.0.1:" + port,
                "-o",
                "PidFile=none",
                "-o",
                "UsePAM=no",
                "-o",
                "StrictModes=no",
                "-o",
                "PasswordAuthentication=no",
                "-o",
                "AuthorizedKeysFile=" + folder.resolve("authorized_keys"),
                "-o",
                "Subsystem=sftp internal-sftp");
    }

    private void key(String name, String kind) throws Exception {
        Files.deleteIfExists(folder.resolve(name));
        Files.deleteIfExists(folder.resolve(name + ".pub"));
        Daemon.run(
                folder,
                "ssh-keygen",
                "-q",
                "-t",
                kind,
                "-N",
                "",
                "-f",
                folder.resolve(name).toString());
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
                port,
                USER,
                Optional.empty(),
                Optional.of(Files.readString(folder.resolve(own))),
                hostKey.strip(),
                folder.resolve("out").toString(),
                files,
                Optional.empty());
    }

    @Override
    protected void put(String name, byte[] content) throws IOException {
        Files.write(folder.resolve("out").resolve(name), content);
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
        key("host", kind);
        key("own", kind);
        start(kind);
        put("a.csv", "id\n1\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        try (var rows = place("*").open(fresh())) {
            assertThat(rows.next().orElseThrow().rows()).hasSize(1);
        }
    }

    @Test
    void aServerWithAnotherKeyIsShownNothing() throws Exception {
        key("another", "ed25519");
        String another = Files.readString(folder.resolve("another.pub"));

        assertThatThrownBy(() -> place("*", another, "own").open(fresh()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1")
                .hasMessageContaining("HostKey");
    }

    @Test
    void aKeyThatTheServerDoesNotKnowAndAFolderThatIsNotThereAreTold() throws Exception {
        key("stranger", "ed25519");
        assertThatThrownBy(() -> place("*", Files.readString(folder.resolve("host.pub")), "stranger")
                        .open(fresh()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Auth fail");

        Files.delete(folder.resolve("out"));
        assertThatThrownBy(() -> place("*").open(fresh()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("out");
    }

    @Test
    void aHostKeyMayBeALineOfKnownHosts() throws Exception {
        String line = "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("host.pub"));
        put("a.csv", new byte[0]);

        place("*", line, "own").open(fresh()).close();
    }
}

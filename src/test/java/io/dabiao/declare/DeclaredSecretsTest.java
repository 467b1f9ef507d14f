package io.dabiao.declare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.core.probe.Probe;
import io.dabiao.yaml.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeclaredSecretsTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-29T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path machine;

    private Path folder;
    private DeclaredSecrets secrets;

    @BeforeEach
    void keep() throws IOException {
        folder = Files.createDirectories(machine.resolve("secrets"));
        Files.writeString(folder.resolve("token"), " open-sesame\n");
        Files.writeString(machine.resolve("password"), "hunter2");
        secrets = new DeclaredSecrets(Optional.of(folder), CLOCK, null);
    }

    @Test
    void aFileOfTheFolderIsReadByItsNameOrItsPath() throws IOException {
        assertThat(secrets.text(new Probe.Text.FromFile("token"))).isEqualTo("open-sesame");
        assertThat(secrets.text(new Probe.Text.FromFile(folder.resolve("token").toString())))
                .isEqualTo("open-sesame");
        assertThat(secrets.file("./token")).isEqualTo(folder.resolve("token"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../password", "a/../../password", "/etc/passwd", "..", "", ".", "\0"})
    void aFileBesideTheFolderIsNotRead(String path) {
        refused(path);
    }

    @Test
    void aFolderThatBeginsLikeTheFolderIsAnother() throws IOException {
        Path other = Files.createDirectories(machine.resolve("secrets-of-others"));
        Files.writeString(other.resolve("token"), "hunter2");

        refused(other.resolve("token").toString());
        refused("../secrets-of-others/token");
    }

    @Test
    void aLinkOutOfTheFolderIsNotFollowed() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), machine.resolve("password"));
        Files.createSymbolicLink(folder.resolve("up"), machine);

        for (String path : List.of("link", "up/password")) {
            assertThatThrownBy(() -> secrets.file(path))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("leads out of the folder");
        }
    }

    /** As Kubernetes mounts secrets. */
    @Test
    void aLinkWithinTheFolderIsFollowed() throws IOException {
        Path data = Files.createDirectories(folder.resolve("..2026"));
        Files.writeString(data.resolve("key"), "value");
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026"));
        Files.createSymbolicLink(folder.resolve("key"), Path.of("..data/key"));

        assertThat(secrets.text(new Probe.Text.FromFile("key"))).isEqualTo("value");
    }

    @Test
    void withoutAFolderNoFileMayBeNamed() {
        DeclaredSecrets none = new DeclaredSecrets(Optional.empty(), CLOCK, null);

        assertThat(none.refusal(new Reach.Secret(Reach.Kept.FILE, "token")))
                .hasValueSatisfying(words -> assertThat(words).contains("dabiao.secrets-dir, which is not set"));
        assertThatThrownBy(() -> none.file(folder.resolve("token").toString())).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PATH", "DABIAO_ADMIN_TOKEN", "DABIAO_SECRET_", "dabiao_secret_a", "DABIAO_SECRETS_DIR", ""})
    void aVariableWithoutThePrefixIsNotRead(String name) {
        assertThatThrownBy(() -> secrets.text(new Probe.Text.FromEnvironment(name)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("only variables that begin with DABIAO_SECRET_");
    }

    @Test
    void aVariableWithThePrefixMayBeNamed() {
        assertThat(secrets.refusal(new Reach.Secret(Reach.Kept.ENV, "DABIAO_SECRET_PORTAL")))
                .isEmpty();
        assertThatThrownBy(() -> secrets.text(new Probe.Text.FromEnvironment("DABIAO_SECRET_PORTAL")))
                .hasMessage("the environment has no DABIAO_SECRET_PORTAL");
    }

    @Test
    void aFaultNamesTheLineOfTheSecret() {
        String text = "project: p\nprobes:\n  - {headers: {A: {env: PATH}}}\n";
        String probe = "{site: a, url: 'http://a/', headers: {A: {env: PATH}}, ca: token}";

        List<Fault> faults = secrets.faults("own.yaml", text, Declared.of(probe));

        assertThat(faults).hasSize(1);
        assertThat(faults.get(0).toString()).startsWith("own.yaml:3:25: found the secret env: PATH");
    }

    @Test
    void whoApprovesSeesEveryHostAndSecretAndWhatOfItIsNew() {
        Reach before = Reach.of(Declared.of("{site: a, url: 'http://a.example.org/'}"));
        Reach now = Reach.of(Declared.of(
                ("{site: a, url: 'https://b.example.org/', proxy: 'http://p:3128', controls: ['10.0.0.1:53'], ca: own.pem,"
                        + " headers: {A: {env: DABIAO_SECRET_A}, B: {file: b}, C: plain}}")));

        assertThat(now.since(before))
                .extracting(Reach.Named::toString)
                .containsExactly(
                        "Named[secret=false, name=10.0.0.1:53, change=ADDED]",
                        "Named[secret=false, name=a.example.org:80, change=REMOVED]",
                        "Named[secret=false, name=b.example.org:443, change=ADDED]",
                        "Named[secret=false, name=p:3128, change=ADDED]",
                        "Named[secret=true, name=env: DABIAO_SECRET_A, change=ADDED]",
                        "Named[secret=true, name=file: b, change=ADDED]",
                        "Named[secret=true, name=file: own.pem, change=ADDED]");
        assertThat(now.since(now)).allMatch(one -> one.change() == Reach.Change.SAME);
    }

    private void refused(String path) {
        assertThatThrownBy(() -> secrets.file(path)).isInstanceOf(IOException.class);
        assertThat(secrets.refusal(new Reach.Secret(Reach.Kept.FILE, path)))
                .hasValueSatisfying(words -> assertThat(words).contains("only files of the folder dabiao.secrets-dir"));
    }
}

package io.dabiao.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ContextsTest {

    @TempDir
    Path folder;

    private Path file(String yaml) throws Exception {
        return Files.writeString(folder.resolve("config.yaml"), yaml);
    }

    @Test
    void theCurrentContextIsMeantWhereNoneIsNamed() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "secret\n");
        Path file = file("""
                current: office
                contexts:
                  office: {url: "https://dabiao.example.org/", token: {file: %s}}
                  trial: {url: "http://127.0.0.1:8080"}
                """.formatted(token));

        assertThat(Contexts.context(file, null))
                .contains(new Contexts.Context(URI.create("https://dabiao.example.org/"), Optional.of("secret")));
        assertThat(Contexts.context(file, "trial"))
                .contains(new Contexts.Context(URI.create("http://127.0.0.1:8080"), Optional.empty()));
        assertThatThrownBy(() -> Contexts.context(file, "other")).hasMessageContaining("it has office, trial");
    }

    @Test
    void withoutAFileNothingIsMeantUnlessItIsNamed() {
        Path none = folder.resolve("none.yaml");

        assertThat(Contexts.context(none, null)).isEmpty();
        assertThatThrownBy(() -> Contexts.context(none, "office")).hasMessageContaining("office");
    }

    @Test
    void whatIsWrongIsToldWithItsPlace() throws Exception {
        Path file = file("current: office\ncontexts:\n  office: {url: dabiao.example.org, token: in-the-open}\n");

        assertThatThrownBy(() -> Contexts.context(file, null))
                .hasMessageContaining("config.yaml:3:")
                .hasMessageContaining("http://127.0.0.1:8080")
                .hasMessageContaining("{env: NAME} or {file: PATH}")
                .message()
                .doesNotContain("in-the-open");
    }

    @Test
    void theFileIsWhereTheAccountsSettingsAre() {
        assertThat(Contexts.file(Map.of("DABIAO_CONFIG", "/etc/dabiao-cli.yaml")))
                .isEqualTo(Path.of("/etc/dabiao-cli.yaml"));
        assertThat(Contexts.file(Map.of("XDG_CONFIG_HOME", "/settings")))
                .isEqualTo(Path.of("/settings/dabiao/config.yaml"));
        assertThat(Contexts.file(Map.of()))
                .isEqualTo(Path.of(System.getProperty("user.home"), ".config/dabiao/config.yaml"));
    }

    @Test
    void everyCommandIsCompletedByTheShell() throws Exception {
        StringWriter out = new StringWriter();
        CommandLine line = Commands.line(Clock.systemUTC());
        line.setOut(new PrintWriter(out));
        assertThat(line.execute("completion")).isZero();
        Path script = Files.writeString(folder.resolve("completion"), out.toString());
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source " + script
                                + "; COMP_WORDS=(dabiao token cr); COMP_CWORD=2; _complete_dabiao; echo ${COMPREPLY[@]}")
                .start();
        assertThat(new String(bash.getInputStream().readAllBytes())).contains("create");
    }
}

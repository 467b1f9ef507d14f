package io.dabiao.check.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.declare.SubjectKinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The folders of the kinds of probes, and the reference made of them; {@code -Dgolden=write} writes it again. */
class ProbeKindsTest {

    private static final Path FOLDERS = Path.of("src", "main", "resources", "io", "dabiao", "check");
    private static final Path TESTS = Path.of("src", "test", "java", "io", "dabiao", "check");
    private static final Path DOCUMENT = Path.of("docs", "reference", "probes.md");

    private static final String HEAD = """
            # Kinds of probes

            What is probed without being a page. Each is written among `probes:` with its `kind:`, beside `site`, `interval`, `timeout` and `controls`,
            which [every probe](declarations.md#probe) has; keys in **bold** must be there. What each says, and what becomes of it, is the same as of
            pages: [live checks](../checks.md). `written` names kinds of values as [declarations](declarations.md#kinds-of-values) do; a file is one of the
            secrets' folder.
            """;

    @Test
    void everyFolderWithAKindIsFoundAndNoOther() throws IOException {
        Set<String> folders = new TreeSet<>(Set.of("http"));
        kinds().forEach(kind -> folders.add(kind.get("kind").toString()));

        assertThat(SubjectKinds.all().keySet()).isEqualTo(folders);
    }

    @Test
    void everyKindHasATestOfTheContract() throws IOException {
        for (String kind : SubjectKinds.all().keySet()) {
            try (Stream<Path> files = Files.list(TESTS.resolve(kind))) {
                assertThat(files.anyMatch(file -> read(file).matches("(?s).* extends (Probe|Port)KindContract .*")))
                        .as("a test of the contract for %s", kind)
                        .isTrue();
            }
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void theReferenceSaysOfEveryKindWhatItsFileSays() throws IOException {
        StringBuilder text = new StringBuilder(HEAD);
        for (Map<String, Object> kind : kinds()) {
            text.append("\n## ")
                    .append(kind.get("kind"))
                    .append("\n\n")
                    .append(both(kind.get("title")))
                    .append(". ")
                    .append(both(kind.get("words")))
                    .append(" Tested against ")
                    .append(kind.get("tested"))
                    .append(".\n\n```yaml\n- ")
                    .append(kind.get("example"))
                    .append("\n```\n\n| key | written as | meaning |\n| --- | --- | --- |\n");
            for (Map<?, ?> key : (List<Map<?, ?>>) kind.get("keys")) {
                String name = "`" + key.get("key") + "`";
                text.append("| ")
                        .append(key.containsKey("required") ? "**" + name + "**" : name)
                        .append(" | ")
                        .append(key.get("written"))
                        .append(" | ")
                        .append(key.get("zh"))
                        .append(' ')
                        .append(key.get("en"))
                        .append(" |\n");
            }
        }
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(DOCUMENT, text);
        }
        assertThat(Files.readString(DOCUMENT)).isEqualTo(text.toString());
    }

    private static String both(Object words) {
        Map<?, ?> two = (Map<?, ?>) words;
        return two.get("zh") + " " + two.get("en");
    }

    private static List<Map<String, Object>> kinds() throws IOException {
        List<Map<String, Object>> kinds = new ArrayList<>();
        try (Stream<Path> files = Files.walk(FOLDERS)) {
            for (Path file :
                    files.filter(path -> path.endsWith("kind.yaml")).sorted().toList()) {
                Map<String, Object> kind =
                        new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
                assertThat(file.getParent().getFileName())
                        .hasToString(kind.get("kind").toString());
                kinds.add(kind);
            }
        }
        return kinds;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            return "";
        }
    }
}

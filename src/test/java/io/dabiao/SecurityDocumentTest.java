package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/security.md claims names a test that is there, or a document that says it. */
class SecurityDocumentTest {

    private static final Path DOCUMENT = Path.of("docs", "security.md");

    /** Of levels 1 and 2 of version 5.0. */
    private static final int REQUIREMENTS = 253;

    private static final int FINDINGS = 28;

    private static final Pattern REQUIREMENT =
            Pattern.compile("(?m)^\\| (V\\d+\\.\\d+\\.\\d+) \\| ([^|]+) \\| (\\w+) \\| ([^|]*) \\| ([^|]*)\\|$");

    private static final Pattern TEST = Pattern.compile("`([A-Z][a-z]\\w*(?:Test|IT))(?:#(\\w+))?`");

    private static String text() {
        try {
            return Files.readString(DOCUMENT);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Optional<String> source(String test) {
        try (Stream<Path> all = Files.walk(Path.of("src", "test", "java"))) {
            Optional<Path> file =
                    all.filter(one -> one.endsWith(test + ".java")).findFirst();
            return file.isEmpty() ? Optional.empty() : Optional.of(Files.readString(file.get()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static List<MatchResult> requirements() {
        return REQUIREMENT.matcher(text()).results().toList();
    }

    @Test
    void everyTestThatIsNamedIsThere() {
        List<String> missing = new ArrayList<>();
        TEST.matcher(text()).results().forEach(named -> {
            Optional<String> source = source(named.group(1));
            boolean tests = source.filter(one -> one.contains("@Test")
                            || one.contains("@ParameterizedTest")
                            || one.contains("@TestFactory")
                            || one.contains("@Property"))
                    .isPresent();
            boolean method = named.group(2) == null
                    || source.filter(one -> one.contains(" void " + named.group(2) + "("))
                            .isPresent();
            if (!tests || !method) {
                missing.add(named.group());
            }
        });
        assertThat(missing).isEmpty();
    }

    @Test
    void everyRequirementStandsOnceAndIsHeldByATestOrSaysWhyNot() {
        List<MatchResult> rows = requirements();
        assertThat(rows.stream().map(row -> row.group(1)).distinct().count()).isEqualTo(REQUIREMENTS);
        assertThat(rows).hasSize(REQUIREMENTS);
        for (MatchResult row : rows) {
            boolean named = TEST.matcher(row.group(5)).find();
            switch (row.group(3)) {
                case "held" -> assertThat(named).as(row.group()).isTrue();
                case "partly", "operator", "none" ->
                    assertThat(row.group(4)).as(row.group()).isNotBlank();
                default -> throw new AssertionError("neither held nor not: " + row.group());
            }
        }
    }

    @Test
    void whatIsCountedIsWhatStandsThere() {
        Map<String, Long> counted = requirements().stream()
                .collect(Collectors.groupingBy(row -> row.group(3), TreeMap::new, Collectors.counting()));
        assertThat(text())
                .contains(REQUIREMENTS + " requirements of levels 1 and 2: " + counted.get("held") + " held, "
                        + counted.get("partly") + " held in part, " + counted.get("operator") + " the operator's, "
                        + counted.get("none") + " without an object here.");
    }

    @Test
    void everyFindingIsHeldByATest() {
        List<MatchResult> rows = Pattern.compile("(?m)^\\| (\\d+) \\| .* \\| ([^|]+) \\|$")
                .matcher(text())
                .results()
                .toList();
        assertThat(rows).hasSize(FINDINGS);
        rows.forEach(row ->
                assertThat(TEST.matcher(row.group(2)).find()).as(row.group()).isTrue());
    }

    @Test
    void everyLinkLeadsSomewhereAndEverySectionThatIsNamedIsThere() throws IOException {
        String text = text();
        List<String> broken = new ArrayList<>();
        for (MatchResult link : Pattern.compile("\\]\\(([^)#]*)(?:#([^)]*))?\\)")
                .matcher(text)
                .results()
                .toList()) {
            Path file = link.group(1).isEmpty() ? DOCUMENT : DOCUMENT.resolveSibling(link.group(1));
            if (!Files.isRegularFile(file)
                    || link.group(2) != null && !anchors(file).contains(link.group(2))) {
                broken.add(link.group());
            }
        }
        assertThat(broken).isEmpty();
        Set<String> sections = Pattern.compile("(?m)^#+ (.*)$")
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(Pattern.compile("(?<!\\*)\\*([A-Z][^*|]+)\\*(?!\\*)")
                        .matcher(text)
                        .results()
                        .map(match -> match.group(1))
                        .filter(name -> !name.equals("Asks for"))
                        .filter(name -> sections.stream().noneMatch(section -> section.startsWith(name))))
                .isEmpty();
    }

    private static Set<String> anchors(Path file) throws IOException {
        return Pattern.compile("(?m)^#+ (.*)$")
                .matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}

package io.dabiao.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No library with a known fault is built in: what Maven resolved, against the list that is kept in the tree. */
class KnownFaultsTest {

    private static final Path LIST = Path.of("src", "build", "known-faults.tsv");
    private static final Pattern ADVISORY =
            Pattern.compile("CVE-[0-9]{4}-[0-9]{4,}|GHSA(-[23456789cfghjmpqrvwx]{4}){3}");
    private static final Pattern RANGE = Pattern.compile("([\\[(])([^,\\])]*),([^,\\])]*)([\\])])");

    /** @param artifact {@code group:artifact}, or {@code group:*} */
    private record Fault(String artifact, List<String> affected, String id, String fixed, String what) {

        boolean concerns(String resolved) {
            return artifact.endsWith(":*")
                    ? resolved.startsWith(artifact.substring(0, artifact.length() - 1))
                    : resolved.equals(artifact);
        }

        boolean affects(String version) {
            return affected.stream().anyMatch(range -> within(version, range));
        }
    }

    @Test
    void noLibraryThatIsUsedHasAKnownFault() throws IOException {
        Map<String, String> used = resolved();
        assertThat(used)
                .as("what the class path is made of")
                .hasSizeGreaterThan(200)
                .containsKey("org.yaml:snakeyaml");

        List<String> found = new ArrayList<>();
        for (Fault fault : faults()) {
            used.forEach((artifact, version) -> {
                if (fault.concerns(artifact) && fault.affects(version)) {
                    found.add(artifact + " " + version + ": " + fault.id() + ", " + fault.what() + "; mended in "
                            + fault.fixed());
                }
            });
        }

        assertThat(found).as("raise what src/build/known-faults.tsv says").isEmpty();
    }

    @Test
    void everyLineOfTheListIsWhole() throws IOException {
        List<Fault> faults = faults();

        assertThat(faults).hasSizeGreaterThan(40);
        for (Fault fault : faults) {
            assertThat(fault.artifact()).matches("[a-z0-9.-]+:([A-Za-z0-9._-]+|\\*)");
            assertThat(fault.id()).matches(ADVISORY);
            assertThat(fault.affected())
                    .isNotEmpty()
                    .allMatch(range -> RANGE.matcher(range).matches(), "a range");
            assertThat(fault.affects(fault.fixed())).as(fault.toString()).isFalse();
            assertThat(fault.what()).isNotBlank();
        }
    }

    @Test
    void theListKnowsAFaultOfEveryLibraryThatReadsStrangersBytes() throws IOException {
        List<String> artifacts = faults().stream().map(Fault::artifact).toList();
        assertThat(artifacts)
                .contains(
                        "org.apache.pdfbox:pdfbox",
                        "org.apache.poi:poi-ooxml",
                        "org.apache.commons:commons-compress",
                        "org.yaml:snakeyaml",
                        "com.fasterxml.jackson.core:jackson-core",
                        "com.google.protobuf:protobuf-java",
                        "com.nimbusds:nimbus-jose-jwt",
                        "org.bouncycastle:bcprov-jdk18on",
                        "org.eclipse.angus:angus-mail",
                        "org.xerial.snappy:snappy-java",
                        "io.netty:*");
    }

    @ParameterizedTest
    @CsvSource({
        "4.1.133.Final, '[0,4.1.136)', true",
        "4.1.136.Final, '[0,4.1.136)', false",
        "4.1.140.Final, '[0,4.1.136)', false",
        "2.21.2, '[2.19.0,2.21.4)', true",
        "2.21.4, '[2.19.0,2.21.4)', false",
        "2.18.9, '[2.19.0,2.21.4)', false",
        "1.1.10.8, '[0,1.1.10.10)', true",
        "3.0.0-RC1, '[2.0,3.0.0)', true",
        "3.0.0, '[2.0,3.0.0]', true",
        "3.0.0, '(3.0.0,4)', false",
        "42.7.13, '[0,42.7.12)', false",
        "2.1.0-M1, '[2.0.4,2.1.0)', true",
        "1.10, '[1.9,1.11)', true",
    })
    void aVersionIsWithinARangeAsMavenOrdersThem(String version, String range, boolean within) {
        assertThat(within(version, range)).isEqualTo(within);
    }

    private static List<Fault> faults() throws IOException {
        try (Stream<String> lines = Files.lines(LIST)) {
            return lines.filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .skip(1)
                    .map(line -> line.split("\t"))
                    .peek(cells ->
                            assertThat(cells).as(String.join(" | ", cells)).hasSize(5))
                    .map(cells -> new Fault(cells[0], List.of(cells[1].split(" ")), cells[2], cells[3], cells[4]))
                    .toList();
        }
    }

    /** From the paths of the local repository: {@code …/org/yaml/snakeyaml/2.5/snakeyaml-2.5.jar}. */
    private static Map<String, String> resolved() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Map<String, String> found = new TreeMap<>();
        for (String entry : path.split(File.pathSeparator)) {
            String[] parts = entry.replace(File.separatorChar, '/').split("/");
            int count = parts.length;
            if (!entry.endsWith(".jar") || count < 5 || !parts[count - 1].startsWith(parts[count - 3] + "-")) {
                continue;
            }
            int group = count - 4;
            while (group > 0 && !parts[group].equals("repository")) {
                group--;
            }
            String name = String.join(".", List.of(parts).subList(group + 1, count - 3)) + ":" + parts[count - 3];
            found.put(name, parts[count - 2]);
        }
        return found;
    }

    private static boolean within(String version, String range) {
        Matcher parts = RANGE.matcher(range);
        assertThat(parts.matches()).as(range).isTrue();
        int low = compare(version, parts.group(2));
        int high = parts.group(3).isEmpty() ? -1 : compare(version, parts.group(3));
        return (parts.group(1).equals("[") ? low >= 0 : low > 0)
                && (parts.group(4).equals("]") ? high <= 0 : high < 0);
    }

    /** Numbers by their value, what is missing as 0, and words such as RC1 before the version that they lead to. */
    private static int compare(String one, String other) {
        String[] left = one.replace(".Final", "").split("[.-]");
        String[] right = other.replace(".Final", "").split("[.-]");
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            long a = part(left, i);
            long b = part(right, i);
            if (a != b) {
                return Long.compare(a, b);
            }
        }
        return 0;
    }

    private static long part(String[] parts, int at) {
        if (at >= parts.length) {
            return 0;
        }
        return parts[at].matches("[0-9]+") ? Long.parseLong(parts[at]) : -1;
    }
}

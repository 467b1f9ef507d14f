package io.dabiao.check.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code -Dgolden=write} writes answers-beside.tsv again. */
@Tag("long")
class BesideTest {

    private static final Path FILE = Path.of("src", "test", "resources", "check", "answers-beside.tsv");

    @Test
    void curlAndBlackboxExporterSayWhatStandsBesideTheProbesAnswers() throws Exception {
        Tools.need("curl", "blackbox");

        var lines = Beside.lines();

        if ("write".equals(System.getProperty("golden"))) {
            Files.write(FILE, lines);
        }
        assertThat(Files.readAllLines(FILE)).isEqualTo(lines);
    }
}

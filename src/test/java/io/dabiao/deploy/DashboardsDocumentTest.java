package io.dabiao.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference of dashboards and the dashboards themselves say the same. */
class DashboardsDocumentTest {

    @Test
    void everyDashboardAndPanelIsDescribedInItsOrderAndNoneThatIsNot() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(Path.of("grafana", "both"))) {
            files = found.sorted().toList();
        }
        assertThat(files).isNotEmpty();
        List<String> expected = new ArrayList<>();
        for (Path file : files) {
            JsonNode dashboard = new ObjectMapper().readTree(file.toFile());
            expected.add("## " + dashboard.get("title").asText());
            for (JsonNode panel : dashboard.get("panels")) {
                expected.add("| " + panel.get("title").asText() + " | "
                        + panel.get("description").asText() + " |");
            }
        }
        List<String> written = Files.readAllLines(Path.of("docs", "reference", "dashboards.md")).stream()
                .filter(line -> line.startsWith("## ") || line.startsWith("| "))
                .filter(line -> !line.startsWith("| Panel |"))
                .toList();
        assertThat(written).isEqualTo(expected);
    }
}

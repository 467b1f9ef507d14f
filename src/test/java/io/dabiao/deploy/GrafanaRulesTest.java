package io.dabiao.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The opt-in rules for a Grafana that alerts by itself. */
class GrafanaRulesTest {

    @Test
    void everyRuleHasTheAddressOfItsRunbook() throws IOException {
        JsonNode file = new ObjectMapper(new YAMLFactory())
                .readTree(Files.readString(Path.of("grafana", "alerting", "rules.yaml")));
        List<String> sections = Files.readAllLines(Path.of("docs", "runbooks.md")).stream()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3).toLowerCase(Locale.ROOT))
                .toList();
        List<JsonNode> rules = new ArrayList<>();
        file.get("groups").forEach(group -> group.get("rules").forEach(rules::add));
        assertThat(rules).hasSizeGreaterThan(6);
        for (JsonNode rule : rules) {
            String section = rule.at("/annotations/runbook").asText().replace("docs/runbooks.md#", "");
            assertThat(sections).as(rule.get("uid").asText()).contains(section);
            assertThat(rule.at("/annotations/runbook_url").asText()).isEqualTo("$DABIAO_URL/runbooks#" + section);
        }
    }
}

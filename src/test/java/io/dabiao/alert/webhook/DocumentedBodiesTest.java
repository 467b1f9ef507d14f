package io.dabiao.alert.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.DocumentExamples;
import io.dabiao.alert.Example;
import io.dabiao.alert.Notification;
import io.dabiao.alert.Text;
import io.dabiao.alert.template.Template;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The bodies for gateways and ticket systems that the documents show make JSON of every message, whatever stands in it. */
class DocumentedBodiesTest {

    private static final Text HOSTILE = new Text("热线 \"85 %\"\\ , {\"a\": 1}", "first\nsecond\t\"third\"");

    @Test
    void everyBodyOfTheDocumentsIsJsonOnEveryOccasion() throws Exception {
        List<DocumentExamples.Example> bodies = DocumentExamples.of("text").stream()
                .filter(example -> example.document().equals(Path.of("docs", "alerts.md")))
                .toList();
        assertThat(bodies).hasSizeGreaterThan(2);
        for (DocumentExamples.Example body : bodies) {
            for (Notification.Occasion occasion : Notification.Occasion.values()) {
                Notification example = Example.of(occasion, Optional.of("https://dabiao.example.org"), Instant.EPOCH);

                String made = Template.of(body.text()).render(Webhook.body(example, HOSTILE));

                JsonNode json = new ObjectMapper().readTree(made);
                assertThat(json.toString()).as(body.toString()).contains("热线 \\\"85 %\\\"");
                boolean over = occasion == Notification.Occasion.RESOLVED;
                if (json.has("state")) {
                    assertThat(json.get("state").asText()).isEqualTo(over ? "6" : "1");
                    assertThat(json.get("correlation_id").asText()).isEqualTo("example");
                }
            }
        }
    }
}

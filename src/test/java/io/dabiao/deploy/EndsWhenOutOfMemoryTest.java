package io.dabiao.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Everything that starts the service has it end when it is out of memory, and starts it again. */
class EndsWhenOutOfMemoryTest {

    private static final String ENDS = "-XX:+ExitOnOutOfMemoryError";
    private static final Path UNIT = Path.of("deploy", "systemd", "dabiao.service");

    @Test
    void theLauncherTheImageAndTheUnitSaySo() throws IOException {
        for (Path starts : List.of(Path.of("dabiao"), Path.of("deploy", "image", "Containerfile"), UNIT)) {
            assertThat(Files.readString(starts)).as(starts.toString()).contains(ENDS);
        }
    }

    @Test
    void composeAndSystemdStartItAgain() throws IOException {
        JsonNode services = Dashboards.yaml(Path.of("compose.yaml")).path("services");
        for (String service : List.of("database", "dabiao", "prometheus", "alertmanager", "grafana")) {
            assertThat(services.path(service).path("restart").asText())
                    .as(service)
                    .isEqualTo("unless-stopped");
        }
        assertThat(Files.readAllLines(UNIT)).contains("Restart=always", "NoNewPrivileges=yes", "ProtectSystem=strict");
    }

    @Test
    void systemdItselfFindsNoFaultInTheUnit() throws Exception {
        Tools.need("systemd-analyze");
        Process check = new ProcessBuilder("/usr/bin/systemd-analyze", "verify", "--man=no", UNIT.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        check.waitFor();
        assertThat(said.lines().filter(line -> line.contains("dabiao.service")))
                .as("besides that neither the user nor Java need be on this machine")
                .allMatch(line -> line.contains("not executable") || line.contains("user"));
    }
}

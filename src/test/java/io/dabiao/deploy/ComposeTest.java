package io.dabiao.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The file for trying all of it on one machine, without an engine. */
class ComposeTest {

    private static final Path FILE = Path.of("compose.yaml");

    @Test
    void everythingMountedIsThereAndEveryPortIsOnLoopback() throws IOException {
        JsonNode compose = Dashboards.yaml(FILE);
        Set<String> volumes = new TreeSet<>();
        compose.path("volumes").fieldNames().forEachRemaining(volumes::add);
        List<String> mounted = new ArrayList<>();
        compose.path("services").forEach(service -> {
            service.path("volumes").forEach(volume -> mounted.add(volume.asText()));
            service.path("ports").forEach(port -> assertThat(port.asText()).startsWith("127.0.0.1:"));
            JsonNode image = service.path("image");
            assertThat(image.isMissingNode() || image.asText().matches("[a-z/]+:v?[0-9.]+"))
                    .as("an image has its version: " + image)
                    .isTrue();
        });
        assertThat(mounted).hasSizeGreaterThan(5);
        for (String mount : mounted) {
            String source = mount.substring(0, mount.indexOf(':'));
            assertThat(volumes.contains(source) || Files.exists(Path.of(source)))
                    .as(mount)
                    .isTrue();
        }
    }

    @Test
    void whatTheImageCopiesIsWhatTheBuildMakes() throws IOException {
        assertThat(Files.readAllLines(Path.of("deploy", "image", "Containerfile")))
                .filteredOn(line -> line.startsWith("COPY target/"))
                .extracting(line -> line.split(" ")[1])
                .containsExactlyInAnyOrder(
                        "target/quarkus-app/lib/",
                        "target/quarkus-app/quarkus/",
                        "target/quarkus-app/app/",
                        "target/quarkus-app/quarkus-run.jar");
    }

    @Test
    void everyVariableThatGrafanasFilesNameIsSet() throws IOException {
        JsonNode grafana =
                Dashboards.yaml(FILE).path("services").path("grafana").path("environment");
        for (String file : List.of("datasources/dabiao.yaml", "dashboards/dabiao.yaml")) {
            String text = Files.readString(Path.of("grafana", "provisioning").resolve(file));
            java.util.regex.Pattern.compile("\\$([A-Z_]+)")
                    .matcher(text)
                    .results()
                    .forEach(named -> assertThat(grafana.has(named.group(1)))
                            .as(named.group())
                            .isTrue());
        }
    }
}

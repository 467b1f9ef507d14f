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
            // What an operator may set has a default of its own.
            String usual = mount.replaceAll("\\$\\{\\w+:-([^}]*)}", "$1");
            String source = usual.substring(0, usual.indexOf(':'));
            assertThat(volumes.contains(source) || Files.exists(Path.of(source)))
                    .as(mount)
                    .isTrue();
        }
    }

    @Test
    void noSecretStandsInTheFileAndEachThatIsUsedIsNamed() throws IOException {
        JsonNode compose = Dashboards.yaml(FILE);
        Set<String> secrets = new TreeSet<>();
        compose.path("secrets").properties().forEach(secret -> {
            secrets.add(secret.getKey());
            assertThat(secret.getValue().path("file").asText()).isEqualTo("./secrets/" + secret.getKey());
        });
        Set<String> used = new TreeSet<>();
        compose.path("services").forEach(service -> {
            service.path("secrets").forEach(secret -> used.add(secret.asText()));
            service.path("environment").properties().forEach(variable -> {
                if (variable.getKey().matches(".*(PASSWORD|TOKEN|KEY|SECRET).*")) {
                    assertThat(variable.getKey()).endsWith("_FILE");
                    assertThat(variable.getValue().asText()).startsWith("/run/secrets/");
                }
            });
        });
        assertThat(used).isEqualTo(secrets);
        assertThat(Files.readAllLines(Path.of(".gitignore"))).contains("/secrets/");
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
        JsonNode service = Dashboards.yaml(FILE).path("services").path("grafana");
        JsonNode grafana = service.path("environment");
        String exported = service.path("entrypoint").toString();
        for (String file : List.of("datasources/dabiao.yaml", "dashboards/dabiao.yaml")) {
            String text = Files.readString(Path.of("grafana", "provisioning").resolve(file));
            java.util.regex.Pattern.compile("\\$([A-Z_]+)")
                    .matcher(text)
                    .results()
                    .forEach(named -> assertThat(
                                    grafana.has(named.group(1)) || exported.contains("export " + named.group(1) + "="))
                            .as(named.group())
                            .isTrue());
        }
    }
}

package io.dabiao.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** What is shipped for a Grafana, as trees: the dashboards as they are written, in both languages. */
final class Dashboards {

    private static final Path FOLDER = Path.of("grafana", "both");
    private static final ObjectMapper JSON = new ObjectMapper();

    private Dashboards() {}

    /** By the names of their files. */
    static List<JsonNode> all() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                all.add(JSON.readTree(file.toFile()));
            }
        }
        return all;
    }

    /** Panels that stand in place of others where there is a Prometheus alone, of a dashboard. */
    static List<JsonNode> ofPrometheusAlone(String uid) throws IOException {
        List<JsonNode> panels = new ArrayList<>();
        JSON.readTree(Path.of("grafana", "prometheus-panels.json").toFile())
                .path(uid)
                .forEach(panels::add);
        return panels;
    }

    static JsonNode yaml(Path file) throws IOException {
        Object tree = new Yaml().load(Files.readString(file));
        return JSON.valueToTree(tree);
    }
}

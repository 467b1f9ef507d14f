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

/** What is shipped for a Grafana, as trees. */
final class Dashboards {

    private static final Path FOLDER = Path.of("grafana", "dashboards");
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

    static JsonNode yaml(Path file) throws IOException {
        Object tree = new Yaml().load(Files.readString(file));
        return JSON.valueToTree(tree);
    }
}

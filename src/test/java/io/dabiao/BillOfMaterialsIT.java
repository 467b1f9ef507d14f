package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the build says that it consists of is what it consists of. */
class BillOfMaterialsIT {

    private static final Path APPLICATION =
            Path.of(System.getProperty("dabiao.jar")).getParent();

    @Test
    void everyLibraryOfTheBuildStandsInItsBillOfMaterialsAndNoneOfTheTests() throws IOException {
        Path file = APPLICATION.resolve("bom.json");
        assertThat(file)
                .as("the bill of materials, which Maven leaves out without a word when it is offline (-o)")
                .exists();
        JsonNode bill = new ObjectMapper().readTree(file.toFile());
        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        Set<String> listed = new TreeSet<>();
        bill.path("components")
                .forEach(one -> listed.add(one.path("group").asText() + "."
                        + one.path("name").asText() + "-" + one.path("version").asText()));

        Set<String> built = new TreeSet<>();
        try (Stream<Path> jars = Files.list(APPLICATION.resolve("lib/main"))) {
            jars.map(jar -> jar.getFileName().toString().replaceFirst("(-linux-[a-z0-9_]+)?\\.jar$", ""))
                    .forEach(built::add);
        }

        assertThat(built).hasSizeGreaterThan(150);
        built.removeAll(listed);
        assertThat(built)
                .as("in lib/main and not listed, but for what Quarkus adds to what Maven resolves, and annotations")
                .allMatch(name -> name.startsWith("io.quarkus.")
                        || name.startsWith("com.google.errorprone.error_prone_annotations-"));
        assertThat(listed).noneMatch(name -> name.startsWith("org.assertj.") || name.startsWith("net.jqwik."));
    }
}

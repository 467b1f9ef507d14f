package io.dabiao.expose;

import static io.dabiao.Api.admin;
import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Api;
import io.dabiao.Guard;
import io.dabiao.ServiceDatabase;
import io.dabiao.Tools;
import io.dabiao.access.Role;
import io.dabiao.settings.Settings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The description is one that others' tools take: linters find no error in it, and of it openapi-generator makes clients that post an
 * event and read a verdict. The generator is what the profiles {@code guard} and {@code long} copy to {@code target/openapi-generator}. What
 * takes packages of npm is long.
 */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
@Guard
class GeneratedClientsTest {

    private static final Path GENERATOR = Path.of("target", "openapi-generator").toAbsolutePath();
    private static final Path STRANGERS =
            Path.of("src", "test", "resources", "clients").toAbsolutePath();
    private static final int YEAR = 2019;
    private static final String TIME = "2019-03-01T08:00:00+08:00";

    @Inject
    Settings settings;

    @TempDir
    Path folder;

    private Path description() throws IOException {
        return Files.writeString(
                folder.resolve("openapi.json"),
                admin().get("/q/openapi?format=json")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString());
    }

    private String run(Path in, String... command) throws IOException, InterruptedException {
        Path told = Files.createTempFile(folder, "told", null);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true);
        builder.environment().put("REDOCLY_TELEMETRY", "off");
        Process process = builder.redirectOutput(told.toFile()).start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES))
                    .as(String.join(" ", command))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String words = Files.readString(told, StandardCharsets.UTF_8);
        assertThat(process.exitValue())
                .as("%s%n%s", String.join(" ", command), words)
                .isZero();
        return words;
    }

    private void npm(String... packages) throws IOException, InterruptedException {
        Tools.need("npm");
        List<String> command = new ArrayList<>(
                List.of("npm", "install", "--no-audit", "--no-fund", "--no-progress", "--ignore-scripts"));
        command.addAll(List.of(packages));
        run(folder, command.toArray(String[]::new));
    }

    private Path generated(String generator, String... more) throws IOException, InterruptedException {
        Path client = folder.resolve("generated").resolve(generator);
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-Xmx700m",
                "-jar",
                jar("openapi-generator-cli"),
                "generate",
                "--generator-name",
                generator,
                "--input-spec",
                description().toString(),
                "--output",
                client.toString()));
        command.addAll(List.of(more));
        run(folder, command.toArray(String[]::new));
        return client;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String jar(String name) throws IOException {
        assertThat(GENERATOR)
                .as("mvn -Plong dependency:copy@openapi-generator brings it")
                .isDirectory();
        try (Stream<Path> jars = Files.list(GENERATOR)) {
            return jars.filter(one -> one.getFileName().toString().startsWith(name))
                    .findFirst()
                    .orElseThrow()
                    .toString();
        }
    }

    private static List<String> below(Path folder, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.map(Path::toString).filter(one -> one.endsWith(ending)).toList();
        }
    }

    /** What every stranger is told: where the service is, who they are, what they may send, and what to look at. */
    private String[] told(String name) throws IOException {
        OwnDeclaration.inForce(settings.declarations().orElseThrow(), name, YEAR, """
                  - {id: calls, name: 来电量, level1: 产出指标, level2: 数量指标, printed: '≥1.00(次)',
                     behaviour: accumulate, measure: {count: '%s.call'}, cadence: P400D}
                """.formatted(name));
        String token = Api.token(name, List.of(Role.INGEST, Role.VIEW), Map.of());
        return new String[] {
            "http://localhost:" + RestAssured.port, token, name + ".call", TIME, String.valueOf(YEAR), name
        };
    }

    private static void understood(String words) {
        assertThat(words)
                .containsPattern("accepted 1\\R")
                .containsPattern("calls is (met|no_data) as of 20\\d\\d-")
                .contains("refused 404", "no-such-project");
    }

    @Test
    @Tag("long")
    void lintersOfOthersFindNoErrorInTheDescription() throws Exception {
        npm("@redocly/cli@2", "@stoplight/spectral-cli@6");
        Path description = description();
        Files.writeString(folder.resolve(".spectral.yaml"), "extends: [\"spectral:oas\"]\n");

        run(folder, "node_modules/.bin/redocly", "lint", description.toString());
        run(folder, "node_modules/.bin/spectral", "lint", "--fail-severity=error", description.toString());
    }

    @Test
    void aClientForJavaPostsAnEventAndReadsAVerdict() throws Exception {
        Path client = generated(
                "java",
                "--library=native",
                "--additional-properties=useJakartaEe=true",
                "--api-package=dabiao.api",
                "--model-package=dabiao.model",
                "--invoker-package=dabiao");
        String path = System.getProperty("java.class.path") + ":" + jar("jackson-databind-nullable");
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<String> compile = new ArrayList<>(List.of(
                Path.of(java()).resolveSibling("javac").toString(),
                "-nowarn",
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                path,
                STRANGERS.resolve("Stranger.java").toString()));
        compile.addAll(below(client.resolve("src/main/java"), ".java"));
        run(folder, compile.toArray(String[]::new));

        List<String> command = new ArrayList<>(List.of(java(), "-cp", classes + ":" + path, "Stranger"));
        command.addAll(Arrays.asList(told("stranger-java")));
        understood(run(folder, command.toArray(String[]::new)));
    }

    @Test
    @Tag("long")
    void aClientForTypeScriptPostsAnEventAndReadsAVerdict() throws Exception {
        npm("typescript@5.9", "@types/node@20");
        Path client = generated("typescript-fetch");
        Files.move(client, folder.resolve("client"));
        Files.copy(STRANGERS.resolve("stranger.ts"), folder.resolve("stranger.ts"));
        run(
                folder,
                "node_modules/.bin/tsc",
                "--strict",
                "--target",
                "es2022",
                "--lib",
                "es2022,dom",
                "--module",
                "commonjs",
                "--outDir",
                "out",
                "stranger.ts");

        List<String> command = new ArrayList<>(List.of("node", "out/stranger.js"));
        command.addAll(Arrays.asList(told("stranger-typescript")));
        understood(run(folder, command.toArray(String[]::new)));
    }

    @Test
    void aClientForPythonIsCompiledToBytes() throws Exception {
        Tools.need("python");
        Path client = generated("python");

        run(client, "python3", "-m", "compileall", "-q", "openapi_client");
        assertThat(below(client, ".pyc")).hasSizeGreaterThan(100);
    }
}

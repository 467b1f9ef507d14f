package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packaged service as a process of its own, on a port and a data directory of its own. */
final class PackagedService implements AutoCloseable {

    static final Duration PATIENCE = Patience.PATIENCE;

    private static final String TOKEN = "the-first-administrator-of-the-packaged-service";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param body a JSON object, empty where the answer was none */
    record Answer(int status, Optional<String> retryAfter, JsonNode body) {}

    private final Path folder;
    private final Path data;
    private final Map<String, String> settings = new HashMap<>();
    private final int port;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private Optional<Path> before = Optional.empty();
    private Optional<Path> launched = Optional.empty();
    private List<String> options = List.of("-Xmx400m");
    private Process process;

    private PackagedService(Path folder, Path data) {
        this.folder = folder;
        this.data = data;
        this.port = freePort();
    }

    /** Not started yet; its data directory does not exist yet. */
    static PackagedService prepared() throws IOException {
        Path folder = Files.createTempDirectory("dabiao-packaged");
        return new PackagedService(folder, folder.resolve("data"));
    }

    /** Not started yet, on a data directory that may be somebody else's. */
    static PackagedService preparedOn(Path data) throws IOException {
        return new PackagedService(Files.createTempDirectory("dabiao-packaged"), data);
    }

    PackagedService with(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** Has it started with the heap that the launcher gives it. */
    PackagedService asLaunched() {
        options = List.of("-Xmx256m", "-XX:+UseSerialGC");
        return this;
    }

    /** Has it started by the launcher and its archive of classes, for one that is killed again and again: it lives for seconds. */
    PackagedService startedOften() {
        Path launcher = jar().resolve("../../../dabiao").normalize();
        settings.put("DABIAO_JAVA_OPTIONS", "-Xmx400m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        launched = Optional.of(launcher);
        return this;
    }

    /** Has it started with another archive of PostgreSQL's programs, as a newer release would bring. */
    PackagedService bringing(Path jar) {
        before = Optional.of(jar);
        return this;
    }

    PackagedService started() {
        start();
        return this;
    }

    Path data() {
        return data;
    }

    long pid() {
        return process.pid();
    }

    int port() {
        return port;
    }

    static String token() {
        return TOKEN;
    }

    void launch() {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(options);
        if (launched.isPresent()) {
            // It hands over to Java, which is its process from then on.
            command = new ArrayList<>(List.of(launched.get().toString(), "serve"));
        } else if (before.isPresent()) {
            command.addAll(List.of("-cp", classPath(before.get()), "io.dabiao.app.Main"));
        } else {
            command.addAll(List.of("-jar", jar().toString()));
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("QUARKUS_") || name.startsWith("DABIAO_"));
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("DABIAO_DATA_DIR", data.toString());
        builder.environment().put("DABIAO_ADMIN_TOKEN", TOKEN);
        builder.environment().putAll(settings);
        try {
            process = builder.start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static Path jar() {
        String jar = System.getProperty("dabiao.jar");
        assertThat(jar).as("the system property dabiao.jar").isNotNull();
        return Path.of(jar).toAbsolutePath();
    }

    /** One flat class path, as the script {@code dabiao} makes it, with something before it. */
    private static String classPath(Path first) {
        Path app = jar().getParent();
        List<String> path = new ArrayList<>(List.of(first.toAbsolutePath().toString()));
        for (String generated : List.of("generated-bytecode.jar", "transformed-bytecode.jar")) {
            path.add(app.resolve("quarkus").resolve(generated).toString());
        }
        for (String folder : List.of("app", "lib/boot", "lib/main")) {
            try (Stream<Path> jars = Files.list(app.resolve(folder))) {
                jars.map(Path::toString).sorted().forEach(path::add);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        return String.join(File.pathSeparator, path);
    }

    /** A command of the command line, run to its end. @param said both streams */
    record Command(int exit, String said) {}

    /** Runs {@code dabiao} with arguments, in the packaged form; the token is in its environment. */
    static Command run(String... arguments) throws IOException, InterruptedException {
        Process command = launch(arguments);
        String said = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(command.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(said)
                .isTrue();
        return new Command(command.exitValue(), said);
    }

    static Process launch(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(java(), "-Xmx256m", "-XX:TieredStopAtLevel=1", "-jar", jar().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("QUARKUS_") || name.startsWith("DABIAO_"));
        builder.environment().put("DABIAO_TOKEN", TOKEN);
        return builder.start();
    }

    void start() {
        launch();
        awaitReady();
    }

    void awaitReady() {
        Patience.until("the service is ready", () -> {
            assertThat(process.isAlive())
                    .as(() -> "the service gave up: " + output())
                    .isTrue();
            return health("ready") == 200;
        });
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end, as an operator does, and waits for it. */
    void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /** kill -9: its database is left running. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Its process stands still, with its connections and whatever it was doing, until {@link #resume}. */
    void stall() throws IOException, InterruptedException {
        signal("STOP");
    }

    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** The exit status of a process that ends by itself. */
    int exit() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    String output() {
        try {
            return Files.readString(log());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Path log() {
        return folder.resolve("service.log");
    }

    /** @return the status of a health check; 0 where no one answers */
    int health(String which) {
        try {
            return http.send(request("/q/health/" + which).GET().build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException nobody) {
            return 0;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Posts lines. Fails with an exception where no answer comes. */
    Answer post(byte[] lines) throws IOException, InterruptedException {
        HttpRequest request = request("/api/v1/events")
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofByteArray(lines))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new Answer(response.statusCode(), response.headers().firstValue("Retry-After"), json(response.body()));
    }

    /** Posts a JSON document. Fails with an exception where no answer comes. */
    Answer postJson(String path, String document) throws IOException, InterruptedException {
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(document))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new Answer(response.statusCode(), response.headers().firstValue("Retry-After"), json(response.body()));
    }

    /** Posts lines until they are answered with success, whatever happens meanwhile. */
    Answer postUntilTaken(byte[] lines, java.util.function.Consumer<Answer> unsuccessful) {
        Answer[] taken = new Answer[1];
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .atMost(PATIENCE)
                .until(() -> {
                    try {
                        Answer answer = post(lines);
                        if (answer.status() == 200) {
                            taken[0] = answer;
                        } else {
                            unsuccessful.accept(answer);
                        }
                    } catch (IOException noAnswer) {
                        // The connection broke, or there was none: a client tries again.
                    }
                    return taken[0] != null;
                });
        return taken[0];
    }

    /** What is answered to a GET, as it is sent. */
    HttpResponse<byte[]> bytes(String path) throws IOException, InterruptedException {
        return http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    Answer get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new Answer(response.statusCode(), response.headers().firstValue("Retry-After"), json(response.body()));
    }

    /** Sends JSON. */
    Answer send(String method, String path, Object body) throws IOException, InterruptedException {
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new Answer(response.statusCode(), response.headers().firstValue("Retry-After"), json(response.body()));
    }

    /** Sends a request without a body. */
    Answer send(String method, String path) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                request(path)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new Answer(response.statusCode(), response.headers().firstValue("Retry-After"), json(response.body()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + TOKEN);
    }

    private static JsonNode json(String body) throws IOException {
        return body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body);
    }

    // ---- its database

    long postmaster() throws IOException {
        return Long.parseLong(Files.readAllLines(data.resolve("postgres/data/postmaster.pid"))
                .get(0)
                .strip());
    }

    /** kill -9. */
    void killDatabase() throws IOException {
        ProcessHandle.of(postmaster()).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** The server's program, for tests that want it to stay away. */
    Path databaseProgram() throws IOException {
        try (var found = Files.find(
                data.resolve("postgres"), 3, (path, attributes) -> path.endsWith(Path.of("bin", "postgres")))) {
            return found.findFirst().orElseThrow();
        }
    }

    /** A single number from the database itself. */
    long count(String sql) throws IOException, SQLException {
        String url = "jdbc:postgresql://127.0.0.1:"
                + Files.readString(data.resolve("postgres/port")).strip() + "/dabiao";
        String password = Files.readString(data.resolve("postgres/password")).strip();
        try (Connection connection = DriverManager.getConnection(url, "dabiao", password)) {
            return number(connection, sql);
        }
    }

    /** The same of a database that several services share. */
    static long number(EmbeddedPostgres database, String sql) {
        try (Connection connection =
                DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {
            return number(connection, sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Ends everything it started and deletes its folder. */
    @Override
    public void close() {
        try {
            if (process != null && process.isAlive()) {
                process.destroy();
                if (!process.waitFor(1, TimeUnit.MINUTES)) {
                    process.destroyForcibly().waitFor();
                }
            }
            if (data.startsWith(folder)) {
                endOrphan();
            }
            // Again where a dying server still removes its own files.
            await().ignoreExceptions().atMost(PATIENCE).until(() -> {
                ServiceDatabase.delete(folder);
                return true;
            });
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** A killed service leaves its database running. */
    void endOrphan() throws IOException {
        if (Files.exists(data.resolve("postgres/data/postmaster.pid"))) {
            long pid = postmaster();
            killDatabase();
            await().atMost(PATIENCE)
                    .until(() ->
                            ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

package io.dabiao.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The packaged service as a process of its own, on a free port, with a data directory that outlives it.
 *
 * <p>Safe for use by several threads.
 */
final class PackagedService implements AutoCloseable {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int STEP_MILLIS = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path data;
    private final Process process;
    private final int port;
    private final String token = "bench-" + UUID.randomUUID();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Thread emergency = new Thread(this::abandon, "bench-emergency");
    private final double secondsToReady;

    private PackagedService(Path data, List<String> command) throws IOException {
        this.data = data;
        this.port = freePort();
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("DABIAO_DATA_DIR", data.resolve("data").toString());
        builder.environment().put("DABIAO_ADMIN_TOKEN", token);
        long begun = System.nanoTime();
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(emergency);
        try {
            awaitReady(begun);
        } catch (IOException | RuntimeException failed) {
            close();
            throw failed;
        }
        secondsToReady = Figures.seconds(System.nanoTime() - begun);
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param data an empty directory, or one of an earlier start
     * @param command {@link #packaged} or {@link #launcher}
     */
    static PackagedService start(Path data, List<String> command) throws IOException {
        return new PackagedService(data, command);
    }

    /** The plain package, on the JDK that this runs on. */
    static List<String> packaged(List<String> jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.add("-jar");
        command.add(JAR.toString());
        return command;
    }

    /** As its users start it. It replaces itself by the JVM, so the process stays the same. */
    static List<String> launcher() {
        return List.of("./dabiao", "serve");
    }

    /** A new directory for {@link #start}. */
    static Path directory() throws IOException {
        demandPackage();
        return Files.createTempDirectory("dabiao-bench");
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> below = Files.walk(directory)) {
            for (Path path : below.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** From the start of the process to the first answer that it is ready. */
    double secondsToReady() {
        return secondsToReady;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token);
    }

    /** Posts lines and demands that every one was new. */
    void post(HttpRequest.BodyPublisher body, long lines) throws IOException {
        HttpRequest request = request("/api/v1/events")
                .header("Content-Type", "application/x-ndjson")
                .POST(body)
                .build();
        JsonNode answer = JSON.readTree(sent(request));
        if (answer.path("accepted").asLong() != lines) {
            throw new IOException("of " + lines + " new events it took others: " + answer);
        }
    }

    /** Asks for work that takes no body. */
    byte[] post(String path) throws IOException {
        return sent(request(path).POST(BodyPublishers.noBody()).build());
    }

    byte[] get(String path) throws IOException {
        return sent(request(path).GET().build());
    }

    private byte[] sent(HttpRequest request) throws IOException {
        try {
            var answer = http.send(request, BodyHandlers.ofByteArray());
            if (answer.statusCode() / 100 != 2) {
                throw new IOException(request.uri() + " answered " + answer.statusCode() + ": "
                        + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8));
            }
            return answer.body();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    /** Waits until the rollups of everything posted so far are folded and no measure is being filled. */
    void awaitFolded() throws IOException {
        while (true) {
            JsonNode status = JSON.readTree(get("/api/v1/status"));
            if (status.path("batchesToFold").asLong(-1) == 0
                    && status.path("filling").isEmpty()) {
                return;
            }
            pause(STEP_MILLIS);
        }
    }

    Footprint footprint() throws IOException {
        return Footprint.of(process.pid(), postmaster());
    }

    /** Of its JVM; see {@link Footprint#cpuByThread}. */
    Map<String, Double> cpuByThread() throws IOException {
        return Footprint.cpuByThread(process.pid());
    }

    /** A connection of our own to its embedded database. */
    Connection database() throws IOException, SQLException {
        Path postgres = data.resolve("data/postgres");
        String at = Files.readString(postgres.resolve("port")).strip();
        String password = Files.readString(postgres.resolve("password")).strip();
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + at + "/dabiao", "dabiao", password);
    }

    /** JVM options that make another replica use its embedded database. */
    List<String> databaseOptions() throws IOException {
        Path postgres = data.resolve("data/postgres");
        return List.of(
                // Another one would end this one's.
                "-Ddabiao.admin-token=" + token,
                "-Dquarkus.datasource.jdbc.url=jdbc:postgresql://127.0.0.1:"
                        + Files.readString(postgres.resolve("port")).strip() + "/dabiao",
                "-Dquarkus.datasource.username=dabiao",
                "-Dquarkus.datasource.password="
                        + Files.readString(postgres.resolve("password")).strip());
    }

    /** Memory of its JVM, now. */
    long residentBytes() throws IOException {
        return Footprint.resident(process.pid());
    }

    /** The single number that a query answers. */
    long number(String sql) throws IOException, SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Bytes of a table with its indexes and, where it is divided, its partitions. */
    long size(String table) throws IOException, SQLException {
        return number(
                "select pg_total_relation_size('" + table + "') + coalesce((select sum(pg_total_relation_size(relid))"
                        + " from pg_partition_tree('" + table + "') where level > 0), 0)");
    }

    /** Has everything written so far on the disk, so that what is measured next does not pay for it. */
    void checkpoint() throws IOException, SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement()) {
            statement.execute("checkpoint");
        }
    }

    /** Stops it in order; the data stays. */
    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(emergency);
        } catch (IllegalStateException shuttingDown) {
            // Then the hook finds nothing to do.
        }
    }

    private void stop() {
        process.destroy();
        try {
            if (process.waitFor(1, TimeUnit.MINUTES)) {
                return;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        try {
            ProcessHandle.of(postmaster()).ifPresent(ProcessHandle::destroy);
        } catch (IOException none) {
            // It had not come so far.
        }
    }

    /** On Ctrl-C, when no one comes to clean up. */
    private void abandon() {
        stop();
        try {
            delete(data);
        } catch (IOException inUse) {
            System.err.println("left behind: " + data);
        }
    }

    private long postmaster() throws IOException {
        Path pid = data.resolve("data/postgres/data/postmaster.pid");
        return Long.parseLong(Files.readAllLines(pid).get(0).strip());
    }

    private void awaitReady(long begun) throws IOException {
        HttpRequest ready = HttpRequest.newBuilder(uri("/q/health/ready")).build();
        while (System.nanoTime() - begun < PATIENCE.toNanos()) {
            if (!process.isAlive()) {
                throw new IOException("the service ended (" + process.exitValue() + ") and said:\n" + said());
            }
            try {
                if (http.send(ready, BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // No one listens so far.
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", stopped);
            }
            pause(STEP_MILLIS);
        }
        throw new IOException("the service is not ready after " + PATIENCE + " and said:\n" + said());
    }

    private Path output() {
        return data.resolve("output.log");
    }

    private String said() throws IOException {
        return Files.readString(output());
    }

    /** Between two looks at the process; a benchmark waits for another process, which tells no one when it is done. */
    static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return any.getLocalPort();
        }
    }

    /** What is measured must be what is written: an old package would go unnoticed. */
    private static void demandPackage() throws IOException {
        if (!Files.exists(JAR)) {
            throw new IOException(JAR + " is missing; build it first: mvn -DskipTests package");
        }
        var packaged = Files.getLastModifiedTime(JAR);
        var java = FileSystems.getDefault().getPathMatcher("glob:**.{java,sql,properties,yaml}");
        try (Stream<Path> sources = Files.walk(Path.of("src", "main"))) {
            for (Path source : sources.filter(java::matches).toList()) {
                if (Files.getLastModifiedTime(source).compareTo(packaged) > 0) {
                    System.err.println("warning: " + source + " is newer than the package that is measured");
                    return;
                }
            }
        }
    }
}

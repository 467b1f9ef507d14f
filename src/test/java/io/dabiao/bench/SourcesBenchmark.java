package io.dabiao.bench;

import static io.dabiao.bench.Figures.head;
import static io.dabiao.bench.Figures.row;
import static io.dabiao.bench.Figures.two;
import static io.dabiao.bench.Figures.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.dabiao.check.probe.Daemon;
import io.dabiao.ingest.s3.S3rver;
import io.dabiao.ingest.sftp.RealSshd;
import io.dabiao.ingest.sql.RealMariaDb;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The same rows by each kind of source and as events over HTTP, by turns in one run, until they are durable and folded. What is fetched counts
 * from when the service begins to read, what sends by itself from its first byte. Messages of brokers have {@link StreamsBenchmark}.
 */
@Command(
        name = "sources",
        description = "Rows a second by each kind of source, beside the same rows over HTTP.",
        mixinStandardHelpOptions = true)
final class SourcesBenchmark implements Callable<Integer> {

    private static final Instant FIRST = Instant.parse("2025-01-01T00:00:00Z");
    private static final int PAGE = 1_000;
    private static final int STEP_MILLIS = 20;
    private static final String SECRET = "5f2d7c1e9a8b4c3d6e0f";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--rows", defaultValue = "100000", description = "Rows of one turn (${DEFAULT-VALUE}).")
    private int rows;

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds of all turns (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--jvm",
            split = " ",
            defaultValue = "-Xmx256m -XX:+UseSerialGC",
            description = "JVM options of the service, in one argument; by default the launcher's (${DEFAULT-VALUE}).")
    private List<String> jvmOptions = new ArrayList<>();

    /** One turn: seconds for all rows. */
    @FunctionalInterface
    private interface Turn {
        double seconds(String name) throws Exception;
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Path directory;
    private PackagedService service;
    private RealMariaDb maria;
    private RealSshd sshd;
    private int s3rver;

    @Override
    public Integer call() throws Exception {
        directory = PackagedService.directory();
        Files.createDirectory(directory.resolve("sources"));
        List<String> options = new ArrayList<>(jvmOptions);
        options.add("-Ddabiao.sources=" + directory.resolve("sources"));
        Path npm = Files.createDirectory(directory.resolve("npm"));
        S3rver.install(npm);
        s3rver = Daemon.freePort();
        Daemon objects = S3rver.start(npm, npm, s3rver);
        try (RealMariaDb database = RealMariaDb.start();
                RealSshd files = RealSshd.start(Files.createDirectory(directory.resolve("sshd")), "ed25519");
                PackagedService started = PackagedService.start(directory, PackagedService.packaged(options))) {
            maria = database;
            sshd = files;
            service = started;
            table();
            measure();
        } finally {
            objects.close();
            PackagedService.delete(directory);
        }
        return 0;
    }

    private void measure() throws Exception {
        Map<String, Turn> turns = new LinkedHashMap<>();
        turns.put("HTTP, events", this::events);
        turns.put("sql", this::sql);
        turns.put("http", this::web);
        turns.put("folder", this::folder);
        turns.put("sftp", this::sftp);
        turns.put("s3", this::s3);
        turns.put("hook", this::hook);
        turns.put("otlp", this::otlp);
        turns.put("syslog, TCP", this::syslog);
        for (Turn turn : turns.values()) {
            turn.seconds("warm" + turns.size() + System.nanoTime());
        }
        System.out.println(Machine.described());
        System.out.println();
        System.out.printf(
                "%s rows a turn, one client, JVM options `%s`%n%n", whole(rows), String.join(" ", jvmOptions));
        List<Object> header = new ArrayList<>(List.of("round"));
        turns.keySet().forEach(kind -> header.add(kind + "/s"));
        header.add("slowest ÷ HTTP");
        System.out.println(head(header.toArray(String[]::new)));
        for (int round = 1; round <= rounds; round++) {
            List<Double> rates = new ArrayList<>();
            int number = 0;
            for (Turn turn : turns.values()) {
                service.checkpoint();
                rates.add(rows / turn.seconds("r" + round + "k" + number++));
            }
            List<Object> cells = new ArrayList<>(List.of(round));
            rates.forEach(rate -> cells.add(whole(rate)));
            cells.add(two(rates.stream().mapToDouble(rate -> rate).min().orElseThrow() / rates.get(0)));
            System.out.println(row(cells.toArray()));
        }
    }

    private static String at(int row) {
        return FIRST.plusSeconds(row).toString();
    }

    private static String json(int row) {
        return "{\"id\":" + row + ",\"at\":\"" + at(row) + "\",\"ok\":" + (row % 3 == 0) + "}";
    }

    /** Texts of a page's rows, joined. */
    private static byte[] joined(int from, int until, String joiner, IntFunction<String> text) {
        return IntStream.range(from, until)
                .mapToObj(text)
                .collect(Collectors.joining(joiner))
                .getBytes(StandardCharsets.UTF_8);
    }

    private double events(String name) throws Exception {
        List<byte[]> bodies = new ArrayList<>();
        for (int from = 0; from < rows; from += 10 * PAGE) {
            bodies.add(joined(
                    from,
                    Math.min(rows, from + 10 * PAGE),
                    "\n",
                    row -> "{\"specversion\":\"1.0\",\"id\":\"" + row + "\",\"source\":\"//" + name
                            + "\",\"type\":\"bench.row\",\"time\":\"" + at(row) + "\",\"data\":{\"ok\":"
                            + (row % 3 == 0) + "}}"));
        }
        long begun = System.nanoTime();
        for (int i = 0; i < bodies.size(); i++) {
            service.post(BodyPublishers.ofByteArray(bodies.get(i)), Math.min(10 * PAGE, rows - i * 10 * PAGE));
        }
        service.awaitFolded();
        return Figures.seconds(System.nanoTime() - begun);
    }

    private void table() throws SQLException {
        maria.run(
                "use helpdesk",
                "create table bench (id int primary key, at datetime not null, ok tinyint(1) not null)");
        try (Connection connection = maria.connection();
                PreparedStatement row = connection.prepareStatement("insert into helpdesk.bench values (?, ?, ?)")) {
            connection.setAutoCommit(false);
            for (int i = 0; i < rows; i++) {
                row.setInt(1, i);
                row.setString(2, at(i).replace("T", " ").replace("Z", ""));
                row.setBoolean(3, i % 3 == 0);
                row.addBatch();
                if (i % PAGE == PAGE - 1) {
                    row.executeBatch();
                }
            }
            row.executeBatch();
            connection.commit();
        }
    }

    private double sql(String name) throws Exception {
        Path password = Files.writeString(directory.resolve("password"), "only-reads");
        declare(
                name,
                "kind: sql",
                "url: " + maria.url(),
                "user: reader",
                "password: {file: " + password + "}",
                "query: select * from bench",
                "key: id",
                "zone: UTC",
                "every: 300d",
                mapping("/id", "/at", "/ok"));
        return fetched(name);
    }

    private static String mapping(String id, String time, String ok) {
        return "mapping: {id: " + id + ", type: {is: bench.row}, time: " + time + ", data: {ok: {at: " + ok
                + ", as: boolean}}}";
    }

    private double web(String name) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            int page = Integer.parseInt(exchange.getRequestURI().getQuery().replaceFirst("page=", ""));
            int from = Math.min(rows, (page - 1) * PAGE);
            byte[] body = ("["
                            + new String(
                                    joined(from, Math.min(rows, from + PAGE), ",", SourcesBenchmark::json),
                                    StandardCharsets.UTF_8)
                            + "]")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            declare(
                    name,
                    "kind: http",
                    "url: http://127.0.0.1:" + server.getAddress().getPort() + "/rows",
                    "paging: {page: page}",
                    "every: 300d",
                    mapping("/id", "/at", "/ok"));
            return fetched(name);
        } finally {
            server.stop(0);
        }
    }

    /** Takes a file of a turn to where it is fetched. */
    @FunctionalInterface
    private interface Bringer {
        void bring(String file, byte[] content) throws Exception;
    }

    private void files(Bringer bringer) throws Exception {
        for (int from = 0; from < rows; from += 10 * PAGE) {
            byte[] table = joined(
                    from, Math.min(rows, from + 10 * PAGE), "\n", row -> row + "," + at(row) + "," + (row % 3 == 0));
            bringer.bring(
                    "rows-" + from + ".csv",
                    ("id,at,ok\n" + new String(table, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
        }
    }

    private double filesOf(String name, String... place) throws Exception {
        List<String> keys = new ArrayList<>(List.of(place));
        keys.addAll(List.of("every: 300d", mapping("/id", "/at", "/ok")));
        declare(name, keys.toArray(String[]::new));
        return fetched(name);
    }

    private double folder(String name) throws Exception {
        Path folder = Files.createDirectory(directory.resolve(name));
        files((file, content) -> Files.write(folder.resolve(file), content));
        return filesOf(name, "kind: folder", "path: " + folder, "settle: 0s");
    }

    private double sftp(String name) throws Exception {
        files((file, content) -> Files.write(sshd.out().resolve(name + file), content));
        List<String> place = new ArrayList<>(List.of(sshd.source()));
        place.add("files: '" + name + "*'");
        return filesOf(name, place.toArray(String[]::new));
    }

    private double s3(String name) throws Exception {
        files((file, content) -> S3rver.put(s3rver, name + "/" + file, content));
        Path secret = Files.writeString(directory.resolve("s3-secret"), "S3RVER");
        return filesOf(name, S3rver.source(s3rver, name + "/", secret));
    }

    private double hook(String name) throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), SECRET);
        declare(name, "kind: hook", "secret: {file: " + secret + "}", mapping("/id", "/at", "/ok"));
        awaitState(name, state -> true);
        long begun = System.nanoTime();
        for (int from = 0; from < rows; from += PAGE) {
            String body = "["
                    + new String(
                            joined(from, Math.min(rows, from + PAGE), ",", SourcesBenchmark::json),
                            StandardCharsets.UTF_8)
                    + "]";
            send("/hooks/" + name + "/" + SECRET, body);
        }
        return taken(name, begun);
    }

    private double otlp(String name) throws Exception {
        declare(
                name,
                "kind: otlp",
                mapping("/attributes/id", "/time", "/attributes/ok")
                        .replace("mapping: {", "mapping: {only: {/event: " + name + "}, "));
        awaitState(name, state -> true);
        long begun = System.nanoTime();
        for (int from = 0; from < rows; from += PAGE) {
            byte[] records = joined(
                    from,
                    Math.min(rows, from + PAGE),
                    ",",
                    row -> "{\"timeUnixNano\":\"" + FIRST.plusSeconds(row).getEpochSecond()
                            + "000000000\",\"eventName\":\"" + name
                            + "\",\"attributes\":[{\"key\":\"id\",\"value\":{\"intValue\":\"" + row
                            + "\"}},{\"key\":\"ok\",\"value\":{\"boolValue\":"
                            + (row % 3 == 0) + "}}]}");
            send(
                    "/api/v1/otlp/v1/logs",
                    "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[" + new String(records, StandardCharsets.UTF_8)
                            + "]}]}]}");
        }
        return taken(name, begun);
    }

    private double syslog(String name) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        declare(
                name,
                "kind: syslog",
                "address: 127.0.0.1",
                "port: " + port,
                "transport: tcp",
                mapping("/structured/r@32473/id", "/timestamp", "/structured/r@32473/ok"));
        awaitState(name, state -> true);
        long begun = System.nanoTime();
        try (Socket socket = connected(port);
                OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16)) {
            for (int row = 0; row < rows; row++) {
                byte[] message = ("<134>1 " + at(row) + " host bench - ROW [r@32473 id=\"" + row + "\" ok=\""
                                + (row % 3 == 0) + "\"] row")
                        .getBytes(StandardCharsets.UTF_8);
                out.write((message.length + " ").getBytes(StandardCharsets.UTF_8));
                out.write(message);
            }
            out.flush();
            return taken(name, begun);
        }
    }

    /** The source listens a moment after it is declared. */
    private static Socket connected(int port) throws IOException {
        while (true) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (java.net.ConnectException early) {
                PackagedService.pause(STEP_MILLIS);
            }
        }
    }

    private void declare(String name, String... keys) throws IOException {
        Path file = Files.writeString(
                directory.resolve(name + ".partial"),
                "sources:\n  " + name + ":\n    " + String.join("\n    ", keys) + "\n");
        Files.move(file, directory.resolve("sources").resolve(name + ".yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void send(String path, String body) throws Exception {
        HttpRequest request = service.request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        var answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    @FunctionalInterface
    private interface Wanted {
        boolean in(JsonNode state);
    }

    private void awaitState(String name, Wanted wanted) throws IOException {
        while (true) {
            for (JsonNode source : JSON.readTree(service.get("/api/v1/sources"))) {
                if (source.path("name").asText().equals(name)) {
                    String matter = source.path("matter").asText("");
                    if (!source.path("matter").isNull() && !matter.isEmpty()) {
                        throw new IOException(name + ": " + matter);
                    }
                    if (wanted.in(source)) {
                        return;
                    }
                }
            }
            PackagedService.pause(STEP_MILLIS);
        }
    }

    private double fetched(String name) throws IOException {
        awaitState(name, state -> !state.path("began").isNull());
        return taken(name, System.nanoTime());
    }

    private double taken(String name, long begun) throws IOException {
        awaitState(name, state -> state.path("accepted").asInt() >= rows);
        service.awaitFolded();
        double seconds = Figures.seconds(System.nanoTime() - begun);
        Files.delete(directory.resolve("sources").resolve(name + ".yaml"));
        return seconds;
    }
}

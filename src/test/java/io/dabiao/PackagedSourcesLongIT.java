package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.dabiao.check.probe.Daemon;
import io.dabiao.ingest.s3.S3rver;
import io.dabiao.ingest.sftp.RealSshd;
import io.dabiao.ingest.sql.RealMariaDb;
import io.dabiao.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service is killed while each kind of source is in the middle of its rows: none is lost, none counts twice. {@link StreamsLongIT} does so for
 * messages of brokers.
 */
@Tag("long")
class PackagedSourcesLongIT {

    /** So many are read for some seconds, also by an idle machine. */
    private static final int ROWS = Integer.getInteger("dabiao.rows", 30_000);

    private static final int PAGE = 500;
    private static final int FILES = 4;
    private static final int MOST_KILLS = 20;
    private static final String SECRET = "5f2d7c1e9a8b4c3d6e0f";
    private static final Instant FIRST = Instant.parse("2025-01-01T00:00:00Z");

    /** What is needed to reach a server that is being started. */
    private static final Duration LATER = Duration.ofMillis(100);

    private final List<AutoCloseable> servers = new ArrayList<>();
    private final Map<String, List<String>> declared = new LinkedHashMap<>();
    private final List<Thread> senders = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path folder;

    @AfterEach
    void stop() throws Exception {
        over.set(true);
        for (Thread sender : senders) {
            sender.join(Patience.PATIENCE.toMillis());
        }
        for (AutoCloseable server : servers) {
            server.close();
        }
    }

    @Test
    void killedInTheMiddleOfEachKindNoRowIsLostOrCountsTwice() throws Exception {
        Tools.need("mariadb", "sshd", "npm");
        places();
        objects();
        declared.put(
                "killed-hook",
                List.of(
                        "kind: hook",
                        "secret: {file: " + Files.writeString(folder.resolve("hook-secret"), SECRET) + "}"));
        declared.put("killed-otlp", List.of("kind: otlp"));
        int syslog = Daemon.freePort();
        declared.put(
                "killed-syslog", List.of("kind: syslog", "address: 127.0.0.1", "port: " + syslog, "transport: tcp"));
        Path sources = Files.createDirectory(folder.resolve("sources"));
        Path declarations = Files.createDirectory(folder.resolve("declarations"));
        Files.writeString(declarations.resolve("killed.yaml"), declaration());
        try (PackagedService service = PackagedService.prepared()
                .with("DABIAO_SOURCES", sources.toString())
                .with("DABIAO_DECLARATIONS", declarations.toString())
                .started()) {
            Files.writeString(sources.resolve("killed.yaml"), sources());
            senders(service, syslog);
            Map<String, Integer> met = kills(service::count, service, service);
            held(service::count, service);
            System.out.println("rows of each kind " + ROWS + ", kills that met it: " + met);
        }
    }

    @Test
    void whicheverOfTwoReplicasIsKilledTheOtherGoesOnAndNoRowIsLostOrCountsTwice() throws Exception {
        Tools.need("mariadb", "sshd");
        places();
        Path sources = Files.createDirectory(folder.resolve("sources"));
        Path declarations = Files.createDirectory(folder.resolve("declarations"));
        Files.writeString(declarations.resolve("killed.yaml"), declaration());
        try (EmbeddedPostgres database = EmbeddedPostgres.start(folder.resolve("database"), Duration.ofMinutes(3));
                PackagedService one = replica(database, sources, declarations).started();
                PackagedService other = replica(database, sources, declarations).started()) {
            Files.writeString(sources.resolve("killed.yaml"), sources());
            Counting counting = sql -> PackagedService.number(database, sql);
            Map<String, Integer> met = kills(counting, one, other);
            held(counting, one);
            System.out.println("rows of each kind " + ROWS + ", two replicas, kills that met it: " + met);
        }
    }

    private static PackagedService replica(EmbeddedPostgres database, Path sources, Path declarations)
            throws IOException {
        return PackagedService.prepared()
                .with("DABIAO_SOURCES", sources.toString())
                .with("DABIAO_DECLARATIONS", declarations.toString())
                .with("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl())
                .with("QUARKUS_DATASOURCE_USERNAME", database.user())
                .with("QUARKUS_DATASOURCE_PASSWORD", database.password());
    }

    /** A number of the database. */
    @FunctionalInterface
    private interface Counting {
        long count(String sql) throws Exception;
    }

    private void held(Counting counting, PackagedService service) throws Exception {
        Map<String, Integer> all = declared.keySet().stream().collect(Collectors.toMap(name -> name, name -> ROWS));
        await().atMost(Patience.PATIENCE)
                .untilAsserted(() -> assertThat(rows(counting)).isEqualTo(all));
        for (String name : declared.keySet()) {
            await().atMost(Patience.PATIENCE)
                    .untilAsserted(() -> assertThat(service.get("/api/v1/years/2025/indicators/killed/" + name)
                                    .body()
                                    .at("/indicator/actual")
                                    .asText())
                            .as(name)
                            .isEqualTo(String.valueOf(ROWS)));
        }
        assertThat(service.get("/api/v1/rejections").body()).isEmpty();
        assertThat(service.get("/api/v1/conflicts").body()).isEmpty();
    }

    /** Kills the two in turn, which may be one, until every kind was met after some of its rows and before the last of them. */
    private Map<String, Integer> kills(Counting counting, PackagedService first, PackagedService second)
            throws Exception {
        Map<String, Integer> met = new TreeMap<>();
        declared.keySet().forEach(name -> met.put(name, 0));
        for (int kill = 0; met.containsValue(0); kill++) {
            assertThat(kill).as("kills: %s", met).isLessThan(MOST_KILLS);
            Map<String, Integer> before = rows(counting);
            String wanted = met.entrySet().stream()
                    .filter(one -> one.getValue() == 0)
                    .map(Map.Entry::getKey)
                    .max(java.util.Comparator.comparing(name -> before.getOrDefault(name, 0)))
                    .orElseThrow();
            assertThat(before.getOrDefault(wanted, 0)).as("%s is done", wanted).isLessThan(ROWS);
            await().pollInterval(Duration.ofMillis(20))
                    .atMost(Patience.PATIENCE)
                    .until(() -> rows(counting).getOrDefault(wanted, 0) > before.getOrDefault(wanted, 0));
            together(counting, before, met);
            Map<String, Integer> now = rows(counting);
            PackagedService victim = kill % 2 == 0 ? first : second;
            victim.kill();
            now.forEach((name, rows) -> {
                if (rows > before.getOrDefault(name, 0) && rows < ROWS) {
                    met.merge(name, 1, Integer::sum);
                }
            });
            victim.start();
        }
        return met;
    }

    /** Gives the others that were not met yet a moment to be in the middle too. */
    private void together(Counting counting, Map<String, Integer> before, Map<String, Integer> met) throws Exception {
        for (int looks = 0; looks < 20; looks++) {
            Map<String, Integer> now = rows(counting);
            boolean all = met.entrySet().stream()
                    .filter(one -> one.getValue() == 0)
                    .allMatch(one -> now.getOrDefault(one.getKey(), 0) > before.getOrDefault(one.getKey(), 0));
            boolean ending = now.values().stream().anyMatch(rows -> rows > ROWS / 2 && rows < ROWS);
            if (all || ending) {
                return;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(LATER.toNanos());
        }
    }

    /** Events in the log, by source; of one that has none nothing. */
    private Map<String, Integer> rows(Counting counting) throws Exception {
        Map<String, Integer> rows = new TreeMap<>();
        for (String name : declared.keySet()) {
            long found =
                    counting.count("select count(*) from event e join event_type t on t.no = e.type_no where t.name = '"
                            + name + ".row'");
            if (found > 0) {
                rows.put(name, Math.toIntExact(found));
            }
        }
        return rows;
    }

    // ---- where rows lie

    private void places() throws Exception {
        RealMariaDb maria = RealMariaDb.start();
        servers.add(maria);
        table(maria);
        declared.put(
                "killed-sql",
                List.of(
                        "kind: sql",
                        "url: " + maria.url(),
                        "user: reader",
                        "password: {file: " + Files.writeString(folder.resolve("password"), "only-reads") + "}",
                        "query: select * from killed",
                        "key: id"));
        declared.put(
                "killed-http",
                List.of("kind: http", "url: http://127.0.0.1:" + pages() + "/rows", "paging: {page: page}"));
        Path arriving = Files.createDirectory(folder.resolve("arriving"));
        RealSshd sshd = RealSshd.start(Files.createDirectory(folder.resolve("sshd")), "ed25519");
        servers.add(sshd);
        for (int from = 0; from < ROWS; from += ROWS / FILES) {
            Files.write(arriving.resolve("rows-" + from + ".csv"), file(from));
            Files.write(sshd.out().resolve("rows-" + from + ".csv"), file(from));
        }
        declared.put("killed-folder", List.of("kind: folder", "path: " + arriving, "settle: 0s"));
        declared.put("killed-sftp", List.of(sshd.source()));
    }

    private void objects() throws Exception {
        Path npm = Files.createDirectory(folder.resolve("npm"));
        S3rver.install(npm);
        int s3rver = Daemon.freePort();
        servers.add(S3rver.start(npm, npm, s3rver));
        for (int from = 0; from < ROWS; from += ROWS / FILES) {
            S3rver.put(s3rver, "killed/rows-" + from + ".csv", file(from));
        }
        Path secret = Files.writeString(folder.resolve("s3-secret"), "S3RVER");
        declared.put("killed-s3", List.of(S3rver.source(s3rver, "killed/", secret)));
    }

    private static byte[] file(int from) {
        return ("id,at,ok\n"
                        + joined(from, from + ROWS / FILES, "\n", row -> row + "," + at(row) + "," + (row % 3 == 0)))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void table(RealMariaDb maria) throws Exception {
        maria.run(
                "use helpdesk",
                "create table killed (id int primary key, at datetime not null, ok tinyint(1) not null)");
        try (Connection connection = maria.connection();
                PreparedStatement row = connection.prepareStatement("insert into helpdesk.killed values (?, ?, ?)")) {
            connection.setAutoCommit(false);
            for (int i = 0; i < ROWS; i++) {
                row.setInt(1, i);
                row.setString(2, at(i).replace("T", " ").replace("Z", ""));
                row.setBoolean(3, i % 3 == 0);
                row.addBatch();
            }
            row.executeBatch();
            connection.commit();
        }
    }

    private int pages() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            int page = Integer.parseInt(exchange.getRequestURI().getQuery().replaceFirst("page=", ""));
            int from = Math.min(ROWS, (page - 1) * PAGE);
            byte[] body = documents(from).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        servers.add(() -> server.stop(0));
        return server.getAddress().getPort();
    }

    private static String at(int row) {
        return FIRST.plusSeconds(row).toString();
    }

    private static String joined(int from, int until, String joiner, IntFunction<String> text) {
        return IntStream.range(from, Math.min(ROWS, until)).mapToObj(text).collect(Collectors.joining(joiner));
    }

    private static String documents(int from) {
        return "["
                + joined(
                        from,
                        from + PAGE,
                        ",",
                        row -> "{\"id\":" + row + ",\"at\":\"" + at(row) + "\",\"ok\":" + (row % 3 == 0) + "}")
                + "]";
    }

    private static String logs(int from) {
        return "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":["
                + joined(
                        from,
                        from + PAGE,
                        ",",
                        row -> "{\"timeUnixNano\":\"" + FIRST.plusSeconds(row).getEpochSecond()
                                + "000000000\",\"attributes\":[{\"key\":\"id\",\"value\":{\"intValue\":\"" + row
                                + "\"}},{\"key\":\"ok\",\"value\":{\"boolValue\":" + (row % 3 == 0) + "}}]}")
                + "]}]}]}";
    }

    // ---- who sends by themselves, and sends again what was not taken

    /** Sends one page. */
    @FunctionalInterface
    private interface Sending {
        boolean taken(int from) throws IOException, InterruptedException;
    }

    private void senders(PackagedService service, int syslog) {
        sender(from -> posted(service, "/hooks/killed-hook/" + SECRET, documents(from)), Ending.DONE);
        sender(from -> posted(service, "/api/v1/otlp/v1/logs", logs(from)), Ending.DONE);
        sender(from -> heard(syslog, from), Ending.AGAIN);
    }

    /** What a sender does after its last page. */
    private enum Ending {
        DONE,
        /** Syslog knows no receipt: what was on its way when the service was killed is there only when it is sent again. */
        AGAIN
    }

    private void sender(Sending sending, Ending ending) {
        Thread thread = new Thread(() -> {
            int from = 0;
            while ((from < ROWS || ending == Ending.AGAIN) && !over.get()) {
                from = from < ROWS ? from : 0;
                try {
                    if (sending.taken(from)) {
                        from += PAGE;
                        continue;
                    }
                } catch (IOException away) {
                    // It is dead or starting: the same is sent again.
                } catch (InterruptedException stopped) {
                    return;
                }
                java.util.concurrent.locks.LockSupport.parkNanos(LATER.toNanos());
            }
        });
        thread.setDaemon(true);
        thread.start();
        senders.add(thread);
    }

    private boolean posted(PackagedService service, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .timeout(Patience.PATIENCE)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + PackagedService.token())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        // What no source means yet is passed over: the file of sources is read a moment after the service answers.
        return answer.statusCode() == 200 && !answer.body().contains("no source of kind");
    }

    /** @return whether the connection ended in order */
    private static boolean heard(int port, int from) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16)) {
            for (int row = from; row < Math.min(ROWS, from + PAGE); row++) {
                byte[] message = ("<134>1 " + at(row) + " host test - ROW [r@32473 id=\"" + row + "\" ok=\""
                                + (row % 3 == 0) + "\"] row")
                        .getBytes(StandardCharsets.UTF_8);
                out.write((message.length + " ").getBytes(StandardCharsets.UTF_8));
                out.write(message);
            }
            out.flush();
            socket.shutdownOutput();
            return socket.getInputStream().read() < 0;
        }
    }

    // ---- what is declared

    private String sources() {
        StringBuilder yaml = new StringBuilder("sources:\n");
        declared.forEach((name, keys) -> {
            yaml.append("  ").append(name).append(":\n");
            keys.forEach(key -> yaml.append("    ").append(key).append('\n'));
            String kind = keys.get(0).replace("kind: ", "");
            if (!List.of("hook", "otlp", "syslog").contains(kind)) {
                yaml.append("    every: 1h\n");
            }
            yaml.append("    zone: UTC\n    mapping: ")
                    .append(mapping(name, kind))
                    .append('\n');
        });
        return yaml.toString();
    }

    private static String mapping(String name, String kind) {
        String[] places = switch (kind) {
            case "otlp" -> new String[] {"/attributes/id", "/time", "/attributes/ok"};
            case "syslog" -> new String[] {"/structured/r@32473/id", "/timestamp", "/structured/r@32473/ok"};
            default -> new String[] {"/id", "/at", "/ok"};
        };
        return "{id: " + places[0] + ", type: {is: " + name + ".row}, time: " + places[1] + ", data: {ok: {at: "
                + places[2] + ", as: boolean}}}";
    }

    private String declaration() {
        return """
                project: killed
                name: 各类来源
                year: 2025
                institution: 机构
                period: {from: 2025-01-01, to: 2025-12-31}
                budget: {total: 0}
                goal: 目标
                indicators:
                """ + declared.keySet().stream().map(name -> """
                  - id: %1$s
                    name: %1$s
                    level1: 产出指标
                    level2: 数量指标
                    printed: "≥1.00(条)"
                    behaviour: accumulate
                    measure: {count: '%1$s.row'}
                    cadence: P400D
                """.formatted(name)).collect(Collectors.joining());
    }
}

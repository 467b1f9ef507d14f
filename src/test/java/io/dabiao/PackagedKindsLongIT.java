package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import io.dabiao.check.http.Nginx;
import io.dabiao.check.probe.Daemon;
import io.dabiao.check.probe.LocalServers;
import io.dabiao.check.websocket.EchoServer;
import io.dabiao.declare.SubjectKinds;
import io.dabiao.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The service is killed again and again while every kind of probe is looking: no slot counts twice, no outage is lost, none is told
 * twice. {@code -Ddabiao.kills=10} for fewer.
 */
@Tag("long")
class PackagedKindsLongIT {

    private static final int KILLS = Integer.getInteger("dabiao.kills", 100);
    private static final int LEAST = KILLS / 20;
    private static final Duration WAIT = Duration.ofMillis(300);
    private static final Duration BETWEEN_CALLS = Duration.ofMillis(20);

    /** Everything is away from the third of ten kills to the seventh. */
    private static final int TURN = 10;

    /** Long enough for a look and its second try on a machine that has other work; a browser needs more. */
    private static final String OFTEN = "4s";

    private static final String SELDOM = "20s";

    private final Map<String, Door> gates = new LinkedHashMap<>();
    private final Map<String, Integer> hits = new TreeMap<>();
    private final StringBuilder probes = new StringBuilder();
    private final AtomicInteger calling = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    private void gate(String kind, int port, String keys) throws IOException {
        Gate gate = Gate.before(port, WAIT);
        gate(kind, gate, keys.replace("{port}", String.valueOf(gate.port())));
    }

    private void gate(String kind, Door gate, String keys) {
        gates.put(kind, gate);
        hits.put(kind, 0);
        site(kind, keys);
    }

    private void site(String kind, String keys) {
        probes.append("  - {site: kind-%1$s, %2$s%3$s, interval: %4$s}%n"
                .formatted(
                        kind,
                        kind.equals("http") ? "" : "kind: " + kind + ", ",
                        keys,
                        kind.equals("page") ? SELDOM : OFTEN));
    }

    @Test
    void killedAHundredTimesWhileEveryKindLooksNoSlotCountsTwiceAndEachOutageIsToldOnce() throws Exception {
        Tools.need("sshd", "redis", "slapd", "grpc", "nginx", "openssl", "chromium", "ping", "dnsmasq");
        Path folder = Files.createTempDirectory("dabiao-kinds");
        Path secrets = Files.createDirectory(folder.resolve("secrets"));
        Path declarations = Files.createDirectory(folder.resolve("declarations"));
        List<AutoCloseable> servers = new ArrayList<>();
        AtomicBoolean ended = new AtomicBoolean();
        try (EmbeddedPostgres database = EmbeddedPostgres.start(folder.resolve("data"), Duration.ofMinutes(3))) {
            serve(folder, secrets, database, servers);
            Path pings = Files.createDirectory(folder.resolve("pings"));
            gate("icmp", PingGate.in(pings, Path.of("/usr/bin/ping"), WAIT), "host: 127.0.0.1");
            site("heartbeat", "every: 1h");
            Files.writeString(declarations.resolve("kinds.yaml"), declaration(probes.toString()));
            PackagedService service = PackagedService.prepared()
                    .startedOften()
                    .with("PATH", pings + ":" + System.getenv("PATH"))
                    .with("DABIAO_DECLARATIONS", declarations.toString())
                    .with("DABIAO_SECRETS_DIR", secrets.toString())
                    .with("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl())
                    .with("QUARKUS_DATASOURCE_USERNAME", database.user())
                    .with("QUARKUS_DATASOURCE_PASSWORD", database.password());
            try (service) {
                service.start();
                Patience.until(
                        "every kind is well",
                        () -> gates.keySet().stream().allMatch(kind -> looks(database, kind, true) > 0));
                Thread caller = calls(service, ended);
                assertThat(hits.keySet())
                        .as("every kind there is")
                        .isEqualTo(SubjectKinds.all().keySet());
                int outages = 0;
                for (int kill = 0; kill < KILLS; kill++) {
                    boolean shut = kill % TURN >= 3 && kill % TURN < 7;
                    gates.values().forEach(gate -> gate.shut(shut));
                    if (kill % TURN == 3) {
                        outages++;
                    }
                    int wanted = outages;
                    if (kill % TURN == 6 || kill % TURN == 2 && kill > TURN) {
                        String type = kill % TURN == 6 ? "site.outage" : "site.outage.ended";
                        Patience.until(
                                type + " of every kind, " + wanted + " times",
                                () -> gates.keySet().stream()
                                        .allMatch(kind -> PackagedService.number(database, of(type, kind)) >= wanted));
                    }
                    killInTheMiddle(service);
                    service.start();
                }
                gates.values().forEach(gate -> gate.shut(false));
                int all = outages;
                Patience.until(
                        "every outage is over",
                        () -> gates.keySet().stream()
                                .allMatch(kind -> PackagedService.number(database, of("site.outage", kind)) >= all
                                        && PackagedService.number(database, of("site.outage.ended", kind))
                                                == PackagedService.number(database, of("site.outage", kind))));
                ended.set(true);
                caller.join(Duration.ofSeconds(30).toMillis());
                System.out.println("kills " + KILLS + ", outages " + all + " a kind, hits " + hits
                        + ", calls of the job that were not" + " answered " + refused);
                held(database, all);
            }
        } finally {
            ended.set(true);
            for (AutoCloseable server : servers) {
                server.close();
            }
            for (Door gate : gates.values()) {
                gate.close();
            }
            ServiceDatabase.delete(folder);
        }
    }

    private void held(EmbeddedPostgres database, int outages) throws SQLException {
        assertThat(
                        PackagedService.number(
                                database,
                                "select count(*) from event e join event_type t on t.no = e.type_no where t.name = 'site.probe'"))
                .as("as many events as slots")
                .isEqualTo(PackagedService.number(
                        database,
                        "select count(*) from (select distinct source_no, time from event e"
                                + " join event_type t on t.no = e.type_no where t.name = 'site.probe') slots"));
        for (String kind : gates.keySet()) {
            assertThat(PackagedService.number(database, of("site.outage", kind)))
                    .as(kind)
                    .isGreaterThanOrEqualTo(outages);
            // A machine with other work may fail a look besides; that is an outage too, and told like the others.
            assertThat(texts(database, TOLD.formatted(kind)))
                    .as("outages of %s, from the log of its looks", kind)
                    .isEqualTo(texts(database, FAILED.formatted(kind)));
            assertThat(texts(database, ENDED.formatted(kind)))
                    .as("ends of the outages of %s", kind)
                    .isEqualTo(texts(database, RECOVERED.formatted(kind)));
        }
        assertThat(PackagedService.number(database, of("site.outage", "heartbeat")))
                .isZero();
        assertThat(hits.values()).as("each met in the middle: %s", hits).allMatch(times -> times >= LEAST);
    }

    /** At the moment in which the kind that was met least is looking. */
    private void killInTheMiddle(PackagedService service) throws InterruptedException {
        String least = hits.entrySet().stream()
                .min(Comparator.comparing(Map.Entry::getValue))
                .orElseThrow()
                .getKey();
        Patience.until("a look of " + least, Duration.ofMillis(5), () -> inside(least) > 0);
        gates.keySet().stream().filter(kind -> inside(kind) > 0).forEach(kind -> hits.merge(kind, 1, Integer::sum));
        if (calling.get() > 0 && hits.containsKey("heartbeat")) {
            hits.merge("heartbeat", 1, Integer::sum);
        }
        service.kill();
    }

    private int inside(String kind) {
        return kind.equals("heartbeat") ? calling.get() : gates.get(kind).inside();
    }

    /** A job that says all the time that it is done; what is not answered is said again. */
    private Thread calls(PackagedService service, AtomicBoolean ended) throws Exception {
        String path = "";
        for (var heart : service.get("/api/v1/heartbeats").body()) {
            path = heart.get("path").asText();
        }
        HttpRequest done = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .timeout(Duration.ofSeconds(5))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        hits.put("heartbeat", 0);
        Thread thread = new Thread(() -> {
            HttpClient http = HttpClient.newHttpClient();
            while (!ended.get()) {
                calling.incrementAndGet();
                try {
                    http.send(done, HttpResponse.BodyHandlers.discarding());
                } catch (IOException | InterruptedException away) {
                    refused.incrementAndGet(); // It was killed; the next one says it again.
                } finally {
                    calling.decrementAndGet();
                }
                // Without a pause it would take the processor that the service needs to start again.
                LockSupport.parkNanos(BETWEEN_CALLS.toNanos());
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void serve(Path folder, Path secrets, EmbeddedPostgres database, List<AutoCloseable> servers)
            throws Exception {
        HttpServer page = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        page.createContext("/", exchange -> {
            byte[] text = "<title>page</title><p>a page</p>".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        page.start();
        servers.add(() -> page.stop(0));
        int web = page.getAddress().getPort();
        gate("http", web, "url: 'http://127.0.0.1:{port}/'");
        gate("page", web, "url: 'http://127.0.0.1:{port}/'");
        Nginx nginx = Nginx.started(Files.createDirectory(folder.resolve("nginx")));
        servers.add(nginx);
        Files.copy(folder.resolve("nginx/ca.pem"), secrets.resolve("ca.pem"));
        gate(
                "tls",
                Integer.parseInt(nginx.addresses().get("https").replaceFirst(".*:", "")),
                "address: '127.0.0.1:{port}', ca: ca.pem");
        GreenMail mail = new GreenMail(new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
        });
        mail.start();
        servers.add(mail::stop);
        gate("smtp", mail.getSmtp().getPort(), "address: '127.0.0.1:{port}'");
        // A connection alone is taken by a door that is shut.
        gate("tcp", mail.getSmtp().getPort(), "address: '127.0.0.1:{port}', expect: '^220 '");
        gate("imap", mail.getImap().getPort(), "address: '127.0.0.1:{port}'");
        int ssh = Daemon.freePort();
        servers.add(LocalServers.sshd(folder, ssh, LocalServers.key(folder, "key", "ed25519"), "MaxStartups=100"));
        gate("ssh", ssh, "address: '127.0.0.1:{port}'");
        int redis = Daemon.freePort();
        servers.add(LocalServers.redis(folder, redis));
        gate("redis", redis, "address: '127.0.0.1:{port}'");
        Files.writeString(secrets.resolve("database"), database.password());
        String place = database.jdbcUrl().replaceFirst("jdbc:postgresql://", "");
        gate(
                "database",
                Integer.parseInt(place.replaceFirst("/.*", "").replaceFirst(".*:", "")),
                "system: postgresql, address: '127.0.0.1:{port}', database: "
                        + place.replaceFirst(".*/", "").replaceFirst("\\?.*", "") + ", user: " + database.user()
                        + ", password: {file: database}");
        Process grpc = new ProcessBuilder(
                        "/usr/bin/python3",
                        Path.of("src/test/resources/check/grpc-health.py").toString(),
                        folder.resolve("nginx/site.key").toString(),
                        folder.resolve("nginx/good.pem").toString())
                .redirectError(folder.resolve("grpc.log").toFile())
                .start();
        servers.add(grpc::destroyForcibly);
        String[] ports = new BufferedReader(new InputStreamReader(grpc.getInputStream(), StandardCharsets.UTF_8))
                .readLine()
                .split(" ");
        gate("grpc", Integer.parseInt(ports[0]), "address: '127.0.0.1:{port}'");
        slapd(folder, servers);
        names(folder, servers);
        EchoServer echo = EchoServer.started();
        servers.add(echo);
        gate("websocket", echo.port(), "url: 'ws://127.0.0.1:{port}/', send: ping, expect: pong");
    }

    private void names(Path folder, List<AutoCloseable> servers) throws IOException {
        int port = Daemon.freePort();
        servers.add(LocalServers.dnsmasq(folder, port));
        DatagramGate gate = DatagramGate.before(port, WAIT);
        gate("dns", gate, "query: portal.example, server: '127.0.0.1:" + gate.port() + "', expect: 10.1.2.3");
    }

    private void slapd(Path folder, List<AutoCloseable> servers) throws IOException {
        int port = Daemon.freePort();
        Files.createDirectories(folder.resolve("ldap"));
        Files.writeString(folder.resolve("slapd.conf"), """
                    include /etc/ldap/schema/core.schema
                    pidfile %1$s/slapd.pid
                    modulepath /usr/lib/ldap
                    moduleload back_mdb
                    database mdb
                    suffix "dc=example,dc=org"
                    directory %1$s/ldap
                    """.formatted(folder));
        servers.add(Daemon.started(
                folder, port, "slapd", "-d", "0", "-f", folder + "/slapd.conf", "-h", "ldap://127.0.0.1:" + port));
        gate("ldap", port, "address: '127.0.0.1:{port}'");
    }

    private static final String LOOKS = "with looks as (select e.time, e.data ->> 'ok' = 'true' as well from event e"
            + " join event_type t on t.no = e.type_no where t.name = 'site.probe' and e.data ->> 'site' = 'kind-%s'),"
            + " told as (select time, well, lag(well, 1, true) over (order by time) as before from looks) ";

    /** The first failed look of each time that something was away. */
    private static final String FAILED = LOOKS + "select time from told where before and not well order by time";

    private static final String TOLD = "select e.time from event e join event_type t on t.no = e.type_no"
            + " where t.name = 'site.outage' and e.data ->> 'site' = 'kind-%s' order by e.time";

    /** The first look after it at which it was well again. */
    private static final String RECOVERED = LOOKS + "select time from told where well and not before order by time";

    private static final String ENDED = TOLD.replace("'site.outage'", "'site.outage.ended'");

    private static String of(String type, String kind) {
        return "select count(*) from event e join event_type t on t.no = e.type_no where t.name = '" + type
                + "' and e.data ->> 'site' = 'kind-" + kind + "'";
    }

    private static long looks(EmbeddedPostgres database, String kind, boolean ok) {
        return PackagedService.number(database, of("site.probe", kind) + " and e.data ->> 'ok' = '" + ok + "'");
    }

    private static List<String> texts(EmbeddedPostgres database, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        return found;
    }

    private static String declaration(String probes) {
        return """
                project: kinds
                name: 各类探测
                year: %1$d
                institution: 机构
                period: {from: %1$d-01-01, to: %1$d-12-31}
                budget: {total: 0}
                goal: 目标
                indicators:
                  - id: interruptions
                    name: 中断次数
                    level1: 效益指标
                    level2: 社会效益指标
                    printed: "<500.00(次)"
                    behaviour: limit
                    measure: {count: 'site.outage{site="kind-http"}'}
                    cadence: P35D
                probes:
                """.formatted(LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear()) + probes;
    }
}

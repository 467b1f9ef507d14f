package io.dabiao.alert;

import static io.dabiao.Api.admin;
import static io.dabiao.Api.bearer;
import static io.dabiao.Api.event;
import static io.dabiao.Api.nobody;
import static io.dabiao.Api.take;
import static io.dabiao.Api.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.agroal.api.AgroalDataSource;
import io.dabiao.Guard;
import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.dabiao.store.Leases;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From an event to a message in somebody's hands, on the running service. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class AlertsTest {

    private static final Duration PATIENCE = Patience.PATIENCE;
    private static final Duration QUIET = Duration.ofSeconds(4);
    private static final int YEAR = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear();
    private static final String ALERTS = "/api/v1/alerts";
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Instant BEFORE =
            Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(3600);

    @ConfigProperty(name = "dabiao.declarations")
    Path declarations;

    @ConfigProperty(name = "dabiao.alerts")
    Optional<Path> settings;

    private final Map<String, List<JsonNode>> received = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    /** What is sent to a slow receiver waits for it. */
    private final CountDownLatch gate = new CountDownLatch(1);

    @Inject
    AgroalDataSource database;

    @Inject
    Leases leases;

    private ExecutorService threads;
    private HttpServer receivers;

    @BeforeEach
    void serve() throws IOException {
        threads = Executors.newCachedThreadPool();
        receivers = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receivers.setExecutor(threads);
        receivers.createContext("/", this::receive);
        receivers.start();
    }

    @AfterEach
    void stop() throws IOException {
        gate.countDown();
        receivers.stop(0);
        threads.shutdownNow();
        write(settings.orElseThrow(), "receivers: {}\nroutes: []\n");
    }

    /** Keeps a message, unless its path is to fail some more times; one that is called {@code refuses} never takes any. */
    private void receive(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(1);
        JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
        calls.computeIfAbsent(path, any -> new AtomicInteger()).incrementAndGet();
        int status = 200;
        if (path.startsWith("slow")) {
            open(gate);
        }
        if (path.startsWith("refuses")) {
            status = 400;
        } else if (failures.getOrDefault(path, new AtomicInteger()).getAndDecrement() > 0) {
            status = 503;
        } else {
            received.computeIfAbsent(path, any -> new CopyOnWriteArrayList<>()).add(body);
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static void open(CountDownLatch gate) throws IOException {
        try {
            gate.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }

    private long number(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path whole = Files.createTempFile(file.getParent(), ".new", "");
        Files.writeString(whole, text);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** @param routes below {@code routes:} */
    private void settings(List<String> names, String routes) throws IOException {
        StringBuilder text = new StringBuilder("link: http://dabiao.example.org\nreceivers:\n");
        for (String name : names) {
            text.append("  ")
                    .append(name)
                    .append(": {channel: webhook, url: \"http://127.0.0.1:")
                    .append(receivers.getAddress().getPort())
                    .append('/')
                    .append(name)
                    .append("\"}\n");
        }
        write(settings.orElseThrow(), text + "routes:\n" + routes);
        await().atMost(PATIENCE)
                .until(() -> admin().get(ALERTS + "/receivers")
                        .jsonPath()
                        .getList("name")
                        .containsAll(names));
    }

    /** A project with indicators that promise a level of at least 5, each with an owner of its own. */
    private String project(String name, int indicators) throws IOException {
        String project = "alerts-" + name;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < indicators; i++) {
            text.append(String.format(
                    "  - {id: i%d, name: 指标%d, level1: 产出指标, level2: 质量指标, printed: '≥5(级)', behaviour: standing,"
                            + " measure: {latest: value, over: 'test.%s'}, cadence: P365D, owner: 负责人%d}%n",
                    i, i, project, i));
        }
        write(
                declarations.resolve(project + ".yaml"),
                "project: " + project + "\nname: 告警" + name + "\nyear: " + YEAR
                        + "\ninstitution: 中心\ndepartment: 局\nnature: 经常性\ncategory: 运转类\nzone: Asia/Shanghai\n"
                        + "period: {from: " + YEAR + "-01-01, to: " + YEAR + "-12-31}\n"
                        + "budget: {total: 1.00, treasury: 1.00, carriedOver: 0.00, other: 0.00}\ngoal: 试验\nindicators:\n"
                        + text);
        await().atMost(PATIENCE)
                .until(() -> admin().get("/api/v1/years/" + YEAR + "/projects/" + project)
                                .statusCode()
                        == 200);
        return project;
    }

    private static void level(String project, int value) {
        int n = COUNT.incrementAndGet();
        take(event(
                "alerts",
                "level-" + project + "-" + n,
                "test." + project,
                BEFORE.plusSeconds(n).toString(),
                "{\"value\":" + value + "}"));
    }

    private List<JsonNode> of(String receiver) {
        return received.getOrDefault(receiver, List.of());
    }

    private List<JsonNode> messages(String receiver, int messages) {
        await().atMost(PATIENCE).until(() -> of(receiver).size() >= messages);
        return of(receiver);
    }

    private static List<String> occasions(List<JsonNode> messages) {
        return messages.stream()
                .map(message -> message.get("occasion").asText())
                .toList();
    }

    private static JsonPath alerts(String project, String state) {
        return admin().queryParam("project", project)
                .queryParam("state", state)
                .get(ALERTS)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    @Guard
    void oneCauseThatBreachesTenIndicatorsIsOneMessageAndItsEndIsAnother() throws IOException {
        String project = project("ten", 10);
        settings(
                List.of("all", "owner", "nobody"),
                "- {name: all, projects: [" + project + "], receivers: [all], wait: 2s, every: 0s}\n"
                        + "- {name: owner, projects: [" + project
                        + "], owners: [负责人3], receivers: [owner], wait: 0s, every: 0s, last: true}\n"
                        + "- {name: other, projects: [" + project
                        + "], kinds: [stale], receivers: [nobody], wait: 0s}\n");

        level(project, 3);
        JsonNode fired = messages("all", 1).get(0);
        assertThat(fired.get("alerts")).hasSize(10);
        assertThat(fired.get("title").asText()).contains("告警", "10 项");
        assertThat(fired.at("/alerts/0/sentence/zh").asText()).contains("3 级", "≥ 5 级");
        JsonPath firing = alerts(project, "firing");
        assertThat(firing.getList("id")).hasSize(10);
        assertThat(firing.getString("[0].cause")).startsWith("verdict-change/");

        level(project, 6);
        JsonNode over = messages("all", 2).get(1);
        assertThat(over.get("occasion").asText()).isEqualTo("resolved");
        assertThat(over.get("alerts")).hasSize(10);
        assertThat(alerts(project, "open").getList("id")).isEmpty();

        List<JsonNode> owner = messages("owner", 2);
        assertThat(occasions(owner)).containsExactly("firing", "resolved");
        assertThat(owner.get(0).get("alerts")).hasSize(1);
        assertThat(owner.get(0).at("/alerts/0/owner").asText()).isEqualTo("负责人3");
        assertThat(of("nobody")).isEmpty();
        JsonPath detail = admin().get(
                        ALERTS + "/" + owner.get(0).at("/alerts/0/id").asText())
                .jsonPath();
        assertThat(detail.<String>getList("history.act")).containsExactly("pending", "fired", "routed", "resolved");
        assertThat(detail.<String>getList("tellings.state")).containsOnly("sent");
    }

    @Test
    @Tag("long")
    void fiftySitesBehindAGatewayThatFailsAreOneMessageFiftyUnknownsAndTheLossIsTheGateways() throws IOException {
        AtomicInteger gateway = new AtomicInteger(200);
        AtomicInteger seventh = new AtomicInteger(200);
        HttpServer sites = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        sites.setExecutor(threads);
        sites.createContext("/", exchange -> {
            boolean own = exchange.getRequestURI().getPath().equals("/s7");
            exchange.sendResponseHeaders(gateway.get() != 200 ? gateway.get() : own ? seventh.get() : 200, -1);
            exchange.close();
        });
        sites.start();
        Path tree = declarations.resolve("tree.yaml");
        try {
            settings(List.of("tree"), "  []\n");
            write(tree, tree(sites.getAddress().getPort(), 50, "1s"));
            await().atMost(PATIENCE).until(() -> states("tree-", "up") == 50 && states("gateway", "up") == 1);

            seventh.set(500);
            await().atMost(PATIENCE)
                    .until(() -> alerts("tree", "firing").getList("fingerprint").stream()
                            .anyMatch(one -> one.toString().startsWith("site_down/")));
            assertThat(states("tree-", "up")).isEqualTo(49);
            seventh.set(200);
            // Its last moments are well again, and nothing fires; that its ratio stays below the promise waits for
            // thirty days.
            await().atMost(PATIENCE)
                    .until(() -> "ok"
                                    .equals(admin().get("/api/v1/years/" + YEAR + "/indicators/tree/up-7")
                                            .jsonPath()
                                            .getString("indicator.live.state"))
                            && alerts("tree", "firing").getList("id").isEmpty());
            settings(List.of("tree"), "- {name: tree, projects: [tree], receivers: [tree], wait: 2s, every: 0s}\n");
            gateway.set(503);
            await().atMost(PATIENCE).until(() -> states("tree-", "unknown") == 50 && states("gateway", "down") == 1);
            assertThat(probes().getList("findAll { it.site.startsWith('tree-') }.because"))
                    .containsOnly("gateway");
            JsonNode fired = messages("tree", 1).get(0);
            assertThat(fired.at("/occasion").asText()).isEqualTo("firing");
            assertThat(fired.get("alerts")).hasSize(1);
            assertThat(fired.at("/alerts/0/kind").asText()).isEqualTo("site_down");
            assertThat(fired.at("/alerts/0/indicator").asText()).isEqualTo("gateway");
            assertThat(fired.at("/alerts/0/sentence/en").asText())
                    .contains("50 sites that depend on it cannot be judged meanwhile: tree-0, tree-1, tree-10");
            assertThat(fired.at("/alerts/0/sentence/zh").asText()).contains("依赖它的 50 个站点此间状态未知");
            // Long enough for every live state to have gone out of bounds, were it asked of what failed because of the
            // gateway.
            long failed = because("tree-1");
            await().atMost(PATIENCE).until(() -> because("tree-1") >= failed + 15);
            assertThat(alerts("tree", "firing").getList("indicator")).containsExactly("gateway");
            gateway.set(200);
            messages("tree", 2);
            await().atMost(PATIENCE).until(() -> states("tree-", "up") == 50);

            assertThat(occasions(of("tree"))).containsExactly("firing", "resolved");
            assertThat(number("select count(*) from event e join event_type t on t.no = e.type_no"
                            + " where t.name = 'site.outage' and e.data ->> 'site' ~ '^(tree-|gateway)'"))
                    .as("one is the seventh's own, one the gateway's")
                    .isEqualTo(2);
            write(tree, tree(sites.getAddress().getPort(), 50, "1d")); // So that the figures stand still.
            for (int site : new int[] {0, 7, 49}) {
                await().atMost(PATIENCE).untilAsserted(() -> assertShares(site, site == 7));
            }
        } finally {
            // A file that is taken away leaves its declaration in force: one that watches almost nothing takes its
            // place.
            write(tree, tree(sites.getAddress().getPort(), 1, "1d"));
            await().atMost(PATIENCE).until(() -> states("tree-", "") == 1);
            sites.stop(0);
        }
    }

    /** The note's parts are those of the site's events, in the seconds that they speak for. */
    private void assertShares(int site, boolean ownToo) {
        String of = " from event e join event_type t on t.no = e.type_no where t.name = 'site.probe'"
                + " and e.data ->> 'site' = 'tree-" + site + "'";
        String seconds = "select round(1e4 * sum((e.data ->> 'interval')::numeric) filter (where ";
        String share = ") / sum((e.data ->> 'interval')::numeric))" + of;
        long lost = number(seconds + "e.data ->> 'ok' = 'false'" + share);
        long because = number(seconds + "e.data ->> 'because' = 'gateway'" + share);
        long own = number("select coalesce((" + seconds + "e.data ->> 'ok' = 'false' and e.data ->> 'because' is null"
                + share + "), 0)");
        String note = admin().get("/api/v1/years/" + YEAR + "/indicators/tree/up-" + site)
                .jsonPath()
                .getString("parts.notes[0]");
        assertThat(note)
                .isEqualTo(percent(lost) + " % of the time watched was lost: " + percent(because)
                        + " % because of gateway, " + percent(own) + " % by itself");
        assertThat(own > 0).isEqualTo(ownToo);
    }

    private static String percent(long hundredths) {
        return java.math.BigDecimal.valueOf(hundredths, 2).toPlainString();
    }

    private static JsonPath probes() {
        return admin().get("/api/v1/probes").jsonPath();
    }

    /** Of the sites whose name begins so, those in a state, or all. */
    private static int states(String prefix, String state) {
        return probes().<Map<String, Object>>getList("").stream()
                .filter(one -> one.get("site").toString().startsWith(prefix))
                .filter(one -> state.isEmpty() || state.equals(one.get("state")))
                .toList()
                .size();
    }

    private long because(String site) {
        return number("select count(*) from event e where e.data ->> 'site' = '" + site
                + "' and e.data ->> 'because' = 'gateway'");
    }

    private static String tree(int port, int sites, String interval) {
        StringBuilder probes = new StringBuilder();
        StringBuilder indicators = new StringBuilder();
        for (int i = 0; i < sites; i++) {
            probes.append(
                    "  - {site: tree-%1$d, url: 'http://127.0.0.1:%2$d/s%1$d', interval: %3$s, dependsOn: gateway}%n"
                            .formatted(i, port, interval));
            indicators.append(("  - {id: up-%1$d, name: 可用率%1$d, level1: 产出指标, level2: 质量指标, printed: '≥99(%%)',"
                            + " behaviour: standing, measure: {ratio: {count: 'site.probe{site=\"tree-%1$d\",ok=\"true\"}'},"
                            + " to: {count: 'site.probe{site=\"tree-%1$d\"}'}}, live: {window: 10s, for: 1s},"
                            + " alert: {after: 30d}, cadence: P2D}%n")
                    .formatted(i));
        }
        return "project: tree\nname: 门户群\nyear: " + YEAR + "\ninstitution: 中心\nzone: Asia/Shanghai\nperiod: {from: "
                + YEAR
                + "-01-01, to: " + YEAR + "-12-31}\nbudget: {total: 0}\ngoal: 试验\nprobes:\n"
                + "  - {site: gateway, url: 'http://127.0.0.1:" + port + "/gateway', interval: " + interval + "}\n"
                + probes
                + "indicators:\n" + indicators;
    }

    @Test
    void aMessageIsAnsweredAtItsAddressByPeopleWhoAreNotSignedIn() throws IOException {
        String project = project("answered", 2);
        settings(
                List.of("answers"),
                "- {name: answers, projects: [" + project + "], receivers: [answers], wait: 2s, every: 0s}\n");
        level(project, 3);
        JsonNode fired = messages("answers", 1).get(0);
        assertThat(fired.get("alerts")).hasSize(2);
        assertThat(fired.get("text").asText())
                .contains("[确认或静默](" + fired.at("/alerts/0/answer").asText() + ")");
        String first = path(fired.at("/alerts/0/answer"));
        String second = path(fired.at("/alerts/1/answer"));

        assertThat(nobody().get(first).then().statusCode(200).extract().asString())
                .contains("name=\"note\"");
        assertThat(alerts(project, "acknowledged").getList("id"))
                .as("to look acknowledges nothing")
                .isEmpty();
        answer(first, "", "acknowledge").then().statusCode(422);
        answer(first, "张三", "forever").then().statusCode(422);
        answer(first, "张三", "acknowledge").then().statusCode(200);
        answer(second, "李四", "8").then().statusCode(200);

        JsonPath acknowledged = alerts(project, "acknowledged");
        assertThat(acknowledged.getString("[0].id"))
                .isEqualTo(fired.at("/alerts/0/id").asText());
        assertThat(acknowledged.getString("[0].acknowledged.by")).isEqualTo("张三 (answers)");
        JsonPath silences = admin().get(ALERTS + "/silences").jsonPath();
        assertThat(silences.getString("find { it.projects == ['" + project + "'] }.author"))
                .isEqualTo("李四 (answers)");
        assertThat(silences.getList("find { it.projects == ['" + project + "'] }.indicators"))
                .containsExactly(fired.at("/alerts/1/indicator").asText());
        int dot = first.lastIndexOf('.');
        String another = first.charAt(dot + 1) == 'x' ? "y" : "x";
        nobody().get(first.substring(0, dot + 1) + another + first.substring(dot + 2))
                .then()
                .statusCode(404);
        String other = second.substring(0, second.lastIndexOf('.')) + first.substring(dot);
        answer(other, "张三", "acknowledge").then().statusCode(404);
    }

    private static String path(JsonNode address) {
        assertThat(address.asText()).startsWith("http://dabiao.example.org/alerts/answer/");
        return address.asText().substring("http://dabiao.example.org".length());
    }

    private static io.restassured.response.Response answer(String path, String name, String act) {
        return nobody().contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .formParam("name", name)
                .formParam("note", "正在处理")
                .formParam("act", act)
                .post(path);
    }

    @Test
    void whileAMessageIsUnderWayALeaseIsHeldAndNoConnection() throws IOException {
        String project = project("slow", 1);
        settings(
                List.of("slow"),
                "- {name: slow, projects: [" + project + "], receivers: [slow], wait: 0s, every: 0s}\n");

        level(project, 3);
        await().atMost(PATIENCE).until(() -> calls.containsKey("slow"));
        assertThat(number("select count(*) from lease where name = 'messages to slow'"))
                .isEqualTo(1);
        long micros = number("select (extract(epoch from clock_timestamp()) * 1e6)::bigint");
        // Every transaction that was open then ends, though the receiver has not answered.
        await().atMost(PATIENCE)
                .until(() -> number("select count(*) from pg_stat_activity where datname = current_database()"
                                + " and backend_type = 'client backend'"
                                + " and extract(epoch from xact_start) * 1e6 <= " + micros)
                        == 0);
        assertThat(of("slow")).isEmpty();

        gate.countDown();
        messages("slow", 1);
        await().atMost(PATIENCE).until(() -> number("select count(*) from lease where name = 'messages to slow'") == 0);
    }

    @Test
    void aLeaseThatRanOutIsAnothersAndIsNotFoundAgain() {
        Leases.Lease first = leases.take("a test").orElseThrow();
        assertThat(leases.take("a test")).isEmpty();

        List<Leases.Lease> second = new CopyOnWriteArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            number("with expired as (update lease set until = clock_timestamp() - interval '1 second'"
                    + " where name = 'a test' returning 1) select count(*) from expired");
            leases.take("a test").ifPresent(second::add);
            return !second.isEmpty();
        });
        await().atMost(PATIENCE).until(() -> !first.held());
        first.close();
        assertThat(leases.take("a test"))
                .as("what the first gave back was no longer its own")
                .isEmpty();
        assertThat(second.get(0).held()).isTrue();
        second.get(0).close();
        leases.take("a test").orElseThrow().close();
    }

    @Test
    void aFailingReceiverGetsFiringAndResolvedInOrderWithTheSameKeysAndARefusalIsVisible() throws IOException {
        String project = project("order", 1);
        failures.put("down", new AtomicInteger(2));
        settings(
                List.of("down", "refuses"),
                "- {name: order, projects: [" + project + "], receivers: [down, refuses], wait: 0s, every: 0s}\n");

        level(project, 3);
        await().atMost(PATIENCE)
                .until(() -> alerts(project, "firing").getList("id").size() == 1);
        level(project, 6);
        List<JsonNode> messages = messages("down", 2);

        assertThat(occasions(messages)).containsExactly("firing", "resolved");
        assertThat(messages.get(0).get("attempt").asInt()).isEqualTo(3);
        JsonPath sent = admin().queryParam("receiver", "down")
                .get(ALERTS + "/notifications")
                .jsonPath();
        assertThat(sent.<String>getList("key"))
                .contains(
                        messages.get(0).get("key").asText(),
                        messages.get(1).get("key").asText());
        await().atMost(PATIENCE)
                .until(() -> admin().queryParam("receiver", "refuses")
                                .queryParam("state", "refused")
                                .get(ALERTS + "/notifications")
                                .jsonPath()
                                .getList("id")
                                .size()
                        == 2);
        JsonPath refused = admin().queryParam("receiver", "refuses")
                .get(ALERTS + "/notifications")
                .jsonPath();
        assertThat(refused.getString("[0].reason")).contains("answered 400");
        assertThat(calls.get("refuses").get())
                .as("a refused message is not sent again")
                .isEqualTo(2);
    }

    @Test
    @Guard
    void whatASilenceHoldsIsToldWhenItEndsAndWhatIsOverByThenNever() throws IOException {
        String project = project("silent", 2);
        settings(
                List.of("silent"),
                "- {name: silent, projects: [" + project
                        + "], receivers: [silent], by: [indicator], wait: 0s, every: 0s}\n");
        String body = "{\"reason\":\"机房搬迁\",\"ends\":\"" + Instant.now().plusSeconds(3600)
                + "\",\"indicators\":[\"i0\"],\"projects\":[\"" + project + "\"]}";
        String viewer = token("alerts-viewer", List.of("view"), Map.of());
        bearer(viewer)
                .contentType(ContentType.JSON)
                .body(body)
                .post(ALERTS + "/silences")
                .then()
                .statusCode(403);
        long silence = admin().contentType(ContentType.JSON)
                .body(body)
                .post(ALERTS + "/silences")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getLong("id");

        level(project, 3);
        assertThat(messages("silent", 1).get(0).at("/alerts/0/indicator").asText())
                .isEqualTo("i1");
        await().atMost(PATIENCE)
                .until(() -> alerts(project, "firing").getList("id").size() == 2);
        assertThat(alerts(project, "firing").getString("find { it.indicator == 'i0' }.held"))
                .contains("机房搬迁");
        await().during(QUIET).atMost(PATIENCE).until(() -> of("silent").size() == 1);

        level(project, 6);
        assertThat(occasions(messages("silent", 2))).containsExactly("firing", "resolved");
        level(project, 2);
        messages("silent", 3);
        admin().delete(ALERTS + "/silences/" + silence).then().statusCode(204);
        List<JsonNode> all = messages("silent", 4);
        assertThat(all.get(3).at("/alerts/0/indicator").asText()).isEqualTo("i0");
        assertThat(all.get(3).get("occasion").asText()).isEqualTo("firing");
        admin().delete(ALERTS + "/silences/" + silence).then().statusCode(404);
        JsonPath ended = bearer(viewer).get(ALERTS + "/silences/" + silence).jsonPath();
        assertThat(ended.getString("reason")).isEqualTo("机房搬迁");
        assertThat(ended.getString("endedBy")).isEqualTo(ended.getString("author"));
    }

    @Test
    void whatWasToldBeforeItWasSilencedIsToldToBeOver() throws IOException {
        String project = project("hushed", 1);
        settings(
                List.of("hushed"),
                "- {name: hushed, projects: [" + project + "], receivers: [hushed], wait: 0s, every: 0s}\n");
        level(project, 3);
        messages("hushed", 1);
        admin().contentType(ContentType.JSON)
                .body("{\"reason\":\"已知\",\"ends\":\"" + Instant.now().plusSeconds(3600) + "\",\"projects\":[\""
                        + project + "\"]}")
                .post(ALERTS + "/silences")
                .then()
                .statusCode(201);

        level(project, 6);

        assertThat(occasions(messages("hushed", 2))).containsExactly("firing", "resolved");
    }

    @Test
    @Guard
    void remindersAndEscalationEndWithAnAcknowledgement() throws IOException {
        String project = project("remind", 1);
        settings(
                List.of("desk", "boss"),
                "- {name: remind, projects: [" + project + "], receivers: [desk], wait: 0s, every: 0s, remind: 2s,"
                        + " escalate: {after: 3s, receivers: [boss]}}\n");

        level(project, 3);
        assertThat(occasions(messages("desk", 2))).startsWith("firing", "reminder");
        assertThat(occasions(messages("boss", 1))).containsExactly("escalation");
        long alert = alerts(project, "firing").getLong("[0].id");
        admin().contentType(ContentType.JSON)
                .body("{}")
                .post(ALERTS + "/" + alert + "/acknowledge")
                .then()
                .statusCode(400);
        admin().contentType(ContentType.JSON)
                .body("{\"note\":\"正在处理\"}")
                .post(ALERTS + "/" + alert + "/acknowledge")
                .then()
                .statusCode(200);
        assertThat(alerts(project, "acknowledged").getString("[0].acknowledged.note"))
                .isEqualTo("正在处理");
        int told = of("desk").size();
        await().during(Duration.ofSeconds(8))
                .atMost(PATIENCE)
                .until(() -> of("desk").size() <= told + 1);
        assertThat(of("boss")).hasSize(1);

        level(project, 6);
        await().atMost(PATIENCE)
                .until(() -> occasions(of("desk")).contains("resolved")
                        && occasions(of("boss")).contains("resolved"));
        admin().contentType(ContentType.JSON)
                .body("{\"note\":\"迟了\"}")
                .post(ALERTS + "/" + alert + "/acknowledge")
                .then()
                .statusCode(409);
        admin().contentType(ContentType.JSON)
                .body("{\"note\":\"x\"}")
                .post(ALERTS + "/999999999/acknowledge")
                .then()
                .statusCode(404);
    }

    @Test
    @Guard
    void aReceiverThatWasAwayGetsWhatStillMattersWhenItReturns() throws IOException {
        String project = project("away", 1);
        failures.put("away", new AtomicInteger(4));
        settings(
                List.of("away"),
                "- {name: away, projects: [" + project + "], receivers: [away], wait: 0s, every: 0s, remind: 2s}\n");

        level(project, 3);
        await().atMost(PATIENCE)
                .until(() -> admin().queryParam("receiver", "away")
                        .get(ALERTS + "/notifications")
                        .jsonPath()
                        .<String>getList("occasion")
                        .contains("reminder"));
        level(project, 6);

        assertThat(occasions(messages("away", 2))).containsExactly("firing", "resolved");
        assertThat(admin().queryParam("receiver", "away")
                        .queryParam("state", "superseded")
                        .get(ALERTS + "/notifications")
                        .jsonPath()
                        .<String>getList("occasion"))
                .isNotEmpty()
                .containsOnly("reminder");
    }

    @Test
    @Guard
    void whatComesAndGoesIsSaidToDoSoOnceAndThenKeptQuiet() throws IOException {
        String project = project("flap", 1);
        settings(
                List.of("flap"),
                "- {name: flap, projects: [" + project + "], receivers: [flap], wait: 0s, every: 0s}\n");
        List<String> expected = new ArrayList<>();
        for (int time = 1; time <= 6; time++) {
            int all = time;
            level(project, 3);
            await().atMost(PATIENCE)
                    .until(() -> alerts(project, "firing").getInt("size()") == 1
                            && alerts(project, "firing").getInt("[0].times") == all);
            level(project, 6);
            await().atMost(PATIENCE).until(() -> alerts(project, "open").getInt("size()") == 0);
            if (time < 5) {
                expected.addAll(List.of("firing", "resolved"));
            } else if (time == 5) {
                expected.add("flapping");
            }
        }
        messages("flap", expected.size());
        await().during(QUIET).atMost(PATIENCE).until(() -> occasions(of("flap")).equals(expected));
        long last = alerts(project, "resolved").getLong("[0].id");
        assertThat(admin().get(ALERTS + "/" + last).jsonPath().<String>getList("history.act"))
                .contains("damped");
    }

    @Test
    void aTemplateIsPreviewedBeforeItIsUsedAndAnUnknownWordIsARefusalThatListsTheKnownOnes() {
        JsonPath shown = admin().contentType(ContentType.JSON)
                .body("{\"language\":\"en\",\"occasion\":\"firing\",\"title\":\"{count} of {first.owner}\"}")
                .post(ALERTS + "/preview")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(shown.getString("title")).isEqualTo("1 of 张三");
        assertThat(shown.getString("text")).contains("84.03 %", "Forecast: met with a probability of 62 %");
        admin().contentType(ContentType.JSON)
                .body("{\"title\":\"{#if}\"}")
                .post(ALERTS + "/preview")
                .then()
                .statusCode(400);
        for (String chain : List.of(
                "{resolved.describeConstable.get.bootstrapMethod.kind.declaringClass.module.layer.findLoader('java.sql')"
                        + ".loadClass('java.lang.System').getMethod('getenv').invoke(null).get('DABIAO_ADMIN_TOKEN')}",
                "{first.severity.repeat(9)}")) {
            assertThat(admin().contentType(ContentType.JSON)
                            .body(Map.of("body", "\n " + chain))
                            .post(ALERTS + "/preview")
                            .then()
                            .statusCode(400)
                            .extract()
                            .jsonPath()
                            .getString("detail"))
                    .startsWith("body.zh.txt, line 2, column 2: no such value: '" + chain.substring(1, 15));
        }
        assertThat(admin().queryParam("state", "loud")
                        .get(ALERTS)
                        .then()
                        .statusCode(400)
                        .extract()
                        .jsonPath()
                        .getString("detail"))
                .contains("pending, firing, acknowledged, resolved, open");
        assertThat(admin().get(ALERTS + "/nonsense").statusCode()).isEqualTo(400);
        admin().post(ALERTS + "/receivers/unheard-of/test").then().statusCode(404);
    }

    @Test
    void templatesOfOnesOwnAreTriedByAdministratorsAndTheShippedOnesByAnyoneWhoMayRead() {
        String viewer = token("previews", List.of("view"), Map.of());
        bearer(viewer)
                .contentType(ContentType.JSON)
                .body("{\"language\":\"zh\"}")
                .post(ALERTS + "/preview")
                .then()
                .statusCode(200);
        for (String part : List.of("title", "body")) {
            bearer(viewer)
                    .contentType(ContentType.JSON)
                    .body(Map.of(part, "{count}"))
                    .post(ALERTS + "/preview")
                    .then()
                    .statusCode(403);
        }
        nobody().contentType(ContentType.JSON)
                .body("{}")
                .post(ALERTS + "/preview")
                .then()
                .statusCode(401);
    }

    @Test
    void aBrokenTemplateIsAnAlertWithItsPlaceAndTheShippedTextGoesOutMeanwhile() throws IOException {
        Path texts = Files.createTempDirectory(settings.orElseThrow().getParent(), "texts");
        write(texts.resolve("title.zh.txt"), "{occasion}\n {first.colour}");
        settings(List.of("texts"), "  []\ntexts: " + texts + "\n");

        await().atMost(PATIENCE).until(() -> broken().contains("line 2, column 2: no such value: 'first.colour'"));
        JsonPath trial = admin().post(ALERTS + "/receivers/texts/test")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(trial.getString("outcome")).isEqualTo("delivered");
        assertThat(trial.getString("wrongTemplate"))
                .isEqualTo("title.zh.txt, line 2, column 2: no such value: 'first.colour'");
        assertThat(messages("texts", 1).get(0).get("title").asText()).isEqualTo("【告警】示例项目 · 热线接听率（示例）：未达标");

        write(texts.resolve("title.zh.txt"), "{occasion}!");
        await().atMost(PATIENCE).until(() -> broken().isEmpty());
        admin().post(ALERTS + "/receivers/texts/test").then().statusCode(200);
        assertThat(messages("texts", 2).get(1).get("title").asText()).isEqualTo("告警!");
    }

    private static String broken() {
        return String.join(
                "\n",
                admin().queryParam("kind", "service")
                        .get(ALERTS)
                        .jsonPath()
                        .<String>getList("findAll { it.sentence.contains('template title.zh.txt') }.sentence"));
    }
}

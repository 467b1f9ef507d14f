package io.dabiao.check;

import static io.dabiao.Api.admin;
import static io.dabiao.Api.indicator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.sun.net.httpserver.HttpServer;
import io.dabiao.Guard;
import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A declared site on loopback, probed every second by the running service. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
@Guard
class ProbingTest {

    private static final Duration PATIENCE = Patience.PATIENCE;
    private static final int YEAR = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear();

    @ConfigProperty(name = "dabiao.declarations")
    Path declarations;

    @Test
    void aDeclaredSiteIsMeasuredAndItsOutageIsToldOnceAtEachEnd() throws IOException {
        AtomicInteger status = new AtomicInteger(200);
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        site.start();
        try {
            String url = "http://127.0.0.1:" + site.getAddress().getPort() + "/";
            declare("""
                    probes:
                      - {site: loopback, url: '%1$s', interval: 1s}
                      - {site: worked-on, url: '%1$s', interval: 1s}
                    maintenance:
                      - {id: all-day, sites: [worked-on], every: day, from: "00:00", until: "00:00", because: 升级}
                    """.formatted(url));
            await().atMost(PATIENCE).until(() -> events("response-time").size() >= 3);

            JsonPath measured = indicator(YEAR, "probed/response-time", null);
            assertThat(measured.getObject("indicator.actual", BigDecimal.class))
                    .isBetween(new BigDecimal("0.00001"), new BigDecimal("10"));
            assertThat(measured.getString("indicator.verdict")).isEqualTo("on_track");
            assertThat(outages()).isEmpty();
            assertThat(measured.getObject("indicator.coverage", BigDecimal.class))
                    .as("of a year")
                    .isBetween(new BigDecimal("0.0000000001"), new BigDecimal("0.5"));
            awaitLive("ok");
            assertAnnouncedWorkIsLeftOutByRule();
            assertThat(admin().get("/api/v1/probes").jsonPath().getList("site")).contains("loopback", "worked-on");
            assertThat(admin().get("/api/v1/probes").jsonPath().getInt("find { it.site == 'loopback' }.last.status"))
                    .isEqualTo(200);

            status.set(500);
            await().atMost(PATIENCE).until(() -> failed() >= 3);
            awaitLive("out_of_bounds");
            assertThat(admin().get("/metrics").asString())
                    .containsPattern("dabiao_indicator_live\\{.*indicator=\"available-days\".*"
                            + "dabiao_indicator_live=\"out_of_bounds\"\\} 1")
                    .containsPattern("dabiao_indicator_coverage\\{.*indicator=\"available-days\"")
                    .contains("dabiao_probe_success{site=\"loopback\",} 0.0");
            status.set(200);
            awaitLive("ok");
            assertThat(admin().get("/api/v1/years/" + YEAR + "/indicators/probed/available-days/live")
                            .jsonPath()
                            .getList("after"))
                    .startsWith("ok", "out_of_bounds")
                    .contains("pending");
            await().atMost(PATIENCE).until(() -> ended().size() == 1);

            assertThat(outages()).hasSize(1);
            assertThat(outages().get(0).get("id")).isEqualTo(ended().get(0).get("data.outage"));
            assertThat(indicator(YEAR, "probed/interruptions", null).getInt("indicator.actual"))
                    .isEqualTo(1);
            assertAnOutageThatIsMarkedAfterwardsStandsBesideTheFigure();
        } finally {
            declare("");
            await().atMost(PATIENCE)
                    .until(() -> admin().get("/metrics").asString().contains("dabiao_probe_sites 0"));
            site.stop(0);
        }
    }

    @Test
    void workIsAnnouncedAtOnceForASiteThatExistsAndItsOutageIsMarkedAndNoAlertUntilItIsEnded() throws IOException {
        AtomicInteger status = new AtomicInteger(200);
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        site.start();
        try {
            declare("probes:\n  - {site: worked-on, url: 'http://127.0.0.1:%d/', interval: 1s}\n"
                    .formatted(site.getAddress().getPort()));
            await().atMost(PATIENCE)
                    .until(() -> events("outside-of-work").stream().anyMatch(one -> one.get("data.ok") != null));
            String soon = Instant.now().plus(Duration.ofHours(1)).toString();
            announce(Map.of("sites", List.of("worked-on"), "ends", soon, "reason", " "))
                    .then()
                    .statusCode(400);
            announce(Map.of("sites", List.of("nowhere"), "ends", soon, "reason", "升级"))
                    .then()
                    .statusCode(404);
            announce(Map.of("sites", List.of("worked-on"), "reason", "升级"))
                    .then()
                    .statusCode(400);
            announce(Map.of(
                            "sites",
                            List.of("worked-on"),
                            "begins",
                            Instant.now().minus(Duration.ofHours(1)).toString(),
                            "ends",
                            soon,
                            "reason",
                            "升级"))
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("not-to-come"));

            JsonPath made = announce(Map.of("sites", List.of("worked-on"), "ends", soon, "reason", "机房断电"))
                    .then()
                    .statusCode(201)
                    .extract()
                    .jsonPath();
            await().atMost(PATIENCE)
                    .until(() -> made.getString("mark")
                            .equals(events("worked-on").get(0).get("data.maintenance")));
            status.set(500);
            await().atMost(PATIENCE).until(() -> made.getString("mark").equals(newest().getString("[0].maintenance")));
            assertThat(events("outside-of-work"))
                    .noneMatch(one -> made.getString("mark").equals(one.get("data.maintenance")));
            assertThat(admin().get("/api/v1/probes")
                            .jsonPath()
                            .getString("find { it.site == 'worked-on' }.maintenance[0].because"))
                    .isEqualTo("机房断电");
            // Longer than an outage must last to be told of, and than two looks of the alerts.
            await().during(Duration.ofSeconds(12))
                    .atMost(PATIENCE)
                    .until(() -> admin().get("/api/v1/alerts?state=open&kind=site_down")
                            .jsonPath()
                            .getList("indicator")
                            .isEmpty());

            admin().delete("/api/v1/maintenance/" + made.getLong("id")).then().statusCode(204);
            admin().delete("/api/v1/maintenance/" + made.getLong("id")).then().statusCode(404);
            admin().get("/api/v1/maintenance/" + made.getLong("id"))
                    .then()
                    .statusCode(200)
                    .body("mark", equalTo(made.getString("mark")))
                    .body("endedBy", equalTo(made.getString("author")));
            // What outlasts the work is an outage of its own, and told of.
            await().atMost(PATIENCE)
                    .until(() ->
                            newest().getString("[0].maintenance") == null && newest().getString("[0].ended") == null);
            await().atMost(PATIENCE)
                    .until(() -> admin().get("/api/v1/alerts?state=firing&kind=site_down")
                            .jsonPath()
                            .getList("indicator")
                            .contains("worked-on"));
            assertThat(admin().get("/api/v1/audit?act=maintenance.announced").asString())
                    .contains("机房断电", "worked-on");

            // Work that begins while a site is away: it is not told as well again, nor as away again.
            long alert = admin().get("/api/v1/alerts?state=firing&kind=site_down")
                    .jsonPath()
                    .getLong("find { it.indicator == 'worked-on' }.id");
            JsonPath second = announce(Map.of("sites", List.of("worked-on"), "ends", soon, "reason", "抢修"))
                    .then()
                    .statusCode(201)
                    .extract()
                    .jsonPath();
            await().atMost(PATIENCE)
                    .until(() -> second.getString("mark")
                            .equals(events("worked-on").get(0).get("data.maintenance")));
            assertThat(newest().getString("[0].maintenance"))
                    .as("it had begun before")
                    .isNull();
            assertThat(newest().getString("[0].ended")).isNull();
            assertThat(admin().get("/api/v1/alerts/" + alert).jsonPath().getString("alert.state"))
                    .isEqualTo("firing");
            status.set(200);
            await().atMost(PATIENCE)
                    .until(() -> admin().get("/api/v1/alerts/" + alert)
                            .jsonPath()
                            .getString("alert.state")
                            .equals("resolved"));
            admin().delete("/api/v1/maintenance/" + second.getLong("id")).then().statusCode(204);
        } finally {
            declare("");
            await().atMost(PATIENCE)
                    .until(() -> admin().get("/metrics").asString().contains("dabiao_probe_sites 0"));
            site.stop(0);
        }
    }

    @Test
    void workThatIsPlannedHoldsFromItsBeginningOnAndWhatHasNotBegunIsTakenBack() throws IOException {
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        site.start();
        try {
            declare("probes:\n  - {site: worked-on, url: 'http://127.0.0.1:%d/', interval: 1s}\n"
                    .formatted(site.getAddress().getPort()));
            await().atMost(PATIENCE)
                    .until(() -> admin().get("/api/v1/probes")
                            .jsonPath()
                            .getList("site")
                            .contains("worked-on"));
            Instant begins = Instant.now().plus(Duration.ofSeconds(8)).truncatedTo(ChronoUnit.SECONDS);
            JsonPath planned = announce(Map.of(
                            "sites",
                            List.of("worked-on"),
                            "begins",
                            begins.toString(),
                            "ends",
                            begins.plus(Duration.ofMinutes(30)).toString(),
                            "reason",
                            "夜间割接"))
                    .then()
                    .statusCode(201)
                    .extract()
                    .jsonPath();
            JsonPath farther = announce(Map.of(
                            "sites",
                            List.of("worked-on"),
                            "begins",
                            begins.plus(Duration.ofHours(2)).toString(),
                            "ends",
                            begins.plus(Duration.ofHours(3)).toString(),
                            "reason",
                            "改期"))
                    .then()
                    .statusCode(201)
                    .extract()
                    .jsonPath();
            await().atMost(PATIENCE)
                    .until(() -> events("worked-on").stream()
                            .anyMatch(one -> planned.getString("mark").equals(one.get("data.maintenance"))));
            assertThat(events("worked-on").stream()
                            .filter(one -> planned.getString("mark").equals(one.get("data.maintenance")))
                            .map(one -> java.time.OffsetDateTime.parse(
                                            one.get("time").toString())
                                    .toInstant()))
                    .as("none before it begins")
                    .allMatch(time -> !time.isBefore(begins));
            assertThat(events("outside-of-work").stream()
                            .map(one -> java.time.OffsetDateTime.parse(
                                            one.get("time").toString())
                                    .toInstant())
                            .filter(time -> time.isAfter(begins.minusSeconds(8))))
                    .as("until it begins, and no longer")
                    .isNotEmpty()
                    .allMatch(time -> time.isBefore(begins));

            admin().delete("/api/v1/maintenance/" + farther.getLong("id"))
                    .then()
                    .statusCode(204);
            admin().get("/api/v1/maintenance/" + farther.getLong("id"))
                    .then()
                    .statusCode(200)
                    .body("endedBy", equalTo(farther.getString("author")));
            assertThat(admin().get("/api/v1/maintenance").jsonPath().getList("mark"))
                    .contains(planned.getString("mark"))
                    .doesNotContain(farther.getString("mark"));
            admin().delete("/api/v1/maintenance/" + farther.getLong("id"))
                    .then()
                    .statusCode(404);
            admin().delete("/api/v1/maintenance/" + planned.getLong("id"))
                    .then()
                    .statusCode(204);
        } finally {
            declare("");
            await().atMost(PATIENCE)
                    .until(() -> admin().get("/metrics").asString().contains("dabiao_probe_sites 0"));
            site.stop(0);
        }
    }

    @Test
    void anOutageOutsideOfThePromisedHoursIsToldWithItsWordsAndNotCounted() throws IOException {
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        site.start();
        try {
            java.time.LocalTime later = java.time.LocalTime.now(ZoneId.of("Asia/Shanghai"))
                    .plusHours(3)
                    .truncatedTo(ChronoUnit.MINUTES);
            declare(
                    "probes:\n  - {site: hall, url: 'http://127.0.0.1:%d/', interval: 1s, hours: {from: \"%s\", until: \"%s\"}}\n"
                            .formatted(site.getAddress().getPort(), later, later.plusHours(1)));
            await().atMost(PATIENCE).untilAsserted(() -> {
                JsonPath firing = admin().get("/api/v1/alerts?state=firing&kind=site_down")
                        .jsonPath();
                assertThat(firing.getString("find { it.indicator == 'hall' }.sentence"))
                        .contains("503", "outside of the service hours");
                assertThat(firing.getString("find { it.indicator == 'hall' }.sentenceZh"))
                        .contains("不在服务时段内");
            });
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    indicator(YEAR, "probed/hall-outages", null).getInt("indicator.actual"))
                            .isEqualTo(1));
            assertThat(indicator(YEAR, "probed/hall-promised", null).getInt("indicator.actual"))
                    .isZero();
        } finally {
            declare("");
            await().atMost(PATIENCE)
                    .until(() -> admin().get("/metrics").asString().contains("dabiao_probe_sites 0"));
            site.stop(0);
        }
    }

    private static io.restassured.response.Response announce(Map<String, Object> wanted) {
        return admin().contentType(io.restassured.http.ContentType.JSON)
                .body(wanted)
                .post("/api/v1/maintenance");
    }

    private static JsonPath newest() {
        return admin().get("/api/v1/probes/worked-on/outages").jsonPath();
    }

    @Test
    void aSiteThatWasJustDeclaredIsLookedAtAtOnceHoweverRarelyAndALinkLocalOneNever() throws IOException {
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        site.start();
        try {
            declare("""
                    probes:
                      - {site: rare, url: 'http://127.0.0.1:%d/', interval: 1d}
                      - {site: metadata, url: 'http://169.254.169.254/latest/meta-data/', interval: 1s}
                    """.formatted(site.getAddress().getPort()));
            await().atMost(PATIENCE).untilAsserted(() -> {
                JsonPath probes = admin().get("/api/v1/probes").jsonPath();
                assertThat(probes.getObject("find { it.site == 'rare' }.last.ok", Boolean.class))
                        .isTrue();
                assertThat(probes.getString("find { it.site == 'metadata' }.last.reason"))
                        .isEqualTo("denied");
                assertThat(probes.getString("find { it.site == 'metadata' }.last.detail"))
                        .isEqualTo("169.254.169.254 is a link-local address, which the service never contacts");
            });
            assertThat(admin().get("/metrics").asString())
                    .contains("dabiao_probe_success{site=\"rare\",} 1.0")
                    .doesNotContain("dabiao_probe_success{site=\"metadata\"");
        } finally {
            declare("");
            await().atMost(PATIENCE)
                    .until(() -> admin().get("/metrics").asString().contains("dabiao_probe_sites 0"));
            site.stop(0);
        }
    }

    @Test
    void aJobIsHeardAtItsAddressAndAnsweredWhenThatIsDurable() throws IOException {
        try {
            declare("""
                    probes:
                      - {site: nightly, kind: heartbeat, every: 1h, interval: 1s}
                    """);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(nightly().getString("last.reason")).isEqualTo("preparation"));
            String path = admin().get("/api/v1/heartbeats").jsonPath().getString("find { it.site == 'nightly' }.path");

            io.restassured.RestAssured.get(path + "/begun").then().statusCode(204);
            io.restassured.RestAssured.post(path).then().statusCode(204);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(nightly().getBoolean("last.ok")).isTrue());
            io.restassured.RestAssured.get(path + "/3").then().statusCode(204);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(nightly().getString("last.detail")).contains("with exit status 3"));
            assertThat(nightly().getString("last.detailZh")).contains("退出码 3");
            assertThat(nightly().getString("kind")).isEqualTo("heartbeat");
            io.restassured.RestAssured.get(path.substring(0, path.length() - 1) + "~")
                    .then()
                    .statusCode(404);
            io.restassured.RestAssured.get(path + "/lost").then().statusCode(404);
        } finally {
            declare("");
            await().atMost(PATIENCE)
                    .until(() -> admin().get("/metrics").asString().contains("dabiao_probe_sites 0"));
        }
    }

    private static JsonPath nightly() {
        return new JsonPath(admin().get("/api/v1/probes").asString()).setRootPath("find { it.site == 'nightly' }");
    }

    private static void awaitLive(String state) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonPath live = indicator(YEAR, "probed/available-days", null);
            assertThat(live.getString("indicator.live.state"))
                    .as(live.prettify())
                    .isEqualTo(state);
        });
    }

    private static void assertAnOutageThatIsMarkedAfterwardsStandsBesideTheFigure() {
        String id = ended().get(0).get("data.outage").toString();
        String path = "/api/v1/probes/loopback/outages";
        assertThat(admin().get(path).jsonPath().getList("id")).containsExactly(id);
        mark(path, id, "").then().statusCode(400);
        mark(path, "1999", "升级").then().statusCode(404);

        JsonPath marked =
                mark(path, id, "机房断电检修").then().statusCode(200).extract().jsonPath();

        assertThat(marked.getString("[0].markedBecause")).isEqualTo("机房断电检修");
        mark(path, id, "again").then().statusCode(409);
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonPath figure = indicator(YEAR, "probed/interruptions", null);
            assertThat(figure.getInt("indicator.actual")).isEqualTo(1);
            assertThat(figure.getString("parts.notes[0]"))
                    .matches(
                            "without what was marked afterwards as maintenance: 0 次 \\(loopback [^()]+ 机房断电检修 / .+\\)");
        });
        assertThat(admin().get("/api/v1/audit?act=outage.marked").asString()).contains("机房断电检修");
    }

    private static io.restassured.response.Response mark(String path, String id, String reason) {
        return admin().contentType(io.restassured.http.ContentType.JSON)
                .body(Map.of("reason", reason))
                .post(path + "/" + id + "/maintenance");
    }

    private static void assertAnnouncedWorkIsLeftOutByRule() {
        await().atMost(PATIENCE).until(() -> events("worked-on").size() >= 2);
        assertThat(events("worked-on")).allMatch(event -> "all-day".equals(event.get("data.maintenance")));
        JsonPath outside = indicator(YEAR, "probed/outside-of-work", null);
        assertThat(outside.getString("indicator.verdict")).isEqualTo("no_data");
        assertThat(outside.getString("maintenance[0].wordsZh")).isEqualTo("每天 00:00–00:00 (Asia/Shanghai)");
        assertThat(indicator(YEAR, "probed/worked-on", null).getList("maintenance"))
                .isEmpty();
    }

    private static long failed() {
        return events("available-days").stream()
                .filter(event -> Boolean.FALSE.equals(event.get("data.ok")))
                .count();
    }

    private static List<Map<String, Object>> outages() {
        return events("interruptions");
    }

    private static List<Map<String, Object>> ended() {
        return events("endings");
    }

    /** The newest events behind an indicator, data flattened into the event. */
    private static List<Map<String, Object>> events(String indicator) {
        JsonPath page = admin().get("/api/v1/years/" + YEAR + "/indicators/probed/" + indicator + "/events")
                .jsonPath();
        List<Map<String, Object>> events = page.getList("events");
        if (events == null) {
            return List.of(); // Not declared yet.
        }
        events.forEach(event -> {
            @SuppressWarnings("unchecked")
            Map<String, Object> data = (Map<String, Object>) event.get("data");
            data.forEach((key, value) -> event.put("data." + key, value));
        });
        return events;
    }

    private void declare(String probes) throws IOException {
        String yaml = """
                project: probed
                name: 探测演示
                year: %1$d
                institution: 测试
                period: {from: %1$d-01-01, to: %1$d-12-31}
                budget: {total: 0}
                goal: 网站可用
                %2$sindicators:
                  - id: response-time
                    name: 响应时间
                    level1: 产出指标
                    level2: 时效指标
                    printed: "<20.00(秒)"
                    behaviour: standing
                    measure: {mean: seconds, over: 'site.probe{site="loopback",ok="true"}', in: 秒}
                    cadence: P2D
                  - id: available-days
                    name: 可用天数
                    level1: 产出指标
                    level2: 时效指标
                    printed: "=365.00(天)"
                    behaviour: days
                    measure: {availableDays: 'site.probe{site="loopback"}'}
                    live: {window: 10s, for: 1s, burn: [1h]}
                    cadence: P2D
                  - id: interruptions
                    name: 中断次数
                    level1: 效益指标
                    level2: 社会效益指标
                    printed: "<5.00(次)"
                    behaviour: limit
                    measure: {count: 'site.outage{site="loopback"}'}
                    cadence: P35D
                  - id: worked-on
                    name: 维护站点响应时间
                    level1: 产出指标
                    level2: 时效指标
                    printed: "<20.00(秒)"
                    behaviour: standing
                    measure: {mean: seconds, over: 'site.probe{site="worked-on"}', in: 秒}
                    cadence: P2D
                  - id: outside-of-work
                    name: 维护时段以外响应时间
                    level1: 产出指标
                    level2: 时效指标
                    printed: "<20.00(秒)"
                    behaviour: standing
                    measure: {mean: seconds, over: 'site.probe{site="worked-on",maintenance=""}', in: 秒}
                    cadence: P2D
                  - id: hall-outages
                    name: 大厅中断次数
                    level1: 效益指标
                    level2: 社会效益指标
                    printed: "<5.00(次)"
                    behaviour: limit
                    measure: {count: 'site.outage{site="hall"}'}
                    cadence: P35D
                  - id: hall-promised
                    name: 大厅服务时段中断次数
                    level1: 效益指标
                    level2: 社会效益指标
                    printed: "<5.00(次)"
                    behaviour: limit
                    measure: {count: 'site.outage{site="hall",outside=""}'}
                    cadence: P35D
                  - id: endings
                    name: 恢复次数
                    level1: 效益指标
                    level2: 社会效益指标
                    printed: "<5.00(次)"
                    behaviour: limit
                    measure: {count: 'site.outage.ended{site="loopback"}'}
                    cadence: P35D
                """.formatted(YEAR, probes);
        Path written = Files.writeString(declarations.resolve("probed.yaml.new"), yaml);
        Files.move(written, declarations.resolve("probed.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }
}

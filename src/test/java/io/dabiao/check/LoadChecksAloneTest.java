package io.dabiao.check;

import static io.dabiao.Api.admin;
import static io.dabiao.Api.indicator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.dabiao.Guard;
import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.dabiao.core.declaration.LoadCheck;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A declared load check on loopback, run by the running service. */
@Guard
@Tag("alone")
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class LoadChecksAloneTest {

    private static final Duration PATIENCE = Patience.PATIENCE;
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final int YEAR = LocalDate.now(ZONE).getYear();
    private static final String CHECKS = "/api/v1/load-checks/";

    @ConfigProperty(name = "dabiao.declarations")
    Path declarations;

    @Test
    void aCheckStepsUpToTheTargetAndItsEventDecidesTheIndicator() throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.setExecutor(threads);
        site.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        site.start();
        try {
            declare(site.getAddress().getPort());
            await().atMost(PATIENCE)
                    .until(() -> admin().get(CHECKS).jsonPath().getList("site").contains("loaded"));
            JsonPath declared = admin().get(CHECKS).jsonPath();
            assertThat(declared.<Integer>getList("find { it.site == 'loaded' }.levels"))
                    .as("quarters of 40, and the other promise")
                    .containsExactly(10, 20, 25, 30, 40);

            admin().post(CHECKS + "elsewhere/runs").then().statusCode(403);
            assertThat(admin().post(CHECKS + "elsewhere/runs").jsonPath().getString("detail"))
                    .contains("portal.example.org", "dabiao.load-hosts");
            admin().post(CHECKS + "unheard-of/runs").then().statusCode(404);

            String ended = run("endless");
            admin().post(CHECKS + "loaded/runs").then().statusCode(409);
            await().atMost(PATIENCE).until(() -> "measure".equals(one(ended).getString("progress.phase")));
            admin().delete(CHECKS + "runs/" + ended).then().statusCode(202);
            await().atMost(PATIENCE).until(() -> one(ended).getString("ended") != null);
            assertThat(one(ended).getString("outcome")).isEqualTo("aborted");
            assertThat(one(ended).getString("users")).isNull();
            admin().delete(CHECKS + "runs/" + ended).then().statusCode(409);

            JsonPath found = whole("loaded");
            assertThat(found.getString("outcome")).as(found.prettify()).isEqualTo("sustained");
            assertThat(found.getInt("users")).isEqualTo(40);
            assertThat(found.getList("evidence.levels.users")).hasSize(5);
            assertThat(found.getList("evidence.levels[4].distribution")).hasSizeGreaterThan(5);
            assertThat(found.getString("evidence.levels[4].histogram")).isNotBlank();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    indicator(YEAR, "loaded/users", null).getString("indicator.actual"))
                            .isEqualTo("40"));

            assertASummaryOfK6Counts();
            assertThat(admin().get(CHECKS + "loaded/runs").jsonPath().<String>getList("tool"))
                    .contains("dabiao", "k6");
        } finally {
            Files.delete(declarations.resolve("loaded.yaml"));
            site.stop(0);
            threads.shutdownNow();
        }
    }

    private static void assertASummaryOfK6Counts() {
        String summary = """
                {"metrics": {"vus": {"value": 3, "min": 3, "max": 45}, "vus_max": {"value": 200, "min": 200, "max": 200},
                  "http_reqs": {"count": 9000, "rate": 300}, "http_req_failed": {"value": 0.001},
                  "http_req_duration": {"avg": 20, "med": 15, "p(90)": 40, "p(95)": 55}}}
                """;
        JsonPath taken = admin().contentType(ContentType.JSON)
                .body(summary)
                .post(CHECKS + "loaded/k6")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        assertThat(taken.getInt("users")).isEqualTo(45);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(indicator(YEAR, "loaded/users", null).getString("indicator.actual"))
                                .isEqualTo("45"));
        JsonPath again = admin().contentType(ContentType.JSON)
                .body(summary)
                .post(CHECKS + "loaded/k6")
                .jsonPath();
        assertThat(again.getString("id")).isEqualTo(taken.getString("id"));
        JsonPath beyond = admin().contentType(ContentType.JSON)
                .body(summary.replace("0.001", "0.5").replace("45", "60"))
                .post(CHECKS + "loaded/k6")
                .jsonPath();
        assertThat(beyond.getString("outcome")).isEqualTo("limit");
        assertThat(beyond.getString("users")).isNull();
        assertThat(beyond.getString("sentence")).endsWith("and nothing of fewer users");
        admin().contentType(ContentType.JSON)
                .body("{\"metrics\": {}}")
                .post(CHECKS + "loaded/k6")
                .then()
                .statusCode(422);
        assertThat(admin().contentType(ContentType.JSON)
                        .body(summary.replace("\"vus\":", "\"another\":"))
                        .post(CHECKS + "loaded/k6")
                        .then()
                        .statusCode(422)
                        .extract()
                        .jsonPath()
                        .getString("detail"))
                .contains("how many users ran at once", "vus_max counts users that were allocated");
    }

    @Test
    void whileAGatewayIsAwayNoRunBeginsBehindItAndOneUnderWaySaysNothingOfItsSite() throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        AtomicBoolean fails = new AtomicBoolean();
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.setExecutor(threads);
        site.createContext("/", exchange -> {
            exchange.sendResponseHeaders(fails.get() ? 500 : 200, -1);
            exchange.close();
        });
        site.start();
        ServerSocket gateway = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        int port = gateway.getLocalPort();
        gateway.close();
        try {
            declareBehind(site.getAddress().getPort(), port);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(admin().post(CHECKS + "behind/runs")
                                    .jsonPath()
                                    .getString("code"))
                            .isEqualTo("cause-away"));

            gateway = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
            String run = run("behind");
            await().atMost(PATIENCE).until(() -> "measure".equals(one(run).getString("progress.phase")));
            gateway.close();
            fails.set(true);
            await().atMost(PATIENCE).until(() -> one(run).getString("ended") != null);
            JsonPath found = one(run);
            assertThat(found.getString("outcome")).as(found.prettify()).isEqualTo("because");
            assertThat(found.getString("users")).isNull();
            assertThat(found.getString("sentence")).contains("gateway, which it depends on, was away");
            assertThat(indicator(YEAR, "behind/users", null).getString("indicator.actual"))
                    .as("no event went out")
                    .isNull();

            gateway = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(whole("behind").getString("outcome"))
                            .as("its own fault, with the gateway well")
                            .isIn("braked", "limit"));
        } finally {
            Files.delete(declarations.resolve("behind.yaml"));
            gateway.close();
            site.stop(0);
            threads.shutdownNow();
        }
    }

    private void declareBehind(int port, int gateway) throws IOException {
        Path written = Files.writeString(declarations.resolve("behind.yaml.new"), """
                project: behind
                name: 网关之后
                year: %1$d
                institution: 测试
                period: {from: %1$d-01-01, to: %1$d-12-31}
                budget: {total: 0}
                goal: 网站承受并发
                probes:
                  - {site: gateway, kind: tcp, address: '127.0.0.1:%3$d', interval: 1s, timeout: 500ms}
                loads:
                  - {site: behind, url: 'http://127.0.0.1:%2$d', pages: [{path: /}], think: 20ms, ramp: 0s, duration: 20s, steps: [5], dependsOn: gateway}
                indicators:
                  - id: users
                    name: 并发用户数
                    level1: 产出指标
                    level2: 数量指标
                    printed: "≥5.00(人)"
                    behaviour: standing
                    measure: {latest: value, over: 'load.check{site="behind"}'}
                    cadence: P365D
                """.formatted(YEAR, port, gateway));
        Files.move(written, declarations.resolve("behind.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void aWindowFallsIntoOneMinuteOfItsZone() {
        LoadCheck.Window sunday = new LoadCheck.Window("0 30 3 ? * SUN", ZONE);
        assertThat(LoadChecks.falls(sunday, Instant.parse("2026-11-21T19:30:00Z")))
                .isTrue();
        assertThat(LoadChecks.falls(sunday, Instant.parse("2026-11-21T19:29:00Z")))
                .isFalse();
        assertThat(LoadChecks.falls(sunday, Instant.parse("2026-11-21T19:31:00Z")))
                .isFalse();
        assertThat(LoadChecks.falls(sunday, Instant.parse("2026-11-22T19:30:00Z")))
                .isFalse();
    }

    /** A whole run. Where this machine was too busy to make the load nothing was found, and it is tried again. */
    private static JsonPath whole(String site) {
        JsonPath found = null;
        for (int tries = 0;
                tries < 6 && (found == null || found.getString("outcome").equals("generator_limited"));
                tries++) {
            String run = run(site);
            await().atMost(PATIENCE).until(() -> one(run).getString("ended") != null);
            found = one(run);
        }
        return found;
    }

    private static String run(String site) {
        return admin().post(CHECKS + site + "/runs")
                .then()
                .statusCode(202)
                .extract()
                .jsonPath()
                .getString("id");
    }

    private static JsonPath one(String run) {
        return admin().get(CHECKS + "runs/" + run).jsonPath();
    }

    private void declare(int port) throws IOException {
        String yaml = """
                project: loaded
                name: 并发演示
                year: %1$d
                institution: 测试
                period: {from: %1$d-01-01, to: %1$d-12-31}
                budget: {total: 0}
                goal: 网站承受并发
                loads:
                  - site: loaded
                    url: http://127.0.0.1:%2$d
                    pages: [{path: /, weight: 3}, {path: "/search?q=a", headers: {Accept: text/html}}]
                    login: {path: /login, method: POST, body: user=a}
                    think: 200ms
                    ramp: 200ms
                    duration: 1s
                    limits: {errors: 1, p95: 2s}
                    window: {cron: "0 0 3 1 1 ? 2099"}
                  - {site: endless, url: 'http://127.0.0.1:%2$d', pages: [{path: /}], duration: 10m, ramp: 0s, steps: [2]}
                  - {site: elsewhere, url: 'https://portal.example.org', pages: [{path: /}], steps: [500]}
                indicators:
                  - id: users
                    name: 并发用户数
                    level1: 产出指标
                    level2: 数量指标
                    printed: "≥40.00(人)"
                    behaviour: standing
                    measure: {latest: value, over: 'load.check{site="loaded"}'}
                    cadence: P365D
                  - id: fewer-users
                    name: 日常并发用户数
                    level1: 产出指标
                    level2: 数量指标
                    printed: "≥25.00(人)"
                    behaviour: standing
                    measure: {latest: value, over: 'load.check{site="loaded"}'}
                    cadence: P365D
                """.formatted(YEAR, port);
        Path written = Files.writeString(declarations.resolve("loaded.yaml.new"), yaml);
        Files.move(written, declarations.resolve("loaded.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }
}

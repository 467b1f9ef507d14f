package io.dabiao.check;

import static io.dabiao.Api.admin;
import static io.dabiao.Api.indicator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
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
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A declared site on loopback, probed every second by the running service. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class ProbingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
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
            declare("probes:\n  - {site: loopback, url: 'http://127.0.0.1:"
                    + site.getAddress().getPort() + "/', interval: 1s}\n");
            await().atMost(PATIENCE).until(() -> events("response-time").size() >= 3);

            JsonPath measured = indicator(YEAR, "probed/response-time", null);
            assertThat(measured.getObject("indicator.actual", BigDecimal.class))
                    .isBetween(new BigDecimal("0.00001"), new BigDecimal("10"));
            assertThat(measured.getString("indicator.verdict")).isEqualTo("on_track");
            assertThat(outages()).isEmpty();

            status.set(500);
            await().atMost(PATIENCE).until(() -> failed() >= 3);
            status.set(200);
            await().atMost(PATIENCE).until(() -> ended().size() == 1);

            assertThat(outages()).hasSize(1);
            assertThat(outages().get(0).get("id")).isEqualTo(ended().get(0).get("data.outage"));
            assertThat(indicator(YEAR, "probed/interruptions", null).getInt("indicator.actual"))
                    .isEqualTo(1);
        } finally {
            declare("");
            await().atMost(PATIENCE)
                    .until(() -> admin().get("/metrics").asString().contains("dabiao_probe_sites 0"));
            site.stop(0);
        }
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
                    cadence: P2D
                  - id: interruptions
                    name: 中断次数
                    level1: 效益指标
                    level2: 社会效益指标
                    printed: "<5.00(次)"
                    behaviour: limit
                    measure: {count: 'site.outage{site="loopback"}'}
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

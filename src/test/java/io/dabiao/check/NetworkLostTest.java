package io.dabiao.check;

import static io.dabiao.Api.admin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.dabiao.Guard;
import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The running service loses its own network, which a control address stands for, while a site fails. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
@Guard
class NetworkLostTest {

    private static final Duration PATIENCE = Patience.PATIENCE;
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final int YEAR = LocalDate.now(ZONE).getYear();
    private static final String INDICATORS = "/api/v1/years/" + YEAR + "/indicators/cut-off/";

    @ConfigProperty(name = "dabiao.declarations")
    Path declarations;

    @Test
    void whileTheOwnNetworkIsLostTimeIsUnknownAndNotDown() throws IOException {
        AtomicInteger status = new AtomicInteger(200);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        HttpServer site = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        site.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        site.start();
        ServerSocket control = new ServerSocket(0, 50, loopback);
        int port = control.getLocalPort();
        try {
            declare("probes: [{site: cut-off, url: 'http://127.0.0.1:%d/', interval: 1s, controls: ['127.0.0.1:%d']}]"
                    .formatted(site.getAddress().getPort(), port));
            await().atMost(PATIENCE).until(() -> probes().size() >= 3);

            // The control goes first: in no moment is the site away and the network not.
            control.close();
            status.set(500);
            double before = unknown();
            await().atMost(PATIENCE).until(() -> unknown() >= before + 2);
            int watched = probes().size();
            await().atMost(PATIENCE).until(() -> unknown() >= before + 5);

            assertThat(probes()).as("slots while nobody could watch").hasSize(watched);
            assertThat(probes()).doesNotContain(false);
            assertThat(outages()).isEmpty();
            // The first probe is made at once and speaks until the first slot, which is less than an interval away.
            await("the coverage speaks for the slots that were watched, and for no more")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(covered()).isBetween(watched - 1.5, watched + 0.5));

            // The network is back and the site is not: that is an outage.
            try (ServerSocket back = new ServerSocket(port, 50, loopback)) {
                assertThat(back.isBound()).isTrue();
                await().atMost(PATIENCE).until(() -> outages().size() == 1);
                assertThat(probes()).contains(false);
            }
        } finally {
            control.close();
            declare("");
            await().atMost(PATIENCE)
                    .until(() -> admin().get("/metrics").asString().contains("dabiao_probe_sites 0"));
            site.stop(0);
        }
    }

    /** Whether each probe on record was good. */
    private static List<Boolean> probes() {
        return events("available-days", "data.ok");
    }

    private static List<String> outages() {
        return events("interruptions", "id");
    }

    private static <T> List<T> events(String indicator, String what) {
        List<T> events =
                admin().get(INDICATORS + indicator + "/events").jsonPath().getList("events." + what);
        return events == null ? List.of() : events; // Not declared yet.
    }

    /** Seconds of the year so far for which probes speak. */
    private static double covered() {
        JsonPath read = admin().get(INDICATORS + "available-days").jsonPath();
        BigDecimal coverage = read.getObject("indicator.coverage", BigDecimal.class);
        Instant at = OffsetDateTime.parse(read.getString("indicator.asOf")).toInstant();
        Duration elapsed =
                Duration.between(LocalDate.of(YEAR, 1, 1).atStartOfDay(ZONE).toInstant(), at);
        return coverage.multiply(BigDecimal.valueOf(elapsed.toMillis()).movePointLeft(3), MathContext.DECIMAL64)
                .doubleValue();
    }

    private static double unknown() {
        return admin().get("/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("dabiao_probe_results_total{outcome=\"unknown\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private void declare(String probes) throws IOException {
        String yaml = """
                project: cut-off
                name: 断网演示
                year: %1$d
                institution: 测试
                period: {from: %1$d-01-01, to: %1$d-12-31}
                budget: {total: 0}
                goal: 网站可用
                %2$s
                indicators:
                  - id: available-days
                    name: 可用天数
                    level1: 产出指标
                    level2: 时效指标
                    printed: "=365.00(天)"
                    behaviour: days
                    measure: {availableDays: 'site.probe{site="cut-off"}'}
                    cadence: P2D
                  - id: interruptions
                    name: 中断次数
                    level1: 效益指标
                    level2: 社会效益指标
                    printed: "<5.00(次)"
                    behaviour: limit
                    measure: {count: 'site.outage{site="cut-off"}'}
                    cadence: P35D
                """.formatted(YEAR, probes);
        Path written = Files.writeString(declarations.resolve("cut-off.yaml.new"), yaml);
        Files.move(written, declarations.resolve("cut-off.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }
}

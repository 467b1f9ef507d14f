package io.dabiao.cli;

import static io.dabiao.Api.admin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code dabiao load} at the running service. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class LoadCommandTest {

    private static final Duration PATIENCE = Patience.PATIENCE;

    @ConfigProperty(name = "dabiao.declarations")
    Path declarations;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aRunIsWatchedToItsEndAndToldAsATable() throws Exception {
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/bad") ? 500 : 200, -1);
            exchange.close();
        });
        site.start();
        try {
            declare(site.getAddress().getPort());
            await().atMost(PATIENCE)
                    .until(() -> admin().get("/api/v1/load-checks")
                            .jsonPath()
                            .getList("site")
                            .contains("commanded"));

            // On a machine too busy to make the load it says so, and is asked again.
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(run("commanded")).as(out + "\n" + err).isZero());
            assertThat(out.toString())
                    .containsPattern("users +outcome +requests/s +errors +p50 +p95 +p99")
                    .containsPattern("5 +sustained +[0-9.]+ +0.00 % +[0-9]+ ms")
                    .contains("commanded sustains 5 users at once.");
            assertThat(err.toString()).contains("5 users, measure");

            assertThat(run("failing")).as(out + "\n" + err).isEqualTo(Commands.FOUND);
            assertThat(out.toString()).contains("failing sustains 0 users at once.");

            assertThat(run("nobody")).isEqualTo(Commands.FOUND);
            assertThat(err.toString()).contains("no declaration in force has a load check of the site 'nobody'");
            assertThat(run("elsewhere")).isEqualTo(Commands.FOUND);
            assertThat(err.toString()).contains("portal.example.org is not permitted");
        } finally {
            Files.delete(declarations.resolve("commanded.yaml"));
            site.stop(0);
        }
    }

    private int run(String site) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = Commands.line(Clock.systemUTC());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(
                "load", site, "--url", "http://127.0.0.1:" + RestAssured.port, "--token", ServiceDatabase.ADMIN_TOKEN);
    }

    private void declare(int port) throws Exception {
        String yaml = """
                project: commanded
                name: 并发命令演示
                year: %1$d
                institution: 测试
                period: {from: %1$d-01-01, to: %1$d-12-31}
                budget: {total: 0}
                goal: 网站承受并发
                loads:
                  - {site: commanded, url: 'http://127.0.0.1:%2$d', pages: [{path: /}], think: 50ms, ramp: 0s, duration: 2s, steps: [2, 5]}
                  - {site: failing, url: 'http://127.0.0.1:%2$d', pages: [{path: /bad}], think: 50ms, ramp: 0s, duration: 2s, steps: [25]}
                  - {site: elsewhere, url: 'https://portal.example.org', pages: [{path: /}], steps: [500]}
                indicators:
                  - {id: users, name: 并发用户数, level1: 产出指标, level2: 数量指标, printed: "≥5.00(人)", behaviour: standing, measure: {latest: value, over: 'load.check{site="commanded"}'}, cadence: P365D}
                """.formatted(LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear(), port);
        Path written = Files.writeString(declarations.resolve("commanded.yaml.new"), yaml);
        Files.move(written, declarations.resolve("commanded.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }
}

package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.dabiao.postgres.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Load checks of two replicas on one database: by their window, by the command, and when a replica dies. */
@Tag("long")
class PackagedLoadsLongIT {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final String RUNS = "/api/v1/load-checks/%s/runs";

    @Test
    void aWindowRunsOnceAndNoRunOutlivesWhoeverRanOrWatchedIt() throws Exception {
        Path folder = Files.createTempDirectory("dabiao-loads");
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.setExecutor(Executors.newFixedThreadPool(4, work -> {
            Thread thread = new Thread(work, "site");
            thread.setDaemon(true);
            return thread;
        }));
        site.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        site.start();
        int port = site.getAddress().getPort();
        Path declarations = Files.createDirectory(folder.resolve("declarations"));
        Path file = Files.writeString(declarations.resolve("loads.yaml"), declaration(port, "0 0 3 1 1 ? 2099"));
        try (EmbeddedPostgres database = EmbeddedPostgres.start(folder.resolve("data"), Duration.ofMinutes(3));
                PackagedService one = replica(database, declarations).started();
                PackagedService other = replica(database, declarations).started()) {
            // The next minute but for its last moments, in which a declaration might come too late.
            LocalTime minute = LocalTime.now(ZONE)
                    .plusSeconds(20)
                    .truncatedTo(ChronoUnit.MINUTES)
                    .plusMinutes(1);
            Files.writeString(file, declaration(port, "0 %d %d * * ?".formatted(minute.getMinute(), minute.getHour())));
            await().atMost(PackagedService.PATIENCE).until(() -> ended(newest(one, "windowed")));
            JsonNode windowed = newest(one, "windowed");
            assertThat(windowed.path("by").asText()).isEqualTo("the declared window");
            assertThat(windowed.path("outcome").asText()).isIn("sustained", "generator_limited");
            assertThat(windowed.path("begun").asText()).contains(":%02d:".formatted(minute.getMinute()));

            endedByASignal(one, folder.resolve("command.log"));

            assertThat(one.send("POST", RUNS.formatted("endless")).status()).isEqualTo(202);
            await().atMost(PackagedService.PATIENCE)
                    .until(() -> newest(one, "endless").path("progress").isObject());
            one.kill();
            await().atMost(PackagedService.PATIENCE).until(() -> ended(newest(other, "endless")));
            assertThat(newest(other, "endless").path("outcome").asText()).isEqualTo("failed");
            assertThat(newest(other, "endless").path("sentence").asText()).isEqualTo("the replica that ran it ended");
            assertThat(newest(other, "endless").path("users").isNull()).isTrue();

            JsonNode next = other.send("POST", RUNS.formatted("endless")).body();
            assertThat(next.path("id").asText()).isNotBlank();
            other.send("DELETE", "/api/v1/load-checks/runs/" + next.path("id").asText());
            await().atMost(PackagedService.PATIENCE).until(() -> ended(newest(other, "endless")));
            assertThat(other.get(RUNS.formatted("windowed")).body())
                    .as("runs in the window, of two replicas")
                    .hasSize(1);
        } finally {
            site.stop(0);
            ServiceDatabase.delete(folder);
        }
    }

    private static void endedByASignal(PackagedService service, Path log) throws Exception {
        Process command = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx200m",
                        "-jar",
                        Path.of(System.getProperty("dabiao.jar"))
                                .toAbsolutePath()
                                .toString(),
                        "load",
                        "endless",
                        "--url",
                        "http://127.0.0.1:" + service.port(),
                        "--token",
                        PackagedService.token()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            await().atMost(PackagedService.PATIENCE)
                    .until(() -> Files.readString(log).contains("2 users, measure"));
            assertThat(new ProcessBuilder("kill", "-TERM", Long.toString(command.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            await().atMost(PackagedService.PATIENCE).until(() -> ended(newest(service, "endless")));
            assertThat(newest(service, "endless").path("outcome").asText()).isEqualTo("aborted");
            assertThat(command.waitFor(PackagedService.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } finally {
            command.destroyForcibly();
        }
    }

    /** The newest run of a site; missing where there is none. */
    private static JsonNode newest(PackagedService service, String site) throws Exception {
        return service.get(RUNS.formatted(site)).body().path(0);
    }

    private static boolean ended(JsonNode run) {
        return run.path("ended").isTextual();
    }

    private static PackagedService replica(EmbeddedPostgres database, Path declarations) throws Exception {
        return PackagedService.prepared()
                .with("DABIAO_DECLARATIONS", declarations.toString())
                .with("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl())
                .with("QUARKUS_DATASOURCE_USERNAME", database.user())
                .with("QUARKUS_DATASOURCE_PASSWORD", database.password());
    }

    private static String declaration(int port, String cron) {
        return """
                project: loads
                name: 并发
                year: %1$d
                institution: 机构
                period: {from: %1$d-01-01, to: %1$d-12-31}
                budget: {total: 0}
                goal: 目标
                loads:
                  - {site: windowed, url: 'http://127.0.0.1:%2$d', pages: [{path: /}], think: 50ms, ramp: 0s, duration: 2s, steps: [5], window: {cron: "%3$s"}}
                  - {site: endless, url: 'http://127.0.0.1:%2$d', pages: [{path: /}], duration: 10m, ramp: 0s, steps: [2]}
                indicators:
                  - {id: users, name: 并发用户数, level1: 产出指标, level2: 数量指标, printed: "≥5.00(人)", behaviour: standing, measure: {latest: value, over: 'load.check{site="windowed"}'}, cadence: P365D}
                """.formatted(LocalDate.now(ZONE).getYear(), port, cron);
    }
}

package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dabiao.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * kill -9 between a recorded change and the sending of its message, at random moments; {@code -Ddabiao.kills=100} for as many
 * kills, a few where nothing is said.
 */
@Tag("long")
class PackagedAlertsLongIT {

    private static final int KILLS = Integer.getInteger("dabiao.kills", 4);
    private static final long SEED = Long.getLong("dabiao.seed", System.nanoTime());
    /** From the post to the end of sending takes some two seconds. */
    private static final Duration SOMEWHERE_WITHIN = Duration.ofMillis(3_000);

    private static final int SLOWEST_MILLIS = 200;

    /** Acts once on each key, as the documents advise, and counts what it saw again. */
    private static final class Receiver implements AutoCloseable {

        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        private final Map<String, List<String>> acted = new ConcurrentHashMap<>();
        private final Map<String, Boolean> keys = new ConcurrentHashMap<>();
        private final AtomicInteger repeats = new AtomicInteger();
        private final Random random = new Random(SEED);

        Receiver() throws IOException {
            server.setExecutor(Executors.newCachedThreadPool(work -> {
                Thread thread = new Thread(work, "receiver");
                thread.setDaemon(true);
                return thread;
            }));
            server.createContext("/", this::take);
            server.start();
        }

        private void take(HttpExchange exchange) throws IOException {
            JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
            if (keys.putIfAbsent(exchange.getRequestHeaders().getFirst("Idempotency-Key"), true) == null) {
                for (JsonNode alert : body.get("alerts")) {
                    acted.computeIfAbsent(alert.get("indicator").asText(), any -> new CopyOnWriteArrayList<>())
                            .add(body.get("occasion").asText());
                }
            } else {
                repeats.incrementAndGet();
            }
            LockSupport.parkNanos(
                    Duration.ofMillis(random.nextInt(SLOWEST_MILLIS)).toNanos());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    @Test
    void everyChangeIsToldAndActedOnOnceThoughTheServiceIsKilledBetweenThem() throws Exception {
        Path folder = Files.createTempDirectory("dabiao-alerts");
        try (Receiver receiver = new Receiver();
                PackagedService service =
                        with(PackagedService.prepared(), folder, receiver).started()) {
            kill(receiver, List.of(service));
        } finally {
            ServiceDatabase.delete(folder);
        }
    }

    @Test
    void everyChangeIsToldAndActedOnOnceThoughOneOfTwoReplicasIsKilledBetweenThem() throws Exception {
        Path folder = Files.createTempDirectory("dabiao-alerts");
        try (Receiver receiver = new Receiver();
                EmbeddedPostgres database = EmbeddedPostgres.start(folder.resolve("data"), Duration.ofMinutes(3));
                PackagedService one = with(replica(database), folder, receiver).started();
                PackagedService other =
                        with(replica(database), folder, receiver).started()) {
            kill(receiver, List.of(one, other));
        } finally {
            ServiceDatabase.delete(folder);
        }
    }

    private static PackagedService replica(EmbeddedPostgres database) throws IOException {
        return PackagedService.prepared()
                .with("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl())
                .with("QUARKUS_DATASOURCE_USERNAME", database.user())
                .with("QUARKUS_DATASOURCE_PASSWORD", database.password());
    }

    private static PackagedService with(PackagedService service, Path folder, Receiver receiver) throws IOException {
        Path declarations = folder.resolve("declarations");
        Files.createDirectories(declarations);
        Files.writeString(declarations.resolve("killed.yaml"), declaration((KILLS + 1) / 2));
        Path alerts = Files.writeString(
                folder.resolve("alerts.yaml"),
                "receivers:\n  hook: {channel: webhook, url: 'http://127.0.0.1:"
                        + receiver.server.getAddress().getPort() + "/'}\nroutes:\n"
                        + "- {name: all, projects: [killed], receivers: [hook], by: [indicator], wait: 0s, every: 0s}\n");
        return service.with("DABIAO_DECLARATIONS", declarations.toString())
                .with("DABIAO_ALERTS", alerts.toString())
                .with("DABIAO_PROBING", "false");
    }

    private static String declaration(int indicators) {
        int year = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear();
        StringBuilder yaml = new StringBuilder("project: killed\nname: 断电\nyear: " + year
                + "\ninstitution: 机构\nperiod: {from: " + year + "-01-01, to: " + year
                + "-12-31}\nbudget: {total: 0}\ngoal: 目标\nindicators:\n");
        for (int i = 0; i < indicators; i++) {
            yaml.append(String.format(
                    "  - {id: i%1$d, name: 指标%1$d, level1: 产出指标, level2: 质量指标, printed: '≥5(级)', behaviour: standing,"
                            + " measure: {latest: value, over: 'killed.level{n=\"%1$d\"}'}, cadence: P365D}%n",
                    i));
        }
        return yaml.toString();
    }

    private static void kill(Receiver receiver, List<PackagedService> services) throws Exception {
        Random random = new Random(SEED);
        Instant before = Instant.now().minusSeconds(3_600);
        int half = (KILLS + 1) / 2;
        for (int kill = 0; kill < KILLS; kill++) {
            int indicator = kill % half;
            int value = kill < half ? 3 : 6;
            PackagedService victim = services.get(random.nextInt(services.size()));
            if (kill == half) {
                // What is mended before it was ever seen to be broken is told to no one, and rightly.
                awaitActed(receiver, half);
            }
            String event = Api.event(
                    "killed",
                    "level-" + kill,
                    "killed.level",
                    before.plusSeconds(kill).toString(),
                    "{\"n\":\"" + indicator + "\",\"value\":" + value + "}");
            services.get(random.nextInt(services.size()))
                    .postUntilTaken((event + "\n").getBytes(StandardCharsets.UTF_8), answer -> {});
            LockSupport.parkNanos((long) (random.nextDouble() * SOMEWHERE_WITHIN.toNanos()));
            victim.kill();
            victim.launch();
        }
        for (PackagedService service : services) {
            service.awaitReady();
        }
        awaitActed(receiver, KILLS);
        // A message too many would come with the next rounds.
        await().during(Duration.ofSeconds(5)).atMost(PackagedService.PATIENCE).until(() -> true);
        for (int i = 0; i < half; i++) {
            List<String> expected = i + half < KILLS ? List.of("firing", "resolved") : List.of("firing");
            assertThat(receiver.acted.get("i" + i))
                    .as("indicator %d with the seed %d", i, SEED)
                    .isEqualTo(expected);
        }
        System.out.printf(
                "%d kills of %d replicas: %d messages acted on, %d repeats seen%n",
                KILLS, services.size(), receiver.keys.size(), receiver.repeats.get());
    }

    private static void awaitActed(Receiver receiver, int messages) {
        await("with the seed " + SEED)
                .atMost(PackagedService.PATIENCE)
                .until(() ->
                        receiver.acted.values().stream().mapToInt(List::size).sum() >= messages);
    }
}

package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import io.dabiao.ingest.kafka.RealKafka;
import io.dabiao.ingest.mqtt.RealMosquitto;
import io.dabiao.ingest.rabbitmq.RealRabbitMq;
import io.dabiao.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shared year comes by a broker, and the answers are those of the shared year. */
@Tag("long")
class StreamsLongIT {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long SEED = System.nanoTime();

    @TempDir
    Path folder;

    @Test
    void theYearByKafkaAgrees() throws Exception {
        AcceptanceYear year = AcceptanceYear.read();
        try (RealKafka kafka = RealKafka.start(folder)) {
            kafka.topic("year", 6);
            try (PackagedService service = reading(kafka("year", kafka)).started()) {
                RealKafka.send(kafka.servers(), "year", year.lines());
                assertTaken(year, service);
            }
        }
    }

    @Test
    void theYearByRabbitMqAgreesThoughBrokerDatabaseAndServiceBreakDown() throws Exception {
        Tools.need("rabbitmq");
        AcceptanceYear year = AcceptanceYear.read();
        try (RealRabbitMq rabbitMq = RealRabbitMq.launch(folder)) {
            rabbitMq.awaitReady().queue("year");
            String stream = """
                    streams:
                      year:
                        broker: rabbitmq
                        url: %s
                        queue: year
                        reports: true
                    """.formatted(rabbitMq.url());
            try (PackagedService service = reading(stream).started()) {
                RealRabbitMq.send(rabbitMq.url(), "year", year.lines());
                await().atMost(PATIENCE).until(() -> events(service) > year.accepted() / 4);
                service.killDatabase();
                service.awaitReady();
                rabbitMq.restart();
                service.kill();
                service.start();
                assertTaken(year, service);
            }
        }
    }

    @Test
    void theYearByMqttAgreesThoughServiceAndBrokerBreakDown() throws Exception {
        Tools.need("mosquitto");
        AcceptanceYear year = AcceptanceYear.read();
        try (RealMosquitto mosquitto = RealMosquitto.start(folder)) {
            String stream = """
                    streams:
                      year:
                        broker: mqtt
                        url: %s
                        topics: year
                        reports: true
                    """.formatted(mosquitto.url());
            try (PackagedService service = reading(stream).started()) {
                // Its session has to exist before anything is kept for it.
                await().atMost(PATIENCE).until(() -> service.output().contains("streams are read"));
                URI url = URI.create(mosquitto.url());
                Mqtt5AsyncClient client = MqttClient.builder()
                        .useMqttVersion5()
                        .serverHost(url.getHost())
                        .serverPort(url.getPort())
                        .buildAsync();
                client.connect().get();
                int half = year.lines().size() / 2;
                publish(client, year.lines().subList(0, half));
                await().atMost(PATIENCE).until(() -> events(service) > year.accepted() / 10);
                service.kill();
                publish(client, year.lines().subList(half, year.lines().size()));
                client.disconnect();
                service.start();
                mosquitto.restart();
                assertTaken(year, service);
            }
        }
    }

    @Test
    void twoReplicasShareAGroupAndFiveKillsLoseNothingAndCountNothingTwice() throws Exception {
        Random random = new Random(SEED);
        AcceptanceYear year = AcceptanceYear.read();
        try (RealKafka kafka = RealKafka.start(folder);
                EmbeddedPostgres database = EmbeddedPostgres.start(folder.resolve("data"), PATIENCE)) {
            kafka.topic("year", 6);
            String stream = kafka("year", kafka);
            try (PackagedService one = on(database, reading(stream)).started();
                    PackagedService other = on(database, reading(stream)).started()) {
                List<PackagedService> replicas = List.of(one, other);
                int pieces = 6;
                int length = year.lines().size() / pieces + 1;
                for (int piece = 0; piece < pieces; piece++) {
                    int from = piece * length;
                    RealKafka.send(
                            kafka.servers(),
                            "year",
                            year.lines()
                                    .subList(
                                            from,
                                            Math.min(from + length, year.lines().size())));
                    if (piece < 5) {
                        long wanted = Math.min(year.accepted(), events(database) + random.nextInt(length / 2));
                        await().atMost(PATIENCE).until(() -> events(database) >= wanted);
                        PackagedService victim = replicas.get(random.nextInt(2));
                        victim.kill();
                        victim.start();
                    }
                }
                await().atMost(PATIENCE).until(() -> events(database) >= year.accepted());
                // Both of them consume: the last kill is over.
                for (PackagedService replica : replicas) {
                    await().atMost(PATIENCE)
                            .until(() -> replica.get("/q/health/ready")
                                    .body()
                                    .toString()
                                    .contains("\"works\""));
                }
                assertThat(events(database)).isEqualTo(year.accepted());
                year.assertAgrees(one);
                year.assertAgrees(other);
            }
        } catch (AssertionError wrong) {
            throw new AssertionError("with the seed " + SEED, wrong);
        }
    }

    // ---- what they share

    private static String kafka(String topic, RealKafka kafka) {
        return """
                streams:
                  year:
                    broker: kafka
                    servers: %s
                    topics: %s
                    reports: true
                    options: {session.timeout.ms: 6000}
                """.formatted(kafka.servers(), topic);
    }

    private PackagedService reading(String streams) throws Exception {
        Path file = Files.writeString(folder.resolve("streams.yaml"), streams);
        return PackagedService.prepared().with("DABIAO_STREAMS", file.toString());
    }

    private static PackagedService on(EmbeddedPostgres database, PackagedService replica) {
        return replica.with("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl())
                .with("QUARKUS_DATASOURCE_USERNAME", database.user())
                .with("QUARKUS_DATASOURCE_PASSWORD", database.password());
    }

    /** All of it is there, once, and the bad lines lie beside it; every indicator at every instant is as it should be. */
    private static void assertTaken(AcceptanceYear year, PackagedService service) throws Exception {
        await().atMost(PATIENCE).until(() -> events(service) >= year.accepted());
        await().atMost(PATIENCE)
                .until(() -> service.count("select coalesce(sum(times), 0) from rejection") >= year.rejected());
        assertThat(events(service)).isEqualTo(year.accepted());
        year.assertAgrees(service);
    }

    private static long events(PackagedService service) {
        try {
            return service.count("select count(*) from event");
        } catch (Exception away) {
            return 0;
        }
    }

    private static long events(EmbeddedPostgres database) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from event")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void publish(Mqtt5AsyncClient client, List<byte[]> bodies) throws Exception {
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (byte[] body : bodies) {
            sent.add(client.publishWith()
                    .topic("year")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(body)
                    .send());
            if (sent.size() == 1_000) {
                CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get();
                sent.clear();
            }
        }
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get();
    }
}

package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dabiao.PackagedService.Answer;
import io.dabiao.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@link PackagedServiceIT} does, again and again and by more at once. */
@Tag("long")
class PackagedServiceLongIT {

    private static final long SEED = System.nanoTime();

    @Test
    void twentyKillsOfServiceAndDatabaseLoseNothingAndCountNothingTwice() throws Exception {
        Random random = new Random(SEED);
        AcceptanceYear year = AcceptanceYear.read();
        try (PackagedService service = PackagedService.prepared().started()) {
            new PackagedServiceIT.Interrupted(service, year, random).run(20, () -> {
                int which = random.nextInt(3);
                if (which != 0) {
                    service.killDatabase();
                }
                if (which != 1) {
                    service.kill();
                    service.start();
                }
                service.awaitReady();
            });
        } catch (AssertionError wrong) {
            throw new AssertionError("with the seed " + SEED, wrong);
        }
    }

    @Test
    void twoReplicasOnOneDatabaseCountTheSameFileOnce() throws Exception {
        AcceptanceYear year = AcceptanceYear.read();
        Path folder = Files.createTempDirectory("dabiao-shared");
        try (EmbeddedPostgres database = EmbeddedPostgres.start(folder.resolve("data"), Duration.ofMinutes(3));
                PackagedService one = replica(database).started();
                PackagedService other = replica(database).started()) {
            Callable<Integer> toOne = () -> send(one, year);
            Callable<Integer> toOther = () -> send(other, year);
            ExecutorService threads = Executors.newFixedThreadPool(4);
            int accepted = 0;
            try {
                for (Future<Integer> sum : threads.invokeAll(List.of(toOne, toOther, toOne, toOther))) {
                    accepted += sum.get();
                }
            } finally {
                threads.shutdown();
            }

            assertThat(accepted).isEqualTo(year.accepted());
            year.assertAgrees(one);
            year.assertAgrees(other);
        } finally {
            ServiceDatabase.delete(folder);
        }
    }

    /** As a cluster does it: requests go to the one who said half a second ago or later that it is ready. */
    @Test
    void aRollingRestartOfTwoReplicasUnderLoadFailsNoRequestAndLosesNothing() throws Exception {
        Path folder = Files.createTempDirectory("dabiao-rolling");
        try (EmbeddedPostgres database = EmbeddedPostgres.start(folder.resolve("data"), Duration.ofMinutes(3));
                PackagedService one =
                        replica(database).with("QUARKUS_SHUTDOWN_DELAY", "3S").started();
                PackagedService other =
                        replica(database).with("QUARKUS_SHUTDOWN_DELAY", "3S").started()) {
            List<PackagedService> replicas = List.of(one, other);
            Map<PackagedService, Boolean> ready = new ConcurrentHashMap<>(Map.of(one, true, other, true));
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger sent = new AtomicInteger();
            AtomicInteger accepted = new AtomicInteger();
            Queue<String> failed = new ConcurrentLinkedQueue<>();
            ExecutorService threads = Executors.newFixedThreadPool(5);
            try {
                threads.submit(() -> {
                    while (!over.get()) {
                        replicas.forEach(replica -> ready.put(replica, replica.health("ready") == 200));
                        LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
                    }
                });
                for (int sender = 0; sender < 4; sender++) {
                    threads.submit(() -> {
                        while (!over.get()) {
                            int number = sent.incrementAndGet();
                            PackagedService chosen = replicas.get(number % 2);
                            if (!ready.get(chosen)) {
                                chosen = replicas.get(1 - number % 2);
                            }
                            try {
                                Answer answer = chosen.post(call(number));
                                accepted.addAndGet(
                                        answer.body().path("accepted").asInt());
                                if (answer.status() != 200) {
                                    failed.add(answer.status() + " " + answer.body());
                                }
                            } catch (IOException broken) {
                                failed.add(broken.toString());
                            } catch (InterruptedException stopped) {
                                Thread.currentThread().interrupt();
                                return;
                            }
                        }
                    });
                }
                for (PackagedService replica : List.of(one, other, one)) {
                    replica.stop();
                    replica.start();
                    replica.awaitReady();
                    int before = sent.get();
                    await().atMost(Patience.PATIENCE).until(() -> ready.get(replica) && sent.get() > before + 200);
                }
            } finally {
                over.set(true);
                threads.shutdown();
                assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            }

            assertThat(failed).isEmpty();
            assertThat(sent.get()).isGreaterThan(600);
            assertThat(accepted.get()).isEqualTo(sent.get());
            try (Connection connection =
                            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                    ResultSet row = connection.createStatement().executeQuery("select count(*) from event")) {
                row.next();
                assertThat(row.getInt(1)).isEqualTo(sent.get());
            }
        } finally {
            ServiceDatabase.delete(folder);
        }
    }

    private static byte[] call(int number) {
        return ("{\"specversion\":\"1.0\",\"id\":\"" + number
                        + "\",\"source\":\"//rolling\",\"type\":\"hotline.call\","
                        + "\"time\":\"2024-03-01T09:00:00+08:00\",\"data\":{\"answered\":true}}\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static PackagedService replica(EmbeddedPostgres database) throws Exception {
        return PackagedService.prepared()
                .with("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl())
                .with("QUARKUS_DATASOURCE_USERNAME", database.user())
                .with("QUARKUS_DATASOURCE_PASSWORD", database.password());
    }

    private static int send(PackagedService service, AcceptanceYear year) {
        int accepted = 0;
        for (byte[] piece : year.pieces(1_000)) {
            Answer answer = service.postUntilTaken(piece, PackagedServiceIT::assertComeAgain);
            accepted += answer.body().get("accepted").asInt();
        }
        return accepted;
    }
}

package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.PackagedService.Answer;
import io.dabiao.store.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

package io.dabiao.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class WorkQueueTest {

    @Inject
    WorkQueue queue;

    @Inject
    TriedWork kind;

    @Inject
    DataSource database;

    @Test
    void workIsDoneInItsTurnAndSaysHowFarItHasComeAndHowItEnded() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch half = new CountDownLatch(1);
        AtomicInteger atOnce = new AtomicInteger();
        long first = entered("somebody", Optional.empty());
        queue.start(kind, first, progress -> {
            atOnce.incrementAndGet();
            assertThat(progress.at(3, 6)).isTrue();
            half.countDown();
            assertThat(go.await(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            atOnce.decrementAndGet();
        });
        long second = entered("somebody", Optional.empty());
        AtomicInteger beside = new AtomicInteger(-1);
        var ended = queue.start(kind, second, progress -> {
            beside.set(atOnce.get());
            progress.at(0, 0);
            assertThat(progress.at("nearly")).isTrue();
            throw new AssertionError("not that\0way");
        });
        assertThat(half.await(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(queue.find(first).orElseThrow())
                .satisfies(work -> assertThat(work.percent()).isEqualTo(50))
                .satisfies(work -> assertThat(work.owner()).isEqualTo("somebody"));
        go.countDown();
        ended.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(beside).as("how many ran beside the second").hasValue(0);
        assertThat(queue.find(List.of(first, second)))
                .hasEntrySatisfying(first, work -> {
                    assertThat(work.state()).isEqualTo(WorkState.DONE);
                    assertThat(work.percent()).isEqualTo(100);
                })
                .hasEntrySatisfying(second, work -> {
                    assertThat(work.state()).isEqualTo(WorkState.FAILED);
                    assertThat(work.reason()).hasValue("not that way");
                    assertThat(work.note()).hasValue("nearly");
                    assertThat(work.percent()).as("cannot be divided").isEqualTo(-1);
                    assertThat(work.ended()).isPresent();
                });
    }

    @Test
    void whatRunsAloneIsRefusedUntilTheOtherHasEnded() throws Exception {
        String alone = UUID.randomUUID().toString();
        CountDownLatch go = new CountDownLatch(1);
        long work = entered("one", Optional.of(alone));
        var ended = queue.start(kind, work, progress -> go.await());
        assertThat(QuarkusTransaction.requiringNew().call(() -> queue.enter(kind, "another", Optional.of(alone))))
                .isEmpty();
        go.countDown();
        ended.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        long next = entered("another", Optional.of(alone));
        AtomicInteger kept = new AtomicInteger();
        queue.start(kind, next, progress -> {
                    progress.end(WorkState.FAILED, Optional.of("by itself"), kept::incrementAndGet);
                    assertThat(entered("a third", Optional.of(alone)))
                            .as("may begin as soon as the other says that it has ended")
                            .isPositive();
                })
                .get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(kept).hasValue(1);
        assertThat(queue.find(next).orElseThrow().reason())
                .as("its return changes nothing")
                .hasValue("by itself");
    }

    @Test
    void workThatIsAskedToEndLearnsOfItByWhatItSays() throws Exception {
        long work = entered("one", Optional.empty());
        CountDownLatch begun = new CountDownLatch(1);
        var ended = queue.start(kind, work, progress -> {
            begun.countDown();
            await().atMost(Patience.PATIENCE).until(() -> !progress.at("still here"));
        });
        assertThat(begun.await(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(queue.askToEnd(work)).isTrue();
        ended.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(queue.askToEnd(work)).as("it has ended").isFalse();
    }

    @Test
    void workOfADeadReplicaIsToldLostOnceAndForgottenLater() throws SQLException {
        long dead = entered("one", Optional.empty());
        long alive = entered("one", Optional.empty());
        sql("update queued_work set seen_at = clock_timestamp() - interval '" + (WorkQueue.LEASE.toSeconds() + 1)
                + " seconds' where id = " + dead);
        queue.sweep(Instant.now());
        queue.sweep(Instant.now());
        assertThat(kind.lost()).containsOnlyOnce(dead).doesNotContain(alive);
        assertThat(queue.find(dead).orElseThrow().state()).isEqualTo(WorkState.FAILED);
        assertThat(queue.find(alive).orElseThrow().running()).isTrue();

        queue.sweep(Instant.now().plus(kind.kept()).plus(Duration.ofSeconds(1)));
        assertThat(queue.find(dead)).isEmpty();
        sql("delete from queued_work where id = " + alive);
    }

    private long entered(String owner, Optional<String> alone) {
        return QuarkusTransaction.requiringNew()
                .call(() -> queue.enter(kind, owner, alone))
                .orElseThrow();
    }

    private void sql(String text) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(text);
        }
    }
}

package io.dabiao.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dabiao.alert.ServiceHealth;
import io.dabiao.lifecycle.BackgroundJob;
import io.dabiao.lifecycle.News;
import io.dabiao.lifecycle.Wake;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackgroundJobsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CountDownLatch never = new CountDownLatch(1);
    private BackgroundJobs jobs;

    /** @param patience of the job */
    private record Job(String name, Duration patience, boolean vital, Runnable work) implements BackgroundJob {

        @Override
        public Duration every() {
            return Duration.ofMillis(5);
        }

        @Override
        public void run(Instant now) {
            work.run();
        }
    }

    private void start(BackgroundJob... some) {
        jobs = new BackgroundJobs(List.of(some), new ServiceHealth(), Clock.systemUTC(), meters);
        jobs.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        never.countDown();
        jobs.stop(new ShutdownEvent());
    }

    private double count(String outcome) {
        return meters.counter("dabiao.rounds", "round", "some_work", "outcome", outcome)
                .count();
    }

    private HealthCheckResponse well() {
        return JobsWell.response(jobs, Map.of());
    }

    private HealthCheckResponse live(Optional<String> trouble) {
        return JobsLive.response(jobs, trouble);
    }

    @Test
    void aJobThatSomebodyWaitsForRunsNowAndNeverTwiceAtOnce() {
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        BackgroundJob rare = new BackgroundJob() {
            @Override
            public String name() {
                return "some work";
            }

            @Override
            public Duration every() {
                return Duration.ofHours(1);
            }

            @Override
            public void run(Instant now) {
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                runs.incrementAndGet();
                Thread.yield();
                atOnce.decrementAndGet();
            }
        };
        start(rare);

        for (int i = 1; i <= 100; i++) {
            int before = runs.get();
            jobs.wake(new Wake("some work"));
            jobs.wake(new Wake("some work"));
            jobs.wake(new Wake("other work"));
            await().atMost(PATIENCE).pollDelay(Duration.ZERO).until(() -> runs.get() > before);
        }

        assertThat(most).hasValue(1);
    }

    @Test
    void newsAreHeardAtOnceByAJobThatRestedEnough() {
        AtomicInteger runs = new AtomicInteger();
        BackgroundJob rare = new BackgroundJob() {
            @Override
            public String name() {
                return "some work";
            }

            @Override
            public Duration every() {
                return Duration.ofHours(1);
            }

            @Override
            public void run(Instant now) {
                runs.incrementAndGet();
            }
        };
        start(rare);

        for (int i = 1; i <= 100; i++) {
            int before = runs.get();
            jobs.hear(new News("some work"));
            jobs.hear(new News("other work"));
            await().atMost(PATIENCE).pollDelay(Duration.ZERO).until(() -> runs.get() > before);
        }
    }

    @Test
    void aJobThatThrowsAnErrorInItsFirstRunWorksInItsSecond() {
        AtomicInteger runs = new AtomicInteger();
        start(new Job("some work", Duration.ofMinutes(10), true, () -> {
            if (runs.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("io/dabiao/Absent");
            }
        }));

        await().atMost(PATIENCE).until(() -> count("done") >= 1);
        assertThat(count("failed")).isEqualTo(1);
        assertThat(well().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
    }

    @Test
    void aJobThatHangsIsNamedByHealthAndHoldsUpNoOther() {
        AtomicInteger others = new AtomicInteger();
        start(
                new Job("some work", Duration.ofMillis(50), true, this::hang),
                new Job("other work", Duration.ofMinutes(10), true, others::incrementAndGet));

        await().atMost(PATIENCE).until(() -> live(Optional.empty()).getStatus() == HealthCheckResponse.Status.DOWN);
        HealthCheckResponse live = live(Optional.empty());
        assertThat(live.getData().orElseThrow()).containsOnlyKeys("some work");
        assertThat(live.getData().orElseThrow().get("some work").toString()).contains("hangs");
        HealthCheckResponse well = well();
        assertThat(well.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(well.getData().orElseThrow()).containsOnlyKeys("some work", "other work");
        int before = others.get();
        await().atMost(PATIENCE).until(() -> others.get() > before);
    }

    @Test
    void aJobThatHangsWhileTheDatabaseIsAwayIsNamedAndNoReasonToEndTheProcess() {
        start(new Job("some work", Duration.ofMillis(50), true, this::hang));

        await().atMost(PATIENCE).until(() -> !well().getStatus().equals(HealthCheckResponse.Status.UP));
        HealthCheckResponse live = live(Optional.of("connection refused"));
        assertThat(live.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(live.getData().orElseThrow()).containsKeys("some work", "database");
    }

    @Test
    void aJobThatGoesOnFailingIsNamedWithItsReasonAndEndsNoProcess() {
        start(new Job("some work", Duration.ofMillis(50), true, () -> {
            throw new IllegalStateException("the broker refuses");
        }));

        await().atMost(PATIENCE).until(() -> !well().getStatus().equals(HealthCheckResponse.Status.UP));
        assertThat(well().getData().orElseThrow().get("some work").toString()).contains("fails: the broker refuses");
        assertThat(live(Optional.empty()).getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
    }

    @Test
    void aJobThatMeetsNothingButErrorsIsAReasonForANewProcess() {
        start(new Job("some work", Duration.ofMillis(50), true, () -> {
            throw new NoClassDefFoundError("io/dabiao/Absent");
        }));

        await().atMost(PATIENCE).until(() -> live(Optional.empty()).getStatus() == HealthCheckResponse.Status.DOWN);
    }

    @Test
    void aJobThatWaitsForSomebodyElseIsNoReasonForANewProcess() {
        start(new Job("some work", Duration.ofMillis(50), false, this::hang));

        await().atMost(PATIENCE).until(() -> !well().getStatus().equals(HealthCheckResponse.Status.UP));
        assertThat(live(Optional.empty()).getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
    }

    private void hang() {
        try {
            never.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}

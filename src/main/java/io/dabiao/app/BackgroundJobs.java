package io.dabiao.app;

import io.dabiao.alert.ServiceHealth;
import io.dabiao.lifecycle.BackgroundJob;
import io.dabiao.lifecycle.Draining;
import io.dabiao.lifecycle.News;
import io.dabiao.lifecycle.Wake;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Runs every {@link BackgroundJob} there is, each on a thread that no other takes from it.
 *
 * <p>Not Quartz's business: its clustered store starts a job at one replica, and these are for each. A run that meets any
 * {@link Throwable} is logged once, counted, and made again: an executor would drop the job for good, without a word.
 */
@ApplicationScoped
class BackgroundJobs {

    private static final Logger LOG = Logger.getLogger(BackgroundJobs.class);

    /** However long the last run took, such as the first of all on a busy machine: facts are evaluated within seconds. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Map<BackgroundJob, JobRuns> jobs = new LinkedHashMap<>();
    private final Map<BackgroundJob, Turn> turns = new HashMap<>();
    private final Map<BackgroundJob, Rested> rested = new HashMap<>();
    private final Set<BackgroundJob> awaited = new HashSet<>();
    private final Set<BackgroundJob> informed = new HashSet<>();
    private final ServiceHealth serviceHealth;
    private final Clock clock;
    private final MeterRegistry meters;
    private volatile ScheduledExecutorService threads;

    BackgroundJobs(@All List<BackgroundJob> found, ServiceHealth serviceHealth, Clock clock, MeterRegistry meters) {
        found.stream()
                .sorted(java.util.Comparator.comparing(BackgroundJob::name))
                .forEach(job -> {
                    jobs.put(job, new JobRuns(job, clock));
                    rested.put(job, new Rested(job.rest(), System.nanoTime()));
                });
        this.serviceHealth = serviceHealth;
        this.clock = clock;
        this.meters = meters;
    }

    /** Begins to run them. */
    void start() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(Math.max(1, jobs.size()), work -> {
            Thread thread = new Thread(work, "dabiao-job");
            thread.setDaemon(true);
            return thread;
        });
        // What has not begun at shutdown is not waited for.
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        threads = executor;
        jobs.forEach((job, runs) -> {
            runs.found();
            runs(job, "done");
            runs(job, "failed"); // A failure that is the first of all is an increase only where 0 was told before.
            gauges(job, runs);
            schedule(job, runs, job.every().toNanos());
        });
    }

    /** A run to come; one that was replaced by an earlier one does nothing. */
    private static final class Turn {
        private final boolean now;
        private Future<?> waiting;

        Turn(boolean now) {
            this.now = now;
        }
    }

    private synchronized void schedule(BackgroundJob job, JobRuns runs, long nanos) {
        ScheduledExecutorService running = threads;
        if (!running.isShutdown()) {
            Turn turn = new Turn(nanos == 0);
            turns.put(job, turn);
            turn.waiting = running.schedule(() -> once(job, runs, turn), nanos, TimeUnit.NANOSECONDS);
        }
    }

    void wake(@Observes Wake wake) {
        jobs.forEach((job, runs) -> {
            if (job.name().equals(wake.job()) && threads != null) {
                wake(job, runs);
            }
        });
    }

    private synchronized void wake(BackgroundJob job, JobRuns runs) {
        Turn turn = turns.get(job);
        if (turn == null) {
            awaited.add(job);
        } else {
            turn.waiting.cancel(false);
            schedule(job, runs, 0);
        }
    }

    void hear(@Observes News news) {
        jobs.forEach((job, runs) -> {
            if (job.name().equals(news.job()) && threads != null) {
                hear(job, runs);
            }
        });
    }

    private synchronized void hear(BackgroundJob job, JobRuns runs) {
        Turn turn = turns.get(job);
        if (turn == null) {
            informed.add(job);
        } else if (!turn.now && rested.get(job).enough(System.nanoTime())) {
            turn.waiting.cancel(false);
            schedule(job, runs, 0);
        }
    }

    private synchronized boolean begins(BackgroundJob job, Turn turn) {
        return turns.remove(job, turn);
    }

    /** How each job stands, by name. */
    List<JobRuns.Health> health() {
        return jobs.values().stream().map(JobRuns::health).toList();
    }

    void stop(@Observes @Priority(Draining.GIVERS) ShutdownEvent stopping) throws InterruptedException {
        ScheduledExecutorService running = threads;
        if (running != null) {
            Draining.drain(running, STOP_PATIENCE, "background jobs");
        }
    }

    private Counter runs(BackgroundJob job, String outcome) {
        return Counter.builder("dabiao.rounds")
                .description("Rounds of what a replica does again and again, by what came of them.")
                .tags("round", label(job), "outcome", outcome)
                .register(meters);
    }

    private void gauges(BackgroundJob job, JobRuns runs) {
        Gauge.builder(
                        "dabiao.round.last.success.timestamp",
                        runs,
                        all -> all.lastSuccess().toEpochMilli() / 1e3)
                .description(
                        "When a round of what a replica does again and again last ended well; at first, its start.")
                .baseUnit("seconds")
                .tags("round", label(job))
                .register(meters);
        Gauge.builder("dabiao.round.running", runs, all -> all.running().toMillis() / 1e3)
                .description("For how long the round has been under way; 0 between rounds.")
                .baseUnit("seconds")
                .tags("round", label(job))
                .register(meters);
    }

    private static String label(BackgroundJob job) {
        return job.name().replace(' ', '_');
    }

    private void once(BackgroundJob job, JobRuns runs, Turn turn) {
        if (!begins(job, turn)) {
            return;
        }
        long begun = System.nanoTime();
        long cpuBefore = THREADS.getCurrentThreadCpuTime();
        runs.begins();
        try {
            job.run(clock.instant());
            runs(job, "done").increment();
            serviceHealth.works(job.name());
            if (runs.succeeds()) {
                LOG.infof("%s works again", job.name());
            }
        } catch (Throwable failed) { // Errors too: a class that cannot be loaded now may be the next time.
            fails(job, runs, failed);
        } finally {
            again(job, runs, begun, THREADS.getCurrentThreadCpuTime() - cpuBefore);
        }
    }

    private void fails(BackgroundJob job, JobRuns runs, Throwable failed) {
        boolean first = runs.fails(failed);
        runs(job, "failed").increment();
        serviceHealth.fails(job.name(), String.valueOf(failed.getMessage()), clock.instant());
        if (first) {
            LOG.errorf(failed, "%s failed; it is tried again every %s", job.name(), job.every());
        }
    }

    /** @param cpu what the run took of a processor on its own thread */
    private void again(BackgroundJob job, JobRuns runs, long begun, long cpu) {
        long ended = System.nanoTime();
        long share = Math.min(LONGEST_PAUSE.toNanos(), job.rest() * (ended - begun));
        long pause = Math.max(job.every().toNanos(), share);
        synchronized (this) {
            rested.get(job).worked(begun, ended, cpu);
            boolean news = informed.remove(job) && rested.get(job).enough(ended);
            schedule(job, runs, awaited.remove(job) || news ? 0 : pause);
        }
    }
}

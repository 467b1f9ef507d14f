package io.dabiao.check.probe;

import io.dabiao.core.probe.Probe;
import io.dabiao.core.text.Words;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks that may block, each on a thread of its own while it lasts. Safe for use by several threads; without looks there are no
 * threads.
 */
public final class Attempts implements AutoCloseable {

    /** At once; more than so many that hang make others unknown, not down. */
    private static final int MOST = 256;

    private static final long IDLE_SECONDS = 30;

    private final Means means;
    private final ScheduledExecutorService timers;
    private final ExecutorService threads = new ThreadPoolExecutor(
            0,
            MOST,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            new DefaultThreadFactory("dabiao-attempt", true));

    /** @param timers for the limits of looks */
    public Attempts(Means means, ScheduledExecutorService timers) {
        this.means = means;
        this.timers = timers;
    }

    /** @param slot the time that the result is to bear */
    public CompletionStage<ProbeOutcome> look(Probe probe, LiveSubject subject, Instant slot) {
        CompletableFuture<ProbeOutcome> found = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                Attempt attempt = new Attempt(probe, slot, means);
                ScheduledFuture<?> limit =
                        timers.schedule(attempt::expire, probe.timeout().toNanos(), TimeUnit.NANOSECONDS);
                try {
                    found.complete(attempt.run(subject));
                } catch (RuntimeException broken) {
                    // A kind whose look is broken must not keep its site from being looked at ever after.
                    found.complete(
                            unlooked(Reason.PREPARATION, Words.of(Attempts.class, "theLookBrokeTheServicesLog")));
                    throw broken;
                } finally {
                    limit.cancel(false);
                }
            });
        } catch (RejectedExecutionException full) {
            found.complete(unlooked(Reason.OVERLOADED, Words.of(Attempts.class, "looksAreUnderWayThatDo", MOST)));
        }
        return found;
    }

    private static ProbeOutcome unlooked(Reason reason, Words words) {
        return new ProbeOutcome(
                Optional.of(new ProbeOutcome.Failure(reason, Phase.RESOLVE, words)),
                0,
                Map.of(),
                OptionalInt.empty(),
                OptionalLong.empty());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

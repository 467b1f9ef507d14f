package io.dabiao.app;

import io.dabiao.lifecycle.BackgroundJob;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How the runs of one background job went: the job's health, apart from what it does. Safe for use by several threads.
 *
 * <p>Ages are measured by {@link System#nanoTime}, so that a clock that is set neither hides a hanging job nor invents one.
 */
final class JobRuns {

    /** @param running since when a run is under way; empty between runs */
    record Health(
            String name,
            boolean vital,
            Duration lastSuccess,
            Optional<Duration> running,
            boolean hangs,
            boolean fails,
            boolean broken,
            Optional<String> reason) {

        boolean well() {
            return !hangs && !fails;
        }

        /** In words; what is said of the time is rounded down to seconds. */
        String words() {
            StringBuilder words = new StringBuilder("last success ")
                    .append(lastSuccess.toSeconds())
                    .append(" s ago");
            if (hangs) {
                running.ifPresent(age -> words.append("; hangs: a run has been under way for ")
                        .append(age.toSeconds())
                        .append(" s"));
            }
            reason.ifPresent(why -> words.append("; fails: ").append(why));
            return words.toString();
        }
    }

    private final BackgroundJob job;
    private final Clock clock;
    private Instant lastSuccess;
    private long succeeded;
    private long begun;
    private boolean underWay;
    private String reason;
    private boolean errors;

    JobRuns(BackgroundJob job, Clock clock) {
        this.job = job;
        this.clock = clock;
        found();
    }

    /** What was never run counts as having succeeded now: its patience begins here. */
    final synchronized void found() {
        lastSuccess = clock.instant();
        succeeded = System.nanoTime();
    }

    synchronized void begins() {
        begun = System.nanoTime();
        underWay = true;
    }

    /** Returns whether it failed before. */
    synchronized boolean succeeds() {
        boolean failed = reason != null;
        underWay = false;
        reason = null;
        errors = false;
        succeeded = System.nanoTime();
        lastSuccess = clock.instant();
        return failed;
    }

    /** Returns whether this is the first failure since a success. */
    synchronized boolean fails(Throwable failure) {
        boolean first = reason == null;
        underWay = false;
        errors = failure instanceof Error && (first || errors);
        reason = reason(failure);
        return first;
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        String kind = failure.getClass().getSimpleName();
        return message == null || message.isBlank() ? kind : failure instanceof Error ? kind + ": " + message : message;
    }

    synchronized Instant lastSuccess() {
        return lastSuccess;
    }

    synchronized Duration running() {
        return underWay ? Duration.ofNanos(System.nanoTime() - begun) : Duration.ZERO;
    }

    synchronized Health health() {
        Duration age = Duration.ofNanos(System.nanoTime() - succeeded);
        Optional<Duration> running = underWay ? Optional.of(running()) : Optional.empty();
        boolean hangs =
                running.filter(longer -> longer.compareTo(job.patience()) > 0).isPresent();
        boolean old = age.compareTo(job.patience()) > 0;
        return new Health(
                job.name(),
                job.vital(),
                age,
                running,
                hangs,
                old && reason != null,
                old && errors,
                Optional.ofNullable(reason));
    }
}

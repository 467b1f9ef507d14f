package io.dabiao.lifecycle;

import java.time.Duration;
import java.time.Instant;

/**
 * Work that every replica does again and again, from the opening of the database to the end of the service. A bean of this
 * type is found and run; nothing else has to be said.
 *
 * <p>Runs of one job do not overlap, runs of several do. A run that fails, with whatever it fails, is logged, counted and made
 * again: nothing of it may be half done, which a transaction sees to.
 */
public interface BackgroundJob {

    /** One word or a few, the same in the log, in health, in alerts and, with underscores, in metrics. */
    String name();

    /** The time from the end of a run to the beginning of the next, at least. */
    Duration every();

    /** How many times as long as it worked a job rests at least; with 10 it takes a tenth of a processor, however much there is to do. */
    default int rest() {
        return 1;
    }

    /**
     * After so long a run that has not ended hangs, and without a success in so long the job fails. Long for work that may
     * rightly take hours.
     */
    default Duration patience() {
        return Duration.ofSeconds(45);
    }

    /**
     * Whether the service is no service without it, so that one that hangs ends the process where liveness is watched. Not for
     * work that waits for somebody else, such as a broker: a new process would wait as well.
     */
    default boolean vital() {
        return false;
    }

    /** One run. @param now the time of day at its beginning */
    void run(Instant now);
}

package io.dabiao.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Work that the calendar starts: once, at whichever replica is alive. A bean of this type is found and scheduled; nothing else
 * has to be said. Runs of one job do not overlap at one replica.
 */
public interface CalendarJob {

    /** The same at all replicas and in all releases. */
    String name();

    /** When: a Quartz expression. */
    String cron();

    /** Where the expression's hours are. */
    ZoneId zone();

    /** After how long a run that failed is made again; empty for work that its next turn does anyway. */
    default Optional<Duration> again() {
        return Optional.empty();
    }

    /** One run. @param scheduled the time of day that it was to begin at; it may have begun later */
    void run(Instant scheduled);
}

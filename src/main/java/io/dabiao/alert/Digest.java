package io.dabiao.alert;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;
import java.util.Set;

/**
 * That a receiver is told once a week what changed.
 *
 * @param person who chose it; it tells of no project that they may not see
 * @param projects ids; empty for all that the person sees
 * @param hour of the institution's clocks, 0 to 23
 * @param sent when it was sent last; empty where it was not yet
 */
public record Digest(
        long id,
        String receiver,
        long person,
        Set<String> projects,
        DayOfWeek day,
        int hour,
        Instant made,
        Optional<Instant> sent) {

    public Digest {
        projects = Set.copyOf(projects);
    }

    /** Whether its time has come since it was made or sent last: also an hour later, where no replica was alive then. */
    boolean due(Instant now, ZoneId zone) {
        ZonedDateTime there = now.atZone(zone);
        ZonedDateTime turn = there.with(TemporalAdjusters.previousOrSame(day))
                .toLocalDate()
                .atTime(hour, 0)
                .atZone(zone);
        Instant last = (turn.isAfter(there) ? turn.minusWeeks(1) : turn).toInstant();
        return made.isBefore(last) && sent.map(at -> at.isBefore(last)).orElse(true);
    }
}

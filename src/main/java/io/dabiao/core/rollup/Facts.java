package io.dabiao.core.rollup;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/** What is known of what happened before an instant. */
public interface Facts {

    /** Only events before this instant are in here. */
    Instant before();

    /**
     * The rollups of a series, one for each day that has events.
     *
     * @param from the first day
     * @param until the day after the last
     */
    NavigableMap<LocalDate, Rollup> days(Series series, LocalDate from, LocalDate until);

    /**
     * The first day of all, in whatever year, on which a sign of life was seen.
     *
     * <p>Facts that do not hold every year in memory answer it from what they keep of the years before.
     *
     * @param signs of {@link Fold#SEEN}
     * @return empty where none was seen before the instant
     */
    default Optional<LocalDate> firstSign(Series signs) {
        // A stream would ask the part of a map for its size first, which counts it.
        for (Map.Entry<LocalDate, Rollup> day :
                days(signs, LocalDate.MIN, LocalDate.MAX).entrySet()) {
            if (((Rollup.Seen) day.getValue()).newest().isPresent()) {
                return Optional.of(day.getKey());
            }
        }
        return Optional.empty();
    }
}

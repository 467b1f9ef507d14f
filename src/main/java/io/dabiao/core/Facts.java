package io.dabiao.core;

import java.time.Instant;
import java.time.LocalDate;
import java.util.NavigableMap;

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
}

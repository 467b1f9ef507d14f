package io.dabiao.core.rollup;

import io.dabiao.core.event.Event;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Facts in memory.
 *
 * @param events in the order of their arrival, which must not matter
 */
public record EventFacts(List<Event> events, @Override Instant before) implements Facts {

    public EventFacts {
        events = List.copyOf(events);
    }

    @Override
    public NavigableMap<LocalDate, Rollup> days(Series series, LocalDate from, LocalDate until) {
        TreeMap<LocalDate, Rollup> days = new TreeMap<>();
        for (Event event : events) {
            LocalDate day = series.day(event);
            if (event.type().equals(series.selector().type())
                    && event.time().isBefore(before)
                    && !day.isBefore(from)
                    && day.isBefore(until)) {
                series.fold(event).ifPresent(rollup -> days.merge(day, rollup, Rollup::merge));
            }
        }
        return days;
    }
}

package io.dabiao.core.rollup;

import io.dabiao.core.event.Event;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Facts from events held in memory, for checks without a store. Each series is folded when it is first asked for.
 *
 * <p>Of several events with one source and id the first in the collection's order stands, the others do not count. Safe for
 * use by several threads.
 */
public final class HeldEvents implements Facts {

    private record Identity(String source, String id) {}

    private final Instant before;
    private final int size;
    private final Map<String, List<Event>> byType = new HashMap<>();
    private final Map<Series, NavigableMap<LocalDate, Rollup>> folded = new ConcurrentHashMap<>();

    /**
     * @param events in any order of time, duplicates among them
     * @param before events at or after it take no part
     */
    public HeldEvents(Collection<Event> events, Instant before) {
        this.before = before;
        Set<Identity> known = new HashSet<>();
        for (Event event : events) {
            // The identity is taken whatever the time: a copy with an earlier time is a duplicate all the same.
            if (known.add(new Identity(event.source(), event.id()))
                    && event.time().isBefore(before)) {
                byType.computeIfAbsent(event.type(), type -> new ArrayList<>()).add(event);
            }
        }
        this.size = known.size();
    }

    /** Different events, those at or after {@link #before} among them. */
    public int size() {
        return size;
    }

    @Override
    public Instant before() {
        return before;
    }

    @Override
    public NavigableMap<LocalDate, Rollup> days(Series series, LocalDate from, LocalDate until) {
        return folded.computeIfAbsent(series, this::fold).subMap(from, true, until, false);
    }

    private NavigableMap<LocalDate, Rollup> fold(Series series) {
        TreeMap<LocalDate, Rollup> days = new TreeMap<>();
        for (Event event : byType.getOrDefault(series.selector().type(), List.of())) {
            series.fold(event).ifPresent(rollup -> days.merge(series.day(event), rollup, Rollup::merge));
        }
        return Collections.unmodifiableNavigableMap(days);
    }
}

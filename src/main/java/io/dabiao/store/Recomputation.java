package io.dabiao.store;

import io.dabiao.core.event.Event;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/**
 * Days of series whose events have changed in the log, computed again from what counts of it.
 *
 * <p>Sums could be subtracted, but extremes, different values and newest readings cannot; one way for all is the one that
 * cannot disagree with the log. The caller holds {@link Locks#FOLDING} to the end of the transaction.
 */
final class Recomputation {

    /** A day of another zone begins and ends within a day of UTC's. */
    private static final int SPARE_DAYS = 1;

    /**
     * Which events a series holds that is still being filled from the log.
     *
     * @param generation batches from it on brought their own rollups
     * @param filledUntil of earlier batches only the events before it are in
     */
    private record Filling(long generation, Instant filledUntil) {
        boolean holds(long batchGeneration, Instant time) {
            return batchGeneration >= generation || time.isBefore(filledUntil);
        }
    }

    /** @param generation of the batch that brought it */
    private record Brought(Event event, long generation) {}

    private final Handle handle;
    private final SeriesRegister.Known known;
    private final Set<RollupDelta.Key> touched = new HashSet<>();
    private final Map<String, TreeSet<LocalDate>> days = new TreeMap<>();

    Recomputation(Handle handle, SeriesRegister.Known known) {
        this.handle = handle;
        this.known = known;
    }

    /** Notes an event that was counted and is not to be any more. */
    void touch(Event event) {
        for (SeriesRegister.Kept kept : known.byType().getOrDefault(event.type(), List.of())) {
            if (kept.series().fold(event).isPresent()) {
                LocalDate day = kept.series().day(event);
                touched.add(new RollupDelta.Key(kept.number(), day));
                days.computeIfAbsent(event.type(), absent -> new TreeSet<>()).add(day);
            }
        }
    }

    Set<RollupDelta.Key> touched() {
        return touched;
    }

    /**
     * Replaces the lasting rollups of the touched days by what the events say that count.
     *
     * @param position only batches in it take part: what came later brings its own rollups, and they are pending
     * @throws EventsExported where some events of the days are in files alone; no one empties or restores a month meanwhile
     */
    void run(Position position) throws SQLException {
        if (touched.isEmpty()) {
            return;
        }
        demandWhole();
        delete();
        RollupDelta rollupDelta = new RollupDelta();
        Map<Integer, Filling> filling = filling();
        for (Map.Entry<String, TreeSet<LocalDate>> type : days.entrySet()) {
            LocalDate first = null;
            LocalDate last = null;
            for (LocalDate day : type.getValue()) {
                if (last != null && day.isAfter(last.plusDays(1 + 2 * SPARE_DAYS))) {
                    read(type.getKey(), first, last, position, filling, rollupDelta);
                    first = day;
                }
                first = first == null ? day : first;
                last = day;
            }
            read(type.getKey(), first, last, position, filling, rollupDelta);
        }
        Folding.merge(handle.getConnection(), rollupDelta);
    }

    /** A day is computed from all of its events, or not at all. */
    private void demandWhole() throws SQLException {
        Set<EventExports.Part> needed = new LinkedHashSet<>();
        for (Map.Entry<String, TreeSet<LocalDate>> type : days.entrySet()) {
            for (LocalDate day : type.getValue()) {
                needed.addAll(EventExports.exported(
                        handle,
                        day.minusDays(SPARE_DAYS).atStartOfDay().toInstant(ZoneOffset.UTC),
                        day.plusDays(1 + SPARE_DAYS).atStartOfDay().toInstant(ZoneOffset.UTC),
                        List.of(type.getKey())));
            }
        }
        if (!needed.isEmpty()) {
            throw new EventsExported("recomputing these days", List.copyOf(needed));
        }
    }

    /** A cell without events is gone: no rollup and a rollup of nothing are not the same to a reader. */
    private void delete() {
        for (String table : List.of("rollup", "rollup_slots")) {
            handle.createUpdate("delete from " + table + " r using unnest(:series, :days) as touched (series_no, day)"
                            + " where r.series_no = touched.series_no and r.day = touched.day")
                    .bindArray(
                            "series",
                            Integer.class,
                            touched.stream().map(RollupDelta.Key::series).toList())
                    .bindArray(
                            "days",
                            LocalDate.class,
                            touched.stream().map(RollupDelta.Key::day).toList())
                    .execute();
        }
    }

    private void read(
            String type,
            LocalDate first,
            LocalDate last,
            Position position,
            Map<Integer, Filling> filling,
            RollupDelta rollupDelta) {
        handle.createQuery("""
                        select t.name, s.name, e.id, e.time, e.data, b.generation
                        from event e join event_type t on t.no = e.type_no join source s on s.no = e.source_no
                        join batch b on b.no = e.batch
                        where e.type_no = (select no from event_type where name = :type)
                          and e.time >= :from and e.time < :until
                          and e.batch <= :upTo and not e.batch = any(:without)
                          and\s""" + Corrections.COUNTS)
                .setFetchSize(5_000)
                .bind("type", type)
                .bind(
                        "from",
                        first.minusDays(SPARE_DAYS).atStartOfDay(ZoneOffset.UTC).toInstant())
                .bind(
                        "until",
                        last.plusDays(1 + SPARE_DAYS)
                                .atStartOfDay(ZoneOffset.UTC)
                                .toInstant())
                .bind("upTo", position.upTo())
                .bindArray("without", Long.class, position.without())
                .map((row, context) -> new Brought(FactsReader.event(row), row.getLong(6)))
                .forEach(one -> add(one.event(), one.generation(), filling, rollupDelta));
    }

    private void add(Event event, long generation, Map<Integer, Filling> filling, RollupDelta rollupDelta) {
        for (SeriesRegister.Kept kept : known.byType().getOrDefault(event.type(), List.of())) {
            Filling until = filling.get(kept.number());
            boolean held = until == null || until.holds(generation, event.time());
            if (held
                    && touched.contains(
                            new RollupDelta.Key(kept.number(), kept.series().day(event)))) {
                rollupDelta.add(kept.number(), kept.series(), event);
            }
        }
    }

    private Map<Integer, Filling> filling() {
        return handle.createQuery("""
                        select no, generation, greatest(filled_until, '0001-01-01') as until
                        from series where not ready""")
                .map(row -> Map.entry(
                        row.getColumn("no", Integer.class),
                        new Filling(row.getColumn("generation", Long.class), row.getColumn("until", Instant.class))))
                .collectToMap(Map.Entry::getKey, Map.Entry::getValue);
    }
}

package io.dabiao.store;

import io.dabiao.core.event.Event;
import io.dabiao.core.rollup.Facts;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Reads the facts before an instant: rollups of whole days, of the ten-minute slots of the day it falls in, and the
 * events of its last ten minutes. The cost depends on the days asked for, not on the number of events in them.
 */
@ApplicationScoped
public class FactsReader implements ImpactCalculator.View {

    /**
     * @param position how much of the log took part
     * @param unready series that are still being filled from the log: what they say is incomplete
     */
    public record Read(Facts facts, Position position, Set<Series> unready) {}

    private final Transactions transactions;
    private final SeriesRegister register;
    private final EventExports exports;

    FactsReader(Transactions transactions, SeriesRegister register, EventExports exports) {
        this.transactions = transactions;
        this.register = register;
        this.exports = exports;
    }

    /** The end of the log as it is now. */
    public Position position() {
        return transactions.query(FactsReader::position);
    }

    /**
     * What is known of the series, all in one view of the log.
     *
     * @param since the first day of each series
     * @param until the day after the last
     * @param before only events before it take part
     * @throws EventsExported where it lies within ten minutes whose events are no longer in the log
     */
    @Override
    public Read read(Map<Series, LocalDate> since, LocalDate until, Instant before) {
        Read read = readAll(since, until, before);
        demandLastSlots(since.keySet(), until, before);
        return read;
    }

    /** What {@link OneZone#lastSlot} reads must be in the log. */
    private void demandLastSlots(Set<Series> series, LocalDate until, Instant before) {
        Set<ZoneId> zones = series.stream().map(Series::zone).collect(Collectors.toSet());
        for (ZoneId zone : zones) {
            LocalDate today = before.atZone(zone).toLocalDate();
            Instant midnight = today.atStartOfDay(zone).toInstant();
            Instant start =
                    midnight.plus(DayRollup.SLOT.multipliedBy(DayRollup.slot(Duration.between(midnight, before))));
            if (today.isBefore(until) && start.isBefore(before)) {
                exports.demand(
                        "an instant between two marks of ten minutes",
                        start,
                        before,
                        series.stream().map(one -> one.selector().type()).toList());
            }
        }
    }

    private Read readAll(Map<Series, LocalDate> since, LocalDate until, Instant before) {
        return transactions.query(handle -> read(handle, since, until, before, Optional.empty(), position(handle)));
    }

    /**
     * The same within a transaction that holds {@link Locks#FOLDING} and has folded all that is pending of the position:
     * what others commit meanwhile takes no part.
     */
    Read readFolded(Handle handle, Map<Series, LocalDate> since, LocalDate until, Instant before, Position position) {
        return read(handle, since, until, before, Optional.of(position), position);
    }

    private Read read(
            Handle handle,
            Map<Series, LocalDate> since,
            LocalDate until,
            Instant before,
            Optional<Position> folded,
            Position position) {
        Map<Integer, Series> wanted = new HashMap<>();
        Set<Series> unready = new HashSet<>();
        for (Series one : since.keySet()) {
            var kept = register.kept(one);
            kept.ifPresent(known -> wanted.put(known.number(), one));
            if (kept.isEmpty() || !kept.get().ready()) {
                unready.add(one);
            }
        }
        Loaded facts = new Loaded(before);
        for (Map.Entry<ZoneId, List<Integer>> zone : byZone(wanted).entrySet()) {
            new OneZone(handle, wanted, zone.getKey(), zone.getValue(), since, until, before, folded).load(facts);
        }
        return new Read(facts, position, unready);
    }

    private static Map<ZoneId, List<Integer>> byZone(Map<Integer, Series> wanted) {
        Map<ZoneId, List<Integer>> byZone = new HashMap<>();
        wanted.forEach((number, one) ->
                byZone.computeIfAbsent(one.zone(), zone -> new ArrayList<>()).add(number));
        return byZone;
    }

    /**
     * Numbers below those of batches recorded ten minutes ago are decided, committed or lost for ever: a batch's
     * transaction is bounded to less than that.
     */
    static Position position(Handle handle) {
        return handle.createQuery("""
                        with decided as (
                            select coalesce(max(no), 0) as no from batch
                            where recorded_at < now() - interval '10 minutes'
                        ), newest as (select coalesce(max(no), 0) as no from batch)
                        select newest.no, array(
                            select n from generate_series(decided.no + 1, newest.no) n
                            where not exists (select from batch where batch.no = n) order by n)
                        from decided, newest""")
                .map((row, context) ->
                        Position.of(row.getLong(1), (Long[]) row.getArray(2).getArray()))
                .one();
    }

    private static final class OneZone {

        /** What is kept of a series, encoded. */
        private record Cells(int series, byte[] cells) {}

        private final Handle handle;
        private final Map<Integer, Series> wanted;
        private final List<Integer> numbers;
        private final Map<Series, LocalDate> since;
        private final LocalDate until;
        private final Instant before;
        private final Optional<Position> folded;
        private final LocalDate today;
        private final Instant midnight;
        private final int slot;

        OneZone(
                Handle handle,
                Map<Integer, Series> wanted,
                ZoneId zone,
                List<Integer> numbers,
                Map<Series, LocalDate> since,
                LocalDate until,
                Instant before,
                Optional<Position> folded) {
            this.handle = handle;
            this.folded = folded;
            this.wanted = wanted;
            this.numbers = numbers;
            this.since = since;
            this.until = until;
            this.before = before;
            this.today = before.atZone(zone).toLocalDate();
            this.midnight = today.atStartOfDay(zone).toInstant();
            this.slot = DayRollup.slot(Duration.between(midnight, before));
        }

        private LocalDate since(int number) {
            return since.get(wanted.get(number));
        }

        void load(Loaded facts) {
            totals(facts);
            if (folded.isEmpty()) {
                pending(facts);
            }
            Collection<Integer> ofToday = numbers;
            Map<Integer, Series> unheard = firstSigns(facts);
            if (!today.isBefore(until)) {
                ofToday = unheard.keySet();
            }
            if (ofToday.isEmpty()) {
                return;
            }
            slots(facts, ofToday);
            Instant slotStart = midnight.plus(DayRollup.SLOT.multipliedBy(slot));
            if (slotStart.isBefore(before)) {
                lastSlot(facts, slotStart, ofToday);
            }
        }

        /** Takes the first signs of earlier days; answers which series of signs have none. */
        private Map<Integer, Series> firstSigns(Loaded facts) {
            Map<Integer, Series> signs = new HashMap<>();
            numbers.stream()
                    .filter(number -> wanted.get(number).fold() == Fold.SEEN)
                    .forEach(number -> signs.put(number, wanted.get(number)));
            FirstSigns.read(handle, signs, today).forEach(facts::sign);
            signs.values().removeIf(one -> facts.firstSign(one).isPresent());
            return signs;
        }

        /** The closed days: one row a series, its days one after another, because rows cost more than what is in them. */
        private void totals(Loaded facts) {
            handle.createQuery("""
                            select r.series_no, string_agg(int4send(r.day - date '1970-01-01') || r.total, ''::bytea)
                            from unnest(:series, :since) as wanted (no, since)
                            join rollup r on r.series_no = wanted.no
                                and r.day >= wanted.since and r.day < least(:until, :today)
                            group by r.series_no""")
                    .bindArray("series", Integer.class, numbers)
                    .bindArray(
                            "since",
                            LocalDate.class,
                            numbers.stream().map(this::since).toList())
                    .bind("until", until)
                    .bind("today", today)
                    .map((row, context) -> new Cells(row.getInt(1), row.getBytes(2)))
                    .forEach(row -> facts.add(wanted.get(row.series()), totals(row.cells())));
        }

        private static TreeMap<LocalDate, Rollup> totals(byte[] cells) {
            ByteBuffer days = ByteBuffer.wrap(cells);
            TreeMap<LocalDate, Rollup> totals = new TreeMap<>();
            while (days.hasRemaining()) {
                LocalDate day = LocalDate.ofEpochDay(days.getInt());
                totals.put(day, RollupCodec.decodeTotal(days));
            }
            return totals;
        }

        private void slots(Loaded facts, Collection<Integer> some) {
            handle.createQuery("""
                            select series_no, slots from rollup_slots
                            where series_no = any(:series) and day = :today""")
                    .bindArray("series", Integer.class, some)
                    .bind("today", today)
                    .map((row, context) -> new Cells(row.getInt(1), row.getBytes(2)))
                    .forEach(row -> facts.add(
                            wanted.get(row.series()),
                            today,
                            RollupCodec.decode(row.cells()).before(slot)));
        }

        private void pending(Loaded facts) {
            RollupDelta rollupDelta = new RollupDelta();
            Set<Integer> mine = Set.copyOf(numbers);
            handle.createQuery("select cells from rollup_pending")
                    .map((row, context) -> row.getBytes(1))
                    .forEach(cells -> rollupDelta.addEncoded(cells, mine::contains));
            rollupDelta.days().forEach((key, day) -> {
                Series series = wanted.get(key.series());
                if (series.fold() == Fold.SEEN && !key.day().isAfter(today)) {
                    Rollup seen = key.day().equals(today) ? day.before(slot) : day.total();
                    if (((Rollup.Seen) seen).newest().isPresent()) {
                        facts.sign(series, key.day());
                    }
                }
                if (!key.day().isBefore(since(key.series()))
                        && key.day().isBefore(until)
                        && !key.day().isAfter(today)) {
                    Rollup rollup = key.day().equals(today) ? day.before(slot) : day.total();
                    facts.add(series, key.day(), rollup);
                }
            });
        }

        /** At most ten minutes of events, of all series together. */
        private void lastSlot(Loaded facts, Instant slotStart, Collection<Integer> some) {
            Map<String, List<Series>> byType = new HashMap<>();
            for (int number : some) {
                Series series = wanted.get(number);
                byType.computeIfAbsent(series.selector().type(), type -> new ArrayList<>())
                        .add(series);
            }
            Position seen = folded.orElse(new Position(Long.MAX_VALUE, List.of()));
            handle.createQuery("""
                            select t.name, s.name, e.id, e.time, e.data
                            from event e join event_type t on t.no = e.type_no join source s on s.no = e.source_no
                            where e.time >= :from and e.time < :before
                              and e.type_no in (select no from event_type where name = any(:types))
                              and e.batch <= :upTo and not e.batch = any(:without)
                              and\s""" + Corrections.COUNTS)
                    .setFetchSize(10_000)
                    .bind("from", slotStart)
                    .bind("before", before)
                    .bindArray("types", String.class, byType.keySet())
                    .bind("upTo", seen.upTo())
                    .bindArray("without", Long.class, seen.without())
                    .map((row, context) -> event(row))
                    .forEach(event -> {
                        for (Series series : byType.get(event.type())) {
                            series.fold(event).ifPresent(rollup -> facts.add(series, today, rollup));
                        }
                    });
        }
    }

    /** A row of type, source, id, time and data. */
    static Event event(ResultSet row) throws SQLException {
        try {
            return new Event(
                    row.getString(2),
                    row.getString(3),
                    row.getString(1),
                    row.getObject(4, OffsetDateTime.class).toInstant(),
                    EventJson.attributes(row.getString(5)));
        } catch (IOException broken) {
            throw new UncheckedIOException("the data of event " + row.getString(3) + " cannot be read back", broken);
        }
    }

    /** Facts in memory. Filled by one thread, then only read. */
    static final class Loaded implements Facts {

        private final Instant before;
        private final Map<Series, TreeMap<LocalDate, Rollup>> days = new HashMap<>();
        private final Map<Series, LocalDate> firstSigns = new HashMap<>();

        Loaded(Instant before) {
            this.before = before;
        }

        void add(Series series, TreeMap<LocalDate, Rollup> totals) {
            TreeMap<LocalDate, Rollup> present = days.putIfAbsent(series, totals);
            if (present != null) {
                totals.forEach((day, rollup) -> present.merge(day, rollup, Rollup::merge));
            }
        }

        void add(Series series, LocalDate day, Rollup rollup) {
            days.computeIfAbsent(series, absent -> new TreeMap<>()).merge(day, rollup, Rollup::merge);
        }

        void sign(Series signs, LocalDate day) {
            firstSigns.merge(signs, day, (some, other) -> some.isBefore(other) ? some : other);
        }

        @Override
        public Instant before() {
            return before;
        }

        /** What was noted of all years, or else what is among the days that were read. */
        @Override
        public Optional<LocalDate> firstSign(Series signs) {
            return Stream.concat(
                            Optional.ofNullable(firstSigns.get(signs)).stream(), Facts.super.firstSign(signs).stream())
                    .min(LocalDate::compareTo);
        }

        @Override
        public NavigableMap<LocalDate, Rollup> days(Series series, LocalDate from, LocalDate until) {
            TreeMap<LocalDate, Rollup> all = days.get(series);
            return all == null ? Collections.emptyNavigableMap() : all.subMap(from, true, until, false);
        }
    }
}

package io.dabiao.store;

import io.dabiao.core.declaration.Live;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Reads the facts of the last minutes, hours or days before an instant. At most two hours of events are read themselves; a
 * longer window consists of the rollups' slots, and so begins on a slot of ten minutes.
 */
@ApplicationScoped
public class WindowReader {

    private static final Duration BY_EVENTS = Duration.ofHours(2);

    private final Transactions transactions;
    private final SeriesRegister register;

    WindowReader(Transactions transactions, SeriesRegister register) {
        this.transactions = transactions;
        this.register = register;
    }

    /** @param window its start is rounded down to ten minutes where it is longer than two hours */
    public Live.Recent read(Collection<Series> series, Duration window, Instant before) {
        return transactions.query(handle -> {
            Sums sums = new Sums();
            if (window.compareTo(BY_EVENTS) <= 0) {
                events(handle, series, before.minus(window), before, sums);
            } else {
                Map<ZoneId, List<Series>> byZone = series.stream().collect(Collectors.groupingBy(Series::zone));
                for (Map.Entry<ZoneId, List<Series>> zone : byZone.entrySet()) {
                    Slot first = Slot.of(before.minus(window), zone.getKey());
                    Slot last = Slot.of(before, zone.getKey());
                    rollups(handle, zone.getValue(), first, last, sums);
                    events(handle, zone.getValue(), last.start(zone.getKey()), before, sums);
                }
            }
            return new Live.Recent(before, sums.bySeries, firstSigns(handle, series, before));
        });
    }

    /** Of today what is folded by now: a first sign of this very moment is in the window itself. */
    private Map<Series, LocalDate> firstSigns(Handle handle, Collection<Series> series, Instant before) {
        Map<Series, LocalDate> firsts = new HashMap<>();
        Map<ZoneId, Map<Integer, Series>> byZone = new HashMap<>();
        series.stream()
                .filter(one -> one.fold() == Fold.SEEN)
                .forEach(one -> register.kept(one)
                        .ifPresent(kept -> byZone.computeIfAbsent(one.zone(), zone -> new HashMap<>())
                                .put(kept.number(), one)));
        for (Map.Entry<ZoneId, Map<Integer, Series>> zone : byZone.entrySet()) {
            LocalDate today = before.atZone(zone.getKey()).toLocalDate();
            firsts.putAll(FirstSigns.read(handle, zone.getValue(), today));
            Map<Integer, Series> unheard = new HashMap<>(zone.getValue());
            unheard.values().removeIf(firsts::containsKey);
            if (!unheard.isEmpty()) {
                Sums sums = new Sums();
                Slot now = Slot.of(before, zone.getKey());
                rollups(handle, List.copyOf(unheard.values()), new Slot(today, 0), now, sums);
                sums.bySeries.keySet().forEach(heard -> firsts.put(heard, today));
            }
        }
        return firsts;
    }

    private static final class Sums {
        private final Map<Series, Rollup> bySeries = new HashMap<>();

        void add(Series series, Rollup rollup) {
            bySeries.merge(series, rollup, Rollup::merge);
        }
    }

    /** @param number whole slots elapsed since the day began */
    private record Slot(LocalDate day, int number) {

        static Slot of(Instant at, ZoneId zone) {
            LocalDate day = at.atZone(zone).toLocalDate();
            Instant midnight = day.atStartOfDay(zone).toInstant();
            return new Slot(day, DayRollup.slot(Duration.between(midnight, at)));
        }

        Instant start(ZoneId zone) {
            return day.atStartOfDay(zone).toInstant().plus(DayRollup.SLOT.multipliedBy(number));
        }
    }

    /** A day of a series, as it is kept. */
    private record Slots(int series, LocalDate day, byte[] slots) {}

    private void rollups(Handle handle, List<Series> series, Slot first, Slot last, Sums sums) {
        Map<Integer, Series> wanted = new HashMap<>();
        series.forEach(one -> register.kept(one).ifPresent(kept -> wanted.put(kept.number(), one)));
        handle.createQuery("""
                        select series_no, day, slots from rollup_slots
                        where series_no = any(:series) and day between :first and :last""")
                .bindArray("series", Integer.class, wanted.keySet())
                .bind("first", first.day())
                .bind("last", last.day())
                .map((row, context) -> new Slots(row.getInt(1), row.getObject(2, LocalDate.class), row.getBytes(3)))
                .forEach(row ->
                        add(wanted.get(row.series()), row.day(), RollupCodec.decode(row.slots()), first, last, sums));
        RollupDelta pending = new RollupDelta();
        handle.createQuery("select cells from rollup_pending")
                .map((row, context) -> row.getBytes(1))
                .forEach(cells -> pending.addEncoded(cells, wanted::containsKey));
        pending.days().forEach((key, day) -> add(wanted.get(key.series()), key.day(), day, first, last, sums));
    }

    private static void add(Series series, LocalDate day, DayRollup rollup, Slot first, Slot last, Sums sums) {
        if (day.isBefore(first.day()) || day.isAfter(last.day())) {
            return;
        }
        rollup.slots().forEach((slot, part) -> {
            boolean begun = day.isAfter(first.day()) || slot >= first.number();
            boolean over = day.isBefore(last.day()) || slot < last.number();
            if (begun && over) {
                sums.add(series, part);
            }
        });
    }

    private static void events(Handle handle, Collection<Series> series, Instant from, Instant before, Sums sums) {
        Map<String, List<Series>> byType = new HashMap<>();
        series.forEach(one -> byType.computeIfAbsent(one.selector().type(), type -> new ArrayList<>())
                .add(one));
        handle.createQuery("""
                        select t.name, s.name, e.id, e.time, e.data
                        from event e join event_type t on t.no = e.type_no join source s on s.no = e.source_no
                        where e.time >= :from and e.time < :before
                          and e.type_no in (select no from event_type where name = any(:types))
                          and\s""" + Corrections.COUNTS)
                .setFetchSize(10_000)
                .bind("from", from)
                .bind("before", before)
                .bindArray("types", String.class, byType.keySet())
                .map((row, context) -> FactsReader.event(row))
                .forEach(event -> {
                    for (Series one : byType.get(event.type())) {
                        one.fold(event).ifPresent(rollup -> sums.add(one, rollup));
                    }
                });
    }
}

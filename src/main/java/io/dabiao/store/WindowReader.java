package io.dabiao.store;

import io.dabiao.database.Transactions;
import io.dabiao.core.declaration.Live;
import io.dabiao.core.event.Event;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
        return transactions.read(connection -> {
            Sums sums = new Sums();
            if (window.compareTo(BY_EVENTS) <= 0) {
                events(connection, series, before.minus(window), before, sums);
            } else {
                Map<ZoneId, List<Series>> byZone = series.stream().collect(Collectors.groupingBy(Series::zone));
                for (Map.Entry<ZoneId, List<Series>> zone : byZone.entrySet()) {
                    Slot first = Slot.of(before.minus(window), zone.getKey());
                    Slot last = Slot.of(before, zone.getKey());
                    rollups(connection, zone.getValue(), first, last, sums);
                    events(connection, zone.getValue(), last.start(zone.getKey()), before, sums);
                }
            }
            return new Live.Recent(before, sums.bySeries, firstSigns(connection, series, before));
        });
    }

    /** Of today what is folded by now: a first sign of this very moment is in the window itself. */
    private Map<Series, LocalDate> firstSigns(Connection connection, Collection<Series> series, Instant before)
            throws SQLException {
        Map<Series, LocalDate> firsts = new HashMap<>();
        Map<ZoneId, Map<Integer, Series>> byZone = new HashMap<>();
        series.stream()
                .filter(one -> one.fold() == Fold.SEEN)
                .forEach(one -> register.kept(one)
                        .ifPresent(kept -> byZone.computeIfAbsent(one.zone(), zone -> new HashMap<>())
                                .put(kept.number(), one)));
        for (Map.Entry<ZoneId, Map<Integer, Series>> zone : byZone.entrySet()) {
            LocalDate today = before.atZone(zone.getKey()).toLocalDate();
            firsts.putAll(FirstSigns.read(connection, zone.getValue(), today));
            Map<Integer, Series> unheard = new HashMap<>(zone.getValue());
            unheard.values().removeIf(firsts::containsKey);
            if (!unheard.isEmpty()) {
                Sums sums = new Sums();
                Slot now = Slot.of(before, zone.getKey());
                rollups(connection, List.copyOf(unheard.values()), new Slot(today, 0), now, sums);
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

    private void rollups(Connection connection, List<Series> series, Slot first, Slot last, Sums sums)
            throws SQLException {
        Map<Integer, Series> wanted = new HashMap<>();
        series.forEach(one -> register.kept(one).ifPresent(kept -> wanted.put(kept.number(), one)));
        try (PreparedStatement statement = connection.prepareStatement(
                "select series_no, day, slots from rollup_slots where series_no = any(?) and day between ? and ?")) {
            statement.setArray(
                    1, connection.createArrayOf("int4", wanted.keySet().toArray()));
            statement.setObject(2, first.day());
            statement.setObject(3, last.day());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    add(
                            wanted.get(row.getInt(1)),
                            row.getObject(2, LocalDate.class),
                            RollupCodec.decode(row.getBytes(3)),
                            first,
                            last,
                            sums);
                }
            }
        }
        RollupDelta pending = new RollupDelta();
        try (PreparedStatement statement = connection.prepareStatement("select cells from rollup_pending");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                pending.addEncoded(row.getBytes(1), wanted::containsKey);
            }
        }
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

    private static void events(
            Connection connection, Collection<Series> series, Instant from, Instant before, Sums sums)
            throws SQLException {
        Map<String, List<Series>> byType = new HashMap<>();
        series.forEach(one -> byType.computeIfAbsent(one.selector().type(), type -> new ArrayList<>())
                .add(one));
        try (PreparedStatement statement = connection.prepareStatement("""
                select t.name, s.name, e.id, e.time, e.data
                from event e join event_type t on t.no = e.type_no join source s on s.no = e.source_no
                where e.time >= ? and e.time < ?
                  and e.type_no in (select no from event_type where name = any(?))
                  and\s""" + Corrections.COUNTS)) {
            statement.setFetchSize(10_000);
            statement.setObject(1, from.atOffset(ZoneOffset.UTC));
            statement.setObject(2, before.atOffset(ZoneOffset.UTC));
            statement.setArray(
                    3, connection.createArrayOf("text", byType.keySet().toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Event event = FactsReader.event(row);
                    for (Series one : byType.get(event.type())) {
                        one.fold(event).ifPresent(rollup -> sums.add(one, rollup));
                    }
                }
            }
        }
    }
}

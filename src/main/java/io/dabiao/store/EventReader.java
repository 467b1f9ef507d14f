package io.dabiao.store;

import io.dabiao.database.Transactions;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.dabiao.core.calendar.Grain;
import io.dabiao.core.calendar.Period;
import io.dabiao.core.event.Event;
import io.dabiao.core.event.Matcher;
import io.dabiao.core.rollup.Facts;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.text.Words;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Reads events themselves: those behind a figure, and for a replay those that the log held at a position. */
@ApplicationScoped
public class EventReader {

    /**
     * An event behind a figure.
     *
     * @param data as the sender wrote it
     * @param correction the number of the correction that made it say so; null where none did
     */
    public record Found(
            String source,
            String id,
            String type,
            Instant time,
            @JsonRawValue String data,
            Long correction) {}

    /**
     * @param next where the next page begins; empty on the last
     * @param exported files of the archive that hold more of what was asked for, and are not looked into
     */
    public record Page(List<Found> events, Optional<String> next, List<EventExports.Part> exported) {

        private Page with(List<EventExports.Part> parts) {
            return new Page(events, next, parts);
        }
    }

    /** Characters of the data of all events of one answer: what is beyond is on the next page. */
    private static final long LARGEST_PAGE = 4L << 20;

    /** Rows that the driver holds; each may have a quarter of a megabyte. */
    private static final int AT_ONCE = 50;

    private final Transactions transactions;
    private final EventExports exports;

    EventReader(Transactions transactions, EventExports exports) {
        this.transactions = transactions;
        this.exports = exports;
    }

    /**
     * The events that the series select, the newest first.
     *
     * @param before only events before it
     * @param after a previous page's {@code next}
     * @throws IllegalArgumentException where {@code after} is none
     */
    public Page behind(Collection<Series> series, Period period, Instant before, Optional<String> after, int limit) {
        Cursor cursor = after.map(Cursor::parse).orElse(new Cursor(before, Long.MAX_VALUE, Integer.MAX_VALUE));
        Instant end = period.over(before) ? period.end() : before;
        Object[] types =
                series.stream().map(one -> one.selector().type()).distinct().toArray();
        Page page = transactions.read(connection -> {
            List<Found> found = new ArrayList<>();
            Cursor last = cursor;
            try (PreparedStatement statement = connection.prepareStatement("""
                    select t.name, s.name, e.id, e.time, e.data, e.batch, e.ord, (select c.correction
                        from corrected_event c where c.now_batch = e.batch and c.now_ord = e.ord)
                    from event e join event_type t on t.no = e.type_no join source s on s.no = e.source_no
                    where e.type_no in (select no from event_type where name = any(?))
                      and e.time >= ? and e.time < ? and (e.time, e.batch, e.ord) < (?, ?, ?)
                      and\s""" + Corrections.COUNTS + """
                    \sorder by e.time desc, e.batch desc, e.ord desc""")) {
                statement.setFetchSize(AT_ONCE);
                statement.setArray(1, connection.createArrayOf("text", types));
                statement.setObject(2, period.start().atOffset(ZoneOffset.UTC));
                statement.setObject(3, end.atOffset(ZoneOffset.UTC));
                statement.setObject(4, cursor.time().atOffset(ZoneOffset.UTC));
                statement.setLong(5, cursor.batch());
                statement.setInt(6, cursor.ord());
                try (ResultSet row = statement.executeQuery()) {
                    long size = 0;
                    while (row.next()) {
                        Event event = FactsReader.event(row);
                        if (selected(series, event)) {
                            if (found.size() == limit || size > LARGEST_PAGE) {
                                return new Page(found, Optional.of(last.words()), List.of());
                            }
                            found.add(new Found(
                                    event.source(),
                                    event.id(),
                                    event.type(),
                                    event.time(),
                                    row.getString(5),
                                    row.getObject(8, Long.class)));
                            size += found.get(found.size() - 1).data().length();
                            last = new Cursor(event.time(), row.getLong(6), row.getInt(7));
                        }
                    }
                }
            }
            return new Page(found, Optional.empty(), List.of());
        });
        return page.with(exports.exported(
                period.start(),
                end,
                series.stream().map(one -> one.selector().type()).toList()));
    }

    /**
     * An event that a figure leaves out.
     *
     * @param why it cannot take part
     */
    public record Excluded(String source, String id, String type, Instant time, Words why) {}

    /**
     * The events that the series leave out because an attribute is missing or of the wrong kind, the newest first. The log
     * is read for them, so this is for one figure at a time, and only where some are known to be left out.
     *
     * @param before only events before it
     */
    public List<Excluded> excluded(Collection<Series> series, Period period, Instant before, int most) {
        Instant end = period.over(before) ? period.end() : before;
        return transactions.read(connection -> {
            List<Excluded> excluded = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement("""
                    select t.name, s.name, e.id, e.time, e.data
                    from event e join event_type t on t.no = e.type_no join source s on s.no = e.source_no
                    where e.type_no in (select no from event_type where name = any(?))
                      and e.time >= ? and e.time < ?
                      and\s""" + Corrections.COUNTS + """
                    \sorder by e.time desc, e.batch desc, e.ord desc""")) {
                statement.setFetchSize(1_000);
                statement.setArray(
                        1,
                        connection.createArrayOf(
                                "text",
                                series.stream()
                                        .map(one -> one.selector().type())
                                        .distinct()
                                        .toArray()));
                statement.setObject(2, period.start().atOffset(ZoneOffset.UTC));
                statement.setObject(3, end.atOffset(ZoneOffset.UTC));
                try (ResultSet row = statement.executeQuery()) {
                    while (excluded.size() < most && row.next()) {
                        Event event = FactsReader.event(row);
                        series.stream()
                                .filter(one -> one.selector().type().equals(event.type()))
                                .flatMap(one -> one.exclusion(event).stream())
                                .findFirst()
                                .ifPresent(why -> excluded.add(
                                        new Excluded(event.source(), event.id(), event.type(), event.time(), why)));
                    }
                }
            }
            return excluded;
        });
    }

    /** Of each month and type so many events are looked at for {@link #sources}. */
    public static final int LOOKED = 200;

    /** The newest event of a source and type behind a figure. */
    public record Heard(String source, String type, Instant time) {}

    /**
     * Who told of what the series select, and when last, the newest first. Of each month and type the newest {@value #LOOKED} events are
     * looked at, so that it costs in proportion to months and types and not to the events: a source is missed only where in each
     * month so many others came after all of its own.
     *
     * @param before only events before it
     */
    public List<Heard> sources(Collection<Series> series, Period period, Instant before) {
        Instant end = period.over(before) ? period.end() : before;
        return transactions.read(connection -> {
            Map<List<String>, Instant> newest = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement("""
                    select t.name, s.name, e.id, e.time, e.data
                    from event_type t cross join lateral (
                        select * from event e
                        where e.type_no = t.no and e.time >= ? and e.time < ? and\s""" + Corrections.COUNTS + """
                    \sorder by e.time desc limit ?) e
                    join source s on s.no = e.source_no
                    where t.name = any(?)""")) {
                statement.setInt(3, LOOKED);
                statement.setArray(
                        4,
                        connection.createArrayOf(
                                "text",
                                series.stream()
                                        .map(one -> one.selector().type())
                                        .distinct()
                                        .toArray()));
                LocalDate from = period.from();
                while (from.isBefore(period.until())) {
                    Instant start = from.atStartOfDay(period.zone()).toInstant();
                    if (!start.isBefore(end)) {
                        break;
                    }
                    from = Grain.MONTH.next(Grain.MONTH.startOf(from));
                    Instant next = from.atStartOfDay(period.zone()).toInstant();
                    statement.setObject(1, start.atOffset(ZoneOffset.UTC));
                    statement.setObject(2, (next.isBefore(end) ? next : end).atOffset(ZoneOffset.UTC));
                    try (ResultSet row = statement.executeQuery()) {
                        while (row.next()) {
                            Event event = FactsReader.event(row);
                            if (selected(series, event)) {
                                newest.merge(
                                        List.of(event.source(), event.type()),
                                        event.time(),
                                        (one, other) -> one.isAfter(other) ? one : other);
                            }
                        }
                    }
                }
            }
            return newest.entrySet().stream()
                    .map(one -> new Heard(one.getKey().get(0), one.getKey().get(1), one.getValue()))
                    .sorted(Comparator.comparing(Heard::time)
                            .reversed()
                            .thenComparing(Heard::source)
                            .thenComparing(Heard::type))
                    .toList();
        });
    }

    private static boolean selected(Collection<Series> series, Event event) {
        return series.stream()
                .anyMatch(one -> one.selector().type().equals(event.type())
                        && one.fold(event).isPresent());
    }

    /**
     * Events to look for.
     *
     * @param source empty for any
     * @param types empty for any
     * @param until exclusive
     */
    public record Search(Optional<String> source, Collection<String> types, Instant from, Instant until) {}

    /**
     * Events that count, the newest first.
     *
     * @param wanted which of those that the search finds
     * @param looked of each type so many are looked at
     * @param most how many are given back
     */
    public List<Found> find(Search search, Predicate<Event> wanted, int looked, int most) {
        return transactions.read(connection -> {
            List<Found> found = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement("""
                    select t.name, s.name, e.id, e.time, e.data, (select c.correction
                        from corrected_event c where c.now_batch = e.batch and c.now_ord = e.ord)
                    from event_type t cross join lateral (
                        select * from event e
                        where e.type_no = t.no and e.time >= ? and e.time < ?
                          and (? or e.source_no = (select no from source where name = ?))
                          and\s""" + Corrections.COUNTS + """
                    \sorder by e.time desc limit ?) e
                    join source s on s.no = e.source_no
                    where ? or t.name = any(?)
                    order by e.time desc, e.batch desc, e.ord desc""")) {
                statement.setFetchSize(Math.max(100, most));
                statement.setObject(1, search.from().atOffset(ZoneOffset.UTC));
                statement.setObject(2, search.until().atOffset(ZoneOffset.UTC));
                statement.setBoolean(3, search.source().isEmpty());
                statement.setString(4, search.source().orElse(null));
                statement.setInt(5, looked);
                statement.setBoolean(6, search.types().isEmpty());
                statement.setArray(
                        7, connection.createArrayOf("text", search.types().toArray()));
                statement.setFetchSize(AT_ONCE);
                try (ResultSet row = statement.executeQuery()) {
                    long size = 0;
                    while (found.size() < most && size < LARGEST_PAGE && row.next()) {
                        Event event = FactsReader.event(row);
                        if (wanted.test(event)) {
                            size += row.getString(5).length();
                            found.add(new Found(
                                    event.source(),
                                    event.id(),
                                    event.type(),
                                    event.time(),
                                    row.getString(5),
                                    row.getObject(6, Long.class)));
                        }
                    }
                }
            }
            return found;
        });
    }

    /**
     * The facts as the log held them at a position: read event by event, and so for a replay only.
     *
     * @throws EventsExported where some of the events are no longer in the log
     */
    public Facts at(Position position, Collection<Series> series, LocalDate from, LocalDate until, Instant before) {
        FactsReader.Loaded facts = read(position, series, from, until, before);
        List<Series> signs =
                series.stream().filter(one -> one.fold() == Fold.SEEN).toList();
        firstSigns(position, signs, before, facts);
        List<EventExports.Part> parts = exports
                .exported(
                        from.minusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC),
                        before,
                        series.stream().map(one -> one.selector().type()).toList())
                .stream()
                .filter(part -> part.firstBatch() <= position.upTo())
                .toList();
        if (!parts.isEmpty()) {
            throw new EventsExported("a replay", parts);
        }
        exportedSigns(position, signs, from, facts);
        return facts;
    }

    /** The first sign of each type in the log, as it was at the position. */
    private void firstSigns(Position position, List<Series> signs, Instant before, FactsReader.Loaded facts) {
        transactions.read(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("""
                    select (select e.time from event e
                            where e.type_no = (select no from event_type where name = ?)
                              and (?::text is null or e.data ->> 'type' = ?)
                              and e.time < ? and e.batch <= ? and not e.batch = any(?)
                              and\s""" + Corrections.COUNTED + " order by e.time limit 1)")) {
                statement.setObject(4, before.atOffset(ZoneOffset.UTC));
                for (int first : new int[] {5, 7}) {
                    statement.setLong(first, position.upTo());
                    statement.setArray(first + 1, connection.createArrayOf("int8", position.withoutArray()));
                }
                for (Series one : signs) {
                    statement.setString(1, one.selector().type());
                    statement.setString(2, vouchedFor(one).orElse(null));
                    statement.setString(3, vouchedFor(one).orElse(null));
                    try (ResultSet row = statement.executeQuery()) {
                        row.next();
                        OffsetDateTime time = row.getObject(1, OffsetDateTime.class);
                        if (time != null) {
                            facts.sign(one, time.atZoneSameInstant(one.zone()).toLocalDate());
                        }
                    }
                }
            }
            return facts;
        });
    }

    private static Optional<String> vouchedFor(Series signs) {
        return signs.selector().matchers().stream().map(Matcher::operand).findFirst();
    }

    /**
     * The same of files that were exported. Which day of a file's month it was need not be known: all that is asked of a sign
     * before {@code from} is that there was one.
     */
    private void exportedSigns(Position position, List<Series> signs, LocalDate from, FactsReader.Loaded facts) {
        Instant start = from.minusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        Set<EventExports.Part> undecided = new LinkedHashSet<>();
        for (Series one : signs) {
            if (!heard(facts, signs, one, from)) {
                List<EventExports.Part> parts =
                        exports
                                .exported(
                                        Instant.EPOCH,
                                        start,
                                        List.of(one.selector().type()))
                                .stream()
                                .filter(part -> part.firstBatch() <= position.upTo())
                                .toList();
                Optional<EventExports.Part> whole = parts.stream()
                        .filter(part -> vouchedFor(one).isEmpty() && whole(part, position))
                        .findFirst();
                whole.ifPresent(
                        part -> facts.sign(one, part.first().atZone(one.zone()).toLocalDate()));
                if (whole.isEmpty()) {
                    undecided.addAll(parts);
                }
            }
        }
        if (!undecided.isEmpty()) {
            throw new EventsExported("a replay", List.copyOf(undecided));
        }
    }

    /** Whether all of a file was in the log at the position. */
    private static boolean whole(EventExports.Part part, Position position) {
        return part.lastBatch() <= position.upTo()
                && position.without().stream().noneMatch(no -> no >= part.firstBatch() && no <= part.lastBatch());
    }

    /** Whether the type that a series tells of was heard before a day, by an event or by a source that vouched. */
    private static boolean heard(FactsReader.Loaded facts, List<Series> signs, Series asked, LocalDate from) {
        String type = vouchedFor(asked).orElse(asked.selector().type());
        return signs.stream()
                .filter(one -> one.zone().equals(asked.zone())
                        && vouchedFor(one).orElse(one.selector().type()).equals(type))
                .anyMatch(one ->
                        facts.firstSign(one).filter(day -> day.isBefore(from)).isPresent());
    }

    private FactsReader.Loaded read(
            Position position, Collection<Series> series, LocalDate from, LocalDate until, Instant before) {
        FactsReader.Loaded facts = new FactsReader.Loaded(before);
        Object[] types =
                series.stream().map(one -> one.selector().type()).distinct().toArray();
        return transactions.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    select t.name, s.name, e.id, e.time, e.data
                    from event e join event_type t on t.no = e.type_no join source s on s.no = e.source_no
                    where e.type_no in (select no from event_type where name = any(?))
                      and e.time >= ? and e.time < ? and e.batch <= ? and not e.batch = any(?)
                      and\s""" + Corrections.COUNTED)) {
                statement.setFetchSize(5_000);
                statement.setArray(1, connection.createArrayOf("text", types));
                // A day to spare on the left: days are the zone's, and the facts themselves are cut exactly below.
                statement.setObject(2, from.minusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC));
                statement.setObject(3, before.atOffset(ZoneOffset.UTC));
                statement.setLong(4, position.upTo());
                statement.setArray(5, connection.createArrayOf("int8", position.withoutArray()));
                statement.setLong(6, position.upTo());
                statement.setArray(7, connection.createArrayOf("int8", position.withoutArray()));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        Event event = FactsReader.event(row);
                        for (Series one : series) {
                            LocalDate day = one.day(event);
                            if (one.selector().type().equals(event.type())
                                    && !day.isBefore(from)
                                    && day.isBefore(until)) {
                                one.fold(event).ifPresent(rollup -> facts.add(one, day, rollup));
                            }
                        }
                    }
                }
            }
            return facts;
        });
    }

    /** Where a page ended. */
    private record Cursor(Instant time, long batch, int ord) {

        String words() {
            return time + "~" + batch + "~" + ord;
        }

        static Cursor parse(String words) {
            String[] parts = words.split("~");
            try {
                if (parts.length == 3) {
                    Instant time = Instant.parse(parts[0]);
                    // The database's range is smaller than Java's; this one is every event's.
                    int year = time.atOffset(ZoneOffset.UTC).getYear();
                    if (year >= 0 && year <= 9999) {
                        return new Cursor(time, Long.parseLong(parts[1]), Integer.parseInt(parts[2]));
                    }
                }
            } catch (DateTimeException | NumberFormatException notOurs) {
                throw new IllegalArgumentException(
                        "after must be the next of a previous page, not '" + words + "'", notOurs);
            }
            throw new IllegalArgumentException("after must be the next of a previous page, not '" + words + "'");
        }
    }
}

package io.dabiao.store;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.dabiao.core.calendar.Grain;
import io.dabiao.core.calendar.Period;
import io.dabiao.core.event.Event;
import io.dabiao.core.event.Matcher;
import io.dabiao.core.rollup.Facts;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.text.Words;
import io.dabiao.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
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
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jdbi.v3.core.result.ResultIterator;

/** Reads events themselves: those behind a figure, and for a replay those that the log held at a position. */
@ApplicationScoped
public class EventReader {

    /**
     * An event behind a figure.
     *
     * @param data as the sender wrote it
     * @param correction the number of the correction that made it say so; null where none did
     */
    @Schema(name = "FigureEvent")
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
        Page page = transactions.query(handle -> {
            List<Found> found = new ArrayList<>();
            Cursor last = cursor;
            try (ResultIterator<Listed> rows = handle.createQuery("""
                            select t.name, s.name, e.id, e.time, e.data, e.batch, e.ord, (select c.correction
                                from corrected_event c where c.now_batch = e.batch and c.now_ord = e.ord)
                            from event e join event_type t on t.no = e.type_no join source s on s.no = e.source_no
                            where e.type_no in (select no from event_type where name = any(:types))
                              and e.time >= :start and e.time < :end and (e.time, e.batch, e.ord) < (:time, :batch, :ord)
                              and\s""" + Corrections.COUNTS + """
                            \sorder by e.time desc, e.batch desc, e.ord desc""")
                    .setFetchSize(AT_ONCE)
                    .bindArray("types", String.class, types(series))
                    .bind("start", period.start())
                    .bind("end", end)
                    .bind("time", cursor.time())
                    .bind("batch", cursor.batch())
                    .bind("ord", cursor.ord())
                    .map((row, context) -> listed(series, row))
                    .iterator()) {
                long size = 0;
                while (rows.hasNext()) {
                    Listed row = rows.next();
                    if (row != null) {
                        if (found.size() == limit || size > LARGEST_PAGE) {
                            return new Page(found, Optional.of(last.words()), List.of());
                        }
                        found.add(row.found());
                        size += row.found().data().length();
                        last = row.place();
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

    private record Listed(Found found, Cursor place) {}

    /** Null where no series selects it. */
    private static Listed listed(Collection<Series> series, ResultSet row) throws SQLException {
        Event event = FactsReader.event(row);
        return selected(series, event)
                ? new Listed(found(event, row, 8), new Cursor(event.time(), row.getLong(6), row.getInt(7)))
                : null;
    }

    /** @param correction its column */
    private static Found found(Event event, ResultSet row, int correction) throws SQLException {
        return new Found(
                event.source(),
                event.id(),
                event.type(),
                event.time(),
                row.getString(5),
                row.getObject(correction, Long.class));
    }

    private static List<String> types(Collection<Series> series) {
        return series.stream().map(one -> one.selector().type()).distinct().toList();
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
        return transactions.query(handle -> {
            List<Excluded> excluded = new ArrayList<>();
            try (ResultIterator<Event> events = handle.createQuery("""
                            select t.name, s.name, e.id, e.time, e.data
                            from event e join event_type t on t.no = e.type_no join source s on s.no = e.source_no
                            where e.type_no in (select no from event_type where name = any(:types))
                              and e.time >= :start and e.time < :end
                              and\s""" + Corrections.COUNTS + """
                            \sorder by e.time desc, e.batch desc, e.ord desc""")
                    .setFetchSize(1_000)
                    .bindArray("types", String.class, types(series))
                    .bind("start", period.start())
                    .bind("end", end)
                    .map((row, context) -> FactsReader.event(row))
                    .iterator()) {
                while (excluded.size() < most && events.hasNext()) {
                    Event event = events.next();
                    series.stream()
                            .filter(one -> one.selector().type().equals(event.type()))
                            .flatMap(one -> one.exclusion(event).stream())
                            .findFirst()
                            .ifPresent(why -> excluded.add(
                                    new Excluded(event.source(), event.id(), event.type(), event.time(), why)));
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
        return transactions.query(handle -> {
            Map<List<String>, Instant> newest = new HashMap<>();
            LocalDate from = period.from();
            while (from.isBefore(period.until())) {
                Instant start = from.atStartOfDay(period.zone()).toInstant();
                if (!start.isBefore(end)) {
                    break;
                }
                from = Grain.MONTH.next(Grain.MONTH.startOf(from));
                Instant next = from.atStartOfDay(period.zone()).toInstant();
                handle.createQuery("""
                                select t.name, s.name, e.id, e.time, e.data
                                from event_type t cross join lateral (
                                    select * from event e
                                    where e.type_no = t.no and e.time >= :start and e.time < :end and\s""" + Corrections.COUNTS + """
                                \sorder by e.time desc limit :looked) e
                                join source s on s.no = e.source_no
                                where t.name = any(:types)""")
                        .bind("start", start)
                        .bind("end", next.isBefore(end) ? next : end)
                        .bind("looked", LOOKED)
                        .bindArray("types", String.class, types(series))
                        .map((row, context) -> FactsReader.event(row))
                        .forEach(event -> {
                            if (selected(series, event)) {
                                newest.merge(
                                        List.of(event.source(), event.type()),
                                        event.time(),
                                        (one, other) -> one.isAfter(other) ? one : other);
                            }
                        });
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
        return transactions.query(handle -> {
            List<Found> found = new ArrayList<>();
            try (ResultIterator<Found> rows = handle.createQuery("""
                            select t.name, s.name, e.id, e.time, e.data, (select c.correction
                                from corrected_event c where c.now_batch = e.batch and c.now_ord = e.ord)
                            from event_type t cross join lateral (
                                select * from event e
                                where e.type_no = t.no and e.time >= :from and e.time < :until
                                  and (:anySource or e.source_no = (select no from source where name = :source))
                                  and\s""" + Corrections.COUNTS + """
                            \sorder by e.time desc limit :looked) e
                            join source s on s.no = e.source_no
                            where :anyType or t.name = any(:types)
                            order by e.time desc, e.batch desc, e.ord desc""")
                    .setFetchSize(AT_ONCE)
                    .bind("from", search.from())
                    .bind("until", search.until())
                    .bind("anySource", search.source().isEmpty())
                    .bind("source", search.source().orElse(null))
                    .bind("looked", looked)
                    .bind("anyType", search.types().isEmpty())
                    .bindArray("types", String.class, search.types())
                    .map((row, context) -> wanted(wanted, row))
                    .iterator()) {
                long size = 0;
                while (found.size() < most && size < LARGEST_PAGE && rows.hasNext()) {
                    Found one = rows.next();
                    if (one != null) {
                        size += one.data().length();
                        found.add(one);
                    }
                }
            }
            return found;
        });
    }

    /** Null where it is not. */
    private static Found wanted(Predicate<Event> wanted, ResultSet row) throws SQLException {
        Event event = FactsReader.event(row);
        return wanted.test(event) ? found(event, row, 6) : null;
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
        transactions.query(handle -> {
            for (Series one : signs) {
                handle.createQuery("""
                                select e.time from event e
                                where e.type_no = (select no from event_type where name = :type)
                                  and (:vouched::text is null or e.data ->> 'type' = :vouched)
                                  and e.time < :before and e.batch <= :upTo and not e.batch = any(:without)
                                  and\s""" + Corrections.COUNTED + " order by e.time limit 1")
                        .bind("type", one.selector().type())
                        .bind("vouched", vouchedFor(one).orElse(null))
                        .bind("before", before)
                        .bind("upTo", position.upTo())
                        .bindArray("without", Long.class, position.without())
                        .mapTo(Instant.class)
                        .findOne()
                        .ifPresent(
                                time -> facts.sign(one, time.atZone(one.zone()).toLocalDate()));
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
        return transactions.query(handle -> {
            handle.createQuery("""
                            select t.name, s.name, e.id, e.time, e.data
                            from event e join event_type t on t.no = e.type_no join source s on s.no = e.source_no
                            where e.type_no in (select no from event_type where name = any(:types))
                              and e.time >= :start and e.time < :before
                              and e.batch <= :upTo and not e.batch = any(:without)
                              and\s""" + Corrections.COUNTED)
                    .setFetchSize(5_000)
                    .bindArray("types", String.class, types(series))
                    // A day to spare on the left: days are the zone's, and the facts themselves are cut exactly below.
                    .bind("start", from.minusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC))
                    .bind("before", before)
                    .bind("upTo", position.upTo())
                    .bindArray("without", Long.class, position.without())
                    .map((row, context) -> FactsReader.event(row))
                    .forEach(event -> {
                        for (Series one : series) {
                            LocalDate day = one.day(event);
                            if (one.selector().type().equals(event.type())
                                    && !day.isBefore(from)
                                    && day.isBefore(until)) {
                                one.fold(event).ifPresent(rollup -> facts.add(one, day, rollup));
                            }
                        }
                    });
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

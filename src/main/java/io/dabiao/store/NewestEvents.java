package io.dabiao.store;

import io.dabiao.core.event.Event;
import io.dabiao.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** What each of some sources said last. */
@ApplicationScoped
public class NewestEvents {

    /** As {@link FactsReader#event} reads them. */
    private static final String EVENTS = "select t.name, s.name, e.id, e.time, e.data ";

    private static final String FROM = """
            from event e join event_type t on t.no = e.type_no join source s on s.no = e.source_no
            where e.type_no in (select no from event_type where name = any(:types))
              and e.source_no in (select no from source where name = any(:sources)) and e.time >= :since
              and\s""" + Corrections.COUNTS + " ";

    private final Transactions transactions;

    NewestEvents(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * The newest event of each source by event time; a source without one is not in it.
     *
     * @param since events before it are not looked at; the read costs in proportion to all events of the types since then
     */
    public Map<String, Event> of(Collection<String> sources, Collection<String> types, Instant since) {
        return transactions.query(handle -> newest(handle, sources, types, since));
    }

    /**
     * As {@link #of}, within the caller's transaction, which alone may look so until it ends: what it adds to these types is
     * known to the one who looks next, at whichever replica.
     */
    public Map<String, Event> alone(Handle handle, Collection<String> sources, Collection<String> types, Instant since)
            throws SQLException {
        Locks.NEWEST.exclusive(handle.getConnection());
        return newest(handle, sources, types, since);
    }

    /** All events of some sources and one type from {@code since} on, the oldest first. */
    public List<Event> all(Handle handle, Collection<String> sources, String type, Instant since) {
        return asked(handle, EVENTS + FROM + "order by e.time, e.id", sources, List.of(type), since)
                .map((row, context) -> FactsReader.event(row))
                .list();
    }

    /** All events of one source and type from {@code since} on and before {@code until}, the oldest first. */
    public List<Event> between(Handle handle, String source, String type, Instant since, Instant until) {
        String sql = EVENTS + FROM + "and e.time < :until order by e.time, e.id";
        return asked(handle, sql, List.of(source), List.of(type), since)
                .bind("until", until)
                .map((row, context) -> FactsReader.event(row))
                .list();
    }

    private static Map<String, Event> newest(
            Handle handle, Collection<String> sources, Collection<String> types, Instant since) {
        String sql = "select distinct on (s.name) t.name, s.name, e.id, e.time, e.data " + FROM
                + "order by s.name, e.time desc, e.id desc";
        return asked(handle, sql, sources, types, since)
                .map((row, context) -> FactsReader.event(row))
                .collectToMap(Event::source, event -> event);
    }

    private static Query asked(
            Handle handle, String sql, Collection<String> sources, Collection<String> types, Instant since) {
        return handle.createQuery(sql)
                .bindArray("types", String.class, types)
                .bindArray("sources", String.class, sources)
                .bind("since", since);
    }

    /** When a type was first and last heard: by an event of it, or by a source that vouched for it. */
    public record Span(Instant first, Instant last) {

        private Span with(Span other) {
            return new Span(
                    first.isBefore(other.first) ? first : other.first, last.isAfter(other.last) ? last : other.last);
        }
    }

    /** Of events in the log that count; a type that was never heard is not in it. */
    public Map<String, Span> spans(Collection<String> types) {
        return transactions.query(handle -> {
            Map<String, Span> spans = new HashMap<>();
            handle.createQuery("""
                            select t.name, first.time as first, last.time as last
                            from event_type t
                            cross join lateral (select e.time from event e where e.type_no = t.no and %1$s
                                order by e.time limit 1) first
                            cross join lateral (select e.time from event e where e.type_no = t.no and %1$s
                                order by e.time desc limit 1) last
                            where t.name = any(:types)
                            union all
                            select e.data ->> 'type', min(e.time), max(e.time)
                            from event e
                            where e.type_no = (select no from event_type where name = 'source.alive')
                              and e.data ->> 'type' = any(:types) and %1$s
                            group by 1""".formatted(Corrections.COUNTS))
                    .bindArray("types", String.class, types)
                    .map(row -> Map.entry(
                            row.getColumn("name", String.class),
                            new Span(row.getColumn("first", Instant.class), row.getColumn("last", Instant.class))))
                    .forEach(one -> spans.merge(one.getKey(), one.getValue(), Span::with));
            return spans;
        });
    }

    /** Counting beyond it would cost much and say little more. */
    public static final int MOST_COUNTED = 10_000;

    /** Every type of which an event was ever taken. */
    public List<String> types() {
        return transactions.query(handle -> handle.createQuery("select name from event_type")
                .mapTo(String.class)
                .list());
    }

    /** How many events of each of some types are in the log and count, up to {@link #MOST_COUNTED}. */
    public Map<String, Long> counts(Collection<String> types) {
        return transactions.query(handle -> handle.createQuery("""
                        select t.name, counted.events
                        from event_type t
                        cross join lateral (
                            select count(*) as events
                            from (select from event e where e.type_no = t.no and %s
                                  limit :most) taken) counted
                        where t.name = any(:types)""".formatted(Corrections.COUNTS))
                .bind("most", MOST_COUNTED)
                .bindArray("types", String.class, types)
                .map((row, context) -> Map.entry(row.getString("name"), row.getLong("events")))
                .collectToMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The newest event of a type: when it happened, and who told. */
    public record Heard(String type, String source, Instant time) {}

    /** The newest event of each type that was ever taken, by type. It costs in proportion to the types and months, not to the events. */
    public Map<String, Heard> ofEachType() {
        return transactions.query(handle -> handle.createQuery("""
                        select t.name as type, s.name as source, e.time
                        from event_type t
                        cross join lateral (
                            select source_no, time from event where type_no = t.no order by time desc limit 1) e
                        join source s on s.no = e.source_no""")
                .map(row -> new Heard(
                        row.getColumn("type", String.class),
                        row.getColumn("source", String.class),
                        row.getColumn("time", Instant.class)))
                .collectToMap(Heard::type, one -> one));
    }
}

package io.dabiao.store;

import io.dabiao.core.event.Event;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each of some sources said last. */
@ApplicationScoped
public class NewestEvents {

    private static final String FROM = """
            from event e join event_type t on t.no = e.type_no join source s on s.no = e.source_no
            where e.type_no in (select no from event_type where name = any(?))
              and e.source_no in (select no from source where name = any(?)) and e.time >= ?
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
        return transactions.read(connection -> newest(connection, sources, types, since));
    }

    /**
     * As {@link #of}, within the caller's transaction, which alone may look so until it ends: what it adds to these types is
     * known to the one who looks next, at whichever replica.
     */
    public Map<String, Event> alone(
            Connection connection, Collection<String> sources, Collection<String> types, Instant since)
            throws SQLException {
        Locks.NEWEST.exclusive(connection);
        return newest(connection, sources, types, since);
    }

    /** All events of some sources and one type from {@code since} on, the oldest first. */
    public List<Event> all(Connection connection, Collection<String> sources, String type, Instant since)
            throws SQLException {
        List<Event> events = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "select t.name, s.name, e.id, e.time, e.data " + FROM + "order by e.time, e.id")) {
            bind(statement, sources, List.of(type), since);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    events.add(FactsReader.event(row));
                }
            }
        }
        return events;
    }

    /** All events of one source and type from {@code since} on and before {@code until}, the oldest first. */
    public List<Event> between(Connection connection, String source, String type, Instant since, Instant until)
            throws SQLException {
        List<Event> events = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "select t.name, s.name, e.id, e.time, e.data " + FROM + "and e.time < ? order by e.time, e.id")) {
            bind(statement, List.of(source), List.of(type), since);
            statement.setObject(4, until.atOffset(ZoneOffset.UTC));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    events.add(FactsReader.event(row));
                }
            }
        }
        return events;
    }

    private static Map<String, Event> newest(
            Connection connection, Collection<String> sources, Collection<String> types, Instant since)
            throws SQLException {
        Map<String, Event> newest = new HashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement("select distinct on (s.name) t.name, s.name, e.id, e.time, e.data " + FROM
                        + "order by s.name, e.time desc, e.id desc")) {
            bind(statement, sources, types, since);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Event event = FactsReader.event(row);
                    newest.put(event.source(), event);
                }
            }
        }
        return newest;
    }

    private static void bind(
            PreparedStatement statement, Collection<String> sources, Collection<String> types, Instant since)
            throws SQLException {
        Connection connection = statement.getConnection();
        statement.setArray(1, connection.createArrayOf("text", types.toArray()));
        statement.setArray(2, connection.createArrayOf("text", sources.toArray()));
        statement.setObject(3, since.atOffset(ZoneOffset.UTC));
    }

    /** When a type was first and last heard: by an event of it, or by a source that vouched for it. */
    public record Span(Instant first, Instant last) {}

    /** Of events in the log that count; a type that was never heard is not in it. */
    public Map<String, Span> spans(Collection<String> types) {
        return transactions.read(connection -> {
            Map<String, Span> spans = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement(
                    """
                    select t.name, first.time, last.time
                    from event_type t
                    cross join lateral (select e.time from event e where e.type_no = t.no and\s""" + Corrections.COUNTS + """
                    \sorder by e.time limit 1) first
                    cross join lateral (select e.time from event e where e.type_no = t.no and\s""" + Corrections.COUNTS + """
                    \sorder by e.time desc limit 1) last
                    where t.name = any(?)
                    union all
                    select e.data ->> 'type', min(e.time), max(e.time)
                    from event e
                    where e.type_no = (select no from event_type where name = 'source.alive')
                      and e.data ->> 'type' = any(?) and\s""" + Corrections.COUNTS + """
                    \sgroup by 1""")) {
                statement.setArray(1, connection.createArrayOf("text", types.toArray()));
                statement.setArray(2, connection.createArrayOf("text", types.toArray()));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        spans.merge(
                                row.getString(1),
                                new Span(
                                        row.getObject(2, OffsetDateTime.class).toInstant(),
                                        row.getObject(3, OffsetDateTime.class).toInstant()),
                                (one, other) -> new Span(
                                        one.first().isBefore(other.first()) ? one.first() : other.first(),
                                        one.last().isAfter(other.last()) ? one.last() : other.last()));
                    }
                }
            }
            return spans;
        });
    }

    /** Counting beyond it would cost much and say little more. */
    public static final int MOST_COUNTED = 10_000;

    /** Every type of which an event was ever taken. */
    public List<String> types() {
        return transactions.read(connection -> {
            List<String> types = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement("select name from event_type");
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    types.add(row.getString(1));
                }
            }
            return types;
        });
    }

    /** How many events of each of some types are in the log and count, up to {@link #MOST_COUNTED}. */
    public Map<String, Long> counts(Collection<String> types) {
        return transactions.read(connection -> {
            Map<String, Long> counts = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement("""
                    select t.name, counted.events
                    from event_type t
                    cross join lateral (
                        select count(*) as events
                        from (select from event e where e.type_no = t.no and\s""" + Corrections.COUNTS + """
                              \slimit ?) taken) counted
                    where t.name = any(?)""")) {
                statement.setInt(1, MOST_COUNTED);
                statement.setArray(2, connection.createArrayOf("text", types.toArray()));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        counts.put(row.getString(1), row.getLong(2));
                    }
                }
            }
            return counts;
        });
    }

    /** The newest event of a type: when it happened, and who told. */
    public record Heard(String type, String source, Instant time) {}

    /** The newest event of each type that was ever taken, by type. It costs in proportion to the types and months, not to the events. */
    public Map<String, Heard> ofEachType() {
        return transactions.read(connection -> {
            Map<String, Heard> newest = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement("""
                            select t.name, s.name, e.time
                            from event_type t
                            cross join lateral (
                                select source_no, time from event where type_no = t.no order by time desc limit 1) e
                            join source s on s.no = e.source_no""");
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Instant time = row.getObject(3, OffsetDateTime.class).toInstant();
                    newest.put(row.getString(1), new Heard(row.getString(1), row.getString(2), time));
                }
            }
            return newest;
        });
    }
}

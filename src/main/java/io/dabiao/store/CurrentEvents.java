package io.dabiao.store;

import io.dabiao.core.event.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the log says now of events by their identities, corrections included. */
final class CurrentEvents {

    /** So many batches are looked up at once. */
    private static final int BATCHES_AT_A_TIME = 64;

    /** A row of the log. */
    record Place(long batch, int ord) {}

    /** A row of the log with what it says. */
    record Content(Event event, String data) {}

    /**
     * One identity.
     *
     * @param steps how often it was corrected
     * @param digest of what counts; empty where the event is withdrawn
     * @param place of the row that counts; empty where the event is withdrawn
     */
    record CurrentEvent(int source, String id, int steps, Optional<Long> digest, Optional<Place> place) {}

    private CurrentEvents() {}

    /** By the index of the identity asked for; an unknown one is absent. */
    static Map<Integer, CurrentEvent> of(Connection connection, List<String> sources, List<String> ids)
            throws SQLException {
        Map<Integer, CurrentEvent> standings = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                select a.ord, i.source_no, i.id, coalesce(c.step, 0),
                       case when c.step is null then i.digest else c.digest end,
                       case when c.step is null then i.batch else c.now_batch end,
                       case when c.step is null then i.ord else c.now_ord end
                from unnest(?::text[], ?::text[]) with ordinality as a (source, id, ord)
                join source s on s.name = a.source
                join event_identity i on i.source_no = s.no and i.id = a.id
                left join lateral (
                    select * from corrected_event c where c.source_no = i.source_no and c.id = i.id
                    order by c.step desc limit 1) c on true""")) {
            statement.setArray(1, connection.createArrayOf("text", sources.toArray()));
            statement.setArray(2, connection.createArrayOf("text", ids.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long digest = row.getLong(5);
                    Optional<Long> stands = row.wasNull() ? Optional.empty() : Optional.of(digest);
                    Optional<Place> place =
                            stands.isEmpty() ? Optional.empty() : Optional.of(new Place(row.getLong(6), row.getInt(7)));
                    standings.put(
                            row.getInt(1) - 1,
                            new CurrentEvent(row.getInt(2), row.getString(3), row.getInt(4), stands, place));
                }
            }
        }
        return standings;
    }

    /** What rows of the log say; a row that was expired is absent. */
    static Map<Place, Content> contents(Connection connection, Collection<Place> places) throws SQLException {
        Set<Place> wanted = new HashSet<>(places);
        TreeSet<Long> batches = new TreeSet<>();
        wanted.forEach(place -> batches.add(place.batch()));
        Map<Place, Content> contents = new HashMap<>();
        List<Long> some = new ArrayList<>();
        for (Long batch : batches) {
            some.add(batch);
            if (some.size() == BATCHES_AT_A_TIME || batch.equals(batches.last())) {
                read(connection, some, wanted, contents);
                some.clear();
            }
        }
        return contents;
    }

    private static void read(Connection connection, List<Long> batches, Set<Place> wanted, Map<Place, Content> contents)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select t.name, s.name, e.id, e.time, e.data, e.batch, e.ord
                from event e join event_type t on t.no = e.type_no join source s on s.no = e.source_no
                where e.batch = any(?)""")) {
            statement.setFetchSize(5_000);
            statement.setArray(1, connection.createArrayOf("int8", batches.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Place place = new Place(row.getLong(6), row.getInt(7));
                    if (wanted.contains(place)) {
                        contents.put(place, new Content(FactsReader.event(row), row.getString(5)));
                    }
                }
            }
        }
    }
}

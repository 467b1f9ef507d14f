package io.dabiao.store;

import io.dabiao.core.event.Event;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

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
    static Map<Integer, CurrentEvent> of(Handle handle, List<String> sources, List<String> ids) {
        return handle.createQuery("""
                        select a.ord, i.source_no, i.id, coalesce(c.step, 0),
                               case when c.step is null then i.digest else c.digest end,
                               case when c.step is null then i.batch else c.now_batch end,
                               case when c.step is null then i.ord else c.now_ord end
                        from unnest(:sources, :ids) with ordinality as a (source, id, ord)
                        join source s on s.name = a.source
                        join event_identity i on i.source_no = s.no and i.id = a.id
                        left join lateral (
                            select * from corrected_event c where c.source_no = i.source_no and c.id = i.id
                            order by c.step desc limit 1) c on true""")
                .bindArray("sources", String.class, sources)
                .bindArray("ids", String.class, ids)
                .map((row, context) -> Map.entry(row.getInt(1) - 1, current(row)))
                .collectToMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private static CurrentEvent current(ResultSet row) throws SQLException {
        Optional<Long> stands = Optional.ofNullable(row.getObject(5, Long.class));
        Optional<Place> place =
                stands.isEmpty() ? Optional.empty() : Optional.of(new Place(row.getLong(6), row.getInt(7)));
        return new CurrentEvent(row.getInt(2), row.getString(3), row.getInt(4), stands, place);
    }

    /** What rows of the log say; a row that was expired is absent. */
    static Map<Place, Content> contents(Handle handle, Collection<Place> places) {
        Set<Place> wanted = new HashSet<>(places);
        TreeSet<Long> batches = new TreeSet<>();
        wanted.forEach(place -> batches.add(place.batch()));
        Map<Place, Content> contents = new HashMap<>();
        List<Long> some = new ArrayList<>();
        for (Long batch : batches) {
            some.add(batch);
            if (some.size() == BATCHES_AT_A_TIME || batch.equals(batches.last())) {
                read(handle, some, wanted, contents);
                some.clear();
            }
        }
        return contents;
    }

    private static void read(Handle handle, List<Long> batches, Set<Place> wanted, Map<Place, Content> contents) {
        handle
                .createQuery("""
                        select t.name, s.name, e.id, e.time, e.data, e.batch, e.ord
                        from event e join event_type t on t.no = e.type_no join source s on s.no = e.source_no
                        where e.batch = any(:batches)""")
                .setFetchSize(5_000)
                .bindArray("batches", Long.class, batches)
                .map((row, context) -> {
                    Place place = new Place(row.getLong(6), row.getInt(7));
                    return wanted.contains(place)
                            ? Map.entry(place, new Content(FactsReader.event(row), row.getString(5)))
                            : null;
                })
                .stream()
                .filter(Objects::nonNull)
                .forEach(one -> contents.put(one.getKey(), one.getValue()));
    }
}

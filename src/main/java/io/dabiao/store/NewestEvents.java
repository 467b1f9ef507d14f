package io.dabiao.store;

import io.dabiao.core.Event;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What each of some sources said last. */
@ApplicationScoped
public class NewestEvents {

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
        return transactions.read(connection -> {
            Map<String, Event> newest = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement("""
                    select distinct on (s.name) t.name, s.name, e.id, e.time, e.data
                    from event e join event_type t on t.no = e.type_no join source s on s.no = e.source_no
                    where e.type_no in (select no from event_type where name = any(?))
                      and e.source_no in (select no from source where name = any(?)) and e.time >= ?
                    order by s.name, e.time desc, e.id desc""")) {
                statement.setArray(1, connection.createArrayOf("text", types.toArray()));
                statement.setArray(2, connection.createArrayOf("text", sources.toArray()));
                statement.setObject(3, since.atOffset(ZoneOffset.UTC));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        Event event = FactsReader.event(row);
                        newest.put(event.source(), event);
                    }
                }
            }
            return newest;
        });
    }
}

package io.dabiao.ingest.source;

import io.dabiao.access.Sender;
import io.dabiao.ingest.mapping.Mapping;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A source as its file declares it.
 *
 * @param schedule when it is read; absent where it sends by itself
 * @param fresh after so long without a success, or without a row where it sends by itself, it is stale; absent for never
 * @param sender on whose behalf its events are taken
 * @param mappings how its rows become events: each of them that means a row makes one of it; never empty
 * @param updates what follows where a row says something else than before
 * @param file that declares it, for those who look for it
 */
public record DeclaredSource(
        String name,
        String kind,
        Place place,
        Optional<Schedule> schedule,
        Optional<Duration> fresh,
        Sender sender,
        List<Mapping> mappings,
        Updates updates,
        String file) {

    /** What follows where an event's identity is known and its row says something else. */
    public enum Updates {
        /** The first copy stands, and the other is listed among the conflicts. */
        KEEP,
        /** The event is corrected: it says from now on what the row says. */
        REPLACE
    }

    public DeclaredSource {
        mappings = List.copyOf(mappings);
    }

    /** The same, whose events must be such as this sender may send too. */
    DeclaredSource within(Sender sender) {
        return new DeclaredSource(
                name, kind, place, schedule, fresh, this.sender.within(sender), mappings, updates, file);
    }
}

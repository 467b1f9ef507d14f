package io.dabiao.store;

import io.dabiao.core.event.Event;
import jakarta.enterprise.inject.Vetoed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** A log that is a list, for one thread. */
@Vetoed
public final class NewestInMemory extends NewestEvents {

    private final List<Event> events = new ArrayList<>();

    public NewestInMemory() {
        super(null);
    }

    /** As the log does: of one identity the first counts. */
    public void add(Event event) {
        if (events.stream()
                .noneMatch(
                        one -> one.source().equals(event.source()) && one.id().equals(event.id()))) {
            events.add(event);
        }
    }

    /** In the order of their times. */
    public List<Event> events() {
        return events.stream().sorted(Comparator.comparing(Event::time)).toList();
    }

    @Override
    public Map<String, Event> of(Collection<String> sources, Collection<String> types, Instant since) {
        Map<String, Event> newest = new HashMap<>();
        events().stream()
                .filter(event -> sources.contains(event.source())
                        && types.contains(event.type())
                        && !event.time().isBefore(since))
                .forEach(event -> newest.put(event.source(), event));
        return newest;
    }

    @Override
    public Map<String, Event> alone(
            Handle handle, Collection<String> sources, Collection<String> types, Instant since) {
        return of(sources, types, since);
    }

    @Override
    public List<Event> all(Handle handle, Collection<String> sources, String type, Instant since) {
        return events().stream()
                .filter(event -> sources.contains(event.source())
                        && event.type().equals(type)
                        && !event.time().isBefore(since))
                .toList();
    }
}

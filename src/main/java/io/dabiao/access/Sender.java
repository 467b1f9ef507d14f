package io.dabiao.access;

import io.dabiao.core.Event;
import io.dabiao.core.Measure;
import java.util.Optional;
import java.util.Set;

/**
 * Who sends, and what he may send.
 *
 * @param name for the record
 * @param sources the only sources he may speak for; empty for any
 * @param types the only event types he may send; empty for any
 * @param reports whether he may report values by hand
 */
public record Sender(String name, Set<String> sources, Set<String> types, boolean reports) {

    /** Why this sender may not send the event; empty where he may. */
    public Optional<String> refuses(Event event) {
        if (!sources.isEmpty() && !sources.contains(event.source())) {
            return Optional.of("this token may not speak for the source " + event.source());
        }
        if (!types.isEmpty() && !types.contains(event.type())) {
            return Optional.of("this token may not send events of type " + event.type());
        }
        if (event.type().equals(Measure.Reported.TYPE) && !reports) {
            return Optional.of("values reported by a person need the role 'report'");
        }
        return Optional.empty();
    }
}

package io.dabiao.access;

import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.measure.Reported;
import java.util.Optional;
import java.util.Set;

/**
 * Who sends, and what he may send.
 *
 * @param name for the record
 * @param sources the only sources he may speak for; empty for any
 * @param types the only event types he may send; empty for any
 * @param reports whether he may report values by hand
 * @param projects the only projects, by id, for which he may report values by hand, and he may send nothing else; absent for any
 */
public record Sender(
        String name, Set<String> sources, Set<String> types, boolean reports, Optional<Set<String>> projects) {

    public Sender(String name, Set<String> sources, Set<String> types, boolean reports) {
        this(name, sources, types, reports, Optional.empty());
    }

    /** Why this sender may not send the event; empty where he may. */
    public Optional<String> refuses(Event event) {
        if (!sources.isEmpty() && !sources.contains(event.source())) {
            return Optional.of(name + " may not speak for the source " + event.source());
        }
        if (!types.isEmpty() && !types.contains(event.type())) {
            return Optional.of(name + " may not send events of type " + event.type());
        }
        if (event.type().equals(Reported.TYPE) && !reports) {
            return Optional.of("values reported by a person need the role 'report'");
        }
        return projects.filter(own -> !reportsFor(own, event))
                .map(own ->
                        "only values of the projects " + String.join(", ", own) + " may be reported by this person");
    }

    private static boolean reportsFor(Set<String> own, Event event) {
        return event.type().equals(Reported.TYPE)
                && event.attributes().get("project") instanceof Attribute.Text project
                && own.contains(project.text());
    }
}

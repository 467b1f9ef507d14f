package io.dabiao.core.event;

import java.time.Instant;
import java.util.Map;

/**
 * An immutable fact. {@code source} and {@code id} are its identity, for ever.
 *
 * @param source who says so
 * @param id unique at the source
 * @param type what kind of fact, such as {@code hotline.call}
 * @param time when it happened; decides the day, week, month and year in which it counts
 * @param attributes the scalars of its data
 */
public record Event(String source, String id, String type, Instant time, Map<String, Attribute> attributes) {

    public Event {
        attributes = Map.copyOf(attributes);
    }
}

package io.dabiao.store;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Where a broker's message came from.
 *
 * @param stream its declared name
 * @param topic or the queue
 * @param partition empty where the broker has none
 * @param offset the message's place in its partition, from 0; empty where the broker does not count
 */
public record Origin(String stream, String topic, OptionalInt partition, OptionalLong offset) {

    /** At a broker that numbers neither. */
    public static Origin of(String stream, String topic) {
        return new Origin(stream, topic, OptionalInt.empty(), OptionalLong.empty());
    }
}

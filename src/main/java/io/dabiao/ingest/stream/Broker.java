package io.dabiao.ingest.stream;

import io.dabiao.yaml.Fields;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/**
 * A kind of message broker. Implementations are beans, found by their name; they keep nothing of a stream.
 *
 * <p>Its connector must hand on no more messages than were asked for, and must let the broker forget none that was not
 * acknowledged: what is acknowledged has been committed.
 */
public interface Broker {

    /** As declarations of streams write it. */
    String name();

    InboundConnector connector();

    /**
     * Reads the keys of a stream that are the broker's own.
     *
     * @param stream its name
     * @return the connector's attributes; empty where faults were told
     */
    Optional<Map<String, String>> attributes(String stream, Fields fields);

    /** How many messages of the connector may be under way at once; at least 1. */
    int window(Map<String, String> attributes);

    /**
     * What a message of the connector holds, in its order.
     *
     * @param attributes of the stream
     */
    List<Received> received(String stream, Map<String, String> attributes, Message<?> message);

    /**
     * Lets the broker forget messages, all of which came from the same subscription, in their order. That fails silently
     * where the connection is gone: they are delivered again, and a replay changes nothing.
     */
    default void acknowledge(List<Message<?>> messages) {
        messages.forEach(message -> message.ack(Metadata.empty()));
    }

    /** What is the matter between the connector and the broker; empty where nothing is, or no one knows. */
    default Optional<String> trouble(String stream) {
        return Optional.empty();
    }
}

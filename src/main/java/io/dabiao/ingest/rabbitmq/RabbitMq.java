package io.dabiao.ingest.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Delivery;
import io.dabiao.ingest.stream.Attributes;
import io.dabiao.ingest.stream.Broker;
import io.dabiao.ingest.stream.Received;
import io.dabiao.store.Origin;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/** A queue of RabbitMQ; any number of replicas compete for its messages. */
@ApplicationScoped
class RabbitMq implements Broker {

    private static final Logger LOG = Logger.getLogger(RabbitMq.class);

    private static final Pattern URL = Pattern.compile("amqps?://[^\\s/@]+(/[^\\s/]*)?");
    private static final int PREFETCH = 1_000;
    private static final int MOST = 65_535;

    /** CloudEvents' AMQP binding has a colon, which JMS does not take, and an underscore where that matters. */
    private static final List<String> ENVELOPE = List.of("cloudevents:", "cloudevents_", "ce-", "ce_");

    private final RabbitMqConnector connector;

    RabbitMq(
            @org.eclipse.microprofile.reactive.messaging.spi.Connector(RabbitMqConnector.NAME)
                    RabbitMqConnector connector) {
        this.connector = connector;
    }

    @Override
    public String name() {
        return "rabbitmq";
    }

    @Override
    public InboundConnector connector() {
        return connector;
    }

    @Override
    public Optional<Map<String, String>> attributes(String stream, Fields fields) {
        Map<String, String> attributes = new HashMap<>();
        Attributes.address(fields, URL, "a RabbitMQ", "amqp://host:5672/vhost or amqps://…", attributes);
        fields.required("queue").flatMap(Cursor::word).ifPresent(queue -> attributes.put("queue", queue));
        attributes.put("prefetch", Integer.toString(Attributes.prefetch(fields, MOST, PREFETCH)));
        return attributes.containsKey("url") && attributes.containsKey("queue")
                ? Optional.of(attributes)
                : Optional.empty();
    }

    @Override
    public int window(Map<String, String> attributes) {
        return Integer.parseInt(attributes.get("prefetch"));
    }

    @Override
    public List<Received> received(String stream, Map<String, String> attributes, Message<?> message) {
        Delivery delivery = ((RabbitMqConnector.Delivered) message.getPayload()).delivery();
        AMQP.BasicProperties properties = delivery.getProperties();
        Map<String, String> envelope = new HashMap<>();
        if (properties.getHeaders() != null) {
            properties.getHeaders().forEach((name, value) -> envelope(name, value, envelope));
        }
        Origin origin = Origin.of(stream, attributes.get("queue"));
        return List.of(new Received(delivery.getBody(), envelope, origin));
    }

    private static void envelope(String name, Object value, Map<String, String> envelope) {
        String small = name.toLowerCase(Locale.ROOT);
        ENVELOPE.stream()
                .filter(small::startsWith)
                .findFirst()
                .filter(prefix -> value != null)
                .ifPresent(prefix -> envelope.put(small.substring(prefix.length()), value.toString()));
    }

    /** One acknowledgement for all of them. */
    @Override
    public void acknowledge(List<Message<?>> messages) {
        RabbitMqConnector.Delivered last =
                (RabbitMqConnector.Delivered) messages.get(messages.size() - 1).getPayload();
        try {
            last.acknowledgeUpToHere();
        } catch (IOException | AlreadyClosedException gone) {
            LOG.debugf(gone, "%d messages will be delivered again", messages.size());
        }
    }
}

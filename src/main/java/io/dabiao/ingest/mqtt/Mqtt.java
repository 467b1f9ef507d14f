package io.dabiao.ingest.mqtt;

import io.dabiao.ingest.stream.Attributes;
import io.dabiao.ingest.stream.Broker;
import io.dabiao.ingest.stream.Received;
import io.dabiao.store.Origin;
import io.dabiao.yaml.Fields;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

/**
 * Topics of an MQTT 5 broker. Replicas share them by a filter that begins with {@code $share/}, each under a client
 * identifier of its own.
 */
@ApplicationScoped
class Mqtt implements Broker {

    private static final Pattern URL = Pattern.compile("mqtts?://[^\\s/@]+/?");
    private static final int UNDER_WAY = 1_000;
    private static final int MOST = 65_535;
    /** A week: so long the broker keeps what arrives while the service is away. */
    private static final long SESSION_SECONDS = 7L * 24 * 3600;

    /** Required of every event; its presence tells binary mode from user properties that mean something else. */
    private static final String VERSION = "specversion";

    private final MqttConnector connector;

    Mqtt(@Connector(MqttConnector.NAME) MqttConnector connector) {
        this.connector = connector;
    }

    @Override
    public String name() {
        return "mqtt";
    }

    @Override
    public InboundConnector connector() {
        return connector;
    }

    @Override
    public Optional<Map<String, String>> attributes(String stream, Fields fields) {
        Map<String, String> attributes = new HashMap<>();
        Attributes.address(fields, URL, "an MQTT broker", "mqtt://host:1883 or mqtts://host:8883", attributes);
        fields.required("topics")
                .flatMap(at -> Attributes.names(at, "topics"))
                .ifPresent(topics -> attributes.put("topics", topics));
        attributes.put(
                "client", fields.optional("client").flatMap(Attributes::value).orElse("dabiao-" + stream));
        int qos = fields.optional("qos")
                .flatMap(at -> at.integer(1, 2, "1 or 2: with 0 nobody would keep a message"))
                .orElse(1);
        attributes.put("qos", Integer.toString(qos));
        attributes.put("receive-maximum", Integer.toString(Attributes.prefetch(fields, MOST, UNDER_WAY)));
        attributes.put("session-seconds", Long.toString(SESSION_SECONDS));
        return attributes.containsKey("url") && attributes.containsKey("topics")
                ? Optional.of(attributes)
                : Optional.empty();
    }

    @Override
    public int window(Map<String, String> attributes) {
        return Integer.parseInt(attributes.get("receive-maximum"));
    }

    /** The MQTT binding puts the envelope's attributes into user properties under their plain names. */
    @Override
    public List<Received> received(String stream, Map<String, String> attributes, Message<?> message) {
        MqttConnector.Delivered delivered = (MqttConnector.Delivered) message.getPayload();
        MqttProperties properties = delivered.message().getProperties();
        Map<String, String> envelope = new HashMap<>();
        for (UserProperty property : properties == null ? List.<UserProperty>of() : properties.getUserProperties()) {
            envelope.put(property.getKey().toLowerCase(Locale.ROOT), property.getValue());
        }
        return List.of(new Received(
                delivered.message().getPayload(),
                envelope.containsKey(VERSION) ? envelope : Map.of(),
                Origin.of(stream, delivered.topic())));
    }
}

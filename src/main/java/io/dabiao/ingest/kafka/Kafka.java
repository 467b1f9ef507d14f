package io.dabiao.ingest.kafka;

import io.dabiao.ingest.registry.SchemaRegistries;
import io.dabiao.ingest.registry.Unreadable;
import io.dabiao.ingest.stream.Attributes;
import io.dabiao.ingest.stream.Broker;
import io.dabiao.ingest.stream.Received;
import io.dabiao.store.Origin;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import io.smallrye.reactive.messaging.health.HealthReport;
import io.smallrye.reactive.messaging.health.HealthReporter;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;

/** Topics of Kafka, consumed in a group: any number of replicas share them. */
@ApplicationScoped
class Kafka implements Broker {

    private static final String CONNECTOR = "smallrye-kafka";

    /** CloudEvents' Kafka binding: the envelope's headers begin so. */
    private static final String ENVELOPE = "ce_";

    /** Batches under way: one is made durable while the next one arrives. */
    private static final int WINDOW = 2;

    private static final String REGISTRY = "dabiao.registry.";
    private static final Pattern URL = Pattern.compile("https?://[^/@\\s]+(/\\S*)?", Pattern.CASE_INSENSITIVE);

    private final Instance<InboundConnector> connector;
    private final SchemaRegistries registries;

    Kafka(@Connector(CONNECTOR) Instance<InboundConnector> connector, SchemaRegistries registries) {
        this.connector = connector;
        this.registries = registries;
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public InboundConnector connector() {
        return connector.get();
    }

    @Override
    public Optional<Map<String, String>> attributes(String stream, Fields fields) {
        Map<String, String> attributes = new HashMap<>(standard());
        Optional<String> servers = fields.required("servers").flatMap(at -> Attributes.names(at, "servers"));
        servers.ifPresent(value -> attributes.put("bootstrap.servers", value));
        Optional<String> topics = fields.required("topics").flatMap(at -> Attributes.names(at, "topics"));
        topics.ifPresent(value -> attributes.put("topics", value));
        attributes.put(
                "group.id", fields.optional("group").flatMap(Cursor::word).orElse("dabiao-" + stream));
        Attributes.options(fields, attributes);
        fields.optional("registry")
                .flatMap(at -> at.fields("a schema registry"))
                .ifPresent(registry -> {
                    Map<String, String> found = new HashMap<>();
                    Attributes.address(registry, URL, "a schema registry", "https://host:8081", found);
                    registry.done();
                    found.forEach((key, value) -> attributes.put(REGISTRY + key, value));
                });
        return servers.isPresent() && topics.isPresent() ? Optional.of(attributes) : Optional.empty();
    }

    /** What a declaration's options may replace. */
    private static Map<String, String> standard() {
        String bytes = "org.apache.kafka.common.serialization.ByteArrayDeserializer";
        return Map.ofEntries(
                Map.entry("key.deserializer", bytes),
                Map.entry("value.deserializer", bytes),
                Map.entry("batch", "true"),
                Map.entry("commit-strategy", "throttled"),
                Map.entry("auto.commit.interval.ms", "1000"),
                // However long the database is away, what was received is still to be taken.
                Map.entry("throttled.unprocessed-record-max-age.ms", "0"),
                // What was sent before the first start counts as well.
                Map.entry("auto.offset.reset", "earliest"),
                Map.entry("max.poll.records", "2000"),
                // Bounds what is in memory, whatever the size of messages.
                Map.entry("fetch.max.bytes", "4194304"),
                Map.entry("session.timeout.ms", "15000"),
                Map.entry("cloud-events", "false"),
                Map.entry("tracing-enabled", "false"));
    }

    @Override
    public int window(Map<String, String> attributes) {
        return WINDOW;
    }

    @Override
    public List<Received> received(String stream, Map<String, String> attributes, Message<?> message) {
        IncomingKafkaRecordBatchMetadata<?, ?> batch = message.getMetadata(IncomingKafkaRecordBatchMetadata.class)
                .orElseThrow(() -> new IllegalStateException("the connector delivered no batch"));
        Optional<SchemaRegistries.Registry> registry = Optional.ofNullable(attributes.get(REGISTRY + "url"))
                .map(url -> new SchemaRegistries.Registry(
                        URI.create(url),
                        Optional.ofNullable(attributes.get(REGISTRY + "user")),
                        Optional.ofNullable(attributes.get(REGISTRY + "password"))));
        List<Received> received = new ArrayList<>(batch.getRecords().count());
        for (ConsumerRecord<?, ?> record : batch.getRecords()) {
            Received one = received(stream, record);
            received.add(
                    registry.isPresent() && SchemaRegistries.framed(one.body()) ? unpacked(registry.get(), one) : one);
        }
        return received;
    }

    /** While the registry cannot be asked the stream waits, as it does for its broker. */
    private Received unpacked(SchemaRegistries.Registry registry, Received packed) {
        try {
            return new Received(registries.json(registry, packed.body()), packed.envelope(), packed.origin());
        } catch (Unreadable why) {
            return new Received(packed.body(), packed.envelope(), packed.origin(), Optional.of(why.getMessage()));
        } catch (IOException away) {
            throw new UncheckedIOException(away.getMessage(), away);
        }
    }

    private static Received received(String stream, ConsumerRecord<?, ?> record) {
        Map<String, String> envelope = Map.of();
        for (Header header : record.headers()) {
            String name = header.key().toLowerCase(Locale.ROOT);
            if (name.startsWith(ENVELOPE) && header.value() != null) {
                if (envelope.isEmpty()) {
                    envelope = new HashMap<>();
                }
                envelope.put(name.substring(ENVELOPE.length()), text(header));
            }
        }
        byte[] body = record.value() == null ? new byte[0] : (byte[]) record.value();
        Origin origin = new Origin(
                stream, record.topic(), OptionalInt.of(record.partition()), OptionalLong.of(record.offset()));
        return new Received(body, envelope, origin);
    }

    private static String text(Header header) {
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public Optional<String> trouble(String stream) {
        HealthReport report = ((HealthReporter) connector.get()).getReadiness();
        return report.getChannels().stream()
                .filter(channel -> channel.getChannel().equals(stream))
                // The newest: an earlier subscription's stays in the list.
                .reduce((earlier, later) -> later)
                .filter(channel -> !channel.isOk())
                .map(channel ->
                        channel.getMessage() == null || channel.getMessage().isBlank()
                                ? "no connection to Kafka"
                                : "no connection to Kafka: " + channel.getMessage());
    }
}

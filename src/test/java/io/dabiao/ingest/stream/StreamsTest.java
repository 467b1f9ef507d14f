package io.dabiao.ingest.stream;

import static io.dabiao.Api.admin;
import static io.dabiao.Api.nobody;
import static io.dabiao.Api.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.dabiao.Guard;
import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.dabiao.Tools;
import io.dabiao.database.Transactions;
import io.dabiao.ingest.kafka.RealKafka;
import io.dabiao.ingest.rabbitmq.RealRabbitMq;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Real brokers hand facts to the running service. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
@WithTestResource(StreamBrokers.class)
@Guard
class StreamsTest {

    private static final Duration PATIENCE = Patience.PATIENCE;
    private static final String TIME = "2024-03-01T08:00:00+08:00";

    @Inject
    Transactions transactions;

    /** With a default, as those below: every application under test checks what all test classes ask for. */
    @ConfigProperty(name = StreamBrokers.KAFKA, defaultValue = "missing")
    String kafka;

    @ConfigProperty(name = StreamBrokers.RABBITMQ, defaultValue = "missing")
    String rabbitMq;

    @ConfigProperty(name = StreamBrokers.MQTT, defaultValue = "missing")
    String mqtt;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String database;

    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    /** No one else's source, so that tests do not count each other's events. */
    private final String source = "//streams/" + UUID.randomUUID();

    // ---- Kafka

    @Test
    void whatKafkaDeliversCountsOnceInWhicheverFormItComes() throws Exception {
        try (KafkaProducer<String, byte[]> producer = RealKafka.producer(kafka)) {
            for (int round = 0; round < 2; round++) {
                for (int no = 0; no < 1_000; no++) {
                    producer.send(new ProducerRecord<>("events", event("one-" + no)));
                }
                for (int no = 0; no < 10; no++) {
                    producer.send(new ProducerRecord<>("more-events", batch("batch-" + no, 100)));
                    producer.send(binary("binary-" + no));
                }
            }
        }

        awaitEvents(1_000 + 10 * 100 + 10);
        assertThat(rejections("kafka-events")).noneMatch(one -> source.equals(one.get("source")));
        assertThat(nobody().get("/metrics").asString())
                .contains("dabiao_stream_up{stream=\"kafka-events\",} 1")
                .contains("dabiao_stream_messages_total{stream=\"kafka-events\",}")
                .contains("dabiao_stream_rejected_total{stream=\"kafka-events\",}")
                .contains("kafka_consumer_fetch_manager_records_lag_max{");
    }

    @Test
    void aPoisonMessageIsSetAsideWithItsPlaceAndNeverBlocksTheRest() throws Exception {
        String mark = UUID.randomUUID().toString();
        RecordMetadata first;
        RecordMetadata last;
        try (KafkaProducer<String, byte[]> producer = RealKafka.producer(kafka)) {
            first = producer.send(new ProducerRecord<>("events", 1, null, utf8("no JSON " + mark)))
                    .get();
            producer.send(
                    new ProducerRecord<>("events", 1, null, utf8("{\"specversion\":\"1.0\",\"id\":\"" + mark + "\"}")));
            producer.send(new ProducerRecord<>("events", 1, null, new byte[300_000]));
            producer.send(new ProducerRecord<>("events", 1, null, null));
            last = producer.send(new ProducerRecord<>("events", 1, null, utf8("no JSON " + mark)))
                    .get();
            producer.send(new ProducerRecord<>("events", 1, null, event("after")));
        }

        awaitEvents(1); // the last of its partition
        List<Map<String, Object>> told = rejections("kafka-events").stream()
                .filter(one -> one.get("raw").toString().contains(mark))
                .toList();
        assertThat(told)
                .extracting(one -> one.get("reason"))
                .containsExactlyInAnyOrder("malformed", "missing_attribute");
        Map<String, Object> text = told.stream()
                .filter(one -> one.get("reason").equals("malformed"))
                .findFirst()
                .orElseThrow();
        assertThat(text).containsEntry("times", 2).containsEntry("sender", "stream kafka-events");
        assertThat(text.get("origin"))
                .isEqualTo(Map.of(
                        "stream", "kafka-events", "topic", "events", "partition", 1, "offset", (int) first.offset()));
        assertThat(text).containsEntry("lastOffset", (int) last.offset());
        assertThat(rejections("kafka-events")).anyMatch(one -> one.get("reason").equals("too_large"));
    }

    @Test
    void messagesOfASchemaRegistryAreReadAndOneWithoutASchemaIsSetAside() throws Exception {
        Schema schema = new Schema.Parser().parse(StreamBrokers.SCHEMA);
        try (KafkaProducer<String, byte[]> producer = RealKafka.producer(kafka)) {
            for (int no = 0; no < 100; no++) {
                GenericRecord reading = new GenericData.Record(schema);
                reading.put("no", "packed-" + no);
                reading.put("by", source);
                reading.put("at", 1_709_251_200_000L + no);
                reading.put("count", no);
                ByteArrayOutputStream packed = new ByteArrayOutputStream();
                packed.writeBytes(new byte[] {0, 0, 0, 0, no == 50 ? (byte) 2 : 1});
                BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(packed, null);
                new GenericDatumWriter<GenericRecord>(schema).write(reading, encoder);
                encoder.flush();
                producer.send(new ProducerRecord<>("packed", packed.toByteArray()));
            }
        }

        awaitEvents(99);
        assertThat(rejections("kafka-packed"))
                .anySatisfy(one -> assertThat(one.get("detail").toString()).contains("has no schema 2"));
    }

    @Test
    void aDeclaredMappingMakesEventsOfForeignMessages() throws Exception {
        long sent = 1_709_251_200_000L;
        String device = UUID.randomUUID().toString();
        try (KafkaProducer<String, byte[]> producer = RealKafka.producer(kafka)) {
            for (String kind : List.of("r", "r", "x", "y")) {
                producer.send(new ProducerRecord<>("readings", 0, null, utf8("""
                        {"kind":"%s","sent":%d,"count":"12.50","volume":0.1000000000000000055,"door":1,
                         "device":{"no":"%s","site":"北门"}}""".formatted(kind, sent, device))));
            }
            producer.send(new ProducerRecord<>("readings", 0, null, utf8("""
                    {"kind":"r","sent":%d,"count":"many","device":{"no":"%s"}}""".formatted(sent + 1, device))));
            producer.send(new ProducerRecord<>("readings", 0, null, utf8("""
                    [{"kind":"r","sent":%d,"count":1,"device":{"no":"%s"}}]""".formatted(sent + 2, device))));
        }

        await().atMost(PATIENCE).until(() -> count("id like '" + device + "%'") == 2);
        assertThat(text("select data::text from event where id = '" + device + ":" + sent + "'"))
                .isEqualTo("{\"value\":12.50,\"site\":\"北门\",\"litres\":0.1000000000000000055,\"open\":true}");
        assertThat(text("select time at time zone 'UTC' from event where id = '" + device + ":" + sent + "'"))
                .isEqualTo("2024-03-01 00:00:00");
        // One partition, in order: what came before the last event was set aside before it.
        assertThat(rejections("kafka-readings").stream()
                        .filter(one -> one.get("raw").toString().contains(device))
                        .map(one -> one.get("reason") + ": " + one.get("detail")))
                .containsExactlyInAnyOrder(
                        "not_permitted: stream kafka-readings may not send events of type streams.other",
                        "bad_data: at /kind stands 'y', none of the declared words",
                        "bad_data: value must be a number, and at /count stands 'many'");
    }

    @Test
    void whatTheStoreRefusesForGoodIsSetAsideAndTheRestIsTaken() throws Exception {
        String cursed = "cursed-" + UUID.randomUUID();
        execute("create function refuse() returns trigger language plpgsql as $$ begin if new.id = '" + cursed
                + "' then raise exception 'not this one'; end if; return new; end $$");
        execute("create trigger refuse before insert on event_identity for each row execute function refuse()");
        try (KafkaProducer<String, byte[]> producer = RealKafka.producer(kafka)) {
            for (int no = 0; no < 50; no++) {
                producer.send(new ProducerRecord<>("events", 0, null, event(no == 20 ? cursed : "blest-" + no)));
            }
            producer.flush();
            awaitEvents(49);
            await().atMost(PATIENCE)
                    .until(() -> rejections("kafka-events").stream()
                            .anyMatch(one -> one.get("raw").toString().contains(cursed)
                                    && one.get("detail").toString().contains("not this one")));
        } finally {
            execute("drop function refuse() cascade");
        }
    }

    /** Every broker at once: each is held back, and each goes on by itself. */
    @Test
    void whileTheDatabaseIsAwayNothingIsLostAndAfterwardsEveryStreamGoesOn() throws Exception {
        int each = 500;
        int brokers = 1;
        close(true);
        try {
            RealKafka.send(kafka, "events", events("kafka", each));
            if (!rabbitMq.equals("missing")) {
                brokers++;
                RealRabbitMq.send(rabbitMq, "events", events("rabbitmq", each));
            }
            if (!mqtt.equals("missing")) {
                brokers++;
                publish("events/a", events("mqtt", each));
            }
            await().atMost(PATIENCE).until(() -> nobody().get("/q/health/ready").statusCode() == 503);
            await().atMost(PATIENCE)
                    .until(() -> nobody().get("/q/health/ready").asString().contains("waits for the database"));
        } finally {
            close(false);
        }

        awaitEvents(each * brokers);
        await().atMost(PATIENCE).until(() -> nobody().get("/q/health/ready").statusCode() == 200);
        assertThat(rejections("kafka-events")).noneMatch(one -> source.equals(one.get("source")));
    }

    // ---- RabbitMQ

    @Test
    void whatRabbitMqDeliversCountsOnceAndPoisonIsSetAside() throws Exception {
        Tools.need("rabbitmq");
        String mark = UUID.randomUUID().toString();
        try (Connection connection = RealRabbitMq.connect(rabbitMq);
                Channel channel = connection.createChannel()) {
            for (int round = 0; round < 2; round++) {
                for (int no = 0; no < 1_000; no++) {
                    channel.basicPublish("", "events", new AMQP.BasicProperties(), event("one-" + no));
                }
                channel.basicPublish("", "events", new AMQP.BasicProperties(), batch("batch", 100));
                Map<String, Object> envelope = new java.util.HashMap<>();
                envelope("binary").forEach((name, value) -> envelope.put("cloudEvents:" + name, value));
                channel.basicPublish(
                        "",
                        "events",
                        new AMQP.BasicProperties.Builder()
                                .headers(envelope)
                                .contentType("application/json")
                                .build(),
                        utf8("{\"value\":1}"));
                channel.basicPublish("", "events", new AMQP.BasicProperties(), utf8("no JSON " + mark));
            }
        }

        awaitEvents(1_000 + 100 + 1);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(onlyRejection("rabbitmq-events", mark)).containsEntry("times", 2));
        Map<String, Object> told = onlyRejection("rabbitmq-events", mark);
        assertThat((Map<?, ?>) told.get("origin"))
                .extracting("stream", "topic")
                .containsExactly("rabbitmq-events", "events");
    }

    // ---- MQTT

    @Test
    void whatMqttDeliversCountsOnceAndPoisonIsSetAside() throws Exception {
        Tools.need("mosquitto");
        String mark = UUID.randomUUID().toString();
        List<byte[]> all = new ArrayList<>(events("one", 500));
        all.addAll(events("one", 500));
        all.add(batch("batch", 100));
        all.add(utf8("no JSON " + mark));
        publish("events/a/b", all);
        Mqtt5BlockingClient client = client();
        client.connect();
        Mqtt5UserProperties[] properties = {Mqtt5UserProperties.of()};
        envelope("binary")
                .forEach((name, value) ->
                        properties[0] = properties[0].extend().add(name, value).build());
        client.publishWith()
                .topic("events/binary")
                .qos(MqttQos.AT_LEAST_ONCE)
                .userProperties(properties[0])
                .payload(utf8("{\"value\":1}"))
                .send();
        client.disconnect();

        awaitEvents(500 + 100 + 1);
        await().atMost(PATIENCE).untilAsserted(() -> onlyRejection("mqtt-events", mark));
        Map<String, Object> told = onlyRejection("mqtt-events", mark);
        assertThat((Map<?, ?>) told.get("origin"))
                .extracting("stream", "topic")
                .containsExactly("mqtt-events", "events/a/b");
    }

    @Test
    void aDevicesLocalTimesAreReadInTheDeclaredZone() throws Exception {
        Tools.need("mosquitto");
        String mark = UUID.randomUUID().toString();
        List<String> times = List.of(
                "2024-03-01 08:00:00",
                "2024/3/1 8:00",
                "20240301080000",
                "2024年3月1日8时0分",
                "2024-03-01T00:00:00Z",
                "2024-03-01 08:00:00.000");
        List<byte[]> messages = new ArrayList<>();
        for (int no = 0; no < times.size(); no++) {
            messages.add(utf8(
                    "{\"uuid\":\"%s-%d\",\"t\":\"%s\",\"n\":3,\"site\":\"东门\"}".formatted(mark, no, times.get(no))));
        }
        messages.add(utf8("{\"uuid\":\"%s-x\",\"t\":\"2024-02-30 08:00\",\"n\":3}".formatted(mark)));
        publish("counters/east", messages);

        await().atMost(PATIENCE).until(() -> count("id like '" + mark + "%'") == times.size());
        assertThat(text("select count(distinct time) || ' ' || min(time at time zone 'UTC') from event where id like '"
                        + mark + "%'"))
                .isEqualTo("1 2024-03-01 00:00:00");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(onlyRejection("mqtt-counters", mark)).containsEntry("reason", "bad_time"));
    }

    // ---- what they share

    private byte[] event(String id) {
        return utf8(json(id));
    }

    private String json(String id) {
        return "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"%s\",\"type\":\"streams.test\",\"time\":\"%s\",\"data\":{\"value\":1}}"
                .formatted(id, source, TIME);
    }

    private List<byte[]> events(String prefix, int count) {
        List<byte[]> events = new ArrayList<>();
        for (int no = 0; no < count; no++) {
            events.add(event(prefix + "-" + no));
        }
        return events;
    }

    private byte[] batch(String prefix, int count) {
        List<String> events = new ArrayList<>();
        for (int no = 0; no < count; no++) {
            events.add(json(prefix + "-" + no));
        }
        return utf8("[" + String.join(",", events) + "]");
    }

    private Map<String, String> envelope(String id) {
        return Map.of("specversion", "1.0", "id", id, "source", source, "type", "streams.test", "time", TIME);
    }

    private ProducerRecord<String, byte[]> binary(String id) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>("events", utf8("{\"value\":1}"));
        envelope(id).forEach((name, value) -> record.headers().add("ce_" + name, utf8(value)));
        record.headers().add("content-type", utf8("application/json"));
        return record;
    }

    private Mqtt5BlockingClient client() {
        URI url = URI.create(mqtt);
        return MqttClient.builder()
                .useMqttVersion5()
                .serverHost(url.getHost())
                .serverPort(url.getPort())
                .buildBlocking();
    }

    private void publish(String topic, List<byte[]> bodies) {
        Mqtt5BlockingClient client = client();
        client.connect();
        bodies.forEach(body -> client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(body)
                .send());
        client.disconnect();
    }

    private void awaitEvents(long expected) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(count("source_no = (select no from source where name = '" + source + "')"))
                                .isEqualTo(expected));
    }

    private long count(String where) {
        return Long.parseLong(text("select count(*) from event where " + where));
    }

    private String text(String sql) {
        return transactions.query(handle -> {
            java.sql.Connection connection = handle.getConnection();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getString(1);
            }
        });
    }

    private void execute(String sql) {
        transactions.update(handle -> {
            java.sql.Connection connection = handle.getConnection();
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    /** Shuts the database to the service, or opens it again. */
    private void close(boolean shut) throws Exception {
        String other = database.replaceFirst("/dabiao(\\?|$)", "/postgres$1");
        try (java.sql.Connection connection = DriverManager.getConnection(other, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute("alter database dabiao with allow_connections " + !shut);
            if (shut) {
                statement.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'dabiao'");
            }
        }
    }

    private static List<Map<String, Object>> rejections(String stream) {
        JsonPath answer =
                admin().get("/api/v1/rejections?limit=1000&stream=" + stream).jsonPath();
        return answer.getList("$");
    }

    private static Map<String, Object> onlyRejection(String stream, String mark) {
        List<Map<String, Object>> found = rejections(stream).stream()
                .filter(one -> one.get("raw").toString().contains(mark))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}

package io.dabiao.ingest.stream;

import io.dabiao.ServiceDatabase;
import io.dabiao.ingest.kafka.RealKafka;
import io.dabiao.ingest.mqtt.RealMosquitto;
import io.dabiao.ingest.rabbitmq.RealRabbitMq;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Real brokers, as far as they are installed, and a file of streams that reads them. */
public class StreamBrokers implements QuarkusTestResourceLifecycleManager {

    static final String KAFKA = "test.streams.kafka";
    static final String RABBITMQ = "test.streams.rabbitmq";
    static final String MQTT = "test.streams.mqtt";

    private static final String KAFKA_STREAMS = """
              kafka-events:
                broker: kafka
                servers: %1$s
                topics: [events, more-events]
              kafka-readings:
                broker: kafka
                servers: [%1$s]
                topics: readings
                group: readers
                options: {max.poll.records: 10}
                types: [streams.reading]
                mapping:
                  id: {at: [/device/no, /sent]}
                  source: {is: //lobby/counter}
                  type: {at: /kind, words: {r: streams.reading, x: streams.other}}
                  time: {at: /sent, format: epoch-millis}
                  value: /count
                  data:
                    site: /device/site
                    litres: {at: /volume, as: number}
                    open: {at: /door, words: {"1": true, "0": false}}
            """;

    private static final String RABBITMQ_STREAMS = """
              rabbitmq-events:
                broker: rabbitmq
                url: %s
                queue: events
                prefetch: 200
            """;

    private static final String MQTT_STREAMS = """
              mqtt-events:
                broker: mqtt
                url: %1$s
                topics: events/#
              mqtt-counters:
                broker: mqtt
                url: %1$s
                topics: [counters/+]
                client: dabiao-counters
                mapping:
                  id: /uuid
                  source: {is: //gate}
                  type: {is: streams.gate}
                  time: {at: /t, zone: Asia/Shanghai}
                  value: /n
                  data: all
            """;

    private Path folder;
    private RealKafka kafka;
    private RealRabbitMq rabbitMq;
    private RealMosquitto mosquitto;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("dabiao-streams");
            StringBuilder streams = new StringBuilder("streams:\n");
            Map<String, String> settings = new HashMap<>();
            if (RealRabbitMq.installed()) {
                // It takes longest, and starts beside the others.
                rabbitMq = RealRabbitMq.launch(Files.createDirectory(folder.resolve("rabbitmq")));
                settings.put(RABBITMQ, rabbitMq.url());
                streams.append(RABBITMQ_STREAMS.formatted(rabbitMq.url()));
            }
            if (RealMosquitto.installed()) {
                mosquitto = RealMosquitto.start(Files.createDirectory(folder.resolve("mosquitto")));
                settings.put(MQTT, mosquitto.url());
                streams.append(MQTT_STREAMS.formatted(mosquitto.url()));
            }
            kafka = RealKafka.start(Files.createDirectory(folder.resolve("kafka-broker")));
            settings.put(KAFKA, kafka.servers());
            for (String topic : new String[] {"events", "more-events", "readings"}) {
                kafka.topic(topic, 2);
            }
            streams.append(KAFKA_STREAMS.formatted(kafka.servers()));
            if (rabbitMq != null) {
                rabbitMq.awaitReady().queue("events");
            }
            settings.put(
                    "dabiao.streams",
                    Files.writeString(folder.resolve("streams.yaml"), streams).toString());
            return settings;
        } catch (Exception failed) {
            stop();
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void stop() {
        if (kafka != null) {
            kafka.close();
        }
        if (mosquitto != null) {
            mosquitto.close();
        }
        if (rabbitMq != null) {
            rabbitMq.close();
        }
        ServiceDatabase.delete(folder);
    }
}

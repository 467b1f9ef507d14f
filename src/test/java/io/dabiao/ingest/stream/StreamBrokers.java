package io.dabiao.ingest.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.dabiao.ServiceDatabase;
import io.dabiao.ingest.kafka.RealKafka;
import io.dabiao.ingest.mqtt.RealMosquitto;
import io.dabiao.ingest.rabbitmq.RealRabbitMq;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

    private static final String REGISTRY_STREAMS = """
              kafka-packed:
                broker: kafka
                servers: %s
                topics: packed
                registry: {url: "%s"}
                mapping:
                  id: /no
                  source: /by
                  type: {is: streams.reading}
                  time: /at
                  value: /count
            """;

    /** What the registry answers for the number 1; it has no other. */
    static final String SCHEMA = """
            {"type":"record","name":"Reading","fields":[{"name":"no","type":"string"},{"name":"by","type":"string"},
             {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"count","type":["null","int"]}]}
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
    private HttpServer registry;

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
            for (String topic : new String[] {"events", "more-events", "readings", "packed"}) {
                kafka.topic(topic, 2);
            }
            streams.append(KAFKA_STREAMS.formatted(kafka.servers()));
            registry = registry();
            streams.append(REGISTRY_STREAMS.formatted(
                    kafka.servers(), "http://127.0.0.1:" + registry.getAddress().getPort()));
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

    private static HttpServer registry() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean known = exchange.getRequestURI().getPath().equals("/schemas/ids/1");
            byte[] answer = new ObjectMapper()
                    .writeValueAsBytes(known ? Map.of("schema", SCHEMA) : Map.of("error_code", 40403));
            exchange.sendResponseHeaders(known ? 200 : 404, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Override
    public void stop() {
        if (registry != null) {
            registry.stop(0);
        }
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

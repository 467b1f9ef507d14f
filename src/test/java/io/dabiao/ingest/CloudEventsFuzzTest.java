package io.dabiao.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is sent as an event, it is an arrival or a refusal in words. */
class CloudEventsFuzzTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static final String SOUND = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\","
            + "\"time\":\"2024-03-01T08:00:00+08:00\",\"data\":{\"value\":1.5,\"ok\":true,\"name\":\"名\",\"deep\":{\"a\":[1]}}}";

    private static final List<String> PIECES = List.of(
            "1e999",
            "1e-999999999",
            "1E-99999999999",
            "null",
            "[",
            "]",
            "{",
            "}",
            "\"",
            "\\u0000",
            "\\ud800",
            ":",
            ",",
            "\"time\":\"+999999999-12-31T23:59:59Z\"",
            "\"time\":\"-0001-01-01T00:00:00Z\"",
            "\"id\":\"\"",
            "-0",
            "NaN",
            "\"data_base64\":\"%%%\"",
            "\"data\":[]",
            "\uFEFF",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[");

    @Provide
    Arbitrary<String> almostEvents() {
        return Arbitraries.integers()
                .between(0, SOUND.length())
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .flatMap(places -> Arbitraries.of(PIECES)
                        .list()
                        .ofSize(places.size())
                        .map(pieces -> {
                            StringBuilder event = new StringBuilder(SOUND);
                            for (int i = 0; i < places.size(); i++) {
                                int place = Math.min(places.get(i), event.length());
                                event.replace(place, Math.min(event.length(), place + (i % 2) * 7), pieces.get(i));
                            }
                            return event.toString();
                        }));
    }

    @Property(tries = 2_000)
    void whatIsAlmostAnEventIsTakenOrRefused(@ForAll("almostEvents") String json) {
        read(json.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 1_000)
    void anyBytesAreTakenOrRefused(@ForAll byte[] bytes) {
        read(bytes);
    }

    @Property(tries = 1_000)
    void anEventWithBrokenBytesIsTakenOrRefused(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = SOUND.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i <= random.nextInt(4); i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        read(bytes);
    }

    private static void read(byte[] json) {
        CloudEvents.Reading reading = CloudEvents.read(json, 7, NOW);
        assertThat(reading.arrival().isPresent()).isNotEqualTo(reading.refusal().isPresent());
        reading.refusal()
                .ifPresent(refusal -> assertThat(refusal.detail().english()).isNotBlank());
        // What is taken can be read back.
        reading.arrival()
                .ifPresent(arrival -> assertThat(CloudEvents.read(arrival.raw(), 7, NOW)
                                .arrival()
                                .orElseThrow()
                                .digest())
                        .isEqualTo(arrival.digest()));
    }
}

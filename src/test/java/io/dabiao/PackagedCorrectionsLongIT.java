package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.PackagedService.Answer;
import io.dabiao.store.EventJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A year that was sent wrong and is corrected, while service and database are killed. */
@Tag("long")
class PackagedCorrectionsLongIT {

    private static final long SEED = System.nanoTime();
    private static final int EVERY = 41;
    private static final int AT_ONCE = 60;
    private static final int LINES = 4_000;
    private static final int KILLS = 6;

    @Test
    void aYearThatWasSentWrongIsAsIfItHadBeenRightFromTheStart() throws Exception {
        Random random = new Random(SEED);
        AcceptanceYear year = AcceptanceYear.read();
        List<String> sent = new ArrayList<>();
        List<ObjectNode> corrections = new ArrayList<>();
        spoil(lines(year), random, sent, corrections);
        assertThat(corrections).hasSizeGreaterThan(1_000);
        try (PackagedService service = PackagedService.prepared().started()) {
            for (byte[] piece : pieces(sent)) {
                service.postUntilTaken(piece, refused -> {});
            }
            correct(service, corrections, random);
            service.awaitReady();
            year.assertAgrees(service);

            // What is sent again, wrong or right, is known.
            for (byte[] piece : pieces(sent)) {
                Answer again = service.postUntilTaken(piece, refused -> {});
                assertThat(again.body().get("accepted").asInt()).isZero();
            }
            year.assertAgrees(service);
            assertThat(service.count("select count(*) from corrected_event")).isEqualTo(corrections.size());
        } catch (AssertionError wrong) {
            throw new AssertionError("with the seed " + SEED, wrong);
        }
    }

    private static List<String> lines(AcceptanceYear year) {
        List<String> lines = new ArrayList<>();
        year.pieces(LINES)
                .forEach(piece ->
                        new String(piece, StandardCharsets.UTF_8).lines().forEach(lines::add));
        return lines;
    }

    private static List<byte[]> pieces(List<String> lines) {
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < lines.size(); from += LINES) {
            pieces.add((String.join("\n", lines.subList(from, Math.min(from + LINES, lines.size()))) + "\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        return pieces;
    }

    /** Some events say something else than they should, and some never happened. */
    private static void spoil(List<String> lines, Random random, List<String> sent, List<ObjectNode> corrections) {
        Map<String, Integer> copies = new HashMap<>();
        lines.forEach(line -> event(line).ifPresent(event -> copies.merge(identity(event), 1, Integer::sum)));
        Set<String> spoiled = new HashSet<>();
        for (String line : lines) {
            var event = event(line);
            if (event.isEmpty()
                    || copies.get(identity(event.get())) > 1
                    || random.nextInt(EVERY) != 0
                    || !spoiled.add(identity(event.get()))) {
                sent.add(line);
                continue;
            }
            ObjectNode wrong = event.get().deepCopy();
            ObjectNode correction = EventJson.MAPPER
                    .createObjectNode()
                    .put("source", wrong.get("source").asText());
            if (random.nextInt(3) == 0) {
                wrong.put("id", "never-happened-" + wrong.get("id").asText());
                sent.add(line);
                correction.put("id", wrong.get("id").asText()).put("withdraw", true);
            } else {
                correction
                        .put("id", wrong.get("id").asText())
                        .put("time", wrong.get("time").asText());
                correction.put("type", wrong.get("type").asText());
                correction.set("data", event.get().path("data").deepCopy());
                wrong(wrong, random);
            }
            sent.add(wrong.toString());
            corrections.add(correction);
        }
    }

    private static void wrong(ObjectNode event, Random random) {
        ObjectNode data = (ObjectNode) event.get("data");
        List<String> names = new ArrayList<>();
        data.fieldNames().forEachRemaining(names::add);
        boolean changed = false;
        for (String name : names) {
            JsonNode value = data.get(name);
            if (value.isNumber()) {
                data.put(name, value.decimalValue().add(new java.math.BigDecimal(1 + random.nextInt(5_000))));
                changed = true;
            } else if (value.isBoolean()) {
                data.put(name, !value.asBoolean());
                changed = true;
            }
        }
        if (!changed || random.nextBoolean()) {
            event.put(
                    "time",
                    OffsetDateTime.parse(event.get("time").asText())
                            .plusDays(random.nextBoolean() ? 1 + random.nextInt(30) : -1 - random.nextInt(30))
                            .toString());
        }
    }

    /** An event that is surely taken; of the others the test says nothing. */
    private static java.util.Optional<ObjectNode> event(String line) {
        try {
            JsonNode node = EventJson.MAPPER.readTree(line);
            if (node instanceof ObjectNode event
                    && event.path("data").isObject()
                    && (event.path("data").path("value").isMissingNode()
                            || event.path("data").path("value").isNumber())
                    && event.path("specversion").asText().equals("1.0")) {
                Instant time = OffsetDateTime.parse(event.path("time").asText()).toInstant();
                boolean usual = time.isAfter(Instant.parse("2023-01-01T00:00:00Z"))
                        && time.isBefore(Instant.parse("2025-06-01T00:00:00Z"));
                return usual
                                && !event.path("id").asText().isEmpty()
                                && event.hasNonNull("source")
                                && event.hasNonNull("type")
                        ? java.util.Optional.of(event)
                        : java.util.Optional.empty();
            }
        } catch (IOException | java.time.DateTimeException notOne) {
            return java.util.Optional.empty();
        }
        return java.util.Optional.empty();
    }

    private static String identity(ObjectNode event) {
        return event.get("source").asText() + " " + event.get("id").asText();
    }

    private static void correct(PackagedService service, List<ObjectNode> corrections, Random random) throws Exception {
        ExecutorService killer = Executors.newSingleThreadExecutor();
        try {
            int requests = (corrections.size() + AT_ONCE - 1) / AT_ONCE;
            for (int i = 0; i < requests; i++) {
                Future<?> struck = killer.submit(() -> null);
                if (i * KILLS / requests < (i + 1) * KILLS / requests) {
                    Duration into = Duration.ofMillis(1 + random.nextInt(150));
                    boolean database = random.nextBoolean();
                    struck = killer.submit(() -> {
                        await().pollDelay(into).until(() -> true);
                        if (database) {
                            service.killDatabase();
                        } else {
                            service.kill();
                            service.start();
                        }
                        service.awaitReady();
                        return null;
                    });
                }
                correctUntilTaken(
                        service, corrections.subList(i * AT_ONCE, Math.min((i + 1) * AT_ONCE, corrections.size())));
                struck.get();
            }
        } finally {
            killer.shutdown();
        }
    }

    private static void correctUntilTaken(PackagedService service, List<ObjectNode> some) {
        ObjectNode body = EventJson.MAPPER.createObjectNode().put("reason", "误报");
        ArrayNode events = body.putArray("events");
        some.forEach(events::add);
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .atMost(Patience.PATIENCE)
                .until(() -> {
                    try {
                        Answer answer = service.postJson("/api/v1/corrections", body.toString());
                        assertThat(answer.status()).as("%s", answer.body()).isIn(200, 201, 503);
                        return answer.status() != 503;
                    } catch (IOException noAnswer) {
                        return false;
                    }
                });
    }
}

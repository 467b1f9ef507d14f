package io.dabiao.ingest.prometheus.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Sender;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.event.Event;
import io.dabiao.core.measure.RemoteQuery;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.ingest.Intake;
import io.dabiao.outbound.OutboundHttp;
import io.dabiao.store.EventJson;
import io.dabiao.store.NewestEvents;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * Asks what the declarations of the moment ask, once in each slot of a question. An answer is an event whose identity is
 * question and slot, so that two replicas that ask at the same time count once. No answer is no event: the figure grows
 * stale by its cadence, and the log and a counter say why.
 */
@Startup // So that what it counts is on the scrape, as 0, from the first.
@ApplicationScoped
public class PrometheusPoller {

    private static final Logger LOG = Logger.getLogger(PrometheusPoller.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** One number, or an error with its words. */
    private static final int MOST = 1 << 20;

    private static final int REDIRECTS = 5;
    private static final String SOURCE = "/prometheus/queries/";
    private static final Sender SENDER = new Sender("queries", Set.of(), Set.of(), false);

    /** Why there is no number. */
    private static final class NoNumber extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoNumber(String why) {
            super(why);
        }
    }

    private record Asked(RemoteQuery query, Instant slot, CompletableFuture<BigDecimal> answer) {}

    private final Declarations declarations;
    private final Intake intake;
    private final NewestEvents newest;
    private final Clock clock;
    private final Counter answered;
    private final Counter failed;
    private final Map<String, Instant> askedAt = new HashMap<>();
    private final Map<String, String> failing = new HashMap<>();
    private final OutboundHttp http;

    PrometheusPoller(
            Declarations declarations,
            Intake intake,
            NewestEvents newest,
            OutboundHttp http,
            Clock clock,
            MeterRegistry meters) {
        this.http = http;
        this.declarations = declarations;
        this.intake = intake;
        this.newest = newest;
        this.clock = clock;
        this.answered = outcome(meters, "answered");
        this.failed = outcome(meters, "failed");
    }

    private static Counter outcome(MeterRegistry meters, String outcome) {
        return Counter.builder("dabiao.prometheus.queries")
                .description("Questions asked of a Prometheus, by outcome.")
                .tag("outcome", outcome)
                .register(meters);
    }

    /** Asks what is due and hands over the answers. */
    public synchronized void round() {
        Instant now = clock.instant();
        List<RemoteQuery> due = due(now);
        if (due.isEmpty()) {
            return;
        }
        List<Asked> asked = due.stream()
                .map(query -> new Asked(query, query.slot(now), ask(query, query.slot(now))))
                .toList();
        Intake.Delivery delivery = intake.delivery(SENDER);
        for (int i = 0; i < asked.size(); i++) {
            deliver(asked.get(i), delivery, i);
        }
        delivery.finish();
        // Only now: what could not be kept is asked again.
        asked.forEach(one -> askedAt.put(one.query().key(), one.slot()));
    }

    private List<RemoteQuery> due(Instant now) {
        Map<String, RemoteQuery> due = new LinkedHashMap<>();
        for (EffectiveDeclaration effectiveDeclaration :
                declarations.inForce().byKey().values()) {
            Declaration declaration = effectiveDeclaration.declaration();
            boolean open = !now.isBefore(declaration.period().start())
                    && !declaration.period().over(now);
            for (RemoteQuery query : open ? declaration.queries() : List.<RemoteQuery>of()) {
                if (!query.slot(now).equals(askedAt.get(query.key()))) {
                    due.put(query.key(), query);
                }
            }
        }
        if (due.isEmpty()) {
            return List.of();
        }
        // What another replica has asked in this slot, or this one before it was started again.
        Map<String, Event> known = newest.of(
                due.keySet().stream().map(key -> SOURCE + key).toList(),
                List.of(RemoteQuery.TYPE),
                due.values().stream()
                        .map(query -> query.slot(now))
                        .min(Instant::compareTo)
                        .orElseThrow());
        List<RemoteQuery> open = new ArrayList<>();
        due.forEach((key, query) -> {
            Event last = known.get(SOURCE + key);
            if (last != null && !last.time().isBefore(query.slot(now))) {
                askedAt.put(key, query.slot(now));
            } else {
                open.add(query);
            }
        });
        return open;
    }

    private CompletableFuture<BigDecimal> ask(RemoteQuery query, Instant slot) {
        String address = query.address().toString().replaceAll("/+$", "");
        String words = "query=" + URLEncoder.encode(query.promql(), StandardCharsets.UTF_8) + "&time="
                + BigDecimal.valueOf(slot.toEpochMilli(), 3).toPlainString();
        return http.send(new OutboundHttp.Request(
                        "GET",
                        URI.create(address + "/api/v1/query?" + words),
                        Map.of(),
                        null,
                        PATIENCE,
                        MOST,
                        REDIRECTS))
                .thenApply(PrometheusPoller::number);
    }

    /** The one number of an answer: a scalar, or a vector of one series. */
    private static BigDecimal number(OutboundHttp.Answer came) {
        if (!came.whole()) {
            throw new NoNumber("the answer is longer than " + MOST + " bytes");
        }
        JsonNode answer;
        try {
            answer = EventJson.MAPPER.readTree(new String(came.body(), StandardCharsets.UTF_8));
        } catch (JsonProcessingException none) {
            throw new NoNumber("the answer is no JSON");
        }
        if (!answer.path("status").asText().equals("success")) {
            throw new NoNumber("it answers: " + answer.path("error").asText("no error, but no success"));
        }
        JsonNode data = answer.path("data");
        JsonNode result = data.path("result");
        String text = switch (data.path("resultType").asText()) {
            case "scalar" -> result.path(1).asText();
            case "vector" -> {
                if (result.size() != 1) {
                    throw new NoNumber("the answer has " + result.size() + " series where one is expected");
                }
                yield result.path(0).path("value").path(1).asText();
            }
            default ->
                throw new NoNumber(
                        "the answer is of type " + data.path("resultType").asText("none"));
        };
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException none) {
            throw new NoNumber("the answer is " + text);
        }
    }

    private void deliver(Asked asked, Intake.Delivery delivery, int index) {
        String key = asked.query().key();
        Optional<String> failure = failure(asked.answer());
        if (failure.isEmpty()) {
            answered.increment();
            if (failing.remove(key) != null) {
                LOG.infof(
                        "%s answers again: %s",
                        asked.query().address(), asked.query().promql());
            }
            delivery.add(event(asked), index);
            return;
        }
        failed.increment();
        if (!failure.get().equals(failing.put(key, failure.get()))) {
            LOG.warnf(
                    "no answer from %s to %s: %s",
                    asked.query().address(), asked.query().promql(), failure.get());
        }
    }

    private static Optional<String> failure(CompletableFuture<BigDecimal> answer) {
        return answer.handle((number, failure) -> Optional.ofNullable(failure)
                        .map(any -> String.valueOf((any.getCause() == null ? any : any.getCause()).getMessage())))
                .join();
    }

    private static byte[] event(Asked asked) {
        String key = asked.query().key();
        ObjectNode event = EventJson.MAPPER
                .createObjectNode()
                .put("specversion", "1.0")
                .put("source", SOURCE + key)
                .put("id", asked.slot().toString())
                .put("type", RemoteQuery.TYPE)
                .put("time", asked.slot().toString());
        event.putObject("data")
                .put(RemoteQuery.QUESTION, key)
                .put(RemoteQuery.VALUE, asked.answer().join());
        try {
            return EventJson.MAPPER.writeValueAsBytes(event);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

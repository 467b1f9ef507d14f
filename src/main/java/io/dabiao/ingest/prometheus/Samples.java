package io.dabiao.ingest.prometheus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Sender;
import io.dabiao.core.RemoteSeries;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.ingest.CloudEvents;
import io.dabiao.ingest.SpendingProjects;
import io.dabiao.store.Arrival;
import io.dabiao.store.EventJson;
import io.dabiao.store.EventLog;
import io.dabiao.store.LastSamples;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Turns samples into events by what the declarations of the samples' year say.
 *
 * <p>Each series goes forward in time only: a sample that is not newer than the last one taken is known already. The first
 * sample of a counter tells nothing, since nobody knows how much of it is old; from then on a smaller value is a counter that
 * began again at nothing. A stale marker and every other NaN are no values. Safe for use by several threads.
 */
@ApplicationScoped
@Startup // its counters stand at 0 from the first scrape on
public class Samples {

    /** A counter that stands still says so once in such a time, so that it does not look forgotten. */
    private static final Duration ALIVE = Duration.ofHours(1);

    private static final String VOUCHED = "source.alive";

    /** What became of samples. */
    enum Fate {
        /** It made an event, or moved a counter's last value on. */
        TAKEN,
        /** It is not newer than the last one of its series. */
        KNOWN,
        /** No declaration takes its series. */
        UNMAPPED,
        /** NaN, infinite, or negative where it should be a counter. */
        VALUELESS,
        /** Its time is none that an event may have. */
        UNTIMELY,
        /** It tells of spending of a project that is not declared. */
        UNDECLARED
    }

    /** The sender may not send what the declarations make of his series. */
    static final class Forbidden extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Forbidden(String why) {
            super(why);
        }
    }

    private record Key(UUID id, String name) {}

    /** One sample under one mapping. */
    private record Taken(Key key, RemoteSeries mapping, Map<String, String> labels, Instant at, double value) {}

    private final EventLog log;
    private final LastSamples last;
    private final Declarations declarations;
    private final SpendingProjects spending;
    private final Clock clock;
    private final Map<Fate, Counter> counters = new HashMap<>();

    Samples(
            EventLog log,
            LastSamples last,
            Declarations declarations,
            SpendingProjects spending,
            Clock clock,
            MeterRegistry meters) {
        this.log = log;
        this.last = last;
        this.declarations = declarations;
        this.spending = spending;
        this.clock = clock;
        for (Fate fate : Fate.values()) {
            counters.put(
                    fate,
                    Counter.builder("dabiao.prometheus.samples")
                            .description("Samples that a Prometheus sent, by what became of them.")
                            .tag("fate", fate.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    void take(WriteRequest request, Sender sender) {
        Map<Fate, Integer> fates = new HashMap<>();
        List<Taken> taken = mapped(request, fates);
        List<Arrival> possible = new ArrayList<>();
        List<Taken> timely = new ArrayList<>();
        Instant now = clock.instant();
        for (Taken one : taken) {
            Optional<Arrival> arrival = arrival(one, BigDecimal.ONE, now);
            if (arrival.isEmpty()) {
                fates.merge(Fate.UNTIMELY, 1, Integer::sum);
                continue;
            }
            if (spending.refuses(arrival.get().event()).isPresent()) {
                fates.merge(Fate.UNDECLARED, 1, Integer::sum);
                continue;
            }
            sender.refuses(arrival.get().event()).ifPresent(why -> {
                throw new Forbidden(why);
            });
            possible.add(arrival.get());
            timely.add(one);
            if (one.mapping().kind() == RemoteSeries.SampleKind.INCREASE) {
                possible.add(alive(one, now).orElseThrow());
            }
        }
        if (!timely.isEmpty()) {
            Map<Fate, Integer> decided = new HashMap<>();
            log.append(possible, connection -> decide(connection, timely, now, decided), sender.name(), now);
            decided.forEach((fate, count) -> fates.merge(fate, count, Integer::sum));
        }
        fates.forEach((fate, count) -> counters.get(fate).increment(count));
    }

    private List<Taken> mapped(WriteRequest request, Map<Fate, Integer> fates) {
        List<Taken> taken = new ArrayList<>();
        Map<Integer, Set<RemoteSeries>> mappings = new HashMap<>();
        for (WriteRequest.Sent sent : request.series()) {
            Map<RemoteSeries, Key> keys = new HashMap<>();
            for (WriteRequest.Sample sample : sent.samples()) {
                Instant at = Instant.ofEpochMilli(sample.millis());
                int year = at.atZone(declarations.zone()).getYear();
                boolean mapped = false;
                for (RemoteSeries mapping : mappings.computeIfAbsent(year, this::mappings)) {
                    if (mapping.takes(sent.labels())) {
                        mapped = true;
                        Key key = keys.computeIfAbsent(mapping, how -> key(how, sent.labels()));
                        if (valued(mapping, sample.value())) {
                            taken.add(new Taken(key, mapping, sent.labels(), at, sample.value()));
                        } else {
                            fates.merge(Fate.VALUELESS, 1, Integer::sum);
                        }
                    }
                }
                if (!mapped) {
                    fates.merge(Fate.UNMAPPED, 1, Integer::sum);
                }
            }
        }
        taken.sort(Comparator.comparing(Taken::at));
        return taken;
    }

    /** Two declarations that say the same say it once. */
    private Set<RemoteSeries> mappings(int year) {
        Set<RemoteSeries> mappings = new LinkedHashSet<>();
        for (EffectiveDeclaration effectiveDeclaration : declarations.inForce().year(year)) {
            mappings.addAll(effectiveDeclaration.declaration().series());
        }
        return mappings;
    }

    private static Key key(RemoteSeries mapping, Map<String, String> labels) {
        String name = labels.toString();
        byte[] whole = (mapping.key() + "\n" + name).getBytes(StandardCharsets.UTF_8);
        return new Key(UUID.nameUUIDFromBytes(whole), name);
    }

    private static boolean valued(RemoteSeries mapping, double value) {
        return Double.isFinite(value) && (mapping.kind() != RemoteSeries.SampleKind.INCREASE || value >= 0);
    }

    private List<Arrival> decide(Connection connection, List<Taken> taken, Instant now, Map<Fate, Integer> fates)
            throws SQLException {
        fates.clear();
        Map<UUID, String> names = new HashMap<>();
        taken.forEach(one -> names.put(one.key().id(), one.key().name()));
        Map<UUID, LastSamples.Last> known = last.lock(connection, names);
        Map<UUID, LastSamples.Last> changed = new HashMap<>();
        List<Arrival> arrivals = new ArrayList<>();
        for (Taken one : taken) {
            UUID key = one.key().id();
            Optional<LastSamples.Last> before = Optional.ofNullable(known.get(key));
            if (before.isPresent() && !one.at().isAfter(before.get().at())) {
                fates.merge(Fate.KNOWN, 1, Integer::sum);
                continue;
            }
            fates.merge(Fate.TAKEN, 1, Integer::sum);
            Optional<Instant> told = before.flatMap(LastSamples.Last::toldAt);
            Optional<Arrival> event = said(one, before, told, now);
            event.ifPresent(arrivals::add);
            LastSamples.Last next =
                    new LastSamples.Last(one.at(), one.value(), event.isPresent() ? Optional.of(one.at()) : told);
            known.put(key, next);
            changed.put(key, next);
        }
        last.keep(connection, changed);
        return arrivals;
    }

    /** The event that a new sample makes; empty where it makes none. */
    private static Optional<Arrival> said(
            Taken one, Optional<LastSamples.Last> before, Optional<Instant> told, Instant now) {
        if (one.mapping().kind() != RemoteSeries.SampleKind.INCREASE) {
            boolean due = told.isEmpty() || slot(one, one.at()) > slot(one, told.get());
            return due ? arrival(one, BigDecimal.valueOf(one.value()), now) : Optional.empty();
        }
        BigDecimal increase =
                before.map(last -> increase(last.value(), one.value())).orElse(BigDecimal.ZERO);
        if (increase.signum() > 0) {
            return arrival(one, increase, now);
        }
        boolean silent = told.isEmpty() || !one.at().isBefore(told.get().plus(ALIVE));
        return silent ? alive(one, now) : Optional.empty();
    }

    private static long slot(Taken one, Instant at) {
        return Math.floorDiv(at.toEpochMilli(), one.mapping().every().toMillis());
    }

    /** The shortest decimals of both, so that what a counter says adds up to what it shows. */
    static BigDecimal increase(double before, double now) {
        return now < before ? BigDecimal.valueOf(now) : BigDecimal.valueOf(now).subtract(BigDecimal.valueOf(before));
    }

    private static Optional<Arrival> arrival(Taken one, BigDecimal value, Instant now) {
        RemoteSeries mapping = one.mapping();
        ObjectNode data = EventJson.MAPPER.createObjectNode();
        mapping.texts().forEach(data::put);
        mapping.labels().forEach((attribute, label) -> {
            String text = one.labels().get(label);
            if (text != null) {
                data.put(attribute, text);
            }
        });
        if (mapping.kind() == RemoteSeries.SampleKind.FLAG) {
            data.put(mapping.attribute(), value.signum() != 0);
        } else {
            data.put(mapping.attribute(), value);
        }
        return event(one, mapping.type(), data, now);
    }

    private static Optional<Arrival> alive(Taken one, Instant now) {
        ObjectNode data =
                EventJson.MAPPER.createObjectNode().put("type", one.mapping().type());
        return event(one, VOUCHED, data, now);
    }

    private static Optional<Arrival> event(Taken one, String type, ObjectNode data, Instant now) {
        ObjectNode event = EventJson.MAPPER
                .createObjectNode()
                .put("specversion", "1.0")
                .put("source", "/prometheus/" + one.labels().get("__name__"))
                .put("id", one.key().id() + "@" + one.at().toEpochMilli())
                .put("type", type)
                .put("time", one.at().toString());
        event.set("data", data);
        try {
            return CloudEvents.read(EventJson.MAPPER.writeValueAsBytes(event), 0, now)
                    .arrival();
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

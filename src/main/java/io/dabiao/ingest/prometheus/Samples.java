package io.dabiao.ingest.prometheus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Sender;
import io.dabiao.core.measure.RemoteSeries;
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
 * <p>Each series goes forward in time only: a sample that is not newer than the last one taken is known already. How
 * a sample of a counter is understood, {@link CounterStep} says. A stale marker and every other NaN are no values. Safe for use by several threads.
 */
@ApplicationScoped
@Startup // its counters stand at 0 from the first scrape on
public class Samples {

    /** A counter that stands still says so once in such a time, so that it does not look forgotten. */
    private static final Duration ALIVE = Duration.ofHours(1);

    /** Nothing was measured for a declaration before; epoch seconds taken for milliseconds lie in 1970. */
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    private static final Duration AHEAD = Duration.ofHours(24);

    /** {@code data.value} is smaller (contract: "What is taken"). */
    private static final double TOO_LARGE = 1e15;

    private static final String VOUCHED = "source.alive";

    /** What became of samples. */
    enum Fate {
        /** It made an event, or moved a counter's last value on. */
        TAKEN,
        /** A counter fell by a hair, or without having begun again: nothing was counted. */
        DOUBTED,
        /** It is not newer than the last one of its series. */
        KNOWN,
        /** No declaration takes its series. */
        UNMAPPED,
        /** NaN, infinite, or negative where it should be a counter. */
        VALUELESS,
        /** Its time is none that a sample may have: before the year 2000, or more than a day ahead. */
        UNTIMELY,
        /** Its series has no name, or a label twice. */
        UNNAMED,
        /** A native histogram: it is not read. */
        HISTOGRAM,
        /** An exemplar: it is not read, and says nothing that counts. */
        EXEMPLAR,
        /** It tells of spending of a project that is not declared. */
        UNDECLARED
    }

    /**
     * What became of a request.
     *
     * @param written samples with which all was done that was to be done, those among them that no declaration takes
     * @param rejected samples whose time is none that a sample may have
     * @param faults what could not be written, a few of each kind; empty where nothing was refused
     */
    public record Written(int written, int rejected, List<String> faults) {}

    /** The sender may not send what the declarations make of his series. */
    public static final class Forbidden extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Forbidden(String why) {
            super(why);
        }
    }

    private record Key(UUID id, String name) {}

    /** One sample under one mapping. */
    private record Taken(
            Key key, RemoteSeries mapping, Map<String, String> labels, WriteRequest.Sample sample, Instant at) {

        double value() {
            return sample.value();
        }

        Optional<Instant> start() {
            return sample.startMillis() <= 0
                    ? Optional.empty()
                    : Optional.of(Instant.ofEpochMilli(sample.startMillis()));
        }
    }

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

    /**
     * Takes a request, all of it durable when this returns.
     *
     * @throws Forbidden where the sender may not send what becomes of it; nothing was taken
     */
    public Written take(WriteRequest request, Sender sender) {
        Map<Fate, Integer> fates = new HashMap<>();
        List<String> faults = new ArrayList<>(request.unnamed());
        List<Taken> taken = mapped(request, fates, faults);
        count(fates, Fate.UNNAMED, request.unnamedSamples());
        count(fates, Fate.EXEMPLAR, request.exemplars());
        count(fates, Fate.HISTOGRAM, request.histograms().size());
        histograms(request, faults);
        int untimely = fates.getOrDefault(Fate.UNTIMELY, 0);
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
                throw new Forbidden(why.english());
            });
            possible.add(arrival.get());
            timely.add(one);
            if (one.mapping().kind() == RemoteSeries.SampleKind.INCREASE) {
                possible.add(alive(one, now).orElseThrow());
            }
        }
        if (!timely.isEmpty()) {
            Map<Fate, Integer> decided = new HashMap<>();
            log.append(possible, handle -> decide(handle.getConnection(), timely, now, decided), sender.name(), now);
            decided.forEach((fate, count) -> fates.merge(fate, count, Integer::sum));
        }
        fates.forEach((fate, count) -> counters.get(fate).increment(count));
        return new Written(request.samples() - untimely, untimely, List.copyOf(faults));
    }

    private static void count(Map<Fate, Integer> fates, Fate fate, int times) {
        if (times > 0) {
            fates.merge(fate, times, Integer::sum);
        }
    }

    /** A native histogram of a series that a declaration takes would be lost without a word. */
    private void histograms(WriteRequest request, List<String> faults) {
        List<RemoteSeries> all = declarations.inForce().byKey().values().stream()
                .flatMap(one -> one.declaration().series().stream())
                .toList();
        request.histograms().stream()
                .distinct()
                .filter(labels -> all.stream().anyMatch(mapping -> mapping.takes(labels)))
                .limit(WriteRequest.MOST_FAULTS)
                .forEach(labels -> faults.add("the series " + labels
                        + ": a declaration takes it, and native histograms are not read; send it as a classic one"));
    }

    private List<Taken> mapped(WriteRequest request, Map<Fate, Integer> fates, List<String> faults) {
        Instant latest = clock.instant().plus(AHEAD);
        List<Taken> taken = new ArrayList<>();
        Map<Integer, Set<RemoteSeries>> mappings = new HashMap<>();
        for (WriteRequest.Sent sent : request.series()) {
            Map<RemoteSeries, Key> keys = new HashMap<>();
            for (WriteRequest.Sample sample : sent.samples()) {
                Instant at = Instant.ofEpochMilli(sample.millis());
                if (at.isBefore(EARLIEST) || at.isAfter(latest)) {
                    if (fates.merge(Fate.UNTIMELY, 1, Integer::sum) <= WriteRequest.MOST_FAULTS) {
                        faults.add("the series " + sent.labels() + ": a sample at " + at + ", which lies "
                                + (at.isAfter(latest)
                                        ? "more than 24 hours ahead"
                                        : "before 2000; a time is milliseconds since 1970, not seconds"));
                    }
                    continue;
                }
                int year = at.atZone(declarations.zone()).getYear();
                boolean mapped = false;
                for (RemoteSeries mapping : mappings.computeIfAbsent(year, this::mappings)) {
                    if (mapping.takes(sent.labels())) {
                        mapped = true;
                        Key key = keys.computeIfAbsent(mapping, how -> key(how, sent.labels()));
                        if (valued(mapping, sample.value())) {
                            taken.add(new Taken(key, mapping, sent.labels(), sample, at));
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
        if (mapping.attribute().equals("value") && Math.abs(value) >= TOO_LARGE) {
            return false;
        }
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
            Optional<Instant> told = before.flatMap(LastSamples.Last::toldAt);
            CounterStep step = CounterStep.of(before, one.at(), one.value(), one.start());
            boolean counter = one.mapping().kind() == RemoteSeries.SampleKind.INCREASE;
            fates.merge(
                    counter && step.kind() == CounterStep.Kind.DOUBTED ? Fate.DOUBTED : Fate.TAKEN, 1, Integer::sum);
            Optional<Arrival> event = counter ? grown(one, step.increase(), told, now) : stood(one, told, now);
            event.ifPresent(arrivals::add);
            LastSamples.Last next = new LastSamples.Last(
                    one.at(), counter ? step.stands() : one.value(), event.isPresent() ? Optional.of(one.at()) : told);
            known.put(key, next);
            changed.put(key, next);
        }
        last.keep(connection, changed);
        return arrivals;
    }

    /** The event that a new sample of a level or a flag makes; empty where it makes none. */
    private static Optional<Arrival> stood(Taken one, Optional<Instant> told, Instant now) {
        boolean due = told.isEmpty() || slot(one, one.at()) > slot(one, told.get());
        return due ? arrival(one, BigDecimal.valueOf(one.value()), now) : Optional.empty();
    }

    /** The event that a counter's growth makes; empty where it makes none. */
    private static Optional<Arrival> grown(Taken one, BigDecimal increase, Optional<Instant> told, Instant now) {
        if (increase.signum() > 0) {
            return arrival(one, increase, now);
        }
        boolean silent = told.isEmpty() || !one.at().isBefore(told.get().plus(ALIVE));
        return silent ? alive(one, now) : Optional.empty();
    }

    private static long slot(Taken one, Instant at) {
        return Math.floorDiv(at.toEpochMilli(), one.mapping().every().toMillis());
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

package io.dabiao.check;

import io.dabiao.access.Sender;
import io.dabiao.core.calendar.ServiceHours;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.probe.Maintenance;
import io.dabiao.core.probe.Probe;
import io.dabiao.ingest.CloudEvents;
import io.dabiao.ingest.Intake;
import io.dabiao.store.Arrival;
import io.dabiao.store.NewestEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;

/**
 * Makes results durable together with the outages that follow from them.
 *
 * <p>The log itself is the memory: an outage without its end is open, no matter who began it, so that a restart or another replica
 * goes on with it. What is remembered here only spares questions. A change is decided in the transaction that tells it, by the log
 * as it is then, and by one replica at a time. Used by one thread at a time.
 */
final class Outages {

    private static final Logger LOG = Logger.getLogger(Outages.class);
    private static final Sender SENDER = new Sender("probes", Set.of(), Set.of(), false);

    private static final List<String> TYPES = List.of(Probe.OUTAGE, Probe.OUTAGE_ENDED);

    /** An outage that no one has looked after for so long is over, whatever it was. */
    private static final Duration LONGEST = Duration.ofDays(400);

    /** A replica that stood still may tell an outage of a site that another one probes meanwhile: it is noticed after this. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    /** @param id of its {@code site.outage} */
    record Open(String id, Instant since, Marks marks) {}

    /**
     * What is known of a site.
     *
     * @param told when its newest outage began or ended; what happened before that has been told
     */
    private record Known(Optional<Open> open, Instant told) {
        static final Known NOTHING = new Known(Optional.empty(), Instant.MIN);
    }

    private final Intake intake;
    private final NewestEvents events;
    private Map<String, Known> known = new HashMap<>();
    private Instant remembered = Instant.MIN;

    Outages(Intake intake, NewestEvents events) {
        this.intake = intake;
        this.events = events;
    }

    /**
     * Makes results durable; where it fails nothing is remembered of them, and they are to be told again.
     *
     * @param mine the sites of which something is remembered
     */
    void tell(List<ProbeResult> results, Collection<String> mine, Instant now) {
        if (!remembered.plus(REMEMBERED).isAfter(now)) {
            known.clear();
            remembered = now;
        }
        known.keySet().retainAll(mine);
        List<ProbeResult> inOrder =
                results.stream().sorted(Comparator.comparing(ProbeResult::slot)).toList();
        askForUnknown(inOrder, now);
        List<Arrival> probes = arrivals(inOrder.stream().map(ProbeEvents::probe).toList(), now);
        Walk expected = new Walk(new HashMap<>(known), Map.of());
        inOrder.forEach(expected::on);
        if (expected.told.isEmpty()) {
            intake.whole(probes, SENDER);
        } else {
            known = decided(
                    probes,
                    inOrder.stream()
                            .filter(result ->
                                    expected.changed.contains(result.probe().site()))
                            .toList(),
                    now);
        }
    }

    private void askForUnknown(List<ProbeResult> results, Instant now) {
        List<Probe> unknown = results.stream()
                .map(ProbeResult::probe)
                .filter(probe -> !known.containsKey(probe.site()))
                .distinct()
                .toList();
        if (!unknown.isEmpty()) {
            keep(unknown, events.of(sources(unknown), TYPES, now.minus(LONGEST)), known);
        }
    }

    /**
     * The log is asked again, alone: another replica may have told in this moment what is to be told here.
     *
     * @param changing those of the results that may begin or end an outage, in order
     * @return what is known then
     */
    private Map<String, Known> decided(List<Arrival> probes, List<ProbeResult> changing, Instant now) {
        List<Probe> asked = changing.stream().map(ProbeResult::probe).distinct().toList();
        List<Arrival> possible = new ArrayList<>(probes);
        possible.addAll(arrivals(changing.stream().flatMap(Outages::possible).toList(), now));
        Map<String, Known> after = new HashMap<>();
        intake.decided(
                possible,
                handle -> {
                    after.clear();
                    after.putAll(known);
                    keep(asked, events.alone(handle, sources(asked), TYPES, now.minus(LONGEST)), after);
                    Walk walk = new Walk(after, counted(handle, asked, changing));
                    changing.forEach(walk::on);
                    List<Arrival> decided = new ArrayList<>(probes);
                    decided.addAll(arrivals(walk.told, now));
                    return decided;
                },
                SENDER);
        return after;
    }

    private static Stream<byte[]> possible(ProbeResult result) {
        Open open = new Open("", result.slot(), Marks.NONE);
        return Stream.of(ProbeEvents.outage(result), ProbeEvents.ended(result.probe(), open, result.slot()));
    }

    private static List<String> sources(List<Probe> probes) {
        return probes.stream().map(Probe::outageSource).toList();
    }

    private static void keep(List<Probe> probes, Map<String, Event> newest, Map<String, Known> into) {
        for (Probe probe : probes) {
            Event event = newest.get(probe.outageSource());
            into.put(
                    probe.site(),
                    event == null
                            ? Known.NOTHING
                            : new Known(
                                    Optional.of(event)
                                            .filter(one -> one.type().equals(Probe.OUTAGE))
                                            .map(Outages::open),
                                    event.time()));
        }
    }

    private static Open open(Event outage) {
        return new Open(
                outage.id(),
                outage.time(),
                new Marks(
                        text(outage, Maintenance.ATTRIBUTE),
                        Optional.empty(),
                        text(outage, ServiceHours.ATTRIBUTE).isPresent()));
    }

    private static Optional<String> text(Event event, String attribute) {
        return Optional.ofNullable(event.attributes().get(attribute)).map(Attribute::text);
    }

    /** What a slot that counts already said. */
    private enum Slot {
        GOOD,
        FAILED,
        /** It failed because of another site. */
        BECAUSE;

        static Slot of(boolean good, boolean because) {
            return good ? GOOD : because ? BECAUSE : FAILED;
        }
    }

    /** The slots that count already, no matter who probed them; by site, around the results. */
    private Map<String, NavigableMap<Instant, Slot>> counted(
            Handle handle, List<Probe> probes, List<ProbeResult> results) {
        Map<String, String> sites = new HashMap<>();
        probes.forEach(probe -> sites.put(probe.source(), probe.site()));
        Instant since = results.get(0).slot().minus(REMEMBERED.multipliedBy(2));
        Map<String, NavigableMap<Instant, Slot>> counted = new HashMap<>();
        for (Event event : events.all(handle, sites.keySet(), Probe.TYPE, since)) {
            boolean ok = "true".equals(text(event, "ok").orElse(""));
            counted.computeIfAbsent(sites.get(event.source()), site -> new TreeMap<>())
                    .put(event.time(), Slot.of(ok, text(event, Probe.BECAUSE).isPresent()));
        }
        return counted;
    }

    private static List<Arrival> arrivals(List<byte[]> events, Instant now) {
        List<Arrival> arrivals = new ArrayList<>(events.size());
        for (byte[] event : events) {
            CloudEvents.Reading read = CloudEvents.read(event, 0, now);
            read.arrival().ifPresent(arrivals::add);
            read.refusal().ifPresent(refusal -> LOG.errorf("a probe event was refused: %s", refusal.detail()));
        }
        return arrivals;
    }

    /** Goes over results in order, and says what they begin and end. */
    private static final class Walk {

        private final Map<String, Known> known;
        private final Map<String, NavigableMap<Instant, Slot>> counted;
        private final List<byte[]> told = new ArrayList<>();
        private final Set<String> changed = new HashSet<>();

        /** @param known is changed */
        Walk(Map<String, Known> known, Map<String, NavigableMap<Instant, Slot>> counted) {
            this.known = known;
            this.counted = counted;
        }

        void on(ProbeResult result) {
            String site = result.probe().site();
            Known before = known.getOrDefault(site, Known.NOTHING);
            NavigableMap<Instant, Slot> slots = counted.getOrDefault(site, new TreeMap<>());
            boolean good = result.look().ok();
            boolean because = result.because().isPresent();
            Slot counts = slots.get(result.slot());
            // Anyone who looked later has told it, and of two looks at one slot the first that was kept counts.
            if (result.slot().isBefore(before.told()) || counts != null && counts != Slot.of(good, because)) {
                return;
            }
            Optional<Open> open = before.open();
            boolean goesOn = !good
                    && open.filter(one -> one.marks().goesOnAs(result.marks())).isPresent();
            if (open.isPresent() && !goesOn) {
                Instant at = goodAfter(open.get().since(), slots)
                        .filter(earlier -> earlier.isBefore(result.slot()))
                        .orElse(result.slot());
                end(result.probe(), open.get(), at);
                open = Optional.empty();
            }
            // What outlasts the announced work is an outage of its own; what fails because of another site is none.
            if (open.isEmpty() && !good && !because) {
                begin(result, slots);
            }
        }

        private void begin(ProbeResult result, NavigableMap<Instant, Slot> slots) {
            Open begun = new Open(result.slot().toString(), result.slot(), result.marks());
            told.add(ProbeEvents.outage(result));
            changed.add(result.probe().site());
            known.put(result.probe().site(), new Known(Optional.of(begun), begun.since()));
            goodAfter(begun.since(), slots).ifPresent(at -> end(result.probe(), begun, at));
        }

        private void end(Probe probe, Open open, Instant at) {
            told.add(ProbeEvents.ended(probe, open, at));
            changed.add(probe.site());
            known.put(probe.site(), new Known(Optional.empty(), at));
        }

        private static Optional<Instant> goodAfter(Instant since, NavigableMap<Instant, Slot> slots) {
            return slots.tailMap(since, false).entrySet().stream()
                    .filter(slot -> slot.getValue() == Slot.GOOD)
                    .map(Map.Entry::getKey)
                    .findFirst();
        }
    }
}

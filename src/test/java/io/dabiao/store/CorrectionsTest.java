package io.dabiao.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.Guard;
import io.dabiao.ServiceDatabase;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.HeldEvents;
import io.dabiao.core.rollup.RandomEvents;
import io.dabiao.core.rollup.Series;
import io.dabiao.ingest.CloudEvents;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random events and random corrections, with ingest, folding and filling at the same time, beside a log that was right. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class CorrectionsTest {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    /** The three days lie across the end of a month of UTC's partitions. */
    private static final LocalDate FIRST = LocalDate.of(2024, 2, 29);

    private static final LocalDate LAST = LocalDate.of(2024, 3, 2);
    private static final Instant RECEIVED = Instant.parse("2026-01-01T00:00:00Z");
    private static final int EVENTS = 300;
    private static final ImpactCalculator NONE = (view, touched, at) -> List.of();

    @Inject
    EventLog log;

    @Inject
    Corrections corrections;

    @Inject
    FactsReader reader;

    @Inject
    EventReader events;

    @Inject
    SeriesRegister register;

    @Inject
    Backfill backfill;

    @Inject
    Folding folding;

    /** What was read at a position while corrections went on. */
    private record Sample(Position position, Instant before, Map<Series, NavigableMap<LocalDate, ?>> facts) {}

    @ParameterizedTest
    @ValueSource(longs = {3, 4, 5})
    @Guard
    void moreRandomEventsAndCorrectionsAreAsIfTheEventsHadBeenRightFromTheStart(long seed) throws Exception {
        randomEventsAndRandomCorrectionsAreAsIfTheEventsHadBeenRightFromTheStart(seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void randomEventsAndRandomCorrectionsAreAsIfTheEventsHadBeenRightFromTheStart(long seed) throws Exception {
        Trial trial = new Trial(seed);
        trial.run();

        folding.fold();
        backfill.run();
        for (Instant before : trial.instants()) {
            trial.assertAsRightFromTheStart(before);
        }
        for (Sample sample : trial.samples) {
            var replayed =
                    events.at(sample.position(), trial.series, FIRST.minusDays(1), LAST.plusDays(2), sample.before());
            sample.facts()
                    .forEach((series, days) -> assertThat(replayed.days(series, FIRST.minusDays(1), LAST.plusDays(2)))
                            .as("%s at %s", series.key(), sample.position().words())
                            .isEqualTo(days));
        }
        trial.assertThatResendingChangesNothing();
    }

    private final class Trial {

        private final Random random;
        private final String type;
        private final List<Series> series;
        private final List<Arrival> original;
        private final Map<String, Arrival> counting = Collections.synchronizedMap(new HashMap<>());
        private final List<Sample> samples = Collections.synchronizedList(new ArrayList<>());
        private final ConcurrentLinkedQueue<Arrival> corrigible = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean over = new AtomicBoolean();

        Trial(long seed) {
            random = new Random(seed);
            type = "thing." + seed;
            series = Stream.of(Fold.values())
                    .map(fold -> {
                        Series one = RandomEvents.series(fold, ZONE);
                        return new Series(ZONE, Selector.parse(type + "{weight>=0.2}"), one.fold(), one.attributes());
                    })
                    .toList();
            original = random(seed, EVENTS).stream()
                    .map(event -> arrival(
                            new Event(event.source() + "/" + type, event.id(), type, event.time(), event.attributes())))
                    .toList();
        }

        private List<Event> random(long seed, int count) {
            return new RandomEvents(seed)
                    .between(
                            FIRST.atStartOfDay(ZONE).toInstant(),
                            LAST.plusDays(1).atStartOfDay(ZONE).toInstant(),
                            count);
        }

        void run() throws Exception {
            // Some are kept from the start, the others are filled from the log while it is being corrected.
            register.keep(series.subList(0, 5));
            ExecutorService threads = Executors.newFixedThreadPool(5);
            try {
                List<Future<Void>> done = new ArrayList<>();
                Future<Void> ingest = threads.submit(this::ingest);
                done.add(ingest);
                done.add(threads.submit(correcting(ingest, 11)));
                done.add(threads.submit(correcting(ingest, 12)));
                Future<Void> housekeeping = threads.submit(this::housekeeping);
                for (Future<Void> one : done) {
                    one.get();
                }
                over.set(true);
                housekeeping.get();
            } finally {
                over.set(true);
                threads.shutdown();
            }
        }

        private Void ingest() {
            List<Arrival> left = new ArrayList<>(original);
            Collections.shuffle(left, random);
            while (!left.isEmpty()) {
                List<Arrival> some = new ArrayList<>(left.subList(0, Math.min(left.size(), 1 + random.nextInt(40))));
                left.removeAll(some);
                log.append(some, List.of(), "test", RECEIVED);
                some.forEach(arrival -> counting.put(key(arrival), arrival));
                corrigible.addAll(some);
                if (left.size() < EVENTS / 2) {
                    register.keep(series);
                }
            }
            return null;
        }

        /** Each event is corrected by one thread at a time, so that the last word on it is known. */
        private Callable<Void> correcting(Future<Void> ingest, long seed) {
            Random dice = new Random(seed);
            return () -> {
                int idle = 0;
                while (idle < 3) {
                    List<Arrival> some = new ArrayList<>();
                    for (int i = 0; i <= dice.nextInt(6); i++) {
                        Optional.ofNullable(corrigible.poll()).ifPresent(some::add);
                    }
                    if (some.isEmpty()) {
                        idle = ingest.isDone() ? idle + 1 : 0;
                        Thread.onSpinWait();
                        continue;
                    }
                    correct(some, dice);
                    some.stream().filter(one -> dice.nextInt(3) == 0).forEach(corrigible::add);
                    if (dice.nextInt(4) == 0) {
                        sample(dice);
                    }
                }
                return null;
            };
        }

        private void correct(List<Arrival> some, Random dice) {
            List<Corrections.Step> steps = new ArrayList<>();
            Map<String, Arrival> after = new HashMap<>();
            for (Arrival one : some) {
                int what = dice.nextInt(4);
                if (what == 0) {
                    steps.add(new Corrections.Withdrawal(
                            one.event().source(), one.event().id()));
                    after.put(key(one), null);
                } else if (what < 3) {
                    Event other = random(dice.nextLong(), 1).get(0);
                    Arrival replaced = arrival(new Event(
                            one.event().source(),
                            one.event().id(),
                            dice.nextInt(8) == 0 ? type + ".other" : type,
                            other.time(),
                            other.attributes()));
                    steps.add(new Corrections.Replacement(replaced));
                    after.put(key(one), replaced);
                }
            }
            Corrections.Change change =
                    new Corrections.Change(List.of(), steps, "wrong", "test", RECEIVED, Optional.empty());
            if (dice.nextInt(5) == 0) {
                corrections.make(change, Corrections.Mode.TRIED, NONE);
            } else {
                corrections.make(change, Corrections.Mode.MADE, NONE);
                after.forEach((key, arrival) -> {
                    if (arrival == null) {
                        counting.remove(key);
                    } else {
                        counting.put(key, arrival);
                    }
                });
            }
        }

        private Void housekeeping() {
            Random dice = new Random(7);
            while (!over.get()) {
                folding.fold();
                if (dice.nextInt(3) == 0) {
                    backfill.run();
                }
            }
            return null;
        }

        private void sample(Random dice) {
            Instant before = instants().get(dice.nextInt(instants().size()));
            Map<Series, LocalDate> since = series.subList(0, 5).stream()
                    .collect(Collectors.toMap(Function.identity(), one -> FIRST.minusDays(1)));
            FactsReader.Read read = reader.read(since, LAST.plusDays(2), before);
            if (read.unready().isEmpty()) {
                Map<Series, NavigableMap<LocalDate, ?>> facts = new HashMap<>();
                since.keySet()
                        .forEach(one -> facts.put(one, read.facts().days(one, FIRST.minusDays(1), LAST.plusDays(2))));
                samples.add(new Sample(read.position(), before, facts));
            }
        }

        /** The end, the middle of a slot, and a slot's border. */
        List<Instant> instants() {
            return List.of(
                    LAST.plusDays(1).atStartOfDay(ZONE).toInstant(),
                    LAST.atTime(9, 17, 3).atZone(ZONE).toInstant(),
                    FIRST.atTime(18, 40).atZone(ZONE).toInstant());
        }

        void assertAsRightFromTheStart(Instant before) {
            HeldEvents right = new HeldEvents(
                    counting.values().stream().map(Arrival::event).toList(), before);
            Map<Series, LocalDate> since =
                    series.stream().collect(Collectors.toMap(Function.identity(), one -> FIRST.minusDays(1)));
            FactsReader.Read read = reader.read(since, LAST.plusDays(2), before);
            assertThat(read.unready()).isEmpty();
            for (Series one : series) {
                assertThat(withoutNothing(one, read.facts().days(one, FIRST.minusDays(1), LAST.plusDays(2))))
                        .as("%s before %s", one.key(), before)
                        .isEqualTo(right.days(one, FIRST.minusDays(1), LAST.plusDays(2)));
            }
        }

        /** Today before its first event is a day of nothing, or none. */
        private NavigableMap<LocalDate, ?> withoutNothing(Series one, NavigableMap<LocalDate, ?> days) {
            days.values().removeIf(one.fold().nothing()::equals);
            return days;
        }

        void assertThatResendingChangesNothing() {
            EventLog.Appended again = log.append(original, List.of(), "test", RECEIVED);
            assertThat(again).isEqualTo(new EventLog.Appended(0, EVENTS, 0));
            List<Arrival> standing = List.copyOf(counting.values());
            assertThat(log.append(standing, List.of(), "test", RECEIVED))
                    .isEqualTo(new EventLog.Appended(0, standing.size(), 0));
            assertAsRightFromTheStart(instants().get(0));
        }

        private static String key(Arrival arrival) {
            return arrival.event().source() + " " + arrival.event().id();
        }
    }

    /** An attribute called "value" must be a number; here it is not always one. */
    private static String named(String attribute) {
        return attribute.equals("value") ? "reading" : attribute;
    }

    private static Arrival arrival(Event event) {
        ObjectNode json = EventJson.MAPPER
                .createObjectNode()
                .put("specversion", "1.0")
                .put("source", event.source())
                .put("id", event.id())
                .put("type", event.type())
                .put("time", event.time().toString());
        ObjectNode data = json.putObject("data");
        event.attributes().forEach((attribute, value) -> {
            String name = named(attribute);
            if (value instanceof Attribute.Number number) {
                data.put(name, number.value());
            } else if (value instanceof Attribute.Flag flag) {
                data.put(name, flag.value());
            } else {
                data.put(name, value.text());
            }
        });
        CloudEvents.Reading reading = CloudEvents.read(json.toString().getBytes(StandardCharsets.UTF_8), 0, RECEIVED);
        return reading.arrival().orElseThrow(() -> new AssertionError(reading.refusal()));
    }
}

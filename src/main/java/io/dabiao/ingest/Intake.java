package io.dabiao.ingest;

import io.dabiao.access.Sender;
import io.dabiao.budget.Overloaded;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.core.event.Event;
import io.dabiao.core.text.Words;
import io.dabiao.lifecycle.Draining;
import io.dabiao.store.Arrival;
import io.dabiao.store.Corrections;
import io.dabiao.store.EventLog;
import io.dabiao.store.Identities;
import io.dabiao.store.ImpactCalculator;
import io.dabiao.store.Origin;
import io.dabiao.store.Refusal;
import io.dabiao.store.Refusal.Reason;
import io.dabiao.store.SeriesRegister;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * The one way by which events come in, whatever brought them.
 *
 * <p>A delivery is taken in chunks. While one becomes durable the next is read, and it is not begun with before the one before it is
 * counted and rolled up; so a delivery of any length needs constant memory, and one that breaks off can simply be sent again. Safe for
 * use by several threads; a {@link Delivery} belongs to one.
 */
@ApplicationScoped
@Startup // its counters stand at 0 from the first scrape on
public class Intake {

    private static final Logger LOG = Logger.getLogger(Intake.class);

    /** Events of one transaction. More saves little and makes others wait longer for the same event. */
    static final int CHUNK = 2_000;

    /** Bytes of one transaction: events may be large, and many deliveries may be under way. By the heap. */
    private static final long CHUNK_BYTES =
            Math.max(1L << 20, Math.min(4L << 20, Runtime.getRuntime().maxMemory() / 256));

    /** How many times a chunk's bytes it takes in memory while it becomes durable. */
    private static final int GROWS = 8;

    /** At most so many transactions at once: beyond it PostgreSQL only gets slower. */
    private static final int AT_ONCE = 8;

    private static final int PATIENCE_SECONDS = 10;

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    /** Rejections listed in a receipt; all of them are kept. */
    private static final int LISTED = 1_000;

    /** A trial remembers the identities of its own events. */
    private static final int TRIED = 100_000;

    /** Events of a trial by which figures are computed, in one transaction that is undone; and their bytes. */
    private static final int FIGURED = 10_000;

    private static final long FIGURED_BYTES = CHUNK_BYTES;

    /**
     * What became of a delivery.
     *
     * @param accepted events that count from now on
     * @param duplicates events that were known before
     * @param conflicting those of the duplicates that said something else
     * @param rejected the first 1,000 refusals
     * @param rejectedTotal all refusals
     * @param unreadable those of the refusals that were no JSON object at all
     * @param warnings what is odd about those that were taken
     */
    public record Receipt(
            long accepted,
            long duplicates,
            long conflicting,
            List<Refusal> rejected,
            long rejectedTotal,
            long unreadable,
            List<Warnings.Warning> warnings) {

        /** Whether something was sent and none of it could be read. */
        public boolean nothingRead() {
            return rejectedTotal > 0 && unreadable == rejectedTotal && accepted + duplicates == 0;
        }
    }

    /** The service has as much to do as it can; nothing was lost, and a later try is right. */
    public static final class Busy extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Busy() {
            super("too many deliveries at once");
        }
    }

    private final EventLog log;
    private final Identities identities;
    private final KnownTypes knownTypes;
    private final Corrections corrections;
    private final ImpactCalculator impactCalculator;
    private final SeriesRegister register;
    private final SpendingProjects spending;
    private final WorkBudget budget;
    private final Clock clock;
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private final Counter accepted;
    private final Counter duplicates;
    private final Counter conflicting;
    private final Counter corrected;
    private final Map<Reason, Counter> rejected = new EnumMap<>(Reason.class);
    private final Timer appends;
    private final ExecutorService appending = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "dabiao-append");
        thread.setDaemon(true);
        return thread;
    });

    Intake(
            EventLog log,
            Identities identities,
            KnownTypes knownTypes,
            Corrections corrections,
            ImpactCalculator impactCalculator,
            SeriesRegister register,
            SpendingProjects spending,
            WorkBudget budget,
            Clock clock,
            MeterRegistry meters) {
        this.budget = budget;
        this.log = log;
        this.identities = identities;
        this.knownTypes = knownTypes;
        this.corrections = corrections;
        this.impactCalculator = impactCalculator;
        this.register = register;
        this.spending = spending;
        this.clock = clock;
        this.accepted = Counter.builder("dabiao.events.accepted")
                .description("Events taken, each identity once.")
                .register(meters);
        this.duplicates = Counter.builder("dabiao.events.duplicate")
                .description("Events that were known before.")
                .register(meters);
        this.conflicting = Counter.builder("dabiao.events.conflicting")
                .description("Duplicates that said something else than the first copy.")
                .register(meters);
        this.corrected = Counter.builder("dabiao.events.corrected")
                .description("Events that were withdrawn or replaced.")
                .register(meters);
        for (Reason reason : Reason.values()) {
            rejected.put(
                    reason,
                    Counter.builder("dabiao.events.rejected")
                            .description("Events that were not taken, by reason.")
                            .tag("reason", reason.word())
                            .register(meters));
        }
        this.appends = Timer.builder("dabiao.events.append")
                .description("Time to make a chunk of events durable and rolled up.")
                .register(meters);
    }

    void close(@Observes @Priority(Draining.WORKERS) ShutdownEvent stopping) throws InterruptedException {
        Draining.drain(appending, STOP_PATIENCE, "events");
    }

    /**
     * Takes a change of facts, with the new ones that come with it, in one transaction or not at all; the caller bounds how
     * many they are.
     *
     * @throws Corrections.NotCorrectable where one of the events cannot be corrected
     */
    public Corrections.Made corrected(Corrections.Change change, Corrections.Mode mode) {
        Corrections.Made made = placed(() -> corrections.make(change, mode, impactCalculator));
        if (mode == Corrections.Mode.MADE) {
            counted(made.fresh());
            corrected.increment((double) made.replaced() + made.withdrawn());
        }
        return made;
    }

    /** Takes all of the arrivals in one transaction, or none of them; the caller bounds how many they are. */
    public EventLog.Appended whole(List<Arrival> arrivals, Sender sender) {
        return counted(appended(() -> log.append(arrivals, List.of(), sender.name(), clock.instant())));
    }

    /**
     * Takes in one transaction what is decided within it; the caller bounds how much it may be.
     *
     * @param possible of the same sources, types and times as whatever is decided
     */
    public EventLog.Appended decided(List<Arrival> possible, EventLog.Deciding deciding, Sender sender) {
        return counted(appended(() -> log.append(possible, deciding, sender.name(), clock.instant())));
    }

    private EventLog.Appended appended(Supplier<EventLog.Appended> appending) {
        return placed(() -> appends.record(appending));
    }

    private <T> T placed(Supplier<T> work) {
        try {
            if (!places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new Busy();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Busy();
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }

    private EventLog.Appended counted(EventLog.Appended appended) {
        accepted.increment(appended.accepted());
        duplicates.increment(appended.duplicates());
        conflicting.increment(appended.conflicting());
        return appended;
    }

    public Delivery delivery(Sender sender) {
        return new Delivery(sender, false);
    }

    /**
     * A delivery that becomes durable as a whole when it is finished, together with what is remembered of it, or not at all.
     *
     * <p>The caller bounds how much it is. Where it is finished without an event, what is remembered is kept all the same.
     *
     * @param replacing why an event that is known and says something else is corrected; empty where the first copy stands.
     *     Corrections are durable before the rest, and made once however often the delivery is tried
     */
    public Delivery together(Sender sender, EventLog.Beside beside, Optional<String> replacing) {
        return new Delivery(sender, false, Optional.of(beside), replacing);
    }

    /** A delivery of which nothing is kept: its receipt is what that of a delivery would be now. */
    public Delivery trial(Sender sender) {
        return new Delivery(sender, true);
    }

    /** More events of a trial than are remembered at once. */
    public static final class TrialTooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TrialTooLong() {
            super("a trial may have " + TRIED + " events at most");
        }
    }

    /** One delivery under way. Not safe for use by several threads. */
    public final class Delivery implements BatchArray.Elements {

        /**
         * What waits for its transaction: as it came, since what is read of it is several times as large.
         *
         * @param refusal of what could not be read as an event; else null
         */
        private record Waiting(byte[] json, long index, UnaryOperator<Refusal> placed, Refusal refusal) {}

        private final Sender sender;
        private final boolean trial;
        private final Warnings warnings;
        private final Set<Identities.Reference> tried = new HashSet<>();
        private final List<Arrival> figured = new ArrayList<>();
        private long figuredBytes;
        private boolean tooMany;
        private final List<Waiting> waiting = new ArrayList<>();
        private final List<Refusal> listed = new ArrayList<>();
        private long bytes;
        private Future<Taken> underWay;
        private long acceptedSoFar;
        private long duplicatesSoFar;
        private long conflictingSoFar;
        private long refusedSoFar;
        private long unreadableSoFar;
        private long correctedSoFar;
        private final Optional<EventLog.Beside> beside;
        private final Optional<String> replacing;

        private Delivery(Sender sender, boolean trial) {
            this(sender, trial, Optional.empty(), Optional.empty());
        }

        private Delivery(Sender sender, boolean trial, Optional<EventLog.Beside> beside, Optional<String> replacing) {
            this.beside = beside;
            this.replacing = replacing;
            this.sender = sender;
            this.trial = trial;
            this.warnings = new Warnings(knownTypes.known());
        }

        /** Takes one event in JSON; may wait until an earlier chunk is durable. */
        public void add(byte[] json, long index) {
            take(new Waiting(json, index, refusal -> refusal, null), json.length);
        }

        /**
         * Takes one event that a broker delivered; may wait until an earlier chunk is durable.
         *
         * @param json the event, whatever form it was delivered in
         * @param delivered the message as it was delivered, for a refusal
         */
        public void add(byte[] json, Origin origin, byte[] delivered) {
            take(new Waiting(json, 0, refusal -> refusal.of(origin, delivered), null), json.length);
        }

        private void take(Waiting one, long length) {
            waiting.add(one);
            bytes += length;
            if (beside.isEmpty() && (waiting.size() >= CHUNK || bytes >= CHUNK_BYTES)) {
                commit();
            }
        }

        @Override
        public void element(byte[] json, long index) {
            add(json, index);
        }

        /** Notes something that could not be read as an event. */
        @Override
        public void unreadable(byte[] raw, long index, Reason reason, Words detail) {
            addUnreadable(raw, index, reason, detail);
        }

        /** Notes something that could not be read as an event. */
        public void addUnreadable(byte[] raw, long index, Reason reason, Words detail) {
            set(CloudEvents.unreadable(raw, index, reason, detail));
        }

        /** Sets aside what a broker delivered and no event could be made of. */
        public void addUnreadable(byte[] delivered, Origin origin, Reason reason, Words detail) {
            set(CloudEvents.unreadable(delivered, 0, reason, detail).of(origin, delivered));
        }

        private void set(Refusal refusal) {
            take(new Waiting(refusal.raw(), 0, any -> any, refusal), refusal.raw().length);
        }

        /** Makes durable what has come so far: its sender pauses, and what waits would fill memory. */
        public void pause() {
            complete();
        }

        /** What was read holds its place until it is durable. */
        private record Chunk(List<Arrival> arrivals, List<Refusal> refusals, WorkBudget.Place place) {}

        /** What became of a chunk. */
        private record Taken(EventLog.Appended appended, List<Refusal> refusals) {}

        /** Has what waits made durable while the next is read. */
        private void commit() {
            Chunk chunk = read();
            boolean given = false;
            try {
                settle();
                underWay = appending.submit(() -> append(chunk));
                given = true;
            } catch (RejectedExecutionException ending) {
                throw new Busy();
            } finally {
                if (!given) {
                    chunk.place().close();
                }
            }
        }

        /** Makes all that has come durable; the last chunk, which of most deliveries is the only one, by this thread itself. */
        private void complete() {
            if (waiting.isEmpty() && beside.isEmpty()) {
                settle();
                return;
            }
            Chunk chunk = read();
            try {
                settle();
            } catch (RuntimeException | Error failed) {
                chunk.place().close();
                throw failed;
            }
            count(append(chunk));
        }

        /** Waits for the chunk that is under way; where it failed, so has the delivery. */
        private void settle() {
            Future<Taken> before = underWay;
            underWay = null;
            if (before == null) {
                return;
            }
            try {
                count(before.get());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new Busy();
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failed.getCause(); // Appending throws nothing that is checked.
            }
        }

        private Chunk read() {
            WorkBudget.Place place = place();
            boolean complete = false;
            try {
                place.allowance().check();
                Chunk chunk = new Chunk(new ArrayList<>(waiting.size()), new ArrayList<>(), place);
                waiting.forEach(one -> read(one, chunk));
                waiting.clear();
                bytes = 0;
                complete = true;
                return chunk;
            } finally {
                if (!complete) {
                    place.close();
                }
            }
        }

        /** Reading ahead is worth a place that no one else wants; else the chunk under way gives its own back first. */
        private WorkBudget.Place place() {
            if (underWay != null) {
                Optional<WorkBudget.Place> free = budget.free(Work.EVENTS, GROWS * bytes);
                if (free.isPresent()) {
                    return free.get();
                }
                settle();
            }
            try {
                return budget.begin(Work.EVENTS, GROWS * bytes);
            } catch (Overloaded overloaded) {
                throw new Busy();
            }
        }

        private void read(Waiting one, Chunk chunk) {
            if (one.refusal() != null) {
                chunk.refusals().add(one.refusal());
                return;
            }
            CloudEvents.Reading reading = CloudEvents.read(one.json(), one.index(), clock.instant());
            reading.refusal().map(one.placed()).ifPresent(chunk.refusals()::add);
            reading.arrival().ifPresent(arrival -> permitted(one, arrival, reading.oddities(), chunk));
        }

        private Taken append(Chunk chunk) {
            try {
                replacing.ifPresent(why -> replace(chunk.arrivals(), why));
                EventLog.Appended appended = trial
                        ? tried(chunk.arrivals())
                        : counted(appended(() -> kept(chunk.arrivals(), chunk.refusals())));
                return new Taken(appended, chunk.refusals());
            } finally {
                chunk.place().close();
            }
        }

        private void count(Taken taken) {
            for (Refusal refusal : taken.refusals()) {
                if (!trial) {
                    rejected.get(refusal.reason()).increment();
                }
                if (refusal.reason() == Reason.MALFORMED) {
                    unreadableSoFar++;
                }
                if (listed.size() < LISTED) {
                    listed.add(refusal);
                }
            }
            acceptedSoFar += taken.appended().accepted();
            duplicatesSoFar += taken.appended().duplicates();
            conflictingSoFar += taken.appended().conflicting();
            refusedSoFar += taken.refusals().size();
        }

        private EventLog.Appended kept(List<Arrival> arrivals, List<Refusal> refusals) {
            Instant now = clock.instant();
            return beside.isPresent()
                    ? log.append(arrivals, refusals, beside.get(), sender.name(), now)
                    : log.append(arrivals, refusals, sender.name(), now);
        }

        /** Corrects those of the arrivals that are known otherwise, and takes them out; of one event the last stands. */
        private void replace(List<Arrival> arrivals, String why) {
            Map<Identities.Reference, Arrival> newest = new LinkedHashMap<>();
            arrivals.forEach(one -> newest.put(
                    new Identities.Reference(one.event().source(), one.event().id()), one));
            arrivals.clear();
            arrivals.addAll(newest.values());
            Map<Integer, Identities.Known> known = identities.known(arrivals);
            List<Corrections.Step> steps = new ArrayList<>();
            List<Arrival> others = new ArrayList<>();
            for (int i = 0; i < arrivals.size(); i++) {
                if (known.get(i) instanceof Identities.Otherwise) {
                    steps.add(new Corrections.Replacement(arrivals.get(i)));
                } else {
                    others.add(arrivals.get(i));
                }
            }
            if (steps.isEmpty()) {
                return;
            }
            try {
                Corrections.Made made = Intake.this.corrected(
                        new Corrections.Change(List.of(), steps, why, sender.name(), clock.instant(), Optional.empty()),
                        Corrections.Mode.MADE);
                correctedSoFar += made.replaced();
                arrivals.clear();
                arrivals.addAll(others);
            } catch (Corrections.NotCorrectable expired) {
                // What was expired from the log cannot be corrected: the first copy stands, and the others are listed
                // as conflicts.
                LOG.warnf("%s: an event that changed cannot be corrected: %s", sender.name(), expired.getMessage());
            }
        }

        /** Events that say something else from now on; those of a delivery that replaces. */
        public long corrected() {
            return correctedSoFar;
        }

        private void permitted(Waiting one, Arrival arrival, List<EnvelopeRules.Oddity> oddities, Chunk chunk) {
            List<Refusal> refusals = chunk.refusals();
            Optional<Words> forbidden = sender.refuses(arrival.event());
            Optional<Words> homeless = spending.refuses(arrival.event());
            if (forbidden.isPresent()) {
                refusals.add(refusal(arrival, one, Reason.NOT_PERMITTED, forbidden.get()));
            } else if (homeless.isPresent()) {
                refusals.add(refusal(arrival, one, Reason.BAD_DATA, homeless.get()));
            } else {
                chunk.arrivals().add(arrival);
                warnings.look(arrival.event(), oddities, one.index());
            }
        }

        private static Refusal refusal(Arrival arrival, Waiting one, Reason reason, Words detail) {
            Event event = arrival.event();
            return one.placed()
                    .apply(new Refusal(
                            one.index(),
                            Optional.of(event.source()),
                            Optional.of(event.id()),
                            reason,
                            detail,
                            one.json()));
        }

        private EventLog.Appended tried(List<Arrival> arrivals) {
            Map<Integer, Identities.Known> known = identities.known(arrivals);
            int fresh = 0;
            int conflicts = 0;
            for (int i = 0; i < arrivals.size(); i++) {
                var event = arrivals.get(i).event();
                if (known.get(i) instanceof Identities.Otherwise) {
                    conflicts++;
                } else if (!known.containsKey(i) && tried.add(new Identities.Reference(event.source(), event.id()))) {
                    fresh++;
                    figured(arrivals.get(i));
                }
            }
            if (tried.size() > TRIED) {
                throw new TrialTooLong();
            }
            return new EventLog.Appended(fresh, arrivals.size() - fresh, conflicts);
        }

        /** Keeps what some measure counts, as long as it is not too much. */
        private void figured(Arrival arrival) {
            if (tooMany || !register.counts(arrival.event())) {
                return;
            }
            figured.add(arrival);
            figuredBytes += arrival.raw().length;
            if (figured.size() > FIGURED || figuredBytes > FIGURED_BYTES) {
                tooMany = true;
                figured.clear();
            }
        }

        /**
         * The figures that rest on what was tried, before and after, once the trial is finished; empty where more would count than
         * figures are computed of.
         */
        public Optional<List<Corrections.Consequence>> consequences() {
            if (tooMany) {
                return Optional.empty();
            }
            if (figured.isEmpty()) {
                return Optional.of(List.of());
            }
            try (WorkBudget.Place place = budget.begin(Work.EVENTS, GROWS * figuredBytes)) {
                place.allowance().check();
                Corrections.Change change = new Corrections.Change(
                        figured, List.of(), "", sender.name(), clock.instant(), Optional.empty());
                return Optional.of(
                        Intake.this.corrected(change, Corrections.Mode.TRIED).figures());
            } catch (Overloaded overloaded) {
                throw new Busy();
            }
        }

        /** Makes durable what is left and says what became of the whole. */
        public Receipt finish() {
            complete();
            return new Receipt(
                    acceptedSoFar,
                    duplicatesSoFar,
                    conflictingSoFar,
                    List.copyOf(listed),
                    refusedSoFar,
                    unreadableSoFar,
                    warnings.all());
        }
    }
}

package io.dabiao.ingest;

import io.dabiao.access.Sender;
import io.dabiao.store.Arrival;
import io.dabiao.store.EventLog;
import io.dabiao.store.Refusal;
import io.dabiao.store.Refusal.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The one way by which events come in, whatever brought them.
 *
 * <p>A delivery is taken in chunks; each chunk is durable, counted and rolled up before the next one begins, so a delivery
 * of any length needs constant memory, and one that breaks off can simply be sent again. Safe for use by several threads;
 * a {@link Delivery} belongs to one.
 */
@ApplicationScoped
@Startup // its counters stand at 0 from the first scrape on
public class Intake {

    /** Events of one transaction. More saves little and makes others wait longer for the same event. */
    static final int CHUNK = 2_000;

    /** Bytes of one transaction: events may be large. */
    private static final long CHUNK_BYTES = 4L << 20;

    /** At most so many transactions at once: beyond it PostgreSQL only gets slower. */
    private static final int AT_ONCE = 8;

    private static final int PATIENCE_SECONDS = 10;

    /** Rejections listed in a receipt; all of them are kept. */
    private static final int LISTED = 1_000;

    /**
     * What became of a delivery.
     *
     * @param accepted events that count from now on
     * @param duplicates events that were known before
     * @param conflicting those of the duplicates that said something else
     * @param rejected the first 1,000 refusals
     * @param rejectedTotal all refusals
     * @param unreadable those of the refusals that were no JSON object at all
     */
    public record Receipt(
            long accepted,
            long duplicates,
            long conflicting,
            List<Refusal> rejected,
            long rejectedTotal,
            long unreadable) {

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
    private final Clock clock;
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private final Counter accepted;
    private final Counter duplicates;
    private final Counter conflicting;
    private final Map<Reason, Counter> rejected = new EnumMap<>(Reason.class);
    private final Timer appends;

    Intake(EventLog log, Clock clock, MeterRegistry meters) {
        this.log = log;
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

    public Delivery delivery(Sender sender) {
        return new Delivery(sender);
    }

    /** One delivery under way. Not safe for use by several threads. */
    public final class Delivery {

        private final Sender sender;
        private final List<Arrival> arrivals = new ArrayList<>(CHUNK);
        private final List<Refusal> refusals = new ArrayList<>();
        private final List<Refusal> listed = new ArrayList<>();
        private long bytes;
        private long acceptedSoFar;
        private long duplicatesSoFar;
        private long conflictingSoFar;
        private long refusedSoFar;
        private long unreadableSoFar;

        private Delivery(Sender sender) {
            this.sender = sender;
        }

        /** Takes one event in JSON; may commit a chunk. */
        public void add(byte[] json, long index) {
            CloudEvents.Reading reading = CloudEvents.read(json, index, clock.instant());
            reading.arrival().ifPresent(arrival -> {
                Optional<String> forbidden = sender.refuses(arrival.event());
                if (forbidden.isEmpty()) {
                    arrivals.add(arrival);
                } else {
                    refuse(new Refusal(
                            index,
                            Optional.of(arrival.event().source()),
                            Optional.of(arrival.event().id()),
                            Reason.NOT_PERMITTED,
                            forbidden.get(),
                            json));
                }
            });
            reading.refusal().ifPresent(this::refuse);
            bytes += json.length;
            commitWhenFull();
        }

        /** Notes something that could not be read as an event. */
        public void addUnreadable(byte[] raw, long index, Reason reason, String detail) {
            refuse(CloudEvents.unreadable(raw, index, reason, detail));
            bytes += raw.length;
            commitWhenFull();
        }

        private void commitWhenFull() {
            if (arrivals.size() + refusals.size() >= CHUNK || bytes >= CHUNK_BYTES) {
                commit();
            }
        }

        private void refuse(Refusal refusal) {
            refusals.add(refusal);
        }

        private void commit() {
            if (arrivals.isEmpty() && refusals.isEmpty()) {
                return;
            }
            EventLog.Appended appended = append();
            accepted.increment(appended.accepted());
            duplicates.increment(appended.duplicates());
            conflicting.increment(appended.conflicting());
            for (Refusal refusal : refusals) {
                rejected.get(refusal.reason()).increment();
                if (refusal.reason() == Reason.MALFORMED) {
                    unreadableSoFar++;
                }
                if (listed.size() < LISTED) {
                    listed.add(refusal);
                }
            }
            acceptedSoFar += appended.accepted();
            duplicatesSoFar += appended.duplicates();
            conflictingSoFar += appended.conflicting();
            refusedSoFar += refusals.size();
            arrivals.clear();
            refusals.clear();
            bytes = 0;
        }

        private EventLog.Appended append() {
            try {
                if (!places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new Busy();
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new Busy();
            }
            try {
                return appends.record(() -> log.append(arrivals, refusals, sender.name(), clock.instant()));
            } finally {
                places.release();
            }
        }

        /** Commits what is left and says what became of the whole. */
        public Receipt finish() {
            commit();
            return new Receipt(
                    acceptedSoFar,
                    duplicatesSoFar,
                    conflictingSoFar,
                    List.copyOf(listed),
                    refusedSoFar,
                    unreadableSoFar);
        }
    }
}

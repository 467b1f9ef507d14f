package io.dabiao.budget;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The one budget of everything that unpacks, decodes, hashes or parses what a stranger sent. It follows from the heap: two fifths of it
 * are for such work, whatever its kind, so that all kinds together cannot fill it. A piece of work waits a short while for its place,
 * in the order of arrival; beyond a short queue it is refused, with words and the time to come back.
 *
 * <p>Safe for use by several threads. A thread holds one place at a time: the one who held one and waited for another could wait for
 * himself.
 */
@ApplicationScoped
public class WorkBudget {

    /** Of the heap, in hundredths. The service itself needs some 100 MB, and rows of answers the rest. */
    private static final int SHARE = 40;

    private static final long MEBIBYTE = 1L << 20;
    /** The weights of {@link Work} are those of the launcher's heap. */
    private static final long USUAL_HEAP = 256 * MEBIBYTE;

    private static final int RETRY_SECONDS = 5;

    /** A place for one piece of work; closing it gives it back. */
    public final class Place implements AutoCloseable {

        private final Lane lane;
        private final int weight;
        private final Allowance allowance;
        private boolean open = true;

        private Place(Lane lane, int weight, Allowance allowance) {
            this.lane = lane;
            this.weight = weight;
            this.allowance = allowance;
        }

        /** What the work may take, counted from when the place was given. */
        public Allowance allowance() {
            return allowance;
        }

        @Override
        public void close() {
            if (open) {
                open = false;
                memory.release(weight);
                lane.places.release();
            }
        }
    }

    /** The places of one kind of work. */
    private static final class Lane {
        private final int atOnce;
        private final Semaphore places;
        private final Semaphore queue;
        private final AtomicLong refused = new AtomicLong();

        private Lane(int atOnce, int waiting) {
            this.atOnce = atOnce;
            places = new Semaphore(atOnce, true);
            queue = new Semaphore(waiting);
        }
    }

    private final long heap;
    private final int mebibytes;
    /** In MiB, given in the order of arrival so that a large piece is not passed by small ones for ever. */
    private final Semaphore memory;

    private final Map<Work, Lane> lanes = new EnumMap<>(Work.class);

    @Inject
    WorkBudget(MeterRegistry meters) {
        this(Runtime.getRuntime().maxMemory(), Runtime.getRuntime().availableProcessors());
        lanes.forEach((work, lane) -> {
            FunctionCounter.builder("dabiao.work.refused", lane.refused, AtomicLong::doubleValue)
                    .description("Pieces of work on what strangers sent that found no place, by kind.")
                    .tag("kind", work.name().toLowerCase(java.util.Locale.ROOT))
                    .register(meters);
        });
    }

    /**
     * @param heap the largest that it may become, in bytes
     * @param processors how many there are
     */
    public WorkBudget(long heap, int processors) {
        this.heap = heap;
        this.mebibytes = (int) Math.min(Integer.MAX_VALUE, heap * SHARE / 100 / MEBIBYTE);
        this.memory = new Semaphore(mebibytes, true);
        for (Work work : Work.values()) {
            lanes.put(work, new Lane(atOnce(work, processors), work.waiting()));
        }
    }

    /** A budget by itself, for a command that does one thing. */
    public static WorkBudget ofThisProcess() {
        return new WorkBudget(
                Runtime.getRuntime().maxMemory(), Runtime.getRuntime().availableProcessors());
    }

    /** By memory; and hashes, which are nothing but work, by processors: more at once only make each of them slower. */
    private int atOnce(Work work, int processors) {
        int byMemory = Math.max(1, mebibytes / weight(work));
        int byProcessors = work == Work.PASSWORD ? Math.max(2, processors) : work.atOnce();
        return Math.min(work.atOnce(), Math.min(byMemory, byProcessors));
    }

    /** What lives by bytes grows with the heap, since more may be unpacked; a hash takes the same everywhere. */
    private int weight(Work work) {
        boolean fixed = work == Work.PASSWORD || work.unpackedPart() == Work.BY_BYTES;
        long grown = fixed ? work.mebibytes() : work.mebibytes() * Math.max(heap, USUAL_HEAP / 2) / USUAL_HEAP;
        return (int) Math.max(1, Math.min(grown, mebibytes));
    }

    /** How many pieces of a kind run at once. */
    public int atOnce(Work work) {
        return lanes.get(work).atOnce;
    }

    /** What one piece may unpack to, in bytes. */
    public long unpacked(Work work) {
        return heap / work.unpackedPart();
    }

    /**
     * Waits for a place.
     *
     * @throws Overloaded where there is none within a short while, or too many wait already
     */
    public Place begin(Work work) {
        return begin(work, weight(work));
    }

    /**
     * Likewise, for work that takes so many bytes of memory.
     *
     * @param bytes more than the whole budget count as the whole budget
     */
    public Place begin(Work work, long bytes) {
        return begin(work, (int) Math.max(1, Math.min(bytes / MEBIBYTE, mebibytes)));
    }

    /**
     * A place if there is one now, for work that does as well later: it passes no one who waits, and being without one is no refusal.
     *
     * @param bytes as in {@link #begin(Work, long)}
     */
    public Optional<Place> free(Work work, long bytes) {
        Lane lane = lanes.get(work);
        int weight = (int) Math.max(1, Math.min(bytes / MEBIBYTE, mebibytes));
        try {
            // With a time, though none: without one a semaphore passes those who wait.
            if (!lane.places.tryAcquire(0, TimeUnit.NANOSECONDS)) {
                return Optional.empty();
            }
            if (!memory.tryAcquire(weight, 0, TimeUnit.NANOSECONDS)) {
                lane.places.release();
                return Optional.empty();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        return Optional.of(new Place(lane, weight, allowance(work)));
    }

    private Place begin(Work work, int weight) {
        Lane lane = lanes.get(work);
        if (!lane.queue.tryAcquire()) {
            throw refused(work, lane);
        }
        try {
            return waited(work, weight, lane);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw refused(work, lane);
        } finally {
            lane.queue.release();
        }
    }

    private Place waited(Work work, int weight, Lane lane) throws InterruptedException {
        long patience = work.patience().toNanos();
        long begun = System.nanoTime();
        if (!lane.places.tryAcquire(patience, TimeUnit.NANOSECONDS)) {
            throw refused(work, lane);
        }
        boolean given = false;
        try {
            given = memory.tryAcquire(
                    weight, Math.max(0, patience - (System.nanoTime() - begun)), TimeUnit.NANOSECONDS);
        } finally {
            if (!given) {
                lane.places.release();
            }
        }
        if (!given) {
            throw refused(work, lane);
        }
        return new Place(lane, weight, allowance(work));
    }

    /** What a piece of a kind may take, from now on, without a place. */
    public Allowance allowance(Work work) {
        return new Allowance(work.words(), unpacked(work), work.longest());
    }

    private static Overloaded refused(Work work, Lane lane) {
        lane.refused.incrementAndGet();
        return new Overloaded(
                503,
                RETRY_SECONDS,
                "as many " + work.words() + " are being worked on as the service has memory for: try again in "
                        + RETRY_SECONDS + " s");
    }
}

package io.dabiao.budget;

import io.dabiao.problem.ErrorCode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What one piece of work may still take. Readers ask it in their loops and count with it what they unpack. Not safe for use by several
 * threads.
 */
public final class Allowance {

    /** The clock is asked once in so many steps: a step may be a single cell. */
    private static final int STEPS = 64;

    private final String words;
    private final long most;
    /** On a machine that is busy with other work, a piece of work may take so many times as long by the clock on the wall. */
    private static final int BUSY = 3;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Duration longest;
    private final Thread worker = Thread.currentThread();
    private final LongSupplier wall;
    private final LongSupplier processor;
    private final long begun;
    private final long begunProcessor;
    private long bytes;
    private int steps;

    /**
     * @param words what the work is done on, such as {@code forms}
     * @param most bytes that may be unpacked
     * @param longest how long it may take, from now on, of the time of a processor: a sound file is no worse on a busy machine
     */
    Allowance(String words, long most, Duration longest) {
        this(words, most, longest, System::nanoTime, Allowance::processorNanos);
    }

    /**
     * @param wall nanoseconds of the clock on the wall
     * @param processor nanoseconds that the current thread has had of a processor; negative where the system does not count them
     */
    Allowance(String words, long most, Duration longest, LongSupplier wall, LongSupplier processor) {
        this.words = words;
        this.most = most;
        this.longest = longest;
        this.wall = wall;
        this.processor = processor;
        this.begun = wall.getAsLong();
        this.begunProcessor = processor.getAsLong();
    }

    /** One step of a loop. @throws Exceeded where the time is used up */
    public void step() {
        if (++steps % STEPS == 0) {
            check();
        }
    }

    /** @throws Exceeded where the time is used up */
    public void check() {
        long passed = wall.getAsLong() - begun;
        // A thread never has more of a processor than passes on the wall; to ask for it costs ten times as much.
        if (passed > longest.toNanos() && (passed > BUSY * longest.toNanos() || spent(passed) > longest.toNanos())) {
            throw new Exceeded(
                    ErrorCode.TAKES_TOO_LONG_TO_READ,
                    "it takes longer than " + longest.toSeconds() + " s to read, which no sound file or text does");
        }
    }

    /** Nanoseconds of a processor; those that passed where another thread goes on with the work, or the system does not count them. */
    private long spent(long passed) {
        return begunProcessor < 0 || Thread.currentThread() != worker ? passed : processor.getAsLong() - begunProcessor;
    }

    private static long processorNanos() {
        return THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : -1;
    }

    /**
     * So many bytes more are unpacked.
     *
     * @throws Exceeded where they are too many, or the time is used up
     */
    public void unpacked(long more) {
        bytes += more;
        if (bytes > most) {
            throw new Exceeded(
                    ErrorCode.UNPACKS_TO_TOO_MUCH,
                    "it unpacks to more than " + (most >> 20) + " MB; " + words + " that large are not read");
        }
        check();
    }

    /** How many bytes may be unpacked in all. */
    public long most() {
        return most;
    }

    /** A stream whose bytes count as unpacked. */
    public InputStream counted(InputStream unpacked) {
        return new FilterInputStream(unpacked) {
            @Override
            public int read() throws IOException {
                int one = super.read();
                if (one >= 0) {
                    unpacked(1);
                }
                return one;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                int read = super.read(into, from, length);
                if (read > 0) {
                    unpacked(read);
                }
                return read;
            }

            @Override
            public long skip(long wanted) throws IOException {
                long skipped = 0;
                while (skipped < wanted && read() >= 0) {
                    skipped++;
                }
                return skipped;
            }

            @Override
            public boolean markSupported() {
                return false;
            }
        };
    }
}

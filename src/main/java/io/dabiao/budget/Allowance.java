package io.dabiao.budget;

import io.dabiao.problem.ErrorCode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * What one piece of work may still take. Readers ask it in their loops and count with it what they unpack. Not safe for use by several
 * threads.
 */
public final class Allowance {

    /** The clock is asked once in so many steps: a step may be a single cell. */
    private static final int STEPS = 64;

    private final String words;
    private final long most;
    private final Duration longest;
    private final long begun = System.nanoTime();
    private long bytes;
    private int steps;

    /**
     * @param words what the work is done on, such as {@code forms}
     * @param most bytes that may be unpacked
     * @param longest how long it may take, from now on
     */
    Allowance(String words, long most, Duration longest) {
        this.words = words;
        this.most = most;
        this.longest = longest;
    }

    /** One step of a loop. @throws Exceeded where the time is used up */
    public void step() {
        if (++steps % STEPS == 0) {
            check();
        }
    }

    /** @throws Exceeded where the time is used up */
    public void check() {
        if (System.nanoTime() - begun > longest.toNanos()) {
            throw new Exceeded(
                    ErrorCode.TAKES_TOO_LONG_TO_READ,
                    "it takes longer than " + longest.toSeconds() + " s to read, which no sound file or text does");
        }
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

package io.dabiao.budget;

import java.time.Duration;

/**
 * Whether a body comes fast enough: 1 KiB a second over any 30 seconds after its first ten. Only the time counts that was spent waiting
 * for it, so that a service that is slow to take it is not the sender's fault. Not safe for use by several threads.
 */
public final class Pace {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int LEAST = 1_024;
    private static final int FIRST = 10;
    private static final int OVER = 30;

    private final long[] bytes = new long[OVER];
    private final int first;
    private final int over;
    private long waited;
    private long second;

    public Pace() {
        this(FIRST, OVER);
    }

    /** Of other lengths, in seconds; {@code over} is at most 30. */
    Pace(int first, int over) {
        this.first = first;
        this.over = over;
    }

    /** So long was waited, and nothing or so many bytes came. @return whether it still comes fast enough */
    public boolean waited(long nanos, int received) {
        waited += nanos;
        boolean enough = true;
        for (long now = waited / SECOND; second < now; ) {
            enough &= enough();
            second++;
            bytes[(int) (second % over)] = 0;
        }
        bytes[(int) (second % over)] += received;
        return enough;
    }

    /** At the end of a second, of those that lie behind. */
    private boolean enough() {
        if (second + 1 < first + over) {
            return true;
        }
        long sum = 0;
        for (int i = 0; i < over; i++) {
            sum += bytes[i];
        }
        return sum >= (long) LEAST * over;
    }
}

package io.dabiao.access;

import java.time.Duration;

/** An address has tried too often; nothing was looked at. The cause of a failed authentication, whose class is final. */
public final class TooManyTries extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long seconds;

    TooManyTries(Duration wait) {
        super("too many failed tries from this address");
        this.seconds = seconds(wait);
    }

    /** After how many seconds it may be tried again; at least 1. */
    public long seconds() {
        return seconds;
    }

    /** Whole seconds, rounded up, at least 1, for {@code Retry-After}. */
    public static long seconds(Duration wait) {
        return Math.max(1, wait.plusMillis(999).toSeconds());
    }
}

package io.dabiao.check.load;

import java.util.concurrent.atomic.LongAdder;

/**
 * Requests counted while they end, readable at any moment: a request is in one of two counters, so that the failed never
 * outnumber all, which a counter of all and one of the failed do between two readings. Safe for any thread.
 */
final class LatencyRecorder {

    private final LongAdder good = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /** What was counted at one moment; {@code failed} are among {@code all}. */
    record Count(long all, long failed) {

        static final Count NONE = new Count(0, 0);

        Count plus(Count other) {
            return new Count(all + other.all, failed + other.failed);
        }

        Count since(Count before) {
            return new Count(all - before.all, failed - before.failed);
        }
    }

    void ended(boolean well) {
        (well ? good : failed).increment();
    }

    Count count() {
        long bad = failed.sum();
        return new Count(good.sum() + bad, bad);
    }
}

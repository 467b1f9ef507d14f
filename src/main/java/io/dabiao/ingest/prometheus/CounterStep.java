package io.dabiao.ingest.prometheus;

import io.dabiao.store.LastSamples;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a new sample of a counter says, beside the last one that was taken.
 *
 * @param kind how it is to be understood
 * @param increase by how much the counter grew since; 0 where nothing is known of it
 * @param stands the value from which the next sample is told
 */
record CounterStep(Kind kind, BigDecimal increase, double stands) {

    /** How a sample is to be understood. */
    enum Kind {
        /** The first one, and nothing says how much of it is old. */
        FIRST,
        /** The first one of a counter that began not long before. */
        BEGUN,
        /** It grew, or stood still. */
        GROWN,
        /** It began again at nothing. */
        RESTARTED,
        /** It fell by a hair, or fell though its start says that it did not begin again: nothing is counted. */
        DOUBTED
    }

    /**
     * A fall by at most this share of what a counter stood at is no restart: sums of floating point numbers lose their last digits,
     * and two Prometheus that send the same counter are a scrape apart. A counter that began again does not come back to within a
     * hundredth of where it was by the next sample.
     */
    static final double HAIR = 0.01;

    /**
     * So long before its first sample a counter may have begun for all of it to count at that sample. A start that lies longer ago
     * would move months of growth to one instant, and count again what was taken while its series was mapped otherwise.
     */
    static final Duration FRESH = Duration.ofDays(1);

    /**
     * What a sample says.
     *
     * @param before the last sample that was taken; it is older
     * @param start since when the counter counts, as the sender says; empty where it does not, or says nothing that can be
     */
    static CounterStep of(Optional<LastSamples.Last> before, Instant at, double value, Optional<Instant> start) {
        Optional<Instant> begun = start.filter(since -> since.isBefore(at));
        if (before.isEmpty()) {
            return begun.filter(since -> !since.isBefore(at.minus(FRESH))).isPresent()
                    ? new CounterStep(Kind.BEGUN, BigDecimal.valueOf(value), value)
                    : new CounterStep(Kind.FIRST, BigDecimal.ZERO, value);
        }
        double last = before.get().value();
        boolean again = begun.filter(since -> since.isAfter(before.get().at())).isPresent();
        if (again) {
            return new CounterStep(Kind.RESTARTED, BigDecimal.valueOf(value), value);
        }
        if (value >= last) {
            return new CounterStep(Kind.GROWN, BigDecimal.valueOf(value).subtract(BigDecimal.valueOf(last)), value);
        }
        if (begun.isPresent() || last - value <= HAIR * last) {
            return new CounterStep(Kind.DOUBTED, BigDecimal.ZERO, last);
        }
        return new CounterStep(Kind.RESTARTED, BigDecimal.valueOf(value), value);
    }
}

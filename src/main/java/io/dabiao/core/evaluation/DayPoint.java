package io.dabiao.core.evaluation;

import io.dabiao.core.measure.Fraction;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What one day alone says of an indicator.
 *
 * @param actual its value, in the target's unit; empty where it has none
 */
public record DayPoint(LocalDate day, State state, Optional<Fraction> actual) {

    /** What became of the day. */
    public enum State {
        /** It counts, or its value keeps the target. */
        KEPT,
        LOST,
        /** Nothing is known of it, or no target is in force. */
        UNKNOWN,
        /** It was not promised. */
        APART,
        /** It is not over, and may still be won. */
        OPEN
    }
}

package io.dabiao.core.declaration;

import io.dabiao.core.calendar.Period;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long, and on how much, a finding must stand before anybody is told of it; the verdict itself stays literal.
 *
 * @param hold for how long without a break; empty for what suits the kind of finding
 * @param samples how many facts the value must rest on; empty for what suits the measure
 */
public record Patience(Optional<Duration> hold, Optional<Integer> samples) {

    /** Where a declaration says nothing. */
    public static final Patience USUAL = new Patience(Optional.empty(), Optional.empty());

    /** A share or a mean over the year that has only just crossed its bound may cross it back with the next facts. */
    private static final Duration USUAL_OF_AVERAGES = Duration.ofDays(1);

    /** Forecast again each day; a bad day is no trend, a bad week may be one. */
    private static final Duration USUAL_OF_FORECASTS = Duration.ofDays(7);

    private static final int USUAL_SAMPLES = 50;

    /** A survey of twelve answers a year never has fifty: after this part of the period what there is has to do. */
    private static final int USUAL_PART = 4;

    /** How long a breach must stand: what is used up or lost is told at once, what averages out is given a day. */
    public Duration beforeBreach(Indicator indicator) {
        return hold.orElse(averages(indicator) ? USUAL_OF_AVERAGES : Duration.ZERO);
    }

    public Duration beforeRisk() {
        return hold.orElse(USUAL_OF_FORECASTS);
    }

    /**
     * Whether a value rests on enough to be told of.
     *
     * @param has the facts that took part
     */
    public boolean believes(Indicator indicator, Period period, long has, Instant at) {
        if (samples.isPresent()) {
            return has >= samples.get();
        }
        if (!averages(indicator) || has >= USUAL_SAMPLES) {
            return true;
        }
        Duration whole = Duration.between(period.start(), period.end());
        return !at.isBefore(period.start().plus(whole.dividedBy(USUAL_PART)));
    }

    private static boolean averages(Indicator indicator) {
        return indicator.behaviour() == Behaviour.STANDING
                && indicator.measure().averages();
    }
}

package io.dabiao.core.forecast;

import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/** Whether the year's target can be met, in the words of the mid-year monitoring table. */
public enum Chance {
    CERTAIN(Words.of(Chance.class, "certain")),
    POSSIBLE(Words.of(Chance.class, "possible")),
    IMPOSSIBLE(Words.of(Chance.class, "impossible"));

    /** No season that was not seen moved a year by so many widths. */
    private static final double FAR = 3;

    private static final double FIRST_QUARTER = 0.25;
    private static final double MIDDLE = 0.5;
    private static final double LAST_QUARTER = 0.75;
    private static final BigDecimal LATE = new BigDecimal("0.05");
    private static final BigDecimal SLIGHT = new BigDecimal("0.04");
    private static final BigDecimal VERY_SLIGHT = new BigDecimal("0.03");

    private final Words words;

    Chance(Words words) {
        this.words = words;
    }

    /** As the table prints it. */
    public Words words() {
        return words;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty where no target is declared. What has no probability is possible until it is over. */
    public static Optional<Chance> of(Verdict verdict, Optional<Forecast.Expected> expected) {
        return switch (verdict) {
            case MET -> Optional.of(CERTAIN);
            case MISSED -> Optional.of(IMPOSSIBLE);
            case UNDECLARED -> Optional.empty();
            case ON_TRACK, AT_RISK, BREACHED, NO_DATA ->
                Optional.of(expected.map(Forecast.Expected::chance).orElse(POSSIBLE));
        };
    }

    /**
     * Which word a probability bears. What is certain bears its word at any time. Else a word needs more than a probability: it
     * is not said in the first quarter; before the middle of the period only where an earlier year has shown the seasons that
     * are still to come, or where the target lies far outside of the interval; and the nearer to certainty, the more of the year is
     * left. docs/forecasts.md tells what the words were worth on real years.
     *
     * @param probability as told
     * @param elapsed share of the period that is over, from 0 to 1
     * @param seasons whether an earlier year was observed from end to end
     * @param away how far the target lies from what is expected, in widths of the interval on its side; 1 is its edge
     */
    static Chance said(BigDecimal probability, double elapsed, boolean seasons, double away) {
        if (probability.signum() <= 0) {
            return IMPOSSIBLE;
        }
        if (probability.compareTo(BigDecimal.ONE) >= 0) {
            return CERTAIN;
        }
        Optional<BigDecimal> doubt = doubt(elapsed, seasons || elapsed < MIDDLE && away >= FAR);
        if (doubt.isEmpty()) {
            return POSSIBLE;
        }
        if (probability.compareTo(BigDecimal.ONE.subtract(doubt.get())) >= 0) {
            return CERTAIN;
        }
        return probability.compareTo(doubt.get()) <= 0 ? IMPOSSIBLE : POSSIBLE;
    }

    /** Up to which probability of being wrong a word is said; empty where none is. */
    private static Optional<BigDecimal> doubt(double elapsed, boolean seasons) {
        if (elapsed < FIRST_QUARTER || elapsed < MIDDLE && !seasons) {
            return Optional.empty();
        }
        if (elapsed < LAST_QUARTER) {
            return Optional.of(elapsed < MIDDLE ? SLIGHT : VERY_SLIGHT);
        }
        return Optional.of(seasons ? LATE : SLIGHT);
    }
}

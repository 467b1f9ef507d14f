package io.dabiao.core.declaration;

import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/** What an evaluation found. */
public enum Verdict {
    /** Open, and as far as is known it will be met. */
    ON_TRACK,
    /** Open, and it will probably not be met. */
    AT_RISK,
    /** Open, and not holding, or no longer possible to meet. */
    BREACHED,
    MET,
    /** The period is over and the target was not met. */
    MISSED,
    /** There is no value to compare; neither good nor bad. */
    NO_DATA,
    /** The form printed no target. */
    UNDECLARED;

    /**
     * This verdict, seen in the light of a forecast: what is open and will probably not be met is at risk.
     *
     * @param probability that the target will be met; empty where nothing is forecast
     */
    public Verdict atRisk(Optional<BigDecimal> probability, BigDecimal below) {
        boolean risk = probability.filter(met -> met.compareTo(below) < 0).isPresent();
        return this == ON_TRACK && risk ? AT_RISK : this;
    }

    /** The word in the API, the metrics and the log: {@code on_track}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As people read it, where nothing but the verdict is known: {@code on track}, 正常推进. */
    public Words words() {
        return Words.of(Verdict.class, "verdict_" + word());
    }

    /** Of an indicator of that behaviour: what must not be used up is exceeded. */
    public Words words(Behaviour behaviour) {
        return this == BREACHED && behaviour == Behaviour.LIMIT ? Words.of(Verdict.class, "exceeded") : words();
    }

    /** Throws an {@link IllegalArgumentException} that lists the known words. */
    public static Verdict ofWord(String word) {
        for (Verdict verdict : values()) {
            if (verdict.word().equals(word)) {
                return verdict;
            }
        }
        throw new IllegalArgumentException("no verdict is called '" + word
                + "'; the verdicts are on_track, at_risk, breached, met, missed, no_data, undeclared");
    }
}

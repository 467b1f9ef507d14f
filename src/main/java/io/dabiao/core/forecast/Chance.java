package io.dabiao.core.forecast;

import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/** Whether the year's target can be met, in the words of the mid-year monitoring table. */
public enum Chance {
    CERTAIN(new Words("certain", "确定能")),
    POSSIBLE(new Words("possible", "有可能")),
    IMPOSSIBLE(new Words("impossible", "完全不可能"));

    private static final BigDecimal CERTAIN_FROM = new BigDecimal("0.95");
    private static final BigDecimal IMPOSSIBLE_TO = new BigDecimal("0.05");

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
    public static Optional<Chance> of(Verdict verdict, Optional<BigDecimal> probability) {
        return switch (verdict) {
            case MET -> Optional.of(CERTAIN);
            case MISSED -> Optional.of(IMPOSSIBLE);
            case UNDECLARED -> Optional.empty();
            case ON_TRACK, AT_RISK, BREACHED, NO_DATA ->
                Optional.of(probability.map(Chance::of).orElse(POSSIBLE));
        };
    }

    private static Chance of(BigDecimal probability) {
        if (probability.compareTo(CERTAIN_FROM) >= 0) {
            return CERTAIN;
        }
        return probability.compareTo(IMPOSSIBLE_TO) <= 0 ? IMPOSSIBLE : POSSIBLE;
    }
}

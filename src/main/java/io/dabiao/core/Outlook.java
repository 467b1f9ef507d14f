package io.dabiao.core;

import java.util.Locale;

/** Whether a target will be met, in the three words of the mid-year table. */
public enum Outlook {
    CERTAIN(new Words("certain", "确定能")),
    POSSIBLE(new Words("possible", "有可能")),
    IMPOSSIBLE(new Words("impossible", "完全不可能"));

    private final Words words;

    Outlook(Words words) {
        this.words = words;
    }

    public Words words() {
        return words;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * From what has happened alone, without a forecast: certain once it is met, impossible once it can no longer be met,
     * else possible.
     */
    public static Outlook of(Indicator indicator, Evaluation evaluation) {
        return switch (evaluation.verdict()) {
            case MET -> CERTAIN;
            case MISSED -> IMPOSSIBLE;
            case BREACHED -> lost(indicator) ? IMPOSSIBLE : POSSIBLE;
            case ON_TRACK, AT_RISK, NO_DATA, UNDECLARED -> POSSIBLE;
        };
    }

    /** A used-up limit, a lost day and a short week stay so; a share below its target may still recover. */
    private static boolean lost(Indicator indicator) {
        return switch (indicator.behaviour()) {
            case DAYS, QUOTA -> true;
            case LIMIT -> indicator.measure().onlyGrows();
            case STANDING -> false;
            case ACCUMULATE, ACCUMULATE_REVERSIBLE -> false;
        };
    }
}

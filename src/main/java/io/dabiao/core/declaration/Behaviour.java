package io.dabiao.core.declaration;

import io.dabiao.core.measure.Dimension;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.measure.Measure;
import io.dabiao.core.measure.MeasureKind;
import io.dabiao.core.measure.Operator;
import io.dabiao.core.measure.Reading;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The way in which an indicator moves through its period; its verdict follows from it (contract: "Verdicts"). */
public enum Behaviour {
    /** Grows towards a goal and cannot be lost again: 3 万 tickets, 12 issues. */
    ACCUMULATE,
    /** Grows towards a goal but may fall back, so it is never met early: registers, issued vouchers, growth. */
    ACCUMULATE_REVERSIBLE,
    /** Must not be used up: fewer than 10 faults. */
    LIMIT,
    /** Must hold all the time: 85 % answered, level 3, a quality kept. */
    STANDING,
    /** A day lost is lost: 365 days of service. */
    DAYS,
    /** Every week or month counts. */
    QUOTA;

    /**
     * What a verdict is found from.
     *
     * @param actual in the target's unit
     * @param target in force at the instant
     * @param over whether the period has ended
     * @param days for {@link #DAYS}
     * @param slots for {@link #QUOTA}, each with whether the target in force at its close was kept
     */
    public record Case(
            Fraction actual, Target target, boolean over, Optional<Reading.DayCount> days, List<QuotaSlot> slots) {}

    /** The word in a declaration: {@code accumulate-reversible}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Behaviour> ofWord(String word) {
        for (Behaviour behaviour : values()) {
            if (behaviour.word().equals(word)) {
                return Optional.of(behaviour);
            }
        }
        return Optional.empty();
    }

    /** Whether an operator makes sense: a goal is not "at most", a limit not "at least". */
    public boolean suits(Operator operator) {
        return switch (this) {
            case ACCUMULATE, ACCUMULATE_REVERSIBLE, DAYS, QUOTA ->
                switch (operator) {
                    case AT_LEAST, REACHED, MORE_THAN -> true;
                    case AT_MOST, LESS_THAN -> false;
                };
            case LIMIT ->
                switch (operator) {
                    case AT_MOST, LESS_THAN, REACHED -> true;
                    case AT_LEAST, MORE_THAN -> false;
                };
            case STANDING -> true;
        };
    }

    /** Whether a measure yields what this behaviour is judged by. */
    public boolean suits(Measure measure) {
        return switch (this) {
            case DAYS -> measure.dimension() == Dimension.DAYS;
            case QUOTA -> measure.kind() == MeasureKind.WORST;
            case ACCUMULATE, ACCUMULATE_REVERSIBLE, LIMIT, STANDING -> measure.kind() != MeasureKind.WORST;
        };
    }

    /** Whether the mere passing of a day can change the verdict. */
    public boolean movesWithTime() {
        return this == DAYS || this == QUOTA;
    }

    public Verdict judge(Case found) {
        boolean kept = this == QUOTA
                ? found.slots().stream().allMatch(QuotaSlot::kept)
                : found.target().holds(found.actual(), this);
        if (found.over()) {
            return kept ? Verdict.MET : Verdict.MISSED;
        }
        return switch (this) {
            case ACCUMULATE -> kept ? Verdict.MET : Verdict.ON_TRACK;
            case ACCUMULATE_REVERSIBLE -> Verdict.ON_TRACK;
            case LIMIT, STANDING, QUOTA -> kept ? Verdict.ON_TRACK : Verdict.BREACHED;
            case DAYS -> kept ? Verdict.MET : stillPossible(found) ? Verdict.ON_TRACK : Verdict.BREACHED;
        };
    }

    private boolean stillPossible(Case found) {
        return found.days()
                .map(days -> found.target().holds(Fraction.of(days.possible()), this))
                .orElse(true);
    }
}

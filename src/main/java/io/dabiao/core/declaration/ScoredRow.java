package io.dabiao.core.declaration;

import io.dabiao.core.measure.Dimension;
import io.dabiao.core.measure.Fraction;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * A row that has a target and a value, as a {@link Rule} looks at it.
 *
 * @param actual in the target's unit
 * @param slots complete weeks or months, for quotas
 */
public record ScoredRow(Target target, Behaviour behaviour, Fraction actual, List<QuotaSlot> slots) {

    /** What decides which rule scores a row. */
    public enum ScoringKind {
        /** A number to be reached. */
        REACH,
        /** A count that must stay under a ceiling. */
        COUNT_CEILING,
        /** Another number that must stay under a ceiling: seconds, working days, a rank. */
        CEILING,
        /** Every week or month counts. */
        QUOTA,
        /** Words whose completion a person reports. */
        QUALITY;

        /** The word in a profile: {@code count-ceiling}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static ScoringKind of(Target target, Behaviour behaviour) {
            if (target.nature() == Target.Nature.COMPLETION) {
                return QUALITY;
            }
            if (behaviour == Behaviour.QUOTA) {
                return QUOTA;
            }
            boolean ceiling = switch (target.effective(behaviour)) {
                case AT_MOST, LESS_THAN -> true;
                case AT_LEAST, REACHED, MORE_THAN -> false;
            };
            if (!ceiling) {
                return REACH;
            }
            boolean count = behaviour == Behaviour.LIMIT && target.unit().dimension() == Dimension.NUMBER;
            return count ? COUNT_CEILING : CEILING;
        }
    }

    public ScoringKind kind() {
        return ScoringKind.of(target, behaviour);
    }

    /** Decided on the unrounded value. */
    public boolean met() {
        return behaviour == Behaviour.QUOTA
                ? slots.stream().allMatch(QuotaSlot::kept)
                : target.holds(actual, behaviour);
    }

    /**
     * The greatest value under the ceiling: of a count under {@code < n} it is n − 1, of anything else the target's own
     * value. In units of 万 one thing less is a ten-thousandth less.
     */
    BigDecimal allowed() {
        boolean below = kind() == ScoringKind.COUNT_CEILING
                && switch (target.effective(behaviour)) {
                    case LESS_THAN -> true;
                    case AT_MOST, AT_LEAST, REACHED, MORE_THAN -> false;
                };
        return below
                ? target.value()
                        .subtract(
                                Fraction.of(1).inUnitsOf(target.unit().scale()).decimal())
                : target.value();
    }
}

package io.dabiao.core.declaration;

import io.dabiao.core.measure.Fraction;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * How many digits after the point a figure is shown with: two as a rule, and as many more as it takes not to say something
 * else than the exact one. 2.996 beside a target of 3 stays 2.996; a change from 84.996 to 85.001 is seen.
 *
 * <p>The one place that decides it: sentences, pages, charts, alerts, papers and the command line ask here. Since the shown
 * figure lies on the same side of the target as the exact one, or on it, it compares alike by every operator.
 */
public final class Digits {

    /** After the point, where nothing asks for more. */
    public static final int USUAL = 2;

    /** A fraction that differs from its target only behind these is not met in practice. */
    private static final int MOST = 100;

    private Digits() {}

    /** A figure as it is shown beside its target, in the target's unit; without trailing zeros. */
    public static BigDecimal beside(Fraction actual, BigDecimal target) {
        return beside(actual, target, USUAL);
    }

    /** @param usual digits after the point that it has at most where they suffice, 0 or more */
    public static BigDecimal beside(Fraction actual, BigDecimal target, int usual) {
        return rounded(actual::rounded, Integer.signum(actual.compareTo(target)), target, usual);
    }

    /** @param target absent where nothing was promised */
    public static BigDecimal beside(Fraction actual, Optional<Target> target) {
        return target.map(promised -> beside(actual, promised.value())).orElseGet(() -> actual.rounded(USUAL));
    }

    /** @param target null where nothing was promised */
    public static BigDecimal beside(BigDecimal actual, BigDecimal target) {
        return target == null ? rounded(actual, USUAL) : beside(actual, target, USUAL);
    }

    /** @param usual digits after the point that it has at most where they suffice, 0 or more */
    public static BigDecimal beside(BigDecimal actual, BigDecimal target, int usual) {
        return rounded(scale -> rounded(actual, scale), Integer.signum(actual.compareTo(target)), target, usual);
    }

    private static BigDecimal rounded(IntFunction<BigDecimal> rounding, int truth, BigDecimal target, int usual) {
        for (int scale = usual; scale < MOST; scale++) {
            BigDecimal shown = rounding.apply(scale);
            if (Integer.signum(shown.compareTo(target)) == truth) {
                return shown;
            }
        }
        return rounding.apply(MOST);
    }

    /** Two figures as they are shown before and after a change. */
    public record Change(BigDecimal before, BigDecimal after) {}

    /** Figures that differ look different, whatever it takes; equal ones look equal. Either may be null: there was none. */
    public static Change change(BigDecimal before, BigDecimal after) {
        return change(before, after, null);
    }

    /** @param target beside which both are shown; null where nothing was promised */
    public static Change change(BigDecimal before, BigDecimal after, BigDecimal target) {
        if (before == null || after == null) {
            return new Change(
                    before == null ? null : beside(before, target), after == null ? null : beside(after, target));
        }
        BigDecimal one = beside(before, target);
        BigDecimal other = beside(after, target);
        // From where both compare with the target as they should: fewer digits could round across it again.
        int scale = Math.max(USUAL, Math.max(one.scale(), other.scale()));
        while (one.compareTo(other) == 0 && before.compareTo(after) != 0) {
            scale++;
            one = rounded(before, scale);
            other = rounded(after, scale);
        }
        return new Change(one, other);
    }

    private static BigDecimal rounded(BigDecimal number, int scale) {
        BigDecimal rounded = number.setScale(scale, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }
}

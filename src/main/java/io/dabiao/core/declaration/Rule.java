package io.dabiao.core.declaration;

import io.dabiao.core.measure.Fraction;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * How many of its points a row earns; a closed set that profiles and single rows choose from.
 *
 * <p>A share is exact and may leave 0 to 1: the one who rounds it to cents also bounds it.
 */
public sealed interface Rule {

    /** The share of the row's points that it earns. */
    Fraction share(ScoredRow scoredRow);

    /** The rule as the report's annex prints it. */
    Words words();

    /** All points or none. */
    record Whole() implements Rule {
        @Override
        public Fraction share(ScoredRow scoredRow) {
            return scoredRow.met() ? ONE : NONE;
        }

        @Override
        public Words words() {
            return Words.of(Rule.class, "allPointsWhenMetElseNone");
        }
    }

    /** Points × actual ÷ target until it is met. */
    record Proportional() implements Rule {
        @Override
        public Fraction share(ScoredRow scoredRow) {
            return scoredRow.met()
                    ? ONE
                    : per(scoredRow.actual(), scoredRow.target().value());
        }

        @Override
        public Words words() {
            return Words.of(Rule.class, "allPointsWhenMetElsePoints");
        }
    }

    /** Points × (1 − (actual − allowed) ÷ allowed) once a ceiling is exceeded. */
    record Excess() implements Rule {
        @Override
        public Fraction share(ScoredRow scoredRow) {
            BigDecimal allowed = scoredRow.allowed();
            if (scoredRow.met() || allowed.signum() <= 0) {
                return scoredRow.met() ? ONE : NONE;
            }
            Fraction over = per(scoredRow.actual(), allowed);
            // 1 − (actual − allowed) ÷ allowed = 2 − actual ÷ allowed
            return minus(Fraction.of(2), over);
        }

        @Override
        public Words words() {
            return Words.of(Rule.class, "allPointsWithinTheCeilingElse");
        }
    }

    /** Points × target ÷ actual once a ceiling is exceeded. */
    record Inverse() implements Rule {
        @Override
        public Fraction share(ScoredRow scoredRow) {
            if (scoredRow.met()) {
                return ONE;
            }
            Fraction actual = scoredRow.actual();
            return actual.numerator().signum() <= 0
                    ? NONE
                    : new Fraction(scoredRow.target().value().multiply(actual.denominator()), actual.numerator());
        }

        @Override
        public Words words() {
            return Words.of(Rule.class, "allPointsWithinTheCeilingElse2");
        }
    }

    /** Points × complete weeks or months that held ÷ all complete ones. */
    record Kept() implements Rule {
        @Override
        public Fraction share(ScoredRow scoredRow) {
            long kept = scoredRow.slots().stream().filter(QuotaSlot::kept).count();
            return scoredRow.slots().isEmpty()
                    ? NONE
                    : new Fraction(
                            BigDecimal.valueOf(kept),
                            BigDecimal.valueOf(scoredRow.slots().size()));
        }

        @Override
        public Words words() {
            return Words.of(Rule.class, "pointsCompleteWeeksOrMonths");
        }
    }

    /** Points × completion in percent, at most 100. */
    record Completion() implements Rule {
        @Override
        public Fraction share(ScoredRow scoredRow) {
            return per(scoredRow.actual(), HUNDRED);
        }

        @Override
        public Words words() {
            return Words.of(Rule.class, "pointsCompletionAtMost100");
        }
    }

    /**
     * Completion sorted into bands such as 100–80, 80–60 and 60–0 %.
     *
     * @param bands from the highest down
     */
    record Bands(List<Band> bands) implements Rule {

        /**
         * @param name such as 基本达成目标
         * @param from the least completion in percent that belongs to the band
         * @param earns the share of the points in percent; empty where the completion itself is it
         */
        public record Band(String name, BigDecimal from, java.util.Optional<BigDecimal> earns) {}

        public Bands {
            bands = List.copyOf(bands);
        }

        @Override
        public Fraction share(ScoredRow scoredRow) {
            return bands.stream()
                    .filter(band -> scoredRow.actual().compareTo(band.from()) >= 0)
                    .findFirst()
                    .map(band -> band.earns()
                            .map(Fraction::of)
                            .orElse(scoredRow.actual())
                            .inUnitsOf(HUNDRED))
                    .orElse(NONE);
        }

        @Override
        public Words words() {
            return Words.of(
                    Rule.class,
                    "byBands",
                    Words.joined(
                            Words.of(Words.class, "semicolon"),
                            bands.stream().map(Bands::told).toList()));
        }

        private static Words told(Band band) {
            String from = band.from().toPlainString();
            return band.earns()
                    .map(earns -> Words.of(Rule.class, "bandEarns", band.name(), from, earns.toPlainString()))
                    .orElseGet(() -> Words.of(Rule.class, "bandByCompletion", band.name(), from));
        }
    }

    /**
     * "90 % earns 10, each 5 % less costs 1": steps away from a value of its own.
     *
     * @param at the value that earns everything, in the target's unit
     * @param earns the points it earns, of which {@code costs} are taken; a row that has other points loses in proportion
     * @param each how far one step is, above 0
     * @param costs what each whole step costs
     */
    record Steps(BigDecimal at, BigDecimal earns, BigDecimal each, BigDecimal costs) implements Rule {
        @Override
        public Fraction share(ScoredRow scoredRow) {
            boolean ceiling = switch (scoredRow.kind()) {
                case CEILING, COUNT_CEILING -> true;
                case REACH, QUOTA, QUALITY -> false;
            };
            Fraction off =
                    ceiling ? minus(scoredRow.actual(), Fraction.of(at)) : minus(Fraction.of(at), scoredRow.actual());
            if (off.numerator().signum() <= 0) {
                return ONE;
            }
            BigDecimal steps = off.numerator().divide(off.denominator().multiply(each), 0, RoundingMode.DOWN);
            return new Fraction(earns.subtract(steps.multiply(costs)), earns);
        }

        @Override
        public Words words() {
            return Words.of(
                    Rule.class,
                    "earnsPointsEachAwayCosts",
                    at.toPlainString(),
                    earns.toPlainString(),
                    each.toPlainString(),
                    costs.toPlainString());
        }
    }

    Fraction ONE = Fraction.of(1);
    Fraction NONE = Fraction.of(0);
    BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** Nothing of a target of nothing: 0, as a share that was not met. */
    private static Fraction per(Fraction actual, BigDecimal target) {
        return target.signum() <= 0 ? NONE : actual.inUnitsOf(target);
    }

    private static Fraction minus(Fraction one, Fraction other) {
        return new Fraction(
                one.numerator()
                        .multiply(other.denominator())
                        .subtract(other.numerator().multiply(one.denominator())),
                one.denominator().multiply(other.denominator()));
    }
}

package io.dabiao.core.declaration;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.measure.Fraction;
import io.dabiao.core.measure.Operator;
import java.math.BigDecimal;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigitsTest {

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }

    @ParameterizedTest
    @CsvSource({
        "2.996, 3, 2.996",
        "2.994, 3, 2.99",
        "84.999999, 85, 84.999999",
        "85, 85, 85",
        "85.000, 85, 85",
        "85.004, 85, 85.004",
        "0.004, 0, 0.004",
        "1.9999, 2.00, 1.9999",
        "2.5, 3, 2.5",
        "1234567.891, 3, 1234567.89",
        "-0.001, 0, -0.001"
    })
    void aFigureNeverRoundsAcrossItsTarget(BigDecimal actual, BigDecimal target, String shown) {
        assertThat(Digits.beside(actual, target).toPlainString()).isEqualTo(shown);
        assertThat(Digits.beside(Fraction.of(actual), target).toPlainString()).isEqualTo(shown);
    }

    @Test
    void withoutATargetTwoDigitsSuffice() {
        assertThat(Digits.beside(number("2.996"), null)).isEqualTo(number("3"));
        assertThat(Digits.beside(Fraction.of(number("2.996")), Optional.empty()))
                .isEqualTo(number("3"));
    }

    @ParameterizedTest
    @CsvSource({
        "84.996, 85.001, 84.996, 85.001",
        "3.001, 3.002, 3.001, 3.002",
        "3, 4, 3, 4",
        "3.001, 3.0010, 3, 3",
        "0.00001, 0, 0.00001, 0"
    })
    void aChangeIsSeen(BigDecimal before, BigDecimal after, String one, String other) {
        Digits.Change change = Digits.change(before, after);
        assertThat(change.before().toPlainString()).isEqualTo(one);
        assertThat(change.after().toPlainString()).isEqualTo(other);
    }

    @Provide
    Arbitrary<BigDecimal> decimals() {
        return Combinators.combine(
                        Arbitraries.longs().between(-100_000_000L, 100_000_000L),
                        Arbitraries.integers().between(0, 8))
                .as(BigDecimal::valueOf);
    }

    /** Near its target, where rounding could hide something. */
    @Provide
    Arbitrary<Fraction> near() {
        return Combinators.combine(decimals(), Arbitraries.integers().between(1, 40_000))
                .as((number, parts) -> new Fraction(number, BigDecimal.valueOf(parts)));
    }

    @Property(tries = 2_000)
    void theShownFigureComparesAsTheExactOneByEveryOperator(
            @ForAll("near") Fraction distance, @ForAll("decimals") BigDecimal target, @ForAll Operator operator) {
        Fraction actual = new Fraction(
                distance.numerator().movePointLeft(6).add(target.multiply(distance.denominator())),
                distance.denominator());
        Fraction shown = Fraction.of(Digits.beside(actual, target));
        assertThat(operator.holds(shown, target)).isEqualTo(operator.holds(actual, target));
        assertThat(Integer.signum(shown.compareTo(target))).isEqualTo(Integer.signum(actual.compareTo(target)));
        BigDecimal decimal = actual.decimal();
        assertThat(operator.holds(Fraction.of(Digits.beside(decimal, target)), target))
                .isEqualTo(operator.holds(Fraction.of(decimal), target));
    }

    @Property(tries = 2_000)
    void figuresThatDifferAreShownDifferently(
            @ForAll("decimals") BigDecimal before,
            @ForAll("decimals") BigDecimal distance,
            @ForAll("decimals") BigDecimal target) {
        BigDecimal after = before.add(distance.movePointLeft(6));
        for (BigDecimal beside : new BigDecimal[] {null, target}) {
            Digits.Change change = Digits.change(before, after, beside);
            assertThat(Integer.signum(change.before().compareTo(change.after())))
                    .isEqualTo(Integer.signum(before.compareTo(after)));
        }
    }
}

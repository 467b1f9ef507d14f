package io.dabiao.core.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FractionTest {

    @Test
    void aThirdIsComparedExactlyThoughItHasNoDecimalForm() {
        Fraction third = new Fraction(BigDecimal.ONE, BigDecimal.valueOf(3));

        assertThat(third.compareTo(new BigDecimal("0.333333333333333333333333")))
                .isPositive();
        assertThat(third.compareTo(new BigDecimal("0.333333333333333333333334")))
                .isNegative();
        assertThat(third).isEqualByComparingTo(new Fraction(BigDecimal.valueOf(2), BigDecimal.valueOf(6)));
    }

    @ParameterizedTest(name = "{0} / {1} is {2}")
    @CsvSource({
        "1, 3, 0.333333333333",
        "2, 3, 0.666666666667",
        "27112, 32265, 0.840291337362",
        "120, 4, 30",
        "1E+6, 1, 1000000",
        "0.000, 7, 0",
        "-1, 8, -0.125",
    })
    void theDecimalFormHasTwelveDigitsAtMostAndNoExponent(BigDecimal above, BigDecimal below, String shown) {
        assertThat(new Fraction(above, below).decimal().toPlainString()).isEqualTo(shown);
        assertThat(new Fraction(above, below).decimal().scale()).isNotNegative();
    }

    @ParameterizedTest
    @CsvSource({"0", "-1"})
    void aDenominatorIsAboveZero(BigDecimal below) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Fraction(BigDecimal.ONE, below));
    }
}

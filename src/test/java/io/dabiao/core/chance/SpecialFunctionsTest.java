package io.dabiao.core.chance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.apache.commons.numbers.gamma.LogGamma;
import org.junit.jupiter.api.Test;

class SpecialFunctionsTest {

    @Test
    void theShortSeriesIsTheGammaFunction() {
        for (double x = 0.01; x < 1e7; x *= 1.3) {
            assertThat(SpecialFunctions.logGamma(x)).isCloseTo(LogGamma.value(x), within(1e-10 * Math.max(1, x)));
        }
    }

    @Test
    void aQuotientOfGammaFunctionsIsAProductOfItsFactors() {
        for (double x = 1e-3; x < 1e6; x *= 3) {
            for (double more : new double[] {0, 1, 2.5, 7, 12, 13, 400}) {
                assertThat(SpecialFunctions.logRising(x, more))
                        .isCloseTo(LogGamma.value(x + more) - LogGamma.value(x), within(1e-9 * Math.max(1, x)));
            }
        }
    }

    @Test
    void aQuantileLiesWhereItsShareIsReached() {
        Distribution smooth = new Bell(3, 2, 5);
        Distribution stepped = new Mixture(List.of(new Certain(3), smooth), new double[] {0.5, 0.5});
        for (double share : new double[] {0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98}) {
            assertThat(smooth.atMost(smooth.quantile(share))).isCloseTo(share, within(1e-3));
            double at = stepped.quantile(share);
            assertThat(stepped.atMost(at)).isGreaterThanOrEqualTo(share);
            assertThat(stepped.below(at - 5e-3)).isLessThan(share);
        }
        assertThat(new Tally(4, 4).quantile(0.5)).isEqualTo(4);
        assertThat(new Certain(7).quantile(0.1)).isEqualTo(7);
    }
}

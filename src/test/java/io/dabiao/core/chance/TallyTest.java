package io.dabiao.core.chance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TallyTest {

    @Test
    void fewEventsAddUpToWhatTheIncompleteBetaFunctionSays() {
        Random random = new Random(20241130);
        for (int i = 0; i < 20_000; i++) {
            double mean = Math.min(300, Math.exp(random.nextDouble() * 9 - 3));
            double dispersion = 1.001 + Math.exp(random.nextDouble() * 14 - 8);
            double events = Math.floor(Math.max(0, mean + 2 * random.nextGaussian() * Math.sqrt(mean * dispersion)));
            double byBeta = SpecialFunctions.beta(mean / (dispersion - 1), events + 1, 1 / dispersion);
            assertThat(new Tally(mean, mean * dispersion).atMost(events))
                    .as("mean %s, dispersion %s, events %s", mean, dispersion, events)
                    .isCloseTo(byBeta, within(1e-9));
        }
    }

    /** Skewed, flat, in steps and in two heaps. */
    @Test
    void aQuantileIsTheLeastValueThatIsNotExceededWithItsShare() {
        List<Distribution> distributions = List.of(
                new Tally(0.3, 0.9),
                new Tally(7, 7),
                new Tally(40, 12),
                new Tally(250, 90_000),
                new Amount(1_000, 4e6, 0.2),
                new Amount(3, 0.5, 0),
                new Mixture(List.of(new Amount(10, 4, 0), new Amount(1_000, 400, 0)), new double[] {0.5, 0.5}),
                new Mixture(List.of(new Tally(2, 3), new Tally(90, 100)), new double[] {0.7, 0.3}));
        for (Distribution one : distributions) {
            for (double share : new double[] {0.001, 0.1, 0.11, 0.3, 0.5, 0.89, 0.9, 0.999}) {
                double found = one.quantile(share);
                double step = one.whole() ? 1 : one.deviation() * 1e-3;
                assertThat(one.atMost(found))
                        .as("%s at %s: %s", one, share, found)
                        .isGreaterThanOrEqualTo(share);
                assertThat(one.below(found - step + (one.whole() ? 0.5 : 0)))
                        .as("%s at %s: below %s", one, share, found)
                        .isLessThanOrEqualTo(share);
            }
        }
    }
}

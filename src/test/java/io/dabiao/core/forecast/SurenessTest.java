package io.dabiao.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SurenessTest {

    private static final Sureness SURENESS = new Sureness(1, 1);

    @Test
    void aModelIsBelievedLessEarlyInTheYear() {
        assertThat(SURENESS.of(0.9, 0.1, 0)).isBetween(0.5, 0.8);
        assertThat(SURENESS.of(0.9, 0.9, 0)).isGreaterThan(SURENESS.of(0.9, 0.1, 0));
        assertThat(SURENESS.of(0.5, 0.3, 0)).isCloseTo(0.5, within(1e-12));
        assertThat(1 - SURENESS.of(0.2, 0.4, 0)).isCloseTo(SURENESS.of(0.8, 0.4, 0), within(1e-12));
    }

    @Test
    void whatLastYearCameToCountsEarlyAndNotAtTheEnd() {
        assertThat(SURENESS.of(0.5, 0.1, 1)).isBetween(0.65, 0.8);
        assertThat(SURENESS.of(0.5, 0.1, -1)).isBetween(0.2, 0.35);
        assertThat(SURENESS.of(0.5, 1, 1)).isCloseTo(0.5, within(1e-12));
    }
}

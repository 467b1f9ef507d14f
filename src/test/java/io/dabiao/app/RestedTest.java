package io.dabiao.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RestedTest {

    private static final long MILLI = 1_000_000L;

    private final Rested rested = new Rested(10, 0);

    @Test
    void whatWasSavedByRestingIsWorkedOffAtOnce() {
        rested.worked(0, 900 * MILLI, 900 * MILLI);
        assertThat(rested.enough(900 * MILLI)).isTrue();
    }

    @Test
    void aJobWithoutAnEndOfNewsRestsTenTimesAsLongAsItWorks() {
        long now = 0;
        long worked = 0;
        while (now < 1_000_000 * MILLI) {
            if (rested.enough(now)) {
                rested.worked(now, now + 50 * MILLI, 50 * MILLI);
                now += 50 * MILLI;
                worked += 50 * MILLI;
            } else {
                now += 10 * MILLI;
            }
        }
        assertThat(worked).isBetween(80_000 * MILLI, 105_000 * MILLI);
    }

    @Test
    void moreThanASecondOfWorkIsNeverSavedUp() {
        long later = 86_400_000 * MILLI;
        rested.worked(later - 1_000 * MILLI, later, 1_000 * MILLI);
        assertThat(rested.enough(later)).isFalse();
    }

    @Test
    void halfOfWhatItWaitsForTheDatabaseIsWorkToo() {
        rested.worked(0, 2_300 * MILLI, 0);
        assertThat(rested.enough(2_300 * MILLI)).isFalse();
        rested.worked(10_000 * MILLI, 10_100 * MILLI, 100 * MILLI);
        assertThat(rested.enough(10_100 * MILLI)).isTrue();
    }
}

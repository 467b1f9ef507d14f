package io.dabiao.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** @return the second in which it is cut; 0 where it is not within ten minutes */
    private static int cut(int bytesInASecond, int afterSecond, int then) {
        Pace pace = new Pace();
        for (int second = 1; second <= 600; second++) {
            if (!pace.waited(SECOND, second <= afterSecond ? bytesInASecond : then)) {
                return second;
            }
        }
        return 0;
    }

    @ParameterizedTest(name = "{0} bytes a second until second {1}, then {2}: cut in second {3}")
    @CsvSource({
        "1024, 600, 0, 0", // On the bound.
        "1023, 600, 0, 40", // Below it: the first 30 s that lie behind the first 10 s.
        "0, 600, 0, 40",
        "0, 10, 1100, 0", // Silent for its first ten seconds.
        "0, 11, 1025, 40",
        "100000, 100, 0, 130", // All that came is more than 30 s behind.
        "1024, 100, 1000, 101"
    })
    void aBodyIsCutWhereThirtySecondsBroughtLessThanAKibibyteEach(int before, int until, int then, int second) {
        assertThat(cut(before, until, then)).isBetween(Math.max(0, second - 1), second == 0 ? 0 : second + 1);
    }

    @Test
    void aSenderThatWaitsForTheServiceIsNotTooSlow() {
        Pace pace = new Pace();
        for (int i = 0; i < 10_000; i++) {
            assertThat(pace.waited(0, 1)).isTrue();
        }
    }

    @Test
    void aSecondThatWasWaitedForInPiecesIsASecond() {
        Pace pace = new Pace();
        int pieces = 0;
        while (pace.waited(SECOND / 100, 1)) {
            pieces++;
        }
        assertThat(pieces).isBetween(3_900, 4_100);
    }
}

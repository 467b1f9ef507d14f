package io.dabiao.check.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.declaration.LoadCheck;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Which levels are tested, on sites whose capacity is written down. */
class FindingTest {

    private final List<Integer> tested = new ArrayList<>();

    @Test
    void whereALevelIsNotSustainedTheGapIsHalvedUntilItIsATwentieth() throws Exception {
        LoadResult loadResult = find(
                List.of(125, 250, 375, 500),
                List.of(),
                users -> users <= 450 ? LoadOutcome.SUSTAINED : LoadOutcome.LIMIT);
        assertThat(tested).containsExactly(125, 250, 375, 500, 437, 468, 452);
        assertThat(loadResult.outcome()).isEqualTo(LoadOutcome.LIMIT);
        assertThat(loadResult.users()).isEqualTo(437);
        assertThat(loadResult.sentence().english()).startsWith("452");
    }

    @Test
    void declaredLevelsAreTheOnlyOnes() throws Exception {
        LoadResult loadResult = find(
                List.of(100, 200),
                List.of(100, 200),
                users -> users <= 150 ? LoadOutcome.SUSTAINED : LoadOutcome.LIMIT);
        assertThat(tested).containsExactly(100, 200);
        assertThat(loadResult.users()).isEqualTo(100);
    }

    @Test
    void aSiteThatDegradedBeyondTheBrakeIsNotPutUnderLoadAgain() throws Exception {
        LoadResult loadResult =
                find(List.of(100, 200), List.of(), users -> users <= 150 ? LoadOutcome.SUSTAINED : LoadOutcome.BRAKED);
        assertThat(tested).containsExactly(100, 200);
        assertThat(loadResult.outcome()).isEqualTo(LoadOutcome.BRAKED);
        assertThat(loadResult.users()).isEqualTo(100);
    }

    @Test
    void aGeneratorAtItsOwnLimitLeavesWhatWasFoundBefore() throws Exception {
        LoadResult loadResult = find(List.of(100, 200), List.of(), users -> switch (users) {
            case 100 -> LoadOutcome.SUSTAINED;
            case 200 -> LoadOutcome.LIMIT;
            default -> LoadOutcome.GENERATOR_LIMITED;
        });
        assertThat(tested).containsExactly(100, 200, 150);
        assertThat(loadResult.outcome()).isEqualTo(LoadOutcome.LIMIT);
        assertThat(loadResult.users()).isEqualTo(100);
        assertThat(loadResult.sentence().english()).startsWith("200");
    }

    @Test
    void whereNotEvenOneUserIsServedWellTheSearchEnds() throws Exception {
        LoadResult loadResult = find(List.of(8), List.of(), users -> LoadOutcome.LIMIT);
        assertThat(tested).containsExactly(8, 4, 2, 1);
        assertThat(loadResult.users()).isZero();
    }

    private interface Site {
        LoadOutcome at(int users);
    }

    private LoadResult find(List<Integer> levels, List<Integer> steps, Site site) throws InterruptedException {
        LoadCheck.Limits limits = new LoadCheck.Limits(BigDecimal.ZERO, Duration.ofSeconds(2));
        LoadCheck check = new LoadCheck(
                "portal",
                URI.create("http://127.0.0.1"),
                List.of(),
                Optional.empty(),
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                steps,
                limits,
                limits,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
        return LoadResult.of(
                levels,
                users -> {
                    tested.add(users);
                    return new Level(
                            users,
                            site.at(users),
                            100,
                            0,
                            Map.of(),
                            1,
                            new Histogram(3),
                            new Level.Strain(0, 0, 0),
                            new Words(users + " users at once", users + " 个并发用户"));
                },
                check::between);
    }
}

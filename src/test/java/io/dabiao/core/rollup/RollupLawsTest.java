package io.dabiao.core.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fold is a commutative monoid: replicas and batches may share the work in any way. */
class RollupLawsTest {

    private static final int SEEDS = 25;
    private static final Instant START = Instant.parse("2024-02-28T00:00:00Z");
    private static final Instant END = Instant.parse("2024-03-02T00:00:00Z");

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("foldsAndSeeds")
    void anySplitAndAnyOrderOfMergingGivesTheSameRollup(Fold fold, long seed) {
        List<Rollup> singles = singles(fold, seed);
        Rollup inOrder = singles.stream().reduce(fold.nothing(), Rollup::merge);
        Random random = new Random(seed);
        for (int attempt = 0; attempt < 10; attempt++) {
            assertThat(mergedAtRandom(singles, fold, random)).isEqualTo(inOrder).hasSameHashCodeAs(inOrder);
        }
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("foldsAndSeeds")
    void mergingNothingChangesNothing(Fold fold, long seed) {
        for (Rollup rollup : singles(fold, seed)) {
            assertThat(rollup.merge(fold.nothing())).isEqualTo(rollup);
            assertThat(fold.nothing().merge(rollup)).isEqualTo(rollup);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsTheSameHoweverOftenItIsMerged(Fold fold) {
        assertThat(fold.nothing().merge(fold.nothing())).isEqualTo(fold.nothing());
        assertThat(fold.nothing().unfit()).isZero();
    }

    static Stream<Arguments> foldsAndSeeds() {
        return Stream.of(Fold.values())
                .flatMap(fold -> LongStream.range(0, SEEDS).mapToObj(seed -> Arguments.of(fold, seed)));
    }

    private static List<Rollup> singles(Fold fold, long seed) {
        Series series = RandomEvents.series(fold, ZoneOffset.UTC);
        return new RandomEvents(seed)
                .between(START, END, 60).stream()
                        .map(series::fold)
                        .flatMap(java.util.Optional::stream)
                        .toList();
    }

    /** Two at a time, either on the left, until one is left: every shape of tree may come up. */
    private static Rollup mergedAtRandom(List<Rollup> singles, Fold fold, Random random) {
        List<Rollup> parts = new ArrayList<>(singles);
        parts.add(fold.nothing());
        while (parts.size() > 1) {
            Collections.swap(parts, random.nextInt(parts.size()), parts.size() - 1);
            Rollup one = parts.remove(parts.size() - 1);
            int other = random.nextInt(parts.size());
            parts.set(other, parts.get(other).merge(one));
        }
        return parts.get(0);
    }
}

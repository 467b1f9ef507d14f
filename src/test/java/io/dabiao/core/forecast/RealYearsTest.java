package io.dabiao.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.declaration.Behaviour;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What forecasts are worth on years that really happened. */
class RealYearsTest {

    /** A few small ones; all of them take minutes. */
    private static final Set<String> A_FEW = Set.of("goal-sum", "rain-sum", "homewin-ratio", "heat-limit", "high-max");

    private static RealYearsJudge judged(Predicate<RealYears.Family> which) {
        RealYears real = new RealYears();
        RealYearsJudge judge = new RealYearsJudge();
        RealYears.families().stream()
                .filter(which)
                .flatMap(family -> real.years(family).stream())
                .forEach(year -> judge.judge(year, morning -> morning.getDayOfMonth() == 1));
        return judge;
    }

    @Test
    void forecastsAreBetterThanThePlainRules() {
        List<RealYearsJudge.Row> open = RealYearsJudge.open(
                judged(family -> A_FEW.contains(family.name())).rows());

        double brier = RealYearsJudge.mean(open, RealYearsJudge.Row::off);
        assertThat(open.size()).isGreaterThan(200);
        assertThat(brier).isLessThan(RealYearsJudge.mean(open, row -> row.off(row.linear())));
        assertThat(brier).isLessThan(RealYearsJudge.mean(open, row -> row.off(row.stands())));
        assertThat(brier).isLessThan(RealYearsJudge.mean(open, row -> row.off(row.shape())));
    }

    @Test
    void everyMeasureHasFamiliesInBothHalves() {
        for (String half : List.of("tune", "judge")) {
            assertThat(RealYears.families().stream()
                            .filter(family -> family.half().equals(half))
                            .map(RealYears.Family::behaviour))
                    .as(half)
                    .contains(Behaviour.values());
        }
    }

    /** Writes the tables of docs/forecasts.md to target/real-years.md. */
    @Test
    @Tag("long")
    void theTablesOfTheJudgedHalf() throws IOException {
        RealYearsJudge judge = judged(RealYears.Family::judged);
        Files.createDirectories(Path.of("target"));
        try (PrintStream out =
                new PrintStream(Files.newOutputStream(Path.of("target/real-years.md")), true, StandardCharsets.UTF_8)) {
            judge.tell(out);
        }
        List<RealYearsJudge.Row> open = RealYearsJudge.open(judge.rows());
        double brier = RealYearsJudge.mean(open, RealYearsJudge.Row::off);
        assertThat(brier).isLessThan(RealYearsJudge.mean(open, row -> row.off(row.soft())));
    }
}

package io.dabiao.core.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Patience;
import io.dabiao.core.declaration.Printed;
import io.dabiao.core.declaration.Profile;
import io.dabiao.core.declaration.QuotaSlot;
import io.dabiao.core.declaration.Rule;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.evaluation.Hearing;
import io.dabiao.core.event.Selector;
import io.dabiao.core.forecast.Forecast;
import io.dabiao.core.measure.Count;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.measure.Operator;
import io.dabiao.core.measure.Reading;
import io.dabiao.core.measure.Unit;
import io.dabiao.core.text.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a row earns, line by line: {@code src/test/resources/core/scores.txt}. To add a row needs no Java. */
class ScoreTableTest {

    private static final String OUTPUT = "产出指标";
    private static final String BENEFIT = "效益指标";
    private static final String SATISFACTION = "满意度指标";
    private static final Instant AT = Instant.parse("2024-12-31T16:00:00Z");
    private static final BigDecimal PLAN = new BigDecimal("1000.00");

    /** One line of the table. */
    record Line(
            String title,
            String behaviour,
            String target,
            String actual,
            BigDecimal points,
            String rule,
            String score) {
        @Override
        public String toString() {
            return title;
        }
    }

    static Stream<Line> lines() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                ScoreTableTest.class.getResourceAsStream("/core/scores.txt"), StandardCharsets.UTF_8))) {
            return reader
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\\|", -1))
                    .map(cells -> new Line(
                            cells[0].strip(),
                            cells[1].strip(),
                            cells[2].strip(),
                            cells[3].strip(),
                            new BigDecimal(cells[4].strip()),
                            cells[5].strip(),
                            cells[6].strip()))
                    .toList()
                    .stream();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void aRowEarnsWhatIsWritten(Line line) {
        Score.Entry entry = entry("row", OUTPUT, line.behaviour(), line.target(), line.actual());
        Map<String, Rule> rules = line.rule().isEmpty() ? Map.of() : Map.of("row", rule(line.rule()));
        Profile usual = Profile.DEFAULT;
        Profile profile = new Profile(
                "one row",
                BigDecimal.ZERO,
                Map.of(OUTPUT, line.points()),
                Map.of(),
                usual.rules(),
                rules,
                Map.of(),
                usual.overshoot(),
                usual.grades());

        Score score = Score.of(profile, List.of(entry), PLAN, PLAN);

        assertThat(score.rows().get(0).score().orElseThrow().toPlainString()).isEqualTo(line.score());
        assertThat(score.total().toPlainString()).isEqualTo(line.score());
        boolean below = new BigDecimal(line.score()).compareTo(line.points()) < 0;
        assertThat(score.rows().get(0).needs().contains(Score.Needs.BELOW_POINTS))
                .isEqualTo(below);
    }

    @Test
    void centsLeftOverGoToTheFirstRowsOfTheForm() {
        List<Score.Entry> entries = new ArrayList<>(IntStream.range(0, 9)
                .mapToObj(i -> entry("o" + i, OUTPUT, "accumulate", "≥1(次)", "1"))
                .toList());
        entries.add(entry("b", BENEFIT, "standing", "完善", "100"));
        entries.add(entry("s", SATISFACTION, "standing", "≥90(%)", "95"));

        Score score = Score.of(Profile.DEFAULT, entries, PLAN, PLAN);

        assertThat(score.rows().stream().map(row -> row.points().orElseThrow().toPlainString()))
                .containsExactly(
                        "5.56", "5.56", "5.56", "5.56", "5.56", "5.55", "5.55", "5.55", "5.55", "30.00", "10.00");
        assertThat(score.total()).isEqualByComparingTo("100");
        assertThat(score.notes()).isEmpty();
    }

    @Test
    void aLevelWithoutRowsGivesItsPointsToTheOthersAndTheReportSaysSo() {
        Score score = Score.of(
                Profile.DEFAULT,
                List.of(entry("o", OUTPUT, "accumulate", "≥1(次)", "1"), entry("b", BENEFIT, "standing", "完善", "100")),
                PLAN,
                PLAN);

        assertThat(score.rows().stream().map(row -> row.points().orElseThrow().toPlainString()))
                .containsExactly("56.25", "33.75");
        assertThat(score.notes().get(0).chinese()).contains("满意度指标", "产出指标由50分调整为56.25分");
    }

    @Test
    void withoutAnyPlannedFundsTheirPointsGoToTheLevels() {
        Score score = Score.of(
                Profile.DEFAULT,
                List.of(
                        entry("o", OUTPUT, "accumulate", "≥1(次)", "1"),
                        entry("b", BENEFIT, "standing", "完善", "100"),
                        entry("s", SATISFACTION, "standing", "≥90(%)", "95")),
                BigDecimal.ZERO,
                BigDecimal.ZERO);

        assertThat(score.budget().points()).isEqualByComparingTo("0");
        assertThat(score.total()).isEqualByComparingTo("100");
        assertThat(score.notes().get(0).english()).contains("nothing was planned");
    }

    @Test
    void spendingMoreThanPlannedEarnsNoMoreThanItsPoints() {
        List<Score.Entry> entries = List.of(entry("o", OUTPUT, "accumulate", "≥1(次)", "1"));

        assertThat(spent(entries, "1300.00")).isEqualTo("10.00");
        assertThat(spent(entries, "1000.00")).isEqualTo("10.00");
        assertThat(spent(entries, "999.50")).isEqualTo("10.00");
        assertThat(spent(entries, "999.49")).isEqualTo("9.99");
        assertThat(spent(entries, "0")).isEqualTo("0.00");
        assertThat(spent(entries, "-5")).isEqualTo("0.00");
    }

    private static String spent(List<Score.Entry> entries, String executed) {
        return Score.of(Profile.DEFAULT, entries, PLAN, new BigDecimal(executed))
                .budget()
                .score()
                .toPlainString();
    }

    @Test
    void theGradeChangesAtItsBoundAndNotACentBelow() {
        assertThat(Profile.DEFAULT.grade(new BigDecimal("90.00")).name()).isEqualTo("优");
        assertThat(Profile.DEFAULT.grade(new BigDecimal("89.99")).name()).isEqualTo("良");
        assertThat(Profile.DEFAULT.grade(new BigDecimal("79.99")).name()).isEqualTo("中");
        assertThat(Profile.DEFAULT.grade(new BigDecimal("59.99")).name()).isEqualTo("差");
    }

    @Test
    void ninetyPointsAreTheBestGradeAndACentLessIsNot() {
        Score.Entry output = entry("o", OUTPUT, "accumulate", "≥1(次)", "1");
        Score.Entry benefit = entry("b", BENEFIT, "standing", "完善", "100");
        Score.Entry satisfaction = entry("s", SATISFACTION, "standing", "≥90(%)", "none");

        Score ninety = Score.of(Profile.DEFAULT, List.of(output, benefit, satisfaction), PLAN, PLAN);
        Score less = Score.of(Profile.DEFAULT, List.of(output, lowered(benefit, "29.99"), satisfaction), PLAN, PLAN);

        assertThat(ninety.total().toPlainString()).isEqualTo("90.00");
        assertThat(ninety.grade().name()).isEqualTo("优");
        assertThat(less.total().toPlainString()).isEqualTo("89.99");
        assertThat(less.grade().name()).isEqualTo("良");
        assertThat(less.rows().get(1).computed().orElseThrow()).isEqualByComparingTo("30");
    }

    @Test
    void withoutAnyRowToScoreOnlyTheBudgetEarnsPoints() {
        Score score = Score.of(Profile.DEFAULT, List.of(entry("u", OUTPUT, "standing", "", "5")), PLAN, PLAN);

        assertThat(score.total()).isEqualByComparingTo("10");
        assertThat(score.rows().get(0).outside()).isPresent();
    }

    @Test
    void rowsOfALevelThatTheProfileGivesNothingEarnNothingThoughTheyAreTheOnlyOnes() {
        Profile usual = Profile.DEFAULT;
        Profile profile = new Profile(
                "成本不计分",
                usual.budget(),
                Map.of(OUTPUT, BigDecimal.valueOf(90), BENEFIT, BigDecimal.ZERO),
                Map.of(),
                usual.rules(),
                Map.of(),
                Map.of(),
                usual.overshoot(),
                usual.grades());

        Score score = Score.of(profile, List.of(entry("b", BENEFIT, "standing", "完善", "100")), PLAN, PLAN);

        assertThat(score.rows().get(0).score().orElseThrow()).isEqualByComparingTo("0");
        assertThat(score.total()).isEqualByComparingTo("10");
    }

    private static Score.Entry lowered(Score.Entry row, String score) {
        return new Score.Entry(row.indicator(), row.evaluation(), Optional.of(new BigDecimal(score)));
    }

    @Test
    void aRowWithoutATargetAndADroppedRowTakeNoPartInTheAllotment() {
        Profile usual = Profile.DEFAULT;
        Profile profile = new Profile(
                usual.name(),
                usual.budget(),
                usual.pots(),
                usual.joins(),
                usual.rules(),
                Map.of(),
                Map.of("dropped", "本年未开展"),
                usual.overshoot(),
                usual.grades());

        Score score = Score.of(
                profile,
                List.of(
                        entry("dropped", OUTPUT, "accumulate", "≥1(次)", "0"),
                        entry("undeclared", OUTPUT, "standing", "", "5"),
                        entry("kept", OUTPUT, "accumulate", "≥1(次)", "1"),
                        entry("cost", "成本指标", "standing", "≤100(万元)", "90"),
                        entry("b", BENEFIT, "standing", "完善", "100"),
                        entry("s", SATISFACTION, "standing", "≥90(%)", "95")),
                PLAN,
                PLAN);

        assertThat(score.rows().get(0).score()).isEmpty();
        assertThat(score.rows().get(0).outside().orElseThrow().chinese()).isEqualTo("不适用：本年未开展");
        assertThat(score.rows().get(1).points()).isEmpty();
        // Cost has no points of its own in the default profile and is scored among the outputs.
        assertThat(score.rows().get(2).points().orElseThrow()).isEqualByComparingTo("25");
        assertThat(score.rows().get(3).points().orElseThrow()).isEqualByComparingTo("25");
        assertThat(score.total()).isEqualByComparingTo("100");
    }

    @Test
    void aPersonMayScoreLowerButNeverHigherAndTheComputedScoreStays() {
        Score.Entry row = entry("o", OUTPUT, "accumulate", "≥10(次)", "5");
        Score lower = Score.of(
                Profile.DEFAULT,
                List.of(new Score.Entry(row.indicator(), row.evaluation(), Optional.of(new BigDecimal("20")))),
                PLAN,
                PLAN);
        Score higher = Score.of(
                Profile.DEFAULT,
                List.of(new Score.Entry(row.indicator(), row.evaluation(), Optional.of(new BigDecimal("60")))),
                PLAN,
                PLAN);

        assertThat(lower.rows().get(0).score().orElseThrow()).isEqualByComparingTo("20");
        assertThat(lower.rows().get(0).computed().orElseThrow()).isEqualByComparingTo("45");
        assertThat(higher.rows().get(0).score().orElseThrow()).isEqualByComparingTo("45");
    }

    @Test
    void aStaleZeroThatScoredAndAnOvershootHaveToBeExplained() {
        Score score = Score.of(
                Profile.DEFAULT,
                List.of(
                        entry("zero", OUTPUT, "limit", "<10(次)", "0 stale"),
                        entry("over", OUTPUT, "accumulate", "≥10(次)", "14"),
                        entry("enough", OUTPUT, "accumulate", "≥10(次)", "13")),
                PLAN,
                PLAN);

        assertThat(score.rows().get(0).needs()).containsExactly(Score.Needs.STALE_ZERO);
        assertThat(score.rows().get(1).needs()).containsExactly(Score.Needs.OVERSHOOT);
        assertThat(score.rows().get(2).needs()).isEmpty();
    }

    @Test
    void declaredPointsAreKeptAndTheOthersShareTheRest() {
        assertThat(Allotment.ofDeclared(BigDecimal.valueOf(50), Arrays.asList(BigDecimal.TEN, null, null)))
                .containsExactly(BigDecimal.TEN, new BigDecimal("20.00"), new BigDecimal("20.00"));
        assertThat(Allotment.ofDeclared(
                        BigDecimal.valueOf(30), List.of(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE)))
                .containsExactly(new BigDecimal("10.00"), new BigDecimal("10.00"), new BigDecimal("10.00"));
    }

    private static Score.Entry entry(String id, String level, String behaviour, String cell, String actual) {
        Behaviour how = Behaviour.ofWord(behaviour).orElseThrow();
        Printed printed = Printed.of(cell);
        Optional<Target> target = cell.isEmpty()
                ? Optional.empty()
                : printed.target()
                        .or(() -> Optional.of(new Target(
                                Operator.AT_LEAST, BigDecimal.valueOf(80), Unit.of("%"), Target.Nature.COMPLETION)));
        Indicator indicator = new Indicator(
                id,
                id,
                List.of(),
                level,
                "数量指标",
                Indicator.DeclaredIn.TABLE,
                Optional.of(printed),
                target,
                List.of(),
                how,
                new Count(Selector.parse("any")),
                java.time.Period.ofDays(35),
                Optional.empty(),
                new BigDecimal("0.8"),
                new Indicator.Remarks(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.empty(),
                Patience.USUAL);
        return new Score.Entry(indicator, evaluation(target, actual), Optional.empty());
    }

    private static Evaluation evaluation(Optional<Target> target, String actual) {
        Optional<Fraction> value = Optional.empty();
        List<QuotaSlot> slots = new ArrayList<>();
        if (actual.contains("/")) {
            long kept = Long.parseLong(actual.split("/")[0]);
            long all = Long.parseLong(actual.split("/")[1]);
            for (int i = 0; i < all; i++) {
                LocalDate from = LocalDate.of(2024, i + 1, 1);
                slots.add(new QuotaSlot(
                        "m" + i, from, from.plusMonths(1), Fraction.of(i), target.orElseThrow(), i < kept));
            }
            value = Optional.of(Fraction.of(kept == all ? 12 : 11));
        } else if (!actual.equals("none")) {
            value = Optional.of(Fraction.of(new BigDecimal(actual.split(" ")[0])));
        }
        return new Evaluation(
                AT,
                value,
                target,
                Verdict.ON_TRACK,
                new Reading(
                        value,
                        Optional.empty(),
                        new Reading.Parts(Optional.empty(), Optional.empty(), 0, 0, List.of()),
                        Optional.empty(),
                        List.of()),
                slots,
                actual.endsWith("stale") ? Hearing.STALE : Hearing.HEARD,
                Optional.empty(),
                Optional.empty(),
                new Forecast.Absent(new Words("", "")),
                new Words("", ""));
    }

    private static Rule rule(String text) {
        String[] words = text.split(" ");
        Map<String, Rule> simple = new HashMap<>(Map.of("whole", new Rule.Whole(), "inverse", new Rule.Inverse()));
        return switch (words[0]) {
            case "steps" ->
                new Rule.Steps(
                        new BigDecimal(words[1]),
                        new BigDecimal(words[2]),
                        new BigDecimal(words[3]),
                        new BigDecimal(words[4]));
            case "bands" ->
                new Rule.Bands(Stream.of(words)
                        .skip(1)
                        .map(band -> band.split(":"))
                        .map(band -> new Rule.Bands.Band(
                                band[0],
                                new BigDecimal(band[0]),
                                band.length > 1 ? Optional.of(new BigDecimal(band[1])) : Optional.empty()))
                        .toList());
            default -> simple.get(words[0]);
        };
    }
}

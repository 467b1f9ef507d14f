package io.dabiao.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Patience;
import io.dabiao.core.declaration.Profile;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.Hearing;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.measure.MeasureKind;
import io.dabiao.core.text.Words;
import io.dabiao.declare.Catalogue;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.yaml.ResourceFolder;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What may raise an alert, and what it waits for. */
class AlertRulesTest {

    private static final Instant MARCH = Instant.parse("2024-03-01T00:00:00Z");
    private static final Declaration SHARING = Catalogue.load(ResourceFolder.shipped("catalogue")).entries().stream()
            .map(Catalogue.Entry::declaration)
            .filter(declaration ->
                    declaration.year() == 2024 && declaration.project().equals("resource-sharing"))
            .findFirst()
            .orElseThrow();
    private static final Indicator RATE =
            SHARING.indicator("hotline-answer-rate").orElseThrow();
    private static final IndicatorRef KEY = new IndicatorRef(2024, "resource-sharing", "hotline-answer-rate");

    private static final BreachedRule BREACHED = new BreachedRule();

    private static Declarations.InForce inForce(boolean draft) {
        return new Declarations.InForce(
                Map.of(
                        new Declarations.Key(2024, "resource-sharing"),
                        new EffectiveDeclaration(SHARING, 1, draft, "", Optional.empty(), Optional.empty())),
                new WorkingCalendar(List.of()),
                "",
                io.dabiao.core.event.EventTypes.NONE,
                "",
                Profile.DEFAULT,
                Map.of(),
                java.util.Set.of());
    }

    private static RecordedEvaluation row(Verdict verdict, long samples) {
        return row(verdict, samples, null, false, null);
    }

    private static RecordedEvaluation row(
            Verdict verdict, long samples, BigDecimal coverage, boolean stale, Instant heard) {
        return new RecordedEvaluation(
                KEY,
                1,
                false,
                MARCH,
                MARCH,
                verdict,
                new RecordedEvaluation.Figures(null, null, null, null, coverage, samples),
                RecordedEvaluation.Expected.NOTHING,
                stale,
                Hearing.HEARD,
                null,
                heard,
                null,
                new Words("below", "低于"),
                new RecordedEvaluation.Declared("", RATE.name(), "", "", "", "", RATE.behaviour(), ""));
    }

    @Test
    void draftsAndPeriodsThatAreOverRaiseNone() {
        assertThat(WatchedIndicator.of(inForce(true), KEY, MARCH)).isEmpty();
        assertThat(WatchedIndicator.of(inForce(false), KEY, SHARING.period().end()))
                .isEmpty();
        assertThat(WatchedIndicator.of(
                        inForce(false), KEY, SHARING.period().start().minusNanos(1)))
                .isEmpty();
        assertThat(WatchedIndicator.of(inForce(false), KEY, MARCH)).isPresent();
        assertThat(WatchedIndicator.closed(inForce(true), KEY, MARCH).chinese()).isEqualTo("申报为草稿");
    }

    @Test
    void aRatioOfItsFirstAnswersIsNotBelievedAndOneOfManyWaitsADay() {
        WatchedIndicator watched =
                WatchedIndicator.of(inForce(false), KEY, MARCH).orElseThrow();
        assertThat(RATE.measure().kind()).isEqualTo(MeasureKind.RATIO);

        Condition early = BREACHED.condition(watched, row(Verdict.BREACHED, 30)).orElseThrow();
        Condition later = BREACHED.condition(watched, row(Verdict.BREACHED, 50)).orElseThrow();
        assertThat(early.believed()).isFalse();
        assertThat(later.believed()).isTrue();
        assertThat(later.hold()).isEqualTo(Duration.ofDays(1));
        WatchedIndicator may = WatchedIndicator.of(inForce(false), KEY, Instant.parse("2024-05-01T00:00:00Z"))
                .orElseThrow();
        assertThat(BREACHED.condition(may, row(Verdict.BREACHED, 12))
                        .orElseThrow()
                        .believed())
                .as("a survey of twelve answers a year is told of all the same")
                .isTrue();
        Patience declared = new Patience(Optional.of(Duration.ofHours(2)), Optional.of(200));
        assertThat(declared.believes(
                        RATE, SHARING.period(), 199, SHARING.period().end()))
                .isFalse();
        assertThat(declared.believes(RATE, SHARING.period(), 200, MARCH)).isTrue();
        assertThat(declared.beforeBreach(RATE)).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void noDataIsNoRecoveryAndASourceThatNeverSpokeIsNotStale() {
        WatchedIndicator watched =
                WatchedIndicator.of(inForce(false), KEY, MARCH).orElseThrow();
        RecordedEvaluation never = row(Verdict.NO_DATA, 0, null, true, null);
        RecordedEvaluation silent = row(Verdict.NO_DATA, 0, null, true, MARCH.minus(Duration.ofDays(50)));

        assertThat(WatchedIndicator.tellsNothing(Verdict.NO_DATA)).isTrue();
        assertThat(StaleRule.condition(watched, never)).isEmpty();
        assertThat(StaleRule.condition(watched, silent).orElseThrow().sentence().chinese())
                .contains("未收到数据");
    }

    /** Its line of risk is at 0.5: 0.75 is half of the way to certainty. */
    @Test
    void aRiskIsTakenBackByABetterForecastAndNotBySilence() {
        WatchedIndicator watched =
                WatchedIndicator.of(inForce(false), KEY, MARCH).orElseThrow();

        assertThat(new AtRiskRule().lingers(watched, Verdict.ON_TRACK, new BigDecimal("0.74"), false))
                .isTrue();
        assertThat(new AtRiskRule().lingers(watched, Verdict.ON_TRACK, new BigDecimal("0.75"), false))
                .isFalse();
        assertThat(new AtRiskRule().lingers(watched, Verdict.ON_TRACK, new BigDecimal("0.75"), true))
                .isTrue();
        assertThat(new AtRiskRule().lingers(watched, Verdict.ON_TRACK, null, false))
                .isTrue();
        assertThat(new AtRiskRule().lingers(watched, Verdict.MET, null, true)).isFalse();
    }

    @Test
    void lowCoverageIsToldInPercent() {
        WatchedIndicator watched =
                WatchedIndicator.of(inForce(false), KEY, MARCH).orElseThrow();
        RecordedEvaluation low = row(Verdict.ON_TRACK, 100, new BigDecimal("0.8999"), false, null);
        RecordedEvaluation enough = row(Verdict.ON_TRACK, 100, new BigDecimal("0.9"), false, null);

        assertThat(CoverageLowRule.condition(watched, low)
                        .orElseThrow()
                        .sentence()
                        .english())
                .contains("90.0 %");
        assertThat(CoverageLowRule.condition(watched, enough)).isEmpty();
    }

    /** The recipe of CONTRIBUTING: one file, a section of the runbooks and a row of the documents. */
    @Test
    void aRuleIsOneFileThatNoOtherNamesAndItsWordHasARunbookAndARowInTheDocuments() throws IOException {
        String documents = Files.readString(Path.of("docs/alerts.md"));
        String runbooks = Files.readString(Path.of("docs/runbooks.md"));
        String recipes = Files.readString(Path.of("CONTRIBUTING.md"));
        List<JavaClass> rules = RuleClasses.all();
        assertThat(rules).hasSizeGreaterThan(10);
        assertThat(RuleClasses.words()).as("each its own").hasSameSizeAs(rules);
        assertThat(recipes).contains("**a rule of alerts.** One class in `alert`");
        for (JavaClass rule : rules) {
            AlertKind kind = RuleClasses.kind(rule);
            assertThat(Stream.of(kind.word().split("_"))
                            .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                            .collect(Collectors.joining("", "", "Rule")))
                    .isEqualTo(rule.getSimpleName());
            assertThat(documents)
                    .as(kind.word())
                    .containsPattern("\\| `" + kind.word() + "` " + kind.words().chinese() + "[^|]*\\|[^|]*\\| "
                            + kind.severity().word() + " \\|");
            assertThat(runbooks).contains("\n## " + kind.word() + "\n");
            assertThat(kind.runbook()).isEqualTo("/runbooks#" + kind.word());
            assertThat(rule.getDirectDependenciesToSelf().stream()
                            .map(Dependency::getOriginClass)
                            .map(JavaClass::getBaseComponentType)
                            .map(one -> one.getName().replaceAll("\\$.*", ""))
                            .filter(name -> !name.equals(rule.getName()))
                            .filter(name -> rules.stream().noneMatch(other -> name.equals(other.getName())))
                            .distinct())
                    .as("no list names %s", rule.getSimpleName())
                    .isEmpty();
        }
    }
}

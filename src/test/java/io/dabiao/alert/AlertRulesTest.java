package io.dabiao.alert;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        assertThat(AlertRules.of(inForce(true), KEY, MARCH)).isEmpty();
        assertThat(AlertRules.of(inForce(false), KEY, SHARING.period().end())).isEmpty();
        assertThat(AlertRules.of(inForce(false), KEY, SHARING.period().start().minusNanos(1)))
                .isEmpty();
        assertThat(AlertRules.of(inForce(false), KEY, MARCH)).isPresent();
        assertThat(AlertRules.closed(inForce(true), KEY, MARCH).chinese()).isEqualTo("申报为草稿");
    }

    @Test
    void aRatioOfItsFirstAnswersIsNotBelievedAndOneOfManyWaitsADay() {
        AlertRules alertRules = AlertRules.of(inForce(false), KEY, MARCH).orElseThrow();
        assertThat(RATE.measure().kind()).isEqualTo(MeasureKind.RATIO);

        Condition early = alertRules.verdict(row(Verdict.BREACHED, 30)).orElseThrow();
        Condition later = alertRules.verdict(row(Verdict.BREACHED, 50)).orElseThrow();
        assertThat(early.believed()).isFalse();
        assertThat(later.believed()).isTrue();
        assertThat(later.hold()).isEqualTo(Duration.ofDays(1));
        AlertRules may = AlertRules.of(inForce(false), KEY, Instant.parse("2024-05-01T00:00:00Z"))
                .orElseThrow();
        assertThat(may.verdict(row(Verdict.BREACHED, 12)).orElseThrow().believed())
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
        AlertRules alertRules = AlertRules.of(inForce(false), KEY, MARCH).orElseThrow();
        RecordedEvaluation never = row(Verdict.NO_DATA, 0, null, true, null);
        RecordedEvaluation silent = row(Verdict.NO_DATA, 0, null, true, MARCH.minus(Duration.ofDays(50)));

        assertThat(AlertRules.tellsNothing(Verdict.NO_DATA)).isTrue();
        assertThat(alertRules.silent(never)).isEmpty();
        assertThat(alertRules.silent(silent).orElseThrow().sentence().chinese()).contains("未收到数据");
    }

    /** Its line of risk is at 0.5: 0.75 is half of the way to certainty. */
    @Test
    void aRiskIsTakenBackByABetterForecastAndNotBySilence() {
        AlertRules alertRules = AlertRules.of(inForce(false), KEY, MARCH).orElseThrow();

        assertThat(alertRules.riskLingers(Verdict.ON_TRACK, new BigDecimal("0.74"), false))
                .isTrue();
        assertThat(alertRules.riskLingers(Verdict.ON_TRACK, new BigDecimal("0.75"), false))
                .isFalse();
        assertThat(alertRules.riskLingers(Verdict.ON_TRACK, new BigDecimal("0.75"), true))
                .isTrue();
        assertThat(alertRules.riskLingers(Verdict.ON_TRACK, null, false)).isTrue();
        assertThat(alertRules.riskLingers(Verdict.MET, null, true)).isFalse();
    }

    @Test
    void lowCoverageIsToldInPercent() {
        AlertRules alertRules = AlertRules.of(inForce(false), KEY, MARCH).orElseThrow();
        RecordedEvaluation low = row(Verdict.ON_TRACK, 100, new BigDecimal("0.8999"), false, null);
        RecordedEvaluation enough = row(Verdict.ON_TRACK, 100, new BigDecimal("0.9"), false, null);

        assertThat(alertRules.coverage(low).orElseThrow().sentence().english()).contains("90.0 %");
        assertThat(alertRules.coverage(enough)).isEmpty();
    }
}

package io.dabiao.expose;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dabiao.core.calendar.Grain;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Live;
import io.dabiao.core.declaration.Printed;
import io.dabiao.core.declaration.QuotaSlot;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.forecast.Forecast;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.text.Words;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.Assessment;
import io.dabiao.evaluate.Assessor;
import io.dabiao.evaluate.DailySnapshot;
import io.dabiao.evaluate.EvaluationFailed;
import io.dabiao.evaluate.FailedEvaluation;
import io.dabiao.evaluate.LiveState;
import io.dabiao.store.EventReader;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How indicators look in JSON. */
final class IndicatorViews {

    /** An indicator in a list, as the contract words it. */
    @Schema(name = "Indicator")
    record Brief(
            String id,
            ProjectRef project,
            int year,
            boolean draft,
            String level1,
            String level2,
            String name,
            TargetView target,
            BigDecimal actual,
            String verdict,
            BigDecimal probability,
            ForecastView forecast,
            String chance,
            String outlook,
            String outlookZh,
            boolean stale,
            String heard,
            OffsetDateTime asOf,
            OffsetDateTime lastEvent,
            BigDecimal coverage,
            LiveView live,
            String sentence,
            String sentenceZh,
            String missing,
            FailureView evaluationFailed) {}

    /**
     * That an indicator cannot be evaluated: everything else about it is as it was last recorded.
     *
     * @param since the first failure after the last success
     */
    record FailureView(OffsetDateTime since, String reason) {
        static FailureView of(FailedEvaluation failed, ZoneId zone) {
            return failed == null ? null : new FailureView(time(failed.since(), zone), failed.reason());
        }
    }

    /**
     * How an indicator stands now, over its short window.
     *
     * @param value in the target's unit; a share of good probes in percent where days are measured
     * @param errorBudgetLeft share of the year's error budget; below 0 where it is overdrawn
     */
    record LiveView(
            String state,
            OffsetDateTime since,
            BigDecimal value,
            OffsetDateTime asOf,
            String window,
            @JsonProperty("for") String sustained,
            BigDecimal errorBudgetLeft,
            List<BurnView> burnRates) {}

    /** @param rate 1 uses the error budget up exactly; null where nothing happened in the window */
    record BurnView(String window, BigDecimal rate) {}

    /** A rule by which some of a site's time does not count. */
    @Schema(name = "PeriodWindow")
    record WindowView(String id, List<String> sites, String words, String wordsZh, String because) {}

    /** An event that is left out of the figure, because it cannot be said whether or with what it takes part. */
    record ExclusionView(String source, String id, String type, OffsetDateTime time, String reason, String reasonZh) {}

    /** The expected value at the period's end, in the target's unit; with probability 0.8 it ends from low to high. */
    @Schema(name = "Forecast")
    record ForecastView(BigDecimal value, BigDecimal low, BigDecimal high) {
        static ForecastView of(Forecast.Expected expected) {
            return new ForecastView(expected.value(), expected.low(), expected.high());
        }
    }

    record ProjectRef(String id, String name) {}

    /** A target as printed; the value is a number, or the words of a qualitative target. */
    @Schema(name = "Target")
    record TargetView(String operator, Object value, String unit, String text) {}

    /**
     * An indicator as one flat row, for tools that make tables and panels of lists.
     *
     * @param target as printed
     * @param targetValue null where the target is words
     * @param live the live state; null where the indicator has none
     */
    @Schema(name = "IndicatorRow")
    record Row(
            int year,
            String project,
            String projectName,
            String indicator,
            String name,
            String level1,
            String level2,
            String target,
            String operator,
            BigDecimal targetValue,
            String unit,
            BigDecimal actual,
            String verdict,
            String verdictZh,
            BigDecimal probability,
            BigDecimal forecast,
            BigDecimal forecastLow,
            BigDecimal forecastHigh,
            String live,
            boolean stale,
            String heard,
            BigDecimal coverage,
            String sentence,
            String sentenceZh,
            OffsetDateTime lastEvent,
            OffsetDateTime asOf) {

        static Row of(Brief one) {
            Optional<TargetView> target = Optional.ofNullable(one.target());
            Optional<ForecastView> forecast = Optional.ofNullable(one.forecast());
            return new Row(
                    one.year(),
                    one.project().id(),
                    one.project().name(),
                    one.id().substring(one.id().indexOf('/') + 1),
                    one.name(),
                    one.level1(),
                    one.level2(),
                    target.map(TargetView::text).orElse(null),
                    target.map(TargetView::operator).orElse(null),
                    target.map(TargetView::value)
                            .filter(BigDecimal.class::isInstance)
                            .map(BigDecimal.class::cast)
                            .orElse(null),
                    target.map(TargetView::unit).orElse(null),
                    one.actual(),
                    one.verdict(),
                    Verdict.ofWord(one.verdict()).words().chinese(),
                    one.probability(),
                    forecast.map(ForecastView::value).orElse(null),
                    forecast.map(ForecastView::low).orElse(null),
                    forecast.map(ForecastView::high).orElse(null),
                    one.live() == null ? null : one.live().state(),
                    one.stale(),
                    one.heard(),
                    one.coverage(),
                    one.sentence(),
                    one.sentenceZh(),
                    one.lastEvent(),
                    one.asOf());
        }
    }

    /** A target as read. */
    record ReadingView(
            String operator,
            BigDecimal value,
            String unit,
            String kind,
            String because,
            String narrative,
            String note) {}

    /** Everything about one indicator. */
    @Schema(name = "IndicatorDetail")
    record Full(
            Brief indicator,
            String declaredIn,
            String behaviour,
            ReadingView reading,
            List<AmendmentView> amendments,
            MeasureView measure,
            String owner,
            PartsView parts,
            DaysView days,
            List<SlotView> closed,
            List<PointView> months,
            List<PointView> weeks,
            Integer filledPercent,
            int declarationVersion,
            String position,
            OffsetDateTime changesAt,
            List<WindowView> maintenance,
            List<ExclusionView> exclusions) {}

    record AmendmentView(LocalDate from, String target, String because, String by) {}

    record MeasureView(String kind, String words, String wordsZh, String cadence, List<String> types) {}

    record PartsView(BigDecimal numerator, BigDecimal denominator, long samples, long leftOut, List<String> notes) {}

    record DaysView(long counted, long unknown, long left) {}

    record SlotView(String label, LocalDate from, LocalDate until, BigDecimal actual, String target, boolean kept) {}

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record PointView(String label, LocalDate from, LocalDate until, boolean complete, BigDecimal actual) {}

    /** Events left out that are listed, the newest; how many there are is told beside. */
    static final int EXCLUSIONS = 100;

    private IndicatorViews() {}

    /**
     * What is known of an indicator that cannot be evaluated.
     *
     * @param row what was recorded last; empty where nothing was, and where the question is about another time
     * @param failure as a replica recorded it; null where none has yet
     */
    static Brief brief(
            EvaluationFailed failed,
            Indicator indicator,
            Optional<RecordedEvaluation> row,
            FailedEvaluation failure,
            LiveState state,
            Instant at) {
        EffectiveDeclaration effectiveDeclaration = failed.standing();
        ZoneId zone = effectiveDeclaration.declaration().zone();
        String project = effectiveDeclaration.declaration().project();
        FailureView view = FailureView.of(failure, zone);
        return new Brief(
                project + "/" + indicator.id(),
                new ProjectRef(project, effectiveDeclaration.declaration().name()),
                effectiveDeclaration.declaration().year(),
                effectiveDeclaration.draft(),
                indicator.level1(),
                indicator.level2(),
                indicator.name(),
                target(indicator, at, zone),
                row.map(one -> one.figures().actual()).orElse(null),
                row.map(one -> one.verdict().word()).orElse(null),
                row.map(one -> one.expected().probability()).orElse(null),
                row.filter(one -> one.expected().value() != null)
                        .map(one -> new ForecastView(
                                one.expected().value(),
                                one.expected().low(),
                                one.expected().high()))
                        .orElse(null),
                null,
                row.map(one -> one.expected().outlook().english()).orElse(null),
                row.map(one -> one.expected().outlook().chinese()).orElse(null),
                row.map(one -> one.stale()).orElse(false),
                row.map(one -> one.hearing().word()).orElse(null),
                row.map(one -> time(one.at(), zone)).orElse(null),
                row.map(one -> one.lastEvent()).map(last -> time(last, zone)).orElse(null),
                row.map(one -> one.figures().coverage()).orElse(null),
                indicator
                        .live()
                        .filter(live -> state != null)
                        .map(live -> live(live, state, zone))
                        .orElse(null),
                row.map(one -> one.sentence().english()).orElse(null),
                row.map(one -> one.sentence().chinese()).orElse(null),
                "its evaluation fails: " + failed.reason(),
                view == null ? new FailureView(time(at, zone), failed.reason()) : view);
    }

    /** The same with everything that is declared of it; what only an evaluation knows is absent. */
    static Full full(Brief brief, EvaluationFailed failed, Indicator indicator, Instant at) {
        EffectiveDeclaration effectiveDeclaration = failed.standing();
        Optional<Target> target =
                indicator.targetAt(at, effectiveDeclaration.declaration().zone());
        return new Full(
                brief,
                indicator.declaredIn().name().toLowerCase(java.util.Locale.ROOT),
                indicator.behaviour().word(),
                reading(indicator, target),
                amendments(indicator),
                measure(indicator),
                indicator.remarks().owner().orElse(null),
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                null,
                effectiveDeclaration.version(),
                null,
                null,
                windows(effectiveDeclaration, indicator),
                List.of());
    }

    /**
     * @param state how it stands now; null where the question is about another time
     * @param failure null where none is recorded
     */
    static Brief brief(Assessment assessment, LiveState state, FailedEvaluation failure) {
        EffectiveDeclaration effectiveDeclaration = assessment.standing();
        Indicator indicator = assessment.indicator();
        Evaluation evaluation = assessment.evaluation();
        ZoneId zone = effectiveDeclaration.declaration().zone();
        String project = effectiveDeclaration.declaration().project();
        return new Brief(
                project + "/" + indicator.id(),
                new ProjectRef(project, effectiveDeclaration.declaration().name()),
                effectiveDeclaration.declaration().year(),
                effectiveDeclaration.draft(),
                indicator.level1(),
                indicator.level2(),
                indicator.name(),
                target(indicator, evaluation.at(), zone),
                evaluation.decimal().orElse(null),
                evaluation.verdict().word(),
                evaluation.probability().orElse(null),
                evaluation.forecast().expected().map(ForecastView::of).orElse(null),
                evaluation.chance().map(chance -> chance.words().chinese()).orElse(null),
                evaluation.forecast().words().english(),
                evaluation.forecast().words().chinese(),
                evaluation.stale(),
                evaluation.hearing().word(),
                time(evaluation.at(), zone),
                evaluation.lastEvent().map(last -> time(last, zone)).orElse(null),
                assessment
                        .coverage()
                        .map(coverage -> coverage.share().decimal())
                        .orElse(null),
                indicator
                        .live()
                        .filter(live -> state != null)
                        .map(live -> live(live, state, zone))
                        .orElse(null),
                evaluation.sentence().english(),
                evaluation.sentence().chinese(),
                missing(assessment),
                FailureView.of(failure, zone));
    }

    private static LiveView live(Live live, LiveState state, ZoneId zone) {
        List<BurnView> burn = state.burns().stream()
                .map(one -> new BurnView(one.window().toString(), one.rate()))
                .toList();
        return new LiveView(
                state.state().word(),
                time(state.since(), zone),
                state.value(),
                time(state.at(), zone),
                live.window().toString(),
                live.sustained().toString(),
                state.budgetLeft(),
                burn);
    }

    /** Why there is no verdict; null where there is one. */
    private static String missing(Assessment assessment) {
        if (assessment.filled().isEmpty() && assessment.evaluation().target().isEmpty()) {
            return "the form printed no target";
        }
        return assessment.evaluation().reading().missing().map(Words::english).orElse(null);
    }

    /** The one in force at the instant; an amendment may print none of its own. Null where the form printed none. */
    private static TargetView target(Indicator indicator, Instant at, ZoneId zone) {
        TargetView inForce = indicator.printed().map(IndicatorViews::target).orElse(null);
        for (Indicator.Amendment amendment : indicator.amendments()) {
            if (!at.isBefore(amendment.from().atStartOfDay(zone).toInstant())) {
                Target target = amendment.target();
                inForce = amendment
                        .printed()
                        .map(IndicatorViews::target)
                        .orElseGet(() -> new TargetView(
                                target.operator().symbol(),
                                plain(target.value()),
                                target.unit().symbol(),
                                target.words()));
            }
        }
        return inForce;
    }

    static TargetView target(Printed printed) {
        boolean number = !printed.operator().isEmpty();
        return new TargetView(
                number ? printed.operator() : null,
                number ? plain(new BigDecimal(printed.value())) : printed.value(),
                printed.unit().isEmpty() ? null : printed.unit(),
                printed.text());
    }

    /** Null where nothing was forecast that day. */
    static ForecastView forecast(DailySnapshot row) {
        return row.forecast() == null ? null : new ForecastView(row.forecast(), row.forecastLow(), row.forecastHigh());
    }

    private static BigDecimal plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private static List<AmendmentView> amendments(Indicator indicator) {
        return indicator.amendments().stream()
                .map(a -> new AmendmentView(a.from(), a.target().words(), a.because(), a.by()))
                .toList();
    }

    private static List<WindowView> windows(EffectiveDeclaration effectiveDeclaration, Indicator indicator) {
        return effectiveDeclaration.declaration().exclusions(indicator).stream()
                .map(window -> new WindowView(
                        window.id(),
                        window.sites().stream().sorted().toList(),
                        window.when().words().english(),
                        window.when().words().chinese(),
                        window.because()))
                .toList();
    }

    static Full full(
            Assessor.Detail detail, LiveState state, FailedEvaluation failure, List<EventReader.Excluded> excluded) {
        Assessment assessment = detail.assessment();
        Indicator indicator = assessment.indicator();
        Evaluation evaluation = assessment.evaluation();
        ZoneId zone = assessment.standing().declaration().zone();
        return new Full(
                brief(assessment, state, failure),
                indicator.declaredIn().name().toLowerCase(java.util.Locale.ROOT),
                indicator.behaviour().word(),
                reading(indicator, evaluation.target()),
                amendments(indicator),
                measure(indicator),
                indicator.remarks().owner().orElse(null),
                parts(evaluation),
                evaluation
                        .reading()
                        .days()
                        .map(days -> new DaysView(days.counted(), days.unknown(), days.left()))
                        .orElse(null),
                evaluation.slots().stream().map(IndicatorViews::slot).toList(),
                points(detail.courses(), Grain.MONTH),
                points(detail.courses(), Grain.WEEK),
                assessment.filled().isPresent() ? assessment.filled().getAsInt() : null,
                assessment.standing().version(),
                assessment.position().words(),
                evaluation.changesAt().map(next -> time(next, zone)).orElse(null),
                windows(assessment.standing(), indicator),
                excluded.stream()
                        .map(one -> new ExclusionView(
                                one.source(),
                                one.id(),
                                one.type(),
                                time(one.time(), zone),
                                one.why().english(),
                                one.why().chinese()))
                        .toList());
    }

    private static ReadingView reading(Indicator indicator, Optional<Target> target) {
        return new ReadingView(
                target.map(t -> t.effective(indicator.behaviour()).symbol()).orElse(null),
                target.map(t -> plain(t.value())).orElse(null),
                target.map(t -> t.unit().symbol()).orElse(null),
                target.map(t -> t.nature().name().toLowerCase(java.util.Locale.ROOT))
                        .orElse(null),
                indicator.remarks().reading().orElse(null),
                indicator.remarks().narrative().orElse(null),
                indicator.remarks().note().orElse(null));
    }

    private static MeasureView measure(Indicator indicator) {
        return new MeasureView(
                indicator.measure().kind().key(),
                indicator.measure().words().english(),
                indicator.measure().words().chinese(),
                indicator.cadence().toString(),
                List.copyOf(indicator.measure().types()));
    }

    private static PartsView parts(Evaluation evaluation) {
        var parts = evaluation.reading().parts();
        return new PartsView(
                parts.numerator().map(Fraction::decimal).orElse(null),
                parts.denominator().map(Fraction::decimal).orElse(null),
                parts.samples(),
                parts.unfit(),
                parts.notes().stream().map(Words::english).toList());
    }

    private static SlotView slot(QuotaSlot slot) {
        return new SlotView(
                slot.label(),
                slot.from(),
                slot.until(),
                slot.actual().decimal(),
                slot.target().words(),
                slot.kept());
    }

    private static List<PointView> points(Map<Grain, List<Evaluation.Point>> courses, Grain grain) {
        return courses.get(grain).stream()
                .map(point -> new PointView(
                        point.label(),
                        point.from(),
                        point.until(),
                        point.complete(),
                        point.actual().map(Fraction::decimal).orElse(null)))
                .toList();
    }

    static OffsetDateTime time(Instant instant, ZoneId zone) {
        return instant.atZone(zone).toOffsetDateTime();
    }
}

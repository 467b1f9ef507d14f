package io.dabiao.expose;

import io.dabiao.core.Hearing;
import io.dabiao.core.Live;
import io.dabiao.core.RecordedEvaluation;
import io.dabiao.core.Verdict;
import io.dabiao.declare.Declarations;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.evaluate.LiveRecorder;
import io.dabiao.evaluate.LiveState;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The indicator families: actual, target, forecast, verdict, staleness and last event, by year, project and indicator.
 *
 * <p>A scrape reads what the board holds in memory. An indicator without a value has no actual at all: absent, never 0
 * and never NaN. Labels are ids, so that a renamed indicator keeps its series; names are in the info family.
 */
@ApplicationScoped
@SuppressWarnings("deprecation") // Micrometer prefers the client 1.x; Quarkus 3.33 still brings the registry of 0.16
class IndicatorMetrics {

    private static final List<String> LABELS = List.of("year", "project", "indicator", "draft");
    private static final String VERDICT = "dabiao_indicator_verdict";
    private static final String HEARD = "dabiao_indicator_heard";

    private final EvaluationCache evaluationCache;
    private final Declarations declarations;
    private final LiveRecorder live;
    private final CollectorRegistry registry;

    IndicatorMetrics(
            EvaluationCache evaluationCache,
            Declarations declarations,
            LiveRecorder live,
            PrometheusMeterRegistry registry) {
        this.evaluationCache = evaluationCache;
        this.live = live;
        this.declarations = declarations;
        this.registry = registry.getPrometheusRegistry();
    }

    void register(@Observes StartupEvent started) {
        registry.register(new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                return families();
            }
        });
    }

    private List<Collector.MetricFamilySamples> families() {
        List<RecordedEvaluation> rows = evaluationCache.rows();
        return List.of(
                gauge(
                        rows,
                        "dabiao_indicator_actual",
                        "The indicator's value for its year so far, in the unit of its target.",
                        row -> number(row.figures().actual())),
                gauge(
                        rows,
                        "dabiao_indicator_target",
                        "The value of the indicator's target, in its unit.",
                        row -> number(row.figures().target())),
                gauge(
                        rows,
                        "dabiao_indicator_part",
                        "The part of the year's share so far, or the days won.",
                        row -> number(row.figures().part())),
                gauge(
                        rows,
                        "dabiao_indicator_whole",
                        "What dabiao_indicator_part is of: the whole, or the days over which something is known.",
                        row -> number(row.figures().whole())),
                gauge(
                        rows,
                        "dabiao_indicator_probability",
                        "Probability, from 0 to 1, that the indicator's target will be met.",
                        row -> number(row.expected().probability())),
                gauge(
                        rows,
                        "dabiao_indicator_forecast",
                        "The value expected at the year's end, in the unit of the target.",
                        row -> number(row.expected().value())),
                gauge(
                        rows,
                        "dabiao_indicator_forecast_low",
                        "With probability 0.1 the year ends below it.",
                        row -> number(row.expected().low())),
                gauge(
                        rows,
                        "dabiao_indicator_forecast_high",
                        "With probability 0.1 the year ends above it.",
                        row -> number(row.expected().high())),
                gauge(
                        rows,
                        "dabiao_indicator_stale",
                        "1 while the indicator's sources are silent for longer than its cadence.",
                        row -> Optional.of(row.stale() ? 1.0 : 0.0)),
                gauge(
                        rows,
                        "dabiao_indicator_coverage",
                        "Share of the time so far in which a probed indicator was watched.",
                        row -> number(row.figures().coverage())),
                gauge(
                        rows,
                        "dabiao_indicator_last_event_timestamp_seconds",
                        "Time of the newest event of the indicator's sources, within its cadence.",
                        row -> Optional.ofNullable(row.lastEvent()).map(last -> last.toEpochMilli() / 1000.0)),
                failing(),
                verdicts(rows),
                hearing(rows),
                live("dabiao_indicator_live_value", "The value over the live window.", row -> number(row.value())),
                live(
                        "dabiao_indicator_error_budget_left",
                        "Share of the year's error budget that is left; below 0 it is overdrawn.",
                        row -> number(row.budgetLeft())),
                burnRates(),
                liveStates(),
                names());
    }

    private static Optional<Double> number(BigDecimal value) {
        return Optional.ofNullable(value).map(BigDecimal::doubleValue);
    }

    private static List<String> labels(RecordedEvaluation row) {
        return List.of(
                Integer.toString(row.ref().year()),
                row.ref().project(),
                row.ref().id(),
                Boolean.toString(row.draft()));
    }

    private static Collector.MetricFamilySamples gauge(
            List<RecordedEvaluation> rows,
            String name,
            String help,
            Function<RecordedEvaluation, Optional<Double>> value) {
        List<Collector.MetricFamilySamples.Sample> samples = new ArrayList<>();
        for (RecordedEvaluation row : rows) {
            value.apply(row)
                    .ifPresent(number ->
                            samples.add(new Collector.MetricFamilySamples.Sample(name, LABELS, labels(row), number)));
        }
        return new Collector.MetricFamilySamples(name, Collector.Type.GAUGE, help, samples);
    }

    /** Health apart from state: the verdict beside it stays what was recorded last. */
    private Collector.MetricFamilySamples failing() {
        String name = "dabiao_indicator_evaluation_failing";
        List<Collector.MetricFamilySamples.Sample> samples = new ArrayList<>();
        evaluationCache
                .failures()
                .forEach((key, failed) -> samples.add(new Collector.MetricFamilySamples.Sample(
                        name,
                        List.of("year", "project", "indicator"),
                        List.of(Integer.toString(key.year()), key.project(), key.id()),
                        1)));
        return new Collector.MetricFamilySamples(
                name,
                Collector.Type.GAUGE,
                "1 while the indicator cannot be evaluated; absent for those that can.",
                samples);
    }

    /** OpenMetrics' state set: the label that names the state bears the name of the family. */
    private static Collector.MetricFamilySamples verdicts(List<RecordedEvaluation> rows) {
        List<String> names = new ArrayList<>(LABELS);
        names.add(VERDICT);
        List<Collector.MetricFamilySamples.Sample> samples = new ArrayList<>();
        for (RecordedEvaluation row : rows) {
            for (Verdict verdict : Verdict.values()) {
                List<String> values = new ArrayList<>(labels(row));
                values.add(verdict.word());
                double state = verdict == row.verdict() ? 1 : 0;
                samples.add(new Collector.MetricFamilySamples.Sample(VERDICT, names, values, state));
            }
        }
        return new Collector.MetricFamilySamples(
                VERDICT, Collector.Type.STATE_SET, "The indicator's verdict: exactly one of the states is 1.", samples);
    }

    private static Collector.MetricFamilySamples hearing(List<RecordedEvaluation> rows) {
        List<String> names = new ArrayList<>(LABELS);
        names.add(HEARD);
        List<Collector.MetricFamilySamples.Sample> samples = new ArrayList<>();
        for (RecordedEvaluation row : rows) {
            for (Hearing hearing : Hearing.values()) {
                List<String> values = new ArrayList<>(labels(row));
                values.add(hearing.word());
                double state = hearing == row.hearing() ? 1 : 0;
                samples.add(new Collector.MetricFamilySamples.Sample(HEARD, names, values, state));
            }
        }
        return new Collector.MetricFamilySamples(
                HEARD,
                Collector.Type.STATE_SET,
                "What was heard of the indicator's sources: never, nothing within its cadence (stale), or heard.",
                samples);
    }

    private static List<String> labels(LiveState row) {
        return List.of(
                Integer.toString(row.ref().year()),
                row.ref().project(),
                row.ref().id(),
                Boolean.toString(row.draft()));
    }

    private Collector.MetricFamilySamples live(String name, String help, Function<LiveState, Optional<Double>> value) {
        List<Collector.MetricFamilySamples.Sample> samples = new ArrayList<>();
        for (LiveState row : live.states().values()) {
            value.apply(row)
                    .ifPresent(number ->
                            samples.add(new Collector.MetricFamilySamples.Sample(name, LABELS, labels(row), number)));
        }
        return new Collector.MetricFamilySamples(name, Collector.Type.GAUGE, help, samples);
    }

    private Collector.MetricFamilySamples burnRates() {
        String name = "dabiao_indicator_burn_rate";
        List<String> names = new ArrayList<>(LABELS);
        names.add("window");
        List<Collector.MetricFamilySamples.Sample> samples = new ArrayList<>();
        for (LiveState row : live.states().values()) {
            for (LiveState.Burn burn : row.burns()) {
                if (burn.rate() != null) {
                    List<String> values = new ArrayList<>(labels(row));
                    values.add(burn.window().toSeconds() + "s");
                    samples.add(new Collector.MetricFamilySamples.Sample(
                            name, names, values, burn.rate().doubleValue()));
                }
            }
        }
        return new Collector.MetricFamilySamples(
                name, Collector.Type.GAUGE, "How many times as fast as allowed the error budget is used.", samples);
    }

    private Collector.MetricFamilySamples liveStates() {
        String name = "dabiao_indicator_live";
        List<String> names = new ArrayList<>(LABELS);
        names.add(name);
        List<Collector.MetricFamilySamples.Sample> samples = new ArrayList<>();
        for (LiveState row : live.states().values()) {
            for (Live.State state : Live.State.values()) {
                List<String> values = new ArrayList<>(labels(row));
                values.add(state.word());
                samples.add(
                        new Collector.MetricFamilySamples.Sample(name, names, values, state == row.state() ? 1 : 0));
            }
        }
        return new Collector.MetricFamilySamples(
                name, Collector.Type.STATE_SET, "The indicator's live state: exactly one of the states is 1.", samples);
    }

    private Collector.MetricFamilySamples names() {
        List<String> labels =
                List.of("year", "project", "indicator", "project_name", "indicator_name", "behaviour", "unit");
        List<Collector.MetricFamilySamples.Sample> samples = new ArrayList<>();
        declarations
                .inForce()
                .byKey()
                .values()
                .forEach(effectiveDeclaration -> effectiveDeclaration
                        .declaration()
                        .indicators()
                        .forEach(indicator -> samples.add(new Collector.MetricFamilySamples.Sample(
                                "dabiao_indicator_info",
                                labels,
                                List.of(
                                        Integer.toString(effectiveDeclaration
                                                .declaration()
                                                .year()),
                                        effectiveDeclaration.declaration().project(),
                                        indicator.id(),
                                        effectiveDeclaration.declaration().name(),
                                        indicator.name(),
                                        indicator.behaviour().word(),
                                        indicator
                                                .target()
                                                .map(target -> target.unit().symbol())
                                                .orElse("")),
                                1))));
        return new Collector.MetricFamilySamples(
                "dabiao_indicator", Collector.Type.INFO, "The printed names of an indicator, and its unit.", samples);
    }
}

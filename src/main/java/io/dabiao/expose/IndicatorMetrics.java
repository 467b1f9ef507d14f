package io.dabiao.expose;

import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Live;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.Hearing;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.evaluate.FailedEvaluation;
import io.dabiao.evaluate.LiveRecorder;
import io.dabiao.evaluate.LiveState;
import io.dabiao.expose.exposition.Family;
import io.dabiao.expose.exposition.JoinedPieces;
import io.dabiao.expose.exposition.KeptRows;
import io.dabiao.expose.exposition.Lines;
import io.prometheus.client.Collector;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The indicator families: actual, target, forecast, verdict, staleness and last event, by year, project and indicator.
 *
 * <p>A scrape reads what the board holds in memory, and writes what changed since the last one. An indicator without a value has no actual
 * at all: absent, never 0 and never NaN. Labels are ids, so that a renamed indicator keeps its series; names are in the info family.
 *
 * <p>They are no collector of the registry's: its samples are objects, some hundred thousand of them for ten thousand indicators, all made
 * again at each scrape.
 */
@ApplicationScoped
@SuppressWarnings("deprecation") // Micrometer prefers the client 1.x; Quarkus 3.33 still brings the registry of 0.16
class IndicatorMetrics {

    /** What is shown of an evaluation: families see nothing else, so that equal ones are shown in the same words. */
    private record Shown(
            IndicatorRef ref,
            boolean draft,
            RecordedEvaluation.Figures figures,
            BigDecimal probability,
            BigDecimal forecast,
            BigDecimal low,
            BigDecimal high,
            boolean stale,
            Instant lastEvent,
            Verdict verdict,
            Hearing hearing) {

        static Shown of(RecordedEvaluation row) {
            RecordedEvaluation.Expected expected = row.expected();
            return new Shown(
                    row.ref(),
                    row.draft(),
                    row.figures(),
                    expected.probability(),
                    expected.value(),
                    expected.low(),
                    expected.high(),
                    row.stale(),
                    row.lastEvent(),
                    row.verdict(),
                    row.hearing());
        }

        String labels() {
            return IndicatorMetrics.labels(ref, draft);
        }
    }

    /** What is shown of a live state. */
    private record ShownLive(
            IndicatorRef ref,
            boolean draft,
            BigDecimal value,
            BigDecimal budgetLeft,
            List<LiveState.Burn> burns,
            Live.State state) {

        static ShownLive of(LiveState row) {
            return new ShownLive(row.ref(), row.draft(), row.value(), row.budgetLeft(), row.burns(), row.state());
        }

        String labels() {
            return IndicatorMetrics.labels(ref, draft);
        }
    }

    /** An indicator in words. */
    private record Named(
            int year,
            String project,
            String indicator,
            String projectName,
            String name,
            String behaviour,
            String unit) {

        static Stream<Named> of(EffectiveDeclaration standing) {
            var declaration = standing.declaration();
            return declaration.indicators().stream()
                    .map(indicator -> new Named(
                            declaration.year(),
                            declaration.project(),
                            indicator.id(),
                            declaration.name(),
                            indicator.name(),
                            indicator.behaviour().word(),
                            indicator
                                    .target()
                                    .map(target -> target.unit().symbol())
                                    .orElse("")));
        }
    }

    private final KeptRows<List<RecordedEvaluation>, Shown> evaluations;
    private final KeptRows<Map<IndicatorRef, FailedEvaluation>, IndicatorRef> failing;
    private final KeptRows<Map<IndicatorRef, LiveState>, ShownLive> live;
    private final KeptRows<Declarations.InForce, Named> names;

    IndicatorMetrics(EvaluationCache evaluationCache, Declarations declarations, LiveRecorder liveRecorder) {
        evaluations = new KeptRows<>(
                evaluationCache::rows,
                rows -> rows.stream().map(Shown::of).toList(),
                List.of(
                        gauge(
                                "dabiao_indicator_actual",
                                "The indicator's value for its year so far, in the unit of its target.",
                                row -> row.figures().actual()),
                        gauge(
                                "dabiao_indicator_target",
                                "The value of the indicator's target, in its unit.",
                                row -> row.figures().target()),
                        gauge(
                                "dabiao_indicator_part",
                                "The part of the year's share so far, or the days won.",
                                row -> row.figures().part()),
                        gauge(
                                "dabiao_indicator_whole",
                                "What dabiao_indicator_part is of: the whole, or the days over which something is"
                                        + " known.",
                                row -> row.figures().whole()),
                        gauge(
                                "dabiao_indicator_probability",
                                "Probability, from 0 to 1, that the indicator's target will be met.",
                                Shown::probability),
                        gauge(
                                "dabiao_indicator_forecast",
                                "The value expected at the year's end, in the unit of the target.",
                                Shown::forecast),
                        gauge(
                                "dabiao_indicator_forecast_low",
                                "With probability 0.1 the year ends below it.",
                                Shown::low),
                        gauge(
                                "dabiao_indicator_forecast_high",
                                "With probability 0.1 the year ends above it.",
                                Shown::high),
                        new Family<>(
                                "dabiao_indicator_stale",
                                Collector.Type.GAUGE,
                                "1 while the indicator's sources are silent for longer than its cadence.",
                                (row, out) -> out.sample("dabiao_indicator_stale", row.labels(), row.stale() ? 1 : 0)),
                        gauge(
                                "dabiao_indicator_coverage",
                                "Share of the time so far in which a probed indicator was watched.",
                                row -> row.figures().coverage()),
                        new Family<>(
                                "dabiao_indicator_last_event_timestamp_seconds",
                                Collector.Type.GAUGE,
                                "Time of the newest event of the indicator's sources, within its cadence.",
                                IndicatorMetrics::lastEvent),
                        verdicts(),
                        hearing()));
        failing = new KeptRows<>(
                evaluationCache::failures, failures -> List.copyOf(failures.keySet()), List.of(failures()));
        live = new KeptRows<>(
                liveRecorder::states,
                states -> states.values().stream()
                        .map(ShownLive::of)
                        .sorted(Comparator.comparingInt(
                                        (ShownLive one) -> one.ref().year())
                                .thenComparing(one -> one.ref().project())
                                .thenComparing(one -> one.ref().id()))
                        .toList(),
                List.of(
                        liveGauge("dabiao_indicator_live_value", "The value over the live window.", ShownLive::value),
                        liveGauge(
                                "dabiao_indicator_error_budget_left",
                                "Share of the year's error budget that is left; below 0 it is overdrawn.",
                                ShownLive::budgetLeft),
                        burnRates(),
                        liveStates()));
        names = new KeptRows<>(
                declarations::inForce,
                inForce -> inForce.byKey().values().stream().flatMap(Named::of).toList(),
                List.of(names()));
    }

    /** All of them, as they are now. @param format a content type of the client library's */
    void addTo(JoinedPieces out, String format) {
        evaluations.addTo(out, format);
        failing.addTo(out, format);
        live.addTo(out, format);
        names.addTo(out, format);
    }

    private static String labels(IndicatorRef ref, boolean draft) {
        return Lines.labels(
                "year",
                Integer.toString(ref.year()),
                "project",
                ref.project(),
                "indicator",
                ref.id(),
                "draft",
                Boolean.toString(draft));
    }

    private static Family<Shown> gauge(String name, String help, Function<Shown, BigDecimal> value) {
        return new Family<>(name, Collector.Type.GAUGE, help, (row, out) -> {
            BigDecimal number = value.apply(row);
            if (number != null) {
                out.sample(name, row.labels(), number.doubleValue());
            }
        });
    }

    private static void lastEvent(Shown row, Lines out) {
        if (row.lastEvent() != null) {
            out.sample(
                    "dabiao_indicator_last_event_timestamp_seconds",
                    row.labels(),
                    row.lastEvent().toEpochMilli() / 1000.0);
        }
    }

    /** Health apart from state: the verdict beside it stays what was recorded last. */
    private static Family<IndicatorRef> failures() {
        String name = "dabiao_indicator_evaluation_failing";
        return new Family<>(
                name,
                Collector.Type.GAUGE,
                "1 while the indicator cannot be evaluated; absent for those that can.",
                (key, out) -> out.sample(
                        name,
                        Lines.labels(
                                "year", Integer.toString(key.year()), "project", key.project(), "indicator", key.id()),
                        1));
    }

    /** OpenMetrics' state set: the label that names the state bears the name of the family. */
    private static Family<Shown> verdicts() {
        String name = "dabiao_indicator_verdict";
        return new Family<>(
                name,
                Collector.Type.STATE_SET,
                "The indicator's verdict: exactly one of the states is 1.",
                (row, out) -> {
                    String labels = row.labels();
                    for (Verdict verdict : Verdict.values()) {
                        out.sample(name, labels, name, verdict.word(), verdict == row.verdict() ? 1 : 0);
                    }
                });
    }

    private static Family<Shown> hearing() {
        String name = "dabiao_indicator_heard";
        return new Family<>(
                name,
                Collector.Type.STATE_SET,
                "What was heard of the indicator's sources: never, nothing within its cadence (stale), or heard.",
                (row, out) -> {
                    String labels = row.labels();
                    for (Hearing hearing : Hearing.values()) {
                        out.sample(name, labels, name, hearing.word(), hearing == row.hearing() ? 1 : 0);
                    }
                });
    }

    private static Family<ShownLive> liveGauge(String name, String help, Function<ShownLive, BigDecimal> value) {
        return new Family<>(name, Collector.Type.GAUGE, help, (row, out) -> {
            BigDecimal number = value.apply(row);
            if (number != null) {
                out.sample(name, row.labels(), number.doubleValue());
            }
        });
    }

    private static Family<ShownLive> burnRates() {
        String name = "dabiao_indicator_burn_rate";
        return new Family<>(
                name,
                Collector.Type.GAUGE,
                "How many times as fast as allowed the error budget is used.",
                (row, out) -> {
                    for (LiveState.Burn burn : row.burns()) {
                        if (burn.rate() != null) {
                            out.sample(
                                    name,
                                    row.labels(),
                                    "window",
                                    burn.window().toSeconds() + "s",
                                    burn.rate().doubleValue());
                        }
                    }
                });
    }

    private static Family<ShownLive> liveStates() {
        String name = "dabiao_indicator_live";
        return new Family<>(
                name,
                Collector.Type.STATE_SET,
                "The indicator's live state: exactly one of the states is 1.",
                (row, out) -> {
                    for (Live.State state : Live.State.values()) {
                        out.sample(name, row.labels(), name, state.word(), state == row.state() ? 1 : 0);
                    }
                });
    }

    private static Family<Named> names() {
        return new Family<>(
                "dabiao_indicator",
                Collector.Type.INFO,
                "The printed names of an indicator, and its unit.",
                (row, out) -> out.sample(
                        "dabiao_indicator_info",
                        Lines.labels(
                                "year",
                                Integer.toString(row.year()),
                                "project",
                                row.project(),
                                "indicator",
                                row.indicator(),
                                "project_name",
                                row.projectName(),
                                "indicator_name",
                                row.name(),
                                "behaviour",
                                row.behaviour(),
                                "unit",
                                row.unit()),
                        1));
    }
}

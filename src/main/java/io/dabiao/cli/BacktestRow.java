package io.dabiao.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Digits;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.forecast.Chance;
import io.dabiao.core.forecast.Forecast;
import io.dabiao.core.rollup.HeldEvents;
import io.dabiao.document.CsvLine;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A forecast of a finished year beside what came of it.
 *
 * @param until the last day that was known
 * @param expected empty where nothing was forecast
 * @param outcome {@code met}, {@code missed}, or why there is neither
 * @param ended what the value came to; empty where there is none
 */
record BacktestRow(
        Declaration declaration,
        Indicator indicator,
        LocalDate until,
        Verdict verdict,
        Optional<String> actual,
        Optional<Forecast.Expected> expected,
        Optional<Chance> chance,
        Optional<Target> target,
        Verdict outcome,
        Optional<BigDecimal> ended) {

    private static final int TENTHS = 10;
    private static final List<String> HEAD = List.of(
            "project",
            "indicator",
            "name",
            "measure",
            "behaviour",
            "until",
            "verdict",
            "actual",
            "probability",
            "chance",
            "low",
            "expected",
            "high",
            "target",
            "outcome",
            "ended");

    /** @param facts at each instant asked about, and last of the whole year */
    static List<BacktestRow> of(
            Declaration declaration, Indicator indicator, List<HeldEvents> facts, WorkingCalendar calendar) {
        Evaluation outcome = Evaluation.of(indicator, declaration, facts.get(facts.size() - 1), calendar);
        List<BacktestRow> rows = new ArrayList<>();
        for (HeldEvents known : facts.subList(0, facts.size() - 1)) {
            Evaluation then = Evaluation.of(indicator, declaration, known, calendar);
            rows.add(new BacktestRow(
                    declaration,
                    indicator,
                    known.before().atZone(declaration.zone()).toLocalDate().minusDays(1),
                    then.verdict(),
                    then.actual()
                            .map(value -> Digits.beside(value, then.target()).toPlainString()),
                    then.forecast().expected(),
                    then.chance(),
                    then.target(),
                    outcome.verdict(),
                    outcome.decimal()));
        }
        return rows;
    }

    private boolean met() {
        return outcome == Verdict.MET;
    }

    /** What was certain already would flatter every rule. */
    private boolean open() {
        return (outcome == Verdict.MET || outcome == Verdict.MISSED)
                && expected.filter(one -> one.probability().signum() > 0
                                && one.probability().compareTo(BigDecimal.ONE) < 0)
                        .isPresent();
    }

    private double probability() {
        return expected.orElseThrow().probability().doubleValue();
    }

    private boolean inside() {
        Forecast.Expected said = expected.orElseThrow();
        return ended.filter(end -> end.compareTo(said.low()) >= 0 && end.compareTo(said.high()) <= 0)
                .isPresent();
    }

    private List<String> cells() {
        return List.of(
                declaration.project(),
                indicator.id(),
                indicator.name(),
                indicator.measure().kind().key(),
                indicator.behaviour().word(),
                until.toString(),
                verdict.word(),
                actual.orElse(""),
                expected.map(said -> said.probability().toPlainString()).orElse(""),
                chance.map(said -> said.words().chinese()).orElse(""),
                expected.map(said -> said.low().toPlainString()).orElse(""),
                expected.map(said -> said.value().toPlainString()).orElse(""),
                expected.map(said -> said.high().toPlainString()).orElse(""),
                target.map(Target::words).orElse(""),
                outcome.word(),
                ended.map(BigDecimal::toPlainString).orElse(""));
    }

    static String csv(List<BacktestRow> rows) {
        StringBuilder text = new StringBuilder(CsvLine.of(HEAD));
        rows.forEach(row -> text.append(CsvLine.of(row.cells())));
        return text.toString();
    }

    /** Numbers are numbers; what there is not is null. */
    static String json(List<BacktestRow> rows, boolean arrivals) {
        ObjectNode root = new JsonMapper().createObjectNode();
        root.put("by", arrivals ? "recordedtime" : "time");
        List<BacktestRow> open = rows.stream().filter(BacktestRow::open).toList();
        root.put("open", open.size());
        if (!open.isEmpty()) {
            root.put("brier", rounded(mean(open, BacktestRow::off)));
            root.put("interval", rounded(mean(open, row -> row.inside() ? 1 : 0)));
        }
        ArrayNode forecasts = root.putArray("forecasts");
        for (BacktestRow row : rows) {
            ObjectNode node = forecasts.addObject();
            node.put("project", row.declaration().project());
            node.put("indicator", row.indicator().id());
            node.put("name", row.indicator().name());
            node.put("measure", row.indicator().measure().kind().key());
            node.put("behaviour", row.indicator().behaviour().word());
            node.put("until", row.until().toString());
            node.put("verdict", row.verdict().word());
            node.put("actual", row.actual().map(BigDecimal::new).orElse(null));
            node.put(
                    "probability",
                    row.expected().map(Forecast.Expected::probability).orElse(null));
            node.put("chance", row.chance().map(Chance::word).orElse(null));
            node.put("low", row.expected().map(Forecast.Expected::low).orElse(null));
            node.put("expected", row.expected().map(Forecast.Expected::value).orElse(null));
            node.put("high", row.expected().map(Forecast.Expected::high).orElse(null));
            node.put("target", row.target().map(Target::words).orElse(null));
            node.put("outcome", row.outcome().word());
            node.put("ended", row.ended().orElse(null));
        }
        return root.toPrettyString();
    }

    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).setScale(3, java.math.RoundingMode.HALF_UP);
    }

    private double off() {
        return Math.pow(probability() - (met() ? 1 : 0), 2);
    }

    private static double mean(List<BacktestRow> rows, ToDoubleFunction<BacktestRow> of) {
        return rows.stream().mapToDouble(of).average().orElse(Double.NaN);
    }

    /** What the forecasts were worth: the Brier score, the interval, and by tenths what was said and what happened. */
    static List<String> summary(List<BacktestRow> rows, boolean arrivals) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(
                arrivals
                        ? "What was known is told by when events arrived (recordedtime)."
                        : "What was known is told by when events happened (time): no event bears a recordedtime.");
        List<BacktestRow> open = rows.stream().filter(BacktestRow::open).toList();
        if (open.isEmpty()) {
            return lines;
        }
        double often = mean(open, row -> row.met() ? 1 : 0);
        lines.add(String.format(
                Locale.ROOT,
                "Brier %.3f over %d open forecasts (always 50 %%: 0.250; always %.0f %%, what came of them: %.3f);"
                        + " the 80 %% interval held %.0f %%",
                mean(open, BacktestRow::off),
                open.size(),
                100 * often,
                often * (1 - often),
                100 * mean(open, row -> row.inside() ? 1 : 0)));
        lines.add("said        forecasts  mean said  met");
        for (int tenth = 0; tenth < TENTHS; tenth++) {
            int which = tenth;
            List<BacktestRow> in = open.stream()
                    .filter(row -> Math.min(TENTHS - 1, (int) (row.probability() * TENTHS)) == which)
                    .toList();
            if (!in.isEmpty()) {
                lines.add(String.format(
                        Locale.ROOT,
                        "%3d–%3d %%  %9d  %7.1f %%  %.1f %%",
                        10 * tenth,
                        10 * tenth + 10,
                        in.size(),
                        100 * mean(in, BacktestRow::probability),
                        100 * mean(in, row -> row.met() ? 1 : 0)));
            }
        }
        return lines;
    }
}

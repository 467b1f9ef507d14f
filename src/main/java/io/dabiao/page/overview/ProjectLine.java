package io.dabiao.page.overview;

import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.Hearing;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.FailedEvaluation;
import io.dabiao.page.Hearings;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.Paths;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A project's line of the matrix: a tile for each indicator, and how far time, work and money have come.
 *
 * @param draft whether its declaration still waits for approval
 * @param tiles of the indicators of which something was heard lately, the worst first
 * @param piles of those never heard, and of those gone stale
 * @param time percent of the declared period that has gone, 0 to 100
 * @param work what the amounts that grow have come to; a percent of -1 where none has a value
 * @param money spent of the budget in force; a percent of -1 where nothing was heard of spending
 */
public record ProjectLine(
        String name,
        String path,
        boolean draft,
        List<Tile> tiles,
        List<Pile> piles,
        int time,
        Gauge work,
        Gauge money) {

    /**
     * An indicator.
     *
     * @param word of its verdict
     * @param fails whether it cannot be evaluated now
     * @param words its name and how it stands, in the language asked for
     */
    public record Tile(String word, boolean fails, String path, String words) {}

    /** @param list where all of them are listed */
    public record Pile(String mark, String name, String list, List<Tile> tiles) {}

    /**
     * @param percent may be above 100, for money; -1 for none
     * @param width of its bar, 0 to 100
     * @param behind whether it lags behind time by more than a tenth of the period
     * @param words what it is, in full
     */
    public record Gauge(int percent, int width, boolean behind, String words) {

        static Gauge none(String words) {
            return new Gauge(-1, 0, false, words);
        }

        static Gauge of(BigDecimal share, int time, String words) {
            int percent = share.movePointRight(2)
                    .setScale(0, java.math.RoundingMode.DOWN)
                    .intValue();
            return new Gauge(percent, Math.max(0, Math.min(100, percent)), percent < time - 10, words);
        }
    }

    private static final Set<Behaviour> GROWING = Set.of(Behaviour.ACCUMULATE, Behaviour.ACCUMULATE_REVERSIBLE);

    static ProjectLine of(
            EffectiveDeclaration standing,
            List<RecordedEvaluation> rows,
            Map<IndicatorRef, FailedEvaluation> failures,
            Optional<BigDecimal> spent,
            Instant now,
            Messages messages) {
        int year = standing.declaration().year();
        String project = standing.declaration().project();
        String path = "/years/" + year + "/" + Paths.encoded(project);
        List<RecordedEvaluation> sorted = rows.stream()
                .sorted(Comparator.comparing(
                        (RecordedEvaluation row) -> io.dabiao.page.Verdicts.urgency(row.verdict())))
                .toList();
        List<Pile> piles = new ArrayList<>();
        for (Hearing hearing : List.of(Hearing.STALE, Hearing.NEVER)) {
            List<Tile> those = sorted.stream()
                    .filter(row -> row.hearing() == hearing && row.verdict() != Verdict.UNDECLARED)
                    .map(row -> tile(row, path, failures, messages))
                    .toList();
            if (!those.isEmpty()) {
                piles.add(new Pile(
                        hearing.word(),
                        Hearings.words(hearing, messages),
                        "/indicators?year=" + year + "&indicators-project=" + Paths.encoded(project)
                                + "&indicators-heard=" + hearing.word(),
                        those));
            }
        }
        List<Tile> tiles = sorted.stream()
                .filter(row -> row.hearing() == Hearing.HEARD || row.verdict() == Verdict.UNDECLARED)
                .map(row -> tile(row, path, failures, messages))
                .toList();
        int time = time(standing, now);
        return new ProjectLine(
                standing.declaration().name(),
                path,
                standing.draft(),
                tiles,
                piles,
                time,
                work(rows, time, messages),
                money(standing, spent, time, now, messages));
    }

    private static Tile tile(
            RecordedEvaluation row, String path, Map<IndicatorRef, FailedEvaluation> failures, Messages messages) {
        boolean fails = failures.containsKey(row.ref());
        String actual = row.figures().actual() == null
                ? ""
                : (Numbers.beside(row.figures().actual(), row.figures().target()) + " "
                                + row.declared().unit())
                        .strip();
        String verdict = messages.of(row.verdict(), Optional.of(row.declared().behaviour()));
        String words = actual.isEmpty()
                ? messages.of("tileBare", row.declared().name(), verdict)
                : messages.of(
                        "tile",
                        row.declared().name(),
                        verdict,
                        actual,
                        row.declared().target());
        return new Tile(
                row.verdict().word(),
                fails,
                path + "/" + Paths.encoded(row.ref().id()),
                words);
    }

    private static int time(EffectiveDeclaration standing, Instant now) {
        Instant start = standing.declaration().period().start();
        Instant end = standing.declaration().period().end();
        if (!now.isAfter(start)) {
            return 0;
        }
        return now.isBefore(end)
                ? (int) (100
                        * Duration.between(start, now).toMinutes()
                        / Duration.between(start, end).toMinutes())
                : 100;
    }

    /** The mean of what each has reached of its target, no one of them more than all of it. What has no value takes no part. */
    private static Gauge work(List<RecordedEvaluation> rows, int time, Messages messages) {
        List<BigDecimal> reached = rows.stream()
                .filter(row -> GROWING.contains(row.declared().behaviour())
                        && row.figures().actual() != null)
                .filter(row ->
                        row.figures().target() != null && row.figures().target().signum() > 0)
                .map(row -> row.figures()
                        .actual()
                        .divide(row.figures().target(), MathContext.DECIMAL64)
                        .min(BigDecimal.ONE)
                        .max(BigDecimal.ZERO))
                .toList();
        if (reached.isEmpty()) {
            return Gauge.none(messages.of("workNone"));
        }
        BigDecimal mean = reached.stream()
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(BigDecimal.valueOf(reached.size()), MathContext.DECIMAL64);
        return Gauge.of(mean, time, messages.of("workWords", reached.size()));
    }

    private static Gauge money(
            EffectiveDeclaration standing, Optional<BigDecimal> spent, int time, Instant now, Messages messages) {
        LocalDate day = now.atZone(standing.declaration().zone()).toLocalDate();
        BigDecimal budget = standing.declaration().budget().on(day).total();
        if (budget.signum() <= 0 || spent.isEmpty()) {
            return Gauge.none(messages.of("moneyNone"));
        }
        return Gauge.of(
                spent.get().divide(budget, MathContext.DECIMAL64),
                time,
                messages.of("moneyWords", Numbers.shown(spent.get()), Numbers.shown(budget)));
    }

    /** Where the line of time stands in a bar of a hundred, so that it is seen at both ends. */
    public double timeAt() {
        return Math.min(98.6, Math.max(0, time - 0.7));
    }
}

package io.dabiao.core.forecast;

import io.dabiao.core.calendar.Grain;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.measure.MeasureKind;
import io.dabiao.core.measure.Operator;
import io.dabiao.core.measure.WorkingDays;
import io.dabiao.core.measure.WorkingDaysFigure;
import io.dabiao.core.measure.Worst;
import io.dabiao.core.rollup.Facts;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What forecasts are worth on {@link RealYears}, beside four plain rules.
 *
 * <p>{@code main} prints the tables of docs/forecasts.md: {@code tune} or {@code judge} or {@code all}, then options
 * {@code monthly} (only the 1st of each month), {@code write=FILE} (the rows), {@code against=FILE} (rows that another state
 * of the code wrote; both are then compared on the rows they share), {@code by=family}, {@code only=PREFIX}.
 */
final class RealYearsJudge {

    private static final int WEEK = 7;
    private static final double ALLOWED_OFF = 0.05;
    private static final int DECILES = 10;
    /** The processor's time, so that other work on the machine does not count. */
    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();

    /**
     * A forecast and what became of it.
     *
     * @param half counted from 0: 16 January
     * @param away how far the end lay from the expected value, in widths of the interval on its side; above 1 it lay outside
     * @param linear probability that the rule gives, 0 or 1
     * @param soft a normal about the linear end, with the scatter of the weeks so far
     * @param stands what would be judged if the year ended now
     * @param shape what last year's course makes of the value so far; the linear rule where no year before is known
     */
    record Row(
            RealYears.Year year,
            int half,
            boolean open,
            double probability,
            boolean inside,
            double away,
            Verdict verdict,
            Optional<Chance> chance,
            double linear,
            double soft,
            double stands,
            double shape) {

        boolean met() {
            return year.met();
        }

        String id() {
            return year.name() + "@" + half;
        }

        double off(double probability) {
            return Math.pow(probability - (met() ? 1 : 0), 2);
        }

        double off() {
            return off(probability);
        }

        int third() {
            return half < 8 ? 1 : half < 16 ? 2 : 3;
        }

        int quarter() {
            return Math.min(4, (half + 1) / 6 + 1);
        }

        String kind() {
            return year.indicator().measure().kind().key();
        }

        String behaviour() {
            return year.family().behaviour().word();
        }
    }

    private final List<Row> rows = new ArrayList<>();
    private long nanos;
    private long evaluations;

    List<Row> rows() {
        return rows;
    }

    void judge(RealYears.Year year, Predicate<LocalDate> when) {
        Baselines plain = new Baselines(year);
        double end = year.outcome().actual().orElseThrow().approximately();
        int half = -1;
        for (LocalDate morning : RealYears.mornings(year.year())) {
            half++;
            if (!when.test(morning)) {
                continue;
            }
            long began = PROCESSOR.getCurrentThreadCpuTime();
            Evaluation now = year.at(morning);
            nanos += PROCESSOR.getCurrentThreadCpuTime() - began;
            evaluations++;
            if (now.forecast().expected().isEmpty() || now.actual().isEmpty()) {
                continue;
            }
            Forecast.Expected expected = now.forecast().expected().get();
            double probability = expected.probability().doubleValue();
            double slack = 1e-6 * Math.abs(end) + 1e-9;
            boolean inside = end >= expected.low().doubleValue() - slack
                    && end <= expected.high().doubleValue() + slack;
            rows.add(new Row(
                    year,
                    half,
                    probability > 0 && probability < 1,
                    probability,
                    inside,
                    away(expected, end, slack),
                    now.verdict(),
                    now.chance(),
                    plain.linear(now, morning),
                    plain.soft(now, morning),
                    plain.stands(now),
                    plain.shape(now, morning)));
        }
    }

    private static double away(Forecast.Expected expected, double end, double slack) {
        double off = end - expected.value().doubleValue();
        double width = off > 0
                ? expected.high().subtract(expected.value()).doubleValue()
                : expected.value().subtract(expected.low()).doubleValue();
        return Math.abs(off) <= slack ? 0 : Math.abs(off) / Math.max(width, slack);
    }

    double micros() {
        return nanos / 1e3 / Math.max(1, evaluations);
    }

    static double mean(List<Row> rows, ToDoubleFunction<Row> of) {
        return rows.stream().mapToDouble(of).average().orElse(Double.NaN);
    }

    static List<Row> open(List<Row> rows) {
        return rows.stream().filter(Row::open).toList();
    }

    /** A tenth of the scale; the forecasts of one indicator-year lean together and count so in the error. */
    record Decile(int number, int rows, double said, double happened, double error) {
        boolean holds() {
            return rows < 20 || Math.abs(said - happened) <= Math.max(ALLOWED_OFF, 2 * error);
        }
    }

    static List<Decile> deciles(List<Row> rows) {
        List<Decile> deciles = new ArrayList<>();
        for (int number = 0; number < DECILES; number++) {
            int which = number;
            List<Row> in = rows.stream()
                    .filter(row -> Math.min(DECILES - 1, (int) (row.probability() * DECILES)) == which)
                    .toList();
            double happened = mean(in, row -> row.met() ? 1 : 0);
            Map<String, Double> leaning = new HashMap<>();
            in.forEach(row -> leaning.merge(row.year().name(), (row.met() ? 1 : 0) - happened, Double::sum));
            double squares =
                    leaning.values().stream().mapToDouble(off -> off * off).sum();
            deciles.add(new Decile(
                    number,
                    in.size(),
                    mean(in, Row::probability),
                    happened,
                    Math.sqrt(squares) / Math.max(1, in.size())));
        }
        return deciles;
    }

    private static final String HEAD =
            "| %s | years | forecasts | Brier | linear | soft linear | as it stands | last year's shape | 80 %% interval |%n"
                    + "|---|--:|--:|--:|--:|--:|--:|--:|--:|%n";

    private static String line(String name, List<Row> in) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %.3f | %.3f | %.3f | %.3f | %.3f | %.0f %% |%n",
                name,
                in.stream().map(row -> row.year().name()).distinct().count(),
                in.size(),
                mean(in, Row::off),
                mean(in, row -> row.off(row.linear())),
                mean(in, row -> row.off(row.soft())),
                mean(in, row -> row.off(row.stands())),
                mean(in, row -> row.off(row.shape())),
                100 * mean(in, row -> row.inside() ? 1 : 0));
    }

    private static void table(PrintStream out, String by, List<Row> rows, Function<Row, String> key) {
        out.printf(Locale.ROOT, HEAD, by);
        rows.stream()
                .collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()))
                .forEach((name, in) -> out.print(line(name, in)));
        out.println();
    }

    /** What the words of the monitoring table came to, by quarter. */
    private static void words(PrintStream out, List<Row> open) {
        out.println("| quarter | 确定能 said | of these met | 完全不可能 said | of these missed |\n|--:|--:|--:|--:|--:|");
        for (int quarter = 1; quarter <= 4; quarter++) {
            int of = quarter;
            List<Row> in = open.stream().filter(row -> row.quarter() == of).toList();
            List<Row> sure = in.stream()
                    .filter(row -> row.chance().equals(Optional.of(Chance.CERTAIN)))
                    .toList();
            List<Row> never = in.stream()
                    .filter(row -> row.chance().equals(Optional.of(Chance.IMPOSSIBLE)))
                    .toList();
            out.printf(
                    Locale.ROOT,
                    "| %d | %d | %.1f %% | %d | %.1f %% |%n",
                    quarter,
                    sure.size(),
                    100 * mean(sure, row -> row.met() ? 1 : 0),
                    never.size(),
                    100 * mean(never, row -> row.met() ? 0 : 1));
        }
        out.println();
    }

    private static void reliability(PrintStream out, List<Row> open) {
        out.println("| stated | forecasts | mean stated | observed | two standard errors |\n|--:|--:|--:|--:|--:|");
        for (Decile decile : deciles(open)) {
            out.printf(
                    Locale.ROOT,
                    "| %d–%d %% | %d | %.1f %% | %.1f %% | %.1f %s|%n",
                    decile.number() * 10,
                    decile.number() * 10 + 10,
                    decile.rows(),
                    100 * decile.said(),
                    100 * decile.happened(),
                    200 * decile.error(),
                    decile.holds() ? "" : "✗ ");
        }
        out.println();
    }

    /** At which threshold how many half-months of met years are called in vain, and how many missed years are called in time. */
    private static void warnings(PrintStream out, List<Row> rows) {
        int eightWeeks = 20;
        out.println(
                "| at risk below | half-months of met years called | missed years called by 1 November | called on 1 November |"
                        + " linear: in vain | in time |\n|--:|--:|--:|--:|--:|--:|");
        List<Row> early = rows.stream().filter(row -> row.half() < eightWeeks).toList();
        for (double below : new double[] {0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8}) {
            Predicate<Row> called = row -> row.verdict() != Verdict.MET && row.probability() < below;
            warning(out, String.format(Locale.ROOT, "%.2f", below), rows, early, called);
        }
        warning(
                out,
                "as said",
                rows,
                early,
                row -> row.verdict() == Verdict.AT_RISK || row.verdict() == Verdict.BREACHED);
        warning(out, "linear", rows, early, row -> row.linear() < 0.5);
        out.println();
    }

    private static void warning(PrintStream out, String name, List<Row> rows, List<Row> early, Predicate<Row> called) {
        List<Row> met = open(rows).stream().filter(Row::met).toList();
        Map<RealYears.Year, List<Row>> missed = early.stream()
                .filter(row -> !row.met())
                .collect(Collectors.groupingBy(Row::year, LinkedHashMap::new, Collectors.toList()));
        out.printf(
                Locale.ROOT,
                "| %s | %.1f %% | %.1f %% | %.1f %% |%n",
                name,
                100 * mean(met, row -> called.test(row) ? 1 : 0),
                100.0
                        * missed.values().stream()
                                .filter(year -> year.stream().anyMatch(called))
                                .count()
                        / missed.size(),
                100.0
                        * missed.values().stream()
                                .filter(year -> called.test(year.get(year.size() - 1)))
                                .count()
                        / missed.size());
    }

    void tell(PrintStream out) {
        List<Row> open = open(rows);
        out.printf(
                Locale.ROOT,
                "%d indicator-years, %d forecasts, %d of them open; %.0f µs an evaluation%n%n",
                rows.stream().map(row -> row.year().name()).distinct().count(),
                rows.size(),
                open.size(),
                micros());
        table(out, "all", open, row -> "all");
        table(out, "third of the year", open, row -> Integer.toString(row.third()));
        table(out, "quarter", open, row -> Integer.toString(row.quarter()));
        table(out, "behaviour", open, Row::behaviour);
        table(out, "measure", open, Row::kind);
        table(out, "earlier years", open, row -> row.year().history() ? "known" : "unknown");
        words(out, open);
        reliability(out, open);
        warnings(out, rows);
    }

    private void write(Path file) throws IOException {
        Files.write(
                file,
                rows.stream()
                        .map(row -> String.join(
                                "\t",
                                row.id(),
                                Boolean.toString(row.open()),
                                Double.toString(row.probability()),
                                Boolean.toString(row.inside()),
                                Boolean.toString(row.met()),
                                row.kind(),
                                row.behaviour(),
                                Boolean.toString(row.year().history()),
                                Integer.toString(row.half()),
                                row.year().family().name(),
                                Double.toString(row.soft()),
                                Double.toString(row.away()),
                                Double.toString(row.linear()),
                                Double.toString(row.stands()),
                                Double.toString(row.shape()),
                                row.chance().map(Chance::word).orElse("")))
                        .toList());
    }

    /** Both on the rows that are open in both. */
    private void compare(PrintStream out, Path file) throws IOException {
        Map<String, Double> before = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] cells = line.split("\t");
            if (cells[1].equals("true")) {
                before.put(cells[0], Double.parseDouble(cells[2]));
            }
        }
        List<Row> open =
                open(rows).stream().filter(row -> before.containsKey(row.id())).toList();
        out.println("| on the same rows | forecasts | before | now | ratio |\n|---|--:|--:|--:|--:|");
        Map<String, Function<Row, String>> ways = new LinkedHashMap<>();
        ways.put("", row -> "all");
        ways.put("third ", row -> Integer.toString(row.third()));
        ways.put("", row -> "all");
        ways.put("behaviour ", Row::behaviour);
        ways.put("measure ", Row::kind);
        ways.put("earlier years ", row -> row.year().history() ? "known" : "unknown");
        ways.put("family ", row -> row.year().family().name());
        ways.forEach((way, key) -> open.stream()
                .collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()))
                .forEach((name, in) -> {
                    double was = mean(in, row -> row.off(before.get(row.id())));
                    double is = mean(in, Row::off);
                    out.printf(
                            Locale.ROOT,
                            "| %s%s | %d | %.3f | %.3f | %.2f |%n",
                            way,
                            name,
                            in.size(),
                            was,
                            is,
                            is / was);
                }));
    }

    public static void main(String[] arguments) throws IOException {
        List<String> said = Arrays.asList(arguments);
        RealYears real = new RealYears();
        RealYearsJudge judge = new RealYearsJudge();
        boolean monthly = said.contains("monthly");
        Optional<String> only = option(said, "only=");
        for (RealYears.Family family : RealYears.families()) {
            boolean asked = said.contains("all") || said.contains(family.half());
            if (asked && only.map(prefix -> family.name().startsWith(prefix)).orElse(true)) {
                for (RealYears.Year year : real.years(family)) {
                    judge.judge(year, morning -> !monthly || morning.getDayOfMonth() == 1);
                }
            }
        }
        judge.tell(System.out);
        if (option(said, "by=").isPresent()) {
            table(
                    System.out,
                    "family",
                    open(judge.rows),
                    row -> row.year().family().name());
        }
        Optional<String> to = option(said, "write=");
        if (to.isPresent()) {
            judge.write(Path.of(to.get()));
        }
        Optional<String> against = option(said, "against=");
        if (against.isPresent()) {
            judge.compare(System.out, Path.of(against.get()));
        }
    }

    private static Optional<String> option(List<String> said, String name) {
        return said.stream()
                .filter(one -> one.startsWith(name))
                .map(one -> one.substring(name.length()))
                .findFirst();
    }

    /** The plain rules. */
    private static final class Baselines {

        private final RealYears.Year year;
        private final Indicator indicator;
        private final Target target;
        private final double bound;
        private final boolean ceiling;
        private final Optional<Double> lastEnd;

        Baselines(RealYears.Year year) {
            this.year = year;
            this.indicator = year.indicator();
            this.target = indicator.target().orElseThrow();
            this.bound = target.value().doubleValue();
            this.ceiling = target.operator() == Operator.AT_MOST;
            this.lastEnd = year.history() ? year.yearBefore() : Optional.empty();
        }

        private boolean adds() {
            return switch (indicator.measure().kind()) {
                case COUNT, SUM, DISTINCT, DISTINCT_DAYS, AVAILABLE_DAYS -> true;
                default -> budget();
            };
        }

        private boolean budget() {
            return indicator.measure().kind() == MeasureKind.RATIO
                    && indicator.behaviour() == Behaviour.ACCUMULATE_REVERSIBLE;
        }

        private double holds(double value) {
            return ceiling ? value <= bound + 1e-9 ? 1 : 0 : value >= bound - 1e-9 ? 1 : 0;
        }

        private double elapsed(LocalDate morning) {
            return (morning.getDayOfYear() - 1.0) / morning.lengthOfYear();
        }

        double stands(Evaluation now) {
            if (now.reading().days().isPresent() || indicator.behaviour() == Behaviour.QUOTA) {
                return now.verdict() == Verdict.BREACHED ? 0 : 1;
            }
            return holds(now.actual().orElseThrow().approximately());
        }

        double linear(Evaluation now, LocalDate morning) {
            double value = now.actual().orElseThrow().approximately();
            if (indicator.behaviour() == Behaviour.QUOTA) {
                return holds(value);
            }
            if (adds()) {
                return holds(value / elapsed(morning));
            }
            return holds(
                    indicator.measure().kind() == MeasureKind.GROWTH
                                    || indicator.behaviour() == Behaviour.ACCUMULATE_REVERSIBLE
                            ? carried(now, morning, value)
                            : value);
        }

        private double carried(Evaluation now, LocalDate morning, double value) {
            if (indicator.measure().kind() == MeasureKind.GROWTH) {
                return value / elapsed(morning);
            }
            List<Double> course = course(morning, true);
            double first = course.isEmpty() ? value : course.get(0);
            return first + (value - first) / elapsed(morning);
        }

        /** The values of the complete weeks so far, each alone or all up to it. */
        private List<Double> course(LocalDate morning, boolean toDate) {
            Facts facts = year.facts(morning.atStartOfDay(RealYears.ZONE).toInstant());
            List<Evaluation.Point> points = toDate
                    ? Evaluation.courseToDate(indicator, year.declaration(), facts, RealYears.CALENDAR, Grain.WEEK)
                    : Evaluation.course(indicator, year.declaration(), facts, RealYears.CALENDAR, Grain.WEEK);
            return points.stream()
                    .filter(Evaluation.Point::complete)
                    .flatMap(point -> point.actual().stream())
                    .map(Fraction::approximately)
                    .toList();
        }

        double soft(Evaluation now, LocalDate morning) {
            double value = now.actual().orElseThrow().approximately();
            double left = (morning.lengthOfYear() - morning.getDayOfYear() + 1.0) / WEEK;
            double over = (morning.getDayOfYear() - 1.0) / WEEK;
            boolean steps = indicator.measure().kind() == MeasureKind.DISTINCT
                    || indicator.measure().kind() == MeasureKind.LATEST
                    || indicator.measure().kind() == MeasureKind.GROWTH
                    || budget();
            List<Double> weeks = course(morning, steps);
            if (steps) {
                List<Double> last = weeks;
                weeks = IntStream.range(1, weeks.size())
                        .mapToObj(week -> last.get(week) - last.get(week - 1))
                        .toList();
            }
            if (weeks.size() < 3) {
                return 0.5;
            }
            double mean =
                    weeks.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
            double spread = Math.sqrt(
                    weeks.stream().mapToDouble(one -> Math.pow(one - mean, 2)).sum() / (weeks.size() - 1));
            MeasureKind kind = indicator.measure().kind();
            if (indicator.behaviour() == Behaviour.QUOTA) {
                double parts = year.declaration()
                        .period()
                        .parts(((Worst) indicator.measure()).grain())
                        .size();
                double each = kept(new double[] {mean * 52 / parts, spread * Math.sqrt(52 / parts)});
                return holds(value) == 0 ? 0 : Math.pow(each, parts * left / 52);
            }
            if (kind == MeasureKind.MAX
                    || kind == MeasureKind.MIN
                    || kind == MeasureKind.WORKING_DAYS
                            && ((WorkingDays) indicator.measure()).duration() == WorkingDaysFigure.LONGEST) {
                boolean never = (kind == MeasureKind.MIN) != ceiling;
                double one = kept(new double[] {mean, spread});
                double all = Math.pow(never ? one : 1 - one, left);
                return never ? holds(value) == 0 ? 0 : all : holds(value) == 1 ? 1 : 1 - all;
            }
            if (adds() || steps) {
                boolean drifts = indicator.behaviour() != Behaviour.STANDING;
                return kept(new double[] {
                    value + (drifts ? mean * left : 0), spread * Math.sqrt(left + (drifts ? left * left / over : 0))
                });
            }
            double share = left / (left + over);
            return kept(new double[] {value, share * spread * Math.sqrt(1 / left + 1 / over)});
        }

        private double kept(double[] normal) {
            double at = normal[1] <= 1e-12 ? Math.signum(bound - normal[0]) * 9 : (bound - normal[0]) / normal[1];
            double below = new io.dabiao.core.chance.Bell(0, 1, 1e6).atMost(at);
            return normal[1] <= 1e-12 ? holds(normal[0]) : ceiling ? below : 1 - below;
        }

        double shape(Evaluation now, LocalDate morning) {
            Optional<Double> lastNow = lastEnd.isEmpty() ? Optional.empty() : year.yearBefore(morning);
            if (lastNow.isEmpty()) {
                return linear(now, morning);
            }
            double value = now.actual().orElseThrow().approximately();
            if (indicator.behaviour() == Behaviour.QUOTA) {
                return Math.min(holds(value), holds(lastEnd.get()));
            }
            boolean ratio = lastNow.get() > 0 && (adds() || indicator.measure().kind() != MeasureKind.GROWTH);
            return holds(ratio ? value * lastEnd.get() / lastNow.get() : value + lastEnd.get() - lastNow.get());
        }
    }
}

package io.dabiao.core.forecast;

import io.dabiao.core.calendar.Grain;
import io.dabiao.core.calendar.Period;
import io.dabiao.core.chance.Distribution;
import io.dabiao.core.chance.Pace;
import io.dabiao.core.chance.Share;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.QuotaSlot;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.measure.Accrual;
import io.dabiao.core.measure.Amount;
import io.dabiao.core.measure.Dimension;
import io.dabiao.core.measure.Exposure;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.measure.Measure;
import io.dabiao.core.measure.MeasureKind;
import io.dabiao.core.measure.Operator;
import io.dabiao.core.measure.Ratio;
import io.dabiao.core.measure.Reading;
import io.dabiao.core.measure.Sum;
import io.dabiao.core.rollup.EarlierYears;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a model is asked about, and what all models look up. Days are counted from the period's first, which is 0; amounts are
 * in the measure's base. For one forecast and one thread.
 */
final class ForecastContext {

    static final int WEEK = Accrual.WEEK;
    /** Fewer closed days since a feed began tell too little. */
    static final int EARLIEST = 6 * WEEK;

    static final double DAYS_OF_A_YEAR = 365;
    static final double DAYS_OF_A_MONTH = 30.4;
    static final double NEVER_WHERE_NONE_IS_ALLOWED = 0.5;
    /** Some things never happen: no one complains, no permit is left undone. */
    static final double NEVER = 0.15;

    static final double RATE_DOUBT = 2;
    private static final int EARLIEST_WITH_EARLIER_YEARS = 2 * WEEK;
    private static final int LEAST_TRIALS = 5;
    /** What is planned beyond a target, and how sure that is: about as much as one event tells. */
    static final double PLANNED = 1.05;

    static final double PLAN_DOUBT = 0.15;
    /** Of a limit, and one more, so much is expected to be used. */
    private static final double LIMIT_USED = 0.65;

    private static final double LIMIT_DOUBT = 1;
    /** On so many days something was taken back where that is usual. */
    private static final int USUAL_REFUNDS = 3;
    /** A week's share may be off by so much of itself, beside chance. */
    private static final double WEEKLY_SPREAD = 0.15;

    /** A figure that lies off the target by so much of it was clearly met or missed; of 5, 10 and 20 % the best on the tuning half. */
    private static final double NEAR_THE_TARGET = 0.05;

    private final Forecaster.Question question;
    private final ForecastExplanation explanation;
    private final Period period;
    private final int length;
    private final int today;
    private final int from;
    private final int end;
    private final Optional<Integer> firstSign;
    private final boolean[] silent;
    private final Map<Set<String>, EarlierYears> earlier = new HashMap<>();

    ForecastContext(Forecaster.Question question) {
        this.question = question;
        this.explanation = new ForecastExplanation(question.indicator(), question.target());
        this.period = question.window().period();
        this.length = index(period.until());
        this.today = index(window().today());
        this.from = Math.max(0, index(window().measuredFrom()));
        Set<LocalDate> signs = signs(measure().types(), period.from(), period.until());
        this.firstSign = signs.stream().min(LocalDate::compareTo).map(this::index);
        this.end = question.stale()
                ? signs.stream()
                        .max(LocalDate::compareTo)
                        .map(last -> Math.min(today, index(last) + 1))
                        .orElse(from)
                : today;
        this.silent = silent(signs);
    }

    /** Days on which the sources of some types spoke or were vouched for. */
    private Set<LocalDate> signs(Set<String> types, LocalDate since, LocalDate until) {
        Set<LocalDate> signs = new HashSet<>();
        for (String type : types) {
            signs.addAll(window().facts()
                    .days(Series.seen(period.zone(), type), since, until)
                    .keySet());
            signs.addAll(window().facts()
                    .days(Series.vouched(period.zone(), type), since, until)
                    .keySet());
        }
        return signs;
    }

    /** Days between two signs of life that are further apart than the cadence allows: no one vouches for them. */
    private boolean[] silent(Set<LocalDate> signs) {
        boolean[] silent = new boolean[length];
        LocalDate before = null;
        for (LocalDate sign : (Iterable<LocalDate>) signs.stream().sorted()::iterator) {
            if (before != null && before.plusDays(1).isBefore(sign)) {
                LocalDate vouchedUntil = before.atStartOfDay(period.zone())
                        .plus(indicator().cadence())
                        .toLocalDate();
                if (vouchedUntil.isBefore(sign)) {
                    for (int day = index(before) + 1; day < index(sign); day++) {
                        silent[day] = true;
                    }
                }
            }
            before = sign;
        }
        return silent;
    }

    int index(LocalDate day) {
        return (int) (day.toEpochDay() - period.from().toEpochDay());
    }

    Indicator indicator() {
        return question.indicator();
    }

    Measure measure() {
        return question.indicator().measure();
    }

    Window window() {
        return question.window();
    }

    Target target() {
        return question.target();
    }

    Verdict verdict() {
        return question.verdict();
    }

    Reading reading() {
        return question.reading();
    }

    List<QuotaSlot> slots() {
        return question.slots();
    }

    ForecastExplanation explanation() {
        return explanation;
    }

    Period period() {
        return period;
    }

    int length() {
        return length;
    }

    int today() {
        return today;
    }

    int from() {
        return from;
    }

    /** The day after the last closed one that was observed. */
    int end() {
        return end;
    }

    boolean settled() {
        return verdict() == Verdict.MET || verdict() == Verdict.BREACHED;
    }

    /** Share of the period that is over, from 0 to 1. */
    double elapsed() {
        return Math.min(1, today / (double) length);
    }

    /** At least half a month. */
    double monthsOver() {
        return Math.max(0.5, (today - from) / DAYS_OF_A_MONTH);
    }

    /** At least half a month. */
    double monthsLeft() {
        return Math.max(0.5, (length - today) / DAYS_OF_A_MONTH);
    }

    /**
     * Relative variance of what is to come for seasons that were not seen: the months over and the months left each lie off the
     * year's mean by chance, the fewer they are the more.
     *
     * @param spread how far one month lies off, relative
     */
    double unseen(double spread) {
        return spread * spread * (1 / monthsOver() + 1 / monthsLeft());
    }

    // The target.

    double perUnit() {
        return measure().dimension() == Dimension.AS_DECLARED
                ? 1
                : target().unit().scale().doubleValue();
    }

    double bound() {
        return bound(target());
    }

    double bound(Target of) {
        return measure().dimension() == Dimension.AS_DECLARED
                ? of.value().doubleValue()
                : of.value().multiply(of.unit().scale()).doubleValue();
    }

    Operator operator() {
        return target().effective(indicator().behaviour());
    }

    boolean ceiling() {
        return switch (operator()) {
            case AT_MOST, LESS_THAN -> true;
            case AT_LEAST, MORE_THAN, REACHED -> false;
        };
    }

    double holds(Distribution value) {
        return switch (operator()) {
            case AT_LEAST, REACHED -> 1 - value.below(bound());
            case MORE_THAN -> 1 - value.atMost(bound());
            case AT_MOST -> value.atMost(bound());
            case LESS_THAN -> value.below(bound());
        };
    }

    /** What it came to so far, in the measure's base; 0 where there is no value yet. */
    double now() {
        return reading().value().map(Fraction::approximately).orElse(0.0);
    }

    /** Numbers of things are told one by one, whatever multiple the target is printed in. */
    double noun() {
        return target().unit().dimension() == Dimension.NUMBER ? 1 : perUnit();
    }

    /** A promise says a little of what was planned: a goal somewhat less, a limit about twice as much. */
    Accrual.Plan plan() {
        double bound = Math.max(bound(), 0);
        return ceiling()
                ? new Accrual.Plan(
                        LIMIT_USED * (bound + 1), LIMIT_DOUBT, bound <= 1 ? NEVER_WHERE_NONE_IS_ALLOWED : NEVER)
                : new Accrual.Plan(Math.max(bound, 1) * PLANNED, PLAN_DOUBT, 0);
    }

    // What came.

    double[] amounts(Amount amount) {
        double[] days = new double[length];
        double scale = scale(amount);
        window().days(amount.series(period.zone()).get(0))
                .forEach((day, rollup) -> days[index(day)] = amount(rollup) * scale);
        return days;
    }

    static double scale(Measure measure) {
        return measure instanceof Sum sum ? sum.in().scale().doubleValue() : 1;
    }

    private static double amount(Rollup rollup) {
        if (rollup instanceof Rollup.Tally tally) {
            return tally.events();
        }
        return rollup instanceof Rollup.Total total
                ? total.sum().doubleValue()
                : ((Rollup.Members) rollup).values().size();
    }

    private static double count(Rollup rollup) {
        return rollup instanceof Rollup.Total total ? total.counted() : amount(rollup);
    }

    /** The years before, as far as they were observed from end to end. */
    EarlierYears earlier(Set<String> types) {
        return earlier.computeIfAbsent(
                types, of -> new EarlierYears(window(), signs(of, EarlierYears.from(period), period.from())));
    }

    boolean knowsEarlierYears() {
        return earlier(measure().types()).any();
    }

    /**
     * How far the figure of the year before lies on the good side of the target, from -1 to 1; 0 where that year was not observed
     * from end to end.
     */
    double lastYear() {
        Period before = new Period(period.from().minusYears(1), period.from(), period.zone());
        double bound = bound();
        if (bound == 0
                || earlier(measure().types()).observed().stream()
                        .noneMatch(year -> year.since().equals(before.from()))) {
            return 0;
        }
        Window then = new Window(before, before.from(), window().facts(), window().calendar());
        return measure()
                .read(then)
                .value()
                .map(figure -> Math.tanh(
                        (ceiling() ? -1 : 1) * (figure.approximately() - bound) / Math.abs(bound) / NEAR_THE_TARGET))
                .orElse(0.0);
    }

    Accrual accrual(Measure measure, Accrual.Plan plan) {
        return accrual(measure, plan, Optional.empty(), 1);
    }

    /**
     * @param grain of the blocks from which the pace is learnt; the usual one where empty
     * @param by how many times as much as in the newest earlier year is to be expected, for reasons outside of it; above 0
     */
    Accrual accrual(Measure measure, Accrual.Plan plan, Optional<Grain> grain, double by) {
        double[] amounts = new double[length];
        double[] events = new double[length];
        TreeMap<LocalDate, double[]> before = new TreeMap<>();
        double scale = scale(measure);
        window().facts()
                .days(measure.series(period.zone()).get(0), EarlierYears.from(period), period.until())
                .forEach((day, rollup) -> {
                    double amount = amount(rollup) * scale;
                    double count = count(rollup);
                    int index = index(day);
                    if (index < 0) {
                        before.put(day, new double[] {amount, count});
                    } else {
                        amounts[index] = amount;
                        events[index] = count;
                    }
                });
        double takenBack = takenBack(amounts);
        EarlierYears years = earlier(measure.types());
        Exposure.Earlier shown = Exposure.earlier(window(), before, years).times(by);
        boolean divides = measure() instanceof Ratio ratio && ratio.whole().equals(measure);
        Exposure.Earlier earlier = indicator()
                .schedule()
                .filter(any -> !divides)
                .map(schedule -> shown.planned(schedule.perDay(period.from(), length)))
                .orElse(shown);
        Pace.Of of = measure.kind() == MeasureKind.SUM ? Pace.Of.AMOUNTS : Pace.Of.EVENTS;
        Accrual accrual = new Accrual(
                of,
                amounts,
                events,
                window(),
                new Accrual.Span(from, end, today, firstSign, silent),
                plan,
                earlier,
                grain,
                takenBack);
        int wanted = earlier.years() > 0 ? EARLIEST_WITH_EARLIER_YEARS : EARLIEST;
        if (accrual.observed() < wanted && !settled()) {
            throw firstSign.isEmpty() && today >= wanted
                    ? NoForecast.absent(Words.of(ForecastContext.class, "itsSourcesHaveGivenNoSign"))
                    : NoForecast.tooFewDays(accrual.observed(), wanted);
        }
        return accrual;
    }

    /**
     * What was taken back on a day is taken off what came. Where it comes again and again it belongs to the pace, which is then net of
     * it; else it says little of what is still to come.
     *
     * @param amounts changed: none is below 0 afterwards
     * @return how much was taken back beside the pace, at least 0
     */
    private static double takenBack(double[] amounts) {
        double taken = 0;
        double came = 0;
        int times = 0;
        for (int day = 0; day < amounts.length; day++) {
            came += Math.max(0, amounts[day]);
            if (amounts[day] < 0) {
                taken -= amounts[day];
                times++;
                amounts[day] = 0;
            }
        }
        if (times < USUAL_REFUNDS || taken >= came) {
            return taken;
        }
        for (int day = 0; day < amounts.length; day++) {
            amounts[day] *= (came - taken) / came;
        }
        return 0;
    }

    // Trials.

    /** Trials are a matter of their own: how many come says nothing of how they end. */
    Accrual trials(double[] all) {
        double total = Accrual.sum(all, 0, Math.min(today + 1, length));
        Accrual trials = new Accrual(
                Pace.Of.EVENTS,
                all,
                all,
                window(),
                new Accrual.Span(from, end, today, firstSign, silent),
                new Accrual.Plan(Math.max(1, total), 4, 0),
                Exposure.Earlier.NONE,
                Optional.empty(),
                0);
        if (trials.observed() < EARLIEST) {
            throw NoForecast.tooFewDays(trials.observed(), EARLIEST);
        }
        if (total < LEAST_TRIALS) {
            throw NoForecast.tooEarly(Words.of(
                    ForecastContext.class, "samplesAreWanted", ForecastExplanation.number(total), LEAST_TRIALS));
        }
        return trials;
    }

    /**
     * Trials of a period.
     *
     * @param ahead numbers that stand for how many are to come: the same for whatever share is asked about
     */
    record Trials(Accrual stream, double[] ahead) {
        Trials(Accrual stream) {
            this(stream, Share.nodes(stream.ahead()));
        }
    }

    /**
     * How the share of good outcomes will end.
     *
     * @param before the same of earlier years
     * @param spread how far the rarer outcome's rate in one month lies off the year's, where earlier years do not tell
     */
    Share share(
            double[] good,
            double[] all,
            double bound,
            Operator operator,
            Trials trials,
            EarlierYears.Trials before,
            double spread) {
        int begin = trials.stream().begin();
        double total = Accrual.sum(all, 0, length);
        double succeeded = Accrual.sum(good, 0, length);
        Share.Rarer rarer = succeeded >= total / 2 ? Share.Rarer.BAD : Share.Rarer.GOOD;
        double[] index = before.index(rarer == Share.Rarer.GOOD);
        double[] rare = new double[length];
        double[] weighted = new double[length];
        LocalDate date = period.from();
        double ahead = 0;
        for (int day = 0; day < length; day++) {
            double season = index[date.getMonthValue() - 1];
            rare[day] = rarer == Share.Rarer.BAD ? all[day] - good[day] : good[day];
            weighted[day] = all[day] * season;
            ahead += day >= today ? season : 0;
            date = date.plusDays(1);
        }
        double allowed = rarer == Share.Rarer.BAD ? 1 - bound : bound;
        boolean floor = operator == Operator.AT_LEAST || operator == Operator.MORE_THAN || operator == Operator.REACHED;
        boolean wanted = floor == (rarer == Share.Rarer.GOOD);
        double yearly = total / Math.max(1, end - begin) * DAYS_OF_A_YEAR;
        double planned = Math.min(0.5, Math.max(1e-6, allowed + 1 / Math.max(1, yearly)));
        double never = wanted ? 0 : allowed <= 0 ? NEVER_WHERE_NONE_IS_ALLOWED : NEVER;
        Pace.Prior prior = before.rate(rarer == Share.Rarer.GOOD)
                .map(rate -> new Pace.Prior(Math.max(1e-6, rate), EarlierYears.YEAR_TO_YEAR))
                .orElse(new Pace.Prior(planned, RATE_DOUBT));
        Pace pace = pace(rare, weighted, begin, prior, never);
        double season = length > today ? ahead / (length - today) : 1;
        return new Share(
                total,
                rarer == Share.Rarer.BAD ? total - succeeded : succeeded,
                rarer,
                trials.ahead(),
                pace,
                trials.stream().weeksLeft(),
                unseen(before.known() ? spread / 2 : spread),
                season);
    }

    /** The rarer outcome in a trial. */
    Pace pace(double[] rare, double[] all, int begin, Pace.Prior prior, double never) {
        double weeks = Math.max(1, (end - begin) / (double) WEEK);
        double perWeek = Accrual.sum(rare, begin, end) / weeks;
        int span = perWeek >= 1 || weeks < 6 ? WEEK : 4 * WEEK;
        List<double[]> blocks = new ArrayList<>();
        for (int until = end; until > begin; until -= span) {
            int since = Math.max(begin, until - span);
            double trials = Accrual.sum(all, since, until);
            if (trials > 0) {
                blocks.add(0, new double[] {Accrual.sum(rare, since, until), trials, (until - since) / (double) WEEK});
            }
        }
        double total = blocks.stream().mapToDouble(row -> row[1]).sum();
        double rares = blocks.stream().mapToDouble(row -> row[0]).sum();
        double rate = total > 0 ? rares / total : 0;
        double usual = Math.max(0.05, 1 - rate) + WEEKLY_SPREAD * WEEKLY_SPREAD * rares / Math.max(1, blocks.size());
        return Pace.of(
                Pace.Of.EVENTS,
                new Pace.Blocks(column(blocks, 0), column(blocks, 1), column(blocks, 2)),
                prior,
                usual,
                never);
    }

    static double[] column(List<double[]> rows, int column) {
        return rows.stream().mapToDouble(row -> row[column]).toArray();
    }

    NavigableMap<LocalDate, Rollup> days(Series series) {
        return window().days(series);
    }
}

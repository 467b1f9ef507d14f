package io.dabiao.core;

import io.dabiao.core.chance.Certain;
import io.dabiao.core.chance.Distribution;
import io.dabiao.core.chance.Extreme;
import io.dabiao.core.chance.Least;
import io.dabiao.core.chance.Level;
import io.dabiao.core.chance.Mirrored;
import io.dabiao.core.chance.Mixture;
import io.dabiao.core.chance.Pace;
import io.dabiao.core.chance.Probability;
import io.dabiao.core.chance.Share;
import io.dabiao.core.chance.Stepped;
import io.dabiao.core.chance.Unseen;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/**
 * Foretells one indicator's value at its period's end: one small model a kind of measure, described in docs/forecasts.md.
 *
 * <p>Rates are learnt from closed days, so that a forecast stands still while a usual day goes by.
 */
final class Forecaster {

    private static final int WEEK = Accrual.WEEK;
    /** Fewer closed days since a feed began tell too little. */
    private static final int EARLIEST = 6 * WEEK;

    private static final int EARLIEST_WITH_EARLIER_YEARS = 2 * WEEK;
    private static final int LEAST_TRIALS = 5;
    private static final int LEAST_MONTHS = 2;
    private static final int LEAST_WEEKS = 6;
    private static final int MOST_READINGS = 60;
    /** What it is worth, in unchanged readings, that levels mostly stay. */
    private static final double UNCHANGED_READINGS = 5;

    private static final double DAYS_OF_A_YEAR = 365;
    private static final double DAYS_OF_A_MONTH = 30.4;
    /** What is planned beyond a target, and how sure that is: about as much as one event tells. */
    private static final double PLANNED = 1.05;

    /** Up to so many, a goal is a list of planned deeds. */
    private static final double MOST_DEEDS = 15;

    /** What it is worth that promises of every week or month are mostly watched over, in weeks or months. */
    private static final double KEPT_BEFORE = 4;

    private static final double SLIPPED_MONTHS = 0.08;

    private static final double SLIPPED_WEEKS = 0.25;

    /** So many bounds of extremes are watched over. */
    private static final double WATCHED = 0.4;

    /** Some things never happen: nobody complains, no permit is left undone. */
    private static final double NEVER_WHERE_NONE_IS_ALLOWED = 0.5;

    private static final double NEVER = 0.15;

    /** A register is planned to grow a little more than is promised. */
    private static final double PLANNED_GROWTH = 1.12;

    private static final double PLAN_DOUBT = 0.15;
    /** Of a limit, and one more, so much is expected to be used. */
    private static final double LIMIT_USED = 0.65;

    private static final double LIMIT_DOUBT = 1;
    private static final double RATE_DOUBT = 2;
    /** A week's share may be off by so much of itself, beside chance. */
    private static final double WEEKLY_SPREAD = 0.15;

    /** Relative deviation of a week's mean that is expected where the weeks do not tell. */
    private static final double MEAN_SPREAD = 0.06;

    private static final double UNSEEN_SHIFT = 0.06 * 0.06;
    private static final double MEANT_TO_BE_KEPT = 0.23;
    private static final double LESS_SURE = 0.83;
    /** A goal of a few deeds is weighed as a plan and as a stream, which leaves it less sure than it is. */
    private static final double PLANS_ARE_SURER = 1.2;

    /** A number of days that is known to within less than this counts as known. */
    private static final double HARDLY = 0.7;

    private static final MathContext SHOWN = new MathContext(6);
    private static final int PROBABILITY_SCALE = 3;
    private static final BigDecimal LEAST_PROBABILITY = new BigDecimal("0.001");
    private static final BigDecimal MOST_PROBABILITY = new BigDecimal("0.999");

    /**
     * What is asked.
     *
     * @param target in force at the instant
     * @param verdict before any risk is known
     * @param slots closed weeks or months, judged
     * @param lastSign the last sign of life of the sources, where they have fallen silent
     */
    record Question(
            Indicator indicator,
            Window window,
            Target target,
            Verdict verdict,
            Reading reading,
            List<Evaluation.Slot> slots,
            boolean stale) {}

    /** What a model says. @param probability where it does not follow from the distribution of the value */
    private record Ends(Distribution value, OptionalDouble probability, Words need, List<Words> notes) {
        Ends(Distribution value, Words need, List<Words> notes) {
            this(value, OptionalDouble.empty(), need, notes);
        }
    }

    /** Stops with the reason why nothing is foretold. */
    private static final class Unforeseen extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Forecast forecast;

        Unforeseen(Forecast forecast) {
            super(null, null, false, false);
            this.forecast = forecast;
        }
    }

    private final Indicator indicator;
    private final Window window;
    private final Target target;
    private final Verdict verdict;
    private final Reading reading;
    private final List<Evaluation.Slot> slots;
    private final ForecastExplanation forecastExplanation;
    private final Period period;
    private final int length;
    private final int today;
    private final int from;
    private final int end;
    private final Optional<LocalDate> firstSign;

    private Forecaster(Question question) {
        this.indicator = question.indicator();
        this.window = question.window();
        this.target = question.target();
        this.verdict = question.verdict();
        this.reading = question.reading();
        this.slots = question.slots();
        this.forecastExplanation = new ForecastExplanation(indicator, target);
        this.period = window.period();
        this.length = index(period.until());
        this.today = index(window.today());
        this.from = Math.max(0, index(window.measuredFrom()));
        Set<LocalDate> signs = signs();
        this.firstSign = signs.stream().min(LocalDate::compareTo);
        this.end = question.stale()
                ? signs.stream()
                        .max(LocalDate::compareTo)
                        .map(last -> Math.min(today, index(last) + 1))
                        .orElse(from)
                : today;
    }

    /** @return never empty: why there is no forecast is told */
    static Forecast of(Question question) {
        if (question.verdict() == Verdict.NO_DATA) {
            return new Forecast.Absent(question.reading().missing().orElse(new Words("there is no value yet", "尚无数值")));
        }
        if (question.indicator().measure().kind() == Measure.MeasureKind.REPORTED) {
            return new Forecast.Absent(
                    new Words("the value is reported by a person, there is no course to follow", "该指标由人工填报，没有可推算的过程"));
        }
        if (question.window().at().isBefore(question.window().period().start())) {
            return new Forecast.TooEarly(new Words("the period has not begun", "考核期尚未开始"));
        }
        try {
            return new Forecaster(question).answer();
        } catch (Unforeseen why) {
            return why.forecast;
        }
    }

    /** What has a course over the year that earlier years can show; empty where nothing has. */
    static Optional<Measure> shaped(Measure measure) {
        return switch (measure.kind()) {
            case COUNT, SUM -> Optional.of(measure);
            case WORST -> Optional.of(((Measure.Worst) measure).of());
            case RATIO,
                    MEAN,
                    PERCENTILE,
                    MAX,
                    MIN,
                    LATEST,
                    GROWTH,
                    DISTINCT,
                    DISTINCT_DAYS,
                    AVAILABLE_DAYS,
                    WORKING_DAYS,
                    REPORTED -> Optional.empty();
        };
    }

    private int index(LocalDate day) {
        return (int) (day.toEpochDay() - period.from().toEpochDay());
    }

    /** Days of the period on which the sources spoke or were vouched for. */
    private Set<LocalDate> signs() {
        Set<LocalDate> signs = new HashSet<>();
        for (String type : indicator.measure().types()) {
            signs.addAll(window.days(Series.seen(period.zone(), type)).keySet());
            signs.addAll(window.days(Series.vouched(period.zone(), type)).keySet());
        }
        return signs;
    }

    private static Unforeseen tooEarly(String english, String chinese) {
        return new Unforeseen(new Forecast.TooEarly(new Words(english, chinese)));
    }

    private static Unforeseen absent(String english, String chinese) {
        return new Unforeseen(new Forecast.Absent(new Words(english, chinese)));
    }

    private static Unforeseen tooFewDays(int days, int wanted) {
        return tooEarly(
                days + " days observed, " + wanted + " are wanted",
                "目前只观测了 " + Math.max(0, days) + " 天，至少需要 " + wanted + " 天");
    }

    private Forecast answer() {
        Ends ends = switch (indicator.measure().kind()) {
            case COUNT, SUM -> accrued(accrual(indicator.measure(), plan()));
            case DISTINCT -> distinct((Measure.Distinct) indicator.measure());
            case RATIO -> ratio((Measure.Ratio) indicator.measure());
            case MEAN -> mean((Measure.Mean) indicator.measure());
            case PERCENTILE -> percentile((Measure.Percentile) indicator.measure());
            case MAX, MIN -> extreme();
            case LATEST -> latest((Measure.Latest) indicator.measure());
            case GROWTH -> growth((Measure.Growth) indicator.measure());
            case DISTINCT_DAYS, AVAILABLE_DAYS -> days();
            case WORST -> worst((Measure.Worst) indicator.measure());
            case WORKING_DAYS -> workingDays((Measure.WorkingDays) indicator.measure());
            case REPORTED -> throw new AssertionError("told before");
        };
        double probability = ends.probability().orElseGet(() -> holds(ends.value()));
        probability = verdict == Verdict.MET ? 1 : seasoned(probability, fewDeeds() ? PLANS_ARE_SURER : LESS_SURE);
        return new Forecast.Expected(
                shown(ends.value().quantile(0.5)),
                shown(ends.value().quantile(0.1)),
                shown(ends.value().quantile(0.9)),
                told(probability),
                ends.need(),
                ends.notes());
    }

    /**
     * What every model leaves out makes it a little too sure, and a promise is meant to be kept: one straight line in the
     * logarithm of the odds for all of them (Platt 1999), a steeper one for a few deeds. What is certain stays so.
     */
    private static double seasoned(double probability, double sure) {
        if (probability <= 0 || probability >= 1) {
            return probability;
        }
        double odds = Math.log(probability / (1 - probability));
        return 1 / (1 + Math.exp(-(MEANT_TO_BE_KEPT + sure * odds)));
    }

    /** 0 and 1 are kept for what is certain. */
    private static BigDecimal told(double probability) {
        if (probability <= 0) {
            return BigDecimal.ZERO;
        }
        if (probability >= 1) {
            return BigDecimal.ONE;
        }
        return BigDecimal.valueOf(probability)
                .setScale(PROBABILITY_SCALE, RoundingMode.HALF_UP)
                .max(LEAST_PROBABILITY)
                .min(MOST_PROBABILITY);
    }

    private BigDecimal shown(double base) {
        double said = whole(indicator.measure()) ? Math.rint(base) : base;
        BigDecimal value = BigDecimal.valueOf(said / perUnit()).round(SHOWN).stripTrailingZeros();
        return value.scale() < 0 ? value.setScale(0) : value;
    }

    /** There is no tenth of an article, however the search for a quantile ends. */
    private static boolean whole(Measure measure) {
        return switch (measure.kind()) {
            case COUNT, DISTINCT, DISTINCT_DAYS, AVAILABLE_DAYS -> true;
            case WORST -> whole(((Measure.Worst) measure).of());
            case SUM, RATIO, MEAN, PERCENTILE, MAX, MIN, LATEST, GROWTH, WORKING_DAYS, REPORTED -> false;
        };
    }

    private double perUnit() {
        return indicator.measure().dimension() == Dimension.AS_DECLARED
                ? 1
                : target.unit().scale().doubleValue();
    }

    private double bound() {
        return bound(target);
    }

    private double bound(Target of) {
        return indicator.measure().dimension() == Dimension.AS_DECLARED
                ? of.value().doubleValue()
                : of.value().multiply(of.unit().scale()).doubleValue();
    }

    private double holds(Distribution value) {
        return switch (target.effective(indicator.behaviour())) {
            case AT_LEAST, REACHED -> 1 - value.below(bound());
            case MORE_THAN -> 1 - value.atMost(bound());
            case AT_MOST -> value.atMost(bound());
            case LESS_THAN -> value.below(bound());
        };
    }

    private boolean ceiling() {
        return switch (target.effective(indicator.behaviour())) {
            case AT_MOST, LESS_THAN -> true;
            case AT_LEAST, MORE_THAN, REACHED -> false;
        };
    }

    // What accumulates.

    /** A promise says a little of what was planned: a goal somewhat less, a limit about twice as much. */
    private Accrual.Plan plan() {
        double bound = Math.max(bound(), 0);
        return ceiling()
                ? new Accrual.Plan(
                        LIMIT_USED * (bound + 1), LIMIT_DOUBT, bound <= 1 ? NEVER_WHERE_NONE_IS_ALLOWED : NEVER)
                : new Accrual.Plan(Math.max(bound, 1) * PLANNED, PLAN_DOUBT, 0);
    }

    private Accrual accrual(Measure measure, Accrual.Plan plan) {
        return accrual(measure, plan, Optional.empty());
    }

    private Accrual accrual(Measure measure, Accrual.Plan plan, Optional<Grain> grain) {
        double[] amounts = new double[length];
        double[] events = new double[length];
        TreeMap<LocalDate, double[]> before = new TreeMap<>();
        Series series = measure.series(period.zone()).get(0);
        double scale = measure instanceof Measure.Sum sum ? sum.in().scale().doubleValue() : 1;
        boolean shaped = shaped(indicator.measure()).filter(measure::equals).isPresent();
        LocalDate since = shaped ? Exposure.earlierFrom(period) : period.from();
        window.facts().days(series, since, period.until()).forEach((day, rollup) -> {
            double amount;
            double count;
            if (rollup instanceof Rollup.Tally tally) {
                amount = tally.events();
                count = amount;
            } else if (rollup instanceof Rollup.Total total) {
                amount = total.sum().doubleValue() * scale;
                count = total.counted();
            } else {
                amount = ((Rollup.Members) rollup).values().size();
                count = amount;
            }
            int index = index(day);
            if (index < 0) {
                before.put(day, new double[] {amount, count});
            } else {
                amounts[index] = amount;
                events[index] = count;
            }
        });
        for (double amount : amounts) {
            if (amount < 0) {
                throw absent("a day's sum is below 0, it does not only grow", "出现为负的日合计，不是单纯累加");
            }
        }

        Pace.Of of = measure.kind() == Measure.MeasureKind.SUM ? Pace.Of.AMOUNTS : Pace.Of.EVENTS;
        Exposure.Earlier earlier = Exposure.earlier(window, before);
        Accrual accrual = new Accrual(
                of, amounts, events, window, from, end, today, firstSign.map(this::index), plan, earlier, grain);
        int wanted = earlier.years() > 0 ? EARLIEST_WITH_EARLIER_YEARS : EARLIEST;
        if (accrual.observed() < wanted && verdict != Verdict.MET && verdict != Verdict.BREACHED) {
            throw firstSign.isEmpty() && today >= wanted
                    ? absent("its sources have given no sign of life in this period", "本期内数据来源尚无上报")
                    : tooFewDays(accrual.observed(), wanted);
        }
        return accrual;
    }

    /** Different ones: what comes is a stream of visits, and the fewer of the known came once only, the fewer are new. */
    private Ends distinct(Measure.Distinct measure) {
        Map<String, Integer> days = new HashMap<>();
        double[] fresh = new double[length];
        window.days(measure.series(period.zone()).get(0)).forEach((day, rollup) -> {
            for (String value : ((Rollup.Members) rollup).values()) {
                if (days.merge(value, 1, Integer::sum) == 1) {
                    fresh[index(day)]++;
                }
            }
        });
        double known = days.size();
        double once = days.values().stream().filter(times -> times == 1).count();
        double twice = days.values().stream().filter(times -> times == 2).count();
        Accrual visits = accrual(measure, new Accrual.Plan(Math.max(bound(), 1) * PLANNED, PLAN_DOUBT, 0));
        boolean deeds = !ceiling() && bound() <= MOST_DEEDS;
        Distribution toCome = new Unseen(visits.soFar(), once, twice, visits.ahead());
        if (deeds) {
            toCome = visits.deedsAhead((int) Math.ceil(bound()), fresh, toCome);
        }
        Distribution ends = toCome.moved(known, 1);
        int looked = visits.latelyDays(Accrual.LATELY);
        Words need = ceiling()
                ? verdict == Verdict.BREACHED
                        ? forecastExplanation.exceeded()
                        : forecastExplanation.allowance(Math.floor(bound() - known), toCome.mean(), perUnit())
                : forecastExplanation.fresh(
                        bound() - known, visits.weeksLeft(), Accrual.sum(fresh, end - looked, end), looked);
        return new Ends(ends, need, visits.notes());
    }

    private Ends accrued(Accrual accrual) {
        double soFar = accrual.soFar();
        Distribution ends =
                (fewDeeds() ? accrual.deedsAhead((int) Math.ceil(bound())) : accrual.ahead()).moved(soFar, 1);
        Words need;
        if (ceiling()) {
            need = verdict == Verdict.BREACHED
                    ? forecastExplanation.exceeded()
                    : forecastExplanation.allowance(allowed(soFar, accrual), accrual.expectedAhead(), perUnit());
        } else {
            need = forecastExplanation.goal(bound() - soFar, accrual, noun());
        }
        return new Ends(ends, need, accrual.notes());
    }

    private boolean fewDeeds() {
        return indicator.measure().kind() == Measure.MeasureKind.COUNT && !ceiling() && bound() <= MOST_DEEDS;
    }

    /** Numbers of things are told one by one, whatever multiple the target is printed in. */
    private double noun() {
        return target.unit().dimension() == Dimension.NUMBER ? 1 : perUnit();
    }

    private double allowed(double soFar, Accrual accrual) {
        double left = bound() - soFar;
        boolean strictly = target.effective(indicator.behaviour()) == Operator.LESS_THAN;
        return accrual.of() == Pace.Of.EVENTS ? (strictly ? Math.ceil(left) - 1 : Math.floor(left)) : left;
    }

    // Shares.

    private Ends ratio(Measure.Ratio ratio) {
        double[] part = amounts(ratio.part());
        double[] whole = amounts(ratio.whole());
        if (ratio.part() instanceof Measure.Count good
                && ratio.whole() instanceof Measure.Count all
                && good.over().type().equals(all.over().type())
                && good.over().matchers().containsAll(all.over().matchers())) {
            return share(part, whole, bound(), target.effective(indicator.behaviour()));
        }
        boolean paired = ratio.part() instanceof Measure.Sum above
                && ratio.whole() instanceof Measure.Sum below
                && above.over().equals(below.over());
        return paired ? weighted(part, whole, whole) : quotient(ratio, part, whole);
    }

    private double[] amounts(Measure.Amount amount) {
        double[] days = new double[length];
        double scale = amount instanceof Measure.Sum sum ? sum.in().scale().doubleValue() : 1;
        window.days(amount.series(period.zone()).get(0)).forEach((day, rollup) -> {
            days[index(day)] = rollup instanceof Rollup.Tally tally
                    ? tally.events()
                    : ((Rollup.Total) rollup).sum().doubleValue() * scale;
        });
        return days;
    }

    /** Trials by day with their good outcomes. */
    private Ends share(double[] good, double[] all, double bound, Operator operator) {
        Accrual trials = trials(all);
        Share value = shareOf(good, all, bound, operator, trials);
        double toCome = trials.expectedAhead();
        double soFar = Accrual.sum(all, 0, length);
        double needed = toCome < 0.5 ? bound : (bound * (soFar + toCome) - Accrual.sum(good, 0, length)) / toCome;
        int days = trials.latelyDays(Accrual.LATELY);
        double had = trials.lately(days);
        double lately = had > 0 ? Accrual.sum(good, end - days, end) / had : Double.NaN;
        return new Ends(value, forecastExplanation.share(needed, toCome, lately, days), trials.notes());
    }

    /** Trials are a matter of their own: how many come says nothing of how they end. */
    private Accrual trials(double[] all) {
        double total = Accrual.sum(all, 0, Math.min(today + 1, length));
        Accrual trials = new Accrual(
                Pace.Of.EVENTS,
                all,
                all,
                window,
                from,
                end,
                today,
                firstSign.map(this::index),
                new Accrual.Plan(Math.max(1, total), 4, 0),
                Exposure.Earlier.NONE,
                Optional.empty());
        if (trials.observed() < EARLIEST) {
            throw tooFewDays(trials.observed(), EARLIEST);
        }
        if (total < LEAST_TRIALS) {
            throw tooEarly(
                    number(total) + " samples, " + LEAST_TRIALS + " are wanted",
                    "目前只有 " + number(total) + " 个样本，至少需要 " + LEAST_TRIALS + " 个");
        }
        return trials;
    }

    private static String number(double value) {
        return ForecastExplanation.number(value);
    }

    private Share shareOf(double[] good, double[] all, double bound, Operator operator, Accrual trials) {
        double total = Accrual.sum(all, 0, length);
        double succeeded = Accrual.sum(good, 0, length);
        Share.Rarer rarer = succeeded >= total / 2 ? Share.Rarer.BAD : Share.Rarer.GOOD;
        double[] rare = new double[length];
        for (int day = 0; day < length; day++) {
            rare[day] = rarer == Share.Rarer.BAD ? all[day] - good[day] : good[day];
        }
        double allowed = rarer == Share.Rarer.BAD ? 1 - bound : bound;
        boolean floor = operator == Operator.AT_LEAST || operator == Operator.MORE_THAN || operator == Operator.REACHED;
        boolean wanted = floor == (rarer == Share.Rarer.GOOD);
        double yearly = total / Math.max(1, end - trials.begin()) * DAYS_OF_A_YEAR;
        double planned = Math.min(0.5, allowed + 1 / Math.max(1, yearly));
        double never = wanted ? 0 : allowed <= 0 ? NEVER_WHERE_NONE_IS_ALLOWED : NEVER;
        Pace pace = pace(rare, all, trials.begin(), new Pace.Prior(planned, RATE_DOUBT), never);
        return new Share(
                total,
                rarer == Share.Rarer.BAD ? total - succeeded : succeeded,
                rarer,
                trials.ahead(),
                pace,
                trials.weeksLeft(),
                UNSEEN_SHIFT);
    }

    /** The rarer outcome in a trial. */
    private Pace pace(double[] rare, double[] all, int begin, Pace.Prior prior, double never) {
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
        double usual = 1 - rate + WEEKLY_SPREAD * WEEKLY_SPREAD * rares / Math.max(1, blocks.size());
        return Pace.of(Pace.Of.EVENTS, blocks(blocks), prior, usual, never);
    }

    private static Pace.Blocks blocks(List<double[]> rows) {
        return new Pace.Blocks(column(rows, 0), column(rows, 1), column(rows, 2));
    }

    private static double[] column(List<double[]> rows, int column) {
        return rows.stream().mapToDouble(row -> row[column]).toArray();
    }

    /** Two amounts that have nothing to do with each other, such as what was issued of a budget. */
    private Ends quotient(Measure.Ratio ratio, double[] part, double[] whole) {
        double below = Accrual.sum(whole, 0, length);
        long times = Arrays.stream(whole).filter(amount -> amount != 0).count();
        // What came once or twice is a decision, not a stream: more of it is not expected.
        if (times > 2) {
            Accrual stream = accrual(ratio.whole(), new Accrual.Plan(below, 4, 0));
            below += stream.expectedAhead();
        }
        if (below <= 0) {
            throw absent("what it is divided by is not above 0", "分母不大于 0");
        }
        Accrual above =
                accrual(ratio.part(), new Accrual.Plan(Math.max(bound(), 0.01) * below * PLANNED, PLAN_DOUBT, 0));
        double soFar = Accrual.sum(part, 0, length);
        Distribution ends = above.ahead().moved(soFar / below, 1 / below);
        double missing = bound() * below - soFar;
        return new Ends(
                ends,
                forecastExplanation.level((ceiling() ? -missing : missing) / below, monthly(part, below), perUnit()),
                above.notes());
    }

    private double monthly(double[] part, double below) {
        return Accrual.sum(part, 0, length) / below / Math.max(1, today - from) * DAYS_OF_A_MONTH;
    }

    // Means.

    private Ends mean(Measure.Mean mean) {
        double[] sums = new double[length];
        double[] counts = new double[length];
        double scale = mean.in().scale().doubleValue();
        window.days(mean.series(period.zone()).get(0)).forEach((day, rollup) -> {
            Rollup.Total total = (Rollup.Total) rollup;
            sums[index(day)] = total.sum().doubleValue() * scale;
            counts[index(day)] = total.counted();
        });
        return weighted(sums, counts, counts);
    }

    /**
     * A sum over a sum of weights that come together.
     */
    private Ends weighted(double[] sums, double[] weights, double[] stream) {
        Accrual trials = trials(stream);
        int begin = trials.begin();
        int span = (end - begin) / WEEK < 8 || weeksWith(weights, begin) * 2 > (end - begin) / WEEK ? WEEK : 4 * WEEK;
        List<double[]> blocks = new ArrayList<>();
        for (int until = end; until > begin; until -= span) {
            int since = Math.max(begin, until - span);
            double weight = Accrual.sum(weights, since, until);
            if (weight > 0) {
                double middle = (since + until) / 2.0 / WEEK;
                blocks.add(0, new double[] {Accrual.sum(sums, since, until) / weight, middle, weight});
            }
        }
        if (blocks.size() < 3) {
            throw tooEarly("there are too few weeks with data", "有数据的周数太少");
        }
        double typical = blocks.stream().mapToDouble(row -> row[2]).average().orElseThrow();
        double[] noise = blocks.stream().mapToDouble(row -> typical / row[2]).toArray();
        double total = Accrual.sum(weights, 0, length);
        double sum = Accrual.sum(sums, 0, length);
        Level level = Level.of(
                new Level.Readings(column(blocks, 0), column(blocks, 1), noise),
                Level.Trend.NONE,
                0,
                Math.max(MEAN_SPREAD * Math.abs(sum / total), 1e-9));
        double toCome = trials.expectedAhead();
        double all = total + toCome;
        Distribution ends = toCome < 1e-9
                ? new Certain(sum / total)
                : level.mean(trials.weeksLeft(), typical / toCome).moved(sum / all, toCome / all);
        int days = trials.latelyDays(Accrual.LATELY);
        double had = Accrual.sum(weights, end - days, end);
        double lately = had > 0 ? Accrual.sum(sums, end - days, end) / had : Double.NaN;
        double needed = toCome < 1e-9 ? bound() : (bound() * all - sum) / toCome;
        return new Ends(ends, forecastExplanation.mean(needed, lately, days, perUnit()), trials.notes());
    }

    private int weeksWith(double[] weights, int begin) {
        int with = 0;
        for (int until = end; until > begin; until -= WEEK) {
            with += Accrual.sum(weights, Math.max(begin, until - WEEK), until) > 0 ? 1 : 0;
        }
        return with;
    }

    // Percentiles and extremes.

    private Ends percentile(Measure.Percentile percentile) {
        NavigableMap<LocalDate, Rollup> days =
                window.days(percentile.series(period.zone()).get(0));
        double scale = percentile.in().scale().doubleValue();
        double share = percentile.percent().doubleValue() / 100;
        Ranks ranks = new Ranks(days, scale, share);
        double bound = bound();
        Share within = ranks.share(bound);
        double[] good = ranks.good(bound);
        double[] all = ranks.all;
        Accrual trials = ranks.trials;
        int looked = trials.latelyDays(Accrual.LATELY);
        double had = trials.lately(looked);
        double toCome = trials.expectedAhead();
        double soFar = Accrual.sum(all, 0, length);
        double needed = toCome < 0.5 ? share : (share * (soFar + toCome) - Accrual.sum(good, 0, length)) / toCome;
        double lately = had > 0 ? Accrual.sum(good, end - looked, end) / had : Double.NaN;
        Words need = forecastExplanation.share(needed, toCome, lately, looked);
        double holds = 1 - within.below(share);
        return new Ends(ranks, OptionalDouble.of(ceiling() ? holds : 1 - holds), need, trials.notes());
    }

    /** The value of a rank: it is at most v where enough of all values are. */
    private final class Ranks implements Distribution {

        private final NavigableMap<LocalDate, Rollup> days;
        private final double scale;
        private final double share;
        private final double[] values;
        private final Map<Double, Double> known = new TreeMap<>();
        private final double[] all;
        private final Accrual trials;

        Ranks(NavigableMap<LocalDate, Rollup> days, double scale, double share) {
            this.days = days;
            this.scale = scale;
            this.share = share;
            this.values = days.values().stream()
                    .flatMap(rollup -> ((Rollup.Quantiles) rollup).buckets().keySet().stream())
                    .distinct()
                    .mapToDouble(bucket -> Rollup.Quantiles.middle(bucket) * scale)
                    .sorted()
                    .toArray();
            this.all = good(Double.POSITIVE_INFINITY);
            this.trials = trials(all);
        }

        double[] good(double bound) {
            double[] good = new double[length];
            days.forEach((day, rollup) -> ((Rollup.Quantiles) rollup).buckets().forEach((bucket, times) -> {
                if (Rollup.Quantiles.middle(bucket) * scale <= bound) {
                    good[index(day)] += times;
                }
            }));
            return good;
        }

        Share share(double bound) {
            return shareOf(good(bound), all, share, Operator.AT_LEAST, trials);
        }

        @Override
        public double atMost(double x) {
            return known.computeIfAbsent(x, value -> 1 - share(value).below(share));
        }

        @Override
        public double below(double x) {
            return atMost(Math.nextDown(x));
        }

        @Override
        public double mean() {
            return reading.value().orElseThrow().approximately();
        }

        @Override
        public double deviation() {
            return (values[values.length - 1] - values[0]) / 6;
        }

        /** Among the values seen. */
        @Override
        public double quantile(double of) {
            int low = 0;
            int high = values.length - 1;
            while (low < high) {
                int middle = (low + high) / 2;
                if (atMost(values[middle]) < of) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return values[low];
        }
    }

    private Ends extreme() {
        boolean greatest = indicator.measure() instanceof Measure.Max;
        double scale = (indicator.measure() instanceof Measure.Max max
                        ? max.in()
                        : ((Measure.Min) indicator.measure()).in())
                .scale()
                .doubleValue();
        List<Double> values = new ArrayList<>();
        double[] stream = new double[length];
        window.days(indicator.measure().series(period.zone()).get(0))
                .forEach((day, rollup) -> ((Rollup.Extent) rollup).range().ifPresent(range -> {
                    values.add((greatest ? range.greatest() : range.least()).doubleValue() * scale);
                    stream[index(day)] = 1;
                }));
        return extreme(values, stream, greatest, 0);
    }

    /** @param step between values that are whole; 0 where they are not */
    private Ends extreme(List<Double> values, double[] stream, boolean greatest, double step) {
        Accrual trials = trials(stream);
        double sign = greatest ? 1 : -1;
        double[] signed = values.stream().mapToDouble(value -> value * sign).toArray();
        double worst = Arrays.stream(signed).max().orElseThrow();
        Extreme tail = Extreme.of(signed, Math.max(step, 0.05 * Math.abs(worst)) + 1e-9, trials.expectedAhead());
        Distribution ends = greatest ? (step > 0 ? new Stepped(tail, step) : tail) : new Mirrored(tail);
        double holds = holds(ends);
        boolean guarded = greatest == ceiling() && holds > 0;
        return new Ends(
                ends,
                OptionalDouble.of(guarded ? watched(tail.noneSoFar(bound() * sign + step / 2), holds) : holds),
                forecastExplanation.extreme(worst * sign, perUnit()),
                trials.notes());
    }

    /**
     * Who promises a longest time may watch over it, and then it is never passed.
     *
     * @param noneSoFar how likely it was, unwatched, that nothing passed the bound so far
     */
    private static double watched(double noneSoFar, double holds) {
        double watched = WATCHED / (WATCHED + (1 - WATCHED) * noneSoFar);
        return watched + (1 - watched) * holds;
    }

    // Levels.

    private record Followed(Level level, double first, double monthly, double stays, double weeks) {
        Distribution ends() {
            double last = level.last();
            Distribution changed = stays > 0.5 && monthly == 0
                    ? new io.dabiao.core.chance.Bell(last, Math.max(0.1 * Math.abs(last), 0.5), 3)
                    : level.reading(weeks);
            return new Mixture(List.of(new Certain(last), changed), new double[] {stays, 1 - stays});
        }
    }

    /** @param goal in the unit of the readings, given the first of them */
    private Followed followed(Series series, double scale, DoubleUnaryOperator goal) {
        TreeMap<LocalDate, Double> readings = new TreeMap<>();
        double[] first = {Double.NaN};
        window.days(series)
                .forEach((day, rollup) -> ((Rollup.Ends) rollup).ends().ifPresent(ends -> {
                    if (Double.isNaN(first[0])) {
                        first[0] = ends.first().value().doubleValue() * scale;
                    }
                    readings.put(day, ends.last().value().doubleValue() * scale);
                }));
        int begin = index(readings.firstKey());
        if (today - begin < EARLIEST) {
            throw tooFewDays(today - begin, EARLIEST);
        }
        int changes = 0;
        double before = first[0];
        for (double value : readings.values()) {
            changes += value != before ? 1 : 0;
            before = value;
        }
        List<Map.Entry<LocalDate, Double>> kept = thinned(readings);
        double[] values = kept.stream().mapToDouble(Map.Entry::getValue).toArray();
        double[] weeks = kept.stream()
                .mapToDouble(entry -> index(entry.getKey()) / (double) WEEK)
                .toArray();
        double[] noise = new double[values.length];
        Arrays.fill(noise, 1);
        double typical = Arrays.stream(values).map(Math::abs).average().orElseThrow();
        boolean grows = indicator.behaviour() == Behaviour.ACCUMULATE_REVERSIBLE && !ceiling();
        double planned =
                grows ? PLANNED_GROWTH * Math.max(0, goal.applyAsDouble(first[0]) - first[0]) / length * WEEK : 0;
        Level level = Level.of(
                new Level.Readings(values, weeks, noise),
                indicator.behaviour() == Behaviour.ACCUMULATE_REVERSIBLE ? Level.Trend.EXPECTED : Level.Trend.POSSIBLE,
                planned,
                Math.max(0.005 * typical, 1e-9));
        double last = index(readings.lastKey());
        double stays = stays(changes, readings.size(), begin, length - today);
        double monthly = (level.last() - first[0]) / Math.max(1, today - begin) * DAYS_OF_A_MONTH;
        // The newest reading of the year is rarely of its last day: as many more come as fit in.
        double every = readings.size() > 1 ? (last - begin) / (readings.size() - 1) : length - last;
        double ahead = Math.floor((length - 1 - last) / every) * every;
        return new Followed(level, first[0], monthly, stays, Math.max(ahead, (length - last) / 2) / WEEK);
    }

    /** The probability that the last value is still the newest at the end, from how often readings differed. */
    private double stays(int changes, int readings, int begin, int ahead) {
        double every =
                readings > 1 ? (today - begin) / (double) (readings - 1) : Math.max(today - begin, DAYS_OF_A_YEAR / 4);
        double toCome = ahead / every;
        double same = readings - 1 - changes + UNCHANGED_READINGS;
        double different = changes + 0.5;
        return new Probability(same, different).allOf(toCome);
    }

    /** The newest reading of each week where there are many. */
    private List<Map.Entry<LocalDate, Double>> thinned(TreeMap<LocalDate, Double> readings) {
        if (readings.size() <= MOST_READINGS) {
            return List.copyOf(readings.entrySet());
        }
        TreeMap<Integer, Map.Entry<LocalDate, Double>> byWeek = new TreeMap<>();
        int last = index(readings.lastKey());
        readings.descendingMap()
                .entrySet()
                .forEach(entry -> byWeek.putIfAbsent(-((last - index(entry.getKey())) / WEEK), entry));
        return List.copyOf(byWeek.values());
    }

    private Ends latest(Measure.Latest latest) {
        Followed followed = followed(
                latest.series(period.zone()).get(0), latest.in().scale().doubleValue(), first -> bound());
        double gap = bound() - followed.level().last();
        return new Ends(
                followed.ends(),
                forecastExplanation.level(ceiling() ? -gap : gap, followed.monthly(), noun()),
                List.of());
    }

    private Ends growth(Measure.Growth growth) {
        Followed followed = followed(growth.series(period.zone()).get(0), 1, first -> first * (1 + bound()));
        double first = followed.first();
        if (first <= 0) {
            throw absent("the first reading is not above 0", "期初值不大于 0");
        }
        double gap = bound() - (followed.level().last() / first - 1);
        return new Ends(
                followed.ends().moved(-1, 1 / first),
                forecastExplanation.level(ceiling() ? -gap : gap, followed.monthly() / first, perUnit()),
                List.of());
    }

    // Days, weeks, months.

    private Ends days() {
        Reading.DayCount count = reading.days().orElseThrow();
        boolean[] won = new boolean[length];
        int first = length;
        for (var day :
                window.days(indicator.measure().series(period.zone()).get(0)).entrySet()) {
            int index = index(day.getKey());
            first = Math.min(first, index);
            won[index] = counts(day.getValue())
                    && (index < today || indicator.measure().kind() == Measure.MeasureKind.DISTINCT_DAYS);
        }
        boolean todayWon = today < length && won[today];
        int begin = indicator.measure().kind() == Measure.MeasureKind.DISTINCT_DAYS && first - from < WEEK
                ? from
                : Math.max(from, first);
        int closed = end - begin;
        int wanted = 4 * WEEK;
        if (closed < wanted && verdict != Verdict.MET && verdict != Verdict.BREACHED) {
            throw tooFewDays(closed, wanted);
        }
        int left = length - today - (todayWon ? 1 : 0);
        double needed = bound() - count.counted();
        boolean[] worked =
                Exposure.Worked.of(window.calendar(), period.from(), length).days();
        double[] good = new double[length];
        for (int day = begin; day < end; day++) {
            good[day] = won[day] ? 1 : 0;
        }
        Distribution ends =
                groups(good, worked, begin, todayWon ? today + 1 : today).moved(count.counted(), 1);
        int looked = Math.min(Accrual.LATELY, Math.max(0, closed));
        long lately = Math.round(Accrual.sum(good, end - looked, end));
        double probability = verdict == Verdict.BREACHED ? 0 : holds(ends);
        return new Ends(
                ends,
                OptionalDouble.of(probability),
                forecastExplanation.days(needed, left, lately, looked),
                List.of());
    }

    private boolean counts(Rollup rollup) {
        if (rollup instanceof Rollup.Tally tally) {
            return tally.events() > 0;
        }
        Rollup.Trials trials = (Rollup.Trials) rollup;
        Measure.AvailableDays available = (Measure.AvailableDays) indicator.measure();
        return trials.all() > 0
                && BigDecimal.valueOf(trials.succeeded())
                                .movePointRight(2)
                                .compareTo(available.threshold().multiply(BigDecimal.valueOf(trials.all())))
                        >= 0;
    }

    /** Days won from {@code since} on. Working days and others are told apart where they differ. */
    private Distribution groups(double[] good, boolean[] worked, int begin, int since) {
        double[][] all = new double[2][length];
        double[][] won = new double[2][length];
        double[] left = new double[2];
        for (int day = begin; day < length; day++) {
            int group = worked[day] ? 0 : 1;
            if (day < end) {
                all[group][day] = 1;
                won[group][day] = good[day];
            } else if (day >= since) {
                left[group]++;
            }
        }
        double weeks = (length - since) / (double) WEEK;
        double shareWorked = Accrual.sum(won[0], 0, length) / Math.max(1, Accrual.sum(all[0], 0, length));
        double shareOther = Accrual.sum(won[1], 0, length) / Math.max(1, Accrual.sum(all[1], 0, length));
        if (Math.abs(shareWorked - shareOther) < 0.2) {
            for (int day = 0; day < length; day++) {
                all[0][day] += all[1][day];
                won[0][day] += won[1][day];
            }
            return wins(won[0], all[0], begin, left[0] + left[1], weeks);
        }
        Distribution ofWorked = wins(won[0], all[0], begin, left[0], weeks);
        Distribution ofOther = wins(won[1], all[1], begin, left[1], weeks);
        if (ofOther.deviation() < HARDLY) {
            return ofWorked.moved(Math.rint(ofOther.mean()), 1);
        }
        double variance = Math.pow(ofWorked.deviation(), 2) + Math.pow(ofOther.deviation(), 2);
        double lost = left[0] + left[1] - ofWorked.mean() - ofOther.mean();
        return new Mirrored(
                        lost < 1e-9
                                ? new Certain(0)
                                : new io.dabiao.core.chance.Tally(lost, Math.max(variance, 0.05 * lost)))
                .moved(left[0] + left[1], 1);
    }

    private Distribution wins(double[] won, double[] all, int begin, double left, double weeks) {
        if (2 * Accrual.sum(won, 0, length) < Accrual.sum(all, 0, length)) {
            // Where hardly any day is won, that is what has a pace: a log that nobody writes on days off.
            Pace rare = pace(won, all, begin, new Pace.Prior(plannedLoss(), RATE_DOUBT), NEVER_WHERE_NONE_IS_ALLOWED);
            return rare.ahead(left, weeks, UNSEEN_SHIFT, 1);
        }
        double[] lost = new double[length];
        for (int day = 0; day < length; day++) {
            lost[day] = all[day] - won[day];
        }
        Pace pace = pace(lost, all, begin, new Pace.Prior(plannedLoss(), RATE_DOUBT), NEVER);
        return new Mirrored(pace.ahead(left, weeks, UNSEEN_SHIFT, 1)).moved(left, 1);
    }

    /** A promise of 365 days says that hardly any will be lost. */
    private double plannedLoss() {
        return Math.min(0.5, 0.6 * Math.max(0, 1 - bound() / length) + 0.002);
    }

    private Ends worst(Measure.Worst worst) {
        Grain grain = worst.grain();
        List<Period> open = period.parts(grain).stream()
                .filter(part -> !part.over(window.at()) && !part.from().isBefore(window.measuredFrom()))
                .toList();
        int wanted = grain == Grain.MONTH ? LEAST_MONTHS : LEAST_WEEKS;
        if (slots.size() < wanted && verdict != Verdict.BREACHED) {
            throw tooEarly(
                    slots.size() + " complete " + grain.word() + "s, " + wanted + " are wanted",
                    "目前只有 " + slots.size() + " 个完整的" + (grain == Grain.MONTH ? "月" : "周") + "，至少需要 " + wanted + " 个");
        }
        int parts = period.parts(grain).size();
        Accrual accrual = accrual(
                worst.of(),
                new Accrual.Plan(Math.max(1, bound()) * PLANNED * parts, PLAN_DOUBT, 0),
                Optional.of(grain));
        double[] had = new double[open.size()];
        double[] exposures = new double[open.size()];
        double[] bounds = new double[open.size()];
        double[] amounts = amounts(worst.of());
        for (int s = 0; s < had.length; s++) {
            Period slot = open.get(s);
            had[s] = Accrual.sum(amounts, index(slot.from()), index(slot.until()));
            exposures[s] = accrual.exposureLeft(index(slot.from()), index(slot.until()));
            bounds[s] = indicator
                    .targetAt(slot.end().minusNanos(1), period.zone())
                    .map(this::leastOf)
                    .orElse(0.0);
        }
        double soFar = reading.slots().stream()
                .mapToDouble(slot -> slot.value().approximately())
                .min()
                .orElse(Double.POSITIVE_INFINITY);
        Least least = accrual.least(soFar, had, exposures);
        int looked = Math.min(8, reading.slots().size());
        double lowest = reading
                .slots()
                .subList(reading.slots().size() - looked, reading.slots().size())
                .stream()
                .mapToDouble(slot -> slot.value().approximately())
                .min()
                .orElse(0);
        boolean broken = verdict == Verdict.BREACHED;
        return new Ends(
                open.isEmpty() ? new Certain(soFar) : least,
                OptionalDouble.of(broken ? 0 : kept(accrual, least.all(bounds), open.size())),
                broken
                        ? forecastExplanation.slotShort()
                        : forecastExplanation.slots(grain, open.size(), lowest, looked, perUnit()),
                accrual.notes());
    }

    /**
     * Whoever owes something each week or month may watch over it: then that it held so far says more than how much came.
     * Both views are weighed by how likely each made it that all held so far.
     */
    private double kept(Accrual accrual, double byPace, int open) {
        double slipped = ((Measure.Worst) indicator.measure()).grain() == Grain.MONTH ? SLIPPED_MONTHS : SLIPPED_WEEKS;
        Probability watched = new Probability(KEPT_BEFORE, slipped);
        double closed = slots.size();
        double byCare = new Probability(KEPT_BEFORE + closed, slipped).allOf(open);
        double[] had = new double[slots.size()];
        double[] exposures = new double[slots.size()];
        double[] bounds = new double[slots.size()];
        for (int s = 0; s < bounds.length; s++) {
            Evaluation.Slot slot = slots.get(s);
            exposures[s] = accrual.exposure(index(slot.from()), index(slot.until()));
            bounds[s] = leastOf(slot.target());
        }
        double paceSaid =
                accrual.least(Double.POSITIVE_INFINITY, had, exposures).all(bounds);
        double careSaid = watched.allOf(closed);
        return (paceSaid * byPace + careSaid * byCare) / (paceSaid + careSaid);
    }

    /** The least amount that keeps a target; strictly more is told from as much by next to nothing. */
    private double leastOf(Target of) {
        return of.operator() == Operator.MORE_THAN ? Math.nextUp(bound(of) + 1e-6) : bound(of);
    }

    // Working days.

    private Ends workingDays(Measure.WorkingDays measure) {
        double[] sums = new double[length];
        double[] counts = new double[length];
        double[] inTime = new double[length];
        List<Double> longest = new ArrayList<>();
        window.days(measure.series(period.zone()).get(0)).forEach((day, rollup) -> {
            double most = -1;
            for (var span : ((Rollup.Spans) rollup).times().entrySet()) {
                OptionalInt took = window.calendar()
                        .daysAfter(span.getKey().from(), span.getKey().to());
                if (took.isPresent()) {
                    sums[index(day)] += (double) took.getAsInt() * span.getValue();
                    counts[index(day)] += span.getValue();
                    inTime[index(day)] += took.getAsInt() <= measure.within() ? span.getValue() : 0;
                    most = Math.max(most, took.getAsInt());
                }
            }
            if (most >= 0) {
                longest.add(most);
            }
        });
        return switch (measure.duration()) {
            case MEAN -> weighted(sums, counts, counts);
            case SHARE -> share(inTime, counts, bound(), target.effective(indicator.behaviour()));
            case LONGEST -> {
                double[] with =
                        Arrays.stream(counts).map(count -> count > 0 ? 1 : 0).toArray();
                yield extreme(longest, with, true, 1);
            }
        };
    }
}

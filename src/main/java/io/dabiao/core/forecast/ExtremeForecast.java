package io.dabiao.core.forecast;

import io.dabiao.core.chance.Bell;
import io.dabiao.core.chance.Distribution;
import io.dabiao.core.chance.Extreme;
import io.dabiao.core.chance.Mirrored;
import io.dabiao.core.chance.Mixture;
import io.dabiao.core.chance.Passage;
import io.dabiao.core.chance.Stepped;
import io.dabiao.core.chance.Within;
import io.dabiao.core.measure.Accrual;
import io.dabiao.core.measure.Max;
import io.dabiao.core.measure.MeasureKind;
import io.dabiao.core.measure.Min;
import io.dabiao.core.rollup.EarlierYears;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The greatest or the least value of a year. Four readings of the same values stand beside each other: an exponential tail, of which
 * each day draws again; a level that wanders, which takes its extremes with it; what the same stretch of earlier years brought,
 * moved to this year's level; and, where no earlier year is known, a season that was not seen yet.
 */
final class ExtremeForecast implements ForecastModel {

    /** So many bounds of longest times are watched over, and of any other extreme. */
    private static final double WATCHED_TIMES = 0.4;

    private static final double WATCHED = 0.05;
    /** What earlier years are worth beside this year's own values. */
    private static final double OF_EARLIER_YEARS = 0.6;
    /** What a season that was not seen is worth while the whole year lies ahead; less as it goes by. */
    private static final double OF_UNSEEN_SEASONS = 0.5;

    private static final double UPPER = 0.8;
    private static final int LEAST_WEEKS = 6;

    @Override
    public Outlook outlook(ForecastContext context) {
        boolean greatest = context.measure() instanceof Max;
        double scale = (context.measure() instanceof Max max ? max.in() : ((Min) context.measure()).in())
                .scale()
                .doubleValue();
        Series series = context.measure().series(context.period().zone()).get(0);
        EarlierYears years = context.earlier(context.measure().types());
        return extreme(
                context,
                read(context.days(series), greatest, scale),
                years.observed().stream()
                        .map(year -> read(years.days(series, year), greatest, scale))
                        .toList(),
                greatest,
                0);
    }

    private static TreeMap<LocalDate, Double> read(
            NavigableMap<LocalDate, Rollup> days, boolean greatest, double scale) {
        TreeMap<LocalDate, Double> values = new TreeMap<>();
        days.forEach((day, rollup) -> ((Rollup.Extent) rollup)
                .range()
                .ifPresent(
                        range -> values.put(day, (greatest ? range.greatest() : range.least()).doubleValue() * scale)));
        return values;
    }

    /**
     * @param values the extreme of each day that has any
     * @param before the same of earlier years
     * @param step between values that are whole; 0 where they are not
     */
    static Outlook extreme(
            ForecastContext context,
            NavigableMap<LocalDate, Double> values,
            List<TreeMap<LocalDate, Double>> before,
            boolean greatest,
            double step) {
        double[] stream = new double[context.length()];
        values.keySet().forEach(day -> stream[context.index(day)] = 1);
        Accrual trials = context.trials(stream);
        double sign = greatest ? 1 : -1;
        double[] signed =
                values.values().stream().mapToDouble(value -> value * sign).toArray();
        double most = Arrays.stream(signed).max().orElseThrow();
        Extreme tail = Extreme.of(signed, Math.max(step, 0.05 * Math.abs(most)) + 1e-9, trials.expectedAhead());
        Distribution ahead = within(mixed(context, values, before, sign, tail, signed), most);
        Distribution ends = greatest ? (step > 0 ? new Stepped(ahead, step) : ahead) : new Mirrored(ahead);
        double holds = context.holds(ends);
        boolean guarded = greatest == context.ceiling() && holds > 0;
        double noneSoFar = tail.noneSoFar(context.bound() * sign + step / 2);
        return new Outlook(
                ends,
                OptionalDouble.of(guarded ? watched(noneSoFar, holds, step > 0 ? WATCHED_TIMES : WATCHED) : holds),
                context.explanation().extreme(most * sign, context.perUnit()),
                trials.notes());
    }

    private static Distribution within(Distribution of, double most) {
        return new Within(of, most, Double.POSITIVE_INFINITY);
    }

    private static Distribution mixed(
            ForecastContext context,
            NavigableMap<LocalDate, Double> values,
            List<TreeMap<LocalDate, Double>> before,
            double sign,
            Extreme tail,
            double[] signed) {
        List<Distribution> parts = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        double spread = deviation(signed);
        List<Bell> seasons = seasons(context, before, sign, signed, spread);
        double left = 1 - context.elapsed();
        double own = seasons.isEmpty() ? 1 - OF_UNSEEN_SEASONS * left : 1 - OF_EARLIER_YEARS;
        double[] weekly = weekly(context, values, sign);
        double wanders = weekly.length < LEAST_WEEKS ? 0.3 : wanders(weekly);
        parts.add(tail);
        weights.add(own * (1 - wanders));
        if (weekly.length >= 2) {
            parts.add(new Passage(
                    weekly[weekly.length - 1],
                    Math.max(steps(weekly), 1e-9)
                            * Math.sqrt(Math.max(0.5, (context.length() - context.today()) / 7.0))));
            weights.add(own * wanders);
        }
        for (Bell season : seasons) {
            parts.add(season);
            weights.add(OF_EARLIER_YEARS / seasons.size());
        }
        if (seasons.isEmpty()) {
            parts.add(new Bell(tail.greatest(), Math.max(spread, 1e-9), 5));
            weights.add(OF_UNSEEN_SEASONS * left);
        }
        return new Mixture(
                parts, weights.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** The extreme of the rest of each earlier year, moved by how this year's upper values lie off those of that year so far. */
    private static List<Bell> seasons(
            ForecastContext context,
            List<TreeMap<LocalDate, Double>> before,
            double sign,
            double[] now,
            double spread) {
        List<Bell> seasons = new ArrayList<>();
        int back = 0;
        for (TreeMap<LocalDate, Double> year : before) {
            back++;
            if (year.isEmpty()) {
                continue;
            }
            LocalDate day = year.firstKey().withDayOfYear(1).plusDays(context.today());
            double[] over = year.headMap(day, false).values().stream()
                    .mapToDouble(value -> value * sign)
                    .toArray();
            double[] rest = year.tailMap(day, true).values().stream()
                    .mapToDouble(value -> value * sign)
                    .toArray();
            if (over.length >= now.length / 3 && over.length > 0 && rest.length > 0) {
                double moved = upper(now) - upper(over);
                double then = Arrays.stream(rest).max().orElseThrow();
                seasons.add(new Bell(then + moved, Math.max(0.6 * spread * Math.sqrt(back), 1e-9), 5));
            }
        }
        return seasons;
    }

    private static double upper(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1.0, Math.floor(sorted.length * UPPER))];
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Math.sqrt(Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / Math.max(1, values.length - 1));
    }

    /** The extreme of each week that has any. */
    private static double[] weekly(ForecastContext context, NavigableMap<LocalDate, Double> values, double sign) {
        TreeMap<Integer, Double> weeks = new TreeMap<>();
        values.forEach((day, value) -> weeks.merge(context.index(day) / ForecastContext.WEEK, value * sign, Math::max));
        return weeks.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double steps(double[] weekly) {
        double squares = 0;
        for (int week = 1; week < weekly.length; week++) {
            squares += (weekly[week] - weekly[week - 1]) * (weekly[week] - weekly[week - 1]);
        }
        return Math.sqrt(squares / Math.max(1, weekly.length - 1));
    }

    /** How likely the weeks are those of a level that wanders, rather than draws of one and the same. */
    private static double wanders(double[] weekly) {
        double own = deviation(weekly);
        double steps = steps(weekly);
        if (own <= 0 || steps <= 0) {
            return 0.5;
        }
        double log = weekly.length / 2.0 * (Math.log(own) - Math.log(steps));
        return 1 / (1 + Math.exp(-log));
    }

    /**
     * Those who promise a longest time may watch over it, and then it is never passed.
     *
     * @param noneSoFar how likely it was, unwatched, that nothing passed the bound so far
     * @param usually how many are watched over, before anything is known
     */
    private static double watched(double noneSoFar, double holds, double usually) {
        double watched = usually / (usually + (1 - usually) * noneSoFar);
        return watched + (1 - watched) * holds;
    }

    @Override
    public double possible(ForecastContext context, double base) {
        return context.measure().kind() == MeasureKind.MIN
                ? Math.min(context.now(), base)
                : Math.max(context.now(), base);
    }

    @Override
    public Sureness sureness(ForecastContext context) {
        return context.measure().kind() == MeasureKind.MIN ? new Sureness(0.9, 0.9) : new Sureness(0.9, 0.85);
    }
}

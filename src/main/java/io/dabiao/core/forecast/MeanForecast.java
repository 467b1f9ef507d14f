package io.dabiao.core.forecast;

import io.dabiao.core.chance.Certain;
import io.dabiao.core.chance.Distribution;
import io.dabiao.core.chance.Level;
import io.dabiao.core.measure.Accrual;
import io.dabiao.core.measure.Mean;
import io.dabiao.core.rollup.EarlierYears;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.text.Words;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Means, and amounts over the amount they came with: weekly means, weighted, as a level that may wander, after what earlier years
 * make of each month is taken off.
 */
final class MeanForecast implements ForecastModel {

    /** Relative deviation of a week's mean that is expected where the weeks do not tell. */
    private static final double USUAL_SPREAD = 0.06;
    /** How far a month lies off the year's mean, in deviations of the weeks beyond chance, where no year is known and where one is. */
    private static final double UNSEEN_SEASONS = 1;

    private static final double SEEN_SEASONS = 0.5;
    /** Relative; a level that did not move yet may. */
    private static final double LEAST_DRIFT = 0.01;

    private static final double WEEKS_OF_A_MONTH = 4.3;
    private static final double MOST_GROWN = 2;

    /** What earlier years had: by how much each month lies off its year. */
    record Before(double[] offsets, double mean, boolean known) {

        static final Before NONE = new Before(new double[EarlierYears.MONTHS], 0, false);

        static Before of(
                EarlierYears years,
                Function<EarlierYears.Year, double[]> sums,
                Function<EarlierYears.Year, double[]> weights) {
            List<double[]> above = new ArrayList<>();
            List<double[]> below = new ArrayList<>();
            for (EarlierYears.Year year : years.observed()) {
                double[] weight = weights.apply(year);
                if (Arrays.stream(weight).filter(one -> one > 0).count() >= EarlierYears.MONTHS / 2) {
                    above.add(sums.apply(year));
                    below.add(weight);
                }
            }
            return above.isEmpty()
                    ? NONE
                    : new Before(EarlierYears.offsets(above, below), sum(above) / sum(below), true);
        }
    }

    private static double sum(List<double[]> years) {
        return years.stream().flatMapToDouble(Arrays::stream).sum();
    }

    @Override
    public Outlook outlook(ForecastContext context) {
        Mean mean = (Mean) context.measure();
        double[] sums = new double[context.length()];
        double[] counts = new double[context.length()];
        double scale = mean.in().scale().doubleValue();
        Series series = mean.series(context.period().zone()).get(0);
        context.days(series).forEach((day, rollup) -> {
            Rollup.Total total = (Rollup.Total) rollup;
            sums[context.index(day)] = total.sum().doubleValue() * scale;
            counts[context.index(day)] = total.counted();
        });
        EarlierYears years = context.earlier(mean.types());
        Before before = Before.of(
                years,
                year -> EarlierYears.byMonth(
                        years.days(series, year),
                        rollup -> ((Rollup.Total) rollup).sum().doubleValue() * scale),
                year -> EarlierYears.byMonth(years.days(series, year), rollup -> ((Rollup.Total) rollup).counted()));
        return weighted(context, sums, counts, before);
    }

    /** A sum over a sum of weights that come together. */
    static Outlook weighted(ForecastContext context, double[] sums, double[] weights, Before before) {
        Accrual trials = context.trials(weights);
        int begin = trials.begin();
        int end = context.end();
        int week = ForecastContext.WEEK;
        int span =
                (end - begin) / week < 8 || weeksWith(weights, begin, end) * 2 > (end - begin) / week ? week : 4 * week;
        double[] usual = before.offsets().clone();
        double total = Accrual.sum(weights, 0, weights.length);
        double sum = Accrual.sum(sums, 0, sums.length);
        double believed = believed(usual, weekly(sums, weights, begin, end)) * level(before.mean(), sum / total);
        for (int month = 0; month < usual.length; month++) {
            usual[month] *= believed;
        }
        double[] season = new double[sums.length];
        LocalDate date = context.period().from();
        double ahead = 0;
        for (int day = 0; day < season.length; day++) {
            season[day] = usual[date.getMonthValue() - 1];
            ahead += day >= context.today() ? season[day] : 0;
            date = date.plusDays(1);
        }
        ahead = context.length() > context.today() ? ahead / (context.length() - context.today()) : 0;
        List<double[]> blocks = new ArrayList<>();
        for (int until = end; until > begin; until -= span) {
            int since = Math.max(begin, until - span);
            double weight = Accrual.sum(weights, since, until);
            if (weight > 0) {
                double middle = (since + until) / 2.0 / week;
                double of = 0;
                for (int day = since; day < until; day++) {
                    of += sums[day] - season[day] * weights[day];
                }
                blocks.add(0, new double[] {of / weight, middle, weight});
            }
        }
        if (blocks.size() < 3) {
            throw NoForecast.tooEarly(Words.of(MeanForecast.class, "thereAreTooFewWeeksWith"));
        }
        double typical = blocks.stream().mapToDouble(row -> row[2]).average().orElseThrow();
        double[] noise = blocks.stream().mapToDouble(row -> typical / row[2]).toArray();
        double[] values = ForecastContext.column(blocks, 0);
        Level level = Level.of(
                new Level.Readings(values, ForecastContext.column(blocks, 1), noise),
                Level.Trend.NONE,
                0,
                Math.max(USUAL_SPREAD * Math.abs(sum / total), 1e-9));
        double toCome = trials.expectedAhead();
        double all = total + toCome;
        double drift = Math.max(0, variance(values) - steps(values));
        double unseen = context.unseen(before.known() ? SEEN_SEASONS : UNSEEN_SEASONS)
                * Math.max(drift, Math.pow(LEAST_DRIFT * sum / total, 2));
        Distribution ends = toCome < 1e-9
                ? new Certain(sum / total)
                : level.mean(trials.weeksLeft(), typical / toCome, unseen)
                        .moved((sum + ahead * toCome) / all, toCome / all);
        int days = trials.latelyDays(Accrual.LATELY);
        double had = Accrual.sum(weights, end - days, end);
        double lately = had > 0 ? Accrual.sum(sums, end - days, end) / had : Double.NaN;
        double needed = toCome < 1e-9 ? context.bound() : (context.bound() * all - sum) / toCome;
        return new Outlook(ends, context.explanation().mean(needed, lately, days, context.perUnit()), trials.notes());
    }

    /** This year's level over that of the years before, where both are above 0: seasons grow and shrink with it. */
    private static double level(double before, double now) {
        return before > 0 && now > 0 ? Math.min(MOST_GROWN, now / before) : 1;
    }

    private static double[] weekly(double[] sums, double[] weights, int begin, int end) {
        List<Double> means = new ArrayList<>();
        for (int until = end; until > begin; until -= ForecastContext.WEEK) {
            int since = Math.max(begin, until - ForecastContext.WEEK);
            double weight = Accrual.sum(weights, since, until);
            if (weight > 0) {
                means.add(Accrual.sum(sums, since, until) / weight);
            }
        }
        return means.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** What months lie off by is a season only as far as it is more than the chance of the weeks makes of it. */
    private static double believed(double[] offsets, double[] weekly) {
        double squares = Arrays.stream(offsets).map(off -> off * off).sum() / offsets.length;
        if (squares <= 0 || weekly.length < 3) {
            return 1;
        }
        return Math.max(0, 1 - steps(weekly) / WEEKS_OF_A_MONTH / squares);
    }

    /** Half the mean square of the steps from week to week: chance without what drifts. */
    private static double steps(double[] weekly) {
        double squares = 0;
        for (int week = 1; week < weekly.length; week++) {
            squares += (weekly[week] - weekly[week - 1]) * (weekly[week] - weekly[week - 1]);
        }
        return squares / 2 / (weekly.length - 1);
    }

    private static double variance(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (values.length - 1);
    }

    private static int weeksWith(double[] weights, int begin, int end) {
        int with = 0;
        for (int until = end; until > begin; until -= ForecastContext.WEEK) {
            with += Accrual.sum(weights, Math.max(begin, until - ForecastContext.WEEK), until) > 0 ? 1 : 0;
        }
        return with;
    }

    @Override
    public Sureness sureness(ForecastContext context) {
        return new Sureness(1.5, 1);
    }
}

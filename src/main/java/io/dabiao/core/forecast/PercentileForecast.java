package io.dabiao.core.forecast;

import io.dabiao.core.chance.Bell;
import io.dabiao.core.chance.Distribution;
import io.dabiao.core.chance.Share;
import io.dabiao.core.measure.Accrual;
import io.dabiao.core.measure.Operator;
import io.dabiao.core.measure.Percentile;
import io.dabiao.core.rollup.EarlierYears;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A percentile: p95 ≤ v means that 95 % of all values are at most v, so what is forecast is that share, for each v that is asked
 * about, with the seasons of earlier years moved to this year's level.
 */
final class PercentileForecast implements ForecastModel {

    /** How far the rate at which values pass a bound in one month lies off the year's, relative. */
    private static final double MONTHLY_SPREAD = 0.8;
    /** What a season that was not seen is worth while the whole year lies ahead, without and with an earlier year. */
    private static final double OF_UNSEEN_SEASONS = 0.75;

    private static final double OF_SEEN_SEASONS = 0.5;
    /** How far it moves a percentile, in deviations of the values. */
    private static final double SEASON = 0.6;

    /** Beyond the greatest value seen others are asked about, each so much above the one before. */
    private static final double STEP = 1.02;

    private static final int STEPS = 12;

    @Override
    public Outlook outlook(ForecastContext context) {
        Percentile percentile = (Percentile) context.measure();
        double share = percentile.percent().doubleValue() / 100;
        Ranks ranks = new Ranks(context, percentile, share);
        double bound = context.bound();
        double[] good = ranks.good(bound);
        double[] all = ranks.all;
        Accrual trials = ranks.trials;
        int looked = trials.latelyDays(Accrual.LATELY);
        double had = trials.lately(looked);
        double toCome = trials.expectedAhead();
        double soFar = Accrual.sum(all, 0, all.length);
        double needed = toCome < 0.5 ? share : (share * (soFar + toCome) - Accrual.sum(good, 0, good.length)) / toCome;
        double lately = had > 0 ? Accrual.sum(good, context.end() - looked, context.end()) / had : Double.NaN;
        double holds = ranks.atMost(bound);
        return new Outlook(
                ranks,
                OptionalDouble.of(context.ceiling() ? holds : 1 - holds),
                context.explanation().share(needed, toCome, lately, looked),
                trials.notes());
    }

    /** Values of an earlier year, in order, with how many lie at or below each in every month. */
    private static final class Month {

        private final TreeMap<Double, double[]> upTo = new TreeMap<>();
        private final double[] all = new double[EarlierYears.MONTHS];

        Month(NavigableMap<LocalDate, Rollup> days, double scale) {
            days.forEach((day, rollup) -> ((Rollup.Quantiles) rollup).buckets().forEach((bucket, times) -> {
                upTo.computeIfAbsent(
                                Rollup.Quantiles.middle(bucket) * scale, absent -> new double[EarlierYears.MONTHS])[
                        day.getMonthValue() - 1] += times;
                all[day.getMonthValue() - 1] += times;
            }));
            double[] sum = new double[EarlierYears.MONTHS];
            for (double[] months : upTo.values()) {
                for (int month = 0; month < sum.length; month++) {
                    sum[month] += months[month];
                    months[month] = sum[month];
                }
            }
        }

        double[] good(double bound) {
            Map.Entry<Double, double[]> at = upTo.floorEntry(bound);
            return at == null ? new double[EarlierYears.MONTHS] : at.getValue();
        }

        /** The middle value of the months before one. @return NaN where there is none */
        double middle(int months) {
            double total =
                    IntStream.range(0, months).mapToDouble(month -> all[month]).sum();
            for (Map.Entry<Double, double[]> at : upTo.entrySet()) {
                double below = IntStream.range(0, months)
                        .mapToDouble(month -> at.getValue()[month])
                        .sum();
                if (total > 0 && below >= total / 2) {
                    return at.getKey();
                }
            }
            return Double.NaN;
        }
    }

    /** The value of a rank: it is at most v where enough of all values are. */
    private static final class Ranks implements Distribution {

        private final ForecastContext context;
        private final NavigableMap<LocalDate, Rollup> days;
        private final double scale;
        private final double share;
        private final double[] values;
        private final Map<Double, Double> known = new HashMap<>();
        private final double[] all;
        private final Accrual trials;
        private final ForecastContext.Trials toCome;
        private final List<Month> before;
        private final double[] levels;
        private final double unseen;
        private final Bell season;

        Ranks(ForecastContext context, Percentile percentile, double share) {
            this.context = context;
            this.share = share;
            this.scale = percentile.in().scale().doubleValue();
            Series series = percentile.series(context.period().zone()).get(0);
            this.days = context.days(series);
            TreeSet<Double> seen = new TreeSet<>();
            days.values()
                    .forEach(rollup -> ((Rollup.Quantiles) rollup)
                            .buckets()
                            .keySet()
                            .forEach(bucket -> seen.add(Rollup.Quantiles.middle(bucket) * scale)));
            double most = seen.last();
            for (int step = 1; step <= STEPS && most > 0; step++) {
                seen.add(most * Math.pow(STEP, step));
            }
            this.values = seen.stream().mapToDouble(Double::doubleValue).toArray();
            this.all = good(Double.POSITIVE_INFINITY);
            this.trials = context.trials(all);
            this.toCome = new ForecastContext.Trials(trials);
            EarlierYears years = context.earlier(percentile.types());
            this.before = years.observed().stream()
                    .map(year -> new Month(years.days(series, year), scale))
                    .filter(year -> Arrays.stream(year.all).sum() > 0)
                    .toList();
            this.unseen = (before.isEmpty() ? OF_UNSEEN_SEASONS : OF_SEEN_SEASONS) * Math.sqrt(1 - context.elapsed());
            this.season = new Bell(
                    context.reading().value().orElseThrow().approximately(),
                    Math.max(
                            1e-9,
                            (before.isEmpty() ? SEASON : SEASON / 2) * spread() * Math.sqrt(1 - context.elapsed())),
                    5);
            int months = Math.max(1, (int) Math.round(context.monthsOver()));
            double now = new Month(days, scale).middle(EarlierYears.MONTHS);
            this.levels = before.stream()
                    .mapToDouble(year -> {
                        double then = year.middle(Math.min(EarlierYears.MONTHS, months));
                        return then > 0 && now > 0 ? now / then : 1;
                    })
                    .toArray();
        }

        /** The standard deviation of all values. */
        private double spread() {
            double count = 0;
            double sum = 0;
            double squares = 0;
            for (Rollup rollup : days.values()) {
                for (var bucket : ((Rollup.Quantiles) rollup).buckets().entrySet()) {
                    double value = Rollup.Quantiles.middle(bucket.getKey()) * scale;
                    count += bucket.getValue();
                    sum += bucket.getValue() * value;
                    squares += bucket.getValue() * value * value;
                }
            }
            return Math.sqrt(Math.max(0, squares / count - sum / count * (sum / count)));
        }

        double[] good(double bound) {
            double[] good = new double[context.length()];
            days.forEach((day, rollup) -> ((Rollup.Quantiles) rollup).buckets().forEach((bucket, times) -> {
                if (Rollup.Quantiles.middle(bucket) * scale <= bound) {
                    good[context.index(day)] += times;
                }
            }));
            return good;
        }

        Share share(double bound) {
            List<double[]> good = IntStream.range(0, before.size())
                    .mapToObj(year -> before.get(year).good(bound / levels[year]))
                    .toList();
            List<double[]> trialsBefore = before.stream().map(year -> year.all).toList();
            return context.share(
                    good(bound),
                    all,
                    share,
                    Operator.AT_LEAST,
                    toCome,
                    new EarlierYears.Trials(good, trialsBefore),
                    MONTHLY_SPREAD);
        }

        @Override
        public double atMost(double x) {
            return known.computeIfAbsent(
                    x, value -> (1 - unseen) * (1 - share(value).below(share)) + unseen * season.atMost(value));
        }

        @Override
        public double below(double x) {
            return atMost(Math.nextDown(x));
        }

        @Override
        public double mean() {
            return context.reading().value().orElseThrow().approximately();
        }

        @Override
        public double deviation() {
            return (values[values.length - 1] - values[0]) / 6;
        }

        /** Among the values seen, and some beyond the greatest. */
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

    @Override
    public Sureness sureness(ForecastContext context) {
        return new Sureness(1.5, 1.4);
    }
}

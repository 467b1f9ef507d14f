package io.dabiao.core.forecast;

import io.dabiao.core.chance.Certain;
import io.dabiao.core.chance.Distribution;
import io.dabiao.core.chance.Mirrored;
import io.dabiao.core.chance.Pace;
import io.dabiao.core.chance.Tally;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.measure.Accrual;
import io.dabiao.core.measure.AvailableDays;
import io.dabiao.core.measure.Exposure;
import io.dabiao.core.measure.Measure;
import io.dabiao.core.measure.MeasureKind;
import io.dabiao.core.measure.Reading;
import io.dabiao.core.rollup.EarlierYears;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Days that count. Lost days come in runs, as outages do, so clean days are no independent trials; working days and others stand
 * apart where they differ; where hardly any day is won, the won ones have a pace.
 */
final class DaysForecast implements ForecastModel {

    private static final int WANTED = 4 * ForecastContext.WEEK;
    /** A number of days that is known to within less than this counts as known. */
    private static final double HARDLY = 0.7;
    /** How long a run of lost days is where none was seen yet, and what that is worth in runs. */
    private static final double USUAL_RUN = 2.5;

    private static final double USUAL_RUNS = 2;
    /** The least share of days that is expected to be lost, whatever is promised. */
    private static final double LEAST_LOSS = 0.004;
    /** How far the rate of lost days in one month lies off the year's, relative, without and with an earlier year. */
    private static final double UNSEEN_SEASONS = 0.5;

    private static final double SEEN_SEASONS = 0.25;

    @Override
    public Outlook outlook(ForecastContext context) {
        Reading.DayCount count = context.reading().days().orElseThrow();
        boolean distinct = context.measure().kind() == MeasureKind.DISTINCT_DAYS;
        Series series = context.measure().series(context.period().zone()).get(0);
        int length = context.length();
        int today = context.today();
        boolean[] won = new boolean[length];
        boolean[] watched = new boolean[length];
        int first = length;
        Map<LocalDate, AvailableDays.Day> judged =
                context.measure() instanceof AvailableDays days ? days.judged(context.window()) : Map.of();
        for (var day : context.days(series).entrySet()) {
            int index = context.index(day.getKey());
            first = Math.min(first, index);
            AvailableDays.Day was = judged.get(day.getKey());
            watched[index] = was == null || was == AvailableDays.Day.AVAILABLE || was == AvailableDays.Day.LOST;
            won[index] = watched[index] && counts(context.measure(), day.getValue()) && (index < today || distinct);
        }
        boolean todayWon = today < length && won[today];
        int begin = distinct && first - context.from() < ForecastContext.WEEK
                ? context.from()
                : Math.max(context.from(), first);
        int closed = context.end() - begin;
        if (closed < WANTED && !context.settled()) {
            throw NoForecast.tooFewDays(closed, WANTED);
        }
        double[] good = new double[length];
        for (int day = begin; day < context.end(); day++) {
            good[day] = won[day] ? 1 : 0;
            watched[day] |= distinct;
        }
        Group all = new Group(
                context, good, watched, begin, todayWon ? today + 1 : today, before(context, series, distinct));
        Distribution ends = all.ends().moved(count.counted(), 1);
        int looked = Math.min(Accrual.LATELY, Math.max(0, closed));
        long lately = Math.round(Accrual.sum(good, context.end() - looked, context.end()));
        int left = count.apart() > 0 ? Math.toIntExact(count.left()) : length - today - (todayWon ? 1 : 0);
        return new Outlook(
                ends,
                OptionalDouble.of(context.verdict() == Verdict.BREACHED ? 0 : context.holds(ends)),
                context.explanation().days(context.bound() - count.counted(), left, lately, looked),
                List.of());
    }

    private static boolean counts(Measure measure, Rollup rollup) {
        if (rollup instanceof Rollup.Tally tally) {
            return tally.events() > 0;
        }
        Rollup.Trials trials = (Rollup.Trials) rollup;
        return trials.all() > 0 && ((AvailableDays) measure).available(trials);
    }

    /** Days won of the days watched, of earlier years. */
    private static EarlierYears.Trials before(ForecastContext context, Series series, boolean distinct) {
        EarlierYears years = context.earlier(context.measure().types());
        List<double[]> won = new ArrayList<>();
        List<double[]> all = new ArrayList<>();
        for (EarlierYears.Year year : years.observed()) {
            Map<LocalDate, Rollup> days = years.days(series, year);
            double[] wonBy = new double[EarlierYears.MONTHS];
            double[] allBy = new double[EarlierYears.MONTHS];
            for (LocalDate day = year.since(); day.isBefore(year.until()); day = day.plusDays(1)) {
                Rollup rollup = days.get(day);
                int month = day.getMonthValue() - 1;
                wonBy[month] += rollup != null && counts(context.measure(), rollup) ? 1 : 0;
                allBy[month] += rollup != null || distinct ? 1 : 0;
            }
            won.add(wonBy);
            all.add(allBy);
        }
        return new EarlierYears.Trials(won, all);
    }

    /** Days from some day on, told apart by whether they are worked where that matters. */
    private record Group(
            ForecastContext context,
            double[] good,
            boolean[] watched,
            int begin,
            int since,
            EarlierYears.Trials before) {

        Distribution ends() {
            boolean[] worked = Exposure.Worked.of(
                            context.window().calendar(), context.period().from(), context.length())
                    .days();
            int length = context.length();
            double[][] all = new double[2][length];
            double[][] won = new double[2][length];
            double[] left = new double[2];
            double[] watchedDays = new double[2];
            double[] over = new double[2];
            for (int day = begin; day < length; day++) {
                int group = worked[day] ? 0 : 1;
                if (day < context.end()) {
                    over[group]++;
                    watchedDays[group] += watched[day] ? 1 : 0;
                    all[group][day] = watched[day] ? 1 : 0;
                    won[group][day] = good[day];
                } else if (day >= since) {
                    left[group]++;
                }
            }
            // On days on which nothing is ever watched nothing is won or lost either.
            for (int group = 0; group < 2; group++) {
                left[group] *= over[group] > 0 ? watchedDays[group] / over[group] : 1;
            }
            double weeks = (length - since) / (double) ForecastContext.WEEK;
            double shareWorked = share(won[0], all[0]);
            double shareOther = share(won[1], all[1]);
            if (Math.abs(shareWorked - shareOther) < 0.2) {
                for (int day = 0; day < length; day++) {
                    all[0][day] += all[1][day];
                    won[0][day] += won[1][day];
                }
                return wins(won[0], all[0], left[0] + left[1], weeks, before);
            }
            Distribution ofWorked = wins(won[0], all[0], left[0], weeks, EarlierYears.Trials.NONE);
            Distribution ofOther = wins(won[1], all[1], left[1], weeks, EarlierYears.Trials.NONE);
            if (ofOther.deviation() < HARDLY) {
                return ofWorked.moved(Math.rint(ofOther.mean()), 1);
            }
            double variance = Math.pow(ofWorked.deviation(), 2) + Math.pow(ofOther.deviation(), 2);
            double lost = left[0] + left[1] - ofWorked.mean() - ofOther.mean();
            return new Mirrored(lost < 1e-9 ? new Certain(0) : new Tally(lost, Math.max(variance, 0.05 * lost)))
                    .moved(left[0] + left[1], 1);
        }

        private static double share(double[] won, double[] all) {
            return Accrual.sum(won, 0, won.length) / Math.max(1, Accrual.sum(all, 0, all.length));
        }

        private Distribution wins(double[] won, double[] all, double left, double weeks, EarlierYears.Trials earlier) {
            boolean rare = 2 * Accrual.sum(won, 0, won.length) < Accrual.sum(all, 0, all.length);
            double[] followed = new double[won.length];
            for (int day = 0; day < followed.length; day++) {
                followed[day] = rare ? won[day] : all[day] - won[day];
            }
            double[] season = earlier.index(rare);
            double[] weighted = new double[won.length];
            LocalDate date = context.period().from();
            double ahead = 0;
            for (int day = 0; day < weighted.length; day++) {
                double of = season[date.getMonthValue() - 1];
                weighted[day] = all[day] * of;
                ahead += day >= since ? of : 0;
                date = date.plusDays(1);
            }
            double index = since < weighted.length ? ahead / (weighted.length - since) : 1;
            Optional<Double> last = earlier.rate(rare);
            Pace.Prior prior = last.map(rate -> new Pace.Prior(Math.max(rate, 1e-4), EarlierYears.YEAR_TO_YEAR * 3))
                    .orElse(new Pace.Prior(plannedLoss(), ForecastContext.RATE_DOUBT));
            Pace pace = context.pace(
                    followed,
                    weighted,
                    begin,
                    prior,
                    rare ? ForecastContext.NEVER_WHERE_NONE_IS_ALLOWED : ForecastContext.NEVER);
            double unseen = context.unseen(earlier.known() ? SEEN_SEASONS : UNSEEN_SEASONS);
            Distribution ofDays = pace.ahead(left * index, weeks, unseen, 1);
            if (rare) {
                return ofDays;
            }
            double run = run(followed);
            Distribution lost = ofDays.mean() <= 0
                    ? ofDays
                    : new Tally(ofDays.mean(), Math.pow(ofDays.deviation(), 2) + (run - 1) * ofDays.mean());
            return new Mirrored(lost).moved(left, 1);
        }

        /** The length of the run in which a lost day lies, on average over lost days. */
        private static double run(double[] lost) {
            double squares = USUAL_RUNS * USUAL_RUN * USUAL_RUN;
            double days = USUAL_RUNS * USUAL_RUN;
            double length = 0;
            for (int day = 0; day <= lost.length; day++) {
                if (day < lost.length && lost[day] > 0) {
                    length++;
                } else {
                    squares += length * length;
                    days += length;
                    length = 0;
                }
            }
            return squares / days;
        }

        /** A promise of 365 days says that hardly any will be lost. */
        private double plannedLoss() {
            return Math.min(0.5, 0.6 * Math.max(0, 1 - context.bound() / context.length()) + LEAST_LOSS);
        }
    }

    @Override
    public double possible(ForecastContext context, double base) {
        return Math.max(context.now(), Math.min(context.length(), base));
    }

    @Override
    public Sureness sureness(ForecastContext context) {
        return context.measure().kind() == MeasureKind.AVAILABLE_DAYS ? new Sureness(4, 0.9) : new Sureness(1.1, 1);
    }
}

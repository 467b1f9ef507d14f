package io.dabiao.core.forecast;

import io.dabiao.core.measure.WorkingDays;
import io.dabiao.core.measure.WorkingDaysFigure;
import io.dabiao.core.rollup.EarlierYears;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import java.time.LocalDate;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Durations in working days: their mean as a mean, their share within a limit as trials, their longest as an extreme. */
final class WorkingDaysForecast implements ForecastModel {

    /** @param sum of durations @param count how many @param inTime within the limit @param longest below 0 where none */
    private record Day(double sum, double count, double inTime, double longest) {}

    private static Day day(ForecastContext context, WorkingDays measure, Rollup rollup) {
        double sum = 0;
        double count = 0;
        double inTime = 0;
        double longest = -1;
        for (var span : ((Rollup.Spans) rollup).times().entrySet()) {
            OptionalInt took = context.window()
                    .calendar()
                    .daysAfter(span.getKey().from(), span.getKey().to());
            if (took.isPresent()) {
                sum += (double) took.getAsInt() * span.getValue();
                count += span.getValue();
                inTime += took.getAsInt() <= measure.within() ? span.getValue() : 0;
                longest = Math.max(longest, took.getAsInt());
            }
        }
        return new Day(sum, count, inTime, longest);
    }

    @Override
    public Outlook outlook(ForecastContext context) {
        WorkingDays measure = (WorkingDays) context.measure();
        Series series = measure.series(context.period().zone()).get(0);
        EarlierYears years = context.earlier(measure.types());
        return switch (measure.duration()) {
            case MEAN -> {
                double[] sums = new double[context.length()];
                double[] counts = new double[context.length()];
                context.days(series).forEach((date, rollup) -> {
                    Day day = day(context, measure, rollup);
                    sums[context.index(date)] = day.sum();
                    counts[context.index(date)] = day.count();
                });
                yield MeanForecast.weighted(
                        context,
                        sums,
                        counts,
                        MeanForecast.Before.of(
                                years,
                                year -> EarlierYears.byMonth(
                                        years.days(series, year),
                                        rollup -> day(context, measure, rollup).sum()),
                                year -> EarlierYears.byMonth(
                                        years.days(series, year),
                                        rollup -> day(context, measure, rollup).count())));
            }
            case SHARE -> {
                double[] inTime = new double[context.length()];
                double[] counts = new double[context.length()];
                context.days(series).forEach((date, rollup) -> {
                    Day day = day(context, measure, rollup);
                    inTime[context.index(date)] = day.inTime();
                    counts[context.index(date)] = day.count();
                });
                yield RatioForecast.share(
                        context,
                        inTime,
                        counts,
                        context.bound(),
                        context.operator(),
                        years.trials(
                                series,
                                rollup -> day(context, measure, rollup).inTime(),
                                series,
                                rollup -> day(context, measure, rollup).count()));
            }
            case LONGEST ->
                ExtremeForecast.extreme(
                        context,
                        longest(context, measure, context.days(series)),
                        years.observed().stream()
                                .map(year -> longest(context, measure, years.days(series, year)))
                                .toList(),
                        true,
                        1);
        };
    }

    private static TreeMap<LocalDate, Double> longest(
            ForecastContext context, WorkingDays measure, NavigableMap<LocalDate, Rollup> days) {
        TreeMap<LocalDate, Double> longest = new TreeMap<>();
        days.forEach((date, rollup) -> {
            double most = day(context, measure, rollup).longest();
            if (most >= 0) {
                longest.put(date, most);
            }
        });
        return longest;
    }

    @Override
    public double possible(ForecastContext context, double base) {
        return ((WorkingDays) context.measure()).duration() == WorkingDaysFigure.LONGEST
                ? Math.max(context.now(), base)
                : Math.max(0, base);
    }

    @Override
    public Sureness sureness(ForecastContext context) {
        return new Sureness(1, 1);
    }
}

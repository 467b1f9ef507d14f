package io.dabiao.core.forecast;

import io.dabiao.core.chance.Bell;
import io.dabiao.core.chance.Certain;
import io.dabiao.core.chance.Distribution;
import io.dabiao.core.chance.Exponential;
import io.dabiao.core.chance.Level;
import io.dabiao.core.chance.Mixture;
import io.dabiao.core.chance.Probability;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.measure.Growth;
import io.dabiao.core.measure.Latest;
import io.dabiao.core.measure.MeasureKind;
import io.dabiao.core.rollup.EarlierYears;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.text.Words;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The newest of many readings, and its growth since the first: a level with a slope that dies away, in logarithms where all
 * readings are above 0, so that nothing below 0 is expected; what the rest of earlier years changed; and the chance that the last
 * value simply stays.
 */
final class LevelForecast implements ForecastModel {

    private static final int MOST_READINGS = 60;
    /** What it is worth, in unchanged readings, that levels mostly stay. */
    private static final double UNCHANGED_READINGS = 5;
    /** A register is planned to grow a little more than is promised. */
    private static final double PLANNED_GROWTH = 1.12;
    /** For how many weeks a slope is carried on: of a register that is to grow, and of anything else. */
    private static final double CARRIED_GROWTH = 60;

    private static final double CARRIED = 10;
    /** Relative deviation of a reading that is expected where the readings do not tell. */
    private static final double USUAL_SPREAD = 0.005;
    /** How much the course of earlier years is believed while too few months are over to compare them with. */
    private static final double EARLIER_UNTESTED = 0.35;

    private static final int LEAST_MONTHS = 4;

    /** @param level in logarithms or plain @param stays how likely the last value still stands at the end */
    private record Followed(
            boolean logarithms,
            Level level,
            double first,
            double last,
            double monthly,
            double stays,
            double weeks,
            double carried,
            Optional<Bell> earlier,
            double believed) {

        Distribution ends() {
            Distribution changed = changed();
            Distribution plain = logarithms ? new Exponential(changed) : changed;
            return new Mixture(List.of(new Certain(last), plain), new double[] {stays, 1 - stays});
        }

        private Distribution changed() {
            double now = logarithms ? Math.log(last) : last;
            if (stays > 0.5 && monthly == 0) {
                return new Bell(now, logarithms ? 0.12 : Math.max(0.1 * Math.abs(last), 0.5), 3);
            }
            Distribution own = level.reading(weeks, carried, 0);
            return earlier.isEmpty()
                    ? own
                    : new Mixture(
                            List.of(
                                    own,
                                    new Bell(
                                            now + earlier.get().mean(),
                                            Math.max(
                                                    own.deviation(),
                                                    earlier.get().scale()),
                                            5)),
                            new double[] {1 - believed, believed});
        }
    }

    @Override
    public Outlook outlook(ForecastContext context) {
        if (context.measure() instanceof Growth growth) {
            return growth(context, growth);
        }
        Latest latest = (Latest) context.measure();
        Followed followed = followed(
                context,
                latest.series(context.period().zone()).get(0),
                latest.in().scale().doubleValue(),
                false);
        double gap = context.bound() - followed.last();
        return new Outlook(
                followed.ends(),
                context.explanation().level(context.ceiling() ? -gap : gap, followed.monthly(), context.noun()),
                List.of());
    }

    private static Outlook growth(ForecastContext context, Growth growth) {
        Followed followed =
                followed(context, growth.series(context.period().zone()).get(0), 1, true);
        double first = followed.first();
        if (first <= 0) {
            throw NoForecast.absent(Words.of(LevelForecast.class, "theFirstReadingIsNotAbove"));
        }
        double gap = context.bound() - (followed.last() / first - 1);
        return new Outlook(
                followed.ends().moved(-1, 1 / first),
                context.explanation()
                        .level(context.ceiling() ? -gap : gap, followed.monthly() / first, context.perUnit()),
                List.of());
    }

    private static TreeMap<LocalDate, double[]> read(NavigableMap<LocalDate, Rollup> days, double scale) {
        TreeMap<LocalDate, double[]> readings = new TreeMap<>();
        days.forEach((day, rollup) -> ((Rollup.Ends) rollup)
                .ends()
                .ifPresent(ends -> readings.put(day, new double[] {
                    ends.first().value().doubleValue() * scale,
                    ends.last().value().doubleValue() * scale
                })));
        return readings;
    }

    private static Followed followed(ForecastContext context, Series series, double scale, boolean growth) {
        TreeMap<LocalDate, double[]> readings = read(context.days(series), scale);
        double first = readings.firstEntry().getValue()[0];
        int begin = context.index(readings.firstKey());
        if (context.today() - begin < ForecastContext.EARLIEST) {
            throw NoForecast.tooFewDays(context.today() - begin, ForecastContext.EARLIEST);
        }
        int changes = 0;
        double before = first;
        boolean logarithms = first > 0;
        for (double[] ends : readings.values()) {
            changes += ends[1] != before ? 1 : 0;
            before = ends[1];
            logarithms &= ends[1] > 0;
        }
        boolean in = logarithms;
        List<Map.Entry<LocalDate, double[]>> kept = thinned(context, readings);
        double[] values = kept.stream()
                .mapToDouble(entry -> in ? Math.log(entry.getValue()[1]) : entry.getValue()[1])
                .toArray();
        double[] weeks = kept.stream()
                .mapToDouble(entry -> context.index(entry.getKey()) / (double) ForecastContext.WEEK)
                .toArray();
        double[] noise = new double[values.length];
        Arrays.fill(noise, 1);
        double typical = Arrays.stream(values).map(Math::abs).average().orElseThrow();
        boolean reversible = context.indicator().behaviour() == Behaviour.ACCUMULATE_REVERSIBLE;
        double goal = growth ? first * (1 + context.bound()) : context.bound();
        double planned = 0;
        if (reversible && !context.ceiling()) {
            double more = in && goal > 0 ? Math.log(goal / first) : in ? 0 : goal - first;
            planned = PLANNED_GROWTH * Math.max(0, more) / context.length() * ForecastContext.WEEK;
        }
        Level level = Level.of(
                new Level.Readings(values, weeks, noise),
                reversible ? Level.Trend.EXPECTED : Level.Trend.POSSIBLE,
                planned,
                in ? USUAL_SPREAD : Math.max(USUAL_SPREAD * typical, 1e-9));
        double last = readings.lastEntry().getValue()[1];
        int index = context.index(readings.lastKey());
        double stays = stays(context, changes, readings.size(), begin);
        double monthly = (last - first) / Math.max(1, context.today() - begin) * ForecastContext.DAYS_OF_A_MONTH;
        // The newest reading of the year is rarely of its last day: as many more come as fit in.
        double every = readings.size() > 1 ? (index - begin) / (readings.size() - 1.0) : context.length() - index;
        double ahead = Math.floor((context.length() - 1 - index) / Math.max(every, 1e-9)) * every;
        double weeksAhead = Math.max(ahead, (context.length() - index) / 2.0) / ForecastContext.WEEK;
        Earlier earlier = earlier(context, series, scale, readings, in);
        return new Followed(
                in,
                level,
                first,
                last,
                monthly,
                stays,
                weeksAhead,
                reversible ? CARRIED_GROWTH : CARRIED,
                earlier.change(),
                earlier.believed());
    }

    private record Earlier(Optional<Bell> change, double believed) {
        static final Earlier NONE = new Earlier(Optional.empty(), 0);
    }

    /** What earlier years changed from this day to their end, believed by how much their months so far went as this year's did. */
    private static Earlier earlier(
            ForecastContext context, Series series, double scale, TreeMap<LocalDate, double[]> readings, boolean in) {
        EarlierYears years = context.earlier(context.measure().types());
        List<Double> changes = new ArrayList<>();
        List<double[]> courses = new ArrayList<>();
        for (EarlierYears.Year year : years.observed()) {
            TreeMap<LocalDate, double[]> then = read(years.days(series, year), scale);
            LocalDate day = year.since().plusDays(Math.min(context.today(), year.length()) - 1L);
            Map.Entry<LocalDate, double[]> at = then.floorEntry(day);
            if (at == null || in && then.values().stream().anyMatch(ends -> ends[1] <= 0)) {
                continue;
            }
            double end = then.lastEntry().getValue()[1];
            changes.add(in ? Math.log(end / at.getValue()[1]) : end - at.getValue()[1]);
            courses.add(course(then, year.since(), in));
        }
        if (changes.isEmpty()) {
            return Earlier.NONE;
        }
        int months = (int) Math.min(EarlierYears.MONTHS, context.today() / ForecastContext.DAYS_OF_A_MONTH);
        double[] now = course(readings, context.period().from(), in);
        double believed = EARLIER_UNTESTED;
        if (months >= LEAST_MONTHS) {
            believed = 0;
            for (double[] course : courses) {
                believed += EarlierYears.agreement(Arrays.copyOf(now, months), Arrays.copyOf(course, months))
                        / courses.size();
            }
            // Courses that have nothing to do with each other agree about so much by chance.
            double chance = 1 / Math.sqrt(months);
            believed = Math.max(0, (believed - chance) / (1 - chance));
        } else if (courses.size() > 1) {
            believed = Math.max(0, EarlierYears.agreement(courses.get(0), courses.get(1)) - 0.3);
        }
        double mean =
                changes.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double off = changes.stream()
                .mapToDouble(change -> Math.abs(change - mean))
                .max()
                .orElseThrow();
        return new Earlier(Optional.of(new Bell(mean, Math.max(off, 1e-9), 5)), 0.8 * believed);
    }

    /** By how much each month changed it. */
    private static double[] course(TreeMap<LocalDate, double[]> readings, LocalDate since, boolean in) {
        double[] months = new double[EarlierYears.MONTHS];
        double before = readings.firstEntry().getValue()[0];
        for (int month = 0; month < months.length; month++) {
            Map.Entry<LocalDate, double[]> at = readings.lowerEntry(since.plusMonths(month + 1L));
            double now = at == null ? before : at.getValue()[1];
            months[month] = in ? Math.log(now / before) : now - before;
            before = now;
        }
        return months;
    }

    /** The probability that the last value is still the newest at the end, from how often readings differed. */
    private static double stays(ForecastContext context, int changes, int readings, int begin) {
        double every = readings > 1
                ? (context.today() - begin) / (double) (readings - 1)
                : Math.max(context.today() - begin, ForecastContext.DAYS_OF_A_YEAR / 4);
        double toCome = (context.length() - context.today()) / every;
        double same = readings - 1 - changes + UNCHANGED_READINGS;
        double different = changes + 0.5;
        return new Probability(same, different).allOf(toCome);
    }

    /** The newest reading of each week where there are many. */
    private static List<Map.Entry<LocalDate, double[]>> thinned(
            ForecastContext context, TreeMap<LocalDate, double[]> readings) {
        if (readings.size() <= MOST_READINGS) {
            return List.copyOf(readings.entrySet());
        }
        TreeMap<Integer, Map.Entry<LocalDate, double[]>> byWeek = new TreeMap<>();
        int last = context.index(readings.lastKey());
        readings.descendingMap()
                .entrySet()
                .forEach(entry ->
                        byWeek.putIfAbsent(-((last - context.index(entry.getKey())) / ForecastContext.WEEK), entry));
        return List.copyOf(byWeek.values());
    }

    @Override
    public double possible(ForecastContext context, double base) {
        return context.measure().kind() == MeasureKind.GROWTH ? Math.max(-1, base) : base;
    }

    @Override
    public Sureness sureness(ForecastContext context) {
        return context.measure().kind() == MeasureKind.GROWTH ? new Sureness(1, 0.9) : new Sureness(1.25, 1.1);
    }
}

package io.dabiao.core.rollup;

import io.dabiao.core.calendar.Period;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The two years before a period, as far as they were observed from end to end: what a month usually is, compared with the rest of
 * the year.
 *
 * <p>A year was observed where its sources gave signs of life early and late in it. Whether anything matched says nothing: a camp
 * in summer, floods, heating and terms have months without any.
 */
public final class EarlierYears {

    public static final int MONTHS = 12;
    /** Relative variance of a year's level given the year before. */
    public static final double YEAR_TO_YEAR = 0.1;

    private static final int YEARS = 2;
    private static final int EDGE_DAYS = 75;
    /** What a month's usual share is worth, in events. */
    private static final double USUAL_EVENTS = 6;
    /** How far one year's month is believed to return, and the most where two years agree. */
    private static final double ONE_YEAR = 0.6;

    private static final double MOST_RETURN = 0.95;

    /** @param until the day after the last */
    public record Year(LocalDate since, LocalDate until) {
        public int length() {
            return (int) (until.toEpochDay() - since.toEpochDay());
        }
    }

    private final Window window;
    private final List<Year> observed = new ArrayList<>();

    /** @param signs of life in the years before */
    public EarlierYears(Window window, Set<LocalDate> signs) {
        this.window = window;
        LocalDate from = window.period().from();
        for (int back = 1; back <= YEARS; back++) {
            Year year = new Year(from.minusYears(back), from.minusYears(back - 1L));
            if (signs.stream()
                            .anyMatch(sign ->
                                    within(sign, year.since(), year.since().plusDays(EDGE_DAYS)))
                    && signs.stream().anyMatch(sign -> within(sign, year.until().minusDays(EDGE_DAYS), year.until()))) {
                observed.add(year);
            }
        }
    }

    private static boolean within(LocalDate day, LocalDate since, LocalDate until) {
        return !day.isBefore(since) && day.isBefore(until);
    }

    /** From which day on earlier years are looked at. */
    public static LocalDate from(Period period) {
        return period.from().minusYears(YEARS);
    }

    /** The newest first. */
    public List<Year> observed() {
        return List.copyOf(observed);
    }

    public boolean any() {
        return !observed.isEmpty();
    }

    public NavigableMap<LocalDate, Rollup> days(Series series, Year year) {
        return window.facts().days(series, year.since(), year.until());
    }

    /** Good outcomes and all of earlier years, by month; the newest year first. */
    public record Trials(List<double[]> good, List<double[]> all) {
        public static final Trials NONE = new Trials(List.of(), List.of());

        public boolean known() {
            return !all.isEmpty();
        }

        private double rare(int year, int month, boolean ofGood) {
            return ofGood ? good.get(year)[month] : all.get(year)[month] - good.get(year)[month];
        }

        /** Last year's share of the outcome; empty where it is not known. */
        public Optional<Double> rate(boolean ofGood) {
            if (!known()) {
                return Optional.empty();
            }
            double rare = 0;
            double trials = 0;
            for (int month = 0; month < MONTHS; month++) {
                rare += rare(0, month, ofGood);
                trials += all.get(0)[month];
            }
            return trials <= 0 ? Optional.empty() : Optional.of((rare + 0.5) / (trials + 1));
        }

        /** A month's rate over the year's, drawn to 1 while events are few. */
        public double[] index(boolean ofGood) {
            double[] index = new double[MONTHS];
            Arrays.fill(index, 1);
            double[] had = new double[MONTHS];
            double[] expected = new double[MONTHS];
            for (int year = 0; year < all.size(); year++) {
                double rare = 0;
                double trials = 0;
                for (int month = 0; month < MONTHS; month++) {
                    rare += rare(year, month, ofGood);
                    trials += all.get(year)[month];
                }
                for (int month = 0; month < MONTHS && trials > 0; month++) {
                    had[month] += rare(year, month, ofGood);
                    expected[month] += rare / trials * all.get(year)[month];
                }
            }
            for (int month = 0; month < MONTHS; month++) {
                index[month] = (had[month] + USUAL_EVENTS) / (expected[month] + USUAL_EVENTS);
            }
            return index;
        }
    }

    /** Trials of earlier years from days. */
    public Trials trials(Series good, ToDoubleFunction<Rollup> goods, Series all, ToDoubleFunction<Rollup> alls) {
        List<double[]> had = new ArrayList<>();
        List<double[]> of = new ArrayList<>();
        for (Year year : observed) {
            double[] trials = byMonth(days(all, year), alls);
            if (Arrays.stream(trials).sum() > 0) {
                had.add(byMonth(days(good, year), goods));
                of.add(trials);
            }
        }
        return new Trials(had, of);
    }

    public static double[] byMonth(NavigableMap<LocalDate, Rollup> days, ToDoubleFunction<Rollup> of) {
        double[] months = new double[MONTHS];
        days.forEach((day, rollup) -> months[day.getMonthValue() - 1] += of.applyAsDouble(rollup));
        return months;
    }

    /**
     * How far a month's mean lies off its year's, as far as it is believed to return: by how much two years agree, or so much as is
     * usual of one. All 0 where no year is known.
     *
     * @param sums by month, of each year
     * @param weights likewise
     */
    public static double[] offsets(List<double[]> sums, List<double[]> weights) {
        List<double[]> offsets = new ArrayList<>();
        for (int year = 0; year < sums.size(); year++) {
            double weight = Arrays.stream(weights.get(year)).sum();
            double mean = Arrays.stream(sums.get(year)).sum() / weight;
            double[] off = new double[MONTHS];
            for (int month = 0; month < MONTHS; month++) {
                double has = weights.get(year)[month];
                off[month] = has > 0 ? sums.get(year)[month] / has - mean : 0;
            }
            offsets.add(off);
        }
        double[] mean = new double[MONTHS];
        double believed = offsets.size() < 2 ? ONE_YEAR : agreement(offsets.get(0), offsets.get(1));
        for (int month = 0; month < MONTHS; month++) {
            for (double[] off : offsets) {
                mean[month] += believed * off[month] / offsets.size();
            }
        }
        return mean;
    }

    /** The correlation of two courses, within bounds. */
    public static double agreement(double[] one, double[] other) {
        double both = 0;
        double ones = 0;
        double others = 0;
        double meanOne = Arrays.stream(one).average().orElse(0);
        double meanOther = Arrays.stream(other).average().orElse(0);
        for (int i = 0; i < one.length; i++) {
            both += (one[i] - meanOne) * (other[i] - meanOther);
            ones += (one[i] - meanOne) * (one[i] - meanOne);
            others += (other[i] - meanOther) * (other[i] - meanOther);
        }
        double correlation = ones > 0 && others > 0 ? both / Math.sqrt(ones * others) : 0;
        return Math.max(0, Math.min(MOST_RETURN, correlation));
    }
}

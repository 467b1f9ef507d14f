package io.dabiao.core.measure;

import io.dabiao.core.calendar.Grain;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.rollup.EarlierYears;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How much of the year's work falls on each day of a period: more on a working day than on another, and the year's shape as
 * earlier years had it.
 */
public final class Exposure {

    /** A day off is taken to bring half a working day's, worth two events of evidence. */
    private static final double USUAL_DAY_OFF = 0.5;

    private static final double USUAL_EVENTS = 2;
    private static final double MOST_DAY_OFF = 3;
    private static final int LONG_HOLIDAY = 5;
    private static final double USUAL_NEAR_HOLIDAY = 0.9;
    private static final double USUAL_NEAR_EVENTS = 8;
    private static final int MONTHS = 12;
    /** Relative variance of a month's rate about its year's that is usual, and what that is worth in months. */
    private static final double USUAL_SHAPE = 1 / 6.0;

    private static final double USUAL_MONTHS = 3;
    /** How far a shape is believed, of what the earlier years alone make likely, and what each is worth before this year tells. */
    private static final double[] BELIEFS = {0.5, 1, 1};

    private static final double[] FURTHER = {0, 0, 0.6};
    private static final double[] OF_BELIEFS = {0.2, 0.5, 0.3};

    /** How far a plan is believed, what each is worth before this year tells, and relative variance of a month's rate about it. */
    private static final double[] PLAN_BELIEFS = {0.5, 0.9, 0.99};

    private static final double[] OF_PLAN_BELIEFS = {0.15, 0.35, 0.5};

    private static final double PLAN_DOUBT = 0.02;

    private static final int LEAST_EVENTS_OF_A_YEAR = 12;

    /** In a month that never brought anything something may come. */
    private static final double LEAST_SHAPE = 0.02;

    private final double[] cumulated;
    private final List<Words> notes;

    private Exposure(double[] perDay, List<Words> notes) {
        this.cumulated = new double[perDay.length + 1];
        for (int day = 0; day < perDay.length; day++) {
            cumulated[day + 1] = cumulated[day] + perDay[day];
        }
        this.notes = List.copyOf(notes);
    }

    /**
     * Earlier years that were observed from end to end.
     *
     * @param shape a month's rate over its year's, as it was
     * @param believed how far that is believed to return, from 0 to 1, before this year tells
     * @param doubt relative variance of a month's rate that is left
     * @param yearly what the newest of them brought
     * @param years how many
     * @param planned how much is planned for each day, over what an even plan would have; it goes before the shape
     */
    public record Earlier(
            double[] shape, double believed, double doubt, double yearly, int years, Optional<double[]> planned) {
        public static final Earlier NONE =
                new Earlier(new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 0, 0, 0, 0, Optional.empty());

        /** What is planned goes before what earlier years were like. */
        public Earlier planned(double[] perDay) {
            return new Earlier(shape, believed, PLAN_DOUBT, yearly, years, Optional.of(perDay));
        }

        private double[] perDay(LocalDate from, int length, double belief) {
            double[] days = new double[length];
            LocalDate date = from;
            for (int day = 0; day < length; day++) {
                double of = planned.isPresent() ? planned.get()[day] : shape[date.getMonthValue() - 1];
                days[day] = Math.max(LEAST_SHAPE, 1 + belief * (of - 1));
                date = date.plusDays(1);
            }
            return days;
        }

        boolean known() {
            return years > 0 || planned.isPresent();
        }

        /** How far the shape may be believed: this year's course says which of them holds. */
        double[] beliefs() {
            if (planned.isPresent()) {
                return PLAN_BELIEFS.clone();
            }
            double[] beliefs = new double[BELIEFS.length];
            for (int i = 0; i < beliefs.length; i++) {
                beliefs[i] = BELIEFS[i] * believed + FURTHER[i] * (1 - believed);
            }
            return beliefs;
        }

        /** What each of {@link #beliefs} is worth before this year tells. */
        double[] weights() {
            return (planned.isPresent() ? OF_PLAN_BELIEFS : OF_BELIEFS).clone();
        }

        /** The same promise over another amount. @param by above 0 */
        public Earlier times(double by) {
            return new Earlier(shape, believed, doubt, yearly * by, years, planned);
        }
    }

    /** Which days are worked, where no calendar is published from Monday to Friday. */
    public record Worked(boolean[] days, List<Words> notes) {

        public static Worked of(WorkingCalendar calendar, LocalDate from, int length) {
            boolean[] days = new boolean[length];
            List<Words> notes = new ArrayList<>();
            for (int day = 0; day < length; day++) {
                LocalDate date = from.plusDays(day);
                OptionalInt worked = calendar.daysAfter(date.minusDays(1), date);
                if (worked.isPresent()) {
                    days[day] = worked.getAsInt() == 1;
                } else {
                    DayOfWeek weekday = date.getDayOfWeek();
                    days[day] = weekday != DayOfWeek.SATURDAY && weekday != DayOfWeek.SUNDAY;
                    if (notes.isEmpty()) {
                        notes.add(Words.of(Exposure.class, "calendarNotPublishedMondayTo", date.getYear()));
                    }
                }
            }
            return new Worked(days, notes);
        }
    }

    /** What working days and others bring, before any shape of the year. */
    record Plain(double[] perDay, List<Words> notes) {}

    /**
     * @param events by day of the period
     * @param begin the first day that was observed
     * @param end the day after the last one that was
     */
    static Plain plain(Window window, double[] events, int begin, int end, Earlier earlier) {
        Worked worked = Worked.of(window.calendar(), window.period().from(), events.length);
        double dayOff = dayOff(events, worked.days(), begin, end);
        boolean[] near = nearHolidays(worked.days());
        double nearHoliday = earlier.known() ? 1 : nearHoliday(events, worked.days(), near, begin, end);
        double[] perDay = new double[events.length];
        for (int day = 0; day < perDay.length; day++) {
            perDay[day] = worked.days()[day] ? near[day] ? nearHoliday : 1 : dayOff;
        }
        return new Plain(perDay, worked.notes());
    }

    /**
     * @param belief how far the shape of earlier years is believed, from 0 to 1
     * @param even weeks or months that are worth as much as each other: what is promised of each is planned for each
     */
    static Exposure of(Window window, Plain plain, Earlier earlier, double belief, Optional<Grain> even) {
        double[] perDay = earlier.perDay(window.period().from(), plain.perDay().length, belief);
        for (int day = 0; day < perDay.length; day++) {
            perDay[day] *= plain.perDay()[day];
        }
        even.ifPresent(grain -> even(perDay, window.period().from(), grain));
        return new Exposure(perDay, plain.notes());
    }

    /** An incomplete week or month at an edge keeps its part. */
    private static void even(double[] perDay, LocalDate first, Grain grain) {
        for (int from = 0; from < perDay.length; ) {
            LocalDate start = grain.startOf(first.plusDays(from));
            int until = (int) Math.min(perDay.length, grain.next(start).toEpochDay() - first.toEpochDay());
            double whole = grain.next(start).toEpochDay() - start.toEpochDay();
            double sum = Accrual.sum(perDay, from, until);
            for (int day = from; day < until; day++) {
                perDay[day] = sum > 0 ? perDay[day] / sum * (until - from) / whole : 1 / whole;
            }
            from = until;
        }
    }

    /** Working days within a week of a long holiday, when half of a town is on its way. */
    private static boolean[] nearHolidays(boolean[] worked) {
        boolean[] near = new boolean[worked.length];
        int off = 0;
        for (int day = 0; day <= worked.length; day++) {
            if (day < worked.length && !worked[day]) {
                off++;
                continue;
            }
            if (off >= LONG_HOLIDAY) {
                for (int by = Math.max(0, day - off - Accrual.WEEK);
                        by < Math.min(worked.length, day + Accrual.WEEK);
                        by++) {
                    near[by] = worked[by];
                }
            }
            off = 0;
        }
        return near;
    }

    /** What such a day brings, over what another working day does. */
    private static double nearHoliday(double[] events, boolean[] worked, boolean[] near, int begin, int end) {
        double onNear = 0;
        double onOthers = 0;
        int nearDays = 0;
        int others = 0;
        for (int day = begin; day < end; day++) {
            if (near[day]) {
                onNear += events[day];
                nearDays++;
            } else if (worked[day]) {
                onOthers += events[day];
                others++;
            }
        }
        if (nearDays == 0 || others == 0 || onOthers == 0) {
            return USUAL_NEAR_HOLIDAY;
        }
        double weight = USUAL_NEAR_EVENTS;
        return Math.min(1.2, (onNear + weight * USUAL_NEAR_HOLIDAY) / (onOthers / others * nearDays + weight));
    }

    /** What a day off brings, over what a working day does. */
    private static double dayOff(double[] events, boolean[] worked, int begin, int end) {
        double onWorked = 0;
        double onOthers = 0;
        int workedDays = 0;
        int others = 0;
        for (int day = begin; day < end; day++) {
            if (worked[day]) {
                onWorked += events[day];
                workedDays++;
            } else {
                onOthers += events[day];
                others++;
            }
        }
        if (workedDays == 0 || others == 0 || onWorked + onOthers == 0) {
            return USUAL_DAY_OFF;
        }
        double perWorkedDay = (onWorked + USUAL_EVENTS / 2) / workedDays;
        return Math.min(
                MOST_DAY_OFF, (onOthers + USUAL_EVENTS) / (perWorkedDay * others + USUAL_EVENTS / USUAL_DAY_OFF));
    }

    /**
     * The shape of the years before the period, and how much the newest of them brought.
     *
     * @param days what came on each day before the period: the amount and the events
     */
    public static Earlier earlier(Window window, NavigableMap<LocalDate, double[]> days, EarlierYears years) {
        double[] had = new double[MONTHS];
        double[] expected = new double[MONTHS];
        List<double[]> shapes = new ArrayList<>();
        double noise = 0;
        double yearly = 0;
        for (EarlierYears.Year year : years.observed()) {
            double[] amounts = new double[year.length()];
            double[] events = new double[year.length()];
            for (var day : days.subMap(year.since(), true, year.until(), false).entrySet()) {
                int index = (int) (day.getKey().toEpochDay() - year.since().toEpochDay());
                amounts[index] = Math.max(0, day.getValue()[0]);
                events[index] = day.getValue()[1];
            }
            double total = Accrual.sum(amounts, 0, amounts.length);
            if (Accrual.sum(events, 0, events.length) < LEAST_EVENTS_OF_A_YEAR || total <= 0) {
                continue;
            }
            boolean[] worked =
                    Worked.of(window.calendar(), year.since(), year.length()).days();
            double dayOff = dayOff(events, worked, 0, year.length());
            double[] exposure = new double[year.length()];
            for (int day = 0; day < exposure.length; day++) {
                exposure[day] = worked[day] ? 1 : dayOff;
            }
            double cluster = weeklyDispersion(year, amounts, exposure);
            double rate = total / Accrual.sum(exposure, 0, exposure.length);
            double[] of = new double[MONTHS];
            double[] all = new double[MONTHS];
            for (int day = 0; day < amounts.length; day++) {
                int month = year.since().plusDays(day).getMonthValue() - 1;
                of[month] += amounts[day] / cluster;
                all[month] += rate * exposure[day] / cluster;
            }
            for (int month = 0; month < MONTHS; month++) {
                had[month] += of[month];
                expected[month] += all[month];
                noise += 1 / all[month] / MONTHS;
                of[month] /= all[month];
            }
            yearly = shapes.isEmpty() ? total : yearly;
            shapes.add(of);
        }
        if (shapes.isEmpty()) {
            return Earlier.NONE;
        }
        double[] shape = new double[MONTHS];
        for (int month = 0; month < MONTHS; month++) {
            shape[month] = had[month] / expected[month];
        }
        int used = shapes.size();
        double chance = noise / used / used;
        double seen = used > 1 ? covariance(shapes.get(0), shapes.get(1)) : covariance(shape, shape) - chance;
        double of = MONTHS - 1;
        double strong = (of * Math.max(0, seen) + USUAL_MONTHS * USUAL_SHAPE) / (of + USUAL_MONTHS);
        return new Earlier(
                shape, strong / (strong + chance), strong * chance / (strong + chance), yearly, used, Optional.empty());
    }

    private static double covariance(double[] one, double[] other) {
        double both = 0;
        for (int month = 0; month < MONTHS; month++) {
            both += (one[month] - 1) * (other[month] - 1) / (MONTHS - 1);
        }
        return both;
    }

    /**
     * The variance of a week's total over its mean, about its own month's rate: about a flat year's a strong shape would look
     * like chance and not believe itself. At least that of whole events.
     */
    private static double weeklyDispersion(EarlierYears.Year year, double[] amounts, double[] exposure) {
        double[] had = new double[MONTHS];
        double[] exposed = new double[MONTHS];
        int[] months = new int[amounts.length];
        for (int day = 0; day < amounts.length; day++) {
            months[day] = year.since().plusDays(day).getMonthValue() - 1;
            had[months[day]] += amounts[day];
            exposed[months[day]] += exposure[day];
        }
        double squares = 0;
        int weeks = 0;
        for (int from = 0; from + Accrual.WEEK <= amounts.length; from += Accrual.WEEK) {
            double expected = 0;
            for (int day = from; day < from + Accrual.WEEK; day++) {
                double in = exposed[months[day]];
                expected += in > 0 ? had[months[day]] / in * exposure[day] : 0;
            }
            double off = Accrual.sum(amounts, from, from + Accrual.WEEK) - expected;
            squares += expected > 0 ? off * off / expected : 0;
            weeks++;
        }
        double mean = Accrual.sum(amounts, 0, amounts.length) / amounts.length * Accrual.WEEK;
        return Math.max(squares / weeks, mean / 1e4);
    }

    /** @param until the day after the last */
    double between(int from, int until) {
        return cumulated[until] - cumulated[from];
    }

    List<Words> notes() {
        return notes;
    }
}

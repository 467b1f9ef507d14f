package io.dabiao.core;

import io.dabiao.core.chance.Distribution;
import io.dabiao.core.chance.Least;
import io.dabiao.core.chance.Mixture;
import io.dabiao.core.chance.Pace;
import io.dabiao.core.chance.PlannedEvents;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Something that accumulates from day to day, and what is still to come of it.
 *
 * <p>Its pace is learnt from closed days. What came today counts, and as much less is expected of today: so the expectation
 * stands still while a usual day goes by, and follows an unusual one at once.
 */
final class Accrual {

    static final int WEEK = 7;
    /** For how long one looks back to say what came lately. */
    static final int LATELY = 8 * WEEK;

    /** A week's mean may be off by this share for reasons that no count shows. */
    private static final double WEEKLY_SPREAD = 0.15;
    /** Events come a little more in bursts than by pure chance. */
    private static final double USUAL_BURST = 1.3;

    /** Relative variance of the mean rate ahead by seasons that were not seen, without and with earlier years. */
    private static final double UNSEEN_SEASONS = 0.12 * 0.12;

    private static final double SEEN_SEASONS = 0.05 * 0.05;
    /** Relative variance of a year's level given the year before. */
    private static final double YEAR_TO_YEAR = 0.1;
    /** So many events missing at the rate seen later mean that the feed began later. */
    private static final double MISSED_EVENTS = 6;

    /**
     * What is promised to come within the whole period.
     *
     * @param amount in the unit of the amounts, above 0
     * @param doubt relative variance
     * @param never how likely it is that it never happens at all
     */
    record Plan(double amount, double doubt, double never) {}

    private final Pace.Of of;
    private final Window window;
    private final double[] amounts;
    private final double[] events;
    private final int begin;
    private final int end;
    private final int today;
    private final Exposure exposure;
    private final Pace pace;
    private final double perAmount;
    private final double season;

    /**
     * @param amounts by day of the period, 0 after today
     * @param events likewise, how many
     * @param from the first day that may have been observed
     * @param end the day after the last closed one that was observed
     * @param today the index of today; the length of the period where it is over
     * @param grain of the blocks from which the pace is learnt; the usual one where empty
     * @param firstSign the first day on which the sources gave any sign of life
     */
    Accrual(
            Pace.Of of,
            double[] amounts,
            double[] events,
            Window window,
            int from,
            int end,
            int today,
            Optional<Integer> firstSign,
            Plan plan,
            Exposure.Earlier earlier,
            Optional<Grain> grain) {
        this.of = of;
        this.window = window;
        this.amounts = amounts;
        this.events = events;
        this.end = end;
        this.today = today;
        this.begin = firstSign.isPresent() && !firstSign.equals(firstEvent(from))
                ? Math.max(from, firstSign.get())
                : begin(from);
        Grain blocksOf = grain.orElseGet(this::usualGrain);
        boolean even = earlier.years() == 0 && (grain.isPresent() || blocksOf == Grain.MONTH);
        this.exposure =
                Exposure.of(window, events, begin, end, earlier, even ? Optional.of(blocksOf) : Optional.empty());
        this.season = earlier.years() > 0 ? SEEN_SEASONS : UNSEEN_SEASONS;
        Pace.Blocks blocks = blocks(blocksOf, amounts);
        double all = exposure.between(begin, amounts.length);
        Pace.Prior prior = earlier.years() > 0
                ? new Pace.Prior(earlier.yearly() / exposure.between(0, amounts.length), YEAR_TO_YEAR)
                : new Pace.Prior(plan.amount() / all, plan.doubt());
        double perBlock = blocks.amounts().length == 0 ? 0 : sum(amounts, begin, end) / blocks.amounts().length;
        double cluster = USUAL_BURST * (of == Pace.Of.EVENTS ? 1 : clusterOfAmounts(plan));
        this.pace = Pace.of(of, blocks, prior, cluster + WEEKLY_SPREAD * WEEKLY_SPREAD * perBlock, plan.never());
        double total = sum(amounts, begin, end);
        this.perAmount = total > 0 ? sum(events, begin, end) / total : 1 / cluster;
    }

    private Optional<Integer> firstEvent(int from) {
        for (int day = from; day < end; day++) {
            if (events[day] > 0) {
                return Optional.of(day);
            }
        }
        return Optional.empty();
    }

    /** The day of the first event, where the silence before it would have held too many at the rate after it. */
    private int begin(int from) {
        int first = from;
        while (first < end && events[first] == 0) {
            first++;
        }
        if (first == end || first - from < WEEK) {
            return from;
        }
        double rate = (sum(events, first, end) - 1) / Math.max(1, end - first);
        return rate * (first - from) > MISSED_EVENTS ? first : from;
    }

    /** Calendar weeks, or months where events are rare, so that the blocks do not move from day to day. */
    private Pace.Blocks blocks(Grain grain, double[] amounts) {
        List<double[]> blocks = new ArrayList<>();
        LocalDate first = window.period().from();
        int from = begin;
        while (from < end) {
            LocalDate next = grain.next(grain.startOf(first.plusDays(from)));
            int until = (int) Math.min(end, next.toEpochDay() - first.toEpochDay());
            blocks.add(new double[] {
                sum(amounts, from, until), exposure.between(from, until), (until - from) / (double) WEEK
            });
            from = until;
        }
        return new Pace.Blocks(column(blocks, 0), column(blocks, 1), column(blocks, 2));
    }

    private Grain usualGrain() {
        double weeks = (end - begin) / (double) WEEK;
        return sum(events, begin, end) >= 2 * weeks ? Grain.WEEK : Grain.MONTH;
    }

    private static double[] column(List<double[]> rows, int column) {
        return rows.stream().mapToDouble(row -> row[column]).toArray();
    }

    /** The second moment of an event's amount over its first, from days; the variance of a sum over its mean. */
    private double clusterOfAmounts(Plan plan) {
        double count = sum(events, begin, end);
        double total = sum(amounts, begin, end);
        if (count <= 0 || total <= 0) {
            return plan.amount() / WEEK;
        }
        double mean = total / count;
        double squares = 0;
        int days = 0;
        for (int day = begin; day < end; day++) {
            if (events[day] > 0) {
                double off = amounts[day] / events[day] - mean;
                squares += events[day] * off * off;
                days++;
            }
        }
        double variance = (squares + mean * mean) / Math.max(1, days);
        return mean + variance / mean;
    }

    /** The variance of a week's total over its mean, at least that of whole events; for a year that is over. */
    static double weeklyDispersion(double[] amounts, double rate, boolean[] worked, double dayOff) {
        double squares = 0;
        int weeks = 0;
        for (int from = 0; from + WEEK <= amounts.length; from += WEEK) {
            double expected = 0;
            for (int day = from; day < from + WEEK; day++) {
                expected += rate * (worked[day] ? 1 : dayOff);
            }
            double off = sum(amounts, from, from + WEEK) - expected;
            squares += expected > 0 ? off * off / expected : 0;
            weeks++;
        }
        return Math.max(squares / weeks, rate * WEEK / 1e4);
    }

    static double sum(double[] values, int from, int until) {
        double sum = 0;
        for (int i = from; i < until; i++) {
            sum += values[i];
        }
        return sum;
    }

    /** Today's part included. */
    double soFar() {
        return sum(amounts, 0, Math.min(today + 1, amounts.length));
    }

    /** Closed days that were observed. */
    int observed() {
        return end - begin;
    }

    int begin() {
        return begin;
    }

    double exposureLeft() {
        return exposureLeft(today, amounts.length);
    }

    /** What is still to come from {@code from} on, as exposure; a part of today is over where something came today. */
    double exposureLeft(int from, int until) {
        if (today >= amounts.length || until <= today) {
            return 0;
        }
        double unseen = exposure.between(Math.min(end, today), today);
        double ofToday = exposure.between(today, today + 1);
        double done = pace.rate() > 0 ? amounts[today] / pace.rate() : 0;
        double left = exposure.between(Math.max(from, today), until);
        boolean withToday = from <= today;
        // Days after a feed fell silent are not over: what happened in them may still be told.
        return left - (withToday ? Math.min(ofToday, done) : 0) + (withToday ? unseen : 0);
    }

    double weeksLeft() {
        return (amounts.length - today) / (double) WEEK;
    }

    Distribution ahead() {
        return pace.ahead(exposureLeft(), weeksLeft(), season, perAmount);
    }

    /**
     * What is still to come where a few deeds are promised: planned ones, or a stream, as what came so far makes likely.
     *
     * @param promised for the whole period
     */
    Distribution deedsAhead(int promised) {
        return deedsAhead(promised, amounts, ahead());
    }

    /** @param deeds by day @param stream what is to come where they are no plan */
    Distribution deedsAhead(int promised, double[] deeds, Distribution stream) {
        double all = exposure.between(begin, amounts.length);
        Pace.Blocks blocks = blocks(Grain.MONTH, deeds);
        double[] shares =
                Arrays.stream(blocks.exposures()).map(one -> one / all).toArray();
        PlannedEvents plan = new PlannedEvents(promised, blocks.amounts(), shares);
        if (today < deeds.length && deeds[today] > 0 || Double.isInfinite(plan.evidence())) {
            return stream;
        }
        double best = Math.max(plan.evidence(), pace.evidence());
        return new Mixture(
                List.of(plan.ahead(), stream),
                new double[] {Math.exp(plan.evidence() - best), Math.exp(pace.evidence() - best)});
    }

    double expectedAhead() {
        return pace.rate() * exposureLeft();
    }

    /** How many of the newest closed days are looked back at. */
    int latelyDays(int most) {
        return Math.min(most, observed());
    }

    double lately(int days) {
        return sum(amounts, end - days, end);
    }

    double latelyEvents(int days) {
        return sum(events, end - days, end);
    }

    Pace pace() {
        return pace;
    }

    double exposure(int from, int until) {
        return exposure.between(from, until);
    }

    /**
     * The least of several stretches of which some are over.
     *
     * @param soFar of those that are over
     * @param had what each of the others has already
     * @param exposures that each of them has left
     */
    Least least(double soFar, double[] had, double[] exposures) {
        return new Least(soFar, had, exposures, pace, of, weeksLeft(), season, perAmount);
    }

    Pace.Of of() {
        return of;
    }

    double perAmount() {
        return perAmount;
    }

    double season() {
        return season;
    }

    List<Words> notes() {
        return exposure.notes();
    }
}

package io.dabiao.core.measure;

import io.dabiao.core.calendar.ServiceHours;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Closed days on which enough of the day's probes succeeded. Today is not closed; a day without probes is unknown.
 *
 * @param success the boolean attribute that tells
 * @param threshold the least share of successes, in percent, with which a day counts
 * @param days which days are promised; the others are neither won, lost nor unknown
 * @param covered the least share of the day that its probes must speak for, in percent, for it to count; empty where any
 *     will do. A day that was lost by what is known of it stays lost
 * @param hours the promised hours of each site that is counted, as its declaration says, where the selector leaves out what lies
 *     outside of them: {@code covered} is a share of these; empty where it does not, or no site of the declaration is counted
 */
public record AvailableDays(
        Selector over,
        String success,
        BigDecimal threshold,
        ServiceHours.Days days,
        Optional<BigDecimal> covered,
        List<ServiceHours> hours)
        implements Measure {

    /** What became of a day that is over. */
    public enum Day {
        AVAILABLE,
        LOST,
        UNKNOWN,
        /** It was not promised. */
        APART
    }

    public AvailableDays {
        hours = List.copyOf(hours);
    }

    /** Of sites whose hours nothing is known of yet. */
    public AvailableDays(
            Selector over, String success, BigDecimal threshold, ServiceHours.Days days, Optional<BigDecimal> covered) {
        this(over, success, threshold, days, covered, List.of());
    }

    /** Of all days, however little of them was watched. */
    public AvailableDays(Selector over, String success, BigDecimal threshold) {
        this(over, success, threshold, ServiceHours.Days.ALL, Optional.empty());
    }

    /** The same of sites that are promised in hours of theirs. */
    public AvailableDays promised(List<ServiceHours> ofSites) {
        return new AvailableDays(over, success, threshold, days, covered, ofSites);
    }

    /** Whether the promised hours of its sites say how much of a day must be watched. */
    public boolean asksForHours() {
        return covered.isPresent() && ProbeWatch.promised(over);
    }

    @Override
    public MeasureKind kind() {
        return MeasureKind.AVAILABLE_DAYS;
    }

    /** The trials are the first. */
    @Override
    public List<Series> series(ZoneId zone) {
        List<Series> all = new ArrayList<>();
        all.add(new Series(zone, over, Fold.TRIALS, List.of(success)));
        if (covered.isPresent()) {
            all.addAll(ProbeWatch.watched(over, zone));
        }
        return List.copyOf(all);
    }

    @Override
    public Dimension dimension() {
        return Dimension.DAYS;
    }

    @Override
    public AvailableDays selecting(UnaryOperator<Selector> change) {
        return new AvailableDays(change.apply(over), success, threshold, days, covered, hours);
    }

    @Override
    public boolean saysOfShortWindows() {
        return true;
    }

    @Override
    public boolean hasBudget() {
        return true;
    }

    @Override
    public Reading read(Window window) {
        NavigableMap<LocalDate, Rollup> trials =
                window.days(series(window.period().zone()).get(0));
        long available = 0;
        long unknown = 0;
        long left = 0;
        long apart = 0;
        long probes = 0;
        long unfit = 0;
        Map<LocalDate, Day> judged = judged(window);
        for (LocalDate day : Readings.daysOf(window.period())) {
            Rollup.Trials found = (Rollup.Trials) trials.getOrDefault(day, Fold.TRIALS.nothing());
            probes += found.all();
            unfit += found.unfit();
            if (!days.has(day, window.calendar())) {
                apart++;
            } else if (!day.isBefore(window.today())) {
                left++;
            } else {
                Day was = judged.getOrDefault(day, Day.UNKNOWN);
                available += was == Day.AVAILABLE ? 1 : 0;
                unknown += was == Day.UNKNOWN ? 1 : 0;
            }
        }
        Reading.Parts parts = Reading.Parts.of(probes, unfit);
        if (probes == 0) {
            return Reading.missing(Words.of(AvailableDays.class, "neverProbed"), parts);
        }
        return Reading.ofDays(new Reading.DayCount(available, unknown, left, apart), parts);
    }

    /** Each day of which something is known, today as it stands so far. */
    public Map<LocalDate, Day> judged(Window window) {
        ZoneId zone = window.period().zone();
        List<Series> all = series(zone);
        NavigableMap<LocalDate, Rollup> trials = window.days(all.get(0));
        Map<LocalDate, Fraction> watched =
                covered.isPresent() ? ProbeWatch.byDay(over, hours, window, trials.keySet()) : Map.of();
        Map<LocalDate, Day> judged = new TreeMap<>();
        trials.forEach((day, rollup) ->
                judged.put(day, judge(day, (Rollup.Trials) rollup, watched.get(day), window.calendar())));
        return judged;
    }

    private Day judge(LocalDate day, Rollup.Trials trials, Fraction watched, WorkingCalendar calendar) {
        if (!days.has(day, calendar)) {
            return Day.APART;
        }
        if (trials.all() == 0) {
            return Day.UNKNOWN;
        }
        if (!available(trials)) {
            return Day.LOST;
        }
        boolean enough = covered.isEmpty()
                || watched != null && watched.times(BigDecimal.valueOf(100)).compareTo(covered.get()) >= 0;
        return enough ? Day.AVAILABLE : Day.UNKNOWN;
    }

    public boolean available(Rollup.Trials trials) {
        BigDecimal needed = threshold.multiply(BigDecimal.valueOf(trials.all()));
        return BigDecimal.valueOf(trials.succeeded()).movePointRight(2).compareTo(needed) >= 0;
    }

    @Override
    public boolean wholeNumbers() {
        return true;
    }

    @Override
    public Words words() {
        String share = threshold.toPlainString();
        boolean working = days == ServiceHours.Days.WORKING;
        Words watched = covered.map(least -> Words.of(AvailableDays.class, "watched", least.toPlainString()))
                .orElse(Words.asWritten(""));
        return working
                ? Words.of(AvailableDays.class, "workingDays", share, over, watched)
                : Words.of(AvailableDays.class, "days", share, over, watched);
    }
}

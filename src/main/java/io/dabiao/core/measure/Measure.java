package io.dabiao.core.measure;

import io.dabiao.core.calendar.Grain;
import io.dabiao.core.calendar.Period;
import io.dabiao.core.calendar.ServiceHours;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.event.EventTypes;
import io.dabiao.core.event.Matcher;
import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * How an indicator's actual is computed from events; the closed set of the contract's table.
 *
 * <p>A further measure is a further record: the compiler then asks for its {@link MeasureKind}, and the {@link MeasureKind} for the way
 * in which a declaration writes it.
 */
public sealed interface Measure {

    /** The word under which a declaration names a measure. */
    enum MeasureKind {
        COUNT("count"),
        SUM("sum"),
        RATIO("ratio"),
        MEAN("mean"),
        PERCENTILE("percentile"),
        MAX("max"),
        MIN("min"),
        LATEST("latest"),
        DISTINCT("distinct"),
        DISTINCT_DAYS("distinctDays"),
        AVAILABLE_DAYS("availableDays"),
        WORST("worst"),
        GROWTH("growth"),
        WORKING_DAYS("workingDays"),
        REPORTED("reported");

        private final String key;

        MeasureKind(String key) {
            this.key = key;
        }

        public String key() {
            return key;
        }
    }

    MeasureKind kind();

    /** What must be kept of the events, so that {@link #read} can answer without them. */
    List<Series> series(ZoneId zone);

    /** What its values are; a target's unit must be of the same. */
    Dimension dimension();

    /** The value over a window, in the base of {@link #dimension}. Pure. */
    Reading read(Window window);

    /** In a declaration's own terms, for people: {@code count of drill}. */
    Words words();

    /** When time alone will end its value; empty where time cannot. Pure. */
    default Optional<Instant> endsAt(Window window) {
        return Optional.empty();
    }

    /** The types of events that bring its facts; their silence makes it stale. */
    default Set<String> types() {
        return series(ZoneId.of("UTC")).stream()
                .map(series -> series.selector().type())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Whether its value only grows through the year, so that a ceiling once exceeded stays exceeded. */
    default boolean onlyGrows() {
        return false;
    }

    /**
     * Whether nothing is an amount of it. Silence is none: such a measure has no data until its types were heard of. The
     * others have none without events anyway.
     */
    default boolean countsNothing() {
        return false;
    }

    /** Whether its value is the part of a whole that is good, or bad: what is kept of it is both. */
    default boolean isShare() {
        return false;
    }

    /** Whether it says something over a short window: the others only do over their year. */
    default boolean saysOfShortWindows() {
        return false;
    }

    /** Whether it is a share of good events or days, so that there is a budget for the others. */
    default boolean hasBudget() {
        return false;
    }

    /** Whether few events make its value uncertain, as they do a mean, a share and a percentile. */
    default boolean averages() {
        return false;
    }

    /** Whether it is a level, which stands until the next reading. */
    default boolean isLevel() {
        return false;
    }

    /** Whether its value is in the unit of an attribute, so that a target in money or time says which the attribute is in. */
    default boolean carriesUnit() {
        return false;
    }

    /** The types that have never given a sign of life before the window's instant. Pure. */
    default List<String> neverHeard(Window window) {
        return types().stream()
                .filter(type -> window.heardSince(type).isEmpty())
                .toList();
    }

    /**
     * From which day on nothing is an amount: that of the first sign of life, and of several types that of the last of them
     * to be heard. Empty where one was never heard. Pure.
     */
    default Optional<LocalDate> heardSince(Window window) {
        LocalDate since = LocalDate.MIN;
        for (String type : types()) {
            Optional<LocalDate> first = window.heardSince(type);
            if (first.isEmpty()) {
                return Optional.empty();
            }
            since = first.get().isAfter(since) ? first.get() : since;
        }
        return Optional.of(since);
    }

    /**
     * This measure, deciding only on events that bear what the catalogue says they must; what a person reports names its
     * indicator by itself.
     */
    default Measure under(EventTypes types) {
        return selecting(selector -> selector.under(types));
    }

    /** This measure over other selections. */
    Measure selecting(UnaryOperator<Selector> change);

    /** A measure of one selection, of which one fold is kept. */
    sealed interface OneSelection extends Measure {

        Selector over();

        /** What is kept of the selected events. */
        Fold fold();

        /** Those whose values are kept. */
        List<String> attributes();

        /** This measure of other events. */
        OneSelection of(Selector others);

        @Override
        default List<Series> series(ZoneId zone) {
            return List.of(new Series(zone, over(), fold(), attributes()));
        }

        @Override
        default OneSelection selecting(UnaryOperator<Selector> change) {
            return of(change.apply(over()));
        }

        /** All that is kept of a window. @param kept what {@link #fold} keeps */
        default <R extends Rollup> R total(Window window, Class<R> kept) {
            return window.total(series(window.period().zone()).get(0), kept);
        }
    }

    /** A measure of the values of one attribute, in the unit that they are declared in. */
    sealed interface OfAttribute extends OneSelection {

        String attribute();

        /** The attribute's unit. */
        Unit in();

        @Override
        default List<String> attributes() {
            return List.of(attribute());
        }

        @Override
        default Dimension dimension() {
            return in().dimension();
        }

        @Override
        default boolean carriesUnit() {
            return true;
        }
    }

    /** A count or a sum: what ratios and quotas are made of. */
    sealed interface Amount extends OneSelection {

        /** Amounts of nothing are 0, so there is always one; whether anyone was heard is for {@link #read} to say. */
        Fraction amount(Window window);

        @Override
        Amount of(Selector others);

        @Override
        default Amount selecting(UnaryOperator<Selector> change) {
            return of(change.apply(over()));
        }

        @Override
        default boolean onlyGrows() {
            return true;
        }

        @Override
        default boolean countsNothing() {
            return true;
        }
    }

    /** The number of matching events, whatever their value. */
    record Count(Selector over) implements Amount {
        @Override
        public MeasureKind kind() {
            return MeasureKind.COUNT;
        }

        @Override
        public Fold fold() {
            return Fold.TALLY;
        }

        @Override
        public List<String> attributes() {
            return List.of();
        }

        @Override
        public Dimension dimension() {
            return Dimension.NUMBER;
        }

        @Override
        public Fraction amount(Window window) {
            return Fraction.of(total(window, Rollup.Tally.class).events());
        }

        @Override
        public Count of(Selector others) {
            return new Count(others);
        }

        @Override
        public Reading read(Window window) {
            Rollup.Tally tally = total(window, Rollup.Tally.class);
            return Readings.heard(
                    this, window, Fraction.of(tally.events()), Reading.Parts.of(tally.events(), tally.unfit()));
        }

        @Override
        public Words words() {
            return new Words("count of " + over, over + " 的次数");
        }
    }

    /** The sum of an attribute; an event without it adds 0. */
    record Sum(String attribute, Selector over, Unit in) implements Amount, OfAttribute {
        @Override
        public MeasureKind kind() {
            return MeasureKind.SUM;
        }

        @Override
        public Fold fold() {
            return Fold.TOTAL;
        }

        @Override
        public Fraction amount(Window window) {
            return Fraction.of(total(window, Rollup.Total.class).sum()).times(in.scale());
        }

        @Override
        public Sum of(Selector others) {
            return new Sum(attribute, others, in);
        }

        @Override
        public Reading read(Window window) {
            Rollup.Total total = total(window, Rollup.Total.class);
            return Readings.heard(
                    this,
                    window,
                    Fraction.of(total.sum()).times(in.scale()),
                    Reading.Parts.of(total.counted() + total.absent(), total.unfit()));
        }

        @Override
        public Words words() {
            return new Words("sum of " + attribute + " over " + over, over + " 的 " + attribute + " 之和");
        }
    }

    /** One amount over another, over the whole period; never a mean of daily ratios. */
    record Ratio(Amount part, Amount whole) implements Measure {
        @Override
        public MeasureKind kind() {
            return MeasureKind.RATIO;
        }

        @Override
        public List<Series> series(ZoneId zone) {
            List<Series> both = new ArrayList<>(part.series(zone));
            both.addAll(whole.series(zone));
            return both;
        }

        @Override
        public Dimension dimension() {
            return Dimension.SHARE;
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
        public boolean averages() {
            return true;
        }

        @Override
        public Reading read(Window window) {
            Reading of = part.read(window);
            Reading to = whole.read(window);
            Fraction above = part.amount(window);
            Fraction below = whole.amount(window);
            Reading.Parts parts = Reading.Parts.ratio(
                    above,
                    below,
                    to.parts().samples(),
                    unfit(of.parts().unfit(), to.parts().unfit()));
            Optional<Words> silence = to.missing().or(of::missing);
            if (silence.isPresent()) {
                return Reading.missing(silence.get(), parts);
            }
            if (below.compareTo(BigDecimal.ZERO) <= 0) {
                return Reading.missing(
                        new Words(
                                "the " + whole.words().english() + " is still 0",
                                "分母（" + whole.words().chinese() + "）仍为 0"),
                        parts);
            }
            Fraction share = new Fraction(
                    above.numerator().multiply(below.denominator()),
                    above.denominator().multiply(below.numerator()));
            return Reading.of(share, parts);
        }

        @Override
        public boolean countsNothing() {
            return true;
        }

        @Override
        public boolean isShare() {
            return true;
        }

        /** What decides one side and cannot be decided leaves an event out on both. */
        @Override
        public Ratio under(EventTypes types) {
            return new Ratio(side(part, whole, types), side(whole, part, types));
        }

        private static Amount side(Amount side, Amount other, EventTypes types) {
            boolean same = side.over().type().equals(other.over().type());
            return side.of(side.over().under(types, same ? other.over().matchers() : List.of()));
        }

        @Override
        public Ratio selecting(UnaryOperator<Selector> change) {
            return new Ratio(part.selecting(change), whole.selecting(change));
        }

        /** An event that is left out on both sides is one event. */
        private long unfit(long above, long below) {
            return part.over().type().equals(whole.over().type()) ? Math.max(above, below) : above + below;
        }

        @Override
        public Words words() {
            return new Words(
                    "ratio of (" + part.words().english() + ") to ("
                            + whole.words().english() + ")",
                    part.words().chinese() + " ÷ " + whole.words().chinese());
        }
    }

    /** The mean of an attribute over the events that have it. */
    record Mean(String attribute, Selector over, Unit in) implements OfAttribute {
        @Override
        public MeasureKind kind() {
            return MeasureKind.MEAN;
        }

        @Override
        public Fold fold() {
            return Fold.TOTAL;
        }

        @Override
        public Mean of(Selector others) {
            return new Mean(attribute, others, in);
        }

        @Override
        public boolean saysOfShortWindows() {
            return true;
        }

        @Override
        public boolean averages() {
            return true;
        }

        @Override
        public Reading read(Window window) {
            Rollup.Total total = total(window, Rollup.Total.class);
            long unfit = total.unfit() + total.absent();
            if (total.counted() == 0) {
                return Reading.missing(Readings.nothingOf(over), Reading.Parts.of(0, unfit));
            }
            Fraction sum = Fraction.of(total.sum()).times(in.scale());
            Fraction events = Fraction.of(total.counted());
            return Reading.of(
                    new Fraction(sum.numerator(), events.numerator()),
                    Reading.Parts.ratio(sum, events, total.counted(), unfit));
        }

        @Override
        public Words words() {
            return new Words("mean of " + attribute + " over " + over, over + " 的 " + attribute + " 平均值");
        }
    }

    /**
     * A percentile of an attribute, within 0.5 % of the exact one.
     *
     * @param percent above 0, at most 100
     */
    record Percentile(BigDecimal percent, String attribute, Selector over, Unit in) implements OfAttribute {
        @Override
        public MeasureKind kind() {
            return MeasureKind.PERCENTILE;
        }

        @Override
        public Fold fold() {
            return Fold.QUANTILES;
        }

        @Override
        public Percentile of(Selector others) {
            return new Percentile(percent, attribute, others, in);
        }

        @Override
        public boolean saysOfShortWindows() {
            return true;
        }

        @Override
        public boolean averages() {
            return true;
        }

        @Override
        public Reading read(Window window) {
            Rollup.Quantiles all = total(window, Rollup.Quantiles.class);
            Reading.Parts parts = Reading.Parts.of(all.count(), all.unfit());
            return all.percentile(percent)
                    .map(value -> Reading.of(Fraction.of(value).times(in.scale()), parts))
                    .orElseGet(() -> Reading.missing(Readings.nothingOf(over), parts));
        }

        @Override
        public Words words() {
            return new Words(
                    "p" + percent.toPlainString() + " of " + attribute + " over " + over,
                    over + " 的 " + attribute + " 第 " + percent.toPlainString() + " 百分位数");
        }
    }

    /** The greatest value of an attribute. */
    record Max(String attribute, Selector over, Unit in) implements OfAttribute {
        @Override
        public MeasureKind kind() {
            return MeasureKind.MAX;
        }

        @Override
        public Fold fold() {
            return Fold.EXTENT;
        }

        @Override
        public Max of(Selector others) {
            return new Max(attribute, others, in);
        }

        @Override
        public boolean saysOfShortWindows() {
            return true;
        }

        @Override
        public Reading read(Window window) {
            return Readings.extreme(this, window, Rollup.Range::greatest);
        }

        @Override
        public Words words() {
            return new Words("greatest " + attribute + " over " + over, over + " 的 " + attribute + " 最大值");
        }
    }

    /** The least value of an attribute. */
    record Min(String attribute, Selector over, Unit in) implements OfAttribute {
        @Override
        public MeasureKind kind() {
            return MeasureKind.MIN;
        }

        @Override
        public Fold fold() {
            return Fold.EXTENT;
        }

        @Override
        public Min of(Selector others) {
            return new Min(attribute, others, in);
        }

        @Override
        public boolean saysOfShortWindows() {
            return true;
        }

        @Override
        public Reading read(Window window) {
            return Readings.extreme(this, window, Rollup.Range::least);
        }

        @Override
        public Words words() {
            return new Words("least " + attribute + " over " + over, over + " 的 " + attribute + " 最小值");
        }
    }

    /** The value with the newest event time, not the newest arrival. */
    record Latest(String attribute, Selector over, Unit in) implements OfAttribute {
        @Override
        public MeasureKind kind() {
            return MeasureKind.LATEST;
        }

        @Override
        public Fold fold() {
            return Fold.ENDS;
        }

        @Override
        public Latest of(Selector others) {
            return new Latest(attribute, others, in);
        }

        @Override
        public boolean saysOfShortWindows() {
            return true;
        }

        @Override
        public boolean isLevel() {
            return true;
        }

        @Override
        public Reading read(Window window) {
            Rollup.Ends all = total(window, Rollup.Ends.class);
            return all.ends()
                    .map(ends -> Reading.of(
                            Fraction.of(ends.last().value()).times(in.scale()), Reading.Parts.of(1, all.unfit())))
                    .orElseGet(() -> Reading.missing(Readings.nothingOf(over), Reading.Parts.of(0, all.unfit())));
        }

        @Override
        public Words words() {
            return new Words("latest " + attribute + " of " + over, over + " 的最新 " + attribute);
        }
    }

    /** How many different values an attribute took. */
    record Distinct(String attribute, Selector over) implements OneSelection {
        @Override
        public MeasureKind kind() {
            return MeasureKind.DISTINCT;
        }

        @Override
        public Fold fold() {
            return Fold.MEMBERS;
        }

        @Override
        public List<String> attributes() {
            return List.of(attribute);
        }

        @Override
        public Dimension dimension() {
            return Dimension.NUMBER;
        }

        @Override
        public Distinct of(Selector others) {
            return new Distinct(attribute, others);
        }

        @Override
        public boolean onlyGrows() {
            return true;
        }

        @Override
        public boolean countsNothing() {
            return true;
        }

        @Override
        public Reading read(Window window) {
            Rollup.Members all = total(window, Rollup.Members.class);
            return Readings.heard(
                    this,
                    window,
                    Fraction.of(all.values().size()),
                    Reading.Parts.of(all.values().size(), all.unfit()));
        }

        @Override
        public Words words() {
            return new Words("different " + attribute + " over " + over, over + " 中不同 " + attribute + " 的个数");
        }
    }

    /** How many days had a matching event. */
    record DistinctDays(Selector over) implements OneSelection {
        @Override
        public MeasureKind kind() {
            return MeasureKind.DISTINCT_DAYS;
        }

        @Override
        public Fold fold() {
            return Fold.TALLY;
        }

        @Override
        public List<String> attributes() {
            return List.of();
        }

        @Override
        public Dimension dimension() {
            return Dimension.DAYS;
        }

        @Override
        public DistinctDays of(Selector others) {
            return new DistinctDays(others);
        }

        @Override
        public boolean onlyGrows() {
            return true;
        }

        @Override
        public boolean countsNothing() {
            return true;
        }

        @Override
        public Reading read(Window window) {
            NavigableMap<LocalDate, Rollup> days =
                    window.days(series(window.period().zone()).get(0));
            long events = 0;
            long unfit = 0;
            long counted = 0;
            long open = 0;
            long unknown = 0;
            for (LocalDate day : Readings.daysOf(window.period())) {
                Rollup.Tally tally = (Rollup.Tally) days.getOrDefault(day, Fold.TALLY.nothing());
                long ofDay = tally.events();
                events += ofDay;
                unfit += tally.unfit();
                if (ofDay > 0) {
                    counted++;
                } else if (!day.isBefore(window.today())) {
                    open++;
                } else if (day.isBefore(window.measuredFrom())) {
                    unknown++;
                }
            }
            Reading.Parts parts = Reading.Parts.of(events, unfit);
            return Readings.silence(this, window)
                    .map(why -> Reading.missing(why, parts))
                    .orElse(Reading.ofDays(new Reading.DayCount(counted, unknown, open), parts));
        }

        @Override
        public Words words() {
            return new Words("days with " + over, "有 " + over + " 的天数");
        }
    }

    /**
     * Closed days on which enough of the day's probes succeeded. Today is not closed; a day without probes is unknown.
     *
     * @param success the boolean attribute that tells
     * @param threshold the least share of successes, in percent, with which a day counts
     * @param days which days are promised; the others are neither won, lost nor unknown
     * @param covered the least share of the day that its probes must speak for, in percent, for it to count; empty where any
     *     will do. A day that was lost by what is known of it stays lost
     */
    record AvailableDays(
            Selector over, String success, BigDecimal threshold, ServiceHours.Days days, Optional<BigDecimal> covered)
            implements Measure {

        /** What became of a day that is over. */
        public enum Day {
            AVAILABLE,
            LOST,
            UNKNOWN,
            /** It was not promised. */
            APART
        }

        /** Of all days, however little of them was watched. */
        public AvailableDays(Selector over, String success, BigDecimal threshold) {
            this(over, success, threshold, ServiceHours.Days.ALL, Optional.empty());
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
            return new AvailableDays(change.apply(over), success, threshold, days, covered);
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
                return Reading.missing(new Words("never probed", "从未探测"), parts);
            }
            return Reading.ofDays(new Reading.DayCount(available, unknown, left, apart), parts);
        }

        /** Each day of which something is known, today as it stands so far. */
        public Map<LocalDate, Day> judged(Window window) {
            ZoneId zone = window.period().zone();
            List<Series> all = series(zone);
            NavigableMap<LocalDate, Rollup> trials = window.days(all.get(0));
            Map<LocalDate, Fraction> watched =
                    covered.isPresent() ? ProbeWatch.byDay(over, window, trials.keySet()) : Map.of();
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
        public Words words() {
            String share = threshold.toPlainString();
            boolean working = days == ServiceHours.Days.WORKING;
            String least = covered.map(BigDecimal::toPlainString).orElse("");
            return new Words(
                    (working ? "closed working days" : "closed days") + " on which at least " + share + " % of " + over
                            + " succeeded"
                            + (least.isEmpty() ? "" : ", of days of which at least " + least + " % was watched"),
                    over + " 成功率不低于 " + share + "% 的" + (working ? "工作日" : "") + "天数（当日不计"
                            + (least.isEmpty() ? "" : "，当日监测覆盖率不低于 " + least + "%") + "）");
        }
    }

    /** The lowest amount of a complete month or week. A complete one without events is 0. */
    record Worst(Grain grain, Amount of) implements Measure {
        @Override
        public MeasureKind kind() {
            return MeasureKind.WORST;
        }

        @Override
        public List<Series> series(ZoneId zone) {
            return of.series(zone);
        }

        @Override
        public Dimension dimension() {
            return of.dimension();
        }

        @Override
        public boolean countsNothing() {
            return true;
        }

        @Override
        public boolean carriesUnit() {
            return of.carriesUnit();
        }

        @Override
        public Worst selecting(UnaryOperator<Selector> change) {
            return new Worst(grain, of.selecting(change));
        }

        @Override
        public Reading read(Window window) {
            Reading.Parts parts = of.read(window).parts();
            Optional<Words> silence = Readings.silence(of, window);
            if (silence.isPresent()) {
                return Reading.missing(silence.get(), parts);
            }
            LocalDate heard = of.heardSince(window).orElseThrow();
            List<Reading.Slot> complete = new ArrayList<>();
            boolean unknown = false;
            for (Period part : window.period().parts(grain)) {
                if (!part.over(window.at()) || part.from().isBefore(window.measuredFrom())) {
                    continue;
                }
                if (!heard.isBefore(part.until())) {
                    unknown = true;
                } else {
                    Fraction amount = of.amount(window.within(part));
                    complete.add(new Reading.Slot(grain.label(part.from()), part.from(), part.until(), amount));
                }
            }
            Words none = unknown ? noneSince(heard) : noneYet();
            return complete.stream()
                    .map(Reading.Slot::value)
                    .min(Comparator.naturalOrder())
                    .map(worst -> Reading.ofSlots(worst, complete, parts))
                    .orElseGet(() -> Reading.missing(none, parts));
        }

        private Words noneYet() {
            return new Words("no complete " + grain.word() + " yet", "尚无" + complete());
        }

        private Words noneSince(LocalDate heard) {
            return new Words(
                    "no complete " + grain.word() + " since its first sign of life on " + heard,
                    "自 " + heard + " 首次上报以来尚无" + complete());
        }

        private String complete() {
            return grain == Grain.MONTH ? "完整的自然月" : "完整的自然周";
        }

        @Override
        public Words words() {
            return new Words(
                    "worst complete " + grain.word() + ": " + of.words().english(),
                    "最差完整" + grain.chinese() + "：" + of.words().chinese());
        }
    }

    /** (latest − first) ÷ first within the period. One reading is 0 %; a first of 0 has no growth. */
    record Growth(String attribute, Selector over) implements OneSelection {
        @Override
        public MeasureKind kind() {
            return MeasureKind.GROWTH;
        }

        @Override
        public Fold fold() {
            return Fold.ENDS;
        }

        @Override
        public List<String> attributes() {
            return List.of(attribute);
        }

        @Override
        public Dimension dimension() {
            return Dimension.SHARE;
        }

        @Override
        public Growth of(Selector others) {
            return new Growth(attribute, others);
        }

        @Override
        public boolean isLevel() {
            return true;
        }

        @Override
        public Reading read(Window window) {
            Rollup.Ends all = total(window, Rollup.Ends.class);
            if (all.ends().isEmpty()) {
                return Reading.missing(Readings.nothingOf(over), Reading.Parts.of(0, all.unfit()));
            }
            Rollup.FirstAndLast ends = all.ends().get();
            BigDecimal first = ends.first().value();
            BigDecimal gained = ends.last().value().subtract(first);
            long readings = ends.first().equals(ends.last()) ? 1 : 2;
            Reading.Parts parts = Reading.Parts.ratio(Fraction.of(gained), Fraction.of(first), readings, all.unfit());
            if (first.signum() == 0) {
                return Reading.missing(new Words("the first reading is 0", "期初值为 0，无法计算增长"), parts);
            }
            // A negative first would make the denominator negative: both signs are turned, the quotient stays.
            Fraction growth =
                    first.signum() > 0 ? new Fraction(gained, first) : new Fraction(gained.negate(), first.negate());
            return Reading.of(growth, parts);
        }

        @Override
        public Words words() {
            return new Words("growth of " + attribute + " of " + over, over + " 的 " + attribute + " 较期初增长");
        }
    }

    /** What is asked of the working days that each event took. */
    enum Duration {
        LONGEST,
        MEAN,
        /** The share of events within a limit of working days. */
        SHARE
    }

    /**
     * Working days after the first date up to and including the last, by {@link WorkingCalendar}.
     *
     * @param within for {@link Duration#SHARE}: the most working days that are still in time; else 0
     */
    record WorkingDays(Duration duration, int within, String from, String to, Selector over) implements OneSelection {
        @Override
        public MeasureKind kind() {
            return MeasureKind.WORKING_DAYS;
        }

        @Override
        public Fold fold() {
            return Fold.SPANS;
        }

        @Override
        public List<String> attributes() {
            return List.of(from, to);
        }

        @Override
        public Dimension dimension() {
            return duration == Duration.SHARE ? Dimension.SHARE : Dimension.WORKING_DAYS;
        }

        @Override
        public WorkingDays of(Selector others) {
            return new WorkingDays(duration, within, from, to, others);
        }

        @Override
        public boolean isShare() {
            return duration == Duration.SHARE;
        }

        @Override
        public Reading read(Window window) {
            Rollup.Spans all = total(window, Rollup.Spans.class);
            TreeMap<Integer, Long> byDays = new TreeMap<>();
            Map<Integer, Long> unpublished = new TreeMap<>();
            all.times().forEach((span, times) -> {
                OptionalInt days = window.calendar().daysAfter(span.from(), span.to());
                if (days.isPresent()) {
                    byDays.merge(days.getAsInt(), times, Long::sum);
                } else {
                    int year = window.calendar()
                            .unpublished(span.from(), span.to())
                            .orElseThrow();
                    unpublished.merge(year, times, Long::sum);
                }
            });
            long samples = byDays.values().stream().mapToLong(Long::longValue).sum();
            List<Words> notes = unpublished.entrySet().stream()
                    .map(left -> calendarNotPublished(left.getKey(), left.getValue()))
                    .toList();
            Reading.Parts parts = Reading.Parts.of(samples, all.unfit()).noting(notes);
            if (samples == 0) {
                return Reading.missing(notes.isEmpty() ? Readings.nothingOf(over) : notes.get(0), parts);
            }
            return switch (duration) {
                case LONGEST -> Reading.of(Fraction.of(byDays.lastKey()), parts);
                case MEAN -> quotient(worked(byDays), samples, parts);
                case SHARE -> quotient(sum(byDays.headMap(within, true).values()), samples, parts);
            };
        }

        private static Reading quotient(long above, long below, Reading.Parts parts) {
            Fraction part = Fraction.of(above);
            Fraction whole = Fraction.of(below);
            return Reading.of(
                    new Fraction(part.numerator(), whole.numerator()),
                    Reading.Parts.ratio(part, whole, below, parts.unfit()).noting(parts.notes()));
        }

        private static long worked(Map<Integer, Long> byDays) {
            return byDays.entrySet().stream()
                    .mapToLong(entry -> entry.getKey() * entry.getValue())
                    .sum();
        }

        private static long sum(Collection<Long> times) {
            return times.stream().mapToLong(Long::longValue).sum();
        }

        private static Words calendarNotPublished(int year, long events) {
            return new Words(
                    "calendar not published: " + year + ", " + events + (events == 1 ? " event" : " events")
                            + " left out",
                    year + " 年工作日历尚未公布，" + events + " 条记录未计入");
        }

        @Override
        public Words words() {
            String inEnglish = switch (duration) {
                case LONGEST -> "longest";
                case MEAN -> "mean";
                case SHARE -> "share within " + within + " of the";
            };
            String inChinese = switch (duration) {
                case LONGEST -> "最长工作日数";
                case MEAN -> "平均工作日数";
                case SHARE -> within + " 个工作日内的比例";
            };
            return new Words(
                    inEnglish + " working-day duration " + from + " → " + to + " over " + over,
                    over + " 从 " + from + " 到 " + to + " 的" + inChinese);
        }
    }

    /**
     * The newest value that a person reported for the indicator, in the target's unit.
     *
     * @param projects the project's declared name and its former ones
     * @param indicators the indicator's, likewise
     * @param expires how long a value holds, from the date it was reported of; empty for as long as no newer one is reported
     */
    record Reported(List<String> projects, List<String> indicators, Optional<TemporalAmount> expires)
            implements Measure {

        /** The type of event by which a person reports. */
        public static final String TYPE = "indicator.reported";

        public Reported {
            projects = List.copyOf(projects);
            indicators = List.copyOf(indicators);
        }

        @Override
        public MeasureKind kind() {
            return MeasureKind.REPORTED;
        }

        /** It names its indicator by itself, which nothing narrows. */
        @Override
        public Reported selecting(UnaryOperator<Selector> change) {
            return this;
        }

        private Selector over() {
            return new Selector(TYPE, List.of(oneOf("project", projects), oneOf("indicator", indicators)));
        }

        private static Matcher oneOf(String attribute, List<String> names) {
            return names.size() == 1
                    ? new Matcher(attribute, Matcher.Comparison.EQUAL, names.get(0))
                    : new Matcher(
                            attribute,
                            Matcher.Comparison.LIKE,
                            names.stream().map(com.google.re2j.Pattern::quote).collect(Collectors.joining("|")));
        }

        @Override
        public List<Series> series(ZoneId zone) {
            return List.of(new Series(zone, over(), Fold.ENDS, List.of("value")));
        }

        @Override
        public Dimension dimension() {
            return Dimension.AS_DECLARED;
        }

        @Override
        public boolean isLevel() {
            return true;
        }

        @Override
        public Reading read(Window window) {
            Rollup.Ends all = ends(window);
            Reading.Parts none = Reading.Parts.of(0, all.unfit());
            if (all.ends().isEmpty()) {
                return Reading.missing(new Words("nobody has reported a value", "尚未填报"), none);
            }
            Period period = window.period();
            Instant judged = period.over(window.at()) ? period.end() : window.at();
            Optional<Instant> end = endsAt(window).filter(at -> !judged.isBefore(at));
            if (end.isPresent()) {
                LocalDate day = end.get().atZone(period.zone()).toLocalDate();
                return Reading.missing(
                        new Words("the value that was reported expired on " + day, "填报的数值已于 " + day + " 到期"), none);
            }
            return Reading.of(Fraction.of(all.ends().get().last().value()), Reading.Parts.of(1, all.unfit()));
        }

        private Rollup.Ends ends(Window window) {
            return window.total(series(window.period().zone()).get(0), Rollup.Ends.class);
        }

        @Override
        public Optional<Instant> endsAt(Window window) {
            return expires.flatMap(length -> ends(window)
                    .ends()
                    .map(ends -> ends.last()
                            .time()
                            .atZone(window.period().zone())
                            .plus(length)
                            .toInstant()));
        }

        @Override
        public Words words() {
            return expires.isEmpty()
                    ? new Words("reported by a person", "人工填报")
                    : new Words(
                            "reported by a person, expires after " + expires.get(), "人工填报，" + expires.get() + " 后到期");
        }
    }
}

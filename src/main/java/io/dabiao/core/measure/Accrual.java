package io.dabiao.core.measure;

import io.dabiao.core.calendar.Grain;
import io.dabiao.core.chance.Distribution;
import io.dabiao.core.chance.Least;
import io.dabiao.core.chance.Mixture;
import io.dabiao.core.chance.Pace;
import io.dabiao.core.chance.PlannedEvents;
import io.dabiao.core.rollup.EarlierYears;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
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
public final class Accrual {

    public static final int WEEK = 7;
    private static final double DAYS_OF_A_MONTH = 30.4;
    /** For how long one looks back to say what came lately. */
    public static final int LATELY = 8 * WEEK;

    /** A week's mean may be off by this share for reasons that no count shows. */
    private static final double WEEKLY_SPREAD = 0.15;
    /** Events come a little more in bursts than by pure chance. */
    private static final double USUAL_BURST = 1.3;

    /** How far a month lies off the year's mean where no earlier year is known, and where one is; relative. */
    private static final double UNSEEN_SEASONS = 0.22;

    private static final double SEEN_SEASONS = 0.10;
    /** What is usual is worth so many weeks; what the blocks drifted so far is a part of what they will. */
    private static final double USUAL_WEEKS = 8;

    private static final double DRIFTS_ON = 2;
    private static final int LEAST_BLOCKS = 4;
    /** So many events missing at the rate seen later mean that the feed began later. */
    private static final double MISSED_EVENTS = 6;

    /**
     * What is promised to come within the whole period.
     *
     * @param amount in the unit of the amounts, above 0
     * @param doubt relative variance
     * @param never how likely it is that it never happens at all
     */
    public record Plan(double amount, double doubt, double never) {}

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
    private final double[] missing;
    private final double takenBack;
    private final List<Words> notes;

    /**
     * Which days of a period were observed.
     *
     * @param from the first day that may have been
     * @param end the day after the last closed one that was
     * @param today the index of today; the length of the period where it is over
     * @param firstSign the first day on which the sources gave any sign of life
     * @param silent days that lie in a silence longer than the cadence
     */
    public record Span(int from, int end, int today, Optional<Integer> firstSign, boolean[] silent) {}

    /**
     * @param amounts by day of the period, 0 after today
     * @param events likewise, how many
     * @param grain of the blocks from which the pace is learnt; the usual one where empty
     * @param takenBack what was taken back of the amounts, at least 0
     */
    public Accrual(
            Pace.Of of,
            double[] amounts,
            double[] events,
            Window window,
            Span span,
            Plan plan,
            Exposure.Earlier earlier,
            Optional<Grain> grain,
            double takenBack) {
        this.of = of;
        this.takenBack = takenBack;
        this.window = window;
        this.amounts = amounts;
        this.events = events;
        this.end = span.end();
        this.today = span.today();
        this.begin = span.firstSign().isPresent() && !span.firstSign().equals(firstEvent(span.from()))
                ? Math.max(span.from(), span.firstSign().get())
                : begin(span.from());
        Grain blocksOf = grain.orElseGet(this::usualGrain);
        boolean even = !earlier.known() && (grain.isPresent() || blocksOf == Grain.MONTH);
        Optional<Grain> evened = even ? Optional.of(blocksOf) : Optional.empty();
        Sought sought = new Sought(
                span.silent(), blocksOf, Exposure.plain(window, events, begin, end, earlier), earlier, plan, evened);
        Tried tried = earlier.known() ? tried(sought, belief(sought)) : tried(sought, 0);
        this.exposure = tried.exposure();
        this.missing = tried.missing();
        this.pace = tried.pace();
        double came = sum(amounts, 0, amounts.length);
        double usual =
                earlier.known() ? SEEN_SEASONS * SEEN_SEASONS + earlier.doubt() : UNSEEN_SEASONS * UNSEEN_SEASONS;
        // What was taken back once may be again.
        this.season = unseen(usual, tried.blocks()) + (came > 0 ? Math.min(1, Math.pow(takenBack / came, 2)) / 4 : 0);
        double cluster = cluster(plan);
        double total = sum(amounts, begin, end);
        this.perAmount = total > 0 ? sum(events, begin, end) / total : 1 / cluster;
        List<Words> told = new ArrayList<>(exposure.notes());
        if (earlier.planned().isPresent()) {
            told.add(Words.of(Accrual.class, "whatIsToComeIsSpread"));
        }
        if (takenBack > 0) {
            told.add(Words.of(Accrual.class, "daysBelow0AreCountedAnd"));
        }
        if (missing[missing.length - 1] > 0) {
            told.add(Words.of(Accrual.class, "daysOfASilenceThatNo"));
        }
        this.notes = List.copyOf(told);
    }

    /** How the year so far looks in a shape. */
    private record Tried(Exposure exposure, double[] missing, Pace.Blocks blocks, Pace pace) {}

    /** What is the same in whichever shape the year is looked at. */
    private record Sought(
            boolean[] silent,
            Grain blocksOf,
            Exposure.Plain plain,
            Exposure.Earlier earlier,
            Plan plan,
            Optional<Grain> evened) {}

    private Tried tried(Sought sought, double belief) {
        Exposure shaped = Exposure.of(window, sought.plain(), sought.earlier(), belief, sought.evened());
        double[] unheard = missing(shaped, sought.silent());
        Pace.Blocks blocks = blocks(shaped, unheard, sought.blocksOf(), amounts);
        Pace followed = Pace.of(
                of,
                blocks,
                prior(sought, shaped),
                usual(sought, blocks),
                sought.plan().never());
        return new Tried(shaped, unheard, blocks, followed);
    }

    private Pace.Prior prior(Sought sought, Exposure shaped) {
        Exposure.Earlier earlier = sought.earlier();
        return earlier.yearly() > 0
                ? new Pace.Prior(earlier.yearly() / shaped.between(0, amounts.length), EarlierYears.YEAR_TO_YEAR)
                : new Pace.Prior(
                        sought.plan().amount() / shaped.between(begin, amounts.length),
                        sought.plan().doubt());
    }

    /** The dispersion that is expected where the blocks do not tell. */
    private double usual(Sought sought, Pace.Blocks blocks) {
        double perBlock = blocks.amounts().length == 0 ? 0 : sum(amounts, begin, end) / blocks.amounts().length;
        return cluster(sought.plan()) + WEEKLY_SPREAD * WEEKLY_SPREAD * perBlock;
    }

    /** How far the shape is believed, as this year's course makes likely. */
    private double belief(Sought sought) {
        double[] beliefs = sought.earlier().beliefs();
        double[] weights = sought.earlier().weights();
        double[] logs = new double[beliefs.length];
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < beliefs.length; i++) {
            Exposure shaped = Exposure.of(window, sought.plain(), sought.earlier(), beliefs[i], sought.evened());
            Pace.Blocks blocks = blocks(shaped, missing(shaped, sought.silent()), sought.blocksOf(), amounts);
            logs[i] = Math.log(weights[i]) + Pace.likelihood(of, blocks, prior(sought, shaped), usual(sought, blocks));
            best = Math.max(best, logs[i]);
        }
        double all = 0;
        double belief = 0;
        for (int i = 0; i < beliefs.length; i++) {
            double weight = Math.exp(logs[i] - best);
            all += weight;
            belief += weight * beliefs[i];
        }
        return belief / all;
    }

    private double cluster(Plan plan) {
        return USUAL_BURST * (of == Pace.Of.EVENTS ? 1 : clusterOfAmounts(plan));
    }

    /**
     * Relative variance of the mean rate ahead by seasons: of the months over and the months left, which each lie off the year's
     * mean by chance. By how much follows from what is usual and from how far the blocks drift beyond chance.
     *
     * @param usual relative variance of one month's rate
     */
    private double unseen(double usual, Pace.Blocks blocks) {
        double over = Math.max(0.5, (end - begin) / DAYS_OF_A_MONTH);
        double left = Math.max(0.5, (amounts.length - today) / DAYS_OF_A_MONTH);
        int count = blocks.amounts().length;
        double spread = usual;
        if (count >= LEAST_BLOCKS && sum(blocks.amounts(), 0, count) > 0) {
            double[] rates = new double[count];
            for (int block = 0; block < count; block++) {
                rates[block] = blocks.amounts()[block] / Math.max(1e-9, blocks.exposures()[block]);
            }
            double mean = sum(rates, 0, count) / count;
            double squares = 0;
            double steps = 0;
            for (int block = 0; block < count; block++) {
                squares += (rates[block] - mean) * (rates[block] - mean) / (count - 1);
                steps += block == 0
                        ? 0
                        : (rates[block] - rates[block - 1]) * (rates[block] - rates[block - 1]) / 2 / (count - 1);
            }
            double seen = DRIFTS_ON * Math.max(0, squares - steps) / (mean * mean);
            double weeks = (end - begin) / (double) WEEK;
            spread = (USUAL_WEEKS * spread + weeks * Math.min(1, seen)) / (USUAL_WEEKS + weeks);
        }
        return spread * (1 / over + 1 / left);
    }

    /**
     * The exposure of days, cumulated, that are over and not observed: a silence longer than the cadence, in which, at the rate of
     * the other days, too many events would be missing to be chance. What happened in them may still be told.
     */
    private double[] missing(Exposure exposure, boolean[] silent) {
        double spoken = 0;
        double came = 0;
        for (int day = begin; day < end; day++) {
            spoken += silent[day] ? 0 : exposure.between(day, day + 1);
            came += silent[day] ? 0 : events[day];
        }
        double rate = spoken > 0 ? came / spoken : 0;
        double[] missing = new double[amounts.length + 1];
        boolean[] unheard = new boolean[amounts.length];
        for (int day = begin; day < end; day++) {
            int until = day;
            while (until < end && silent[until]) {
                until++;
            }
            if (until > day) {
                boolean credible = rate * exposure.between(day, until) <= MISSED_EVENTS;
                for (int in = day; in < until; in++) {
                    unheard[in] = !credible;
                }
                day = until - 1;
            }
        }
        for (int day = 0; day < amounts.length; day++) {
            missing[day + 1] = missing[day] + (unheard[day] ? exposure.between(day, day + 1) : 0);
        }
        return missing;
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
    private Pace.Blocks blocks(Exposure exposure, double[] missing, Grain grain, double[] amounts) {
        List<double[]> blocks = new ArrayList<>();
        LocalDate first = window.period().from();
        int from = begin;
        while (from < end) {
            LocalDate next = grain.next(grain.startOf(first.plusDays(from)));
            int until = (int) Math.min(end, next.toEpochDay() - first.toEpochDay());
            double observed = exposure.between(from, until) - (missing[until] - missing[from]);
            if (observed > 1e-9 || missing[until] == missing[from]) {
                blocks.add(new double[] {sum(amounts, from, until), observed, (until - from) / (double) WEEK});
            }
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

    public static double sum(double[] values, int from, int until) {
        double sum = 0;
        for (int i = from; i < until; i++) {
            sum += values[i];
        }
        return sum;
    }

    /** Today's part included. */
    public double soFar() {
        return sum(amounts, 0, Math.min(today + 1, amounts.length)) - takenBack;
    }

    /** Closed days that were observed. */
    public int observed() {
        return end - begin;
    }

    public int begin() {
        return begin;
    }

    double exposureLeft() {
        return exposureLeft(today, amounts.length);
    }

    /** What is still to come from {@code from} on, as exposure; a part of today is over where something came today. */
    public double exposureLeft(int from, int until) {
        if (today >= amounts.length || until <= today) {
            return 0;
        }
        double unseen = exposure.between(Math.min(end, today), today) + missing[today];
        double ofToday = exposure.between(today, today + 1);
        double done = pace.rate() > 0 ? amounts[today] / pace.rate() : 0;
        double left = exposure.between(Math.max(from, today), until);
        boolean withToday = from <= today;
        // Days after a feed fell silent are not over: what happened in them may still be told.
        return left - (withToday ? Math.min(ofToday, done) : 0) + (withToday ? unseen : 0);
    }

    public double weeksLeft() {
        return (amounts.length - today) / (double) WEEK;
    }

    public Distribution ahead() {
        return pace.ahead(exposureLeft(), weeksLeft(), season, perAmount);
    }

    /**
     * What is still to come where a few events are promised: planned ones, or a stream, as what came so far makes likely.
     *
     * @param promised for the whole period
     */
    public Distribution plannedAhead(int promised) {
        PlannedEvents plan = plan(promised, amounts);
        Distribution stream = ahead();
        if (today < amounts.length && amounts[today] > 0 || Double.isInfinite(plan.evidence())) {
            return stream;
        }
        double best = Math.max(plan.evidence(), pace.evidence());
        return new Mixture(
                List.of(plan.ahead(), stream),
                new double[] {Math.exp(plan.evidence() - best), Math.exp(pace.evidence() - best)});
    }

    private PlannedEvents plan(int promised, double[] planned) {
        double all = exposure.between(begin, amounts.length);
        Pace.Blocks blocks = blocks(exposure, missing, Grain.MONTH, planned);
        double[] shares =
                Arrays.stream(blocks.exposures()).map(one -> one / all).toArray();
        return new PlannedEvents(promised, blocks.amounts(), shares);
    }

    /**
     * What is still to come of a list that is worked through, or of a stream.
     *
     * @param first on which day each came for the first time
     * @param listed how likely it is a list
     */
    public Distribution listAhead(int promised, double[] first, Distribution stream, double listed) {
        PlannedEvents plan = plan(promised, first);
        return today < first.length && first[today] > 0 || Double.isInfinite(plan.evidence())
                ? stream
                : new Mixture(List.of(plan.ahead(), stream), new double[] {listed, 1 - listed});
    }

    public double expectedAhead() {
        return pace.rate() * exposureLeft();
    }

    /** How many of the newest closed days are looked back at. */
    public int latelyDays(int most) {
        return Math.min(most, observed());
    }

    public double lately(int days) {
        return sum(amounts, end - days, end);
    }

    double latelyEvents(int days) {
        return sum(events, end - days, end);
    }

    Pace pace() {
        return pace;
    }

    public double exposure(int from, int until) {
        return exposure.between(from, until);
    }

    /**
     * The least of several stretches of which some are over.
     *
     * @param soFar of those that are over
     * @param had what each of the others has already
     * @param exposures that each of them has left
     */
    public Least least(double soFar, double[] had, double[] exposures) {
        return new Least(soFar, had, exposures, pace, of, weeksLeft(), season, perAmount);
    }

    public Pace.Of of() {
        return of;
    }

    double perAmount() {
        return perAmount;
    }

    double season() {
        return season;
    }

    public List<Words> notes() {
        return notes;
    }
}

package io.dabiao.core.evaluation;

import io.dabiao.core.calendar.Grain;
import io.dabiao.core.calendar.Period;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Digits;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Losses;
import io.dabiao.core.declaration.Marked;
import io.dabiao.core.declaration.QuotaSlot;
import io.dabiao.core.declaration.Schedule;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.forecast.Chance;
import io.dabiao.core.forecast.Forecast;
import io.dabiao.core.forecast.Forecaster;
import io.dabiao.core.measure.Dimension;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.measure.Measure;
import io.dabiao.core.measure.MeasureKind;
import io.dabiao.core.measure.Reading;
import io.dabiao.core.measure.Worst;
import io.dabiao.core.rollup.EarlierYears;
import io.dabiao.core.rollup.Facts;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The comparison of an indicator's actual with its target at an instant, and all that it rests on.
 *
 * @param at only facts before it took part
 * @param actual in the target's unit; empty where there is no value
 * @param target in force at the instant; empty where none is declared
 * @param reading what the measure found, in its base
 * @param slots complete weeks or months, each judged by the target in force at its close
 * @param hearing whether its sources were ever heard, and are silent for longer than the cadence allows
 * @param lastEvent the newest event time of its sources, as far back as the cadence reaches; empty where there is none
 * @param changesAt the next instant at which time alone may change this evaluation; empty where it cannot
 * @param forecast of its value at the period's end, or why there is none
 * @param sentence the evaluation in words
 */
public record Evaluation(
        Instant at,
        Optional<Fraction> actual,
        Optional<Target> target,
        Verdict verdict,
        Reading reading,
        List<QuotaSlot> slots,
        Hearing hearing,
        Optional<Instant> lastEvent,
        Optional<Instant> changesAt,
        Forecast forecast,
        Words sentence) {

    /** Whether its sources were heard once and are silent for longer than the cadence allows. */
    public boolean stale() {
        return hearing == Hearing.STALE;
    }

    /** The value of a week or month, complete or not, for a chart. */
    public record Point(String label, LocalDate from, LocalDate until, boolean complete, Optional<Fraction> actual) {

        /** The same week or month without a value. */
        public Point unknown() {
            return new Point(label, from, until, complete, Optional.empty());
        }
    }

    /** Evaluates {@code indicator} from the facts: a pure function. */
    public static Evaluation of(Indicator indicator, Declaration declaration, Facts facts, WorkingCalendar calendar) {
        return of(indicator, declaration, facts, calendar, OptionalInt.empty());
    }

    /**
     * Evaluates {@code indicator} from facts that may be a part of those there are: a pure function.
     *
     * @param filled percent of the log that the facts are of, where that is not all of it; then there is no value and no verdict, since a
     *     part of the facts says nothing of the whole
     */
    public static Evaluation of(
            Indicator indicator, Declaration declaration, Facts facts, WorkingCalendar calendar, OptionalInt filled) {
        Window window = window(indicator, declaration, facts, calendar);
        Period period = declaration.period();
        Instant at = facts.before();
        Optional<Target> target = indicator.targetAt(at, period.zone());
        Reading reading = filled.isPresent()
                ? Reading.missing(Words.of(Evaluation.class, "beingFilled", filled.getAsInt()), Reading.Parts.of(0, 0))
                : reading(indicator, declaration, window, target, at);
        Optional<Fraction> actual = reading.value().map(base -> inUnit(indicator, target, base));
        List<QuotaSlot> slots = slots(indicator, period, reading);
        Optional<Instant> lastEvent = lastEvent(indicator, period, facts);
        Hearing hearing = hearing(indicator, window, lastEvent);
        boolean stale = hearing == Hearing.STALE;
        Verdict certain = verdict(indicator, period, at, target, actual, reading, slots);
        Forecast forecast = forecast(indicator, window, target, certain, reading, slots, stale);
        Verdict verdict =
                certain.atRisk(forecast.expected().map(Forecast.Expected::probability), indicator.atRiskBelow());
        Words sentence = new Sentence(
                        indicator, target, period.over(at), reading, actual, slots, verdict, stale, forecast)
                .words();
        return new Evaluation(
                at,
                actual,
                target,
                verdict,
                reading,
                slots,
                hearing,
                lastEvent,
                changesAt(indicator, window, at, lastEvent, forecast),
                forecast,
                sentence);
    }

    private static Reading reading(
            Indicator indicator, Declaration declaration, Window window, Optional<Target> target, Instant at) {
        return promised(indicator, declaration.period(), at, indicator.measure().read(window))
                .noting(Losses.of(indicator, declaration, window).map(Losses::words))
                .noting(Marked.of(indicator.measure(), window)
                        .map(marked -> marked.words(
                                marked.value().map(base -> shown(inUnit(indicator, target, base), target)))));
    }

    /** The indicator's values by week or month, up to the instant of the facts. */
    public static List<Point> course(
            Indicator indicator, Declaration declaration, Facts facts, WorkingCalendar calendar, Grain grain) {
        return course(indicator, declaration, facts, calendar, grain, part -> part);
    }

    /**
     * What the indicator's value was at the end of each week or month, everything since the period's start taken together:
     * how a figure came about that its months do not add up to, such as different values or a share that grows.
     */
    public static List<Point> courseToDate(
            Indicator indicator, Declaration declaration, Facts facts, WorkingCalendar calendar, Grain grain) {
        Period whole = declaration.period();
        return course(
                indicator,
                declaration,
                facts,
                calendar,
                grain,
                part -> new Period(whole.from(), part.until(), whole.zone()));
    }

    /** What each day alone says of the indicator, from the period's start to the day of the instant of the facts. */
    public static List<DayPoint> days(
            Indicator indicator, Declaration declaration, Facts facts, WorkingCalendar calendar) {
        Window window = window(indicator, declaration, facts, calendar);
        Period period = declaration.period();
        Optional<Target> target = indicator.targetAt(facts.before(), period.zone());
        Measure measure = indicator.measure() instanceof Worst worst ? worst.of() : indicator.measure();
        List<DayPoint> days = new ArrayList<>();
        for (LocalDate day = period.from();
                day.isBefore(period.until()) && !day.isAfter(window.today());
                day = day.plusDays(1)) {
            Reading reading = measure.read(window.within(new Period(day, day.plusDays(1), period.zone())));
            Optional<Fraction> actual = reading.value().map(base -> inUnit(indicator, target, base));
            days.add(new DayPoint(day, state(indicator, target, reading, actual), actual));
        }
        return days;
    }

    private static DayPoint.State state(
            Indicator indicator, Optional<Target> target, Reading reading, Optional<Fraction> actual) {
        if (reading.days().isPresent()) {
            Reading.DayCount day = reading.days().get();
            return day.counted() > 0
                    ? DayPoint.State.KEPT
                    : day.left() > 0
                            ? DayPoint.State.OPEN
                            : day.unknown() > 0
                                    ? DayPoint.State.UNKNOWN
                                    : day.apart() > 0 ? DayPoint.State.APART : DayPoint.State.LOST;
        }
        return actual.isEmpty() || target.isEmpty() || indicator.behaviour() == Behaviour.DAYS
                ? DayPoint.State.UNKNOWN
                : target.get().holds(actual.get(), indicator.behaviour()) ? DayPoint.State.KEPT : DayPoint.State.LOST;
    }

    private static List<Point> course(
            Indicator indicator,
            Declaration declaration,
            Facts facts,
            WorkingCalendar calendar,
            Grain grain,
            java.util.function.UnaryOperator<Period> read) {
        Window window = window(indicator, declaration, facts, calendar);
        Optional<Target> target = indicator.targetAt(facts.before(), declaration.zone());
        Measure measure = indicator.measure() instanceof Worst worst ? worst.of() : indicator.measure();
        Optional<LocalDate> heard = measure.heardSince(window);
        List<Point> points = new ArrayList<>();
        for (Period part : declaration.period().parts(grain)) {
            if (part.start().isBefore(facts.before())) {
                Reading reading = measure.read(window.within(read.apply(part)));
                // What closed before the first sign of life is unknown, not 0.
                boolean unknown = measure.countsNothing()
                        && heard.filter(since -> since.isBefore(part.until())).isEmpty();
                points.add(new Point(
                        grain.label(part.from()),
                        part.from(),
                        part.until(),
                        part.over(facts.before()),
                        reading.value().filter(any -> !unknown).map(base -> inUnit(indicator, target, base))));
            }
        }
        return points;
    }

    /**
     * From which day on an evaluation at {@code at} may need the facts of each series: silence is judged across the new year
     * too, and a forecast takes the year's shape from earlier years.
     */
    public static Map<Series, LocalDate> needed(Indicator indicator, Declaration declaration, Instant at) {
        Period period = declaration.period();
        LocalDate silence =
                silentSince(indicator, period, at).atZone(period.zone()).toLocalDate();
        LocalDate earliest = silence.isBefore(period.from()) ? silence : period.from();
        Map<Series, LocalDate> needed = new LinkedHashMap<>();
        indicator.series(period.zone()).forEach(series -> needed.put(series, earliest));
        if (!period.over(at) && indicator.measure().kind() != MeasureKind.REPORTED) {
            LocalDate shape = EarlierYears.from(period);
            indicator.measure().series(period.zone()).forEach(series -> needed.put(series, shape));
            for (String type : indicator.measure().types()) {
                needed.put(Series.seen(period.zone(), type), shape);
                needed.put(Series.vouched(period.zone(), type), shape);
            }
        }
        return needed;
    }

    /**
     * The actual in decimals, in the target's unit: exact where it ends within twelve digits after the point, else rounded to
     * twelve, or to as many more as it takes to lie on the same side of the target; empty where there is no value.
     */
    public Optional<BigDecimal> decimal() {
        return actual.map(value -> target.map(promised -> Digits.beside(value, promised.value(), Fraction.SHOWN_SCALE))
                .orElseGet(value::decimal));
    }

    /** That the target will be met; empty where nothing is forecast. */
    public Optional<BigDecimal> probability() {
        return forecast.expected().map(Forecast.Expected::probability);
    }

    /** Where it stands beside its declared schedule; empty where none is declared, or nothing is due yet. */
    public Optional<Schedule.Standing> standing(Indicator indicator, ZoneId zone) {
        return indicator
                .schedule()
                .flatMap(plan -> target.flatMap(promised -> plan.standing(promised, actual, at, zone)));
    }

    /** Whether the year's target can be met, in the words of the monitoring table; empty where none is declared. */
    public Optional<Chance> chance() {
        return Chance.of(verdict, forecast.expected());
    }

    private static Forecast forecast(
            Indicator indicator,
            Window window,
            Optional<Target> target,
            Verdict verdict,
            Reading reading,
            List<QuotaSlot> slots,
            boolean stale) {
        if (window.period().over(window.at())) {
            return new Forecast.Absent(Words.of(Evaluation.class, "thePeriodIsOver"));
        }
        if (target.isEmpty()) {
            return new Forecast.Absent(Words.of(Evaluation.class, "theFormPrintedNoTarget"));
        }
        return Forecaster.of(new Forecaster.Question(indicator, window, target.get(), verdict, reading, slots, stale));
    }

    private static String shown(Fraction value, Optional<Target> target) {
        String number = Digits.beside(value, target).stripTrailingZeros().toPlainString();
        String unit = target.map(promised -> promised.unit().symbol()).orElse("");
        return unit.isEmpty() ? number : number + " " + unit;
    }

    private static Window window(Indicator indicator, Declaration declaration, Facts facts, WorkingCalendar calendar) {
        Period period = declaration.period();
        return new Window(period, indicator.measuredFrom().orElse(period.from()), facts, calendar);
    }

    private static Fraction inUnit(Indicator indicator, Optional<Target> target, Fraction base) {
        return target.isEmpty() || indicator.measure().dimension() == Dimension.AS_DECLARED
                ? base
                : target.get().unit().fromBase(base);
    }

    /** A week or month that closed before a target was declared breaks no promise: it is neither judged nor the worst. */
    private static Reading promised(Indicator indicator, Period period, Instant at, Reading reading) {
        if (reading.slots().isEmpty() || indicator.targetAt(at, period.zone()).isEmpty()) {
            return reading;
        }
        List<Reading.Slot> promised = reading.slots().stream()
                .filter(slot -> targetAtClose(indicator, period, slot).isPresent())
                .toList();
        return promised.stream()
                .map(Reading.Slot::value)
                .min(Comparator.naturalOrder())
                .map(worst -> Reading.ofSlots(worst, promised, reading.parts()))
                .orElseGet(() ->
                        Reading.missing(Words.of(Evaluation.class, "nothingCompleteSinceATarget"), reading.parts()));
    }

    /** In force when it closed: the day before decides, an amendment from the day after does not. */
    private static Optional<Target> targetAtClose(Indicator indicator, Period period, Reading.Slot slot) {
        Instant close = slot.until().atStartOfDay(period.zone()).toInstant();
        return indicator.targetAt(close.minusNanos(1), period.zone());
    }

    private static List<QuotaSlot> slots(Indicator indicator, Period period, Reading reading) {
        List<QuotaSlot> slots = new ArrayList<>();
        for (Reading.Slot slot : reading.slots()) {
            Optional<Target> inForce = targetAtClose(indicator, period, slot);
            inForce.ifPresent(target -> {
                Fraction actual = inUnit(indicator, inForce, slot.value());
                boolean kept = target.holds(actual, indicator.behaviour());
                slots.add(new QuotaSlot(slot.label(), slot.from(), slot.until(), actual, target, kept));
            });
        }
        return List.copyOf(slots);
    }

    private static Verdict verdict(
            Indicator indicator,
            Period period,
            Instant at,
            Optional<Target> target,
            Optional<Fraction> actual,
            Reading reading,
            List<QuotaSlot> slots) {
        if (target.isEmpty()) {
            return Verdict.UNDECLARED;
        }
        if (actual.isEmpty()) {
            return Verdict.NO_DATA;
        }
        return indicator
                .behaviour()
                .judge(new Behaviour.Case(actual.get(), target.get(), period.over(at), reading.days(), slots));
    }

    private static Hearing hearing(Indicator indicator, Window window, Optional<Instant> lastEvent) {
        if (!indicator.measure().neverHeard(window).isEmpty()) {
            return Hearing.NEVER;
        }
        return lastEvent.isEmpty() ? Hearing.STALE : Hearing.HEARD;
    }

    /** A period that is over is judged by who vouched for it at its end, not by who still speaks today. */
    private static Instant judgedAt(Period period, Instant at) {
        return period.over(at) ? period.end() : at;
    }

    private static Instant silentSince(Indicator indicator, Period period, Instant at) {
        return judgedAt(period, at)
                .atZone(period.zone())
                .minus(indicator.cadence())
                .toInstant();
    }

    /** Counted forwards from the event: a month back from 29 February and a month on from 30 January are not the same. */
    private static Instant vouchesUntil(Indicator indicator, Instant seen, ZoneId zone) {
        return seen.atZone(zone).plus(indicator.cadence()).toInstant();
    }

    private static Optional<Instant> lastEvent(Indicator indicator, Period period, Facts facts) {
        ZoneId zone = period.zone();
        Instant until = judgedAt(period, facts.before());
        Instant since = silentSince(indicator, period, facts.before());
        LocalDate from = since.atZone(zone).toLocalDate();
        LocalDate to = until.minusNanos(1).atZone(zone).toLocalDate().plusDays(1);
        return indicator.measure().types().stream()
                .flatMap(type -> Stream.of(Series.seen(zone, type), Series.vouched(zone, type)))
                .flatMap(series -> facts.days(series, from, to).values().stream())
                .flatMap(rollup -> ((Rollup.Seen) rollup).newest().stream())
                .filter(seen -> !vouchesUntil(indicator, seen, zone).isBefore(until))
                .max(Instant::compareTo);
    }

    private static Optional<Instant> changesAt(
            Indicator indicator, Window window, Instant at, Optional<Instant> lastEvent, Forecast forecast) {
        Period period = window.period();
        if (period.over(at)) {
            return Optional.empty();
        }
        ZoneId zone = period.zone();
        List<Instant> candidates = new ArrayList<>();
        candidates.add(period.end());
        if (at.isBefore(period.start())) {
            candidates.add(period.start());
        }
        if (indicator.behaviour().movesWithTime() || !(forecast instanceof Forecast.Absent)) {
            candidates.add(
                    at.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant());
        }
        // One nanosecond past the cadence: at its very end the silence is not yet longer than it allows.
        lastEvent.ifPresent(
                last -> candidates.add(vouchesUntil(indicator, last, zone).plusNanos(1)));
        indicator.measure().endsAt(window).ifPresent(candidates::add);
        for (Indicator.Amendment amendment : indicator.amendments()) {
            candidates.add(amendment.from().atStartOfDay(zone).toInstant());
        }
        return candidates.stream().filter(at::isBefore).min(Instant::compareTo);
    }
}

package io.dabiao.core.declaration;

import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.measure.AvailableDays;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.rollup.Facts;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.rollup.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How an indicator stands now, beside its year: its measure over a short window, compared with the same target.
 *
 * @param window over which it is measured
 * @param sustained for how long it must be out of bounds before that is its state
 * @param burn windows over which the use of its error budget is measured
 */
public record Live(Duration window, Duration sustained, List<Duration> burn) {

    /** What a live state can be. */
    public enum State {
        OK,
        /** Out of bounds, but not for long enough yet. */
        PENDING,
        OUT_OF_BOUNDS,
        /** Nothing in the window to be measured. */
        NO_DATA;

        /** {@code out_of_bounds}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Throws an {@link IllegalArgumentException} where no state has that word. */
        public static State ofWord(String word) {
            for (State state : values()) {
                if (state.word().equals(word)) {
                    return state;
                }
            }
            throw new IllegalArgumentException("no live state is called '" + word + "'");
        }
    }

    /**
     * What the window showed.
     *
     * @param value in the target's unit; a share of successful probes in percent where days are measured
     */
    public record Found(Optional<Fraction> value, boolean within) {}

    /**
     * A state and since when.
     *
     * @param outSince since when it is out of bounds without a break
     */
    public record Course(State state, Instant since, Optional<Instant> outSince) {}

    public Live {
        burn = List.copyOf(burn);
    }

    /** The measure over the facts of a window; empty where no target is in force. */
    public static Optional<Found> find(
            Indicator indicator, Declaration declaration, Facts facts, WorkingCalendar calendar) {
        Optional<Target> target = indicator.targetAt(facts.before(), declaration.zone());
        if (target.isEmpty()) {
            return Optional.empty();
        }
        Window window = window(declaration, facts, calendar);
        if (indicator.momentary() instanceof AvailableDays days) {
            Rollup.Trials trials = trials(days, declaration, window);
            if (trials.all() == 0) {
                return Optional.of(new Found(Optional.empty(), false));
            }
            Fraction percent = new Fraction(
                    BigDecimal.valueOf(trials.succeeded()).movePointRight(2), BigDecimal.valueOf(trials.all()));
            return Optional.of(new Found(Optional.of(percent), percent.compareTo(days.threshold()) >= 0));
        }
        Optional<Fraction> value = indicator
                .momentary()
                .read(window)
                .value()
                .map(base -> target.get().unit().fromBase(base));
        return Optional.of(new Found(
                value,
                value.filter(actual -> target.get().holds(actual, indicator.behaviour()))
                        .isPresent()));
    }

    /**
     * How many times as fast as the target allows the facts use up the error budget: 1 uses it up exactly. Over a whole
     * year it is the share of the budget used. Empty where nothing is allowed, or nothing happened.
     */
    public static Optional<Fraction> burned(
            Indicator indicator, Declaration declaration, Facts facts, WorkingCalendar calendar) {
        Optional<Target> target = indicator.targetAt(facts.before(), declaration.zone());
        if (target.isEmpty()) {
            return Optional.empty();
        }
        Window window = window(declaration, facts, calendar);
        Optional<Fraction> share;
        BigDecimal bound;
        boolean atLeast = true;
        if (indicator.measure() instanceof AvailableDays days) {
            Rollup.Trials trials = trials(days, declaration, window);
            share = trials.all() == 0
                    ? Optional.empty()
                    : Optional.of(
                            new Fraction(BigDecimal.valueOf(trials.succeeded()), BigDecimal.valueOf(trials.all())));
            bound = days.threshold().movePointLeft(2);
        } else {
            share = indicator.measure().read(window).value();
            bound = target.get().value().multiply(target.get().unit().scale());
            atLeast = switch (target.get().operator()) {
                case AT_LEAST, REACHED, MORE_THAN -> true;
                case AT_MOST, LESS_THAN -> false;
            };
        }
        BigDecimal allowed = atLeast ? BigDecimal.ONE.subtract(bound) : bound;
        if (share.isEmpty() || allowed.signum() <= 0) {
            return Optional.empty();
        }
        BigDecimal whole = share.get().denominator();
        BigDecimal bad = atLeast
                ? whole.subtract(share.get().numerator()).max(BigDecimal.ZERO)
                : share.get().numerator();
        return Optional.of(new Fraction(bad, whole.multiply(allowed)));
    }

    private static Window window(Declaration declaration, Facts facts, WorkingCalendar calendar) {
        return new Window(declaration.period(), declaration.period().from(), facts, calendar);
    }

    private static Rollup.Trials trials(AvailableDays days, Declaration declaration, Window window) {
        return window.total(days.series(declaration.zone()).get(0), Rollup.Trials.class);
    }

    /** The state that follows from what the window showed at an instant. */
    public Course after(Optional<Course> before, Found found, Instant at) {
        State state;
        Optional<Instant> outSince = Optional.empty();
        if (found.value().isEmpty()) {
            state = State.NO_DATA;
        } else if (found.within()) {
            state = State.OK;
        } else {
            outSince = before.flatMap(Course::outSince).or(() -> Optional.of(at));
            boolean longEnough = !outSince.get().plus(sustained).isAfter(at);
            state = longEnough ? State.OUT_OF_BOUNDS : State.PENDING;
        }
        boolean same = before.filter(last -> last.state() == state).isPresent();
        return new Course(state, same ? before.get().since() : at, outSince);
    }

    /** What must be kept and read so that a live state can be found. */
    public static List<Series> series(Indicator indicator, ZoneId zone) {
        List<Series> all = new ArrayList<>(indicator.measure().series(zone));
        if (!indicator.causes().isEmpty()) {
            all.addAll(indicator.momentary().series(zone));
        }
        if (indicator.measure().countsNothing()) {
            for (String type : indicator.measure().types()) {
                all.add(Series.seen(zone, type));
                all.add(Series.vouched(zone, type));
            }
        }
        return all;
    }

    /**
     * The facts of a window, each series in one piece whatever days are asked for.
     *
     * @param firstSigns of the series of signs, before the window too
     */
    public record Recent(Instant before, Map<Series, Rollup> bySeries, Map<Series, LocalDate> firstSigns)
            implements Facts {
        @Override
        public Optional<LocalDate> firstSign(Series signs) {
            return Optional.ofNullable(firstSigns.get(signs)).or(() -> Facts.super.firstSign(signs));
        }

        @Override
        public NavigableMap<LocalDate, Rollup> days(Series series, LocalDate from, LocalDate until) {
            Rollup rollup = bySeries.get(series);
            return rollup == null ? Collections.emptyNavigableMap() : new TreeMap<>(Map.of(from, rollup));
        }
    }
}

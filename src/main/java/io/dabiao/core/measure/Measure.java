package io.dabiao.core.measure;

import io.dabiao.core.event.EventTypes;
import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * How an indicator's actual is computed from events; the closed set of the contract's table.
 *
 * <p>A further measure is a further record: the compiler then asks for its {@link MeasureKind}, and the {@link MeasureKind} for the way
 * in which a declaration writes it.
 */
public sealed interface Measure permits AvailableDays, OneSelection, Ratio, Reported, Worst {

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

    /** Whether only whole numbers of its base exist. */
    default boolean wholeNumbers() {
        return false;
    }

    /** Whether what is to be reached in its year can be planned by days: it adds up from day to day. */
    default boolean plannedByDays() {
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
}

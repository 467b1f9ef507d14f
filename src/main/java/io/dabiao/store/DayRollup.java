package io.dabiao.store;

import io.dabiao.core.Fold;
import io.dabiao.core.Rollup;
import java.util.Map;
import java.util.TreeMap;

/**
 * One series on one day, hour by hour.
 *
 * <p>Whole days answer almost every evaluation. The hours are there for an instant in the middle of a day, so that at most
 * one hour of raw events must be read however busy the day was.
 */
final class DayRollup {

    private final Fold fold;
    private final TreeMap<Integer, Rollup> hours;

    DayRollup(Fold fold) {
        this(fold, new TreeMap<>());
    }

    DayRollup(Fold fold, TreeMap<Integer, Rollup> hours) {
        this.fold = fold;
        this.hours = hours;
    }

    Fold fold() {
        return fold;
    }

    /** By whole hours elapsed since the day began: 0 to 23, and 24 on a day of 25 hours. */
    Map<Integer, Rollup> hours() {
        return hours;
    }

    void add(int hour, Rollup rollup) {
        hours.merge(hour, rollup, Rollup::merge);
    }

    void add(DayRollup other) {
        other.hours.forEach(this::add);
    }

    Rollup total() {
        return sum(hours);
    }

    /** Everything of the hours before {@code hour}. */
    Rollup before(int hour) {
        return sum(hours.headMap(hour));
    }

    private Rollup sum(Map<Integer, Rollup> some) {
        return some.values().stream().reduce(fold.nothing(), Rollup::merge);
    }
}

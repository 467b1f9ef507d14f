package io.dabiao.store;

import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * One series on one day, in slots of ten minutes.
 *
 * <p>Whole days answer almost every evaluation. The slots are there for an instant in the middle of a day, so that at most
 * ten minutes of raw events must be read however busy the day was.
 */
final class DayRollup {

    static final Duration SLOT = Duration.ofMinutes(10);

    private final Fold fold;
    private final TreeMap<Integer, Rollup> slots;

    DayRollup(Fold fold) {
        this(fold, new TreeMap<>());
    }

    DayRollup(Fold fold, TreeMap<Integer, Rollup> slots) {
        this.fold = fold;
        this.slots = slots;
    }

    /** The slot of what happens so many seconds after the day began. */
    static int slot(long seconds) {
        return (int) (seconds / SLOT.toSeconds());
    }

    /** The slot of what happens {@code elapsed} after the day began. */
    static int slot(Duration elapsed) {
        return slot(elapsed.toSeconds());
    }

    Fold fold() {
        return fold;
    }

    /** By whole slots elapsed since the day began: 0 to 143, and up to 149 on a day of 25 hours. */
    Map<Integer, Rollup> slots() {
        return slots;
    }

    void add(int slot, Rollup rollup) {
        slots.merge(slot, rollup, Rollup::merge);
    }

    void add(DayRollup other) {
        other.slots.forEach(this::add);
    }

    Rollup total() {
        return sum(slots);
    }

    /** Everything of the slots before {@code slot}. */
    Rollup before(int slot) {
        return sum(slots.headMap(slot));
    }

    private Rollup sum(Map<Integer, Rollup> some) {
        return some.values().stream().reduce(fold.nothing(), Rollup::merge);
    }
}

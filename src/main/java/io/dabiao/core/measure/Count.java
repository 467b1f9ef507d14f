package io.dabiao.core.measure;

import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import java.util.List;

/** The number of matching events, whatever their value. */
public record Count(Selector over) implements Amount {
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
    public boolean wholeNumbers() {
        return true;
    }

    @Override
    public boolean plannedByDays() {
        return true;
    }

    @Override
    public Words words() {
        return Words.of(Count.class, "countOf", over);
    }
}

package io.dabiao.core.measure;

import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;

/** The least value of an attribute. */
public record Min(String attribute, Selector over, Unit in) implements OfAttribute {
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
        return Words.of(Min.class, "leastOver", attribute, over);
    }
}

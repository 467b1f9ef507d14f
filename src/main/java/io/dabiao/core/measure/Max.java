package io.dabiao.core.measure;

import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;

/** The greatest value of an attribute. */
public record Max(String attribute, Selector over, Unit in) implements OfAttribute {
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
        return Words.of(Max.class, "greatestOver", attribute, over);
    }
}

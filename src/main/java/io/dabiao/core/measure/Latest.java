package io.dabiao.core.measure;

import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;

/** The value with the newest event time, not the newest arrival. */
public record Latest(String attribute, Selector over, Unit in) implements OfAttribute {
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
        return Words.of(Latest.class, "latestOf", attribute, over);
    }
}

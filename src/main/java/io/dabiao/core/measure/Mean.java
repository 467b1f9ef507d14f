package io.dabiao.core.measure;

import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;

/** The mean of an attribute over the events that have it. */
public record Mean(String attribute, Selector over, Unit in) implements OfAttribute {
    @Override
    public MeasureKind kind() {
        return MeasureKind.MEAN;
    }

    @Override
    public Fold fold() {
        return Fold.TOTAL;
    }

    @Override
    public Mean of(Selector others) {
        return new Mean(attribute, others, in);
    }

    @Override
    public boolean saysOfShortWindows() {
        return true;
    }

    @Override
    public boolean averages() {
        return true;
    }

    @Override
    public Reading read(Window window) {
        Rollup.Total total = total(window, Rollup.Total.class);
        long unfit = total.unfit() + total.absent();
        if (total.counted() == 0) {
            return Reading.missing(Readings.nothingOf(over), Reading.Parts.of(0, unfit));
        }
        Fraction sum = Fraction.of(total.sum()).times(in.scale());
        Fraction events = Fraction.of(total.counted());
        return Reading.of(
                new Fraction(sum.numerator(), events.numerator()),
                Reading.Parts.ratio(sum, events, total.counted(), unfit));
    }

    @Override
    public Words words() {
        return Words.of(Mean.class, "meanOfOver", attribute, over);
    }
}

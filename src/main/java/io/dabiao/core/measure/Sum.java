package io.dabiao.core.measure;

import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;

/** The sum of an attribute; an event without it adds 0. */
public record Sum(String attribute, Selector over, Unit in) implements Amount, OfAttribute {
    @Override
    public MeasureKind kind() {
        return MeasureKind.SUM;
    }

    @Override
    public Fold fold() {
        return Fold.TOTAL;
    }

    @Override
    public Fraction amount(Window window) {
        return Fraction.of(total(window, Rollup.Total.class).sum()).times(in.scale());
    }

    @Override
    public Sum of(Selector others) {
        return new Sum(attribute, others, in);
    }

    @Override
    public Reading read(Window window) {
        Rollup.Total total = total(window, Rollup.Total.class);
        return Readings.heard(
                this,
                window,
                Fraction.of(total.sum()).times(in.scale()),
                Reading.Parts.of(total.counted() + total.absent(), total.unfit()));
    }

    @Override
    public boolean plannedByDays() {
        return true;
    }

    @Override
    public Words words() {
        return Words.of(Sum.class, "sumOfOver", attribute, over);
    }
}

package io.dabiao.core.measure;

import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import java.util.List;

/** How many different values an attribute took. */
public record Distinct(String attribute, Selector over) implements OneSelection {
    @Override
    public MeasureKind kind() {
        return MeasureKind.DISTINCT;
    }

    @Override
    public Fold fold() {
        return Fold.MEMBERS;
    }

    @Override
    public List<String> attributes() {
        return List.of(attribute);
    }

    @Override
    public Dimension dimension() {
        return Dimension.NUMBER;
    }

    @Override
    public Distinct of(Selector others) {
        return new Distinct(attribute, others);
    }

    @Override
    public boolean onlyGrows() {
        return true;
    }

    @Override
    public boolean countsNothing() {
        return true;
    }

    @Override
    public Reading read(Window window) {
        Rollup.Members all = total(window, Rollup.Members.class);
        return Readings.heard(
                this,
                window,
                Fraction.of(all.values().size()),
                Reading.Parts.of(all.values().size(), all.unfit()));
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
        return Words.of(Distinct.class, "differentOver", attribute, over);
    }
}

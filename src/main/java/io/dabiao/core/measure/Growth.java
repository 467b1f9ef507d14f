package io.dabiao.core.measure;

import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.util.List;

/** (latest − first) ÷ first within the period. One reading is 0 %; a first of 0 has no growth. */
public record Growth(String attribute, Selector over) implements OneSelection {
    @Override
    public MeasureKind kind() {
        return MeasureKind.GROWTH;
    }

    @Override
    public Fold fold() {
        return Fold.ENDS;
    }

    @Override
    public List<String> attributes() {
        return List.of(attribute);
    }

    @Override
    public Dimension dimension() {
        return Dimension.SHARE;
    }

    @Override
    public Growth of(Selector others) {
        return new Growth(attribute, others);
    }

    @Override
    public boolean isLevel() {
        return true;
    }

    @Override
    public Reading read(Window window) {
        Rollup.Ends all = total(window, Rollup.Ends.class);
        if (all.ends().isEmpty()) {
            return Reading.missing(Readings.nothingOf(over), Reading.Parts.of(0, all.unfit()));
        }
        Rollup.FirstAndLast ends = all.ends().get();
        BigDecimal first = ends.first().value();
        BigDecimal gained = ends.last().value().subtract(first);
        long readings = ends.first().equals(ends.last()) ? 1 : 2;
        Reading.Parts parts = Reading.Parts.ratio(Fraction.of(gained), Fraction.of(first), readings, all.unfit());
        if (first.signum() == 0) {
            return Reading.missing(Words.of(Growth.class, "theFirstReadingIs0"), parts);
        }
        // A negative first would make the denominator negative: both signs are turned, the quotient stays.
        Fraction growth =
                first.signum() > 0 ? new Fraction(gained, first) : new Fraction(gained.negate(), first.negate());
        return Reading.of(growth, parts);
    }

    @Override
    public Words words() {
        return Words.of(Growth.class, "growthOfOf", attribute, over);
    }
}

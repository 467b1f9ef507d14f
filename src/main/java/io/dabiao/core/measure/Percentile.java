package io.dabiao.core.measure;

import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;

/**
 * A percentile of an attribute, within 0.5 % of the exact one.
 *
 * @param percent above 0, at most 100
 */
public record Percentile(BigDecimal percent, String attribute, Selector over, Unit in) implements OfAttribute {
    @Override
    public MeasureKind kind() {
        return MeasureKind.PERCENTILE;
    }

    @Override
    public Fold fold() {
        return Fold.QUANTILES;
    }

    @Override
    public Percentile of(Selector others) {
        return new Percentile(percent, attribute, others, in);
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
        Rollup.Quantiles all = total(window, Rollup.Quantiles.class);
        Reading.Parts parts = Reading.Parts.of(all.count(), all.unfit());
        return all.percentile(percent)
                .map(value -> Reading.of(Fraction.of(value).times(in.scale()), parts))
                .orElseGet(() -> Reading.missing(Readings.nothingOf(over), parts));
    }

    @Override
    public Words words() {
        return Words.of(Percentile.class, "pOfOver", percent.toPlainString(), attribute, over);
    }
}

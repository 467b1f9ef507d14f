package io.dabiao.core.measure;

import io.dabiao.core.event.EventTypes;
import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** One amount over another, over the whole period; never a mean of daily ratios. */
public record Ratio(Amount part, Amount whole) implements Measure {
    @Override
    public MeasureKind kind() {
        return MeasureKind.RATIO;
    }

    @Override
    public List<Series> series(ZoneId zone) {
        List<Series> both = new ArrayList<>(part.series(zone));
        both.addAll(whole.series(zone));
        return both;
    }

    @Override
    public Dimension dimension() {
        return Dimension.SHARE;
    }

    @Override
    public boolean saysOfShortWindows() {
        return true;
    }

    @Override
    public boolean hasBudget() {
        return true;
    }

    @Override
    public boolean averages() {
        return true;
    }

    @Override
    public Reading read(Window window) {
        Reading of = part.read(window);
        Reading to = whole.read(window);
        Fraction above = part.amount(window);
        Fraction below = whole.amount(window);
        Reading.Parts parts = Reading.Parts.ratio(
                above,
                below,
                to.parts().samples(),
                unfit(of.parts().unfit(), to.parts().unfit()));
        Optional<Words> silence = to.missing().or(of::missing);
        if (silence.isPresent()) {
            return Reading.missing(silence.get(), parts);
        }
        if (below.compareTo(BigDecimal.ZERO) <= 0) {
            return Reading.missing(Words.of(Ratio.class, "theIsStill0", whole.words()), parts);
        }
        Fraction share = new Fraction(
                above.numerator().multiply(below.denominator()),
                above.denominator().multiply(below.numerator()));
        return Reading.of(share, parts);
    }

    @Override
    public boolean countsNothing() {
        return true;
    }

    @Override
    public boolean isShare() {
        return true;
    }

    /** What decides one side and cannot be decided leaves an event out on both. */
    @Override
    public Ratio under(EventTypes types) {
        return new Ratio(side(part, whole, types), side(whole, part, types));
    }

    private static Amount side(Amount side, Amount other, EventTypes types) {
        boolean same = side.over().type().equals(other.over().type());
        return side.of(side.over().under(types, same ? other.over().matchers() : List.of()));
    }

    @Override
    public Ratio selecting(UnaryOperator<Selector> change) {
        return new Ratio(part.selecting(change), whole.selecting(change));
    }

    /** An event that is left out on both sides is one event. */
    private long unfit(long above, long below) {
        return part.over().type().equals(whole.over().type()) ? Math.max(above, below) : above + below;
    }

    @Override
    public boolean plannedByDays() {
        return true;
    }

    @Override
    public Words words() {
        return Words.of(Ratio.class, "ratioOf", part.words(), whole.words());
    }
}

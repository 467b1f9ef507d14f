package io.dabiao.core.measure;

import io.dabiao.core.calendar.Grain;
import io.dabiao.core.calendar.Period;
import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The lowest amount of a complete month or week. A complete one without events is 0. */
public record Worst(Grain grain, Amount of) implements Measure {
    @Override
    public MeasureKind kind() {
        return MeasureKind.WORST;
    }

    @Override
    public List<Series> series(ZoneId zone) {
        return of.series(zone);
    }

    @Override
    public Dimension dimension() {
        return of.dimension();
    }

    @Override
    public boolean countsNothing() {
        return true;
    }

    @Override
    public boolean carriesUnit() {
        return of.carriesUnit();
    }

    @Override
    public Worst selecting(UnaryOperator<Selector> change) {
        return new Worst(grain, of.selecting(change));
    }

    @Override
    public Reading read(Window window) {
        Reading.Parts parts = of.read(window).parts();
        Optional<Words> silence = Readings.silence(of, window);
        if (silence.isPresent()) {
            return Reading.missing(silence.get(), parts);
        }
        LocalDate heard = of.heardSince(window).orElseThrow();
        List<Reading.Slot> complete = new ArrayList<>();
        boolean unknown = false;
        for (Period part : window.period().parts(grain)) {
            if (!part.over(window.at()) || part.from().isBefore(window.measuredFrom())) {
                continue;
            }
            if (!heard.isBefore(part.until())) {
                unknown = true;
            } else {
                Fraction amount = of.amount(window.within(part));
                complete.add(new Reading.Slot(grain.label(part.from()), part.from(), part.until(), amount));
            }
        }
        Words none = unknown ? noneSince(heard) : noneYet();
        return complete.stream()
                .map(Reading.Slot::value)
                .min(Comparator.naturalOrder())
                .map(worst -> Reading.ofSlots(worst, complete, parts))
                .orElseGet(() -> Reading.missing(none, parts));
    }

    private Words noneYet() {
        return Words.of(Worst.class, "noCompleteYet", complete());
    }

    private Words noneSince(LocalDate heard) {
        return Words.of(Worst.class, "noCompleteSinceItsFirstSign", complete(), heard);
    }

    private Words complete() {
        return Words.of(Worst.class, "complete_" + grain.word());
    }

    @Override
    public boolean wholeNumbers() {
        return of.wholeNumbers();
    }

    @Override
    public Words words() {
        return Words.of(Worst.class, "worstComplete", grain.words(), of.words());
    }
}

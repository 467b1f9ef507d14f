package io.dabiao.core.measure;

import io.dabiao.core.calendar.Period;
import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What several measures say alike. */
final class Readings {

    private Readings() {}

    static Reading extreme(OfAttribute measure, Window window, Function<Rollup.Range, BigDecimal> end) {
        Rollup.Extent all = measure.total(window, Rollup.Extent.class);
        Reading.Parts parts = Reading.Parts.of(all.range().isPresent() ? 1 : 0, all.unfit());
        return all.range()
                .map(end)
                .map(value -> Reading.of(Fraction.of(value).times(measure.in().scale()), parts))
                .orElseGet(() -> Reading.missing(nothingOf(measure.over()), parts));
    }

    /** An amount, or the reason why nothing is known of it. */
    static Reading heard(Measure measure, Window window, Fraction amount, Reading.Parts parts) {
        return silence(measure, window)
                .map(why -> Reading.missing(why, parts))
                .orElseGet(() -> Reading.of(amount, parts));
    }

    /** Why nothing is no amount; empty once every type was heard. */
    static Optional<Words> silence(Measure measure, Window window) {
        List<String> types = measure.neverHeard(window);
        if (types.isEmpty()) {
            return Optional.empty();
        }
        Words quoted = Words.listed(types.stream().map(type -> "`" + type + "`").toList());
        return Optional.of(Words.of(Readings.class, "noOneHasReported", quoted));
    }

    static Words nothingOf(Selector over) {
        return Words.of(Readings.class, "noUsableEventOfYet", over);
    }

    static List<LocalDate> daysOf(Period period) {
        return period.from().datesUntil(period.until()).toList();
    }
}

package io.dabiao.page.indicator;

import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.event.Selector;
import io.dabiao.core.measure.AvailableDays;
import io.dabiao.core.measure.Count;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.measure.Mean;
import io.dabiao.core.measure.Measure;
import io.dabiao.core.measure.Percentile;
import io.dabiao.core.measure.Ratio;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Predicate;

/** Which of the events behind a figure count against its promise. */
final class Against {

    private Against() {}

    /** Empty where one event by itself says nothing of it, as of a sum that grows. */
    static Optional<Predicate<Event>> of(Indicator indicator, Instant at, ZoneId zone) {
        Measure measure = indicator.measure();
        if (measure instanceof Ratio ratio && ratio.part() instanceof Count part) {
            boolean shareIsBad = indicator
                    .targetAt(at, zone)
                    .map(target -> switch (target.operator()) {
                        case AT_MOST, LESS_THAN -> true;
                        case AT_LEAST, MORE_THAN, REACHED -> false;
                    })
                    .orElse(false);
            return Optional.of(event -> (part.over().fit(event.attributes()) == Selector.Fit.YES) == shareIsBad);
        }
        if (measure instanceof AvailableDays days) {
            return Optional.of(
                    event -> !(event.attributes().get(days.success()) instanceof Attribute.Flag flag) || !flag.value());
        }
        if (measure instanceof Mean mean && indicator.behaviour() == Behaviour.STANDING) {
            return value(indicator, at, zone, mean.attribute());
        }
        if (measure instanceof Percentile percentile && indicator.behaviour() == Behaviour.STANDING) {
            return value(indicator, at, zone, percentile.attribute());
        }
        return Optional.empty();
    }

    private static Optional<Predicate<Event>> value(Indicator indicator, Instant at, ZoneId zone, String attribute) {
        return indicator
                .targetAt(at, zone)
                .map(target -> event -> number(event, attribute)
                        .filter(value -> !target.holds(Fraction.of(value), indicator.behaviour()))
                        .isPresent());
    }

    private static Optional<BigDecimal> number(Event event, String attribute) {
        return event.attributes().get(attribute) instanceof Attribute.Number number
                ? Optional.of(number.value())
                : Optional.empty();
    }
}

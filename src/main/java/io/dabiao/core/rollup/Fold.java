package io.dabiao.core.rollup;

import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.event.EventTypes;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How events become a {@link Rollup}: one constant for each kind of partial aggregate.
 *
 * <p>Each is a commutative monoid: {@link #nothing} is its neutral element and {@link Rollup#merge} its sum, so any split
 * and any order of the same events give the same rollup. That is what lets replicas and batches work in parallel.
 */
public enum Fold {
    /** How many. No attribute. */
    TALLY,
    /** How many, and for how many the boolean attribute was true. */
    TRIALS,
    /** The sum of an attribute. */
    TOTAL,
    /** The least and the greatest of an attribute. */
    EXTENT,
    /** The earliest and the newest reading of an attribute, by event time. */
    ENDS,
    /** The different values of an attribute. */
    MEMBERS,
    /** The distribution of an attribute, within 0.5 %. */
    QUANTILES,
    /** How often each pair of dates occurred; two attributes, from and to. */
    SPANS,
    /** When the newest event happened. No attribute. */
    SEEN;

    /** The rollup of no event. */
    public Rollup nothing() {
        return switch (this) {
            case TALLY -> new Rollup.Tally(0, 0);
            case TRIALS -> new Rollup.Trials(0, 0, 0);
            case TOTAL -> new Rollup.Total(BigDecimal.ZERO, 0, 0, 0);
            case EXTENT -> new Rollup.Extent(Optional.empty(), 0);
            case ENDS -> new Rollup.Ends(Optional.empty(), 0);
            case MEMBERS -> new Rollup.Members(Set.of(), 0);
            case QUANTILES -> new Rollup.Quantiles(Map.of(), 0);
            case SPANS -> new Rollup.Spans(Map.of(), 0);
            case SEEN -> new Rollup.Seen(Optional.empty());
        };
    }

    /** The rollup of one event that the selector took; an event whose attribute is missing or of a wrong kind is unfit. */
    Rollup of(Event event, List<String> attributes) {
        return switch (this) {
            case TALLY -> new Rollup.Tally(1, 0);
            case TRIALS ->
                event.attributes().get(attributes.get(0)) instanceof Attribute.Flag flag
                        ? new Rollup.Trials(flag.value() ? 1 : 0, 1, 0)
                        : new Rollup.Trials(0, 0, 1);
            case TOTAL -> total(event.attributes().get(attributes.get(0)));
            case EXTENT ->
                number(event, attributes)
                        .map(value -> new Rollup.Extent(Optional.of(new Rollup.Range(value, value)), 0))
                        .orElseGet(() -> new Rollup.Extent(Optional.empty(), 1));
            case ENDS ->
                number(event, attributes)
                        .map(value -> new Rollup.Level(event.time(), event.source(), event.id(), value))
                        .map(level -> new Rollup.Ends(Optional.of(new Rollup.FirstAndLast(level, level)), 0))
                        .orElseGet(() -> new Rollup.Ends(Optional.empty(), 1));
            case MEMBERS -> member(event.attributes().get(attributes.get(0)));
            case QUANTILES ->
                number(event, attributes)
                        .map(value -> new Rollup.Quantiles(Map.of(Rollup.Quantiles.bucket(value.doubleValue()), 1L), 0))
                        .orElseGet(() -> new Rollup.Quantiles(Map.of(), 1));
            case SPANS ->
                span(event, attributes)
                        .map(span -> new Rollup.Spans(Map.of(span, 1L), 0))
                        .orElseGet(() -> new Rollup.Spans(Map.of(), 1));
            case SEEN -> new Rollup.Seen(Optional.of(event.time()));
        };
    }

    /** Why an event that the selector took is unfit; empty where it is not. */
    Optional<Words> unusable(Event event, List<String> attributes) {
        if (of(event, attributes).unfit() == 0) {
            return Optional.empty();
        }
        if (this == SPANS) {
            String both = String.join(", ", attributes);
            return Optional.of(Words.of(Fold.class, "noDatesInOrder", both));
        }
        EventTypes.AttributeKind attributeKind = switch (this) {
            case TRIALS -> EventTypes.AttributeKind.BOOLEAN;
            case TOTAL, EXTENT, ENDS, QUANTILES -> EventTypes.AttributeKind.NUMBER;
            case TALLY, MEMBERS, SPANS, SEEN -> EventTypes.AttributeKind.ANY;
        };
        return new EventTypes.Need(attributes.get(0), attributeKind, false).unmet(event.attributes());
    }

    /** The rollup of one event on which the selector could not decide. */
    Rollup unfit() {
        return switch (this) {
            case TALLY -> new Rollup.Tally(0, 1);
            case TRIALS -> new Rollup.Trials(0, 0, 1);
            case TOTAL -> new Rollup.Total(BigDecimal.ZERO, 0, 0, 1);
            case EXTENT -> new Rollup.Extent(Optional.empty(), 1);
            case ENDS -> new Rollup.Ends(Optional.empty(), 1);
            case MEMBERS -> new Rollup.Members(Set.of(), 1);
            case QUANTILES -> new Rollup.Quantiles(Map.of(), 1);
            case SPANS -> new Rollup.Spans(Map.of(), 1);
            case SEEN -> new Rollup.Seen(Optional.empty());
        };
    }

    private static Optional<BigDecimal> number(Event event, List<String> attributes) {
        return event.attributes().get(attributes.get(0)) instanceof Attribute.Number number
                ? Optional.of(number.value())
                : Optional.empty();
    }

    private static Rollup.Total total(Attribute attribute) {
        if (attribute == null) {
            return new Rollup.Total(BigDecimal.ZERO, 0, 1, 0);
        }
        return attribute instanceof Attribute.Number number
                ? new Rollup.Total(number.value(), 1, 0, 0)
                : new Rollup.Total(BigDecimal.ZERO, 0, 0, 1);
    }

    private static Rollup.Members member(Attribute attribute) {
        return attribute == null ? new Rollup.Members(Set.of(), 1) : new Rollup.Members(Set.of(attribute.text()), 0);
    }

    private static Optional<Rollup.Span> span(Event event, List<String> attributes) {
        Optional<LocalDate> from = date(event.attributes().get(attributes.get(0)));
        Optional<LocalDate> to = date(event.attributes().get(attributes.get(1)));
        return from.isPresent() && to.isPresent() && !to.get().isBefore(from.get())
                ? Optional.of(new Rollup.Span(from.get(), to.get()))
                : Optional.empty();
    }

    private static Optional<LocalDate> date(Attribute attribute) {
        if (!(attribute instanceof Attribute.Text text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(text.text()));
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }
}

package io.dabiao.core.rollup;

import io.dabiao.core.event.Event;
import io.dabiao.core.event.Matcher;
import io.dabiao.core.event.Selector;
import io.dabiao.core.text.Words;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * What is kept about a selection of events, day by day. Measures that need the same series share it.
 *
 * @param zone whose days divide it
 * @param selector which events
 * @param fold what is kept
 * @param attributes which attributes the fold reads
 */
public record Series(ZoneId zone, Selector selector, Fold fold, List<String> attributes) {

    public Series {
        attributes = List.copyOf(attributes);
    }

    /** When an event of {@code type} was last seen, by event time. */
    public static Series seen(ZoneId zone, String type) {
        return new Series(zone, Selector.ofType(type), Fold.SEEN, List.of());
    }

    /** When a source last vouched that it has nothing of {@code type} to report. */
    public static Series vouched(ZoneId zone, String type) {
        Matcher ofType = new Matcher("type", Matcher.Comparison.EQUAL, type);
        return new Series(zone, new Selector("source.alive", List.of(ofType)), Fold.SEEN, List.of());
    }

    /** The rollup of one event, which must be of the selector's type; empty where it is not selected. */
    public Optional<Rollup> fold(Event event) {
        return switch (selector.fit(event.attributes())) {
            case NO -> Optional.empty();
            case YES -> Optional.of(fold.of(event, attributes));
            // A sign of life is certain or it is none.
            case UNFIT -> fold == Fold.SEEN ? Optional.empty() : Optional.of(fold.unfit());
        };
    }

    /** Why an event of the selector's type is left out of it; empty where it is not. */
    public Optional<Words> exclusion(Event event) {
        if (fold == Fold.SEEN) {
            return Optional.empty();
        }
        Optional<Words> undecided = selector.undecided(event.attributes());
        return undecided.isPresent() || selector.fit(event.attributes()) != Selector.Fit.YES
                ? undecided
                : fold.unusable(event, attributes);
    }

    /** The day in which an event counts. */
    public LocalDate day(Event event) {
        return event.time().atZone(zone).toLocalDate();
    }

    /** Canonical and stable across releases: rollups are stored under it. */
    public String key() {
        String deciding = selector.decidingWritten();
        return fold.name().toLowerCase(java.util.Locale.ROOT) + (attributes.isEmpty() ? "" : attributes.toString())
                + " " + selector + " " + zone.getId() + (deciding.isEmpty() ? "" : " deciding " + deciding);
    }
}

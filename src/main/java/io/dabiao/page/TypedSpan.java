package io.dabiao.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * From when until when something holds, as two fields for date and time have it.
 *
 * @param begins as typed; empty for at once
 * @param ends as typed; empty where it was left out, which is for the one to judge who keeps the span
 * @param zone of the clock on the wall that the person means
 */
public record TypedSpan(String begins, String ends, ZoneId zone) {

    /** What is offered first: what a person has at hand is mostly over by then. */
    private static final Duration USUAL = Duration.ofHours(2);

    public static TypedSpan of(String begins, String ends, ZoneId zone) {
        return new TypedSpan(FieldText.asTyped(begins), FieldText.asTyped(ends), zone);
    }

    /** At once, for as long as is usual. */
    public static TypedSpan usual(Instant now, ZoneId zone) {
        String ends = now.plus(USUAL)
                .truncatedTo(ChronoUnit.MINUTES)
                .atZone(zone)
                .toLocalDateTime()
                .toString();
        return new TypedSpan("", ends, zone);
    }

    /** Whether what was typed is no time. */
    public boolean wrong() {
        return wrong(begins) || wrong(ends);
    }

    private boolean wrong(String field) {
        return !FieldText.blank(field) && FieldText.instant(field, zone).isEmpty();
    }

    /** Empty for at once. */
    public Optional<Instant> from() {
        return FieldText.instant(begins, zone);
    }

    /** Null where it was left out. */
    public Instant until() {
        return FieldText.instant(ends, zone).orElse(null);
    }
}

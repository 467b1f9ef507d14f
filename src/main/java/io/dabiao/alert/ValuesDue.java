package io.dabiao.alert;

import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.measure.Reported;
import io.dabiao.core.text.Words;
import io.dabiao.declare.EffectiveDeclaration;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * That a value which people report is wanted, and why; by the rule that also raises {@link AlertKind#VALUE_DUE}.
 *
 * @param since when it became so; of what is still to come, when it will
 */
public record ValuesDue(Why why, Words words, Instant since) {

    /** Why a value is wanted. */
    public enum Why {
        /** None was reported, though the cadence is over. */
        MISSING,
        /** The newest is older than the cadence. */
        OLD,
        /** The newest holds no longer. */
        EXPIRED,
        /** None was reported yet, and there is still time; raises no alert. */
        NOT_YET,
        /** The newest will hold no longer within a month; raises no alert. */
        EXPIRING;

        /** Whether it is about what the value rests on, rather than about the value. */
        public boolean ofEvidence() {
            return this == EXPIRED || this == EXPIRING;
        }
    }

    static final Words NONE_VALID = Words.of(ValuesDue.class, "noValueIsValidNowNone");

    private static final Duration SOON = Duration.ofDays(30);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE;

    /**
     * What is wanted of an indicator; empty where nothing is: it is measured, a draft, or not its time.
     *
     * @param last the time of the newest value reported of it; empty where none was
     */
    public static Optional<ValuesDue> of(
            EffectiveDeclaration effectiveDeclaration, Indicator indicator, Optional<Instant> last, Instant now) {
        var period = effectiveDeclaration.declaration().period();
        if (!(indicator.measure() instanceof Reported)
                || effectiveDeclaration.draft()
                || now.isBefore(period.start())
                || period.over(now)) {
            return Optional.empty();
        }
        ZoneId zone = effectiveDeclaration.declaration().zone();
        Optional<Instant> end = last.flatMap(at -> expires(indicator, at, zone));
        if (end.isPresent() && !now.isBefore(end.get())) {
            String day = DAY.format(end.get().atZone(zone));
            return Optional.of(new ValuesDue(
                    Why.EXPIRED, Words.of(ValuesDue.class, "theValueAndItsEvidenceExpired", day), end.get()));
        }
        return byCadence(indicator, period.start(), last, zone, now)
                .or(() -> last.isPresent()
                        ? Optional.empty()
                        : Optional.of(new ValuesDue(
                                Why.NOT_YET, Words.of(ValuesDue.class, "noValueWasReportedYet"), period.start())))
                .or(() -> end.filter(at -> at.isBefore(now.plus(SOON))).map(at -> {
                    String day = DAY.format(at.atZone(zone));
                    return new ValuesDue(
                            Why.EXPIRING, Words.of(ValuesDue.class, "theValueAndItsEvidenceExpire", day), at);
                }));
    }

    /** When a value ceases to hold; empty where its measure has no such limit. */
    public static Optional<Instant> expires(Indicator indicator, Instant at, ZoneId zone) {
        return indicator.measure() instanceof Reported reported
                ? reported.expires().map(length -> at.atZone(zone).plus(length).toInstant())
                : Optional.empty();
    }

    /** When, by its cadence, the next value is wanted. */
    public static Instant next(Indicator indicator, Instant at, ZoneId zone) {
        return at.atZone(zone).plus(indicator.cadence()).toInstant();
    }

    /** @param start where nothing was reported, from when on it is waited for */
    static Optional<ValuesDue> byCadence(
            Indicator indicator, Instant start, Optional<Instant> last, ZoneId zone, Instant now) {
        Instant since = next(indicator, last.orElse(start), zone);
        if (since.isAfter(now)) {
            return Optional.empty();
        }
        Words cadence = Spans.words(indicator.cadence());
        return Optional.of(
                last.isEmpty()
                        ? new ValuesDue(
                                Why.MISSING, Words.of(ValuesDue.class, "noValueWasReportedYetOneOnly", cadence), since)
                        : new ValuesDue(
                                Why.OLD,
                                Words.of(
                                        ValuesDue.class,
                                        "theValueReportedOfIsOlder",
                                        MINUTE.format(last.get().atZone(zone)),
                                        cadence),
                                since));
    }
}

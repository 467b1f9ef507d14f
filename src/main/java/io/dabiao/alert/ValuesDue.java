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

    static final Words NONE_VALID =
            new Words("no value is valid now: none was reported, or it has expired", "目前没有有效的填报值：尚未填报或已到期，请填报");

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
                    Why.EXPIRED,
                    new Words("the value and its evidence expired on " + day, "数值及佐证已于 " + day + " 到期，请重新填报"),
                    end.get()));
        }
        return byCadence(indicator, period.start(), last, zone, now)
                .or(() -> last.isPresent()
                        ? Optional.empty()
                        : Optional.of(new ValuesDue(
                                Why.NOT_YET, new Words("no value was reported yet", "尚未填报"), period.start())))
                .or(() -> end.filter(at -> at.isBefore(now.plus(SOON))).map(at -> {
                    String day = DAY.format(at.atZone(zone));
                    return new ValuesDue(
                            Why.EXPIRING,
                            new Words("the value and its evidence expire on " + day, "数值及佐证将于 " + day + " 到期"),
                            at);
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
                                Why.MISSING,
                                new Words(
                                        "no value was reported yet; one is due every " + cadence.english(),
                                        "尚未填报，应每" + cadence.chinese() + "填报一次"),
                                since)
                        : new ValuesDue(
                                Why.OLD,
                                new Words(
                                        "the value reported of "
                                                + MINUTE.format(last.get().atZone(zone))
                                                + " is older than the declared " + cadence.english(),
                                        "最近一次填报为 " + MINUTE.format(last.get().atZone(zone)) + "，已超过申报的"
                                                + cadence.chinese() + "，请更新"),
                                since));
    }
}

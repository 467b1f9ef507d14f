package io.dabiao.core.measure;

import io.dabiao.core.calendar.Period;
import io.dabiao.core.text.Words;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a measure reads from the facts, in the base of its dimension.
 *
 * @param value empty where it cannot be computed; then {@code missing} says why
 * @param missing why there is no value
 * @param parts what the value is made of
 * @param days for measures of days: how many still can be won
 * @param slots for measures of weeks or months: the complete ones in order
 */
public record Reading(
        Optional<Fraction> value, Optional<Words> missing, Parts parts, Optional<DayCount> days, List<Slot> slots) {

    /**
     * What a value is made of.
     *
     * @param numerator of a ratio, a mean or a share
     * @param denominator likewise
     * @param samples the events that took part
     * @param unfit the events left out because an attribute was missing or of the wrong kind
     * @param notes what else a reader must know
     */
    public record Parts(
            Optional<Fraction> numerator, Optional<Fraction> denominator, long samples, long unfit, List<Words> notes) {

        public static Parts of(long samples, long unfit) {
            return new Parts(Optional.empty(), Optional.empty(), samples, unfit, List.of());
        }

        static Parts ratio(Fraction numerator, Fraction denominator, long samples, long unfit) {
            return new Parts(Optional.of(numerator), Optional.of(denominator), samples, unfit, List.of());
        }

        Parts noting(List<Words> more) {
            return new Parts(numerator, denominator, samples, unfit, more);
        }
    }

    /**
     * @param counted days won
     * @param unknown days over of which nothing is known; neither won nor lost
     * @param left days that can still be won, today among them unless it already counts
     * @param apart days that are not promised, such as those off; neither won, lost nor left
     */
    public record DayCount(long counted, long unknown, long left, long apart) {

        DayCount(long counted, long unknown, long left) {
            this(counted, unknown, left, 0);
        }

        public long possible() {
            return counted + unknown + left;
        }
    }

    /** A complete week or month and its value. */
    public record Slot(String label, LocalDate from, LocalDate until, Fraction value) {}

    /** @param whole 0 where nothing has happened yet */
    public record Share(Fraction part, Fraction whole) {}

    /**
     * What it is a share of: the parts of a ratio, or the days won of the period's days over which something is known.
     * Empty for what is neither.
     */
    public Optional<Share> share(Measure measure, Period period) {
        if (days.isPresent()) {
            long all = ChronoUnit.DAYS.between(period.from(), period.until());
            long known =
                    all - days.get().unknown() - days.get().left() - days.get().apart();
            return Optional.of(new Share(Fraction.of(days.get().counted()), Fraction.of(known)));
        }
        return measure.isShare() && parts.numerator().isPresent()
                ? Optional.of(
                        new Share(parts.numerator().get(), parts.denominator().orElseThrow()))
                : Optional.empty();
    }

    /** This reading with one more note, where there is one. */
    public Reading noting(Optional<Words> note) {
        if (note.isEmpty()) {
            return this;
        }
        List<Words> notes = new ArrayList<>(parts.notes());
        notes.add(note.get());
        return new Reading(value, missing, parts.noting(List.copyOf(notes)), days, slots);
    }

    public static Reading of(Fraction value, Parts parts) {
        return new Reading(Optional.of(value), Optional.empty(), parts, Optional.empty(), List.of());
    }

    public static Reading missing(Words why, Parts parts) {
        return new Reading(Optional.empty(), Optional.of(why), parts, Optional.empty(), List.of());
    }

    static Reading ofDays(DayCount days, Parts parts) {
        return new Reading(
                Optional.of(Fraction.of(days.counted())), Optional.empty(), parts, Optional.of(days), List.of());
    }

    public static Reading ofSlots(Fraction worst, List<Slot> slots, Parts parts) {
        return new Reading(Optional.of(worst), Optional.empty(), parts, Optional.empty(), List.copyOf(slots));
    }
}

package io.dabiao.core.rollup;

import io.dabiao.core.calendar.Period;
import io.dabiao.core.calendar.WorkingCalendar;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a measure may look at: the facts of a period before an instant.
 *
 * @param period the declared period, or a part of it
 * @param measuredFrom days before it are unknown; the start of the declared period where nothing else is declared
 * @param facts all that is known
 * @param calendar for working days
 */
public record Window(Period period, LocalDate measuredFrom, Facts facts, WorkingCalendar calendar) {

    public Instant at() {
        return facts.before();
    }

    /** The calendar day that {@link #at} falls in; at midnight the day that begins. */
    public LocalDate today() {
        return at().atZone(period.zone()).toLocalDate();
    }

    public NavigableMap<LocalDate, Rollup> days(Series series) {
        return facts.days(series, period.from(), period.until());
    }

    /**
     * The day of a type's first sign of life, in whatever year: an event of it, or a source that vouched for it.
     *
     * @return empty where it was never heard before {@link #at}
     */
    public Optional<LocalDate> heardSince(String type) {
        return Stream.of(Series.seen(period.zone(), type), Series.vouched(period.zone(), type))
                .flatMap(signs -> facts.firstSign(signs).stream())
                .min(LocalDate::compareTo);
    }

    /** All days of the series in one; {@link Fold#nothing} where there is none. */
    public <R extends Rollup> R total(Series series, Class<R> kind) {
        List<Rollup> parts = new ArrayList<>();
        days(series).values().forEach(parts::add);
        return kind.cast(parts.isEmpty() ? series.fold().nothing() : sum(parts));
    }

    /**
     * By halves, not one after the other: a rollup of sets or maps copies what it has at each merge, and a year's days one
     * after another would copy the growing whole some hundred times.
     */
    private static Rollup sum(List<Rollup> parts) {
        int half = parts.size() / 2;
        return half == 0 ? parts.get(0) : sum(parts.subList(0, half)).merge(sum(parts.subList(half, parts.size())));
    }

    /** The same facts, looked at for a part of the period only. */
    public Window within(Period part) {
        return new Window(part, measuredFrom, facts, calendar);
    }
}

package io.dabiao.core.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * Calendar days from {@code from} up to, not including, {@code until}, in a zone.
 *
 * <p>Days are the calendar's, never a duration divided: a day with a change of clocks has 23 or 25 hours and is one day.
 *
 * @param from the first day
 * @param until the day after the last; after {@code from}
 * @param zone the institution's
 */
public record Period(LocalDate from, LocalDate until, ZoneId zone) {

    public Period {
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("a period must end after it begins: " + from + " to " + until);
        }
    }

    public static Period year(int year, ZoneId zone) {
        return new Period(LocalDate.of(year, 1, 1), LocalDate.of(year + 1, 1, 1), zone);
    }

    public Instant start() {
        return from.atStartOfDay(zone).toInstant();
    }

    /** The first instant that no longer belongs to the period. */
    public Instant end() {
        return until.atStartOfDay(zone).toInstant();
    }

    public boolean over(Instant at) {
        return !at.isBefore(end());
    }

    public boolean contains(LocalDate day) {
        return !day.isBefore(from) && day.isBefore(until);
    }

    /** The calendar months or ISO weeks that lie wholly within this period, in order. */
    public List<Period> parts(Grain grain) {
        List<Period> parts = new ArrayList<>();
        LocalDate start = grain.startOf(from);
        if (start.isBefore(from)) {
            start = grain.next(start);
        }
        for (LocalDate next = grain.next(start); !next.isAfter(until); next = grain.next(next)) {
            parts.add(new Period(start, next, zone));
            start = next;
        }
        return parts;
    }
}

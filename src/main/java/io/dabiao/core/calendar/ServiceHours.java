package io.dabiao.core.calendar;

import io.dabiao.core.text.Words;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.OptionalInt;

/**
 * The hours in which a site is promised to be there. What is found outside of them is told and bears the attribute {@link #ATTRIBUTE},
 * so that a measure can leave it out by its selector: {@code site.probe{site="portal",outside=""}}.
 *
 * <p>The mark is part of the fact: hours that are changed afterwards excuse nothing.
 *
 * @param days which days
 * @param from half-open; an until that is not after it is the next day's, equal times are the whole day
 */
public record ServiceHours(Days days, LocalTime from, LocalTime until, ZoneId zone) {

    /** Under which an event outside of the hours says so. */
    public static final String ATTRIBUTE = "outside";

    /** What it says. */
    public static final String MARK = "service-hours";

    /** Which days are promised. */
    public enum Days {
        ALL,
        /** Those of the institution's calendar; while a year's is not published, Monday to Friday. */
        WORKING;

        /** Whether a day is one of them. */
        public boolean has(LocalDate day, WorkingCalendar calendar) {
            if (this == ALL) {
                return true;
            }
            OptionalInt worked = calendar.daysAfter(day.minusDays(1), day);
            return worked.isPresent()
                    ? worked.getAsInt() == 1
                    : day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
        }
    }

    /** Whether an instant lies in them. */
    public boolean cover(Instant at, WorkingCalendar calendar) {
        LocalDate today = at.atZone(zone).toLocalDate();
        return begunOn(today, at, calendar) || begunOn(today.minusDays(1), at, calendar);
    }

    private boolean begunOn(LocalDate day, Instant at, WorkingCalendar calendar) {
        return days.has(day, calendar) && !at.isBefore(begin(day)) && at.isBefore(end(day));
    }

    private Instant begin(LocalDate day) {
        return day.atTime(from).atZone(zone).toInstant();
    }

    private Instant end(LocalDate day) {
        LocalDate last = until.isAfter(from) ? day : day.plusDays(1);
        return last.atTime(until).atZone(zone).toInstant();
    }

    /** How much of a span lies in them; half-open, from zero to the whole of it. */
    public Duration within(Instant begin, Instant end, WorkingCalendar calendar) {
        Duration all = Duration.ZERO;
        LocalDate last = end.atZone(zone).toLocalDate();
        for (LocalDate day = begin.atZone(zone).toLocalDate().minusDays(1); !day.isAfter(last); day = day.plusDays(1)) {
            if (days.has(day, calendar)) {
                Instant opens = begin(day).isAfter(begin) ? begin(day) : begin;
                Instant closes = end(day).isBefore(end) ? end(day) : end;
                all = opens.isBefore(closes) ? all.plus(Duration.between(opens, closes)) : all;
            }
        }
        return all;
    }

    public Words words() {
        String span = from + "–" + until + " (" + zone + ")";
        return days == Days.ALL
                ? Words.of(ServiceHours.class, "everyDay", span)
                : Words.of(ServiceHours.class, "onWorkingDays", span);
    }
}

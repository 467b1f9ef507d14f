package io.dabiao.core.calendar;

import io.dabiao.core.text.Words;
import java.time.DayOfWeek;
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
        LocalDate last = until.isAfter(from) ? day : day.plusDays(1);
        return days.has(day, calendar)
                && !at.isBefore(day.atTime(from).atZone(zone).toInstant())
                && at.isBefore(last.atTime(until).atZone(zone).toInstant());
    }

    public Words words() {
        String span = from + "–" + until + " (" + zone + ")";
        return days == Days.ALL
                ? Words.of(ServiceHours.class, "everyDay", span)
                : Words.of(ServiceHours.class, "onWorkingDays", span);
    }
}

package io.dabiao.alert;

import io.dabiao.core.calendar.WorkingCalendar;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Who is told of which alerts, and when.
 *
 * @param name unique; messages of one route are never mixed with another's
 * @param receivers names
 * @param by what the alerts of one message have in common
 * @param gather for how long more of the same are waited for, so that one cause is one message
 * @param every the least time between two messages of one group
 * @param remind how often what still fires, unacknowledged, is told again; empty for never
 * @param last whether the routes after this one are not asked any more
 */
record Route(
        String name,
        Match match,
        List<String> receivers,
        List<By> by,
        Duration gather,
        Duration every,
        Optional<Duration> remind,
        Optional<Escalation> escalation,
        Optional<Quiet> quiet,
        boolean last) {

    /** What alerts may have in common. */
    enum By {
        PROJECT(alert -> alert.project),
        INDICATOR(alert -> alert.indicator),
        KIND(alert -> alert.kind),
        SEVERITY(alert -> alert.severity.word()),
        LEVEL1(alert -> alert.level1),
        OWNER(alert -> alert.owner);

        private final Function<Alert, String> of;

        By(Function<Alert, String> of) {
            this.of = of;
        }
    }

    /** To whom an alert goes that no one has acknowledged for so long. */
    record Escalation(Duration after, List<String> receivers) {}

    /**
     * The hours in which no one is told.
     *
     * @param from until a time that is not after it is the next day's; equal times are the whole day
     * @param workingDays whether days that the institution does not work are quiet as a whole
     * @param except the least severity that is told all the same; empty where none is
     */
    record Quiet(
            Optional<LocalTime> from,
            Optional<LocalTime> until,
            boolean workingDays,
            Optional<Severity> except,
            ZoneId zone) {

        boolean holds(Instant at, Severity severity, WorkingCalendar calendar) {
            if (except.filter(least -> severity.compareTo(least) >= 0).isPresent()) {
                return false;
            }
            ZonedDateTime there = at.atZone(zone);
            return workingDays && !worked(there.toLocalDate(), calendar) || atNight(there.toLocalTime());
        }

        private boolean atNight(LocalTime now) {
            if (from.isEmpty() || until.isEmpty()) {
                return false;
            }
            return from.get().isBefore(until.get())
                    ? !now.isBefore(from.get()) && now.isBefore(until.get())
                    : !now.isBefore(from.get()) || now.isBefore(until.get());
        }

        /** By the published calendar; while a year's is not published, Monday to Friday. */
        private static boolean worked(LocalDate day, WorkingCalendar calendar) {
            OptionalInt counted = calendar.daysAfter(day.minusDays(1), day);
            return counted.isPresent()
                    ? counted.getAsInt() == 1
                    : day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
        }
    }

    Route {
        receivers = List.copyOf(receivers);
        by = List.copyOf(by);
    }

    /** Names the group of an alert's messages. */
    String group(Alert alert) {
        return name + by.stream().map(what -> "/" + what.of.apply(alert)).collect(Collectors.joining());
    }
}

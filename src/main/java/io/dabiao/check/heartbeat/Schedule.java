package io.dabiao.check.heartbeat;

import io.dabiao.check.probe.Heard;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/**
 * When a job is to run.
 *
 * @param cron five fields as Unix has them, or six and more as Quartz has them
 * @param days which of the times count
 */
record Schedule(String cron, ZoneId zone, Days days) {

    enum Days {
        ALL,
        /** Working days of the institution's calendar. */
        WORKING
    }

    /** The calendar of a year that is needed is not published. */
    static final class Unpublished extends Exception {
        private static final long serialVersionUID = 1L;
        private final int year;

        Unpublished(int year) {
            super("the calendar of " + year + " is not published", null, false, false);
            this.year = year;
        }

        int year() {
            return year;
        }
    }

    private static final List<Duration> BACK = List.of(
            Duration.ofHours(2), Duration.ofDays(2), Duration.ofDays(15), Duration.ofDays(70), Duration.ofDays(400));
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN");

    /** @throws ParseException where it is none */
    static CronExpression expression(String cron) throws ParseException {
        String[] fields = cron.strip().split("\\s+");
        if (fields.length != 5) {
            return new CronExpression(cron.strip());
        }
        boolean anyDay = fields[2].equals("*") || fields[2].equals("?");
        boolean anyWeekday = fields[4].equals("*") || fields[4].equals("?");
        if (!anyDay && !anyWeekday) {
            throw new ParseException("a day of the month and a day of the week", 0);
        }
        return new CronExpression(String.join(
                " ",
                "0",
                fields[0],
                fields[1],
                anyDay && !anyWeekday ? "?" : fields[2],
                fields[3],
                anyWeekday ? "?" : weekdays(fields[4])));
    }

    /** Unix counts the days of the week from 0 or 7 for Sunday, Quartz from 1. A step is no day. */
    private static String weekdays(String field) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char one = field.charAt(i);
            boolean day = one >= '0' && one <= '7' && (i == 0 || field.charAt(i - 1) != '/');
            all.append(day ? DAYS.get(one - '0') : String.valueOf(one));
        }
        return all.toString();
    }

    /**
     * The newest time at or before an instant; empty where there is none within 400 days.
     *
     * @throws Unpublished where the calendar does not say whether a day is worked
     */
    Optional<Instant> before(Instant at, Heard heard) throws Unpublished {
        CronExpression expression;
        try {
            expression = expression(cron);
        } catch (ParseException impossible) {
            throw new IllegalStateException(cron, impossible);
        }
        expression.setTimeZone(TimeZone.getTimeZone(zone));
        for (Duration back : BACK) {
            Optional<Instant> newest = newest(expression, at.minus(back), at, heard);
            if (newest.isPresent()) {
                return newest;
            }
        }
        return Optional.empty();
    }

    private Optional<Instant> newest(CronExpression expression, Instant from, Instant at, Heard heard)
            throws Unpublished {
        Optional<Instant> newest = Optional.empty();
        for (Date next = expression.getTimeAfter(Date.from(from));
                next != null && !next.toInstant().isAfter(at);
                next = expression.getTimeAfter(next)) {
            if (counts(next.toInstant(), heard)) {
                newest = Optional.of(next.toInstant());
            }
        }
        return newest;
    }

    private boolean counts(Instant time, Heard heard) throws Unpublished {
        if (days == Days.ALL) {
            return true;
        }
        var day = time.atZone(zone).toLocalDate();
        Optional<Boolean> worked = heard.working(day);
        if (worked.isEmpty()) {
            throw new Unpublished(day.getYear());
        }
        return worked.get();
    }
}

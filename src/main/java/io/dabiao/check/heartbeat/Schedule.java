package io.dabiao.check.heartbeat;

import io.dabiao.check.probe.Heard;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.regex.Pattern;
import org.quartz.CronExpression;

/**
 * When a job is to run.
 *
 * @param crons five fields as Unix has them, or six and more as Quartz has them; it runs at the times of each
 * @param days which of the times count
 */
record Schedule(List<String> crons, ZoneId zone, Days days) {

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

    /** The words that cron has for fields. */
    private static final Map<String, String> WORDS = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *");

    /** A day of the week by its number: not a step, nor the how-manieth of the month. */
    private static final Pattern WEEKDAY = Pattern.compile("(?<![/#0-9A-Za-z])[0-7](?![0-9])");

    Schedule {
        crons = List.copyOf(crons);
    }

    /**
     * What Quartz makes of a line of cron. With a day of the month and a day of the week it is two: Unix runs a job on the one and on the
     * other.
     *
     * @throws ParseException where it is none
     */
    static List<CronExpression> expressions(String cron) throws ParseException {
        String written = cron.strip();
        String[] fields =
                WORDS.getOrDefault(written.toLowerCase(Locale.ROOT), written).split("\\s+");
        if (fields.length != 5) {
            return List.of(new CronExpression(written));
        }
        boolean anyDay = any(fields[2]);
        boolean anyWeekday = any(fields[4]);
        if (!anyDay && !anyWeekday && (fields[2].startsWith("*") || fields[4].startsWith("*"))) {
            // Unix takes both together there, which two lines are not.
            throw new ParseException("a step of all days beside other days", 0);
        }
        List<CronExpression> found = new ArrayList<>();
        if (!anyDay || anyWeekday) {
            found.add(quartz(fields, fields[2].equals("?") ? "*" : fields[2], "?"));
        }
        if (!anyWeekday) {
            found.add(quartz(fields, "?", weekdays(fields[4])));
        }
        return found;
    }

    private static boolean any(String days) {
        return days.equals("*") || days.equals("?");
    }

    private static CronExpression quartz(String[] fields, String day, String weekday) throws ParseException {
        return new CronExpression(String.join(" ", "0", fields[0], fields[1], day, fields[3], weekday));
    }

    /** Unix counts the days of the week from 0 or 7 for Sunday, Quartz from 1. */
    private static String weekdays(String field) {
        return WEEKDAY.matcher(field).replaceAll(day -> DAYS.get(Integer.parseInt(day.group())));
    }

    /**
     * The newest time at or before an instant; empty where there is none within 400 days.
     *
     * @throws Unpublished where the calendar does not say whether a day is worked
     */
    Optional<Instant> before(Instant at, Heard heard) throws Unpublished {
        List<CronExpression> all = new ArrayList<>();
        try {
            for (String cron : crons) {
                all.addAll(expressions(cron));
            }
        } catch (ParseException impossible) {
            throw new IllegalStateException(crons.toString(), impossible);
        }
        // On the clock of the zone, told as if there were no summer time: what that does to a time is said below.
        all.forEach(expression -> expression.setTimeZone(TimeZone.getTimeZone(ZoneOffset.UTC)));
        LocalDateTime now = at.atZone(zone).toLocalDateTime();
        for (Duration back : BACK) {
            Optional<Instant> newest = Optional.empty();
            for (CronExpression expression : all) {
                Optional<Instant> one = newest(expression, now.minus(back), at, heard);
                if (newest.isEmpty() || one.isPresent() && one.get().isAfter(newest.get())) {
                    newest = one;
                }
            }
            if (newest.isPresent()) {
                return newest;
            }
        }
        return Optional.empty();
    }

    private Optional<Instant> newest(CronExpression expression, LocalDateTime from, Instant at, Heard heard)
            throws Unpublished {
        Optional<Instant> newest = Optional.empty();
        for (Date next = expression.getTimeAfter(Date.from(from.toInstant(ZoneOffset.UTC)));
                next != null;
                next = expression.getTimeAfter(next)) {
            LocalDateTime local = LocalDateTime.ofInstant(next.toInstant(), ZoneOffset.UTC);
            Instant time = time(local);
            if (time.isAfter(at)) {
                return newest;
            }
            if (counts(local.toLocalDate(), heard)) {
                newest = Optional.of(time);
            }
        }
        return newest;
    }

    /** A time that summer time leaves out is run when the clock has been put on, one that comes twice at the first, as cron does. */
    private Instant time(LocalDateTime local) {
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        return change != null && change.isGap()
                ? change.getInstant()
                : local.atZone(zone).toInstant();
    }

    private boolean counts(LocalDate day, Heard heard) throws Unpublished {
        if (days == Days.ALL) {
            return true;
        }
        Optional<Boolean> worked = heard.working(day);
        if (worked.isEmpty()) {
            throw new Unpublished(day.getYear());
        }
        return worked.get();
    }
}

package io.dabiao.ingest.source;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import java.util.function.Predicate;
import org.quartz.CronExpression;

/** When a source is read. Immutable. */
public sealed interface Schedule {

    /** A year of days that are not worked is no calendar. */
    int MOST_DAYS = 400;

    /** Which days it is read on. */
    enum Days {
        ALL,
        WORKING
    }

    Days days();

    ZoneId zone();

    /** The first time of the schedule after one, whatever day it is on; empty where there is none. */
    Optional<Instant> after(Instant last);

    /**
     * When it is due next.
     *
     * @param last when it was begun last; empty for never, and then it is due at once
     * @param worked whether a day is worked; one of which that is unknown is to be taken for worked
     * @return empty where it never is again
     */
    default Optional<Instant> due(Optional<Instant> last, Instant now, Predicate<LocalDate> worked) {
        Optional<Instant> next = last.isPresent() ? after(last.get()) : Optional.of(now);
        for (int passed = 0; days() == Days.WORKING && next.isPresent() && passed < MOST_DAYS; passed++) {
            LocalDate day = LocalDate.ofInstant(next.get(), zone());
            if (worked.test(day)) {
                break;
            }
            Instant end = day.plusDays(1).atStartOfDay(zone()).toInstant();
            next = this instanceof Every ? Optional.of(end) : after(end.minusMillis(1));
        }
        return next;
    }

    /** Again and again, from the beginning of one run to the beginning of the next. */
    record Every(Duration interval, Days days, ZoneId zone) implements Schedule {
        @Override
        public Optional<Instant> after(Instant last) {
            return Optional.of(last.plus(interval));
        }
    }

    /**
     * At times of day.
     *
     * @param cron a Quartz expression that is valid
     */
    record At(String cron, Days days, ZoneId zone) implements Schedule {
        @Override
        public Optional<Instant> after(Instant last) {
            try {
                CronExpression expression = new CronExpression(cron);
                expression.setTimeZone(TimeZone.getTimeZone(zone));
                return Optional.ofNullable(expression.getNextValidTimeAfter(Date.from(last)))
                        .map(Date::toInstant);
            } catch (ParseException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}

package io.dabiao.core.probe;

import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Selector;
import io.dabiao.core.text.Words;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Announced work on sites. A probe in it bears the window's id as the attribute {@code maintenance}, so that a measure can
 * leave it out by its selector: {@code site.probe{site="portal",maintenance=""}}.
 *
 * <p>The mark is part of the fact: work announced afterwards excuses nothing.
 *
 * @param id unique in its declaration
 * @param sites whose probes it marks
 */
public record Maintenance(String id, Set<String> sites, When when, String because) {

    /** Under which a probe's event bears the window's id. */
    public static final String ATTRIBUTE = "maintenance";

    public Maintenance {
        sites = Set.copyOf(sites);
    }

    /** When the work takes place. */
    public sealed interface When {

        boolean covers(Instant at);

        Words words();
    }

    /** One time, half-open. */
    public record Once(Instant from, Instant until, ZoneId zone) implements When {
        @Override
        public boolean covers(Instant at) {
            return !at.isBefore(from) && at.isBefore(until);
        }

        @Override
        public Words words() {
            String span = minute(from.atZone(zone)) + " – " + minute(until.atZone(zone)) + " (" + zone + ")";
            return Words.of(Maintenance.class, "once", span);
        }

        private static String minute(ZonedDateTime at) {
            return at.toLocalDate() + " " + at.toLocalTime();
        }
    }

    /**
     * Again and again by a zone's calendar and clocks, half-open; until a time that is not after {@code from} is the next
     * day's.
     */
    public record Recurring(List<Day> days, LocalTime from, LocalTime until, ZoneId zone) implements When {

        public Recurring {
            days = List.copyOf(days);
        }

        @Override
        public boolean covers(Instant at) {
            LocalDate today = at.atZone(zone).toLocalDate();
            return begunOn(today, at) || begunOn(today.minusDays(1), at);
        }

        private boolean begunOn(LocalDate day, Instant at) {
            if (days.stream().noneMatch(rule -> rule.on(day))) {
                return false;
            }
            LocalDate last = until.isAfter(from) ? day : day.plusDays(1);
            return !at.isBefore(day.atTime(from).atZone(zone).toInstant())
                    && at.isBefore(last.atTime(until).atZone(zone).toInstant());
        }

        @Override
        public Words words() {
            String span = from + "–" + until + " (" + zone + ")";
            return Words.joined(
                            Words.of(Words.class, "enumeration"),
                            days.stream().map(Day::words).toList())
                    .then(Words.asWritten(" " + span));
        }
    }

    /** Which days. */
    public sealed interface Day {

        boolean on(LocalDate day);

        Words words();
    }

    public record EveryDay() implements Day {
        @Override
        public boolean on(LocalDate day) {
            return true;
        }

        @Override
        public Words words() {
            return Words.of(Maintenance.class, "everyDay");
        }
    }

    /** A day of every week. */
    public record OfWeek(DayOfWeek weekday) implements Day {
        @Override
        public boolean on(LocalDate day) {
            return day.getDayOfWeek() == weekday;
        }

        @Override
        public Words words() {
            return Words.of(Maintenance.class, "every", named(weekday));
        }
    }

    /**
     * A weekday of every month.
     *
     * @param nth 1 to 4, or -1 for the last
     */
    public record OfMonth(int nth, DayOfWeek weekday) implements Day {
        @Override
        public boolean on(LocalDate day) {
            return day.with(TemporalAdjusters.dayOfWeekInMonth(nth, weekday)).equals(day);
        }

        @Override
        public Words words() {
            return nth < 0
                    ? Words.of(Maintenance.class, "lastOfTheMonth", named(weekday))
                    : Words.of(
                            Maintenance.class,
                            "nthOfTheMonth",
                            Words.of(Maintenance.class, "nth_" + nth),
                            named(weekday));
        }
    }

    /** A numbered day of every month that has it. */
    public record DayOfMonth(int number) implements Day {
        @Override
        public boolean on(LocalDate day) {
            return day.getDayOfMonth() == number;
        }

        @Override
        public Words words() {
            return Words.of(Maintenance.class, "dayOfTheMonth", number);
        }
    }

    /** Whether a selector takes events of one of the sites, but not those that bear this window's id. */
    public boolean leftOutBy(Selector selector) {
        if (!selector.type().equals(Probe.TYPE) && !selector.type().equals(Probe.OUTAGE)) {
            return false;
        }
        Selector ofWindow = new Selector(
                selector.type(),
                selector.matchers().stream()
                        .filter(matcher -> matcher.attribute().equals(ATTRIBUTE)
                                || matcher.attribute().equals("site"))
                        .toList());
        return sites.stream().anyMatch(site -> {
            Attribute named = new Attribute.Text(site);
            return ofWindow.fit(Map.of("site", named)) == Selector.Fit.YES
                    && ofWindow.fit(Map.of("site", named, ATTRIBUTE, new Attribute.Text(id))) == Selector.Fit.NO;
        });
    }

    public boolean covers(String site, Instant at) {
        return sites.contains(site) && when.covers(at);
    }

    private static Words named(DayOfWeek weekday) {
        return Words.of(Maintenance.class, "weekday_" + weekday.getValue());
    }
}

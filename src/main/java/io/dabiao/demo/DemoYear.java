package io.dabiao.demo;

import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.store.Demonstration;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A year as its sources would have sent it, day by day: mostly well, with some stories that are not (each feed tells its
 * own), and with what happens to messages on their way.
 *
 * <p>The same year, seed and declarations always give the same events. A day does not depend on how far the year has come,
 * so sending it again later adds the days since and nothing twice.
 */
public final class DemoYear {

    /** What every source's name begins with; no one else's does. */
    public static final String SOURCES = Demonstration.SOURCES;

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /**
     * What arrives on a day.
     *
     * @param day by the calendar of the sources
     * @param lines events in JSON, one a line; some late, twice or wrong
     */
    public record Sending(LocalDate day, List<String> lines) {}

    private final int year;
    private final long seed;
    private final WorkingCalendar calendar;
    private final List<Feed> feeds;

    /** @param declarations what people report on, and the budgets that are spent */
    public DemoYear(int year, long seed, List<Declaration> declarations, WorkingCalendar calendar) {
        this.year = year;
        this.seed = seed;
        this.calendar = calendar;
        this.feeds = List.of(
                new Hotline(),
                new ServiceDesk(),
                new Security(),
                new Portal(),
                new Content(),
                new ServiceWindow(),
                new Programmes(),
                new Office(declarations));
    }

    /** The year that an instant falls in, where the sources are. */
    public static int yearOf(Instant instant) {
        return dayOf(instant).getYear();
    }

    static LocalDate dayOf(Instant instant) {
        return instant.atZone(ZONE).toLocalDate();
    }

    /** Hands over every day up to the one that {@code now} falls in, without what happens at or after {@code now}. */
    public void play(Instant now, Consumer<Sending> to) {
        LocalDate last = LocalDate.of(year, 12, 31);
        TreeMap<LocalDate, List<String>> underWay = new TreeMap<>();
        for (LocalDate day = LocalDate.of(year, 1, 1);
                !day.isAfter(last) && day.atStartOfDay(ZONE).toInstant().isBefore(now);
                day = day.plusDays(1)) {
            List<String> lines = new ArrayList<>();
            Post post = new Post(day, last, random(day, feeds.size()));
            for (DemoEvent event : happened(day)) {
                if (event.instant().isBefore(now)) {
                    post.send(event, lines, underWay);
                }
            }
            List<String> late = underWay.remove(day);
            if (late != null) {
                lines.addAll(late);
            }
            to.accept(new Sending(day, lines));
        }
    }

    /** What the feeds say of a day, in the order of time. */
    private List<DemoEvent> happened(LocalDate day) {
        List<DemoEvent> all = new ArrayList<>();
        boolean worked = worked(day);
        for (int i = 0; i < feeds.size(); i++) {
            Feed feed = feeds.get(i);
            DayReport dayReport = new DayReport(day, worked, ZONE, SOURCES + feed.name(), random(day, i));
            feed.tell(dayReport);
            all.addAll(dayReport.told());
        }
        all.sort(Comparator.comparing(DemoEvent::instant)
                .thenComparing(DemoEvent::source)
                .thenComparing(DemoEvent::id));
        return all;
    }

    /** Where no calendar is published, Monday to Friday will do for a demonstration. */
    private boolean worked(LocalDate day) {
        boolean weekday = day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
        return calendar.daysAfter(day.minusDays(1), day).orElse(weekday ? 1 : 0) == 1;
    }

    /** Every feed has its own chance every day: a change to one feed leaves the others as they were. */
    private Random random(LocalDate day, int feed) {
        long mixed = seed * 0x9e3779b97f4a7c15L + day.toEpochDay() * 31 + feed;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return new Random(mixed ^ (mixed >>> 31));
    }
}

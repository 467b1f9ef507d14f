package io.dabiao.demo;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One feed's report of one day, as it is being written. */
final class DayReport {

    private static final DateTimeFormatter MONTH_AND_DAY = DateTimeFormatter.ofPattern("MM-dd");
    private static final LocalTime OPENING = LocalTime.of(8, 30);
    private static final int OFFICE_SECONDS = 9 * 3600;

    private final LocalDate date;
    private final boolean worked;
    private final ZoneId zone;
    private final String source;
    private final Random random;
    private final String monthAndDay;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<DemoEvent> told = new ArrayList<>();

    DayReport(LocalDate date, boolean worked, ZoneId zone, String source, Random random) {
        this.date = date;
        this.worked = worked;
        this.zone = zone;
        this.source = source;
        this.random = random;
        this.monthAndDay = date.format(MONTH_AND_DAY);
    }

    List<DemoEvent> told() {
        return told;
    }

    LocalDate date() {
        return date;
    }

    /** Whether the day is a working day of the State Council's calendar. */
    boolean worked() {
        return worked;
    }

    /** Whether the day is one of these, written {@code MM-dd}. */
    boolean on(String... days) {
        return List.of(days).contains(monthAndDay);
    }

    /** Whether the day is this or a later one of its year, written {@code MM-dd}. */
    boolean from(String day) {
        return monthAndDay.compareTo(day) >= 0;
    }

    /** Whether the day is one of a range, both ends included. */
    boolean during(String first, String last) {
        return from(first) && monthAndDay.compareTo(last) <= 0;
    }

    boolean monthly(int dayOfMonth) {
        return date.getDayOfMonth() == dayOfMonth;
    }

    /** The part of the year that is over, from 0 to 1. */
    double yearSoFar() {
        return (double) date.getDayOfYear() / date.lengthOfYear();
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** Both ends included. */
    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    /** Says something at some time of the office day. */
    String say(String type, Object... data) {
        return sayAt(OPENING.plusSeconds(random.nextInt(OFFICE_SECONDS)), type, data);
    }

    /**
     * Says something at a time.
     *
     * @param data names and values in turn
     * @return the event's id: it begins with the year, and telling the day again gives the same one
     */
    String sayAt(LocalTime time, String type, Object... data) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (int i = 0; i < data.length; i += 2) {
            attributes.put((String) data[i], data[i + 1]);
        }
        String id = date.getYear() + "-" + monthAndDay + "-" + type + "-" + numbers.merge(type, 1, Integer::sum);
        told.add(new DemoEvent(source, id, type, date.atTime(time).atZone(zone).toOffsetDateTime(), attributes));
        return id;
    }

    /** Says that there is nothing to report of these types (零报告). */
    void vouchFor(String... types) {
        for (String type : types) {
            say("source.alive", "type", type);
        }
    }
}

package io.dabiao.core.calendar;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which days are worked, by the State Council's yearly notices with their moved working days (调休).
 *
 * <p>A year without a published calendar has no answer here; a plain Monday-to-Friday guess would be wrong by up to two
 * weeks and look like a fact.
 */
public final class WorkingCalendar {

    private static final String SEPARATOR = "\t";

    /**
     * One year as its notice has it.
     *
     * @param year the year that every day below belongs to
     * @param notice the notice's number, such as 国办发明电〔2023〕7号
     * @param daysOff every day of a holiday, weekends inside it included
     * @param workedDays weekend days that are worked
     */
    public record Year(int year, String notice, Set<LocalDate> daysOff, Set<LocalDate> workedDays) {
        public Year {
            daysOff = Set.copyOf(daysOff);
            workedDays = Set.copyOf(workedDays);
        }

        boolean worked(LocalDate day) {
            if (workedDays.contains(day)) {
                return true;
            }
            boolean weekend = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
            return !weekend && !daysOff.contains(day);
        }

        public int workingDays() {
            return (int) LocalDate.of(year, 1, 1)
                    .datesUntil(LocalDate.of(year + 1, 1, 1))
                    .filter(this::worked)
                    .count();
        }
    }

    private final TreeMap<Integer, Year> years = new TreeMap<>();
    private final Map<Integer, int[]> workedUpTo = new TreeMap<>();

    public WorkingCalendar(Collection<Year> years) {
        for (Year year : years) {
            this.years.put(year.year(), year);
            workedUpTo.put(year.year(), cumulated(year));
        }
    }

    /** Element n: the working days among the first n days of the year. A duration is then two look-ups, however long. */
    private static int[] cumulated(Year year) {
        LocalDate first = LocalDate.of(year.year(), 1, 1);
        int[] worked = new int[first.lengthOfYear() + 1];
        for (int day = 1; day < worked.length; day++) {
            worked[day] = worked[day - 1] + (year.worked(first.plusDays(day - 1L)) ? 1 : 0);
        }
        return worked;
    }

    /**
     * Working days after {@code from} up to and including {@code to}; 0 where both are one day.
     *
     * @return empty where a year between the two has no published calendar
     * @throws IllegalArgumentException where {@code to} is before {@code from}
     */
    public OptionalInt daysAfter(LocalDate from, LocalDate to) {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException(to + " is before " + from);
        }
        if (from.equals(to)) {
            return OptionalInt.of(0);
        }
        int days = 0;
        for (int year = from.plusDays(1).getYear(); year <= to.getYear(); year++) {
            int[] worked = workedUpTo.get(year);
            if (worked == null) {
                return OptionalInt.empty();
            }
            int until = year == to.getYear() ? to.getDayOfYear() : worked.length - 1;
            int after = year == from.getYear() ? from.getDayOfYear() : 0;
            days += worked[until] - worked[after];
        }
        return OptionalInt.of(days);
    }

    /** The first year that {@link #daysAfter} would need and that has no published calendar; empty where it has an answer. */
    public OptionalInt unpublished(LocalDate from, LocalDate to) {
        return from.equals(to)
                ? OptionalInt.empty()
                : IntStream.rangeClosed(from.plusDays(1).getYear(), to.getYear())
                        .filter(year -> !years.containsKey(year))
                        .findFirst();
    }

    public Collection<Year> years() {
        return years.values();
    }

    /** Names the calendars that a figure may rest on: {@code 2024 国办发明电〔2023〕7号; 2025 …}. */
    public String version() {
        return years.values().stream()
                .map(year -> year.year() + " " + year.notice())
                .collect(Collectors.joining("; "));
    }

    /**
     * All of it in one text that {@link #read} takes back: a line for each year, with its notice, days off and worked days.
     * Equal calendars have equal texts.
     */
    public String written() {
        return years.values().stream()
                .map(year -> String.join(
                        SEPARATOR,
                        Integer.toString(year.year()),
                        year.notice().replaceAll("\\s", " "),
                        days(year.daysOff()),
                        days(year.workedDays())))
                .collect(Collectors.joining("\n"));
    }

    private static String days(Set<LocalDate> days) {
        return days.stream().sorted().map(LocalDate::toString).collect(Collectors.joining(" "));
    }

    /**
     * The calendar of a text.
     *
     * @throws RuntimeException where it is none of {@link #written}'s
     */
    public static WorkingCalendar read(String written) {
        return new WorkingCalendar(written.lines()
                .map(line -> line.split(SEPARATOR, -1))
                .map(part -> new Year(Integer.parseInt(part[0]), part[1], days(part[2]), days(part[3])))
                .toList());
    }

    private static Set<LocalDate> days(String words) {
        return words.isEmpty()
                ? Set.of()
                : Stream.of(words.split(" ")).map(LocalDate::parse).collect(Collectors.toSet());
    }
}

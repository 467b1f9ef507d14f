package io.dabiao.declare;

import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Source;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one year's working-day calendar from YAML, as a whole or not at all. */
public final class CalendarReader {

    /** What came of reading a file. */
    public sealed interface CalendarReading {

        record Accepted(WorkingCalendar.Year year) implements CalendarReading {}

        /** @param faults all of them, in the file's order; never empty */
        record Refused(List<Fault> faults) implements CalendarReading {
            public Refused {
                faults = List.copyOf(faults);
            }
        }
    }

    private final Source source;
    private final Map<LocalDate, String> holidays = new HashMap<>();
    private final Set<LocalDate> worked = new HashSet<>();

    private CalendarReader(Source source) {
        this.source = source;
    }

    /** @param file how its faults name it */
    public static CalendarReading read(String file, String yaml) {
        Source source = new Source(file, yaml);
        Optional<WorkingCalendar.Year> year = source.root()
                .flatMap(root -> root.fields("a calendar"))
                .flatMap(fields -> new CalendarReader(source).year(fields));
        return source.faults().isEmpty()
                ? new CalendarReading.Accepted(year.orElseThrow())
                : new CalendarReading.Refused(source.faults());
    }

    private Optional<WorkingCalendar.Year> year(Fields fields) {
        Optional<Integer> year = fields.required("year").flatMap(DeclarationReader::year);
        Optional<String> notice = fields.required("notice").flatMap(Cursor::text);
        Optional<Cursor> daysOff = fields.required("daysOff");
        daysOff.filter(Cursor::emptyList)
                .ifPresent(at -> at.fault("no holiday", "one at least", "list the days off of the notice"));
        daysOff.map(at -> at.items("holidays")).orElse(List.of()).forEach(at -> holiday(at, year));
        fields.required("workedDays")
                .map(at -> at.items("days"))
                .orElse(List.of())
                .forEach(at -> workedDay(at, year));
        fields.done();
        return source.faults().isEmpty()
                ? Optional.of(
                        new WorkingCalendar.Year(year.orElseThrow(), notice.orElseThrow(), holidays.keySet(), worked))
                : Optional.empty();
    }

    private void holiday(Cursor at, Optional<Integer> year) {
        at.fields("a holiday").ifPresent(fields -> {
            Optional<String> name = fields.required("name").flatMap(Cursor::text);
            Optional<LocalDate> from = fields.required("from").flatMap(day -> dayOf(day, year));
            Optional<LocalDate> to = fields.required("to").flatMap(day -> dayOf(day, year));
            fields.done();
            // Without a sound year the two might lie centuries apart.
            if (year.isPresent() && name.isPresent() && from.isPresent() && to.isPresent()) {
                holiday(at, name.get(), from.get(), to.get());
            }
        });
    }

    private void holiday(Cursor at, String name, LocalDate from, LocalDate to) {
        if (at.expectThat(
                !to.isBefore(from),
                "a holiday from " + from + " to " + to,
                "one that does not end before it begins",
                "exchange the two")) {
            for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
                String other = holidays.putIfAbsent(day, name);
                if (!at.expectThat(
                        other == null, day + " again", "each day off once", "it belongs to " + other + " already")) {
                    return;
                }
            }
        }
    }

    private void workedDay(Cursor at, Optional<Integer> year) {
        Optional<LocalDate> found = dayOf(at, year);
        if (found.isEmpty()) {
            return;
        }
        LocalDate day = found.get();
        boolean weekend = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
        String shown = day.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH) + " " + day;
        at.expectThat(weekend, shown, "a Saturday or Sunday that is worked", "remove it: weekdays are worked anyway");
        String holiday = holidays.get(day);
        at.expectThat(holiday == null, shown + " inside " + holiday, "a day that is not off", "correct one of the two");
        at.expectThat(worked.add(day), shown + " again", "each worked day once", "remove it");
    }

    private static Optional<LocalDate> dayOf(Cursor at, Optional<Integer> year) {
        return at.date()
                .filter(day -> year.isEmpty()
                        || at.expect(
                                day.getYear() == year.get(),
                                "a day of the year " + year.get(),
                                "clip the holiday, and put the rest into the other year's file"));
    }
}

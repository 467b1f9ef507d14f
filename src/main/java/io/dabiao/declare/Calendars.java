package io.dabiao.declare;

import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.FileText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Working-day calendars from many files, one for each year. */
public final class Calendars {

    /**
     * What came of reading them all.
     *
     * @param calendar the years of the accepted files
     * @param refused the faults of every other file, by file
     */
    public record Loaded(WorkingCalendar calendar, Map<String, List<Fault>> refused) {
        public Loaded {
            refused = Collections.unmodifiableMap(new LinkedHashMap<>(refused));
        }
    }

    private Calendars() {}

    /** Of two files for one year the second is refused. */
    public static Loaded load(List<FileText> files) {
        Map<Integer, String> takenBy = new LinkedHashMap<>();
        Map<Integer, WorkingCalendar.Year> years = new LinkedHashMap<>();
        Map<String, List<Fault>> refused = new LinkedHashMap<>();
        for (FileText file : files) {
            if (file.unreadable().isPresent()) {
                refused.put(file.file(), List.of(file.unreadable().get()));
                continue;
            }
            CalendarReader.CalendarReading calendarReading = CalendarReader.read(file.file(), file.text());
            if (calendarReading instanceof CalendarReader.CalendarReading.Refused told) {
                refused.put(file.file(), told.faults());
            } else if (calendarReading instanceof CalendarReader.CalendarReading.Accepted accepted) {
                int year = accepted.year().year();
                String first = takenBy.putIfAbsent(year, file.file());
                if (first == null) {
                    years.put(year, accepted.year());
                } else {
                    String found = "the year " + year + ", which " + first + " has";
                    refused.put(
                            file.file(),
                            List.of(new Fault(file.file(), 1, 1, found, "each year once", "remove one of the two")));
                }
            }
        }
        return new Loaded(new WorkingCalendar(years.values()), refused);
    }
}

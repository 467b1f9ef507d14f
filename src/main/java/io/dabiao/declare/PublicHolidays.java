package io.dabiao.declare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Public holiday data as others publish it, as a working-day calendar of this service: JSON with {@code days} of {@code name},
 * {@code date} and {@code isOffDay}, or iCalendar (RFC 5545) whose events say by their summary, or by Apple's property, whether a day is off
 * or worked. Events that say neither are passed over. Immutable.
 */
public final class PublicHolidays {

    /** What kept a text from being read, in words. */
    public static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Pattern WORKED = Pattern.compile("补班|上班|[（(]班[）)]|调休日");
    private static final Pattern OFF = Pattern.compile("假期|放假|休假|[（(]休[）)]");
    private static final Pattern REST = Pattern.compile("[（( ].*");
    /** No holiday is longer; an event that is would name a season. */
    private static final int LONGEST = 31;

    private final Map<LocalDate, String> off = new TreeMap<>();
    private final TreeSet<LocalDate> worked = new TreeSet<>();

    private PublicHolidays() {}

    /** @throws Unreadable where it is neither of the two forms, or says nothing of any day */
    public static PublicHolidays read(String text) throws Unreadable {
        String bare = text.startsWith("\uFEFF") ? text.substring(1) : text;
        PublicHolidays read = new PublicHolidays();
        if (bare.stripLeading().startsWith("BEGIN:VCALENDAR")) {
            read.calendar(bare);
        } else {
            read.json(bare);
        }
        if (read.off.isEmpty()) {
            throw new Unreadable("it names no day off");
        }
        return read;
    }

    private void json(String text) throws Unreadable {
        JsonNode document;
        try {
            document = MAPPER.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new Unreadable("it is neither JSON nor iCalendar: " + broken.getOriginalMessage());
        }
        JsonNode days = document.isArray() ? document : document.path("days");
        for (JsonNode day : days) {
            if (!day.path("isOffDay").isBoolean()) {
                throw new Unreadable("a day without isOffDay: " + day);
            }
            add(
                    date(day.path("date").asText(), DateTimeFormatter.ISO_LOCAL_DATE),
                    day.path("name").asText(),
                    day.path("isOffDay").asBoolean());
        }
    }

    private void calendar(String text) throws Unreadable {
        // A line that begins with a blank goes on with the one before it.
        Map<String, String> event = new TreeMap<>();
        for (String line : text.replaceAll("\r?\n[ \t]", "").lines().toList()) {
            if (line.equals("BEGIN:VEVENT")) {
                event.clear();
            } else if (line.equals("END:VEVENT")) {
                event(event);
            } else if (line.indexOf(':') > 0) {
                String name = line.substring(0, line.indexOf(':'));
                event.put(name.replaceFirst(";.*", ""), line.substring(line.indexOf(':') + 1));
            }
        }
    }

    private void event(Map<String, String> event) throws Unreadable {
        String summary = event.getOrDefault("SUMMARY", "").replace("\\,", ",");
        String special = event.getOrDefault("X-APPLE-SPECIAL-DAY", "");
        boolean works = special.equals("ALTERNATE-WORKDAY")
                || special.isEmpty() && WORKED.matcher(summary).find();
        boolean rests = special.equals("WORK-HOLIDAY")
                || special.isEmpty() && !works && OFF.matcher(summary).find();
        if (!works && !rests) {
            return;
        }
        LocalDate from = basic(event.getOrDefault("DTSTART", ""));
        LocalDate until = event.containsKey("DTEND") ? basic(event.get("DTEND")) : from.plusDays(1);
        if (until.isAfter(from.plusDays(LONGEST))) {
            throw new Unreadable("an event of more than " + LONGEST + " days: " + summary);
        }
        LocalDate day = from;
        do {
            add(day, REST.matcher(summary).replaceFirst(""), rests);
            day = day.plusDays(1);
        } while (day.isBefore(until));
    }

    private static LocalDate basic(String text) throws Unreadable {
        return date(text.length() > 8 ? text.substring(0, 8) : text, DateTimeFormatter.BASIC_ISO_DATE);
    }

    private static LocalDate date(String text, DateTimeFormatter form) throws Unreadable {
        try {
            return LocalDate.parse(text, form);
        } catch (DateTimeException none) {
            throw new Unreadable("'" + text + "' is no date");
        }
    }

    private void add(LocalDate day, String name, boolean rests) {
        if (rests) {
            off.putIfAbsent(day, name.isBlank() ? "假期" : name.strip());
        } else if (day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY) {
            // Weekdays are worked anyway.
            worked.add(day);
        }
    }

    /** Of which it says something, in order. */
    public List<Integer> years() {
        return off.keySet().stream().map(LocalDate::getYear).distinct().toList();
    }

    /**
     * The calendar of a year, as a file.
     *
     * @param notice by which it was published, such as {@code 国办发明电〔2023〕7号}
     * @return empty where nothing is said of the year
     */
    public Optional<String> yaml(int year, String notice) {
        List<String> lines = new ArrayList<>();
        LocalDate from = null;
        LocalDate last = null;
        for (Map.Entry<LocalDate, String> day : off.entrySet()) {
            if (day.getKey().getYear() != year) {
                continue;
            }
            if (last == null
                    || !last.plusDays(1).equals(day.getKey())
                    || !off.get(last).equals(day.getValue())) {
                if (last != null) {
                    lines.add(holiday(off.get(last), from, last));
                }
                from = day.getKey();
            }
            last = day.getKey();
        }
        if (last == null) {
            return Optional.empty();
        }
        lines.add(holiday(off.get(last), from, last));
        List<LocalDate> inYear = worked.stream()
                .filter(day -> day.getYear() == year && !off.containsKey(day))
                .toList();
        StringBuilder yaml = new StringBuilder("year: " + year + "\nnotice: " + quoted(notice) + "\ndaysOff:\n");
        lines.forEach(line -> yaml.append(line).append('\n'));
        yaml.append(inYear.isEmpty() ? "workedDays: []\n" : "workedDays:\n");
        inYear.forEach(day -> yaml.append("  - ").append(day).append('\n'));
        return Optional.of(yaml.toString());
    }

    private static String holiday(String name, LocalDate from, LocalDate to) {
        return "  - {name: " + quoted(name) + ", from: " + from + ", to: " + to + "}";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + "\"";
    }
}

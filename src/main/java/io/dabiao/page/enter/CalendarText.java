package io.dabiao.page.enter;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * A calendar as RFC 5545 has it: whole days, each with a name and a text. Lines end in CR LF and are folded at 75 octets, never within a
 * character.
 */
final class CalendarText {

    private static final int LONGEST_LINE = 75;
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /**
     * A day on which something is due.
     *
     * @param id the same for the same thing, whenever the calendar is read
     * @param address where it is done; empty for nowhere
     */
    record Entry(String id, LocalDate day, String summary, String description, String address) {}

    private CalendarText() {}

    /** @param at when it is written */
    static String of(String name, List<Entry> entries, Instant at) {
        StringBuilder text = new StringBuilder();
        line(text, "BEGIN:VCALENDAR");
        line(text, "VERSION:2.0");
        line(text, "PRODID:-//dabiao//values due//ZH");
        line(text, "CALSCALE:GREGORIAN");
        line(text, "METHOD:PUBLISH");
        line(text, "NAME:" + escaped(name));
        line(text, "X-WR-CALNAME:" + escaped(name));
        line(text, "REFRESH-INTERVAL;VALUE=DURATION:PT1H");
        for (Entry entry : entries) {
            line(text, "BEGIN:VEVENT");
            line(text, "UID:" + escaped(entry.id()));
            line(text, "DTSTAMP:" + STAMP.format(at));
            line(text, "DTSTART;VALUE=DATE:" + DAY.format(entry.day()));
            line(text, "DTEND;VALUE=DATE:" + DAY.format(entry.day().plusDays(1)));
            line(text, "SUMMARY:" + escaped(entry.summary()));
            line(text, "DESCRIPTION:" + escaped(entry.description()));
            if (!entry.address().isEmpty()) {
                line(text, "URL:" + entry.address());
            }
            line(text, "TRANSP:TRANSPARENT");
            line(text, "END:VEVENT");
        }
        line(text, "END:VCALENDAR");
        return text.toString();
    }

    /** A value of the type TEXT; other control characters may not stand in one. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.replace("\r\n", "\n").codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> escaped.append("\\\\");
                case ';' -> escaped.append("\\;");
                case ',' -> escaped.append("\\,");
                case '\n' -> escaped.append("\\n");
                default -> {
                    if (!Character.isISOControl(c)) {
                        escaped.appendCodePoint(c);
                    }
                }
            }
        });
        return escaped.toString();
    }

    private static void line(StringBuilder text, String line) {
        int octets = 0;
        for (int i = 0; i < line.length(); ) {
            int c = line.codePointAt(i);
            int length = Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
            if (octets + length > LONGEST_LINE) {
                text.append("\r\n ");
                octets = 1;
            }
            text.appendCodePoint(c);
            octets += length;
            i += Character.charCount(c);
        }
        text.append("\r\n");
    }
}

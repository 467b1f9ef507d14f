package io.dabiao.page;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * What a person typed into a field. A browser leaves a field out that does not apply, so an absent field is an empty one here.
 *
 * <p>Years are those from 1 to 9998: what lies beyond them is no day that an office means, and the database has no place for much of it.
 */
public final class FieldText {

    /** The end of its last day is still in a year of four digits. */
    private static final int LAST_YEAR = 9998;

    private FieldText() {}

    /** Without blanks around it; empty where nothing was typed. */
    public static String stripped(String field) {
        return field == null ? "" : field.strip();
    }

    /** With its blanks, as a password or a text of several lines needs them; empty where nothing was typed. */
    public static String asTyped(String field) {
        return field == null ? "" : field;
    }

    /** Whether nothing but blanks was typed. */
    public static boolean blank(String field) {
        return field == null || field.isBlank();
    }

    /** A day such as {@code 2026-03-01}; empty where nothing was typed or it is no day. */
    public static Optional<LocalDate> day(String field) {
        try {
            return Optional.of(LocalDate.parse(stripped(field))).filter(day -> meant(day.getYear()));
        } catch (DateTimeException notADay) {
            return Optional.empty();
        }
    }

    /**
     * The instant that a field for date and time holds, such as {@code 2026-03-01T08:30}; empty where nothing was typed or it is no time.
     *
     * @param zone of the clock on the wall that the person means
     */
    public static Optional<Instant> instant(String field, ZoneId zone) {
        try {
            return Optional.of(LocalDateTime.parse(stripped(field)))
                    .filter(time -> meant(time.getYear()))
                    .map(time -> time.atZone(zone).toInstant());
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    private static boolean meant(int year) {
        return year >= 1 && year <= LAST_YEAR;
    }
}

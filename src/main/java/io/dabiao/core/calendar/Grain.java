package io.dabiao.core.calendar;

import io.dabiao.core.text.Words;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/** The stretches of the calendar by which a year is divided. */
public enum Grain {
    /** Monday to Sunday, ISO 8601. */
    WEEK,
    MONTH;

    public Words words() {
        return Words.of(Grain.class, "grain_" + word());
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The first day of the week or month that holds {@code day}. */
    public LocalDate startOf(LocalDate day) {
        return switch (this) {
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
        };
    }

    /** The first day of the week or month after the one that begins on {@code start}. */
    public LocalDate next(LocalDate start) {
        return switch (this) {
            case WEEK -> start.plusWeeks(1);
            case MONTH -> start.plusMonths(1);
        };
    }

    /** {@code 2024-02} or {@code 2024-W07}. */
    public String label(LocalDate start) {
        return switch (this) {
            case WEEK ->
                String.format(
                        Locale.ROOT,
                        "%d-W%02d",
                        start.get(IsoFields.WEEK_BASED_YEAR),
                        start.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case MONTH -> String.format(Locale.ROOT, "%d-%02d", start.getYear(), start.getMonthValue());
        };
    }
}

package io.dabiao.forms;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * One project as a form prints it: a draft, with everything that someone must settle.
 *
 * @param budget amounts in yuan, whatever unit the form prints
 * @param doubts about the project as a whole
 * @param unread what of the indicators' table could not be read
 * @param narrative what the goal in words promises that no row of the table does, or otherwise than it
 */
public record Form(
        String name,
        String unit,
        String department,
        String nature,
        String category,
        Optional<Integer> year,
        Optional<LocalDate> from,
        Optional<LocalDate> to,
        Budget budget,
        String goal,
        String achieved,
        List<FormRow> indicators,
        List<Unread> unread,
        List<Narrated> narrative,
        List<String> doubts) {

    /** Amounts in yuan; empty where the form prints none. */
    public record Budget(
            Optional<BigDecimal> total,
            Optional<BigDecimal> treasury,
            Optional<BigDecimal> carriedOver,
            Optional<BigDecimal> other) {}

    /**
     * An indicator.
     *
     * @param operator one of ≥ ≤ = &gt; &lt;; empty where none is printed
     * @param value the number without thousands separators, or the words
     * @param unit as printed; empty where none is
     * @param actual of a self-assessment; empty in a declaration
     * @param points likewise
     * @param place where it stands in the source
     */
    public record FormRow(
            String level1,
            String level2,
            String name,
            String operator,
            String value,
            String unit,
            String printed,
            Optional<String> actual,
            Optional<BigDecimal> points,
            List<String> doubts,
            int line,
            String place) {}

    /** What could not be read, and why. */
    public record Unread(int line, String place, String text, String reason) {}

    /**
     * A promise in the goal's words.
     *
     * @param indicator the row that it seems to speak of; empty where no row does
     * @param conflict whether the row promises something else
     */
    public record Narrated(String text, Optional<String> indicator, boolean conflict) {}
}

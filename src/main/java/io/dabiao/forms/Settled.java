package io.dabiao.forms;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What people have settled of a form's draft so far.
 *
 * @param head what is declared of the project as a whole; empty while it is as read
 * @param doubts those about the project as a whole that are settled, in the draft's own words
 * @param rows by their place in the form, from 0
 * @param unread of what could not be read likewise
 */
public record Settled(
        Optional<Head> head, Set<String> doubts, Map<Integer, SettledRow> rows, Map<Integer, Unread> unread) {

    public static final Settled NOTHING = new Settled(Optional.empty(), Set.of(), Map.of(), Map.of());

    public Settled {
        doubts = Set.copyOf(doubts);
        rows = Map.copyOf(rows);
        unread = Map.copyOf(unread);
    }

    /**
     * The project as a whole.
     *
     * @param project its id
     * @param total in yuan, as are its parts
     */
    public record Head(
            String project,
            String name,
            int year,
            String institution,
            LocalDate from,
            LocalDate to,
            BigDecimal total,
            BigDecimal treasury,
            BigDecimal carriedOver,
            BigDecimal other,
            String goal) {}

    /**
     * How a row is to be declared, and who says so.
     *
     * @param kept false for what is no indicator
     * @param value a decimal; empty where no target is declared
     * @param completion whether it is of a promise in words, as its completion in percent
     * @param measure in YAML
     * @param because why it is read so; empty where no one said
     */
    public record SettledRow(
            boolean kept,
            String name,
            String level1,
            String level2,
            String operator,
            String value,
            String unit,
            boolean completion,
            String behaviour,
            String measure,
            String cadence,
            String because,
            String by) {}

    /** Something that could not be read: looked at, and no indicator, or one that was added as a row. */
    public record Unread(Optional<SettledRow> row, String by) {}

    public Settled with(Head whole, Set<String> settledDoubts) {
        Set<String> all = new TreeSet<>(settledDoubts);
        return new Settled(Optional.of(whole), all, rows, unread);
    }

    public Settled with(int row, SettledRow settled) {
        Map<Integer, SettledRow> all = new TreeMap<>(rows);
        all.put(row, settled);
        return new Settled(head, doubts, all, unread);
    }

    /** A row that is open again. */
    public Settled without(int row) {
        Map<Integer, SettledRow> all = new TreeMap<>(rows);
        all.remove(row);
        return new Settled(head, doubts, all, unread);
    }

    public Settled with(int place, Unread settled) {
        Map<Integer, Unread> all = new TreeMap<>(unread);
        all.put(place, settled);
        return new Settled(head, doubts, rows, all);
    }
}

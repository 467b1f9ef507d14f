package io.dabiao.report;

import io.dabiao.core.declaration.Digits;
import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * A document before it has a format: what every format renders.
 *
 * @param title as printed on top
 * @param mark printed on every page, such as 草稿; empty where nothing has to be
 */
public record Paper(String title, String subtitle, String mark, Language language, List<Block> blocks) {

    public Paper {
        blocks = List.copyOf(blocks);
    }

    /** The same, which says of itself in both languages that its figures are made up. */
    Paper demonstrating() {
        Words words = Words.of(Paper.class, "demonstrationData");
        String both = words.chinese() + " " + words.english();
        List<Block> marked = new ArrayList<>(blocks);
        marked.add(0, new Heading(both));
        return new Paper(title, subtitle, mark.isEmpty() ? both : both + " · " + mark, language, marked);
    }

    /** As a file says which language it is in. */
    public String tag() {
        return language.word();
    }

    /** Which page of how many, for the foot of each. */
    public String page(String number, String all) {
        return language.of(Words.of(Paper.class, "pageOf", number, all));
    }

    /** What the first sheet of a workbook is called. */
    public String firstSheet() {
        return language.of(Words.of(Paper.class, "firstSheet"));
    }

    /** What a chart calls its target. */
    public String target() {
        return language.of(Words.of(Paper.class, "chartTarget"));
    }

    /** A part of a document; formats render every kind. */
    public sealed interface Block {}

    public record Heading(String text) implements Block {}

    public record Prose(String text) implements Block {}

    /** From here on a new page, and in a workbook a new sheet. */
    public record NewPage(String name) implements Block {}

    /** Where people sign. */
    public record Signature(List<String> lines) implements Block {}

    /**
     * A table whose rows are all as wide as there are columns, spans counted.
     *
     * @param widths in parts of the page's width
     * @param header how many of the first rows are repeated on every page
     */
    public record Table(List<Integer> widths, int header, List<List<Cell>> rows) implements Block {
        public Table {
            widths = List.copyOf(widths);
            rows = rows.stream().map(List::copyOf).toList();
        }
    }

    /** What a cell looks like. */
    public enum Look {
        LABEL,
        TEXT,
        NUMBER,
        CENTRED
    }

    /**
     * @param text as printed
     * @param number its value, where a finance officer should be able to compute with it; else null
     * @param formula of a workbook, with {@code {row}} and {@code {rows:a}} resolved by it; else null
     * @param span over how many columns
     * @param continues whether it is one with the cell above
     */
    public record Cell(String text, BigDecimal number, Sum formula, Look look, int span, boolean continues) {

        public static Cell label(String text) {
            return new Cell(text, null, null, Look.LABEL, 1, false);
        }

        public static Cell text(String text) {
            return new Cell(text == null ? "" : text, null, null, Look.TEXT, 1, false);
        }

        public static Cell centred(String text) {
            return new Cell(text == null ? "" : text, null, null, Look.CENTRED, 1, false);
        }

        public static Cell number(BigDecimal number, int digits) {
            String shown = number == null ? "—" : String.format(java.util.Locale.ROOT, "%,." + digits + "f", number);
            return new Cell(shown, number, null, Look.NUMBER, 1, false);
        }

        public static Cell continued() {
            return new Cell("", null, null, Look.LABEL, 1, true);
        }

        public Cell over(int columns) {
            return new Cell(text, number, formula, look, columns, continues);
        }

        public Cell computed(Sum how) {
            return new Cell(text, number, how, look, span, continues);
        }
    }

    /** How a workbook computes a cell from others of its table. */
    public sealed interface Sum {

        /** The sum of a column's numbers in the rows of this table, from one to another, both included. */
        record OfColumn(int column, int fromRow, int toRow, List<Integer> alsoRows, int alsoColumn) implements Sum {}

        /**
         * One cell of the row divided by another, in percent.
         *
         * @param digits after the point
         */
        record Rate(int executed, int planned, int digits) implements Sum {}

        /** Points × the rate, at most all of them, to the cent. */
        record Execution(int executed, int planned, int points) implements Sum {}
    }

    /**
     * A course by month against its target.
     *
     * @param values null where a month has none
     * @param target null where there is none
     */
    public record Chart(String title, String unit, List<String> labels, List<BigDecimal> values, BigDecimal target)
            implements Block {
        public Chart {
            labels = List.copyOf(labels);
            values = java.util.Collections.unmodifiableList(new ArrayList<>(values));
        }

        /** A value as it is written beside the target: never on the other side of it. */
        public String shown(BigDecimal value) {
            return Digits.beside(value, target).toPlainString();
        }
    }
}

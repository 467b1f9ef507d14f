package io.dabiao.document;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Lines of CSV as RFC 4180 has it, which spreadsheets open without running anything: the one place where cells of a CSV file are written.
 *
 * <p>A spreadsheet takes a cell for a formula by its first character that is no white space. Such a cell is kept as text by an
 * apostrophe, unless the whole of it is a plain number. That changes what a program reads, which is why it is done for no other cell.
 */
public final class CsvLine {

    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]+(\\.[0-9]+)?");

    /** What begins a formula, full-width forms included, which some spreadsheets read alike. */
    private static final String FORMULAS = "=+-@\uFF1D\uFF0B\uFF0D\uFF20";

    /** The semicolon and the tab part cells in some countries' spreadsheets. */
    private static final Pattern BARE = Pattern.compile("[^\",;\\t\\r\\n]*");

    private CsvLine() {}

    /** Cells in order, with the end of the line. */
    public static String of(List<String> cells) {
        return cells.stream().map(CsvLine::cell).collect(Collectors.joining(",")) + "\r\n";
    }

    /** One cell, in quotation marks where it needs them. */
    public static String cell(String text) {
        String guarded = runs(text) ? "'" + text : text;
        return BARE.matcher(guarded).matches() ? guarded : '"' + guarded.replace("\"", "\"\"") + '"';
    }

    private static boolean runs(String text) {
        if (NUMBER.matcher(text).matches()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\t' || c == '\r' || FORMULAS.indexOf(c) >= 0) {
                return true;
            }
            if (!passedOver(c)) {
                return false;
            }
        }
        return false;
    }

    /** White space of any script, and characters that are not seen. */
    private static boolean passedOver(char c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT;
    }
}

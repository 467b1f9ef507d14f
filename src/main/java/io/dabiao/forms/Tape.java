package io.dabiao.forms;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * A table's text as one run of characters without white space, and what stood between each two of them: where there are cells they part
 * it, and where there are none, words have to. Immutable once it is made.
 */
final class Tape {

    /** Nothing stands between two characters. */
    static final int NONE = 0;
    /** A space. */
    static final int SPACE = 1;
    /** The end of a line within a cell. */
    static final int LINE = 2;
    /** The edge of a cell. */
    static final int CELL = 3;
    /** The end of a row. */
    static final int ROW = 4;

    private final StringBuilder printed = new StringBuilder();
    private final StringBuilder plain = new StringBuilder();
    private final StringBuilder gaps = new StringBuilder();
    private final List<Cell> cells = new ArrayList<>();
    private final List<Integer> cellOf = new ArrayList<>();

    Tape(List<List<Cell>> rows) {
        int gap = ROW;
        for (List<Cell> row : rows) {
            for (Cell cell : row) {
                if (!cell.blank()) {
                    add(cell, gap);
                    gap = CELL;
                }
            }
            gap = ROW;
        }
    }

    /** Of one cell. */
    static Tape of(Cell cell) {
        return new Tape(List.of(List.of(cell)));
    }

    String plain() {
        return plain.toString();
    }

    private void add(Cell cell, int before) {
        int gap = before;
        cells.add(cell);
        for (int i = 0; i < cell.text().length(); i++) {
            char c = cell.text().charAt(i);
            if (c == '\n' || c == '\r') {
                gap = Math.max(gap, LINE);
            } else if (Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u200B' || c == '\uFEFF') {
                gap = Math.max(gap, SPACE);
            } else {
                printed.append(c);
                plain.append(plain(c));
                gaps.append((char) gap);
                cellOf.add(cells.size() - 1);
                gap = NONE;
            }
        }
    }

    private static char plain(char c) {
        if (c < 0x80) {
            return c;
        }
        String one = TargetCell.usual(Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC));
        return one.length() == 1 ? Vocabulary.simple(one.charAt(0)) : c;
    }

    int length() {
        return plain.length();
    }

    char at(int i) {
        return plain.charAt(i);
    }

    /** What stands before a character, and {@link #ROW} behind the last. */
    int gap(int i) {
        return i >= plain.length() ? ROW : gaps.charAt(i);
    }

    String plain(int from, int to) {
        return plain.substring(from, to);
    }

    boolean starts(int at, String word) {
        return at + word.length() <= plain.length() && plain.indexOf(word, at) == at;
    }

    /** The widest gap within a text, its ends not counted. */
    int widest(int from, int to) {
        int widest = NONE;
        for (int i = from + 1; i < to; i++) {
            widest = Math.max(widest, gap(i));
        }
        return widest;
    }

    /** As it was printed, with a space where there was one. */
    Cell cell(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            boolean latin = i > from && printed.charAt(i) < 0x250 && printed.charAt(i - 1) < 0x250;
            if (i > from && gap(i) != NONE && (gap(i) == SPACE || latin)) {
                text.append(' ');
            }
            text.append(printed.charAt(i));
        }
        Cell of = cells.get(cellOf.get(from));
        return new Cell(text.toString(), of.line(), of.column(), of.place());
    }

    /** As it was printed, with its ends of lines. */
    Cell lines(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            if (i > from && gap(i) != NONE) {
                text.append(gap(i) == SPACE ? ' ' : '\n');
            }
            text.append(printed.charAt(i));
        }
        Cell of = cells.get(cellOf.get(from));
        return new Cell(text.toString(), of.line(), of.column(), of.place());
    }

    int line(int at) {
        return cells.get(cellOf.get(at)).line();
    }
}

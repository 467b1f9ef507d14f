package io.dabiao.forms;

/**
 * What parts the words of a table's text.
 *
 * @param prose whether hardly anything does
 * @param cut what it costs to part words where nothing stands between them; 0 or less
 * @param lines whether each cell has a row of its own
 * @param rowsApart whether each indicator has a row of its own
 * @param cells whether there are edges of cells in most rows, so that spaces part nothing
 */
record TapeShape(boolean prose, double cut, boolean lines, boolean rowsApart, boolean cells) {

    /** Gaps a character: less is prose, and tables of cells have more. */
    private static final double FEW_GAPS = 0.065;

    private static final double SOME_GAPS = 0.1;
    /** Gaps a character within rows that have each indicator on a line, with nothing between its words. */
    private static final double HARDLY_ANY = 0.02;

    static TapeShape of(Tape tape) {
        int gaps = 0;
        int rows = 0;
        int edges = 0;
        for (int i = 0; i < tape.length(); i++) {
            gaps += tape.gap(i) != Tape.NONE ? 1 : 0;
            edges += tape.gap(i) >= Tape.CELL ? 1 : 0;
            rows += tape.gap(i) == Tape.ROW ? 1 : 0;
        }
        double density = gaps / (double) Math.max(1, tape.length());
        boolean glued = rows > 3 && gaps - rows < HARDLY_ANY * tape.length() && 2 * valued(tape) > rows;
        boolean prose = density < FEW_GAPS || glued;
        boolean lines = !glued && rows > 0.85 * edges && tape.length() < 14 * rows;
        long ends = tape.plain().chars().filter(c -> c == ';' || c == '。').count();
        boolean rowsApart =
                !lines && rows > 3 && (tape.length() < 120 * rows && 2 * ends < rows || numbered(tape) > 0.6 * rows);
        return new TapeShape(prose, prose ? 0 : density < SOME_GAPS ? -3 : -7, lines, rowsApart, edges > 2.5 * rows);
    }

    /** How many rows begin with a word and hold a number: 农村公路养护里程10公里=125. */
    private static int valued(Tape tape) {
        int rows = 0;
        boolean word = false;
        for (int i = 0; i < tape.length(); i++) {
            if (tape.gap(i) == Tape.ROW) {
                word = Character.isLetter(tape.at(i));
            }
            if (word && Character.isDigit(tape.at(i))) {
                rows++;
                word = false;
            }
        }
        return rows;
    }

    /** How many rows hold a single numbered indicator: 指标1:. */
    private static int numbered(Tape tape) {
        int rows = 0;
        int here = 0;
        for (int i = 0; i < tape.length(); i++) {
            if (tape.gap(i) == Tape.ROW) {
                rows += here == 1 ? 1 : 0;
                here = 0;
            }
            here += tape.starts(i, "指标")
                            && i + 3 < tape.length()
                            && (tape.at(i + 3) == ':' || tape.at(i + 3) == '.')
                            && Character.isDigit(tape.at(i + 2))
                    ? 1
                    : 0;
        }
        return rows + (here == 1 ? 1 : 0);
    }
}

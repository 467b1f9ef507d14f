package io.dabiao.forms;

import java.util.List;

/**
 * A cell of a form, whatever container it came in.
 *
 * @param text as it stands there
 * @param line 1-based: of a text its line, of other containers the row counted through the whole file
 * @param column 0-based within its row
 * @param place for people, such as {@code line 91} or {@code 申报表!C12}
 */
public record Cell(String text, int line, int column, String place) {

    boolean blank() {
        return Vocabulary.plain(text).isEmpty();
    }

    /** The cells of a whole file, row by row; a row may be empty. */
    public record Grid(List<List<Cell>> rows) {
        public Grid {
            rows = rows.stream().map(List::copyOf).toList();
        }
    }
}

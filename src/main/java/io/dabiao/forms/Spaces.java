package io.dabiao.forms;

import io.dabiao.forms.Vocabulary.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A table whose rows are lines and whose cells only a single space parts, as text that was taken out of a page has them. */
final class Spaces {

    /** Rows of one cell that holds spaces, among all. */
    private static final double MOSTLY = 0.5;

    private static final int FEWEST_TITLES = 3;

    private Spaces() {}

    /** The same table with a cell for each word; empty where its rows are parted by more than spaces, or its header is not parted by them. */
    static Optional<List<List<Cell>>> parted(List<List<Cell>> table) {
        int rows = 0;
        int spaced = 0;
        boolean headed = false;
        List<List<Cell>> parted = new ArrayList<>();
        for (List<Cell> row : table) {
            List<Cell> filled = row.stream().filter(cell -> !cell.blank()).toList();
            List<Cell> words = filled.size() == 1 ? words(filled.get(0)) : filled;
            rows += filled.isEmpty() ? 0 : 1;
            spaced += filled.size() == 1 && words.size() > 1 ? 1 : 0;
            headed |= filled.size() == 1 && header(words);
            parted.add(words);
        }
        return headed && spaced > MOSTLY * rows ? Optional.of(parted) : Optional.empty();
    }

    private static boolean header(List<Cell> words) {
        return words.size() >= FEWEST_TITLES
                && Header.of(words)
                        .filter(header -> header.begins() && header.known() >= FEWEST_TITLES)
                        .filter(header -> header.titles().stream().anyMatch(title -> title.column() == Column.NAME))
                        .isPresent();
    }

    /** Its words; a sign stays with its number, and the number of an indicator with its name. */
    private static List<Cell> words(Cell cell) {
        List<Cell> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (String part : cell.text().strip().split("[\\s\\u3000\\u00a0]+")) {
            word.append(part);
            if (!TargetCell.operator(part) && !part.endsWith(":") && !part.endsWith("：")) {
                words.add(new Cell(word.toString(), cell.line(), words.size(), cell.place()));
                word.setLength(0);
            }
        }
        if (!word.isEmpty()) {
            words.add(new Cell(word.toString(), cell.line(), words.size(), cell.place()));
        }
        return words;
    }
}

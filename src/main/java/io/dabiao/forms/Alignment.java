package io.dabiao.forms;

import io.dabiao.forms.Vocabulary.Column;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cells behind a name, each in a column of the header, in order, where some columns are empty and nothing says which.
 *
 * @param beside cells of a second column of remarks, or of one that is passed over
 * @param worth how well they fit; the more, the better
 */
record Alignment(Map<Column, Cell> cells, List<Cell> beside, int worth) {

    /** What it is worth that a row can begin behind the cells. */
    static final int ROW_BEGINS = 6;

    /** What it costs that nothing is promised: a little less than words that forms do not promise in. */
    private static final int NO_TARGET = 4;

    /** Hardly an indicator has more than sixty points of a hundred. */
    private static final String FEW_POINTS = "([0-5]?\\d|60)(\\.\\d+)?[分%]?";

    /** The best one that has a column for each cell; empty where there is none. */
    static Optional<Alignment> of(List<Column> columns, List<Cell> cells) {
        return cells.size() > columns.size() ? Optional.empty() : best(columns, 0, cells, 0);
    }

    private static Optional<Alignment> best(List<Column> columns, int column, List<Cell> cells, int cell) {
        if (cell == cells.size()) {
            boolean none = columns.subList(column, columns.size()).contains(Column.TARGET);
            return Optional.of(new Alignment(new EnumMap<>(Column.class), List.of(), none ? -NO_TARGET : 0));
        }
        if (cells.size() - cell > columns.size() - column) {
            return Optional.empty();
        }
        Optional<Alignment> left = best(columns, column + 1, cells, cell)
                .map(rest -> new Alignment(rest.cells(), rest.beside(), rest.worth() - missing(columns.get(column))));
        Column here = columns.get(column);
        String text = cells.get(cell).text();
        if (!fits(here, text)) {
            return left;
        }
        Optional<Alignment> taken = best(columns, column + 1, cells, cell + 1).map(rest -> {
            Map<Column, Cell> all = new EnumMap<>(rest.cells());
            Cell other = all.put(here, cells.get(cell));
            List<Cell> beside = new ArrayList<>(rest.beside());
            if (other != null && says(here)) {
                beside.add(other);
            }
            return new Alignment(all, beside, rest.worth() + worth(here, text));
        });
        return left.isPresent()
                        && (taken.isEmpty() || left.get().worth() > taken.get().worth())
                ? left
                : taken;
    }

    /** Whether a column explains and promises nothing. */
    static boolean says(Column column) {
        return column == Column.REMARK || column == Column.STANDARD || column == Column.PASSED;
    }

    private static boolean fits(Column column, String text) {
        return switch (column) {
            case OPERATOR -> TargetCell.operator(text) || TargetCell.nature(text);
            case TARGET -> !TargetCell.nature(text);
            case MEASURE_UNIT -> text.strip().length() <= 8 && TargetCell.likeness(text) == TargetCell.Likeness.NONE;
            case POINTS, SCORE -> TargetCell.number(text);
            case REMARK -> !TargetCell.number(text);
            case ACTUAL, STANDARD, PASSED -> true;
            case LEVEL1, LEVEL2, NAME -> false;
        };
    }

    /** Points stand on every row; an actual is often not there yet, and a remark mostly. */
    private static int worth(Column column, String text) {
        return switch (column) {
            case TARGET ->
                switch (TargetCell.likeness(text)) {
                    case CERTAIN -> 10;
                    case LIKELY -> 8;
                    // What is counted is another indicator's name: rather no target than that.
                    case NONE ->
                        ColumnTexts.NAME.matcher(Vocabulary.plain(text)).matches() ? -12 : -5;
                };
            case POINTS -> Vocabulary.plain(text).matches(FEW_POINTS) ? 5 : 1;
            case SCORE -> 4;
            case ACTUAL, OPERATOR, MEASURE_UNIT -> 3;
            case REMARK, STANDARD, PASSED -> 1;
            case LEVEL1, LEVEL2, NAME -> 0;
        };
    }

    /** What is behind a target that is not there is hardly its own. */
    private static int missing(Column column) {
        return column == Column.TARGET ? 10 : 0;
    }
}

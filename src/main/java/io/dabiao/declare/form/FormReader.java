package io.dabiao.declare.form;

import io.dabiao.declare.form.Vocabulary.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the forms of a file: one a project, in the file's order. */
public final class FormReader {

    private static final int MOST_PIECES = 3;

    private FormReader() {}

    /** All projects of a file; none where it holds no form. */
    public static List<Form> read(Cell.Grid grid) {
        List<Form> forms = new ArrayList<>();
        Optional<Integer> year = Optional.empty();
        for (List<List<Cell>> block : blocks(grid.rows())) {
            List<List<Cell>> rows = mended(block);
            int table = tableStart(rows);
            HeadReader head = new HeadReader(rows.subList(0, table));
            if (head.year().isPresent()) {
                year = head.year();
            }
            TableReader indicators = new TableReader(rows.subList(table, rows.size()));
            if (head.named() || !indicators.rows().isEmpty()) {
                forms.add(head.form(year, indicators));
            }
        }
        return forms;
    }

    /** A title begins a project, and so does a name where the one before has its own already. */
    private static List<List<List<Cell>>> blocks(List<List<Cell>> rows) {
        List<List<List<Cell>>> blocks = new ArrayList<>();
        List<List<Cell>> block = new ArrayList<>();
        boolean named = false;
        for (List<Cell> row : rows) {
            boolean title = row.stream().anyMatch(cell -> Vocabulary.title(cell.text()));
            boolean name = row.stream().anyMatch(HeadReader::namesProject);
            if (named && (title || name)) {
                blocks.add(block);
                block = new ArrayList<>();
                named = false;
            }
            named |= name;
            block.add(row);
        }
        blocks.add(block);
        return blocks;
    }

    private static int tableStart(List<List<Cell>> rows) {
        for (int i = 0; i < rows.size(); i++) {
            List<Cell> row = rows.get(i);
            boolean header = row.stream()
                    .map(cell -> Vocabulary.column(cell.text()))
                    .flatMap(Optional::stream)
                    .anyMatch(column -> column == Column.LEVEL1 || column == Column.LEVEL2 || column == Column.NAME);
            if (header || row.stream().anyMatch(cell -> Vocabulary.wholeLevel(cell.text()))) {
                return i;
            }
        }
        return rows.size();
    }

    /** Labels that were split over lines or rows are put together again: 产出 and, below it, 指标. */
    private static List<List<Cell>> mended(List<List<Cell>> block) {
        List<List<Cell>> rows = new ArrayList<>();
        block.forEach(row -> rows.add(new ArrayList<>(row)));
        for (int r = 0; r < rows.size(); r++) {
            for (int c = 0; c < rows.get(r).size(); c++) {
                mend(rows, r, c);
            }
        }
        return rows;
    }

    private static void mend(List<List<Cell>> rows, int r, int c) {
        Cell first = rows.get(r).get(c);
        String text = Vocabulary.plain(first.text());
        if (Vocabulary.wholeLevel(first.text()) || !Vocabulary.beginsLevel(text)) {
            return;
        }
        List<int[]> taken = new ArrayList<>();
        int at = r;
        for (int piece = 0; piece < MOST_PIECES; piece++) {
            Optional<int[]> next = below(rows, at, first.column());
            if (next.isEmpty()) {
                return;
            }
            String more = Vocabulary.plain(cell(rows, next.get()).text());
            if (!Vocabulary.beginsLevel(text + more) && !Vocabulary.wholeLevel(text + more)) {
                return;
            }
            text += more;
            taken.add(next.get());
            at = next.get()[0];
            if (Vocabulary.wholeLevel(text)) {
                rows.get(r).set(c, new Cell(text, first.line(), first.column(), first.place()));
                taken.forEach(place -> {
                    Cell old = cell(rows, place);
                    rows.get(place[0]).set(place[1], new Cell("", old.line(), old.column(), old.place()));
                });
                return;
            }
        }
    }

    private static Cell cell(List<List<Cell>> rows, int[] place) {
        return rows.get(place[0]).get(place[1]);
    }

    /** The next cell that is not blank in the same column, within a few rows. */
    private static Optional<int[]> below(List<List<Cell>> rows, int r, int column) {
        for (int next = r + 1; next < rows.size() && next <= r + 4; next++) {
            List<Cell> row = rows.get(next);
            for (int c = 0; c < row.size(); c++) {
                if (row.get(c).column() == column && !row.get(c).blank()) {
                    return Optional.of(new int[] {next, c});
                }
            }
        }
        return Optional.empty();
    }
}

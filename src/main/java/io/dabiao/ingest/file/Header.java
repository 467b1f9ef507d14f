package io.dabiao.ingest.file;

import io.dabiao.ingest.file.Vocabulary.Column;
import io.dabiao.ingest.file.Vocabulary.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The header of a table: where the data begins and what each column means.
 *
 * @param rows of the sheet up to the header's last, which hold no data
 * @param columns by their place
 * @param understood each header with the attribute it was taken for
 * @param ignored headers that no attribute is known for
 */
record Header(int rows, Map<Integer, Column> columns, Map<String, String> understood, List<String> ignored) {

    private static final int WITHIN = 20;

    /**
     * Finds the header among the first rows: the one that names a date and most of the known columns. Two rows that belong
     * together, the upper one merged over several columns or the lower one, are put together.
     */
    static Header of(Sheet sheet, Vocabulary vocabulary) throws Unfit {
        List<String> best = List.of();
        int bestRow = -1;
        long most = 0;
        for (int i = 0; i < Math.min(WITHIN, sheet.rows().size()); i++) {
            List<String> one = sheet.rows().get(i).cells();
            long found = known(one, vocabulary);
            if (found > most) {
                most = found;
                best = one;
                bestRow = i;
            }
            if (i + 1 < sheet.rows().size() && isWords(sheet.rows().get(i + 1))) {
                List<String> both = together(sheet.rows().get(i), sheet.rows().get(i + 1), vocabulary);
                long together = known(both, vocabulary);
                if (together > most) {
                    most = together;
                    best = both;
                    bestRow = i + 1;
                }
            }
        }
        if (bestRow < 0) {
            throw new Unfit(
                    "no header row was found: one of the first 20 rows must name a column 日期 or time",
                    "没有找到表头：前 20 行中须有一行含“日期”或“时间”列");
        }
        return of(bestRow + 1, best, vocabulary);
    }

    private static Header of(int rows, List<String> cells, Vocabulary vocabulary) throws Unfit {
        Map<Integer, Column> columns = new LinkedHashMap<>();
        Map<String, String> understood = new LinkedHashMap<>();
        List<String> ignored = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            Optional<Column> column = vocabulary.column(cell);
            if (column.isEmpty()) {
                if (!cell.isBlank()) {
                    ignored.add(cell);
                }
                continue;
            }
            String attribute = column.get().attribute();
            if (understood.containsValue(attribute)) {
                throw new Unfit(
                        "two columns mean " + attribute + "; rename or remove one of them",
                        "有两列都表示“" + vocabulary.title(attribute) + "”，请改名或删去一列");
            }
            understood.put(cell, attribute);
            columns.put(i, column.get());
        }
        return new Header(rows, columns, understood, ignored);
    }

    /** The known columns; 0 where no date is among them. */
    private static long known(List<String> cells, Vocabulary vocabulary) {
        List<Column> columns =
                cells.stream().map(vocabulary::column).flatMap(Optional::stream).toList();
        boolean timed = columns.stream().anyMatch(one -> one.kind() == Kind.TIME);
        return timed ? columns.stream().filter(one -> one.kind() != Kind.OPEN).count() : 0;
    }

    /** Whether a row could be the lower one of a header: numbers and dates are data. */
    private static boolean isWords(Sheet.Row row) {
        return row.cells().stream().noneMatch(cell -> cell.matches(".*\\d.*") && !cell.equals("12345"));
    }

    private static List<String> together(Sheet.Row upper, Sheet.Row lower, Vocabulary vocabulary) {
        List<String> both = new ArrayList<>();
        String above = "";
        int width = Math.max(upper.cells().size(), lower.cells().size());
        for (int i = 0; i < width; i++) {
            String below = lower.cell(i);
            // A merged cell's text stands in its first column only.
            above = upper.cell(i).isBlank() && !below.isBlank() ? above : upper.cell(i);
            if (below.isBlank() || below.equals(above)) {
                both.add(above);
            } else if (vocabulary.column(above + below).isPresent()) {
                both.add(above + below);
            } else {
                both.add(below);
            }
        }
        return both;
    }
}

package io.dabiao.forms;

import io.dabiao.budget.Allowance;
import io.dabiao.forms.Vocabulary.Column;
import io.dabiao.forms.Vocabulary.Level;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tables of indicators whose columns a rule below the header fixes, as Markdown writes them: each cell stands in the column of its title, and
 * nothing has to be guessed. Levels that a merged cell would carry on are blank below it.
 */
final class RuledTable {

    private static final Pattern RULE = Pattern.compile("\\s*:?-{2,}:?\\s*");
    /** Titles of what is wanted in words, where a target stands beside it. */
    private static final Pattern INTENT = Pattern.compile("(?i)objectives?|goals?|目标|总体目标|工作目标");

    private static final Pattern MARKS = Pattern.compile("\\*\\*|__|`");

    private final List<List<Cell>> above = new ArrayList<>();
    private final Indicators indicators = new Indicators();

    private RuledTable() {}

    /** Empty where no table with a rule holds indicators. */
    static Optional<RuledTable> of(List<List<Cell>> rows, Allowance allowance) {
        RuledTable table = new RuledTable();
        boolean any = false;
        for (int r = 0; r < rows.size(); r++) {
            allowance.check();
            Optional<List<Column>> columns = r + 1 < rows.size() && rule(rows.get(r + 1))
                    ? table.columns(rows.get(r), body(rows, r + 2))
                    : Optional.empty();
            if (columns.isEmpty()) {
                table.above.add(rows.get(r));
                continue;
            }
            any = true;
            table.indicators.underAHeader();
            table.indicators.withActuals(columns.get().contains(Column.ACTUAL));
            r += 2;
            while (r < rows.size() && rows.get(r).size() > 1) {
                table.row(rows.get(r++), columns.get());
            }
            r--;
        }
        return any ? Optional.of(table) : Optional.empty();
    }

    /** What stands outside of the tables of indicators. */
    List<List<Cell>> above() {
        return above;
    }

    Indicators indicators() {
        return indicators;
    }

    private static boolean rule(List<Cell> row) {
        return row.size() > 1
                && row.stream().allMatch(cell -> RULE.matcher(cell.text()).matches());
    }

    private static List<List<Cell>> body(List<List<Cell>> rows, int from) {
        int end = from;
        while (end < rows.size() && rows.get(end).size() > 1) {
            end++;
        }
        return rows.subList(Math.min(from, rows.size()), end);
    }

    /**
     * What each column holds; empty where the table is none of indicators. Where a target has a title and no name has, the first column of words
     * holds the names, as long as most of the targets are some.
     */
    private Optional<List<Column>> columns(List<Cell> header, List<List<Cell>> body) {
        List<Column> columns = new ArrayList<>();
        for (Cell title : header) {
            Optional<Column> known = Vocabulary.column(title.text());
            Column column =
                    known.or(() -> Vocabulary.likelyColumn(title.text())).orElse(Column.PASSED);
            // Of two columns that hold the same the first is meant, but of names the last.
            boolean again = columns.contains(column) && column != Column.REMARK && column != Column.PASSED;
            if (again && (column == Column.ACTUAL || column == Column.TARGET)) {
                // Of years side by side the last is the year's.
                int before = columns.indexOf(column);
                if (INTENT.matcher(Vocabulary.plain(header.get(before).text())).matches()
                        && !INTENT.matcher(Vocabulary.plain(title.text())).matches()) {
                    columns.set(before, Column.PASSED); // An objective in words beside its target.
                    again = false;
                } else if (Vocabulary.yearOfTitle(header.get(before).text()).orElse(0)
                        < Vocabulary.yearOfTitle(title.text()).orElse(0)) {
                    columns.set(before, Column.PASSED);
                    again = false;
                }
            }
            if (again && column == Column.NAME) {
                columns.set(columns.indexOf(Column.NAME), Column.PASSED);
            }
            columns.add(again && column != Column.NAME ? Column.PASSED : column);
        }
        int standard = columns.indexOf(Column.STANDARD);
        if (standard >= 0) {
            columns.set(standard, columns.contains(Column.TARGET) ? Column.REMARK : Column.TARGET);
        }
        if (columns.contains(Column.TARGET) && !columns.contains(Column.NAME)) {
            named(header, columns, body);
        }
        return columns.contains(Column.TARGET) && columns.contains(Column.NAME)
                ? Optional.of(columns)
                : Optional.empty();
    }

    private void named(List<Cell> header, List<Column> columns, List<List<Cell>> body) {
        int target = columns.indexOf(Column.TARGET);
        long promised = body.stream()
                .filter(row -> row.size() > target
                        && (TargetCell.likeness(unmarked(row.get(target)).text()) == TargetCell.Likeness.CERTAIN
                                || TargetCell.number(unmarked(row.get(target)).text())))
                .count();
        int name = columns.indexOf(Column.PASSED);
        boolean words = name >= 0
                && name < target
                && body.stream()
                        .allMatch(row -> row.size() <= name
                                || TargetCell.likeness(unmarked(row.get(name)).text()) != TargetCell.Likeness.CERTAIN);
        if (words && promised > 0 && 2 * promised >= body.size()) {
            columns.set(name, Column.NAME);
            String title = header.get(name).text().strip();
            if (!Vocabulary.noise(title)) {
                indicators.doubt("指标表的列“" + title + "”不在词表中，按指标名称读取，请核对");
            }
        }
    }

    private void row(List<Cell> row, List<Column> columns) {
        Map<Column, Cell> cells = new EnumMap<>(Column.class);
        Optional<Cell> name = Optional.empty();
        List<String> doubts = new ArrayList<>();
        if (row.size() > columns.size()) {
            doubts.add("本行的单元格比表头多，请核对");
        }
        for (int c = 0; c < Math.min(row.size(), columns.size()); c++) {
            Cell cell = unmarked(row.get(c));
            Column column = columns.get(c);
            if (cell.blank()) {
                continue;
            }
            switch (column) {
                case LEVEL1, LEVEL2 -> level(cell, doubts);
                case NAME -> name = Optional.of(cell);
                case PASSED -> {}
                default -> cells.putIfAbsent(column, cell);
            }
        }
        if (name.isPresent() && !Vocabulary.footer(name.get().text())) {
            indicators.add(name.get(), cells, doubts);
        } else if (name.isEmpty() && cells.containsKey(Column.TARGET)) {
            indicators.unread(List.of(cells.get(Column.TARGET)), "有指标值而无指标名称");
        }
    }

    private void level(Cell cell, List<String> doubts) {
        Optional<Level> level = Vocabulary.level(cell.text());
        if (level.isPresent()) {
            indicators.enter(level.get(), true, Optional.empty());
        } else {
            doubts.add("“" + cell.text().strip() + "”不是指标级别");
        }
    }

    /** Without marks of emphasis. */
    private static Cell unmarked(Cell cell) {
        return new Cell(MARKS.matcher(cell.text()).replaceAll("").strip(), cell.line(), cell.column(), cell.place());
    }
}

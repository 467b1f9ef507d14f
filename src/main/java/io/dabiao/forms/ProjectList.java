package io.dabiao.forms;

import io.dabiao.budget.Allowance;
import io.dabiao.forms.Vocabulary.Column;
import io.dabiao.forms.Vocabulary.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Several projects in one table, as budget systems export them: institution, project, amount and goal stand in the columns before the levels,
 * once a project or again in each of its rows. Such a table is written as a form of each project, and every other is left as it is.
 */
final class ProjectList {

    private static final int FEWEST_TITLES = 5;

    private final List<Cell> header;
    /** How many of the header's cells are of the project. */
    private final int heads;

    private final Allowance allowance;
    private final List<List<Cell>> written = new ArrayList<>();
    private String name = "";
    private Optional<Cell> institution = Optional.empty();

    private ProjectList(List<Cell> header, int heads, Allowance allowance) {
        this.header = header;
        this.heads = heads;
        this.allowance = allowance;
    }

    static List<List<Cell>> parted(List<List<Cell>> rows, Allowance allowance) {
        for (int r = 0; r < rows.size(); r++) {
            allowance.check();
            List<Cell> filled = filled(rows.get(r));
            int heads = heads(filled);
            if (heads > 0) {
                ProjectList list = new ProjectList(filled, heads, allowance);
                list.written.addAll(rows.subList(0, r));
                rows.subList(r + 1, rows.size()).forEach(list::row);
                return list.written;
            }
        }
        return rows;
    }

    /** How many titles stand before those of the levels, the project's name among them; 0 where the row is no such header. */
    private static int heads(List<Cell> row) {
        if (row.size() < FEWEST_TITLES) {
            return 0;
        }
        int level = 0;
        while (level < row.size() && !Vocabulary.column(row.get(level).text()).equals(Optional.of(Column.LEVEL1))) {
            level++;
        }
        List<Cell> behind = row.subList(level, row.size());
        boolean indicators = behind.stream().anyMatch(cell -> is(cell, Column.NAME))
                && behind.stream().anyMatch(cell -> is(cell, Column.TARGET));
        boolean project = row.subList(0, level).stream().anyMatch(cell -> is(cell, Field.NAME));
        return indicators && project ? level : 0;
    }

    private static boolean is(Cell cell, Column column) {
        return Vocabulary.column(cell.text()).equals(Optional.of(column));
    }

    private static boolean is(Cell cell, Field field) {
        return Vocabulary.field(cell.text()).equals(Optional.of(field));
    }

    private static List<Cell> filled(List<Cell> row) {
        return row.stream().filter(cell -> !cell.blank()).collect(Collectors.toCollection(ArrayList::new));
    }

    private void row(List<Cell> all) {
        allowance.check();
        List<Cell> cells = filled(all);
        if (cells.isEmpty() || heads(cells) > 0) {
            return;
        }
        int level = 0;
        while (level < cells.size() && !Vocabulary.wholeLevel(cells.get(level).text())) {
            level++;
        }
        int first = header.get(heads).column();
        boolean inPlace = level < cells.size()
                ? cells.get(level).column() == first
                        || cells.get(level).column() == (heads + 1 < header.size() ? header.get(heads + 1).column() : first)
                : cells.get(0).column() >= first;
        if (level == cells.size()) {
            // Without a level: one or two cells are an institution and its sum, more are an indicator below the level above.
            level = inPlace || cells.size() > 2 ? (int) cells.stream()
                            .filter(cell -> inPlace && cell.column() < first)
                            .count() : cells.size();
        }
        head(cells.subList(0, level), inPlace);
        if (level < cells.size() && !name.isEmpty()) {
            written.add(cells.subList(level, cells.size()));
        }
    }

    /** What stands before the levels: of a row that moved sideways, the last titles before them are meant. */
    private void head(List<Cell> cells, boolean inPlace) {
        if (cells.isEmpty()) {
            return;
        }
        Cell[] under = new Cell[heads];
        for (int i = 0; i < cells.size(); i++) {
            int at = inPlace ? titleAt(cells.get(i).column()) : heads - cells.size() + i;
            if (at >= 0) {
                under[at] = cells.get(i);
            }
        }
        Optional<Cell> project = under(under, Field.NAME);
        boolean sum = project.flatMap(cell -> Amount.of(cell.text())).isPresent() || cells.size() <= 2 && heads > 2;
        if (sum) {
            institution = Optional.of(cells.get(0));
            return;
        }
        for (Field of : List.of(Field.UNIT, Field.WHOLE, Field.DEPARTMENT)) {
            Optional<Cell> named = under(under, of);
            if (named.isPresent()) {
                institution = named;
                break;
            }
        }
        if (project.isEmpty() || project.get().text().strip().equals(name)) {
            return;
        }
        name = project.get().text().strip();
        pair("项目名称", project.get());
        institution.ifPresent(cell -> pair("实施单位", cell));
        for (int i = 0; i < heads; i++) {
            Field field = Vocabulary.field(header.get(i).text()).orElse(Field.PASSED);
            boolean told = field == Field.NAME
                    || field == Field.UNIT
                    || field == Field.WHOLE
                    || field == Field.PASSED
                    || under[i] == null;
            if (!told) {
                pair(header.get(i).text(), under[i]);
            }
        }
        written.add(header.subList(heads, header.size()));
    }

    private int titleAt(int column) {
        for (int i = 0; i < heads; i++) {
            if (header.get(i).column() == column) {
                return i;
            }
        }
        return -1;
    }

    private Optional<Cell> under(Cell[] under, Field field) {
        for (int i = 0; i < heads; i++) {
            if (under[i] != null && is(header.get(i), field)) {
                return Optional.of(under[i]);
            }
        }
        return Optional.empty();
    }

    private void pair(String label, Cell value) {
        written.add(List.of(
                new Cell(label, value.line(), 0, value.place()),
                new Cell(value.text(), value.line(), 1, value.place())));
    }
}

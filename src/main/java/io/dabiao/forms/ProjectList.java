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
    private static final int MOST_TITLES = 40;

    private final List<Cell> header;
    /** How many of the header's cells are of the project. */
    private final int heads;

    /** Whether nothing but single spaces parts the cells. */
    private final boolean spaced;

    private final Allowance allowance;
    private final List<List<Cell>> written = new ArrayList<>();
    private String name = "";
    private Optional<Cell> institution = Optional.empty();

    private ProjectList(List<Cell> header, int heads, boolean spaced, Allowance allowance) {
        this.spaced = spaced;
        this.header = header;
        this.heads = heads;
        this.allowance = allowance;
    }

    static List<List<Cell>> parted(List<List<Cell>> rows, Allowance allowance) {
        for (int r = 0; r < rows.size(); r++) {
            allowance.check();
            List<Cell> filled = filled(rows.get(r));
            boolean spaced = filled.size() == 1;
            List<Cell> header = spaced ? words(filled) : filled;
            int heads = heads(header);
            if (heads > 0) {
                ProjectList list = new ProjectList(header, heads, spaced, allowance);
                list.written.addAll(rows.subList(0, r));
                rows.subList(r + 1, rows.size()).forEach(list::row);
                return list.name.isEmpty() ? rows : list.written; // Without a project it is something else.
            }
        }
        return rows;
    }

    /** How many titles stand before those of the levels, the project's name among them; 0 where the row is no such header. */
    private static int heads(List<Cell> row) {
        if (row.size() < FEWEST_TITLES || row.size() > MOST_TITLES) {
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
        long fields = row.subList(0, level).stream()
                .filter(cell -> Vocabulary.field(cell.text()).isPresent())
                .count();
        long titles = behind.stream()
                .filter(cell -> Vocabulary.column(cell.text()).isPresent())
                .count();
        return indicators && project && fields * 2 >= level && titles * 2 >= behind.size() ? level : 0;
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
        List<Cell> cells = spaced ? words(all) : filled(all);
        if (cells.isEmpty() || heads(cells) > 0) {
            return;
        }
        if (spaced) {
            spaced(all, cells);
            return;
        }
        int level = 0;
        while (level < cells.size() && !Vocabulary.wholeLevel(cells.get(level).text())) {
            level++;
        }
        int first = header.get(heads).column();
        boolean inPlace = level < cells.size()
                ? cells.get(level).column() == first
                        || cells.get(level).column()
                                == (heads + 1 < header.size()
                                        ? header.get(heads + 1).column()
                                        : first)
                : cells.get(0).column() >= first;
        if (level == cells.size()) {
            // Without a level: one or two cells are an institution and its sum, more are an indicator below the level
            // above.
            level = inPlace || cells.size() > 2
                    ? (int) cells.stream()
                            .filter(cell -> inPlace && cell.column() < first)
                            .count()
                    : cells.size();
        }
        head(cells.subList(0, level), inPlace, level == cells.size());
        if (level < cells.size() && !name.isEmpty()) {
            written.add(cells.subList(level, cells.size()));
        }
    }

    /** Single spaces part everything: a project's row has as many words before its first level as the header, its sum among them. */
    private void spaced(List<Cell> all, List<Cell> words) {
        boolean begins = words.size() > heads
                && Vocabulary.level(words.get(heads).text()).isPresent()
                && sumAt(words) > 0;
        if (!begins) {
            if (!name.isEmpty()) {
                written.add(all);
            }
            return;
        }
        head(words.subList(0, heads), false, false);
        written.add(List.of(joined(words.subList(heads, words.size()))));
    }

    private int sumAt(List<Cell> words) {
        for (int i = 0; i < heads; i++) {
            if (is(header.get(i), Field.TOTAL) && Amount.of(words.get(i).text()).isPresent()) {
                return i;
            }
        }
        return -1;
    }

    private static Cell joined(List<Cell> words) {
        Cell first = words.get(0);
        return new Cell(
                words.stream().map(Cell::text).collect(Collectors.joining(" ")),
                first.line(),
                first.column(),
                first.place());
    }

    /** The words of a row that is one cell; its cells where it has several. */
    private static List<Cell> words(List<Cell> row) {
        List<Cell> filled = filled(row);
        if (filled.size() != 1) {
            return filled;
        }
        Cell one = filled.get(0);
        List<Cell> words = new ArrayList<>();
        for (String word : one.text().strip().split("[ \\u3000]+")) {
            words.add(new Cell(word, one.line(), words.size(), one.place()));
        }
        return words;
    }

    /**
     * What stands before the levels: of a row that moved sideways, the last titles before them are meant.
     *
     * @param alone whether nothing stands behind it, as in the row of an institution and its sum
     */
    private void head(List<Cell> cells, boolean inPlace, boolean alone) {
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
        boolean sum = project.flatMap(cell -> Amount.of(cell.text())).isPresent() || alone && cells.size() <= 2;
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
        List<Cell> titles = header.subList(heads, header.size());
        written.add(spaced ? List.of(joined(titles)) : titles);
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

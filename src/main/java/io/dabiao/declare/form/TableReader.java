package io.dabiao.declare.form;

import io.dabiao.declare.form.Vocabulary.Column;
import io.dabiao.declare.form.Vocabulary.Level;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of indicators. Levels carry on until another is printed; a name is what stands where no level and no target
 * does; what follows it is told apart by the header's order and by what it looks like.
 */
final class TableReader {

    private static final double MOSTLY = 0.7;
    private static final Pattern TOGETHER =
            Pattern.compile("(.*?[^≥≤<>=＝﹦:：\\s])\\s*[:：]?\\s*((?:≥|≤|>=|<=|>|<|=|＝|﹦|不低于|不少于|不超过|不高于)\\s*[\\d０-９].*)");

    private final List<Form.Row> rows = new ArrayList<>();
    private final List<Form.Unread> unread = new ArrayList<>();
    private final List<Column> header = new ArrayList<>();
    private final Map<Column, Integer> places = new EnumMap<>(Column.class);
    private String first = "";
    private String second = "";
    private String slip = "";
    private boolean levelHere;
    private boolean over;
    private int nameColumn = -1;

    TableReader(List<List<Cell>> table) {
        List<List<Cell>> content = new ArrayList<>();
        for (List<Cell> row : table) {
            List<Cell> cells = row.stream().filter(cell -> !cell.blank()).toList();
            if (!cells.isEmpty()) {
                content.add(cells);
            }
        }
        long single = content.stream().filter(row -> row.size() == 1).count();
        if (single > MOSTLY * content.size()) {
            stream(content.stream().flatMap(List::stream).toList());
        } else {
            content.forEach(this::row);
        }
    }

    List<Form.Row> rows() {
        return List.copyOf(rows);
    }

    List<Form.Unread> unread() {
        return List.copyOf(unread);
    }

    boolean withActuals() {
        return header.contains(Column.ACTUAL);
    }

    private boolean header(List<Cell> cells) {
        List<Cell> titles = cells.stream()
                .filter(cell -> Vocabulary.column(cell.text()).isPresent())
                .toList();
        boolean header = titles.size() >= 2
                || titles.size() == 1
                        && cells.stream().allMatch(cell -> Vocabulary.noise(cell.text()) || titles.contains(cell));
        if (header) {
            if (titles.size() >= 2) {
                this.header.clear();
                places.clear();
            }
            titles.forEach(title -> {
                Column column = Vocabulary.column(title.text()).orElseThrow();
                this.header.add(column);
                places.putIfAbsent(column, title.column());
            });
        }
        return header;
    }

    /** The columns behind the name, in the header's order; a target alone where there is no header. */
    private List<Column> behindName() {
        int name = header.indexOf(Column.NAME);
        List<Column> behind = new ArrayList<>(header.subList(name + 1, header.size()));
        behind.removeIf(column -> column == Column.LEVEL1 || column == Column.LEVEL2 || column == Column.NAME);
        if (!behind.contains(Column.TARGET)) {
            behind.add(0, Column.TARGET);
        }
        return behind;
    }

    private void row(List<Cell> cells) {
        if (header(cells)) {
            over = false;
            return;
        }
        if (Vocabulary.pageNumber(cells.get(0).text())) {
            return;
        }
        // Behind the total come notes and signatures; a level or another header opens the table again.
        over = Vocabulary.footer(cells.get(0).text())
                || over && cells.stream().noneMatch(cell -> Vocabulary.wholeLevel(cell.text()));
        if (over) {
            return;
        }
        levelHere = false;
        int at = 0;
        while (at < cells.size() && label(cells, at)) {
            at++;
        }
        List<Cell> rest = cells.subList(at, cells.size()).stream()
                .filter(cell -> !Vocabulary.noise(cell.text()))
                .toList();
        if (rest.isEmpty()) {
            return;
        }
        if (Vocabulary.wholeLevel(rest.get(rest.size() - 1).text()) && rest.size() > 1) {
            unread(rest, "指标名称之后又出现指标级别，无法判断归属");
            return;
        }
        named(rest);
    }

    /** Takes the cell as a level where it is one; also passes over words that belong to none. */
    private boolean label(List<Cell> cells, int at) {
        Cell cell = cells.get(at);
        if (Vocabulary.noise(cell.text())) {
            return true;
        }
        Optional<Level> level = Vocabulary.level(cell.text());
        Optional<Cell> next = at + 1 < cells.size() ? Optional.of(cells.get(at + 1)) : Optional.empty();
        if (level.isEmpty()) {
            boolean slipped = Vocabulary.looksLikeLevel(cell.text())
                    && next.flatMap(after -> Vocabulary.level(after.text())).isPresent();
            if (slipped) {
                slip = Vocabulary.plain(cell.text());
            }
            return slipped;
        }
        boolean whole = Vocabulary.wholeLevel(cell.text());
        boolean target = next.map(after -> TargetCell.likeness(after.text()) != TargetCell.Likeness.NONE
                        && Vocabulary.level(after.text()).isEmpty())
                .orElse(!whole);
        if (!whole && target) {
            return false; // 满意度 right before its target is the indicator's own name.
        }
        enter(level.get(), Vocabulary.plain(cell.text()), next.flatMap(after -> Vocabulary.level(after.text())));
        return true;
    }

    /** 成本指标 is a second level below 产出 in older forms and a first one in newer: what follows tells which. */
    private void enter(Level level, String word, Optional<Level> next) {
        levelHere = true;
        if (level.second().isPresent()) {
            first = level.first();
            second = level.second().get();
            return;
        }
        boolean opensCosts =
                next.map(after -> after.first().equals(Vocabulary.COST)).orElse(false);
        if (level.first().equals(Vocabulary.COST) && first.equals(Vocabulary.OUTPUT) && !opensCosts) {
            second = Vocabulary.COST;
            return;
        }
        if (level.first().equals(Vocabulary.SATISFACTION)) {
            first = Vocabulary.SATISFACTION;
            second = "服务对象满意度指标"; // Its only child.
            return;
        }
        if (!first.equals(level.first())) {
            first = level.first();
            second = level.first().equals(Vocabulary.COST) ? Vocabulary.COST : "";
        }
    }

    /** A name and what follows it. */
    private void named(List<Cell> rest) {
        Cell name = rest.get(0);
        if (TargetCell.likeness(name.text()) == TargetCell.Likeness.CERTAIN
                || rest.size() == 1 && TargetCell.number(name.text())) {
            orphan(rest);
            return;
        }
        Matcher together = TOGETHER.matcher(name.text().strip());
        if (rest.size() == 1 && together.matches()) {
            Map<Column, Cell> both = new EnumMap<>(Column.class);
            both.put(Column.TARGET, new Cell(together.group(2), name.line(), name.column(), name.place()));
            add(new Cell(together.group(1), name.line(), name.column(), name.place()), both, List.of("名称与指标值印在同一格"));
            return;
        }
        add(name, assigned(name, rest.subList(1, rest.size())), shifted(name));
    }

    /** A target without a name completes the row before where that one has none, and is listed otherwise. */
    private void orphan(List<Cell> rest) {
        Form.Row last = rows.isEmpty() ? null : rows.get(rows.size() - 1);
        if (last == null || !last.printed().isEmpty() || rest.size() > 1) {
            unread(rest, "有指标值而无指标名称");
            return;
        }
        TargetCell target = TargetCell.of(rest.get(0).text());
        List<String> doubts = new ArrayList<>(target.doubts());
        doubts.add("指标值印在下一行（" + rest.get(0).place() + "）");
        rows.set(
                rows.size() - 1,
                new Form.Row(
                        last.level1(),
                        last.level2(),
                        last.name(),
                        target.operator(),
                        target.value(),
                        target.unit(),
                        target.printed(),
                        last.actual(),
                        last.points(),
                        doubts,
                        last.line(),
                        last.place()));
    }

    /** A row that moved sideways without a level of its own may belong to another level than the one above. */
    private List<String> shifted(Cell name) {
        boolean moved = nameColumn >= 0 && name.column() != nameColumn && !levelHere;
        nameColumn = name.column();
        return moved ? List.of("本行错位，二级指标沿用上一行，请核对") : List.of();
    }

    private Map<Column, Cell> assigned(Cell name, List<Cell> behind) {
        List<Column> columns = behindName();
        Map<Column, Cell> assigned = new EnumMap<>(Column.class);
        if (columns.size() == 1 && columns.get(0) == Column.TARGET) {
            separate(behind, assigned);
            return assigned;
        }
        Optional<Map<Column, Cell>> inPlace = inPlace(name, behind, columns);
        if (inPlace.isPresent()) {
            return inPlace.get();
        }
        int next = 0;
        for (int i = 0; i < columns.size() && next < behind.size(); i++) {
            Cell cell = behind.get(next);
            boolean fits = switch (columns.get(i)) {
                case OPERATOR -> TargetCell.operator(cell.text());
                case POINTS, SCORE -> TargetCell.number(cell.text());
                case MEASURE_UNIT -> !TargetCell.number(cell.text());
                case REMARK -> !TargetCell.number(cell.text());
                case TARGET, ACTUAL -> true;
                case LEVEL1, LEVEL2, NAME -> false;
            };
            if (fits) {
                assigned.put(columns.get(i), cell);
                next++;
            }
        }
        if (next < behind.size()) {
            unread(behind.subList(next, behind.size()), name.text().strip() + "：多出的单元格");
        }
        return assigned;
    }

    /** By the header's own columns, where every cell stands below one of its titles. */
    private Optional<Map<Column, Cell>> inPlace(Cell name, List<Cell> behind, List<Column> columns) {
        Integer title = places.get(Column.NAME);
        if (title == null || behind.stream().map(Cell::column).distinct().count() < behind.size()) {
            return Optional.empty();
        }
        int shift = name.column() - title;
        Map<Column, Cell> assigned = new EnumMap<>(Column.class);
        for (Cell cell : behind) {
            Optional<Column> column = columns.stream()
                    .filter(one -> places.containsKey(one) && places.get(one) + shift == cell.column())
                    .findFirst();
            if (column.isEmpty()) {
                return Optional.empty();
            }
            assigned.put(column.get(), cell);
        }
        return assigned.containsKey(Column.TARGET) || behind.isEmpty() ? Optional.of(assigned) : Optional.empty();
    }

    /** A target in one cell, or operator, number and unit in three. */
    private void separate(List<Cell> behind, Map<Column, Cell> assigned) {
        if (behind.isEmpty()) {
            return;
        }
        int at = 0;
        if (TargetCell.operator(behind.get(0).text()) && behind.size() > 1) {
            assigned.put(Column.OPERATOR, behind.get(at++));
        }
        assigned.put(Column.TARGET, behind.get(at));
        boolean unit = at + 1 < behind.size()
                && TargetCell.number(behind.get(at).text())
                && !TargetCell.number(behind.get(at + 1).text())
                && behind.get(at + 1).text().strip().length() <= 6;
        if (unit) {
            assigned.put(Column.MEASURE_UNIT, behind.get(++at));
        }
        if (at + 1 < behind.size()) {
            unread(behind.subList(at + 1, behind.size()), "多出的单元格");
        }
    }

    private void add(Cell name, Map<Column, Cell> cells, List<String> more) {
        TargetCell target = cells.containsKey(Column.TARGET)
                ? TargetCell.of(
                        text(cells, Column.OPERATOR), text(cells, Column.TARGET), text(cells, Column.MEASURE_UNIT))
                : TargetCell.NOTHING;
        List<String> doubts = new ArrayList<>(target.doubts());
        doubts.addAll(more);
        if (!target.printed().isEmpty() && TargetCell.likeness(target.printed()) == TargetCell.Likeness.NONE) {
            doubts.add("“" + target.printed() + "”不是常见的指标值表述，按文字指标读取");
        }
        if (!slip.isEmpty()) {
            doubts.add("“" + slip + "”疑为识别错误，按二级指标读作“" + first + "”");
            slip = "";
        }
        if (first.isEmpty()) {
            doubts.add("未印指标级别");
        } else if (second.isEmpty()) {
            doubts.add("“" + first + "”之下未印二级指标");
        }
        Optional<BigDecimal> points = Optional.ofNullable(cells.get(Column.POINTS))
                .map(cell -> Vocabulary.plain(cell.text()).replaceAll("[,，分%]", ""))
                .filter(text -> text.matches("\\d+(\\.\\d+)?"))
                .map(BigDecimal::new);
        rows.add(new Form.Row(
                first,
                second,
                name.text().strip().replaceAll("\\s*[\\r\\n]+\\s*", ""),
                target.operator(),
                target.value(),
                target.unit(),
                target.printed(),
                Optional.ofNullable(cells.get(Column.ACTUAL))
                        .map(cell -> cell.text().strip()),
                points,
                doubts,
                name.line(),
                name.place()));
    }

    private static String text(Map<Column, Cell> cells, Column column) {
        return cells.containsKey(column) ? cells.get(column).text() : "";
    }

    private void unread(List<Cell> cells, String reason) {
        List<String> texts = cells.stream().map(cell -> cell.text().strip()).toList();
        unread.add(new Form.Unread(cells.get(0).line(), cells.get(0).place(), String.join(" | ", texts), reason));
    }

    /** One cell a line: what was a row has to be found again. */
    private void stream(List<Cell> cells) {
        int at = 0;
        List<Cell> titles = cells.stream()
                .takeWhile(cell -> Vocabulary.column(cell.text()).isPresent() || Vocabulary.noise(cell.text()))
                .toList();
        if (!titles.isEmpty()) {
            header(titles);
            at = titles.size();
            places.clear(); // Columns of a list say nothing.
        }
        while (at < cells.size()) {
            Cell cell = cells.get(at);
            if (Vocabulary.column(cell.text()).isPresent()
                    && !Vocabulary.column(cell.text()).equals(Optional.of(Column.REMARK))) {
                at++; // The header again, after a page break.
            } else if (Vocabulary.pageNumber(cell.text())) {
                at++;
            } else if (Vocabulary.footer(cell.text())) {
                return;
            } else if (label(cells, at)) {
                at++;
            } else {
                int end = end(cells, at);
                nameColumn = -1;
                named(cells.subList(at, end));
                at = end;
            }
        }
    }

    /** Where the row ends whose name stands at {@code at}. */
    private int end(List<Cell> cells, int at) {
        int next = at + 1;
        for (Column column : behindName()) {
            if (next >= cells.size() || boundary(cells, next)) {
                return next;
            }
            String text = cells.get(next).text();
            boolean taken = switch (column) {
                case TARGET -> TargetCell.likeness(text) != TargetCell.Likeness.NONE || !targetAt(cells, next + 1);
                case ACTUAL ->
                    TargetCell.likeness(text) != TargetCell.Likeness.NONE
                            || !targetAt(cells, next + 1)
                            || TargetCell.number(cells.get(next + 1).text());
                case OPERATOR -> TargetCell.operator(text);
                case MEASURE_UNIT -> text.strip().length() <= 6 && !TargetCell.number(text);
                case POINTS, SCORE -> TargetCell.number(text);
                case REMARK -> TargetCell.likeness(text) == TargetCell.Likeness.NONE && !targetAt(cells, next + 1);
                case LEVEL1, LEVEL2, NAME -> false;
            };
            if (taken) {
                next++;
            } else if (column == Column.TARGET) {
                return next; // The next name already: this row has no target.
            }
        }
        return next;
    }

    private static boolean targetAt(List<Cell> cells, int at) {
        return at < cells.size()
                && !Vocabulary.wholeLevel(cells.get(at).text())
                && TargetCell.likeness(cells.get(at).text()) != TargetCell.Likeness.NONE;
    }

    private static boolean boundary(List<Cell> cells, int at) {
        String text = cells.get(at).text();
        return Vocabulary.wholeLevel(text)
                || Vocabulary.noise(text)
                || Vocabulary.looksLikeLevel(text)
                || Vocabulary.footer(text)
                || Vocabulary.pageNumber(text);
    }
}

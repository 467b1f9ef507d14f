package io.dabiao.forms;

import io.dabiao.budget.Allowance;
import io.dabiao.forms.Header.Title;
import io.dabiao.forms.Vocabulary.Column;
import io.dabiao.forms.Vocabulary.Level;
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

    private static final Pattern NUMBER_OF_POINTS = Pattern.compile("\\d{1,3}(\\.\\d+)?[分%]?|[-—/]+");
    private static final Pattern AFTER_COLON = Pattern.compile("([^:：]{2,40})[:：]\\s*([^:：]+)");

    private static final List<List<Column>> WITHOUT_HEADER =
            List.of(List.of(Column.ACTUAL), List.of(Column.ACTUAL, Column.POINTS, Column.SCORE));

    private static final List<List<Column>> WITHOUT_POINTS =
            List.of(List.of(Column.SCORE), List.of(Column.POINTS, Column.SCORE));

    private final Allowance allowance;
    private final Indicators indicators = new Indicators();
    private final List<Title> titles = new ArrayList<>();
    /** Whether the titles' columns are those of the cells. */
    private boolean placed;
    /** The columns of a longer period than the year, from the first to before the second. */
    private int otherFrom;

    private int otherTo;
    private boolean levelHere;
    /** Whether this row named a second level already. */
    private boolean secondHere;

    private boolean over;
    /** Whether the row before was a header. */
    private boolean headed;

    private int nameColumn = -1;

    /** The rows, without blank cells. */
    private final List<List<Cell>> content = new ArrayList<>();

    private int rowAt;
    /** Whether the year's columns of two periods are empty, so that levels stand behind the values of the other. */
    private boolean yearEmpty;

    /** Whether no row shows where a cell is empty, so that columns cannot be told by counting. */
    private final boolean gapless;

    /** Whether nearly every row is one cell. */
    private final boolean single;

    /** Columns that no title names, behind the others: one cell a line, only their cells show that there are any. */
    private final List<Column> untitled;

    TableReader(List<List<Cell>> table, Allowance allowance) {
        this(table, allowance, List.of());
    }

    /**
     * @param allowance asked at each row and cell
     * @param untitled columns that no title names, where each cell has a row of its own
     */
    private TableReader(List<List<Cell>> table, Allowance allowance, List<Column> untitled) {
        this.allowance = allowance;
        this.untitled = untitled;
        gapless = table.stream().noneMatch(TableReader::showsGaps);
        for (List<Cell> row : table) {
            List<Cell> cells = row.stream().filter(cell -> !cell.blank()).toList();
            if (!cells.isEmpty()) {
                content.add(cells);
            }
        }
        single = content.stream().filter(row -> row.size() == 1).count() > MOSTLY * content.size();
        if (single) {
            stream(content.stream().flatMap(List::stream).toList());
        } else {
            for (rowAt = 0; rowAt < content.size(); rowAt++) {
                row(content.get(rowAt));
            }
        }
        content.forEach(indicators::untold);
    }

    private static boolean showsGaps(List<Cell> row) {
        boolean gap = false;
        for (int i = 0; i < row.size(); i++) {
            gap |= row.get(i).blank() && row.size() > 1;
            gap |= i > 0 && row.get(i).column() > row.get(i - 1).column() + 1;
        }
        return gap;
    }

    Indicators indicators() {
        return indicators;
    }

    /** Of a table with a cell a line, the readings with columns that its header lacks; none of any other. */
    static List<Indicators> withUntitled(List<List<Cell>> table, Allowance allowance) {
        TableReader plain = new TableReader(table, allowance);
        if (!plain.single || plain.has(Column.POINTS) || plain.has(Column.SCORE)) {
            return List.of();
        }
        List<List<Column>> columns = plain.titles.isEmpty() ? WITHOUT_HEADER : WITHOUT_POINTS;
        return columns.stream()
                .map(more -> new TableReader(table, allowance, more).indicators)
                .toList();
    }

    private boolean has(Column column) {
        return titles.stream().anyMatch(title -> title.column() == column);
    }

    private Optional<Integer> place(Column column) {
        return titles.stream()
                .filter(title -> placed && title.column() == column)
                .map(Title::place)
                .findFirst();
    }

    private boolean header(List<Cell> cells) {
        Optional<Header> header = Header.of(cells);
        if (header.isEmpty()) {
            headed = false;
            return false;
        }
        boolean second = headed && placed && header.get().begins();
        List<Title> before = List.copyOf(titles);
        if (header.get().begins() && header.get().known() >= 2) {
            titles.clear();
        }
        titles.addAll(header.get().titles());
        placed = !gapless;
        if (second) {
            Header.below(before, titles);
        }
        Header.settle(titles);
        if (header.get().begins()) {
            onePeriod();
        }
        header.get().unknown().forEach(indicators::doubt);
        cells.forEach(indicators::told);
        indicators.withActuals(has(Column.ACTUAL));
        headed = true;
        indicators.underAHeader();
        return true;
    }

    /**
     * Of two periods side by side, 中期 and 年度, the last is the year's: the other's columns are passed over. Of two
     * names without a target between them the last is the indicator, and the other a heading above several.
     */
    private void onePeriod() {
        otherFrom = 0;
        otherTo = 0;
        int last = lastIndex(Column.NAME, titles.size());
        int before = last < 0 ? -1 : lastIndex(Column.NAME, last);
        if (before < 0) {
            return;
        }
        int target = lastIndex(Column.TARGET, last);
        if (target < before) {
            titles.set(before, new Title(Column.PASSED, titles.get(before).place()));
            return;
        }
        int level = lastIndex(Column.LEVEL2, last);
        int from = level > before ? lastIndex(Column.LEVEL2, before) : before;
        int to = level > before ? level : last;
        if (from >= 0 && onlyTheFirst(to - from)) {
            titles.subList(to, titles.size()).clear();
            yearEmpty = true;
            indicators.twoPeriods();
            indicators.doubt("年度一栏没有指标，按中期（实施期）一栏读取，请核对");
        } else if (from >= 0) {
            indicators.twoPeriods();
            otherFrom = titles.get(from).place();
            otherTo = titles.get(to).place();
            titles.subList(from, to).clear();
        }
    }

    /**
     * Whether the rows below hold nothing but levels in the second of two periods.
     *
     * @param columns how many columns the first has, its level included
     */
    private boolean onlyTheFirst(int columns) {
        int levels = 0;
        for (List<Cell> row : content.subList(Math.min(content.size(), rowAt + 1), content.size())) {
            List<Cell> first = withoutLevelsBehind(row);
            levels += first.size() < row.size() ? 1 : 0;
            if (Vocabulary.footer(row.get(0).text())) {
                break;
            }
            long other = first.stream()
                    .filter(cell -> Vocabulary.level(cell.text()).isEmpty() && !Vocabulary.noise(cell.text()))
                    .count();
            if (other >= columns) {
                return false;
            }
        }
        return levels > 1;
    }

    /** Without the levels at the end of a row that has something else before them. */
    private static List<Cell> withoutLevelsBehind(List<Cell> row) {
        int end = row.size();
        while (end > 0 && Vocabulary.level(row.get(end - 1).text()).isPresent()) {
            end--;
        }
        return end == 0 ? row : row.subList(0, end);
    }

    private int lastIndex(Column column, int before) {
        for (int i = before - 1; i >= 0; i--) {
            if (titles.get(i).column() == column) {
                return i;
            }
        }
        return -1;
    }

    /** The columns behind the name, in the header's order; a target alone where there is no header. */
    private List<Title> behindName() {
        int name = lastIndex(Column.NAME, titles.size());
        List<Title> behind = new ArrayList<>(titles.subList(name + 1, titles.size()));
        behind.removeIf(title -> title.column() == Column.LEVEL1 || title.column() == Column.LEVEL2);
        if (behind.stream().noneMatch(title -> title.column() == Column.TARGET)) {
            behind.add(0, new Title(Column.TARGET, -1));
        }
        untitled.forEach(column -> behind.add(new Title(column, -1)));
        return behind;
    }

    /** The cells of the year's period; what stands only below the longer one is listed. */
    private List<Cell> ofTheYear(List<Cell> cells) {
        if (yearEmpty) {
            return withoutLevelsBehind(cells);
        }
        if (otherTo <= otherFrom) {
            return cells;
        }
        List<Cell> other = cells.stream()
                .filter(cell -> cell.column() >= otherFrom && cell.column() < otherTo)
                .toList();
        List<Cell> year = cells.stream().filter(cell -> !other.contains(cell)).toList();
        boolean nothing = year.stream()
                .allMatch(cell -> Vocabulary.level(cell.text()).isPresent() || Vocabulary.noise(cell.text()));
        if (nothing
                && !other.isEmpty()
                && other.stream().anyMatch(cell -> Vocabulary.level(cell.text()).isEmpty())) {
            indicators.unread(other, "只有中期（实施期）的指标，没有年度指标值");
        }
        return year;
    }

    /** Without numbers of rows and headings that stand before the name in columns of their own. */
    private List<Cell> wanted(List<Cell> cells) {
        Optional<Integer> name = place(Column.NAME);
        if (name.isEmpty() || cells.stream().noneMatch(cell -> cell.column() == name.get())) {
            return cells;
        }
        return cells.stream()
                .filter(cell -> cell.column() > name.get()
                        || Vocabulary.level(cell.text()).isPresent()
                        || titles.stream()
                                .noneMatch(title -> title.column() == Column.PASSED && title.place() == cell.column()))
                .toList();
    }

    private void row(List<Cell> all) {
        allowance.check();
        if (header(all)) {
            over = false;
            return;
        }
        if (Vocabulary.pageNumber(all.get(0).text())) {
            return;
        }
        List<Cell> cells = wanted(ofTheYear(all));
        if (cells.size() < all.size()) {
            indicators.toldBut(all, cells);
        }
        if (cells.isEmpty()) {
            return;
        }
        // Behind the total come notes and signatures; a level or another header opens the table again.
        over = Vocabulary.footer(cells.get(0).text())
                || cells.stream().anyMatch(cell -> Amount.lineAlone(cell.text()))
                || over && cells.stream().noneMatch(cell -> Vocabulary.wholeLevel(cell.text()));
        if (over) {
            cells.stream().filter(cell -> !TargetCell.compares(cell.text())).forEach(indicators::told);
            return;
        }
        levelHere = false;
        secondHere = false;
        int at = 0;
        while (at < cells.size() && (label(cells, at) || stray(cells, at))) {
            at++;
        }
        List<Cell> rest = cells.subList(at, cells.size()).stream()
                .filter(cell -> !Vocabulary.noise(cell.text()))
                .toList();
        if (rest.isEmpty()) {
            return;
        }
        for (int behind = 1; behind < rest.size(); behind++) {
            if (Vocabulary.wholeLevel(rest.get(behind).text())) {
                indicators.unread(rest, "指标名称之后又出现指标级别，无法判断归属");
                label(rest, behind); // The rows below may carry it on.
                return;
            }
        }
        named(rest);
    }

    /** Takes the cell as a level where it is one; also passes over words that belong to none. */
    private boolean label(List<Cell> cells, int at) {
        Cell cell = cells.get(at);
        if (Vocabulary.noise(cell.text())) {
            if (Vocabulary.ofManagement(indicators.first())
                    && Vocabulary.plain(cell.text()).equals("绩效目标")) {
                indicators.second("绩效目标");
            }
            return true;
        }
        Optional<Level> level = Vocabulary.level(cell.text());
        Optional<Cell> next = at + 1 < cells.size() ? Optional.of(cells.get(at + 1)) : Optional.empty();
        if (level.isEmpty()) {
            boolean passed = rowNumber(cell, next) || slipped(cell, next) || ofWhom(cells, at);
            if (passed) {
                indicators.told(cell);
            }
            return passed;
        }
        boolean whole = Vocabulary.wholeLevel(cell.text());
        if (whole && namesItself(cells, at)) {
            indicators.pending("“" + cell.text().strip() + "”按指标名称读取，请核对");
            return false;
        }
        boolean target = next.map(after -> TargetCell.likeness(after.text()) != TargetCell.Likeness.NONE
                        && Vocabulary.level(after.text()).isEmpty())
                .orElse(!whole);
        if (!whole && (target && !beforeWholeRow(cells, at) || secondHere)) {
            return false; // 满意度 right before its target, or behind its level, is the indicator's own name.
        }
        levelHere = true;
        Optional<Level> below =
                next.filter(after -> !namesItself(cells, at + 1)).flatMap(after -> Vocabulary.level(after.text()));
        secondHere |= indicators.enter(level.get(), whole, below);
        return true;
    }

    /** 产出时效 | 培训任务完成及时 | 6月底 | 5月: whether more cells follow than the header has columns behind the name, so that the first of them is the name. */
    private boolean beforeWholeRow(List<Cell> cells, int at) {
        return !single
                && !titles.isEmpty()
                && cells.size() - at - 1 > behindName().size();
    }

    /** 成本指标 | 社会成本指标 | 定量 | 100: a level behind another of its row, right before a target, is the indicator's own name. */
    private boolean namesItself(List<Cell> cells, int at) {
        if (at == 0 || single || Vocabulary.level(cells.get(at - 1).text()).isEmpty()) {
            return false;
        }
        if (place(Column.NAME).isPresent() && !belowName(cells, at)) {
            return false;
        }
        int behind = at + 1;
        while (behind < cells.size() && TargetCell.nature(cells.get(behind).text())) {
            behind++;
        }
        return behind < cells.size()
                && cells.get(behind).line() == cells.get(at).line()
                && Vocabulary.level(cells.get(behind).text()).isEmpty()
                && (TargetCell.likeness(cells.get(behind).text()) == TargetCell.Likeness.CERTAIN
                        || TargetCell.number(cells.get(behind).text()));
    }

    /** Whether a cell stands below the title of names, as far as its row moved sideways with its first level. */
    private boolean belowName(List<Cell> cells, int at) {
        Optional<Level> level = Vocabulary.level(cells.get(0).text());
        boolean costs = level.filter(one -> one.first().equals(Vocabulary.COST)).isPresent()
                && indicators.first().equals(Vocabulary.OUTPUT);
        Column of = costs || level.flatMap(Level::second).isPresent() ? Column.LEVEL2 : Column.LEVEL1;
        return place(of)
                .map(title -> cells.get(0).column() - title)
                .filter(shift -> cells.get(at).column() == place(Column.NAME).orElseThrow() + shift)
                .isPresent();
    }

    /** A number before a level or a name is neither; it is listed. */
    private boolean stray(List<Cell> cells, int at) {
        boolean stray = TargetCell.number(cells.get(at).text())
                && at + 1 < cells.size()
                && TargetCell.likeness(cells.get(at + 1).text()) == TargetCell.Likeness.NONE;
        if (stray) {
            indicators.unread(cells.subList(at, at + 1), "指标名称之前的数字，无法归入任何一栏");
        }
        return stray;
    }

    private boolean rowNumber(Cell cell, Optional<Cell> next) {
        return has(Column.PASSED)
                && TargetCell.number(cell.text())
                && next.filter(after -> TargetCell.likeness(after.text()) == TargetCell.Likeness.NONE)
                        .isPresent();
    }

    private boolean slipped(Cell cell, Optional<Cell> next) {
        if (!Vocabulary.looksLikeLevel(cell.text())) {
            return false;
        }
        boolean beforeLevel =
                next.flatMap(after -> Vocabulary.level(after.text())).isPresent();
        Optional<String> meant = Vocabulary.meant(cell.text(), indicators.first());
        boolean beforeName = next.filter(after -> TargetCell.likeness(after.text()) == TargetCell.Likeness.NONE)
                .isPresent();
        if (!beforeLevel && (meant.isEmpty() || !beforeName)) {
            return false;
        }
        indicators.slip(Vocabulary.plain(cell.text()));
        if (!beforeLevel) {
            indicators.second(meant.get());
        }
        return true;
    }

    /** Whose satisfaction it is, right behind 满意度指标 and before the indicator's name: its only second level in other words. */
    private boolean ofSatisfaction(List<Cell> cells, int at) {
        return at > 0
                && at + 2 < cells.size()
                && Vocabulary.level(cells.get(at - 1).text())
                        .filter(level -> level.first().equals(Vocabulary.SATISFACTION))
                        .isPresent()
                && Vocabulary.plain(cells.get(at).text()).matches(".*满意度(指标)?")
                && TargetCell.likeness(cells.get(at + 1).text()) == TargetCell.Likeness.NONE
                && !Vocabulary.wholeLevel(cells.get(at + 1).text())
                && TargetCell.likeness(cells.get(at + 2).text()) != TargetCell.Likeness.NONE;
    }

    private boolean ofWhom(List<Cell> cells, int at) {
        boolean level = ofSatisfaction(cells, at);
        if (level && Vocabulary.level(cells.get(at + 1).text()).isPresent()) {
            indicators.pending("“" + cells.get(at).text().strip() + "”按二级指标读取，可能是指标名称");
        }
        return level;
    }

    /** A name and what follows it. */
    private void named(List<Cell> rest) {
        Cell name = rest.get(0);
        boolean whole = secondHere && wholeRow(rest);
        secondHere = false;
        boolean number =
                TargetCell.likeness(name.text()) == TargetCell.Likeness.CERTAIN || TargetCell.number(name.text());
        if (number && !whole && !beginsWithItsNumber(rest)) {
            indicators.orphan(rest);
            return;
        }
        Matcher together = together(name.text().strip());
        if (rest.size() == 1 && together.matches()) {
            Map<Column, Cell> both = new EnumMap<>(Column.class);
            both.put(Column.TARGET, new Cell(together.group(2), name.line(), name.column(), name.place()));
            indicators.told(name);
            indicators.add(
                    new Cell(together.group(1), name.line(), name.column(), name.place()),
                    both,
                    List.of("名称与指标值印在同一格"));
            return;
        }
        Map<Column, Cell> cells = assigned(name, rest.subList(1, rest.size()));
        List<String> doubts = new ArrayList<>(shifted(name));
        if (titles.isEmpty() && cells.containsKey(Column.ACTUAL)) {
            doubts.add("表头未印，“" + cells.get(Column.ACTUAL).text().strip() + "”按实际完成值读取");
        }
        indicators.add(name, cells, doubts);
    }

    /**
     * 成本指标 | 20万元 | 100%: behind a level a quantity is the name where a target and all other columns follow it, and nothing else that may be
     * the name.
     */
    private boolean wholeRow(List<Cell> rest) {
        long columns = behindName().stream()
                .filter(title -> !Alignment.says(title.column()))
                .count();
        String name = rest.get(0).text();
        return !titles.isEmpty()
                && rest.size() == columns + 1
                && !TargetCell.compares(name)
                && !Vocabulary.plain(name).endsWith("%")
                && TargetCell.likeness(rest.get(1).text()) != TargetCell.Likeness.NONE;
    }

    /**
     * ≥360天服务读者 | ≥360天: a name may begin with what it promises, where the target itself stands right behind it; and 100万 | 100万 | 100万 is
     * name, target and actual.
     */
    private static boolean beginsWithItsNumber(List<Cell> rest) {
        if (rest.size() < 2 || TargetCell.likeness(rest.get(1).text()) == TargetCell.Likeness.NONE) {
            return false;
        }
        String name = Vocabulary.plain(rest.get(0).text());
        String target = Vocabulary.plain(rest.get(1).text());
        boolean again = rest.size() > 2
                && name.equals(target)
                && target.equals(Vocabulary.plain(rest.get(2).text()));
        return again || name.startsWith(target) && name.length() > target.length() + 1;
    }

    private static Matcher together(String text) {
        Matcher colon = AFTER_COLON.matcher(text);
        return colon.matches() && TargetCell.likeness(colon.group(2)) != TargetCell.Likeness.NONE
                ? colon
                : TOGETHER.matcher(text);
    }

    /** A row that moved sideways without a level of its own may belong to another level than the one above. */
    private List<String> shifted(Cell name) {
        boolean moved = nameColumn >= 0 && name.column() != nameColumn && !levelHere;
        nameColumn = name.column();
        return moved ? List.of("本行错位，二级指标沿用上一行，请核对") : List.of();
    }

    private Map<Column, Cell> assigned(Cell name, List<Cell> behind) {
        List<Title> columns = behindName();
        Map<Column, Cell> assigned = new EnumMap<>(Column.class);
        if (columns.size() == 1 && columns.get(0).column() == Column.TARGET) {
            separate(behind, assigned);
            return assigned;
        }
        Optional<Map<Column, Cell>> inPlace = inPlace(name, behind, columns);
        if (inPlace.isPresent()) {
            return inPlace.get();
        }
        for (int taken = behind.size(); taken >= 0; taken--) {
            Optional<Alignment> aligned = Alignment.of(columns(columns), behind.subList(0, taken));
            if (aligned.isPresent()) {
                if (taken < behind.size()) {
                    indicators.unread(
                            behind.subList(taken, behind.size()), name.text().strip() + "：多出的单元格");
                }
                aligned.get().beside().forEach(indicators::told);
                return aligned.get().cells();
            }
        }
        return assigned;
    }

    private static List<Column> columns(List<Title> titles) {
        return titles.stream().map(Title::column).toList();
    }

    /** By the header's own columns, where every cell stands below one of its titles. */
    private Optional<Map<Column, Cell>> inPlace(Cell name, List<Cell> behind, List<Title> columns) {
        Optional<Integer> title = place(Column.NAME);
        if (title.isEmpty() || behind.stream().map(Cell::column).distinct().count() < behind.size()) {
            return Optional.empty();
        }
        int shift = name.column() - title.get();
        Map<Column, Cell> assigned = new EnumMap<>(Column.class);
        for (Cell cell : behind) {
            Optional<Title> column = columns.stream()
                    .filter(one -> one.place() >= 0 && one.place() + shift == cell.column())
                    .findFirst();
            if (column.isEmpty() || !canBe(column.get().column(), cell.text())) {
                return Optional.empty(); // Where blank cells are lost, what follows stands below other titles.
            }
            if (assigned.putIfAbsent(column.get().column(), cell) != null
                    && Alignment.says(column.get().column())) {
                indicators.told(cell);
            }
        }
        boolean pointsOnly = assigned.containsKey(Column.POINTS)
                && assigned.containsKey(Column.SCORE)
                && !assigned.containsKey(Column.ACTUAL)
                && !assigned.containsKey(Column.OPERATOR);
        return assigned.containsKey(Column.TARGET) || behind.isEmpty() || pointsOnly
                ? Optional.of(assigned)
                : Optional.empty();
    }

    private static boolean canBe(Column column, String text) {
        boolean points = column == Column.POINTS || column == Column.SCORE;
        return !points
                || Vocabulary.noise(text)
                || NUMBER_OF_POINTS.matcher(Vocabulary.plain(text)).matches();
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
        if (selfAssessed(behind, at + 1)) {
            assigned.put(Column.ACTUAL, behind.get(at + 1));
            assigned.put(Column.POINTS, behind.get(at + 2));
            assigned.put(Column.SCORE, behind.get(at + 3));
        } else if (at + 1 < behind.size()) {
            indicators.pending("本行多出的单元格未读取：“"
                    + String.join(
                            " | ",
                            behind.subList(at + 1, behind.size()).stream()
                                    .map(cell -> cell.text().strip())
                                    .toList())
                    + "”");
            indicators.unread(behind.subList(at + 1, behind.size()), "多出的单元格");
        }
    }

    /** Whether an actual, points and a score no higher than they follow a target where no header says so. */
    private boolean selfAssessed(List<Cell> behind, int at) {
        return titles.isEmpty()
                && behind.size() == at + 3
                && TargetCell.number(behind.get(at + 1).text())
                && TargetCell.number(behind.get(at + 2).text())
                && new BigDecimal(Vocabulary.plain(behind.get(at + 2).text()).replace(",", ""))
                                .compareTo(new BigDecimal(
                                        Vocabulary.plain(behind.get(at + 1).text())
                                                .replace(",", "")))
                        <= 0;
    }

    /** One cell a line: what was a row has to be found again. */
    private void stream(List<Cell> cells) {
        int at = 0;
        List<Cell> titled = cells.stream()
                .takeWhile(cell -> Vocabulary.column(cell.text()).isPresent() || Vocabulary.noise(cell.text()))
                .toList();
        // A title that nobody knows stands between the others and the first level.
        boolean unknown = titled.size() >= 3
                && titled.size() + 1 < cells.size()
                && Vocabulary.likelyColumn(cells.get(titled.size()).text()).isPresent()
                && Vocabulary.level(cells.get(titled.size()).text()).isEmpty()
                && Vocabulary.wholeLevel(cells.get(titled.size() + 1).text());
        List<Cell> head = unknown ? cells.subList(0, titled.size() + 1) : titled;
        if (!head.isEmpty()) {
            header(head);
            at = head.size();
            placed = false; // Columns of a list say nothing.
        }
        while (at < cells.size()) {
            allowance.check();
            Cell cell = cells.get(at);
            if (Vocabulary.column(cell.text()).isPresent()
                    && !Vocabulary.column(cell.text()).equals(Optional.of(Column.REMARK))) {
                // The header again, after a page break.
                while (at < cells.size()
                        && Vocabulary.column(cells.get(at).text()).isPresent()) {
                    at++;
                }
            } else if (Vocabulary.pageNumber(cell.text())) {
                at++;
            } else if (Vocabulary.footer(cell.text())) {
                cells.subList(at, cells.size()).stream()
                        .filter(below -> !TargetCell.compares(below.text()))
                        .forEach(indicators::told);
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

    /** Where the row ends whose name stands at {@code at}: so that its cells and what begins behind them fit best. */
    private int end(List<Cell> cells, int at) {
        if (together(cells.get(at).text().strip()).matches()) {
            return at + 1;
        }
        List<Column> columns = columns(behindName());
        int best = at + 1;
        int most = Integer.MIN_VALUE;
        for (int next = at + 1; next <= Math.min(cells.size(), at + 1 + columns.size()); next++) {
            if (next > at + 1
                    && (boundary(cells, next - 1)
                            || Vocabulary.level(cells.get(next - 1).text()).isPresent())) {
                break;
            }
            Optional<Alignment> aligned = Alignment.of(columns, cells.subList(at + 1, next));
            if (aligned.isPresent()) {
                int worth = aligned.get().worth() + (begins(cells, next) ? Alignment.ROW_BEGINS : 0);
                if (worth >= most) {
                    most = worth;
                    best = next;
                }
            }
        }
        return best;
    }

    /** Whether each row begins with a number. */
    private boolean numbered() {
        return !titles.isEmpty() && titles.get(0).column() == Column.PASSED;
    }

    /** Whether a row can begin here: with a level, or with a name before its target. */
    private boolean begins(List<Cell> cells, int at) {
        if (at >= cells.size()
                || boundary(cells, at)
                || Vocabulary.column(cells.get(at).text()).isPresent()) {
            return true;
        }
        String text = cells.get(at).text();
        if (has(Column.PASSED) && TargetCell.number(text)) {
            return at + 1 < cells.size()
                    && TargetCell.likeness(cells.get(at + 1).text()) == TargetCell.Likeness.NONE;
        }
        return TargetCell.likeness(text) == TargetCell.Likeness.NONE
                && !numbered()
                && (targetAt(cells, at + 1)
                        || Vocabulary.level(text).isPresent()
                        || together(text.strip()).matches()
                        || at + 1 < cells.size()
                                && TargetCell.nature(cells.get(at + 1).text()));
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

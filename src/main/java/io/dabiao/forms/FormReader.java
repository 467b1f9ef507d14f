package io.dabiao.forms;

import io.dabiao.budget.Allowance;
import io.dabiao.forms.Vocabulary.Column;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the forms of a file: one a project, in the file's order. */
public final class FormReader {

    /** A thousand projects' worth. */
    private static final int MOST_CELLS = 200_000;

    private static final int LONGEST_QUOTE = 60;
    private static final int LONGEST_UNREAD = 4_000;
    private static final Pattern TABLE_TITLE = Pattern.compile("三级指标|指标名称|指标内容|绩效指标");
    private static final Pattern OF_A_FORM = Pattern.compile("绩效.{0,12}表");
    private static final Pattern NUMBERS = Pattern.compile("\\d.*\\d");
    private static final int MOST_PIECES = 3;
    /** Of 一级, with spaces around it. */
    private static final int LONGEST_SHORT = 12;

    private static final List<String> SHORT_TITLES = List.of("一级", "二级", "三级");
    /** From a level to the first target below it, in lines of a cell each. */
    private static final int MOST_APART = 8;
    /** Fewer titles one below the other may be anything. */
    private static final int FEWEST_DOWNWARDS = 3;

    private FormReader() {}

    /**
     * All projects of a file; none where it holds no form.
     *
     * @param allowance asked at each row and cell
     * @throws FormSource.Unreadable where it holds more than any form does
     * @throws io.dabiao.budget.Exceeded where it takes too long
     */
    public static List<Form> read(Cell.Grid grid, Allowance allowance) throws FormSource.Unreadable {
        long cells = grid.rows().stream().mapToLong(List::size).sum();
        if (cells > MOST_CELLS) {
            throw new FormSource.Unreadable("the file has " + cells + " cells, and forms " + MOST_CELLS + " at most");
        }
        List<Form> forms = new ArrayList<>();
        Optional<Integer> year = Optional.empty();
        Optional<BigDecimal> above = Optional.empty();
        Optional<BigDecimal> unit = Optional.empty();
        for (List<List<Cell>> block : blocks(Cuts.tables(ProjectList.parted(grid.rows(), allowance)), allowance)) {
            Optional<RuledTable> ruled = RuledTable.of(block, allowance);
            List<List<Cell>> rows = ruled.isPresent() ? ruled.get().above() : mended(block, allowance);
            int table = ruled.isPresent() ? rows.size() : tableStart(rows, allowance);
            List<List<Cell>> heading = new ArrayList<>(rows.subList(0, table));
            List<List<Cell>> below = new ArrayList<>(rows.subList(table, rows.size()));
            listed(heading, below);
            HeadReader head = new HeadReader(heading, above, unit, allowance);
            if (head.year().isPresent()) {
                year = head.year();
            }
            above = lastUnit(rows.subList(table, rows.size()));
            if (head.unit().isPresent()) {
                unit = head.unit();
            }
            Indicators indicators = ruled.isPresent() ? ruled.get().indicators() : Readings.best(below, allowance);
            Indicators told = ruled.isPresent() ? new Indicators() : Told.read(rows, allowance);
            if (!told.empty() && Readings.worth(told) > Readings.worth(indicators)) {
                told.doubt("指标按自评报告的叙述读取，叙述之外的内容请与原文核对");
                indicators = told;
            }
            if (indicators.empty() && below.isEmpty()) {
                indicators = Prose.read(heading, allowance);
            }
            if (indicators.empty() && indicators.unread().isEmpty()) {
                unreadTable(rows, indicators);
            }
            promisedAbove(heading, indicators);
            if (head.named() || !indicators.rows().isEmpty()) {
                forms.add(head.form(year, indicators));
            }
        }
        return forms;
    }

    /** Rows of cells with a sign and a number stand in a table that was not recognised as one: they are listed. */
    private static void promisedAbove(List<List<Cell>> heading, Indicators indicators) {
        for (List<Cell> row : heading) {
            List<Cell> filled = row.stream().filter(cell -> !cell.blank()).toList();
            if (filled.size() > 1
                    && filled.stream()
                            .anyMatch(cell ->
                                    cell.text().length() <= LONGEST_QUOTE && TargetCell.compares(cell.text()))) {
                indicators.unread(filled, "指标表之外的数值");
            }
        }
    }

    /**
     * What stands behind the titles of a table of which nothing was read is listed as a whole, and of a form that was torn to pieces all else
     * that holds numbers.
     */
    private static void unreadTable(List<List<Cell>> rows, Indicators indicators) {
        List<Cell> cells = rows.stream().flatMap(List::stream).toList();
        boolean form =
                cells.stream().anyMatch(cell -> OF_A_FORM.matcher(cell.text()).find());
        Optional<Cell> first = Optional.empty();
        boolean titled = false;
        StringBuilder text = new StringBuilder();
        for (Cell cell : cells) {
            boolean numbers = form && NUMBERS.matcher(cell.text()).find();
            Matcher title = TABLE_TITLE.matcher(cell.text());
            int from = titled || numbers ? 0 : title.find() ? title.start() : -1;
            titled |= from > 0 || TABLE_TITLE.matcher(cell.text()).find();
            if (from >= 0 && text.length() < LONGEST_UNREAD) {
                first = first.or(() -> Optional.of(cell));
                text.append(text.isEmpty() ? "" : " ")
                        .append(cell.text().substring(from).strip());
            }
        }
        if (first.isPresent()) {
            Cell at = first.get();
            String all = text.substring(0, Math.min(text.length(), LONGEST_UNREAD));
            indicators.unread(List.of(new Cell(all, at.line(), at.column(), at.place())), "指标表未能读取");
        }
    }

    /** Names and amounts of a budget's list stand between the header and the first level. */
    private static void listed(List<List<Cell>> heading, List<List<Cell>> table) {
        if (!HeadReader.titlesList(heading)) {
            return;
        }
        int row = 0;
        while (row < table.size()
                && table.get(row).stream().noneMatch(cell -> Vocabulary.wholeLevel(cell.text()))
                && (row == 0 || !beginsTable(table.get(row)))) {
            if (HeadReader.inList(table.get(row))) {
                heading.add(table.remove(row));
            } else {
                row++;
            }
        }
    }

    /** Why a file is no form: what was seen in it, in words for the person who sent it. */
    public static String seen(Cell.Grid grid) {
        List<String> texts = grid.rows().stream()
                .flatMap(List::stream)
                .filter(cell -> !cell.blank())
                .map(cell -> cell.text().strip().replaceAll("\\s+", " "))
                .toList();
        String begins = texts.isEmpty() ? "" : texts.get(0);
        return "neither a project nor an indicator was recognised among " + texts.size() + " cells"
                + (begins.isEmpty()
                        ? ""
                        : "; the text begins “" + begins.substring(0, Math.min(LONGEST_QUOTE, begins.length())) + "”")
                + "; a form has titles such as 项目名称, 三级指标 and 指标值, or levels such as 产出指标";
    }

    /** A line such as 单位：万元 that stands above the next project's name is found below this one's table. */
    private static Optional<BigDecimal> lastUnit(List<List<Cell>> table) {
        return table.stream()
                .flatMap(List::stream)
                // An indicator's own unit may be 万元 too.
                .filter(cell -> Vocabulary.plain(cell.text()).contains("单位"))
                .map(cell -> Amount.ofLine(cell.text()))
                .flatMap(Optional::stream)
                .reduce((earlier, later) -> later);
    }

    /** A title begins a project, and so does a name where the one before has its own already. */
    private static List<List<List<Cell>>> blocks(List<List<Cell>> rows, Allowance allowance) {
        List<List<List<Cell>>> blocks = new ArrayList<>();
        List<List<Cell>> block = new ArrayList<>();
        boolean named = false;
        boolean whole = false;
        boolean table = false;
        for (List<Cell> row : rows) {
            allowance.check();
            boolean title = row.stream().anyMatch(cell -> Vocabulary.title(cell.text()));
            boolean name = row.stream().anyMatch(HeadReader::namesProject);
            // A department that is named above a project is no project of its own.
            if (named && (title || name) || whole && (title || name && table) || table && title) {
                blocks.add(block);
                block = new ArrayList<>();
                named = false;
                whole = false;
                table = false;
            }
            named |= name || row.stream().anyMatch(Cuts::namesWithin);
            whole |= row.stream().anyMatch(HeadReader::namesWhole);
            table |= opensTable(row);
            block.add(row);
        }
        blocks.add(block);
        return blocks;
    }

    /** At its header or its first level; without either, at the first bare level beside a target. */
    private static int tableStart(List<List<Cell>> rows, Allowance allowance) {
        int start = first(
                rows,
                allowance,
                at -> opensTable(rows.get(at))
                        || beginsTable(rows.get(at))
                        || promises(rows.get(at))
                        || titlesDownwards(rows, at));
        if (start == rows.size()) {
            return first(
                    rows,
                    allowance,
                    at -> rows.get(at).stream()
                                    .anyMatch(cell ->
                                            Vocabulary.level(cell.text()).isPresent())
                            && near(rows, at).stream()
                                    .anyMatch(cell -> TargetCell.likeness(cell.text()) != TargetCell.Likeness.NONE));
        }
        // One cell a line, a title such as 序号 stands before the one that opens the table.
        while (start > 0 && (onlyTitle(rows.get(start - 1)) || groups(rows.get(start - 1)))) {
            start--;
        }
        return start;
    }

    /** The cells of a row; of one that holds a single cell, of the next few too. */
    private static List<Cell> near(List<List<Cell>> rows, int at) {
        boolean single = rows.get(at).stream().filter(cell -> !cell.blank()).count() == 1;
        return rows.subList(at, Math.min(rows.size(), single ? at + MOST_APART : at + 1)).stream()
                .flatMap(List::stream)
                .toList();
    }

    private static int first(List<List<Cell>> rows, Allowance allowance, IntPredicate wanted) {
        for (int i = 0; i < rows.size(); i++) {
            allowance.check();
            if (wanted.test(i)) {
                return i;
            }
        }
        return rows.size();
    }

    /** By the words that its text begins with, whatever parts them. */
    private static boolean beginsTable(List<Cell> row) {
        return row.stream()
                .filter(cell -> cell.text().length() >= 8)
                .anyMatch(cell -> Cuts.table(Tape.of(cell).plain()) == 0);
    }

    /** A name, a sign in a cell of its own and a number: a table whose header was cut off. */
    private static boolean promises(List<Cell> row) {
        List<Cell> filled = row.stream().filter(cell -> !cell.blank()).toList();
        for (int i = 1; i + 1 < filled.size(); i++) {
            if (TargetCell.operator(filled.get(i).text())
                    && TargetCell.number(filled.get(i + 1).text())
                    && TargetCell.likeness(filled.get(i - 1).text()) == TargetCell.Likeness.NONE
                    && Vocabulary.field(filled.get(i - 1).text()).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static boolean opensTable(List<Cell> row) {
        return row.stream()
                        .map(cell -> Vocabulary.column(cell.text()))
                        .flatMap(Optional::stream)
                        .anyMatch(column -> column == Column.LEVEL1 || column == Column.LEVEL2 || column == Column.NAME)
                || row.stream().anyMatch(cell -> Vocabulary.wholeLevel(cell.text()))
                || Header.ofPlainNames(
                        row.stream().filter(cell -> !cell.blank()).toList());
    }

    /** One cell a line: a header that calls its names 指标, each title in a row of its own. */
    private static boolean titlesDownwards(List<List<Cell>> rows, int at) {
        List<Cell> titles = new ArrayList<>();
        for (int r = at; r < Math.min(rows.size(), at + MOST_APART); r++) {
            List<Cell> filled =
                    rows.get(r).stream().filter(cell -> !cell.blank()).toList();
            if (filled.size() != 1
                    || r > at && Vocabulary.column(filled.get(0).text()).isEmpty()) {
                break;
            }
            titles.add(filled.get(0));
        }
        return titles.size() >= FEWEST_DOWNWARDS && Header.ofPlainNames(titles);
    }

    /** The first row of a header in two. */
    private static boolean groups(List<Cell> row) {
        List<Cell> filled = row.stream().filter(cell -> !cell.blank()).toList();
        return filled.size() > 1
                && Header.of(filled)
                        .filter(header -> header.begins() && header.known() >= 2)
                        .isPresent();
    }

    private static boolean onlyTitle(List<Cell> row) {
        List<Cell> filled = row.stream().filter(cell -> !cell.blank()).toList();
        return filled.isEmpty()
                || filled.size() == 1 && Vocabulary.column(filled.get(0).text()).equals(Optional.of(Column.PASSED));
    }

    /** Labels that were split over lines or rows are put together again: 产出 and, below it, 指标. */
    static List<List<Cell>> mended(List<List<Cell>> block, Allowance allowance) {
        List<List<Cell>> rows = new ArrayList<>();
        block.forEach(row -> {
            List<Cell> cells = new ArrayList<>();
            row.forEach(cell -> cells.addAll(parted(cell)));
            rows.add(cells);
        });
        shortTitles(rows);
        for (int r = 0; r < rows.size(); r++) {
            for (int c = 0; c < rows.get(r).size(); c++) {
                allowance.step();
                mend(rows, r, c);
            }
        }
        return rows;
    }

    /** 一级, 二级 and 三级 that follow one another are titles of columns; alone they may be anything. */
    private static void shortTitles(List<List<Cell>> rows) {
        List<int[]> run = new ArrayList<>();
        for (int r = 0; r < rows.size(); r++) {
            for (int c = 0; c < rows.get(r).size(); c++) {
                Cell cell = rows.get(r).get(c);
                if (cell.text().length() > LONGEST_SHORT) {
                    run.clear(); // Most cells: they need not be made plain to know.
                    continue;
                }
                if (cell.blank()) {
                    continue;
                }
                if (!Vocabulary.plain(cell.text()).equals(SHORT_TITLES.get(run.size()))) {
                    run.clear();
                    continue;
                }
                run.add(new int[] {r, c});
                if (run.size() == SHORT_TITLES.size()) {
                    for (int[] place : run) {
                        Cell title = cell(rows, place);
                        String whole = Vocabulary.plain(title.text()) + "指标";
                        rows.get(place[0]).set(place[1], new Cell(whole, title.line(), title.column(), title.place()));
                    }
                    run.clear();
                }
            }
        }
    }

    /** A cell for each level of one that names several. */
    private static List<Cell> parted(Cell cell) {
        List<String> path = Vocabulary.path(cell.text());
        return path.isEmpty()
                ? List.of(cell)
                : path.stream()
                        .map(level -> new Cell(level, cell.line(), cell.column(), cell.place()))
                        .toList();
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
            String begun = text;
            Optional<int[]> next = below(rows, at, first.column())
                    .filter(place -> goesOn(begun, rows, place))
                    .or(() -> alone(rows, r + 1).filter(place -> goesOn(begun, rows, place)));
            if (next.isEmpty()) {
                return;
            }
            String more = Vocabulary.plain(cell(rows, next.get()).text());
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

    private static boolean goesOn(String begun, List<List<Cell>> rows, int[] place) {
        String more = Vocabulary.plain(cell(rows, place).text());
        return Vocabulary.beginsLevel(begun + more) || Vocabulary.wholeLevel(begun + more);
    }

    /** The only cell of the row, wherever it stands: in a text whose columns are gaps it has moved. */
    private static Optional<int[]> alone(List<List<Cell>> rows, int r) {
        if (r >= rows.size()) {
            return Optional.empty();
        }
        List<Cell> row = rows.get(r);
        List<Integer> filled = new ArrayList<>();
        for (int c = 0; c < row.size(); c++) {
            if (!row.get(c).blank()) {
                filled.add(c);
            }
        }
        return filled.size() == 1 ? Optional.of(new int[] {r, filled.get(0)}) : Optional.empty();
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

package io.dabiao.forms;

import io.dabiao.forms.Vocabulary.Column;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The titles of a table of indicators.
 *
 * @param known how many are words of the vocabulary
 * @param begins whether a table begins with it
 * @param unknown doubts about titles that no word of the vocabulary is, and whose columns may hold something that matters
 */
record Header(List<Title> titles, int known, boolean begins, List<String> unknown) {

    /** A title of the header, and where it stands. */
    record Title(Column column, int place) {}

    Header {
        titles = List.copyOf(titles);
        unknown = List.copyOf(unknown);
    }

    /** Empty where a row of cells is no header. */
    static Optional<Header> of(List<Cell> cells) {
        List<Cell> known = cells.stream()
                .filter(cell -> Vocabulary.column(cell.text()).isPresent())
                .toList();
        long words =
                cells.stream().filter(cell -> !Vocabulary.noise(cell.text())).count();
        boolean promises =
                cells.stream().anyMatch(cell -> TargetCell.likeness(cell.text()) == TargetCell.Likeness.CERTAIN);
        boolean header = !promises
                && (ofPlainNames(cells)
                        || known.size() >= 2 && known.size() * 2L >= words
                        || known.size() == 1
                                && cells.stream()
                                        .allMatch(cell -> Vocabulary.noise(cell.text()) || known.contains(cell)));
        if (!header) {
            return Optional.empty();
        }
        List<Title> titles = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        boolean behindTarget = false;
        int year = cells.stream()
                .flatMap(cell -> Vocabulary.yearOfTitle(cell.text()).stream())
                .max(Comparator.naturalOrder())
                .orElse(0);
        for (Cell cell : cells) {
            if (Vocabulary.noise(cell.text()) && !known.contains(cell)) {
                if (names(cells, cell)) {
                    titles.add(new Title(Column.NAME, cell.column()));
                }
                continue;
            }
            Optional<Column> column = Vocabulary.column(cell.text());
            Column is = column.or(() -> Vocabulary.likelyColumn(cell.text())).orElse(Column.PASSED);
            if (column.isEmpty() && behindTarget) {
                unknown.add("指标表的列“" + cell.text().strip() + "”不在词表中，"
                        + (is == Column.PASSED ? "其内容未读取" : "按“" + words(is) + "”读取") + "，请核对");
            }
            if (Vocabulary.yearOfTitle(cell.text()).orElse(year) < year) {
                is = Column.PASSED; // Of years side by side the last is the year's.
            }
            behindTarget |= is == Column.TARGET;
            titles.add(new Title(is, cell.column()));
        }
        boolean begins = titles.stream()
                .map(Title::column)
                .anyMatch(column -> column == Column.LEVEL1
                        || column == Column.LEVEL2
                        || column == Column.NAME
                        || column == Column.TARGET);
        return Optional.of(new Header(titles, known.size(), begins, unknown));
    }

    /** Whether a row of cells is a header that calls its names 指标, or by another word that is like the vocabulary's. */
    static boolean ofPlainNames(List<Cell> cells) {
        return cells.size() > 1 && names(cells, cells.get(0));
    }

    /** 指标 | 目标值: a header of names and targets, and of other titles that the vocabulary has. */
    private static boolean names(List<Cell> cells, Cell cell) {
        int at = cells.indexOf(cell);
        boolean plain = Vocabulary.plain(cell.text()).equals("指标");
        boolean name = plain || Vocabulary.likelyColumn(cell.text()).equals(Optional.of(Column.NAME));
        return name
                && at + 1 < cells.size()
                && (target(cells.get(at + 1))
                        || plain
                                && cells.subList(at + 1, cells.size()).stream().anyMatch(Header::target)
                                && cells.subList(at + 1, cells.size()).stream()
                                        .allMatch(other ->
                                                Vocabulary.column(other.text()).isPresent()))
                && cells.stream()
                        .noneMatch(other -> Vocabulary.column(other.text())
                                .filter(column -> column == Column.NAME)
                                .isPresent());
    }

    private static boolean target(Cell cell) {
        return Vocabulary.column(cell.text()).equals(Optional.of(Column.TARGET));
    }

    private static String words(Column column) {
        return switch (column) {
            case LEVEL1 -> "一级指标";
            case LEVEL2 -> "二级指标";
            case NAME -> "三级指标";
            case OPERATOR -> "运算符";
            case TARGET -> "指标值";
            case MEASURE_UNIT -> "计量单位";
            case ACTUAL -> "实际完成值";
            case POINTS -> "分值";
            case SCORE -> "得分";
            case REMARK, STANDARD, PASSED -> "说明";
        };
    }

    /**
     * A header of two rows: titles of the first that have none below them hold for the second too.
     *
     * @param first the titles of the row above
     * @param titles those of the row below, completed here
     */
    static void below(List<Title> first, List<Title> titles) {
        for (Title title : first) {
            boolean covered = titles.stream().anyMatch(one -> one.place() == title.place());
            boolean again = (title.column() == Column.TARGET || title.column() == Column.NAME)
                    && titles.stream().anyMatch(one -> one.column() == title.column());
            if (!covered && !again) {
                titles.add(title);
            }
        }
        titles.sort(Comparator.comparingInt(Title::place));
    }

    /** Decides what depends on other titles: a standard, and titles of a group that stand before the levels of the next row. */
    static void settle(List<Title> titles) {
        boolean target = titles.stream().anyMatch(title -> title.column() == Column.TARGET);
        titles.replaceAll(title -> title.column() == Column.STANDARD
                ? new Title(target ? Column.REMARK : Column.TARGET, title.place())
                : title);
    }

    /** Titles of a header in two rows that follow one another without a place: those of the group come behind the others. */
    static List<Column> inOrder(List<Column> titles) {
        int level = titles.indexOf(Column.LEVEL1) >= 0 ? titles.indexOf(Column.LEVEL1) : titles.indexOf(Column.NAME);
        if (level <= 0) {
            return titles;
        }
        List<Column> group = new ArrayList<>(titles.subList(0, level));
        List<Column> ordered = new ArrayList<>(titles.subList(level, titles.size()));
        boolean before = group.contains(Column.TARGET) || group.contains(Column.ACTUAL) || group.contains(Column.SCORE);
        if (!before) {
            return titles;
        }
        group.removeIf(column -> column == Column.TARGET && ordered.contains(Column.TARGET));
        ordered.addAll(group);
        return ordered;
    }
}

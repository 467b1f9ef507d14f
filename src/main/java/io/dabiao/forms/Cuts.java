package io.dabiao.forms;

import io.dabiao.forms.Vocabulary.Column;
import io.dabiao.forms.Vocabulary.Field;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where words part a text that nothing else does: a table from what stands above it, labels from their values. */
final class Cuts {

    private static final String FIRST = "(产出|效益|效果|满意度|成本)指标";
    private static final String SECOND = "(数量|质量|时效|成本|经济效益|社会效益|生态效益|可持续影响|经济成本|社会成本|生态环境成本|服务对象满意度|社会公众或服务对象满意度)指标";
    /** A first level and right behind it a second, or both in square brackets. */
    private static final Pattern LEVELS =
            Pattern.compile("【" + FIRST + "|" + FIRST + "([(][^()]{1,8}[)])?[:、]?" + SECOND);
    /** Indicators that are numbered, each before its target. */
    private static final Pattern NUMBERED =
            Pattern.compile("指标1[:：]\\D{3,40}?[≥≤<>=]?\\d.{0,200}?指标[2-9][:：]\\D{3,40}?[≥≤<>=]?\\d");
    /** How the names of institutions end. */
    private static final Pattern INSTITUTION = Pattern.compile(
            ".*(局|院|校|所|中心|委|办|部|厅|站|会|政府|公司|处|馆|园|队|社|室|街道|中学|小学|学|镇|乡|县|区|市|团|集团|厂|场|联|组|科|协会|基金)([(].*[)])?");

    private static final Pattern OF_A_TITLE = Pattern.compile("(自评|申报|批复|设定|监控)?表");
    private static final int SHORTEST_LABEL = 4;
    private static final int LONGEST_LABEL = 16;
    private static final int MOST_TITLES_AT = 4_000;
    private static final int LONG_RUN = 120;
    private static final String PROJECT = "项目名称";
    private static final String OF_A_NAME = "项目";
    private static final Pattern LONG_HINT = Pattern.compile("\\([^()]{9,}\\)");

    private Cuts() {}

    /** Whether a text ends as the names of institutions do. */
    static boolean institution(String text) {
        return INSTITUTION.matcher(Vocabulary.plain(text)).matches();
    }

    /** A text with several labels in it, or one before what can only be its value. */
    private record Found(int from, int to, Field field) {}

    /** Where in a row's text its table begins; −1 where none does. */
    static int table(String plain) {
        int titles = titles(plain);
        Matcher levels = LEVELS.matcher(plain);
        int level = levels.find() ? levels.start() : -1;
        if (titles < 0 && level < 0) {
            Matcher numbered = NUMBERED.matcher(plain);
            return numbered.find() ? numbered.start() : -1;
        }
        return titles < 0 ? level : level < 0 ? titles : Math.min(titles, level);
    }

    /** Where at least three titles of columns follow one another, the indicator's name among them. */
    private static int titles(String plain) {
        for (int from = 0; from < Math.min(plain.length() - 5, MOST_TITLES_AT); from++) {
            Set<Column> seen = EnumSet.noneOf(Column.class);
            int known = 0;
            int at = from;
            while (at < plain.length()) {
                int next = title(plain, at, seen);
                if (next < 0) {
                    break;
                }
                known++;
                at = next;
            }
            boolean both = known == 2
                    && seen.contains(Column.NAME)
                    && seen.contains(Column.TARGET)
                    && plain.charAt(at - 1) == '值';
            if (both || known >= 3 && (seen.contains(Column.NAME) || seen.contains(Column.LEVEL2))) {
                return from;
            }
        }
        return -1;
    }

    private static int title(String plain, int at, Set<Column> seen) {
        for (int length = Math.min(LONGEST_LABEL, plain.length() - at); length >= 2; length--) {
            Optional<Column> column = Vocabulary.column(plain.substring(at, at + length));
            if (column.isPresent()) {
                seen.add(column.get());
                return at + length;
            }
        }
        return -1;
    }

    /** Rows in which a table begins behind other words are parted there. */
    static List<List<Cell>> tables(List<List<Cell>> rows) {
        List<List<Cell>> parted = new ArrayList<>();
        for (List<Cell> all : projects(rows)) {
            List<Cell> row = all;
            int head = behindGoal(row);
            if (head > 0) {
                parted.add(row.subList(0, head));
                row = row.subList(head, row.size());
            }
            int at = -1;
            for (int c = 0; c < row.size() && at < 0; c++) {
                String text = row.get(c).text();
                int begins = text.length() < 8 ? -1 : table(Tape.of(row.get(c)).plain());
                if (begins > 0) {
                    at = c;
                    Tape tape = Tape.of(row.get(c));
                    List<Cell> above = new ArrayList<>(row.subList(0, c));
                    above.add(tape.cell(0, begins));
                    parted.add(above);
                    List<Cell> below = new ArrayList<>();
                    below.add(tape.lines(begins, tape.length()));
                    below.addAll(row.subList(c + 1, row.size()));
                    parted.add(below);
                }
            }
            if (at < 0) {
                parted.add(row);
            }
        }
        return parted;
    }

    /** A run of text with several projects, each of which has a table of its own, is parted before the name of each. */
    private static List<List<Cell>> projects(List<List<Cell>> rows) {
        List<List<Cell>> parted = new ArrayList<>();
        boolean named = false;
        for (List<Cell> row : rows) {
            Cell first = row.isEmpty() ? null : row.get(0);
            boolean here = row.stream().anyMatch(cell -> cell.text().contains(PROJECT));
            boolean before = named;
            named |= here;
            if (row.size() != 1 || first.text().length() < LONG_RUN) {
                parted.add(row);
                continue;
            }
            String text = first.text();
            int from = 0;
            int at = text.indexOf(PROJECT, 1);
            while (at > 0) {
                String part = text.substring(from, at);
                if ((before || part.contains(PROJECT)) && part.contains("满意度") && part.contains("总分")) {
                    parted.add(run(first, part, from > 0));
                    from = at;
                }
                at = text.indexOf(PROJECT, at + PROJECT.length());
            }
            parted.add(from == 0 ? row : run(first, text.substring(from), true));
        }
        return parted;
    }

    /** Whether a cell is a run of text that names a project somewhere. */
    static boolean namesWithin(Cell cell) {
        return cell.text().length() >= LONG_RUN && cell.text().contains(PROJECT);
    }

    /** @param named whether the text begins with the label of a project's name, which then stands in a cell of its own */
    private static List<Cell> run(Cell of, String text, boolean named) {
        return named
                ? List.of(
                        new Cell(PROJECT, of.line(), of.column(), of.place()),
                        new Cell(text.substring(PROJECT.length()), of.line(), of.column() + 1, of.place()))
                : List.of(new Cell(text, of.line(), of.column(), of.place()));
    }

    /** Where in a row that goes on and on the header begins behind the goal; 0 where it does not. */
    private static int behindGoal(List<Cell> row) {
        boolean goal = false;
        for (int c = 0; c + 2 < row.size(); c++) {
            Optional<Field> field = Vocabulary.field(row.get(c).text());
            goal |= field.filter(one -> one == Field.GOAL || one == Field.ACHIEVED)
                    .isPresent();
            boolean titles = field.isEmpty()
                    && Vocabulary.column(row.get(c).text()).isPresent()
                    && Vocabulary.column(row.get(c + 1).text()).isPresent()
                    && Vocabulary.column(row.get(c + 2).text()).isPresent();
            if (goal && titles) {
                return c;
            }
        }
        return 0;
    }

    /**
     * A cell of labels and values as each of them.
     *
     * @param alone whether it is the only one of its row: a table's cells need no cutting
     */
    static List<Cell> labels(Cell cell, boolean alone) {
        if (Vocabulary.field(cell.text()).isPresent() || cell.text().length() < SHORTEST_LABEL + 1) {
            return List.of(cell);
        }
        Tape tape = Tape.of(cell);
        List<Found> found = found(tape);
        if (found.isEmpty() || found.size() == 1 && !single(tape, found.get(0), alone)) {
            return List.of(cell);
        }
        List<Cell> cells = new ArrayList<>();
        int at = 0;
        for (Found label : found) {
            value(tape, at, label.from(), cells);
            cells.add(tape.cell(label.from(), label.to()));
            at = label.to();
        }
        value(tape, at, tape.length(), cells);
        return cells;
    }

    private static void value(Tape tape, int from, int to, List<Cell> cells) {
        int begins = from;
        while (begins < to && ":;,，".indexOf(tape.at(begins)) >= 0) {
            begins++;
        }
        if (begins < to) {
            cells.add(tape.cell(begins, to));
        }
    }

    private static List<Found> found(Tape tape) {
        List<Found> found = new ArrayList<>();
        boolean prose = false;
        for (int at = 0; at < tape.length(); at++) {
            boolean free = tape.gap(at) != Tape.NONE
                    || at == 0
                    || !found.isEmpty() && found.get(found.size() - 1).to() == at;
            Optional<Found> label = at > 0 && prose && !free ? Optional.empty() : label(tape, at, free);
            if (label.isPresent() && !free && !found.isEmpty() && ofTheName(tape, label.get(), found)) {
                continue; // 项目名称学生资助项目主管部门教育厅: the label is found again two characters on.
            }
            if (label.isPresent()) {
                found.add(label.get());
                prose = label.get().field() == Field.GOAL || label.get().field() == Field.ACHIEVED;
                at = label.get().to() - 1;
            } else if (tape.at(at) == '。' || tape.at(at) == ';') {
                prose = true;
            }
        }
        return found;
    }

    /** Whether the first word of a label may be the last of the project's name before it, as names of projects end so. */
    private static boolean ofTheName(Tape tape, Found label, List<Found> found) {
        Found before = found.get(found.size() - 1);
        return before.field() == Field.NAME
                && (label.field() == Field.DEPARTMENT || label.field() == Field.UNIT)
                && label.from() > before.to() + 1
                && tape.starts(label.from(), OF_A_NAME)
                && Vocabulary.field(tape.plain(label.from() + OF_A_NAME.length(), label.to()))
                        .filter(label.field()::equals)
                        .isPresent();
    }

    private static Optional<Found> label(Tape tape, int at, boolean free) {
        for (int length = Math.min(LONGEST_LABEL + 8, tape.length() - at); length >= SHORTEST_LABEL; length--) {
            String word = tape.plain(at, at + length);
            if (word.indexOf(':') >= 0 && word.indexOf(':') < word.length() - 1) {
                continue;
            }
            if (LONG_HINT.matcher(word).find()) {
                continue; // A name's own brackets are no hint within a label.
            }
            Optional<Field> field = Vocabulary.field(word);
            if (!free && tape.widest(at, at + length) != Tape.NONE) {
                continue;
            }
            if (field.isPresent()
                    && OF_A_TITLE
                            .matcher(tape.plain(at + length, Math.min(tape.length(), at + length + 4)))
                            .lookingAt()) {
                continue; // 绩效目标自评表 is the form's own title.
            }
            boolean strong = field.isPresent() && (free || length >= SHORTEST_LABEL && field.get() != Field.GOAL);
            if (strong && !word.matches("(分值|得分|负责人).*")) {
                return Optional.of(new Found(at, at + length, field.get()));
            }
        }
        return Optional.empty();
    }

    /** Whether a single label is one: at the beginning, before what can be its value. */
    private static boolean single(Tape tape, Found label, boolean alone) {
        String rest = tape.plain(label.to(), tape.length()).replaceFirst("^[:]", "");
        boolean funds = switch (label.field()) {
            case TOTAL, TREASURY, CARRIED_OVER, OTHER -> rest.matches("\\d[\\d,.]*[万亿]?元?");
            default -> false;
        };
        if (funds && tape.gap(label.from()) != Tape.NONE) {
            return true;
        }
        if (!alone || label.from() != 0 || rest.isEmpty()) {
            return false;
        }
        return switch (label.field()) {
            case NAME, PASSED -> true;
            case UNIT, DEPARTMENT, WHOLE -> INSTITUTION.matcher(rest).matches() || tape.gap(label.to()) != Tape.NONE;
            case TOTAL, TREASURY, CARRIED_OVER, OTHER -> rest.matches("\\d.*");
            case FROM, TO -> rest.matches("20\\d\\d.*");
            case GOAL, ACHIEVED -> rest.length() > 6;
            case NATURE, CATEGORY -> rest.length() <= 12;
        };
    }
}

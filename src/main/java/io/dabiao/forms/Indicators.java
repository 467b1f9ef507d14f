package io.dabiao.forms;

import io.dabiao.forms.Vocabulary.Column;
import io.dabiao.forms.Vocabulary.Level;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The indicators of a table while they are read: levels carry on until another is printed. Not safe for use by several threads. */
final class Indicators {

    /** What a template hints at behind an indicator's name: (≥**%). */
    private static final Pattern HINT =
            Pattern.compile("\\s*[(（]?\\s*[≥≤<>=＞＜]{1,2}\\s*\\*{1,4}\\s*([^()（）*]{0,8}?)\\s*[)）]?[。.;；]?$");

    private static final Pattern OF_A_REPORT = Pattern.compile("自评|评价|存在的?问题|改进|情况$|是否|步骤|方法|下载|来源|说明|意见|公开|附件|建议");

    /** Rows without a level before the first, which may be cut off from it. */
    private static final int MOST_ABOVE = 5;

    /** A text in a target's place that ends as names do and is as long as they are may be one. */
    private static final int SHORTEST_OTHER = 8;

    private static final int LONGEST_NAME = 60;
    private static final int FEWEST_NAMES = 4;
    private static final Pattern TITLE_BEHIND = Pattern.compile("\\s+(指标值|目标值|备注)$");
    /** Shorter words in a table are rather a part of a heading. */
    private static final int SHORTEST_UNTOLD = 4;

    /** How a name does not begin, but the rest of one that was torn. */
    private static final Pattern BEGINS_WITHIN =
            Pattern.compile("^[的及和与或、,，;；。.)%]|^(率|数|量|度)[\\u4e00-\\u9fff]?$|^(以及|并且)");

    /** Ways to write a share of the whole. */
    private static final Pattern SHARE = Pattern.compile("(%|百分比|百分点|比例|个百分点|％){2}");

    private static final Pattern LEVEL_WITHIN = Pattern.compile("(产出|效益|满意度|成本|数量|质量|时效|影响)指标");
    /** Days from 1900 on, as a worksheet stores dates of 2009 to 2064; a column of days that lost its format prints them. */
    private static final Pattern SERIAL = Pattern.compile("[45]\\d{4}");

    private static final LocalDate SERIALS_FROM = LocalDate.of(1899, 12, 30);
    private static final Pattern OF_A_DAY = Pattern.compile(".*(时间|日期|时限|期限)");
    /** The only second level of satisfaction. */
    static final String OF_WHOM = "服务对象满意度指标";

    private final List<Form.FormRow> rows = new ArrayList<>();
    private final List<Form.Unread> unread = new ArrayList<>();
    private final Set<String> doubts = new LinkedHashSet<>();
    /** Cells that stand in a row, are listed, or say nothing of an indicator. */
    private final Set<Cell> told = Collections.newSetFromMap(new IdentityHashMap<>());

    private final List<Form.Unread> dropped = new ArrayList<>();
    private String first = "";
    private String second = "";
    /** The first level that was printed last. */
    private String printedFirst = "";

    /** Whether no indicator stands below it yet. */
    private boolean justPrinted;

    private String slip = "";
    /** What is doubtful of the next row; empty where nothing is. */
    private String pending = "";
    /** What is doubtful of every row of this level; empty where nothing is. */
    private String moved = "";

    private boolean actuals;
    private boolean periods;
    private boolean headed;

    List<Form.FormRow> rows() {
        return List.copyOf(rows);
    }

    List<Form.Unread> unread() {
        return List.copyOf(unread);
    }

    /** Of the table as a whole. */
    List<String> doubts() {
        return List.copyOf(doubts);
    }

    void doubt(String what) {
        doubts.add(what);
    }

    boolean withActuals() {
        return actuals;
    }

    void withActuals(boolean there) {
        actuals |= there;
    }

    /** Whether the table has two periods side by side, which only its columns tell apart. */
    boolean periods() {
        return periods;
    }

    void twoPeriods() {
        periods = true;
    }

    /** Whether there is a header. */
    boolean headed() {
        return headed;
    }

    void underAHeader() {
        headed = true;
    }

    String first() {
        return first;
    }

    void second(String level) {
        second = level;
    }

    void slip(String word) {
        slip = word;
    }

    void pending(String what) {
        pending = what;
    }

    boolean empty() {
        return rows.isEmpty();
    }

    /**
     * 成本指标 is a second level below 产出 in older forms and a first one in newer: what follows tells which.
     *
     * @param whole whether it is written out with its 指标
     * @param next the level printed right behind it
     * @return whether a second level was named
     */
    boolean enter(Level level, boolean whole, Optional<Level> next) {
        if (level.second().isPresent()) {
            boolean elsewhere = !printedFirst.isEmpty() && !printedFirst.equals(level.first());
            boolean costs = elsewhere && justPrinted && level.first().equals(Vocabulary.COST);
            first = costs ? printedFirst : level.first();
            second = level.second().get();
            if (costs) {
                // 产出指标 and, right beside it, 经济成本指标: as it is printed.
                moved = "“" + second + "”印在“" + printedFirst + "”之下，请核对";
                return true;
            }
            boolean out = first.equals(Vocabulary.SATISFACTION)
                    || first.equals(Vocabulary.BENEFIT) && printedFirst.equals(Vocabulary.OUTPUT);
            moved = elsewhere && out ? moved(second) : "";
            return true;
        }
        boolean opensCosts = next.map(after ->
                        after.first().equals(Vocabulary.COST) && after.second().isPresent())
                .orElse(false);
        if (level.first().equals(Vocabulary.COST) && first.equals(Vocabulary.OUTPUT) && !opensCosts) {
            second = Vocabulary.COST;
            moved = "";
            return true;
        }
        boolean below = !whole
                && next.isEmpty()
                && printedFirst.equals(Vocabulary.BENEFIT)
                && level.first().equals(Vocabulary.SATISFACTION);
        first = level.first().equals(Vocabulary.SATISFACTION) ? Vocabulary.SATISFACTION : first;
        moved = below ? moved("满意度") : "";
        if (level.first().equals(Vocabulary.SATISFACTION)) {
            second = OF_WHOM;
        } else if (!first.equals(level.first())) {
            first = level.first();
            second = level.first().equals(Vocabulary.COST) ? Vocabulary.COST : "";
        }
        printedFirst = below ? printedFirst : level.first();
        justPrinted = !below;
        return false;
    }

    /** Of a level that stands below another first level than in the ministry's template. */
    private String moved(String word) {
        return "“" + word + "”印在“" + printedFirst + "”之下，已按模板归入“" + first + "”";
    }

    /** Of a cell that needs not be listed. */
    void told(Cell cell) {
        told.add(cell);
    }

    /** Of the cells of a row that are not among those which are read. */
    void toldBut(List<Cell> all, List<Cell> read) {
        Set<Cell> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        kept.addAll(read);
        all.stream().filter(cell -> !kept.contains(cell)).forEach(told::add);
    }

    /** The cells of a row that stand in no indicator and were not passed over for a reason: what they promise may not be lost. */
    void untold(List<Cell> row) {
        for (Cell cell : row) {
            if (!told.contains(cell) && tells(cell.text())) {
                dropped.add(
                        new Form.Unread(cell.line(), cell.place(), cell.text().strip(), "未列入任何一项指标"));
            }
        }
    }

    private static boolean tells(String text) {
        return !Vocabulary.noise(text)
                && Vocabulary.level(text).isEmpty()
                && Vocabulary.column(text).isEmpty()
                && !Vocabulary.pageNumber(text)
                && !Vocabulary.footer(text)
                && (TargetCell.likeness(text) != TargetCell.Likeness.NONE
                        || Vocabulary.plain(text).length() >= SHORTEST_UNTOLD);
    }

    /** Lists what was dropped. */
    void settle() {
        unread.addAll(dropped);
        dropped.clear();
    }

    /** A number before a level or a name is neither, and the like. */
    void unread(List<Cell> cells, String reason) {
        told.addAll(cells);
        List<String> texts = cells.stream().map(cell -> cell.text().strip()).toList();
        unread.add(new Form.Unread(cells.get(0).line(), cells.get(0).place(), String.join(" | ", texts), reason));
    }

    /** A target without a name completes the row before where that one has none, and is listed otherwise. */
    void orphan(List<Cell> rest) {
        Form.FormRow last = rows.isEmpty() ? null : rows.get(rows.size() - 1);
        if (last == null || !last.printed().isEmpty() || rest.size() > 1) {
            unread(rest, "有指标值而无指标名称");
            return;
        }
        told.addAll(rest);
        TargetCell target = TargetCell.of(rest.get(0).text());
        List<String> all = new ArrayList<>(target.doubts());
        all.add("指标值印在下一行（" + rest.get(0).place() + "）");
        rows.set(
                rows.size() - 1,
                new Form.FormRow(
                        last.level1(),
                        last.level2(),
                        last.name(),
                        target.operator(),
                        target.value(),
                        target.unit(),
                        target.printed(),
                        last.actual(),
                        last.points(),
                        all,
                        last.line(),
                        last.place()));
    }

    /** What stands before the first level without a target is no indicator, where there are levels; it is listed. */
    void strays() {
        int levelled = 0;
        while (levelled < rows.size() && rows.get(levelled).level1().isEmpty()) {
            levelled++;
        }
        boolean namesOnly = rows.stream().allMatch(row -> row.value().isEmpty());
        if (levelled == rows.size() || namesOnly) {
            return;
        }
        long promised = rows.subList(0, levelled).stream()
                .filter(row -> !row.operator().isEmpty()
                        || !row.unit().isEmpty() && !row.unit().equals("分"))
                .count();
        // Above a torn table stand funds, dates and goals; where a table's beginning is lost, most of its rows compare
        // or count.
        boolean above = levelled > MOST_ABOVE && promised * 3 < levelled;
        for (int r = levelled - 1; r >= 0; r--) {
            Form.FormRow row = rows.get(r);
            if (row.value().isEmpty() && row.actual().isEmpty()) {
                unread.add(0, new Form.Unread(row.line(), row.place(), row.name(), "指标级别之前的文字，没有指标值"));
                rows.remove(r);
            } else if (above) {
                String text = row.name() + " | " + row.printed()
                        + row.actual().map(actual -> " | " + actual).orElse("");
                unread.add(0, new Form.Unread(row.line(), row.place(), text, "指标级别之前的文字，未按指标读取"));
                rows.remove(r);
            }
        }
    }

    /** Behind the last indicator stand headings and sentences of a report; what has neither number nor promise there is listed. */
    void trailing() {
        int end = rows.size();
        while (end > 1
                        && prose(rows.get(end - 1))
                        && TargetCell.likeness(rows.get(end - 2).printed()) != TargetCell.Likeness.NONE
                || end > 2 && prose(rows.get(end - 1)) && prose(rows.get(end - 2))) {
            end--;
            Form.FormRow row = rows.remove(end);
            String text = row.printed().isEmpty() ? row.name() : row.name() + " | " + row.printed();
            unread.add(new Form.Unread(row.line(), row.place(), text, "表尾的文字，未按指标读取"));
        }
    }

    private static boolean prose(Form.FormRow row) {
        return row.level1().equals(Vocabulary.SATISFACTION)
                && row.actual().isEmpty()
                && TargetCell.likeness(row.printed()) == TargetCell.Likeness.NONE
                && (OF_A_REPORT.matcher(Vocabulary.plain(row.name())).find()
                        || row.printed().indexOf('。') > 0
                        || Vocabulary.footer(row.name()));
    }

    /**
     * In a table of names alone, what stands in a target's place without being one is another indicator's name: each gets a row of its own.
     */
    void namesAlone() {
        long without = rows.stream().filter(row -> row.value().isEmpty()).count();
        if (without < FEWEST_NAMES || without * 3 < rows.size() * 2L) {
            return;
        }
        for (int r = rows.size() - 1; r >= 0; r--) {
            Form.FormRow row = rows.get(r);
            if (!row.value().isEmpty()
                    && row.actual().isEmpty()
                    && TargetCell.likeness(row.printed()) == TargetCell.Likeness.NONE) {
                String other = TITLE_BEHIND.matcher(row.printed()).replaceFirst("");
                List<String> doubts = new ArrayList<>(TargetCell.NOTHING.doubts());
                doubts.add("“" + row.name() + "”与“" + other + "”按两项指标读取，请核对");
                rows.set(r, named(row, row.name(), doubts));
                rows.add(r + 1, named(row, other, doubts));
            }
        }
    }

    private static Form.FormRow named(Form.FormRow row, String name, List<String> doubts) {
        return new Form.FormRow(
                row.level1(),
                row.level2(),
                name,
                "",
                "",
                "",
                "",
                Optional.empty(),
                row.points(),
                doubts,
                row.line(),
                row.place());
    }

    /** Where most rows say what was reached, one that does not may have lost it. */
    void actualsMissing() {
        long there = rows.stream().filter(row -> row.actual().isPresent()).count();
        if (there * 2 <= rows.size() || there < 2) {
            return;
        }
        rows.replaceAll(row -> row.actual().isPresent() ? row : doubted(row, "其他各行有实际完成值，本行没有，请核对"));
    }

    private static Form.FormRow doubted(Form.FormRow row, String doubt) {
        List<String> all = new ArrayList<>(row.doubts());
        all.add(doubt);
        return new Form.FormRow(
                row.level1(),
                row.level2(),
                row.name(),
                row.operator(),
                row.value(),
                row.unit(),
                row.printed(),
                row.actual(),
                row.points(),
                all,
                row.line(),
                row.place());
    }

    void add(Cell name, Map<Column, Cell> printed, List<String> more) {
        if (!printed.containsKey(Column.TARGET)
                && name.text().length() > LONGEST_NAME
                && levelsWithin(name.text()) > 1) {
            unread(List.of(name), "几个指标级别连写在一起，没有指标值");
            return;
        }
        told.add(name);
        told.addAll(printed.values());
        String whole = name(name.text());
        Matcher hint = HINT.matcher(whole);
        boolean hinted = hint.find() && hint.start() > 1;
        String bare = hinted ? whole.substring(0, hint.start()).strip() : whole;
        Map<Column, Cell> cells = hinted ? withUnit(printed, hint.group(1).strip(), name) : printed;
        TargetCell target = cells.containsKey(Column.TARGET)
                ? TargetCell.of(
                        text(cells, Column.OPERATOR), text(cells, Column.TARGET), text(cells, Column.MEASURE_UNIT))
                : TargetCell.NOTHING;
        List<String> all = new ArrayList<>(target.doubts());
        all.addAll(more);
        doubtsOfTarget(target, all);
        doubtsOfName(bare, target, all);
        otherUnit(target, text(cells, Column.ACTUAL)).ifPresent(all::add);
        doubtsAbove(all);
        if (cells.containsKey(Column.REMARK)
                && TargetCell.compares(cells.get(Column.REMARK).text())) {
            unread(List.of(cells.get(Column.REMARK)), name.text().strip() + "：备注栏中的指标值");
            all.add("备注栏中另有指标值，请核对");
        }
        doubtsOfLevel(all);
        justPrinted = false;
        rows.add(new Form.FormRow(
                first,
                second,
                bare,
                target.operator(),
                target.value(),
                target.unit(),
                target.printed(),
                Optional.ofNullable(cells.get(Column.ACTUAL))
                        .map(cell -> cell.text().strip())
                        .filter(text -> !Vocabulary.plain(text).isEmpty()),
                points(cells),
                all,
                name.line(),
                name.place()));
    }

    /** The unit that a template hints at, where a number stands without one. */
    private static Map<Column, Cell> withUnit(Map<Column, Cell> printed, String unit, Cell name) {
        if (unit.isEmpty()
                || !printed.containsKey(Column.TARGET)
                || !TargetCell.number(text(printed, Column.TARGET))
                || printed.containsKey(Column.MEASURE_UNIT)) {
            return printed;
        }
        Map<Column, Cell> cells = new EnumMap<>(printed);
        cells.put(Column.MEASURE_UNIT, new Cell(unit, name.line(), name.column(), name.place()));
        return cells;
    }

    private static Optional<BigDecimal> points(Map<Column, Cell> cells) {
        return Optional.ofNullable(cells.get(Column.POINTS))
                .map(cell -> Vocabulary.plain(cell.text()).replaceAll("[,，分%]", ""))
                .filter(text -> text.matches("\\d{1,9}(\\.\\d{1,9})?"))
                .map(BigDecimal::new);
    }

    private void doubtsOfTarget(TargetCell target, List<String> all) {
        if (target.value().isEmpty() || TargetCell.likeness(target.printed()) != TargetCell.Likeness.NONE) {
            return;
        }
        all.add("“" + target.printed() + "”不是常见的指标值表述，按文字指标读取");
        String words = Vocabulary.plain(target.printed());
        if (words.length() >= SHORTEST_OTHER && Vocabulary.words().namelike(words)) {
            doubt("“" + target.printed() + "”可能是另一项指标的名称，请核对");
        }
    }

    private static void doubtsOfName(String bare, TargetCell target, List<String> all) {
        String plain = Vocabulary.plain(bare);
        if (bare.endsWith("%") || bare.endsWith("％")) {
            all.add("名称以“%”结尾，可能是识别错误，请核对");
        }
        if (SERIAL.matcher(target.value()).matches()
                && target.unit().isEmpty()
                && OF_A_DAY.matcher(plain).matches()) {
            all.add("“" + target.printed() + "”可能是表格软件存成数字的日期（" + SERIALS_FROM.plusDays(Long.parseLong(target.value()))
                    + "），请核对");
        }
        if (BEGINS_WITHIN.matcher(plain).find()
                || !balanced(plain)
                || TargetCell.likeness(bare) == TargetCell.Likeness.CERTAIN) {
            all.add("名称可能不完整，请与原文核对");
        }
    }

    /** What the rows above left for this one to say. */
    private void doubtsAbove(List<String> all) {
        if (!slip.isEmpty()) {
            all.add("“" + slip + "”疑为识别错误，按二级指标读作“" + first + "”");
            slip = "";
        }
        if (!pending.isEmpty()) {
            all.add(pending);
            pending = "";
        }
        if (!moved.isEmpty()) {
            all.add(moved);
        }
    }

    private void doubtsOfLevel(List<String> all) {
        if (Vocabulary.ofManagement(first)) {
            all.add("“" + first + "”考核的是管理，不是申报表的指标级别，请删去本行或改定级别");
        }
        if (first.isEmpty()) {
            all.add("未印指标级别");
        } else if (second.isEmpty()) {
            all.add("“" + first + "”之下未印二级指标");
        }
    }

    /** What was reached is counted in the target's unit, or in a part or a multiple of it that says so. */
    private static Optional<String> otherUnit(TargetCell target, String actual) {
        if (target.unit().isEmpty() || actual.isBlank() || TargetCell.likeness(actual) != TargetCell.Likeness.CERTAIN) {
            return Optional.empty();
        }
        String unit = TargetCell.of(actual).unit();
        String one = Vocabulary.plain(target.unit());
        String other = Vocabulary.plain(unit);
        boolean same = other.isEmpty()
                || one.contains(other)
                || other.contains(one)
                || SHARE.matcher(one + other).matches();
        return same
                ? Optional.empty()
                : Optional.of("实际完成值“" + actual.strip() + "”的单位与指标值的“" + target.unit() + "”不同，请核对");
    }

    private static boolean balanced(String plain) {
        int open = 0;
        for (int i = 0; i < plain.length(); i++) {
            open += plain.charAt(i) == '(' ? 1 : plain.charAt(i) == ')' ? -1 : 0;
            if (open < 0) {
                return false;
            }
        }
        return open == 0;
    }

    private static int levelsWithin(String text) {
        Matcher level = LEVEL_WITHIN.matcher(Vocabulary.plain(text));
        int found = 0;
        while (level.find()) {
            found++;
        }
        return found;
    }

    private static String name(String text) {
        return Vocabulary.unnumbered(text.strip())
                .replaceAll("\\s*[\\r\\n]+\\s*", "")
                .replaceFirst("^[★☆*▲●■◆]+\\s*", "")
                .replaceFirst("[:：,，;；]$", "");
    }

    private static String text(Map<Column, Cell> cells, Column column) {
        return cells.containsKey(column) ? cells.get(column).text() : "";
    }
}

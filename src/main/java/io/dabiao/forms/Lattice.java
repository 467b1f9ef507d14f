package io.dabiao.forms;

import io.dabiao.budget.Allowance;
import io.dabiao.forms.Vocabulary.Column;
import io.dabiao.forms.Vocabulary.Level;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table read by what its words mean, whatever parts them: of all ways to cut its text into levels, names, targets and the other columns
 * of its header the one that is worth most. Edges of cells are worth much, spaces little, and where nothing stands between two words a
 * level, a sign or a unit has to.
 */
final class Lattice {

    private static final int MOST_CHARACTERS = 40_000;
    private static final int LONGEST_NAME = 90;
    private static final int LONGEST_TARGET = 60;
    private static final int LONGEST_REMARK = 400;
    private static final int LONGEST_TITLE = 24;
    private static final double IMPOSSIBLE = -1e9;
    /** Gaps a character: less is prose, and tables of cells have more. */
    private static final double FEW_GAPS = 0.065;

    private static final double SOME_GAPS = 0.1;

    private static final String OF =
            "元|人|名|月|年|天|日|次|户|米|公里|平米|平方米|立方米|亩|株|个|所|套|台|件|期|周|季|季度|小时|生|学年|学期|吨|栋|头|只|处|h|hr|mo|s|min";
    private static final Pattern UNIT = Pattern.compile(
            "%|‰|百分比|百分点|比例|分|级|倍|岁|周岁|[十百千万亿]{0,2}(元|人次|人|次|户次|户|个|名|家次|家|件|篇|台套|台次|台|套|辆次|辆|条|座|处|项|场次|场|期|天|日|月|年|周|季度"
                    + "|小时|分钟|秒|毫秒|公里|千米|平方公里|平方米|平米|立方米|米|厘米|毫米|亩|公顷|吨|公斤|千克|斤|头|只|株|棵|份|本|册|批次|批|所|间|栋|根|部|块|张|幅|眼|口|盏|枚|支|人天|课时|学时|村|镇|班|字"
                    + "|个工作日|工作日|㎡|km|KM|m|M|MB|GB|TB|ms|s|h|min|mo)?(/(" + OF + ")(\\.每(天|人|年|月))?)?");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,3}(\\.\\d{1,2})?分?");
    private static final Pattern DATE = Pattern.compile(
            "(20\\d\\d[年.\\-/])?\\d{1,2}([月.\\-/]\\d{0,2}日?)?(月?)(底|末|初|中旬|上旬|下旬)?(前|之前|以前|完成|起)?|20\\d\\d年?(度|底|全年|年底)?(前|完成|内)?"
                    + "|(20\\d\\d[年.\\-/])?\\d{1,2}[月.\\-/]?(\\d{0,2}日?)?[-~—–至到]+(20\\d\\d[年.\\-/])?\\d{1,2}[月.\\-/]?(\\d{0,2}日?)?|\\d+[-~—–至]\\d+[^\\d]{0,4}|全年|年底前|年内|当年");
    private static final Pattern HINT = Pattern.compile("\\([≥≤<>=]{0,2}\\*{1,4}([^()*]{0,8})\\)");
    private static final Pattern ORDINAL = Pattern.compile(
            "(指标|目标)?[0-9①-⑳]{1,2}[:、．]|(指标|目标)\\d{1,2}(?=[^\\d%])|[(][一二三四五六七八九十\\d]{1,2}[)]|[一二三四五六七八九十]{1,3}[、.．]|\\d{1,2}[.](?!\\d)|\\d{1,2}[)]|[①-⑳]");
    private static final Pattern BEHIND_LEVEL = Pattern.compile(
            "等?(\\((权重|分值|共|计)?\\d{1,3}(\\.\\d+)?[分%]?\\)|\\((必填|选填|必选|可选|核心)[^()]{0,8}\\)|\\d{1,3}分)?[:、\\-—】]*");
    private static final Pattern NOTHING = Pattern.compile("[.…·\\-—_/\\\\|【】*]+|-?(定性|定量)");
    private static final Pattern FOOT = Pattern.compile("(总分|合计|总计)\\d.*");
    private static final Pattern OF_A_RULE = Pattern.compile("\\d%|得$|扣$|得\\d|扣\\d");
    private static final Pattern REMARK_BEGINS = Pattern.compile("达到|反映|是指|考察|考核|根据|按照|指");
    private static final Pattern SIGNED = Pattern.compile("20\\d\\d年\\d{1,2}月\\d{1,2}日");
    private static final Pattern NOTES = Pattern.compile("注:|备注:|说明:|填表说明");
    private static final String SEPARATORS = ":,;。、|【】";
    private static final String SIGNS = "≥≤<>=";
    private static final Pattern WORDED =
            Pattern.compile("不低于|不少于|不小于|不得低于|不得少于|至少|不超过|不高于|不多于|不大于|不得超过|大于等于|小于等于|大于|小于|少于|低于|高于|多于|超过|达到");

    /** A column's text. */
    private record Segment(Column column, int from, int to) {}

    /** One step through the text. */
    private sealed interface Item {
        int from();

        int to();

        record Named(int from, int to, Level level, boolean whole) implements Item {}

        record Titles(int from, int to, int known) implements Item {}

        record Row(int from, int to, int name, int nameEnd, List<Segment> segments, String hint, boolean joined)
                implements Item {}

        /** A heading above several indicators, without a target of its own. */
        record Heading(int from, int to) implements Item {}

        record Nothing(int from, int to) implements Item {}

        record Foot(int from, int to) implements Item {}

        record Junk(int from, int to) implements Item {}
    }

    private final Tape tape;
    private final Allowance allowance;
    private final Map<String, Level> labels = new HashMap<>();
    private final int longestLabel;
    private final double[] best;
    private final Item[] by;
    private List<Column> columns = List.of();
    private boolean headed;
    /** Whether rows begin with a number. */
    private boolean numberedRows;
    /** Whether hardly anything parts the words of the text. */
    private final boolean prose;
    /** What it costs to part words where nothing stands between them. */
    private final double cut;
    /** Whether each cell has a row of its own. */
    private final boolean lines;
    /** Whether each indicator has a row of its own. */
    private final boolean rowsApart;
    /** Whether there are edges of cells in most rows, so that spaces part nothing. */
    private final boolean cells;

    /** Level names of the tape by the position where they end and begin: a name ends there. */
    private final boolean[] wholeLevelAt;

    private Lattice(Tape tape, Allowance allowance) {
        this.tape = tape;
        this.allowance = allowance;
        Vocabulary.words().levels().forEach((word, level) -> {
            if (word.indexOf("指标") >= 0 && !word.endsWith("指标等")) {
                return; // Its parts are labels themselves.
            }
            labels.put(word, level);
            if (!word.endsWith("指标")) {
                labels.put(word + "指标", level);
                labels.put(word + "指标等", level);
            }
        });
        longestLabel = labels.keySet().stream().mapToInt(String::length).max().orElse(0);
        best = new double[tape.length() + 1];
        by = new Item[tape.length() + 1];
        wholeLevelAt = new boolean[tape.length() + 1];
        int gaps = 0;
        int rows = 0;
        int edges = 0;
        for (int i = 0; i < tape.length(); i++) {
            gaps += tape.gap(i) != Tape.NONE ? 1 : 0;
            edges += tape.gap(i) >= Tape.CELL ? 1 : 0;
            rows += tape.gap(i) == Tape.ROW ? 1 : 0;
        }
        double density = gaps / (double) Math.max(1, tape.length());
        prose = density < FEW_GAPS;
        cut = prose ? 0 : density < SOME_GAPS ? -3 : -7;
        lines = rows > 0.85 * edges && tape.length() < 14 * rows;
        long ends = tape.plain().chars().filter(c -> c == ';' || c == '。').count();
        rowsApart = !lines && rows > 3 && tape.length() < 120 * rows && 2 * ends < rows;
        cells = edges > 2.5 * rows;
    }

    /** Empty where there is too much text for it. */
    static Optional<Indicators> read(List<List<Cell>> table, Allowance allowance) {
        Tape tape = new Tape(table);
        if (tape.length() == 0 || tape.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        return Optional.of(new Lattice(tape, allowance).read());
    }

    private Indicators read() {
        Indicators indicators = new Indicators();
        for (int i = 0; i < tape.length(); i++) {
            allowance.step();
            wholeLevelAt[i] = level(i, true).isPresent();
        }
        header(indicators);
        java.util.Arrays.fill(best, IMPOSSIBLE);
        best[0] = 0;
        for (int i = 0; i < tape.length(); i++) {
            if (best[i] > IMPOSSIBLE) {
                allowance.check();
                from(i);
            }
        }
        LinkedList<Item> path = new LinkedList<>();
        for (int at = tape.length(); at > 0; at = by[at].from()) {
            path.addFirst(by[at]);
        }
        told(path, indicators);
        return indicators;
    }

    private void offer(Item item, double worth) {
        double total = best[item.from()] + worth;
        if (total > best[item.to()]) {
            best[item.to()] = total;
            by[item.to()] = item;
        }
    }

    private void from(int i) {
        if (SEPARATORS.indexOf(tape.at(i)) >= 0) {
            offer(new Item.Nothing(i, i + 1), 0);
        }
        level(i, false).ifPresent(level -> offer(level, levelWorth(level)));
        titles(i).ifPresent(titles -> offer(titles, 6.0 * titles.known()));
        Matcher ordinal = ORDINAL.matcher(tape.plain(i, Math.min(tape.length(), i + 8)));
        int start = i;
        if (ordinal.lookingAt()) {
            start = i + ordinal.end();
            if (start < tape.length()) {
                offer(new Item.Nothing(i, start), tape.gap(start) >= Tape.SPACE || wholeLevelAt[start] ? -0.2 : -1);
            } else {
                offer(new Item.Nothing(i, start), 0);
            }
        }
        if (numberedRows && tape.gap(i) == Tape.ROW && Character.isDigit(tape.at(i))) {
            int end = next(i, i + 5, Tape.SPACE);
            if (tape.plain(i, end).matches("\\d{1,3}")) {
                offer(new Item.Nothing(i, end), 1);
            }
        }
        nothing(i);
        foot(i);
        heading(i);
        junk(i);
        if (start < tape.length()) {
            row(i, start, start > i);
        }
    }

    /** The longest level name here; of those that are written out with their 指标 where only they are asked for. */
    private Optional<Item.Named> level(int i, boolean wholeOnly) {
        for (int length = Math.min(longestLabel, tape.length() - i); length >= 2; length--) {
            String word = tape.plain(i, i + length);
            Level level = labels.get(word);
            if (level == null || wholeOnly && !word.endsWith("指标") && !word.endsWith("指标等")) {
                continue;
            }
            boolean whole = word.endsWith("指标") || word.endsWith("指标等");
            int end = i + length;
            int cut = end - 2;
            if (whole && tape.gap(cut) != Tape.NONE && numbered(end)) {
                continue; // 质量 and, below it, 指标1:
            }
            Matcher behind = BEHIND_LEVEL.matcher(tape.plain(end, Math.min(tape.length(), end + 16)));
            int to = behind.lookingAt() ? end + behind.end() : end;
            if (!whole && to < tape.length() && to == end && tape.gap(to) == Tape.NONE) {
                continue;
            }
            return Optional.of(new Item.Named(i, to, level, whole));
        }
        return Optional.empty();
    }

    private boolean numbered(int at) {
        return at + 1 < tape.length() && Character.isDigit(tape.at(at)) && ":、.".indexOf(tape.at(at + 1)) >= 0;
    }

    private double levelWorth(Item.Named level) {
        boolean bounded = tape.gap(level.from()) >= Tape.SPACE
                || level.from() == 0
                || SEPARATORS.indexOf(tape.at(level.from() - 1)) >= 0
                || by[level.from()] instanceof Item.Named;
        int inside = tape.widest(level.from(), level.to());
        double worth = level.whole() ? 12 : bounded ? 5 : -4;
        return worth - (inside >= Tape.LINE && level.to() - level.from() > 12 ? 3 : 0);
    }

    private Optional<Item.Titles> titles(int i) {
        int at = i;
        int known = 0;
        Set<Column> seen = EnumSet.noneOf(Column.class);
        while (at < tape.length()) {
            int next = title(at, seen);
            if (next < 0) {
                int noise = noise(at);
                if (noise < 0 || known == 0 && tape.gap(at) == Tape.NONE && at > 0) {
                    break;
                }
                at = noise;
                continue;
            }
            known++;
            at = next;
        }
        boolean tells = seen.contains(Column.NAME) || seen.contains(Column.LEVEL2);
        return known >= 3 || known == 2 && tells ? Optional.of(new Item.Titles(i, at, known)) : Optional.empty();
    }

    private int title(int at, Set<Column> seen) {
        for (int length = Math.min(LONGEST_TITLE, tape.length() - at); length >= 2; length--) {
            Optional<Column> column = Vocabulary.column(tape.plain(at, at + length));
            if (column.isPresent()
                    && (length > 2
                            || tape.gap(at + length) != Tape.NONE
                            || title(at + length, EnumSet.noneOf(Column.class)) > 0
                            || wholeLevelAt[Math.min(tape.length(), at + length)])) {
                seen.add(column.get());
                return at + length;
            }
        }
        return -1;
    }

    private int noise(int at) {
        for (int length = Math.min(12, tape.length() - at); length >= 1; length--) {
            if (Vocabulary.noise(tape.plain(at, at + length))) {
                return at + length;
            }
        }
        return -1;
    }

    /** The columns behind the name, of the first header there is. */
    private void header(Indicators indicators) {
        for (int i = 0; i < tape.length(); i++) {
            allowance.step();
            Optional<Item.Titles> titles = titles(i);
            if (titles.isPresent()) {
                List<Header.Title> all = new ArrayList<>();
                int at = i;
                while (at < titles.get().to()) {
                    Set<Column> seen = EnumSet.noneOf(Column.class);
                    int next = title(at, seen);
                    if (next > 0) {
                        all.add(new Header.Title(seen.iterator().next(), all.size()));
                        at = next;
                    } else {
                        at = noise(at);
                    }
                }
                Header.settle(all);
                List<Column> ordered =
                        Header.inOrder(all.stream().map(Header.Title::column).toList());
                int name = ordered.lastIndexOf(Column.NAME);
                columns = new ArrayList<>(ordered.subList(name + 1, ordered.size()));
                columns.removeIf(column -> column == Column.LEVEL1 || column == Column.LEVEL2);
                headed = true;
                numberedRows = ordered.get(0) == Column.PASSED;
                break;
            }
        }
        if (!columns.contains(Column.TARGET)) {
            columns = new ArrayList<>(columns);
            columns.add(0, Column.TARGET);
            if (!headed) {
                columns = List.of(
                        Column.OPERATOR,
                        Column.TARGET,
                        Column.MEASURE_UNIT,
                        Column.ACTUAL,
                        Column.POINTS,
                        Column.SCORE);
            }
        }
        indicators.withActuals(headed && columns.contains(Column.ACTUAL));
    }

    private void nothing(int i) {
        for (int length = Math.min(12, tape.length() - i); length >= 1; length--) {
            String text = tape.plain(i, i + length);
            boolean ends = tape.gap(i + length) != Tape.NONE || wholeLevelAt[Math.min(tape.length(), i + length)];
            if (ends && (Vocabulary.noise(text) || NOTHING.matcher(text).matches())) {
                offer(new Item.Nothing(i, i + length), Vocabulary.noise(text) ? 0.5 : 0);
                return;
            }
        }
        if (tape.at(i) == '(' && tape.gap(i) != Tape.NONE) {
            Matcher points = Pattern.compile("\\((\\d{1,3}分|\\d{1,3})\\)")
                    .matcher(tape.plain(i, Math.min(tape.length(), i + 7)));
            if (points.lookingAt()) {
                offer(new Item.Nothing(i, i + points.end()), 0.5);
            }
        }
    }

    private void foot(int i) {
        if (by[i] instanceof Item.Junk && tape.gap(i) == Tape.NONE) {
            return;
        }
        if (tape.gap(i) == Tape.ROW) {
            int line = next(i, i + 80, Tape.ROW);
            if (Vocabulary.pageNumber(tape.plain(i, line))) {
                offer(new Item.Nothing(i, line), 1);
            }
            int after = line < tape.length() ? next(line, line + 30, Tape.ROW) : line;
            if (SIGNED.matcher(tape.plain(line, after)).matches()) {
                offer(new Item.Foot(i, after), 25);
            }
        }
        int end = next(i, i + 60, Tape.SPACE);
        String text = tape.plain(i, end);
        Matcher begins = FOOT.matcher(text);
        int colon = text.indexOf(':');
        boolean foot = begins.lookingAt()
                || Vocabulary.footer(text)
                || colon > 0 && Vocabulary.footer(text.substring(0, colon + 1));
        if (foot) {
            boolean notes = NOTES.matcher(text).lookingAt();
            int to = i + 1;
            while (to < tape.length()
                    && (notes || !wholeLevelAt[to] || tape.gap(to) < Tape.CELL)
                    && !(tape.gap(to) >= Tape.CELL && titles(to).isPresent())
                    && !NOTES.matcher(tape.plain(to, Math.min(tape.length(), to + 4)))
                            .lookingAt()) {
                to++;
            }
            offer(new Item.Foot(i, to), notes ? 30 : 4);
        }
    }

    private void heading(int i) {
        boolean marked = tape.at(i) == '★' || tape.at(i) == '☆';
        if (!marked && !(prose && by[i] instanceof Item.Named && letter(tape.at(i)))) {
            return;
        }
        int end = i + 1;
        while (end < tape.length() && tape.gap(end) == Tape.NONE && ",;。".indexOf(tape.at(end)) < 0) {
            end++;
        }
        while (end < tape.length() && tape.gap(end) != Tape.NONE) {
            int to = next(end, end + 8, Tape.SPACE);
            if (!NUMBER.matcher(tape.plain(end, to)).matches()) {
                break;
            }
            end = to;
        }
        String text = tape.plain(i, end);
        if (marked) {
            offer(new Item.Heading(i, end), Character.isDigit(text.charAt(text.length() - 1)) ? 9 : -0.5);
        } else if (end < tape.length()
                && tape.at(end) == ','
                && Vocabulary.words().namelike(text)) {
            offer(new Item.Heading(i, end), -1.5);
        }
    }

    private void junk(int i) {
        int end = i + 1;
        while (end < tape.length()
                && tape.gap(end) == Tape.NONE
                && !wholeLevelAt[end]
                && SEPARATORS.indexOf(tape.at(end)) < 0) {
            end++;
        }
        offer(new Item.Junk(i, end), -5 - Math.min(7, 0.1 * (end - i)));
    }

    /** The next gap of a width behind a position. */
    private int next(int from, int most, int width) {
        int end = from + 1;
        while (end < Math.min(tape.length(), most) && tape.gap(end) < width) {
            end++;
        }
        return end;
    }

    private void row(int from, int name, boolean numbered) {
        if (wholeLevelAt[name]
                || !letter(tape.at(name))
                        && "★☆“《(\"".indexOf(tape.at(name)) < 0
                        && !Character.isDigit(tape.at(name))) {
            return;
        }
        double crossed = 0;
        for (int end = name + 1; end <= Math.min(tape.length(), name + LONGEST_NAME); end++) {
            boolean last = end == tape.length();
            int gap = tape.gap(end);
            if (!last && end > name + 1 && wholeLevelAt[end] && gap != Tape.NONE) {
                ends(from, name, end, crossed, numbered);
                return;
            }
            if (last || gap != Tape.NONE || columnMayBegin(end)) {
                ends(from, name, end, crossed, numbered);
            }
            if (last) {
                return;
            }
            crossed += crossing(gap, end);
            if (crossed < -14
                    || SEPARATORS.indexOf(tape.at(end)) >= 0 && ";。".indexOf(tape.at(end)) >= 0
                    || wholeLevelAt[end]) {
                return;
            }
        }
    }

    private static boolean letter(char c) {
        return Character.isLetter(c);
    }

    private double crossing(int gap, int at) {
        boolean latin = tape.at(at) < 0x250 && tape.at(at - 1) < 0x250;
        return switch (gap) {
            case Tape.NONE -> 0;
            case Tape.SPACE -> latin ? -0.1 : -1.5;
            case Tape.LINE -> -1.5;
            default -> -9;
        };
    }

    /** Where nothing parts a name from what follows it, a sign, a number, a bracket or a word has to. */
    private boolean columnMayBegin(int at) {
        char c = tape.at(at);
        if (prose
                && headed
                && columns.get(0) == Column.REMARK
                && REMARK_BEGINS
                        .matcher(tape.plain(at, Math.min(tape.length(), at + 2)))
                        .lookingAt()) {
            return true;
        }
        if (Character.isDigit(c) || SIGNS.indexOf(c) >= 0 || c == '(' || c == ':') {
            return true;
        }
        String rest = tape.plain(at, Math.min(tape.length(), at + 24));
        if (WORDED.matcher(rest).lookingAt() && rest.matches("(?s)\\D{2,4}\\d.*")) {
            return true;
        }
        return wordsAt(at) > 0 || wordsBefore(at) > 0;
    }

    /** Where words of promise end that a remark follows, with nothing between them; −1 where there are none. */
    private int wordsBefore(int at) {
        if (!headed || cells || !columns.contains(Column.REMARK) || columns.get(0) != Column.TARGET) {
            return -1;
        }
        for (int length = Math.min(8, tape.length() - at); length >= 4; length--) {
            String text = tape.plain(at, at + length);
            if (tape.widest(at, at + length) == Tape.NONE && TargetCell.promised(text)) {
                return at + length;
            }
        }
        return -1;
    }

    /** Where words of promise that begin here end: at a gap, a separator or a level; −1 where they do not. */
    private int wordsAt(int at) {
        int end = at;
        while (end < tape.length()
                && end - at < 16
                && (end == at || tape.gap(end) == Tape.NONE && !wholeLevelAt[end] && !Character.isDigit(tape.at(end)))
                && SEPARATORS.indexOf(tape.at(end)) < 0) {
            end++;
        }
        return end > at + 1 && TargetCell.promised(tape.plain(at, end)) ? end : -1;
    }

    private void ends(int from, int name, int end, double crossed, boolean numbered) {
        String text = tape.plain(name, end);
        double worth = nameWorth(text, end) + crossed + (numbered ? 1 : begun(from));
        boolean mid = end < tape.length()
                && Character.isDigit(tape.at(end))
                && Character.isDigit(tape.at(end - 1))
                && tape.gap(end) == Tape.NONE;
        if (worth < -8 || mid) {
            return;
        }
        int at = end;
        String hint = "";
        Matcher hinted = HINT.matcher(tape.plain(at, Math.min(tape.length(), at + 20)));
        if (hinted.lookingAt()) {
            hint = hinted.group(1);
            at += hinted.end();
            worth += 2;
        }
        if (at < tape.length() && tape.at(at) == ':') {
            at++;
        }
        fill(new Filling(from, name, end, hint, numbered, worth), at, 0, new ArrayList<>(), 0);
    }

    private double nameWorth(String text, int end) {
        String bare = text.replaceFirst("^[★☆]+", "");
        long letters = bare.codePoints().filter(Character::isLetter).count();
        if (letters < 2
                || 2 * letters < bare.length()
                || TargetCell.nature(bare)
                || TargetCell.noValue(bare)
                || UNIT.matcher(bare).matches()
                || footWithin(end - bare.length(), end)) {
            return IMPOSSIBLE;
        }
        double worth = 4 + (tape.gap(end) >= Tape.CELL ? 2 : tape.gap(end) >= Tape.SPACE ? 1 : 0);
        if (Vocabulary.words().namelike(Vocabulary.plain(bare).replaceFirst("\\([^()]*\\)$", ""))) {
            worth += 3;
        }
        TargetCell.Likeness likeness = TargetCell.likeness(bare);
        if (likeness == TargetCell.Likeness.CERTAIN || DATE.matcher(bare).matches()) {
            worth -= 12;
        } else if (likeness == TargetCell.Likeness.LIKELY) {
            worth -= tape.gap(end) >= Tape.CELL && tape.gap(end - bare.length()) >= Tape.CELL ? 2 : 5;
        }
        if (bare.replaceAll("\\([^()]*\\)", "").matches(".*[≥≤=<>].*")) {
            worth -= 10;
        }
        if (labels.containsKey(bare)) {
            worth -= 15;
        }
        if (bare.endsWith("、") || OF_A_RULE.matcher(bare).find() || counted(bare)) {
            worth -= 8;
        }
        worth -= Character.isDigit(bare.charAt(0)) ? 1.5 : 0;
        worth -= bare.matches("\\d{6}.*") ? 10 : 0;
        int commas = 0;
        for (int i = 0; i < bare.length(); i++) {
            commas += bare.charAt(i) == ',' ? 1 : 0;
        }
        worth -= 2.5 * Math.min(2, commas);
        if (bare.indexOf('(') >= 0 ^ bare.indexOf(')') >= 0) {
            worth -= 6;
        }
        if (bare.indexOf('…') >= 0 || bare.indexOf('【') >= 0) {
            worth -= 10;
        }
        if (Vocabulary.noise(bare)
                || Vocabulary.footer(bare)
                || Vocabulary.column(bare).isPresent()
                || Vocabulary.title(bare)) {
            worth -= 15;
        }
        if (bare.startsWith("指标")) {
            worth -= 2;
        }
        return worth - (bare.length() > 40 ? 2 : 0);
    }

    /** Whether a name of its own stands before a number within a text. */
    private static boolean counted(String text) {
        for (int i = 3; i + 1 < text.length(); i++) {
            boolean number = Character.isDigit(text.charAt(i)) && !Character.isDigit(text.charAt(i - 1));
            if (number
                    && Vocabulary.words().namelike(text.substring(0, i))
                    && !text.substring(i).matches("\\d+年.*")) {
                return true;
            }
        }
        return false;
    }

    /** Whether something that stands below a table begins within a text, behind a gap. */
    private boolean footWithin(int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (tape.gap(i) != Tape.NONE && Vocabulary.footer(tape.plain(i, to))) {
                return true;
            }
        }
        return false;
    }

    /** A row whose columns are being filled. */
    private record Filling(int from, int name, int nameEnd, String hint, boolean numbered, double worth) {}

    /** Fills the columns from one on in every way, and offers each. */
    private void fill(Filling row, int at, int column, List<Segment> segments, double worth) {
        allowance.step();
        if (column == columns.size() || at >= tape.length()) {
            double missing = 0;
            for (int c = column; c < columns.size(); c++) {
                missing += missing(columns.get(c));
            }
            done(row, at, segments, worth + missing);
            return;
        }
        Column here = columns.get(column);
        fill(row, at, column + 1, segments, worth + missing(here));
        if (wholeLevelAt[at]) {
            return;
        }
        boolean next = !lines && tape.gap(at) == Tape.ROW;
        if (next && here == Column.REMARK) {
            return;
        }
        boolean below = next && (here == Column.TARGET || here == Column.ACTUAL);
        for (Candidate candidate : candidates(here, at, row, segments)) {
            if (below && !certain(candidate)) {
                continue;
            }
            List<Segment> more = new ArrayList<>(segments);
            more.add(new Segment(here, candidate.textFrom(), candidate.textTo()));
            fill(row, candidate.to(), column + 1, more, worth + candidate.worth() + over(at) + parted(at));
        }
    }

    /** Whether a text can only be a target, so that it may stand a row below its name. */
    private boolean certain(Candidate candidate) {
        String text = tape.plain(candidate.textFrom(), candidate.textTo());
        return TargetCell.likeness(text) != TargetCell.Likeness.NONE && !TargetCell.number(text);
    }

    /** A row that goes on behind the end of a line is less likely. */
    private double over(int at) {
        return !lines && at < tape.length() && tape.gap(at) == Tape.ROW ? -3 : 0;
    }

    /** What it costs that a row begins where nothing, or only a space, parts it from what was before. */
    private double begun(int at) {
        boolean free = at == 0
                || by[at] instanceof Item.Named
                || SEPARATORS.indexOf(tape.at(at - 1)) >= 0 && !(rowsApart && tape.at(at - 1) == ',');
        if (free || tape.gap(at) >= Tape.CELL) {
            return 0;
        }
        return tape.gap(at) != Tape.NONE ? cells ? -5 : 0 : rowsApart ? -16 : cut;
    }

    private double parted(int at) {
        if (cells && tape.gap(at) == Tape.SPACE) {
            return -5;
        }
        boolean sign = SIGNS.indexOf(tape.at(at)) >= 0
                || tape.at(at) == '('
                || tape.at(at - 1) == ':'
                || tape.at(at - 1) == ')';
        return tape.gap(at) != Tape.NONE ? 0 : sign ? Math.max(cut, -1) : cut;
    }

    private double missing(Column column) {
        return switch (column) {
            case TARGET -> -12;
            case ACTUAL -> headed ? -1 : 0;
            case POINTS -> headed ? -7 : 0;
            case SCORE -> headed ? -4 : 0;
            default -> 0;
        };
    }

    private void done(Filling row, int at, List<Segment> segments, double worth) {
        boolean target = segments.stream().anyMatch(one -> one.column() == Column.TARGET);
        boolean ends = at >= tape.length()
                || tape.gap(at) != Tape.NONE
                || SEPARATORS.indexOf(tape.at(at)) >= 0
                || wholeLevelAt[at]
                || !segments.isEmpty() && tight(segments.get(segments.size() - 1));
        if (!ends) {
            return;
        }
        boolean joined = false;
        double points = 0;
        if (target && columns.contains(Column.SCORE)) {
            // A number and the same again are points and score rather than a target and points.
            List<String> numbers = segments.stream()
                    .filter(one -> one.column() != Column.REMARK && one.column() != Column.PASSED)
                    .map(one -> tape.plain(one.from(), one.to()))
                    .toList();
            points = numbers.size() == 2 && numbers.get(0).equals(numbers.get(1)) && TargetCell.number(numbers.get(0))
                    ? -9
                    : 0;
        }
        if (target) {
            Segment first = segments.get(0);
            joined = first.from() == row.nameEnd()
                    && tape.gap(first.from()) == Tape.NONE
                    && !Vocabulary.words().namelike(tape.plain(row.name(), row.nameEnd()))
                    && wordsAt(first.from()) == first.to();
        } else if (tape.gap(row.nameEnd()) == Tape.NONE
                && row.nameEnd() < tape.length()
                && segments.isEmpty()
                && !wholeLevelAt[row.nameEnd()]) {
            return;
        }
        offer(
                new Item.Row(row.from(), at, row.name(), row.nameEnd(), List.copyOf(segments), row.hint(), joined),
                row.worth() + worth + points);
    }

    /** Whether a segment ends by itself: with a number or a unit. */
    private boolean tight(Segment segment) {
        String text = tape.plain(segment.from(), segment.to());
        return TargetCell.likeness(text) == TargetCell.Likeness.CERTAIN
                || TargetCell.number(text)
                || wordsAt(segment.from()) == segment.to()
                || wordsBefore(segment.from()) == segment.to();
    }

    /** A text that may stand in a column; brackets around it are none of it. */
    private record Candidate(int textFrom, int textTo, int to, double worth) {}

    private List<Candidate> candidates(Column column, int at, Filling row, List<Segment> segments) {
        return switch (column) {
            case TARGET -> targets(at, row);
            case ACTUAL -> actuals(at, row, segments);
            case POINTS, SCORE -> points(at, column, segments);
            case OPERATOR -> operators(at);
            case MEASURE_UNIT -> units(at);
            case REMARK, PASSED, STANDARD -> remarks(at, column);
            case LEVEL1, LEVEL2, NAME -> List.of();
        };
    }

    private List<Candidate> targets(int at, Filling row) {
        List<Candidate> all = new ArrayList<>();
        if (tape.at(at) == '(') {
            bracketed(at, row, all);
        }
        boolean free = tape.gap(at) != Tape.NONE;
        double crossed = 0;
        for (int end = at + 1; end <= Math.min(tape.length(), at + LONGEST_TARGET); end++) {
            int gap = tape.gap(end);
            boolean last = end == tape.length();
            boolean separated = !last
                    && (";。".indexOf(tape.at(end)) >= 0
                            || prose && tape.at(end) == ',' && !Character.isDigit(tape.at(end - 1)));
            boolean bounded = last || gap != Tape.NONE || separated && prose || wholeLevelAt[end];
            double worth = targetWorth(at, end, bounded, free);
            if (worth > IMPOSSIBLE) {
                all.add(new Candidate(at, end, end, worth + crossed));
            }
            if (last || separated && prose || wholeLevelAt[end] && gap != Tape.NONE) {
                break;
            }
            crossed += crossing(gap, end);
            if (crossed < -8) {
                break;
            }
        }
        return all;
    }

    private void bracketed(int at, Filling row, List<Candidate> all) {
        int depth = 0;
        for (int end = at; end < Math.min(tape.length(), at + 50); end++) {
            depth += tape.at(end) == '(' ? 1 : tape.at(end) == ')' ? -1 : 0;
            if (depth == 0) {
                boolean bounded = end + 1 >= tape.length()
                        || tape.gap(end + 1) != Tape.NONE
                        || SEPARATORS.indexOf(tape.at(end + 1)) >= 0
                        || wholeLevelAt[end + 1];
                if (bounded && end > at + 1) {
                    double worth = switch (TargetCell.likeness(tape.plain(at + 1, end))) {
                        case CERTAIN -> 9;
                        case LIKELY -> row.numbered() ? 8 : 4;
                        case NONE -> row.numbered() ? 5 : -2;
                    };
                    all.add(new Candidate(at + 1, end, end + 1, worth));
                }
                return;
            }
        }
    }

    private double targetWorth(int at, int end, boolean bounded, boolean free) {
        String text = tape.plain(at, end);
        TargetCell.Likeness likeness = TargetCell.likeness(text);
        if (TargetCell.operator(text)
                || TargetCell.nature(text) && text.length() > 1
                || bounded && labels.containsKey(text)
                || Vocabulary.pageNumber(text)
                || text.length() > 2 && (Vocabulary.column(text).isPresent() || Vocabulary.noise(text))
                || !balanced(text)
                || !prose && Character.isDigit(text.charAt(0)) && !free && Character.isDigit(tape.at(at - 1))) {
            return IMPOSSIBLE;
        }
        if (likeness == TargetCell.Likeness.CERTAIN) {
            if (bounded) {
                return 10;
            }
            return ownUnit(text, end) ? 8 + 0.1 * text.length() : IMPOSSIBLE;
        }
        if (DATE.matcher(text).matches() && !TargetCell.number(text)) {
            return bounded ? 8 : text.endsWith("日") || text.endsWith("前") ? 6 : IMPOSSIBLE;
        }
        if (TargetCell.number(text)) {
            boolean within = end < tape.length()
                    && tape.gap(end) == Tape.NONE
                    && (Character.isDigit(tape.at(end)) || tape.at(end) == '.');
            return bounded ? 4 : within ? 0 : 3;
        }
        if (!free && !bounded && wordsBefore(at) == end) {
            return 3;
        }
        int run = free ? -1 : wordsAt(at);
        if (run > end
                && columns.contains(Column.ACTUAL)
                && TargetCell.promised(text)
                && TargetCell.promised(tape.plain(end, run))) {
            return 4;
        }
        if (likeness == TargetCell.Likeness.LIKELY && (bounded || wordsAt(at) == end)) {
            return free && bounded ? 7 : wordsAt(at) == end && !cells ? 4 : IMPOSSIBLE;
        }
        if (TargetCell.noValue(text) && bounded && free) {
            return 2;
        }
        return free && bounded && text.length() >= 2 && !Vocabulary.footer(text)
                ? (tape.gap(end) >= Tape.CELL && tape.gap(at) >= Tape.CELL ? 3.5 : 1)
                : IMPOSSIBLE;
    }

    private static boolean balanced(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            if (depth < 0) {
                return false;
            }
        }
        return depth == 0;
    }

    /** Whether a target that nothing parts from what follows ends with a unit that stands by itself. */
    private boolean ownUnit(String text, int end) {
        Matcher number = Pattern.compile(".*?\\d[\\d,]*(\\.\\d+)?").matcher(text);
        if (!number.lookingAt()) {
            return false;
        }
        String unit = text.substring(number.end());
        boolean digit = end < tape.length() && Character.isDigit(tape.at(end));
        if (unit.isEmpty()) {
            return !digit
                    && SIGNS.indexOf(text.charAt(0)) >= 0
                    && end < tape.length()
                    && !letter(tape.at(end))
                    && tape.at(end) != '%';
        }
        if (digit && (unit.endsWith("年") || unit.endsWith("月"))) {
            return false; // A date goes on.
        }
        boolean above = end < tape.length() && "及以之".indexOf(tape.at(end)) >= 0;
        return !above
                && UNIT.matcher(unit.replaceFirst("(及以上|以上|以内|及以下|以下|左右)$", "")).matches();
    }

    private List<Candidate> actuals(int at, Filling row, List<Segment> segments) {
        Optional<String> target = segments.stream()
                .filter(one -> one.column() == Column.TARGET)
                .map(one -> tape.plain(one.from(), one.to()))
                .findFirst();
        List<Candidate> all = new ArrayList<>();
        for (Candidate one : targets(at, row)) {
            String text = tape.plain(one.textFrom(), one.textTo());
            double worth = one.worth() * (headed ? one.worth() <= 4 ? 0.9 : 0.5 : 0.3);
            worth += target.filter(text::equals).isPresent() ? TargetCell.number(text) ? 2 : 4 : 0;
            boolean alike = target.filter(promised -> TargetCell.likeness(promised) == TargetCell.Likeness.CERTAIN)
                            .isPresent()
                    && TargetCell.likeness(text) == TargetCell.Likeness.CERTAIN
                    && TargetCell.of(text)
                            .unit()
                            .equals(TargetCell.of(target.get()).unit());
            worth += alike ? 2 : 0;
            if (!headed && target.isEmpty()) {
                continue;
            }
            all.add(new Candidate(one.textFrom(), one.textTo(), one.to(), worth));
        }
        return all;
    }

    private List<Candidate> points(int at, Column column, List<Segment> segments) {
        List<Candidate> all = new ArrayList<>();
        Optional<BigDecimal> whole = column == Column.SCORE
                ? segments.stream()
                        .filter(one -> one.column() == Column.POINTS)
                        .map(one -> number(tape.plain(one.from(), one.to())))
                        .findFirst()
                : Optional.empty();
        for (int end = at + 1; end <= Math.min(tape.length(), at + 6); end++) {
            if (end > at + 1 && tape.gap(end - 1) != Tape.NONE && end - 1 > at) {
                break;
            }
            String text = tape.plain(at, end);
            if (!NUMBER.matcher(text).matches() || number(text).intValue() > 100) {
                continue;
            }
            boolean more = end < tape.length() && tape.gap(end) == Tape.NONE;
            boolean within = more && (Character.isDigit(tape.at(end)) || tape.at(end) == '.' || tape.at(end) == '%');
            double worth = (column == Column.POINTS ? 4 : 3) - (within ? 2 : more ? 0.5 : 0);
            if (whole.isPresent()) {
                int compared = number(text).compareTo(whole.get());
                worth += compared == 0 ? 2 : compared > 0 ? -5 : 0;
            }
            if (text.matches("0\\d+.*") || !headed && more) {
                worth -= 3;
            }
            all.add(new Candidate(at, end, end, worth));
        }
        return all;
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text.replace("分", ""));
    }

    private List<Candidate> operators(int at) {
        List<Candidate> all = new ArrayList<>();
        for (int end = at + 1; end <= Math.min(tape.length(), at + 5); end++) {
            String text = tape.plain(at, end);
            boolean bounded = tape.gap(end) != Tape.NONE;
            if (TargetCell.operator(text) && bounded) {
                all.add(new Candidate(at, end, end, 4));
            } else if (TargetCell.nature(text) && bounded) {
                all.add(new Candidate(at, end, end, 3));
            }
        }
        return all;
    }

    private List<Candidate> units(int at) {
        List<Candidate> all = new ArrayList<>();
        boolean number = Character.isDigit(tape.at(at - 1));
        if (tape.gap(at) == Tape.NONE && !number) {
            return all;
        }
        for (int end = at + 1; end <= Math.min(tape.length(), at + 10); end++) {
            String text = tape.plain(at, end);
            boolean bounded =
                    tape.gap(end) != Tape.NONE || end < tape.length() && SEPARATORS.indexOf(tape.at(end)) >= 0;
            boolean known = UNIT.matcher(text).matches();
            if (known && (bounded || headed)) {
                all.add(new Candidate(at, end, end, bounded ? 4 : 1));
            } else if (bounded
                    && headed
                    && text.length() <= 6
                    && text.chars().noneMatch(Character::isDigit)
                    && TargetCell.likeness(text) == TargetCell.Likeness.NONE) {
                all.add(new Candidate(at, end, end, 0.5));
            }
            if (bounded) {
                break;
            }
        }
        return all;
    }

    private List<Candidate> remarks(int at, Column column) {
        List<Candidate> all = new ArrayList<>();
        double worth = tape.gap(at) >= Tape.CELL && column == Column.REMARK ? 2 : 0.5;
        for (int end = at + 1; end <= Math.min(tape.length(), at + LONGEST_REMARK); end++) {
            boolean last = end == tape.length();
            if (last || tape.gap(end) != Tape.NONE) {
                boolean nature = TargetCell.nature(tape.plain(at, end))
                        || tape.plain(at, end).matches(".*标准");
                boolean number = TargetCell.number(tape.plain(at, end));
                all.add(new Candidate(
                        at,
                        end,
                        end,
                        number && column != Column.PASSED ? -3 : nature ? 2 : worth - 0.005 * (end - at)));
                if (last || tape.gap(end) >= Tape.CELL) {
                    break;
                }
                worth -= 0.3;
            }
            if (!last && wholeLevelAt[end]) {
                break;
            }
            if (!last
                    && prose
                    && column == Column.REMARK
                    && tape.gap(end) == Tape.NONE
                    && Character.isDigit(tape.at(end))
                    && !Character.isDigit(tape.at(end - 1))) {
                all.add(new Candidate(at, end, end, -1));
            }
        }
        return all;
    }

    /** What says nothing, the header and what stands below the table are passed over. */
    private void told(List<Item> path, Indicators indicators) {
        for (int i = 0; i < path.size(); i++) {
            Item item = path.get(i);
            if (item instanceof Item.Named level) {
                Optional<Level> next = i + 1 < path.size() && path.get(i + 1) instanceof Item.Named other
                        ? Optional.of(other.level())
                        : Optional.empty();
                indicators.enter(level.level(), level.whole(), next);
            } else if (item instanceof Item.Row row) {
                row(row, indicators);
            } else if (item instanceof Item.Heading heading) {
                indicators.unread(List.of(tape.cell(heading.from(), heading.to())), "几项指标的类目，没有自己的指标值");
            } else if (item instanceof Item.Junk junk) {
                int to = junk.to();
                while (i + 1 < path.size()
                        && path.get(i + 1) instanceof Item.Junk more
                        && tape.line(more.from()) == tape.line(junk.from())) {
                    to = more.to();
                    i++;
                }
                indicators.unread(List.of(tape.cell(junk.from(), to)), "未能归入任何指标");
            }
        }
    }

    private void row(Item.Row row, Indicators indicators) {
        Map<Column, Cell> cells = new EnumMap<>(Column.class);
        List<String> doubts = new ArrayList<>();
        int nameEnd = row.nameEnd();
        for (Segment segment : row.segments()) {
            cells.put(segment.column(), tape.cell(segment.from(), segment.to()));
            boolean words = segment.column() == Column.TARGET
                    && segment.from() == row.nameEnd()
                    && tape.gap(segment.from()) == Tape.NONE
                    && TargetCell.likeness(tape.plain(segment.from(), segment.to())) != TargetCell.Likeness.CERTAIN;
            if (words) {
                doubts.add("名称与指标值之间没有分隔，按词义分开，请核对");
            }
            if (row.joined() && segment.column() == Column.TARGET) {
                nameEnd = segment.to();
            }
            if (!headed && segment.column() == Column.ACTUAL) {
                doubts.add("表头未印，“" + cells.get(Column.ACTUAL).text() + "”按实际完成值读取");
            }
        }
        if (!row.hint().isEmpty() && cells.containsKey(Column.TARGET)) {
            hinted(row.hint(), cells);
        }
        indicators.add(tape.cell(row.name(), nameEnd), cells, doubts);
    }

    /** The unit that a template's hint names, such as (≥**株), where the target itself has none or only its end. */
    private static void hinted(String hint, Map<Column, Cell> cells) {
        Cell target = cells.get(Column.TARGET);
        String unit = TargetCell.of(target.text()).unit();
        Cell own = cells.get(Column.MEASURE_UNIT);
        if (own != null && hint.endsWith(own.text())) {
            cells.put(Column.MEASURE_UNIT, new Cell(hint, own.line(), own.column(), own.place()));
        } else if (unit.isEmpty()) {
            cells.putIfAbsent(Column.MEASURE_UNIT, new Cell(hint, target.line(), target.column(), target.place()));
        } else if (hint.endsWith(unit) && target.text().endsWith(unit)) {
            String number = target.text().substring(0, target.text().length() - unit.length());
            cells.put(Column.TARGET, new Cell(number + hint, target.line(), target.column(), target.place()));
        }
    }
}

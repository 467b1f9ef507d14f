package io.dabiao.forms;

import io.dabiao.budget.Allowance;
import io.dabiao.forms.Vocabulary.Column;
import io.dabiao.forms.Vocabulary.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    private static final int LONGEST_TITLE = 24;
    private static final int LONG_TARGET = 16;
    private static final int MOST_WITHOUT_HEADER = 6_000;
    private static final int MOST_POINTS = 110;
    /** What a second reading has to be worth more. */
    private static final double CLEARLY = 3;

    private static final int MOST_WAYS = 6;
    /** Two titles say nothing of the columns behind the name: they may be torn out of a header. */
    private static final int LEAST_TITLES = 3;

    /** Of a title that recognition misread. */
    private static final int LONGEST_UNKNOWN = 6;

    private static final Pattern HINT = Pattern.compile("\\([≥≤<>=]{0,2}\\*{1,4}([^()*]{0,8})\\)");
    private static final Pattern ORDINAL = Pattern.compile(
            "(指标|目标)?[0-9①-⑳]{1,2}[:、．]|(指标|目标)\\d{1,2}[.](?!\\d)|(指标|目标)\\d(?=20\\d\\d年)|(指标|目标)\\d{1,2}(?=[^\\d%.])|[(][一二三四五六七八九十\\d]{1,2}[)]|[一二三四五六七八九十]{1,3}[、.．]|\\d{1,2}[.](?!\\d)|\\d{1,2}[)]|[①-⑳]");
    private static final Pattern ORDINAL_BEHIND = Pattern.compile("\\d{1,2}(:|、|[.](?!\\d))");
    private static final Pattern BEHIND_LEVEL = Pattern.compile(
            "等?(\\((权重|分值|共|计)?\\d{1,3}(\\.\\d+)?(-\\d{1,3})?[分%]?\\)分?|\\((必填|选填|必选|可选|核心)[^()]{0,8}\\)|\\d{1,3}分(?!钟))?[:、\\-—】]*");
    private static final Pattern NOTHING = Pattern.compile("[.…·\\-—_/\\\\|【】*]+|-?(定性|定量)");
    private static final Pattern FOOT = Pattern.compile("(总分|合计|总计)\\d.*");
    /** How a target begins, which is no name. */
    private static final Pattern OF_A_TARGET = Pattern.compile("(稳定|控制|保持|维持|达)(在|到)?|力争|确保|实现|保持|不低于|不少于|不超过|不高于");

    private static final Pattern SIGNED = Pattern.compile("20\\d\\d年\\d{1,2}月\\d{1,2}日");
    private static final Pattern NOTES = Pattern.compile("注:|备注:|说明:|填表说明");
    /** How the notes of the template begin, in which levels, points and numbers stand as in a table. */
    private static final Pattern RULES = Pattern.compile("(注|备注|说明|填表说明):?(1[.、]|①|一级|二级|各|定量|定性|请|本表|得分)");

    private static final double OF_RULES = 300;
    /** What could not be read may belong to the row before it or behind it. */
    private static final String BESIDE_JUNK = "紧邻本行有未能读取的文字，名称与数值可能不完整，请核对";

    /** One step through the text. */
    private sealed interface Item {
        int from();

        int to();

        record Named(int from, int to, Level level, boolean whole) implements Item {}

        record Titles(int from, int to, int known) implements Item {}

        record Row(
                int from,
                int to,
                int name,
                int nameEnd,
                List<ColumnTexts.Segment> segments,
                String hint,
                boolean joined)
                implements Item {}

        /** A heading above several indicators, without a target of its own. */
        record Heading(int from, int to) implements Item {}

        record Nothing(int from, int to) implements Item {}

        record Foot(int from, int to) implements Item {}

        record Junk(int from, int to) implements Item {}
    }

    private final Tape tape;
    private final Allowance allowance;
    private final boolean scores;
    private final Map<String, Level> labels = new HashMap<>();
    private final int longestLabel;
    private final double[] best;
    private final Item[] by;
    private List<Column> columns = List.of();
    private boolean headed;
    /** Whether the header has columns of levels; so it is assumed where there is none. */
    private boolean levelled = true;
    /** Whether rows begin with a number. */
    private boolean numberedRows;

    private final TapeShape shape;
    private final ColumnTexts texts;
    private final NameTexts names;

    /** Level names of the tape by the position where they end and begin: a name ends there. */
    private final boolean[] wholeLevelAt;

    /** @param scores whether points and score may follow where no header says so; otherwise an actual and points do */
    private Lattice(Tape tape, Allowance allowance, boolean scores) {
        this.tape = tape;
        this.scores = scores;
        this.allowance = allowance;
        Vocabulary.words().levels().forEach((word, level) -> {
            if (word.indexOf("指标") >= 0 && !word.endsWith("指标等") || Vocabulary.ofManagement(level.first())) {
                return; // Its parts are labels themselves; and of management only cells can tell.
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
        shape = TapeShape.of(tape);
        texts = new ColumnTexts(tape, shape, labels.keySet(), wholeLevelAt);
        names = new NameTexts(tape, labels.keySet());
    }

    /** Empty where there is too much text for it. */
    static Optional<Indicators> read(List<List<Cell>> table, Allowance allowance) {
        Tape tape = new Tape(table);
        if (tape.length() == 0 || tape.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        Lattice first = new Lattice(tape, allowance, true);
        Indicators best = first.read();
        if (!first.headed && tape.length() <= MOST_WITHOUT_HEADER && !best.empty()) {
            // Without a header two numbers behind a target are actual and points, or points and score: the whole table
            // tells.
            Indicators other = new Lattice(tape, allowance, false).read();
            best = tells(other) > tells(best) + CLEARLY ? other : best;
        }
        return Optional.of(best);
    }

    private static double tells(Indicators indicators) {
        double points = indicators.rows().stream()
                .mapToDouble(row -> row.points().map(Number::doubleValue).orElse(0.0))
                .sum();
        return Readings.worth(indicators)
                - (points > MOST_POINTS ? 2.0 * indicators.rows().size() : 0);
    }

    private Indicators read() {
        Indicators indicators = new Indicators();
        for (int i = 0; i < tape.length(); i++) {
            allowance.step();
            wholeLevelAt[i] = level(i, true).isPresent();
        }
        header(indicators);
        Arrays.fill(best, ColumnTexts.IMPOSSIBLE);
        best[0] = 0;
        for (int i = 0; i < tape.length(); i++) {
            if (best[i] > ColumnTexts.IMPOSSIBLE) {
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
        if (ColumnTexts.SEPARATORS.indexOf(tape.at(i)) >= 0) {
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
        // 生态效益指标1病害减少: the first indicator's number, and the level lost its own 指标.
        if (shape.prose()
                && i > 0
                && i + 1 < tape.length()
                && tape.at(i) == '1'
                && tape.gap(i) == Tape.NONE
                && wholeLevelEnds(i)
                && by[i] instanceof Item.Named
                && ColumnTexts.letter(tape.at(i + 1))) {
            offer(new Item.Nothing(i, i + 1), -0.5);
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
            if (!whole && !levelled && end < tape.length() && tape.gap(end) == Tape.NONE && value(end)) {
                continue; // 服务对象满意度5%95 in a table without levels.
            }
            Matcher behind = BEHIND_LEVEL.matcher(tape.plain(end, Math.min(tape.length(), end + 16)));
            int to = behind.lookingAt() ? end + behind.end() : end;
            if (!whole && to < tape.length() && to == end && tape.gap(to) == Tape.NONE && !bareLevel(i, word)) {
                continue;
            }
            return Optional.of(new Item.Named(i, to, level, whole));
        }
        return Optional.empty();
    }

    /**
     * Whether a level may stand without its 指标 and without anything that parts it, as where a template says 数量指标, 质量指标, 成本 and 时效: behind
     * points or another level, where the table nowhere has it with its 指标.
     */
    private boolean bareLevel(int i, String word) {
        return shape.prose()
                && headed
                && i > 0
                && (Character.isDigit(tape.at(i - 1)) || wholeLevelEnds(i))
                && (labels.get(word).second().isPresent()
                        || labels.get(word).first().equals(Vocabulary.COST))
                && tape.plain().indexOf(word + "指标") < 0;
    }

    private boolean value(int at) {
        return Character.isDigit(tape.at(at)) || ColumnTexts.SIGNS.indexOf(tape.at(at)) >= 0;
    }

    private boolean wholeLevelEnds(int i) {
        return tape.starts(Math.max(0, i - 2), "指标");
    }

    private boolean numberedWithin(int at) {
        return at + 2 < tape.length()
                && ORDINAL_BEHIND
                        .matcher(tape.plain(at, Math.min(tape.length(), at + 4)))
                        .lookingAt();
    }

    private boolean numbered(int at) {
        return at + 1 < tape.length() && Character.isDigit(tape.at(at)) && ":、.".indexOf(tape.at(at + 1)) >= 0;
    }

    private double levelWorth(Item.Named level) {
        boolean bounded = tape.gap(level.from()) >= Tape.SPACE
                || level.from() == 0
                || ColumnTexts.SEPARATORS.indexOf(tape.at(level.from() - 1)) >= 0
                || by[level.from()] instanceof Item.Named;
        int inside = tape.widest(level.from(), level.to());
        boolean bare = !level.whole() && !bounded && tape.gap(level.to()) == Tape.NONE;
        double worth = level.whole() ? 12 : bounded || bare ? 5 : -4;
        return worth - (inside >= Tape.LINE && level.to() - level.from() > 12 ? 3 : 0);
    }

    private Optional<Item.Titles> titles(int i) {
        int at = i;
        int known = 0;
        Set<Column> seen = EnumSet.noneOf(Column.class);
        while (at < tape.length()) {
            int next = title(at, seen, known);
            if (next < 0) {
                int noise = noise(at);
                if (noise < 0 || known == 0 && tape.gap(at) == Tape.NONE && at > 0) {
                    int behind = known < LEAST_TITLES ? -1 : behindUnknown(at, seen, known);
                    if (behind < 0) {
                        break;
                    }
                    at = behind;
                    continue;
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

    /** Where behind a short text that is no title, as recognition misreads them, two titles follow in a run; −1 where they do not. */
    private int behindUnknown(int at, Set<Column> seen, int known) {
        if (!shape.prose() || !seen.contains(Column.NAME)) {
            return -1;
        }
        for (int end = at + 2; end <= Math.min(tape.length() - 2, at + LONGEST_UNKNOWN); end++) {
            if (Character.isDigit(tape.at(end - 1)) || wholeLevelAt[end - 1]) {
                return -1;
            }
            int next = title(end, EnumSet.noneOf(Column.class), known);
            if (next > 0 && title(next, EnumSet.noneOf(Column.class), known) > 0) {
                return end;
            }
        }
        return -1;
    }

    /** Whether two titles are an indicator's name and, right behind it, its target. */
    private boolean nameAndTarget(Item.Titles titles) {
        Set<Column> name = EnumSet.noneOf(Column.class);
        int next = title(titles.from(), name, 0);
        Set<Column> target = EnumSet.noneOf(Column.class);
        int end = next < 0 ? -1 : title(next, target, 1);
        return end == titles.to()
                && name.contains(Column.NAME)
                && target.contains(Column.TARGET)
                && tape.at(end - 1) == '值';
    }

    private int title(int at, Set<Column> seen, int before) {
        for (int length = Math.min(LONGEST_TITLE, tape.length() - at); length >= 2; length--) {
            Optional<Column> column = Vocabulary.column(tape.plain(at, at + length));
            if (column.isPresent()
                    && (length > 2
                            || tape.gap(at + length) != Tape.NONE
                            || before > LEAST_TITLES && shape.prose()
                            || title(at + length, EnumSet.noneOf(Column.class), 0) > 0
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
            if (titles.isPresent() && (titles.get().known() >= LEAST_TITLES || nameAndTarget(titles.get()))) {
                List<Header.Title> all = new ArrayList<>();
                int at = i;
                while (at < titles.get().to()) {
                    Set<Column> seen = EnumSet.noneOf(Column.class);
                    int next = title(at, seen, all.size());
                    if (next > 0) {
                        all.add(new Header.Title(seen.iterator().next(), all.size()));
                        at = next;
                    } else if (noise(at) > 0) {
                        at = noise(at);
                    } else {
                        int end = behindUnknown(at, EnumSet.of(Column.NAME), all.size());
                        String unknown = tape.plain(at, end);
                        all.add(new Header.Title(
                                unknown.indexOf('分') >= 0 ? Column.POINTS : Column.PASSED, all.size()));
                        indicators.doubt("指标表的列“" + unknown + "”不在词表中，请核对");
                        at = end;
                    }
                }
                Header.settle(all);
                List<Column> ordered =
                        Header.inOrder(all.stream().map(Header.Title::column).toList());
                int name = ordered.lastIndexOf(Column.NAME);
                columns = new ArrayList<>(ordered.subList(name + 1, ordered.size()));
                columns.removeIf(column -> column == Column.LEVEL1 || column == Column.LEVEL2);
                headed = true;
                levelled = ordered.contains(Column.LEVEL1) || ordered.contains(Column.LEVEL2);
                if (!levelled) {
                    names.withoutLevels();
                }
                numberedRows = ordered.get(0) == Column.PASSED;
                break;
            }
        }
        if (!columns.contains(Column.TARGET)) {
            columns = new ArrayList<>(columns);
            columns.add(0, Column.TARGET);
            if (!headed) {
                columns = scores
                        ? List.of(
                                Column.OPERATOR,
                                Column.TARGET,
                                Column.MEASURE_UNIT,
                                Column.ACTUAL,
                                Column.POINTS,
                                Column.SCORE)
                        : List.of(Column.OPERATOR, Column.TARGET, Column.MEASURE_UNIT, Column.ACTUAL, Column.POINTS);
            }
        }
        texts.under(columns, headed);
        indicators.withActuals(headed && columns.contains(Column.ACTUAL));
    }

    private void nothing(int i) {
        if (tape.at(i) == '…' && (i == 0 || tape.at(i - 1) != '…')) {
            int dots = i + 1;
            while (dots < tape.length() && tape.at(dots) == '…') {
                dots++;
            }
            offer(new Item.Nothing(i, dots), 0); // A row of the template that was left as it is, whatever follows.
        }
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
            offer(new Item.Foot(i, to), RULES.matcher(text).lookingAt() ? OF_RULES : notes ? 30 : 4);
        }
    }

    private void heading(int i) {
        boolean marked = tape.at(i) == '★' || tape.at(i) == '☆';
        if (!marked && !(shape.prose() && by[i] instanceof Item.Named && ColumnTexts.letter(tape.at(i)))) {
            return;
        }
        int end = i + 1;
        while (end < tape.length() && tape.gap(end) == Tape.NONE && ",;。".indexOf(tape.at(end)) < 0) {
            end++;
        }
        while (end < tape.length() && tape.gap(end) != Tape.NONE) {
            int to = next(end, end + 8, Tape.SPACE);
            if (!ColumnTexts.NUMBER.matcher(tape.plain(end, to)).matches()) {
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
                && ColumnTexts.SEPARATORS.indexOf(tape.at(end)) < 0) {
            end++;
        }
        // 社, 会, 保 and 障 of a label that was printed downwards stand alone between rows.
        boolean upright = end == i + 1
                && !shape.cells()
                && ColumnTexts.letter(tape.at(i))
                && tape.gap(i) != Tape.NONE
                && tape.gap(Math.min(end, tape.length() - 1)) != Tape.NONE;
        offer(new Item.Junk(i, end), upright ? -2 : -5 - Math.min(7, 0.1 * (end - i)));
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
                || !ColumnTexts.letter(tape.at(name))
                        && "★☆*“《(\"".indexOf(tape.at(name)) < 0
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
            if (last || gap != Tape.NONE || texts.columnMayBegin(end)) {
                ends(from, name, end, crossed, numbered);
            }
            if (last) {
                return;
            }
            crossed += texts.crossing(gap, end);
            boolean sentence = ";。".indexOf(tape.at(end)) >= 0;
            if (crossed < -14 || sentence && !(numbered && shape.rowsApart()) || wholeLevelAt[end]) {
                return; // Where each row has one numbered indicator, its name may be whole sentences.
            }
        }
    }

    private void ends(int from, int name, int end, double crossed, boolean numbered) {
        String text = tape.plain(name, end);
        double worth =
                names.worth(text, end) + crossed + (numbered ? 1 : begun(from)) - (texts.twoNames(name, end) ? 10 : 0);
        boolean mid = end < tape.length()
                && Character.isDigit(tape.at(end))
                && Character.isDigit(tape.at(end - 1))
                && tape.gap(end) == Tape.NONE;
        boolean cut = text.endsWith("指标") && tape.gap(end) == Tape.NONE && numberedWithin(end); // 标准|指标3.
        if (worth < -8 || mid || cut || OF_A_TARGET.matcher(text).matches()) {
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
        fill(new Filling(from, name, end, hint, numbered, worth), at);
    }

    /** A row whose columns are being filled. */
    private record Filling(int from, int name, int nameEnd, String hint, boolean numbered, double worth) {}

    /** Columns filled so far. */
    private record Partial(int at, List<ColumnTexts.Segment> segments, double worth) {}

    /** Fills the columns one after the other, keeps the best ways to reach each position, and offers each row. */
    private void fill(Filling row, int from) {
        List<Partial> reached = List.of(new Partial(from, List.of(), 0));
        for (Column column : columns) {
            Map<Integer, List<Partial>> next = new LinkedHashMap<>();
            for (Partial partial : reached) {
                allowance.step();
                keep(next, new Partial(partial.at(), partial.segments(), partial.worth() + missing(column)));
                fill(row, partial, column, next);
            }
            reached = next.values().stream().flatMap(List::stream).toList();
        }
        for (Partial partial : reached) {
            done(row, partial.at(), partial.segments(), partial.worth());
        }
    }

    private void fill(Filling row, Partial partial, Column column, Map<Integer, List<Partial>> next) {
        int at = partial.at();
        boolean newRow = !shape.lines() && tape.gap(at) == Tape.ROW;
        if (at >= tape.length() || wholeLevelAt[at] || newRow && column == Column.REMARK) {
            return;
        }
        boolean below = newRow && (column == Column.TARGET || column == Column.ACTUAL);
        for (ColumnTexts.Candidate candidate : texts.of(column, at, row.numbered(), partial.segments())) {
            if (below && !certain(candidate)) {
                continue;
            }
            List<ColumnTexts.Segment> more = new ArrayList<>(partial.segments());
            more.add(new ColumnTexts.Segment(column, candidate.textFrom(), candidate.textTo()));
            keep(next, new Partial(candidate.to(), more, partial.worth() + candidate.worth() + over(at) + parted(at)));
        }
    }

    /** What follows depends on little of what was before: a few ways to reach a position are enough. */
    private static void keep(Map<Integer, List<Partial>> all, Partial partial) {
        List<Partial> here = all.computeIfAbsent(partial.at(), at -> new ArrayList<>());
        int place = here.size();
        while (place > 0 && here.get(place - 1).worth() < partial.worth()) {
            place--;
        }
        if (place < MOST_WAYS) {
            here.add(place, partial);
            if (here.size() > MOST_WAYS) {
                here.remove(MOST_WAYS);
            }
        }
    }

    /** Whether a text can only be a target, so that it may stand a row below its name. */
    private boolean certain(ColumnTexts.Candidate candidate) {
        String text = tape.plain(candidate.textFrom(), candidate.textTo());
        return TargetCell.likeness(text) != TargetCell.Likeness.NONE && !TargetCell.number(text);
    }

    /** A row that goes on behind the end of a line is less likely. */
    private double over(int at) {
        return !shape.lines() && at < tape.length() && tape.gap(at) == Tape.ROW ? -3 : 0;
    }

    /** What it costs that a row begins where nothing, or only a space, parts it from what was before. */
    private double begun(int at) {
        boolean separator = at > 0 && ColumnTexts.SEPARATORS.indexOf(tape.at(at - 1)) >= 0;
        boolean within = separator && tape.gap(at) == Tape.NONE && ",;、".indexOf(tape.at(at - 1)) >= 0;
        if (within && (shape.lines() || shape.cells())) {
            return -9; // A cell holds one name.
        }
        boolean free =
                at == 0 || by[at] instanceof Item.Named || separator && !(shape.rowsApart() && tape.at(at - 1) == ',');
        if (free || tape.gap(at) >= Tape.CELL) {
            return 0;
        }
        return tape.gap(at) != Tape.NONE ? shape.cells() ? -5 : 0 : shape.rowsApart() ? -16 : shape.cut();
    }

    private double parted(int at) {
        if (shape.cells() && tape.gap(at) == Tape.SPACE) {
            return -5;
        }
        boolean sign = ColumnTexts.SIGNS.indexOf(tape.at(at)) >= 0
                || tape.at(at) == '('
                || tape.at(at - 1) == ':'
                || tape.at(at - 1) == ')';
        return tape.gap(at) != Tape.NONE ? 0 : sign ? Math.max(shape.cut(), -1) : shape.cut();
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

    private void done(Filling row, int at, List<ColumnTexts.Segment> segments, double worth) {
        boolean target = segments.stream().anyMatch(one -> one.column() == Column.TARGET);
        boolean ends = at >= tape.length()
                || tape.gap(at) != Tape.NONE
                || ColumnTexts.SEPARATORS.indexOf(tape.at(at)) >= 0
                || wholeLevelAt[at]
                || !segments.isEmpty() && texts.tight(segments.get(segments.size() - 1));
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
                    ? -14
                    : 0;
        }
        if (target) {
            ColumnTexts.Segment first = segments.get(0);
            joined = first.from() == row.nameEnd()
                    && tape.gap(first.from()) == Tape.NONE
                    && !Vocabulary.words().namelike(tape.plain(row.name(), row.nameEnd()))
                    && texts.wordsAt(first.from()) == first.to();
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

    /** What says nothing, the header and what stands below the table are passed over. */
    private void told(List<Item> path, Indicators indicators) {
        for (int i = 0; i < path.size(); i++) {
            Item item = path.get(i);
            if (item instanceof Item.Named level) {
                Optional<Level> next = i + 1 < path.size() && path.get(i + 1) instanceof Item.Named other
                        ? Optional.of(other.level())
                        : Optional.empty();
                boolean again = i > 0
                        && !level.whole()
                        && path.get(i - 1) instanceof Item.Named before
                        && before.whole()
                        && before.level().equals(level.level());
                if (again) {
                    indicators.unread(List.of(tape.cell(level.from(), level.to())), "与前面的指标级别相同，可能是指标名称");
                }
                indicators.enter(level.level(), level.whole(), next);
            } else if (item instanceof Item.Row row) {
                boolean junk = i + 1 < path.size() && path.get(i + 1) instanceof Item.Junk;
                row(row, junk ? List.of(BESIDE_JUNK) : List.of(), indicators);
            } else if (item instanceof Item.Heading heading) {
                indicators.unread(List.of(tape.cell(heading.from(), heading.to())), "几项指标的类目，没有自己的指标值");
            } else if (item instanceof Item.Junk junk) {
                int to = junk.to();
                while (i + 1 < path.size() && goesOn(path, i + 1, junk)) {
                    i += path.get(i + 1) instanceof Item.Junk ? 1 : 2;
                    to = path.get(i).to();
                }
                indicators.unread(List.of(tape.cell(junk.from(), to)), "未能归入任何指标");
                if (i + 1 < path.size() && path.get(i + 1) instanceof Item.Row) {
                    indicators.pending(BESIDE_JUNK);
                }
            }
        }
    }

    /** Whether more of the same line could not be read either, a separator in between or not. */
    private boolean goesOn(List<Item> path, int at, Item.Junk junk) {
        int next =
                path.get(at) instanceof Item.Nothing separator && separator.to() - separator.from() == 1 ? at + 1 : at;
        return next < path.size()
                && path.get(next) instanceof Item.Junk more
                && tape.line(more.from()) == tape.line(junk.from());
    }

    private void row(Item.Row row, List<String> more, Indicators indicators) {
        Map<Column, Cell> cells = new EnumMap<>(Column.class);
        List<String> doubts = new ArrayList<>(more);
        int nameEnd = row.nameEnd();
        for (ColumnTexts.Segment segment : row.segments()) {
            Cell before = cells.put(segment.column(), tape.cell(segment.from(), segment.to()));
            if (before != null) {
                indicators.unread(
                        List.of(before), tape.cell(row.name(), nameEnd).text() + "：同一栏的前一个值");
                doubts.add("“" + before.text() + "”与“"
                        + cells.get(segment.column()).text() + "”在同名的两栏中，按后一栏读取，请核对");
            }
            boolean words = segment.column() == Column.TARGET
                    && segment.from() == row.nameEnd()
                    && tape.gap(segment.from()) == Tape.NONE
                    && TargetCell.likeness(tape.plain(segment.from(), segment.to())) != TargetCell.Likeness.CERTAIN;
            if (words) {
                doubts.add("名称与指标值之间没有分隔，按词义分开，请核对");
            }
            if (segment.column() == Column.TARGET
                    && !shape.cells()
                    && segment.to() - segment.from() >= LONG_TARGET
                    && tape.widest(segment.from(), segment.to()) != Tape.NONE
                    && TargetCell.likeness(tape.plain(segment.from(), segment.to())) == TargetCell.Likeness.NONE) {
                indicators.doubt("“" + cells.get(Column.TARGET).text() + "”中可能还有另一项指标，请核对");
            }
            if (row.joined() && segment.column() == Column.TARGET) {
                nameEnd = segment.to();
            }
            if (!headed && segment.column() == Column.ACTUAL) {
                doubts.add("表头未印，“" + cells.get(Column.ACTUAL).text() + "”按实际完成值读取");
            }
        }
        if (!shape.cells() && NameTexts.countsWithin(tape.plain(row.name(), nameEnd))) {
            indicators.doubt("“" + tape.cell(row.name(), nameEnd).text() + "”中有数值，可能是两项指标连在一起，请核对");
        }
        Cell passed = cells.get(Column.PASSED);
        boolean number = passed != null && TargetCell.likeness(passed.text()) != TargetCell.Likeness.NONE;
        if (number
                && (!cells.containsKey(Column.TARGET)
                        || TargetCell.likeness(cells.get(Column.TARGET).text()) == TargetCell.Likeness.NONE)) {
            indicators.unread(List.of(passed), tape.cell(row.name(), nameEnd).text() + "：未读取的一栏");
            doubts.add("“" + passed.text() + "”在未读取的一栏，而指标值不是数字，请核对");
        }
        if (runTogether(row.segments())) {
            doubts.add("相邻的数字之间没有分隔，按列拆分，请核对");
        }
        if (!row.hint().isEmpty() && cells.containsKey(Column.TARGET)) {
            hinted(row.hint(), cells);
        }
        indicators.add(tape.cell(row.name(), nameEnd), cells, doubts);
    }

    /** Whether a number goes over into the next column's. */
    private boolean runTogether(List<ColumnTexts.Segment> segments) {
        return segments.stream()
                .anyMatch(one -> tape.gap(one.from()) == Tape.NONE
                        && Character.isDigit(tape.at(one.from()))
                        && Character.isDigit(tape.at(one.from() - 1)));
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

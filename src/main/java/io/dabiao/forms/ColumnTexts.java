package io.dabiao.forms;

import io.dabiao.forms.Vocabulary.Column;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts of a tape that may stand in the columns behind a name, each with what it is worth. Not safe for use by several threads. */
final class ColumnTexts {

    static final double IMPOSSIBLE = -1e9;
    private static final double OF_A_NAME = -30;
    static final String SEPARATORS = ":,;。、|【】";
    static final String SIGNS = "≥≤<>=";
    private static final int LONGEST_TARGET = 60;
    private static final int LONGEST_AGAIN = 24;
    private static final String YES_OR_NO = "是否有无优良";
    private static final int LONGEST_REMARK = 400;
    private static final int LONGEST_PASSED = 30;
    private static final int SHORTEST_NAME = 4;
    private static final int MOST_POINTS = 60;

    private static final String OF =
            "元|人|名|月|年|天|日|次|户|米|公里|平米|平方米|立方米|亩|株|个|所|套|台|件|期|周|季|季度|小时|生|学年|学期|吨|栋|头|只|处|h|hr|mo|s|min";
    static final Pattern UNIT = Pattern.compile(
            "%|‰|百分比|百分点|比例|分|级|倍|岁|周岁|[十百千万亿]{0,2}(元|人次|人|次|户次|户|个|名|家次|家|件|篇|台套|台次|台|套|辆次|辆|条|座|处|项|场次|场|期|天|日|月|年|周|季度"
                    + "|小时|分钟|秒|毫秒|公里|千米|平方公里|平方米|平米|立方米|米|厘米|毫米|亩|公顷|吨|公斤|千克|斤|头|只|株|棵|份|本|册|批次|批|所|间|栋|根|部|块|张|幅|眼|口|盏|枚|支|人天|课时|学时|村|镇|班|字|起|例|宗|种次|种|类|笔|届|艘|架|幢|箱|瓶|袋|羽|剂次|剂|平方|立方|亩次|车次|班次"
                    + "|个工作日|工作日|㎡|m²|m³|km²|kg|km|KM|m|M|MB|GB|TB|ms|s|h|min|mo)?(/(" + OF + ")(\\.每(天|人|年|月))?)?");
    static final Pattern NUMBER = Pattern.compile("\\d{1,3}(\\.\\d{1,2})?分?");
    static final Pattern DATE = Pattern.compile(
            "(20\\d\\d[年.\\-/])?\\d{1,2}([月.\\-/]\\d{0,2}日?)?(月?)(底|末|初|中旬|上旬|下旬)?(前|之前|以前|完成|起)?|20\\d\\d年?(度|底|全年|年底)?(前|完成|内)?"
                    + "|(20\\d\\d[年.\\-/])?\\d{1,2}[月.\\-/]?(\\d{0,2}日?)?[-~—–至到]+(20\\d\\d[年.\\-/])?\\d{1,2}[月.\\-/]?(\\d{0,2}日?)?|\\d+[-~—–至]\\d+[^\\d]{0,4}|全年|年底前|年内|当年");
    /** What is hardly promised in words, but counted: another indicator's name. */
    static final Pattern NAME =
            Pattern.compile("\\D{2,}(率|人数|户数|次数|数量|个数|学生数|满意度|满意程度|比例|面积|里程|认可度|[家户个座处所项]数|校数|程度)(\\([^()]{1,8}\\))?");

    /** A number that stands right behind a percentage is another cell's. */
    private static final Pattern BEHIND_PERCENT = Pattern.compile(".*\\d[%‰]\\d+");

    private static final Pattern REMARK_BEGINS = Pattern.compile("达到|反映|是指|考察|考核|根据|按照|指");
    private static final Pattern WORDED =
            Pattern.compile("不低于|不少于|不小于|不得低于|不得少于|至少|不超过|不高于|不多于|不大于|不得超过|大于等于|小于等于|大于|小于|少于|低于|高于|多于|超过|达到");

    /** Units and the characters behind them with which they make another word, 种植 and 人均: where nothing parts a number from what follows. */
    private static final Map<Character, String> OF_A_WORD = Map.ofEntries(
            Map.entry('种', "植子苗畜养业质族粮"),
            Map.entry('类', "别型似"),
            Map.entry('起', "草动来步点源"),
            Map.entry('例', "行会如外"),
            Map.entry('面', "积对向貌"),
            Map.entry('条', "件例款"),
            Map.entry('人', "均员口才民大工居力社防"),
            Map.entry('户', "均籍外主"),
            Map.entry('次', "均数生要"),
            Map.entry('年', "度初末底均内限"),
            Map.entry('月', "度均末底初"),
            Map.entry('天', "然津气"),
            Map.entry('日', "常均"),
            Map.entry('个', "体性人别"),
            Map.entry('本', "级地年科市县区镇"),
            Map.entry('部', "门队分"),
            Map.entry('期', "限间末满"),
            Map.entry('处', "理置罚"),
            Map.entry('家', "庭长属"),
            Map.entry('班', "子级主"),
            Map.entry('村', "民级庄委容内"),
            Map.entry('镇', "村域区政街"),
            Map.entry('分', "类配散布发解担"),
            Map.entry('级', "别"),
            Map.entry('支', "出付持部"),
            Map.entry('项', "目"),
            Map.entry('件', "均"),
            Map.entry('元', "旦"),
            Map.entry('亩', "均产"),
            Map.entry('份', "额"),
            Map.entry('架', "构设"),
            Map.entry('届', "时"),
            Map.entry('字', "体"));

    private static final String BEGINS_COMPARED = "同环较比与";
    /** A target that is held against the year before. */
    private static final Pattern COMPARED =
            Pattern.compile("(同比|环比|较上年|比上年|较去年|比去年|与上年相比|较(20\\d\\d|上)年)(?<change>.{2,16})");

    /** A column's text. */
    record Segment(Column column, int from, int to) {}

    /** A text that may stand in a column; brackets around it are none of it. */
    record Candidate(int textFrom, int textTo, int to, double worth) {}

    private final Tape tape;
    private final TapeShape shape;
    /** Words of levels. */
    private final Set<String> labels;
    /** Where levels that are written out with their 指标 begin. */
    private final boolean[] wholeLevelAt;

    private List<Column> columns = List.of();
    private boolean headed;
    private final Map<Long, List<Candidate>> known = new HashMap<>();

    ColumnTexts(Tape tape, TapeShape shape, Set<String> labels, boolean[] wholeLevelAt) {
        this.tape = tape;
        this.shape = shape;
        this.labels = labels;
        this.wholeLevelAt = wholeLevelAt;
    }

    /** @param headed whether the columns are those of a printed header */
    void under(List<Column> these, boolean headed) {
        columns = these;
        this.headed = headed;
    }

    static boolean letter(char c) {
        return Character.isLetter(c);
    }

    double crossing(int gap, int at) {
        boolean latin = tape.at(at) < 0x250 && tape.at(at - 1) < 0x250;
        return switch (gap) {
            case Tape.NONE -> 0;
            case Tape.SPACE -> latin ? -0.1 : -1.5;
            case Tape.LINE -> -1.5;
            default -> -9;
        };
    }

    /** Where nothing parts a name from what follows it, a sign, a number, a bracket or a word has to. */
    boolean columnMayBegin(int at) {
        char c = tape.at(at);
        if (shape.prose()
                && headed
                && columns.get(0) == Column.REMARK
                && REMARK_BEGINS
                        .matcher(tape.plain(at, Math.min(tape.length(), at + 2)))
                        .lookingAt()) {
            return true;
        }
        if (unitBefore(at) > 0 || again(at) > 0) {
            return true;
        }
        if (Character.isDigit(c) || SIGNS.indexOf(c) >= 0 || c == '(' || c == ':') {
            return true;
        }
        String rest = tape.plain(at, Math.min(tape.length(), at + 24));
        if (WORDED.matcher(rest).lookingAt() && rest.matches("(?s)\\D{2,4}\\d.*")) {
            return true;
        }
        return wordsAt(at) > 0 || wordsBefore(at) > 0 || comparedAt(at) > 0;
    }

    /** Where a target ends that is held against the year before, 同比显著提高; −1 where none begins here. */
    private int comparedAt(int at) {
        if (!shape.prose() || BEGINS_COMPARED.indexOf(tape.at(at)) < 0) {
            return -1;
        }
        for (int end = Math.min(tape.length(), at + LONGEST_AGAIN); end > at + 3; end--) {
            Matcher compared = COMPARED.matcher(tape.plain(at, end));
            boolean ends = end == tape.length() || tape.gap(end) != Tape.NONE || wordsAt(end) > 0;
            if (ends && compared.matches() && changed(compared.group("change"))) {
                return end;
            }
        }
        return -1;
    }

    /** 销量显著提高: words of promise behind what changes. */
    private static boolean changed(String text) {
        for (int from = 0; from <= Math.min(6, text.length() - 2); from++) {
            if (TargetCell.promised(text.substring(from))) {
                return true;
            }
        }
        return false;
    }

    /** Where a unit ends that nothing parts from the name before it and the number behind it; −1 where there is none. */
    private int unitBefore(int at) {
        if (!shape.prose() || !headed || columns.get(0) != Column.MEASURE_UNIT) {
            return -1;
        }
        for (int end = Math.min(tape.length() - 1, at + 6); end > at; end--) {
            boolean value = Character.isDigit(tape.at(end)) || SIGNS.indexOf(tape.at(end)) >= 0;
            if (value && UNIT.matcher(tape.plain(at, end)).matches()) {
                return end;
            }
        }
        return -1;
    }

    /**
     * Where a text ends that stands twice in a row with points behind it, 不超过预算不超过预算10: target and what was reached; −1 where none begins
     * here.
     */
    private int again(int at) {
        if (!shape.prose() || !headed || !columns.contains(Column.ACTUAL)) {
            return -1;
        }
        for (int length = YES_OR_NO.indexOf(tape.at(at)) >= 0 ? 1 : 2;
                length <= LONGEST_AGAIN && at + 2 * length <= tape.length();
                length++) {
            int behind = at + 2 * length;
            boolean ends = behind == tape.length()
                    || Character.isDigit(tape.at(behind))
                    || tape.gap(behind) != Tape.NONE
                    || wholeLevelAt[behind];
            if (ends && tape.starts(at + length, tape.plain(at, at + length)) && !wholeLevelAt[at + length]) {
                return at + length;
            }
        }
        return -1;
    }

    /** Where words of promise end that a remark follows, with nothing between them; −1 where there are none. */
    int wordsBefore(int at) {
        if (!headed || shape.cells() || !columns.contains(Column.REMARK) || columns.get(0) != Column.TARGET) {
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
    int wordsAt(int at) {
        int end = at;
        while (end < tape.length()
                && end - at < 16
                && (end == at || tape.gap(end) == Tape.NONE && !wholeLevelAt[end] && !Character.isDigit(tape.at(end)))
                && SEPARATORS.indexOf(tape.at(end)) < 0) {
            end++;
        }
        return end > at + 1 && TargetCell.promised(tape.plain(at, end)) ? end : -1;
    }

    /** Whether a segment ends by itself: with a number or a unit. */
    boolean tight(Segment segment) {
        String text = tape.plain(segment.from(), segment.to());
        return TargetCell.likeness(text) == TargetCell.Likeness.CERTAIN
                || TargetCell.number(text)
                || wordsAt(segment.from()) == segment.to()
                || wordsBefore(segment.from()) == segment.to();
    }

    /**
     * What may stand in a column from a position on.
     *
     * @param numbered whether the indicator has a number, so that what stands in brackets behind it is its target
     * @param segments the columns before it
     */
    List<Candidate> of(Column column, int at, boolean numbered, List<Segment> segments) {
        return switch (column) {
            case ACTUAL -> actuals(at, numbered, segments);
            case SCORE -> points(at, column, segments);
            case LEVEL1, LEVEL2, NAME -> List.of();
            default ->
                known.computeIfAbsent(
                        ((long) at * Column.values().length + column.ordinal()) * 2 + (numbered ? 1 : 0),
                        key -> switch (column) {
                            case TARGET -> targets(at, numbered);
                            case POINTS -> points(at, column, List.of());
                            case OPERATOR -> operators(at);
                            case MEASURE_UNIT -> units(at);
                            default -> remarks(at, column);
                        });
        };
    }

    private List<Candidate> targetsOnce(int at, boolean numbered) {
        return of(Column.TARGET, at, numbered, List.of());
    }

    private List<Candidate> targets(int at, boolean numbered) {
        List<Candidate> all = new ArrayList<>();
        if (tape.at(at) == '(') {
            bracketed(at, numbered, all);
        }
        boolean free = tape.gap(at) != Tape.NONE;
        double crossed = 0;
        for (int end = at + 1; end <= Math.min(tape.length(), at + LONGEST_TARGET); end++) {
            int gap = tape.gap(end);
            boolean dash = end + 1 < tape.length() && tape.at(end) == '-' && tape.gap(end + 1) != Tape.NONE;
            if (end > at + 1 && gap == Tape.SPACE && dash && !shape.cells()) {
                all.add(new Candidate(at, end, end, targetWorth(at, end, true, free) + crossed));
                break; // Of a page's number: - 5 -.
            }
            if (end > at + 1 && gap == Tape.SPACE && namedBefore(at, end) && end < tape.length()) {
                all.add(new Candidate(at, end, end, targetWorth(at, end, true, free)));
                break; // Another indicator's name ends here, and what follows is none of it.
            }
            boolean last = end == tape.length();
            boolean separated = !last
                    && (";。".indexOf(tape.at(end)) >= 0
                            || shape.prose() && tape.at(end) == ',' && !Character.isDigit(tape.at(end - 1)));
            boolean bounded = last || gap != Tape.NONE || separated && shape.prose() || wholeLevelAt[end];
            double worth = strayBehind(at, end) ? IMPOSSIBLE : targetWorth(at, end, bounded, free);
            if (worth > IMPOSSIBLE) {
                all.add(new Candidate(at, end, end, worth + crossed));
            }
            if (last || separated && shape.prose() || wholeLevelAt[end] && gap != Tape.NONE) {
                break;
            }
            crossed += crossing(gap, end);
            if (crossed < -8) {
                break;
            }
        }
        return all;
    }

    private boolean namedBefore(int at, int end) {
        return !shape.cells()
                && !shape.lines()
                && tape.widest(at, end) == Tape.NONE
                && NAME.matcher(tape.plain(at, end)).matches();
    }

    /** Whether a text is a name of something counted, and behind a space another: two indicators without targets. */
    boolean twoNames(int from, int to) {
        if (shape.cells() || shape.lines()) {
            return false;
        }
        for (int i = from + 2; i < to - 2; i++) {
            if (tape.gap(i) == Tape.SPACE
                    && NAME.matcher(tape.plain(from, i)).matches()
                    && NAME.matcher(tape.plain(i, to)).matches()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a text ends with a single character that stands alone and is no unit: of a label printed downwards, or a dash. */
    private boolean strayBehind(int at, int end) {
        int last = end - 1;
        return last > at
                && tape.gap(last) != Tape.NONE
                && (end == tape.length() || tape.gap(end) != Tape.NONE)
                && !Character.isDigit(tape.at(last))
                && !UNIT.matcher(tape.plain(last, end)).matches();
    }

    private void bracketed(int at, boolean numbered, List<Candidate> all) {
        int depth = 0;
        for (int end = at; end < Math.min(tape.length(), at + 50); end++) {
            depth += tape.at(end) == '(' ? 1 : tape.at(end) == ')' ? -1 : 0;
            if (depth == 0) {
                boolean bounded = end + 1 >= tape.length()
                        || tape.gap(end + 1) != Tape.NONE
                        || SEPARATORS.indexOf(tape.at(end + 1)) >= 0
                        || wholeLevelAt[end + 1];
                if (bounded && end > at + 1) {
                    if (UNIT.matcher(tape.plain(at + 1, end)).matches()) {
                        return; // The unit of what the name counts: 补助面积(万亩).
                    }
                    double worth = switch (TargetCell.likeness(tape.plain(at + 1, end))) {
                        case CERTAIN -> 9;
                        case LIKELY -> numbered ? 8 : 4;
                        case NONE -> numbered ? 5 : -2;
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
        if (twoNumbers(at, end) || numberAndName(at, end)) {
            return IMPOSSIBLE;
        }
        if (TargetCell.operator(text)
                || TargetCell.nature(text) && text.length() > 1
                || bounded && labels.contains(text)
                || Vocabulary.pageNumber(text)
                || NameTexts.NUMBERED_WITHIN.matcher(text).find()
                || text.length() > 2 && (Vocabulary.column(text).isPresent() || Vocabulary.noise(text))
                || !balanced(text)
                || text.startsWith("是否")
                || BEHIND_PERCENT.matcher(text).matches()
                || !shape.prose() && Character.isDigit(text.charAt(0)) && !free && Character.isDigit(tape.at(at - 1))) {
            return IMPOSSIBLE;
        }
        if (again(at) == end && letter(tape.at(at)) && likeness == TargetCell.Likeness.NONE || comparedAt(at) == end) {
            return 6;
        }
        if (likeness == TargetCell.Likeness.CERTAIN) {
            if (bounded || again(at) == end && letter(tape.at(end - 1))) {
                return 10;
            }
            return ownUnit(text, end) ? 8 + 0.1 * text.length() : IMPOSSIBLE;
        }
        if (DATE.matcher(text).matches() && !TargetCell.number(text)) {
            boolean month = text.endsWith("月") && wordsAt(end) > 0; // 12月已完成
            return bounded ? 8 : text.endsWith("日") || text.endsWith("前") || month ? 6 : IMPOSSIBLE;
        }
        if (TargetCell.number(text)) {
            boolean within = end < tape.length()
                    && tape.gap(end) == Tape.NONE
                    && (Character.isDigit(tape.at(end)) || tape.at(end) == '.');
            return bounded ? 4 : !within ? 3 : shape.prose() ? 0 : IMPOSSIBLE;
        }
        if (!free && !bounded && wordsBefore(at) == end) {
            return 3;
        }
        int run = free ? -1 : wordsAt(at);
        if (run > end
                && columns.contains(Column.ACTUAL)
                && TargetCell.promised(text)
                && TargetCell.promised(tape.plain(end, run))) {
            return text.length() == 1 && YES_OR_NO.contains(text) ? 5 : 4; // 是|基本达到 rather than 是基本|达到.
        }
        if (likeness == TargetCell.Likeness.LIKELY && (bounded || wordsAt(at) == end)) {
            return free && bounded ? 7 : wordsAt(at) == end && !shape.cells() ? 4 : IMPOSSIBLE;
        }
        if (TargetCell.noValue(text) && bounded && free) {
            return 2;
        }
        if (NAME.matcher(text).matches() && !shape.cells()) {
            return free && bounded && !Vocabulary.footer(text) ? OF_A_NAME : IMPOSSIBLE;
        }
        return free && bounded && text.length() >= 2 && !Vocabulary.footer(text)
                ? (tape.gap(end) >= Tape.CELL && tape.gap(at) >= Tape.CELL ? 3.5 : 1)
                : IMPOSSIBLE;
    }

    /** Whether only a gap parts two digits. */
    private boolean twoNumbers(int at, int end) {
        for (int i = at + 1; i < end; i++) {
            if (tape.gap(i) != Tape.NONE && Character.isDigit(tape.at(i)) && Character.isDigit(tape.at(i - 1))) {
                return true;
            }
        }
        return false;
    }

    /** Whether behind a number and a gap other words than a unit stand: the number is a target by itself, and the words are a name. */
    private boolean numberAndName(int at, int end) {
        if (shape.cells() || !Character.isDigit(tape.at(at)) && SIGNS.indexOf(tape.at(at)) < 0) {
            return false;
        }
        int behind = at + 1;
        while (behind < end && tape.gap(behind) == Tape.NONE) {
            behind++;
        }
        return end - behind >= SHORTEST_NAME
                && TargetCell.likeness(tape.plain(at, behind)) != TargetCell.Likeness.NONE
                && tape.plain(at, behind).matches(".*\\d.*")
                && TargetCell.likeness(tape.plain(behind, end)) == TargetCell.Likeness.NONE
                && letter(tape.at(behind))
                && letter(tape.at(behind + 1))
                && letter(tape.at(behind + 2));
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
        if (end < tape.length()
                && OF_A_WORD.getOrDefault(unit.charAt(unit.length() - 1), "").indexOf(tape.at(end)) >= 0) {
            return false;
        }
        boolean above = end < tape.length() && "及以之".indexOf(tape.at(end)) >= 0;
        return !above
                && UNIT.matcher(unit.replaceFirst("(及以上|以上|以内|及以下|以下|左右)$", "")).matches();
    }

    private List<Candidate> actuals(int at, boolean numbered, List<Segment> segments) {
        Optional<String> target = segments.stream()
                .filter(one -> one.column() == Column.TARGET)
                .map(one -> tape.plain(one.from(), one.to()))
                .findFirst();
        List<Candidate> all = new ArrayList<>();
        if (target.isPresent()
                && shape.prose()
                && headed
                && (target.get().length() > 1 || YES_OR_NO.contains(target.get()))
                && tape.starts(at, target.get())) {
            int end = at + target.get().length();
            boolean letter = letter(tape.at(end - 1)) || tape.at(end - 1) == '%';
            if (letter && tape.widest(at, end) == Tape.NONE) {
                all.add(new Candidate(at, end, end, 7)); // The target once more.
            }
        }
        for (Candidate one : targetsOnce(at, numbered)) {
            String text = tape.plain(one.textFrom(), one.textTo());
            if (one.worth() < 0 && target.filter(text::equals).isEmpty()) {
                continue;
            }
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
            // Hardly an indicator has more than sixty points of a hundred.
            worth -= column == Column.POINTS && number(text).intValue() > MOST_POINTS ? 2 : 0;
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
        int before = unitBefore(at);
        if (before > 0) {
            all.add(new Candidate(at, before, before, 5));
        }
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
        // Where nothing ends a text, a column that is passed over would swallow the rows behind it.
        int longest = column == Column.PASSED && shape.prose() ? LONGEST_PASSED : LONGEST_REMARK;
        for (int end = at + 1; end <= Math.min(tape.length(), at + longest); end++) {
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
                    && shape.prose()
                    && column == Column.REMARK
                    && tape.gap(end) == Tape.NONE
                    && (Character.isDigit(tape.at(end)) || SIGNS.indexOf(tape.at(end)) >= 0 || wordsAt(end) > 0)
                    && !Character.isDigit(tape.at(end - 1))) {
                all.add(new Candidate(at, end, end, -1));
            }
        }
        return all;
    }
}

package io.dabiao.forms;

import java.util.Set;
import java.util.regex.Pattern;

/** What the texts of a tape are worth as names of indicators. */
final class NameTexts {

    private static final Pattern OF_A_RULE = Pattern.compile("\\d%|得$|扣$|得\\d|扣\\d");
    /** Another indicator begins within a text. */
    static final Pattern NUMBERED_WITHIN = Pattern.compile("指标\\d{1,2}(:|、|[.](?!\\d))");

    /** A name and, behind it, what it tells. */
    private static final Pattern EXPLAINED = Pattern.compile(".{4,}(反映|是指|考察|主要考核).{3,}");

    /** Units that hardly a name begins with, and then a name of its own. */
    private static final Pattern OF_A_NUMBER = Pattern.compile(
            "(人次|种次|批次|场次|次(?!均|数|要)|台|套|篇|份(?!额)|户(?!均|籍|外|主|数)|亩(?!均|产)|公里|平方米|万元|元(?!旦)|%|项(?!目)|件(?!均))(?=[\\u4e00-\\u9fff]{3})");

    /** What a measure of time goes on with: 6小时内扑灭率 is one name. */
    private static final Pattern OF_A_TIME = Pattern.compile("(以?内|以上|以下)(?!部|容|控|河|涝|外)");

    private static final String TIMES = "时天日月年钟秒周";
    private static final int LONGEST_UNIT = 3;

    private static final Pattern COUNTED = Pattern.compile("[^\\d]{6,}\\d+(?!\\d|年|月|岁|级|类|[-~])[^\\d]{6,}");

    private static final Pattern SIGNED = Pattern.compile("\\((盖章|公章|签章|签字)\\)|年实现值");

    private final Tape tape;
    private Set<String> labels;

    /** @param labels words of levels */
    NameTexts(Tape tape, Set<String> labels) {
        this.tape = tape;
        this.labels = labels;
    }

    /** Of a table whose header has no levels: a word of a level is a name like any other. */
    void withoutLevels() {
        labels = Set.of();
    }

    /** The more, the better; at most 10. */
    double worth(String text, int end) {
        String bare = text.replaceFirst("^[★☆*]+", "");
        long letters = bare.codePoints().filter(Character::isLetter).count();
        if (letters < 2
                || 2 * letters < bare.length()
                || TargetCell.nature(bare)
                || TargetCell.noValue(bare)
                || ColumnTexts.UNIT.matcher(bare).matches()
                || footWithin(end - bare.length(), end)) {
            return ColumnTexts.IMPOSSIBLE;
        }
        if (begins(text, end - text.length())) {
            return ColumnTexts.IMPOSSIBLE;
        }
        double worth = 4 + (tape.gap(end) >= Tape.CELL ? 2 : tape.gap(end) >= Tape.SPACE ? 1 : 0);
        if (Vocabulary.words().namelike(Vocabulary.plain(bare).replaceFirst("\\([^()]*\\)$", ""))) {
            worth += 3;
        }
        TargetCell.Likeness likeness = TargetCell.likeness(bare);
        if (likeness == TargetCell.Likeness.CERTAIN
                || ColumnTexts.DATE.matcher(bare).matches()) {
            worth -= 12;
        } else if (likeness == TargetCell.Likeness.LIKELY) {
            worth -= tape.gap(end) >= Tape.CELL && tape.gap(end - bare.length()) >= Tape.CELL ? 2 : 5;
        }
        if (bare.replaceAll("\\([^()]*\\)", "").matches(".*[≥≤=<>].*")) {
            worth -= 10;
        }
        if (labels.contains(bare)) {
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
        if (SIGNED.matcher(bare).find()) {
            worth -= 15;
        }
        if (EXPLAINED.matcher(bare).matches()) {
            worth -= 6;
        }
        if (NUMBERED_WITHIN.matcher(bare).find()) {
            worth -= 20;
        }
        return worth - (bare.length() > 40 ? 2 : 0);
    }

    /** Whether a text begins with the unit of the number before it, or amid it: 2000 次汇总突发事件, 0人 and 次达成. */
    private boolean begins(String text, int from) {
        if (from == 0 || tape.gap(from) > Tape.SPACE) {
            return false;
        }
        char before = tape.at(from - 1);
        if (Character.isDigit(before)) {
            return OF_A_NUMBER.matcher(text).lookingAt();
        }
        return tape.gap(from) == Tape.NONE
                && (amidUnit(text, from)
                        || TIMES.indexOf(before) >= 0 && OF_A_TIME.matcher(text).lookingAt());
    }

    private boolean amidUnit(String text, int from) {
        for (int at = from - 1; at > 0 && from - at <= LONGEST_UNIT && !Character.isDigit(tape.at(at)); at--) {
            if (Character.isDigit(tape.at(at - 1))) {
                return ColumnTexts.UNIT
                        .matcher(tape.plain(at, from) + text.charAt(0))
                        .matches();
            }
        }
        return false;
    }

    /** Whether a number stands amid a text that is long enough for two names. */
    static boolean countsWithin(String text) {
        return COUNTED.matcher(text).find() || counted(text);
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
}

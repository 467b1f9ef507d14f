package io.dabiao.forms;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A printed target, taken apart.
 *
 * @param printed the cell, without the space around it
 * @param operator one of ≥ ≤ = &gt; &lt;; empty where none is printed
 * @param value the number as printed without thousands separators, or the words; empty where nothing is printed
 * @param unit as printed; empty where none is
 * @param doubts what someone must settle
 */
record TargetCell(String printed, String operator, String value, String unit, List<String> doubts) {

    private static final Map<String, String> OPERATORS = new LinkedHashMap<>();
    private static final String WORDED =
            "不低于|不少于|不小于|不得低于|不得少于|至少|不超过|不高于|不多于|不大于|不得超过|大于等于|小于等于|大于|小于|少于|低于|高于|多于|超过|等于|达到";
    /** How often it is promised; a reading has to say so. */
    private static final Pattern RECURRING = Pattern.compile("(每(?:年|月|周|日|天|季度?|旬|半年|学期)(?:度|末|均)?)(.*\\d.*)");

    /** The same behind an English target. */
    private static final Pattern PERIODIC = Pattern.compile(
            "(.*\\d.*?)((?:per|each|every|a|/)?(?:day|week|month|quarter|year)|daily|weekly|monthly|quarterly|yearly|annually)");

    private static final Pattern QUANTITY =
            Pattern.compile("(?:稳定在|控制在|保持在|维持在|保持|力争|确保|实现)?(?<operator>>=|<=|=>|=<|≥|≤|≧|≦|⩾|⩽|>|<|=|" + WORDED + ")?"
                    + "(?<currency>[$¥€£₹])?(?<number>\\d[\\d,，]*(?:\\.\\d+)?)"
                    + "(?:\\((?<inside>[^()]{1,12})\\)|(?<unit>%|‰|[^\\d()（）,，。；;~～\\-—%]{0,10}?))"
                    + "(?<suffix>\\+|及以上|或以上|以上|及以内|以内|之内|(?<=时|钟|天|日|秒|周|月|年)内|及以下|以下|左右|上下)?");
    /** Words that forms promise in; a cell of them is a target and no name. */
    private static final Pattern WORDS =
            Pattern.compile("(是|否|无|有|应.尽.|优|良|优秀|良好|合格|达标|完善|健全|及时|按时|按期|准时|完成|正常|稳定|安全|规范|高效|满意)"
                    + "|.{0,6}(完善|健全|及时|按时完成|按期完成|及时完成|及时更新|提高|提升|扩大|增强|改善|加强|增加|增长|降低|减少|下降|优化|促进|保障|保证|推动|稳定|高效|达标|合格|良好|规范|显著|明显|有效|满意|常态化|长效)"
                    + "|.{0,4}(全国|全市|全省|行业|同类|国内|世界)?前[0-9一二三四五六七八九十]+.{0,3}"
                    + "|第[0-9一二三四五六七八九十]+.{0,3}"
                    + "|(20\\d\\d年|每年)?\\d{1,2}月(\\d{1,2}日)?(底|末|初|中旬|上旬|下旬)?(前|之前|以前|内)?(完成)?"
                    + "|20\\d\\d[-/.年]\\d{1,2}([-/.月]\\d{1,2}日?)?(前)?");

    /** What stands in a column 指标性质 beside operators. */
    private static final Pattern NATURE = Pattern.compile("定性|定量|定性指标|定量指标|(正向|反向|逆向|负向|适度)(指标)?|[-—/]+");

    private static final int MOST_PROMISED = 16;
    /** Of words behind a number that may be its unit although no list has them. */
    private static final int LONGEST_UNIT = 7;

    private static final Pattern YEAR = Pattern.compile("20\\d\\d年(度|底|末|初|内|全年|年底)?(前|完成)?");
    private static final Pattern MONTH = Pattern.compile("(20\\d\\d年|每年)?\\d{1,2}月.*");
    private static final Pattern BARE_NUMBER = Pattern.compile("\\d[\\d,，]*(?:\\.\\d+)?");

    /** Signs that are drawn otherwise, each before the usual one: not greater is at most. */
    private static final String SIGNS = "﹦=＝=═=﹥>﹤<≯≤≮≥≧≥≦≤⩾≥⩽≤〈<〉>";

    private static final Pattern EMPHASIS = Pattern.compile("\\*\\*|`");
    /** Signs that nothing is promised. */
    private static final Pattern NO_VALUE = Pattern.compile("[/\\\\]+|暂无|不适用|N/?A|TBD|[-—]+", Pattern.CASE_INSENSITIVE);

    /** Two numbers that only a space parts are no number; of thousands a space parts groups of three. */
    private static final Pattern TWO_NUMBERS = Pattern.compile("(?s).*\\d[\\s\\u3000]+\\d.*");

    /** Characters that are all parted by a space, as letters are spread in a line: more than two numbers of a digit. */
    private static final Pattern SPREAD = Pattern.compile("(?=.*[^\\d\\s\\u3000=])\\S([\\s\\u3000]+\\S)+");

    private static final Pattern SPACED_THOUSANDS =
            Pattern.compile("[^\\d]*\\d{1,3}([ \\u00A0\\u202F]\\d{3})+(\\.\\d+)?[^\\d]*");
    private static final Pattern THOUSANDS = Pattern.compile("\\d{1,3}([,，]\\d{3})+(\\.\\d+)?");
    /** What explains a target stands in brackets behind it: ≤5分钟(传统方式需10-15分钟). */
    private static final Pattern EXPLAINED = Pattern.compile("([^()（）]*\\d[^()（）]*)[(（]([^()（）]{7,})[)）]");

    /** A mark of a class behind a target that has its unit: <30s (P0). */
    private static final Pattern MARKED = Pattern.compile("([^()（）]*\\d[^()（）]*)[(（]([A-Za-z][^()（）]{0,5})[)）]");

    private static final Pattern COVERED = Pattern.compile("(.*\\d%)(覆盖|全覆盖|完成|达标|合格|到位|发放|执行|保障)");

    static {
        for (String word : List.of("≥", ">=", "=>", "≧", "⩾", "不低于", "不少于", "不小于", "不得低于", "不得少于", "至少", "大于等于")) {
            OPERATORS.put(word, "≥");
        }
        for (String word : List.of("≤", "<=", "=<", "≦", "⩽", "不超过", "不高于", "不多于", "不大于", "不得超过", "小于等于")) {
            OPERATORS.put(word, "≤");
        }
        for (String word : List.of(">", "大于", "高于", "多于", "超过")) {
            OPERATORS.put(word, ">");
        }
        for (String word : List.of("<", "小于", "少于", "低于")) {
            OPERATORS.put(word, "<");
        }
        OPERATORS.put("=", "=");
        OPERATORS.put("等于", "=");
    }

    TargetCell {
        doubts = List.copyOf(doubts);
    }

    /** How sure it is that a text is a target. */
    enum Likeness {
        /** A number with an operator or a unit, or an operator. */
        CERTAIN,
        /** Words that forms promise in, or a bare number. */
        LIKELY,
        NONE
    }

    private static String plain(String text) {
        return EMPHASIS.matcher(usual(Vocabulary.plain(text))).replaceAll("");
    }

    /** With the usual signs. */
    static String usual(String text) {
        String usual = text;
        for (int i = 0; i < SIGNS.length(); i += 2) {
            usual = usual.replace(SIGNS.charAt(i), SIGNS.charAt(i + 1));
        }
        return usual;
    }

    /** Whether a text says that nothing is promised. */
    static boolean noValue(String text) {
        return NO_VALUE.matcher(plain(text)).matches();
    }

    static Likeness likeness(String text) {
        String plain = plain(text);
        if (plain.isEmpty()) {
            return Likeness.NONE;
        }
        if (BARE_NUMBER.matcher(plain).matches() && !twoNumbers(text)) {
            return Likeness.LIKELY;
        }
        if (COVERED.matcher(plain).matches()) {
            return Likeness.CERTAIN;
        }
        if (twoNumbers(text)) {
            return words(plain) ? Likeness.LIKELY : Likeness.NONE;
        }
        if (plain.endsWith(")") && explanation(text.strip()).isPresent()) {
            return Likeness.CERTAIN;
        }
        if (YEAR.matcher(plain).matches()) {
            return Likeness.LIKELY;
        }
        Matcher quantity = QUANTITY.matcher(plain);
        if (quantity.matches() && !MONTH.matcher(plain).matches()) {
            // 7岁以下儿童健康管理率 is a name that begins with a number.
            String unit = quantity.group("unit");
            boolean name = quantity.group("operator") == null
                    && unit != null
                    && (ColumnTexts.NAME.matcher(unit).matches()
                            || unit.length() > LONGEST_UNIT
                                    && !ColumnTexts.UNIT.matcher(unit).matches());
            return name ? Likeness.NONE : Likeness.CERTAIN;
        }
        Matcher recurring = RECURRING.matcher(plain);
        if (recurs(recurring)) {
            return Likeness.CERTAIN;
        }
        Matcher periodic = PERIODIC.matcher(plain);
        if (periodic.matches()
                && QUANTITY.matcher(periodic.group(1)).matches()
                && periodic.group(1).matches(".*[%A-Za-z]")) {
            return Likeness.CERTAIN;
        }
        if (OPERATORS.containsKey(plain) || plain.matches("[≥≤<>=].*\\d.*")) {
            return Likeness.CERTAIN;
        }
        return words(plain) ? Likeness.LIKELY : Likeness.NONE;
    }

    /** 每年12次 recurs; 每年12月底前 is a day. */
    private static boolean recurs(Matcher recurring) {
        return recurring.matches()
                && QUANTITY.matcher(recurring.group(2)).matches()
                && !MONTH.matcher(recurring.group(2)).matches();
    }

    private static boolean twoNumbers(String text) {
        return text.chars().anyMatch(c -> c == ' ' || c == '\u3000' || c == '\n' || c == '\t')
                && !SPREAD.matcher(text.strip()).matches()
                && TWO_NUMBERS.matcher(text.strip()).matches()
                && !SPACED_THOUSANDS.matcher(text.strip()).matches();
    }

    /** A target and, in brackets behind it, what explains it; empty where a text is none. */
    private static Optional<Matcher> explanation(String text) {
        Matcher explained = EXPLAINED.matcher(text);
        if (explained.matches() && explained(explained)) {
            return Optional.of(explained);
        }
        Matcher marked = MARKED.matcher(text);
        if (marked.matches()
                && !ColumnTexts.UNIT.matcher(Vocabulary.plain(marked.group(2))).matches()) {
            Matcher quantity = QUANTITY.matcher(plain(marked.group(1)));
            boolean whole = quantity.matches()
                    && quantity.group("unit") != null
                    && !quantity.group("unit").isEmpty();
            return whole ? Optional.of(marked) : Optional.empty();
        }
        return Optional.empty();
    }

    /** Whether what stands before the brackets is a whole target by itself, and the brackets are too long for a unit. */
    private static boolean explained(Matcher explained) {
        String before = plain(explained.group(1));
        Matcher quantity = QUANTITY.matcher(before);
        return quantity.matches()
                && !MONTH.matcher(before).matches()
                && (quantity.group("operator") != null
                        || !quantity.group("unit").isEmpty());
    }

    private static boolean words(String plain) {
        for (String part : plain.split("[、，,;；和。]")) {
            if (!WORDS.matcher(part).matches() && !promised(part)) {
                return false;
            }
        }
        return plain.length() <= 24;
    }

    /** Whether a text consists of the vocabulary's words of promise. */
    static boolean promised(String plain) {
        if (plain.isEmpty() || plain.length() > MOST_PROMISED) {
            return false;
        }
        boolean[] reached = new boolean[plain.length() + 1];
        reached[0] = true;
        for (int from = 0; from < plain.length(); from++) {
            for (int to = from + 1; reached[from] && to <= plain.length(); to++) {
                reached[to] |= Vocabulary.words().promises().contains(plain.substring(from, to));
            }
        }
        return reached[plain.length()];
    }

    static boolean operator(String text) {
        return OPERATORS.containsKey(plain(text));
    }

    /** Whether a text stands for an operator where something is promised in words. */
    static boolean nature(String text) {
        return NATURE.matcher(plain(text)).matches();
    }

    /** Whether a text is a number with an operator before it. */
    static boolean compares(String text) {
        Matcher quantity = QUANTITY.matcher(plain(text));
        return quantity.matches() && quantity.group("operator") != null;
    }

    static boolean number(String text) {
        return BARE_NUMBER.matcher(plain(text)).matches() && !twoNumbers(text);
    }

    static final TargetCell NOTHING = new TargetCell("", "", "", "", List.of("表中未填指标值"));

    /** Of operator, number and unit that stand in columns of their own. */
    static TargetCell of(String operator, String number, String unit) {
        if (!operator.isBlank() && !operator(operator)) {
            TargetCell target = of("", number, unit);
            List<String> doubts = new ArrayList<>(target.doubts());
            if (!NATURE.matcher(plain(operator)).matches()) {
                doubts.add("“" + operator.strip() + "”不是运算符");
            }
            return new TargetCell(target.printed(), target.operator(), target.value(), target.unit(), doubts);
        }
        String in = unit.isBlank() || plain(number).endsWith(plain(unit)) ? "" : "(" + unit.strip() + ")";
        TargetCell whole = of(operator.strip() + number.strip() + in);
        if (in.isEmpty() || number(number) || whole.unit().equals(unit.strip())) {
            return whole;
        }
        // The value says more than a number: a unit of its own, or words that have none.
        TargetCell own = of(operator.strip() + number.strip());
        List<String> doubts = new ArrayList<>(own.doubts());
        doubts.add("计量单位栏的“" + unit.strip() + "”与指标值“" + number.strip() + "”不符，请核对");
        return new TargetCell(own.printed(), own.operator(), own.value(), own.unit(), doubts);
    }

    static TargetCell of(String text) {
        String printed = text.strip();
        String plain = plain(printed);
        if (plain.isEmpty()) {
            return NOTHING;
        }
        if (NO_VALUE.matcher(plain).matches()) {
            return new TargetCell(printed, "", "", "", NOTHING.doubts());
        }
        if (OPERATORS.containsKey(plain)) {
            return new TargetCell(printed, "", "", "", List.of("“" + printed + "”之后没有数值"));
        }
        List<String> doubts = new ArrayList<>();
        if (twoNumbers(printed)) {
            doubts.add("“" + printed + "”中有两个数，没有别的字分开，请核对");
            return new TargetCell(printed, "", printed, "", doubts);
        }
        Optional<Matcher> explained = explanation(printed);
        if (explained.isPresent()) {
            TargetCell whole = of(explained.get().group(1));
            doubts.addAll(whole.doubts());
            if (explained.get().group(2).matches("(?s).*\\d.*")) {
                doubts.add("括号内“" + explained.get().group(2).strip() + "”另有数字，未计入指标值，请核对");
            }
            return new TargetCell(printed, whole.operator(), whole.value(), whole.unit(), doubts);
        }
        Matcher covered = COVERED.matcher(plain);
        if (covered.matches() && QUANTITY.matcher(covered.group(1)).matches()) {
            TargetCell share = of(covered.group(1));
            return new TargetCell(printed, share.operator(), share.value(), share.unit(), share.doubts());
        }
        Matcher recurring = RECURRING.matcher(plain);
        if (recurs(recurring)) {
            TargetCell each = of(recurring.group(2));
            doubts.addAll(each.doubts());
            doubts.add("“" + recurring.group(1) + "”须定为按期考核还是按年合计");
            return new TargetCell(printed, each.operator(), each.value(), each.unit(), doubts);
        }
        Matcher periodic = PERIODIC.matcher(plain);
        if (periodic.matches()
                && QUANTITY.matcher(periodic.group(1)).matches()
                && periodic.group(1).matches(".*[%A-Za-z]")) {
            TargetCell each = of(periodic.group(1));
            doubts.addAll(each.doubts());
            doubts.add("“" + periodic.group(2) + "”须定为按期考核还是按年合计");
            return new TargetCell(printed, each.operator(), each.value(), each.unit(), doubts);
        }
        if (YEAR.matcher(plain).matches()) {
            return words(printed, plain, doubts);
        }
        Matcher quantity = QUANTITY.matcher(plain);
        if (!quantity.matches() || MONTH.matcher(plain).matches() && quantity.group("operator") == null) {
            return words(printed, plain, doubts);
        }
        String word = quantity.group("operator");
        String operator = word == null ? "" : OPERATORS.getOrDefault(word, "");
        String suffix = quantity.group("suffix") == null ? "" : quantity.group("suffix");
        String read = ofSuffix(suffix);
        if (!read.isEmpty() && !operator.isEmpty() && !operator.equals(read)) {
            doubts.add("“" + word + "”与“" + suffix + "”并用，方向不明");
        } else if (!read.isEmpty()) {
            operator = read;
        }
        String number = quantity.group("number");
        if (number.matches(".*[,，].*") && !THOUSANDS.matcher(number).matches()) {
            doubts.add("“" + number + "”的千位分隔不合规则，请核对");
        }
        if (suffix.equals("+")) {
            doubts.add("“+”按不少于读取，请核对");
        }
        if (suffix.equals("左右") || suffix.equals("上下")) {
            doubts.add("“" + suffix + "”未说明上下限");
        } else if (operator.isEmpty()) {
            doubts.add(word == null ? "未写明运算符（≥、≤、＝等）" : "“" + word + "”未说明是恰好还是至少");
        }
        String unit = printedUnit(printed, quantity);
        if (unit.isEmpty() && quantity.group("currency") != null) {
            unit = quantity.group("currency");
        }
        return new TargetCell(printed, operator, number.replaceAll("[,，]", ""), unit, doubts);
    }

    private static String ofSuffix(String suffix) {
        return switch (suffix) {
            case "及以上", "或以上", "以上", "+" -> "≥";
            case "及以内", "以内", "之内", "内", "及以下", "以下" -> "≤";
            default -> "";
        };
    }

    /** The unit in the characters of the form: the plain text may have simplified it. */
    private static String printedUnit(String printed, Matcher quantity) {
        String unit = quantity.group("inside") != null ? quantity.group("inside") : quantity.group("unit");
        if (unit == null || unit.isEmpty()) {
            return "";
        }
        String bare = printed.replaceAll("\\s", "");
        for (int at = 0; at + unit.length() <= bare.length(); at++) {
            String there = bare.substring(at, at + unit.length());
            if (Vocabulary.plain(there).equals(unit)) {
                return there.equals("％") ? "%" : there;
            }
        }
        return unit;
    }

    private static TargetCell words(String printed, String plain, List<String> doubts) {
        if (plain.matches(".*\\d.*") && !words(plain)) {
            doubts.add("“" + printed + "”中的数字无法按单一指标值读取");
        } else if (MONTH.matcher(plain).matches() || YEAR.matcher(plain).matches()) {
            doubts.add("“" + printed + "”是时间节点，须定为可核对的读法");
        }
        return new TargetCell(printed, "", printed, "", doubts);
    }
}

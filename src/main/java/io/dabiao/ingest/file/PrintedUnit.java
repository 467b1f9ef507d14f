package io.dabiao.ingest.file;

import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A unit as an office prints it over a column or above a table: 万元, 千册, 万人次, thousand yuan. What stands below it is so
 * many times more than its digits say.
 *
 * @param printed as it stands there
 * @param factor by which a number below it is multiplied; never 0
 * @param kind what is counted
 */
record PrintedUnit(String printed, BigDecimal factor, UnitKind kind) {

    /** What a unit counts. */
    enum UnitKind {
        MONEY,
        THINGS,
        TIME,
        /** A scale alone, such as 万: of whatever stands in the column. */
        ANY
    }

    /** By how many powers of ten a word multiplies. */
    private static final Map<String, Integer> SCALES = Map.ofEntries(
            Map.entry("十", 1),
            Map.entry("百", 2),
            Map.entry("千", 3),
            Map.entry("万", 4),
            Map.entry("十万", 5),
            Map.entry("百万", 6),
            Map.entry("千万", 7),
            Map.entry("亿", 8),
            Map.entry("十亿", 9),
            Map.entry("百亿", 10),
            Map.entry("千亿", 11),
            Map.entry("万亿", 12));

    private static final Map<String, Integer> ENGLISH = Map.of(
            "thousand", 3, "k", 3, "'000", 3, "000", 3, "10k", 4, "10,000", 4, "10000", 4, "million", 6, "billion", 9);

    private static final Set<String> MONEY = Set.of("元", "圆", "块", "人民币", "元人民币", "人民币元", "rmb", "cny", "yuan");

    private static final Set<String> THINGS = Set.of(
            "人次", "人", "次", "个", "件", "条", "台", "台次", "套", "册", "本", "份", "户", "户次", "家", "家次", "篇", "篇次", "场", "场次",
            "项", "项次", "名", "位", "页", "张", "字", "宗", "起", "例", "部", "门", "座", "辆", "只", "点", "课时", "学时", "件次", "条次",
            "点击", "阅读", "persons", "people", "visits", "times", "items", "pieces");

    /** Of times the second is the unit: an attribute of seconds holds seconds. */
    private static final Map<String, BigDecimal> TIMES = Map.ofEntries(
            Map.entry("毫秒", new BigDecimal("0.001")),
            Map.entry("ms", new BigDecimal("0.001")),
            Map.entry("秒", BigDecimal.ONE),
            Map.entry("秒钟", BigDecimal.ONE),
            Map.entry("s", BigDecimal.ONE),
            Map.entry("sec", BigDecimal.ONE),
            Map.entry("seconds", BigDecimal.ONE),
            Map.entry("分钟", BigDecimal.valueOf(60)),
            Map.entry("min", BigDecimal.valueOf(60)),
            Map.entry("minutes", BigDecimal.valueOf(60)),
            Map.entry("小时", BigDecimal.valueOf(3_600)),
            Map.entry("h", BigDecimal.valueOf(3_600)),
            Map.entry("hours", BigDecimal.valueOf(3_600)));

    static final String SCALE = longestFirst(SCALES.keySet().stream());
    static final String COUNTER =
            longestFirst(Stream.concat(MONEY.stream(), THINGS.stream()).filter(word -> !word.matches("[a-z]+")));

    private static final Pattern CHINESE = Pattern.compile("(?:人民币)?(" + SCALE + ")?(" + COUNTER + ")?(?:人民币)?");
    private static final Pattern WESTERN = Pattern.compile(
            "(?:in )?(?:(rmb|cny|yuan) ?)?(?:(thousand|k|'000|000|10k|10,000|10000|million|billion)s? ?)?(?:of )?([a-z]+)?");

    /** What only a number that is counted otherwise has in it: one that is read as it stands would be another number. */
    private static final Pattern DOUBTFUL = Pattern.compile(
            "[百千万亿‰\\d]|美元|美金|港元|港币|欧元|日元|英镑|澳元|卢布|usd|hkd|eur|jpy|gbp|[$€£]|thousand|million|billion|10k");

    private static final Pattern CALENDAR = Pattern.compile("\\d+(?:年度?|月份?|日|季度?|周|号)|q\\d");
    private static final Pattern PERCENT = Pattern.compile("%|百分比|百分数|百分点|百分制|百分率|percent");
    /** Who files a table is called 单位 as well. */
    private static final Pattern LINE = Pattern.compile(
            "(填报|编制|实施|主管|项目|预算|申报|制表|所属|使用|承担|建设|责任|用款|部门|主办|报送|牵头|协办)?单位\\s*(?:[:为是(]\\s*)+([^。;\\s)\\]】]{1,40})");

    private static final Pattern BRACKETED = Pattern.compile("[(\\[【〔<{]([^()\\[\\]【】〔〕<>{}]{1,30})[)\\]】〕>}]");
    private static final int LONGEST = 200;

    private static String longestFirst(Stream<String> words) {
        return words.sorted(java.util.Comparator.comparing(String::length).reversed())
                .collect(Collectors.joining("|"));
    }

    static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    }

    /** A unit that is printed by itself; empty where the text is none. */
    static Optional<PrintedUnit> of(String text) {
        String plain = plain(text).replaceFirst("^(?:计量|货币|金额|数量)?单位[:为是]?", "");
        String close = plain.replaceAll("\\s", "");
        if (close.isEmpty()) {
            return Optional.empty();
        }
        if (TIMES.containsKey(close)) {
            return Optional.of(new PrintedUnit(text.strip(), TIMES.get(close), UnitKind.TIME));
        }
        if (MONEY.contains(close)) {
            return Optional.of(new PrintedUnit(text.strip(), BigDecimal.ONE, UnitKind.MONEY));
        }
        Matcher chinese = CHINESE.matcher(close);
        if (chinese.matches()) {
            return Optional.of(unit(text, power(SCALES, chinese.group(1)), chinese.group(2)));
        }
        Matcher western = WESTERN.matcher(plain.replaceAll("\\s+", " "));
        if (western.matches()) {
            String counter = western.group(3) == null ? western.group(1) : western.group(3);
            boolean known = western.group(3) == null || MONEY.contains(counter) || THINGS.contains(counter);
            if (known && (western.group(2) != null || counter != null)) {
                return Optional.of(unit(text, power(ENGLISH, western.group(2)), counter));
            }
        }
        return Optional.empty();
    }

    private static int power(Map<String, Integer> powers, String word) {
        return word == null ? 0 : powers.get(word);
    }

    private static PrintedUnit unit(String text, int power, String counter) {
        UnitKind unitKind = counter == null ? UnitKind.ANY : MONEY.contains(counter) ? UnitKind.MONEY : UnitKind.THINGS;
        return new PrintedUnit(
                text.strip(), BigDecimal.ONE.scaleByPowerOfTen(power).setScale(0), unitKind);
    }

    /** Whether a text, though it is no unit that is known here, could make numbers mean something else. */
    static boolean doubtful(String text) {
        String plain = CALENDAR.matcher(plain(text)).replaceAll("");
        return !PERCENT.matcher(plain).find() && DOUBTFUL.matcher(plain).find();
    }

    /** Whether numbers below it are not what their digits say. */
    boolean multiplies() {
        return factor.compareTo(BigDecimal.ONE) != 0;
    }

    /** {@code 12.5 万元 = 125,000}: what is written and what it was read as. */
    Words reading(String written, BigDecimal value) {
        String equation = written.strip() + " × " + factor.stripTrailingZeros().toPlainString() + " = "
                + value.stripTrailingZeros().toPlainString();
        return new Words(equation + " (" + printed + ")", equation + "（" + printed + "）");
    }

    /**
     * The unit that a header bears in brackets or at its end.
     *
     * @param rest the header without it
     * @param unit empty where nothing is printed that could be one
     */
    record InHeader(String rest, Optional<PrintedUnit> unit) {}

    private static final Pattern AT_THE_END =
            Pattern.compile("(.+?)[\\s/、,:_\\-|]*((?:" + SCALE + ")(?:" + COUNTER + ")?|元)");

    /** What is in brackets; a mark such as 必填 or 年月日 is no unit. */
    static Optional<PrintedUnit> bracketed(String header) throws Unfit {
        Matcher brackets = BRACKETED.matcher(plain(header));
        Optional<PrintedUnit> found = Optional.empty();
        while (brackets.find()) {
            Optional<PrintedUnit> unit = of(brackets.group(1));
            if (unit.isEmpty() && doubtful(brackets.group(1))) {
                throw unknown(brackets.group(1), header);
            }
            if (unit.isPresent()
                    && found.isPresent()
                    && !unit.get().factor().equals(found.get().factor())) {
                throw unknown(brackets.group(1), header);
            }
            found = found.or(() -> unit);
        }
        return found;
    }

    private static Unfit unknown(String unit, String header) {
        return new Unfit(
                "the unit " + CellText.shortened(unit) + " of the column " + CellText.shortened(header)
                        + " is not known; write the numbers in the unit itself, such as 元, 万元, 人次 or 千册, and name it in brackets",
                "“" + CellText.shortened(header) + "”列的单位“" + CellText.shortened(unit)
                        + "”无法识别，请改用元、万元、人次、千册等单位，并写在括号内");
    }

    /** A header that ends with a unit, such as 金额万元; empty where it does not. */
    static Optional<InHeader> atTheEnd(String header) {
        Matcher end = AT_THE_END.matcher(plain(header).replaceAll("\\s", ""));
        return end.matches() ? Optional.of(new InHeader(end.group(1), of(end.group(2)))) : Optional.empty();
    }

    /**
     * The unit that a line beside the table prints for all of it: 单位：万元, a title with （万元）, or 万元 alone.
     *
     * @throws Unfit where it prints several, or one that is not known
     */
    static Optional<PrintedUnit> ofTable(String cell) throws Unfit {
        if (cell.isBlank() || cell.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher line = LINE.matcher(plain(cell));
        while (line.find()) {
            if (line.group(1) == null) {
                return several(line.group(2), cell);
            }
        }
        String close = plain(cell).replaceAll("\\s", "");
        Optional<PrintedUnit> alone = of(close).filter(PrintedUnit::multiplies);
        if (alone.isPresent()) {
            return alone;
        }
        Matcher brackets = BRACKETED.matcher(close);
        while (brackets.find()) {
            Optional<PrintedUnit> unit = of(brackets.group(1)).filter(PrintedUnit::multiplies);
            if (unit.isPresent()) {
                return unit;
            }
        }
        return Optional.empty();
    }

    private static Optional<PrintedUnit> several(String units, String cell) throws Unfit {
        String[] parts = units.split("[,、/和及]");
        Optional<PrintedUnit> first = of(parts[0]);
        boolean all = Stream.of(parts).allMatch(part -> of(part).isPresent());
        if (parts.length == 1) {
            // An institution's name stands after 单位 too; one that is as short as a unit and counts is asked about.
            if (first.isEmpty() && units.length() <= 6 && doubtful(units)) {
                throw unknown(units, cell);
            }
            return first;
        }
        boolean multiplied =
                Stream.of(parts).map(PrintedUnit::of).flatMap(Optional::stream).anyMatch(PrintedUnit::multiplies);
        if (multiplied) {
            throw new Unfit(
                    "\"" + CellText.shortened(cell)
                            + "\" names several units; write each into the header of its column, such as 金额（万元）",
                    "“" + CellText.shortened(cell) + "”写有多个单位，请分别写入各列表头，如“金额（万元）”");
        }
        return all ? first : Optional.empty();
    }
}

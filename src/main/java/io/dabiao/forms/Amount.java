package io.dabiao.forms;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of money and their units as forms print them: 3,041,624.00, 150万, 20.00 below 单位：万元. */
final class Amount {

    private static final Map<String, Integer> POWERS = Map.ofEntries(
            Map.entry("十", 1),
            Map.entry("百", 2),
            Map.entry("千", 3),
            Map.entry("万", 4),
            Map.entry("十万", 5),
            Map.entry("百万", 6),
            Map.entry("千万", 7),
            Map.entry("亿", 8),
            Map.entry("十亿", 9),
            Map.entry("百亿", 10));

    private static final String SCALE = "十万|百万|千万|十亿|百亿|十|百|千|万|亿";
    /** A comma parts thousands, or the amount is not read: 1,5 is no fifteen. */
    private static final Pattern AMOUNT =
            Pattern.compile("(?:人民币|[¥￥])?(\\d{1,3}(?:,\\d{3})+|\\d+)(\\.\\d+)?\\(?(" + SCALE + ")?(元)?(?:整|人民币)?\\)?");

    private static final Pattern UNIT = Pattern.compile("(?:人民币)?(" + SCALE + ")?元(?:人民币)?");
    private static final Pattern LINE = Pattern.compile("单位[:为是(]*(?:人民币)?(" + SCALE + ")?元");
    private static final Pattern IN_BRACKETS =
            Pattern.compile("\\((?:金额|货币|计量)?(?:单位)?:?(?:人民币)?(" + SCALE + ")?元(?:人民币)?\\)");
    private static final Pattern SCALED = Pattern.compile("(" + SCALE + ")元");
    private static final Pattern NUMBER = Pattern.compile("(0|[1-9]\\d{0,9})(\\.\\d{1,4})?");
    private static final Pattern ALONE = Pattern.compile("[(]?(金额|货币|计量|资金)?单位[:为]?(人民币)?(" + SCALE + ")?元[)]?");
    private static final Pattern IN_ROW = Pattern.compile("[\\d,.]+(%|万|万元|元)?|[-—]*");
    private static final int LONGEST_LINE = 60;
    private static final int LONGEST_LABEL = 20;

    private Amount() {}

    /**
     * A number with the unit that stands at it.
     *
     * @param number in that unit
     * @param unit in yuan; empty where none is printed at it
     */
    record Printed(BigDecimal number, Optional<BigDecimal> unit) {

        BigDecimal yuan(BigDecimal otherwise) {
            return number.multiply(unit.orElse(otherwise)).setScale(2, RoundingMode.HALF_UP);
        }
    }

    /** Whether a text says nothing but the unit of money of what is below it: 单位：万元. */
    static boolean lineAlone(String text) {
        String plain = Vocabulary.plain(text);
        return plain.length() <= 16 && ALONE.matcher(plain).matches();
    }

    /** The numbers of a row of amounts in one text: 8.408 8.408 10 100.00% 10; empty where there is anything else. */
    static List<String> row(String text) {
        String[] numbers = text.strip().split("[\\s\\u3000]+");
        for (String number : numbers) {
            if (!IN_ROW.matcher(Vocabulary.plain(number)).matches()) {
                return List.of();
            }
        }
        return numbers.length > 1 ? List.of(numbers) : List.of();
    }

    /**
     * The first of budget, executed, points and rate that follow one another with nothing between them, as in 202010100.00%10: so that
     * the rate is what it says.
     */
    static Optional<String> run(String digits) {
        String before = digits.substring(0, digits.indexOf('%'));
        for (int budget = 1; budget < before.length(); budget++) {
            for (int spent = budget + 1; spent < before.length(); spent++) {
                String first = before.substring(0, budget);
                String second = before.substring(budget, spent);
                for (int points = spent; points <= Math.min(before.length() - 1, spent + 3); points++) {
                    String rate = before.substring(points);
                    if (NUMBER.matcher(first).matches()
                            && NUMBER.matcher(second).matches()
                            && NUMBER.matcher(rate).matches()
                            && agrees(new BigDecimal(first), new BigDecimal(second), new BigDecimal(rate))
                            && (points == spent
                                    || before.substring(spent, points).matches("10|20|5|100"))) {
                        return Optional.of(first);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean agrees(BigDecimal budget, BigDecimal spent, BigDecimal rate) {
        if (budget.signum() == 0) {
            return false;
        }
        BigDecimal share = spent.multiply(BigDecimal.valueOf(100)).divide(budget, 2, RoundingMode.HALF_UP);
        return share.subtract(rate).abs().compareTo(new BigDecimal("0.01")) <= 0;
    }

    /** Empty where a text is no amount. */
    static Optional<Printed> of(String text) {
        List<String> row = row(text);
        if (!row.isEmpty()) {
            return of(row.get(0));
        }
        // Of what an amount consists may stand in brackets behind it.
        String alone = Vocabulary.plain(text).replaceFirst("(?<=[\\d万元])\\([^()]{4,}\\)$", "");
        Matcher amount = AMOUNT.matcher(alone);
        if (!amount.matches()) {
            return Optional.empty();
        }
        BigDecimal number =
                new BigDecimal(amount.group(1).replace(",", "") + (amount.group(2) == null ? "" : amount.group(2)));
        boolean bare = amount.group(3) == null && amount.group(4) == null;
        return Optional.of(new Printed(number, bare ? Optional.empty() : Optional.of(worth(amount.group(3)))));
    }

    private static BigDecimal worth(String scale) {
        return BigDecimal.ONE
                .scaleByPowerOfTen(scale == null ? 0 : POWERS.get(scale))
                .setScale(0);
    }

    /** The unit in a label, in yuan: 预算金额（万元）. */
    static Optional<BigDecimal> ofLabel(String text) {
        String plain = Vocabulary.plain(text);
        Matcher brackets = IN_BRACKETS.matcher(plain);
        if (plain.length() <= LONGEST_LINE && brackets.find()) {
            return Optional.of(worth(brackets.group(1)));
        }
        Matcher scaled = SCALED.matcher(plain);
        return plain.length() <= LONGEST_LABEL && !plain.matches(".*\\d.*") && scaled.find()
                ? Optional.of(worth(scaled.group(1)))
                : Optional.empty();
    }

    /** The unit that a line prints for all amounts below it, in yuan: 单位：万元, or 万元 alone. */
    static Optional<BigDecimal> ofLine(String text) {
        String plain = Vocabulary.plain(text);
        if (plain.length() > LONGEST_LINE) {
            return Optional.empty();
        }
        Matcher line = LINE.matcher(plain);
        if (line.find()) {
            return Optional.of(worth(line.group(1)));
        }
        Matcher alone = UNIT.matcher(plain.replaceAll("^\\(|\\)$", ""));
        return alone.matches() ? Optional.of(worth(alone.group(1))) : Optional.empty();
    }
}

package io.dabiao.page.enter;

import io.dabiao.core.declaration.Printed;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.measure.Operator;
import io.dabiao.ingest.reported.Values;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A value and its day as people type them, or paste them from a table. */
final class TypedValue {

    private static final String NUMBER = "-?\\d{1,15}(\\.\\d{1,6})?";
    private static final Set<String> PLACES = Set.of("名", "位", "名次", "位次");

    /** Printed words of which a thing either is so or is not. */
    private static final Set<String> YES_OR_NO = Set.of("是", "有", "通过", "合格", "达标", "建成", "已建成", "完成");

    private static final Map<String, BigDecimal> WORDS = Map.of(
            "是",
            BigDecimal.valueOf(100),
            "否",
            BigDecimal.ZERO,
            "已完成",
            BigDecimal.valueOf(100),
            "未完成",
            BigDecimal.ZERO,
            "yes",
            BigDecimal.valueOf(100),
            "no",
            BigDecimal.ZERO);

    private static final BigDecimal ALL = BigDecimal.valueOf(100);
    private static final Pattern DAY = Pattern.compile("(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?");

    /** What kind of value is typed. */
    enum Kind {
        NUMBER,
        /** A place in an order. */
        RANK,
        /** How far a qualitative target is completed, in percent. */
        COMPLETION,
        /** A qualitative target that is completed or not. */
        YES_NO;

        static Kind of(Optional<Target> target, Optional<Printed> printed) {
            if (target.isEmpty()) {
                return NUMBER;
            }
            if (target.get().nature() == Target.Nature.COMPLETION) {
                return printed.map(Printed::value).filter(YES_OR_NO::contains).isPresent() ? YES_NO : COMPLETION;
            }
            boolean atMost =
                    target.get().operator() == Operator.AT_MOST || target.get().operator() == Operator.LESS_THAN;
            return atMost && PLACES.contains(target.get().unit().symbol()) ? RANK : NUMBER;
        }

        /** As templates and the keys of words name it. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private TypedValue() {}

    /**
     * The number typed, in the target's unit: {@code ９２．５％}, {@code 1,200} and {@code 1,200 人次} are read, and of what is done or
     * not also {@code 是}.
     *
     * @throws Problem 400 where it is none, or none of that kind
     */
    static BigDecimal number(Values.Asked asked, String typed, Instant now) {
        Optional<Target> target =
                asked.indicator().targetAt(now, asked.standing().declaration().zone());
        Kind kind = Kind.of(target, asked.indicator().printed());
        String plain = Normalizer.normalize(typed, Normalizer.Form.NFKC).replaceAll("[,\\s]", "");
        String unit = target.map(one -> one.unit().symbol()).orElse("");
        if (!unit.isEmpty() && plain.endsWith(unit)) {
            plain = plain.substring(0, plain.length() - unit.length());
        }
        if (plain.isEmpty()) {
            throw new Problem(ErrorCode.NOTHING_TYPED, "a value is wanted");
        }
        BigDecimal word = WORDS.get(plain.toLowerCase(Locale.ROOT));
        if (word != null && (kind == Kind.YES_NO || kind == Kind.COMPLETION)) {
            return word;
        }
        if (!plain.matches(NUMBER)) {
            throw new Problem(ErrorCode.NO_NUMBER, "a value is a number such as 12.5");
        }
        BigDecimal number = new BigDecimal(plain);
        boolean whole = number.stripTrailingZeros().scale() <= 0;
        if (kind == Kind.RANK && (!whole || number.signum() <= 0)) {
            throw new Problem(ErrorCode.NO_PLACE, "a place is 1, 2, 3 and so on");
        }
        if (kind == Kind.YES_NO && number.signum() != 0 && number.compareTo(ALL) != 0) {
            throw new Problem(ErrorCode.NO_COMPLETION, "it is completed or not");
        }
        return number;
    }

    /**
     * The day typed: {@code 2024-06-30}, {@code 2024/6/30} and {@code 2024年6月30日} are read, as tables have them.
     *
     * @throws Problem 400 where it is none
     */
    static LocalDate date(String typed) {
        Matcher day =
                DAY.matcher(Normalizer.normalize(typed, Normalizer.Form.NFKC).replaceAll("\\s", ""));
        try {
            if (day.matches()) {
                return LocalDate.of(
                        Integer.parseInt(day.group(1)), Integer.parseInt(day.group(2)), Integer.parseInt(day.group(3)));
            }
        } catch (DateTimeException none) {
            throw new Problem(ErrorCode.NO_DATE, "there is no day '" + typed + "'");
        }
        throw new Problem(ErrorCode.NO_DATE, "a date such as 2024-06-30 is wanted, not '" + typed + "'");
    }

    /** The field beside which a refusal is said. */
    static String field(Problem problem) {
        return switch (problem.code()) {
            case REPORTED_BEFORE, NO_REASON -> "reason";
            case NO_DATE, NOT_IN_THE_YEAR -> "date";
            case NOTE_TOO_LONG -> "note";
            case TOO_MANY_DOCUMENTS, UNKNOWN_DOCUMENT -> "evidence";
            case NOT_PERMITTED -> "whole";
            default -> "value";
        };
    }
}

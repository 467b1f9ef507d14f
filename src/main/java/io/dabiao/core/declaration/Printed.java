package io.dabiao.core.declaration;

import io.dabiao.core.measure.Operator;
import io.dabiao.core.measure.Unit;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A target as the form prints it; never rewritten.
 *
 * @param text the whole cell, such as {@code <2.00(秒)} or {@code 完善}
 * @param operator as printed; empty where none is
 * @param value the number as printed, or the words of a qualitative target
 * @param unit as printed; empty where none is
 */
public record Printed(String text, String operator, String value, String unit) {

    /** The unit stands in brackets, as forms print it, or bare behind the number, as people write it: {@code ≥90%}, {@code ≤2秒}. */
    private static final Pattern CELL =
            Pattern.compile("\\s*(≥|≤|>=|<=|=|＝|﹦|>|<|＞|＜)\\s*(-?[0-9][0-9,，]*(?:\\.[0-9]+)?)\\s*"
                    + "(?:[(（]([^()（）]*)[)）]|([%％‰]|(?!.*[以及左])\\p{IsHan}{1,4}))?\\s*");

    public static Printed of(String text) {
        Matcher cell = CELL.matcher(text);
        if (!cell.matches()) {
            return new Printed(text, "", text.strip(), "");
        }
        String unit = Optional.ofNullable(cell.group(3)).orElse(Objects.requireNonNullElse(cell.group(4), ""));
        return new Printed(text, cell.group(1), cell.group(2).replaceAll("[,，]", ""), unit.strip());
    }

    /** The target that the printed cell states by itself; empty for words, which need a reading by a person. */
    public Optional<Target> target() {
        return Operator.read(operator)
                .map(read -> new Target(read, new BigDecimal(value), Unit.of(unit), Target.Nature.QUANTITY));
    }
}

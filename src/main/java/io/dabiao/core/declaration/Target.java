package io.dabiao.core.declaration;

import io.dabiao.core.measure.Fraction;
import io.dabiao.core.measure.Operator;
import io.dabiao.core.measure.Unit;
import java.math.BigDecimal;

/**
 * A promise as it is read: operator, value and unit.
 *
 * @param operator how the actual is compared
 * @param value in {@code unit}
 * @param unit the actual comes out in it too
 * @param nature whether a number was promised, or a quality whose completion a person reports
 */
public record Target(Operator operator, BigDecimal value, Unit unit, Nature nature) {

    /** Whether the form promised a number or words. */
    public enum Nature {
        QUANTITY,
        /** Words such as 完善 or 及时: the value is the completion, in percent, from which they count as kept. */
        COMPLETION
    }

    /**
     * Whether {@code actual}, in this target's unit, keeps the promise. On a limit {@code = n} means at most n
     * (contract: "{@code =} means reached; on a limit at most n").
     */
    public boolean holds(Fraction actual, Behaviour behaviour) {
        return effective(behaviour).holds(actual, value);
    }

    /** The operator as the behaviour makes it be read. */
    public Operator effective(Behaviour behaviour) {
        return operator == Operator.REACHED && behaviour == Behaviour.LIMIT ? Operator.AT_MOST : operator;
    }

    /** {@code ≥ 85 %}. */
    public String words() {
        String symbol = unit.symbol();
        return operator.symbol() + " " + value.toPlainString() + (symbol.isEmpty() ? "" : " " + symbol);
    }
}

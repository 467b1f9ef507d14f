package io.dabiao.core.measure;

import java.math.BigDecimal;
import java.util.Optional;

/** How an actual is compared with a target's value. */
public enum Operator {
    AT_LEAST("≥", "below"),
    AT_MOST("≤", "above"),
    /**
     * <em>Reached</em>, not equal: 500 concurrent users supported, 12 issues published; more is not a miss. On a limit at
     * most as many ({@link io.dabiao.core.declaration.Behaviour#LIMIT}).
     */
    REACHED("=", "short of"),
    MORE_THAN(">", "not above"),
    LESS_THAN("<", "not below");

    private final String symbol;
    private final String missed;

    Operator(String symbol, String missed) {
        this.symbol = symbol;
        this.missed = missed;
    }

    public String symbol() {
        return symbol;
    }

    /** The English word for an actual that does not hold: "84 % is <em>below</em> ≥ 85 %". */
    public String missed() {
        return missed;
    }

    /** Whether {@code actual} satisfies this operator; equality at the bound decides exactly. */
    public boolean holds(Fraction actual, BigDecimal value) {
        int order = actual.compareTo(value);
        return switch (this) {
            case AT_LEAST, REACHED -> order >= 0;
            case AT_MOST -> order <= 0;
            case MORE_THAN -> order > 0;
            case LESS_THAN -> order < 0;
        };
    }

    /** Reads a printed operator in any of the forms in use; empty where it is none. */
    public static Optional<Operator> read(String printed) {
        return Optional.ofNullable(
                switch (printed.strip()) {
                    case "≥", ">=", "≧", "⩾", "不低于", "不少于", "不小于" -> AT_LEAST;
                    case "≤", "<=", "≦", "⩽", "不超过", "不高于", "不多于", "不大于" -> AT_MOST;
                    case "=", "＝", "﹦", "等于" -> REACHED;
                    case ">", "＞", "大于", "高于", "超过" -> MORE_THAN;
                    case "<", "＜", "小于", "少于", "低于" -> LESS_THAN;
                    default -> null;
                });
    }
}

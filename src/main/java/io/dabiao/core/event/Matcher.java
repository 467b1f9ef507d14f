package io.dabiao.core.event;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One condition of a selector on one attribute.
 *
 * <p>As in Prometheus an absent attribute reads as the empty text, and a regular expression must match the whole of it.
 * Expressions are RE2's, whose time is linear in the text: a declaration cannot stall the service.
 */
public final class Matcher {

    /** How the attribute is compared. */
    public enum Comparison {
        EQUAL("="),
        NOT_EQUAL("!="),
        LIKE("=~"),
        NOT_LIKE("!~"),
        ABOVE(">"),
        AT_LEAST(">="),
        BELOW("<"),
        AT_MOST("<=");

        private final String symbol;

        Comparison(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }

        boolean numeric() {
            return switch (this) {
                case ABOVE, AT_LEAST, BELOW, AT_MOST -> true;
                case EQUAL, NOT_EQUAL, LIKE, NOT_LIKE -> false;
            };
        }

        static Optional<Comparison> of(String symbol) {
            for (Comparison comparison : values()) {
                if (comparison.symbol.equals(symbol)) {
                    return Optional.of(comparison);
                }
            }
            return Optional.empty();
        }
    }

    private final String attribute;
    private final Comparison comparison;
    private final String operand;
    private final Pattern pattern;
    private final BigDecimal bound;

    /**
     * @throws NumberFormatException where a numeric comparison has no number
     * @throws com.google.re2j.PatternSyntaxException where an expression does not compile
     */
    public Matcher(String attribute, Comparison comparison, String operand) {
        this.attribute = attribute;
        this.comparison = comparison;
        this.operand = operand;
        boolean like = comparison == Comparison.LIKE || comparison == Comparison.NOT_LIKE;
        this.pattern = like ? Pattern.compile(operand) : null;
        this.bound = comparison.numeric() ? new BigDecimal(operand) : null;
    }

    public String attribute() {
        return attribute;
    }

    public Comparison comparison() {
        return comparison;
    }

    /** What the attribute is compared with, as written. */
    public String operand() {
        return operand;
    }

    public Selector.Fit fit(Map<String, Attribute> attributes) {
        Attribute found = attributes.get(attribute);
        if (comparison.numeric()) {
            if (!(found instanceof Attribute.Number number)) {
                return Selector.Fit.UNFIT;
            }
            return Selector.Fit.of(inOrder(number.value().compareTo(bound)));
        }
        String text = found == null ? "" : found.text();
        return Selector.Fit.of(
                switch (comparison) {
                    case EQUAL -> text.equals(operand);
                    case NOT_EQUAL -> !text.equals(operand);
                    case LIKE -> pattern.matches(text);
                    case NOT_LIKE -> !pattern.matches(text);
                    case ABOVE, AT_LEAST, BELOW, AT_MOST -> throw new AssertionError(comparison);
                });
    }

    private boolean inOrder(int order) {
        return switch (comparison) {
            case ABOVE -> order > 0;
            case AT_LEAST -> order >= 0;
            case BELOW -> order < 0;
            case AT_MOST -> order <= 0;
            case EQUAL, NOT_EQUAL, LIKE, NOT_LIKE -> throw new AssertionError(comparison);
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Matcher that
                && attribute.equals(that.attribute)
                && comparison == that.comparison
                && operand.equals(that.operand);
    }

    @Override
    public int hashCode() {
        return Objects.hash(attribute, comparison, operand);
    }

    @Override
    public String toString() {
        String quoted = operand.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return attribute + comparison.symbol() + (comparison.numeric() ? operand : '"' + quoted + '"');
    }
}

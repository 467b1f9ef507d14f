package io.dabiao.core;

import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which events a measure looks at, written as Prometheus writes it: {@code hotline.call{answered="true"}}.
 *
 * @param type the event type, matched whole
 * @param matchers all must hold
 */
public record Selector(String type, List<Matcher> matchers) {

    /** Whether an event of the type is selected. */
    public enum Fit {
        YES,
        NO,
        /** A comparison of numbers met something that is none: the event is left out, and counted as left out. */
        UNFIT;

        static Fit of(boolean yes) {
            return yes ? YES : NO;
        }
    }

    public Selector {
        matchers = List.copyOf(matchers);
    }

    /** Every event of a type. */
    public static Selector ofType(String type) {
        return new Selector(type, List.of());
    }

    /** @throws SyntaxException with the position of the fault */
    public static Selector parse(String text) {
        return new Parser(text).selector();
    }

    /** Whether the attributes of an event of {@link #type} satisfy every matcher. */
    public Fit fit(Map<String, Attribute> attributes) {
        Fit fit = Fit.YES;
        for (Matcher matcher : matchers) {
            Fit one = matcher.fit(attributes);
            if (one == Fit.NO) {
                return Fit.NO;
            }
            if (one == Fit.UNFIT) {
                fit = Fit.UNFIT;
            }
        }
        return fit;
    }

    /** Canonical: equal selectors print alike, and what is printed parses to an equal one. */
    @Override
    public String toString() {
        return matchers.isEmpty()
                ? type
                : type + matchers.stream().map(Matcher::toString).collect(Collectors.joining(",", "{", "}"));
    }

    private static final class Parser {

        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        Selector selector() {
            space();
            String type = word("an event type");
            List<Matcher> matchers = new ArrayList<>();
            space();
            if (peek('{')) {
                at++;
                matchers(matchers);
            }
            space();
            if (at < text.length()) {
                throw fault("nothing more is expected, but there is '" + text.charAt(at) + "'", at);
            }
            return new Selector(type, matchers);
        }

        private void matchers(List<Matcher> matchers) {
            space();
            while (!peek('}')) {
                matchers.add(matcher());
                space();
                if (peek(',')) {
                    at++;
                    space();
                } else if (!peek('}')) {
                    throw fault("',' or '}' is expected", at);
                }
            }
            at++;
        }

        private Matcher matcher() {
            String attribute = word("an attribute's name");
            space();
            int operatorAt = at;
            while (at < text.length() && "=!~<>".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            String symbol = text.substring(operatorAt, at);
            Matcher.Comparison comparison = Matcher.Comparison.of(symbol)
                    .orElseThrow(() -> fault("one of = != =~ !~ > >= < <= is expected", operatorAt));
            space();
            int operandAt = at;
            String operand = comparison.numeric() && !peek('"') && !peek('\'') ? bare() : quoted();
            try {
                return new Matcher(attribute, comparison, operand);
            } catch (NumberFormatException notANumber) {
                throw fault("a number is expected after " + symbol + ", not '" + operand + "'", operandAt);
            } catch (PatternSyntaxException broken) {
                throw fault("the expression does not compile (" + broken.getDescription() + ")", operandAt);
            }
        }

        private String bare() {
            int start = at;
            while (at < text.length() && ",} \t\n".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        private String quoted() {
            if (!peek('"') && !peek('\'')) {
                throw fault("a quoted text is expected", at);
            }
            int start = at;
            char quote = text.charAt(at++);
            StringBuilder value = new StringBuilder();
            while (at < text.length() && text.charAt(at) != quote) {
                char next = text.charAt(at++);
                if (next == '\\') {
                    next = escaped();
                }
                value.append(next);
            }
            if (at == text.length()) {
                throw fault("the text that begins here is not closed", start);
            }
            at++;
            return value.toString();
        }

        private char escaped() {
            if (at == text.length()) {
                throw fault("an escape ends the text", at - 1);
            }
            char escaped = text.charAt(at++);
            return switch (escaped) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case '\\', '"', '\'' -> escaped;
                default -> throw fault("\\" + escaped + " is no escape (\\\\ \\\" \\' \\n \\t are)", at - 2);
            };
        }

        private String word(String what) {
            int start = at;
            while (at < text.length()
                    && (Character.isLetterOrDigit(text.charAt(at)) || "._-:/".indexOf(text.charAt(at)) >= 0)) {
                at++;
            }
            if (at == start) {
                throw fault(what + " is expected", at);
            }
            return text.substring(start, at);
        }

        private void space() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private boolean peek(char expected) {
            return at < text.length() && text.charAt(at) == expected;
        }

        private SyntaxException fault(String problem, int position) {
            return new SyntaxException(problem, text, position);
        }
    }
}

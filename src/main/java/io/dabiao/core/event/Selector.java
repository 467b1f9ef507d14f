package io.dabiao.core.event;

import com.google.re2j.PatternSyntaxException;
import io.dabiao.core.text.SyntaxException;
import io.dabiao.core.text.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which events a measure looks at, written as Prometheus writes it: {@code hotline.call{answered="true"}}.
 *
 * @param type the event type, matched whole
 * @param matchers all must hold
 * @param deciding what an event must bear so that it can be said whether they hold; empty where an absent attribute reads as
 *     the empty text
 */
public record Selector(String type, List<Matcher> matchers, Optional<Deciding> deciding) {

    /**
     * What must be known of an event.
     *
     * @param needs of the attributes that the selector compares, and of those that the other side of a ratio does
     * @param beside the conditions of the other side of a ratio: an event of which these cannot be decided is left out on both
     *     sides; empty for none
     */
    public record Deciding(List<EventTypes.Need> needs, List<Matcher> beside) {

        private static final String BESIDE = " | ";

        public Deciding {
            needs = List.copyOf(needs);
            beside = List.copyOf(beside);
        }

        private String written() {
            String all = needs.stream().map(EventTypes.Need::written).collect(Collectors.joining(", "));
            return beside.isEmpty() ? all : all + BESIDE + new Selector("beside", beside);
        }

        private static Deciding read(String written) {
            int end = written.indexOf(BESIDE);
            String all = end < 0 ? written : written.substring(0, end);
            return new Deciding(
                    Arrays.stream(all.split(", ")).map(EventTypes.Need::read).toList(),
                    end < 0
                            ? List.of()
                            : Selector.parse(written.substring(end + BESIDE.length()))
                                    .matchers());
        }

        /** Whether a condition can be decided. Asked for each event and series: it makes nothing. */
        private boolean met(Matcher matcher, Map<String, Attribute> attributes) {
            for (EventTypes.Need need : needs) {
                if (need.attribute().equals(matcher.attribute())) {
                    return need.met(attributes);
                }
            }
            return true;
        }

        private Optional<Words> unmet(Matcher matcher, Map<String, Attribute> attributes) {
            return needs.stream()
                    .filter(need -> need.attribute().equals(matcher.attribute()))
                    .findFirst()
                    .flatMap(need -> need.unmet(attributes));
        }
    }

    /** Whether an event of the type is selected. */
    public enum Fit {
        YES,
        NO,
        /** It cannot be said: the event is left out, and counted as left out. */
        UNFIT;

        static Fit of(boolean yes) {
            return yes ? YES : NO;
        }
    }

    public Selector {
        matchers = List.copyOf(matchers);
    }

    public Selector(String type, List<Matcher> matchers) {
        this(type, matchers, Optional.empty());
    }

    /** This selector, deciding only on events that bear what the catalogue says they must. */
    public Selector under(EventTypes types) {
        return under(types, List.of());
    }

    /** The same for one side of a ratio. @param beside the conditions of the other side, of the same type */
    public Selector under(EventTypes types, List<Matcher> beside) {
        List<Matcher> others =
                beside.stream().filter(matcher -> !matchers.contains(matcher)).toList();
        if (matchers.isEmpty() && others.isEmpty()) {
            return ofType(type);
        }
        List<EventTypes.Need> needs = Stream.concat(matchers.stream(), others.stream())
                .map(Matcher::attribute)
                .distinct()
                .sorted()
                .map(attribute -> types.need(type, attribute))
                .toList();
        return new Selector(type, matchers, Optional.of(new Deciding(needs, others.isEmpty() ? others : beside)));
    }

    /** This selector with one more condition. */
    public Selector and(Matcher more) {
        List<Matcher> all = new ArrayList<>(matchers);
        all.add(more);
        return new Selector(type, all, deciding);
    }

    /** Whether it compares an attribute. */
    public boolean compares(String attribute) {
        return matchers.stream().anyMatch(matcher -> matcher.attribute().equals(attribute));
    }

    /** What {@link #deciding} says, for the store; empty where nothing is said. */
    public String decidingWritten() {
        return deciding.map(Deciding::written).orElse("");
    }

    /** A selector as the store has it. @param deciding what {@link #decidingWritten} wrote */
    public static Selector parse(String text, String deciding) {
        Selector bare = parse(text);
        return deciding.isEmpty()
                ? bare
                : new Selector(bare.type(), bare.matchers(), Optional.of(Deciding.read(deciding)));
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
        Fit fit = fit(matchers, attributes);
        boolean beside = fit == Fit.YES && deciding.isPresent();
        return beside && fit(deciding.get().beside(), attributes) == Fit.UNFIT ? Fit.UNFIT : fit;
    }

    private Fit fit(List<Matcher> all, Map<String, Attribute> attributes) {
        Fit fit = Fit.YES;
        for (Matcher matcher : all) {
            Fit one = fit(matcher, attributes);
            if (one == Fit.NO) {
                return Fit.NO;
            }
            if (one == Fit.UNFIT) {
                fit = Fit.UNFIT;
            }
        }
        return fit;
    }

    private Fit fit(Matcher matcher, Map<String, Attribute> attributes) {
        if (deciding.isEmpty()) {
            return matcher.fit(attributes);
        }
        if (!deciding.get().met(matcher, attributes)) {
            return Fit.UNFIT;
        }
        Fit fit = matcher.fit(attributes);
        // An optional attribute that is absent is no number either, and that decides it.
        return fit == Fit.UNFIT && !attributes.containsKey(matcher.attribute()) ? Fit.NO : fit;
    }

    /** Why it cannot be said whether an event is selected; empty where it can. */
    public Optional<Words> undecided(Map<String, Attribute> attributes) {
        if (fit(attributes) != Fit.UNFIT) {
            return Optional.empty();
        }
        return Stream.concat(matchers.stream(), deciding.map(Deciding::beside).orElse(List.of()).stream())
                .flatMap(matcher -> why(matcher, attributes).stream())
                .findFirst();
    }

    private Optional<Words> why(Matcher matcher, Map<String, Attribute> attributes) {
        return deciding.flatMap(known -> known.unmet(matcher, attributes))
                .or(() -> matcher.fit(attributes) == Fit.UNFIT
                        ? new EventTypes.Need(matcher.attribute(), EventTypes.AttributeKind.NUMBER, false)
                                .unmet(attributes)
                        : Optional.empty());
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

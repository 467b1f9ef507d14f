package io.dabiao.alert.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what stands between braces. */
final class ExpressionParser {

    private static final int MOST_TOKENS = 200;
    private static final int LONGEST = 2_000;
    private static final String NAME = "[\\p{L}_][\\p{L}\\p{N}_-]*";
    private static final Pattern TOKEN = Pattern.compile("\\s*(?:"
            + "(?<text>'[^']*'|\"[^\"]*\")"
            + "|(?<number>-?[0-9]{1,18}(?:\\.[0-9]{1,18})?)(?![\\p{L}\\p{N}_.])"
            + "|(?<path>" + NAME + "(?:\\.[\\p{L}\\p{N}_-]+|\\[(?:'[^']*'|\"[^\"]*\"|[0-9]{1,9})\\])*+(?:\\?\\?)?)"
            + "|(?<mark>\\?:|&&|\\|\\||==|!=|>=|<=|[!<>()?:]))");
    private static final Pattern STEP = Pattern.compile("\\.?([^.\\[\\]'\"?]+)|\\['([^']*)'\\]|\\[\"([^\"]*)\"\\]");
    private static final Map<String, String> SAME = Map.of(
            "and", "&&", "or", "||", "eq", "==", "is", "==", "ne", "!=", "gt", ">", "ge", ">=", "lt", "<", "le", "<=");
    private static final Map<String, Expression.Comparison> COMPARISONS = Map.of(
            "==", Expression.Comparison.EQUAL,
            "!=", Expression.Comparison.UNEQUAL,
            ">", Expression.Comparison.ABOVE,
            ">=", Expression.Comparison.AT_LEAST,
            "<", Expression.Comparison.BELOW,
            "<=", Expression.Comparison.AT_MOST);

    /** @param word of a mark; empty for the others */
    private record Token(String word, Expression value) {}

    private final String text;
    private final Place place;
    private final List<Token> tokens = new ArrayList<>();
    private int next;

    private ExpressionParser(String text, Place place) {
        this.text = text;
        this.place = place;
    }

    static Expression read(String text, Place place) throws WrongTemplate {
        if (text.length() > LONGEST) {
            throw place.wrong("more than " + LONGEST + " characters stand between two braces");
        }
        ExpressionParser parser = new ExpressionParser(text, place);
        parser.split();
        Expression whole = parser.choose();
        if (parser.next < parser.tokens.size()) {
            throw parser.unreadable();
        }
        return whole;
    }

    static boolean isName(String text) {
        return text.matches(NAME);
    }

    private WrongTemplate unreadable() {
        return place.wrong("this cannot be read: '" + shown(text.strip()) + "'");
    }

    /** A method, or a value of a namespace: whatever it is called, no value has such a name. */
    private WrongTemplate noSuchValue(int from) {
        int end = from;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        int begin = from;
        while (begin > 0 && !Character.isWhitespace(text.charAt(begin - 1))) {
            begin--;
        }
        return place.wrong("no such value: '" + shown(text.substring(begin, end))
                + "'; a template sees the values that are named for it, and calls nothing");
    }

    private static String shown(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    private void split() throws WrongTemplate {
        Matcher token = TOKEN.matcher(text);
        int at = 0;
        int end = text.stripTrailing().length();
        while (at < end) {
            if (!token.find(at) || token.start() != at) {
                throw unreadable();
            }
            at = token.end();
            if (token.group("path") != null) {
                boolean called = at < end && text.charAt(at) == '(';
                boolean within = at + 1 < end && text.charAt(at) == ':' && !Character.isWhitespace(text.charAt(at + 1));
                if (called || within) {
                    throw noSuchValue(token.start("path"));
                }
                tokens.add(path(token.group("path")));
            } else if (token.group("text") != null) {
                if (at < end && ".[(".indexOf(text.charAt(at)) >= 0) {
                    throw noSuchValue(token.start("text"));
                }
                String quoted = token.group("text");
                tokens.add(new Token("", new Expression.Literal(quoted.substring(1, quoted.length() - 1))));
            } else if (token.group("number") != null) {
                tokens.add(new Token("", new Expression.Literal(new java.math.BigDecimal(token.group("number")))));
            } else {
                if (token.group("mark").equals("(") && at > 1 && text.charAt(at - 2) == ')') {
                    throw noSuchValue(at - 1);
                }
                tokens.add(new Token(token.group("mark"), null));
            }
            if (tokens.size() > MOST_TOKENS) {
                throw place.wrong("more than " + MOST_TOKENS + " words stand between two braces");
            }
        }
    }

    private Token path(String written) {
        switch (written) {
            case "true", "false" -> {
                return new Token("", new Expression.Literal(written.equals("true")));
            }
            case "null" -> {
                return new Token("", new Expression.Literal(null));
            }
            default -> {
                if (SAME.containsKey(written) && !tokens.isEmpty()) {
                    return new Token(SAME.get(written), null);
                }
            }
        }
        boolean optional = written.endsWith("??");
        List<String> names = new ArrayList<>();
        Matcher step = STEP.matcher(optional ? written.substring(0, written.length() - 2) : written);
        while (step.find()) {
            names.add(step.group(1) != null ? step.group(1) : step.group(2) != null ? step.group(2) : step.group(3));
        }
        return new Token("", new Expression.Path(List.copyOf(names), optional, place));
    }

    private boolean takes(String mark) {
        boolean there = next < tokens.size() && tokens.get(next).word().equals(mark);
        next += there ? 1 : 0;
        return there;
    }

    private Expression choose() throws WrongTemplate {
        Expression one = orElse();
        if (!takes("?")) {
            return one;
        }
        Expression yes = choose();
        if (!takes(":")) {
            throw unreadable();
        }
        return new Expression.Choose(one, yes, choose());
    }

    private Expression orElse() throws WrongTemplate {
        Expression one = either();
        return takes("?:") ? new Expression.OrElse(one, orElse()) : one;
    }

    private Expression either() throws WrongTemplate {
        Expression one = both();
        while (takes("||")) {
            one = new Expression.Or(one, both());
        }
        return one;
    }

    private Expression both() throws WrongTemplate {
        Expression one = comparison();
        while (takes("&&")) {
            one = new Expression.And(one, comparison());
        }
        return one;
    }

    private Expression comparison() throws WrongTemplate {
        Expression one = single();
        for (Map.Entry<String, Expression.Comparison> how : COMPARISONS.entrySet()) {
            if (takes(how.getKey())) {
                return new Expression.Compare(one, how.getValue(), single(), place);
            }
        }
        return one;
    }

    private Expression single() throws WrongTemplate {
        if (takes("!")) {
            return new Expression.Not(single());
        }
        if (takes("(")) {
            Expression within = choose();
            if (!takes(")")) {
                throw unreadable();
            }
            return within;
        }
        if (next >= tokens.size() || tokens.get(next).value() == null) {
            throw unreadable();
        }
        return tokens.get(next++).value();
    }
}

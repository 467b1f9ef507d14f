package io.dabiao.yaml;

import io.dabiao.core.event.Selector;
import io.dabiao.core.text.SyntaxException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** One value of a file, read as what it should be. What it is not is told as a fault, and reading goes on. */
public final class Cursor {

    private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    /** No exponents: 1e999999999 would be a number, and its text a gigabyte. No 1.1's octal, sexagesimal or 1_000. */
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,12})?");

    private static final Pattern ATTRIBUTE = Pattern.compile("[\\p{L}\\p{Nd}._:/-]+");

    /** A lone {@code =} is this in YAML 1.1. */
    private static final Tag EQUALS = new Tag(Tag.PREFIX + "value");

    private static final int LONGEST_SHOWN = 60;

    private final Source source;
    private final Node node;

    public Cursor(Source source, Node node) {
        this.source = source;
        this.node = node;
    }

    public void fault(String found, String expected, String mend) {
        source.fault(node.getStartMark(), found, expected, mend);
    }

    public int line() {
        return node.getStartMark().getLine() + 1;
    }

    public int column() {
        return node.getStartMark().getColumn() + 1;
    }

    public boolean scalar() {
        return node instanceof ScalarNode;
    }

    /** @param what for the fault, such as {@code an indicator} */
    public Optional<Fields> fields(String what) {
        if (node instanceof MappingNode mapping) {
            return Optional.of(new Fields(source, this, what, mapping));
        }
        fault(shown(), what + ", as a mapping of keys", "write key: value pairs");
        return Optional.empty();
    }

    public List<Cursor> items(String what) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream()
                    .map(item -> new Cursor(source, item))
                    .toList();
        }
        fault(shown(), "a list of " + what, "write each on a line of its own after a dash, or [one, another]");
        return List.of();
    }

    public boolean emptyList() {
        return node instanceof SequenceNode sequence && sequence.getValue().isEmpty();
    }

    /** A list that may be empty. */
    public List<String> texts(String what) {
        return items(what).stream().map(Cursor::text).flatMap(Optional::stream).toList();
    }

    /** Without the space around it; never empty. */
    public Optional<String> text() {
        return verbatim().map(String::strip);
    }

    /** With the space around it, as what is sent to another machine: the end of a line may be a part of it. Never blank. */
    public Optional<String> verbatim() {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            if (scalar.getTag().equals(Tag.STR) || scalar.getTag().equals(EQUALS)) {
                return Optional.of(scalar.getValue());
            }
            fault(shown(), "a text", "put it in quotes");
        } else {
            fault(shown(), "a text", "write one, or remove the key");
        }
        return Optional.empty();
    }

    /** As written, whatever YAML takes it for: {@code 30s}, {@code 2}, {@code 1.1}; never empty. */
    public Optional<String> word() {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return Optional.of(scalar.getValue().strip());
        }
        fault(shown(), "a word", "write one, or remove the key");
        return Optional.empty();
    }

    /**
     * All of it as JSON has it: maps in the order of the file, lists, texts, plain numbers, truths, and null for nothing. A time of day or a
     * date is a text.
     */
    public Object plain() {
        if (node instanceof MappingNode) {
            Map<String, Object> map = new LinkedHashMap<>();
            fields("a mapping")
                    .ifPresent(fields -> fields.names()
                            .forEach(name -> map.put(
                                    name,
                                    fields.optional(name).map(Cursor::plain).orElse(null))));
            return map;
        }
        if (node instanceof SequenceNode) {
            List<Object> list = new ArrayList<>();
            items("values").forEach(one -> list.add(one.plain()));
            return list;
        }
        Tag tag = node.getTag();
        String raw = ((ScalarNode) node).getValue();
        if (tag.equals(Tag.BOOL)) {
            return Boolean.valueOf(raw.toLowerCase(Locale.ROOT).matches("true|yes|on"));
        }
        boolean number = tag.equals(Tag.INT) || tag.equals(Tag.FLOAT);
        if (number && DECIMAL.matcher(raw).matches()) {
            return raw.contains(".") ? new BigDecimal(raw) : (Object) Long.valueOf(raw);
        }
        return tag.equals(Tag.NULL) ? null : raw;
    }

    public Optional<String> id() {
        return text().filter(id -> expect(
                ID.matcher(id).matches(),
                "an id",
                "use lower-case letters, digits and single dashes, such as vpn-users"));
    }

    public Optional<String> attribute() {
        return text().filter(name ->
                expect(ATTRIBUTE.matcher(name).matches(), "the name of an attribute", "write one name, such as value"));
    }

    /** @param expected for the fault, its bounds included */
    public Optional<BigDecimal> number(BigDecimal least, BigDecimal most, String expected) {
        boolean plain = node instanceof ScalarNode scalar
                && (scalar.getTag().equals(Tag.INT) || scalar.getTag().equals(Tag.FLOAT));
        if (plain && DECIMAL.matcher(raw()).matches()) {
            BigDecimal number = new BigDecimal(raw());
            boolean within = number.compareTo(least) >= 0 && number.compareTo(most) <= 0;
            return Optional.of(number).filter(any -> expect(within, expected, "write " + expected));
        }
        fault(shown(), expected, "write plain digits, such as 12 or 12.50, without quotes, separators or unit");
        return Optional.empty();
    }

    public Optional<Integer> integer(int least, int most, String expected) {
        return number(BigDecimal.valueOf(least), BigDecimal.valueOf(most), expected)
                .filter(number -> expect(number.stripTrailingZeros().scale() <= 0, expected, "write " + expected))
                .map(BigDecimal::intValueExact);
    }

    public Optional<LocalDate> date() {
        if (node instanceof ScalarNode) {
            try {
                return Optional.of(LocalDate.parse(raw()));
            } catch (DateTimeParseException told) {
                // Below: the parser's message is for programmers.
            }
        }
        fault(shown(), "a date", "write a day of the calendar as 2024-07-01");
        return Optional.empty();
    }

    public <T> Optional<T> oneOf(Map<String, T> words) {
        Optional<String> word = text();
        // Words of Map.of stand in another order at each start of the service; what is told is to be the same.
        Collection<String> known = words instanceof LinkedHashMap ? words.keySet() : new TreeSet<>(words.keySet());
        word.filter(any -> !words.containsKey(any)).ifPresent(any -> unknown(any, known));
        return word.map(words::get);
    }

    /** Tells that a word is none of those known. */
    public void unknown(String word, Collection<String> known) {
        String list = String.join(", ", known);
        fault("'" + abbreviated(word) + "'", "one of " + list, Nearest.mend(word, known, "write one of them"));
    }

    /** Words for {@link #oneOf}, in the order of the values. */
    public static <T> Map<String, T> words(T[] values, Function<T, String> word) {
        Map<String, T> words = new LinkedHashMap<>();
        for (T value : values) {
            words.put(word.apply(value), value);
        }
        return words;
    }

    /** Two words for {@link #oneOf}, in this order. */
    public static <T> Map<String, T> words(String one, T first, String other, T second) {
        Map<String, T> words = new LinkedHashMap<>();
        words.put(one, first);
        words.put(other, second);
        return words;
    }

    public Optional<Selector> selector() {
        Optional<String> text = text();
        try {
            return text.map(Selector::parse);
        } catch (SyntaxException broken) {
            source.fault(
                    line(),
                    columnOf(broken.position()),
                    "'" + abbreviated(text.get()) + "'",
                    "a selector such as hotline.call{answered=\"true\"}",
                    broken.getMessage());
            return Optional.empty();
        }
    }

    public boolean expect(boolean holds, String expected, String mend) {
        return expectThat(holds, shown(), expected, mend);
    }

    public boolean expectThat(boolean holds, String found, String expected, String mend) {
        if (!holds) {
            fault(found, expected, mend);
        }
        return holds;
    }

    /** The column of a character of this text; of the text's start where it spans lines. */
    private int columnOf(int position) {
        ScalarNode scalar = (ScalarNode) node;
        String written = source.between(node.getStartMark(), node.getEndMark());
        if (written.contains("\n")) {
            return column();
        }
        int at = scalar.getScalarStyle() == ScalarStyle.PLAIN ? 0 : 1;
        for (int passed = 0; passed < position && at < written.length(); passed++) {
            at += width(written, at, scalar.getScalarStyle());
        }
        return column() + at;
    }

    /** How many characters of the file make the one at {@code at}. */
    private static int width(String written, int at, ScalarStyle style) {
        if (style == ScalarStyle.SINGLE_QUOTED) {
            return written.startsWith("''", at) ? 2 : 1;
        }
        if (style != ScalarStyle.DOUBLE_QUOTED || written.charAt(at) != '\\') {
            return 1;
        }
        return switch (written.charAt(at + 1)) {
            case 'x' -> 4;
            case 'u' -> 6;
            case 'U' -> 10;
            default -> 2;
        };
    }

    private String raw() {
        return ((ScalarNode) node).getValue();
    }

    /** In words, for a fault. */
    public String shown() {
        if (!(node instanceof ScalarNode scalar)) {
            return node instanceof MappingNode ? "a mapping" : "a list";
        }
        String value = abbreviated(scalar.getValue());
        Tag tag = scalar.getTag();
        if (value.isBlank()) {
            return "nothing";
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return "the number " + value;
        }
        return tag.equals(Tag.TIMESTAMP) ? "the date " + value : "'" + value + "'";
    }

    public static String abbreviated(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
    }
}

package io.dabiao.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.text.Words;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How an event's data is read: the same way when it arrives and when it is read back from the log. */
public final class EventJson {

    /** Beyond it a number is no figure, and adding it up would need gigabytes: 1e-999999999 is a valid JSON number. */
    private static final int LARGEST_SCALE = 100;

    /** {@code data.value} must be below 10^15 in magnitude (contract: "What is taken"). */
    private static final int VALUE_DIGITS = 15;

    private static final int DEEPEST = 64;

    /** UTF-8 and nothing that merely looks like UTF-16, no key twice, bounded nesting and bounded numbers. */
    public static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(1000)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .configure(JsonFactory.Feature.CHARSET_DETECTION, false)
                    .build())
            .build();

    /**
     * What an event's data holds.
     *
     * @param attributes its scalars
     * @param nested whether it holds more than scalars
     * @param fault what is wrong with {@code value}; empty where nothing is, or there is none
     */
    public record Data(Map<String, Attribute> attributes, boolean nested, Optional<Words> fault) {

        public static final Data NONE = new Data(Map.of(), false, Optional.empty());
    }

    private EventJson() {}

    /** The data in an object; the parser stands on its opening brace and ends on its closing one. */
    public static Data data(JsonParser parser) throws IOException {
        Map<String, Attribute> attributes = new HashMap<>();
        boolean nested = false;
        Optional<Words> fault = Optional.empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (name.equals("value")) {
                fault = valueFault(parser, token);
            }
            switch (token) {
                case VALUE_STRING -> attributes.put(name, new Attribute.Text(parser.getText()));
                case VALUE_TRUE -> attributes.put(name, new Attribute.Flag(true));
                case VALUE_FALSE -> attributes.put(name, new Attribute.Flag(false));
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> attributes.put(name, number(parser));
                case START_OBJECT, START_ARRAY -> {
                    parser.skipChildren();
                    nested = true;
                }
                default -> {
                    // null: an attribute that says nothing is absent
                }
            }
        }
        return new Data(attributes, nested, fault);
    }

    /** A text as a JSON string. */
    static String quoted(String text) {
        return com.fasterxml.jackson.databind.node.TextNode.valueOf(text).toString();
    }

    /** The attributes of data as the log keeps it. */
    static Map<String, Attribute> attributes(String data) throws IOException {
        try (JsonParser parser = MAPPER.createParser(data)) {
            parser.nextToken();
            return data(parser).attributes();
        }
    }

    /**
     * Data of the log as a tree, every number in the digits that it was written with: a double would lose some. A number that no
     * figure can hold ({@code 1e999999999}) is its text, as it is for every measure.
     */
    public static JsonNode tree(String data) {
        try (JsonParser parser = MAPPER.createParser(data)) {
            parser.nextToken();
            return tree(parser);
        } catch (IOException broken) {
            throw new IllegalStateException("the data of an event cannot be read back", broken);
        }
    }

    private static JsonNode tree(JsonParser parser) throws IOException {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                ObjectNode object = nodes.objectNode();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.set(name, tree(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = nodes.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(tree(parser));
                }
                yield array;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                number(parser) instanceof Attribute.Number number
                        ? DecimalNode.valueOf(number.value())
                        : nodes.textNode(parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> nodes.booleanNode(parser.getBooleanValue());
            case VALUE_STRING -> nodes.textNode(parser.getText());
            default -> nodes.nullNode();
        };
    }

    /** The same of data that is known to be readable. */
    public static Map<String, Attribute> attributesOf(String data) {
        try {
            return attributes(data);
        } catch (IOException broken) {
            throw new IllegalStateException("the data of an event cannot be read back", broken);
        }
    }

    private static Optional<Words> valueFault(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                yield large(parser)
                        ? Optional.of(Words.of(EventJson.class, "valueTooLarge", shortened(parser.getText())))
                        : Optional.empty();
            }
            case VALUE_NULL -> Optional.empty();
            case VALUE_STRING -> Optional.of(Words.of(EventJson.class, "valueIsText", shortened(parser.getText())));
            case VALUE_TRUE, VALUE_FALSE -> Optional.of(Words.of(EventJson.class, "valueIsNoNumber", parser.getText()));
            default -> Optional.of(Words.of(EventJson.class, "valueIsNested"));
        };
    }

    private static boolean large(JsonParser parser) throws IOException {
        Optional<BigDecimal> value = decimal(parser);
        return value.isPresent()
                ? value.get().signum() != 0
                        && (long) value.get().precision() - value.get().scale() > VALUE_DIGITS
                : !parser.getText().toLowerCase(Locale.ROOT).contains("e-");
    }

    /** Empty where the exponent does not fit into an int: {@code 1e-99999999999} is a valid JSON number, too. */
    private static Optional<BigDecimal> decimal(JsonParser parser) throws IOException {
        try {
            return Optional.of(parser.getDecimalValue());
        } catch (NumberFormatException exponent) {
            return Optional.empty();
        }
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    /** A number that no sum could hold is kept as its text: not a number for any measure, and visibly so. */
    private static Attribute number(JsonParser parser) throws IOException {
        Optional<BigDecimal> usable = decimal(parser)
                .filter(value -> Math.abs((long) value.scale()) <= LARGEST_SCALE && value.precision() <= LARGEST_SCALE);
        return usable.isPresent() ? new Attribute.Number(usable.get()) : new Attribute.Text(parser.getText());
    }
}

package io.dabiao.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.core.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A statement as a row keeps it beside its two texts: {@code {"key": "alert.reported", "with": [3]}}, of several parts
 * {@code {"parts": […], "between": …}}, of texts without a key {@code {"en": …, "zh": …}}, or the text alone where it is the same in both.
 * Numbers stay numbers, so that a further language can have its singular.
 */
public final class KeptWords {

    /** A decimal keeps its zeros: it is a part of the text. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final String ROOT = "io.dabiao.";
    private static final String KEY = "key";
    private static final String WITH = "with";
    private static final String PARTS = "parts";
    private static final String BETWEEN = "between";
    private static final String ENGLISH = "en";
    private static final String CHINESE = "zh";

    private KeptWords() {}

    /** Null where the statement has no key, so that its two texts are all there is. */
    public static String written(Words words) {
        return keyed(words) ? node(words).toString() : null;
    }

    /** @param said as {@link #written} gave it; null in rows of the releases before, which keep their texts alone */
    public static Words read(String english, String chinese, String said) {
        return said == null
                ? new Words(english, chinese)
                : new Words(new Words.Kept(new Words.Texts(english, chinese), () -> read(said)));
    }

    private static boolean keyed(Words words) {
        if (words.source() instanceof Words.Joined joined) {
            return joined.parts().stream().anyMatch(KeptWords::keyed);
        }
        return words.source() instanceof Words.Key
                || words.source() instanceof Words.Kept kept
                        && kept.said().get().isPresent();
    }

    private static JsonNode node(Words words) {
        ObjectNode node = JSON.createObjectNode();
        if (words.source() instanceof Words.Key key) {
            node.put(KEY, key.room().substring(ROOT.length()) + "." + key.name());
            if (!key.arguments().isEmpty()) {
                ArrayNode with = node.putArray(WITH);
                key.arguments().forEach(one -> with.add(argument(one)));
            }
            return node;
        }
        if (words.source() instanceof Words.Joined joined) {
            ArrayNode parts = node.putArray(PARTS);
            joined.parts().forEach(one -> parts.add(node(one)));
            return node.set(BETWEEN, node(joined.between()));
        }
        Optional<Words> said =
                words.source() instanceof Words.Kept kept ? kept.said().get() : Optional.empty();
        if (said.isPresent()) {
            return node(said.get());
        }
        return words.english().equals(words.chinese())
                ? JSON.getNodeFactory().textNode(words.english())
                : node.put(ENGLISH, words.english()).put(CHINESE, words.chinese());
    }

    private static JsonNode argument(Object one) {
        return one instanceof Words words
                ? node(words)
                : one instanceof String text ? JSON.getNodeFactory().textNode(text) : JSON.valueToTree(one);
    }

    /** The statement alone, as this release says it; empty where it has no key, or cannot be read any more. */
    public static Optional<Words> read(String said) {
        if (said == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(words(JSON.readTree(said)));
        } catch (JsonProcessingException | IllegalArgumentException changed) {
            return Optional.empty(); // Someone changed it in the database: its texts are there still.
        }
    }

    private static Words words(JsonNode node) {
        if (node.isTextual()) {
            return Words.asWritten(node.textValue());
        }
        if (node.has(PARTS)) {
            List<Words> parts = new ArrayList<>();
            node.path(PARTS).forEach(part -> parts.add(words(part)));
            return Words.joined(words(node.path(BETWEEN)), parts);
        }
        if (node.path(KEY).isTextual()) {
            String key = node.path(KEY).textValue();
            int room = key.lastIndexOf('.');
            if (room < 0) {
                throw new IllegalArgumentException(key);
            }
            List<Object> with = new ArrayList<>();
            node.path(WITH).forEach(one -> with.add(value(one)));
            return new Words(new Words.Key(ROOT + key.substring(0, room), key.substring(room + 1), with));
        }
        if (node.path(ENGLISH).isTextual() && node.path(CHINESE).isTextual()) {
            return new Words(node.path(ENGLISH).textValue(), node.path(CHINESE).textValue());
        }
        throw new IllegalArgumentException(node.toString());
    }

    private static Object value(JsonNode one) {
        if (one.isIntegralNumber()) {
            return one.longValue();
        }
        return one.isNumber() ? one.decimalValue() : one.isTextual() ? one.textValue() : words(one);
    }
}

package io.dabiao.ingest.mapping;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.dabiao.core.text.Words;
import io.dabiao.store.Refusal.Reason;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where in a message a part of its event is found. */
public sealed interface Pick {

    /** The same for every message. */
    record Constant(JsonNode value) implements Pick {}

    /**
     * What stands at one place, or at several, joined by colons.
     *
     * @param words what the message's words are called in the event; empty where they stay
     */
    record Places(List<JsonPointer> at, Map<String, JsonNode> words) implements Pick {

        private String shown() {
            return at.stream().map(JsonPointer::toString).collect(Collectors.joining(" and "));
        }
    }

    Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,30}(\\.[0-9]{1,30})?");

    /** A scalar; missing where the message has none there. */
    default JsonNode value(JsonNode message) throws Unmapped {
        if (this instanceof Constant constant) {
            return constant.value();
        }
        Places places = (Places) this;
        JsonNode found = places.at().size() == 1 ? message.at(places.at().get(0)) : joined(places, message);
        if (found.isNull() || found.isMissingNode()) {
            return MissingNode.getInstance();
        }
        if (found.isContainerNode()) {
            throw new Unmapped(Reason.BAD_DATA, Words.of(Pick.class, "nested", places.shown()));
        }
        if (places.words().isEmpty()) {
            return found;
        }
        JsonNode word = places.words().get(plain(found));
        if (word == null) {
            throw new Unmapped(
                    Reason.BAD_DATA, Words.of(Pick.class, "noneOfTheWords", places.shown(), shortened(plain(found))));
        }
        return word;
    }

    private static JsonNode joined(Places places, JsonNode message) {
        StringBuilder text = new StringBuilder();
        for (JsonPointer at : places.at()) {
            JsonNode part = message.at(at);
            if (!part.isValueNode() || part.isNull()) {
                return MissingNode.getInstance();
            }
            text.append(text.isEmpty() ? "" : ":").append(plain(part));
        }
        return JsonNodeFactory.instance.textNode(text.toString());
    }

    /** Never empty. */
    default String text(JsonNode message, String what) throws Unmapped {
        String text = plain(value(message));
        if (text.isEmpty()) {
            throw new Unmapped(Reason.MISSING_ATTRIBUTE, Words.of(Pick.class, "nothingStandsAt", what, shown()));
        }
        return text;
    }

    /** A number, also where the message writes it as a text; empty where there is none. */
    default Optional<BigDecimal> number(JsonNode message, String what) throws Unmapped {
        JsonNode found = value(message);
        if (found.isMissingNode()) {
            return Optional.empty();
        }
        String text = plain(found).strip();
        if (found.isNumber()) {
            return Optional.of(found.decimalValue());
        }
        if (found.isTextual() && NUMBER.matcher(text).matches()) {
            return Optional.of(new BigDecimal(text));
        }
        throw new Unmapped(Reason.BAD_DATA, Words.of(Pick.class, "notANumber", what, shown(), shortened(text)));
    }

    private Words shown() {
        return this instanceof Places places ? Words.asWritten(places.shown()) : Words.of(Pick.class, "itsConstant");
    }

    private static String plain(JsonNode scalar) {
        return scalar.isBigDecimal() && Math.abs(scalar.decimalValue().scale()) < 100
                ? scalar.decimalValue().toPlainString()
                : scalar.asText();
    }

    static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}

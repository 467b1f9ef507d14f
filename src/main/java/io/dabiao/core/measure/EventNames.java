package io.dabiao.core.measure;

import io.dabiao.core.event.EventTypes;
import io.dabiao.core.event.Matcher;
import io.dabiao.core.event.Selector;
import io.dabiao.core.text.SyntaxException;
import io.dabiao.core.text.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Statements in the names that the catalogue of event types has for types, attributes and values, as people read them: 热线来电（是否接听为“是”）的次数
 * instead of {@code hotline.call{answered="true"}}. What the catalogue does not have keeps its own name. Selectors as declarations write
 * them stand in the YAML and in the API.
 */
public final class EventNames {

    private EventNames() {}

    /** What a measure computes. */
    public static Words of(Measure measure, EventTypes types) {
        Map<String, Words> attributes = new LinkedHashMap<>();
        measure.types()
                .forEach(name -> types.type(name)
                        .ifPresent(type -> type.attributes().forEach(one -> attributes.put(one.name(), one.title()))));
        return renamed(measure.words(), types, attributes);
    }

    /** A statement about an indicator, such as the sentence of its evaluation. */
    public static Words of(Words words, EventTypes types) {
        return renamed(words, types, Map.of());
    }

    private static Words renamed(Words words, EventTypes types, Map<String, Words> attributes) {
        if (words.source() instanceof Words.Key key) {
            return new Words(new Words.Key(
                    key.room(),
                    key.name(),
                    key.arguments().stream()
                            .map(one -> argument(one, types, attributes))
                            .toList()));
        }
        if (words.source() instanceof Words.Joined joined) {
            return Words.joined(
                    joined.between(),
                    joined.parts().stream()
                            .map(one -> renamed(one, types, attributes))
                            .toList());
        }
        if (words.source() instanceof Words.Kept kept) {
            return kept.said()
                    .get()
                    .map(said -> renamed(said, types, attributes))
                    .orElse(words);
        }
        // Types that were never heard of are listed in quotes, since they are no words of a sentence.
        String text = words.english();
        return text.length() > 2 && text.startsWith("`") && text.endsWith("`")
                ? types.type(text.substring(1, text.length() - 1))
                        .map(EventTypes.Type::title)
                        .orElse(words)
                : words;
    }

    private static Object argument(Object one, EventTypes types, Map<String, Words> attributes) {
        if (one instanceof Words words) {
            return renamed(words, types, attributes);
        }
        String text = one.toString();
        if (attributes.containsKey(text)) {
            return attributes.get(text);
        }
        int conditions = text.indexOf('{');
        Optional<EventTypes.Type> type = types.type(conditions < 0 ? text : text.substring(0, conditions));
        if (type.isEmpty()) {
            return one;
        }
        try {
            return named(Selector.parse(text), type);
        } catch (SyntaxException other) {
            return one; // A text that merely begins as a selector does.
        }
    }

    private static Words named(Selector selector, Optional<EventTypes.Type> type) {
        Words title = type.map(EventTypes.Type::title).orElseGet(() -> Words.asWritten(selector.type()));
        List<Words> conditions = selector.matchers().stream()
                .map(matcher -> condition(matcher, type.flatMap(known -> known.attribute(matcher.attribute()))))
                .toList();
        return conditions.isEmpty()
                ? title
                : Words.of(
                        EventNames.class,
                        "selected",
                        title,
                        Words.joined(Words.of(EventNames.class, "andAlso"), conditions));
    }

    private static Words condition(Matcher matcher, Optional<EventTypes.Bears> attribute) {
        Words name = attribute.map(EventTypes.Bears::title).orElseGet(() -> Words.asWritten(matcher.attribute()));
        Words value = value(matcher.operand(), attribute);
        return switch (matcher.comparison()) {
            case EQUAL -> Words.of(EventNames.class, "isValue", name, value);
            case NOT_EQUAL -> Words.of(EventNames.class, "isNotValue", name, value);
            case LIKE -> Words.of(EventNames.class, "matches", name, value);
            case NOT_LIKE -> Words.of(EventNames.class, "matchesNot", name, value);
            case ABOVE -> Words.of(EventNames.class, "isAbove", name, value);
            case AT_LEAST -> Words.of(EventNames.class, "isAtLeast", name, value);
            case BELOW -> Words.of(EventNames.class, "isBelow", name, value);
            case AT_MOST -> Words.of(EventNames.class, "isAtMost", name, value);
        };
    }

    private static Words value(String operand, Optional<EventTypes.Bears> attribute) {
        Optional<Words> known = attribute.flatMap(bears -> bears.values().stream()
                .filter(one -> one.value().equals(operand))
                .map(EventTypes.Value::title)
                .findFirst());
        if (known.isPresent()) {
            return known.get();
        }
        boolean flag = attribute
                .filter(bears -> bears.kind() == EventTypes.AttributeKind.BOOLEAN)
                .isPresent();
        if (flag && operand.equals("true")) {
            return Words.of(EventNames.class, "isSo");
        }
        return flag && operand.equals("false") ? Words.of(EventNames.class, "isNotSo") : Words.asWritten(operand);
    }
}

package io.dabiao.core.event;

import io.dabiao.core.text.Words;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The catalogue of event types: what their events bear, and so what a selector may rely on. Immutable. */
public final class EventTypes {

    /** No type at all: every attribute that a selector needs is required, and of any kind. */
    public static final EventTypes NONE = new EventTypes(List.of());

    /** What an attribute holds. */
    public enum AttributeKind {
        TEXT,
        NUMBER,
        BOOLEAN,
        /** A day, such as {@code 2024-03-05}. */
        DATE,
        /** A date and time with its offset. */
        INSTANT,
        /** Any scalar: of a type that is not in the catalogue no more is known. */
        ANY;

        /** {@code text}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public boolean holds(Attribute attribute) {
            return switch (this) {
                case TEXT -> attribute instanceof Attribute.Text;
                case NUMBER -> attribute instanceof Attribute.Number;
                case BOOLEAN -> attribute instanceof Attribute.Flag;
                case DATE -> attribute instanceof Attribute.Text text && parses(text.text(), LocalDate::parse);
                case INSTANT -> attribute instanceof Attribute.Text text && parses(text.text(), OffsetDateTime::parse);
                case ANY -> true;
            };
        }

        private static boolean parses(String text, java.util.function.Function<CharSequence, ?> parser) {
            try {
                return parser.apply(text) != null;
            } catch (DateTimeException no) {
                return false;
            }
        }
    }

    /** What a value of an attribute is called. */
    public record Value(String value, Words title) {}

    /**
     * What events of a type bear.
     *
     * @param optional whether an event without it is sound: where it is absent, what a selector asks of it does not hold
     * @param unit that a number is in; empty for none
     * @param values those that are known; empty for any
     */
    public record Bears(
            String name, AttributeKind kind, boolean optional, Words title, Optional<String> unit, List<Value> values) {
        public Bears {
            values = List.copyOf(values);
        }
    }

    /**
     * A type of events.
     *
     * @param sender who sends it, in words
     * @param example the data of one, as JSON
     */
    public record Type(
            String name, Words title, Words description, Words sender, List<Bears> attributes, String example) {
        public Type {
            attributes = List.copyOf(attributes);
        }

        public Optional<Bears> attribute(String wanted) {
            return attributes.stream().filter(one -> one.name().equals(wanted)).findFirst();
        }
    }

    /** An attribute that must be there, and of a kind, before a selector decides on an event. */
    public record Need(String attribute, AttributeKind kind, boolean optional) {

        private static final String OPTIONAL = "?";

        /** Whether an event with these attributes can be decided on. */
        boolean met(Map<String, Attribute> attributes) {
            Attribute found = attributes.get(attribute);
            return found == null ? optional : kind.holds(found);
        }

        /** Why an event with these attributes cannot be decided on; empty where it can. */
        public Optional<Words> unmet(Map<String, Attribute> attributes) {
            Attribute found = attributes.get(attribute);
            if (found == null) {
                return optional ? Optional.empty() : Optional.of(Words.of(EventTypes.class, "isMissing", attribute));
            }
            return kind.holds(found) ? Optional.empty() : Optional.of(wrong(found));
        }

        private Words wrong(Attribute found) {
            String cut =
                    found.text().length() > MOST_SHOWN ? found.text().substring(0, MOST_SHOWN) + "…" : found.text();
            String shown = found instanceof Attribute.Text ? "\"" + cut + "\"" : cut;
            return Words.of(
                    EventTypes.class,
                    "isWhichIsNo",
                    attribute,
                    shown,
                    Words.of(EventTypes.class, "kind_" + kind.word()));
        }

        /** {@code answered boolean}, and with a question mark where it is optional. */
        String written() {
            return attribute + " " + kind.word() + (optional ? OPTIONAL : "");
        }

        static Need read(String written) {
            String[] parts = written.split(" ");
            boolean optional = parts[1].endsWith(OPTIONAL);
            String kind = optional ? parts[1].substring(0, parts[1].length() - 1) : parts[1];
            return new Need(parts[0], AttributeKind.valueOf(kind.toUpperCase(Locale.ROOT)), optional);
        }
    }

    private static final int MOST_SHOWN = 80;

    private final Map<String, Type> byName = new LinkedHashMap<>();
    private final Map<String, Map<String, Need>> needs = new TreeMap<>();

    /** @param types the later of two of one name wins */
    public EventTypes(Collection<Type> types) {
        types.forEach(type -> {
            byName.put(type.name(), type);
            Map<String, Need> ofType = new TreeMap<>();
            type.attributes().forEach(one -> ofType.put(one.name(), new Need(one.name(), one.kind(), one.optional())));
            needs.put(type.name(), ofType);
        });
    }

    private EventTypes(Map<String, Map<String, Need>> needs) {
        this.needs.putAll(needs);
    }

    /** All, as they were given. Empty where the catalogue was read back from {@link #written}. */
    public List<Type> all() {
        return List.copyOf(byName.values());
    }

    public Optional<Type> type(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** What a selector on an attribute needs to know of an event. */
    public Need need(String type, String attribute) {
        return Optional.ofNullable(needs.getOrDefault(type, Map.of()).get(attribute))
                .orElseGet(() -> new Need(attribute, AttributeKind.ANY, false));
    }

    /** What evaluations depend on, in one form for ever: titles and examples are not in it. */
    public String written() {
        List<String> lines = new ArrayList<>();
        needs.forEach((type, ofType) -> {
            lines.add(type);
            ofType.values().forEach(need -> lines.add("  " + need.written()));
        });
        return String.join("\n", lines);
    }

    /** What {@link #written} wrote. */
    public static EventTypes read(String written) {
        Map<String, Map<String, Need>> needs = new TreeMap<>();
        Map<String, Need> ofType = new TreeMap<>();
        for (String line : written.lines().toList()) {
            if (line.startsWith("  ")) {
                Need need = Need.read(line.strip());
                ofType.put(need.attribute(), need);
            } else {
                ofType = new TreeMap<>();
                needs.put(line, ofType);
            }
        }
        return new EventTypes(needs);
    }
}

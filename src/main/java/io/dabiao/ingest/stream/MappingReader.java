package io.dabiao.ingest.stream;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads a declared mapping. What is wrong in it is told in full. */
final class MappingReader {

    private static final Map<String, Mapping.AttributeReading> KINDS =
            Map.of("number", Mapping.AttributeReading.NUMBER);

    private final ZoneId zone;

    /** @param zone of times that name none, where the mapping names none either */
    MappingReader(ZoneId zone) {
        this.zone = zone;
    }

    /** Empty where a part that every event needs is missing or wrong; faults were told. */
    Optional<Mapping> read(Fields fields) {
        Optional<Pick> id = pick(fields.required("id"));
        Optional<Pick> source = pick(fields.required("source"));
        Optional<Pick> type = pick(fields.required("type"));
        Optional<Cursor> written = fields.required("time");
        Optional<Pick> time = written.flatMap(at -> pick(at, "format", "zone"));
        TimeForm form = written.filter(at -> !at.scalar()).flatMap(this::form).orElse(new TimeForm.Usual(zone));
        Optional<Pick> value = pick(fields.optional("value"));
        Map<String, Mapping.Attribute> data = new LinkedHashMap<>();
        Mapping.Keeping keeping =
                fields.optional("data").map(at -> data(at, data)).orElse(Mapping.Keeping.NOTHING);
        fields.done();
        if (id.isEmpty() || source.isEmpty() || type.isEmpty() || time.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Mapping(id.get(), source.get(), type.get(), time.get(), form, value, data, keeping));
    }

    private Mapping.Keeping data(Cursor at, Map<String, Mapping.Attribute> data) {
        if (at.scalar()) {
            at.oneOf(Map.of("all", true));
            return Mapping.Keeping.ALL;
        }
        at.fields("attributes by name").ifPresent(named -> {
            for (String name : named.names()) {
                named.key(name)
                        .expectThat(
                                !name.equals("value"),
                                "the attribute 'value'",
                                "value beside data",
                                "move it out of data");
                Cursor attribute = named.optional(name).orElseThrow();
                pick(attribute, "as").ifPresent(pick -> data.put(name, new Mapping.Attribute(pick, kind(attribute))));
            }
        });
        return Mapping.Keeping.NOTHING;
    }

    private static Mapping.AttributeReading kind(Cursor at) {
        return at.scalar()
                ? Mapping.AttributeReading.AS_FOUND
                : at.fields("an attribute")
                        .flatMap(fields -> fields.optional("as"))
                        .flatMap(as -> as.oneOf(KINDS))
                        .orElse(Mapping.AttributeReading.AS_FOUND);
    }

    private static Optional<Pick> pick(Optional<Cursor> at) {
        return at.flatMap(MappingReader::pick);
    }

    /** {@code /place}, {@code {is: constant}} or {@code {at: /place, words: {theirs: ours}}}. */
    private static Optional<Pick> pick(Cursor at, String... others) {
        if (at.scalar()) {
            return place(at).map(place -> new Pick.Places(List.of(place), Map.of()));
        }
        Optional<Fields> read = at.fields("a place or a constant");
        if (read.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = read.get();
        for (String other : others) {
            fields.optional(other);
        }
        Optional<Cursor> is = fields.optional("is");
        Optional<Cursor> places = fields.optional("at");
        Optional<Cursor> words = fields.optional("words");
        fields.done();
        if (is.isPresent() == places.isPresent()) {
            at.fault(
                    is.isPresent() ? "both is and at" : "neither is nor at",
                    "one of them",
                    "write at: /place or is: text");
            return Optional.empty();
        }
        if (is.isPresent()) {
            return is.get().word().map(word -> new Pick.Constant(scalar(word)));
        }
        List<JsonPointer> found = new ArrayList<>();
        List<Cursor> written =
                places.get().scalar() ? List.of(places.get()) : places.get().items("places");
        written.forEach(one -> place(one).ifPresent(found::add));
        Map<String, JsonNode> meant = new LinkedHashMap<>();
        words.flatMap(one -> one.fields("words")).ifPresent(named -> {
            for (String name : named.names()) {
                named.optional(name).flatMap(Cursor::word).ifPresent(word -> meant.put(name, scalar(word)));
            }
        });
        return found.isEmpty() ? Optional.empty() : Optional.of(new Pick.Places(List.copyOf(found), Map.copyOf(meant)));
    }

    private static Optional<JsonPointer> place(Cursor at) {
        return at.text()
                .filter(text -> at.expect(
                        text.startsWith("/"),
                        "a place in the message",
                        "write it as a JSON pointer, such as /device/id; a constant is {is: text}"))
                .map(JsonPointer::compile);
    }

    /** A truth or a number where it looks like one. */
    private static JsonNode scalar(String word) {
        if (word.equals("true") || word.equals("false")) {
            return JsonNodeFactory.instance.booleanNode(word.equals("true"));
        }
        return Pick.NUMBER.matcher(word).matches()
                ? DecimalNode.valueOf(new BigDecimal(word))
                : JsonNodeFactory.instance.textNode(word);
    }

    private Optional<TimeForm> form(Cursor at) {
        Fields fields = at.fields("a time").orElseThrow();
        ZoneId local = fields.optional("zone").flatMap(MappingReader::zone).orElse(zone);
        Optional<Cursor> format = fields.optional("format");
        if (format.isEmpty()) {
            return Optional.of(new TimeForm.Usual(local));
        }
        return format.get().text().flatMap(word -> switch (word) {
            case "usual" -> Optional.of(new TimeForm.Usual(local));
            case "epoch-seconds" -> Optional.of(new TimeForm.Epoch(1));
            case "epoch-millis" -> Optional.of(new TimeForm.Epoch(1_000));
            case "epoch-micros" -> Optional.of(new TimeForm.Epoch(1_000_000));
            default -> pattern(format.get(), word, local);
        });
    }

    private static Optional<TimeForm> pattern(Cursor at, String word, ZoneId local) {
        try {
            // With "yyyy" the resolver would want an era.
            DateTimeFormatter pattern = DateTimeFormatter.ofPattern(word.replace('y', 'u'), Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);
            boolean dated = word.contains("y") || word.contains("u");
            at.expect(
                    dated,
                    "a pattern with a year, or usual, epoch-seconds, epoch-millis, epoch-micros",
                    "write dd.MM.yyyy HH:mm");
            return Optional.of(new TimeForm.Written(pattern, word, local));
        } catch (IllegalArgumentException wrong) {
            at.fault(
                    at.shown(),
                    "usual, epoch-seconds, epoch-millis, epoch-micros or a pattern",
                    "write dd.MM.yyyy HH:mm");
            return Optional.empty();
        }
    }

    private static Optional<ZoneId> zone(Cursor at) {
        return at.text().flatMap(word -> {
            try {
                return Optional.of(ZoneId.of(word));
            } catch (DateTimeException none) {
                at.fault(at.shown(), "a zone", "write a name such as Asia/Shanghai, or an offset such as +08:00");
                return Optional.empty();
            }
        });
    }
}

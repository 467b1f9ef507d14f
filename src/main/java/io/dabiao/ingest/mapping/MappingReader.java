package io.dabiao.ingest.mapping;

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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a declared mapping. What is wrong in it is told in full. */
public final class MappingReader {

    private static final Map<String, Mapping.AttributeReading> KINDS = Cursor.words(
            new Mapping.AttributeReading[] {
                Mapping.AttributeReading.NUMBER, Mapping.AttributeReading.BOOLEAN, Mapping.AttributeReading.DATE
            },
            one -> one.name().toLowerCase(Locale.ROOT));

    private final ZoneId zone;
    private final Optional<Pick> usualSource;

    /** @param zone of times that name none, where the mapping names none either */
    public MappingReader(ZoneId zone) {
        this(zone, Optional.empty());
    }

    private MappingReader(ZoneId zone, Optional<Pick> usualSource) {
        this.zone = zone;
        this.usualSource = usualSource;
    }

    /** One for which a mapping need not say its events' source, which is this where it does not. */
    public MappingReader usually(String source) {
        return new MappingReader(zone, Optional.of(new Pick.Constant(JsonNodeFactory.instance.textNode(source))));
    }

    /** Empty where a part that every event needs is missing or wrong; faults were told. */
    public Optional<Mapping> read(Fields fields) {
        List<Mapping.Only> only =
                fields.optional("only").map(MappingReader::only).orElse(List.of());
        Optional<Pick> id = pick(fields.required("id"));
        Optional<Pick> source = usualSource.isPresent() && !fields.has("source")
                ? fields.optional("source").flatMap(MappingReader::pick).or(() -> usualSource)
                : pick(fields.required("source"));
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
        return Optional.of(
                new Mapping(only, id.get(), source.get(), type.get(), time.get(), form, value, data, keeping));
    }

    private Mapping.Keeping data(Cursor at, Map<String, Mapping.Attribute> data) {
        if (at.scalar()) {
            at.oneOf(Collections.singletonMap("all", true));
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

    /** {@code {/place: word, /other: [one, another]}}. */
    private static List<Mapping.Only> only(Cursor at) {
        List<Mapping.Only> only = new ArrayList<>();
        at.fields("words by their places").ifPresent(named -> {
            for (String name : named.names()) {
                Cursor written = named.optional(name).orElseThrow();
                List<Cursor> items = written.scalar() ? List.of(written) : written.items("words");
                Set<String> words = items.stream()
                        .map(Cursor::word)
                        .flatMap(Optional::stream)
                        .collect(Collectors.toUnmodifiableSet());
                if (named.key(name)
                                .expect(
                                        name.startsWith("/"),
                                        "a place in the message",
                                        "write it as a JSON pointer, such as /object_kind")
                        && !words.isEmpty()) {
                    only.add(new Mapping.Only(JsonPointer.compile(name), words));
                }
            }
        });
        return List.copyOf(only);
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
            case "epoch-seconds" -> Optional.of(new TimeForm.Epoch(1, local));
            case "epoch-millis" -> Optional.of(new TimeForm.Epoch(1_000, local));
            case "epoch-micros" -> Optional.of(new TimeForm.Epoch(1_000_000, local));
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

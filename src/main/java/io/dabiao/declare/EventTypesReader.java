package io.dabiao.declare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dabiao.core.event.EventTypes;
import io.dabiao.core.event.EventTypes.AttributeKind;
import io.dabiao.core.event.EventTypes.Bears;
import io.dabiao.core.event.EventTypes.Type;
import io.dabiao.core.text.Words;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.FileText;
import io.dabiao.yaml.ResourceFolder;
import io.dabiao.yaml.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the catalogue of event types from YAML files, each as a whole or not at all. */
public final class EventTypesReader {

    /**
     * What came of reading them all.
     *
     * @param types of the accepted files, in their order
     * @param refused the faults of every other file, by file
     */
    public record Loaded(List<Type> types, Map<String, List<Fault>> refused) {
        public Loaded {
            types = List.copyOf(types);
            refused = Collections.unmodifiableMap(new LinkedHashMap<>(refused));
        }
    }

    /**
     * What came of reading one type alone.
     *
     * @param type empty where it is too faulty to be one
     */
    record One(Optional<Type> type, List<Fault> faults) {}

    private static final Map<String, AttributeKind> KINDS = Cursor.words(
            Arrays.stream(AttributeKind.values())
                    .filter(attributeKind -> attributeKind != AttributeKind.ANY)
                    .toArray(AttributeKind[]::new),
            AttributeKind::word);
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Set<String> TRUTHS = Set.of("true", "false");

    private final Source source;
    private final Set<String> taken = new HashSet<>();

    private EventTypesReader(Source source) {
        this.source = source;
    }

    /** Of two files with one type the later wins: an installation's own come after the shipped ones. */
    public static Loaded load(List<FileText> files) {
        List<Type> types = new ArrayList<>();
        Map<String, List<Fault>> refused = new LinkedHashMap<>();
        for (FileText file : files) {
            if (file.unreadable().isPresent()) {
                refused.put(file.file(), List.of(file.unreadable().get()));
                continue;
            }
            Source source = new Source(file.file(), file.text());
            List<Type> read = source.root()
                    .flatMap(root -> root.fields("a catalogue of event types"))
                    .map(fields -> new EventTypesReader(source).types(fields))
                    .orElse(List.of());
            if (source.faults().isEmpty()) {
                types.addAll(read);
            } else {
                refused.put(file.file(), source.faults());
            }
        }
        return new Loaded(types, refused);
    }

    /** One type, as an item of a file has it. */
    static One one(String origin, String text) {
        Source source = new Source(origin, text);
        Optional<Type> type =
                source.root().flatMap(root -> root.fields("an event type")).flatMap(new EventTypesReader(source)::type);
        return new One(type, source.faults());
    }

    /** The catalogue that ships with the service. */
    public static EventTypes shipped() {
        return new EventTypes(load(ResourceFolder.shipped("types")).types());
    }

    private List<Type> types(Fields fields) {
        List<Type> types = new ArrayList<>();
        fields.required("types")
                .map(at -> at.items("event types"))
                .orElse(List.of())
                .forEach(at -> at.fields("an event type").flatMap(this::type).ifPresent(types::add));
        fields.done();
        return types;
    }

    private Optional<Type> type(Fields fields) {
        Optional<Cursor> at = fields.required("type");
        Optional<String> name = at.flatMap(Cursor::attribute);
        name.ifPresent(one -> at.get()
                .expectThat(taken.add(one), "the type " + one + " again", "each type once", "remove one of the two"));
        Optional<Words> title = fields.required("name").flatMap(EventTypesReader::words);
        Optional<Words> description = fields.required("description").flatMap(EventTypesReader::words);
        Optional<Words> sender = fields.required("sentBy").flatMap(EventTypesReader::words);
        List<Bears> attributes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        fields.optional("attributes")
                .map(list -> list.items("attributes"))
                .orElse(List.of())
                .forEach(one -> one.fields("an attribute")
                        .flatMap(inner -> attribute(inner, names))
                        .ifPresent(attributes::add));
        String example =
                fields.optional("example").flatMap(EventTypesReader::example).orElse("{}");
        fields.done();
        return name.flatMap(what -> title.flatMap(called -> description.flatMap(
                means -> sender.map(from -> new Type(what, called, means, from, attributes, example)))));
    }

    /** The API puts it into its answers as it is. */
    private static Optional<String> example(Cursor at) {
        return at.text()
                .filter(text -> at.expect(
                        object(text),
                        "the data of an event, as a JSON object",
                        "write it in single quotes, such as '{\"value\": 3}'"));
    }

    private static boolean object(String text) {
        try {
            JsonNode read = JSON.readTree(text);
            return read != null && read.isObject();
        } catch (JsonProcessingException broken) {
            return false;
        }
    }

    private static Optional<Words> words(Cursor at) {
        return at.fields("words in Chinese and English").flatMap(fields -> {
            Optional<String> chinese = fields.required("zh").flatMap(Cursor::text);
            Optional<String> english = fields.required("en").flatMap(Cursor::text);
            fields.done();
            return chinese.flatMap(zh -> english.map(en -> new Words(en, zh)));
        });
    }

    private static Optional<Bears> attribute(Fields fields, Set<String> names) {
        Optional<Cursor> at = fields.required("name");
        Optional<String> name = at.flatMap(Cursor::attribute);
        name.ifPresent(one -> at.get()
                .expectThat(
                        names.add(one),
                        "the attribute " + one + " again",
                        "each attribute once",
                        "remove one of the two"));
        Optional<AttributeKind> kind = fields.required("kind").flatMap(word -> word.oneOf(KINDS));
        boolean optional =
                fields.optional("optional").flatMap(EventTypesReader::truth).orElse(false);
        Optional<String> chinese = fields.required("zh").flatMap(Cursor::text);
        Optional<String> english = fields.required("en").flatMap(Cursor::text);
        Optional<String> unit = fields.optional("unit").flatMap(Cursor::text);
        List<EventTypes.Value> values = new ArrayList<>();
        fields.optional("values")
                .map(list -> list.items("values"))
                .orElse(List.of())
                .forEach(one ->
                        one.fields("a value").flatMap(EventTypesReader::value).ifPresent(values::add));
        fields.done();
        return name.flatMap(what -> kind.flatMap(of -> chinese.flatMap(
                zh -> english.map(en -> new Bears(what, of, optional, new Words(en, zh), unit, values)))));
    }

    private static Optional<Boolean> truth(Cursor at) {
        return at.word()
                .filter(word -> at.expect(TRUTHS.contains(word), "true or false", "write one of the two"))
                .map(Boolean::valueOf);
    }

    private static Optional<EventTypes.Value> value(Fields fields) {
        Optional<String> value = fields.required("value").flatMap(Cursor::text);
        Optional<String> chinese = fields.required("zh").flatMap(Cursor::text);
        Optional<String> english = fields.required("en").flatMap(Cursor::text);
        fields.done();
        return value.flatMap(what ->
                chinese.flatMap(zh -> english.map(en -> new EventTypes.Value(what, new Words(en, zh)))));
    }
}

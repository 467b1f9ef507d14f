package io.dabiao.ingest.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import io.dabiao.core.text.Words;
import io.dabiao.ingest.RefusalWords;
import io.dabiao.store.EventJson;
import io.dabiao.store.Refusal.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How JSON messages that are no CloudEvents become events. Immutable.
 *
 * @param only what a message must say to be meant at all; every message is where it is empty
 * @param value the figure; empty where events have none
 * @param data further attributes by name
 * @param keeping what of the message itself becomes data
 */
public record Mapping(
        List<Only> only,
        Pick id,
        Pick source,
        Pick type,
        Pick time,
        TimeForm form,
        Optional<Pick> value,
        Map<String, Attribute> data,
        Keeping keeping) {

    /** What of a message's own members its event's data holds besides what is declared. */
    public enum Keeping {
        NOTHING,
        ALL
    }

    /** What an attribute is, whatever the message takes it for. */
    public enum AttributeReading {
        AS_FOUND,
        NUMBER,
        BOOLEAN,
        DATE
    }

    /**
     * A message says one of these words at a place.
     *
     * @param words as they are written without quotes; never empty
     */
    public record Only(JsonPointer at, Set<String> words) {

        boolean holds(JsonNode message) {
            JsonNode found = message.at(at);
            return found.isValueNode() && words.contains(found.asText());
        }
    }

    public record Attribute(Pick pick, AttributeReading kind) {}

    /** How databases, forms and people write a truth; anything else is no guess. */
    private static final Map<String, Boolean> TRUTHS = Map.ofEntries(
            Map.entry("true", true),
            Map.entry("t", true),
            Map.entry("1", true),
            Map.entry("y", true),
            Map.entry("yes", true),
            Map.entry("是", true),
            Map.entry("false", false),
            Map.entry("f", false),
            Map.entry("0", false),
            Map.entry("n", false),
            Map.entry("no", false),
            Map.entry("否", false));

    /** Exact decimals: a double would have lost digits before anybody looked. */
    private static final ObjectReader READER = EventJson.MAPPER
            .reader()
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** One document, with exact decimals. */
    public static JsonNode tree(byte[] body) throws IOException {
        return READER.readTree(body);
    }

    /** The messages in a body: itself, or the elements of an array. */
    public static List<JsonNode> messages(byte[] body) throws IOException {
        JsonNode root = tree(body);
        if (!root.isArray()) {
            return List.of(root);
        }
        List<JsonNode> messages = new ArrayList<>(root.size());
        root.forEach(messages::add);
        return messages;
    }

    /** Whether a message is one of those that this mapping is for. */
    public boolean means(JsonNode message) {
        return only.stream().allMatch(one -> one.holds(message));
    }

    /** The first names of all places that are read: the columns, where messages are rows. */
    public Set<String> members() {
        Set<String> members = new LinkedHashSet<>();
        only.forEach(one -> members.add(one.at().getMatchingProperty()));
        Stream.concat(
                        Stream.of(id, source, type, time),
                        Stream.concat(value.stream(), data.values().stream().map(Attribute::pick)))
                .filter(Pick.Places.class::isInstance)
                .flatMap(pick -> ((Pick.Places) pick).at().stream())
                .map(JsonPointer::getMatchingProperty)
                .forEach(members::add);
        return members;
    }

    /** The event in the form that the reader of events understands. */
    public byte[] event(JsonNode message) throws Unmapped {
        if (!message.isObject()) {
            throw new Unmapped(Reason.MALFORMED, Words.of(Mapping.class, "messageIsNoObject"));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = EventJson.MAPPER.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("specversion", "1.0");
            json.writeStringField("id", id.text(message, "id"));
            json.writeStringField("source", source.text(message, "source"));
            json.writeStringField("type", type.text(message, "type"));
            json.writeStringField("time", time(message).toString());
            json.writeObjectFieldStart("data");
            if (keeping == Keeping.ALL) {
                for (Map.Entry<String, JsonNode> member : message.properties()) {
                    if (!data.containsKey(member.getKey())
                            && !(value.isPresent() && member.getKey().equals("value"))) {
                        json.writeFieldName(member.getKey());
                        EventJson.MAPPER.writeTree(json, member.getValue());
                    }
                }
            }
            if (value.isPresent()) {
                Optional<BigDecimal> number = value.get().number(message, "value");
                json.writeFieldName("value");
                json.writeNumber(number.orElseThrow(
                        () -> new Unmapped(Reason.MISSING_ATTRIBUTE, RefusalWords.missing("value"))));
            }
            for (Map.Entry<String, Attribute> attribute : data.entrySet()) {
                write(json, attribute.getKey(), attribute.getValue(), message);
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException unwritable) {
            throw new Unmapped(Reason.BAD_DATA, Words.of(Mapping.class, "unwritable", unwritable.getMessage()));
        }
        return bytes.toByteArray();
    }

    private Instant time(JsonNode message) throws Unmapped {
        JsonNode written = time.value(message);
        if (written.isMissingNode()) {
            throw new Unmapped(Reason.MISSING_ATTRIBUTE, RefusalWords.missing("time"));
        }
        return form.read(written);
    }

    private void write(JsonGenerator json, String name, Attribute attribute, JsonNode message)
            throws IOException, Unmapped {
        if (attribute.kind() == AttributeReading.NUMBER) {
            Optional<BigDecimal> number = attribute.pick().number(message, name);
            if (number.isPresent()) {
                json.writeFieldName(name);
                json.writeNumber(number.get());
            }
            return;
        }
        JsonNode found = attribute.pick().value(message);
        if (found.isMissingNode()) {
            return;
        }
        json.writeFieldName(name);
        switch (attribute.kind()) {
            case BOOLEAN -> json.writeBoolean(truth(found, name));
            case DATE -> json.writeString(form.day(found).toString());
            default -> EventJson.MAPPER.writeTree(json, found);
        }
    }

    private static boolean truth(JsonNode found, String name) throws Unmapped {
        Boolean truth = TRUTHS.get(found.asText().strip().toLowerCase(Locale.ROOT));
        if (truth == null) {
            throw new Unmapped(
                    Reason.BAD_DATA,
                    Words.of(Mapping.class, "neitherTrueNorFalse", name, Pick.shortened(found.asText())));
        }
        return truth;
    }
}

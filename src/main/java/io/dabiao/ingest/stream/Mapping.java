package io.dabiao.ingest.stream;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import io.dabiao.store.EventJson;
import io.dabiao.store.Refusal.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How JSON messages that are no CloudEvents become events. Immutable.
 *
 * @param value the figure; empty where events have none
 * @param data further attributes by name
 * @param keeping what of the message itself becomes data
 */
record Mapping(
        Pick id,
        Pick source,
        Pick type,
        Pick time,
        TimeForm form,
        Optional<Pick> value,
        Map<String, Attribute> data,
        Keeping keeping) {

    /** What of a message's own members its event's data holds besides what is declared. */
    enum Keeping {
        NOTHING,
        ALL
    }

    /** What an attribute is, whatever the message takes it for. */
    enum AttributeReading {
        AS_FOUND,
        NUMBER
    }

    record Attribute(Pick pick, AttributeReading kind) {}

    /** Exact decimals: a double would have lost digits before anybody looked. */
    private static final ObjectReader READER = EventJson.MAPPER
            .reader()
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** The messages in a body: itself, or the elements of an array. */
    static List<JsonNode> messages(byte[] body) throws IOException {
        JsonNode root = READER.readTree(body);
        if (!root.isArray()) {
            return List.of(root);
        }
        List<JsonNode> messages = new ArrayList<>(root.size());
        root.forEach(messages::add);
        return messages;
    }

    /** The event in the form that the reader of events understands. */
    byte[] event(JsonNode message) throws Unmapped {
        if (!message.isObject()) {
            throw new Unmapped(Reason.MALFORMED, "a message must be a JSON object");
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
                json.writeNumber(number.orElseThrow(() -> new Unmapped(Reason.MISSING_ATTRIBUTE, "value is missing")));
            }
            for (Map.Entry<String, Attribute> attribute : data.entrySet()) {
                write(json, attribute.getKey(), attribute.getValue(), message);
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException unwritable) {
            throw new Unmapped(
                    Reason.BAD_DATA, "the message cannot be written as an event: " + unwritable.getMessage());
        }
        return bytes.toByteArray();
    }

    private Instant time(JsonNode message) throws Unmapped {
        JsonNode written = time.value(message);
        if (written.isMissingNode()) {
            throw new Unmapped(Reason.MISSING_ATTRIBUTE, "time is missing");
        }
        return form.read(written);
    }

    private static void write(JsonGenerator json, String name, Attribute attribute, JsonNode message)
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
        if (!found.isMissingNode()) {
            json.writeFieldName(name);
            EventJson.MAPPER.writeTree(json, found);
        }
    }
}

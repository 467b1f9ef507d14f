package io.dabiao.ingest.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Avro's binary encoding (1.12, "Binary encoding") by the schema that it was written with. A union is what stands in it, with no name of its
 * branch around it; times, dates and decimals are what their logical types say, bytes are base 64, numbers that JSON does not have are texts.
 *
 * <p>Apache's own reader was refused: it allocates what a message says of its lengths, so that a few bytes take the heap, and bounds that only by
 * system properties. The tests compare with what it writes.
 */
@ApplicationScoped
class AvroFormat implements SchemaFormat {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Values of one message: arrays of nothing cost their sender no bytes. */
    private static final int MOST_VALUES = 100_000;

    private static final int DEEPEST = 64;

    @Override
    public String name() {
        return "AVRO";
    }

    @Override
    public Reader reader(Schema schema) throws Unreadable {
        try {
            Names names = new Names(new HashMap<>());
            JsonNode root = JSON.readTree(schema.text());
            names.collect(root, "", 0);
            return payload -> {
                Decoding decoding = new Decoding(payload.slice().order(ByteOrder.LITTLE_ENDIAN), names);
                JsonNode value = decoding.value(root, "", 0);
                if (decoding.in.hasRemaining()) {
                    throw new Unreadable("bytes follow the value that its Avro schema says");
                }
                return value;
            };
        } catch (JsonProcessingException wrong) {
            throw new Unreadable("its Avro schema is no JSON: " + wrong.getOriginalMessage());
        }
    }

    /** Named types by their full names. */
    private record Names(Map<String, JsonNode> all) {

        void collect(JsonNode schema, String space, int depth) throws Unreadable {
            if (depth > DEEPEST) {
                throw new Unreadable("its Avro schema is nested too deeply");
            }
            if (schema.isArray()) {
                for (JsonNode branch : schema) {
                    collect(branch, space, depth + 1);
                }
            } else if (schema.isObject()) {
                String within = space(schema, space);
                if (schema.has("name") && schema.path("type").isTextual()) {
                    all.put(full(schema.path("name").asText(), within), schema);
                }
                for (JsonNode field : schema.path("fields")) {
                    collect(field.path("type"), within, depth + 1);
                }
                for (String inner : List.of("items", "values", "type")) {
                    if (schema.path(inner).isContainerNode()) {
                        collect(schema.get(inner), within, depth + 1);
                    }
                }
            }
        }

        /** Of the types within a schema; a dotted name says it too. */
        static String space(JsonNode schema, String around) {
            String name = schema.path("name").asText("");
            int dot = name.lastIndexOf('.');
            return dot > 0 ? name.substring(0, dot) : schema.path("namespace").asText(around);
        }

        static String full(String name, String space) {
            return name.contains(".") || space.isEmpty() ? name : space + "." + name;
        }

        JsonNode named(String name, String space) throws Unreadable {
            JsonNode found = all.getOrDefault(full(name, space), all.get(name));
            if (found == null) {
                throw new Unreadable("its Avro schema names a type that it does not define: " + name);
            }
            return found;
        }
    }

    private static final class Decoding {

        private final ByteBuffer in;
        private final Names names;
        private int values;

        private Decoding(ByteBuffer in, Names names) {
            this.in = in;
            this.names = names;
        }

        JsonNode value(JsonNode schema, String space, int depth) throws Unreadable {
            if (depth > DEEPEST || ++values > MOST_VALUES) {
                throw new Unreadable("the message has more than " + MOST_VALUES + " values or " + DEEPEST + " levels");
            }
            if (schema.isArray()) {
                long branch = number();
                if (branch < 0 || branch >= schema.size()) {
                    throw new Unreadable("the message takes a branch of a union that its Avro schema has not");
                }
                return value(schema.get((int) branch), space, depth + 1);
            }
            JsonNode type = schema.isObject() ? schema.path("type") : schema;
            if (type.isContainerNode()) {
                return value(type, space, depth + 1);
            }
            return switch (type.asText()) {
                case "record", "error" -> record(schema, Names.space(schema, space), depth);
                case "array" -> array(schema.path("items"), space, depth);
                case "map" -> map(schema.path("values"), space, depth);
                case "enum" -> symbol(schema);
                case "null" -> NODES.nullNode();
                case "boolean" -> NODES.booleanNode(bytes(1)[0] != 0);
                case "int", "long" -> whole(number(), logical(schema));
                case "float" -> real(need(Float.BYTES).getFloat());
                case "double" -> real(need(Double.BYTES).getDouble());
                case "string" -> NODES.textNode(text());
                case "bytes" -> binary(bytes(length()), schema);
                case "fixed" -> binary(bytes(schema.path("size").asInt(-1)), schema);
                default -> {
                    JsonNode named = names.named(type.asText(), space);
                    yield value(named, space(type.asText(), space), depth + 1);
                }
            };
        }

        /** A type that is named elsewhere has the space in which it was defined. */
        private static String space(String name, String around) {
            int dot = name.lastIndexOf('.');
            return dot > 0 ? name.substring(0, dot) : around;
        }

        private static String logical(JsonNode schema) {
            return schema.isObject() ? schema.path("logicalType").asText("") : "";
        }

        private JsonNode record(JsonNode schema, String space, int depth) throws Unreadable {
            ObjectNode record = NODES.objectNode();
            for (JsonNode field : schema.path("fields")) {
                record.set(field.path("name").asText(), value(field.path("type"), space, depth + 1));
            }
            return record;
        }

        private JsonNode array(JsonNode items, String space, int depth) throws Unreadable {
            ArrayNode array = NODES.arrayNode();
            for (long block = block(); block > 0; block = block()) {
                for (long i = 0; i < block; i++) {
                    array.add(value(items, space, depth + 1));
                }
            }
            return array;
        }

        private JsonNode map(JsonNode schema, String space, int depth) throws Unreadable {
            ObjectNode map = NODES.objectNode();
            for (long block = block(); block > 0; block = block()) {
                for (long i = 0; i < block; i++) {
                    map.set(text(), value(schema, space, depth + 1));
                }
            }
            return map;
        }

        /** Where its size in bytes stands too, the number is negative. */
        private long block() throws Unreadable {
            long count = number();
            if (count < 0) {
                number();
                return -count;
            }
            return count;
        }

        private JsonNode symbol(JsonNode schema) throws Unreadable {
            JsonNode symbol = schema.path("symbols").path((int) Math.min(Integer.MAX_VALUE, Math.max(-1, number())));
            if (symbol.isMissingNode()) {
                throw new Unreadable("the message has a symbol of an enum that its Avro schema has not");
            }
            return symbol;
        }

        private static JsonNode whole(long number, String logical) {
            return switch (logical) {
                case "date" -> NODES.textNode(LocalDate.ofEpochDay(number).toString());
                case "time-millis" ->
                    NODES.textNode(
                            LocalTime.MIDNIGHT.plus(number, ChronoUnit.MILLIS).toString());
                case "time-micros" ->
                    NODES.textNode(
                            LocalTime.MIDNIGHT.plus(number, ChronoUnit.MICROS).toString());
                case "timestamp-millis" -> instant(number, ChronoUnit.MILLIS);
                case "timestamp-micros" -> instant(number, ChronoUnit.MICROS);
                case "timestamp-nanos" -> instant(number, ChronoUnit.NANOS);
                // Local ones have no offset: whoever maps them says the zone.
                case "local-timestamp-millis" -> local(number, ChronoUnit.MILLIS);
                case "local-timestamp-micros" -> local(number, ChronoUnit.MICROS);
                case "local-timestamp-nanos" -> local(number, ChronoUnit.NANOS);
                default -> NODES.numberNode(number);
            };
        }

        private static JsonNode instant(long number, ChronoUnit unit) {
            return NODES.textNode(Instant.EPOCH.plus(number, unit).toString());
        }

        private static JsonNode local(long number, ChronoUnit unit) {
            String text = Instant.EPOCH.plus(number, unit).toString();
            return NODES.textNode(text.substring(0, text.length() - 1));
        }

        private static JsonNode real(double number) {
            return Double.isFinite(number) ? NODES.numberNode(number) : NODES.textNode(Double.toString(number));
        }

        private static JsonNode real(float number) {
            return Float.isFinite(number)
                    ? NODES.numberNode(new BigDecimal(Float.toString(number)))
                    : NODES.textNode(Float.toString(number));
        }

        private static JsonNode binary(byte[] bytes, JsonNode schema) {
            if (logical(schema).equals("decimal") && bytes.length > 0) {
                return NODES.numberNode(new BigDecimal(
                        new BigInteger(bytes), schema.path("scale").asInt(0)));
            }
            return NODES.textNode(Base64.getEncoder().encodeToString(bytes));
        }

        private String text() throws Unreadable {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes(length())))
                        .toString();
            } catch (CharacterCodingException broken) {
                throw new Unreadable("the message has a text that is no UTF-8");
            }
        }

        private long length() throws Unreadable {
            return number();
        }

        private byte[] bytes(long length) throws Unreadable {
            if (length < 0 || length > in.remaining()) {
                throw new Unreadable("the message ends before its Avro schema does");
            }
            byte[] bytes = new byte[(int) length];
            in.get(bytes);
            return bytes;
        }

        private ByteBuffer need(int bytes) throws Unreadable {
            if (in.remaining() < bytes) {
                throw new Unreadable("the message ends before its Avro schema does");
            }
            return in;
        }

        /** A zigzag number of variable length. */
        private long number() throws Unreadable {
            long raw = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                byte next = need(1).get();
                raw |= (long) (next & 0x7F) << shift;
                if (next >= 0) {
                    return raw >>> 1 ^ -(raw & 1);
                }
            }
            throw new Unreadable("the message has a number that never ends");
        }
    }
}

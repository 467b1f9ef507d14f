package io.dabiao.ingest.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.dabiao.budget.Allowance;
import io.dabiao.ingest.source.Rows;
import io.dabiao.store.EventJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Reads an {@code ExportLogsServiceRequest} in protobuf (opentelemetry-proto 1.x), field by field. */
final class ProtobufLogs extends ProtobufFields {

    private static final int FIXED = WireFormat.WIRETYPE_FIXED64;
    private static final int VARINT = WireFormat.WIRETYPE_VARINT;

    private final LogRows rows = new LogRows();

    private ProtobufLogs(Allowance allowance) {
        super(allowance);
    }

    /** @throws IOException where it is none */
    static List<Rows.Row> read(byte[] body, Allowance allowance) throws IOException {
        ProtobufLogs reader = new ProtobufLogs(allowance);
        reader.fields(CodedInputStream.newInstance(body), (field, type, in) -> {
            if (field == 1 && type == BYTES) {
                reader.resource(in);
                return true;
            }
            return false;
        });
        return reader.rows.rows();
    }

    /** A record, and the scope that it stands in; either may come first. */
    private record Found(LogRows.Read read, ObjectNode scope) {}

    private void resource(CodedInputStream in) throws IOException {
        ObjectNode resource = EventJson.MAPPER.createObjectNode();
        List<Found> found = new ArrayList<>();
        inside(in, (field, type, one) -> {
            if (field == 1 && type == BYTES) {
                inside(one, (inner, kind, pair) -> inner == 1 && kind == BYTES && attribute(pair, resource, 0));
                return true;
            }
            if (field == 2 && type == BYTES) {
                scope(one, found);
                return true;
            }
            return false;
        });
        for (Found one : found) {
            rows.add(one.read(), resource, one.scope());
        }
    }

    private void scope(CodedInputStream in, List<Found> found) throws IOException {
        ObjectNode scope = EventJson.MAPPER.createObjectNode();
        inside(in, (field, type, one) -> {
            if (field == 1 && type == BYTES) {
                inside(one, (inner, kind, part) -> {
                    if (kind != BYTES || inner < 1 || inner > 3) {
                        return false;
                    }
                    return inner == 3 ? attribute(part, scope, 0) : named(scope, inner, part.readString());
                });
                return true;
            }
            if (field == 2 && type == BYTES) {
                if (found.size() == LogRows.MOST_RECORDS) {
                    throw new IOException("the request has more than " + LogRows.MOST_RECORDS + " records");
                }
                found.add(new Found(new Reading().record(one), scope));
                return true;
            }
            return false;
        });
    }

    private static boolean named(ObjectNode scope, int field, String text) {
        if (!text.isEmpty()) {
            scope.put(field == 1 ? "name" : "version", text);
        }
        return true;
    }

    /** One record under way. */
    private final class Reading {

        private final ObjectNode attributes = EventJson.MAPPER.createObjectNode();
        private long time;
        private long observed;
        private int severity;
        private String severityText = "";
        private String event = "";
        private JsonNode body = JsonNodeFactory.instance.nullNode();
        private String trace = "";
        private String span = "";

        LogRows.Read record(CodedInputStream in) throws IOException {
            inside(in, this::field);
            return new LogRows.Read(time, observed, severity, severityText, event, body, attributes, trace, span);
        }

        private boolean field(int field, int type, CodedInputStream in) throws IOException {
            if (type == FIXED && (field == 1 || field == 11)) {
                long nanos = in.readFixed64();
                time = field == 1 ? nanos : time;
                observed = field == 11 ? nanos : observed;
                return true;
            }
            if (type == VARINT && field == 2) {
                severity = in.readEnum();
                return true;
            }
            return type == BYTES && text(field, in);
        }

        private boolean text(int field, CodedInputStream in) throws IOException {
            switch (field) {
                case 3 -> severityText = in.readString();
                case 5 -> body = value(in, 0);
                case 6 -> {
                    return attribute(in, attributes, 0);
                }
                case 9 -> trace = HexFormat.of().formatHex(in.readByteArray());
                case 10 -> span = HexFormat.of().formatHex(in.readByteArray());
                case 12 -> event = in.readString();
                default -> {
                    return false;
                }
            }
            return true;
        }
    }

    private boolean attribute(CodedInputStream in, ObjectNode into, int depth) throws IOException {
        String[] key = {""};
        JsonNode[] value = {JsonNodeFactory.instance.nullNode()};
        inside(in, (field, type, one) -> {
            if (type != BYTES || field < 1 || field > 2) {
                return false;
            }
            if (field == 1) {
                key[0] = one.readString();
            } else {
                value[0] = value(one, depth);
            }
            return true;
        });
        into.set(key[0], value[0]);
        return true;
    }

    private JsonNode value(CodedInputStream in, int depth) throws IOException {
        if (depth > LogRows.DEEPEST) {
            throw new IOException("a value lies deeper than " + LogRows.DEEPEST + " others");
        }
        JsonNode[] value = {JsonNodeFactory.instance.nullNode()};
        inside(in, (field, type, one) -> {
            JsonNode read = scalar(field, type, one);
            if (read == null && type == BYTES && (field == 5 || field == 6)) {
                read = field == 5 ? array(one, depth) : pairs(one, depth);
            }
            value[0] = read == null ? value[0] : read;
            return read != null;
        });
        return value[0];
    }

    /** Null where the field is no scalar. */
    private static JsonNode scalar(int field, int type, CodedInputStream in) throws IOException {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (type == BYTES && field == 1) {
            return nodes.textNode(in.readString());
        }
        if (type == VARINT && field == 2) {
            return nodes.booleanNode(in.readBool());
        }
        if (type == VARINT && field == 3) {
            return nodes.numberNode(in.readInt64());
        }
        if (type == FIXED && field == 4) {
            return LogRows.number(in.readDouble());
        }
        return type == BYTES && field == 7
                ? nodes.textNode(Base64.getEncoder().encodeToString(in.readByteArray()))
                : null;
    }

    private ArrayNode array(CodedInputStream in, int depth) throws IOException {
        ArrayNode array = EventJson.MAPPER.createArrayNode();
        inside(in, (field, type, one) -> {
            if (field != 1 || type != BYTES) {
                return false;
            }
            array.add(value(one, depth + 1));
            return true;
        });
        return array;
    }

    private ObjectNode pairs(CodedInputStream in, int depth) throws IOException {
        ObjectNode pairs = EventJson.MAPPER.createObjectNode();
        inside(in, (field, type, one) -> field == 1 && type == BYTES && attribute(one, pairs, depth + 1));
        return pairs;
    }
}

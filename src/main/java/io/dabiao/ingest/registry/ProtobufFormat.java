package io.dabiao.ingest.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Protobuf by the descriptor of the file that defines its messages, behind the path to the message in that file. Fields have the names of the
 * file; those of proto3 that are not there have their usual values, as proto3 means it. A {@code Timestamp} is a time, a wrapper what it holds, an
 * enum its name, bytes are base 64.
 */
@ApplicationScoped
class ProtobufFormat implements SchemaFormat {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** What files import of Protobuf's own. */
    private static final Map<String, FileDescriptor> KNOWN = Map.of(
            "google/protobuf/timestamp.proto", TimestampProto.getDescriptor(),
            "google/protobuf/duration.proto", DurationProto.getDescriptor(),
            "google/protobuf/wrappers.proto", WrappersProto.getDescriptor(),
            "google/protobuf/struct.proto", StructProto.getDescriptor());

    private static final int DEEPEST_PATH = 16;

    @Override
    public String name() {
        return "PROTOBUF";
    }

    @Override
    public Reader reader(Schema schema) throws Unreadable {
        FileDescriptor file = file(schema.text());
        return payload -> {
            ByteBuffer in = payload.slice();
            Descriptor type = type(file, in);
            try {
                return object(DynamicMessage.parseFrom(type, ByteString.copyFrom(in)));
            } catch (InvalidProtocolBufferException broken) {
                throw new Unreadable("the message is no " + type.getFullName() + ": " + broken.getMessage());
            }
        };
    }

    private static FileDescriptor file(String base64) throws Unreadable {
        try {
            FileDescriptorProto proto =
                    FileDescriptorProto.parseFrom(Base64.getDecoder().decode(base64.strip()));
            List<FileDescriptor> imports = new ArrayList<>();
            for (String name : proto.getDependencyList()) {
                if (!KNOWN.containsKey(name)) {
                    throw new Unreadable("its Protobuf schema imports " + name + ", which is not read");
                }
                imports.add(KNOWN.get(name));
            }
            return FileDescriptor.buildFrom(proto, imports.toArray(FileDescriptor[]::new));
        } catch (IllegalArgumentException
                | InvalidProtocolBufferException
                | Descriptors.DescriptorValidationException no) {
            throw new Unreadable("its registry gives no descriptor of its Protobuf schema");
        }
    }

    /** The path to the message: numbers of messages within messages, of which a single 0 is written for the first one alone. */
    private static Descriptor type(FileDescriptor file, ByteBuffer in) throws Unreadable {
        long length = number(in);
        if (length < 0 || length > DEEPEST_PATH) {
            throw new Unreadable("the message does not say which one of its Protobuf schema it is");
        }
        List<Descriptor> there = file.getMessageTypes();
        Descriptor type = null;
        for (long i = 0; i < Math.max(1, length); i++) {
            long index = length == 0 ? 0 : number(in);
            if (index < 0 || index >= there.size()) {
                throw new Unreadable("the message is one that its Protobuf schema has not");
            }
            type = there.get((int) index);
            there = type.getNestedTypes();
        }
        return type;
    }

    private static long number(ByteBuffer in) throws Unreadable {
        long raw = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (!in.hasRemaining()) {
                break;
            }
            byte next = in.get();
            raw |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return raw >>> 1 ^ -(raw & 1);
            }
        }
        throw new Unreadable("the message does not say which one of its Protobuf schema it is");
    }

    private static JsonNode object(Message message) {
        switch (message.getDescriptorForType().getFullName()) {
            case "google.protobuf.Timestamp":
                return time(message);
            case "google.protobuf.BoolValue",
                    "google.protobuf.BytesValue",
                    "google.protobuf.DoubleValue",
                    "google.protobuf.FloatValue",
                    "google.protobuf.Int32Value",
                    "google.protobuf.Int64Value",
                    "google.protobuf.StringValue",
                    "google.protobuf.UInt32Value",
                    "google.protobuf.UInt64Value":
                FieldDescriptor held = message.getDescriptorForType().findFieldByNumber(1);
                return scalar(held, message.getField(held));
            default:
                break;
        }
        ObjectNode object = NODES.objectNode();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (field.isMapField()) {
                ObjectNode map = object.putObject(field.getName());
                for (Object entry : (List<?>) message.getField(field)) {
                    Message one = (Message) entry;
                    FieldDescriptor key = one.getDescriptorForType().findFieldByNumber(1);
                    FieldDescriptor value = one.getDescriptorForType().findFieldByNumber(2);
                    map.set(String.valueOf(one.getField(key)), scalar(value, one.getField(value)));
                }
            } else if (field.isRepeated()) {
                ArrayNode list = object.putArray(field.getName());
                for (Object one : (List<?>) message.getField(field)) {
                    list.add(scalar(field, one));
                }
            } else if (!field.hasPresence() || message.hasField(field)) {
                object.set(field.getName(), scalar(field, message.getField(field)));
            }
        }
        return object;
    }

    private static JsonNode time(Message timestamp) {
        long seconds =
                (Long) timestamp.getField(timestamp.getDescriptorForType().findFieldByNumber(1));
        int nanos =
                (Integer) timestamp.getField(timestamp.getDescriptorForType().findFieldByNumber(2));
        try {
            return NODES.textNode(Instant.ofEpochSecond(seconds, nanos).toString());
        } catch (DateTimeException | ArithmeticException far) {
            return NODES.numberNode(seconds);
        }
    }

    private static JsonNode scalar(FieldDescriptor field, Object value) {
        return switch (field.getJavaType()) {
            case INT ->
                NODES.numberNode(
                        field.getType() == FieldDescriptor.Type.UINT32
                                        || field.getType() == FieldDescriptor.Type.FIXED32
                                ? Integer.toUnsignedLong((Integer) value)
                                : (long) (Integer) value);
            case LONG ->
                field.getType() == FieldDescriptor.Type.UINT64 || field.getType() == FieldDescriptor.Type.FIXED64
                        ? NODES.numberNode(new BigDecimal(Long.toUnsignedString((Long) value)))
                        : NODES.numberNode((Long) value);
            case FLOAT ->
                Float.isFinite((Float) value)
                        ? NODES.numberNode(new BigDecimal(Float.toString((Float) value)))
                        : NODES.textNode(String.valueOf(value));
            case DOUBLE ->
                Double.isFinite((Double) value)
                        ? NODES.numberNode((Double) value)
                        : NODES.textNode(String.valueOf(value));
            case BOOLEAN -> NODES.booleanNode((Boolean) value);
            case STRING -> NODES.textNode((String) value);
            case BYTE_STRING -> NODES.textNode(Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
            case ENUM -> NODES.textNode(((Descriptors.EnumValueDescriptor) value).getName());
            case MESSAGE -> object((Message) value);
        };
    }
}

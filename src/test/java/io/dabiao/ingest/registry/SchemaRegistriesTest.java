package io.dabiao.ingest.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TimestampProto;
import com.sun.net.httpserver.HttpServer;
import io.dabiao.outbound.OutboundHttp;
import io.dabiao.outbound.OutboundPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Apache's Avro and Google's Protobuf write, behind the numbers of a registry that answers as Confluent's documentation has it. */
class SchemaRegistriesTest {

    private static final String CALL = """
            {"type":"record","name":"Call","namespace":"org.example","fields":[
              {"name":"id","type":"long"},
              {"name":"ended","type":{"type":"long","logicalType":"timestamp-millis"}},
              {"name":"day","type":{"type":"int","logicalType":"date"}},
              {"name":"answered","type":["null","boolean"],"default":null},
              {"name":"note","type":["null","string"],"default":null},
              {"name":"cost","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}},
              {"name":"seconds","type":"double"},
              {"name":"share","type":"float"},
              {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["IN","OUT"]}},
              {"name":"hash","type":{"type":"fixed","name":"Hash","size":4}},
              {"name":"tags","type":{"type":"array","items":"string"}},
              {"name":"by","type":{"type":"map","values":"int"}},
              {"name":"before","type":["null","Call"],"default":null}]}
            """;

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, String> answers = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private OutboundHttp http;
    private SchemaRegistries registries;
    private SchemaRegistries.Registry registry;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().toString();
            asked.add(path + " " + exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] answer = answers.getOrDefault(path, "{\"error_code\":40403,\"message\":\"Schema not found\"}")
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(answers.containsKey(path) ? 200 : 404, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        http = new OutboundHttp(OutboundPolicy.denying(List.of()));
        registries = new SchemaRegistries(
                http,
                Map.of("AVRO", new AvroFormat(), "PROTOBUF", new ProtobufFormat(), "JSON", new JsonSchemaFormat()));
        registry = new SchemaRegistries.Registry(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                Optional.of("reader"),
                Optional.of("only-reads"));
    }

    @AfterEach
    void stop() {
        server.stop(0);
        http.close();
    }

    private void known(int number, String language, String schema) throws IOException {
        Map<String, String> answer = new HashMap<>(Map.of("schema", schema));
        if (!language.equals("AVRO")) {
            answer.put("schemaType", language);
        }
        answers.put("/schemas/ids/" + number, json.writeValueAsString(answer));
    }

    private static byte[] framed(int number, byte[] payload) {
        return ByteBuffer.allocate(5 + payload.length)
                .put((byte) 0)
                .putInt(number)
                .put(payload)
                .array();
    }

    private static byte[] avro(Schema schema, Object value) throws IOException {
        GenericData data = new GenericData();
        data.addLogicalTypeConversion(new Conversions.DecimalConversion());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<>(schema, data).write(value, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static GenericRecord call(Schema schema, long id, GenericRecord before) {
        GenericRecord call = new GenericData.Record(schema);
        call.put("id", id);
        call.put("ended", 1_709_251_200_123L);
        call.put("day", 19_783);
        call.put("answered", true);
        call.put("note", null);
        call.put("cost", new BigDecimal("-12.50"));
        call.put("seconds", 0.5);
        call.put("share", 0.1f);
        call.put("kind", new GenericData.EnumSymbol(schema.getField("kind").schema(), "OUT"));
        call.put("hash", new GenericData.Fixed(schema.getField("hash").schema(), new byte[] {1, 2, 3, 4}));
        call.put("tags", List.of("甲", "乙"));
        call.put("by", Map.of("wang", -3));
        call.put("before", before);
        return call;
    }

    @Test
    void avroIsReadAsApachesLibraryWritesIt() throws Exception {
        known(100_001, "AVRO", CALL);
        Schema schema = new Schema.Parser().parse(CALL);
        assertThat(LogicalTypes.fromSchema(schema.getField("ended").schema())).isNotNull();

        byte[] read = registries.json(registry, framed(100_001, avro(schema, call(schema, 7, call(schema, 6, null)))));

        String one =
                "{\"id\":%d,\"ended\":\"2024-03-01T00:00:00.123Z\",\"day\":\"2024-03-01\",\"answered\":true,\"note\":null,\"cost\":-12.50,"
                        + "\"seconds\":0.5,\"share\":0.1,\"kind\":\"OUT\",\"hash\":\"AQIDBA==\",\"tags\":[\"甲\",\"乙\"],\"by\":{\"wang\":-3},\"before\":%s}";
        assertThat(new String(read, UTF_8)).isEqualTo(one.formatted(7, one.formatted(6, "null")));
        registries.json(registry, framed(100_001, avro(schema, call(schema, 8, null))));
        assertThat(asked)
                .as("once, by name and password")
                .containsExactly("/schemas/ids/100001 Basic "
                        + Base64.getEncoder().encodeToString("reader:only-reads".getBytes(UTF_8)));
    }

    @Test
    void aThousandRecordsOfApachesRandomDataAreReadToTheirEnd() throws Exception {
        String any = """
                {"type":"record","name":"a.Any","fields":[
                  {"name":"u","type":["null","int","string",{"type":"array","items":["long","bytes"]},{"type":"map","values":{"type":"fixed","name":"F","size":3}}]},
                  {"name":"e","type":{"type":"enum","name":"b.E","symbols":["X","Y","Z"]}},
                  {"name":"f","type":["null","F"]},{"name":"e2","type":"b.E"},{"name":"n","type":"float"},{"name":"d","type":"double"}]}
                """;
        known(1, "AVRO", any);
        Schema schema = new Schema.Parser().parse(any);
        int read = 0;
        for (Object value : new RandomData(schema, 1_000, 4_711L)) {
            assertThat(json.readTree(registries.json(registry, framed(1, avro(schema, value))))
                            .size())
                    .isEqualTo(6);
            read++;
        }
        assertThat(read).isEqualTo(1_000);
    }

    @Test
    void protobufIsReadByThePathToItsMessage() throws Exception {
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("call.proto")
                .setPackage("org.example")
                .setSyntax("proto3")
                .addDependency("google/protobuf/timestamp.proto")
                .addMessageType(DescriptorProto.newBuilder().setName("Other"))
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("Call")
                        .addField(field("id", 1, FieldDescriptorProto.Type.TYPE_UINT64))
                        .addField(field("answered", 2, FieldDescriptorProto.Type.TYPE_BOOL))
                        .addField(field("ended", 3, FieldDescriptorProto.Type.TYPE_MESSAGE)
                                .setTypeName(".google.protobuf.Timestamp"))
                        .addField(field("tags", 4, FieldDescriptorProto.Type.TYPE_STRING)
                                .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED))
                        .addNestedType(DescriptorProto.newBuilder()
                                .setName("Part")
                                .addField(field("share", 1, FieldDescriptorProto.Type.TYPE_FLOAT))))
                .build();
        known(2, "PROTOBUF", "syntax = \"proto3\"; …");
        answers.put(
                "/schemas/ids/2?format=serialized",
                json.writeValueAsString(Map.of(
                        "schemaType", "PROTOBUF", "schema", Base64.getEncoder().encodeToString(file.toByteArray()))));
        Descriptor call = FileDescriptor.buildFrom(file, new FileDescriptor[] {TimestampProto.getDescriptor()})
                .findMessageTypeByName("Call");
        DynamicMessage message = DynamicMessage.newBuilder(call)
                .setField(call.findFieldByName("id"), -1L)
                .setField(
                        call.findFieldByName("ended"),
                        Timestamp.newBuilder().setSeconds(1_709_251_200L).build())
                .addRepeatedField(call.findFieldByName("tags"), "甲")
                .build();

        assertThat(new String(
                        registries.json(registry, framed(2, joined(new byte[] {2, 2}, message.toByteArray()))), UTF_8))
                .isEqualTo(
                        "{\"id\":18446744073709551615,\"answered\":false,\"ended\":\"2024-03-01T00:00:00Z\",\"tags\":[\"甲\"]}");
        // The first message of a file has a single zero for its path; one within another has both numbers.
        assertThat(new String(registries.json(registry, framed(2, new byte[] {0})), UTF_8))
                .isEqualTo("{}");
        assertThat(new String(registries.json(registry, framed(2, new byte[] {4, 2, 0, 13, 0, 0, 0, 63})), UTF_8))
                .isEqualTo("{\"share\":0.5}");
        for (byte[] wrong : new byte[][] {{}, {4}, {2, 9}, {2, 2, 8}, {127, 127}, {-1, -1}}) {
            assertThatThrownBy(() -> registries.json(registry, framed(2, wrong)))
                    .isInstanceOf(Unreadable.class);
        }
    }

    private static FieldDescriptorProto.Builder field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length)
                .put(one)
                .put(other)
                .array();
    }

    @Test
    void jsonBehindTheNumberOfItsSchemaIsReadAsItIs() throws Exception {
        known(3, "JSON", "{\"type\":\"object\"}");

        assertThat(new String(registries.json(registry, framed(3, "{\"a\":1.5}".getBytes(UTF_8))), UTF_8))
                .isEqualTo("{\"a\":1.5}");
        assertThatThrownBy(() -> registries.json(registry, framed(3, "{".getBytes(UTF_8))))
                .isInstanceOf(Unreadable.class);
    }

    @Test
    void whatIsNotWhatItsSchemaSaysIsUnreadableAndTakesNoMemory() throws Exception {
        known(4, "AVRO", "\"string\"");
        known(5, "AVRO", "{\"type\":\"array\",\"items\":\"null\"}");
        known(6, "AVRO", "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"r\",\"type\":\"R\"}]}");
        known(7, "XML", "<a/>");
        known(8, "AVRO", "{\"type\":\"none\"}");
        known(9, "AVRO", "no JSON");
        byte[] huge = {-2, -1, -1, -1, 15};
        for (byte[] wrong : new byte[][] {
            framed(4, huge), framed(4, new byte[] {}), framed(4, new byte[] {2, 97, 0}), framed(4, new byte[] {2, -1}),
            framed(5, huge), framed(5, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1}), framed(6, new byte[] {}),
                    framed(7, huge),
            framed(8, huge), framed(9, huge), framed(404, huge)
        }) {
            assertThatThrownBy(() -> registries.json(registry, wrong)).isInstanceOf(Unreadable.class);
        }
        assertThat(SchemaRegistries.framed(new byte[] {0, 0, 0, 1})).isFalse();
        assertThat(SchemaRegistries.framed("{\"a\":1}".getBytes(UTF_8))).isFalse();
    }

    @Test
    void aRegistryThatDoesNotAnswerIsAskedAgainLater() {
        server.stop(0);

        assertThatThrownBy(() -> registries.json(registry, framed(1, new byte[] {0})))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("schema registry");
    }
}

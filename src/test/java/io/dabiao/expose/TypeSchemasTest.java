package io.dabiao.expose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.dabiao.core.event.EventTypes;
import io.dabiao.core.text.Words;
import io.dabiao.declare.EventTypesReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypeSchemasTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final TypeSchemas schemas = new TypeSchemas(Words::chinese);

    private Schema schema(EventTypes.Type type) {
        return REGISTRY.getSchema(schemas.event(type, "http://127.0.0.1/api/v1/types/" + type.name() + "/schema")
                .toString());
    }

    @Test
    void theExampleOfEveryShippedTypeIsWhatItsSchemaSays() {
        List<String> wrong = new ArrayList<>();
        for (EventTypes.Type type : EventTypesReader.shipped().all()) {
            JsonNode example = schemas.event(type, "http://127.0.0.1/x").at("/examples/0");
            assertThat(example.isObject()).as(type.name()).isTrue();
            schema(type)
                    .validate(example.toString(), InputFormat.JSON)
                    .forEach(one -> wrong.add(type.name() + " " + one.getInstanceLocation() + " " + one.getMessage()));
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void anEventWithoutWhatItNeedsOrOfAnotherKindIsNotWhatItSays() {
        EventTypes.Type call = EventTypesReader.shipped().type("hotline.call").orElseThrow();
        String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"//x\",\"type\":\"hotline.call\","
                + "\"time\":\"2026-03-05T09:00:00+08:00\",\"data\":%s}";

        assertThat(schema(call).validate(event.formatted("{\"answered\":true,\"more\":1}"), InputFormat.JSON))
                .isEmpty();
        assertThat(schema(call).validate(event.formatted("{}"), InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema(call).validate(event.formatted("{\"answered\":\"yes\"}"), InputFormat.JSON))
                .isNotEmpty();
    }

    @Test
    void asyncApiHasAMessageForEveryType() throws Exception {
        List<EventTypes.Type> types = EventTypesReader.shipped().all();
        JsonNode document = JSON.readTree(
                schemas.asyncApi(types, "127.0.0.1:8080", "http", "1.0").toString());

        assertThat(document.path("asyncapi").asText()).isEqualTo("3.0.0");
        assertThat(document.at("/channels/events/messages")).hasSameSizeAs(types);
        document.at("/channels/events/messages")
                .forEach(message -> assertThat(
                                document.at(message.path("$ref").asText().substring(1))
                                        .isObject())
                        .isTrue());
    }

    public static void main(String[] arguments) {
        System.out.println(new TypeSchemas(Words::english)
                .asyncApi(EventTypesReader.shipped().all(), "127.0.0.1:8080", "http", "1.0"));
    }
}

package io.dabiao.expose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.core.event.EventTypes;
import io.dabiao.core.text.Words;
import java.util.Collection;
import java.util.function.Function;

/**
 * What may be sent, for machines: a JSON Schema (2020-12) of the events of a type, and an AsyncAPI document (3.0) of all. They say
 * what the catalogue says; that an event says more is no fault, so nothing is closed. Stateless.
 */
final class TypeSchemas {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    private static final String OBJECT = "object";
    private static final String STRING = "string";

    private final Function<Words, String> language;

    /** @param language in which titles are told */
    TypeSchemas(Function<Words, String> language) {
        this.language = language;
    }

    /**
     * Of whole events of a type: CloudEvents 1.0 in the JSON format.
     *
     * @param id of the schema: its address on the service
     */
    ObjectNode event(EventTypes.Type type, String id) {
        ObjectNode schema = MAPPER.createObjectNode().put("$schema", DIALECT).put("$id", id);
        schema.setAll(event(type));
        return schema;
    }

    private ObjectNode event(EventTypes.Type type) {
        ObjectNode schema = MAPPER.createObjectNode()
                .put("title", language.apply(type.title()))
                .put("description", language.apply(type.description()))
                .put("type", OBJECT);
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("specversion").put("const", "1.0");
        properties.putObject("type").put("const", type.name());
        properties.putObject("source").put("type", STRING).put("minLength", 1);
        properties.putObject("id").put("type", STRING).put("minLength", 1);
        properties.putObject("time").put("type", STRING).put("format", "date-time");
        properties.set("data", data(type));
        ArrayNode required = schema.putArray("required");
        required.add("specversion").add("type").add("source").add("id").add("time");
        if (type.attributes().stream().anyMatch(one -> !one.optional())) {
            required.add("data");
        }
        example(type, schema);
        return schema;
    }

    private ObjectNode data(EventTypes.Type type) {
        ObjectNode data = MAPPER.createObjectNode().put("type", OBJECT);
        ObjectNode properties = data.putObject("properties");
        ArrayNode required = MAPPER.createArrayNode();
        for (EventTypes.Bears one : type.attributes()) {
            properties.set(one.name(), attribute(one));
            if (!one.optional()) {
                required.add(one.name());
            }
        }
        if (!required.isEmpty()) {
            data.set("required", required);
        }
        return data;
    }

    private ObjectNode attribute(EventTypes.Bears one) {
        ObjectNode schema = MAPPER.createObjectNode().put("title", language.apply(one.title()));
        switch (one.kind()) {
            case TEXT -> schema.put("type", STRING);
            case NUMBER -> schema.put("type", "number");
            case BOOLEAN -> schema.put("type", "boolean");
            case DATE -> schema.put("type", STRING).put("format", "date");
            case INSTANT -> schema.put("type", STRING).put("format", "date-time");
            case ANY -> schema.putArray("type").add(STRING).add("number").add("boolean");
            default -> throw new IllegalStateException(one.kind().word());
        }
        one.unit().ifPresent(unit -> schema.put("x-unit", unit));
        if (!one.values().isEmpty()) {
            // Those that are known: others are taken too.
            ArrayNode examples = schema.putArray("examples");
            ObjectNode names = schema.putObject("x-values");
            one.values().forEach(value -> {
                examples.add(value.value());
                names.put(value.value(), language.apply(value.title()));
            });
        }
        return schema;
    }

    private static void example(EventTypes.Type type, ObjectNode schema) {
        if (type.example() == null) {
            return;
        }
        JsonNode data;
        try {
            data = MAPPER.readTree(type.example());
        } catch (JsonProcessingException wrong) {
            throw new IllegalStateException("the example of " + type.name(), wrong);
        }
        ObjectNode event = schema.putArray("examples").addObject();
        event.put("specversion", "1.0")
                .put("type", type.name())
                .put("source", "//example")
                .put("id", "1")
                .put("time", "2026-03-05T09:00:00+08:00")
                .set("data", data);
    }

    /**
     * Of everything that the service takes: by HTTP, and by the streams that an installation declares, which carry the same messages.
     *
     * @param host where the service answers, with its port
     * @param protocol {@code http} or {@code https}
     * @param version of the service
     */
    ObjectNode asyncApi(Collection<EventTypes.Type> types, String host, String protocol, String version) {
        ObjectNode document = MAPPER.createObjectNode().put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "Dabiao")
                .put("version", version)
                .put(
                        "description",
                        "The events that are taken, by type: CloudEvents 1.0 whose data bears these attributes.");
        document.put("defaultContentType", "application/cloudevents+json");
        document.putObject("servers").putObject("service").put("host", host).put("protocol", protocol);
        ObjectNode channel = document.putObject("channels").putObject("events");
        channel.put("address", "/api/v1/events")
                .put("description", "Posted to the service, or sent to a stream that the installation declares.");
        channel.putArray("servers").addObject().put("$ref", "#/servers/service");
        ObjectNode carried = channel.putObject("messages");
        ObjectNode operation = document.putObject("operations").putObject("takeEvents");
        operation.put("action", "receive").put("summary", "Takes events");
        operation.putObject("channel").put("$ref", "#/channels/events");
        operation.putObject("bindings").putObject("http").put("method", "POST").put("bindingVersion", "0.3.0");
        ObjectNode messages = document.putObject("components").putObject("messages");
        for (EventTypes.Type type : types) {
            carried.putObject(type.name()).put("$ref", "#/components/messages/" + type.name());
            ObjectNode message = messages.putObject(type.name());
            message.put("name", type.name())
                    .put("title", language.apply(type.title()))
                    .put("summary", language.apply(type.description()))
                    .put("contentType", "application/cloudevents+json");
            ObjectNode payload = message.putObject("payload");
            payload.put("schemaFormat", "application/schema+json;version=draft-07");
            ObjectNode schema = event(type);
            schema.put("$schema", "http://json-schema.org/draft-07/schema#");
            payload.set("schema", schema);
        }
        return document;
    }
}

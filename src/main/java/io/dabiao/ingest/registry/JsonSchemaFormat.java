package io.dabiao.ingest.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.store.EventJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.ByteBuffer;

/** JSON, which needs its schema for nothing: whether it is as wanted the mapping and the catalogue say. */
@ApplicationScoped
class JsonSchemaFormat implements SchemaFormat {

    private static final ObjectMapper JSON = EventJson.MAPPER;

    @Override
    public String name() {
        return "JSON";
    }

    @Override
    public Reader reader(Schema schema) {
        return JsonSchemaFormat::read;
    }

    private static com.fasterxml.jackson.databind.JsonNode read(ByteBuffer payload) throws Unreadable {
        byte[] bytes = new byte[payload.remaining()];
        payload.duplicate().get(bytes);
        try {
            return JSON.readTree(bytes);
        } catch (IOException broken) {
            throw new Unreadable("no JSON behind the number of its schema");
        }
    }
}

package io.dabiao.ingest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dabiao.store.EventJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An event whose envelope came beside its data, in the one form that the reader of events understands. */
public final class Structured {

    private Structured() {}

    /**
     * @param envelope the context attributes by their names; none may be {@code data}
     * @param data JSON as it came, unread: what is wrong in it the reader tells
     */
    public static byte[] of(Map<String, String> envelope, byte[] data) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(data.length + 256);
        try (JsonGenerator json = EventJson.MAPPER.createGenerator(bytes)) {
            json.writeStartObject();
            for (Map.Entry<String, String> attribute : envelope.entrySet()) {
                json.writeStringField(attribute.getKey(), attribute.getValue());
            }
            String body = new String(data, StandardCharsets.UTF_8);
            if (!body.isBlank()) {
                json.writeFieldName("data");
                json.writeRawValue(body);
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }
}

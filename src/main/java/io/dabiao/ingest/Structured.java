package io.dabiao.ingest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
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
            alone(data);
            String body = new String(data, StandardCharsets.UTF_8);
            if (!body.isBlank()) {
                json.writeFieldName("data");
                json.writeRawValue(body);
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /**
     * Text after the data would else become part of the envelope. What is no JSON at all stays for the reader to tell, with the
     * event's identity.
     */
    private static void alone(byte[] data) throws IOException {
        try (JsonParser parser = EventJson.MAPPER.createParser(data)) {
            try {
                parser.nextToken();
                parser.skipChildren();
            } catch (JsonProcessingException malformed) {
                return;
            }
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "there is text after the data");
            }
        }
    }
}

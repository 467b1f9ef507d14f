package io.dabiao.ingest.otlp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedOutputStream;
import io.dabiao.store.EventJson;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * What an exporter is answered, in the encoding that it sent: nothing where all is well, else a partial success.
 *
 * @param rejected things that are not taken, and not to be sent again
 * @param why in words; with nothing rejected a warning, empty for none
 */
record Exported(long rejected, String why) {

    static final String PROTOBUF = "application/x-protobuf";

    static final String TAKEN = PROTOBUF + " or " + MediaType.APPLICATION_JSON;

    /** @param counted the member of OTLP's JSON that counts what was rejected */
    Response answer(boolean json, String counted) throws IOException {
        return Response.ok(json ? json(counted) : protobuf(), json ? MediaType.APPLICATION_JSON : PROTOBUF)
                .build();
    }

    private boolean partial() {
        return rejected > 0 || !why.isEmpty();
    }

    private byte[] json(String counted) throws IOException {
        ObjectNode answer = EventJson.MAPPER.createObjectNode();
        if (partial()) {
            answer.putObject("partialSuccess")
                    .put(counted, Long.toString(rejected))
                    .put("errorMessage", why);
        }
        return EventJson.MAPPER.writeValueAsBytes(answer);
    }

    private byte[] protobuf() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (partial()) {
            ByteArrayOutputStream inner = new ByteArrayOutputStream();
            CodedOutputStream partial = CodedOutputStream.newInstance(inner);
            if (rejected > 0) {
                partial.writeInt64(1, rejected);
            }
            partial.writeString(2, why);
            partial.flush();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeByteArray(1, inner.toByteArray());
            out.flush();
        }
        return bytes.toByteArray();
    }
}

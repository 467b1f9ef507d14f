package io.dabiao.ingest.http;

import io.dabiao.ingest.Structured;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** CloudEvents' binary mode: the envelope in {@code ce-} headers, the data as the body. */
final class BinaryMode {

    private static final String PREFIX = "ce-";

    private BinaryMode() {}

    static boolean isIt(MultivaluedMap<String, String> headers) {
        return headers.keySet().stream()
                .anyMatch(name -> name.toLowerCase(Locale.ROOT).startsWith(PREFIX));
    }

    /** The same event in structured mode, which the one reader of events understands. */
    static byte[] structured(MultivaluedMap<String, String> headers, byte[] data) throws IOException {
        TreeMap<String, String> envelope = new TreeMap<>();
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith(PREFIX) && !header.getValue().isEmpty()) {
                envelope.put(
                        name.substring(PREFIX.length()),
                        decoded(header.getValue().get(0)));
            }
        }
        return Structured.of(envelope, data);
    }

    /** Percent-encoded UTF-8, as the HTTP binding asks; a plus sign is itself. A stray percent sign stays as it is. */
    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return value;
        }
    }
}

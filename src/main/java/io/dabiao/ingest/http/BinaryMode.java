package io.dabiao.ingest.http;

import io.dabiao.ingest.Structured;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.util.HashSet;
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

    /**
     * The same event in structured mode, which the one reader of events understands.
     *
     * @throws HeaderText.Unreadable where a header is none that the binding allows
     * @throws IOException where the body holds more than the data
     */
    static byte[] structured(MultivaluedMap<String, String> headers, byte[] data)
            throws IOException, HeaderText.Unreadable {
        TreeMap<String, String> envelope = new TreeMap<>();
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith(PREFIX) && !header.getValue().isEmpty()) {
                String attribute = name.substring(PREFIX.length());
                envelope.put(attribute, value(name, attribute, header.getValue()));
            }
        }
        return Structured.of(envelope, data);
    }

    private static String value(String header, String attribute, List<String> values) throws HeaderText.Unreadable {
        if (attribute.isEmpty() || attribute.equals("data") || attribute.equals("data_base64")) {
            throw new HeaderText.Unreadable("the header " + header + " names no attribute: the data is the body");
        }
        if (new HashSet<>(values).size() > 1) {
            throw new HeaderText.Unreadable(
                    "the header " + header + " is given " + values.size() + " times, with different values");
        }
        try {
            return HeaderText.read(values.get(0));
        } catch (HeaderText.Unreadable unreadable) {
            throw new HeaderText.Unreadable("the header " + header + " " + unreadable.getMessage());
        }
    }
}

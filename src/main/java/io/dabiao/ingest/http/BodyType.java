package io.dabiao.ingest.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a request says that its body is: a media type, in whatever case and with whatever blanks it is written.
 *
 * @param name type and subtype in lower case, without parameters
 * @param charset in lower case; empty where none is named
 */
record BodyType(String name, Optional<String> charset) {

    private static final String TOKEN = "[a-z0-9!#$%&'*+.^_`|~-]+";

    /** How the events of a body are laid out. */
    enum Mode {
        LINES,
        ONE,
        BATCH,
        /** The envelope is in headers, the data, in JSON, the body. */
        BINARY,
        /** Nothing that is read here. */
        OTHER
    }

    /** Empty where the header is no media type. */
    static Optional<BodyType> of(String header) {
        List<String> parts = parts(header.toLowerCase(Locale.ROOT));
        String name = parts.get(0).replaceAll("[ \t]", "");
        if (!name.matches(TOKEN + "/" + TOKEN)) {
            return Optional.empty();
        }
        Optional<String> charset = Optional.empty();
        for (int i = 1; i < parts.size(); i++) {
            String[] pair = parts.get(i).split("=", 2);
            if (pair.length == 2 && pair[0].strip().equals("charset")) {
                charset = Optional.of(pair[1].replaceAll("[ \t\"']", ""));
            }
        }
        return Optional.of(new BodyType(name, charset));
    }

    /** What stands between semicolons; one within a quoted string parts nothing. */
    private static List<String> parts(String header) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < header.length(); i++) {
            char next = header.charAt(i);
            if (next == '"') {
                quoted = !quoted;
            } else if (quoted && next == '\\') {
                i++;
            } else if (!quoted && next == ';') {
                parts.add(header.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(header.substring(from));
        return parts;
    }

    Mode mode() {
        if (name.equals(EventsResource.LINES)) {
            return Mode.LINES;
        }
        if (name.equals(EventsResource.ONE)) {
            return Mode.ONE;
        }
        if (name.equals(EventsResource.BATCH)) {
            return Mode.BATCH;
        }
        if (name.startsWith("application/cloudevents")) {
            return Mode.OTHER;
        }
        return name.endsWith("/json") || name.endsWith("+json") ? Mode.BINARY : Mode.OTHER;
    }

    /** Whether the body is in UTF-8, or in ASCII, which is the same. */
    boolean utf8() {
        return charset.isEmpty()
                || charset.get().equals("utf-8")
                || charset.get().equals("utf8")
                || charset.get().equals("us-ascii");
    }
}

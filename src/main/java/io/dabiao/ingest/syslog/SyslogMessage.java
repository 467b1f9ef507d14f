package io.dabiao.ingest.syslog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.store.EventJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Reads a message of RFC 5424 into a row: {@code facility} and {@code severity} by number, {@code timestamp}, {@code hostname},
 * {@code appname}, {@code procid}, {@code msgid}, {@code structured} by element and parameter, {@code message}, and {@code digest}, the SHA-256 of
 * the whole, since a message has no identity of its own. What is none, such as one of RFC 3164, has facility, severity and
 * message alone; what the sender leaves out by a dash is not there.
 */
final class SyslogMessage {

    private static final int MOST_FACILITY = 23;
    private static final String[] HEADER = {"timestamp", "hostname", "appname", "procid", "msgid"};

    private final String text;
    private int at;

    private SyslogMessage(String text) {
        this.text = text;
    }

    static ObjectNode read(byte[] bytes) {
        ObjectNode row = EventJson.MAPPER.createObjectNode();
        String text = new String(bytes, StandardCharsets.UTF_8).stripTrailing();
        new SyslogMessage(text).into(row);
        row.put("digest", digest(bytes));
        return row;
    }

    private void into(ObjectNode row) {
        int priority = priority();
        if (priority < 0) {
            row.put("message", text);
            return;
        }
        row.put("facility", priority / 8).put("severity", priority % 8);
        int body = at;
        ObjectNode read = EventJson.MAPPER.createObjectNode();
        if (text.startsWith("1 ", at)) {
            at += 2;
            if (header(read) && structured(read)) {
                row.setAll(read);
                String message = at < text.length() ? text.substring(at + 1) : "";
                row.put("message", message.startsWith("\uFEFF") ? message.substring(1) : message);
                return;
            }
        }
        row.put("message", text.substring(body));
    }

    /** Behind it {@code at} stands; negative where there is none. */
    private int priority() {
        int end = text.indexOf('>');
        if (!text.startsWith("<") || end < 2 || end > 4) {
            return -1;
        }
        String digits = text.substring(1, end);
        if (!digits.matches("0|[1-9]\\d{0,2}") || Integer.parseInt(digits) / 8 > MOST_FACILITY) {
            return -1;
        }
        at = end + 1;
        return Integer.parseInt(digits);
    }

    private boolean header(ObjectNode read) {
        for (String name : HEADER) {
            int end = text.indexOf(' ', at);
            if (end <= at) {
                return false;
            }
            String value = text.substring(at, end);
            if (!value.equals("-")) {
                read.put(name, value);
            }
            at = end + 1;
        }
        return true;
    }

    /** Behind it {@code at} is the end, or the space before the message. */
    private boolean structured(ObjectNode read) {
        if (at < text.length() && text.charAt(at) == '-') {
            at++;
            return ended();
        }
        ObjectNode elements = read.putObject("structured");
        while (at < text.length() && text.charAt(at) == '[') {
            at++;
            String id = name();
            if (id.isEmpty()) {
                return false;
            }
            ObjectNode parameters = elements.putObject(id);
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
                String name = name();
                if (name.isEmpty() || !text.startsWith("=\"", at)) {
                    return false;
                }
                at += 2;
                StringBuilder value = new StringBuilder();
                if (!value(value)) {
                    return false;
                }
                parameters.put(name, value.toString());
            }
            if (at >= text.length() || text.charAt(at) != ']') {
                return false;
            }
            at++;
        }
        return !elements.isEmpty() && ended();
    }

    private boolean ended() {
        return at == text.length() || text.charAt(at) == ' ';
    }

    private String name() {
        int from = at;
        while (at < text.length() && " =]\"".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    /** Up to the quote, which is passed; a backslash escapes a quote, a backslash and a closing bracket alone. */
    private boolean value(StringBuilder value) {
        while (at < text.length()) {
            char next = text.charAt(at++);
            if (next == '"') {
                return true;
            }
            if (next == '\\' && at < text.length() && "\"\\]".indexOf(text.charAt(at)) >= 0) {
                next = text.charAt(at++);
            }
            value.append(next);
        }
        return false;
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}

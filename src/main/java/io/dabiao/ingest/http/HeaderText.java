package io.dabiao.ingest.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The value of a header that bears an attribute of an event, read as the HTTP binding of CloudEvents 1.0.2 asks (3.1.3.2): quoted
 * strings are unquoted, then percent-encoded UTF-8 is decoded once.
 *
 * <p>Bytes beyond printable ASCII are refused: they arrive as whatever the server took them for, so an id of them would be another
 * identity than the same id in structured mode. A percent sign without two digits stays as it is; older senders encoded none.
 */
final class HeaderText {

    /** The value is none that the binding allows. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String why) {
            super(why);
        }
    }

    private HeaderText() {}

    /**
     * Reads one value.
     *
     * @param value as the server has it, one character a byte
     */
    static String read(String value) throws Unreadable {
        for (int i = 0; i < value.length(); i++) {
            char next = value.charAt(i);
            if (next > '~') {
                throw new Unreadable(
                        "holds bytes beyond ASCII; they must be percent-encoded UTF-8, such as %E8%BE%BE for 达");
            }
            if (next < ' ' && next != '\t') {
                throw new Unreadable("holds a control character");
            }
        }
        return decoded(unquoted(value.strip()));
    }

    private static String unquoted(String value) throws Unreadable {
        if (value.indexOf('"') < 0) {
            return value;
        }
        StringBuilder plain = new StringBuilder(value.length());
        boolean quoted = false;
        for (int i = 0; i < value.length(); i++) {
            char next = value.charAt(i);
            if (next == '"') {
                quoted = !quoted;
            } else if (quoted && next == '\\' && i + 1 < value.length()) {
                plain.append(value.charAt(++i));
            } else {
                plain.append(next);
            }
        }
        if (quoted) {
            throw new Unreadable("opens a quoted string and does not close it; a double quote is %22");
        }
        return plain.toString();
    }

    private static String decoded(String value) throws Unreadable {
        if (value.indexOf('%') < 0) {
            return value;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            int high = digit(value, i + 1);
            int low = digit(value, i + 2);
            if (value.charAt(i) == '%' && high >= 0 && low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(value.charAt(i));
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new Unreadable("holds percent-encoded bytes that are no UTF-8");
        }
    }

    private static int digit(String value, int at) {
        return at < value.length() ? Character.digit(value.charAt(at), 16) : -1;
    }
}

package io.dabiao.alert.http;

import java.nio.charset.StandardCharsets;

/** Texts that are longer than a robot takes. */
public final class Cut {

    private static final String MORE = "\n…（内容过长，已截断 / cut, too long）";

    private Cut() {}

    /** At most {@code bytes} of UTF-8, cut at the end of a line where there is one, and saying so. */
    public static String to(int bytes, String text) {
        if (length(text) <= bytes) {
            return text;
        }
        int room = bytes - length(MORE);
        int end = 0;
        int used = 0;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            used += length(Character.toString(point));
            if (used > room) {
                break;
            }
            end += Character.charCount(point);
        }
        int line = text.lastIndexOf('\n', end);
        return text.substring(0, line > 0 ? line : end) + MORE;
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}

package io.dabiao.alert.http;

import io.dabiao.core.text.Words;
import java.nio.charset.StandardCharsets;

/** Texts that are longer than a robot takes. */
public final class Cut {

    private static final String MORE = more();

    private Cut() {}

    private static String more() {
        Words words = Words.of(Cut.class, "cut");
        return "\n…（" + words.chinese() + " / " + words.english() + "）";
    }

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

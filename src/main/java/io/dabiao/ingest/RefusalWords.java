package io.dabiao.ingest;

import io.dabiao.core.text.Words;
import java.io.IOException;

/** Why something was not taken, where several ways in say the same. */
public final class RefusalWords {

    private RefusalWords() {}

    /** That a member of an event, or a column of a row, is not there. */
    public static Words missing(String name) {
        return Words.of(RefusalWords.class, "missing", name);
    }

    /** @param parser what the parser says of it */
    public static Words notJson(String parser) {
        return Words.of(RefusalWords.class, "notJson", parser);
    }

    /** Neither JSON nor text in UTF-8. */
    public static Words notUtf8(IOException malformed) {
        return Words.of(RefusalWords.class, "notUtf8", malformed.getMessage());
    }

    /** @param limit bytes of one event */
    public static Words tooLarge(int limit) {
        return Words.of(RefusalWords.class, "tooLarge", String.valueOf(limit));
    }

    /** What the database refuses for good. */
    public static Words notStorable(String why) {
        return Words.of(RefusalWords.class, "notStorable", why);
    }
}

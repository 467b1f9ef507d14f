package io.dabiao.core.evaluation;

import io.dabiao.core.text.Words;
import java.util.Locale;

/** What was heard of the sources behind a figure. No one's silence is a zero, and a silence of late is told beside the number. */
public enum Hearing {
    /** One of the types that it rests on has never given a sign of life, in whatever year. */
    NEVER,
    /** All were heard once, but no event and no zero report came within the cadence. */
    STALE,
    /** All were heard, and one of them within the cadence. */
    HEARD;

    /** The word in the API, the metrics and the log: {@code never}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Words words() {
        return Words.of(Hearing.class, "heard_" + word());
    }

    /** Throws an {@link IllegalArgumentException} that lists the known words. */
    public static Hearing ofWord(String word) {
        for (Hearing hearing : values()) {
            if (hearing.word().equals(word)) {
                return hearing;
            }
        }
        throw new IllegalArgumentException("heard must be never, stale or heard, not '" + word + "'");
    }
}

package io.dabiao.store;

import java.util.Optional;

/**
 * An event that is not taken, and why.
 *
 * @param index its 0-based position, or line, in what was sent
 * @param source where it could be read
 * @param id where it could be read
 * @param reason the word for logs and metrics
 * @param detail what is wrong and where
 * @param raw as it came, cut where it is very long
 */
public record Refusal(
        long index, Optional<String> source, Optional<String> id, Reason reason, String detail, byte[] raw) {

    /** Closed and small: it is a label of a metric. */
    public enum Reason {
        MALFORMED,
        MISSING_ATTRIBUTE,
        BAD_TIME,
        BAD_DATA,
        TOO_LARGE,
        NOT_PERMITTED;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}

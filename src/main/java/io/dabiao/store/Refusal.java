package io.dabiao.store;

import io.dabiao.core.text.Words;
import java.util.Arrays;
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
 * @param origin of what a broker delivered; empty for what was sent to the service itself
 */
public record Refusal(
        long index,
        Optional<String> source,
        Optional<String> id,
        Reason reason,
        Words detail,
        byte[] raw,
        Optional<Origin> origin) {

    private static final int RAW_KEPT = 64 * 1024;

    public Refusal {
        raw = raw.length <= RAW_KEPT ? raw : Arrays.copyOf(raw, RAW_KEPT);
    }

    public Refusal(long index, Optional<String> source, Optional<String> id, Reason reason, Words detail, byte[] raw) {
        this(index, source, id, reason, detail, raw, Optional.empty());
    }

    /** The same of a message as its broker delivered it, whatever was made of it before it was read. */
    public Refusal of(Origin from, byte[] delivered) {
        return new Refusal(index, source, id, reason, detail, delivered, Optional.of(from));
    }

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

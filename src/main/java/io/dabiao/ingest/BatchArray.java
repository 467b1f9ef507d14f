package io.dabiao.ingest;

import io.dabiao.core.text.Words;
import io.dabiao.store.Refusal.Reason;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Splits a JSON array into the texts of its elements without reading it as a whole.
 *
 * <p>Only strings and brackets are understood here: what stands between two commas goes to the event reader as it is, so
 * that one bad element costs nothing but itself.
 */
public final class BatchArray {

    /** Who is handed the elements, in their order. */
    public interface Elements {
        void element(byte[] json, long index);

        void unreadable(byte[] raw, long index, Reason reason, Words detail);
    }

    /** Of what could not be read so much is kept for the person who looks at it. */
    private static final int GLIMPSE = 1024;

    private final InputStream body;
    private final int limit;
    private final Elements elements;

    private final ByteArrayOutputStream element = new ByteArrayOutputStream();
    private boolean oversized;
    private long index;
    private int depth;
    private boolean quoted;
    private boolean escaped;

    public BatchArray(InputStream body, int limit, Elements elements) {
        this.body = new BufferedInputStream(body, 1 << 16);
        this.limit = limit;
        this.elements = elements;
    }

    /** Delivers what was read of an element and could not be read on, as one refusal. */
    public void breakOff(Words detail) {
        elements.unreadable(element.toByteArray(), index, Reason.MALFORMED, detail);
    }

    /**
     * Delivers every element; where the array breaks off the remainder as one refusal.
     *
     * @return false where the body is no array at all, and nothing was delivered
     */
    public boolean deliver() throws IOException {
        int first = nextAfterSpace();
        if (first != '[') {
            return false;
        }
        for (int next = body.read(); next >= 0; next = body.read()) {
            boolean between = depth == 0 && !quoted;
            if (between && (next == ',' || next == ']')) {
                boolean last = next == ']';
                if (!blank() || next == ',') {
                    end(index++);
                }
                if (last) {
                    remainder();
                    return true;
                }
            } else {
                take(next);
            }
        }
        elements.unreadable(
                element.toByteArray(), index, Reason.MALFORMED, Words.of(BatchArray.class, "arrayBreaksOff"));
        return true;
    }

    /** What stands after the array is no part of it, and would else be lost without a word. */
    private void remainder() throws IOException {
        int next = nextAfterSpace();
        if (next >= 0) {
            element.reset();
            for (; next >= 0; next = body.read()) {
                if (element.size() < GLIMPSE) {
                    element.write(next);
                }
            }
            elements.unreadable(
                    element.toByteArray(), index, Reason.MALFORMED, Words.of(BatchArray.class, "textAfterArray"));
        }
    }

    private int nextAfterSpace() throws IOException {
        int next = body.read();
        while (next == ' '
                || next == '\t'
                || next == '\r'
                || next == '\n'
                || next == 0xEF
                || next == 0xBB
                || next == 0xBF) {
            next = body.read();
        }
        return next;
    }

    private void take(int next) {
        if (quoted) {
            if (escaped) {
                escaped = false;
            } else if (next == '\\') {
                escaped = true;
            } else if (next == '"') {
                quoted = false;
            }
        } else if (next == '"') {
            quoted = true;
        } else if (next == '{' || next == '[') {
            depth++;
        } else if ((next == '}' || next == ']') && depth > 0) {
            depth--;
        }
        if (element.size() <= limit) {
            element.write(next);
        } else {
            oversized = true;
        }
    }

    private boolean blank() {
        return element.toString(java.nio.charset.StandardCharsets.ISO_8859_1).isBlank();
    }

    private void end(long index) {
        if (oversized) {
            elements.unreadable(
                    java.util.Arrays.copyOf(element.toByteArray(), GLIMPSE),
                    index,
                    Reason.TOO_LARGE,
                    RefusalWords.tooLarge(limit));
        } else {
            elements.element(element.toByteArray(), index);
        }
        element.reset();
        oversized = false;
    }
}

package io.dabiao.ingest.http;

import io.dabiao.budget.BodyRefused;
import io.dabiao.core.text.Words;
import io.dabiao.ingest.Intake;
import io.dabiao.ingest.RefusalWords;
import io.dabiao.store.Refusal.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Splits a stream of newline-delimited JSON into events, however long it is. */
final class Lines {

    private static final int BUFFER = 1 << 16;
    /** Of an oversized line so much is kept for the one who looks at it. */
    private static final int GLIMPSE = 1024;

    private final InputStream body;
    private final int limit;
    private final Intake.Delivery delivery;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private long line;
    private long dropped;

    Lines(InputStream body, int limit, Intake.Delivery delivery) {
        this.body = body;
        this.limit = limit;
        this.delivery = delivery;
    }

    /**
     * Reads to the end; a stream that breaks off ends in its exception, with what was committed before still counting. From
     * where a compressed body is damaged, the remainder is one refusal.
     */
    void deliver() throws IOException {
        try {
            split();
        } catch (BodyRefused refused) {
            // A sender that pauses between whole lines has its receipt for them; the next ones come with another
            // request.
            if (!refused.slow() || begun.size() > 0 || dropped > 0) {
                throw refused;
            }
        } catch (Compressed.Damaged damaged) {
            delivery.addUnreadable(
                    glimpse(begun.toByteArray()),
                    line,
                    Reason.MALFORMED,
                    Words.of(Lines.class, "damaged", damaged.getMessage()));
        }
    }

    private void split() throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            int start = 0;
            for (int i = 0; i < read; i++) {
                if (buffer[i] == '\n') {
                    begun.write(buffer, start, i - start);
                    end();
                    start = i + 1;
                }
            }
            begun.write(buffer, start, read - start);
            if (begun.size() > limit) {
                byte[] glimpse = glimpse(begun.toByteArray());
                dropped += begun.size() - (dropped == 0 ? 0 : GLIMPSE);
                begun.reset();
                begun.write(glimpse);
            }
        }
        end();
    }

    private void end() {
        byte[] bytes = stripped(begun.toByteArray(), line);
        begun.reset();
        if (dropped > 0 || bytes.length > limit) {
            delivery.addUnreadable(glimpse(bytes), line, Reason.TOO_LARGE, RefusalWords.tooLarge(limit));
        } else if (bytes.length > 0) {
            delivery.add(bytes, line);
        }
        line++;
        dropped = 0;
    }

    private static byte[] glimpse(byte[] bytes) {
        return bytes.length > GLIMPSE ? Arrays.copyOf(bytes, GLIMPSE) : bytes;
    }

    /** Without white space at either end, and without the byte order mark that some editors put before the first line. */
    private static byte[] stripped(byte[] line, long index) {
        int from = 0;
        int to = line.length;
        if (index == 0 && to >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF) {
            from = 3;
        }
        while (from < to && isSpace(line[from])) {
            from++;
        }
        while (to > from && isSpace(line[to - 1])) {
            to--;
        }
        return Arrays.copyOfRange(line, from, to);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}

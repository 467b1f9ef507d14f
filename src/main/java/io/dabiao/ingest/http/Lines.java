package io.dabiao.ingest.http;

import io.dabiao.ingest.Intake;
import io.dabiao.store.Refusal.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Splits a stream of newline-delimited JSON into events, however long it is. */
final class Lines {

    private static final int BUFFER = 1 << 16;
    /** Of an oversized line so much is kept for whoever looks at it. */
    private static final int GLIMPSE = 1024;

    private final InputStream body;
    private final int limit;
    private final Intake.Delivery delivery;

    Lines(InputStream body, int limit, Intake.Delivery delivery) {
        this.body = body;
        this.limit = limit;
        this.delivery = delivery;
    }

    /** Reads to the end; a stream that breaks off ends in its exception, with what was committed before still counting. */
    void deliver() throws IOException {
        byte[] buffer = new byte[BUFFER];
        ByteArrayOutputStream begun = new ByteArrayOutputStream();
        long line = 0;
        long dropped = 0;
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            int start = 0;
            for (int i = 0; i < read; i++) {
                if (buffer[i] == '\n') {
                    begun.write(buffer, start, i - start);
                    end(begun, line, dropped);
                    line++;
                    dropped = 0;
                    start = i + 1;
                }
            }
            begun.write(buffer, start, read - start);
            if (begun.size() > limit) {
                byte[] glimpse = Arrays.copyOf(begun.toByteArray(), GLIMPSE);
                dropped += begun.size() - (dropped == 0 ? 0 : GLIMPSE);
                begun.reset();
                begun.write(glimpse);
            }
        }
        end(begun, line, dropped);
    }

    private void end(ByteArrayOutputStream begun, long line, long dropped) {
        byte[] bytes = stripped(begun.toByteArray(), line);
        begun.reset();
        if (dropped > 0 || bytes.length > limit) {
            byte[] glimpse = bytes.length > GLIMPSE ? Arrays.copyOf(bytes, GLIMPSE) : bytes;
            delivery.addUnreadable(glimpse, line, Reason.TOO_LARGE, "an event may have " + limit + " bytes at most");
        } else if (bytes.length > 0) {
            delivery.add(bytes, line);
        }
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

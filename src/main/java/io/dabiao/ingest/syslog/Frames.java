package io.dabiao.ingest.syslog;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Splits a connection into messages: by their lengths, as RFC 5425 has it, or, where one begins with {@code <}, by line feeds, as many
 * devices send (RFC 6587, 3.4). Belongs to one thread.
 */
final class Frames {

    /** Of one message; longer ones are cut and the rest is passed over. */
    static final int LONGEST = 64 << 10;

    private static final int MOST_DIGITS = 7;

    private final InputStream in;

    Frames(InputStream in) {
        this.in = new BufferedInputStream(in, LONGEST);
    }

    /** Whether a further message has begun to come, so that reading it waits for little. */
    boolean more() throws IOException {
        return in.available() > 0;
    }

    /**
     * The next message; null where the sender ended.
     *
     * @throws IOException where what comes is no framing of syslog
     */
    byte[] next() throws IOException {
        int first = in.read();
        while (first == '\n' || first == '\r' || first == 0) {
            first = in.read();
        }
        if (first < 0) {
            return null;
        }
        return first >= '1' && first <= '9' ? counted(first) : line(first);
    }

    private byte[] counted(int first) throws IOException {
        int length = first - '0';
        for (int digits = 1; ; digits++) {
            int next = in.read();
            if (next == ' ') {
                break;
            }
            if (next < '0' || next > '9' || digits >= MOST_DIGITS) {
                throw new IOException("no length of a message, and no priority");
            }
            length = length * 10 + next - '0';
        }
        byte[] message = in.readNBytes(Math.min(length, LONGEST));
        if (message.length < Math.min(length, LONGEST)) {
            return null; // It broke off: half a message says nothing for sure.
        }
        in.skipNBytes(length - message.length);
        return message;
    }

    private byte[] line(int first) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = first; next >= 0 && next != '\n' && next != 0; next = in.read()) {
            if (line.size() < LONGEST) {
                line.write(next);
            }
        }
        return line.toByteArray();
    }
}

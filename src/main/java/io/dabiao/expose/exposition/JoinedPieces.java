package io.dabiao.expose.exposition;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;

/**
 * One gzip stream of many pieces, none of which is compressed or read again. One member, not one for each piece: RFC 1952 allows those,
 * but not every client reads beyond the first. Not safe for use by several threads.
 */
public final class JoinedPieces {

    private static final byte[] HEAD = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 4, (byte) 0xff};

    /** An empty block that says it is the last. */
    private static final byte[] LAST = {3, 0};

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
    private int checksum;
    private int length;

    public JoinedPieces() {
        bytes.writeBytes(HEAD);
    }

    public void add(Piece piece) {
        bytes.writeBytes(piece.deflated);
        checksum = piece.checksumAfter(checksum);
        length += piece.length();
    }

    /** Adds text that is made for this stream alone. */
    public void add(CharSequence text) {
        Deflater deflater = Piece.deflater();
        try {
            add(Piece.of(text, deflater));
        } finally {
            deflater.end();
        }
    }

    /** The whole stream; nothing can be added afterwards. */
    public byte[] compressed() {
        bytes.writeBytes(LAST);
        number(checksum);
        number(length);
        return bytes.toByteArray();
    }

    /** The text of a {@link #compressed} stream. */
    public static byte[] plain(byte[] compressed) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed), 1 << 14)) {
            return in.readAllBytes();
        } catch (IOException never) {
            throw new UncheckedIOException("what was just compressed cannot be read", never);
        }
    }

    private void number(int number) {
        for (int bits = 0; bits < 32; bits += 8) {
            bytes.write(number >>> bits);
        }
    }
}

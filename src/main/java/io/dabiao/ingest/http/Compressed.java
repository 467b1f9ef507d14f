package io.dabiao.ingest.http;

import io.dabiao.budget.BodyRefused;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A body sent with {@code Content-Encoding: gzip}, decompressed as it is read.
 *
 * <p>The HTTP server could do it, but it closes the connection without an answer when the body is not what it claims.
 */
public final class Compressed extends InputStream {

    private static final int BUFFER = 1 << 16;

    /** The body is not what gzip wrote, or not all of it. */
    public static final class Damaged extends IOException {
        private static final long serialVersionUID = 1L;

        Damaged(IOException cause) {
            super("the body is marked as gzip and cannot be decompressed from here on: " + cause.getMessage(), cause);
        }
    }

    /** Events pack to a twentieth; zeros to a thousandth. */
    private static final int MOST_TIMES = 200;

    /** So much may come out of whatever few bytes. */
    private static final long FREE = 16L << 20;

    /** Counts what is packed. */
    private static final class Counted extends FilterInputStream {
        private long bytes;

        private Counted(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            bytes += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = super.read(into, from, length);
            bytes += Math.max(0, read);
            return read;
        }
    }

    private final Counted body;
    private InputStream plain;
    private long unpacked;

    private Compressed(InputStream body) {
        this.body = new Counted(body);
    }

    /**
     * The body as it was before its encoding.
     *
     * @throws Problem 415 where the encoding is none that is read
     */
    public static InputStream plain(InputStream body, HttpHeaders headers) {
        String encoding = headers.getHeaderString(HttpHeaders.CONTENT_ENCODING);
        String word = encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
        return switch (word) {
            case "identity", "" -> body;
            case "gzip", "x-gzip" -> new Compressed(body);
            default ->
                throw new Problem(
                        ErrorCode.UNKNOWN_ENCODING,
                        "a body may be plain or have Content-Encoding gzip, not '" + encoding + "'");
        };
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        try {
            if (plain == null) {
                // Not earlier: it reads the first bytes at once.
                plain = new GZIPInputStream(body, BUFFER);
            }
            int read = plain.read(into, from, length);
            unpacked += Math.max(0, read);
            if (unpacked > FREE && unpacked > MOST_TIMES * body.bytes) {
                throw BodyRefused.unpacksToTooMuch(MOST_TIMES);
            }
            return read;
        } catch (ZipException | EOFException damaged) {
            throw new Damaged(damaged);
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}

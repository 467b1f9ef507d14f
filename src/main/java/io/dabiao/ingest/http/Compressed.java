package io.dabiao.ingest.http;

import io.dabiao.problem.Problem;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.EOFException;
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
final class Compressed extends InputStream {

    private static final int BUFFER = 1 << 16;

    /** The body is not what gzip wrote, or not all of it. */
    static final class Damaged extends IOException {
        private static final long serialVersionUID = 1L;

        Damaged(IOException cause) {
            super("the body is marked as gzip and cannot be decompressed from here on: " + cause.getMessage(), cause);
        }
    }

    private final InputStream body;
    private InputStream plain;

    private Compressed(InputStream body) {
        this.body = body;
    }

    /** The body as it was before its encoding. */
    static InputStream plain(InputStream body, HttpHeaders headers) {
        String encoding = headers.getHeaderString(HttpHeaders.CONTENT_ENCODING);
        String word = encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
        return switch (word) {
            case "identity", "" -> body;
            case "gzip", "x-gzip" -> new Compressed(body);
            default ->
                throw new Problem(
                        415,
                        "unknown encoding",
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
            return plain.read(into, from, length);
        } catch (ZipException | EOFException damaged) {
            throw new Damaged(damaged);
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}

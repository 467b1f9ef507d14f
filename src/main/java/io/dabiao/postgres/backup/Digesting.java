package io.dabiao.postgres.backup;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts and digests what passes through. */
final class Digesting extends FilterOutputStream {

    private final MessageDigest digest = sha256();
    private long bytes;
    private IOException failure;

    Digesting(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] some, int offset, int length) throws IOException {
        try {
            out.write(some, offset, length);
        } catch (IOException failed) {
            failure = failed;
            throw failed;
        }
        digest.update(some, offset, length);
        bytes += length;
    }

    /** Leaves the stream below open: it is one entry of many. */
    @Override
    public void close() throws IOException {
        flush();
    }

    /** Throws what went wrong in writing, for the one who was told of a consequence of it only. */
    void demandWritten() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    long bytes() {
        return bytes;
    }

    /** Of all that was written; to be asked once. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    static String of(InputStream in) throws IOException {
        Digesting digesting = new Digesting(OutputStream.nullOutputStream());
        in.transferTo(digesting);
        return digesting.hex();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}

package io.dabiao.budget;

import io.dabiao.problem.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A body that is read as a whole: however slowly it comes it fills no memory meanwhile, but waits on the disk until there is a place to
 * work on it. Closing it removes it. Not safe for use by several threads.
 */
public final class Spooled implements AutoCloseable {

    private static final int IN_MEMORY = 512 << 10;

    private final byte[] small;
    private final Path file;
    private final long length;

    private Spooled(byte[] small, Path file, long length) {
        this.small = small;
        this.file = file;
        this.length = length;
    }

    /**
     * Reads a body to its end.
     *
     * @param most bytes that it may have
     * @throws Exceeded where it has more
     * @throws IOException where it breaks off
     */
    public static Spooled read(InputStream body, long most) throws IOException {
        byte[] first = body.readNBytes(IN_MEMORY);
        if (first.length > most) {
            throw tooLarge(most);
        }
        if (first.length < IN_MEMORY) {
            return new Spooled(first, null, first.length);
        }
        Path file = Files.createTempFile("dabiao-body", null);
        try {
            return new Spooled(new byte[0], file, spooled(first, body, file, most));
        } catch (IOException | RuntimeException broken) {
            Files.deleteIfExists(file);
            throw broken;
        }
    }

    private static long spooled(byte[] first, InputStream body, Path file, long most) throws IOException {
        long length = first.length;
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(first);
            byte[] buffer = new byte[1 << 16];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                length += read;
                if (length > most) {
                    throw tooLarge(most);
                }
                out.write(buffer, 0, read);
            }
        }
        return length;
    }

    private static Exceeded tooLarge(long most) {
        boolean whole = most >= 1 << 20;
        return new Exceeded(
                ErrorCode.TOO_LARGE,
                "a body may have " + (whole ? most / 1_000_000 + " MB" : most + " bytes") + " at most here");
    }

    /** In bytes. */
    public long length() {
        return length;
    }

    /** All of it, in memory from now on. */
    public byte[] bytes() throws IOException {
        return file == null ? small : Files.readAllBytes(file);
    }

    /** All of it once more, as a stream. */
    public InputStream stream() throws IOException {
        return file == null ? new ByteArrayInputStream(small) : Files.newInputStream(file);
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}

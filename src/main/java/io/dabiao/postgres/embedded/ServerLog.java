package io.dabiao.postgres.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * What the server says, in one file and one older one, each of at most some 5 MB.
 *
 * <p>PostgreSQL's own collector was left out: it is one more process, names its files by time, and never deletes one.
 *
 * @param file the file the server appends to
 */
record ServerLog(Path file) {

    private static final long LIMIT = 5L << 20;
    private static final int TAIL = 4096;

    /** The place from which on {@link #since} will tell. */
    long end() {
        try {
            return Files.size(file);
        } catch (IOException absent) {
            return 0;
        }
    }

    /** At most the last 4 kB of what was written from the place on; empty where nothing was, or where it cannot be read. */
    String since(long place) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            long from = Math.max(size - TAIL, place <= size ? place : 0);
            ByteBuffer bytes = ByteBuffer.allocate((int) (size - from));
            channel.read(bytes, from);
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            return "";
        }
    }

    /** Moves the content to the older file once there is much of it. The server goes on writing to the file it has. */
    void keepSmall() throws IOException {
        if (end() < LIMIT) {
            return;
        }
        Path older = file.resolveSibling(file.getFileName() + ".1");
        try {
            Files.copy(file, older, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException diskFull) {
            // Then the older lines are what has to go first.
            Files.deleteIfExists(older);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }
}

package io.dabiao.postgres.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to be the only process on a data directory, held until closed or until the process ends, however it ends.
 *
 * <p>The file stays behind when the lock is gone: it is the lock that counts, and deleting the file would let two
 * processes hold locks on two files of one name.
 */
final class DirectoryLock implements AutoCloseable {

    private static final String NAME = "dabiao.lock";

    /**
     * Directories held by this process. Asked before the file is opened, because on POSIX a process loses its lock as
     * soon as it closes <em>any</em> descriptor of the file: a refused second attempt would silently free the first.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * @param directory the real path of an existing directory
     * @throws IllegalStateException where another process, or this one, holds it
     */
    static DirectoryLock take(Path directory) throws IOException {
        if (!HELD.add(directory)) {
            throw refusal(directory, "this very process");
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    directory.resolve(NAME),
                    Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                    PrivateFiles.FILE);
            if (!lock(channel)) {
                throw refusal(directory, holder(channel));
            }
            sign(channel);
            return new DirectoryLock(directory, channel);
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                channel.close();
            }
            HELD.remove(directory);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(directory);
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldThroughAnotherClassLoader) {
            return false;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(32);
        channel.read(bytes, 0);
        String pid = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
        return pid.isEmpty() ? "another process" : "the process with pid " + pid;
    }

    /** Leaves the pid for the refusal's message. On a full disk the lock holds all the same, only the name is missing. */
    private static void sign(FileChannel channel) throws IOException {
        channel.truncate(0);
        ByteBuffer pid = ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII));
        try {
            channel.write(pid, 0);
        } catch (IOException diskFull) {
            channel.truncate(0);
        }
    }

    private static IllegalStateException refusal(Path directory, String holder) {
        return new IllegalStateException("The data directory " + directory + " is in use by " + holder
                + ". Stop that one first, or start with another data directory.");
    }
}

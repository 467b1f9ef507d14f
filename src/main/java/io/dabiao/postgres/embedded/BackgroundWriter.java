package io.dabiao.postgres.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Writes new files and forces them to the disk while the caller makes the next ones. So decompressing does
 * not stand still while the disk answers a thousand times.
 *
 * <p>To be used by one thread. Closing it waits until everything is on the disk, or tells why it is not.
 */
final class BackgroundWriter implements AutoCloseable {

    private static final int THREADS = 2;
    private static final int FILES_WAITING = 32;

    /** Where the disk is slower than the caller, the caller writes too, and so cannot fill the memory. */
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(FILES_WAITING),
            new ThreadPoolExecutor.CallerRunsPolicy());

    private final List<Future<?>> files = new ArrayList<>();

    /** @param file must not exist */
    void write(Path file, byte[] content, FileAttribute<?> mode) {
        files.add(threads.submit(() -> {
            Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (FileChannel channel = FileChannel.open(file, options, mode)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            return file;
        }));
    }

    @Override
    public void close() throws IOException {
        threads.shutdown();
        for (Future<?> file : files) {
            try {
                file.get();
            } catch (ExecutionException e) {
                throw new IOException(e.getCause().toString(), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while files were being written", e);
            }
        }
    }
}

package io.dabiao.bench;

import java.io.IOException;

/** Looks twice a second how much memory PostgreSQL has; the kernel keeps the JVM's peak itself, but not a sum's. */
final class PeakMemory implements AutoCloseable {

    private static final long EVERY_MILLIS = 500;

    private final PackagedService service;
    private final Thread thread = new Thread(this::look, "bench-memory");
    private volatile long postgresBytes;
    private volatile boolean over;

    PeakMemory(PackagedService service) {
        this.service = service;
        thread.setDaemon(true);
        thread.start();
    }

    /** The most of PostgreSQL's processes together that was seen. */
    long postgresBytes() {
        return postgresBytes;
    }

    @Override
    public void close() {
        over = true;
        thread.interrupt();
    }

    private void look() {
        while (!over) {
            try {
                postgresBytes = Math.max(postgresBytes, service.footprint().postgresBytes());
                PackagedService.pause(EVERY_MILLIS);
            } catch (IOException endedOrBusy) {
                // The next look may do better.
            }
        }
    }
}

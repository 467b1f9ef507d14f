package io.dabiao.cli;

import io.dabiao.core.Event;
import io.dabiao.ingest.CloudEvents;
import io.dabiao.store.Refusal;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Events from a file, one a line, compressed or not.
 *
 * @param events in the file's order, duplicates among them
 * @param rejected the first few that cannot be taken; their index is the 0-based line
 * @param rejectedTotal all that cannot be taken
 */
record EventFile(List<Event> events, List<Refusal> rejected, long rejectedTotal) {

    static final int SHOWN = 5;
    private static final int GZIP_MAGIC = 0x1f8b;

    /** @param receivedAt events more than a day after it are rejected, as the service would */
    static EventFile read(Path file, Instant receivedAt) throws IOException {
        List<Event> events = new ArrayList<>();
        List<Refusal> rejected = new ArrayList<>();
        long rejectedTotal = 0;
        try (InputStream in = open(file)) {
            long index = 0;
            for (byte[] line = line(in); line != null; line = line(in)) {
                if (!blank(line)) {
                    CloudEvents.Reading reading = CloudEvents.read(line, index, receivedAt);
                    reading.arrival().ifPresent(arrival -> events.add(arrival.event()));
                    if (reading.refusal().isPresent()) {
                        rejectedTotal++;
                        if (rejected.size() < SHOWN) {
                            rejected.add(reading.refusal().get());
                        }
                    }
                }
                index++;
            }
        }
        return new EventFile(List.copyOf(events), List.copyOf(rejected), rejectedTotal);
    }

    /** Compressed or not is told by the first two bytes, not by the name. */
    private static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        in.mark(2);
        boolean compressed = (in.read() << 8 | in.read()) == GZIP_MAGIC;
        in.reset();
        return compressed ? new BufferedInputStream(new GZIPInputStream(in), 1 << 16) : in;
    }

    /** The next line's bytes; null after the last. */
    private static byte[] line(InputStream in) throws IOException {
        int next = in.read();
        if (next < 0) {
            return null;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        while (next >= 0 && next != '\n') {
            line.write(next);
            next = in.read();
        }
        return line.toByteArray();
    }

    private static boolean blank(byte[] line) {
        for (byte next : line) {
            if (next != ' ' && next != '\t' && next != '\r') {
                return false;
            }
        }
        return true;
    }
}

package io.dabiao.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dabiao.core.event.Event;
import io.dabiao.core.rollup.HeldEvents;
import io.dabiao.ingest.CloudEvents;
import io.dabiao.store.Refusal;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Events from a file, one a line, compressed or not.
 *
 * @param events in the file's order, duplicates among them
 * @param recorded when each event arrived, by the CloudEvents extension {@code recordedtime}; its own time where it has none
 * @param arrivals how many bear that extension
 * @param rejected the first few that cannot be taken; their index is the 0-based line
 * @param rejectedTotal all that cannot be taken
 */
record EventFile(
        List<Event> events, List<Instant> recorded, long arrivals, List<Refusal> rejected, long rejectedTotal) {

    static final int SHOWN = 5;
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final String RECORDED = "recordedtime";
    private static final JsonMapper JSON = new JsonMapper();

    /** @param receivedAt events more than a day after it are rejected, as the service would */
    static EventFile read(Path file, Instant receivedAt) throws IOException {
        List<Event> events = new ArrayList<>();
        List<Instant> recorded = new ArrayList<>();
        long arrivals = 0;
        List<Refusal> rejected = new ArrayList<>();
        long rejectedTotal = 0;
        try (InputStream in = open(file)) {
            long index = 0;
            for (byte[] line = line(in); line != null; line = line(in)) {
                if (!blank(line)) {
                    CloudEvents.Reading reading = CloudEvents.read(line, index, receivedAt);
                    if (reading.arrival().isPresent()) {
                        Event event = reading.arrival().get().event();
                        Optional<Instant> arrived = recorded(line);
                        events.add(event);
                        recorded.add(arrived.orElse(event.time()));
                        arrivals += arrived.isPresent() ? 1 : 0;
                    }
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
        return new EventFile(
                List.copyOf(events), List.copyOf(recorded), arrivals, List.copyOf(rejected), rejectedTotal);
    }

    /** What had arrived before an instant, and happened before it. */
    HeldEvents known(Instant before) {
        if (arrivals == 0) {
            return new HeldEvents(events, before);
        }
        List<Event> arrived = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (recorded.get(i).isBefore(before)) {
                arrived.add(events.get(i));
            }
        }
        return new HeldEvents(arrived, before);
    }

    /** Read only where the line may hold it; what is no instant is none. */
    private static Optional<Instant> recorded(byte[] line) throws IOException {
        if (!new String(line, StandardCharsets.UTF_8).contains(RECORDED)) {
            return Optional.empty();
        }
        String text = JSON.readTree(line).path(RECORDED).asText("");
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException none) {
            return Optional.empty();
        }
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

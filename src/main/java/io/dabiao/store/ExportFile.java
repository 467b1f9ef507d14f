package io.dabiao.store;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the archive: compressed NDJSON, one CloudEvent a line, exactly as it could be posted again. Beside it lies one with
 * the receipts, line by line: which batch brought the event, as which of it, when. And a manifest in JSON for the one who has
 * nothing but the files.
 */
final class ExportFile {

    /**
     * An event with its receipt.
     *
     * @param data as the sender wrote it
     * @param extra further attributes as a JSON object; null where there are none
     * @param generation of the series with which its batch was folded
     * @param superseded whether a correction has taken it out of what counts; while the event is in a file no other one can
     */
    record Line(
            long batch,
            int ord,
            long generation,
            Instant receivedAt,
            String source,
            String type,
            String id,
            Instant time,
            String data,
            String extra,
            boolean superseded) {}

    /** What is done with a line that is read. */
    @FunctionalInterface
    interface Reader {
        void line(Line line) throws IOException, java.sql.SQLException;
    }

    private static final String EVENTS = ".ndjson.gz";

    private ExportFile() {}

    /** {@code events-2024-01.ndjson.gz}, the second of a month {@code events-2024-01.2.ndjson.gz}. */
    static String name(java.time.YearMonth month, int part) {
        return "events-" + month + (part == 1 ? "" : "." + part) + EVENTS;
    }

    private static Path receipts(Path events) {
        return beside(events, ".receipts.ndjson.gz");
    }

    private static Path manifest(Path events) {
        return beside(events, ".manifest.json");
    }

    private static Path beside(Path events, String ending) {
        String name = events.getFileName().toString();
        return events.resolveSibling(name.substring(0, name.length() - EVENTS.length()) + ending);
    }

    private static Path partial(Path file) {
        return file.resolveSibling(file.getFileName() + ".partial");
    }

    /** Writes under temporary names; {@link #finish} gives the files theirs. */
    static final class Writing implements AutoCloseable {

        private final Path events;
        private final FileChannel[] channels = new FileChannel[2];
        private final Writer[] writers = new Writer[2];

        Writing(Path events) throws IOException {
            this.events = events;
            Path[] files = {events, receipts(events)};
            for (int i = 0; i < files.length; i++) {
                channels[i] = FileChannel.open(
                        partial(files[i]),
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                writers[i] = new BufferedWriter(new OutputStreamWriter(
                        new GZIPOutputStream(Channels.newOutputStream(channels[i]), 1 << 16), StandardCharsets.UTF_8));
            }
        }

        void line(Line line) throws IOException {
            boolean broken = line.data().indexOf('\n') >= 0 || line.data().indexOf('\r') >= 0;
            StringBuilder event = new StringBuilder(256).append("{\"specversion\":\"1.0\"");
            text(event, "id", line.id());
            text(event, "source", line.source());
            text(event, "type", line.type());
            text(event, "time", line.time().toString());
            if (line.extra() != null && line.extra().length() > 2) {
                event.append(',').append(line.extra(), 1, line.extra().length() - 1);
            }
            // Outside of strings a line break is white space, and inside of them there is none.
            event.append(",\"data\":")
                    .append(broken ? line.data().replace('\n', ' ').replace('\r', ' ') : line.data())
                    .append("}\n");
            writers[0].append(event);
            StringBuilder receipt = new StringBuilder(96)
                    .append("{\"batch\":")
                    .append(line.batch())
                    .append(",\"ord\":")
                    .append(line.ord())
                    .append(",\"generation\":")
                    .append(line.generation());
            text(receipt, "received", line.receivedAt().toString());
            if (line.superseded()) {
                receipt.append(",\"superseded\":true");
            }
            if (broken) {
                text(receipt, "data", line.data());
            }
            writers[1].append(receipt.append("}\n"));
        }

        private static void text(StringBuilder line, String name, String value) {
            line.append(",\"").append(name).append("\":\"");
            JsonStringEncoder.getInstance().quoteAsString(value, line);
            line.append('"');
        }

        /** Forces what was written to the disk. */
        void end() throws IOException {
            for (int i = 0; i < writers.length; i++) {
                // Which closes the channel as well.
                writers[i].close();
                try (FileChannel again =
                        FileChannel.open(partial(i == 0 ? events : receipts(events)), StandardOpenOption.WRITE)) {
                    again.force(true);
                }
            }
        }

        /** Gives the files their names, together with a manifest. */
        void finish(ObjectNode manifest) throws IOException {
            manifest.put("receipts", receipts(events).getFileName().toString());
            manifest.put("receiptsSha256", sha256(partial(receipts(events))));
            Path described = partial(manifest(events));
            Files.write(
                    described, EventJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
            try (FileChannel written = FileChannel.open(described, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            for (Path file : new Path[] {receipts(events), manifest(events), events}) {
                if (Files.exists(file)) {
                    // Of a killed export, or of a later life of a database that was set back: not ours to overwrite.
                    Files.move(
                            file,
                            file.resolveSibling(file.getFileName() + ".unrecorded"),
                            StandardCopyOption.REPLACE_EXISTING);
                }
                Files.move(partial(file), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            try (FileChannel folder = FileChannel.open(events.toAbsolutePath().getParent())) {
                folder.force(true);
            }
        }

        /** Leaves nothing under a temporary name behind. */
        @Override
        public void close() throws IOException {
            for (FileChannel channel : channels) {
                if (channel != null) {
                    channel.close();
                }
            }
            for (Path file : new Path[] {events, receipts(events), manifest(events)}) {
                Files.deleteIfExists(partial(file));
            }
        }
    }

    /** Reads what {@link Writing#end} has left under temporary names. */
    static long readBack(Path events, Reader reader) throws IOException, java.sql.SQLException {
        return read(partial(events), partial(receipts(events)), reader);
    }

    static String digestOfWritten(Path events) throws IOException {
        return sha256(partial(events));
    }

    /** @return the lines read */
    static long read(Path events, Reader reader) throws IOException, java.sql.SQLException {
        return read(events, receipts(events), reader);
    }

    private static long read(Path events, Path receipts, Reader reader) throws IOException, java.sql.SQLException {
        long lines = 0;
        try (BufferedReader event = lines(events);
                BufferedReader receipt = lines(receipts)) {
            for (String line = event.readLine(); line != null; line = event.readLine()) {
                String received = receipt.readLine();
                if (received == null) {
                    throw new IOException(
                            receipts.getFileName() + " ends after " + lines + " lines, before the events");
                }
                reader.line(parsed(line, received));
                lines++;
            }
            if (receipt.readLine() != null) {
                throw new IOException(events.getFileName() + " ends after " + lines + " lines, before the receipts");
            }
        }
        return lines;
    }

    private static BufferedReader lines(Path file) throws IOException {
        return new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file), 1 << 16), StandardCharsets.UTF_8));
    }

    private static Line parsed(String event, String receipt) throws IOException {
        String data = event.substring(dataStart(event), event.length() - 1);
        ObjectNode envelope = (ObjectNode) EventJson.MAPPER.readTree(event);
        JsonNode received = EventJson.MAPPER.readTree(receipt);
        String source = envelope.get("source").textValue();
        String type = envelope.get("type").textValue();
        String id = envelope.get("id").textValue();
        Instant time = Instant.parse(envelope.get("time").textValue());
        envelope.remove(java.util.List.of("specversion", "id", "source", "type", "time", "data"));
        return new Line(
                received.get("batch").longValue(),
                received.get("ord").intValue(),
                received.get("generation").longValue(),
                Instant.parse(received.get("received").textValue()),
                source,
                type,
                id,
                time,
                received.has("data") ? received.get("data").textValue() : data,
                envelope.isEmpty() ? null : envelope.toString(),
                received.path("superseded").asBoolean());
    }

    /** The data is the last member and as the sender wrote it, so it is cut out and not written again. */
    private static int dataStart(String event) throws IOException {
        try (var parser = EventJson.MAPPER.createParser(event)) {
            parser.nextToken();
            while (parser.nextToken() == com.fasterxml.jackson.core.JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("data")) {
                    return (int) parser.currentTokenLocation().getCharOffset();
                }
                parser.skipChildren();
            }
        }
        throw new IOException("a line of the archive holds no data: " + event);
    }

    /**
     * Compares a file and its receipts with what is known of them.
     *
     * @throws IOException which says what is wrong, where something is
     */
    static void verify(Path events, String sha256) throws IOException {
        if (!Files.exists(events)) {
            throw new IOException(events + " is missing");
        }
        if (!sha256(events).equals(sha256)) {
            throw new IOException(events + " is not what was exported: its SHA-256 is another one");
        }
        Path described = manifest(events);
        if (!Files.exists(described)) {
            throw new IOException(described + " is missing");
        }
        String receipts = EventJson.MAPPER
                .readTree(Files.readAllBytes(described))
                .path("receiptsSha256")
                .asText();
        if (!sha256(receipts(events)).equals(receipts)) {
            throw new IOException(receipts(events) + " is not what was exported: its SHA-256 is another one");
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of()
                    .formatHex(((DigestInputStream) in).getMessageDigest().digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}

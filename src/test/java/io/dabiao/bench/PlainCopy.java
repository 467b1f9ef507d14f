package io.dabiao.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** The yardstick: the same rows by COPY into a table of the event table's columns and index, in the same PostgreSQL. */
final class PlainCopy {

    private final Path rows;
    private final List<long[]> chunks;
    private final int events;

    private PlainCopy(Path rows, List<long[]> chunks, int events) {
        this.rows = rows;
        this.chunks = chunks;
        this.events = events;
    }

    /** @param postgresCpu seconds */
    record Measured(double seconds, double postgresCpu, int events) {
        double rate() {
            return events / seconds;
        }
    }

    /** The event table's columns and index, undivided: the fastest thing that keeps the same rows findable. */
    static void createTable(PackagedService service) throws IOException, SQLException {
        try (Connection connection = service.database();
                Statement statement = connection.createStatement()) {
            statement.execute("create table bench_event (like event including defaults including indexes)");
        }
    }

    /** Writes the rows into a file, so that making them costs no measured time. */
    static PlainCopy prepared(Path directory, SyntheticYear year, int events, int chunk) throws IOException {
        Path rows = directory.resolve("rows");
        List<long[]> chunks = new ArrayList<>();
        long end = 0;
        try (var out = Files.newOutputStream(rows)) {
            for (int from = 0; from < events; from += chunk) {
                byte[] bytes = year.rows(from, Math.min(events, from + chunk), chunks.size());
                out.write(bytes);
                chunks.add(new long[] {end, bytes.length});
                end += bytes.length;
            }
        }
        return new PlainCopy(rows, chunks, events);
    }

    Measured run(PackagedService service, int connections) throws IOException, SQLException {
        service.checkpoint();
        Footprint before = service.footprint();
        double seconds = Clients.run(connections, chunks.size(), tasks -> {
            try (Connection connection = service.database();
                    RandomAccessFile file = new RandomAccessFile(rows.toFile(), "r")) {
                CopyManager manager = connection.unwrap(PGConnection.class).getCopyAPI();
                tasks.each(task -> {
                    long[] part = chunks.get(task);
                    byte[] bytes = new byte[(int) part[1]];
                    file.seek(part[0]);
                    file.readFully(bytes);
                    var copy = manager.copyIn("COPY bench_event FROM STDIN");
                    copy.writeToCopy(bytes, 0, bytes.length);
                    copy.endCopy();
                });
            }
        });
        Footprint after = service.footprint();
        return new Measured(seconds, after.postgresCpuSeconds() - before.postgresCpuSeconds(), events);
    }
}

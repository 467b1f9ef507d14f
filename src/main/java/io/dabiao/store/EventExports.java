package io.dabiao.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import io.dabiao.core.event.Event;
import io.dabiao.database.Transactions;
import io.dabiao.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.result.RowView;
import org.postgresql.PGConnection;

/**
 * Takes months of events out of the log into files, and back. Figures, history, identities and batches stay in the database;
 * what needs the events themselves asks here whether they are there.
 *
 * <p>A month's partition is emptied, not dropped: late events of the month find their place, and no writer to another month
 * waits. Until the transaction that empties it has committed, the log is whole; from then on the file is, which was forced to
 * the disk and read back before.
 */
@ApplicationScoped
public class EventExports {

    /**
     * A file of the archive.
     *
     * @param month of the events' times, in UTC
     * @param part the first export of a month is 1; events of it that came later make another
     * @param file its name in the archive's folder
     * @param first the time of the earliest event
     * @param last of the latest
     * @param restoredAt since when its events are in the log again; empty where they are in the file alone
     */
    public record Part(
            YearMonth month,
            int part,
            String file,
            String sha256,
            long bytes,
            long events,
            Instant first,
            Instant last,
            long firstBatch,
            long lastBatch,
            List<String> types,
            String release,
            Instant exportedAt,
            String exportedBy,
            Optional<Instant> restoredAt) {}

    /** Why a month cannot be exported or restored now, for the one who asked. */
    public static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public Refused(String message) {
            super(message);
        }

        Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static final int ROWS_AT_ONCE = 5_000;

    private static final String PARTS = """
            select month, part, file, sha256, bytes, events, first_time, last_time, first_batch, last_batch, types,
                   release, exported_at, exported_by, restored_at
            from event_export\s""";

    private final Transactions transactions;
    private final NameDictionary nameDictionary;
    private final Path folder;

    EventExports(Transactions transactions, NameDictionary nameDictionary, Settings settings) {
        this.transactions = transactions;
        this.nameDictionary = nameDictionary;
        this.folder = settings.archive().orElse(settings.dataDir().resolve("archive"));
    }

    /** Where the files are. */
    public Path folder() {
        return folder;
    }

    /** The months of which the log holds events, ascending; without those before 1990, which have no partition. */
    public List<YearMonth> months() {
        return transactions.query(handle -> partitions(handle).stream()
                .filter(month -> asked(handle, "select exists (select from " + table(month) + ")"))
                .toList());
    }

    private static List<YearMonth> partitions(Handle handle) {
        return handle.createQuery("""
                        select substr(c.relname, 7) from pg_inherits i join pg_class c on c.oid = i.inhrelid
                        where i.inhparent = 'event'::regclass and c.relname ~ '^event_[0-9]{6}$' order by 1""")
                .mapTo(String.class)
                .map(digits ->
                        YearMonth.of(Integer.parseInt(digits.substring(0, 4)), Integer.parseInt(digits.substring(4))))
                .list();
    }

    private static String table(YearMonth month) {
        return String.format(Locale.ROOT, "event_%04d%02d", month.getYear(), month.getMonthValue());
    }

    /** All exports, by month and part. */
    public List<Part> parts() {
        return transactions.query(handle -> handle.createQuery(PARTS + "order by month, part")
                .map(EventExports::part)
                .list());
    }

    private static Part part(RowView row) {
        return new Part(
                YearMonth.parse(row.getColumn("month", String.class)),
                row.getColumn("part", Integer.class),
                row.getColumn("file", String.class),
                row.getColumn("sha256", String.class),
                row.getColumn("bytes", Long.class),
                row.getColumn("events", Long.class),
                row.getColumn("first_time", Instant.class),
                row.getColumn("last_time", Instant.class),
                row.getColumn("first_batch", Long.class),
                row.getColumn("last_batch", Long.class),
                List.of(row.getColumn("types", String[].class)),
                row.getColumn("release", String.class),
                row.getColumn("exported_at", Instant.class),
                row.getColumn("exported_by", String.class),
                Optional.ofNullable(row.getColumn("restored_at", Instant.class)));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /**
     * What of the events in a span of time is in files alone.
     *
     * <p>To be asked in a transaction of its own <em>after</em> the log was read: a reader who found a month just emptied then
     * finds it here, whichever came first.
     *
     * @param types empty for all
     */
    public List<Part> exported(Instant from, Instant before, Collection<String> types) {
        return transactions.query(handle -> exported(handle, from, before, types));
    }

    static List<Part> exported(Handle handle, Instant from, Instant before, Collection<String> types) {
        return handle.createQuery(PARTS + """
                        where restored_at is null and last_time >= :from and first_time < :before
                          and (types && :types or cardinality(:types) = 0)
                        order by month, part""")
                .bind("from", from)
                .bind("before", before)
                .bindArray("types", String.class, types)
                .map(EventExports::part)
                .list();
    }

    /** @throws EventsExported where some of the events in the span are in files alone */
    void demand(String what, Instant from, Instant before, Collection<String> types) {
        List<Part> parts = exported(from, before, types);
        if (!parts.isEmpty()) {
            throw new EventsExported(what, parts);
        }
    }

    /** What of the store's own work still needs a month's events; empty where nothing does. */
    public Optional<String> inTheWay(YearMonth month) {
        return transactions.query(handle -> inTheWay(handle, month));
    }

    private static Optional<String> inTheWay(Handle handle, YearMonth month) {
        String table = table(month);
        if (asked(handle, "select exists (select from series where not ready)")) {
            return Optional.of("a measure is being filled from the log");
        }
        if (asked(handle, "select exists (select from rollup_pending)")
                && asked(
                        handle,
                        "select exists (select from rollup_pending p where p.batch in (select batch from " + table
                                + "))")) {
            return Optional.of("rollups of its events are not folded yet");
        }
        // The month itself is read only where there was a demonstration at all.
        String played = "source s where starts_with(s.name, '" + Demonstration.SOURCES + "')";
        if (asked(handle, "select exists (select from " + played + ")")
                && asked(
                        handle,
                        "select exists (select from " + table + " e where e.source_no in (select s.no from " + played
                                + "))")) {
            return Optional.of("it holds events of a demonstration: ./dabiao demo --remove takes them out");
        }
        return Optional.empty();
    }

    private static boolean asked(Handle handle, String sql) {
        return handle.createQuery(sql).mapTo(boolean.class).one();
    }

    /** What was written of a month, as of one view of the log. */
    private record Written(long events, String fingerprint, Part part) {}

    /**
     * Writes a month's events to a file, reads it back, and takes them out of the log. The caller sees to it that no one else
     * does so at the same time, and that no one needs them.
     *
     * @throws Refused where it cannot be done now; the log is as it was
     * @throws UncheckedIOException where the file cannot be written, such as on a full disk; the log is as it was
     */
    public Part export(YearMonth month, String release, String by, Instant at) {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            int number = parts().stream()
                            .filter(part -> part.month().equals(month))
                            .mapToInt(Part::part)
                            .max()
                            .orElse(0)
                    + 1;
            Path file = folder.resolve(ExportFile.name(month, number));
            try (ExportFile.Writing writing = new ExportFile.Writing(file)) {
                Written written =
                        transactions.query(handle -> write(handle, month, number, file, writing, release, by, at));
                writing.finish(described(written.part()));
                empty(month, written);
                return written.part();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "the events of " + month + " could not be exported to " + folder + ": " + failed.getMessage()
                            + "; they stay in the log",
                    failed);
        }
    }

    private static ObjectNode described(Part part) {
        ObjectNode manifest = EventJson.MAPPER.createObjectNode();
        manifest.put("events", part.file());
        manifest.put("sha256", part.sha256());
        manifest.put("bytes", part.bytes());
        manifest.put("month", part.month().toString());
        manifest.put("part", part.part());
        manifest.put("count", part.events());
        manifest.put("firstTime", part.first().toString());
        manifest.put("lastTime", part.last().toString());
        manifest.put("firstBatch", part.firstBatch());
        manifest.put("lastBatch", part.lastBatch());
        part.types().forEach(manifest.putArray("types")::add);
        manifest.put("release", part.release());
        manifest.put("exportedAt", part.exportedAt().toString());
        return manifest;
    }

    private Written write(
            Handle handle,
            YearMonth month,
            int number,
            Path file,
            ExportFile.Writing writing,
            String release,
            String by,
            Instant at)
            throws SQLException {
        Optional<String> reason = inTheWay(handle, month);
        if (reason.isPresent()) {
            throw new Refused(month + " waits: " + reason.get());
        }
        String fingerprint = fingerprint(handle, month);
        Span span = new Span();
        try {
            try (ResultIterator<ExportFile.Line> lines = lines(handle, month)) {
                while (lines.hasNext()) {
                    ExportFile.Line line = lines.next();
                    writing.line(line);
                    span.add(line);
                }
            }
            if (span.events == 0) {
                throw new Refused("the log holds no events of " + month);
            }
            writing.end();
            Span again = new Span();
            ExportFile.readBack(file, again::add);
            if (again.events != span.events || !again.digest.equals(span.digest)) {
                throw new IOException("what was read back is not what was written");
            }
            return new Written(
                    span.events,
                    fingerprint,
                    new Part(
                            month,
                            number,
                            file.getFileName().toString(),
                            ExportFile.digestOfWritten(file),
                            Files.size(file.resolveSibling(file.getFileName() + ".partial")),
                            span.events,
                            span.first,
                            span.last,
                            span.firstBatch,
                            span.lastBatch,
                            List.copyOf(span.types),
                            release,
                            at,
                            by,
                            Optional.empty()));
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "the events of " + month + " could not be exported to " + folder + ": " + failed.getMessage()
                            + "; they stay in the log",
                    failed);
        }
    }

    /** In the order in which they came. */
    private static ResultIterator<ExportFile.Line> lines(Handle handle, YearMonth month) {
        return handle.createQuery("""
                        select e.batch, e.ord, b.generation, b.recorded_at, s.name, t.name, e.id, e.time, e.data, e.extra,
                               not %s
                        from %s e join event_type t on t.no = e.type_no join source s on s.no = e.source_no
                        join batch b on b.no = e.batch order by e.batch, e.ord""".formatted(Corrections.COUNTS, table(month)))
                .setFetchSize(ROWS_AT_ONCE)
                .map((row, context) -> new ExportFile.Line(
                        row.getLong(1),
                        row.getInt(2),
                        row.getLong(3),
                        instant(row, 4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        instant(row, 8),
                        row.getString(9),
                        row.getString(10),
                        row.getBoolean(11)))
                .iterator();
    }

    /** What a run of lines spans. */
    private static final class Span {
        private long events;
        private Instant first = Instant.MAX;
        private Instant last = Instant.MIN;
        private long firstBatch = Long.MAX_VALUE;
        private long lastBatch;
        private final Set<String> types = new TreeSet<>();
        private java.math.BigInteger digest = java.math.BigInteger.ZERO;

        void add(ExportFile.Line line) {
            events++;
            first = line.time().isBefore(first) ? line.time() : first;
            last = line.time().isAfter(last) ? line.time() : last;
            firstBatch = Math.min(firstBatch, line.batch());
            lastBatch = Math.max(lastBatch, line.batch());
            types.add(line.type());
            digest = digest.multiply(java.math.BigInteger.valueOf(31))
                    .add(java.math.BigInteger.valueOf(line.hashCode()))
                    .mod(MODULUS);
        }

        private static final java.math.BigInteger MODULUS =
                java.math.BigInteger.ONE.shiftLeft(127).subtract(java.math.BigInteger.ONE);
    }

    /** Changes when any row of the month does, comes or goes. */
    private static String fingerprint(Handle handle, YearMonth month) {
        return handle.createQuery("""
                        select count(*) || '/' || coalesce(sum(hashtextextended(e::text, 0)::numeric), 0)
                        from %s e""".formatted(table(month)))
                .mapTo(String.class)
                .one();
    }

    /** Anyone who adds up a month again, for a new measure or after a correction, finds it in the table or in the file, never in both. */
    private static void alone(Connection connection) throws SQLException {
        Locks.BACKFILL.exclusive(connection);
        Locks.FOLDING.exclusive(connection);
    }

    /** Empties the partition if it still holds exactly what was written. */
    private void empty(YearMonth month, Written written) {
        transactions.update(handle -> {
            alone(handle.getConnection());
            // Readers queue up behind the wait for this lock: rather come again.
            handle.execute("set local lock_timeout = '2s'");
            handle.execute("lock table " + table(month) + " in access exclusive mode");
            Optional<String> reason = inTheWay(handle, month);
            if (reason.isPresent() || !fingerprint(handle, month).equals(written.fingerprint())) {
                throw new Refused(month + " waits: " + reason.orElse("events of it came while it was written"));
            }
            insert(handle, written.part());
            handle.execute("truncate " + table(month));
            audit(
                    handle,
                    written.part().exportedAt(),
                    written.part().exportedBy(),
                    AuditAct.ARCHIVE_EXPORTED,
                    written.part());
            return month;
        });
    }

    private static void insert(Handle handle, Part part) {
        handle.createUpdate("""
                        insert into event_export (month, part, file, sha256, bytes, events, first_time, last_time,
                            first_batch, last_batch, types, release, exported_at, exported_by)
                        values (:month, :part, :file, :sha256, :bytes, :events, :first, :last,
                            :firstBatch, :lastBatch, :types, :release, :exportedAt, :exportedBy)""")
                .bind("month", part.month().toString())
                .bind("part", part.part())
                .bind("file", part.file())
                .bind("sha256", part.sha256())
                .bind("bytes", part.bytes())
                .bind("events", part.events())
                .bind("first", part.first())
                .bind("last", part.last())
                .bind("firstBatch", part.firstBatch())
                .bind("lastBatch", part.lastBatch())
                .bindArray("types", String.class, part.types())
                .bind("release", part.release())
                .bind("exportedAt", part.exportedAt())
                .bind("exportedBy", part.exportedBy())
                .execute();
    }

    private static void audit(Handle handle, Instant at, String by, AuditAct act, Part part) {
        AuditLog.record(
                handle,
                at,
                by,
                act,
                part.month().toString(),
                AuditDetail.of(AuditPhrase.EVENTS, part.events())
                        .and(AuditPhrase.AS_WRITTEN, part.file())
                        .and(AuditPhrase.SHA_256, part.sha256()));
    }

    /**
     * Compares a file with what is recorded of it.
     *
     * @return what is wrong; empty where nothing is
     */
    public Optional<String> verify(Part part) {
        try {
            ExportFile.verify(folder.resolve(part.file()), part.sha256());
            return Optional.empty();
        } catch (IOException wrong) {
            return Optional.of(wrong.getMessage());
        }
    }

    /**
     * Puts the events of a file back into the log, with their identities, batches and all: nothing is counted again.
     *
     * @return whether it did; false where they are in the log already
     * @throws Refused where the file is missing or not what was written, or does not fit the log
     */
    public boolean restore(Part part, String by, Instant at) {
        verify(part).ifPresent(wrong -> {
            throw new Refused(wrong + "; nothing was restored");
        });
        Map<String, Integer> sources = new HashMap<>();
        Map<String, Integer> types = nameDictionary.types(part.types());
        return transactions.update(handle -> {
            Connection connection = handle.getConnection();
            alone(connection);
            if (!claimed(handle, part, by, at)) {
                return false;
            }
            Rows rows = new Rows(connection, sources, types);
            try {
                long lines = ExportFile.read(folder.resolve(part.file()), rows::add);
                rows.flush();
                if (lines != part.events()) {
                    throw new Refused(part.file() + " holds " + lines + " events, not " + part.events());
                }
            } catch (IOException broken) {
                throw new Refused(part.file() + " cannot be read: " + broken.getMessage(), broken);
            }
            demandIdentities(handle, part);
            audit(handle, at, by, AuditAct.ARCHIVE_RESTORED, part);
            return true;
        });
    }

    private static boolean claimed(Handle handle, Part part, String by, Instant at) {
        return handle.createUpdate("""
                        update event_export set restored_at = :at, restored_by = :by
                        where month = :month and part = :part and restored_at is null""")
                        .bind("at", at)
                        .bind("by", by)
                        .bind("month", part.month().toString())
                        .bind("part", part.part())
                        .execute()
                == 1;
    }

    /** Each of them is the one that its identity names, or that a correction put into its place, and is there once. */
    private static void demandIdentities(Handle handle, Part part) {
        boolean fit = handle.createQuery("""
                        select count(distinct (e.batch, e.ord)) = count(*) and count(*) filter (where
                            exists (select from event_identity i where i.source_no = e.source_no and i.id = e.id
                                    and i.batch = e.batch and i.ord = e.ord)
                            or exists (select from corrected_event c where c.now_batch = e.batch and c.now_ord = e.ord
                                       and c.source_no = e.source_no and c.id = e.id)) = count(*)
                        from %s e""".formatted(table(part.month())))
                .mapTo(boolean.class)
                .one();
        if (!fit) {
            throw new Refused("the events of " + part.file() + " do not fit the identities that the log knows: "
                    + "is it of another database?");
        }
    }

    /** Lines on their way back into the log. */
    private final class Rows {

        private static final int FLUSH_BYTES = 1 << 20;

        private final Connection connection;
        private final Map<String, Integer> sources;
        private final Map<String, Integer> types;
        private CopyText lines = new CopyText(FLUSH_BYTES);

        Rows(Connection connection, Map<String, Integer> sources, Map<String, Integer> types) {
            this.connection = connection;
            this.sources = sources;
            this.types = types;
        }

        void add(ExportFile.Line line) throws SQLException, IOException {
            Integer source = sources.get(line.source());
            if (source == null) {
                source = nameDictionary.sources(List.of(line.source())).get(line.source());
                sources.put(line.source(), source);
            }
            lines.number(line.batch()).number(line.ord()).number(source).number(types.get(line.type()));
            lines.text(line.id()).time(line.time()).text(line.data());
            (line.extra() == null ? lines.absent() : lines.text(line.extra())).end();
            if (lines.size() > FLUSH_BYTES) {
                flush();
            }
        }

        void flush() throws SQLException, IOException {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "copy event (batch, ord, source_no, type_no, id, time, data, extra) from stdin",
                            lines.stream());
            lines = new CopyText(FLUSH_BYTES);
        }
    }

    /** What is done with an event that is read from a file. */
    @FunctionalInterface
    interface Reading {
        void event(Event event, long generation);
    }

    /**
     * Reads a file's events that count, for the one who has to add up again what is no longer in the log.
     *
     * @throws Refused where the file is missing or not what was written
     */
    void read(Part part, Reading reading) throws SQLException {
        verify(part).ifPresent(wrong -> {
            throw new Refused(wrong);
        });
        try {
            ExportFile.read(folder.resolve(part.file()), line -> {
                if (!line.superseded()) {
                    var attributes = EventJson.attributes(line.data());
                    reading.event(
                            new Event(line.source(), line.id(), line.type(), line.time(), attributes),
                            line.generation());
                }
            });
        } catch (IOException broken) {
            throw new Refused(part.file() + " cannot be read: " + broken.getMessage(), broken);
        }
    }
}

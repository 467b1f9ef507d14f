package io.dabiao.store;

import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** What was not taken: rejected events and conflicting duplicates, kept until somebody has looked at them. */
@ApplicationScoped
public class Refusals {

    /**
     * A rejected event.
     *
     * @param times how often the same text was refused for the same reason
     * @param settlement how it was settled: {@code resubmitted} or {@code dismissed}; empty while it is open
     * @param origin where a broker delivered it from, its first time; empty for what was sent to the service itself
     * @param lastOffset of the same text's last time in that partition
     */
    public record Rejected(
            long no,
            Instant receivedAt,
            Instant lastAt,
            long times,
            String sender,
            Optional<String> source,
            Optional<String> id,
            String reason,
            String detail,
            String raw,
            Optional<Instant> settledAt,
            Optional<String> settledBy,
            Optional<String> settlement,
            Optional<Origin> origin,
            OptionalLong lastOffset) {}

    /**
     * Whose rejections and conflicts are wanted.
     *
     * @param sender only those that came from a sender of this name; empty for all
     * @param sources and of these only those that speak for one of these sources, or for none that could be read; empty for any
     */
    public record Whose(Optional<String> sender, Set<String> sources) {

        /** Anyone who sent them. */
        public static final Whose ANY = new Whose(Optional.empty(), Set.of());

        private static final String SQL = " and (?::text is null or sender = ?)"
                + " and (?::text[] is null or source is null or source = any (?::text[]))";

        public Whose {
            sources = Set.copyOf(sources);
        }

        private int set(Connection connection, PreparedStatement statement, int first) throws SQLException {
            Array named = sources.isEmpty() ? null : connection.createArrayOf("text", sources.toArray());
            statement.setString(first, sender.orElse(null));
            statement.setString(first + 1, sender.orElse(null));
            statement.setArray(first + 2, named);
            statement.setArray(first + 3, named);
            return first + 4;
        }
    }

    /** Characters of what was sent, of all rows of one answer: what is beyond is on the next page. */
    private static final long LARGEST_PAGE = 4L << 20;

    /** Rows that the driver holds; each may have a quarter of a megabyte. */
    private static final int AT_ONCE = 20;

    /** A later copy of an event with other content. */
    public record Conflict(
            long no, Instant receivedAt, long times, String sender, String source, String id, String raw) {}

    private final Transactions transactions;

    Refusals(Transactions transactions) {
        this.transactions = transactions;
    }

    void keep(Connection connection, List<Refusal> refused, String sender, Instant at) throws SQLException {
        if (refused.isEmpty()) {
            return;
        }
        // Sorted, as identities are: two writers with the same bad events must not wait for each other.
        TreeMap<UUID, List<Refusal>> byFingerprint = new TreeMap<>();
        for (Refusal refusal : refused) {
            UUID fingerprint = fingerprint(
                    sender + "\n" + refusal.reason().word() + "\n" + refusal.detail() + place(refusal.origin()),
                    refusal.raw());
            byFingerprint
                    .computeIfAbsent(fingerprint, absent -> new ArrayList<>())
                    .add(refusal);
        }
        // A message that a broker delivers again after a crash is the one that was told already: its offset says so.
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into rejection (fingerprint, received_at, last_at, sender, source, event_id, reason, detail, raw,
                                       times, stream, topic, partition_no, first_offset, last_offset)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (fingerprint) do update
                set last_at = excluded.last_at,
                    times = rejection.times + excluded.times
                          - (select count(*) from unnest(?::bigint[]) as sent (at) where sent.at <= rejection.last_offset),
                    last_offset = greatest(rejection.last_offset, excluded.last_offset),
                    settled_at = null, settled_by = null, settlement = null
                where rejection.last_offset is null or excluded.last_offset > rejection.last_offset""")) {
            for (Map.Entry<UUID, List<Refusal>> entry : byFingerprint.entrySet()) {
                List<Refusal> alike = entry.getValue();
                Refusal refusal = alike.get(0);
                Long[] offsets = alike.stream()
                        .flatMap(one -> one.origin().stream())
                        .flatMap(origin -> origin.offset().stream().boxed())
                        .sorted()
                        .toArray(Long[]::new);
                statement.setObject(1, entry.getKey());
                statement.setObject(2, at.atOffset(ZoneOffset.UTC));
                statement.setObject(3, at.atOffset(ZoneOffset.UTC));
                statement.setString(4, sender);
                statement.setString(5, refusal.source().map(Refusals::storable).orElse(null));
                statement.setString(6, refusal.id().map(Refusals::storable).orElse(null));
                statement.setString(7, refusal.reason().word());
                statement.setString(8, storable(refusal.detail()));
                statement.setBytes(9, refusal.raw());
                statement.setInt(10, alike.size());
                statement.setString(11, refusal.origin().map(Origin::stream).orElse(null));
                statement.setString(
                        12,
                        refusal.origin()
                                .map(Origin::topic)
                                .map(Refusals::storable)
                                .orElse(null));
                OptionalInt partition = refusal.origin().map(Origin::partition).orElse(OptionalInt.empty());
                statement.setObject(13, partition.isPresent() ? partition.getAsInt() : null, Types.INTEGER);
                statement.setObject(14, offsets.length == 0 ? null : offsets[0], Types.BIGINT);
                statement.setObject(15, offsets.length == 0 ? null : offsets[offsets.length - 1], Types.BIGINT);
                statement.setArray(16, connection.createArrayOf("int8", offsets));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** What is counted apart: of one text, each stream's topic and partition. */
    private static String place(Optional<Origin> origin) {
        return origin.map(from -> "\n" + from.stream() + "\n" + from.topic() + "\n"
                        + (from.partition().isPresent() ? from.partition().getAsInt() : ""))
                .orElse("");
    }

    /** PostgreSQL's text has no U+0000; here it is shown as the picture of one. */
    private static String storable(String text) {
        return text.replace('\0', '\u2400');
    }

    /** Looks at the duplicates of an append and keeps those that say something else than the first copy. */
    int keepConflicts(Connection connection, EventLog.Rows rows, BitSet fresh, String sender, Instant at)
            throws SQLException {
        if (fresh.cardinality() == rows.arrivals.size()) {
            return 0;
        }
        TreeMap<UUID, Arrival> conflicts = new TreeMap<>();
        Map<EventLog.Rows.Identity, Set<Long>> said = digests(connection, rows, fresh);
        for (int i = fresh.nextClearBit(0); i < rows.arrivals.size(); i = fresh.nextClearBit(i + 1)) {
            Arrival arrival = rows.arrivals.get(i);
            Integer first = rows.repeats.get(i);
            Set<Long> known = first != null && fresh.get(first)
                    ? Set.of(rows.arrivals.get(first).digest())
                    : said.getOrDefault(rows.identity(i), Set.of(arrival.digest()));
            if (known.stream().noneMatch(arrival::says)) {
                conflicts.put(fingerprint(sender, arrival.raw()), arrival);
            }
        }
        if (conflicts.isEmpty()) {
            return 0;
        }
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into conflict (fingerprint, received_at, sender, source, event_id, raw) values (?, ?, ?, ?, ?, ?)
                on conflict (fingerprint) do update set times = conflict.times + 1""")) {
            for (Map.Entry<UUID, Arrival> entry : conflicts.entrySet()) {
                statement.setObject(1, entry.getKey());
                statement.setObject(2, at.atOffset(ZoneOffset.UTC));
                statement.setString(3, sender);
                statement.setString(4, entry.getValue().event().source());
                statement.setString(5, entry.getValue().event().id());
                statement.setBytes(6, entry.getValue().raw());
                statement.addBatch();
            }
            statement.executeBatch();
        }
        return conflicts.size();
    }

    /** What an event said first, and what corrections made it say: a copy of any of these is no conflict. */
    private static Map<EventLog.Rows.Identity, Set<Long>> digests(
            Connection connection, EventLog.Rows rows, BitSet fresh) throws SQLException {
        ArrayList<Integer> sources = new ArrayList<>();
        ArrayList<String> ids = new ArrayList<>();
        for (int i = fresh.nextClearBit(0); i < rows.arrivals.size(); i = fresh.nextClearBit(i + 1)) {
            sources.add(rows.identity(i).source());
            ids.add(rows.identity(i).id());
        }
        Map<EventLog.Rows.Identity, Set<Long>> digests = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                select i.source_no, i.id, i.digest from event_identity i
                join unnest(?::int[], ?::text[]) as asked (source_no, id) using (source_no, id)
                union all
                select c.source_no, c.id, c.digest from corrected_event c
                join unnest(?::int[], ?::text[]) as asked (source_no, id) using (source_no, id)
                where c.digest is not null""")) {
            statement.setArray(1, connection.createArrayOf("int4", sources.toArray()));
            statement.setArray(2, connection.createArrayOf("text", ids.toArray()));
            statement.setArray(3, connection.createArrayOf("int4", sources.toArray()));
            statement.setArray(4, connection.createArrayOf("text", ids.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    digests.computeIfAbsent(
                                    new EventLog.Rows.Identity(row.getInt(1), row.getString(2)),
                                    absent -> new HashSet<>())
                            .add(row.getLong(3));
                }
            }
        }
        return digests;
    }

    /**
     * Rejected events, the newest first.
     *
     * @param whose only theirs
     * @param stream only those that this stream delivered
     * @param before only those with a smaller number; for paging
     */
    public List<Rejected> rejected(
            Whose whose, boolean settledToo, Optional<String> reason, Optional<String> stream, long before, int limit) {
        return transactions.read(connection -> {
            ArrayList<Rejected> found = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                    "select * from rejection where no < ? and (? or settled_at is null) and (?::text is null or reason = ?)"
                            + " and (?::text is null or stream = ?)" + Whose.SQL + " order by no desc limit ?")) {
                statement.setLong(1, before);
                statement.setBoolean(2, settledToo);
                statement.setString(3, reason.orElse(null));
                statement.setString(4, reason.orElse(null));
                statement.setString(5, stream.orElse(null));
                statement.setString(6, stream.orElse(null));
                statement.setInt(whose.set(connection, statement, 7), limit);
                statement.setFetchSize(AT_ONCE);
                try (ResultSet row = statement.executeQuery()) {
                    long size = 0;
                    while (size < LARGEST_PAGE && row.next()) {
                        found.add(rejected(row));
                        size += found.get(found.size() - 1).raw().length();
                    }
                }
            }
            return found;
        });
    }

    /** Empty where there is none, or it is another's. */
    public Optional<Rejected> rejected(Whose whose, long no) {
        return transactions.read(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("select * from rejection where no = ?" + Whose.SQL)) {
                statement.setLong(1, no);
                whose.set(connection, statement, 2);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(rejected(row)) : Optional.empty();
                }
            }
        });
    }

    private static Rejected rejected(ResultSet row) throws SQLException {
        return new Rejected(
                row.getLong("no"),
                instant(row, "received_at").orElseThrow(),
                instant(row, "last_at").orElseThrow(),
                row.getLong("times"),
                row.getString("sender"),
                Optional.ofNullable(row.getString("source")),
                Optional.ofNullable(row.getString("event_id")),
                row.getString("reason"),
                row.getString("detail"),
                new String(row.getBytes("raw"), StandardCharsets.UTF_8),
                instant(row, "settled_at"),
                Optional.ofNullable(row.getString("settled_by")),
                Optional.ofNullable(row.getString("settlement")),
                origin(row),
                offset(row, "last_offset"));
    }

    private static Optional<Origin> origin(ResultSet row) throws SQLException {
        String stream = row.getString("stream");
        if (stream == null) {
            return Optional.empty();
        }
        Integer partition = row.getObject("partition_no", Integer.class);
        return Optional.of(new Origin(
                stream,
                row.getString("topic"),
                partition == null ? OptionalInt.empty() : OptionalInt.of(partition),
                offset(row, "first_offset")));
    }

    private static OptionalLong offset(ResultSet row, String column) throws SQLException {
        Long offset = row.getObject(column, Long.class);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    /** How an open rejection is settled. */
    public enum Settlement {
        RESUBMITTED("resubmitted", AuditAct.REJECTION_RESUBMITTED),
        DISMISSED("dismissed", AuditAct.REJECTION_DISMISSED);

        private final String word;
        private final AuditAct act;

        Settlement(String word, AuditAct act) {
            this.word = word;
            this.act = act;
        }
    }

    /** Marks an open rejection as settled; false where there is no such open one. */
    public boolean settle(long no, Settlement settlement, String by, Instant at) {
        return transactions.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "update rejection set settled_at = ?, settled_by = ?, settlement = ? where no = ? and settled_at is null")) {
                statement.setObject(1, at.atOffset(ZoneOffset.UTC));
                statement.setString(2, by);
                statement.setString(3, settlement.word);
                statement.setLong(4, no);
                boolean settled = statement.executeUpdate() == 1;
                if (settled && by != null) {
                    AuditLog.record(connection, at, by, settlement.act, "rejection " + no, AuditDetail.NONE);
                }
                return settled;
            }
        });
    }

    /** Conflicting duplicates, the newest first. */
    public List<Conflict> conflicts(Whose whose, long before, int limit) {
        return transactions.read(connection -> {
            ArrayList<Conflict> found = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                    "select * from conflict where no < ?" + Whose.SQL + " order by no desc limit ?")) {
                statement.setLong(1, before);
                statement.setInt(whose.set(connection, statement, 2), limit);
                statement.setFetchSize(AT_ONCE);
                try (ResultSet row = statement.executeQuery()) {
                    long size = 0;
                    while (size < LARGEST_PAGE && row.next()) {
                        size += row.getBytes("raw").length;
                        found.add(new Conflict(
                                row.getLong("no"),
                                instant(row, "received_at").orElseThrow(),
                                row.getLong("times"),
                                row.getString("sender"),
                                row.getString("source"),
                                row.getString("event_id"),
                                new String(row.getBytes("raw"), StandardCharsets.UTF_8)));
                    }
                }
            }
            return found;
        });
    }

    private static UUID fingerprint(String prefix, byte[] raw) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(prefix.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            ByteBuffer hash = ByteBuffer.wrap(digest.digest(raw));
            return new UUID(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}

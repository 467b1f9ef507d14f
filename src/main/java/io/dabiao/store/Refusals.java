package io.dabiao.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            Optional<String> settlement) {}

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
            UUID fingerprint = fingerprint(refusal.reason().word() + "\n" + refusal.detail(), refusal.raw());
            byFingerprint
                    .computeIfAbsent(fingerprint, absent -> new ArrayList<>())
                    .add(refusal);
        }
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into rejection (fingerprint, received_at, last_at, sender, source, event_id, reason, detail, raw,
                                       times)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (fingerprint) do update
                set last_at = excluded.last_at, times = rejection.times + excluded.times,
                    settled_at = null, settled_by = null, settlement = null""")) {
            for (Map.Entry<UUID, List<Refusal>> entry : byFingerprint.entrySet()) {
                Refusal refusal = entry.getValue().get(0);
                statement.setObject(1, entry.getKey());
                statement.setObject(2, at.atOffset(ZoneOffset.UTC));
                statement.setObject(3, at.atOffset(ZoneOffset.UTC));
                statement.setString(4, sender);
                statement.setString(5, refusal.source().map(Refusals::storable).orElse(null));
                statement.setString(6, refusal.id().map(Refusals::storable).orElse(null));
                statement.setString(7, refusal.reason().word());
                statement.setString(8, storable(refusal.detail()));
                statement.setBytes(9, refusal.raw());
                statement.setInt(10, entry.getValue().size());
                statement.addBatch();
            }
            statement.executeBatch();
        }
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
        Map<EventLog.Rows.Identity, Long> standing = standingDigests(connection, rows, fresh);
        for (int i = fresh.nextClearBit(0); i < rows.arrivals.size(); i = fresh.nextClearBit(i + 1)) {
            Arrival arrival = rows.arrivals.get(i);
            Integer first = rows.repeats.get(i);
            Long stands = first != null && fresh.get(first)
                    ? Long.valueOf(rows.arrivals.get(first).digest())
                    : standing.get(rows.identity(i));
            if (stands != null && stands != arrival.digest()) {
                conflicts.put(fingerprint("", arrival.raw()), arrival);
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

    private static Map<EventLog.Rows.Identity, Long> standingDigests(
            Connection connection, EventLog.Rows rows, BitSet fresh) throws SQLException {
        ArrayList<Integer> sources = new ArrayList<>();
        ArrayList<String> ids = new ArrayList<>();
        for (int i = fresh.nextClearBit(0); i < rows.arrivals.size(); i = fresh.nextClearBit(i + 1)) {
            sources.add(rows.identity(i).source());
            ids.add(rows.identity(i).id());
        }
        Map<EventLog.Rows.Identity, Long> digests = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                select i.source_no, i.id, i.digest from event_identity i
                join unnest(?::int[], ?::text[]) as asked (source_no, id) using (source_no, id)""")) {
            statement.setArray(1, connection.createArrayOf("int4", sources.toArray()));
            statement.setArray(2, connection.createArrayOf("text", ids.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    digests.put(new EventLog.Rows.Identity(row.getInt(1), row.getString(2)), row.getLong(3));
                }
            }
        }
        return digests;
    }

    /**
     * Rejected events, the newest first.
     *
     * @param before only those with a smaller number; for paging
     */
    public List<Rejected> rejected(boolean settledToo, Optional<String> reason, long before, int limit) {
        return transactions.read(connection -> {
            ArrayList<Rejected> found = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                    "select * from rejection where no < ? and (? or settled_at is null) and (?::text is null or reason = ?)"
                            + " order by no desc limit ?")) {
                statement.setLong(1, before);
                statement.setBoolean(2, settledToo);
                statement.setString(3, reason.orElse(null));
                statement.setString(4, reason.orElse(null));
                statement.setInt(5, limit);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        found.add(rejected(row));
                    }
                }
            }
            return found;
        });
    }

    public Optional<Rejected> rejected(long no) {
        return transactions.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("select * from rejection where no = ?")) {
                statement.setLong(1, no);
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
                Optional.ofNullable(row.getString("settlement")));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    /** Marks an open rejection as settled; false where there is no such open one. */
    public boolean settle(long no, String settlement, String by, Instant at) {
        return transactions.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "update rejection set settled_at = ?, settled_by = ?, settlement = ? where no = ? and settled_at is null")) {
                statement.setObject(1, at.atOffset(ZoneOffset.UTC));
                statement.setString(2, by);
                statement.setString(3, settlement);
                statement.setLong(4, no);
                return statement.executeUpdate() == 1;
            }
        });
    }

    /** Conflicting duplicates, the newest first. */
    public List<Conflict> conflicts(long before, int limit) {
        return transactions.read(connection -> {
            ArrayList<Conflict> found = new ArrayList<>();
            try (PreparedStatement statement =
                    connection.prepareStatement("select * from conflict where no < ? order by no desc limit ?")) {
                statement.setLong(1, before);
                statement.setInt(2, limit);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
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

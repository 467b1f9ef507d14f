package io.dabiao.store;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditSubject;
import io.dabiao.core.text.Words;
import io.dabiao.database.FoundRows;
import io.dabiao.database.GrowingList;
import io.dabiao.database.Transactions;
import io.dabiao.database.WantedRows;
import io.dabiao.document.KeptWords;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
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
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterable;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.Query;

/** What was not taken: rejected events and conflicting duplicates, kept until somebody has looked at them. */
@ApplicationScoped
public class Refusals {

    /**
     * A rejected event.
     *
     * @param times how often the same text was refused for the same reason
     * @param settlement how it was settled: {@code resubmitted} or {@code dismissed}; empty while it is open
     * @param origin where a broker delivered it from, its first time; empty for what was sent to the service itself
     * @param words the detail, for people; in English where an earlier release rejected it
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
            OptionalLong lastOffset,
            @JsonIgnore Words words) {}

    /**
     * Whose rejections and conflicts are wanted.
     *
     * @param sender only those that came from a sender of this name; empty for all
     * @param sources and of these only those that speak for one of these sources, or for none that could be read; empty for any
     */
    public record Whose(Optional<String> sender, Set<String> sources) {

        /** Anyone who sent them. */
        public static final Whose ANY = new Whose(Optional.empty(), Set.of());

        private static final String SQL = """

                and (:sender::text is null or sender = :sender)
                and (cardinality(:sources) = 0 or source is null or source = any(:sources))""";

        public Whose {
            sources = Set.copyOf(sources);
        }

        private Query asked(Handle handle, String sql) {
            return bind(handle.createQuery(sql)).setFetchSize(AT_ONCE);
        }

        private Query bind(Query query) {
            return query.bind("sender", sender.orElse(null)).bindArray("sources", String.class, sources);
        }
    }

    /** Characters of what was sent, of all rows of one answer: what is beyond is on the next page. */
    private static final long LARGEST_PAGE = 4L << 20;

    /** Rows that the driver holds; each may have a quarter of a megabyte. */
    private static final int AT_ONCE = 20;

    /** Rejections as a list, without what was sent. */
    public static final GrowingList REJECTIONS = new GrowingList(
            "no, received_at, last_at, times, sender, source, event_id, reason, detail, said, ''::bytea as raw, settled_at, settled_by,"
                    + " settlement, stream, topic, partition_no, first_offset, last_offset",
            "rejection",
            "true" + Whose.SQL,
            "no",
            GrowingList.texts("detail", "event_id", "source", "sender", "settled_by"),
            Map.of("state", "case when settled_at is null then 'open' else 'settled' end", "reason", "reason"),
            Map.of("last", "last_at", "reason", "reason", "event", "event_id", "sender", "sender", "times", "times"));

    /** Conflicting duplicates as a list, with the beginning of what was sent. */
    public static final GrowingList CONFLICTS = new GrowingList(
            "no, received_at, times, sender, source, event_id, substring(raw for 4000) as raw",
            "conflict",
            "true" + Whose.SQL,
            "no",
            GrowingList.texts("event_id", "source", "sender"),
            Map.of(),
            Map.of("at", "received_at", "event", "event_id", "sender", "sender", "times", "times"));

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
                    sender + "\n" + refusal.reason().word() + "\n"
                            + refusal.detail().english() + place(refusal.origin()),
                    refusal.raw());
            byFingerprint
                    .computeIfAbsent(fingerprint, absent -> new ArrayList<>())
                    .add(refusal);
        }
        // A message that a broker delivers again after a crash is the one that was told already: its offset says so.
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into rejection (fingerprint, received_at, last_at, sender, source, event_id, reason, detail, raw,
                                       times, stream, topic, partition_no, first_offset, last_offset, said)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
                statement.setString(8, storable(refusal.detail().english()));
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
                statement.setString(16, KeptWords.written(refusal.detail()));
                statement.setArray(17, connection.createArrayOf("int8", offsets));
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
        return transactions.query(handle -> page(
                whose.asked(handle, """
                                select * from rejection
                                where no < :before and (:settledToo or settled_at is null)
                                  and (:reason::text is null or reason = :reason)
                                  and (:stream::text is null or stream = :stream)""" + Whose.SQL + " order by no desc limit :limit")
                        .bind("before", before)
                        .bind("settledToo", settledToo)
                        .bind("reason", reason.orElse(null))
                        .bind("stream", stream.orElse(null))
                        .bind("limit", limit)
                        .map(row -> rejected(row)),
                Rejected::raw));
    }

    public FoundRows<Rejected> rejected(Whose whose, WantedRows wanted) {
        return transactions.query(handle -> REJECTIONS.find(handle, wanted, whose::bind, Refusals::rejected));
    }

    /** The words of the reasons why something was rejected. */
    public List<String> reasons(Whose whose) {
        return transactions.query(handle -> REJECTIONS.values(handle, "reason", whose::bind));
    }

    public FoundRows<Conflict> conflicts(Whose whose, WantedRows wanted) {
        return transactions.query(handle -> CONFLICTS.find(handle, wanted, whose::bind, Refusals::conflict));
    }

    /** The first rows, as many as one answer holds. */
    private static <T> List<T> page(ResultIterable<T> rows, Function<T, String> sent) {
        List<T> page = new ArrayList<>();
        try (ResultIterator<T> row = rows.iterator()) {
            long size = 0;
            while (size < LARGEST_PAGE && row.hasNext()) {
                T one = row.next();
                page.add(one);
                size += sent.apply(one).length();
            }
        }
        return page;
    }

    /** Empty where there is none, or it is another's. */
    public Optional<Rejected> rejected(Whose whose, long no) {
        return transactions.query(handle -> whose.asked(handle, "select * from rejection where no = :no" + Whose.SQL)
                .bind("no", no)
                .map(row -> rejected(row))
                .findOne());
    }

    private static Rejected rejected(RowView row) {
        return new Rejected(
                row.getColumn("no", Long.class),
                row.getColumn("received_at", Instant.class),
                row.getColumn("last_at", Instant.class),
                row.getColumn("times", Long.class),
                row.getColumn("sender", String.class),
                text(row, "source"),
                text(row, "event_id"),
                row.getColumn("reason", String.class),
                row.getColumn("detail", String.class),
                raw(row),
                Optional.ofNullable(row.getColumn("settled_at", Instant.class)),
                text(row, "settled_by"),
                text(row, "settlement"),
                origin(row),
                offset(row, "last_offset"),
                KeptWords.read(row.getColumn("said", String.class))
                        .orElseGet(() -> Words.asWritten(row.getColumn("detail", String.class))));
    }

    private static Optional<Origin> origin(RowView row) {
        return text(row, "stream").map(stream -> {
            Integer partition = row.getColumn("partition_no", Integer.class);
            return new Origin(
                    stream,
                    row.getColumn("topic", String.class),
                    partition == null ? OptionalInt.empty() : OptionalInt.of(partition),
                    offset(row, "first_offset"));
        });
    }

    private static Optional<String> text(RowView row, String column) {
        return Optional.ofNullable(row.getColumn(column, String.class));
    }

    private static String raw(RowView row) {
        return new String(row.getColumn("raw", byte[].class), StandardCharsets.UTF_8);
    }

    private static OptionalLong offset(RowView row, String column) {
        Long offset = row.getColumn(column, Long.class);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
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
        return transactions.update(handle -> {
            int settled = handle.createUpdate("""
                            update rejection set settled_at = :at, settled_by = :by, settlement = :settlement
                            where no = :no and settled_at is null""")
                    .bind("at", at)
                    .bind("by", by)
                    .bind("settlement", settlement.word)
                    .bind("no", no)
                    .execute();
            if (settled == 1 && by != null) {
                AuditLog.record(handle, at, by, settlement.act, AuditSubject.REJECTION.numbered(no), AuditDetail.NONE);
            }
            return settled == 1;
        });
    }

    /** Conflicting duplicates, the newest first. */
    public List<Conflict> conflicts(Whose whose, long before, int limit) {
        return transactions.query(handle -> page(
                whose.asked(
                                handle,
                                "select * from conflict where no < :before" + Whose.SQL
                                        + " order by no desc limit :limit")
                        .bind("before", before)
                        .bind("limit", limit)
                        .map(Refusals::conflict),
                Conflict::raw));
    }

    private static Conflict conflict(RowView row) {
        return new Conflict(
                row.getColumn("no", Long.class),
                row.getColumn("received_at", Instant.class),
                row.getColumn("times", Long.class),
                row.getColumn("sender", String.class),
                row.getColumn("source", String.class),
                row.getColumn("event_id", String.class),
                raw(row));
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

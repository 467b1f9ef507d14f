package io.dabiao.store;

import io.dabiao.core.event.Event;
import io.dabiao.database.StoreUnavailable;
import io.dabiao.database.Transactions;
import io.dabiao.lifecycle.News;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;

/**
 * The log of all facts. An append is one transaction: identities, events, their rollups and what was refused.
 *
 * <p>Safe for use by several threads and replicas. Appends wait for each other only where they bring the same event.
 */
@ApplicationScoped
public class EventLog {

    /**
     * @param accepted events that count from now on
     * @param duplicates events that were known already, in the log or earlier in the same append
     * @param conflicting those of the duplicates that said something else
     */
    public record Appended(int accepted, int duplicates, int conflicting) {}

    private static final String UNIQUE_VIOLATION = "23505";

    private final Transactions transactions;
    private final SeriesRegister register;
    private final NameDictionary nameDictionary;
    private final Partitions partitions;
    private final Refusals refusals;
    private final jakarta.enterprise.event.Event<News> news;

    EventLog(
            Transactions transactions,
            SeriesRegister register,
            NameDictionary nameDictionary,
            Partitions partitions,
            Refusals refusals,
            jakarta.enterprise.event.Event<News> news) {
        this.transactions = transactions;
        this.register = register;
        this.nameDictionary = nameDictionary;
        this.partitions = partitions;
        this.refusals = refusals;
        this.news = news;
    }

    /**
     * Makes the arrivals durable, each identity once, and keeps the refused ones for inspection.
     *
     * @param sender who is recorded beside refusals and conflicts
     * @param receivedAt likewise
     * @throws StoreUnavailable where nothing of it was kept
     */
    public Appended append(List<Arrival> arrivals, List<Refusal> refused, String sender, Instant receivedAt) {
        if (arrivals.isEmpty() && refused.isEmpty()) {
            return new Appended(0, 0, 0);
        }
        Places places = places(arrivals);
        Rows rows = new Rows(arrivals, places.sources, places.types);
        return told(transactions.update(handle -> append(handle, rows, refused, sender, receivedAt)));
    }

    /** After the commit, so that the evaluation finds what is new. */
    private Appended told(Appended appended) {
        if (appended.accepted() > 0) {
            news.fire(new News("evaluation"));
        }
        return appended;
    }

    /** What is remembered in the same transaction as the facts, such as where they were read from. */
    @FunctionalInterface
    public interface Beside {
        void on(Handle handle) throws SQLException;
    }

    /**
     * The same, together with what is remembered beside the facts: both or neither are kept, also where there are no facts.
     *
     * @param beside may be asked more than once; what it throws undoes the whole
     */
    public Appended append(
            List<Arrival> arrivals, List<Refusal> refused, Beside beside, String sender, Instant receivedAt) {
        Places places = places(arrivals);
        Rows rows = new Rows(arrivals, places.sources, places.types);
        return transactions.update(handle -> {
            Appended appended = arrivals.isEmpty() && refused.isEmpty()
                    ? new Appended(0, 0, 0)
                    : append(handle, rows, refused, sender, receivedAt);
            beside.on(handle);
            return appended;
        });
    }

    /** Says within the transaction what arrives: it may read what the last one left, and leave something for the next. */
    @FunctionalInterface
    public interface Deciding {
        List<Arrival> arrivals(Handle handle) throws SQLException;
    }

    /**
     * Makes durable what follows from the arrivals and from what is remembered of those before them, together with what is
     * to be remembered.
     *
     * @param possible of the same sources, types and times as whatever is decided
     * @param deciding may be asked more than once
     * @throws StoreUnavailable where nothing of it was kept
     */
    public Appended append(List<Arrival> possible, Deciding deciding, String sender, Instant receivedAt) {
        Places places = places(possible);
        return told(transactions.update(handle -> {
            bounded(handle.getConnection()); // A replica that stands still keeps no one else from deciding for long.
            List<Arrival> arrivals = deciding.arrivals(handle);
            return arrivals.isEmpty()
                    ? new Appended(0, 0, 0)
                    : append(handle, new Rows(arrivals, places.sources, places.types), List.of(), sender, receivedAt);
        }));
    }

    /** Where events will be put, by the names of their sources and types. */
    record Places(Map<String, Integer> sources, Map<String, Integer> types) {}

    Places places(List<Arrival> arrivals) {
        Map<String, Integer> sources = nameDictionary.sources(distinct(arrivals, Event::source));
        Map<String, Integer> types = nameDictionary.types(distinct(arrivals, Event::type));
        partitions.provide(arrivals);
        return new Places(sources, types);
    }

    private Appended append(Handle handle, Rows rows, List<Refusal> refused, String sender, Instant receivedAt)
            throws SQLException {
        Connection connection = handle.getConnection();
        bounded(connection);
        Locks.SERIES.shared(connection);
        long batch;
        SeriesRegister.Known known = register.known();
        try (PreparedStatement statement = connection.prepareStatement(
                        "select nextval('batch_no'), coalesce((select max(generation) from series), 0)");
                ResultSet row = statement.executeQuery()) {
            row.next();
            batch = row.getLong(1);
            if (row.getLong(2) != known.generation()) {
                known = register.load(handle);
            }
        }
        BitSet fresh = rows.claim(connection, batch);
        rows.copy(connection, batch, fresh);
        RollupDelta rollupDelta = fold(rows, fresh, known);
        pend(connection, batch, rollupDelta);
        int conflicting = refusals.keepConflicts(connection, rows, fresh, sender, receivedAt);
        refusals.keep(connection, refused, sender, receivedAt);
        int duplicates = rows.arrivals.size() - fresh.cardinality();
        Instant newest = rows.newest(fresh);
        Instant ahead = newest.isAfter(receivedAt) ? newest : null;
        Set<Integer> touched = new HashSet<>();
        rollupDelta.days().keySet().forEach(key -> touched.add(key.series()));
        record(connection, batch, known.generation(), fresh.cardinality(), duplicates, refused.size(), touched, ahead);
        return new Appended(fresh.cardinality(), duplicates, conflicting);
    }

    /**
     * A batch is decided within minutes: {@link FactsReader} relies on it. Every statement here is given half a minute, and
     * a client that stops between two of them a quarter.
     */
    private static void bounded(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select set_config('statement_timeout', '30s', true),"
                        + " set_config('idle_in_transaction_session_timeout', '15s', true)")) {
            statement.execute();
        }
    }

    static RollupDelta fold(Rows rows, BitSet fresh, SeriesRegister.Known known) {
        RollupDelta rollupDelta = new RollupDelta();
        for (int i = fresh.nextSetBit(0); i >= 0; i = fresh.nextSetBit(i + 1)) {
            Event event = rows.arrivals.get(i).event();
            for (SeriesRegister.Kept kept : known.byType().getOrDefault(event.type(), List.of())) {
                rollupDelta.add(kept.number(), kept.series(), event);
            }
        }
        return rollupDelta;
    }

    private static void pend(Connection connection, long batch, RollupDelta rollupDelta) throws SQLException {
        if (rollupDelta.days().isEmpty()) {
            return;
        }
        try (PreparedStatement statement =
                connection.prepareStatement("insert into rollup_pending (batch, cells) values (?, ?)")) {
            statement.setLong(1, batch);
            statement.setBytes(2, rollupDelta.encode());
            statement.executeUpdate();
        }
    }

    /** @param ahead the newest event time where it lies after the receipt, else null */
    static void record(
            Connection connection,
            long batch,
            long generation,
            int accepted,
            int duplicates,
            int rejected,
            Set<Integer> touched,
            Instant ahead)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into batch (no, generation, accepted, duplicates, rejected, touched, ahead)"
                        + " values (?, ?, ?, ?, ?, ?, ?)")) {
            statement.setLong(1, batch);
            statement.setLong(2, generation);
            statement.setInt(3, accepted);
            statement.setInt(4, duplicates);
            statement.setInt(5, rejected);
            statement.setArray(
                    6,
                    connection.createArrayOf("int4", touched.stream().sorted().toArray()));
            statement.setObject(7, ahead == null ? null : ahead.atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    private static Set<String> distinct(List<Arrival> arrivals, java.util.function.Function<Event, String> part) {
        Set<String> distinct = new HashSet<>();
        for (Arrival arrival : arrivals) {
            distinct.add(part.apply(arrival.event()));
        }
        return distinct;
    }

    /** The arrivals of one append as rows of the database. */
    static final class Rows {

        /** Who the event is, in the store's terms. */
        record Identity(int source, String id) implements Comparable<Identity> {
            @Override
            public int compareTo(Identity other) {
                int order = Integer.compare(source, other.source);
                return order != 0 ? order : id.compareTo(other.id);
            }
        }

        final List<Arrival> arrivals;
        private final Map<String, Integer> sources;
        private final Map<String, Integer> types;
        private final Identity[] identities;
        /** Indexes of the first arrival of each identity, in the order of identities. */
        private final List<Integer> firsts = new ArrayList<>();
        /** For a later arrival of an identity, the index of the first. */
        final Map<Integer, Integer> repeats = new HashMap<>();

        Rows(List<Arrival> arrivals, Map<String, Integer> sources, Map<String, Integer> types) {
            this(arrivals, arrivals.size(), sources, types);
        }

        /** @param claimed how many of the arrivals, the first ones, bring an identity of their own */
        Rows(List<Arrival> arrivals, int claimed, Map<String, Integer> sources, Map<String, Integer> types) {
            this.arrivals = arrivals;
            this.sources = sources;
            this.types = types;
            this.identities = new Identity[arrivals.size()];
            Map<Identity, Integer> seen = new HashMap<>();
            for (int i = 0; i < arrivals.size(); i++) {
                Event event = arrivals.get(i).event();
                identities[i] = new Identity(sources.get(event.source()), event.id());
                if (i >= claimed) {
                    continue;
                }
                Integer first = seen.putIfAbsent(identities[i], i);
                if (first == null) {
                    firsts.add(i);
                } else {
                    repeats.put(i, first);
                }
            }
            // Every writer claims identities in one order, so that two with the same events cannot wait for each other.
            firsts.sort(Comparator.comparing(i -> identities[i]));
        }

        Identity identity(int index) {
            return identities[index];
        }

        /** The newest event time of the new arrivals; far in the past where there is none. */
        Instant newest(BitSet fresh) {
            Instant newest = Instant.MIN;
            for (int i = fresh.nextSetBit(0); i >= 0; i = fresh.nextSetBit(i + 1)) {
                Instant time = arrivals.get(i).event().time();
                newest = time.isAfter(newest) ? time : newest;
            }
            return newest;
        }

        /**
         * Claims the identities; the set tells which arrivals are new.
         *
         * <p>Mostly all are new, and then a COPY is several times cheaper than asking row by row; where one is known
         * already the COPY is undone, and each is asked for.
         */
        BitSet claim(Connection connection, long batch) throws SQLException {
            if (firsts.isEmpty()) {
                return new BitSet();
            }
            Savepoint before = connection.setSavepoint();
            try {
                claimAll(connection, batch);
                connection.releaseSavepoint(before);
            } catch (SQLException failure) {
                if (!UNIQUE_VIOLATION.equals(failure.getSQLState())) {
                    throw failure;
                }
                connection.rollback(before);
                return claimEach(connection, batch);
            }
            BitSet fresh = new BitSet(arrivals.size());
            firsts.forEach(fresh::set);
            return fresh;
        }

        private void claimAll(Connection connection, long batch) throws SQLException {
            CopyText rows = new CopyText(firsts.size() * 64);
            for (int index : firsts) {
                rows.number(identities[index].source()).text(identities[index].id());
                rows.number(batch)
                        .number(index)
                        .number(arrivals.get(index).digest())
                        .end();
            }
            copyIn(connection, "copy event_identity (source_no, id, batch, ord, digest) from stdin", rows);
        }

        private BitSet claimEach(Connection connection, long batch) throws SQLException {
            // Arrays of primitives travel in binary.
            int[] source = new int[firsts.size()];
            String[] id = new String[firsts.size()];
            int[] ord = new int[firsts.size()];
            long[] digest = new long[firsts.size()];
            for (int i = 0; i < firsts.size(); i++) {
                int index = firsts.get(i);
                source[i] = identities[index].source();
                id[i] = identities[index].id();
                ord[i] = index;
                digest[i] = arrivals.get(index).digest();
            }
            BitSet fresh = new BitSet(arrivals.size());
            PGConnection postgres = connection.unwrap(PGConnection.class);
            try (PreparedStatement statement = connection.prepareStatement("""
                    insert into event_identity (source_no, id, batch, ord, digest)
                    select s, i, ?, o, d from unnest(?::int[], ?::text[], ?::int[], ?::bigint[]) as claim (s, i, o, d)
                    on conflict do nothing returning ord""")) {
                statement.setLong(1, batch);
                statement.setArray(2, postgres.createArrayOf("int4", source));
                statement.setArray(3, postgres.createArrayOf("text", id));
                statement.setArray(4, postgres.createArrayOf("int4", ord));
                statement.setArray(5, postgres.createArrayOf("int8", digest));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        fresh.set(row.getInt(1));
                    }
                }
            }
            return fresh;
        }

        void copy(Connection connection, long batch, BitSet fresh) throws SQLException {
            if (fresh.isEmpty()) {
                return;
            }
            CopyText rows = new CopyText(fresh.cardinality() * 160);
            for (int i = fresh.nextSetBit(0); i >= 0; i = fresh.nextSetBit(i + 1)) {
                Arrival arrival = arrivals.get(i);
                Event event = arrival.event();
                rows.number(batch).number(i);
                rows.number(sources.get(event.source())).number(types.get(event.type()));
                rows.text(event.id()).time(event.time()).text(arrival.data());
                if (arrival.extra() == null) {
                    rows.absent().end();
                } else {
                    rows.text(arrival.extra()).end();
                }
            }
            copyIn(connection, "copy event (batch, ord, source_no, type_no, id, time, data, extra) from stdin", rows);
        }

        private static void copyIn(Connection connection, String sql, CopyText rows) throws SQLException {
            try {
                connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, rows.stream(), 1 << 16);
            } catch (IOException broken) {
                throw new SQLException("the connection broke while events were copied", "08006", broken);
            }
        }
    }
}

package io.dabiao.store;

import io.dabiao.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Folds the pending rollups of batches into the lasting ones, many batches at a time.
 *
 * <p>Readers see a batch's rollups either pending or folded, never both and never neither: moving them is one
 * transaction. Whichever replica comes first does it, the others pass by.
 */
@ApplicationScoped
public class Folding {

    private static final int BATCHES_AT_A_TIME = 256;

    /** A long backlog is folded in several runs: one that goes on for ever could not be told from one that hangs. */
    private static final long LONGEST_NANOS = 20_000_000_000L;

    private static final Position EVERYTHING = new Position(Long.MAX_VALUE, List.of());

    private final Transactions transactions;
    private volatile long backlog;

    Folding(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Folds what is pending, for a while at most; returns how many batches that was, 0 also where another replica is at it. */
    public int fold() {
        long begun = System.nanoTime();
        int all = 0;
        int some;
        do {
            some = transactions.update(handle -> foldSome(handle.getConnection()));
            all += some;
        } while (some == BATCHES_AT_A_TIME && System.nanoTime() - begun < LONGEST_NANOS);
        backlog = pending();
        return all;
    }

    /** What {@link #pending} was after the last round of this replica; no query. */
    public long backlog() {
        return backlog;
    }

    /** Batches whose rollups wait to be folded. */
    public long pending() {
        return transactions.query(handle -> handle.createQuery("select count(*) from rollup_pending")
                .mapTo(long.class)
                .one());
    }

    private static int foldSome(Connection connection) throws SQLException {
        if (!Locks.FOLDING.tried(connection)) {
            return 0;
        }
        return foldNext(connection, EVERYTHING);
    }

    /**
     * Folds what is pending of a position and nothing else. The caller holds {@link Locks#FOLDING} and goes on in the same
     * transaction.
     */
    static void foldUpTo(Connection connection, Position position) throws SQLException {
        while (foldNext(connection, position) == BATCHES_AT_A_TIME) {
            // until fewer are left than fit
        }
    }

    private static int foldNext(Connection connection, Position position) throws SQLException {
        RollupDelta rollupDelta = new RollupDelta();
        int batches = 0;
        try (PreparedStatement statement = connection.prepareStatement(
                "delete from rollup_pending where batch in (select batch from rollup_pending"
                        + " where batch <= ? and not batch = any(?) order by batch limit " + BATCHES_AT_A_TIME
                        + ") returning cells")) {
            statement.setLong(1, position.upTo());
            statement.setArray(2, connection.createArrayOf("int8", position.withoutArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rollupDelta.addEncoded(row.getBytes(1), series -> true);
                    batches++;
                }
            }
        }
        merge(connection, rollupDelta);
        return batches;
    }

    /** Adds cells to the lasting rollups. The caller holds {@link Locks#FOLDING}, so no one else changes them. */
    static void merge(Connection connection, RollupDelta rollupDelta) throws SQLException {
        if (rollupDelta.days().isEmpty()) {
            return;
        }
        Map<RollupDelta.Key, DayRollup> merged = new HashMap<>(rollupDelta.days());
        Collection<RollupDelta.Key> keys = rollupDelta.days().keySet();
        Integer[] series = keys.stream().map(RollupDelta.Key::series).toArray(Integer[]::new);
        String[] days = keys.stream().map(key -> key.day().toString()).toArray(String[]::new);
        try (PreparedStatement statement = connection.prepareStatement("""
                select r.series_no, r.day, r.slots from rollup_slots r
                join unnest(?::int[], ?::date[]) as touched (series_no, day) using (series_no, day)""")) {
            statement.setArray(1, connection.createArrayOf("int4", series));
            statement.setArray(2, connection.createArrayOf("text", days));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    RollupDelta.Key key = new RollupDelta.Key(row.getInt(1), row.getObject(2, LocalDate.class));
                    DayRollup stored = RollupCodec.decode(row.getBytes(3));
                    stored.add(merged.get(key));
                    merged.put(key, stored);
                }
            }
        }
        byte[][] totals = new byte[series.length][];
        byte[][] slots = new byte[series.length][];
        for (int i = 0; i < series.length; i++) {
            DayRollup day = merged.get(new RollupDelta.Key(series[i], LocalDate.parse(days[i])));
            totals[i] = RollupCodec.encodeTotal(day);
            slots[i] = RollupCodec.encode(day);
        }
        write(connection, "rollup", "total", series, days, totals);
        write(connection, "rollup_slots", "slots", series, days, slots);
    }

    private static void write(
            Connection connection, String table, String column, Integer[] series, String[] days, byte[][] bytes)
            throws SQLException {
        String sql = "insert into " + table + " (series_no, day, " + column + ")"
                + " select * from unnest(?::int[], ?::date[], ?::bytea[])"
                + " on conflict (series_no, day) do update set " + column + " = excluded." + column;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("int4", series));
            statement.setArray(2, connection.createArrayOf("text", days));
            statement.setArray(3, connection.createArrayOf("bytea", bytes));
            statement.executeUpdate();
        }
    }
}

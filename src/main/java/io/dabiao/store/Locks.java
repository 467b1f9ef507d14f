package io.dabiao.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Advisory locks of a transaction, shared by all replicas; each is given back when its transaction ends. */
enum Locks {
    /** Held shared by every batch, exclusively by the one who adds a series: no batch is folded with a half-known set. */
    SERIES(1),
    /** Held by the one who folds pending rollups. */
    FOLDING(2),
    /** Held by the one who evaluates and records. */
    EVALUATION(3),
    /** Held by the one who adds a partition. */
    PARTITIONS(4),
    /** Held by the one who fills a new series from the log. */
    BACKFILL(5),
    /** Held by the one who follows changes into alerts, or acts on an alert. */
    ALERTS(6),
    /** Held by the one who tells what follows from the newest events, such as an outage's end. */
    NEWEST(7);

    /** "daba": keeps these locks apart from those of other users of one database. */
    private static final int SPACE = 0x64616261;

    private final int key;

    Locks(int key) {
        this.key = key;
    }

    void shared(Connection connection) throws SQLException {
        run(connection, "select pg_advisory_xact_lock_shared(?, ?)");
    }

    void exclusive(Connection connection) throws SQLException {
        run(connection, "select pg_advisory_xact_lock(?, ?)");
    }

    /** Whether the lock could be had at once. */
    boolean tried(Connection connection) throws SQLException {
        try (PreparedStatement statement = prepared(connection, "select pg_try_advisory_xact_lock(?, ?)");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private void run(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql)) {
            statement.execute();
        }
    }

    private PreparedStatement prepared(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setInt(1, SPACE);
        statement.setInt(2, key);
        return statement;
    }
}

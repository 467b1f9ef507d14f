package io.dabiao.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.store.EventJson;
import io.dabiao.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is remembered of each source, by all replicas. Safe for use by several threads and replicas. */
@ApplicationScoped
class SourceStates {

    /**
     * What is remembered of a source.
     *
     * @param version grows with each change of the bookmark and each act
     * @param wanted when a run was asked for; empty where none is wanted out of turn
     * @param failure of the last run; empty where it succeeded or is under way
     * @param failures runs that failed since the last success
     * @param runRows rows of the run under way, or of the last one
     * @param passed rows that no mapping means
     */
    record State(
            Optional<JsonNode> bookmark,
            long version,
            Optional<String> pausedBy,
            Optional<Instant> paused,
            Optional<Instant> wanted,
            Optional<Instant> began,
            Optional<Instant> ended,
            Optional<Instant> succeeded,
            Optional<String> failure,
            int failures,
            long runRows,
            long rows,
            long accepted,
            long duplicates,
            long corrected,
            long rejected,
            long passed,
            Optional<Instant> lastRow) {

        static final State NEW = new State(
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                Optional.empty());
    }

    /** What became of the rows of a page. */
    record Counted(long rows, long accepted, long duplicates, long corrected, long rejected, long passed) {

        static final Counted NOTHING = new Counted(0, 0, 0, 0, 0, 0);

        Counted plus(Counted more) {
            return new Counted(
                    rows + more.rows,
                    accepted + more.accepted,
                    duplicates + more.duplicates,
                    corrected + more.corrected,
                    rejected + more.rejected,
                    passed + more.passed);
        }
    }

    /** Another replica has the source, or someone paused it or sent it back: nothing of the page was kept. */
    static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Lost(String source) {
            super("the source " + source + " was taken from this run", null, false, false);
        }
    }

    private final Transactions transactions;

    SourceStates(Transactions transactions) {
        this.transactions = transactions;
    }

    /** By name; sources that never ran are absent. */
    Map<String, State> of(Collection<String> names) {
        return transactions.read(connection -> {
            Map<String, State> states = new HashMap<>();
            try (PreparedStatement statement =
                    connection.prepareStatement("select * from fact_source where name = any(?)")) {
                statement.setArray(1, connection.createArrayOf("text", names.toArray()));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        states.put(row.getString("name"), state(row));
                    }
                }
            }
            return states;
        });
    }

    State of(String name) {
        return of(List.of(name)).getOrDefault(name, State.NEW);
    }

    private static State state(ResultSet row) throws SQLException {
        return new State(
                Optional.ofNullable(row.getString("bookmark")).map(EventJson::tree),
                row.getLong("version"),
                Optional.ofNullable(row.getString("paused_by")),
                time(row, "paused_at"),
                time(row, "wanted_at"),
                time(row, "began_at"),
                time(row, "ended_at"),
                time(row, "succeeded_at"),
                Optional.ofNullable(row.getString("failure")),
                row.getInt("failures"),
                row.getLong("run_rows"),
                row.getLong("rows"),
                row.getLong("accepted"),
                row.getLong("duplicates"),
                row.getLong("corrected"),
                row.getLong("rejected"),
                row.getLong("passed"),
                time(row, "last_row_at"));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    /** Whether an item is done. */
    boolean finished(String source, String item) {
        return transactions.read(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("select from fact_source_item where source = ? and item = ?")) {
                statement.setString(1, source);
                statement.setString(2, item);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    /** A run begins. @return its version, with which its first page is kept */
    long begin(String source, Instant now) {
        return transactions.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    insert into fact_source (name, began_at, version) values (?, ?, 1)
                    on conflict (name) do update set began_at = excluded.began_at, ended_at = null, wanted_at = null,
                        run_rows = 0, version = fact_source.version + 1
                    returning version""")) {
                statement.setString(1, source);
                statement.setObject(2, now.atOffset(ZoneOffset.UTC));
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    /**
     * Within the transaction of a page's facts: moves the bookmark.
     *
     * @throws Lost where the source is another's by now
     */
    void keep(Connection connection, String source, long version, Rows.Page page, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                update fact_source set version = version + 1, bookmark = coalesce(?::jsonb, bookmark),
                    run_rows = run_rows + ?, rows = rows + ?, last_row_at = case when ? > 0 then ? else last_row_at end
                where name = ? and version = ?""")) {
            statement.setString(1, page.bookmark().map(JsonNode::toString).orElse(null));
            statement.setInt(2, page.rows().size());
            statement.setInt(3, page.rows().size());
            statement.setInt(4, page.rows().size());
            statement.setObject(5, now.atOffset(ZoneOffset.UTC));
            statement.setString(6, source);
            statement.setLong(7, version);
            if (statement.executeUpdate() == 0) {
                throw new Lost(source);
            }
        }
        if (!page.finished().isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement("insert into fact_source_item (source, item)"
                    + " select ?, unnest(?::text[]) on conflict do nothing")) {
                statement.setString(1, source);
                statement.setArray(
                        2, connection.createArrayOf("text", page.finished().toArray()));
                statement.executeUpdate();
            }
        }
    }

    /** Within a transaction: rows that came by themselves. */
    void heard(Connection connection, String source, int rows, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into fact_source (name, rows, last_row_at) values (?, ?, ?)
                on conflict (name) do update set rows = fact_source.rows + excluded.rows,
                    last_row_at = excluded.last_row_at""")) {
            statement.setString(1, source);
            statement.setInt(2, rows);
            statement.setObject(3, now.atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    /** Figures of the record; what a crash loses of them is lost. */
    void count(String source, Counted more) {
        transactions.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    update fact_source set accepted = accepted + ?, duplicates = duplicates + ?,
                        corrected = corrected + ?, rejected = rejected + ?, passed = passed + ? where name = ?""")) {
                statement.setLong(1, more.accepted());
                statement.setLong(2, more.duplicates());
                statement.setLong(3, more.corrected());
                statement.setLong(4, more.rejected());
                statement.setLong(5, more.passed());
                statement.setString(6, source);
                return statement.executeUpdate();
            }
        });
    }

    /** A run ended. @param failure empty where it succeeded */
    void end(String source, Instant now, Optional<String> failure) {
        transactions.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    update fact_source set ended_at = ?, failure = ?,
                        failures = case when ?::text is null then 0 else failures + 1 end,
                        succeeded_at = case when ?::text is null then ? else succeeded_at end
                    where name = ?""")) {
                statement.setObject(1, now.atOffset(ZoneOffset.UTC));
                statement.setString(2, failure.orElse(null));
                statement.setString(3, failure.orElse(null));
                statement.setString(4, failure.orElse(null));
                statement.setObject(5, now.atOffset(ZoneOffset.UTC));
                statement.setString(6, source);
                return statement.executeUpdate();
            }
        });
    }

    /** What someone does with a source. */
    enum Act {
        PAUSE("paused_at = ?, paused_by = ?, version = fact_source.version + 1"),
        RESUME("paused_at = null, paused_by = null"),
        /** Out of turn, and paused or not. */
        RUN("wanted_at = ?"),
        /** Everything is read again; what is known already changes nothing. */
        REWIND("bookmark = null, version = fact_source.version + 1");

        private final String changes;

        Act(String changes) {
            this.changes = changes;
        }
    }

    void act(String source, Act act, AuditAct recorded, String by, Instant now) {
        transactions.write(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("insert into fact_source (name) values (?) on conflict do nothing")) {
                statement.setString(1, source);
                statement.executeUpdate();
            }
            try (PreparedStatement statement =
                    connection.prepareStatement("update fact_source set " + act.changes + " where name = ?")) {
                int next = 1;
                if (act == Act.PAUSE || act == Act.RUN) {
                    statement.setObject(next++, now.atOffset(ZoneOffset.UTC));
                }
                if (act == Act.PAUSE) {
                    statement.setString(next++, by);
                }
                statement.setString(next, source);
                statement.executeUpdate();
            }
            if (act == Act.REWIND) {
                try (PreparedStatement statement =
                        connection.prepareStatement("delete from fact_source_item where source = ?")) {
                    statement.setString(1, source);
                    statement.executeUpdate();
                }
            }
            AuditLog.record(connection, now, by, recorded, source, AuditDetail.NONE);
            return null;
        });
    }
}

package io.dabiao.store;

import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Takes a demonstration's events out of the log again, identities and all, as if they had never come.
 *
 * <p>Nothing else can be removed here: only sources below {@code //demo/} are. The rollups of the days that were touched
 * are computed again from the events that remain, so what other sources said of those days stays exactly as it was. Recorded
 * evaluations and changes of verdicts stay too: they say what was known then.
 */
@ApplicationScoped
public class Demonstration {

    /** What the name of every source of a demonstration begins with. */
    public static final String SOURCES = "//demo/";

    private final Transactions transactions;
    private final SeriesRegister register;

    Demonstration(Transactions transactions, SeriesRegister register) {
        this.transactions = transactions;
        this.register = register;
    }

    /** Whether any of its events is in the log, or was before it expired. */
    public boolean present() {
        return transactions.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    select exists (select from source s where starts_with(s.name, ?)
                    and exists (select from event_identity i where i.source_no = s.no))""")) {
                statement.setString(1, SOURCES);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getBoolean(1);
                }
            }
        });
    }

    /**
     * Removes all of it, or nothing.
     *
     * @param by for the audit log
     * @param at likewise
     * @return the events removed
     */
    public long remove(String by, Instant at) {
        return transactions.write(connection -> {
            // Batches wait meanwhile, and no one folds: what is read here is all there is.
            Locks.FOLDING.exclusive(connection);
            Locks.SERIES.exclusive(connection);
            Position position = FactsReader.position(connection);
            Folding.foldUpTo(connection, position);
            SeriesRegister.Known known = register.load(connection);
            Removed removed = new Removed(connection, known);
            removed.events();
            removed.traces();
            removed.rollups(position);
            removed.note(by, at);
            return removed.events;
        });
    }

    /** One removal under way. */
    private static final class Removed {

        private final Connection connection;
        private final SeriesRegister.Known known;
        private final Recomputation recomputation;
        private long events;

        Removed(Connection connection, SeriesRegister.Known known) {
            this.connection = connection;
            this.known = known;
            this.recomputation = new Recomputation(connection, known);
        }

        /** Deletes the events and notes in which series and days they were. */
        void events() throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement("""
                    delete from event e using event_type t, source s
                    where t.no = e.type_no and s.no = e.source_no and starts_with(s.name, ?)
                    returning t.name, s.name, e.id, e.time, e.data""")) {
                statement.setString(1, SOURCES);
                statement.setFetchSize(5_000);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        events++;
                        recomputation.touch(FactsReader.event(row));
                    }
                }
            }
        }

        /** Identities too: the same events may come again. */
        void traces() throws SQLException {
            delete("delete from corrected_event where source_no in (select no from source where starts_with(name, ?))");
            delete("delete from event_identity where source_no in (select no from source where starts_with(name, ?))");
            delete("delete from rejection where starts_with(source, ?)");
            delete("delete from conflict where starts_with(source, ?)");
        }

        private void delete(String sql) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, SOURCES);
                statement.executeUpdate();
            }
        }

        void rollups(Position position) throws SQLException {
            recomputation.run(position);
        }

        /** A batch without events tells followers of the log which series have changed. */
        void note(String by, Instant at) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement("""
                    insert into batch (no, generation, accepted, duplicates, rejected, touched)
                    values (nextval('batch_no'), ?, 0, 0, 0, ?)""")) {
                statement.setLong(1, known.generation());
                statement.setArray(
                        2,
                        connection.createArrayOf(
                                "int4",
                                recomputation.touched().stream()
                                        .map(RollupDelta.Key::series)
                                        .distinct()
                                        .sorted()
                                        .toArray()));
                statement.executeUpdate();
            }
            AuditLog.record(
                    connection,
                    at,
                    by,
                    AuditAct.DEMONSTRATION_REMOVED,
                    SOURCES,
                    AuditDetail.of(AuditPhrase.EVENTS, events));
        }
    }
}

package io.dabiao.store;

import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import io.dabiao.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

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
        return transactions.query(handle -> handle.createQuery("""
                        select exists (select from source s where starts_with(s.name, :sources)
                        and exists (select from event_identity i where i.source_no = s.no))""")
                .bind("sources", SOURCES)
                .mapTo(boolean.class)
                .one());
    }

    /**
     * Removes all of it, or nothing.
     *
     * @param by for the audit log
     * @param at likewise
     * @return the events removed
     */
    public long remove(String by, Instant at) {
        return transactions.update(handle -> {
            Connection connection = handle.getConnection();
            // Batches wait meanwhile, and no one folds: what is read here is all there is.
            Locks.FOLDING.exclusive(connection);
            Locks.SERIES.exclusive(connection);
            Position position = FactsReader.position(handle);
            Folding.foldUpTo(connection, position);
            SeriesRegister.Known known = register.load(handle);
            Removed removed = new Removed(handle, known);
            removed.events();
            removed.traces();
            removed.rollups(position);
            removed.note(by, at);
            return removed.events;
        });
    }

    /** One removal under way. */
    private static final class Removed {

        private final Handle handle;
        private final SeriesRegister.Known known;
        private final Recomputation recomputation;
        private long events;

        Removed(Handle handle, SeriesRegister.Known known) {
            this.handle = handle;
            this.known = known;
            this.recomputation = new Recomputation(handle, known);
        }

        /** Deletes the events and notes in which series and days they were. */
        void events() {
            handle.createQuery("""
                            delete from event e using event_type t, source s
                            where t.no = e.type_no and s.no = e.source_no and starts_with(s.name, :sources)
                            returning t.name, s.name, e.id, e.time, e.data""")
                    .bind("sources", SOURCES)
                    .setFetchSize(5_000)
                    .map((row, context) -> FactsReader.event(row))
                    .forEach(event -> {
                        events++;
                        recomputation.touch(event);
                    });
        }

        /** Identities too: the same events may come again. */
        void traces() {
            delete("corrected_event where source_no in (select no from source where starts_with(name, :sources))");
            delete("event_identity where source_no in (select no from source where starts_with(name, :sources))");
            delete("rejection where starts_with(source, :sources)");
            delete("conflict where starts_with(source, :sources)");
        }

        private void delete(String which) {
            handle.createUpdate("delete from " + which).bind("sources", SOURCES).execute();
        }

        void rollups(Position position) throws SQLException {
            recomputation.run(position);
        }

        /** A batch without events tells followers of the log which series have changed. */
        void note(String by, Instant at) throws SQLException {
            handle.createUpdate("""
                            insert into batch (no, generation, accepted, duplicates, rejected, touched)
                            values (nextval('batch_no'), :generation, 0, 0, 0, :touched)""")
                    .bind("generation", known.generation())
                    .bindArray(
                            "touched",
                            Integer.class,
                            recomputation.touched().stream()
                                    .map(RollupDelta.Key::series)
                                    .distinct()
                                    .sorted()
                                    .toList())
                    .execute();
            AuditLog.record(
                    handle,
                    at,
                    by,
                    AuditAct.DEMONSTRATION_REMOVED,
                    SOURCES,
                    AuditDetail.of(AuditPhrase.EVENTS, events));
        }
    }
}

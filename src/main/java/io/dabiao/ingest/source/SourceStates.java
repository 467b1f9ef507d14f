package io.dabiao.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.database.Transactions;
import io.dabiao.store.EventJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.Update;

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
     * @param declared when it was first seen declared; empty before that
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
            Optional<Instant> lastRow,
            Optional<Instant> declared) {

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
                Optional.empty(),
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
        return transactions.query(handle -> handle.createQuery("select * from fact_source where name = any(:names)")
                .bindArray("names", String.class, names)
                .map(row -> Map.entry(row.getColumn("name", String.class), state(row)))
                .collectToMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    State of(String name) {
        return of(List.of(name)).getOrDefault(name, State.NEW);
    }

    /** Remembers since when they are declared, of those of which it is not known. */
    void declared(Collection<String> names, Instant now) {
        transactions.update(handle -> handle.createUpdate("""
                        insert into fact_source (name, declared_at) select name, :now from unnest(:names) as name
                        on conflict (name) do update set declared_at = excluded.declared_at
                            where fact_source.declared_at is null""")
                .bindArray("names", String.class, names)
                .bind("now", now)
                .execute());
    }

    private static State state(RowView row) {
        return new State(
                text(row, "bookmark").map(EventJson::tree),
                number(row, "version"),
                text(row, "paused_by"),
                time(row, "paused_at"),
                time(row, "wanted_at"),
                time(row, "began_at"),
                time(row, "ended_at"),
                time(row, "succeeded_at"),
                text(row, "failure"),
                row.getColumn("failures", Integer.class),
                number(row, "run_rows"),
                number(row, "rows"),
                number(row, "accepted"),
                number(row, "duplicates"),
                number(row, "corrected"),
                number(row, "rejected"),
                number(row, "passed"),
                time(row, "last_row_at"),
                time(row, "declared_at"));
    }

    private static Optional<String> text(RowView row, String column) {
        return Optional.ofNullable(row.getColumn(column, String.class));
    }

    private static long number(RowView row, String column) {
        return row.getColumn(column, Long.class);
    }

    private static Optional<Instant> time(RowView row, String column) {
        return Optional.ofNullable(row.getColumn(column, Instant.class));
    }

    /** Whether an item is done. */
    boolean finished(String source, String item) {
        return transactions.query(handle -> handle.createQuery(
                        "select exists (select from fact_source_item where source = :source and item = :item)")
                .bind("source", source)
                .bind("item", item)
                .mapTo(boolean.class)
                .one());
    }

    /**
     * A run begins.
     *
     * @return its version, with which its first page is kept; empty where the source was paused meanwhile
     */
    Optional<Long> begin(String source, Instant now) {
        return transactions.update(handle -> handle.createQuery("""
                        insert into fact_source (name, began_at, version) values (:source, :now, 1)
                        on conflict (name) do update set began_at = excluded.began_at, ended_at = null,
                            wanted_at = null, run_rows = 0, version = fact_source.version + 1
                            where fact_source.paused_at is null or fact_source.wanted_at is not null
                        returning version""")
                .bind("source", source)
                .bind("now", now)
                .mapTo(long.class)
                .findOne());
    }

    /**
     * Within the transaction of a page's facts: moves the bookmark.
     *
     * @throws Lost where the source is another's by now
     */
    void keep(Handle handle, String source, long version, Rows.Page page, Instant now) {
        int kept = handle.createUpdate("""
                        update fact_source set version = version + 1, bookmark = coalesce(:bookmark::jsonb, bookmark),
                            run_rows = run_rows + :rows, rows = rows + :rows,
                            last_row_at = case when :rows > 0 then :now else last_row_at end
                        where name = :source and version = :version""")
                .bind("bookmark", page.bookmark().map(JsonNode::toString).orElse(null))
                .bind("rows", page.rows().size())
                .bind("now", now)
                .bind("source", source)
                .bind("version", version)
                .execute();
        if (kept == 0) {
            throw new Lost(source);
        }
        if (!page.finished().isEmpty()) {
            handle.createUpdate("""
                            insert into fact_source_item (source, item)
                            select :source, unnest(:items) on conflict do nothing""")
                    .bind("source", source)
                    .bindArray("items", String.class, page.finished())
                    .execute();
        }
    }

    /** Within a transaction: rows that came by themselves. */
    void heard(Handle handle, String source, int rows, Instant now) {
        handle.createUpdate("""
                        insert into fact_source (name, rows, last_row_at) values (:source, :rows, :now)
                        on conflict (name) do update set rows = fact_source.rows + excluded.rows,
                            last_row_at = excluded.last_row_at""")
                .bind("source", source)
                .bind("rows", rows)
                .bind("now", now)
                .execute();
    }

    /** Figures of the record; what a crash loses of them is lost. */
    void count(String source, Counted more) {
        transactions.update(handle -> handle.createUpdate("""
                        update fact_source set accepted = accepted + :accepted, duplicates = duplicates + :duplicates,
                            corrected = corrected + :corrected, rejected = rejected + :rejected,
                            passed = passed + :passed
                        where name = :source""")
                .bind("accepted", more.accepted())
                .bind("duplicates", more.duplicates())
                .bind("corrected", more.corrected())
                .bind("rejected", more.rejected())
                .bind("passed", more.passed())
                .bind("source", source)
                .execute());
    }

    /** A run ended. @param failure empty where it succeeded */
    void end(String source, Instant now, Optional<String> failure) {
        transactions.update(handle -> handle.createUpdate("""
                        update fact_source set ended_at = :now, failure = :failure,
                            failures = case when :failure::text is null then 0 else failures + 1 end,
                            succeeded_at = case when :failure::text is null then :now else succeeded_at end
                        where name = :source""")
                .bind("now", now)
                .bind("failure", failure.orElse(null))
                .bind("source", source)
                .execute());
    }

    /** What someone does with a source. */
    enum Act {
        PAUSE("paused_at = :now, paused_by = :by, version = fact_source.version + 1"),
        RESUME("paused_at = null, paused_by = null"),
        /** Out of turn, and paused or not. */
        RUN("wanted_at = :now"),
        /** Everything is read again; what is known already changes nothing. */
        REWIND("bookmark = null, version = fact_source.version + 1");

        private final String changes;

        Act(String changes) {
            this.changes = changes;
        }
    }

    void act(String source, Act act, AuditAct recorded, String by, Instant now) {
        transactions.update(handle -> {
            handle.createUpdate("insert into fact_source (name) values (:source) on conflict do nothing")
                    .bind("source", source)
                    .execute();
            Update change = handle.createUpdate("update fact_source set " + act.changes + " where name = :source")
                    .bind("source", source);
            if (act == Act.PAUSE || act == Act.RUN) {
                change.bind("now", now);
            }
            if (act == Act.PAUSE) {
                change.bind("by", by);
            }
            change.execute();
            if (act == Act.REWIND) {
                handle.createUpdate("delete from fact_source_item where source = :source")
                        .bind("source", source)
                        .execute();
            }
            AuditLog.record(handle, now, by, recorded, source, AuditDetail.NONE);
            return null;
        });
    }
}

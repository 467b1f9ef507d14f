package io.dabiao.store;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.dabiao.database.FoundRows;
import io.dabiao.database.GrowingList;
import io.dabiao.database.Transactions;
import io.dabiao.database.WantedRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.Query;

/** What was corrected, by whom, why, and which figures changed. */
@ApplicationScoped
public class CorrectionLog {

    /**
     * A correction.
     *
     * @param position of the log from which on it holds
     * @param origin the file it came by; null where somebody named the events
     * @param added events that came with it
     * @param figures those that changed
     */
    @Schema(name = "Correction")
    public record Entry(
            long no,
            long position,
            Instant at,
            String author,
            String reason,
            String origin,
            int added,
            int replaced,
            int withdrawn,
            List<Change> figures) {}

    /** A figure before and after, in its unit; null where there was no value. */
    @Schema(name = "CorrectedFigure")
    public record Change(
            int year,
            String project,
            String indicator,
            String name,
            String unit,
            BigDecimal before,
            BigDecimal after,
            String verdictBefore,
            String verdictAfter,
            boolean staleBefore,
            boolean staleAfter) {

        public static Change of(Corrections.Consequence one) {
            return new Change(
                    one.after().year(),
                    one.after().project(),
                    one.after().indicator(),
                    one.after().name(),
                    one.after().unit().orElse(null),
                    one.before().actual().orElse(null),
                    one.after().actual().orElse(null),
                    one.before().verdict(),
                    one.after().verdict(),
                    one.before().stale(),
                    one.after().stale());
        }
    }

    /**
     * A corrected event.
     *
     * @param was what it said; null where it had been withdrawn
     * @param now what it says from then on; null where it is withdrawn
     */
    @Schema(name = "CorrectedEvent")
    public record Corrected(
            long correction,
            String source,
            String id,
            @JsonRawValue String was,
            @JsonRawValue String now) {}

    /** Which corrections; each that is empty does not matter. */
    public record Asked(
            Optional<Integer> year,
            Optional<String> project,
            Optional<String> indicator,
            Optional<String> source,
            Optional<String> id) {

        public static final Asked ALL =
                new Asked(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Characters of what the events of one answer said and say; what is beyond is of the next page. */
    private static final long LARGEST_PAGE = 4L << 20;

    /** Rows that the driver holds; each may have half a megabyte. */
    private static final int AT_ONCE = 20;

    private final Transactions transactions;

    CorrectionLog(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Corrections, the newest first. With a year, a project or an indicator: those that its figures rest on, changed or not.
     *
     * @param before only those with a smaller number; for paging
     */
    public List<Entry> page(Asked asked, long before, int limit) {
        return transactions.query(handle -> {
            List<Entry> found = handle.createQuery("""
                            select c.no, c.batch, c.recorded_at, c.author, c.reason, c.origin, c.added, c.replaced,
                                   c.withdrawn
                            from correction c
                            where c.no < :before
                              and (:anyFigure or exists (select from corrected_figure f where f.correction = c.no
                                   and (:year::int is null or f.year = :year)
                                   and (:project::text is null or f.project = :project)
                                   and (:indicator::text is null or f.indicator = :indicator)))
                              and (:anyEvent or exists (select from corrected_event e
                                   join source s on s.no = e.source_no
                                   where e.correction = c.no and (:source::text is null or s.name = :source)
                                   and (:id::text is null or e.id = :id)))
                            order by c.no desc limit :limit""")
                    .bind("before", before)
                    .bind(
                            "anyFigure",
                            asked.year().isEmpty()
                                    && asked.project().isEmpty()
                                    && asked.indicator().isEmpty())
                    .bind("year", asked.year().orElse(null))
                    .bind("project", asked.project().orElse(null))
                    .bind("indicator", asked.indicator().orElse(null))
                    .bind("anyEvent", asked.source().isEmpty() && asked.id().isEmpty())
                    .bind("source", asked.source().orElse(null))
                    .bind("id", asked.id().orElse(null))
                    .bind("limit", limit)
                    .map(row -> entry(row))
                    .list();
            fill(handle, found);
            return found;
        });
    }

    /** Corrections as a list; of who may know of some projects only, those that their figures rest on. */
    public static final GrowingList CORRECTIONS = new GrowingList(
            "no, batch, recorded_at, author, reason, origin, added, replaced, withdrawn",
            "correction",
            ":any or exists (select from corrected_figure f where f.correction = no and f.project = any(:projects))",
            "no",
            GrowingList.texts(
                    "author",
                    "reason",
                    "origin",
                    "(select string_agg(f.name, ' ') from corrected_figure f where f.correction = no and f.changed"
                            + " and (:any or f.project = any(:projects)))"),
            Map.of(
                    "no",
                    "no::text",
                    "kind",
                    "case when origin is not null then 'file' when replaced > 0 then 'replaced' else 'withdrawn' end",
                    "effect",
                    "case when exists (select from corrected_figure f where f.correction = no and f.changed"
                            + " and (:any or f.project = any(:projects))) then 'yes' else 'no' end"),
            Map.of("no", "no", "at", "recorded_at", "by", "author", "reason", "reason"));

    /** @param projects of which may be known; empty for any */
    public FoundRows<Entry> list(Optional<Set<String>> projects, WantedRows wanted) {
        return transactions.query(handle -> {
            FoundRows<Entry> found = CORRECTIONS.find(
                    handle,
                    wanted,
                    query -> query.bind("any", projects.isEmpty())
                            .bindArray("projects", String.class, projects.orElse(Set.of())),
                    CorrectionLog::entry);
            fill(handle, found.rows());
            return found;
        });
    }

    public Optional<Entry> entry(long no) {
        return page(Asked.ALL, no + 1, 1).stream().filter(one -> one.no() == no).findFirst();
    }

    /** @param projects of which may be known; empty for any: a correction is another's on which none of their figures rests */
    public Optional<Entry> entry(long no, Optional<Set<String>> projects) {
        return projects.isEmpty()
                ? entry(no)
                : list(projects, new WantedRows("", Map.of("no", String.valueOf(no)), "", false, 0, 1)).rows().stream()
                        .findFirst();
    }

    private static Entry entry(RowView row) {
        return new Entry(
                row.getColumn("no", Long.class),
                row.getColumn("batch", Long.class),
                row.getColumn("recorded_at", Instant.class),
                row.getColumn("author", String.class),
                row.getColumn("reason", String.class),
                row.getColumn("origin", String.class),
                row.getColumn("added", Integer.class),
                row.getColumn("replaced", Integer.class),
                row.getColumn("withdrawn", Integer.class),
                new ArrayList<>());
    }

    private static void fill(Handle handle, List<Entry> entries) {
        Map<Long, Entry> byNo = new HashMap<>();
        entries.forEach(entry -> byNo.put(entry.no(), entry));
        handle.createQuery("""
                        select correction, year, project, indicator, name, unit, before, after, before_verdict,
                               after_verdict, before_stale, after_stale
                        from corrected_figure where changed and correction = any(:corrections)
                        order by year, project, indicator""")
                .bindArray("corrections", Long.class, byNo.keySet())
                .map(row -> Map.entry(row.getColumn("correction", Long.class), change(row)))
                .forEach(one -> byNo.get(one.getKey()).figures().add(one.getValue()));
    }

    private static Change change(RowView row) {
        return new Change(
                row.getColumn("year", Integer.class),
                row.getColumn("project", String.class),
                row.getColumn("indicator", String.class),
                row.getColumn("name", String.class),
                row.getColumn("unit", String.class),
                row.getColumn("before", BigDecimal.class),
                row.getColumn("after", BigDecimal.class),
                row.getColumn("before_verdict", String.class),
                row.getColumn("after_verdict", String.class),
                row.getColumn("before_stale", Boolean.class),
                row.getColumn("after_stale", Boolean.class));
    }

    /** What one event said from correction to correction, the first before the later ones. */
    public List<Corrected> of(String source, String id) {
        return transactions.query(handle ->
                corrected(handle.createQuery("""
                        select e.correction, s.name, e.id, e.was, e.now
                        from corrected_event e join source s on s.no = e.source_no
                        where s.name = :source and e.id = :id order by e.step""").bind("source", source).bind("id", id)));
    }

    /** The events of a correction in the order of their sources and ids, {@code skip} of them left out. */
    public List<Corrected> events(long no, int skip, int limit) {
        return transactions.query(handle -> corrected(
                handle.createQuery("""
                        select e.correction, s.name, e.id, e.was, e.now
                        from corrected_event e join source s on s.no = e.source_no
                        where e.correction = :no order by s.name, e.id offset :skip limit :limit""").bind("no", no).bind("skip", skip).bind("limit", limit)));
    }

    private static List<Corrected> corrected(Query query) {
        List<Corrected> found = new ArrayList<>();
        try (ResultIterator<Corrected> rows =
                query.setFetchSize(AT_ONCE).map(row -> corrected(row)).iterator()) {
            long size = 0;
            while (size < LARGEST_PAGE && rows.hasNext()) {
                Corrected one = rows.next();
                size += (one.was() == null ? 0 : one.was().length())
                        + (one.now() == null ? 0 : one.now().length());
                found.add(one);
            }
        }
        return found;
    }

    private static Corrected corrected(RowView row) {
        return new Corrected(
                row.getColumn("correction", Long.class),
                row.getColumn("name", String.class),
                row.getColumn("id", String.class),
                row.getColumn("was", String.class),
                row.getColumn("now", String.class));
    }
}

package io.dabiao.store;

import io.dabiao.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;

/**
 * Fills series that were added after events had come, from the log, month by month.
 *
 * <p>Only batches folded before a series was added are read: later ones brought their own rollups. A month is one
 * transaction together with its note of progress, so that a crash neither repeats nor skips one. A month that was exported
 * is read from its file; while that is missing or damaged the series stay incomplete, and say so.
 */
@ApplicationScoped
public class Backfill {

    private static final Logger LOG = Logger.getLogger(Backfill.class);

    private final Transactions transactions;
    private final SeriesRegister register;
    private final EventExports exports;

    Backfill(Transactions transactions, SeriesRegister register, EventExports exports) {
        this.transactions = transactions;
        this.register = register;
        this.exports = exports;
    }

    /** Fills every series that is not ready; returns at once where there is none, or another replica is at it. */
    public void run() {
        Optional<Long> generation = firstUnready();
        while (generation.isPresent()) {
            if (!fill(generation.get())) {
                return;
            }
            generation = firstUnready();
        }
        register.refresh();
    }

    private Optional<Long> firstUnready() {
        return transactions.query(handle -> handle.createQuery("select min(generation) from series where not ready")
                .mapTo(Long.class)
                .findOne());
    }

    /** One step for the series of a generation: its next month. False where another replica holds the work. */
    private boolean fill(long generation) {
        boolean mine = transactions.update(handle -> {
            Connection connection = handle.getConnection();
            if (!Locks.BACKFILL.tried(connection)) {
                return false;
            }
            Locks.FOLDING.exclusive(connection);
            List<SeriesRegister.Kept> series = unready(handle, generation);
            if (series.isEmpty()) {
                return true;
            }
            long done = series.get(0).done();
            if (done == 0 && series.get(0).total() == 0) {
                setTotal(handle, generation);
            }
            Optional<YearMonth> month = nextMonth(handle, generation, series);
            if (month.isPresent()) {
                long events = fill(handle, generation, month.get(), series);
                LOG.infof("filled %d new series from %d events of %s", series.size(), events, month.get());
            } else {
                finish(handle, generation);
            }
            return true;
        });
        register.refresh();
        return mine;
    }

    private List<SeriesRegister.Kept> unready(Handle handle, long generation) {
        Set<Integer> numbers = handle.createQuery("select no from series where generation = :generation and not ready")
                .bind("generation", generation)
                .mapTo(Integer.class)
                .set();
        return register.load(handle).bySeries().values().stream()
                .filter(kept -> numbers.contains(kept.number()))
                .sorted(Comparator.comparingInt(SeriesRegister.Kept::number))
                .toList();
    }

    private static void setTotal(Handle handle, long generation) {
        handle.createUpdate("""
                        update series set total = (
                            select coalesce(sum(accepted), 0) from batch where batch.generation < :generation)
                        where generation = :generation and not ready""").bind("generation", generation).execute();
    }

    /** The month of the earliest event after those read; "filled_until" is kept beside the series. */
    private static Optional<YearMonth> nextMonth(Handle handle, long generation, List<SeriesRegister.Kept> series) {
        return handle.createQuery("""
                        with filled as (
                            select max(filled_until) as until from series where generation = :generation and not ready)
                        select least(
                            (select min(e.time) from event e
                             where e.time >= (select until from filled)
                               and e.type_no in (select no from event_type where name = any(:types))),
                            (select min(first_time) from event_export
                             where first_time >= (select until from filled) and restored_at is null
                               and types && :types))""")
                .bind("generation", generation)
                .bindArray("types", String.class, types(series))
                .mapTo(Instant.class)
                .findOne()
                .map(first -> YearMonth.from(first.atOffset(ZoneOffset.UTC)));
    }

    private static List<String> types(List<SeriesRegister.Kept> series) {
        return series.stream()
                .map(kept -> kept.series().selector().type())
                .distinct()
                .toList();
    }

    private long fill(Handle handle, long generation, YearMonth month, List<SeriesRegister.Kept> series)
            throws SQLException {
        Map<String, List<SeriesRegister.Kept>> byType = series.stream()
                .collect(Collectors.groupingBy(kept -> kept.series().selector().type()));
        Instant end = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        RollupDelta rollupDelta = new RollupDelta();
        long[] events = {0};
        handle.createQuery("""
                        select t.name, s.name, e.id, e.time, e.data
                        from event e join event_type t on t.no = e.type_no join source s on s.no = e.source_no
                        join batch b on b.no = e.batch
                        where b.generation < :generation and e.time >= :from and e.time < :end and t.name = any(:types)
                          and\s""" + Corrections.COUNTS)
                .setFetchSize(5_000)
                .bind("generation", generation)
                .bind("from", month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant())
                .bind("end", end)
                .bindArray("types", String.class, types(series))
                .map((row, context) -> FactsReader.event(row))
                .forEach(event -> {
                    events[0]++;
                    for (SeriesRegister.Kept kept : byType.get(event.type())) {
                        rollupDelta.add(kept.number(), kept.series(), event);
                    }
                });
        events[0] += exported(handle, generation, month, byType, rollupDelta);
        Folding.merge(handle.getConnection(), rollupDelta);
        handle.createUpdate("""
                        update series set filled_until = :end, done = done + :events
                        where generation = :generation and not ready""")
                .bind("end", end)
                .bind("events", events[0])
                .bind("generation", generation)
                .execute();
        return events[0];
    }

    /** What of the month is in files alone. No one empties or restores a month while {@link Locks#BACKFILL} is held here. */
    private long exported(
            Handle handle,
            long generation,
            YearMonth month,
            Map<String, List<SeriesRegister.Kept>> byType,
            RollupDelta rollupDelta)
            throws SQLException {
        Instant start = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant end = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        long[] events = {0};
        for (EventExports.Part part : EventExports.exported(handle, start, end, byType.keySet())) {
            LOG.infof("reading the events of %s from %s", month, part.file());
            exports.read(part, (event, brought) -> {
                List<SeriesRegister.Kept> kept = byType.get(event.type());
                if (kept != null && brought < generation) {
                    events[0]++;
                    kept.forEach(one -> rollupDelta.add(one.number(), one.series(), event));
                }
            });
        }
        return events[0];
    }

    private static void finish(Handle handle, long generation) {
        handle.createUpdate("update series set ready = true, done = total where generation = :generation")
                .bind("generation", generation)
                .execute();
    }
}

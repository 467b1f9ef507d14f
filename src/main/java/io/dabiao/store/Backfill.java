package io.dabiao.store;

import io.dabiao.core.event.Event;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

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
        return transactions.read(connection -> {
            try (PreparedStatement statement =
                            connection.prepareStatement("select min(generation) from series where not ready");
                    ResultSet row = statement.executeQuery()) {
                row.next();
                long generation = row.getLong(1);
                return row.wasNull() ? Optional.empty() : Optional.of(generation);
            }
        });
    }

    /** One step for the series of a generation: its next month. False where another replica holds the work. */
    private boolean fill(long generation) {
        boolean mine = transactions.write(connection -> {
            if (!Locks.BACKFILL.tried(connection)) {
                return false;
            }
            Locks.FOLDING.exclusive(connection);
            List<SeriesRegister.Kept> series = unready(connection, generation);
            if (series.isEmpty()) {
                return true;
            }
            long done = series.get(0).done();
            if (done == 0 && series.get(0).total() == 0) {
                setTotal(connection, generation);
            }
            Optional<YearMonth> month = nextMonth(connection, generation, series);
            if (month.isPresent()) {
                long events = fill(connection, generation, month.get(), series);
                LOG.infof("filled %d new series from %d events of %s", series.size(), events, month.get());
            } else {
                finish(connection, generation);
            }
            return true;
        });
        register.refresh();
        return mine;
    }

    private List<SeriesRegister.Kept> unready(Connection connection, long generation) throws SQLException {
        List<Integer> numbers = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("select no from series where generation = ? and not ready")) {
            statement.setLong(1, generation);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    numbers.add(row.getInt(1));
                }
            }
        }
        return register.load(connection).bySeries().values().stream()
                .filter(kept -> numbers.contains(kept.number()))
                .sorted(Comparator.comparingInt(SeriesRegister.Kept::number))
                .toList();
    }

    private static void setTotal(Connection connection, long generation) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "update series set total = (select coalesce(sum(accepted), 0) from batch where batch.generation < ?)"
                        + " where generation = ? and not ready")) {
            statement.setLong(1, generation);
            statement.setLong(2, generation);
            statement.executeUpdate();
        }
    }

    /** The month of the earliest event after those read; "filled_until" is kept beside the series. */
    private static Optional<YearMonth> nextMonth(
            Connection connection, long generation, List<SeriesRegister.Kept> series) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                with filled as (select max(filled_until) as until from series where generation = ? and not ready)
                select least(
                    (select min(e.time) from event e
                     where e.time >= (select until from filled)
                       and e.type_no in (select no from event_type where name = any(?))),
                    (select min(first_time) from event_export
                     where first_time >= (select until from filled) and restored_at is null and types && ?))""")) {
            statement.setLong(1, generation);
            statement.setArray(2, connection.createArrayOf("text", types(series)));
            statement.setArray(3, connection.createArrayOf("text", types(series)));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Optional.ofNullable(row.getObject(1, OffsetDateTime.class))
                        .map(first -> YearMonth.from(first.withOffsetSameInstant(ZoneOffset.UTC)));
            }
        }
    }

    private static Object[] types(List<SeriesRegister.Kept> series) {
        return series.stream()
                .map(kept -> kept.series().selector().type())
                .distinct()
                .toArray();
    }

    private long fill(Connection connection, long generation, YearMonth month, List<SeriesRegister.Kept> series)
            throws SQLException {
        Map<String, List<SeriesRegister.Kept>> byType = series.stream()
                .collect(Collectors.groupingBy(kept -> kept.series().selector().type()));
        Instant end = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        RollupDelta rollupDelta = new RollupDelta();
        long events = 0;
        try (PreparedStatement statement = connection.prepareStatement("""
                select t.name, s.name, e.id, e.time, e.data
                from event e join event_type t on t.no = e.type_no join source s on s.no = e.source_no
                join batch b on b.no = e.batch
                where b.generation < ? and e.time >= ? and e.time < ? and t.name = any(?)
                  and\s""" + Corrections.COUNTS)) {
            statement.setFetchSize(5_000);
            statement.setLong(1, generation);
            statement.setObject(2, month.atDay(1).atStartOfDay().atOffset(ZoneOffset.UTC));
            statement.setObject(3, end.atOffset(ZoneOffset.UTC));
            statement.setArray(4, connection.createArrayOf("text", types(series)));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Event event = FactsReader.event(row);
                    events++;
                    for (SeriesRegister.Kept kept : byType.get(event.type())) {
                        rollupDelta.add(kept.number(), kept.series(), event);
                    }
                }
            }
        }
        events += exported(connection, generation, month, byType, rollupDelta);
        Folding.merge(connection, rollupDelta);
        try (PreparedStatement statement = connection.prepareStatement(
                "update series set filled_until = ?, done = done + ? where generation = ? and not ready")) {
            statement.setObject(1, end.atOffset(ZoneOffset.UTC));
            statement.setLong(2, events);
            statement.setLong(3, generation);
            statement.executeUpdate();
        }
        return events;
    }

    /** What of the month is in files alone. No one empties or restores a month while {@link Locks#BACKFILL} is held here. */
    private long exported(
            Connection connection,
            long generation,
            YearMonth month,
            Map<String, List<SeriesRegister.Kept>> byType,
            RollupDelta rollupDelta)
            throws SQLException {
        Instant start = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant end = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        long[] events = {0};
        for (EventExports.Part part : EventExports.exported(connection, start, end, byType.keySet())) {
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

    private static void finish(Connection connection, long generation) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("update series set ready = true, done = total where generation = ?")) {
            statement.setLong(1, generation);
            statement.executeUpdate();
        }
    }
}

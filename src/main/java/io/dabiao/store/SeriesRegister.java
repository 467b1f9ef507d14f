package io.dabiao.store;

import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Series;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The series that are kept, by number; every replica folds every batch into all of them.
 *
 * <p>Safe for use by several threads: the known set is immutable and replaced as a whole.
 */
@ApplicationScoped
public class SeriesRegister {

    /**
     * @param number in the store
     * @param ready whether the events from before it was added are in it
     * @param done events read so far to fill it
     * @param total events to be read to fill it
     */
    public record Kept(int number, Series series, boolean ready, long done, long total) {}

    record Known(long generation, Map<Series, Kept> bySeries, Map<String, List<Kept>> byType) {
        static final Known NONE = new Known(0, Map.of(), Map.of());
    }

    private final Transactions transactions;
    private volatile Known known = Known.NONE;

    SeriesRegister(Transactions transactions) {
        this.transactions = transactions;
    }

    Known known() {
        return known;
    }

    /** What is known of a series; empty where no one asked for it yet. */
    public Optional<Kept> kept(Series series) {
        return Optional.ofNullable(known.bySeries().get(series));
    }

    /** Reads the whole register again. */
    public void refresh() {
        transactions.read(this::load);
    }

    Known load(Connection connection) throws SQLException {
        Map<Series, Kept> bySeries = new HashMap<>();
        Map<String, List<Kept>> byType = new HashMap<>();
        long generation = 0;
        try (PreparedStatement statement = connection.prepareStatement(
                        "select no, zone, selector, fold, attributes, generation, ready, done, total, deciding"
                                + " from series");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Series series = new Series(
                        ZoneId.of(row.getString(2)),
                        Selector.parse(row.getString(3), row.getString(10)),
                        Fold.valueOf(row.getString(4).toUpperCase(Locale.ROOT)),
                        List.of((String[]) row.getArray(5).getArray()));
                Kept kept = new Kept(row.getInt(1), series, row.getBoolean(7), row.getLong(8), row.getLong(9));
                bySeries.put(series, kept);
                byType.computeIfAbsent(series.selector().type(), type -> new ArrayList<>())
                        .add(kept);
                generation = Math.max(generation, row.getLong(6));
            }
        }
        Known loaded = new Known(generation, Map.copyOf(bySeries), Map.copyOf(byType));
        known = loaded;
        return loaded;
    }

    /**
     * Has the given series kept from now on. New ones become ready once {@link Backfill} has read what came before.
     *
     * @return how many were new
     */
    public int keep(Collection<Series> wanted) {
        Set<Series> missing = new LinkedHashSet<>(wanted);
        missing.removeAll(known.bySeries().keySet());
        if (missing.isEmpty()) {
            return 0;
        }
        int added = transactions.write(connection -> {
            // Waits for the batches under way, and they are over in moments: each was folded without the new series.
            Locks.SERIES.exclusive(connection);
            long generation = nextGeneration(connection);
            int count = 0;
            try (PreparedStatement statement = connection.prepareStatement("""
                    insert into series (key, zone, selector, fold, attributes, generation, deciding, ready)
                    select ?, ?, ?, ?, ?, ?, ?, not exists (select from batch)
                    on conflict (key) do nothing""")) {
                statement.setLong(6, generation);
                for (Series series : missing) {
                    statement.setString(1, series.key());
                    statement.setString(2, series.zone().getId());
                    statement.setString(3, series.selector().toString());
                    statement.setString(4, series.fold().name().toLowerCase(Locale.ROOT));
                    statement.setArray(
                            5,
                            connection.createArrayOf("text", series.attributes().toArray()));
                    statement.setString(7, series.selector().decidingWritten());
                    count += statement.executeUpdate();
                }
            }
            return count;
        });
        refresh();
        return added;
    }

    /** One for all that are added together: they are filled from the log in one reading of it. */
    private static long nextGeneration(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("select greatest((select coalesce(max(generation), 0) from series),"
                                + " (select coalesce(max(generation), 0) from batch)) + 1");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}

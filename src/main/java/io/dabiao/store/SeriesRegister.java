package io.dabiao.store;

import io.dabiao.core.event.Event;
import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Series;
import io.dabiao.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
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
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

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

    /** Whether some series takes the event in, by what was known last. */
    public boolean counts(Event event) {
        return known.byType().getOrDefault(event.type(), List.of()).stream()
                .anyMatch(kept -> kept.series().fold(event).isPresent());
    }

    /** Reads the whole register again. */
    public void refresh() {
        transactions.query(this::load);
    }

    Known load(Handle handle) {
        Map<Series, Kept> bySeries = new HashMap<>();
        Map<String, List<Kept>> byType = new HashMap<>();
        long generation = 0;
        List<Map.Entry<Long, Kept>> rows = handle.createQuery("""
                        select no, zone, selector, fold, attributes, generation, ready, done, total, deciding
                        from series""")
                .map((row, context) -> Map.entry(row.getLong("generation"), kept(row)))
                .list();
        for (Map.Entry<Long, Kept> row : rows) {
            Kept kept = row.getValue();
            bySeries.put(kept.series(), kept);
            byType.computeIfAbsent(kept.series().selector().type(), type -> new ArrayList<>())
                    .add(kept);
            generation = Math.max(generation, row.getKey());
        }
        Known loaded = new Known(generation, Map.copyOf(bySeries), Map.copyOf(byType));
        known = loaded;
        return loaded;
    }

    private static Kept kept(ResultSet row) throws SQLException {
        Series series = new Series(
                ZoneId.of(row.getString("zone")),
                Selector.parse(row.getString("selector"), row.getString("deciding")),
                Fold.valueOf(row.getString("fold").toUpperCase(Locale.ROOT)),
                List.of((String[]) row.getArray("attributes").getArray()));
        return new Kept(row.getInt("no"), series, row.getBoolean("ready"), row.getLong("done"), row.getLong("total"));
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
        int added = transactions.update(handle -> {
            // Waits for the batches under way, and they are over in moments: each was folded without the new series.
            Locks.SERIES.exclusive(handle.getConnection());
            long generation = nextGeneration(handle);
            PreparedBatch batch = handle.prepareBatch("""
                    insert into series (key, zone, selector, fold, attributes, generation, deciding, ready)
                    select :key, :zone, :selector, :fold, :attributes, :generation, :deciding,
                           not exists (select from batch)
                    on conflict (key) do nothing""");
            for (Series series : missing) {
                batch.bind("key", series.key())
                        .bind("zone", series.zone().getId())
                        .bind("selector", series.selector().toString())
                        .bind("fold", series.fold().name().toLowerCase(Locale.ROOT))
                        .bindArray("attributes", String.class, series.attributes())
                        .bind("generation", generation)
                        .bind("deciding", series.selector().decidingWritten())
                        .add();
            }
            return IntStream.of(batch.execute()).sum();
        });
        refresh();
        return added;
    }

    /** One for all that are added together: they are filled from the log in one reading of it. */
    private static long nextGeneration(Handle handle) {
        return handle.createQuery("""
                        select greatest((select coalesce(max(generation), 0) from series),
                                        (select coalesce(max(generation), 0) from batch)) + 1""").mapTo(long.class).one();
    }
}

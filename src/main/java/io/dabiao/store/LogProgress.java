package io.dabiao.store;

import io.dabiao.core.rollup.Series;
import io.dabiao.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** What has come into the log since a position, for the one who follows it. */
@ApplicationScoped
public class LogProgress {

    /** @param touched the series that events went into */
    public record Since(Position position, Set<Series> touched) {}

    private final Transactions transactions;
    private final SeriesRegister register;

    LogProgress(Transactions transactions, SeriesRegister register) {
        this.transactions = transactions;
        this.register = register;
    }

    /**
     * What has come since a position, and what had come before it but had not happened yet.
     *
     * @param seen the position of the last look
     * @param lookedAt the instant of the last look: events after it did not take part then
     */
    public Since since(Position seen, Instant lookedAt) {
        return transactions.query(handle -> {
            Set<Integer> numbers = handle.createQuery("""
                            select distinct unnest(touched) from batch
                            where no > :upTo or no = any(:without) or ahead >= :lookedAt""")
                    .bind("upTo", seen.upTo())
                    .bindArray("without", Long.class, seen.without())
                    .bind("lookedAt", lookedAt)
                    .mapTo(Integer.class)
                    .set();
            Set<Series> touched = register.known().bySeries().values().stream()
                    .filter(kept -> numbers.contains(kept.number()))
                    .map(SeriesRegister.Kept::series)
                    .collect(Collectors.toSet());
            return new Since(FactsReader.position(handle), touched);
        });
    }

    /** Those of the series that are still being filled from the log. */
    public Set<Series> unready(Collection<Series> series) {
        return series.stream()
                .filter(one ->
                        register.kept(one).filter(SeriesRegister.Kept::ready).isEmpty())
                .collect(Collectors.toSet());
    }

    /** Within the caller's transaction: waits until no other replica records evaluations, and holds it off until the end. */
    public void lockRecording() {
        transactions.joined(handle -> {
            Locks.EVALUATION.exclusive(handle.getConnection());
            return null;
        });
    }
}

package io.dabiao.evaluate;

import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.database.Transactions;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.jpa.HibernateHints;

/** The newest evaluations in memory, whichever replica made them: a scrape reads here and never asks the database. */
@ApplicationScoped
public class EvaluationCache {

    /** @param places where in the rows each stands */
    private record Held(List<RecordedEvaluation> rows, Map<IndicatorRef, Integer> places) {}

    private final Transactions transactions;
    private volatile Held held = new Held(List.of(), Map.of());
    private volatile Map<IndicatorRef, FailedEvaluation> failures = Map.of();
    private State seen = new State(0, 0);

    EvaluationCache(Transactions transactions) {
        this.transactions = transactions;
    }

    /** By year, project and indicator. */
    public List<RecordedEvaluation> rows() {
        return held.rows();
    }

    /** The newest evaluation of an indicator that was recorded; empty where none was. */
    public Optional<RecordedEvaluation> row(IndicatorRef key) {
        Held now = held;
        return Optional.ofNullable(now.places().get(key)).map(now.rows()::get);
    }

    /** The indicators whose evaluation fails now, at whichever replica. */
    public Map<IndicatorRef, FailedEvaluation> failures() {
        return failures;
    }

    Set<IndicatorRef> due(Instant now) {
        return held.rows().stream()
                .filter(row -> row.changesAt() != null && !row.changesAt().isAfter(now))
                .map(RecordedEvaluation::ref)
                .collect(Collectors.toSet());
    }

    /** Reads what changed since the last time, also within a caller's transaction. */
    public void refresh() {
        // The sum too: a replica whose clock is behind records what is newer with an earlier time.
        QuarkusTransaction.joiningExisting().run(this::read);
    }

    private synchronized void read() {
        CurrentEvaluationRow.getEntityManager().flush();
        State state = transactions.joined(handle -> handle.createQuery("""
                        select count(*) as rows,
                               coalesce(sum((extract(epoch from recorded_at) * 1000000)::bigint), 0)::bigint as micros
                        from current_evaluation""")
                .map(row -> new State(row.getColumn("rows", Long.class), row.getColumn("micros", Long.class)))
                .one());
        if (!state.equals(seen)) {
            if (!readNewer(state)) {
                readAll();
            }
            seen = State.of(held.rows());
        }
        List<FailedEvaluationRow> failing = FailedEvaluationRow.listAll();
        failing.forEach(FailedEvaluationRow.getEntityManager()::detach);
        failures = failing.stream()
                .map(FailedEvaluationRow::failure)
                .collect(Collectors.toUnmodifiableMap(FailedEvaluation::ref, failed -> failed));
    }

    /**
     * What the table holds, told by how many rows there are and by the sum of their times: the newest time alone would miss what a replica
     * records whose clock is behind. Times are the database's, in microseconds, and their sum is what fits into 64 bits of it.
     */
    private record State(long rows, long micros) {

        static State of(List<RecordedEvaluation> rows) {
            return new State(
                    rows.size(),
                    rows.stream()
                            .mapToLong(row -> ChronoUnit.MICROS.between(Instant.EPOCH, row.recordedAt()))
                            .sum());
        }
    }

    /** Reads the rows recorded since the newest that is known; returns whether nothing else changed. */
    private boolean readNewer(State state) {
        Held before = held;
        Optional<Instant> newest =
                before.rows().stream().map(RecordedEvaluation::recordedAt).max(Comparator.naturalOrder());
        if (newest.isEmpty() || before.rows().size() != state.rows()) {
            return false;
        }
        List<RecordedEvaluation> all = new ArrayList<>(before.rows());
        for (RecordedEvaluation row : list(CurrentEvaluationRow.find("recordedAt >= ?1", newest.get()))) {
            Integer place = before.places().get(row.ref());
            if (place == null) {
                return false;
            }
            all.set(place, row);
        }
        if (!State.of(all).equals(state)) {
            return false;
        }
        held = new Held(List.copyOf(all), before.places());
        return true;
    }

    private void readAll() {
        List<RecordedEvaluation> all = list(CurrentEvaluationRow.find("order by year, project, indicator"));
        Map<IndicatorRef, Integer> places = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            places.put(all.get(i).ref(), i);
        }
        held = new Held(all, Map.copyOf(places));
    }

    private static List<RecordedEvaluation> list(PanacheQuery<CurrentEvaluationRow> query) {
        // Read only: else Hibernate keeps every value a second time, to find out later what was changed.
        List<CurrentEvaluationRow> read =
                query.withHint(HibernateHints.HINT_READ_ONLY, true).list();
        // A session never reads a row twice: what stayed in it would be found again, as old as it is, by the next
        // refresh.
        read.forEach(CurrentEvaluationRow.getEntityManager()::detach);
        return read.stream().map(CurrentEvaluationRow::evaluation).toList();
    }
}

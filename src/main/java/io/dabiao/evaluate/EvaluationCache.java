package io.dabiao.evaluate;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.jpa.HibernateHints;

/** The newest evaluations in memory, whichever replica made them: a scrape reads here and never asks the database. */
@ApplicationScoped
public class EvaluationCache {

    private volatile List<CurrentEvaluation> rows = List.of();
    private volatile Map<CurrentEvaluation.Key, CurrentEvaluation> byKey = Map.of();
    private volatile Map<CurrentEvaluation.Key, FailedEvaluation> failures = Map.of();
    private List<?> seen = List.of();

    /** By year, project and indicator. The rows are detached: read them, never change them. */
    public List<CurrentEvaluation> rows() {
        return rows;
    }

    /** The newest evaluation of an indicator that was recorded; empty where none was. Read it, never change it. */
    public Optional<CurrentEvaluation> row(CurrentEvaluation.Key key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** The indicators whose evaluation fails now, at whichever replica. The rows are detached: read them, never change them. */
    public Map<CurrentEvaluation.Key, FailedEvaluation> failures() {
        return failures;
    }

    Set<CurrentEvaluation.Key> due(Instant now) {
        return rows.stream()
                .filter(row -> row.changesAt != null && !row.changesAt.isAfter(now))
                .map(row -> new CurrentEvaluation.Key(row.year, row.project, row.indicator))
                .collect(Collectors.toSet());
    }

    /** Reads what changed since the last time, also within a caller's transaction. */
    public void refresh() {
        // The sum too: a replica whose clock is behind records what is newer with an earlier time.
        QuarkusTransaction.joiningExisting().run(this::read);
    }

    private synchronized void read() {
        List<?> state = List.of((Object[]) CurrentEvaluation.getEntityManager()
                .createNativeQuery("select count(*), coalesce(max(recorded_at)::text, ''),"
                        + " coalesce(sum(extract(epoch from recorded_at)), 0)::text from current_evaluation")
                .getSingleResult());
        if (!state.equals(seen)) {
            // Read only: else Hibernate keeps every value a second time, to find out later what was changed.
            List<CurrentEvaluation> read = CurrentEvaluation.<CurrentEvaluation>find(
                            "order by year, project, indicator")
                    .withHint(HibernateHints.HINT_READ_ONLY, true)
                    .list();
            // A session never reads a row twice: what stayed in it would be found again, as old as it is, by the next
            // refresh.
            read.forEach(CurrentEvaluation.getEntityManager()::detach);
            rows = List.copyOf(read);
            byKey = read.stream()
                    .collect(Collectors.toUnmodifiableMap(
                            row -> new CurrentEvaluation.Key(row.year, row.project, row.indicator), row -> row));
            seen = state;
        }
        List<FailedEvaluation> failing = FailedEvaluation.listAll();
        failing.forEach(FailedEvaluation.getEntityManager()::detach);
        failures = failing.stream().collect(Collectors.toUnmodifiableMap(FailedEvaluation::key, failed -> failed));
    }
}

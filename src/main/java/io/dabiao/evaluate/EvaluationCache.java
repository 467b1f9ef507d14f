package io.dabiao.evaluate;

import io.dabiao.core.IndicatorRef;
import io.dabiao.core.RecordedEvaluation;
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

    private volatile List<RecordedEvaluation> rows = List.of();
    private volatile Map<IndicatorRef, RecordedEvaluation> byKey = Map.of();
    private volatile Map<IndicatorRef, FailedEvaluation> failures = Map.of();
    private List<?> seen = List.of();

    /** By year, project and indicator. */
    public List<RecordedEvaluation> rows() {
        return rows;
    }

    /** The newest evaluation of an indicator that was recorded; empty where none was. */
    public Optional<RecordedEvaluation> row(IndicatorRef key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** The indicators whose evaluation fails now, at whichever replica. */
    public Map<IndicatorRef, FailedEvaluation> failures() {
        return failures;
    }

    Set<IndicatorRef> due(Instant now) {
        return rows.stream()
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
        List<?> state = List.of((Object[]) CurrentEvaluationRow.getEntityManager()
                .createNativeQuery("select count(*), coalesce(max(recorded_at)::text, ''),"
                        + " coalesce(sum(extract(epoch from recorded_at)), 0)::text from current_evaluation")
                .getSingleResult());
        if (!state.equals(seen)) {
            // Read only: else Hibernate keeps every value a second time, to find out later what was changed.
            List<CurrentEvaluationRow> read = CurrentEvaluationRow.<CurrentEvaluationRow>find(
                            "order by year, project, indicator")
                    .withHint(HibernateHints.HINT_READ_ONLY, true)
                    .list();
            rows = read.stream().map(CurrentEvaluationRow::evaluation).toList();
            byKey = rows.stream().collect(Collectors.toUnmodifiableMap(RecordedEvaluation::ref, row -> row));
            // A session never reads a row twice: what stayed in it would be found again, as old as it is, by the next
            // refresh.
            read.forEach(CurrentEvaluationRow.getEntityManager()::detach);
            seen = state;
        }
        List<FailedEvaluationRow> failing = FailedEvaluationRow.listAll();
        failing.forEach(FailedEvaluationRow.getEntityManager()::detach);
        failures = failing.stream()
                .map(FailedEvaluationRow::failure)
                .collect(Collectors.toUnmodifiableMap(FailedEvaluation::ref, failed -> failed));
    }
}

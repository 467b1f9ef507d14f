package io.dabiao.evaluate;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.jpa.HibernateHints;

/** The newest evaluations in memory, whichever replica made them: a scrape reads here and never asks the database. */
@ApplicationScoped
public class Board {

    private volatile List<CurrentEvaluation> rows = List.of();
    private Instant newest = Instant.MIN;
    private long size = -1;

    /** By year, project and indicator. The rows are detached: read them, never change them. */
    public List<CurrentEvaluation> rows() {
        return rows;
    }

    Set<CurrentEvaluation.Key> due(Instant now) {
        return rows.stream()
                .filter(row -> row.changesAt != null && !row.changesAt.isAfter(now))
                .map(row -> new CurrentEvaluation.Key(row.year, row.project, row.indicator))
                .collect(Collectors.toSet());
    }

    synchronized void refresh() {
        QuarkusTransaction.requiringNew().run(() -> {
            Object[] state = (Object[]) CurrentEvaluation.getEntityManager()
                    .createQuery("select max(recordedAt), count(*) from CurrentEvaluation")
                    .getSingleResult();
            Instant recorded = state[0] == null ? Instant.MIN : (Instant) state[0];
            if (!recorded.equals(newest) || size != (Long) state[1]) {
                // Read only: else Hibernate keeps every value a second time, to find out later what was changed.
                rows = List.copyOf(CurrentEvaluation.<CurrentEvaluation>find("order by year, project, indicator")
                        .withHint(HibernateHints.HINT_READ_ONLY, true)
                        .list());
                newest = recorded;
                size = (Long) state[1];
            }
        });
    }
}

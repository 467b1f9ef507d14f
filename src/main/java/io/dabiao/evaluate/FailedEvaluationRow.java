package io.dabiao.evaluate;

import io.dabiao.core.declaration.IndicatorRef;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/**
 * A row of {@code failed_evaluation}: an indicator whose evaluation fails now.
 */
@Entity
@Table(name = "failed_evaluation")
@IdClass(CurrentEvaluationRow.Key.class)
class FailedEvaluationRow extends PanacheEntityBase {

    @Id
    public int year;

    @Id
    public String project;

    @Id
    public String indicator;

    /** The first failure after the last success. */
    public Instant since;

    /** The newest. */
    public Instant at;

    public String reason;

    IndicatorRef ref() {
        return new IndicatorRef(year, project, indicator);
    }

    FailedEvaluation failure() {
        return new FailedEvaluation(ref(), since, at, reason);
    }
}

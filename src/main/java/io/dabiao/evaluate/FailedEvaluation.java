package io.dabiao.evaluate;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/**
 * A row of {@code failed_evaluation}: an indicator whose evaluation fails now. Its verdict is none of this row's business: the one
 * that was recorded last stays, as Prometheus keeps the health of a rule apart from the state of its alert.
 */
@Entity
@Table(name = "failed_evaluation")
@IdClass(CurrentEvaluation.Key.class)
public class FailedEvaluation extends PanacheEntityBase {

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

    CurrentEvaluation.Key key() {
        return new CurrentEvaluation.Key(year, project, indicator);
    }
}

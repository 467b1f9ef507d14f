package io.dabiao.evaluate;

import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Live;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A row of {@code live_change}: that a live state became another. Rows are only ever added. */
@Entity
@Table(name = "live_change")
class LiveChangeRow extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public int year;
    public String project;
    public String indicator;
    public int version;
    public Instant at;
    /** Null for the first state of all. */
    public String before;

    public String after;
    public BigDecimal value;
    public boolean draft;

    /** The newest first. */
    static List<LiveChangeRow> of(IndicatorRef of, long beforeId, int limit) {
        return find(
                        "year = ?1 and project = ?2 and indicator = ?3 and id < ?4 order by id desc",
                        of.year(),
                        of.project(),
                        of.id(),
                        beforeId)
                .page(0, limit)
                .list();
    }

    LiveChange change() {
        return new LiveChange(
                id,
                new IndicatorRef(year, project, indicator),
                version,
                at,
                Optional.ofNullable(before).map(Live.State::ofWord),
                Live.State.ofWord(after),
                value,
                draft);
    }
}

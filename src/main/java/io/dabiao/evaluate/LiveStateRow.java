package io.dabiao.evaluate;

import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Live;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A row of {@code live_state}: how an indicator stands over its short window. */
@Entity
@Table(name = "live_state")
@IdClass(CurrentEvaluationRow.Key.class)
class LiveStateRow extends PanacheEntityBase {

    @Id
    public int year;

    @Id
    public String project;

    @Id
    public String indicator;

    public String state;
    public Instant since;

    @Column(name = "out_since")
    public Instant outSince;

    public Instant at;
    public BigDecimal value;

    /** Share of the year's error budget that is left, below 0 where it is overdrawn; null where there is none. */
    @Column(name = "budget_left")
    public BigDecimal budgetLeft;

    /** In seconds. */
    @Column(name = "burn_windows")
    public Long[] burnWindows;

    /** One for each window; null where nothing happened in it. */
    @Column(name = "burn_rates")
    public BigDecimal[] burnRates;

    public boolean draft;

    IndicatorRef ref() {
        return new IndicatorRef(year, project, indicator);
    }

    LiveState live() {
        List<LiveState.Burn> burns = new ArrayList<>();
        for (int i = 0; i < burnWindows.length; i++) {
            burns.add(new LiveState.Burn(Duration.ofSeconds(burnWindows[i]), burnRates[i]));
        }
        return new LiveState(ref(), Live.State.ofWord(state), since, at, value, budgetLeft, List.copyOf(burns), draft);
    }
}

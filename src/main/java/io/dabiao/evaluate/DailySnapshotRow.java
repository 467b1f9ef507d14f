package io.dabiao.evaluate;

import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Verdict;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** A row of {@code daily_snapshot}: an indicator at the end of a day, as it was known when that day had ended. */
@Entity
@Table(name = "daily_snapshot")
@IdClass(DailySnapshotRow.Key.class)
class DailySnapshotRow extends PanacheEntityBase {

    /** Which indicator on which day. */
    record Key(int year, String project, String indicator, LocalDate day) implements Serializable {}

    @Id
    public int year;

    @Id
    public String project;

    @Id
    public String indicator;

    @Id
    public LocalDate day;

    public int version;
    public Instant at;

    @Column(name = "recorded_at")
    public Instant recordedAt;

    @Column(name = "up_to")
    public long upTo;

    public Long[] without;
    public BigDecimal actual;
    public String verdict;
    /** Null where nothing is forecast. */
    public BigDecimal probability;

    public BigDecimal forecast;

    @Column(name = "forecast_low")
    public BigDecimal forecastLow;

    @Column(name = "forecast_high")
    public BigDecimal forecastHigh;

    public boolean stale;
    public boolean draft;

    /** By day, the oldest first. */
    static List<DailySnapshotRow> of(IndicatorRef of) {
        return list("year = ?1 and project = ?2 and indicator = ?3 order by day", of.year(), of.project(), of.id());
    }

    DailySnapshot snapshot() {
        return new DailySnapshot(
                new IndicatorRef(year, project, indicator),
                day,
                version,
                at,
                actual,
                Verdict.ofWord(verdict),
                probability,
                forecast,
                forecastLow,
                forecastHigh,
                stale,
                draft);
    }
}

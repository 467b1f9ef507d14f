package io.dabiao.evaluate;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;

/** A row of {@code current_evaluation}: the newest evaluation of an indicator. */
@Entity
@Table(name = "current_evaluation")
@IdClass(CurrentEvaluation.Key.class)
public class CurrentEvaluation extends PanacheEntityBase {

    /** Which indicator of which year. */
    public record Key(int year, String project, String indicator) implements Serializable {}

    @Id
    public int year;

    @Id
    public String project;

    @Id
    public String indicator;

    public int version;
    public Instant at;

    @Column(name = "recorded_at")
    public Instant recordedAt;

    @Column(name = "up_to")
    public long upTo;

    public Long[] without;
    public BigDecimal actual;
    public BigDecimal target;
    public String verdict;
    /** Share of the time so far in which a probed indicator was watched. */
    public BigDecimal coverage;

    /** Null where nothing is foretold. */
    public BigDecimal probability;

    public BigDecimal forecast;

    @Column(name = "forecast_low")
    public BigDecimal forecastLow;

    @Column(name = "forecast_high")
    public BigDecimal forecastHigh;

    public boolean stale;
    public boolean draft;

    @Column(name = "last_event")
    public Instant lastEvent;

    @Column(name = "changes_at")
    public Instant changesAt;

    /** What would have to happen, or why nothing is foretold. */
    public String outlook;

    @Column(name = "outlook_zh")
    public String outlookZh;

    public String sentence;

    @Column(name = "sentence_zh")
    public String sentenceZh;

    @Column(name = "project_name")
    public String projectName;

    /** As printed, for those who read the database; so are the levels. */
    public String name;

    public String level1;
    public String level2;

    /** Operator, value and unit in force; empty where none is declared. */
    @Column(name = "target_words")
    public String targetWords;

    public String unit;
    public String behaviour;
    public String owner;
}

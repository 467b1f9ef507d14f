package io.dabiao.evaluate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.QuotaSlot;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.Hearing;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.document.KeptWords;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A row of {@code current_evaluation}: the newest evaluation of an indicator. */
@Entity
@Table(name = "current_evaluation")
@IdClass(CurrentEvaluationRow.Key.class)
class CurrentEvaluationRow extends PanacheEntityBase {

    /** As Hibernate wants it, by the names of the columns; everywhere else it is an {@link IndicatorRef}. */
    record Key(int year, String project, String indicator) implements Serializable {
        static Key of(IndicatorRef ref) {
            return new Key(ref.year(), ref.project(), ref.id());
        }
    }

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

    /** The part of a share, or the days won; in the base of its measure. Null for what is neither. */
    public BigDecimal part;

    /** What {@link #part} is of: the whole of a share, or the days over of which something is known. */
    public BigDecimal whole;

    public String verdict;
    /** Share of the time so far in which a probed indicator was watched. */
    public BigDecimal coverage;

    /** Null where nothing is forecast. */
    public BigDecimal probability;

    public BigDecimal forecast;

    @Column(name = "forecast_low")
    public BigDecimal forecastLow;

    @Column(name = "forecast_high")
    public BigDecimal forecastHigh;

    public boolean stale;

    /** The word of a {@link io.dabiao.core.evaluation.Hearing}. */
    public String hearing;

    public boolean draft;

    @Column(name = "last_event")
    public Instant lastEvent;

    @Column(name = "changes_at")
    public Instant changesAt;

    /** What would have to happen, or why nothing is forecast. */
    public String outlook;

    @Column(name = "outlook_zh")
    public String outlookZh;

    @Column(name = "outlook_said")
    String outlookSaid;

    /** How many facts the actual rests on; null in rows written before it was kept. */
    public Long samples;

    /** The newest event time of its sources that was ever heard of; unlike {@link #lastEvent} it stays when they fall silent. */
    public Instant heard;

    public String sentence;

    @Column(name = "sentence_zh")
    public String sentenceZh;

    @Column(name = "sentence_said")
    String sentenceSaid;

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

    /** The weeks or months that are over, as JSON, for those who read the database; null where the measure has none. */
    @JdbcTypeCode(SqlTypes.JSON)
    public String closed;

    /** Of events that may count. */
    @Column(name = "event_types")
    public String[] eventTypes;

    /**
     * Takes what an evaluation says; the key stays.
     *
     * @param now when it is recorded
     */
    void take(Assessment assessment, Instant now) {
        RecordedEvaluation recorded = assessment.recorded(Optional.ofNullable(heard), now);
        version = recorded.version();
        draft = recorded.draft();
        at = recorded.at();
        recordedAt = recorded.recordedAt();
        verdict = recorded.verdict().word();
        actual = recorded.figures().actual();
        target = recorded.figures().target();
        part = recorded.figures().part();
        whole = recorded.figures().whole();
        coverage = recorded.figures().coverage();
        samples = recorded.figures().samples();
        probability = recorded.expected().probability();
        forecast = recorded.expected().value();
        forecastLow = recorded.expected().low();
        forecastHigh = recorded.expected().high();
        outlook = recorded.expected().outlook().english();
        outlookZh = recorded.expected().outlook().chinese();
        outlookSaid = KeptWords.written(recorded.expected().outlook());
        stale = recorded.stale();
        hearing = recorded.hearing().word();
        lastEvent = recorded.lastEvent();
        heard = recorded.heard();
        changesAt = recorded.changesAt();
        sentence = recorded.sentence().english();
        sentenceZh = recorded.sentence().chinese();
        sentenceSaid = KeptWords.written(recorded.sentence());
        take(recorded.declared());
        upTo = assessment.position().upTo();
        without = assessment.position().without().toArray(Long[]::new);
        List<QuotaSlot> slots = assessment.evaluation().slots();
        closed = slots.isEmpty() ? null : closed(slots);
        eventTypes = assessment.indicator().measure().types().stream().sorted().toArray(String[]::new);
    }

    private void take(RecordedEvaluation.Declared declared) {
        projectName = declared.project();
        name = declared.name();
        level1 = declared.level1();
        level2 = declared.level2();
        targetWords = declared.target();
        unit = declared.unit();
        behaviour = declared.behaviour().word();
        owner = declared.owner();
    }

    private static String closed(List<QuotaSlot> slots) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (QuotaSlot slot : slots) {
            list.addObject()
                    .put("label", slot.label())
                    .put("from", slot.from().toString())
                    .put("until", slot.until().toString())
                    .put("actual", slot.actual().decimal())
                    .put("target", slot.target().value())
                    .put("kept", slot.kept());
        }
        return list.toString();
    }

    /** Which indicator it is of. */
    IndicatorRef ref() {
        return new IndicatorRef(year, project, indicator);
    }

    /** What it says, apart from what is there for those alone who read the database. */
    RecordedEvaluation evaluation() {
        return new RecordedEvaluation(
                ref(),
                version,
                draft,
                at,
                recordedAt,
                Verdict.ofWord(verdict),
                new RecordedEvaluation.Figures(actual, target, part, whole, coverage, samples),
                new RecordedEvaluation.Expected(
                        probability,
                        forecast,
                        forecastLow,
                        forecastHigh,
                        KeptWords.read(outlook, outlookZh, outlookSaid)),
                stale,
                Hearing.ofWord(hearing),
                lastEvent,
                heard,
                changesAt,
                KeptWords.read(sentence, sentenceZh, sentenceSaid),
                new RecordedEvaluation.Declared(
                        projectName,
                        name,
                        level1,
                        level2,
                        targetWords,
                        unit,
                        Behaviour.ofWord(behaviour).orElseThrow(),
                        owner));
    }
}

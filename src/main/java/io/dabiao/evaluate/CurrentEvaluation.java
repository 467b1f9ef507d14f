package io.dabiao.evaluate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dabiao.core.Evaluation;
import io.dabiao.core.Forecast;
import io.dabiao.core.Indicator;
import io.dabiao.core.Reading;
import io.dabiao.core.Target;
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

    /** The word of a {@link io.dabiao.core.Hearing}. */
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

    /** How many facts the actual rests on; null in rows written before it was kept. */
    public Long samples;

    /** The newest event time of its sources that was ever heard of; unlike {@link #lastEvent} it stays when they fall silent. */
    public Instant heard;

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
    public void take(Assessment assessment, Instant now) {
        Evaluation evaluation = assessment.evaluation();
        version = assessment.standing().version();
        at = evaluation.at();
        recordedAt = now;
        upTo = assessment.position().upTo();
        without = assessment.position().without().toArray(Long[]::new);
        actual = evaluation.decimal().orElse(null);
        target = evaluation.target().map(Target::value).orElse(null);
        Optional<Reading.Share> share = evaluation
                .reading()
                .share(
                        assessment.indicator().measure(),
                        assessment.standing().declaration().period());
        part = share.map(of -> of.part().decimal()).orElse(null);
        whole = share.map(of -> of.whole().decimal()).orElse(null);
        coverage =
                assessment.coverage().map(watched -> watched.share().decimal()).orElse(null);
        verdict = evaluation.verdict().word();
        foretell(evaluation);
        stale = evaluation.stale();
        hearing = evaluation.hearing().word();
        draft = assessment.standing().draft();
        lastEvent = evaluation.lastEvent().orElse(null);
        heard = evaluation.lastEvent().orElse(heard);
        samples = evaluation.reading().parts().samples();
        changesAt = evaluation.changesAt().orElse(null);
        sentence = evaluation.sentence().english();
        sentenceZh = evaluation.sentence().chinese();
        closed = evaluation.slots().isEmpty() ? null : closed(evaluation.slots());
        name(assessment);
    }

    private static String closed(List<Evaluation.Slot> slots) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Evaluation.Slot slot : slots) {
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

    private void foretell(Evaluation evaluation) {
        Optional<Forecast.Expected> expected = evaluation.forecast().expected();
        probability = evaluation.probability().orElse(null);
        forecast = expected.map(Forecast.Expected::value).orElse(null);
        forecastLow = expected.map(Forecast.Expected::low).orElse(null);
        forecastHigh = expected.map(Forecast.Expected::high).orElse(null);
        outlook = evaluation.forecast().words().english();
        outlookZh = evaluation.forecast().words().chinese();
    }

    private void name(Assessment assessment) {
        Indicator indicator = assessment.indicator();
        Optional<Target> inForce = assessment.evaluation().target();
        projectName = assessment.standing().declaration().name();
        name = indicator.name();
        level1 = indicator.level1();
        level2 = indicator.level2();
        targetWords = inForce.map(Target::words).orElse("");
        unit = inForce.map(any -> any.unit().symbol()).orElse("");
        behaviour = indicator.behaviour().word();
        owner = indicator.remarks().owner().orElse("");
        eventTypes = indicator.measure().types().stream().sorted().toArray(String[]::new);
    }
}

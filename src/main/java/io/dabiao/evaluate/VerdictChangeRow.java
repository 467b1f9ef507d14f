package io.dabiao.evaluate;

import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.VerdictChange;
import io.dabiao.document.KeptWords;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A row of {@code verdict_change}: that an indicator's verdict became another, and all that the evaluation was a function
 * of. Rows are only ever added.
 */
@Entity
@Table(name = "verdict_change")
class VerdictChangeRow extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public int year;
    public String project;
    public String indicator;
    public int version;
    /** The instant evaluated. */
    public Instant at;

    @Column(name = "recorded_at")
    public Instant recordedAt;

    @Column(name = "up_to")
    public long upTo;

    public Long[] without;
    /** Null for the first verdict of all. */
    public String before;

    public String after;
    public BigDecimal actual;
    /** That the target will be met, as it was forecast; null where nothing was. */
    public BigDecimal probability;

    public boolean stale;
    public boolean draft;
    public String sentence;

    @Column(name = "sentence_zh")
    public String sentenceZh;

    @Column(name = "sentence_said")
    String sentenceSaid;

    /** The working-day calendars that were known. */
    public String calendar;

    /** What they said, in {@code calendar_version}; null in the oldest rows. */
    @Column(name = "calendar_digest")
    public String calendarDigest;

    /** What selectors relied on, in {@code event_types_version}; null in the oldest rows. */
    @Column(name = "types_digest")
    public String typesDigest;

    /** The newest first. */
    static List<VerdictChangeRow> of(IndicatorRef of, long beforeId, int limit) {
        return find(
                        "year = ?1 and project = ?2 and indicator = ?3 and id < ?4 order by id desc",
                        of.year(),
                        of.project(),
                        of.id(),
                        beforeId)
                .page(0, limit)
                .list();
    }

    VerdictChange change() {
        return new VerdictChange(
                id,
                new IndicatorRef(year, project, indicator),
                version,
                draft,
                at,
                recordedAt,
                upTo,
                List.of(without),
                Optional.ofNullable(before).map(Verdict::ofWord),
                Verdict.ofWord(after),
                actual,
                probability,
                stale,
                KeptWords.read(sentence, sentenceZh, sentenceSaid),
                Optional.ofNullable(calendarDigest),
                Optional.ofNullable(typesDigest));
    }
}

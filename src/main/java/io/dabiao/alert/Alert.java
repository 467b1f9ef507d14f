package io.dabiao.alert;

import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.text.Words;
import io.dabiao.document.KeptWords;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A row of {@code alert}: one time that a condition held, from its beginning to its end. */
@Entity
@Table(name = "alert")
public class Alert extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    /** Of the condition; at most one alert of it is open at a time. */
    public String fingerprint;

    /** The word of its rule. */
    @Convert(converter = KindWord.class)
    public String kind;

    @Column(name = "kind_words")
    public String kindWords;

    @Column(name = "kind_words_zh")
    public String kindWordsZh;

    @Enumerated(EnumType.STRING)
    public AlertKind.Pace pace;

    @Enumerated(EnumType.STRING)
    public Severity severity;

    @Enumerated(EnumType.STRING)
    public State state;

    public int year;
    public String project;

    @Column(name = "project_name")
    public String projectName;

    public String indicator;

    @Column(name = "indicator_name")
    public String indicatorName;

    public String level1;
    public String owner;
    /** As last heard while it was open. */
    public String sentence;

    @Column(name = "sentence_zh")
    public String sentenceZh;

    @Column(name = "sentence_said")
    String sentenceSaid;

    /** Null where nothing is forecast. */
    public String outlook;

    @Column(name = "outlook_zh")
    public String outlookZh;

    @Column(name = "outlook_said")
    String outlookSaid;

    /** The recorded change that it follows from; empty where it is a state. */
    public String cause;

    /** The fingerprint of the condition because of which this one holds; empty where none is known. */
    public String root = "";

    public Instant since;

    @Column(name = "hold_seconds")
    public long holdSeconds;

    public boolean believed;

    /** Null while it is pending. */
    @Column(name = "fired_at")
    public Instant firedAt;

    /** How often the condition had fired within a day or an hour when it fired, this time included; 0 while pending. */
    public int times;

    @Column(name = "acknowledged_at")
    public Instant acknowledgedAt;

    @Column(name = "acknowledged_by")
    public String acknowledgedBy;

    public String acknowledgement;

    @Column(name = "resolved_at")
    public Instant resolvedAt;

    @Column(name = "resolved_because")
    public String resolvedBecause;

    @Column(name = "resolved_because_zh")
    public String resolvedBecauseZh;

    @Column(name = "resolved_because_said")
    String resolvedBecauseSaid;

    /** Whether another alert about the same indicator took its place, so that there is nothing good to tell. */
    @Column(name = "overtaken")
    public boolean superseded;

    /** Whether it goes on during announced work, as far as this look has found: nobody is reminded of it then. */
    @Transient
    boolean resting;

    static Alert of(Condition condition, Instant now) {
        Alert alert = new Alert();
        Subject subject = condition.subject();
        alert.fingerprint = condition.fingerprint();
        alert.kind = condition.kind().word();
        alert.severity = condition.kind().severity();
        alert.state = State.PENDING;
        alert.year = subject.year();
        alert.project = subject.project();
        alert.projectName = subject.projectName();
        alert.indicator = subject.indicator();
        alert.indicatorName = subject.indicatorName();
        alert.level1 = subject.level1();
        alert.owner = subject.owner();
        alert.cause = condition.cause();
        alert.since = condition.since().isAfter(now) ? now : condition.since();
        alert.holdSeconds = condition.hold().toSeconds();
        alert.hear(condition);
        return alert;
    }

    /** Takes what a condition says now; what the alert is about stays. */
    void hear(Condition condition) {
        sentence = condition.sentence().english();
        sentenceZh = condition.sentence().chinese();
        sentenceSaid = KeptWords.written(condition.sentence());
        outlook = condition.outlook().map(Words::english).orElse(null);
        outlookZh = condition.outlook().map(Words::chinese).orElse(null);
        outlookSaid = condition.outlook().map(KeptWords::written).orElse(null);
        believed = condition.believed();
        // A row of the release before has no words of its kind.
        kindWords = condition.kind().words().english();
        kindWordsZh = condition.kind().words().chinese();
        pace = condition.kind().pace();
    }

    void end(Words because) {
        resolvedBecause = because.english();
        resolvedBecauseZh = because.chinese();
        resolvedBecauseSaid = KeptWords.written(because);
    }

    /** As last heard while it was open. */
    public Words sentence() {
        return KeptWords.read(sentence, sentenceZh, sentenceSaid);
    }

    /** Why it is over; empty while it is not. */
    public Optional<Words> because() {
        return Optional.ofNullable(resolvedBecause)
                .map(text -> KeptWords.read(text, resolvedBecauseZh, resolvedBecauseSaid));
    }

    /** For how long its condition had to last before anybody was notified. */
    public Words waits() {
        return Spans.words(Duration.ofSeconds(holdSeconds));
    }

    /** What people call its kind; the word where it was raised by a release before and is over. */
    public Words kindCalled() {
        return kindWords.isEmpty() ? new Words(kind, kind) : new Words(kindWords, kindWordsZh);
    }

    /** Where the service's own pages say what to do about it, below its address. */
    public String runbook() {
        return AlertKind.runbook(kind);
    }

    /** From when it may be told of; empty while it does not rest on enough. */
    public Optional<Instant> firesAt() {
        return believed ? Optional.of(since.plus(Duration.ofSeconds(holdSeconds))) : Optional.empty();
    }

    public boolean fires() {
        return state == State.FIRING || state == State.ACKNOWLEDGED;
    }

    /**
     * As a message tells it.
     *
     * @param told as which it is told: one that is over may still have to be told as firing first
     * @param base of links; empty where the settings name none
     */
    AlertSnapshot told(State told, Optional<String> base) {
        return told(told, base, Optional.empty());
    }

    /** @param answer where the message is answered */
    AlertSnapshot told(State told, Optional<String> base, Optional<String> answer) {
        return new AlertSnapshot(
                Long.toString(id),
                fingerprint,
                kind,
                kindCalled(),
                pace,
                severity,
                told,
                year,
                project,
                projectName,
                indicator,
                indicatorName,
                level1,
                owner,
                told == State.RESOLVED ? because().orElseGet(this::sentence) : sentence(),
                Optional.ofNullable(outlook).map(text -> KeptWords.read(text, outlookZh, outlookSaid)),
                base.map(address -> address + "/alerts/" + id),
                base.map(address -> address + runbook()),
                answer,
                since,
                told == State.RESOLVED ? Optional.ofNullable(resolvedAt) : Optional.empty());
    }

    /** Those that are not over, in order. */
    public static List<Alert> open() {
        return list("state <> ?1 order by id", State.RESOLVED);
    }

    /** The projects of those that fire and that no one has acknowledged, each as often as it has one. */
    public static List<String> firing() {
        return find("select project from Alert where state = ?1", State.FIRING)
                .project(String.class)
                .list();
    }

    /** Of one indicator, the newest first. */
    public static List<Alert> of(IndicatorRef indicator, int most) {
        return find(
                        "year = ?1 and project = ?2 and indicator = ?3 order by since desc, id desc",
                        indicator.year(),
                        indicator.project(),
                        indicator.id())
                .page(0, most)
                .list();
    }
}

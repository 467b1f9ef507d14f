package io.dabiao.alert;

import io.dabiao.core.text.Words;
import io.dabiao.document.KeptWords;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

/** A row of {@code alert_act}: what happened to an alert, and who did it. Rows are only ever added. */
@Entity
@Table(name = "alert_act")
public class AlertAct extends PanacheEntityBase {

    /** Who acts where no one does. */
    public static final String SERVICE = "dabiao";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    @Column(name = "alert_id")
    public long alertId;

    public Instant at;
    /** A word such as {@code fired}. */
    public String act;

    public String by;
    public String words;

    @Column(name = "words_zh")
    public String wordsZh;

    @Column(name = "words_said")
    String wordsSaid;

    static void record(Alert alert, Instant at, String act, String by, Words words) {
        AlertAct row = new AlertAct();
        row.alertId = alert.id;
        row.at = at;
        row.act = act;
        row.by = by;
        row.words = words.english();
        row.wordsZh = words.chinese();
        row.wordsSaid = KeptWords.written(words);
        row.persist();
    }

    /** What happened, as people read it. */
    public Words said() {
        return KeptWords.read(words, wordsZh, wordsSaid);
    }

    /** In order. */
    public static List<AlertAct> of(long alert) {
        return list("alertId = ?1 order by id", alert);
    }
}

package io.dabiao.ingest.file;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A row of {@code spreadsheet_column}: what a column of a table is, as a person said; the next file of the table is read so too. */
@Entity
@Table(name = "spreadsheet_column")
class ColumnMeaning extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    /** The table: the source of its events. */
    public String series;

    public String type;

    /** As it stands in the file, without white space. */
    public String title;

    /** Empty where the column is not to be taken. */
    public String attribute;

    @Column(name = "said_by")
    public String saidBy;

    @Column(name = "said_at")
    public Instant saidAt;

    /** By title, what was said of a table's columns. */
    static Map<String, String> of(String series, String type) {
        Map<String, String> said = new HashMap<>();
        QuarkusTransaction.requiringNew()
                .call(() -> ColumnMeaning.<ColumnMeaning>list("series = ?1 and type = ?2", series, type))
                .forEach(one -> said.put(one.title, one.attribute));
        return said;
    }

    /** Replaces what was said of these titles before. */
    static void say(String series, String type, Map<String, String> columns, String by, Instant at) {
        if (columns.isEmpty()) {
            return;
        }
        QuarkusTransaction.requiringNew()
                .run(() -> columns.forEach((title, attribute) -> {
                    String exact = Vocabulary.exact(title);
                    delete("series = ?1 and type = ?2 and title = ?3", series, type, exact);
                    ColumnMeaning one = new ColumnMeaning();
                    one.series = series;
                    one.type = type;
                    one.title = exact;
                    one.attribute = attribute;
                    one.saidBy = by;
                    one.saidAt = at;
                    one.persist();
                }));
    }

    /** What was said of a table, in the order of the titles. */
    static List<ColumnMeaning> all(String series, String type) {
        return QuarkusTransaction.requiringNew()
                .call(() -> list("series = ?1 and type = ?2 order by title", series, type));
    }
}

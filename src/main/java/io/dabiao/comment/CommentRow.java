package io.dabiao.comment;

import io.dabiao.core.declaration.IndicatorRef;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** A row of {@code indicator_comment}; one that was withdrawn stays, and is shown to no one. */
@Entity
@Table(name = "indicator_comment")
class CommentRow extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public int year;
    public String project;
    public String indicator;

    public String text;
    /** Null where it is said of the whole. */
    public LocalDate about;

    public String author;

    @Column(name = "said_at")
    public Instant saidAt;

    /** Null where it stands. */
    @Column(name = "withdrawn_at")
    public Instant withdrawnAt;

    @Column(name = "withdrawn_by")
    public String withdrawnBy;

    static List<CommentRow> of(IndicatorRef ref, int most) {
        return CommentRow.<CommentRow>find(
                        "year = ?1 and project = ?2 and indicator = ?3 and withdrawnAt is null order by id desc",
                        ref.year(),
                        ref.project(),
                        ref.id())
                .page(0, most)
                .list();
    }

    static Optional<CommentRow> standing(IndicatorRef ref, long id) {
        return find(
                        "id = ?1 and year = ?2 and project = ?3 and indicator = ?4 and withdrawnAt is null",
                        id,
                        ref.year(),
                        ref.project(),
                        ref.id())
                .firstResultOptional();
    }

    Comment comment() {
        return new Comment(id, text, about, author, saidAt);
    }
}

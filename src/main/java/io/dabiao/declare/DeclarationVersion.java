package io.dabiao.declare;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

/** A row of {@code declaration_version}. A version, once recorded, keeps its text for ever: evaluations refer to it. */
@Entity
@Table(name = "declaration_version")
public class DeclarationVersion extends PanacheEntityBase {

    /** The texts of {@link #standing}. */
    static final String IN_FORCE = "in_force";

    static final String DRAFT = "draft";
    static final String SUPERSEDED = "superseded";
    static final String WITHDRAWN = "withdrawn";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public String project;
    public int year;
    public int version;
    public String name;
    public String standing;
    /** The file it came from, or the year it was carried forward from. */
    public String origin;

    public String digest;
    /** The YAML. For a version that was carried forward it is the text of the year it came from. */
    public String text;

    public String author;
    public String reason;

    @Column(name = "recorded_at")
    public Instant recordedAt;

    /** All versions of a project's year, the newest first. */
    public static List<DeclarationVersion> of(int year, String project) {
        return list("year = ?1 and project = ?2 order by version desc", year, project);
    }
}

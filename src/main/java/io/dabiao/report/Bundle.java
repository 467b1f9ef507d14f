package io.dabiao.report;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

/** A row of {@code report_bundle}: the papers of several projects in one file, and how far they have come. */
@Entity
@Table(name = "report_bundle")
public class Bundle extends PanacheEntityBase {

    /** What has become of it. */
    public enum BundleState {
        RUNNING,
        READY,
        /** The reason says why. */
        FAILED
    }

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    /** Whose it is; no one else is given it. */
    public String owner;

    public int year;
    public String kind;
    public String format;
    public String language;
    /** Their ids. */
    public String[] projects;
    /** How many of them are. */
    public int done;

    @Enumerated(EnumType.STRING)
    public BundleState state;

    /** Null where it has not failed. */
    public String reason;

    @Column(name = "begun_at")
    public Instant begunAt;

    /** When its maker was last heard of. */
    @Column(name = "seen_at")
    public Instant seenAt;

    /** Null while it runs. */
    @Column(name = "ended_at")
    public Instant endedAt;

    /** In whole percent. */
    public int percent() {
        return projects.length == 0 ? 100 : 100 * done / projects.length;
    }

    static List<Bundle> of(String owner) {
        return list("owner = ?1 order by id desc", owner);
    }
}

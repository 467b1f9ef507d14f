package io.dabiao.declare;

import io.dabiao.core.text.Words;
import io.dabiao.document.KeptWords;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** A row of {@code declaration_version}. A version, once recorded, keeps its text for ever: evaluations refer to it. */
@Entity
@Table(name = "declaration_version")
public class DeclarationVersion extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public String project;
    public int year;
    public int version;
    public String name;

    @Convert(converter = VersionState.Column.class)
    public VersionState standing;

    /** The file it came from, the year it was carried forward from, or {@link Declarations#STORED}. */
    public String origin;

    public String digest;
    /** The YAML. For a version that was carried forward it is the text of the year it came from. */
    public String text;

    public String author;
    /** As a person gave it, or as the service says it in English by {@link #reasonSaid}. */
    public String reason;

    /** Null where a person gave it. */
    @Column(name = "reason_said")
    private String reasonSaid;

    @Column(name = "recorded_at")
    public Instant recordedAt;

    /** The first day on which it is in force; null where it was so at once. */
    public LocalDate effective;

    /** The version by which days before {@link #effective} are judged still; null where this one answers for the whole year. */
    public Integer follows;

    /** Null where no one had to approve it. */
    @Column(name = "approved_by")
    public String approvedBy;

    @Column(name = "approved_because")
    public String approvedBecause;

    @Column(name = "approved_at")
    public Instant approvedAt;

    /** Null where no one has reviewed it since it was handed in last. */
    @Column(name = "reviewed_by")
    public String reviewedBy;

    @Column(name = "reviewed_because")
    public String reviewedBecause;

    @Column(name = "reviewed_at")
    public Instant reviewedAt;

    /** Who gave it back last; null where no one did. */
    @Column(name = "returned_by")
    public String returnedBy;

    @Column(name = "returned_because")
    public String returnedBecause;

    @Column(name = "returned_at")
    public Instant returnedAt;

    /** Null where no one took it back. */
    @Column(name = "withdrawn_by")
    public String withdrawnBy;

    @Column(name = "withdrawn_because")
    public String withdrawnBecause;

    /** Null where a person gave it. */
    @Column(name = "withdrawn_because_said")
    private String withdrawnBecauseSaid;

    @Column(name = "withdrawn_at")
    public Instant withdrawnAt;

    /** Whether it was recorded since declarations are confined to secrets of their own: {@link DeclaredSecrets}. */
    boolean confined = true;

    /** Whether it waits for approval or for its day. */
    public boolean waits() {
        return standing == VersionState.PROPOSED || standing == VersionState.SCHEDULED;
    }

    /** Whether it may still be taken back. */
    public boolean open() {
        return waits() || standing == VersionState.RETURNED;
    }

    /** @param because of a person, or of the service by a key */
    void withdraw(String by, Words because, Instant at) {
        standing = VersionState.WITHDRAWN;
        withdrawnBy = by;
        withdrawnBecause = because.english();
        withdrawnBecauseSaid = KeptWords.written(because);
        withdrawnAt = at;
    }

    /** @param because of a person, or of the service by a key */
    void because(Words because) {
        reason = because.english();
        reasonSaid = KeptWords.written(because);
    }

    /** Why it was recorded. */
    public Words because() {
        return said(reason, reasonSaid);
    }

    /** Why it was taken back; empty where no one did. */
    public Optional<Words> withdrawal() {
        return Optional.ofNullable(withdrawnBecause).map(text -> said(text, withdrawnBecauseSaid));
    }

    private static Words said(String text, String said) {
        return KeptWords.read(said).orElseGet(() -> Words.asWritten(text == null ? "" : text));
    }

    /** A recorded version; empty where there is none of that number. */
    public static Optional<DeclarationVersion> of(int year, String project, int version) {
        return find("year = ?1 and project = ?2 and version = ?3", year, project, version)
                .firstResultOptional();
    }

    /** All versions of a project's year, the newest first. */
    public static List<DeclarationVersion> of(int year, String project) {
        return list("year = ?1 and project = ?2 order by version desc", year, project);
    }
}

package io.dabiao.report;

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

/** A row of {@code sealed_report}: figures as they were signed. The database refuses to change or delete it. */
@Entity
@Table(name = "sealed_report")
class SealedReportRow extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public int year;
    public String project;
    public String kind;
    public LocalDate until;
    public int version;
    public Instant at;

    @Column(name = "sealed_at")
    public Instant sealedAt;

    /** The person who signs. */
    @Column(name = "sealed_by")
    public String sealedBy;

    /** The token that was used. */
    public String account;

    public String reason;

    @Column(name = "declaration_version")
    public int declarationVersion;

    /** JSON, exactly the bytes that {@link #sha256} is of. */
    public String figures;

    public String sha256;
    /** JSON. */
    public String differences;

    /** All versions, the newest first. */
    static List<SealedReportRow> of(int year, String project, ReportKind reportKind, LocalDate until) {
        return list(
                "year = ?1 and project = ?2 and kind = ?3 and until = ?4 order by version desc",
                year,
                project,
                reportKind.word(),
                until);
    }

    /** All versions for any cut-off, the newest first. */
    static List<SealedReportRow> of(int year, String project, ReportKind reportKind) {
        return list(
                "year = ?1 and project = ?2 and kind = ?3 order by until desc, version desc",
                year,
                project,
                reportKind.word());
    }

    /** Of a year's sealed reports what lists show, without their figures, in the order in which they were sealed. */
    static List<Seals.Version> versions(int year) {
        return getEntityManager()
                .createQuery(
                        "select new io.dabiao.report.Seals$Version(id, project, kind, until, version, sealedAt,"
                                + " sealedBy) from SealedReportRow where year = ?1 order by id",
                        Seals.Version.class)
                .setParameter(1, year)
                .getResultList();
    }

    SealedReport report() {
        return new SealedReport(
                id,
                year,
                project,
                ReportKind.ofWord(kind).orElseThrow(),
                until,
                version,
                at,
                sealedAt,
                sealedBy,
                account,
                reason,
                declarationVersion,
                figures,
                sha256,
                differences);
    }
}

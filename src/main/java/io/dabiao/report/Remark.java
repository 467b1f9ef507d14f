package io.dabiao.report;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A row of {@code report_remark}: what a person says of an indicator, or of the whole project, in a report. The newest one
 * counts; the older ones stay.
 */
@Entity
@Table(name = "report_remark")
public class Remark extends PanacheEntityBase {

    /** {@link #indicator} of a remark on the whole project. */
    public static final String WHOLE = "";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public int year;
    public String project;
    public String kind;
    /** The last day that the report covers. */
    public LocalDate until;

    public String indicator;
    /** Why it deviates. */
    public String explanation;
    /** What will be done about it. */
    public String improvement;
    /** 经费, 制度, 人员, 硬件 or 其他. */
    public String cause;
    /** What has to be put right. */
    public String rectification;
    /** What came of it. */
    public String outcome;
    /** The value that is expected for the year. */
    public BigDecimal expected;
    /** Lower than the computed one. */
    public BigDecimal score;
    /** Why it is lower. */
    public String reason;
    /** How the goals were achieved, of the whole project. */
    public String achieved;

    public String author;

    @Column(name = "recorded_at")
    public Instant recordedAt;

    /** The newest remark of each indicator. */
    public static Map<String, Remark> of(int year, String project, ReportKind reportKind, LocalDate until) {
        Map<String, Remark> newest = new HashMap<>();
        List<Remark> all = list(
                "year = ?1 and project = ?2 and kind = ?3 and until = ?4 order by id",
                year,
                project,
                reportKind.word(),
                until);
        all.forEach(remark -> newest.put(remark.indicator, remark));
        return newest;
    }

    /** All that was said of an indicator, the newest first. */
    public static List<Remark> history(
            int year, String project, ReportKind reportKind, LocalDate until, String indicator) {
        return list(
                "year = ?1 and project = ?2 and kind = ?3 and until = ?4 and indicator = ?5 order by id desc",
                year,
                project,
                reportKind.word(),
                until,
                indicator);
    }

    /** The greatest id of each project's remarks, whatever their cut-off; projects without any are not in it. */
    static Map<String, Long> newest(int year, ReportKind reportKind) {
        Map<String, Long> newest = new HashMap<>();
        getEntityManager()
                .createQuery(
                        "select project, max(id) from Remark where year = ?1 and kind = ?2 group by project",
                        Object[].class)
                .setParameter(1, year)
                .setParameter(2, reportKind.word())
                .getResultList()
                .forEach(row -> newest.put((String) row[0], (Long) row[1]));
        return newest;
    }
}

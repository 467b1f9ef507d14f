package io.dabiao.report;

import io.dabiao.access.AuditEntry;
import io.dabiao.problem.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;

/** Takes what people say in reports, for the record. */
@ApplicationScoped
public class Remarks {

    private static final List<String> CAUSES = List.of("经费", "制度", "人员", "硬件", "其他");

    private final Reports reports;
    private final Clock clock;

    Remarks(Reports reports, Clock clock) {
        this.reports = reports;
        this.clock = clock;
    }

    /** Records a remark; a score that is not lower than the computed one is refused. */
    public void say(Kind kind, Reports.Scope scope, String indicator, Remark remark, String author) {
        if (remark.cause != null && !CAUSES.contains(remark.cause)) {
            throw new Problem(
                    400, "no such cause", "causes are " + String.join(", ", CAUSES) + ", not '" + remark.cause + "'");
        }
        if (remark.score != null) {
            lower(kind, scope, indicator, remark);
        }
        remark.year = scope.declaration().year();
        remark.project = scope.declaration().project();
        remark.kind = kind.word();
        remark.until = Reports.remarksUntil(kind, scope);
        remark.indicator = indicator;
        remark.author = author;
        remark.recordedAt = clock.instant();
        QuarkusTransaction.requiringNew().run(() -> {
            remark.persist();
            AuditEntry.record(
                    remark.recordedAt,
                    author,
                    "report.remark",
                    remark.year + "/" + remark.project + "/" + kind.word()
                            + (indicator.isEmpty() ? "" : "/" + indicator),
                    remark.score == null ? "said" : "scored " + remark.score.toPlainString());
        });
    }

    private void lower(Kind kind, Reports.Scope scope, String indicator, Remark remark) {
        if (remark.reason == null || remark.reason.isBlank()) {
            throw new Problem(400, "no reason", "a lower score needs a reason, for the record");
        }
        BigDecimal computed = kind != Kind.SELF_ASSESSMENT
                ? null
                : reports.selfAssessment(scope).rows().stream()
                        .filter(row -> row.figure().id().equals(indicator))
                        .findFirst()
                        .map(SelfAssessment.Row::computed)
                        .orElse(null);
        if (computed == null) {
            throw new Problem(400, "not scored", "this row is not scored, so it cannot be scored lower");
        }
        if (remark.score.signum() < 0 || remark.score.compareTo(computed) >= 0) {
            throw new Problem(
                    400,
                    "not lower",
                    "a person may score lower than the rule, from 0 to less than " + computed.toPlainString() + ", not "
                            + remark.score.toPlainString());
        }
    }
}

package io.dabiao.report;

import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;

/** Takes what people say in reports, for the record. */
@ApplicationScoped
public class Remarks {

    /** The causes that the monitoring table knows. */
    public static final List<String> CAUSES = List.of("经费", "制度", "人员", "硬件", "其他");

    /** Characters of each text. */
    public static final int LONGEST = 4_000;

    /** Before and after the point together. */
    private static final int DIGITS = 30;

    private final Reports reports;
    private final Clock clock;

    Remarks(Reports reports, Clock clock) {
        this.reports = reports;
        this.clock = clock;
    }

    /** All that was said of an indicator, or of the whole project, in a report, the newest first. */
    public List<Remark> history(ReportKind reportKind, Reports.Scope scope, String indicator) {
        return QuarkusTransaction.requiringNew()
                .call(() -> Remark.history(
                        scope.declaration().year(),
                        scope.declaration().project(),
                        reportKind,
                        Reports.remarksUntil(reportKind, scope),
                        indicator));
    }

    /** Records a remark; a score that is not lower than the computed one is refused. */
    public void say(ReportKind reportKind, Reports.Scope scope, String indicator, Remark remark, String author) {
        if (!indicator.equals(Remark.WHOLE)
                && scope.declaration().indicator(indicator).isEmpty()
                && Management.ofKey(indicator).isEmpty()) {
            throw new Problem(
                    ErrorCode.NO_SUCH_INDICATOR,
                    "no indicator '" + indicator + "' in " + scope.declaration().project());
        }
        remark.explanation = printable(remark.explanation);
        remark.improvement = printable(remark.improvement);
        remark.rectification = printable(remark.rectification);
        remark.outcome = printable(remark.outcome);
        remark.reason = printable(remark.reason);
        remark.achieved = printable(remark.achieved);
        remark.cause = Reports.blank(remark.cause) ? null : remark.cause;
        if (remark.cause != null && !CAUSES.contains(remark.cause)) {
            throw new Problem(
                    ErrorCode.NO_SUCH_CAUSE,
                    "causes are " + String.join(", ", CAUSES) + ", not '" + remark.cause + "'");
        }
        if (!sane(remark.expected) || !sane(remark.score)) {
            throw new Problem(ErrorCode.NOT_A_NUMBER, "a value has at most " + DIGITS + " digits");
        }
        if (remark.score != null) {
            lower(reportKind, scope, indicator, remark);
        }
        remark.year = scope.declaration().year();
        remark.project = scope.declaration().project();
        remark.kind = reportKind.word();
        remark.until = Reports.remarksUntil(reportKind, scope);
        remark.indicator = indicator;
        remark.author = author;
        remark.recordedAt = clock.instant();
        QuarkusTransaction.requiringNew().run(() -> {
            remark.persist();
            AuditLog.record(
                    remark.recordedAt,
                    author,
                    AuditAct.REPORT_REMARK,
                    remark.year + "/" + remark.project + "/" + reportKind.word()
                            + (indicator.isEmpty() ? "" : "/" + indicator),
                    remark.score == null
                            ? AuditDetail.of(AuditPhrase.EXPLAINED)
                            : AuditDetail.of(AuditPhrase.SCORED, remark.score.toPlainString()));
        });
    }

    /** {@code 1e999999999} is a number too, but no one's value. */
    private static boolean sane(BigDecimal number) {
        return number == null
                || number.precision() <= DIGITS
                        && number.scale() <= DIGITS
                        && number.precision() - (long) number.scale() <= DIGITS;
    }

    private void lower(ReportKind reportKind, Reports.Scope scope, String indicator, Remark remark) {
        if (remark.reason == null || remark.reason.isBlank()) {
            throw new Problem(ErrorCode.NO_REASON, "a lower score needs a reason, for the record");
        }
        BigDecimal computed = reportKind != ReportKind.SELF_ASSESSMENT
                ? null
                : reports.selfAssessment(scope).rows().stream()
                        .filter(assessedRow -> assessedRow.figure().id().equals(indicator))
                        .findFirst()
                        .map(SelfAssessment.AssessedRow::computed)
                        .orElse(null);
        if (computed == null) {
            throw new Problem(ErrorCode.NOT_SCORED, "this row is not scored, so it cannot be scored lower");
        }
        if (remark.score.signum() < 0 || remark.score.compareTo(computed) >= 0) {
            throw new Problem(
                    ErrorCode.NOT_LOWER,
                    "a person may score lower than the rule, from 0 to less than " + computed.toPlainString() + ", not "
                            + remark.score.toPlainString());
        }
    }

    /**
     * What people typed, as it can stand on a paper: null where it is blank, lines ended alike.
     *
     * @throws Problem where it is too long, or holds what is no text, which neither the database nor a PDF could keep
     */
    static String printable(String typed) {
        if (Reports.blank(typed)) {
            return null;
        }
        String text = typed.strip().replace("\r\n", "\n").replace('\r', '\n');
        if (text.length() > LONGEST) {
            throw new Problem(
                    ErrorCode.TOO_LONG, "a text has at most " + LONGEST + " characters, not " + text.length());
        }
        boolean sound = text.codePoints()
                .allMatch(one -> one == '\n' || one == '\t' || !Character.isISOControl(one) && printable(one));
        if (!sound) {
            throw new Problem(ErrorCode.NOT_TEXT, "a text holds no control characters");
        }
        return text;
    }

    private static boolean printable(int codePoint) {
        return (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE)
                && codePoint != 0xFFFE
                && codePoint != 0xFFFF;
    }
}

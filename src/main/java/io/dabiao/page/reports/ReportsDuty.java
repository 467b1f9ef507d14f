package io.dabiao.page.reports;

import io.dabiao.access.Role;
import io.dabiao.core.calendar.Period;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.TodoItem;
import io.dabiao.report.Drafts;
import io.dabiao.report.Monitoring;
import io.dabiao.report.Report;
import io.dabiao.report.ReportKind;
import io.dabiao.report.Reports;
import io.dabiao.report.Seals;
import io.dabiao.report.SelfAssessment;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that have to be explained and are not, of reports whose time has come and that no one has sealed yet: the
 * self-assessment once its year is over, the monitoring table from its cut-off until then.
 */
@ApplicationScoped
class ReportsDuty implements TodoItem {

    private final Declarations declarations;
    private final Drafts drafts;
    private final Seals seals;

    ReportsDuty(Declarations declarations, Drafts drafts, Seals seals) {
        this.declarations = declarations;
        this.drafts = drafts;
        this.seals = seals;
    }

    @Override
    public int place() {
        return 30;
    }

    @Override
    public String list(int year) {
        return "/reports?year=" + year;
    }

    @Override
    public String name(PageContext pageContext) {
        return pageContext.say(ReportsDuty.class).of("duty");
    }

    @Override
    public List<Task> tasks(PageContext pageContext, int year) {
        if (!pageContext.may(Role.REPORT)) {
            return List.of();
        }
        Messages messages = pageContext.say(ReportsDuty.class);
        List<Seals.Version> sealed = seals.versions(year);
        List<Task> tasks = new ArrayList<>();
        for (ReportKind reportKind : ReportKind.values()) {
            List<EffectiveDeclaration> due = declarations.inForce().year(year).stream()
                    .filter(effectiveDeclaration ->
                            pageContext.sees(effectiveDeclaration.declaration().project()))
                    .filter(effectiveDeclaration -> due(reportKind, effectiveDeclaration, sealed, pageContext.now()))
                    .toList();
            drafts.usual(reportKind, due).forEach(report -> tasks(report, reportKind, messages, tasks));
        }
        return tasks;
    }

    private static boolean due(
            ReportKind reportKind, EffectiveDeclaration effectiveDeclaration, List<Seals.Version> sealed, Instant now) {
        Period period = effectiveDeclaration.declaration().period();
        Reports.Scope usual = Reports.Scope.usual(reportKind, effectiveDeclaration, now);
        boolean time = reportKind == ReportKind.SELF_ASSESSMENT
                ? period.over(now)
                : !period.over(now) && !usual.at().isAfter(now);
        return time
                && sealed.stream()
                        .noneMatch(version -> version.kind().equals(reportKind.word())
                                && version.project()
                                        .equals(effectiveDeclaration
                                                .declaration()
                                                .project())
                                && (reportKind == ReportKind.SELF_ASSESSMENT
                                        || version.until().equals(usual.until())));
    }

    private static void tasks(Report report, ReportKind reportKind, Messages messages, List<Task> tasks) {
        String path = Subject.path(report.year(), report.id(), reportKind);
        if (report instanceof SelfAssessment assessment) {
            assessment.rows().stream()
                    .filter(SelfAssessment.AssessedRow::unexplained)
                    .map(assessedRow -> new Task(
                            messages.of("dutyWords", report.project()),
                            assessedRow.name(),
                            path + Subject.row(assessedRow.figure().id())))
                    .forEach(tasks::add);
        } else if (report instanceof Monitoring monitoring) {
            monitoring.rows().stream()
                    .filter(Monitoring.MonitoredRow::unexplained)
                    .map(monitoredRow -> new Task(
                            messages.of("dutyMonitoring", report.project()),
                            monitoredRow.name(),
                            path + Subject.row(monitoredRow.figure().id())))
                    .forEach(tasks::add);
        }
    }
}

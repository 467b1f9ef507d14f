package io.dabiao.page.reports;

import io.dabiao.access.Role;
import io.dabiao.core.Period;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Standing;
import io.dabiao.page.Duty;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
import io.dabiao.report.Drafts;
import io.dabiao.report.Kind;
import io.dabiao.report.Monitoring;
import io.dabiao.report.Report;
import io.dabiao.report.Reports;
import io.dabiao.report.Seals;
import io.dabiao.report.SelfAssessment;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that have to be explained and are not, of reports whose time has come and that nobody has sealed yet: the
 * self-assessment once its year is over, the monitoring table from its cut-off until then.
 */
@ApplicationScoped
class ReportsDuty implements Duty {

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
    public String name(Visit visit) {
        return visit.say(ReportsDuty.class).of("duty");
    }

    @Override
    public List<Task> tasks(Visit visit, int year) {
        if (!visit.may(Role.REPORT)) {
            return List.of();
        }
        Say say = visit.say(ReportsDuty.class);
        List<Seals.Version> sealed = seals.versions(year);
        List<Task> tasks = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Standing> due = declarations.inForce().year(year).stream()
                    .filter(standing -> visit.sees(standing.declaration().project()))
                    .filter(standing -> due(kind, standing, sealed, visit.now()))
                    .toList();
            drafts.usual(kind, due).forEach(report -> tasks(report, kind, say, tasks));
        }
        return tasks;
    }

    private static boolean due(Kind kind, Standing standing, List<Seals.Version> sealed, Instant now) {
        Period period = standing.declaration().period();
        Reports.Scope usual = Reports.Scope.usual(kind, standing, now);
        boolean time = kind == Kind.SELF_ASSESSMENT
                ? period.over(now)
                : !period.over(now) && !usual.at().isAfter(now);
        return time
                && sealed.stream()
                        .noneMatch(version -> version.kind().equals(kind.word())
                                && version.project()
                                        .equals(standing.declaration().project())
                                && (kind == Kind.SELF_ASSESSMENT
                                        || version.until().equals(usual.until())));
    }

    private static void tasks(Report report, Kind kind, Say say, List<Task> tasks) {
        String path = Subject.path(report.year(), report.id(), kind);
        if (report instanceof SelfAssessment assessment) {
            assessment.rows().stream()
                    .filter(SelfAssessment.Row::unexplained)
                    .map(row -> new Task(
                            say.of("dutyWords", report.project()),
                            row.name(),
                            path + Subject.row(row.figure().id())))
                    .forEach(tasks::add);
        } else if (report instanceof Monitoring monitoring) {
            monitoring.rows().stream()
                    .filter(Monitoring.Row::unexplained)
                    .map(row -> new Task(
                            say.of("dutyMonitoring", report.project()),
                            row.name(),
                            path + Subject.row(row.figure().id())))
                    .forEach(tasks::add);
        }
    }
}

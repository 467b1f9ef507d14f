package io.dabiao.page.reports;

import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.Year;
import io.dabiao.report.ReportKind;
import io.dabiao.report.Reports;
import java.util.Optional;

/**
 * The report that a page is about. There is none of a project that the one who looks may not know of: every page of a report
 * begins here.
 *
 * @param until the cut-off where one is asked for
 */
record Subject(EffectiveDeclaration standing, ReportKind kind, Reports.Scope scope, Optional<String> until) {

    static Subject of(Asked asked, Declarations declarations, PageContext pageContext) {
        EffectiveDeclaration effectiveDeclaration =
                Year.of(declarations, pageContext, Optional.of(asked.year)).project(asked.project);
        ReportKind reportKind = ReportKind.ofWord(asked.kind).orElseThrow();
        Optional<String> until =
                Optional.ofNullable(asked.until).filter(day -> reportKind == ReportKind.MONITORING && !day.isBlank());
        Reports.Scope scope = until.map(day -> Reports.Scope.until(effectiveDeclaration, day))
                .orElseGet(() -> Reports.Scope.usual(reportKind, effectiveDeclaration, pageContext.now()));
        return new Subject(effectiveDeclaration, reportKind, scope, until);
    }

    int year() {
        return standing.declaration().year();
    }

    String project() {
        return standing.declaration().project();
    }

    String name() {
        return standing.declaration().name();
    }

    static String path(int year, String project, ReportKind reportKind) {
        return "/reports/" + year + "/" + Paths.encoded(project) + "/" + reportKind.word();
    }

    static String row(String indicator) {
        return "/rows/" + Paths.encoded(indicator);
    }

    /** Without a query. */
    String path() {
        return path(year(), project(), kind);
    }

    /** Of a page of this report, with the cut-off asked for. */
    String path(String more) {
        return path() + more + until.map(day -> "?until=" + Paths.encoded(day)).orElse("");
    }

    /** The same, so that one more parameter can be added. */
    String and(String more) {
        String path = path(more);
        return path + (path.contains("?") ? "&" : "?");
    }

    Frame.Crumb[] crumbs(Messages messages) {
        return new Frame.Crumb[] {
            new Frame.Crumb(messages.of("title", String.valueOf(year())), "/reports?year=" + year()),
            new Frame.Crumb(title(messages), path(""))
        };
    }

    String title(Messages messages) {
        return name() + " · " + messages.of(kind == ReportKind.SELF_ASSESSMENT ? "selfAssessment" : "monitoring");
    }
}

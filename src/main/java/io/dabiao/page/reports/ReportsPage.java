package io.dabiao.page.reports;

import io.dabiao.access.Role;
import io.dabiao.core.text.Language;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.page.Year;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.report.Bundle;
import io.dabiao.report.Bundles;
import io.dabiao.report.Drafts;
import io.dabiao.report.Format;
import io.dabiao.report.Monitoring;
import io.dabiao.report.Papers;
import io.dabiao.report.Report;
import io.dabiao.report.ReportKind;
import io.dabiao.report.Reports;
import io.dabiao.report.Seals;
import io.dabiao.report.SelfAssessment;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** The reports of a year: what state each is in, what all projects come to, and all of them as one file. */
@Path("/reports")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class ReportsPage {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /**
     * @param waiting names of the projects whose declaration is a draft itself
     * @param formats of bundles
     */
    @CheckedTemplate(basePath = "reports", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record AllReports(
            Frame frame,
            Messages say,
            Year year,
            List<String> waiting,
            boolean any,
            List<Choice> formats,
            List<Download> summaries,
            DataTable.View assessments,
            DataTable.View monitorings,
            DataTable.View bundles)
            implements TemplateInstance {}

    public record Choice(String value, String words) {}

    /** A file to be had. */
    public record Download(String words, String path) {}

    @CheckedTemplate(basePath = "reports", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record SummaryPreview(Frame frame, Messages say, Sheet sheet, List<Download> downloads)
            implements TemplateInstance {}

    private record ReportRow(Report report, Optional<Seals.Version> sealed, long unexplained) {}

    private final Declarations declarations;
    private final Drafts drafts;
    private final Seals seals;
    private final Bundles bundles;
    private final PageContext pageContext;

    ReportsPage(Declarations declarations, Drafts drafts, Seals seals, Bundles bundles, PageContext pageContext) {
        this.declarations = declarations;
        this.drafts = drafts;
        this.seals = seals;
        this.bundles = bundles;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance all(@QueryParam("year") Integer wanted) {
        Messages messages = pageContext.say(ReportsPage.class);
        Year year = Year.of(declarations, pageContext, Optional.ofNullable(wanted));
        List<Seals.Version> sealed = seals.versions(year.year());
        DataTable<ReportRow> assessments = assessments(rows(ReportKind.SELF_ASSESSMENT, year, sealed), messages);
        DataTable<ReportRow> monitorings = monitorings(rows(ReportKind.MONITORING, year, sealed), messages);
        DataTable<Bundle> made = bundles(messages);
        return new AllReports(
                pageContext.frame(messages.of("title", String.valueOf(year.year()))),
                messages,
                year,
                year.projects().stream()
                        .filter(EffectiveDeclaration::draft)
                        .map(effectiveDeclaration ->
                                effectiveDeclaration.declaration().name())
                        .toList(),
                year.projects().stream().anyMatch(effectiveDeclaration -> !effectiveDeclaration.draft()),
                seals.names().stream()
                        .map(name -> new Choice(name, name.toUpperCase(java.util.Locale.ROOT)))
                        .toList(),
                summaries(year.year()),
                assessments.view(),
                monitorings.view(),
                made.view());
    }

    private List<ReportRow> rows(ReportKind reportKind, Year year, List<Seals.Version> sealed) {
        return drafts.usual(reportKind, year.projects()).stream()
                .map(report -> new ReportRow(report, newest(report, reportKind, sealed), unexplained(report)))
                .toList();
    }

    private static Optional<Seals.Version> newest(Report report, ReportKind reportKind, List<Seals.Version> sealed) {
        return sealed.stream()
                .filter(version ->
                        version.project().equals(report.id()) && version.kind().equals(reportKind.word()))
                .reduce((older, newer) -> newer);
    }

    private static long unexplained(Report report) {
        if (report instanceof SelfAssessment assessment) {
            return assessment.rows().stream()
                    .filter(SelfAssessment.AssessedRow::unexplained)
                    .count();
        }
        return ((Monitoring) report)
                .rows().stream().filter(Monitoring.MonitoredRow::unexplained).count();
    }

    private DataTable<ReportRow> assessments(List<ReportRow> rows, Messages messages) {
        return new DataTable<ReportRow>(pageContext, "assessments", messages.of("assessments"))
                .column("state", messages.of("state"), reportRow -> state(reportRow, messages))
                .column("project", messages.of("project"), reportRow -> project(reportRow, ReportKind.SELF_ASSESSMENT))
                .column("score", messages.of("score"), reportRow -> {
                    SelfAssessment report = (SelfAssessment) reportRow.report();
                    return Cell.number(report.total()).detail(report.grade());
                })
                .column("met", messages.of("met"), reportRow -> {
                    SelfAssessment report = (SelfAssessment) reportRow.report();
                    long met = report.rows().stream()
                            .filter(one -> one.figure().verdict().equals("met"))
                            .count();
                    return Cell.number(
                            BigDecimal.valueOf(met), met + " / " + report.rows().size());
                })
                .column("executed", messages.of("executed"), reportRow -> {
                    SelfAssessment.Budget budget = ((SelfAssessment) reportRow.report()).budget();
                    return Cell.number(budget.executed()).detail(rate(budget.rate()));
                })
                .column("unexplained", messages.of("unexplained"), reportRow -> count(reportRow.unexplained()))
                .rows(rows)
                .empty(messages.of("noReports"));
    }

    private static String rate(BigDecimal percent) {
        return percent == null ? "" : Numbers.beside(percent, HUNDRED) + " %";
    }

    private static Cell count(long number) {
        return Cell.number(BigDecimal.valueOf(number));
    }

    private static Cell project(ReportRow reportRow, ReportKind reportKind) {
        return Cell.link(
                reportRow.report().project(),
                Subject.path(reportRow.report().year(), reportRow.report().id(), reportKind));
    }

    private Cell state(ReportRow reportRow, Messages messages) {
        int open = reportRow.report().open().size();
        String words = open == 0 ? messages.of("ready") : messages.of("openMany", open);
        return reportRow
                .sealed()
                .map(version -> Cell.mark("met", messages.of("sealedVersion", version.version()))
                        .detail(messages.of(
                                "sealedBy",
                                version.sealedBy(),
                                version.sealedAt().atZone(pageContext.zone()).toLocalDate())))
                .orElseGet(() -> Cell.mark(open == 0 ? "on_track" : "no_data", messages.of("draftState"))
                        .detail(words));
    }

    private DataTable<ReportRow> monitorings(List<ReportRow> rows, Messages messages) {
        return new DataTable<ReportRow>(pageContext, "monitorings", messages.of("monitorings"))
                .column("state", messages.of("state"), reportRow -> state(reportRow, messages))
                .column("project", messages.of("project"), reportRow -> project(reportRow, ReportKind.MONITORING))
                .column(
                        "until",
                        messages.of("until"),
                        reportRow ->
                                Cell.text(reportRow.report().heading().until().toString()))
                .column(
                        "rectify",
                        messages.of("rectify"),
                        reportRow -> count(((Monitoring) reportRow.report())
                                .rows().stream()
                                        .filter(Monitoring.MonitoredRow::rectifies)
                                        .count()))
                .column("executed", messages.of("executed"), reportRow -> {
                    Monitoring.Budget budget = ((Monitoring) reportRow.report()).budget();
                    return Cell.number(budget.executed()).detail(rate(budget.rate()));
                })
                .column("unexplained", messages.of("unexplained"), reportRow -> count(reportRow.unexplained()))
                .rows(rows)
                .empty(messages.of("noReports"));
    }

    private DataTable<Bundle> bundles(Messages messages) {
        List<Bundle> mine = bundles.of(BundlesPage.owner(pageContext)).stream()
                .filter(one -> BundlesPage.sees(one, pageContext))
                .toList();
        return new DataTable<Bundle>(pageContext, "bundles", messages.of("bundles"))
                .column(
                        "what",
                        messages.of("file"),
                        one -> Cell.link(BundlesPage.name(one, messages), "/reports/bundles/" + one.id()))
                .column("state", messages.of("state"), one -> BundlesPage.state(one, messages))
                .column(
                        "begun",
                        messages.of("begun"),
                        one -> Cell.time(one.work().begun(), pageContext.zone()))
                .rows(mine)
                .goesOn(mine.stream().anyMatch(one -> one.work().running()))
                .empty(messages.of("noBundles"));
    }

    private List<Download> summaries(int year) {
        return Files.downloads(seals, "/reports/" + year + "/summary/file?", false);
    }

    @GET
    @Path("{year: \\d+}/summary")
    public TemplateInstance summary(@PathParam("year") int year) {
        Messages messages = pageContext.say(ReportsPage.class);
        return new SummaryPreview(
                pageContext.frame(
                        messages.of("summary"),
                        new Frame.Crumb(messages.of("title", String.valueOf(year)), "/reports?year=" + year)),
                messages,
                Sheet.of(Papers.summary(year, current(year), pageContext.language())),
                summaries(year));
    }

    @GET
    @Path("{year: \\d+}/summary/file")
    @Produces(MediaType.WILDCARD)
    public Response summary(
            @PathParam("year") int year, @QueryParam("format") String format, @QueryParam("language") String language) {
        Format wanted = Files.format(seals, format);
        Language in = Files.language(language, pageContext);
        byte[] content = seals.rendered(wanted, Papers.summary(year, current(year), in));
        return Files.download(
                wanted, content, pageContext.say(ReportsPage.class).of("summary") + "-" + year);
    }

    /** Of each project that the one who looks may see, what counts now. */
    private List<SelfAssessment> current(int year) {
        List<SelfAssessment> all = Year.of(declarations, pageContext, Optional.of(year)).projects().stream()
                .filter(effectiveDeclaration -> !effectiveDeclaration.draft())
                .map(effectiveDeclaration -> (SelfAssessment) seals.current(
                        ReportKind.SELF_ASSESSMENT,
                        Reports.Scope.usual(ReportKind.SELF_ASSESSMENT, effectiveDeclaration, pageContext.now())))
                .toList();
        if (all.isEmpty()) {
            throw new Problem(ErrorCode.NO_SUCH_YEAR, "nothing is declared and approved for " + year);
        }
        return all;
    }
}

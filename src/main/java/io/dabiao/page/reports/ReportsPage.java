package io.dabiao.page.reports;

import io.dabiao.access.Role;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Standing;
import io.dabiao.page.Cell;
import io.dabiao.page.Frame;
import io.dabiao.page.Frames;
import io.dabiao.page.Listing;
import io.dabiao.page.Numbers;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
import io.dabiao.page.Year;
import io.dabiao.problem.Problem;
import io.dabiao.report.Bundle;
import io.dabiao.report.Bundles;
import io.dabiao.report.Drafts;
import io.dabiao.report.Format;
import io.dabiao.report.Kind;
import io.dabiao.report.Language;
import io.dabiao.report.Monitoring;
import io.dabiao.report.Papers;
import io.dabiao.report.Report;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
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
            Say say,
            Year year,
            List<String> waiting,
            boolean any,
            List<Choice> formats,
            List<Download> summaries,
            Listing.View assessments,
            Listing.View monitorings,
            Listing.View bundles)
            implements TemplateInstance {}

    public record Choice(String value, String words) {}

    /** A file to be had. */
    public record Download(String words, String path) {}

    @CheckedTemplate(basePath = "reports", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record SummaryPreview(Frame frame, Say say, Sheet sheet, List<Download> downloads) implements TemplateInstance {}

    private record Row(Report report, Optional<Seals.Version> sealed, long unexplained) {}

    private final Declarations declarations;
    private final Drafts drafts;
    private final Seals seals;
    private final Bundles bundles;
    private final Visit visit;
    private final Frames frames;

    ReportsPage(Declarations declarations, Drafts drafts, Seals seals, Bundles bundles, Visit visit, Frames frames) {
        this.declarations = declarations;
        this.drafts = drafts;
        this.seals = seals;
        this.bundles = bundles;
        this.visit = visit;
        this.frames = frames;
    }

    @GET
    public Response all(@Context UriInfo uri, @QueryParam("year") Integer wanted) {
        Say say = visit.say(ReportsPage.class);
        Year year = Year.of(declarations, visit, Optional.ofNullable(wanted));
        List<Seals.Version> sealed = seals.versions(year.year());
        Listing<Row> assessments = assessments(rows(Kind.SELF_ASSESSMENT, year, sealed), say);
        Listing<Row> monitorings = monitorings(rows(Kind.MONITORING, year, sealed), say);
        Listing<Bundle> made = bundles(say);
        return assessments
                .export(uri.getQueryParameters(), seals)
                .or(() -> monitorings.export(uri.getQueryParameters(), seals))
                .or(() -> made.export(uri.getQueryParameters(), seals))
                .orElseGet(() -> Response.ok(new AllReports(
                                frames.of(visit, say.of("title", String.valueOf(year.year()))),
                                say,
                                year,
                                year.projects().stream()
                                        .filter(Standing::draft)
                                        .map(standing -> standing.declaration().name())
                                        .toList(),
                                year.projects().stream().anyMatch(standing -> !standing.draft()),
                                seals.names().stream()
                                        .map(name -> new Choice(name, name.toUpperCase(java.util.Locale.ROOT)))
                                        .toList(),
                                summaries(year.year()),
                                assessments.view(uri.getQueryParameters()),
                                monitorings.view(uri.getQueryParameters()),
                                made.view(uri.getQueryParameters())))
                        .build());
    }

    private List<Row> rows(Kind kind, Year year, List<Seals.Version> sealed) {
        return drafts.usual(kind, year.projects()).stream()
                .map(report -> new Row(report, newest(report, kind, sealed), unexplained(report)))
                .toList();
    }

    private static Optional<Seals.Version> newest(Report report, Kind kind, List<Seals.Version> sealed) {
        return sealed.stream()
                .filter(version ->
                        version.project().equals(report.id()) && version.kind().equals(kind.word()))
                .reduce((older, newer) -> newer);
    }

    private static long unexplained(Report report) {
        if (report instanceof SelfAssessment assessment) {
            return assessment.rows().stream()
                    .filter(SelfAssessment.Row::unexplained)
                    .count();
        }
        return ((Monitoring) report)
                .rows().stream().filter(Monitoring.Row::unexplained).count();
    }

    private Listing<Row> assessments(List<Row> rows, Say say) {
        return new Listing<Row>(visit, "assessments", say.of("assessments"))
                .column("state", say.of("state"), row -> state(row, say))
                .column("project", say.of("project"), row -> project(row, Kind.SELF_ASSESSMENT))
                .column("score", say.of("score"), row -> {
                    SelfAssessment report = (SelfAssessment) row.report();
                    return Cell.number(report.total()).detail(report.grade());
                })
                .column("met", say.of("met"), row -> {
                    SelfAssessment report = (SelfAssessment) row.report();
                    long met = report.rows().stream()
                            .filter(one -> one.figure().verdict().equals("met"))
                            .count();
                    return Cell.number(
                            BigDecimal.valueOf(met), met + " / " + report.rows().size());
                })
                .column("executed", say.of("executed"), row -> {
                    SelfAssessment.Budget budget = ((SelfAssessment) row.report()).budget();
                    return Cell.number(budget.executed()).detail(rate(budget.rate()));
                })
                .column("unexplained", say.of("unexplained"), row -> count(row.unexplained()))
                .rows(rows)
                .empty(say.of("noReports"));
    }

    private static String rate(BigDecimal percent) {
        return percent == null ? "" : Numbers.beside(percent, HUNDRED) + " %";
    }

    private static Cell count(long number) {
        return Cell.number(BigDecimal.valueOf(number));
    }

    private static Cell project(Row row, Kind kind) {
        return Cell.link(
                row.report().project(),
                Subject.path(row.report().year(), row.report().id(), kind));
    }

    private Cell state(Row row, Say say) {
        int open = row.report().open().size();
        String words = open == 0 ? say.of("ready") : say.of("openMany", open);
        return row.sealed()
                .map(version -> Cell.mark("met", say.of("sealedVersion", version.version()))
                        .detail(say.of(
                                "sealedBy",
                                version.sealedBy(),
                                version.sealedAt().atZone(declarations.zone()).toLocalDate())))
                .orElseGet(() -> Cell.mark(open == 0 ? "on_track" : "no_data", say.of("draftState"))
                        .detail(words));
    }

    private Listing<Row> monitorings(List<Row> rows, Say say) {
        return new Listing<Row>(visit, "monitorings", say.of("monitorings"))
                .column("state", say.of("state"), row -> state(row, say))
                .column("project", say.of("project"), row -> project(row, Kind.MONITORING))
                .column(
                        "until",
                        say.of("until"),
                        row -> Cell.text(row.report().heading().until().toString()))
                .column(
                        "rectify",
                        say.of("rectify"),
                        row -> count(((Monitoring) row.report())
                                .rows().stream()
                                        .filter(Monitoring.Row::rectifies)
                                        .count()))
                .column("executed", say.of("executed"), row -> {
                    Monitoring.Budget budget = ((Monitoring) row.report()).budget();
                    return Cell.number(budget.executed()).detail(rate(budget.rate()));
                })
                .column("unexplained", say.of("unexplained"), row -> count(row.unexplained()))
                .rows(rows)
                .empty(say.of("noReports"));
    }

    private Listing<Bundle> bundles(Say say) {
        return new Listing<Bundle>(visit, "bundles", say.of("bundles"))
                .column(
                        "what",
                        say.of("file"),
                        one -> Cell.link(BundlesPage.name(one, say), "/reports/bundles/" + one.id))
                .column("state", say.of("state"), one -> BundlesPage.state(one, say))
                .column("begun", say.of("begun"), one -> Cell.time(one.begunAt, declarations.zone()))
                .rows(bundles.of(BundlesPage.owner(visit)).stream()
                        .filter(one -> BundlesPage.sees(one, visit))
                        .toList())
                .empty(say.of("noBundles"));
    }

    private List<Download> summaries(int year) {
        return Files.downloads(seals, "/reports/" + year + "/summary/file?", false);
    }

    @GET
    @Path("{year: \\d+}/summary")
    public TemplateInstance summary(@PathParam("year") int year) {
        Say say = visit.say(ReportsPage.class);
        return new SummaryPreview(
                frames.of(
                        visit,
                        say.of("summary"),
                        new Frame.Crumb(say.of("title", String.valueOf(year)), "/reports?year=" + year)),
                say,
                Sheet.of(Papers.summary(year, current(year), visit.language())),
                summaries(year));
    }

    @GET
    @Path("{year: \\d+}/summary/file")
    @Produces(MediaType.WILDCARD)
    public Response summary(
            @PathParam("year") int year, @QueryParam("format") String format, @QueryParam("language") String language) {
        Format wanted = Files.format(seals, format);
        Language in = Files.language(language, visit);
        byte[] content = seals.rendered(wanted, Papers.summary(year, current(year), in));
        return Files.download(wanted, content, visit.say(ReportsPage.class).of("summary") + "-" + year);
    }

    /** Of each project that whoever looks may see, what counts now. */
    private List<SelfAssessment> current(int year) {
        List<SelfAssessment> all = Year.of(declarations, visit, Optional.of(year)).projects().stream()
                .filter(standing -> !standing.draft())
                .map(standing -> (SelfAssessment) seals.current(
                        Kind.SELF_ASSESSMENT, Reports.Scope.usual(Kind.SELF_ASSESSMENT, standing, visit.now())))
                .toList();
        if (all.isEmpty()) {
            throw new Problem(404, "no such year", "nothing is declared and approved for " + year);
        }
        return all;
    }
}

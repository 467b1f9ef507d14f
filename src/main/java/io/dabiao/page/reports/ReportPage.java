package io.dabiao.page.reports;

import io.dabiao.access.Role;
import io.dabiao.core.Verdict;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Cell;
import io.dabiao.page.Frame;
import io.dabiao.page.Frames;
import io.dabiao.page.Listing;
import io.dabiao.page.Numbers;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
import io.dabiao.report.Figure;
import io.dabiao.report.Format;
import io.dabiao.report.Kind;
import io.dabiao.report.Language;
import io.dabiao.report.Monitoring;
import io.dabiao.report.Papers;
import io.dabiao.report.Report;
import io.dabiao.report.Reports;
import io.dabiao.report.SealedReport;
import io.dabiao.report.Seals;
import io.dabiao.report.SelfAssessment;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A report of one project as a page: what it says now, what it still lacks, and the files of it. */
@Path(Asked.PATH)
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class ReportPage {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    public record Fact(String name, String text) {}

    /**
     * @param other path of the project's other report
     * @param until the cut-off of a monitoring table; empty of a self-assessment, which has none to choose
     * @param open what keeps it from being sealed
     * @param may whether the person may add to it
     */
    @CheckedTemplate(basePath = "reports", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record OneReport(
            Frame frame,
            Say say,
            String other,
            String otherWords,
            String path,
            String until,
            String first,
            String last,
            List<Fact> facts,
            List<String> open,
            boolean may,
            String whole,
            String seal,
            String preview,
            String versionsPath,
            List<ReportsPage.Download> downloads,
            Listing.View rows,
            Listing.View versions)
            implements TemplateInstance {}

    /** Its declaration is a draft itself. */
    @CheckedTemplate(basePath = "reports", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Undeclared(Frame frame, Say say) implements TemplateInstance {}

    @CheckedTemplate(basePath = "reports", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Preview(Frame frame, Say say, Sheet sheet, List<ReportsPage.Download> downloads)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final Reports reports;
    private final Seals seals;
    private final Visit visit;
    private final Frames frames;

    ReportPage(Declarations declarations, Reports reports, Seals seals, Visit visit, Frames frames) {
        this.declarations = declarations;
        this.reports = reports;
        this.seals = seals;
        this.visit = visit;
        this.frames = frames;
    }

    @GET
    public Response report(@BeanParam Asked asked, @Context UriInfo uri) {
        Say say = visit.say(ReportPage.class);
        Subject subject = Subject.of(asked, declarations, visit);
        Frame.Crumb above = subject.crumbs(say)[0];
        if (subject.standing().draft()) {
            return Response.ok(new Undeclared(frames.of(visit, subject.title(say), above), say))
                    .build();
        }
        Report report = reports.draft(subject.kind(), subject.scope());
        List<SealedReport> sealed = seals.versions(subject.kind(), subject.year(), subject.project());
        Listing<SealedReport> versions = versions(subject, sealed, say);
        Optional<Response> export = report instanceof SelfAssessment assessment
                ? assessed(subject, assessment, say).export(uri.getQueryParameters(), seals)
                : monitored(subject, (Monitoring) report, say).export(uri.getQueryParameters(), seals);
        return export.or(() -> versions.export(uri.getQueryParameters(), seals)).orElseGet(() -> {
            Listing.View rows = report instanceof SelfAssessment assessment
                    ? assessed(subject, assessment, say).view(uri.getQueryParameters())
                    : monitored(subject, (Monitoring) report, say).view(uri.getQueryParameters());
            return Response.ok(shown(
                            subject,
                            report,
                            rows,
                            versions.view(uri.getQueryParameters()),
                            say,
                            frames.of(visit, subject.title(say), above)))
                    .build();
        });
    }

    private OneReport shown(
            Subject subject, Report report, Listing.View rows, Listing.View versions, Say say, Frame frame) {
        boolean assessment = subject.kind() == Kind.SELF_ASSESSMENT;
        LocalDate end = report.heading().to();
        LocalDate today = visit.now().atZone(declarations.zone()).toLocalDate();
        return new OneReport(
                frame,
                say,
                Subject.path(subject.year(), subject.project(), assessment ? Kind.MONITORING : Kind.SELF_ASSESSMENT),
                say.of(assessment ? "monitoring" : "selfAssessment"),
                subject.path(),
                assessment ? "" : report.heading().until().toString(),
                report.heading().from().toString(),
                (today.isBefore(end) ? today : end).toString(),
                report instanceof SelfAssessment one ? facts(one, say) : facts((Monitoring) report, say),
                report.open().stream().map(say::of).toList(),
                visit.may(Role.REPORT),
                subject.path("/whole"),
                subject.path("/seal"),
                subject.path("/preview"),
                subject.path() + "/versions",
                Files.downloads(seals, subject.and("/file"), true),
                rows,
                versions);
    }

    private List<Fact> facts(SelfAssessment report, Say say) {
        SelfAssessment.Budget budget = report.budget();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(say.of("total"), Numbers.shown(report.total()) + " · " + report.grade()));
        facts.add(new Fact(say.of("budget"), money(budget.planned(), budget.adjusted(), budget.executed(), say)));
        facts.add(new Fact(
                say.of("budgetScore"),
                say.of(
                        "scored",
                        Numbers.shown(budget.score()),
                        Numbers.shown(budget.points()),
                        budget.rate() == null ? "—" : Numbers.beside(budget.rate(), HUNDRED) + " %")));
        said(facts, say.of("budgetExplanation"), budget.explanation());
        said(facts, say.of("budgetImprovement"), budget.improvement());
        said(facts, say.of("achieved"), report.heading().achieved());
        common(facts, report, say);
        return facts;
    }

    private List<Fact> facts(Monitoring report, Say say) {
        Monitoring.Budget budget = report.budget();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(say.of("budget"), money(budget.planned(), budget.adjusted(), budget.executed(), say)));
        facts.add(new Fact(
                say.of("budgetExpected"),
                say.of(
                        budget.expectedByPerson() ? "expectedSaid" : "expectedComputed",
                        Numbers.shown(budget.expected()))));
        said(facts, say.of("budgetExplanation"), budget.explanation());
        common(facts, report, say);
        return facts;
    }

    private static String money(BigDecimal planned, BigDecimal adjusted, BigDecimal executed, Say say) {
        return say.of("money", Numbers.shown(planned), Numbers.shown(adjusted), Numbers.shown(executed));
    }

    private static void said(List<Fact> facts, String name, String text) {
        if (text != null) {
            facts.add(new Fact(name, text));
        }
    }

    private void common(List<Fact> facts, Report report, Say say) {
        facts.add(new Fact(
                say.of("facts"),
                say.of(
                        "factsBefore",
                        Cell.time(report.heading().at(), declarations.zone()).text(),
                        report.heading().declarationVersion())));
    }

    private Listing<SelfAssessment.Row> assessed(Subject subject, SelfAssessment report, Say say) {
        return this.<SelfAssessment.Row>listing(say)
                .choice("unexplained", say.of("explanation"), explained(say), row -> word(row.unexplained()))
                .column("verdict", say.of("verdict"), row -> verdict(row.figure(), say))
                .column("name", say.of("indicator"), row -> name(subject, row.figure()))
                .column("target", say.of("target"), row -> Cell.text(row.target()))
                .column("actual", say.of("actual"), row -> actual(row.figure(), say))
                .column("points", say.of("points"), row -> Cell.number(row.points()))
                .column("score", say.of("rowScore"), row -> score(row, say))
                .column(
                        "said",
                        say.of("explanation"),
                        row -> Cell.text(row.explanation() == null ? needs(row, say) : row.explanation())
                                .detail(row.improvement()))
                .rows(report.rows());
    }

    private <R> Listing<R> listing(Say say) {
        return new Listing<R>(visit, "rows", say.of("rows")).empty(say.of("noRows"));
    }

    private static Map<String, String> explained(Say say) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("missing", say.of("missing"));
        options.put("done", say.of("notMissing"));
        return options;
    }

    private static String word(boolean unexplained) {
        return unexplained ? "missing" : "done";
    }

    private static Cell verdict(Figure figure, Say say) {
        return Cell.verdict(Verdict.ofWord(figure.verdict()), say);
    }

    private static Cell name(Subject subject, Figure figure) {
        return Cell.link(figure.name(), subject.path(Subject.row(figure.id())))
                .detail(figure.level1() + " / " + figure.level2());
    }

    private static Cell actual(Figure figure, Say say) {
        if (figure.exact() == null) {
            return Cell.text(say.of("noData"));
        }
        String unit = figure.qualitative() ? "" : figure.unit();
        return Cell.number(figure.exact(), (figure.actual() + " " + unit).strip())
                .detail(figure.stale() ? say.of("stale") : "");
    }

    private static Cell score(SelfAssessment.Row row, Say say) {
        Cell cell = Cell.number(row.score());
        return row.lowered() == null
                ? cell.detail(row.outside() == null ? "" : say.of(row.outside()))
                : cell.detail(say.of(
                        "loweredWords",
                        Numbers.shown(row.computed()),
                        row.lowered().by(),
                        row.lowered().reason()));
    }

    private static String needs(SelfAssessment.Row row, Say say) {
        return row.needs().isEmpty()
                ? ""
                : say.of("needs", row.needs().stream().map(say::of).collect(Collectors.joining(say.of("and"))));
    }

    private Listing<Monitoring.Row> monitored(Subject subject, Monitoring report, Say say) {
        return this.<Monitoring.Row>listing(say)
                .choice("unexplained", say.of("explanation"), explained(say), row -> word(row.unexplained()))
                .column("verdict", say.of("verdict"), row -> verdict(row.figure(), say))
                .column("name", say.of("indicator"), row -> name(subject, row.figure()))
                .column("target", say.of("target"), row -> Cell.text(row.target()))
                .column("actual", say.of("soFar"), row -> actual(row.figure(), say))
                .column(
                        "expected",
                        say.of("expected"),
                        row -> Cell.text(row.expected()).detail(row.expectedByPerson() ? say.of("byPerson") : ""))
                .column(
                        "deviation",
                        say.of("deviation"),
                        row -> row.deviation() == null
                                ? Cell.number(null)
                                : Cell.number(row.deviation(), Numbers.beside(row.deviation(), BigDecimal.ZERO) + " %"))
                .column(
                        "outlook",
                        say.of("outlook"),
                        row -> Cell.text(row.outlook() == null ? "" : say.of(row.outlook())))
                .column(
                        "cause",
                        say.of("cause"),
                        row -> Cell.text(row.unexplained() ? say.of("missing") : RowPage.cause(row.cause(), say))
                                .detail(row.explanation()))
                .column(
                        "rectification",
                        say.of("rectify"),
                        row -> Cell.text(row.rectify() == null ? "" : say.of(row.rectify() ? "yes" : "no"))
                                .detail(joined(row.rectification(), row.outcome())))
                .rows(report.rows());
    }

    private static String joined(String one, String other) {
        return one == null ? other : other == null ? one : one + " → " + other;
    }

    private Listing<SealedReport> versions(Subject subject, List<SealedReport> sealed, Say say) {
        return new Listing<SealedReport>(visit, "versions", say.of("versions"))
                .column(
                        "version",
                        say.of("version"),
                        row -> Cell.link(
                                say.of("versionNumber", row.version),
                                subject.path() + "/preview?until=" + row.until + "&version=" + row.version))
                .column("by", say.of("sealedByWhom"), row -> Cell.text(row.sealedBy))
                .column("until", say.of("until"), row -> Cell.text(row.until.toString()))
                .column("at", say.of("sealedAt"), row -> Cell.time(row.sealedAt, declarations.zone()))
                .column("reason", say.of("reason"), row -> Cell.text(row.reason))
                .column("sha", "SHA-256", row -> Cell.text(row.sha256))
                .rows(sealed)
                .empty(say.of("noVersions"));
    }

    @GET
    @Path("preview")
    public TemplateInstance preview(@BeanParam Asked asked, @QueryParam("version") Integer version) {
        Say say = visit.say(ReportPage.class);
        Subject subject = Subject.of(asked, declarations, visit);
        Report report = version == null
                ? reports.draft(subject.kind(), subject.scope())
                : seals.figures(sealed(asked, subject, version));
        String file = version == null
                ? subject.and("/file")
                : subject.path() + "/file?version=" + version
                        + (asked.until == null ? "" : "&until=" + io.dabiao.page.Paths.encoded(asked.until)) + "&";
        return new Preview(
                frames.of(
                        visit,
                        say.of(version == null ? "preview" : "previewVersion", version == null ? "" : version),
                        subject.crumbs(say)),
                say,
                Sheet.of(Papers.of(report, visit.language())),
                Files.downloads(seals, file, true));
    }

    /** Versions are counted for each cut-off; without one, the newest cut-off's is meant. */
    private SealedReport sealed(Asked asked, Subject subject, int version) {
        LocalDate until = asked.until == null || asked.until.isBlank()
                ? null
                : Reports.Scope.until(subject.standing(), asked.until).until();
        return seals.version(subject.kind(), subject.year(), subject.project(), version, until);
    }

    @GET
    @Path("file")
    @Produces(MediaType.WILDCARD)
    public Response file(
            @BeanParam Asked asked,
            @QueryParam("version") Integer version,
            @QueryParam("format") String format,
            @QueryParam("language") String language) {
        Subject subject = Subject.of(asked, declarations, visit);
        Say say = visit.say(ReportPage.class);
        String name = subject.name() + "-" + subject.year() + "-"
                + say.of(subject.kind() == Kind.SELF_ASSESSMENT ? "selfAssessment" : "monitoring")
                + (version == null ? "" : "-v" + version);
        Optional<SealedReport> sealed = Optional.ofNullable(version).map(one -> sealed(asked, subject, one));
        if ("json".equals(format)) {
            byte[] figures = sealed.map(one -> one.figures.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .orElseGet(() -> seals.figures(reports.draft(subject.kind(), subject.scope())));
            return Files.download(MediaType.APPLICATION_JSON, figures, name + ".json");
        }
        Format wanted = Files.format(seals, format);
        Language in = Files.language(language, visit);
        byte[] content = sealed.map(one -> seals.paper(one, wanted, in))
                .orElseGet(() -> seals.rendered(wanted, Papers.of(reports.draft(subject.kind(), subject.scope()), in)));
        return Files.download(wanted, content, name);
    }

    /** One difference, in the language asked for. */
    public record Difference(String where, String what, String before, String after, String because) {

        static Difference of(io.dabiao.report.Report.Difference one, Say say) {
            return new Difference(one.where(), say.of(one.what()), one.before(), one.after(), say.of(one.because()));
        }
    }

    /**
     * @param from id of the older one; empty where there is nothing to compare
     */
    @CheckedTemplate(basePath = "reports", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Versions(
            Frame frame,
            Say say,
            String path,
            List<VersionChoice> from,
            List<VersionChoice> to,
            String reason,
            Listing.View differences)
            implements TemplateInstance {}

    public record VersionChoice(String value, String words, boolean chosen) {}

    /** Two sealed versions beside each other: by default the newest and the one before it. */
    @GET
    @Path("versions")
    public Response compare(
            @BeanParam Asked asked, @QueryParam("from") Long from, @QueryParam("to") Long to, @Context UriInfo uri) {
        Say say = visit.say(ReportPage.class);
        Subject subject = Subject.of(asked, declarations, visit);
        List<SealedReport> sealed = seals.versions(subject.kind(), subject.year(), subject.project());
        Optional<SealedReport> newer = pick(sealed, to).or(() -> sealed.stream().findFirst());
        Optional<SealedReport> older = pick(sealed, from)
                .or(() -> sealed.stream().filter(one -> newer.get().id > one.id).findFirst());
        List<Difference> differences = newer.isPresent() && older.isPresent()
                ? seals.differences(older.get(), newer.get()).stream()
                        .map(one -> Difference.of(one, say))
                        .toList()
                : List.of();
        Listing<Difference> listing = new Listing<Difference>(visit, "differences", say.of("differences"))
                .column("where", say.of("where"), one -> Cell.text(one.where()))
                .column("what", say.of("what"), one -> Cell.text(one.what()))
                .column("before", say.of("beforeValue"), one -> Cell.text(one.before()))
                .column("after", say.of("afterValue"), one -> Cell.text(one.after()))
                .column("because", say.of("because"), one -> Cell.text(one.because()))
                .rows(differences)
                .empty(say.of(older.isPresent() ? "noDifferences" : "nothingToCompare"));
        return listing.export(uri.getQueryParameters(), seals)
                .orElseGet(() -> Response.ok(new Versions(
                                frames.of(visit, say.of("compare"), subject.crumbs(say)),
                                say,
                                subject.path() + "/versions",
                                choices(sealed, older, say),
                                choices(sealed, newer, say),
                                newer.map(one -> one.reason).orElse(""),
                                listing.view(uri.getQueryParameters())))
                        .build());
    }

    private static Optional<SealedReport> pick(List<SealedReport> sealed, Long id) {
        return sealed.stream().filter(one -> one.id.equals(id)).findFirst();
    }

    private List<VersionChoice> choices(List<SealedReport> sealed, Optional<SealedReport> chosen, Say say) {
        return sealed.stream()
                .map(one -> new VersionChoice(
                        String.valueOf(one.id),
                        say.of(
                                "versionLong",
                                one.version,
                                one.until,
                                Cell.time(one.sealedAt, declarations.zone()).text(),
                                one.sealedBy),
                        chosen.filter(picked -> picked.id.equals(one.id)).isPresent()))
                .toList();
    }
}

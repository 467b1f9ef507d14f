package io.dabiao.page.reports;

import io.dabiao.access.Role;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.report.ArchiveFile;
import io.dabiao.report.Edition;
import io.dabiao.report.Figure;
import io.dabiao.report.Format;
import io.dabiao.report.Monitoring;
import io.dabiao.report.Papers;
import io.dabiao.report.Report;
import io.dabiao.report.ReportKind;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
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
     * What keeps a report from being sealed.
     *
     * @param path where a person closes it; empty where only time does
     */
    public record Open(String words, String path) {

        static List<Open> of(Report report, Subject subject, Messages messages) {
            Map<Words, String> rows = new HashMap<>();
            if (report instanceof SelfAssessment assessment) {
                assessment
                        .rows()
                        .forEach(row -> rows.put(row.asks(), row.figure().id()));
            } else if (report instanceof Monitoring monitoring) {
                monitoring
                        .rows()
                        .forEach(row -> rows.put(row.asks(), row.figure().id()));
            }
            return report.open().stream()
                    .map(words -> new Open(
                            messages.of(words),
                            words.equals(Reports.YEAR_RUNS) || words.equals(Reports.FILLING)
                                    ? ""
                                    : rows.containsKey(words)
                                            ? subject.path(Subject.row(rows.get(words)))
                                            : subject.path("/whole")))
                    .toList();
        }
    }

    /**
     * @param other path of the project's other report
     * @param until the cut-off of a monitoring table; empty of a self-assessment, which has none to choose
     * @param open what keeps it from being sealed
     * @param same whether a version was sealed that says the same
     * @param may whether the person may add to it
     */
    @CheckedTemplate(basePath = "reports", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record OneReport(
            Frame frame,
            Messages say,
            String other,
            String otherWords,
            String path,
            String until,
            String first,
            String last,
            List<Fact> facts,
            List<Open> open,
            boolean same,
            boolean may,
            String whole,
            String seal,
            String preview,
            String versionsPath,
            List<ReportsPage.Download> downloads,
            DataTable.View rows,
            DataTable.View versions)
            implements TemplateInstance {}

    /** Its declaration is a draft itself. */
    @CheckedTemplate(basePath = "reports", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Undeclared(Frame frame, Messages say) implements TemplateInstance {}

    @CheckedTemplate(basePath = "reports", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Preview(Frame frame, Messages say, Sheet sheet, List<ReportsPage.Download> downloads)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final Reports reports;
    private final Seals seals;
    private final ArchiveFile archive;
    private final PageContext pageContext;

    ReportPage(Declarations declarations, Reports reports, Seals seals, ArchiveFile archive, PageContext pageContext) {
        this.archive = archive;
        this.declarations = declarations;
        this.reports = reports;
        this.seals = seals;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance report(@BeanParam Asked asked) {
        Messages messages = pageContext.say(ReportPage.class);
        Subject subject = Subject.of(asked, declarations, pageContext);
        Frame.Crumb above = subject.crumbs(messages)[0];
        if (subject.standing().draft()) {
            return new Undeclared(pageContext.frame(subject.title(messages), above), messages);
        }
        Report report = reports.draft(subject.kind(), subject.scope());
        List<SealedReport> sealed = seals.versions(subject.kind(), subject.year(), subject.project());
        DataTable<SealedReport> versions = versions(subject, sealed, messages);
        DataTable<?> rows = report instanceof SelfAssessment assessment
                ? assessed(subject, assessment, messages)
                : monitored(subject, (Monitoring) report, messages);
        return shown(
                subject,
                report,
                rows.view(),
                versions.view(),
                messages,
                pageContext.frame(subject.title(messages), above));
    }

    private OneReport shown(
            Subject subject,
            Report report,
            DataTable.View rows,
            DataTable.View versions,
            Messages messages,
            Frame frame) {
        boolean assessment = subject.kind() == ReportKind.SELF_ASSESSMENT;
        LocalDate end = report.heading().to();
        LocalDate today = pageContext.today();
        return new OneReport(
                frame,
                messages,
                Subject.path(
                        subject.year(),
                        subject.project(),
                        assessment ? ReportKind.MONITORING : ReportKind.SELF_ASSESSMENT),
                messages.of(assessment ? "monitoring" : "selfAssessment"),
                subject.path(),
                assessment ? "" : report.heading().until().toString(),
                report.heading().from().toString(),
                (today.isBefore(end) ? today : end).toString(),
                report instanceof SelfAssessment one ? facts(one, messages) : facts((Monitoring) report, messages),
                Open.of(report, subject, messages),
                report.open().isEmpty()
                        && seals.news(subject.kind(), subject.scope(), report)
                                .filter(List::isEmpty)
                                .isPresent(),
                pageContext.may(Role.REPORT),
                subject.path("/whole"),
                subject.path("/seal"),
                subject.path("/preview"),
                subject.path() + "/versions",
                Files.downloads(seals, subject.and("/file"), true),
                rows,
                versions);
    }

    private List<Fact> facts(SelfAssessment report, Messages messages) {
        SelfAssessment.Budget budget = report.budget();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(messages.of("total"), Numbers.shown(report.total()) + " · " + report.grade()));
        facts.add(new Fact(
                messages.of("budget"), money(budget.planned(), budget.adjusted(), budget.executed(), messages)));
        facts.add(new Fact(
                messages.of("budgetScore"),
                messages.of(
                        "scored",
                        Numbers.shown(budget.score()),
                        Numbers.shown(budget.points()),
                        budget.rate() == null ? "—" : Numbers.beside(budget.rate(), HUNDRED) + " %")));
        said(facts, messages.of("budgetExplanation"), budget.explanation());
        said(facts, messages.of("budgetImprovement"), budget.improvement());
        said(facts, messages.of("achieved"), report.heading().achieved());
        common(facts, report, messages);
        return facts;
    }

    private List<Fact> facts(Monitoring report, Messages messages) {
        Monitoring.Budget budget = report.budget();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(
                messages.of("budget"), money(budget.planned(), budget.adjusted(), budget.executed(), messages)));
        facts.add(new Fact(
                messages.of("budgetExpected"),
                messages.of(
                        budget.expectedByPerson() ? "expectedSaid" : "expectedComputed",
                        Numbers.shown(budget.expected()))));
        said(facts, messages.of("budgetExplanation"), budget.explanation());
        common(facts, report, messages);
        return facts;
    }

    private static String money(BigDecimal planned, BigDecimal adjusted, BigDecimal executed, Messages messages) {
        return messages.of("money", Numbers.shown(planned), Numbers.shown(adjusted), Numbers.shown(executed));
    }

    private static void said(List<Fact> facts, String name, String text) {
        if (text != null) {
            facts.add(new Fact(name, text));
        }
    }

    private void common(List<Fact> facts, Report report, Messages messages) {
        facts.add(new Fact(
                messages.of("facts"),
                messages.of(
                        "factsBefore",
                        Cell.time(report.heading().at(), pageContext.zone()).text(),
                        report.heading().declarationVersion())));
    }

    private DataTable<SelfAssessment.AssessedRow> assessed(Subject subject, SelfAssessment report, Messages messages) {
        return this.<SelfAssessment.AssessedRow>listing(messages)
                .choice(
                        "unexplained",
                        messages.of("explanation"),
                        explained(messages),
                        assessedRow -> word(assessedRow.unexplained()))
                .column("verdict", messages.of("verdict"), assessedRow -> verdict(assessedRow.figure(), messages))
                .column("name", messages.of("indicator"), assessedRow -> name(subject, assessedRow.figure()))
                .column("target", messages.of("target"), assessedRow -> Cell.text(assessedRow.target()))
                .column("actual", messages.of("actual"), assessedRow -> actual(assessedRow.figure(), messages))
                .column("points", messages.of("points"), assessedRow -> Cell.number(assessedRow.points()))
                .column("score", messages.of("rowScore"), assessedRow -> score(assessedRow, messages))
                .column(
                        "said",
                        messages.of("explanation"),
                        assessedRow -> Cell.text(
                                        assessedRow.explanation() == null
                                                ? needs(assessedRow, messages)
                                                : assessedRow.explanation())
                                .detail(assessedRow.improvement()))
                .rows(report.rows());
    }

    private <R> DataTable<R> listing(Messages messages) {
        return new DataTable<R>(pageContext, "rows", messages.of("rows")).empty(messages.of("noRows"));
    }

    private static Map<String, String> explained(Messages messages) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("missing", messages.of("missing"));
        options.put("done", messages.of("notMissing"));
        return options;
    }

    private static String word(boolean unexplained) {
        return unexplained ? "missing" : "done";
    }

    private static Cell verdict(Figure figure, Messages messages) {
        return Cell.verdict(Verdict.ofWord(figure.verdict()), messages);
    }

    private static Cell name(Subject subject, Figure figure) {
        return Cell.link(figure.name(), subject.path(Subject.row(figure.id())))
                .detail(figure.level1() + " / " + figure.level2());
    }

    private static Cell actual(Figure figure, Messages messages) {
        if (figure.exact() == null) {
            return Cell.text(messages.of("noData"));
        }
        String unit = figure.qualitative() ? "" : figure.unit();
        return Cell.number(figure.exact(), (figure.actual() + " " + unit).strip())
                .detail(figure.stale() ? messages.of("stale") : "");
    }

    private static Cell score(SelfAssessment.AssessedRow assessedRow, Messages messages) {
        Cell cell = Cell.number(assessedRow.score());
        return assessedRow.lowered() == null
                ? cell.detail(assessedRow.outside() == null ? "" : messages.of(assessedRow.outside()))
                : cell.detail(messages.of(
                        "loweredWords",
                        Numbers.shown(assessedRow.computed()),
                        assessedRow.lowered().by(),
                        assessedRow.lowered().reason()));
    }

    private static String needs(SelfAssessment.AssessedRow assessedRow, Messages messages) {
        return assessedRow.needs().isEmpty()
                ? ""
                : messages.of(
                        "needs",
                        assessedRow.needs().stream().map(messages::of).collect(Collectors.joining(messages.of("and"))));
    }

    private DataTable<Monitoring.MonitoredRow> monitored(Subject subject, Monitoring report, Messages messages) {
        return this.<Monitoring.MonitoredRow>listing(messages)
                .choice(
                        "unexplained",
                        messages.of("explanation"),
                        explained(messages),
                        monitoredRow -> word(monitoredRow.unexplained()))
                .column("verdict", messages.of("verdict"), monitoredRow -> verdict(monitoredRow.figure(), messages))
                .column("name", messages.of("indicator"), monitoredRow -> name(subject, monitoredRow.figure()))
                .column("target", messages.of("target"), monitoredRow -> Cell.text(monitoredRow.target()))
                .column("actual", messages.of("soFar"), monitoredRow -> actual(monitoredRow.figure(), messages))
                .column(
                        "expected",
                        messages.of("expected"),
                        monitoredRow -> Cell.text(monitoredRow.expected())
                                .detail(monitoredRow.expectedByPerson() ? messages.of("byPerson") : ""))
                .column(
                        "deviation",
                        messages.of("deviation"),
                        monitoredRow -> monitoredRow.deviation() == null
                                ? Cell.number(null)
                                : Cell.number(
                                        monitoredRow.deviation(),
                                        Numbers.beside(monitoredRow.deviation(), BigDecimal.ZERO) + " %"))
                .column(
                        "outlook",
                        messages.of("outlook"),
                        monitoredRow -> Cell.text(
                                monitoredRow.outlook() == null ? "" : pageContext.said(monitoredRow.outlook())))
                .column(
                        "cause",
                        messages.of("cause"),
                        monitoredRow -> Cell.text(
                                        monitoredRow.unexplained()
                                                ? messages.of("missing")
                                                : RowPage.cause(monitoredRow.cause(), messages))
                                .detail(monitoredRow.explanation()))
                .column(
                        "rectification",
                        messages.of("rectify"),
                        monitoredRow -> Cell.text(
                                        monitoredRow.rectify() == null
                                                ? ""
                                                : messages.of(monitoredRow.rectify() ? "yes" : "no"))
                                .detail(joined(monitoredRow.rectification(), monitoredRow.outcome())))
                .rows(report.rows());
    }

    private static String joined(String one, String other) {
        return one == null ? other : other == null ? one : one + " → " + other;
    }

    private DataTable<SealedReport> versions(Subject subject, List<SealedReport> sealed, Messages messages) {
        return new DataTable<SealedReport>(pageContext, "versions", messages.of("versions"))
                .column(
                        "version",
                        messages.of("version"),
                        row -> Cell.link(
                                messages.of("versionNumber", row.version()),
                                subject.path() + "/preview?until=" + row.until() + "&version=" + row.version()))
                .column("by", messages.of("sealedByWhom"), row -> Cell.text(row.sealedBy()))
                .column(
                        "until",
                        messages.of("until"),
                        row -> Cell.text(row.until().toString()))
                .column("at", messages.of("sealedAt"), row -> Cell.time(row.sealedAt(), pageContext.zone()))
                .column("reason", messages.of("reason"), row -> Cell.text(row.reason()))
                .column("sha", "SHA-256", row -> Cell.text(row.sha256()))
                .rows(sealed)
                .empty(messages.of("noVersions"));
    }

    @GET
    @Path("preview")
    public TemplateInstance preview(@BeanParam Asked asked, @QueryParam("version") Integer version) {
        Messages messages = pageContext.say(ReportPage.class);
        Subject subject = Subject.of(asked, declarations, pageContext);
        Report report = version == null
                ? reports.draft(subject.kind(), subject.scope())
                : seals.figures(sealed(asked, subject, version));
        String file = version == null
                ? subject.and("/file")
                : subject.path() + "/file?version=" + version
                        + (asked.until == null ? "" : "&until=" + io.dabiao.page.Paths.encoded(asked.until)) + "&";
        return new Preview(
                pageContext.frame(
                        messages.of(version == null ? "preview" : "previewVersion", version == null ? "" : version),
                        subject.crumbs(messages)),
                messages,
                Sheet.of(Papers.of(report, pageContext.language())),
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
            @QueryParam("language") String language,
            @QueryParam("edition") String edition) {
        Subject subject = Subject.of(asked, declarations, pageContext);
        Messages messages = pageContext.say(ReportPage.class);
        Edition of = Edition.ofWord(edition == null ? "" : edition).orElse(Edition.FULL);
        String name = subject.name() + "-" + subject.year() + "-"
                + messages.of(subject.kind() == ReportKind.SELF_ASSESSMENT ? "selfAssessment" : "monitoring")
                + (version == null ? "" : "-v" + version);
        Optional<SealedReport> sealed = Optional.ofNullable(version).map(one -> sealed(asked, subject, one));
        if ("json".equals(format)) {
            byte[] figures = sealed.map(one -> one.figures().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .orElseGet(() -> seals.figures(reports.draft(subject.kind(), subject.scope())));
            return Files.download(MediaType.APPLICATION_JSON, figures, name + ".json");
        }
        Language in = Files.language(language, pageContext);
        if ("zip".equals(format)) {
            byte[] zip = sealed.map(one -> archive.of(one, in))
                    .orElseGet(() -> archive.of(reports.draft(subject.kind(), subject.scope()), in, pageContext.now()));
            return Files.download("application/zip", zip, name + ".zip");
        }
        Format wanted = Files.format(seals, format);
        byte[] content = sealed.map(
                        one -> of == Edition.PUBLIC ? seals.published(one, wanted, in) : seals.paper(one, wanted, in))
                .orElseGet(() ->
                        seals.rendered(wanted, Papers.of(reports.draft(subject.kind(), subject.scope()), in, of)));
        return Files.download(wanted, content, of == Edition.PUBLIC ? name + "-public" : name);
    }

    /** One difference, in the language asked for. */
    public record Difference(String where, String what, String before, String after, String because) {

        static Difference of(io.dabiao.report.Report.Difference one, Messages messages) {
            return new Difference(
                    one.where(), messages.of(one.what()), one.before(), one.after(), messages.of(one.because()));
        }
    }

    /**
     * @param from id of the older one; empty where there is nothing to compare
     */
    @CheckedTemplate(basePath = "reports", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Versions(
            Frame frame,
            Messages say,
            String path,
            List<VersionChoice> from,
            List<VersionChoice> to,
            String reason,
            DataTable.View differences)
            implements TemplateInstance {}

    public record VersionChoice(String value, String words, boolean chosen) {}

    /** Two sealed versions beside each other: by default the newest and the one before it. */
    @GET
    @Path("versions")
    public TemplateInstance compare(@BeanParam Asked asked, @QueryParam("from") Long from, @QueryParam("to") Long to) {
        Messages messages = pageContext.say(ReportPage.class);
        Subject subject = Subject.of(asked, declarations, pageContext);
        List<SealedReport> sealed = seals.versions(subject.kind(), subject.year(), subject.project());
        Optional<SealedReport> newer = pick(sealed, to).or(() -> sealed.stream().findFirst());
        Optional<SealedReport> older = pick(sealed, from)
                .or(() -> sealed.stream()
                        .filter(one -> newer.get().id() > one.id())
                        .findFirst());
        List<Difference> differences = newer.isPresent() && older.isPresent()
                ? seals.differences(older.get(), newer.get()).stream()
                        .map(one -> Difference.of(one, messages))
                        .toList()
                : List.of();
        DataTable<Difference> dataTable = new DataTable<Difference>(
                        pageContext, "differences", messages.of("differences"))
                .column("where", messages.of("where"), one -> Cell.text(one.where()))
                .column("what", messages.of("what"), one -> Cell.text(one.what()))
                .column("before", messages.of("beforeValue"), one -> Cell.text(one.before()))
                .column("after", messages.of("afterValue"), one -> Cell.text(one.after()))
                .column("because", messages.of("because"), one -> Cell.text(one.because()))
                .rows(differences)
                .empty(messages.of(older.isPresent() ? "noDifferences" : "nothingToCompare"));
        return new Versions(
                pageContext.frame(messages.of("compare"), subject.crumbs(messages)),
                messages,
                subject.path() + "/versions",
                choices(sealed, older, messages),
                choices(sealed, newer, messages),
                newer.map(SealedReport::reason).orElse(""),
                dataTable.view());
    }

    private static Optional<SealedReport> pick(List<SealedReport> sealed, Long id) {
        return sealed.stream().filter(one -> id != null && one.id() == id).findFirst();
    }

    private List<VersionChoice> choices(List<SealedReport> sealed, Optional<SealedReport> chosen, Messages messages) {
        return sealed.stream()
                .map(one -> new VersionChoice(
                        String.valueOf(one.id()),
                        messages.of(
                                "versionLong",
                                one.version(),
                                one.until(),
                                Cell.time(one.sealedAt(), pageContext.zone()).text(),
                                one.sealedBy()),
                        chosen.filter(picked -> picked.id() == one.id()).isPresent()))
                .toList();
    }
}

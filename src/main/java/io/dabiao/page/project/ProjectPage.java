package io.dabiao.page.project;

import io.dabiao.access.Role;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Printed;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.Hearing;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.evaluate.FailedEvaluation;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Hearings;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.Verdicts;
import io.dabiao.page.Year;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One project's year: what it promised with its money, and how its indicators stand. */
@Path("/years/{year}/{project}")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class ProjectPage {

    /**
     * @param budget in yuan, in force today
     * @param declares where an indicator is added; empty where the reader may not
     * @param others the other years in which there is a project of this id
     */
    @CheckedTemplate(basePath = "project", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Project(
            Frame frame,
            Messages say,
            Declaration declaration,
            int version,
            boolean draft,
            String declares,
            LocalDate until,
            String budget,
            List<Integer> others,
            Verdicts verdicts,
            Hearings hearings,
            DataTable.View indicators)
            implements TemplateInstance {}

    /** @param now null while it has not been evaluated yet */
    private record IndicatorRow(Indicator promised, RecordedEvaluation now) {}

    private final Declarations declarations;
    private final EvaluationCache evaluationCache;
    private final PageContext pageContext;

    ProjectPage(Declarations declarations, EvaluationCache evaluationCache, PageContext pageContext) {
        this.declarations = declarations;
        this.evaluationCache = evaluationCache;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance page(@PathParam("year") int wanted, @PathParam("project") String project) {
        Messages messages = pageContext.say(ProjectPage.class);
        Year year = Year.of(declarations, pageContext, Optional.of(wanted));
        EffectiveDeclaration effectiveDeclaration = year.project(project);
        Declaration declaration = effectiveDeclaration.declaration();
        Map<String, RecordedEvaluation> evaluated = evaluationCache.rows().stream()
                .filter(row -> row.ref().year() == wanted && row.ref().project().equals(project))
                .collect(Collectors.toMap(row -> row.ref().id(), Function.identity()));
        List<IndicatorRow> rows = declaration.indicators().stream()
                .map(promised -> new IndicatorRow(promised, evaluated.get(promised.id())))
                .toList();
        DataTable<IndicatorRow> indicators = indicators(messages, declaration, rows);
        return new Project(
                pageContext.frame(declaration.name(), overview(messages, wanted)),
                messages,
                declaration,
                effectiveDeclaration.version(),
                effectiveDeclaration.draft(),
                pageContext.may(Role.REPORT) && pageContext.signedIn()
                        ? "/declaring/" + wanted + "/" + Paths.encoded(project)
                        : "",
                declaration.period().until().minusDays(1),
                budget(declaration),
                others(project),
                Verdicts.of(rows.stream().map(ProjectPage::verdict).toList(), messages),
                Hearings.of(
                        rows.stream().map(ProjectPage::hearing).toList(),
                        messages,
                        "/years/" + wanted + "/" + Paths.encoded(project)),
                indicators.view());
    }

    private static Frame.Crumb overview(Messages messages, int year) {
        return new Frame.Crumb(messages.of("overview", year), "/overview?year=" + year);
    }

    private String budget(Declaration declaration) {
        LocalDate today = pageContext.now().atZone(declaration.zone()).toLocalDate();
        return Numbers.shown(declaration.budget().on(today).total());
    }

    private List<Integer> others(String project) {
        return declarations.inForce().years().stream()
                .filter(year -> declarations.inForce().year(year).stream()
                        .anyMatch(effectiveDeclaration ->
                                effectiveDeclaration.declaration().project().equals(project)))
                .toList();
    }

    private static String hearing(IndicatorRow indicatorRow) {
        return indicatorRow.now() == null
                ? Hearing.NEVER.word()
                : indicatorRow.now().hearing().word();
    }

    private static Verdict verdict(IndicatorRow indicatorRow) {
        return indicatorRow.now() == null ? Verdict.NO_DATA : indicatorRow.now().verdict();
    }

    /** The one that was recorded last, also where there can be no newer one. */
    private Cell verdict(Messages messages, Declaration declaration, IndicatorRow indicatorRow) {
        Cell verdict =
                Cell.verdict(verdict(indicatorRow), indicatorRow.promised().behaviour(), messages);
        FailedEvaluation failed = evaluationCache
                .failures()
                .get(new IndicatorRef(
                        declaration.year(),
                        declaration.project(),
                        indicatorRow.promised().id()));
        return failed == null
                ? verdict
                : verdict.detail(messages.of(
                        "evaluationFails",
                        Cell.time(failed.since(), declaration.zone()).text()));
    }

    private DataTable<IndicatorRow> indicators(Messages messages, Declaration declaration, List<IndicatorRow> rows) {
        Map<String, String> verdicts = new LinkedHashMap<>();
        Verdicts.ORDER.forEach(verdict -> verdicts.put(verdict.word(), messages.of(verdict)));
        Map<String, String> levels = new LinkedHashMap<>();
        declaration.indicators().forEach(one -> levels.put(one.level1(), one.level1()));
        String here = "/years/" + declaration.year() + "/" + Paths.encoded(declaration.project()) + "/";
        return new DataTable<IndicatorRow>(pageContext, "indicators", messages.of("indicators"))
                .choice(
                        "verdict",
                        messages.of("verdict"),
                        verdicts,
                        indicatorRow -> verdict(indicatorRow).word())
                .choice("heard", messages.of("heard"), Hearings.choices(messages), ProjectPage::hearing)
                .choice(
                        "level",
                        messages.of("level"),
                        levels,
                        indicatorRow -> indicatorRow.promised().level1())
                .column("verdict", messages.of("verdict"), indicatorRow -> verdict(messages, declaration, indicatorRow))
                .column(
                        "name",
                        messages.of("indicator"),
                        indicatorRow -> Cell.link(
                                        indicatorRow.promised().name(),
                                        here
                                                + Paths.encoded(
                                                        indicatorRow.promised().id()))
                                .detail(indicatorRow.promised().level1() + " · "
                                        + indicatorRow.promised().level2()))
                .column(
                        "printed",
                        messages.of("printed"),
                        indicatorRow -> Cell.text(indicatorRow
                                .promised()
                                .printed()
                                .map(Printed::text)
                                .orElse("")))
                .column(
                        "actual",
                        messages.of("actual"),
                        indicatorRow ->
                                actual(indicatorRow.now()).detail(Hearings.beside(hearing(indicatorRow), messages)))
                .column("probability", messages.of("probability"), indicatorRow -> probability(indicatorRow.now()))
                .column("sentence", messages.of("sentence"), indicatorRow -> sentence(messages, indicatorRow.now()))
                .column(
                        "owner",
                        messages.of("owner"),
                        indicatorRow -> Cell.text(
                                indicatorRow.promised().remarks().owner().orElse("")))
                .rows(rows)
                .empty(messages.of("noIndicators"));
    }

    private static Cell actual(RecordedEvaluation row) {
        return row == null || row.figures().actual() == null
                ? Cell.number(null)
                : Cell.number(
                        row.figures().actual(),
                        (Numbers.beside(row.figures().actual(), row.figures().target()) + " "
                                        + row.declared().unit())
                                .strip());
    }

    private static Cell probability(RecordedEvaluation row) {
        return row == null || row.expected().probability() == null
                ? Cell.number(null)
                : Cell.number(
                        row.expected().probability(),
                        Numbers.percent(row.expected().probability()));
    }

    private Cell sentence(Messages messages, RecordedEvaluation row) {
        return Cell.text(row == null ? "" : pageContext.said(row.sentence()));
    }
}

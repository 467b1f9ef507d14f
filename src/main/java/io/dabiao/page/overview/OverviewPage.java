package io.dabiao.page.overview;

import io.dabiao.access.Role;
import io.dabiao.access.person.People;
import io.dabiao.core.Verdict;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.CurrentEvaluation;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.evaluate.FailedEvaluation;
import io.dabiao.evaluate.VerdictChange;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Hearings;
import io.dabiao.page.Layout;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.Redirect;
import io.dabiao.page.TodoItem;
import io.dabiao.page.Verdicts;
import io.dabiao.page.Year;
import io.dabiao.report.Seals;
import io.quarkus.arc.All;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The year at a glance, per project and overall; what changed, and what waits for whoever looks. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class OverviewPage {

    /** Where a newcomer is led. */
    private static final String START = "/start";

    /** After so long without a look, a look is a new visit. */
    private static final Duration PAUSE = Duration.ofMinutes(30);

    /** Who comes for the first time is told of so much. */
    private static final Duration FIRST = Duration.ofDays(7);

    /** On a page: the year itself comes below. */
    private static final int CHANGES_SHOWN = 10;

    /** Of each kind; the rest is a number. */
    private static final int TASKS_SHOWN = 5;

    /** @param draft whether its declaration still waits for approval */
    public record ProjectRow(String name, String path, boolean draft, Verdicts verdicts) {}

    /** @param more how many are not in {@code tasks} */
    public record Waiting(String name, List<TodoItem.Task> tasks, int more) {}

    /**
     * @param since what changed since then is shown, by the institution's clocks
     * @param quiet whether no indicator has a value yet
     * @param begins whether whoever looks may take the first steps
     */
    @CheckedTemplate(basePath = "overview", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Overview(
            Frame frame,
            Messages say,
            Year year,
            Verdicts verdicts,
            Hearings hearings,
            List<ProjectRow> projects,
            String since,
            DataTable.View changes,
            List<Waiting> waiting,
            boolean quiet,
            boolean begins,
            DataTable.View indicators)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final EvaluationCache evaluationCache;
    private final People people;
    private final List<TodoItem> duties;
    private final PageContext pageContext;
    private final Layout layout;
    private final Seals formats;

    OverviewPage(
            Declarations declarations,
            EvaluationCache evaluationCache,
            People people,
            @All List<TodoItem> duties,
            PageContext pageContext,
            Layout layout,
            Seals formats) {
        this.declarations = declarations;
        this.evaluationCache = evaluationCache;
        this.people = people;
        this.duties =
                duties.stream().sorted(Comparator.comparing(TodoItem::place)).toList();
        this.pageContext = pageContext;
        this.layout = layout;
        this.formats = formats;
    }

    @GET
    @PermitAll
    public Response start() {
        return Redirect.to("/overview");
    }

    @GET
    @Path("overview")
    public Response page(@QueryParam("year") Integer wanted, @Context UriInfo uri) {
        Messages messages = pageContext.say(OverviewPage.class);
        Year year = Year.of(declarations, pageContext, Optional.ofNullable(wanted));
        List<CurrentEvaluation> rows = evaluationCache.rows().stream()
                .filter(row -> row.year == year.year() && pageContext.sees(row.project))
                .toList();
        DataTable<CurrentEvaluation> indicators = indicators(messages, year, rows);
        Instant since = pageContext
                .session()
                .flatMap(session -> people.visit(session.personId(), PAUSE))
                .orElse(pageContext.now().minus(FIRST));
        DataTable<VerdictChange> changes = changes(messages, year, since);
        return indicators
                .export(uri.getQueryParameters(), formats)
                .or(() -> changes.export(uri.getQueryParameters(), formats))
                .orElseGet(() -> Response.ok(new Overview(
                                layout.of(pageContext, messages.of("title", year.year())),
                                messages,
                                year,
                                verdicts(rows, messages),
                                Hearings.of(
                                        rows.stream().map(row -> row.hearing).toList(),
                                        messages,
                                        "/overview?year=" + year.year()),
                                projects(year, rows, messages),
                                Cell.time(since, declarations.zone()).text(),
                                changes.view(uri.getQueryParameters()),
                                waiting(year),
                                rows.stream().allMatch(row -> row.heard == null),
                                pageContext.may(Role.REPORT),
                                indicators.view(uri.getQueryParameters())))
                        .build());
    }

    private static Verdicts verdicts(List<CurrentEvaluation> rows, Messages messages) {
        return Verdicts.of(rows.stream().map(row -> Verdict.ofWord(row.verdict)).toList(), messages);
    }

    private static List<ProjectRow> projects(Year year, List<CurrentEvaluation> rows, Messages messages) {
        Map<String, List<CurrentEvaluation>> byProject =
                rows.stream().collect(Collectors.groupingBy(row -> row.project));
        return year.projects().stream()
                .map(effectiveDeclaration -> new ProjectRow(
                        effectiveDeclaration.declaration().name(),
                        path(year.year(), effectiveDeclaration.declaration().project()),
                        effectiveDeclaration.draft(),
                        verdicts(
                                byProject.getOrDefault(
                                        effectiveDeclaration.declaration().project(), List.of()),
                                messages)))
                .toList();
    }

    private DataTable<CurrentEvaluation> indicators(Messages messages, Year year, List<CurrentEvaluation> rows) {
        Map<String, String> projects = new LinkedHashMap<>();
        for (EffectiveDeclaration effectiveDeclaration : year.projects()) {
            projects.put(
                    effectiveDeclaration.declaration().project(),
                    effectiveDeclaration.declaration().name());
        }
        Map<String, String> verdicts = new LinkedHashMap<>();
        Verdicts.ORDER.forEach(verdict -> verdicts.put(verdict.word(), messages.of(verdict)));
        return new DataTable<CurrentEvaluation>(pageContext, "indicators", messages.of("indicators"))
                .choice("project", messages.of("project"), projects, row -> row.project)
                .choice("verdict", messages.of("verdict"), verdicts, row -> row.verdict)
                .choice("heard", messages.of("heard"), Hearings.choices(messages), row -> row.hearing)
                .column("verdict", messages.of("verdict"), row -> verdict(row, messages))
                .column(
                        "name",
                        messages.of("indicator"),
                        row -> Cell.link(row.name, path(row.year, row.project) + "/" + Paths.encoded(row.indicator))
                                .detail(row.projectName))
                .column("target", messages.of("target"), row -> Cell.text(row.targetWords))
                .column(
                        "actual",
                        messages.of("actual"),
                        row -> actual(row).detail(Hearings.beside(row.hearing, messages)))
                .column("probability", messages.of("probability"), row -> probability(row))
                .column(
                        "sentence",
                        messages.of("sentence"),
                        row -> Cell.text(messages.of(new io.dabiao.core.Words(row.sentence, row.sentenceZh))))
                .rows(rows)
                .empty(messages.of("noIndicators"))
                .next(messages.of("toStart"), pageContext.may(Role.REPORT) ? START : "");
    }

    /** The one that was recorded last, also where there can be no newer one. */
    private Cell verdict(CurrentEvaluation row, Messages messages) {
        Cell verdict = Cell.verdict(Verdict.ofWord(row.verdict), messages);
        FailedEvaluation failed =
                evaluationCache.failures().get(new CurrentEvaluation.Key(row.year, row.project, row.indicator));
        return failed == null
                ? verdict
                : verdict.detail(messages.of(
                        "evaluationFails",
                        Cell.time(failed.since, declarations.zone()).text()));
    }

    private static Cell actual(CurrentEvaluation row) {
        return row.actual == null
                ? Cell.number(null)
                : Cell.number(row.actual, (Numbers.beside(row.actual, row.target) + " " + row.unit).strip());
    }

    private static Cell probability(CurrentEvaluation row) {
        return row.probability == null
                ? Cell.number(null)
                : Cell.number(row.probability, Numbers.percent(row.probability));
    }

    private DataTable<VerdictChange> changes(Messages messages, Year year, Instant since) {
        Map<CurrentEvaluation.Key, CurrentEvaluation> named = evaluationCache.rows().stream()
                .collect(Collectors.toMap(
                        row -> new CurrentEvaluation.Key(row.year, row.project, row.indicator), row -> row));
        List<VerdictChange> changes =
                VerdictChange.<VerdictChange>list("year = ?1 and recordedAt > ?2 order by id desc", year.year(), since)
                        .stream()
                        .filter(change -> pageContext.sees(change.project))
                        .toList();
        return new DataTable<VerdictChange>(pageContext, "changes", messages.of("changes"))
                .column("when", messages.of("when"), change -> Cell.time(change.recordedAt, declarations.zone()))
                .column("name", messages.of("indicator"), change -> {
                    CurrentEvaluation row =
                            named.get(new CurrentEvaluation.Key(change.year, change.project, change.indicator));
                    return Cell.link(
                                    row == null ? change.indicator : row.name,
                                    path(change.year, change.project) + "/" + Paths.encoded(change.indicator))
                            .detail(row == null ? change.project : row.projectName);
                })
                .column(
                        "before",
                        messages.of("before"),
                        change -> change.before == null
                                ? Cell.text(messages.of("first"))
                                : Cell.verdict(Verdict.ofWord(change.before), messages))
                .column("after", messages.of("after"), change -> Cell.verdict(Verdict.ofWord(change.after), messages))
                .column(
                        "sentence",
                        messages.of("sentence"),
                        change -> Cell.text(messages.of(new io.dabiao.core.Words(change.sentence, change.sentenceZh))))
                .rows(changes)
                .most(CHANGES_SHOWN)
                .empty(messages.of("noChanges"));
    }

    private List<Waiting> waiting(Year year) {
        return duties.stream()
                .map(todoItem -> {
                    List<TodoItem.Task> tasks = todoItem.tasks(pageContext, year.year());
                    List<TodoItem.Task> shown =
                            tasks.stream().limit(TASKS_SHOWN).toList();
                    return new Waiting(todoItem.name(pageContext), shown, tasks.size() - shown.size());
                })
                .filter(waiting -> !waiting.tasks().isEmpty())
                .toList();
    }

    private static String path(int year, String project) {
        return "/years/" + year + "/" + Paths.encoded(project);
    }
}

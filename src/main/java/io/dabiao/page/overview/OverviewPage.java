package io.dabiao.page.overview;

import io.dabiao.access.Role;
import io.dabiao.access.person.People;
import io.dabiao.core.Verdict;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Standing;
import io.dabiao.evaluate.Board;
import io.dabiao.evaluate.CurrentEvaluation;
import io.dabiao.evaluate.FailedEvaluation;
import io.dabiao.evaluate.VerdictChange;
import io.dabiao.page.Cell;
import io.dabiao.page.Duty;
import io.dabiao.page.Frame;
import io.dabiao.page.Frames;
import io.dabiao.page.Hearings;
import io.dabiao.page.Listing;
import io.dabiao.page.Numbers;
import io.dabiao.page.Paths;
import io.dabiao.page.Redirect;
import io.dabiao.page.Say;
import io.dabiao.page.Verdicts;
import io.dabiao.page.Visit;
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
    public record Waiting(String name, List<Duty.Task> tasks, int more) {}

    /**
     * @param since what changed since then is shown, by the institution's clocks
     * @param quiet whether no indicator has a value yet
     * @param begins whether whoever looks may take the first steps
     */
    @CheckedTemplate(basePath = "overview", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Overview(
            Frame frame,
            Say say,
            Year year,
            Verdicts verdicts,
            Hearings hearings,
            List<ProjectRow> projects,
            String since,
            Listing.View changes,
            List<Waiting> waiting,
            boolean quiet,
            boolean begins,
            Listing.View indicators)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final Board board;
    private final People people;
    private final List<Duty> duties;
    private final Visit visit;
    private final Frames frames;
    private final Seals formats;

    OverviewPage(
            Declarations declarations,
            Board board,
            People people,
            @All List<Duty> duties,
            Visit visit,
            Frames frames,
            Seals formats) {
        this.declarations = declarations;
        this.board = board;
        this.people = people;
        this.duties = duties.stream().sorted(Comparator.comparing(Duty::place)).toList();
        this.visit = visit;
        this.frames = frames;
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
        Say say = visit.say(OverviewPage.class);
        Year year = Year.of(declarations, visit, Optional.ofNullable(wanted));
        List<CurrentEvaluation> rows = board.rows().stream()
                .filter(row -> row.year == year.year() && visit.sees(row.project))
                .toList();
        Listing<CurrentEvaluation> indicators = indicators(say, year, rows);
        Instant since = visit.session()
                .flatMap(session -> people.visit(session.personId(), PAUSE))
                .orElse(visit.now().minus(FIRST));
        Listing<VerdictChange> changes = changes(say, year, since);
        return indicators
                .export(uri.getQueryParameters(), formats)
                .or(() -> changes.export(uri.getQueryParameters(), formats))
                .orElseGet(() -> Response.ok(new Overview(
                                frames.of(visit, say.of("title", year.year())),
                                say,
                                year,
                                verdicts(rows, say),
                                Hearings.of(
                                        rows.stream().map(row -> row.hearing).toList(),
                                        say,
                                        "/overview?year=" + year.year()),
                                projects(year, rows, say),
                                Cell.time(since, declarations.zone()).text(),
                                changes.view(uri.getQueryParameters()),
                                waiting(year),
                                rows.stream().allMatch(row -> row.heard == null),
                                visit.may(Role.REPORT),
                                indicators.view(uri.getQueryParameters())))
                        .build());
    }

    private static Verdicts verdicts(List<CurrentEvaluation> rows, Say say) {
        return Verdicts.of(rows.stream().map(row -> Verdict.ofWord(row.verdict)).toList(), say);
    }

    private static List<ProjectRow> projects(Year year, List<CurrentEvaluation> rows, Say say) {
        Map<String, List<CurrentEvaluation>> byProject =
                rows.stream().collect(Collectors.groupingBy(row -> row.project));
        return year.projects().stream()
                .map(standing -> new ProjectRow(
                        standing.declaration().name(),
                        path(year.year(), standing.declaration().project()),
                        standing.draft(),
                        verdicts(byProject.getOrDefault(standing.declaration().project(), List.of()), say)))
                .toList();
    }

    private Listing<CurrentEvaluation> indicators(Say say, Year year, List<CurrentEvaluation> rows) {
        Map<String, String> projects = new LinkedHashMap<>();
        for (Standing standing : year.projects()) {
            projects.put(
                    standing.declaration().project(), standing.declaration().name());
        }
        Map<String, String> verdicts = new LinkedHashMap<>();
        Verdicts.ORDER.forEach(verdict -> verdicts.put(verdict.word(), say.of(verdict)));
        return new Listing<CurrentEvaluation>(visit, "indicators", say.of("indicators"))
                .choice("project", say.of("project"), projects, row -> row.project)
                .choice("verdict", say.of("verdict"), verdicts, row -> row.verdict)
                .choice("heard", say.of("heard"), Hearings.choices(say), row -> row.hearing)
                .column("verdict", say.of("verdict"), row -> verdict(row, say))
                .column(
                        "name",
                        say.of("indicator"),
                        row -> Cell.link(row.name, path(row.year, row.project) + "/" + Paths.encoded(row.indicator))
                                .detail(row.projectName))
                .column("target", say.of("target"), row -> Cell.text(row.targetWords))
                .column("actual", say.of("actual"), row -> actual(row).detail(Hearings.beside(row.hearing, say)))
                .column("probability", say.of("probability"), row -> probability(row))
                .column(
                        "sentence",
                        say.of("sentence"),
                        row -> Cell.text(say.of(new io.dabiao.core.Words(row.sentence, row.sentenceZh))))
                .rows(rows)
                .empty(say.of("noIndicators"))
                .next(say.of("toStart"), visit.may(Role.REPORT) ? START : "");
    }

    /** The one that was recorded last, also where there can be no newer one. */
    private Cell verdict(CurrentEvaluation row, Say say) {
        Cell verdict = Cell.verdict(Verdict.ofWord(row.verdict), say);
        FailedEvaluation failed = board.failures().get(new CurrentEvaluation.Key(row.year, row.project, row.indicator));
        return failed == null
                ? verdict
                : verdict.detail(say.of(
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

    private Listing<VerdictChange> changes(Say say, Year year, Instant since) {
        Map<CurrentEvaluation.Key, CurrentEvaluation> named = board.rows().stream()
                .collect(Collectors.toMap(
                        row -> new CurrentEvaluation.Key(row.year, row.project, row.indicator), row -> row));
        List<VerdictChange> changes =
                VerdictChange.<VerdictChange>list("year = ?1 and recordedAt > ?2 order by id desc", year.year(), since)
                        .stream()
                        .filter(change -> visit.sees(change.project))
                        .toList();
        return new Listing<VerdictChange>(visit, "changes", say.of("changes"))
                .column("when", say.of("when"), change -> Cell.time(change.recordedAt, declarations.zone()))
                .column("name", say.of("indicator"), change -> {
                    CurrentEvaluation row =
                            named.get(new CurrentEvaluation.Key(change.year, change.project, change.indicator));
                    return Cell.link(
                                    row == null ? change.indicator : row.name,
                                    path(change.year, change.project) + "/" + Paths.encoded(change.indicator))
                            .detail(row == null ? change.project : row.projectName);
                })
                .column(
                        "before",
                        say.of("before"),
                        change -> change.before == null
                                ? Cell.text(say.of("first"))
                                : Cell.verdict(Verdict.ofWord(change.before), say))
                .column("after", say.of("after"), change -> Cell.verdict(Verdict.ofWord(change.after), say))
                .column(
                        "sentence",
                        say.of("sentence"),
                        change -> Cell.text(say.of(new io.dabiao.core.Words(change.sentence, change.sentenceZh))))
                .rows(changes)
                .most(CHANGES_SHOWN)
                .empty(say.of("noChanges"));
    }

    private List<Waiting> waiting(Year year) {
        return duties.stream()
                .map(duty -> {
                    List<Duty.Task> tasks = duty.tasks(visit, year.year());
                    List<Duty.Task> shown = tasks.stream().limit(TASKS_SHOWN).toList();
                    return new Waiting(duty.name(visit), shown, tasks.size() - shown.size());
                })
                .filter(waiting -> !waiting.tasks().isEmpty())
                .toList();
    }

    private static String path(int year, String project) {
        return "/years/" + year + "/" + Paths.encoded(project);
    }
}

package io.dabiao.page.project;

import io.dabiao.access.Role;
import io.dabiao.core.Declaration;
import io.dabiao.core.Hearing;
import io.dabiao.core.Indicator;
import io.dabiao.core.Printed;
import io.dabiao.core.Verdict;
import io.dabiao.core.Words;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Standing;
import io.dabiao.evaluate.Board;
import io.dabiao.evaluate.CurrentEvaluation;
import io.dabiao.evaluate.FailedEvaluation;
import io.dabiao.page.Cell;
import io.dabiao.page.Frame;
import io.dabiao.page.Frames;
import io.dabiao.page.Hearings;
import io.dabiao.page.Listing;
import io.dabiao.page.Numbers;
import io.dabiao.page.Paths;
import io.dabiao.page.Say;
import io.dabiao.page.Verdicts;
import io.dabiao.page.Visit;
import io.dabiao.page.Year;
import io.dabiao.report.Seals;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
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
     * @param others the other years in which there is a project of this id
     */
    @CheckedTemplate(basePath = "project", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Project(
            Frame frame,
            Say say,
            Declaration declaration,
            int version,
            boolean draft,
            LocalDate until,
            String budget,
            List<Integer> others,
            Verdicts verdicts,
            Hearings hearings,
            Listing.View indicators)
            implements TemplateInstance {}

    /** @param now null while it has not been evaluated yet */
    private record Row(Indicator promised, CurrentEvaluation now) {}

    private final Declarations declarations;
    private final Board board;
    private final Visit visit;
    private final Frames frames;
    private final Seals formats;

    ProjectPage(Declarations declarations, Board board, Visit visit, Frames frames, Seals formats) {
        this.declarations = declarations;
        this.board = board;
        this.visit = visit;
        this.frames = frames;
        this.formats = formats;
    }

    @GET
    public Response page(@PathParam("year") int wanted, @PathParam("project") String project, @Context UriInfo uri) {
        Say say = visit.say(ProjectPage.class);
        Year year = Year.of(declarations, visit, Optional.of(wanted));
        Standing standing = year.project(project);
        Declaration declaration = standing.declaration();
        Map<String, CurrentEvaluation> evaluated = board.rows().stream()
                .filter(row -> row.year == wanted && row.project.equals(project))
                .collect(Collectors.toMap(row -> row.indicator, Function.identity()));
        List<Row> rows = declaration.indicators().stream()
                .map(promised -> new Row(promised, evaluated.get(promised.id())))
                .toList();
        Listing<Row> indicators = indicators(say, declaration, rows);
        return indicators
                .export(uri.getQueryParameters(), formats)
                .orElseGet(() -> Response.ok(new Project(
                                frames.of(visit, declaration.name(), overview(say, wanted)),
                                say,
                                declaration,
                                standing.version(),
                                standing.draft(),
                                declaration.period().until().minusDays(1),
                                budget(declaration),
                                others(project),
                                Verdicts.of(
                                        rows.stream().map(ProjectPage::verdict).toList(), say),
                                Hearings.of(
                                        rows.stream().map(ProjectPage::hearing).toList(),
                                        say,
                                        "/years/" + wanted + "/" + Paths.encoded(project)),
                                indicators.view(uri.getQueryParameters())))
                        .build());
    }

    private static Frame.Crumb overview(Say say, int year) {
        return new Frame.Crumb(say.of("overview", year), "/overview?year=" + year);
    }

    private String budget(Declaration declaration) {
        LocalDate today = visit.now().atZone(declaration.zone()).toLocalDate();
        return Numbers.shown(declaration.budget().on(today).total());
    }

    private List<Integer> others(String project) {
        return declarations.inForce().years().stream()
                .filter(year -> declarations.inForce().year(year).stream()
                        .anyMatch(standing -> standing.declaration().project().equals(project)))
                .toList();
    }

    private static String hearing(Row row) {
        return row.now() == null ? Hearing.NEVER.word() : row.now().hearing;
    }

    private static Verdict verdict(Row row) {
        return row.now() == null ? Verdict.NO_DATA : Verdict.ofWord(row.now().verdict);
    }

    /** The one that was recorded last, also where there can be no newer one. */
    private Cell verdict(Say say, Declaration declaration, Row row) {
        Cell verdict = Cell.verdict(verdict(row), say);
        FailedEvaluation failed = board.failures()
                .get(new CurrentEvaluation.Key(
                        declaration.year(),
                        declaration.project(),
                        row.promised().id()));
        return failed == null
                ? verdict
                : verdict.detail(say.of(
                        "evaluationFails",
                        Cell.time(failed.since, declaration.zone()).text()));
    }

    private Listing<Row> indicators(Say say, Declaration declaration, List<Row> rows) {
        Map<String, String> verdicts = new LinkedHashMap<>();
        Verdicts.ORDER.forEach(verdict -> verdicts.put(verdict.word(), say.of(verdict)));
        Map<String, String> levels = new LinkedHashMap<>();
        declaration.indicators().forEach(one -> levels.put(one.level1(), one.level1()));
        String here = "/years/" + declaration.year() + "/" + Paths.encoded(declaration.project()) + "/";
        return new Listing<Row>(visit, "indicators", say.of("indicators"))
                .choice(
                        "verdict",
                        say.of("verdict"),
                        verdicts,
                        row -> verdict(row).word())
                .choice("heard", say.of("heard"), Hearings.choices(say), ProjectPage::hearing)
                .choice("level", say.of("level"), levels, row -> row.promised().level1())
                .column("verdict", say.of("verdict"), row -> verdict(say, declaration, row))
                .column(
                        "name",
                        say.of("indicator"),
                        row -> Cell.link(
                                        row.promised().name(),
                                        here + Paths.encoded(row.promised().id()))
                                .detail(row.promised().level1() + " · "
                                        + row.promised().level2()))
                .column(
                        "printed",
                        say.of("printed"),
                        row -> Cell.text(
                                row.promised().printed().map(Printed::text).orElse("")))
                .column("actual", say.of("actual"), row -> actual(row.now()).detail(Hearings.beside(hearing(row), say)))
                .column("probability", say.of("probability"), row -> probability(row.now()))
                .column("sentence", say.of("sentence"), row -> sentence(say, row.now()))
                .column(
                        "owner",
                        say.of("owner"),
                        row -> Cell.text(row.promised().remarks().owner().orElse("")))
                .rows(rows)
                .empty(say.of("noIndicators"));
    }

    private static Cell actual(CurrentEvaluation row) {
        return row == null || row.actual == null
                ? Cell.number(null)
                : Cell.number(row.actual, (Numbers.beside(row.actual, row.target) + " " + row.unit).strip());
    }

    private static Cell probability(CurrentEvaluation row) {
        return row == null || row.probability == null
                ? Cell.number(null)
                : Cell.number(row.probability, Numbers.percent(row.probability));
    }

    private static Cell sentence(Say say, CurrentEvaluation row) {
        return Cell.text(row == null ? "" : say.of(new Words(row.sentence, row.sentenceZh)));
    }
}

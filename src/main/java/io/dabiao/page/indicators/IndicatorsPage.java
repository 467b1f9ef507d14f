package io.dabiao.page.indicators;

import io.dabiao.access.Role;
import io.dabiao.access.person.People;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.evaluation.VerdictChange;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.evaluate.FailedEvaluation;
import io.dabiao.evaluate.VerdictHistory;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Hearings;
import io.dabiao.page.Layout;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.Verdicts;
import io.dabiao.page.Year;
import io.dabiao.report.Seals;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A year's indicators across projects, chosen by what one looks for; and how their verdicts changed. */
@Path("/indicators")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class IndicatorsPage {

    /** A person who comes for the first time sees what changed in this time. */
    private static final Duration FIRST = Duration.ofDays(7);

    @CheckedTemplate(basePath = "indicators", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record AllIndicators(
            Frame frame,
            Messages say,
            Year year,
            List<View> views,
            boolean keeps,
            boolean acts,
            DataTable.View indicators)
            implements TemplateInstance {}

    /** A view that the reader keeps. @param here whether it is the one shown */
    public record View(long id, String name, String path, boolean here) {}

    /**
     * @param since what changed since then is listed, by the institution's clocks
     * @param returns whether that was the end of the reader's visit before
     */
    @CheckedTemplate(basePath = "indicators", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Changes(Frame frame, Messages say, Year year, String since, boolean returns, DataTable.View changes)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final EvaluationCache evaluationCache;
    private final VerdictHistory history;
    private final People people;
    private final PageContext pageContext;
    private final Layout layout;
    private final Seals formats;

    IndicatorsPage(
            Declarations declarations,
            EvaluationCache evaluationCache,
            VerdictHistory history,
            People people,
            PageContext pageContext,
            Layout layout,
            Seals formats) {
        this.declarations = declarations;
        this.evaluationCache = evaluationCache;
        this.history = history;
        this.people = people;
        this.pageContext = pageContext;
        this.layout = layout;
        this.formats = formats;
    }

    @GET
    public Response page(@QueryParam("year") Integer wanted, @Context UriInfo uri) {
        Messages messages = pageContext.say(IndicatorsPage.class);
        Year year = Year.of(declarations, pageContext, Optional.ofNullable(wanted));
        DataTable<RecordedEvaluation> indicators = indicators(messages, year);
        return indicators
                .export(uri.getQueryParameters(), formats)
                .orElseGet(() -> Response.ok(new AllIndicators(
                                layout.of(pageContext, messages.of("title", year.year())),
                                messages,
                                year,
                                views(year.year()),
                                pageContext.session().isPresent(),
                                acts(),
                                indicators.view(uri.getQueryParameters())))
                        .build());
    }

    private boolean acts() {
        return pageContext.may(Role.REPORT) && pageContext.session().isPresent();
    }

    private List<View> views(int year) {
        String shown = Paths.only(pageContext.path(), "indicators-", "indicators-page", "indicators-as");
        return pageContext
                .session()
                .map(session -> SavedView.of(session.personId(), ViewsPage.LIST).stream()
                        .map(one -> new View(
                                one.id,
                                one.name,
                                ViewsPage.LIST + "?year=" + year + (one.query.isEmpty() ? "" : "&" + one.query),
                                one.query.equals(shown)))
                        .toList())
                .orElse(List.of());
    }

    private List<RecordedEvaluation> rows(int year) {
        return evaluationCache.rows().stream()
                .filter(row ->
                        row.ref().year() == year && pageContext.sees(row.ref().project()))
                .toList();
    }

    private DataTable<RecordedEvaluation> indicators(Messages messages, Year year) {
        List<RecordedEvaluation> rows = rows(year.year());
        Map<List<String>, RecordedEvaluation> last = rows(year.year() - 1).stream()
                .collect(Collectors.toMap(
                        row -> List.of(row.ref().project(), row.ref().id()), Function.identity()));
        Map<String, String> projects = new LinkedHashMap<>();
        Map<String, String> departments = new LinkedHashMap<>();
        for (EffectiveDeclaration standing : year.projects()) {
            projects.put(
                    standing.declaration().project(), standing.declaration().name());
            departments.put(
                    standing.declaration().project(),
                    standing.declaration().office().department());
        }
        Map<String, String> verdicts = new LinkedHashMap<>();
        Verdicts.ORDER.forEach(verdict -> verdicts.put(verdict.word(), messages.of(verdict)));
        Map<String, String> behaviours = new LinkedHashMap<>();
        for (Behaviour behaviour : Behaviour.values()) {
            behaviours.put(behaviour.word(), messages.of("behaviour_" + behaviour.name()));
        }
        DataTable<RecordedEvaluation> table = new DataTable<>(pageContext, "indicators", messages.of("indicators"));
        if (acts()) {
            table.pick(
                    messages.of("pick"),
                    row -> Cell.pick(
                            row.ref().year() + "/" + row.ref().project() + "/"
                                    + row.ref().id(),
                            row.declared().name()));
        }
        return table.choice(
                        "project",
                        messages.of("project"),
                        projects,
                        row -> row.ref().project())
                .choice(
                        "verdict",
                        messages.of("verdict"),
                        verdicts,
                        row -> row.verdict().word())
                .choice(
                        "heard",
                        messages.of("heard"),
                        Hearings.choices(messages),
                        row -> row.hearing().word())
                .choice(
                        "owner",
                        messages.of("owner"),
                        distinct(rows, row -> row.declared().owner()),
                        row -> row.declared().owner())
                .choice(
                        "department",
                        messages.of("department"),
                        distinct(rows, row -> departments.getOrDefault(row.ref().project(), "")),
                        row -> departments.getOrDefault(row.ref().project(), ""))
                .choice(
                        "level",
                        messages.of("level"),
                        distinct(rows, row -> row.declared().level1()),
                        row -> row.declared().level1())
                .choice(
                        "behaviour",
                        messages.of("behaviour"),
                        behaviours,
                        row -> row.declared().behaviour().word())
                .choice("chance", messages.of("probability"), chances(messages), IndicatorsPage::chance)
                .column("verdict", messages.of("verdict"), row -> verdict(row, messages))
                .column(
                        "name",
                        messages.of("indicator"),
                        row -> Cell.link(
                                        row.declared().name(),
                                        path(row.ref().year(), row.ref().project()) + "/"
                                                + Paths.encoded(row.ref().id()))
                                .detail(row.declared().project()))
                .column(
                        "target",
                        messages.of("target"),
                        row -> Cell.text(row.declared().target()))
                .column(
                        "actual",
                        messages.of("actual"),
                        row -> actual(row).detail(Hearings.beside(row.hearing().word(), messages)))
                .column("probability", messages.of("probability"), IndicatorsPage::probability)
                .column(
                        "owner",
                        messages.of("owner"),
                        row -> Cell.text(row.declared().owner()))
                .column("sentence", messages.of("sentence"), row -> Cell.text(messages.of(row.sentence())))
                .further(
                        "level",
                        messages.of("level"),
                        row -> Cell.text(row.declared().level1())
                                .detail(row.declared().level2()))
                .further(
                        "behaviour",
                        messages.of("behaviour"),
                        row -> Cell.text(behaviours.getOrDefault(row.declared().behaviour(), "")))
                .further(
                        "department",
                        messages.of("department"),
                        row -> Cell.text(departments.getOrDefault(row.ref().project(), "")))
                .further("forecast", messages.of("forecast"), IndicatorsPage::forecast)
                .further("heard", messages.of("lastHeard"), row -> Cell.time(row.heard(), declarations.zone()))
                .further(
                        "last",
                        messages.of("lastYear", year.year() - 1),
                        row -> Optional.ofNullable(last.get(
                                        List.of(row.ref().project(), row.ref().id())))
                                .map(before -> actual(before)
                                        .detail(messages.of(
                                                before.verdict(),
                                                Optional.of(before.declared().behaviour()))))
                                .orElse(Cell.text("")))
                .rows(rows)
                .empty(messages.of("noIndicators"))
                .next(messages.of("toStart"), pageContext.may(Role.REPORT) ? "/start" : "");
    }

    private static Map<String, String> distinct(
            List<RecordedEvaluation> rows, Function<RecordedEvaluation, String> value) {
        Map<String, String> values = new LinkedHashMap<>();
        rows.stream()
                .map(value)
                .filter(one -> !one.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new))
                .forEach(one -> values.put(one, one));
        return values;
    }

    private static Map<String, String> chances(Messages messages) {
        Map<String, String> chances = new LinkedHashMap<>();
        List.of("low", "middle", "high", "none").forEach(one -> chances.put(one, messages.of("chance_" + one)));
        return chances;
    }

    private static String chance(RecordedEvaluation row) {
        if (row.expected().probability() == null) {
            return "none";
        }
        return row.expected().probability().compareTo(new BigDecimal("0.5")) < 0
                ? "low"
                : row.expected().probability().compareTo(new BigDecimal("0.8")) < 0 ? "middle" : "high";
    }

    /** The one that was recorded last, also where there can be no newer one. */
    private Cell verdict(RecordedEvaluation row, Messages messages) {
        Cell verdict = Cell.verdict(row.verdict(), row.declared().behaviour(), messages);
        FailedEvaluation failed = evaluationCache.failures().get(row.ref());
        return failed == null
                ? verdict
                : verdict.detail(messages.of(
                        "evaluationFails",
                        Cell.time(failed.since(), declarations.zone()).text()));
    }

    private static Cell actual(RecordedEvaluation row) {
        return row.figures().actual() == null
                ? Cell.number(null)
                : Cell.number(
                        row.figures().actual(),
                        (Numbers.beside(row.figures().actual(), row.figures().target()) + " "
                                        + row.declared().unit())
                                .strip());
    }

    private static Cell forecast(RecordedEvaluation row) {
        return row.expected().value() == null
                ? Cell.number(null)
                : Cell.number(
                        row.expected().value(),
                        (Numbers.beside(row.expected().value(), row.figures().target()) + " "
                                        + row.declared().unit())
                                .strip());
    }

    private static Cell probability(RecordedEvaluation row) {
        return row.expected().probability() == null
                ? Cell.number(null)
                : Cell.number(
                        row.expected().probability(),
                        Numbers.percent(row.expected().probability()));
    }

    @GET
    @Path("changes")
    public Response changes(@QueryParam("year") Integer wanted, @Context UriInfo uri) {
        Messages messages = pageContext.say(IndicatorsPage.class);
        Year year = Year.of(declarations, pageContext, Optional.ofNullable(wanted));
        Optional<Instant> before = pageContext.session().flatMap(session -> people.visitBefore(session.personId()));
        Instant since = before.orElse(pageContext.now().minus(FIRST));
        DataTable<VerdictChange> changes = changes(messages, year, since);
        return changes.export(uri.getQueryParameters(), formats)
                .orElseGet(() -> Response.ok(new Changes(
                                layout.of(
                                        pageContext,
                                        messages.of("changes"),
                                        new Frame.Crumb(
                                                messages.of("today", year.year()), "/overview?year=" + year.year())),
                                messages,
                                year,
                                Cell.time(since, declarations.zone()).text(),
                                before.isPresent(),
                                changes.view(uri.getQueryParameters())))
                        .build());
    }

    private DataTable<VerdictChange> changes(Messages messages, Year year, Instant since) {
        List<VerdictChange> changes = history.changesSince(year.year(), since).stream()
                .filter(change -> pageContext.sees(change.ref().project()))
                .toList();
        Map<String, String> ways = new LinkedHashMap<>();
        List.of("worse", "better", "other").forEach(way -> ways.put(way, messages.of("way_" + way)));
        return new DataTable<VerdictChange>(pageContext, "changes", messages.of("changes"))
                .choice("way", messages.of("way"), ways, IndicatorsPage::way)
                .column("when", messages.of("when"), change -> Cell.time(change.recordedAt(), declarations.zone()))
                .column(
                        "name",
                        messages.of("indicator"),
                        change -> named(change)
                                .map(row -> Cell.link(row.declared().name(), path(change))
                                        .detail(row.declared().project()))
                                .orElseGet(() -> Cell.link(change.ref().id(), path(change))
                                        .detail(change.ref().project())))
                .column(
                        "before",
                        messages.of("before"),
                        change -> change.before()
                                .map(verdict -> Cell.verdict(verdict, behaviour(change), messages))
                                .orElseGet(() -> Cell.text(messages.of("first"))))
                .column(
                        "after",
                        messages.of("after"),
                        change -> Cell.verdict(change.after(), behaviour(change), messages))
                .column("sentence", messages.of("sentence"), change -> Cell.text(messages.of(change.sentence())))
                .rows(changes)
                .empty(messages.of("noChanges"));
    }

    private static String way(VerdictChange change) {
        if (change.before().isEmpty()) {
            return "other";
        }
        int by = Integer.compare(
                Verdicts.urgency(change.after()),
                Verdicts.urgency(change.before().get()));
        return by < 0 ? "worse" : by > 0 ? "better" : "other";
    }

    private Optional<RecordedEvaluation> named(VerdictChange change) {
        return evaluationCache.row(change.ref());
    }

    private Optional<Behaviour> behaviour(VerdictChange change) {
        return named(change).map(row -> row.declared().behaviour());
    }

    private static String path(VerdictChange change) {
        return path(change.ref().year(), change.ref().project()) + "/"
                + Paths.encoded(change.ref().id());
    }

    private static String path(int year, String project) {
        return "/years/" + year + "/" + Paths.encoded(project);
    }
}

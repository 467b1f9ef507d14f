package io.dabiao.page.indicators;

import io.dabiao.access.Role;
import io.dabiao.access.person.People;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.evaluation.VerdictChange;
import io.dabiao.declare.Declarations;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.evaluate.VerdictHistory;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
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
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
            String share,
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
    private final IndicatorsTable table;
    private final VerdictHistory history;
    private final People people;
    private final PageContext pageContext;

    IndicatorsPage(
            Declarations declarations,
            EvaluationCache evaluationCache,
            IndicatorsTable table,
            VerdictHistory history,
            People people,
            PageContext pageContext) {
        this.declarations = declarations;
        this.evaluationCache = evaluationCache;
        this.table = table;
        this.history = history;
        this.people = people;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance page(@QueryParam("year") Integer wanted) {
        Messages messages = pageContext.say(IndicatorsPage.class);
        Year year = Year.of(declarations, pageContext, Optional.ofNullable(wanted));
        DataTable<RecordedEvaluation> indicators = table.of(messages, year, pageContext::sees, acts());
        return new AllIndicators(
                pageContext.frame(messages.of("title", year.year())),
                messages,
                year,
                views(year.year()),
                pageContext.session().isPresent(),
                acts(),
                "/links?kind=view&view="
                        + Paths.encoded(Paths.with(pageContext.path(), "year", String.valueOf(year.year()))),
                indicators.view());
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

    @GET
    @Path("changes")
    public TemplateInstance changes(@QueryParam("year") Integer wanted) {
        Messages messages = pageContext.say(IndicatorsPage.class);
        Year year = Year.of(declarations, pageContext, Optional.ofNullable(wanted));
        Optional<Instant> before = pageContext.session().flatMap(session -> people.visitBefore(session.personId()));
        Instant since = before.orElse(pageContext.now().minus(FIRST));
        DataTable<VerdictChange> changes = changes(messages, year, since);
        return new Changes(
                pageContext.frame(
                        messages.of("changes"),
                        new Frame.Crumb(messages.of("today", year.year()), "/overview?year=" + year.year())),
                messages,
                year,
                Cell.time(since, pageContext.zone()).text(),
                before.isPresent(),
                changes.view());
    }

    private DataTable<VerdictChange> changes(Messages messages, Year year, Instant since) {
        List<VerdictChange> changes = history.changesSince(year.year(), since).stream()
                .filter(change -> pageContext.sees(change.ref().project()))
                .toList();
        Map<String, String> ways = new LinkedHashMap<>();
        List.of("worse", "better", "other").forEach(way -> ways.put(way, messages.of("way_" + way)));
        return new DataTable<VerdictChange>(pageContext, "changes", messages.of("changes"))
                .choice("way", messages.of("way"), ways, IndicatorsPage::way)
                .column("when", messages.of("when"), change -> Cell.time(change.recordedAt(), pageContext.zone()))
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
                .column("sentence", messages.of("sentence"), change -> Cell.text(pageContext.said(change.sentence())))
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

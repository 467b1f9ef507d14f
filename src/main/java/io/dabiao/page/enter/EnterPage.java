package io.dabiao.page.enter;

import io.dabiao.access.Role;
import io.dabiao.alert.ValuesDue;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.evaluation.Hearing;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.ingest.reported.ZeroReports;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Hearings;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
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
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What people report in a year: each indicator with its newest value, and what is wanted next. */
@Path("/enter")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.INGEST, Role.ADMIN})
@Blocking
public class EnterPage {

    static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE;

    private static final String WANTED = "wanted";
    private static final String UNASKED = "unasked";
    private static final int SILENT_SHOWN = 20;

    /** @param reads whether the one who looks may see values at all */
    @CheckedTemplate(basePath = "enter", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record AllValues(
            Frame frame,
            Messages say,
            List<Frame.Link> tabs,
            Year year,
            boolean reads,
            boolean reports,
            DataTable.View values,
            DataTable.View silent)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final Manual manual;
    private final EvaluationCache evaluationCache;
    private final PageContext pageContext;

    EnterPage(Declarations declarations, Manual manual, EvaluationCache evaluationCache, PageContext pageContext) {
        this.declarations = declarations;
        this.manual = manual;
        this.evaluationCache = evaluationCache;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance page(@QueryParam("year") Integer wanted) {
        Messages messages = pageContext.say(EnterPage.class);
        Year year = Year.of(declarations, pageContext, Optional.ofNullable(wanted));
        boolean reads = pageContext.may(Role.VIEW) || pageContext.may(Role.REPORT);
        DataTable<Manual.One> values = values(messages, year, reads ? manual.of(year, pageContext) : List.of());
        DataTable<Silent> silent = silent(messages, year, reads ? silent(year) : List.of());
        return new AllValues(
                pageContext.frame(messages.of("title")),
                messages,
                Tabs.of(pageContext, messages, Tabs.VALUES),
                year,
                reads,
                pageContext.may(Role.REPORT),
                values.view(),
                silent.view());
    }

    /** A count whose sources were never heard or are silent: an event or a zero report is due. */
    private record Silent(EffectiveDeclaration standing, Indicator indicator, RecordedEvaluation row) {}

    private List<Silent> silent(Year year) {
        Map<IndicatorRef, RecordedEvaluation> rows =
                evaluationCache.rows().stream().collect(Collectors.toMap(row -> row.ref(), Function.identity()));
        List<Silent> silent = new ArrayList<>();
        for (EffectiveDeclaration effectiveDeclaration : year.projects()) {
            var declaration = effectiveDeclaration.declaration();
            declaration.indicators().stream().filter(ZeroReports::fits).forEach(indicator -> {
                RecordedEvaluation row =
                        rows.get(new IndicatorRef(declaration.year(), declaration.project(), indicator.id()));
                if (row != null && row.hearing() != Hearing.HEARD) {
                    silent.add(new Silent(effectiveDeclaration, indicator, row));
                }
            });
        }
        return silent;
    }

    private DataTable<Silent> silent(Messages messages, Year year, List<Silent> all) {
        Map<String, String> projects = new LinkedHashMap<>();
        year.projects()
                .forEach(effectiveDeclaration -> projects.put(
                        effectiveDeclaration.declaration().project(),
                        effectiveDeclaration.declaration().name()));
        boolean reports = pageContext.may(Role.REPORT);
        return new DataTable<Silent>(pageContext, "silent", messages.of("silent"))
                .choice(
                        "project",
                        messages.of("project"),
                        projects,
                        one -> one.standing().declaration().project())
                .choice(
                        "heard",
                        messages.of("heard"),
                        Hearings.choices(messages),
                        one -> one.row().hearing().word())
                .column("heard", messages.of("heard"), one -> {
                    Hearing hearing = one.row().hearing();
                    return Cell.mark(Hearings.mark(hearing), Hearings.words(hearing, messages));
                })
                .column(
                        "name",
                        messages.of("indicator"),
                        one -> Cell.link(
                                        one.indicator().name(),
                                        "/years/" + one.row().ref().year() + "/"
                                                + Paths.encoded(one.row().ref().project()) + "/"
                                                + Paths.encoded(one.row().ref().id()))
                                .detail(one.standing().declaration().name()))
                .column(
                        "types",
                        messages.of("eventTypes"),
                        one -> Cell.text(
                                String.join(", ", one.indicator().measure().types())))
                .column(
                        "enter",
                        messages.of("actions"),
                        one -> reports
                                ? Cell.buttons(new Cell.Button(
                                        messages.of("zeroReport"),
                                        ZeroReportPage.path(
                                                one.row().ref().year(),
                                                one.row().ref().project(),
                                                one.row().ref().id()),
                                        Map.of("back", ZeroReportPage.LIST)))
                                : Cell.text(""))
                .rows(all)
                .most(SILENT_SHOWN)
                .empty(messages.of("noSilent"));
    }

    private DataTable<Manual.One> values(Messages messages, Year year, List<Manual.One> all) {
        Map<String, String> projects = new LinkedHashMap<>();
        year.projects()
                .forEach(effectiveDeclaration -> projects.put(
                        effectiveDeclaration.declaration().project(),
                        effectiveDeclaration.declaration().name()));
        Map<String, String> states = new LinkedHashMap<>();
        states.put(WANTED, messages.of(WANTED));
        states.put(UNASKED, messages.of(UNASKED));
        boolean reports = pageContext.may(Role.REPORT);
        return new DataTable<Manual.One>(pageContext, "values", messages.of("values"))
                .choice(
                        "project",
                        messages.of("project"),
                        projects,
                        one -> one.standing().declaration().project())
                .choice("state", messages.of("state"), states, one -> one.due().isPresent() ? WANTED : UNASKED)
                .column("state", messages.of("state"), one -> state(one, messages))
                .column(
                        "name",
                        messages.of("indicator"),
                        one -> Cell.link(one.indicator().name(), one.path())
                                .detail(one.standing().declaration().name()))
                .column(
                        "target",
                        messages.of("target"),
                        one -> Cell.text(
                                one.target(pageContext.now()).map(Target::words).orElse(messages.of("noTarget"))))
                .column("last", messages.of("last"), one -> last(one))
                .column(
                        "date",
                        messages.of("date"),
                        one -> Cell.text(one.last()
                                .map(last -> DAY.format(last.at().atZone(zone(one))))
                                .orElse("")))
                .column(
                        "by",
                        messages.of("by"),
                        one -> Cell.text(one.last().map(Manual.Last::by).orElse("")))
                .column("until", messages.of("until"), one -> Cell.text(until(one, messages)))
                .column(
                        "enter",
                        messages.of("actions"),
                        one -> Cell.link(reports ? messages.of("enterValue") : messages.of("look"), one.path()))
                .rows(all)
                .empty(messages.of("noManual"));
    }

    private static ZoneId zone(Manual.One one) {
        return one.standing().declaration().zone();
    }

    private static Cell state(Manual.One one, Messages messages) {
        if (one.standing().draft()) {
            return Cell.mark("undeclared", messages.of("draftState"));
        }
        return one.due()
                .map(due -> Cell.mark(
                                switch (due.why()) {
                                    case MISSING, OLD, EXPIRED -> "breached";
                                    case NOT_YET -> "no_data";
                                    case EXPIRING -> "at_risk";
                                },
                                messages.of("due_" + due.why().name()))
                        .detail(due.why() == ValuesDue.Why.NOT_YET ? "" : messages.of(due.words())))
                .orElseGet(() -> one.last().isPresent()
                        ? Cell.mark("met", messages.of("upToDate"))
                        : Cell.mark("no_data", messages.of("due_NOT_YET")));
    }

    private Cell last(Manual.One one) {
        return one.last()
                .filter(last -> last.value() != null)
                .map(last -> Cell.number(
                        last.value(),
                        (Numbers.whole(last.value()) + " "
                                        + one.target(last.at())
                                                .map(target -> target.unit().symbol())
                                                .orElse(""))
                                .strip()))
                .orElse(Cell.number(null));
    }

    /** When the next is wanted; nothing where that is not within the period. */
    private static String until(Manual.One one, Messages messages) {
        Optional<Instant> last = one.last().map(Manual.Last::at);
        Optional<Instant> expires = last.flatMap(at -> ValuesDue.expires(one.indicator(), at, zone(one)));
        if (expires.isPresent()) {
            return messages.of("expiresOn", DAY.format(expires.get().atZone(zone(one))));
        }
        Instant next = ValuesDue.next(
                one.indicator(),
                last.orElse(one.standing().declaration().period().start()),
                zone(one));
        return next.isBefore(one.standing().declaration().period().end())
                ? messages.of("nextOn", DAY.format(next.atZone(zone(one))))
                : messages.of(last.isPresent() ? "onceAYear" : "withinTheYear");
    }
}

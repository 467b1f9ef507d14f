package io.dabiao.page.enter;

import io.dabiao.access.Role;
import io.dabiao.alert.ValuesDue;
import io.dabiao.core.Hearing;
import io.dabiao.core.Indicator;
import io.dabiao.core.Target;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Standing;
import io.dabiao.evaluate.Board;
import io.dabiao.evaluate.CurrentEvaluation;
import io.dabiao.ingest.reported.ZeroReports;
import io.dabiao.page.Cell;
import io.dabiao.page.Frame;
import io.dabiao.page.Frames;
import io.dabiao.page.Hearings;
import io.dabiao.page.Listing;
import io.dabiao.page.Numbers;
import io.dabiao.page.Paths;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
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

    /** @param reads whether whoever looks may see values at all */
    @CheckedTemplate(basePath = "enter", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record AllValues(
            Frame frame,
            Say say,
            List<Frame.Link> tabs,
            Year year,
            boolean reads,
            boolean reports,
            Listing.View values,
            Listing.View silent)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final Manual manual;
    private final Board board;
    private final Visit visit;
    private final Frames frames;
    private final Seals formats;

    EnterPage(Declarations declarations, Manual manual, Board board, Visit visit, Frames frames, Seals formats) {
        this.declarations = declarations;
        this.manual = manual;
        this.board = board;
        this.visit = visit;
        this.frames = frames;
        this.formats = formats;
    }

    @GET
    public Response page(@QueryParam("year") Integer wanted, @Context UriInfo uri) {
        Say say = visit.say(EnterPage.class);
        Year year = Year.of(declarations, visit, Optional.ofNullable(wanted));
        boolean reads = visit.may(Role.VIEW) || visit.may(Role.REPORT);
        Listing<Manual.One> values = values(say, year, reads ? manual.of(year, visit) : List.of());
        Listing<Silent> silent = silent(say, year, reads ? silent(year) : List.of());
        return values.export(uri.getQueryParameters(), formats)
                .or(() -> silent.export(uri.getQueryParameters(), formats))
                .orElseGet(() -> Response.ok(new AllValues(
                                frames.of(visit, say.of("title")),
                                say,
                                Tabs.of(say, Tabs.VALUES),
                                year,
                                reads,
                                visit.may(Role.REPORT),
                                values.view(uri.getQueryParameters()),
                                silent.view(uri.getQueryParameters())))
                        .build());
    }

    /** A count whose sources were never heard or are silent: an event or a zero report is due. */
    private record Silent(Standing standing, Indicator indicator, CurrentEvaluation row) {}

    private List<Silent> silent(Year year) {
        Map<CurrentEvaluation.Key, CurrentEvaluation> rows = board.rows().stream()
                .collect(Collectors.toMap(
                        row -> new CurrentEvaluation.Key(row.year, row.project, row.indicator), Function.identity()));
        List<Silent> silent = new ArrayList<>();
        for (Standing standing : year.projects()) {
            var declaration = standing.declaration();
            declaration.indicators().stream().filter(ZeroReports::fits).forEach(indicator -> {
                CurrentEvaluation row =
                        rows.get(new CurrentEvaluation.Key(declaration.year(), declaration.project(), indicator.id()));
                if (row != null && !row.hearing.equals(Hearing.HEARD.word())) {
                    silent.add(new Silent(standing, indicator, row));
                }
            });
        }
        return silent;
    }

    private Listing<Silent> silent(Say say, Year year, List<Silent> all) {
        Map<String, String> projects = new LinkedHashMap<>();
        year.projects()
                .forEach(standing -> projects.put(
                        standing.declaration().project(), standing.declaration().name()));
        boolean reports = visit.may(Role.REPORT);
        return new Listing<Silent>(visit, "silent", say.of("silent"))
                .choice(
                        "project",
                        say.of("project"),
                        projects,
                        one -> one.standing().declaration().project())
                .choice("heard", say.of("heard"), Hearings.choices(say), one -> one.row().hearing)
                .column("heard", say.of("heard"), one -> {
                    Hearing hearing = Hearing.ofWord(one.row().hearing);
                    return Cell.mark(Hearings.mark(hearing), Hearings.words(hearing, say));
                })
                .column(
                        "name",
                        say.of("indicator"),
                        one -> Cell.link(
                                        one.indicator().name(),
                                        "/years/" + one.row().year + "/" + Paths.encoded(one.row().project) + "/"
                                                + Paths.encoded(one.row().indicator))
                                .detail(one.standing().declaration().name()))
                .column(
                        "types",
                        say.of("eventTypes"),
                        one -> Cell.text(
                                String.join(", ", one.indicator().measure().types())))
                .column(
                        "enter",
                        say.of("actions"),
                        one -> reports
                                ? Cell.buttons(new Cell.Button(
                                        say.of("zeroReport"),
                                        ZeroReportPage.path(one.row().year, one.row().project, one.row().indicator),
                                        Map.of("back", ZeroReportPage.LIST)))
                                : Cell.text(""))
                .rows(all)
                .most(SILENT_SHOWN)
                .empty(say.of("noSilent"));
    }

    private Listing<Manual.One> values(Say say, Year year, List<Manual.One> all) {
        Map<String, String> projects = new LinkedHashMap<>();
        year.projects()
                .forEach(standing -> projects.put(
                        standing.declaration().project(), standing.declaration().name()));
        Map<String, String> states = new LinkedHashMap<>();
        states.put(WANTED, say.of(WANTED));
        states.put(UNASKED, say.of(UNASKED));
        boolean reports = visit.may(Role.REPORT);
        return new Listing<Manual.One>(visit, "values", say.of("values"))
                .choice(
                        "project",
                        say.of("project"),
                        projects,
                        one -> one.standing().declaration().project())
                .choice("state", say.of("state"), states, one -> one.due().isPresent() ? WANTED : UNASKED)
                .column("state", say.of("state"), one -> state(one, say))
                .column(
                        "name",
                        say.of("indicator"),
                        one -> Cell.link(one.indicator().name(), one.path())
                                .detail(one.standing().declaration().name()))
                .column(
                        "target",
                        say.of("target"),
                        one -> Cell.text(
                                one.target(visit.now()).map(Target::words).orElse(say.of("noTarget"))))
                .column("last", say.of("last"), one -> last(one))
                .column(
                        "date",
                        say.of("date"),
                        one -> Cell.text(one.last()
                                .map(last -> DAY.format(last.at().atZone(zone(one))))
                                .orElse("")))
                .column(
                        "by",
                        say.of("by"),
                        one -> Cell.text(one.last().map(Manual.Last::by).orElse("")))
                .column("until", say.of("until"), one -> Cell.text(until(one, say)))
                .column(
                        "enter",
                        say.of("actions"),
                        one -> Cell.link(reports ? say.of("enterValue") : say.of("look"), one.path()))
                .rows(all)
                .empty(say.of("noManual"));
    }

    private static ZoneId zone(Manual.One one) {
        return one.standing().declaration().zone();
    }

    private static Cell state(Manual.One one, Say say) {
        if (one.standing().draft()) {
            return Cell.mark("undeclared", say.of("draftState"));
        }
        return one.due()
                .map(due -> Cell.mark(
                                switch (due.why()) {
                                    case MISSING, OLD, EXPIRED -> "breached";
                                    case NOT_YET -> "no_data";
                                    case EXPIRING -> "at_risk";
                                },
                                say.of("due_" + due.why().name()))
                        .detail(due.why() == ValuesDue.Why.NOT_YET ? "" : say.of(due.words())))
                .orElseGet(() -> one.last().isPresent()
                        ? Cell.mark("met", say.of("upToDate"))
                        : Cell.mark("no_data", say.of("due_NOT_YET")));
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
    private static String until(Manual.One one, Say say) {
        Optional<Instant> last = one.last().map(Manual.Last::at);
        Optional<Instant> expires = last.flatMap(at -> ValuesDue.expires(one.indicator(), at, zone(one)));
        if (expires.isPresent()) {
            return say.of("expiresOn", DAY.format(expires.get().atZone(zone(one))));
        }
        Instant next = ValuesDue.next(
                one.indicator(),
                last.orElse(one.standing().declaration().period().start()),
                zone(one));
        return next.isBefore(one.standing().declaration().period().end())
                ? say.of("nextOn", DAY.format(next.atZone(zone(one))))
                : say.of(last.isPresent() ? "onceAYear" : "withinTheYear");
    }
}

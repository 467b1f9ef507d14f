package io.dabiao.page.enter;

import io.dabiao.access.Role;
import io.dabiao.alert.ValuesDue;
import io.dabiao.core.Target;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Cell;
import io.dabiao.page.Frame;
import io.dabiao.page.Frames;
import io.dabiao.page.Listing;
import io.dabiao.page.Numbers;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What people report in a year: each indicator with its newest value, and what is wanted next. */
@Path("/enter")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.INGEST, Role.ADMIN})
@Blocking
public class EnterPage {

    static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE;

    private static final String WANTED = "wanted";
    private static final String UNASKED = "unasked";

    /** @param reads whether whoever looks may see values at all */
    @CheckedTemplate(basePath = "enter", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record AllValues(
            Frame frame, Say say, List<Frame.Link> tabs, Year year, boolean reads, boolean reports, Listing.View values)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final Manual manual;
    private final Visit visit;
    private final Frames frames;
    private final Seals formats;

    EnterPage(Declarations declarations, Manual manual, Visit visit, Frames frames, Seals formats) {
        this.declarations = declarations;
        this.manual = manual;
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
        return values.export(uri.getQueryParameters(), formats)
                .orElseGet(() -> Response.ok(new AllValues(
                                frames.of(visit, say.of("title")),
                                say,
                                Tabs.of(say, Tabs.VALUES),
                                year,
                                reads,
                                visit.may(Role.REPORT),
                                values.view(uri.getQueryParameters())))
                        .build());
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

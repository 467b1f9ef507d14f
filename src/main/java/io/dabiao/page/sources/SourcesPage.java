package io.dabiao.page.sources;

import io.dabiao.access.Role;
import io.dabiao.core.Indicator;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Standing;
import io.dabiao.evaluate.Board;
import io.dabiao.evaluate.CurrentEvaluation;
import io.dabiao.page.Cell;
import io.dabiao.page.Frame;
import io.dabiao.page.Frames;
import io.dabiao.page.Listing;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
import io.dabiao.page.Year;
import io.dabiao.report.Seals;
import io.dabiao.store.NewestEvents;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which events the year's indicators live on, who sent each kind last, and what is overdue. */
@Path("/sources")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.ADMIN})
@Blocking
public class SourcesPage {

    @CheckedTemplate(basePath = "sources", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Sources(Frame frame, Say say, Year year, Listing.View types) implements TemplateInstance {}

    /** @param stale indicators that wait for it longer than declared */
    private record Type(String name, Optional<NewestEvents.Heard> heard, List<String> indicators, List<String> stale) {}

    private final Declarations declarations;
    private final Board board;
    private final NewestEvents events;
    private final Visit visit;
    private final Frames frames;
    private final Seals formats;

    SourcesPage(
            Declarations declarations, Board board, NewestEvents events, Visit visit, Frames frames, Seals formats) {
        this.declarations = declarations;
        this.board = board;
        this.events = events;
        this.visit = visit;
        this.frames = frames;
        this.formats = formats;
    }

    @GET
    public Response page(@QueryParam("year") Integer wanted, @Context UriInfo uri) {
        Say say = visit.say(SourcesPage.class);
        Year year = Year.of(declarations, visit, Optional.ofNullable(wanted));
        Listing<Type> types = new Listing<Type>(visit, "types", say.of("types"))
                .choice(
                        "state",
                        say.of("state"),
                        Map.of("stale", say.of("overdue"), "well", say.of("well"), "never", say.of("never")),
                        SourcesPage::state)
                .column("type", say.of("type"), one -> Cell.text(one.name()))
                .column("state", say.of("state"), one -> Cell.mark(mark(one), say.of(words(one))))
                .column(
                        "heard",
                        say.of("heard"),
                        one -> Cell.time(
                                one.heard().map(NewestEvents.Heard::time).orElse(null), declarations.zone()))
                .column(
                        "source",
                        say.of("source"),
                        one -> Cell.text(
                                one.heard().map(NewestEvents.Heard::source).orElse("")))
                .column(
                        "indicators",
                        say.of("indicators"),
                        one -> Cell.number(BigDecimal.valueOf(one.indicators().size()))
                                .detail(String.join("、", one.indicators())))
                .column("stale", say.of("waitingFor"), one -> Cell.text(String.join("、", one.stale())))
                .rows(types(year))
                .empty(say.of("none"))
                .next(say.of("toStart"), visit.may(Role.REPORT) ? "/start" : "");
        return types.export(uri.getQueryParameters(), formats)
                .orElseGet(() -> Response.ok(new Sources(
                                frames.of(visit, say.of("title")), say, year, types.view(uri.getQueryParameters())))
                        .build());
    }

    private List<Type> types(Year year) {
        Map<CurrentEvaluation.Key, CurrentEvaluation> rows = new java.util.HashMap<>();
        board.rows().forEach(row -> rows.put(new CurrentEvaluation.Key(row.year, row.project, row.indicator), row));
        Map<String, List<String>> indicators = new TreeMap<>();
        Map<String, List<String>> stale = new TreeMap<>();
        for (Standing standing : year.projects()) {
            for (Indicator indicator : standing.declaration().indicators()) {
                CurrentEvaluation row = rows.get(new CurrentEvaluation.Key(
                        year.year(), standing.declaration().project(), indicator.id()));
                for (String type : indicator.measure().types()) {
                    indicators.computeIfAbsent(type, any -> new ArrayList<>()).add(indicator.name());
                    if (row != null && row.stale) {
                        stale.computeIfAbsent(type, any -> new ArrayList<>()).add(indicator.name());
                    }
                }
            }
        }
        Map<String, NewestEvents.Heard> heard = events.ofEachType();
        return indicators.entrySet().stream()
                .map(one -> new Type(
                        one.getKey(),
                        Optional.ofNullable(heard.get(one.getKey())),
                        one.getValue(),
                        stale.getOrDefault(one.getKey(), List.of())))
                .toList();
    }

    private static String state(Type type) {
        return type.heard().isEmpty() ? "never" : type.stale().isEmpty() ? "well" : "stale";
    }

    private static String words(Type type) {
        return state(type).equals("stale") ? "overdue" : state(type);
    }

    /** The marks are those of verdicts: what is overdue looks like what is at risk. */
    private static String mark(Type type) {
        return switch (state(type)) {
            case "never" -> "no_data";
            case "well" -> "met";
            default -> "at_risk";
        };
    }
}

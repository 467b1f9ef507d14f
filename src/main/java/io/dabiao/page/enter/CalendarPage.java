package io.dabiao.page.enter;

import io.dabiao.access.person.SharedLinks;
import io.dabiao.alert.ValuesDue;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Year;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What people have to report, as a calendar that phones and computers subscribe to: of each indicator the day when the next value is due,
 * or today where it is overdue, and the day when its evidence expires.
 */
@Path("/enter/calendar/{secret}.ics")
@PermitAll
@Blocking
public class CalendarPage {

    private final SharedLinks links;
    private final Declarations declarations;
    private final Manual manual;
    private final PageContext pageContext;
    private final HttpServerRequest request;

    CalendarPage(
            SharedLinks links,
            Declarations declarations,
            Manual manual,
            PageContext pageContext,
            HttpServerRequest request) {
        this.links = links;
        this.declarations = declarations;
        this.manual = manual;
        this.pageContext = pageContext;
        this.request = request;
    }

    @GET
    @Produces("text/calendar;charset=UTF-8")
    public Response calendar(@PathParam("secret") String secret) {
        SharedLinks.Opened opened = links.open(secret, SharedLinks.Kind.CALENDAR)
                .orElseThrow(() -> new Problem(ErrorCode.NOT_FOUND, "the address shows nothing, or not any more"));
        Messages messages = pageContext.say(CalendarPage.class);
        Instant now = pageContext.now();
        List<Integer> years = declarations.inForce().years();
        int current = now.atZone(pageContext.zone()).getYear();
        Year year = new Year(
                current,
                declarations.inForce().year(current).stream()
                        .filter(one ->
                                !one.draft() && opened.sees(one.declaration().project()))
                        .toList(),
                years);
        List<CalendarText.Entry> entries = new ArrayList<>();
        manual.of(year, pageContext).forEach(one -> entries.addAll(entries(one, now, messages)));
        return Response.ok(CalendarText.of(opened.link().name(), entries, now))
                .header("Cache-Control", "private, max-age=600")
                .build();
    }

    private List<CalendarText.Entry> entries(Manual.One one, Instant now, Messages messages) {
        ZoneId zone = one.standing().declaration().zone();
        LocalDate today = now.atZone(zone).toLocalDate();
        var period = one.standing().declaration().period();
        List<CalendarText.Entry> entries = new ArrayList<>();
        Instant due =
                ValuesDue.next(one.indicator(), one.last().map(Manual.Last::at).orElse(period.start()), zone);
        LocalDate day = due.atZone(zone).toLocalDate();
        if (due.isBefore(period.end()) && now.isBefore(period.end())) {
            boolean late = day.isBefore(today);
            entries.add(entry(
                    one,
                    "due",
                    late ? today : day,
                    messages.of(
                            late ? "calendarLate" : "calendarDue",
                            one.indicator().name()),
                    messages.of(
                            late ? "calendarSince" : "calendarProject",
                            one.standing().declaration().name(),
                            day)));
        }
        Optional<LocalDate> expires = one.last()
                .flatMap(last -> ValuesDue.expires(one.indicator(), last.at(), zone))
                .map(at -> at.atZone(zone).toLocalDate());
        expires.filter(end -> !end.isBefore(today))
                .ifPresent(end -> entries.add(entry(
                        one,
                        "expires",
                        end,
                        messages.of("calendarExpires", one.indicator().name()),
                        messages.of(
                                "calendarProject", one.standing().declaration().name(), end))));
        return entries;
    }

    private CalendarText.Entry entry(Manual.One one, String what, LocalDate day, String summary, String description) {
        return new CalendarText.Entry(
                what + "/" + one.standing().declaration().year() + "/"
                        + one.standing().declaration().project() + "/"
                        + one.indicator().id() + "@dabiao",
                day,
                summary,
                description,
                request.scheme() + "://" + request.authority() + one.path());
    }
}

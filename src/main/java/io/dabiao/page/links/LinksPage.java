package io.dabiao.page.links;

import io.dabiao.access.Role;
import io.dabiao.access.person.Session;
import io.dabiao.access.person.SharedLinks;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Faults;
import io.dabiao.page.FieldText;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;

/** Where people make links that show one thing without signing in, and end them. */
@Path("/links")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class LinksPage {

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_QUERY = 2_000;

    /** So long a link is good for, at most: a longer one outlives what it was made for. */
    private static final int MOST_DAYS = 366;

    /** And where nothing else is said. */
    private static final int USUAL_DAYS = 30;

    private static final String LIST = "/indicators";

    public record Choice(String word, String words, String detail, boolean on) {}

    /**
     * @param query what a view shows, as the list's address has it
     * @param made the address of a link that was made just now; empty else
     */
    @CheckedTemplate(basePath = "links", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Links(
            Frame frame,
            Messages say,
            boolean allowed,
            boolean administers,
            List<Choice> kinds,
            String query,
            String name,
            String until,
            String most,
            String made,
            Faults faults,
            DataTable.View links)
            implements TemplateInstance {}

    private final SharedLinks links;
    private final PageContext pageContext;
    private final HttpServerRequest request;

    LinksPage(SharedLinks links, PageContext pageContext, HttpServerRequest request) {
        this.links = links;
        this.pageContext = pageContext;
        this.request = request;
    }

    /** @param view the address of a list of indicators that is to be shared; absent for none */
    @GET
    public TemplateInstance page(@QueryParam("kind") String kind, @QueryParam("view") String view) {
        SharedLinks.Kind wanted =
                SharedLinks.Kind.ofWord(kind == null ? "" : kind).orElse(SharedLinks.Kind.VIEW);
        return shown(wanted, query(view), "", today().plusDays(USUAL_DAYS).toString(), "", Faults.NONE);
    }

    private LocalDate today() {
        return pageContext.today();
    }

    /** The year and the filter of a list, without where one had paged to. */
    private static String query(String view) {
        if (view == null || !Paths.same(Paths.own(view), LIST)) {
            return "";
        }
        String year = Paths.only(view, "year");
        String list = Paths.only(view, "indicators-", "indicators-page", "indicators-as");
        String all = year.isEmpty() || list.isEmpty() ? year + list : year + "&" + list;
        return all.length() > LONGEST_QUERY ? "" : all;
    }

    private Links shown(SharedLinks.Kind kind, String query, String name, String until, String made, Faults faults) {
        Messages messages = pageContext.say(LinksPage.class);
        List<Choice> kinds = new ArrayList<>();
        for (SharedLinks.Kind one : SharedLinks.Kind.values()) {
            kinds.add(new Choice(one.word(), messages.of("kind_" + one), messages.of("kindHint_" + one), one == kind));
        }
        return new Links(
                pageContext.frame(messages.of("title")),
                messages,
                links.allowed(),
                pageContext.may(Role.ADMIN),
                kinds,
                query,
                name,
                until,
                today().plusDays(MOST_DAYS).toString(),
                made,
                faults,
                table(messages).view());
    }

    /** Those of the person; an administrator has all of them. */
    private Optional<Long> whose() {
        return pageContext.may(Role.ADMIN)
                ? Optional.empty()
                : Optional.of(pageContext.session().map(Session::personId).orElse(-1L));
    }

    private DataTable<SharedLinks.Link> table(Messages messages) {
        return new DataTable<SharedLinks.Link>(pageContext, "links", messages.of("links"))
                .column("name", messages.of("name"), one -> Cell.text(one.name()))
                .column("kind", messages.of("kind"), one -> Cell.text(messages.of("kind_" + one.kind())))
                .column("by", messages.of("by"), one -> Cell.text(one.by()))
                .column("made", messages.of("made"), one -> Cell.time(one.madeAt(), pageContext.zone()))
                .column(
                        "until",
                        messages.of("until"),
                        one -> Cell.time(one.endedAt().orElse(one.ends().minusSeconds(1)), pageContext.zone())
                                .detail(one.open(pageContext.now()) ? "" : messages.of("over")))
                .column(
                        "act",
                        messages.of("action"),
                        one -> one.open(pageContext.now())
                                ? Cell.buttons(new Cell.Button(
                                        messages.of("end"), "/links/" + one.id() + "/end", Map.of("sure", "yes")))
                                : Cell.text(""))
                .at("/links")
                .rows(links.all(whose()))
                .empty(messages.of("noLinks"));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response make(@RestForm String kind, @RestForm String query, @RestForm String name, @RestForm String until) {
        Session session = pageContext.requiredSession();
        Messages messages = pageContext.say(LinksPage.class);
        SharedLinks.Kind wanted = SharedLinks.Kind.ofWord(kind == null ? "" : kind)
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_KIND, "no link is a '" + kind + "'"));
        String shown = wanted == SharedLinks.Kind.VIEW ? query(LIST + "?" + (query == null ? "" : query)) : "";
        String called = FieldText.stripped(name);
        String day = FieldText.stripped(until);
        if (called.isEmpty() || called.length() > LONGEST_NAME) {
            return refused(wanted, shown, called, day, Faults.at("name", messages.of("faultName", LONGEST_NAME)));
        }
        Optional<LocalDate> last =
                FieldText.day(day).filter(one -> !one.isBefore(today()) && !one.isAfter(today().plusDays(MOST_DAYS)));
        if (last.isEmpty()) {
            return refused(wanted, shown, called, day, Faults.at("until", messages.of("faultUntil", MOST_DAYS)));
        }
        Optional<String> secret = links.make(
                wanted,
                called,
                shown,
                last.get().plusDays(1).atStartOfDay(pageContext.zone()).toInstant(),
                session);
        if (secret.isEmpty()) {
            return refused(wanted, shown, called, day, Faults.whole(messages.of("faultMany", SharedLinks.MOST)));
        }
        return Response.ok(shown(wanted, shown, "", day, address(wanted, secret.get(), messages), Faults.NONE))
                .header("Cache-Control", "no-store")
                .build();
    }

    /** As it was reached, which is how others reach it too; in the language of the person who shares it. */
    private String address(SharedLinks.Kind kind, String secret, Messages messages) {
        String path = switch (kind) {
            case VIEW -> "/indicators/shared/" + secret;
            case CALENDAR -> "/enter/calendar/" + secret + ".ics";
            case WALLBOARD -> "/wallboard/" + secret;
        };
        return request.scheme() + "://" + request.authority() + path + "?lang="
                + messages.language().word();
    }

    private Response refused(SharedLinks.Kind kind, String query, String name, String until, Faults faults) {
        return Response.status(400)
                .entity(shown(kind, query, name, until, "", faults))
                .build();
    }

    @POST
    @Path("{id: \\d{1,18}}/end")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response end(@PathParam("id") long id, @RestForm String sure) {
        if (!links.end(id, whose(), pageContext.name())) {
            throw new Problem(ErrorCode.GONE, "no open link of yours has the id " + id);
        }
        Messages messages = pageContext.say(LinksPage.class);
        return pageContext.done(messages.of("ended"), "/links");
    }
}

package io.dabiao.page.alerts;

import io.dabiao.access.Role;
import io.dabiao.access.person.People;
import io.dabiao.access.person.Person;
import io.dabiao.access.person.Session;
import io.dabiao.alert.Alerts;
import io.dabiao.alert.Digest;
import io.dabiao.alert.Digests;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Year;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.DayOfWeek;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jboss.resteasy.reactive.RestForm;

/** The weekly digests that people choose for themselves; an administrator sees and removes everybody's. */
@Path("/alerts/digests")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.REPORT, Role.ADMIN})
@Blocking
public class DigestsPage {

    private static final String LIST = "/alerts/digests";
    private static final int USUAL_HOUR = 8;

    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record AllDigests(
            Frame frame,
            Messages say,
            List<Frame.Link> tabs,
            List<ScopeForm.Choice> receivers,
            List<ScopeForm.Choice> projects,
            List<ScopeForm.Choice> days,
            List<ScopeForm.Choice> hours,
            String fault,
            DataTable.View digests)
            implements TemplateInstance {}

    private final Digests digests;
    private final Alerts alerts;
    private final People people;
    private final Declarations declarations;
    private final PageContext pageContext;

    DigestsPage(Digests digests, Alerts alerts, People people, Declarations declarations, PageContext pageContext) {
        this.digests = digests;
        this.alerts = alerts;
        this.people = people;
        this.declarations = declarations;
        this.pageContext = pageContext;
    }

    private Session session() {
        return pageContext.requiredSession();
    }

    /** Whose digests the one who looks sees and may remove; empty for everybody's. */
    private Optional<Long> whose() {
        return pageContext.may(Role.ADMIN)
                ? Optional.empty()
                : Optional.of(session().personId());
    }

    @GET
    public TemplateInstance all() {
        session();
        return shown("");
    }

    private AllDigests shown(String fault) {
        Messages messages = pageContext.say(DigestsPage.class);
        Map<String, String> projects = projects();
        return new AllDigests(
                pageContext.frame(messages.of("digestsTitle"), AlertsPage.crumb(messages)),
                messages,
                Tabs.DIGESTS.links(pageContext, messages),
                alerts.readers().stream()
                        .map(name -> new ScopeForm.Choice(name, name, false))
                        .toList(),
                projects.entrySet().stream()
                        .map(one -> new ScopeForm.Choice(one.getKey(), one.getValue(), false))
                        .toList(),
                IntStream.rangeClosed(1, 7)
                        .mapToObj(day -> new ScopeForm.Choice(
                                String.valueOf(day), messages.of("day_" + day), day == DayOfWeek.MONDAY.getValue()))
                        .toList(),
                IntStream.rangeClosed(0, 23)
                        .mapToObj(hour -> new ScopeForm.Choice(String.valueOf(hour), hour + ":00", hour == USUAL_HOUR))
                        .toList(),
                fault,
                table(messages, projects).view());
    }

    /** Those that the one who looks may see, by id. */
    private Map<String, String> projects() {
        Map<String, String> projects = new LinkedHashMap<>();
        Year.of(declarations, pageContext, Optional.empty())
                .projects()
                .forEach(one -> projects.put(
                        one.declaration().project(), one.declaration().name()));
        return projects;
    }

    private DataTable<Digest> table(Messages messages, Map<String, String> projects) {
        return new DataTable<Digest>(pageContext, "digests", messages.of("digests"))
                .column("receiver", messages.of("digestReceiver"), one -> Cell.text(one.receiver()))
                .column(
                        "projects",
                        messages.of("digestProjects"),
                        one -> Cell.text(
                                one.projects().isEmpty()
                                        ? messages.of("digestAll")
                                        : String.join(
                                                ", ",
                                                new TreeSet<>(one.projects())
                                                        .stream()
                                                                .map(id -> projects.getOrDefault(id, id))
                                                                .toList())))
                .column(
                        "day",
                        messages.of("digestDay"),
                        one -> Cell.text(messages.of("day_" + one.day().getValue()) + " " + one.hour() + ":00"))
                .column(
                        "by",
                        messages.of("digestBy"),
                        one -> Cell.text(
                                people.find(one.person()).map(Person::shown).orElse("—")))
                .column(
                        "sent",
                        messages.of("digestSent"),
                        one -> Cell.time(one.sent().orElse(null), pageContext.zone()))
                .column(
                        "act",
                        messages.of("action"),
                        one -> Cell.buttons(
                                new Cell.Button(messages.of("digestSend"), LIST + "/" + one.id() + "/send", Map.of()),
                                new Cell.Button(
                                        messages.of("digestRemove"),
                                        LIST + "/" + one.id() + "/remove",
                                        Map.of("sure", "yes"))))
                .rows(digests.of(whose()))
                .empty(messages.of("noDigests"));
    }

    @POST
    public Response choose(
            @RestForm String receiver, @RestForm List<String> projects, @RestForm String day, @RestForm String hour) {
        Messages messages = pageContext.say(DigestsPage.class);
        Session session = session();
        Set<String> chosen = projects == null ? Set.of() : new TreeSet<>(projects);
        if (!matches(day, "[1-7]")
                || !matches(hour, "1?[0-9]|2[0-3]")
                || !projects().keySet().containsAll(chosen)) {
            return Response.status(400)
                    .entity(shown(messages.of("fault_digest")))
                    .build();
        }
        try {
            digests.choose(
                    session.personId(),
                    pageContext.name(),
                    receiver == null ? "" : receiver,
                    chosen,
                    DayOfWeek.of(Integer.parseInt(day)),
                    Integer.parseInt(hour));
        } catch (Problem problem) {
            return Response.status(400).entity(shown(messages.of(problem))).build();
        }
        return pageContext.done(messages.of("digestChosen"), LIST);
    }

    private static boolean matches(String text, String pattern) {
        return text != null && text.matches(pattern);
    }

    @POST
    @Path("{id: \\d{1,18}}/remove")
    public Response remove(@PathParam("id") long id, @RestForm String sure) {
        Session session = session();
        if (!digests.remove(id, whose(), pageContext.name())) {
            throw none(id);
        }
        return pageContext.done(pageContext.say(DigestsPage.class).of("digestGone"), LIST);
    }

    @POST
    @Path("{id: \\d{1,18}}/send")
    public Response send(@PathParam("id") long id, @RestForm String csrf) {
        Session session = session();
        Digest digest = digests.of(whose()).stream()
                .filter(one -> one.id() == id)
                .findFirst()
                .orElseThrow(() -> none(id));
        boolean sent = digests.send(digest, pageContext.now());
        Messages messages = pageContext.say(DigestsPage.class);
        return pageContext.done(
                sent ? messages.of("digestSentNow", digest.receiver()) : messages.of("digestNotSent"), LIST);
    }

    private static Problem none(long id) {
        return new Problem(ErrorCode.GONE, "no digest of yours has the id " + id);
    }
}

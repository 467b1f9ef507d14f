package io.dabiao.page.alerts;

import io.dabiao.access.Role;
import io.dabiao.alert.Alert;
import io.dabiao.alert.AlertKinds;
import io.dabiao.alert.Alerts;
import io.dabiao.alert.KeptSettings;
import io.dabiao.alert.Match;
import io.dabiao.alert.Silence;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Faults;
import io.dabiao.page.FieldText;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.TypedSpan;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestForm;

/** What no one is told of for a while: silences that people make, and recurring work from the settings. */
@Path("/alerts/silences")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class SilencesPage {

    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Silences(
            Frame frame,
            Messages say,
            List<Frame.Link> tabs,
            boolean may,
            boolean edits,
            boolean file,
            DataTable.View silences,
            DataTable.View maintenance)
            implements TemplateInstance {}

    /**
     * @param faults of {@code projects} are those of all that says for what it is
     */
    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record NewSilence(
            Frame frame, Messages say, Faults faults, ScopeForm scope, TypedSpan span, String reason, String zone)
            implements TemplateInstance {}

    private static final Map<ErrorCode, String> FIELDS = Map.of(
            ErrorCode.NO_REASON, "reason",
            ErrorCode.NO_END, "ends",
            ErrorCode.EVERYTHING, "projects",
            ErrorCode.NO_SUCH_SCOPE, "projects");

    /** What was typed. */
    private record Typed(ScopeForm.Typed scope, TypedSpan span, String reason) {}

    private final Alerts alerts;
    private final KeptSettings kept;
    private final AlertsPage page;
    private final AlertKinds kinds;
    private final Declarations declarations;
    private final PageContext pageContext;

    SilencesPage(
            AlertKinds kinds,
            Alerts alerts,
            KeptSettings kept,
            AlertsPage page,
            Declarations declarations,
            PageContext pageContext) {
        this.kinds = kinds;
        this.alerts = alerts;
        this.kept = kept;
        this.page = page;
        this.declarations = declarations;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance silences() {
        Messages messages = pageContext.say(SilencesPage.class);
        DataTable<Silence> silences = silences(messages);
        DataTable<Alerts.MaintenanceView> maintenance = maintenance(messages);
        return new Silences(
                pageContext.frame(messages.of("silencesTitle"), AlertsPage.crumb(messages)),
                messages,
                Tabs.SILENCES.links(pageContext, messages),
                pageContext.may(Role.REPORT),
                edits(),
                !kept.used(),
                silences.view(),
                maintenance.view());
    }

    private DataTable<Silence> silences(Messages messages) {
        Instant now = pageContext.now();
        return new DataTable<Silence>(pageContext, "silences", messages.of("silences"))
                .column(
                        "state",
                        messages.of("state"),
                        one -> Cell.text(messages.of(one.begins.isAfter(now) ? "silenceLater" : "silenceNow")))
                .column("scope", messages.of("scope"), one -> Cell.text(Wording.scope(kinds, one.match(), messages)))
                .column("begins", messages.of("begins"), one -> Cell.time(one.begins, pageContext.zone()))
                .column("ends", messages.of("ends"), one -> Cell.time(one.ends, pageContext.zone()))
                .column("reason", messages.of("reason"), one -> Cell.text(one.reason))
                .column("author", messages.of("author"), one -> Cell.text(one.author))
                .column(
                        "end",
                        messages.of("action"),
                        one -> may(one.match())
                                ? Cell.buttons(new Cell.Button(
                                        messages.of("end"),
                                        "/alerts/silences/" + one.id + "/end",
                                        Map.of("sure", "yes")))
                                : Cell.text(""))
                .rows(alerts.silences().stream()
                        .filter(one -> sees(one.match()))
                        .toList())
                .empty(messages.of("noSilences"));
    }

    private boolean edits() {
        return kept.used() && pageContext.may(Role.ADMIN);
    }

    /** Anyone who is limited to projects sees what is about nothing else. */
    private boolean sees(Match match) {
        return pageContext.sees("")
                || !match.projects().isEmpty() && match.projects().stream().allMatch(pageContext::sees);
    }

    private boolean may(Match match) {
        return pageContext.may(Role.REPORT) && sees(match);
    }

    private DataTable<Alerts.MaintenanceView> maintenance(Messages messages) {
        Map<String, Long> edited = edits()
                ? kept.all(KeptSettings.Kind.MAINTENANCE).stream()
                        .collect(Collectors.toMap(one -> one.name(), one -> one.id()))
                : Map.of();
        return new DataTable<Alerts.MaintenanceView>(pageContext, "maintenance", messages.of("maintenance"))
                .column("id", messages.of("name"), one -> Cell.text(one.id()))
                .column("when", messages.of("when"), one -> Cell.text(messages.of(one.when())))
                .column(
                        "now",
                        messages.of("state"),
                        one -> Cell.text(messages.of(one.now() ? "maintenanceNow" : "maintenanceNot")))
                .column("scope", messages.of("scope"), one -> Cell.text(Wording.scope(kinds, one.match(), messages)))
                .column("reason", messages.of("reason"), one -> Cell.text(one.reason()))
                .column("author", messages.of("author"), one -> Cell.text(one.author()))
                .column(
                        "edit",
                        messages.of("action"),
                        one -> Optional.ofNullable(edited.get(one.id()))
                                .map(id -> Cell.link(messages.of("edit"), "/alerts/maintenance/" + id + "/edit"))
                                .orElse(Cell.text("")))
                .rows(alerts.maintenance().stream()
                        .filter(one -> sees(one.match()))
                        .toList())
                .empty(messages.of("noMaintenance"));
    }

    @GET
    @Path("new")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    public TemplateInstance wanted(@QueryParam("alert") Long alert, @QueryParam("indicator") List<String> indicators) {
        Optional<Alert> about = Optional.ofNullable(alert).map(page::find);
        return form(
                new Typed(
                        new ScopeForm.Typed(
                                Set.of(),
                                about.filter(one -> !one.indicator.isEmpty())
                                        .map(one -> Set.of(one.project + "/" + one.indicator))
                                        .orElseGet(() -> Set.copyOf(indicators)),
                                about.map(one -> Set.of(one.kind)).orElse(Set.of()),
                                Set.of(),
                                Set.of()),
                        TypedSpan.usual(pageContext.now(), pageContext.zone()),
                        ""),
                Faults.NONE);
    }

    private NewSilence form(Typed typed, Faults faults) {
        Messages messages = pageContext.say(SilencesPage.class);
        return new NewSilence(
                pageContext.frame(
                        messages.of("newSilence"),
                        AlertsPage.crumb(messages),
                        new Frame.Crumb(messages.of("silencesTitle"), "/alerts/silences")),
                messages,
                faults,
                ScopeForm.of(kinds, declarations, pageContext, messages, typed.scope()),
                typed.span(),
                typed.reason(),
                messages.of(pageContext.zone()));
    }

    @POST
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    public Response make(
            @RestForm List<String> projects,
            @RestForm List<String> indicators,
            @RestForm List<String> kinds,
            @RestForm List<String> levels,
            @RestForm List<String> owners,
            @RestForm String begins,
            @RestForm String ends,
            @RestForm String reason) {
        Messages messages = pageContext.say(SilencesPage.class);
        Typed typed = new Typed(
                ScopeForm.Typed.of(projects, indicators, kinds, levels, owners),
                TypedSpan.of(begins, ends, pageContext.zone()),
                FieldText.asTyped(reason));
        if (typed.span().wrong()) {
            return refused(typed, Faults.at("ends", messages.of("fault_no_time")));
        }
        try {
            Match match = typed.scope().match(this.kinds);
            if (!sees(match)) {
                return refused(typed, Faults.at("projects", messages.of("fault_not_yours")));
            }
            alerts.silence(match, typed.span().from(), typed.span().until(), pageContext.name(), typed.reason());
        } catch (Problem problem) {
            return refused(typed, Faults.of(problem, messages, FIELDS));
        }
        return pageContext.done(messages.of("silenced"), "/alerts/silences");
    }

    private Response refused(Typed typed, Faults faults) {
        return Response.status(400).entity(form(typed, faults)).build();
    }

    @POST
    @Path("{id: \\d+}/end")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    public Response end(@PathParam("id") long id, @RestForm String sure) {
        boolean mine = alerts.silences().stream().anyMatch(one -> one.id == id && may(one.match()));
        if (!mine || !alerts.endSilence(id, pageContext.name())) {
            throw new Problem(ErrorCode.NO_SUCH_SILENCE, "no silence that has not ended has the id " + id);
        }
        return pageContext.done(pageContext.say(SilencesPage.class).of("silenceEnded"), "/alerts/silences");
    }
}

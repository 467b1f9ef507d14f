package io.dabiao.page.alerts;

import io.dabiao.access.Role;
import io.dabiao.access.person.Sessions;
import io.dabiao.alert.Alert;
import io.dabiao.alert.AlertKind;
import io.dabiao.alert.Alerts;
import io.dabiao.alert.Match;
import io.dabiao.alert.Severity;
import io.dabiao.alert.Silence;
import io.dabiao.core.Indicator;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Layout;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Redirect;
import io.dabiao.page.Year;
import io.dabiao.problem.Problem;
import io.dabiao.report.Seals;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestForm;

/** What no one is told of for a while: silences that people make, and recurring work from the settings. */
@Path("/alerts/silences")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class SilencesPage {

    private static final Duration USUAL = Duration.ofHours(2);

    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Silences(
            Frame frame,
            Messages say,
            List<Frame.Link> tabs,
            boolean may,
            DataTable.View silences,
            DataTable.View maintenance)
            implements TemplateInstance {}

    /** A box to be ticked. */
    public record Choice(String value, String words, boolean chosen) {}

    /** A project's indicators to choose from. */
    public record Group(String project, List<Choice> indicators) {}

    /**
     * @param begins as typed; empty for now
     * @param fault what is wrong; empty for nothing
     */
    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record NewSilence(
            Frame frame,
            Messages say,
            String fault,
            List<Choice> projects,
            List<Group> indicators,
            List<Choice> kinds,
            List<Choice> levels,
            List<Choice> owners,
            String begins,
            String ends,
            String reason,
            String zone)
            implements TemplateInstance {}

    /** What was typed. */
    private record Typed(
            Set<String> projects,
            Set<String> indicators,
            Set<String> kinds,
            Set<String> levels,
            Set<String> owners,
            String begins,
            String ends,
            String reason) {}

    private final Alerts alerts;
    private final AlertsPage page;
    private final Declarations declarations;
    private final Sessions sessions;
    private final PageContext pageContext;
    private final Layout layout;
    private final Seals formats;

    SilencesPage(
            Alerts alerts,
            AlertsPage page,
            Declarations declarations,
            Sessions sessions,
            PageContext pageContext,
            Layout layout,
            Seals formats) {
        this.alerts = alerts;
        this.page = page;
        this.declarations = declarations;
        this.sessions = sessions;
        this.pageContext = pageContext;
        this.layout = layout;
        this.formats = formats;
    }

    @GET
    public Response silences(@Context UriInfo uri) {
        Messages messages = pageContext.say(SilencesPage.class);
        DataTable<Silence> silences = silences(messages);
        DataTable<Alerts.MaintenanceView> maintenance = maintenance(messages);
        return silences.export(uri.getQueryParameters(), formats)
                .or(() -> maintenance.export(uri.getQueryParameters(), formats))
                .orElseGet(() -> Response.ok(new Silences(
                                layout.of(pageContext, messages.of("silencesTitle"), AlertsPage.crumb(messages)),
                                messages,
                                Tabs.SILENCES.links(messages),
                                pageContext.may(Role.REPORT),
                                silences.view(uri.getQueryParameters()),
                                maintenance.view(uri.getQueryParameters())))
                        .build());
    }

    private DataTable<Silence> silences(Messages messages) {
        Instant now = pageContext.now();
        return new DataTable<Silence>(pageContext, "silences", messages.of("silences"))
                .column(
                        "state",
                        messages.of("state"),
                        one -> Cell.text(messages.of(one.begins.isAfter(now) ? "silenceLater" : "silenceNow")))
                .column("scope", messages.of("scope"), one -> Cell.text(Wording.scope(one.match(), messages)))
                .column("begins", messages.of("begins"), one -> Cell.time(one.begins, declarations.zone()))
                .column("ends", messages.of("ends"), one -> Cell.time(one.ends, declarations.zone()))
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

    /** Anyone who is limited to projects sees what is about nothing else. */
    private boolean sees(Match match) {
        return pageContext.sees("")
                || !match.projects().isEmpty() && match.projects().stream().allMatch(pageContext::sees);
    }

    private boolean may(Match match) {
        return pageContext.may(Role.REPORT) && sees(match);
    }

    private DataTable<Alerts.MaintenanceView> maintenance(Messages messages) {
        return new DataTable<Alerts.MaintenanceView>(pageContext, "maintenance", messages.of("maintenance"))
                .column("id", messages.of("name"), one -> Cell.text(one.id()))
                .column("when", messages.of("when"), one -> Cell.text(messages.of(one.when())))
                .column(
                        "now",
                        messages.of("state"),
                        one -> Cell.text(messages.of(one.now() ? "maintenanceNow" : "maintenanceNot")))
                .column("scope", messages.of("scope"), one -> Cell.text(Wording.scope(one.match(), messages)))
                .column("reason", messages.of("reason"), one -> Cell.text(one.reason()))
                .column("author", messages.of("author"), one -> Cell.text(one.author()))
                .rows(alerts.maintenance().stream()
                        .filter(one -> sees(one.match()))
                        .toList())
                .empty(messages.of("noMaintenance"));
    }

    @GET
    @Path("new")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    public TemplateInstance wanted(@QueryParam("alert") Long alert) {
        LocalDateTime usual = pageContext
                .now()
                .plus(USUAL)
                .truncatedTo(ChronoUnit.MINUTES)
                .atZone(declarations.zone())
                .toLocalDateTime();
        Optional<Alert> about = Optional.ofNullable(alert).map(page::find);
        return form(
                new Typed(
                        Set.of(),
                        about.filter(one -> !one.indicator.isEmpty())
                                .map(one -> Set.of(one.project + "/" + one.indicator))
                                .orElse(Set.of()),
                        about.map(one -> Set.of(one.kind.word())).orElse(Set.of()),
                        Set.of(),
                        Set.of(),
                        "",
                        usual.toString(),
                        ""),
                "");
    }

    private NewSilence form(Typed typed, String fault) {
        Messages messages = pageContext.say(SilencesPage.class);
        List<EffectiveDeclaration> projects =
                Year.of(declarations, pageContext, Optional.empty()).projects();
        List<Indicator> indicators = projects.stream()
                .flatMap(effectiveDeclaration -> effectiveDeclaration.declaration().indicators().stream())
                .toList();
        return new NewSilence(
                layout.of(
                        pageContext,
                        messages.of("newSilence"),
                        AlertsPage.crumb(messages),
                        new Frame.Crumb(messages.of("silencesTitle"), "/alerts/silences")),
                messages,
                fault,
                projects.stream()
                        .map(effectiveDeclaration -> new Choice(
                                effectiveDeclaration.declaration().project(),
                                effectiveDeclaration.declaration().name(),
                                typed.projects()
                                        .contains(effectiveDeclaration
                                                .declaration()
                                                .project())))
                        .toList(),
                groups(projects, typed),
                Wording.kinds(messages).entrySet().stream()
                        .map(kind -> new Choice(
                                kind.getKey(), kind.getValue(), typed.kinds().contains(kind.getKey())))
                        .toList(),
                choices(indicators.stream().map(Indicator::level1), typed.levels()),
                choices(indicators.stream().flatMap(one -> one.remarks().owner().stream()), typed.owners()),
                typed.begins(),
                typed.ends(),
                typed.reason(),
                declarations.zone().getId());
    }

    private static List<Choice> choices(Stream<String> words, Set<String> chosen) {
        return words.filter(word -> !word.isEmpty()).collect(Collectors.toCollection(TreeSet::new)).stream()
                .map(word -> new Choice(word, word, chosen.contains(word)))
                .toList();
    }

    /** The service's own parts are in it where the silence began at an alert about one. */
    private static List<Group> groups(List<EffectiveDeclaration> projects, Typed typed) {
        List<Group> groups = new ArrayList<>();
        Set<String> left = new HashSet<>(typed.indicators());
        for (EffectiveDeclaration effectiveDeclaration : projects) {
            String project = effectiveDeclaration.declaration().project();
            groups.add(new Group(
                    effectiveDeclaration.declaration().name(),
                    effectiveDeclaration.declaration().indicators().stream()
                            .map(one -> new Choice(
                                    project + "/" + one.id(), one.name(), left.remove(project + "/" + one.id())))
                            .toList()));
        }
        if (!left.isEmpty()) {
            groups.add(new Group(
                    "—",
                    left.stream().map(value -> new Choice(value, value, true)).toList()));
        }
        return groups;
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
                set(projects),
                set(indicators),
                set(kinds),
                set(levels),
                set(owners),
                given(begins),
                given(ends),
                given(reason));
        try {
            Match match = match(typed);
            if (!sees(match)) {
                return refused(typed, messages.of("fault_not_yours"));
            }
            alerts.silence(
                    match,
                    typed.begins().isBlank() ? Optional.empty() : Optional.of(time(typed.begins())),
                    typed.ends().isBlank() ? null : time(typed.ends()),
                    pageContext.name(),
                    typed.reason());
        } catch (DateTimeException notATime) {
            return refused(typed, messages.of("fault_no_time"));
        } catch (Problem problem) {
            return refused(typed, Wording.fault(problem, messages));
        }
        pageContext.session().ifPresent(session -> sessions.flash(session, messages.of("silenced")));
        return Redirect.to("/alerts/silences");
    }

    private Response refused(Typed typed, String fault) {
        return Response.status(400).entity(form(typed, fault)).build();
    }

    /** Indicators are named with their projects: other projects may have ones of the same name. */
    private static Match match(Typed typed) {
        Set<String> projects = new HashSet<>(typed.projects());
        Set<String> indicators = new HashSet<>();
        for (String one : typed.indicators()) {
            int slash = one.indexOf('/');
            if (slash < 0) {
                throw new Problem(400, "no such indicator", "no indicator '" + one + "'");
            }
            projects.add(one.substring(0, slash));
            indicators.add(one.substring(slash + 1));
        }
        Set<AlertKind> kinds = typed.kinds().stream()
                .map(word -> AlertKind.ofWord(word)
                        .orElseThrow(() -> new Problem(400, "no such kind", "no kind '" + word + "'")))
                .collect(Collectors.toSet());
        return new Match(projects, indicators, kinds, typed.levels(), typed.owners(), Severity.INFO);
    }

    private Instant time(String local) {
        return LocalDateTime.parse(local.strip()).atZone(declarations.zone()).toInstant();
    }

    private static Set<String> set(List<String> given) {
        return given == null
                ? Set.of()
                : given.stream().filter(one -> !one.isEmpty()).collect(Collectors.toSet());
    }

    private static String given(String text) {
        return text == null ? "" : text;
    }

    @POST
    @Path("{id: \\d+}/end")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    public Response end(@PathParam("id") long id, @RestForm String sure) {
        boolean mine = alerts.silences().stream().anyMatch(one -> one.id == id && may(one.match()));
        if (!mine || !alerts.endSilence(id, pageContext.name())) {
            throw new Problem(404, "no such silence", "no silence that has not ended has the id " + id);
        }
        pageContext
                .session()
                .ifPresent(session -> sessions.flash(
                        session, pageContext.say(SilencesPage.class).of("silenceEnded")));
        return Redirect.to("/alerts/silences");
    }
}

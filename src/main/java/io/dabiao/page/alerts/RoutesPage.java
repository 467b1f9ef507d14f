package io.dabiao.page.alerts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Role;
import io.dabiao.alert.AlertKinds;
import io.dabiao.alert.KeptSetting;
import io.dabiao.alert.KeptSettings;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Faults;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.problem.Problem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestForm;

/** Who is told of which alerts, when, and what happens where no one acknowledges: routes made by forms. */
@Path("/alerts/routes")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Role.ADMIN)
@Blocking
public class RoutesPage {

    private static final List<String> SPANS = List.of("", "1h", "4h", "8h", "1d", "3d", "7d");
    private static final List<String> SEVERITIES = List.of("info", "warning", "critical");

    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Routes(
            Frame frame,
            Messages say,
            List<Frame.Link> tabs,
            boolean file,
            boolean receivers,
            String link,
            int revision,
            DataTable.View routes)
            implements TemplateInstance {}

    /** @param id of the one that is changed; empty for a new one */
    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record OneRoute(
            Frame frame,
            Messages say,
            String id,
            int revision,
            String name,
            List<ScopeForm.Choice> receivers,
            List<ScopeForm.Choice> severities,
            ScopeForm scope,
            String from,
            String until,
            boolean workingDays,
            boolean exceptCritical,
            List<ScopeForm.Choice> remind,
            List<ScopeForm.Choice> after,
            List<ScopeForm.Choice> upTo,
            boolean last,
            Faults faults,
            List<String> told)
            implements TemplateInstance {}

    private static final String LIST = "/alerts/routes";

    private final KeptSettings kept;
    private final SettingForms forms;
    private final AlertKinds kinds;
    private final Declarations declarations;
    private final PageContext pageContext;

    RoutesPage(
            AlertKinds kinds,
            KeptSettings kept,
            SettingForms forms,
            Declarations declarations,
            PageContext pageContext) {
        this.kinds = kinds;
        this.kept = kept;
        this.forms = forms;
        this.declarations = declarations;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance routes() {
        return list();
    }

    private Routes list() {
        Messages messages = pageContext.say(RoutesPage.class);
        Optional<KeptSetting> general = kept.named(KeptSettings.Kind.GENERAL, KeptSettings.WHOLE);
        List<KeptSetting> all = kept.all(KeptSettings.Kind.ROUTE);
        DataTable<KeptSetting> routes = new DataTable<KeptSetting>(pageContext, "routes", messages.of("routes"))
                .column(
                        "name",
                        messages.of("name"),
                        one -> Cell.link(one.name(), "/alerts/routes/" + one.id() + "/edit"))
                .column(
                        "receivers",
                        messages.of("receiver"),
                        one -> Cell.text(String.join(
                                messages.of("list"),
                                KeptSettings.names(one.settings().path("receivers")))))
                .column("scope", messages.of("scope"), one -> Cell.text(scope(one, messages)))
                .column("quiet", messages.of("quietHours"), one -> Cell.text(quiet(one, messages)))
                .column("escalate", messages.of("escalation"), one -> Cell.text(escalation(one, messages)))
                .column("author", messages.of("author"), one -> Cell.text(one.author()))
                .column(
                        "earlier",
                        messages.of("action"),
                        one -> one == all.get(0)
                                ? Cell.text("")
                                : Cell.buttons(new Cell.Button(
                                        messages.of("earlier"),
                                        "/alerts/routes/" + one.id() + "/earlier",
                                        Map.of("sure", "yes"))))
                .rows(all)
                .empty(messages.of("noRoutes"));
        return new Routes(
                pageContext.frame(messages.of("routesTitle"), AlertsPage.crumb(messages)),
                messages,
                Tabs.ROUTES.links(pageContext, messages),
                !kept.used(),
                !kept.all(KeptSettings.Kind.RECEIVER).isEmpty(),
                general.map(one -> one.settings().path("link").asText()).orElse(""),
                general.map(one -> one.revision()).orElse(0),
                routes.view());
    }

    private String scope(KeptSetting one, Messages messages) {
        ObjectNode settings = one.settings();
        String words = Wording.scope(kinds, Scopes.read(settings).match(kinds), messages);
        String least = settings.path("severity").asText("info");
        return least.equals("info") ? words : words + messages.of("and") + messages.of("least_" + least);
    }

    private static String quiet(KeptSetting one, Messages messages) {
        ObjectNode settings = one.settings();
        if (!settings.has("quiet")) {
            return "";
        }
        var quiet = settings.get("quiet");
        String hours = quiet.has("from")
                ? quiet.path("from").asText() + "–" + quiet.path("until").asText()
                : "";
        String days = quiet.path("workingDaysOnly").asBoolean() ? messages.of("quietDays") : "";
        return Stream.of(hours, days)
                .filter(words -> !words.isEmpty())
                .collect(java.util.stream.Collectors.joining(messages.of("and")));
    }

    private static String escalation(KeptSetting one, Messages messages) {
        var up = one.settings().path("escalate");
        return up.isMissingNode()
                ? ""
                : messages.of(
                        "escalatedTo",
                        messages.of("span_" + up.path("after").asText()),
                        String.join(messages.of("list"), KeptSettings.names(up.path("receivers"))));
    }

    @GET
    @Path("new")
    public TemplateInstance wanted() {
        List<KeptSetting> receivers = kept.all(KeptSettings.Kind.RECEIVER);
        ObjectNode settings = KeptSettings.empty();
        if (receivers.size() == 1) {
            settings.set("receivers", KeptSettings.list(List.of(receivers.get(0).name())));
        }
        return shown(SettingForms.Typed.wanted(settings));
    }

    @GET
    @Path("{id: \\d+}/edit")
    public TemplateInstance edited(@PathParam("id") long id) {
        return shown(SettingForms.Typed.of(kept.one(KeptSettings.Kind.ROUTE, id)));
    }

    private OneRoute shown(SettingForms.Typed typed) {
        Messages messages = pageContext.say(RoutesPage.class);
        ObjectNode settings = typed.settings();
        List<String> to = KeptSettings.names(settings.path("receivers"));
        List<String> up = KeptSettings.names(settings.path("escalate").path("receivers"));
        var quiet = settings.path("quiet");
        return new OneRoute(
                pageContext.frame(
                        typed.id().isEmpty() ? messages.of("newRoute") : typed.name(),
                        AlertsPage.crumb(messages),
                        new Frame.Crumb(messages.of("routesTitle"), LIST)),
                messages,
                typed.id(),
                typed.revision(),
                typed.name(),
                receivers(to),
                SEVERITIES.stream()
                        .map(one -> new ScopeForm.Choice(
                                one,
                                messages.of("least_" + one),
                                one.equals(settings.path("severity").asText("info"))))
                        .toList(),
                ScopeForm.of(kinds, declarations, pageContext, messages, Scopes.read(settings)),
                quiet.path("from").asText(""),
                quiet.path("until").asText(""),
                quiet.path("workingDaysOnly").asBoolean(),
                quiet.path("except").asText().equals("critical") || quiet.isMissingNode(),
                spans(settings.path("remind").asText(""), "remind", messages),
                spans(settings.path("escalate").path("after").asText(""), "after", messages),
                receivers(up),
                settings.path("last").asBoolean(),
                typed.faults(),
                typed.told());
    }

    private List<ScopeForm.Choice> receivers(List<String> chosen) {
        return kept.all(KeptSettings.Kind.RECEIVER).stream()
                .map(one -> new ScopeForm.Choice(one.name(), one.name(), chosen.contains(one.name())))
                .toList();
    }

    private static List<ScopeForm.Choice> spans(String chosen, String what, Messages messages) {
        return SPANS.stream()
                .map(one -> new ScopeForm.Choice(
                        one,
                        one.isEmpty() ? messages.of(what + "Never") : messages.of(what, messages.of("span_" + one)),
                        one.equals(chosen)))
                .toList();
    }

    @POST
    @Path("save")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response save(
            @RestForm String id,
            @RestForm int revision,
            @RestForm String name,
            @RestForm List<String> receivers,
            @RestForm String severity,
            @RestForm List<String> projects,
            @RestForm List<String> indicators,
            @RestForm List<String> kinds,
            @RestForm List<String> levels,
            @RestForm List<String> owners,
            @RestForm String from,
            @RestForm String until,
            @RestForm String workingDays,
            @RestForm String exceptCritical,
            @RestForm String remind,
            @RestForm String after,
            @RestForm List<String> upTo,
            @RestForm String last) {
        Messages messages = pageContext.say(RoutesPage.class);
        ObjectNode settings = KeptSettings.empty();
        settings.set("receivers", KeptSettings.list(SettingForms.orNone(receivers)));
        if (SEVERITIES.contains(String.valueOf(severity))) {
            settings.put("severity", severity);
        }
        if (SettingForms.given(from) || SettingForms.given(until) || "yes".equals(workingDays)) {
            ObjectNode quiet = settings.putObject("quiet");
            if (SettingForms.given(from)) {
                quiet.put("from", from);
            }
            if (SettingForms.given(until)) {
                quiet.put("until", until);
            }
            quiet.put("workingDaysOnly", "yes".equals(workingDays));
            if ("yes".equals(exceptCritical)) {
                quiet.put("except", "critical");
            }
        }
        if (SettingForms.given(remind)) {
            settings.put("remind", remind);
        }
        if (SettingForms.given(after)) {
            ObjectNode up = settings.putObject("escalate").put("after", after);
            up.set("receivers", KeptSettings.list(SettingForms.orNone(upTo)));
        }
        if ("yes".equals(last)) {
            settings.put("last", true);
        }
        Faults faults = Faults.NONE
                .and(SettingForms.orNone(receivers).isEmpty(), "receivers", messages.of("fault_no_receiver"))
                .and(
                        SettingForms.given(after) && SettingForms.orNone(upTo).isEmpty(),
                        "upTo",
                        messages.of("fault_no_escalation"))
                .and(SettingForms.given(from) != SettingForms.given(until), "until", messages.of("fault_half_quiet"));
        return forms.save(
                KeptSettings.Kind.ROUTE,
                SettingForms.Typed.of(id, revision, name, settings, faults),
                ScopeForm.Typed.of(projects, indicators, kinds, levels, owners),
                this::shown,
                LIST,
                messages);
    }

    /** The service's address as people reach it, for the links in messages. */
    @POST
    @Path("link")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response link(@RestForm String link, @RestForm int revision) {
        Messages messages = pageContext.say(RoutesPage.class);
        ObjectNode settings = KeptSettings.empty();
        if (SettingForms.given(link)) {
            settings.put("link", link.strip());
        }
        try {
            kept.save(
                    new KeptSettings.Wanted(
                            KeptSettings.Kind.GENERAL,
                            kept.named(KeptSettings.Kind.GENERAL, KeptSettings.WHOLE)
                                    .map(one -> one.id()),
                            revision,
                            KeptSettings.WHOLE,
                            settings,
                            Map.of()),
                    pageContext.name());
        } catch (KeptSettings.Refused wrong) {
            return forms.done(messages.of("fault_link"), LIST);
        } catch (Problem problem) {
            return forms.done(messages.of(problem), LIST);
        }
        return forms.done(messages.of("linkSaved"), LIST);
    }

    @POST
    @Path("{id: \\d+}/earlier")
    public Response earlier(@PathParam("id") long id, @RestForm String sure) {
        KeptSetting row = kept.one(KeptSettings.Kind.ROUTE, id);
        kept.earlier(id, pageContext.name());
        return forms.done(pageContext.say(RoutesPage.class).of("askedEarlier", row.name()), LIST);
    }

    @POST
    @Path("{id: \\d+}/remove")
    public Response remove(@PathParam("id") long id, @RestForm String sure) {
        return forms.remove(KeptSettings.Kind.ROUTE, id, LIST, pageContext.say(RoutesPage.class));
    }
}

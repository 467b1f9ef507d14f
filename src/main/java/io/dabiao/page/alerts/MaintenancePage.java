package io.dabiao.page.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Role;
import io.dabiao.alert.AlertKinds;
import io.dabiao.alert.KeptSettings;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Faults;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
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
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestForm;

/** Work that comes again, during which no one is told: made and changed by a form. What comes once is a silence. */
@Path("/alerts/maintenance")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Role.ADMIN)
@Blocking
public class MaintenancePage {

    private static final List<String> PLACES = List.of("first", "second", "third", "fourth", "last");

    /**
     * @param id of the one that is changed; empty for a new one
     * @param days of the week, and every day
     * @param month once a month: on a weekday of it, or on a day by its number
     */
    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record OneMaintenance(
            Frame frame,
            Messages say,
            String id,
            int revision,
            String name,
            List<ScopeForm.Choice> days,
            List<ScopeForm.Choice> month,
            String from,
            String until,
            String zone,
            ScopeForm scope,
            String reason,
            Faults faults,
            List<String> told)
            implements TemplateInstance {}

    private static final String LIST = "/alerts/silences";

    private final KeptSettings kept;
    private final SettingForms forms;
    private final AlertKinds kinds;
    private final Declarations declarations;
    private final PageContext pageContext;

    MaintenancePage(
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
    @Path("new")
    public TemplateInstance wanted() {
        return shown(SettingForms.Typed.wanted(KeptSettings.empty()));
    }

    @GET
    @Path("{id: \\d+}/edit")
    public TemplateInstance edited(@PathParam("id") long id) {
        return shown(SettingForms.Typed.of(kept.one(KeptSettings.Kind.MAINTENANCE, id)));
    }

    private OneMaintenance shown(SettingForms.Typed typed) {
        Messages messages = pageContext.say(MaintenancePage.class);
        ObjectNode settings = typed.settings();
        JsonNode every = settings.path("every");
        List<String> chosen = every.isArray() ? KeptSettings.names(every) : List.of(every.asText(""));
        return new OneMaintenance(
                pageContext.frame(
                        typed.id().isEmpty() ? messages.of("newMaintenance") : typed.name(),
                        AlertsPage.crumb(messages),
                        new Frame.Crumb(messages.of("silencesTitle"), LIST)),
                messages,
                typed.id(),
                typed.revision(),
                typed.name(),
                Stream.concat(Stream.of("day"), weekdays())
                        .map(one -> new ScopeForm.Choice(one, messages.of("day_" + one), chosen.contains(one)))
                        .toList(),
                months(messages, chosen),
                settings.path("from").asText(""),
                settings.path("until").asText(""),
                messages.of(pageContext.zone()),
                ScopeForm.of(kinds, declarations, pageContext, messages, Scopes.read(settings)),
                settings.path("reason").asText(""),
                typed.faults(),
                typed.told());
    }

    private static Stream<String> weekdays() {
        return Stream.of(DayOfWeek.values()).map(day -> day.name().toLowerCase(Locale.ROOT));
    }

    private static List<ScopeForm.Choice> months(Messages messages, List<String> chosen) {
        List<ScopeForm.Choice> months = new ArrayList<>();
        months.add(new ScopeForm.Choice("", messages.of("notMonthly"), false));
        for (String place : PLACES) {
            weekdays().forEach(day -> {
                String value = place + " " + day;
                months.add(new ScopeForm.Choice(
                        value,
                        messages.of("ofMonth", messages.of("place_" + place), messages.of("day_" + day)),
                        chosen.contains(value)));
            });
        }
        for (int day = 1; day <= 31; day++) {
            String value = String.valueOf(day);
            months.add(new ScopeForm.Choice(value, messages.of("dayOfMonth", day), chosen.contains(value)));
        }
        return months;
    }

    @POST
    @Path("save")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response save(
            @RestForm String id,
            @RestForm int revision,
            @RestForm String name,
            @RestForm List<String> days,
            @RestForm String month,
            @RestForm String from,
            @RestForm String until,
            @RestForm List<String> projects,
            @RestForm List<String> indicators,
            @RestForm List<String> kinds,
            @RestForm List<String> levels,
            @RestForm List<String> owners,
            @RestForm String reason) {
        Messages messages = pageContext.say(MaintenancePage.class);
        List<String> every = new ArrayList<>(SettingForms.orNone(days));
        if (SettingForms.given(month)) {
            every.add(month);
        }
        ObjectNode settings = KeptSettings.empty();
        settings.set("every", KeptSettings.list(every));
        settings.put("from", from == null ? "" : from);
        settings.put("until", until == null ? "" : until);
        settings.put("zone", pageContext.zone().getId());
        settings.put("author", pageContext.name());
        settings.put("reason", reason == null ? "" : reason.strip());
        Faults faults = Faults.NONE
                .and(every.isEmpty(), "days", messages.of("fault_no_day"))
                .and(
                        settings.path("from").asText().isEmpty()
                                || settings.path("until").asText().isEmpty(),
                        "until",
                        messages.of("fault_no_hours"))
                .and(settings.path("reason").asText().isEmpty(), "reason", messages.of("fault_no_reason"));
        return forms.save(
                KeptSettings.Kind.MAINTENANCE,
                SettingForms.Typed.of(id, revision, name, settings, faults),
                ScopeForm.Typed.of(projects, indicators, kinds, levels, owners),
                this::shown,
                LIST,
                messages);
    }

    @POST
    @Path("{id: \\d+}/remove")
    public Response remove(@PathParam("id") long id, @RestForm String sure) {
        return forms.remove(KeptSettings.Kind.MAINTENANCE, id, LIST, pageContext.say(MaintenancePage.class));
    }
}

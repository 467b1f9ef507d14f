package io.dabiao.page.declarations;

import io.dabiao.access.Role;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Printed;
import io.dabiao.core.declaration.Target;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.NextVersion;
import io.dabiao.page.FieldText;
import io.dabiao.page.FormFields;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.Quoted;
import io.dabiao.yaml.YamlEdit;
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
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;

/** An indicator that is declared already: a new target from a day on, another owner or other points, or its end. */
@Path("/declaring")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.REPORT, Role.ADMIN})
@Blocking
public class AmendedIndicatorPage {

    /**
     * @param asked what was typed, by field
     * @param now the target in force, as printed
     */
    @CheckedTemplate(basePath = "declarations", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record AmendedIndicator(
            Frame frame,
            Messages say,
            String path,
            String now,
            List<Option> operators,
            Map<String, String> asked,
            Map<String, String> faults,
            List<Fault> refused,
            boolean approves)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final DeclaringForms forms;
    private final PageContext pageContext;

    AmendedIndicatorPage(Declarations declarations, DeclaringForms forms, PageContext pageContext) {
        this.declarations = declarations;
        this.forms = forms;
        this.pageContext = pageContext;
    }

    @GET
    @Path("{year: \\d{4}}/{project}/indicators/{indicator}")
    public TemplateInstance amend(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String indicator) {
        NextVersion.Base base = forms.base(year, project);
        Indicator now = DeclaringForms.indicator(base, indicator);
        return amended(base, now, asked(base, now), Map.of(), List.of());
    }

    /** What stands in the form before anything is typed. */
    private Map<String, String> asked(NextVersion.Base base, Indicator now) {
        LocalDate today = pageContext.today();
        Map<String, String> asked = new LinkedHashMap<>();
        now.target().ifPresent(target -> {
            asked.put("operator", target.operator().symbol());
            asked.put("unit", target.unit().symbol());
        });
        asked.put("from", today.toString());
        asked.put("owner", now.remarks().owner().orElse(""));
        asked.put(
                "points",
                base.text().value("indicators", "#" + now.id(), "points").orElse(""));
        return asked;
    }

    private AmendedIndicator amended(
            NextVersion.Base base,
            Indicator now,
            Map<String, String> asked,
            Map<String, String> faults,
            List<Fault> refused) {
        Messages messages = forms.say();
        return new AmendedIndicator(
                pageContext.frame(
                        messages.of("amendTitle", now.name()),
                        new Frame.Crumb(
                                now.name(),
                                "/years/" + base.row().year + "/" + Paths.encoded(base.row().project) + "/"
                                        + Paths.encoded(now.id()))),
                messages,
                DeclaringForms.path(base) + "/indicators/" + Paths.encoded(now.id()),
                now.targetAt(pageContext.now(), pageContext.zone())
                        .map(Target::words)
                        .orElse(now.printed().map(Printed::text).orElse("—")),
                Option.of(TypedIndicator.OPERATORS, asked.getOrDefault("operator", "≥")),
                asked,
                forms.worded(faults),
                refused,
                forms.approves());
    }

    @POST
    @Path("{year: \\d{4}}/{project}/indicators/{indicator}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response amended(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String id,
            @RestForm String csrf) {
        Messages messages = forms.say();
        NextVersion.Base base = forms.base(year, project);
        Indicator now = DeclaringForms.indicator(base, id);
        MultivaluedMap<String, String> form = FormFields.read();
        TypedIndicator typed = TypedIndicator.of(form);
        Map<String, String> asked = new LinkedHashMap<>();
        form.forEach((field, values) ->
                asked.put(field, values.isEmpty() ? "" : values.get(0).strip()));
        Map<String, String> faults = typed.faults(declarations.inForce().types());
        faults.keySet().retainAll(Set.of("operator", "owner", "points"));
        boolean newTarget = !typed.target().isEmpty();
        if (newTarget) {
            Map<String, String> all = typed.faults(declarations.inForce().types());
            all.keySet().retainAll(Set.of("target", "unit"));
            faults.putAll(all);
            if (FieldText.day(asked.get("from")).isEmpty()) {
                faults.put("from", "noDate");
            }
            if (asked.getOrDefault("because", "").isEmpty()
                    || asked.get("because").length() > DeclaringForms.LONGEST_REASON) {
                faults.put("because", "needsReason");
            }
        }
        if (!faults.isEmpty()) {
            return Response.status(400)
                    .entity(amended(base, now, asked, faults, List.of()))
                    .build();
        }
        String reason = newTarget ? asked.get("because") : messages.of("remarksReason", now.name());
        String next = DeclaringForms.changed(() -> amended(base.text(), id, typed, asked, newTarget));
        return answered(base, now, asked, next, reason, form.containsKey("approve"));
    }

    /**
     * Stores the next version of an indicator's declaration and goes on to its project; where it is refused, the form comes back with why.
     *
     * @param asked what the form held
     */
    private Response answered(
            NextVersion.Base base,
            Indicator now,
            Map<String, String> asked,
            String next,
            String reason,
            boolean approve) {
        return forms.stored(base, next, reason, approve)
                .<Response>map(refused -> Response.status(422)
                        .entity(amended(base, now, asked, Map.of(), refused))
                        .build())
                .orElseGet(() -> forms.done(approve, base.row().year, base.row().project));
    }

    /** The next version promises it no more; what was recorded of it stays. */
    @POST
    @Path("{year: \\d{4}}/{project}/indicators/{indicator}/end")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response ended(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String id,
            @RestForm String csrf) {
        Messages messages = forms.say();
        NextVersion.Base base = forms.base(year, project);
        Indicator now = DeclaringForms.indicator(base, id);
        MultivaluedMap<String, String> form = FormFields.read();
        String reason = FieldText.stripped(form.getFirst("why"));
        Map<String, String> asked = asked(base, now);
        asked.put("why", reason);
        if (reason.isEmpty() || reason.length() > DeclaringForms.LONGEST_REASON) {
            return Response.status(400)
                    .entity(amended(base, now, asked, Map.of("why", "needsReason"), List.of()))
                    .build();
        }
        String next = DeclaringForms.changed(
                () -> base.text().without("indicators", "#" + id).toString());
        return answered(
                base, now, asked, next, messages.of("endedReason", now.name(), reason), form.containsKey("approve"));
    }

    private String amended(
            YamlEdit before, String id, TypedIndicator typed, Map<String, String> asked, boolean newTarget) {
        YamlEdit text = before;
        String item = "#" + id;
        if (newTarget) {
            text = text.append(
                    List.of(
                            "from: " + asked.get("from"),
                            "printed: " + Quoted.of(typed.printed()),
                            "because: " + Quoted.of(asked.get("because")),
                            "by: " + Quoted.of(pageContext.name())),
                    "indicators",
                    item,
                    "amendments");
        }
        if (!typed.owner().isEmpty()
                && !typed.owner().equals(text.value("indicators", item, "owner").orElse(""))) {
            text = text.set(Quoted.of(typed.owner()), "indicators", item, "owner");
        }
        if (!typed.points().isEmpty()
                && !typed.points()
                        .equals(text.value("indicators", item, "points").orElse(""))) {
            text = text.set(typed.points(), "indicators", item, "points");
        }
        return text.toString();
    }
}

package io.dabiao.page.declarations;

import io.dabiao.access.Role;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Printed;
import io.dabiao.core.declaration.Target;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Difference;
import io.dabiao.declare.NextStored;
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
import java.util.function.Function;
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
     * @param was what stood in the form before anything was typed, by field: what is still so is not written
     * @param others what another person changed while the form was filled, by field, in words
     */
    @CheckedTemplate(basePath = "declarations", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record AmendedIndicator(
            Frame frame,
            Messages say,
            FormHead head,
            String path,
            String now,
            List<Option> operators,
            Map<String, String> asked,
            Map<String, String> was,
            Map<String, String> others,
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
        return amended(unmoved(base), base, now, asked(base, now), Map.of(), List.of());
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

    private FormHead.Overtaken unmoved(NextVersion.Base base) {
        return new FormHead.Overtaken(forms.head(base), Map.of());
    }

    private AmendedIndicator amended(
            FormHead.Overtaken head,
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
                head.head(),
                DeclaringForms.path(base) + "/indicators/" + Paths.encoded(now.id()),
                now.targetAt(pageContext.now(), pageContext.zone())
                        .map(Target::words)
                        .orElse(now.printed().map(Printed::text).orElse("—")),
                Option.of(TypedIndicator.OPERATORS, asked.getOrDefault("operator", "≥")),
                asked,
                asked(base, now),
                head.beside(),
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
        NextVersion.Base base = forms.base(year, project);
        Indicator now = DeclaringForms.indicator(base, id);
        MultivaluedMap<String, String> form = FormFields.read();
        TypedIndicator typed = TypedIndicator.of(form);
        Map<String, String> asked = asked(form);
        boolean newTarget = !typed.target().isEmpty();
        Map<String, String> faults = faults(typed, asked, newTarget);
        if (DeclaringForms.overtaken(base, form)) {
            return overtaken(base, form, id, asked, faults);
        }
        if (!faults.isEmpty()) {
            return Response.status(400)
                    .entity(amended(unmoved(base), base, now, asked, faults, List.of()))
                    .build();
        }
        return answered(
                base,
                now,
                form,
                asked,
                newest -> amended(newest.text(), id, typed, asked, newTarget),
                newTarget ? asked.get("because") : forms.say().of("remarksReason", now.name()));
    }

    /** What the form holds. */
    private static Map<String, String> asked(MultivaluedMap<String, String> form) {
        Map<String, String> asked = new LinkedHashMap<>();
        form.forEach((field, values) ->
                asked.put(field, values.isEmpty() ? "" : values.get(0).strip()));
        return asked;
    }

    private Map<String, String> faults(TypedIndicator typed, Map<String, String> asked, boolean newTarget) {
        Map<String, String> faults = typed.faults(declarations.inForce().types());
        faults.keySet()
                .retainAll(
                        newTarget
                                ? Set.of("operator", "owner", "points", "target", "unit")
                                : Set.of("operator", "owner", "points"));
        if (newTarget && FieldText.day(asked.get("from")).isEmpty()) {
            faults.put("from", "noDate");
        }
        if (newTarget && lacksReason(asked.getOrDefault("because", ""))) {
            faults.put("because", "needsReason");
        }
        return faults;
    }

    private static boolean lacksReason(String reason) {
        return reason.isEmpty() || reason.length() > DeclaringForms.LONGEST_REASON;
    }

    /**
     * Stores the next version of an indicator's declaration and goes on to its project; where it is refused, the form comes back with why.
     *
     * @param asked what the form held
     */
    private Response answered(
            NextVersion.Base base,
            Indicator now,
            MultivaluedMap<String, String> form,
            Map<String, String> asked,
            Function<NextVersion.Base, String> edit,
            String reason) {
        NextStored outcome = forms.stored(base, form, edit, reason);
        if (outcome instanceof NextStored.Overtaken overtaken) {
            return overtaken(overtaken.now(), form, now.id(), asked, Map.of());
        }
        if (outcome instanceof NextStored.Refused refused) {
            return Response.status(422)
                    .entity(amended(unmoved(base), base, now, asked, Map.of(), refused.faults()))
                    .build();
        }
        if (outcome instanceof NextStored.Unchanged) {
            return Response.status(400)
                    .entity(amended(
                            new FormHead.Overtaken(forms.unchanged(base), Map.of()),
                            base,
                            now,
                            asked,
                            Map.of(),
                            List.of()))
                    .build();
        }
        return forms.done(((NextStored.Stored) outcome).version());
    }

    /** What was typed stays; a field that was left as it was shows what the other version says. */
    private Response overtaken(
            NextVersion.Base now,
            MultivaluedMap<String, String> form,
            String id,
            Map<String, String> asked,
            Map<String, String> faults) {
        FormHead.Overtaken head = forms.overtaken(now, form, one -> one.where().equals(id) ? field(one) : null);
        Indicator indicator = DeclaringForms.indicator(now, id);
        Map<String, String> kept = asked(now, indicator);
        asked.forEach((field, typed) -> {
            if (!typed.equals(asked.get("was-" + field))) {
                kept.put(field, typed);
            }
        });
        return Response.status(409)
                .entity(amended(head, now, indicator, kept, faults, List.of()))
                .build();
    }

    /** Beside which field a difference is said; null beside none. */
    private static String field(Difference one) {
        return switch (one.what()) {
            case "owner", "points" -> one.what();
            case "printed", "reading" -> "target";
            default -> one.what().startsWith("target from") ? "target" : null;
        };
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
        NextVersion.Base base = forms.base(year, project);
        Indicator now = DeclaringForms.indicator(base, id);
        MultivaluedMap<String, String> form = FormFields.read();
        String reason = FieldText.stripped(form.getFirst("why"));
        Map<String, String> asked = asked(base, now);
        asked.put("why", reason);
        Map<String, String> faults = lacksReason(reason) ? Map.of("why", "needsReason") : Map.of();
        if (DeclaringForms.overtaken(base, form)) {
            return overtaken(base, form, id, asked, faults);
        }
        if (!faults.isEmpty()) {
            return Response.status(400)
                    .entity(amended(unmoved(base), base, now, asked, faults, List.of()))
                    .build();
        }
        return answered(
                base,
                now,
                form,
                asked,
                newest -> newest.text().without("indicators", "#" + id).toString(),
                forms.say().of("endedReason", now.name(), reason));
    }

    /** The next text: what the person changed of the form, and nothing that was left as it was shown. */
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
        text = changed(text, typed.owner(), asked.get("was-owner"), Quoted.of(typed.owner()), item, "owner");
        return changed(text, typed.points(), asked.get("was-points"), typed.points(), item, "points")
                .toString();
    }

    /** @param was what the form was filled with; null where it was not there, so that it is not known whether it was changed */
    private static YamlEdit changed(YamlEdit text, String typed, String was, String yaml, String item, String key) {
        if (typed.equals(was) || was == null) {
            return text;
        }
        return typed.isEmpty() ? text.without("indicators", item, key) : text.set(yaml, "indicators", item, key);
    }
}

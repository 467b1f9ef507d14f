package io.dabiao.page.declarations;

import io.dabiao.access.Role;
import io.dabiao.access.person.Session;
import io.dabiao.core.event.EventTypes;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.NextStored;
import io.dabiao.declare.NextVersion;
import io.dabiao.page.FormFields;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;

/** One more indicator of a project, without YAML: what is promised, and how it is measured, by choosing. */
@Path("/declaring")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.REPORT, Role.ADMIN})
@Blocking
public class NewIndicatorPage {

    /**
     * @param faults by field, in words
     * @param refused faults that the declaration as a whole would have
     * @param approves whether the reader may put it in force at once
     */
    @CheckedTemplate(basePath = "declarations", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record NewIndicator(
            Frame frame,
            Messages say,
            FormHead head,
            String path,
            TypedIndicator typed,
            List<Option> levels,
            List<String> secondLevels,
            List<Option> operators,
            List<Option> measures,
            List<Option> types,
            List<Option> attributes,
            List<Option> conditions,
            List<String> units,
            Map<String, String> faults,
            List<Fault> refused,
            boolean approves,
            MeasureTrial.Trial trial)
            implements TemplateInstance {}

    @CheckedTemplate(basePath = "declarations", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Preview(Messages say, MeasureTrial.Trial trial) implements TemplateInstance {}

    private final Declarations declarations;
    private final DeclaringForms forms;
    private final MeasureTrial trials;
    private final PageContext pageContext;

    NewIndicatorPage(Declarations declarations, DeclaringForms forms, MeasureTrial trials, PageContext pageContext) {
        this.declarations = declarations;
        this.forms = forms;
        this.trials = trials;
        this.pageContext = pageContext;
    }

    @GET
    @Path("{year: \\d{4}}/{project}/indicators")
    public TemplateInstance add(@PathParam("year") int year, @PathParam("project") String project) {
        NextVersion.Base base = forms.base(year, project);
        String owner = pageContext.session().map(Session::shown).orElse("");
        return form(forms.head(base), base, TypedIndicator.nothing(owner), Map.of(), List.of());
    }

    private NewIndicator form(
            FormHead head,
            NextVersion.Base base,
            TypedIndicator typed,
            Map<String, String> faults,
            List<Fault> refused) {
        Messages messages = forms.say();
        EventTypes types = declarations.inForce().types();
        Optional<EventTypes.Type> type = types.type(typed.type());
        List<Option> attributes = new ArrayList<>();
        List<Option> conditions = new ArrayList<>();
        for (EventTypes.Type one : type.map(List::of).orElse(types.all())) {
            for (EventTypes.Bears bears : one.attributes()) {
                String words = messages.of(bears.title());
                attributes.add(new Option(bears.name(), words, bears.name().equals(typed.attribute())));
                conditions.add(new Option(bears.name(), words, bears.name().equals(typed.where())));
            }
        }
        return new NewIndicator(
                forms.frame(messages.of("newIndicator"), base),
                messages,
                head,
                DeclaringForms.path(base) + "/indicators",
                typed,
                Option.of(TypedIndicator.LEVELS, typed.level1()),
                TypedIndicator.SECOND_LEVELS,
                Option.of(TypedIndicator.OPERATORS, typed.operator()),
                Arrays.stream(TypedIndicator.How.values())
                        .map(how -> new Option(
                                how.name(),
                                messages.of("how_" + how.name()),
                                how.name().equals(typed.measure())))
                        .toList(),
                types.all().stream()
                        .map(one -> new Option(
                                one.name(), messages.of(one.title()), one.name().equals(typed.type())))
                        .sorted(Comparator.comparing(Option::words))
                        .toList(),
                distinct(attributes),
                distinct(conditions),
                TypedIndicator.UNITS,
                forms.worded(faults),
                refused,
                forms.approves(),
                MeasureTrial.Trial.none(""));
    }

    private static List<Option> distinct(List<Option> options) {
        Map<String, Option> byValue = new LinkedHashMap<>();
        options.forEach(option -> byValue.putIfAbsent(option.value(), option));
        return List.copyOf(byValue.values());
    }

    /** What the chosen measure would say, while one chooses. */
    @POST
    @Path("{year: \\d{4}}/{project}/indicators/preview")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public TemplateInstance preview(
            @PathParam("year") int year, @PathParam("project") String project, @RestForm String csrf) {
        NextVersion.Base base = forms.base(year, project);
        return new Preview(forms.say(), trial(base, TypedIndicator.of(FormFields.read())));
    }

    private MeasureTrial.Trial trial(NextVersion.Base base, TypedIndicator typed) {
        Messages messages = forms.say();
        Map<String, String> faults = typed.faults(declarations.inForce().types());
        if (!faults.isEmpty()) {
            return MeasureTrial.Trial.none(messages.of(
                    "trialWaits", messages.of(faults.values().iterator().next())));
        }
        if (typed.how().filter(TypedIndicator.How::ofEvents).isEmpty()) {
            return MeasureTrial.Trial.none(messages.of("trialNone_" + typed.measure()));
        }
        return trials.of(base, added(base, typed));
    }

    private String added(NextVersion.Base base, TypedIndicator typed) {
        YamlEdit text = base.text();
        int number = 1;
        while (text.has("indicators", "#added-" + number)) {
            number++;
        }
        String id = "added-" + number;
        String site = base.row().project + "-" + id;
        YamlEdit next = text.append(typed.lines(id, site, declarations.inForce().types()), "indicators");
        return typed.how().orElseThrow() == TypedIndicator.How.PAGE
                ? next.append(List.of("site: " + site, "url: " + Quoted.of(typed.url())), "probes")
                        .toString()
                : next.toString();
    }

    @POST
    @Path("{year: \\d{4}}/{project}/indicators")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response added(@PathParam("year") int year, @PathParam("project") String project, @RestForm String csrf) {
        MultivaluedMap<String, String> form = FormFields.read();
        NextVersion.Base base = forms.base(year, project);
        TypedIndicator typed = TypedIndicator.of(form);
        Map<String, String> faults = typed.faults(declarations.inForce().types());
        if (DeclaringForms.overtaken(base, form)) {
            return overtaken(base, form, typed, faults);
        }
        if (!faults.isEmpty()) {
            return Response.status(400)
                    .entity(form(forms.head(base), base, typed, faults, List.of()))
                    .build();
        }
        NextStored outcome =
                forms.stored(base, form, now -> added(now, typed), forms.say().of("addedReason", typed.name()));
        if (outcome instanceof NextStored.Overtaken overtaken) {
            return overtaken(overtaken.now(), form, typed, Map.of());
        }
        if (outcome instanceof NextStored.Refused refused) {
            return Response.status(422)
                    .entity(form(forms.head(base), base, typed, Map.of(), refused.faults()))
                    .build();
        }
        return forms.done(((NextStored.Stored) outcome).version());
    }

    private Response overtaken(
            NextVersion.Base now,
            MultivaluedMap<String, String> form,
            TypedIndicator typed,
            Map<String, String> faults) {
        FormHead head = forms.overtaken(now, form, none -> null).head();
        return Response.status(409)
                .entity(form(head, now, typed, faults, List.of()))
                .build();
    }
}

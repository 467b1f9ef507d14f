package io.dabiao.page.declarations;

import io.dabiao.access.Role;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.declare.NextStored;
import io.dabiao.declare.NextVersion;
import io.dabiao.declare.VersionState;
import io.dabiao.page.FieldText;
import io.dabiao.page.FormFields;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.yaml.Fault;
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
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestForm;

/** A project's funds: adjusted from a day on, or corrected where they were written down wrongly. */
@Path("/declaring")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.REPORT, Role.ADMIN})
@Blocking
public class BudgetPage {

    /**
     * @param now the amounts in force, in words
     * @param others what another person changed while the form was filled, by field, in words
     * @param correctable whether the amounts of the year's beginning can be corrected here: only before they were adjusted
     */
    @CheckedTemplate(basePath = "declarations", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record BudgetForm(
            Frame frame,
            Messages say,
            FormHead head,
            String path,
            String now,
            TypedBudget typed,
            boolean correctable,
            Map<String, String> others,
            Map<String, String> faults,
            List<Fault> refused,
            boolean approves)
            implements TemplateInstance {}

    private final DeclaringForms forms;
    private final PageContext pageContext;

    BudgetPage(DeclaringForms forms, PageContext pageContext) {
        this.forms = forms;
        this.pageContext = pageContext;
    }

    @GET
    @Path("{year: \\d{4}}/{project}/budget")
    public TemplateInstance budget(@PathParam("year") int year, @PathParam("project") String project) {
        NextVersion.Base base = forms.base(year, project);
        String manner = base.row().standing == VersionState.IN_FORCE || adjusted(base)
                ? TypedBudget.ADJUST
                : TypedBudget.CORRECT;
        return budget(
                unmoved(base), base, TypedBudget.of(funds(base), manner, pageContext.today()), Map.of(), List.of());
    }

    /** The form shows what is in force today: stored as the amounts of the year's beginning it would be a wrong number. */
    private static boolean adjusted(NextVersion.Base base) {
        return DeclaringForms.declared(base)
                .filter(declaration -> !declaration.budget().adjustments().isEmpty())
                .isPresent();
    }

    /** Those in force today by the text that is changed. */
    private Declaration.Budget funds(NextVersion.Base base) {
        return DeclaringForms.declared(base)
                .map(declaration -> declaration.budget().on(pageContext.today()))
                .orElseThrow(() -> new Problem(ErrorCode.CANNOT_BE_CHANGED_HERE, "the declaration has faults"));
    }

    private FormHead.Overtaken unmoved(NextVersion.Base base) {
        return new FormHead.Overtaken(forms.head(base), Map.of());
    }

    private BudgetForm budget(
            FormHead.Overtaken head,
            NextVersion.Base base,
            TypedBudget typed,
            Map<String, String> faults,
            List<Fault> refused) {
        Messages messages = forms.say();
        Declaration.Budget now = funds(base);
        return new BudgetForm(
                forms.frame(messages.of("budgetTitle"), base),
                messages,
                head.head(),
                DeclaringForms.path(base) + "/budget",
                messages.of(
                        "budgetNow",
                        Numbers.shown(now.total()),
                        Numbers.shown(now.treasury()),
                        Numbers.shown(now.carriedOver()),
                        Numbers.shown(now.other())),
                typed,
                !adjusted(base),
                head.beside(),
                forms.worded(faults),
                refused,
                forms.approves());
    }

    @POST
    @Path("{year: \\d{4}}/{project}/budget")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response budgeted(@PathParam("year") int year, @PathParam("project") String project, @RestForm String csrf) {
        NextVersion.Base base = forms.base(year, project);
        MultivaluedMap<String, String> form = FormFields.read();
        TypedBudget typed = TypedBudget.of(form);
        Map<String, String> faults = typed.faults();
        // They are applied in the order in which they stand: one that came before the last would undo it.
        boolean late = DeclaringForms.declared(base).stream()
                .flatMap(declaration -> declaration.budget().adjustments().stream())
                .allMatch(one ->
                        FieldText.day(typed.from()).filter(one.from()::isBefore).isPresent());
        if (typed.adjusts() && !late) {
            faults.putIfAbsent("from", "faultLater");
        }
        if (!typed.adjusts() && adjusted(base)) {
            faults.putIfAbsent("manner", "faultAdjusted");
        }
        if (DeclaringForms.overtaken(base, form)) {
            return overtaken(base, form, typed, faults);
        }
        if (!faults.isEmpty()) {
            return Response.status(400)
                    .entity(budget(unmoved(base), base, typed, faults, List.of()))
                    .build();
        }
        NextStored outcome =
                forms.stored(base, form, now -> typed.written(now.text(), pageContext.name()), typed.because());
        if (outcome instanceof NextStored.Overtaken overtaken) {
            return overtaken(overtaken.now(), form, typed, Map.of());
        }
        if (outcome instanceof NextStored.Refused refused) {
            return Response.status(422)
                    .entity(budget(unmoved(base), base, typed, Map.of(), refused.faults()))
                    .build();
        }
        if (outcome instanceof NextStored.Unchanged) {
            return Response.status(400)
                    .entity(budget(
                            new FormHead.Overtaken(forms.unchanged(base), Map.of()), base, typed, Map.of(), List.of()))
                    .build();
        }
        return forms.done(((NextStored.Stored) outcome).version());
    }

    private Response overtaken(
            NextVersion.Base now, MultivaluedMap<String, String> form, TypedBudget typed, Map<String, String> faults) {
        FormHead.Overtaken head = forms.overtaken(
                now, form, one -> one.where().equals("project") && one.what().startsWith("budget") ? "total" : null);
        return Response.status(409)
                .entity(budget(head, now, typed, faults, List.of()))
                .build();
    }
}

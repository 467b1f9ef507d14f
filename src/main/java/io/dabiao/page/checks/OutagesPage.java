package io.dabiao.page.checks;

import io.dabiao.access.Role;
import io.dabiao.check.OutageMarks;
import io.dabiao.check.Probing;
import io.dabiao.core.text.Words;
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
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestForm;

/** The outages of one probed site; administrators mark one afterwards as maintenance. */
@Path("/checks/sites/{site}/outages")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.ADMIN})
@Blocking
public class OutagesPage {

    /** An outage that may be marked. */
    public record Choice(String id, String words, boolean chosen) {}

    /**
     * @param choices empty where none can be marked, or the one who looks may mark none
     * @param reason as it was typed
     */
    @CheckedTemplate(basePath = "checks", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Outages(
            Frame frame,
            Messages say,
            Faults faults,
            String action,
            List<Choice> choices,
            String reason,
            DataTable.View outages)
            implements TemplateInstance {}

    private static final Map<ErrorCode, String> FIELDS = Map.of(
            ErrorCode.NO_REASON, "reason",
            ErrorCode.NO_SUCH_OUTAGE, "outage",
            ErrorCode.IT_GOES_ON, "outage",
            ErrorCode.ANNOUNCED, "outage",
            ErrorCode.MARKED, "outage");

    private final OutageMarks marks;
    private final Probing probing;
    private final PageContext pageContext;

    OutagesPage(OutageMarks marks, Probing probing, PageContext pageContext) {
        this.marks = marks;
        this.probing = probing;
        this.pageContext = pageContext;
    }

    static String path(String site) {
        return "/checks/sites/" + Paths.encoded(site) + "/outages";
    }

    @GET
    public TemplateInstance all(@PathParam("site") String site) {
        return page(known(site), "", "", Faults.NONE);
    }

    @POST
    @RolesAllowed(Role.ADMIN)
    public Response mark(@PathParam("site") String site, @RestForm String outage, @RestForm String reason) {
        String why = FieldText.asTyped(reason);
        String id = FieldText.asTyped(outage);
        try {
            marks.mark(known(site), id, pageContext.name(), why);
        } catch (Problem problem) {
            if (problem.code() == ErrorCode.NO_SUCH_SITE) {
                throw problem;
            }
            Faults faults = Faults.of(problem, pageContext.say(ChecksPage.class), FIELDS);
            return Response.status(400).entity(page(site, id, why, faults)).build();
        }
        return pageContext.done(pageContext.say(ChecksPage.class).of("outageMarked"), path(site));
    }

    private String known(String site) {
        return java.util.Optional.ofNullable(probing.sites().get(site))
                .filter(one -> pageContext.sees(one.project()))
                .map(one -> site)
                .orElseThrow(
                        () -> new Problem(ErrorCode.NO_SUCH_SITE, "no declaration in force probes the site " + site));
    }

    private Outages page(String site, String chosen, String reason, Faults faults) {
        Messages messages = pageContext.say(ChecksPage.class);
        List<OutageMarks.Outage> all = marks.of(site);
        List<Choice> choices = all.stream()
                .filter(one -> pageContext.may(Role.ADMIN)
                        && one.ended().isPresent()
                        && one.maintenance().isEmpty()
                        && one.mark().isEmpty())
                .map(one -> new Choice(one.id(), choice(messages, one), one.id().equals(chosen)))
                .toList();
        return new Outages(
                pageContext.frame(messages.of("outagesOf", site), new Frame.Crumb(messages.of("title"), "/checks")),
                messages,
                faults,
                path(site),
                choices,
                reason,
                table(messages, all).view());
    }

    private String choice(Messages messages, OutageMarks.Outage one) {
        return Cell.time(one.began(), pageContext.zone()).text() + " – "
                + Cell.time(one.ended().orElseThrow(), pageContext.zone()).text() + " · " + detail(messages, one);
    }

    private static String detail(Messages messages, OutageMarks.Outage one) {
        return messages.of(new Words(one.detail(), one.detailZh().isEmpty() ? one.detail() : one.detailZh()));
    }

    private DataTable<OutageMarks.Outage> table(Messages messages, List<OutageMarks.Outage> all) {
        return new DataTable<OutageMarks.Outage>(pageContext, "outages", messages.of("outages"))
                .column("began", messages.of("from"), one -> Cell.time(one.began(), pageContext.zone()))
                .column(
                        "ended",
                        messages.of("until"),
                        one -> one.ended()
                                .map(end -> Cell.time(end, pageContext.zone()))
                                .orElseGet(() -> Cell.text(messages.of("goesOn"))))
                .column("why", messages.of("whyAway"), one -> Cell.text(detail(messages, one)))
                .column(
                        "counted",
                        messages.of("counted"),
                        one -> one.mark()
                                .map(mark -> Cell.text(messages.of("markedAfterwards"))
                                        .detail(mark.reason() + " / " + mark.author()))
                                .orElseGet(() -> Cell.text(
                                        one.maintenance().isPresent()
                                                ? messages.of("announcedBefore")
                                                : one.outside() ? messages.of("outsideOfHours") : "")))
                .rows(all)
                .empty(messages.of("noOutages"));
    }
}

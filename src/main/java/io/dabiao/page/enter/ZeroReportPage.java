package io.dabiao.page.enter;

import io.dabiao.access.Role;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.ingest.reported.ZeroReports;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.Year;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;

/** Takes the press that says "nothing to report", from an indicator's page and from the list of what is silent. */
@Path("/enter/zero-report/{year}/{project}/{indicator}")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.REPORT, Role.ADMIN})
@Blocking
public class ZeroReportPage {

    /** Value of the field {@code back} where the list asked. */
    static final String LIST = "list";

    private final Declarations declarations;
    private final ZeroReports reports;
    private final PageContext pageContext;

    ZeroReportPage(Declarations declarations, ZeroReports reports, PageContext pageContext) {
        this.declarations = declarations;
        this.reports = reports;
        this.pageContext = pageContext;
    }

    /** Where a zero report of an indicator is posted to. */
    public static String path(int year, String project, String indicator) {
        return "/enter/zero-report/" + year + "/" + Paths.encoded(project) + "/" + Paths.encoded(indicator);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response report(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String indicator,
            @RestForm String back) {
        EffectiveDeclaration effectiveDeclaration =
                Year.of(declarations, pageContext, Optional.of(year)).project(project);
        ZeroReports.Answer answer = reports.report(
                reports.asked(year, effectiveDeclaration.declaration().project(), indicator),
                ZeroReports.Wanted.NOW,
                pageContext.sender());
        Messages messages = pageContext.say(ZeroReportPage.class);
        return pageContext.done(
                messages.of("zeroTaken", String.join(messages.of("list"), answer.types())),
                LIST.equals(back)
                        ? "/enter?year=" + year + "#silent"
                        : "/years/" + year + "/" + Paths.encoded(project) + "/" + Paths.encoded(indicator));
    }
}

package io.dabiao.page.reports;

import io.dabiao.access.Role;
import io.dabiao.access.person.Session;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.page.Redirect;
import io.dabiao.problem.Problem;
import io.dabiao.report.Report;
import io.dabiao.report.Reports;
import io.dabiao.report.SealedReport;
import io.dabiao.report.Seals;
import io.dabiao.report.SelfAssessment;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;

/** Sealing a report: under the name of the one who has signed in, and of no one else. */
@Path(Asked.PATH + "/seal")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.REPORT, Role.ADMIN})
@Blocking
public class SealPage {

    /**
     * @param open what keeps it from being sealed
     * @param before the version sealed before; 0 for none
     * @param fault what is wrong; empty for nothing
     */
    @CheckedTemplate(basePath = "reports", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Seal(
            Frame frame,
            Messages say,
            String action,
            String back,
            List<ReportPage.Fact> facts,
            List<ReportPage.Open> open,
            boolean same,
            int before,
            String name,
            String reason,
            String fault)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final Reports reports;
    private final Seals seals;
    private final PageContext pageContext;

    SealPage(Declarations declarations, Reports reports, Seals seals, PageContext pageContext) {
        this.declarations = declarations;
        this.reports = reports;
        this.seals = seals;
        this.pageContext = pageContext;
    }

    private String signer() {
        return pageContext.session().map(Session::shown).orElseGet(pageContext::name);
    }

    @GET
    public TemplateInstance page(@BeanParam Asked asked) {
        return shown(Subject.of(asked, declarations, pageContext), "", "");
    }

    private Seal shown(Subject subject, String reason, String fault) {
        Messages messages = pageContext.say(SealPage.class);
        Report report = reports.draft(subject.kind(), subject.scope());
        List<ReportPage.Fact> facts = new ArrayList<>();
        facts.add(new ReportPage.Fact(messages.of("project"), report.project()));
        facts.add(new ReportPage.Fact(
                messages.of("dataUntil"), report.heading().until().toString()));
        if (report instanceof SelfAssessment assessment) {
            facts.add(new ReportPage.Fact(
                    messages.of("total"), Numbers.shown(assessment.total()) + " · " + assessment.grade()));
        }
        facts.add(new ReportPage.Fact(messages.of("signer"), signer()));
        int before = seals.versions(subject.kind(), subject.year(), subject.project()).stream()
                .filter(one -> one.until().equals(report.heading().until()))
                .mapToInt(SealedReport::version)
                .max()
                .orElse(0);
        return new Seal(
                pageContext.frame(messages.of("seal"), subject.crumbs(messages)),
                messages,
                subject.path("/seal"),
                subject.path(""),
                facts,
                ReportPage.Open.of(report, subject, messages),
                seals.news(subject.kind(), subject.scope(), report)
                        .filter(List::isEmpty)
                        .isPresent(),
                before,
                signer(),
                reason,
                fault);
    }

    @POST
    public Response seal(@BeanParam Asked asked, @RestForm String reason, @RestForm String sure) {
        Messages messages = pageContext.say(SealPage.class);
        Subject subject = Subject.of(asked, declarations, pageContext);
        String why = reason == null ? "" : reason;
        if (!"yes".equals(sure)) {
            return refused(subject, why, 400, messages.of("fault_not_sure"));
        }
        try {
            SealedReport sealed = seals.seal(subject.kind(), subject.scope(), signer(), pageContext.name(), why);
            pageContext.flash(messages.of("sealedNow", sealed.version(), sealed.sealedBy()));
        } catch (Problem problem) {
            return refused(subject, why, problem.status(), messages.of(problem));
        }
        return Redirect.to(subject.path(""));
    }

    private Response refused(Subject subject, String reason, int status, String fault) {
        return Response.status(status).entity(shown(subject, reason, fault)).build();
    }
}

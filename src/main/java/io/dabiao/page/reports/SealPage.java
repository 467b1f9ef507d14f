package io.dabiao.page.reports;

import io.dabiao.access.Role;
import io.dabiao.access.person.Session;
import io.dabiao.access.person.Sessions;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Frame;
import io.dabiao.page.Frames;
import io.dabiao.page.Numbers;
import io.dabiao.page.Redirect;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
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

/** Sealing a report: under the name of whoever has signed in, and of nobody else. */
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
            Say say,
            String action,
            String back,
            List<ReportPage.Fact> facts,
            List<String> open,
            int before,
            String name,
            String reason,
            String fault)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final Reports reports;
    private final Seals seals;
    private final Sessions sessions;
    private final Visit visit;
    private final Frames frames;

    SealPage(Declarations declarations, Reports reports, Seals seals, Sessions sessions, Visit visit, Frames frames) {
        this.declarations = declarations;
        this.reports = reports;
        this.seals = seals;
        this.sessions = sessions;
        this.visit = visit;
        this.frames = frames;
    }

    private String signer() {
        return visit.session().map(Session::shown).orElseGet(visit::name);
    }

    @GET
    public TemplateInstance page(@BeanParam Asked asked) {
        return shown(Subject.of(asked, declarations, visit), "", "");
    }

    private Seal shown(Subject subject, String reason, String fault) {
        Say say = visit.say(SealPage.class);
        Report report = reports.draft(subject.kind(), subject.scope());
        List<ReportPage.Fact> facts = new ArrayList<>();
        facts.add(new ReportPage.Fact(say.of("project"), report.project()));
        facts.add(new ReportPage.Fact(say.of("until"), report.heading().until().toString()));
        if (report instanceof SelfAssessment assessment) {
            facts.add(new ReportPage.Fact(
                    say.of("total"), Numbers.shown(assessment.total()) + " · " + assessment.grade()));
        }
        facts.add(new ReportPage.Fact(say.of("signer"), signer()));
        int before = seals.versions(subject.kind(), subject.year(), subject.project()).stream()
                .filter(one -> one.until.equals(report.heading().until()))
                .mapToInt(one -> one.version)
                .max()
                .orElse(0);
        return new Seal(
                frames.of(visit, say.of("seal"), subject.crumbs(say)),
                say,
                subject.path("/seal"),
                subject.path(""),
                facts,
                report.open().stream().map(say::of).toList(),
                before,
                signer(),
                reason,
                fault);
    }

    @POST
    public Response seal(@BeanParam Asked asked, @RestForm String reason, @RestForm String sure) {
        Say say = visit.say(SealPage.class);
        Subject subject = Subject.of(asked, declarations, visit);
        String why = reason == null ? "" : reason;
        if (!"yes".equals(sure)) {
            return refused(subject, why, 400, say.of("fault_not_sure"));
        }
        try {
            SealedReport sealed = seals.seal(subject.kind(), subject.scope(), signer(), visit.name(), why);
            visit.session()
                    .ifPresent(
                            session -> sessions.flash(session, say.of("sealedNow", sealed.version, sealed.sealedBy)));
        } catch (Problem problem) {
            return refused(subject, why, problem.status(), Subject.fault(problem, say));
        }
        return Redirect.to(subject.path(""));
    }

    private Response refused(Subject subject, String reason, int status, String fault) {
        return Response.status(status).entity(shown(subject, reason, fault)).build();
    }
}

package io.dabiao.page.entrance;

import io.dabiao.access.person.People;
import io.dabiao.access.person.SecondFactors;
import io.dabiao.access.person.Session;
import io.dabiao.access.person.Sessions;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Redirect;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.RestForm;

/** One's own second factor. Permitted to all, since it asks for a session itself. */
@Path("/account/second-factor")
@Produces(MediaType.TEXT_HTML)
@PermitAll
@Blocking
public class SecondFactorPage {

    /**
     * Setting it up.
     *
     * @param demanded whether nothing else can be done before
     * @param fault what is wrong; empty for nothing
     */
    @CheckedTemplate(basePath = "entrance", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Enrol(Frame frame, Messages say, boolean demanded, String key, QrPicture picture, String fault)
            implements TemplateInstance {}

    /** Where it is on. @param left how many recovery codes */
    @CheckedTemplate(basePath = "entrance", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record SecondFactor(Frame frame, Messages say, long left, boolean demanded, String fault)
            implements TemplateInstance {}

    @CheckedTemplate(basePath = "entrance", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record RecoveryCodes(Frame frame, Messages say, List<String> codes) implements TemplateInstance {}

    private final SecondFactors factors;
    private final Sessions sessions;
    private final PageContext pageContext;

    SecondFactorPage(SecondFactors factors, Sessions sessions, PageContext pageContext) {
        this.factors = factors;
        this.sessions = sessions;
        this.pageContext = pageContext;
    }

    @GET
    public Response page() {
        Session session = session();
        try {
            return Response.ok(page(session, "")).build();
        } catch (People.Refused none) {
            return pageContext.done(say().of(none), "/account");
        }
    }

    private TemplateInstance page(Session session, String fault) {
        SecondFactors.State state = factors.state(session.personId());
        if (state.on()) {
            return new SecondFactor(
                    frame(session, "secondFactor"),
                    say(),
                    state.recoveryCodes(),
                    sessions.demandsSecondFactor(session.personId()),
                    fault);
        }
        SecondFactors.Enrolment enrolment = factors.enrol(session);
        return new Enrol(
                frame(session, "secondFactor"),
                say(),
                session.enrols(),
                enrolment.key(),
                QrPicture.of(enrolment.uri()),
                fault);
    }

    private Frame frame(Session session, String title) {
        return pageContext.frame(say().of(title), new Frame.Crumb(session.shown(), "/account"));
    }

    /** A page that answered a form is loaded again, such as in the other language. */
    @GET
    @Path("{act}")
    public Response again(@PathParam("act") String act) {
        return Redirect.to("/account/second-factor");
    }

    @POST
    @Path("confirm")
    public Response confirm(@RestForm String code) {
        return codes(() -> factors.confirm(session(), code == null ? "" : code));
    }

    @POST
    @Path("recovery-codes")
    public Response renew(@RestForm String code) {
        return codes(() -> factors.renewRecoveryCodes(session(), code == null ? "" : code));
    }

    /** Shown with the answer itself: they are nowhere to be shown again. */
    private Response codes(Supplier<List<String>> act) {
        Session session = session();
        try {
            List<String> made = act.get();
            return Response.ok(new RecoveryCodes(frame(session, "recoveryCodes"), say(), made))
                    .build();
        } catch (People.Refused refused) {
            return refused(session, refused);
        }
    }

    @POST
    @Path("off")
    public Response off(@RestForm String code) {
        Session session = session();
        if (sessions.demandsSecondFactor(session.personId())) {
            return refused(session, new People.Refused(People.Fault.SECOND_FACTOR_DEMANDED));
        }
        try {
            factors.turnOff(session, code == null ? "" : code);
        } catch (People.Refused refused) {
            return refused(session, refused);
        }
        return pageContext.done(say().of("secondFactorOff"), "/account");
    }

    private Response refused(Session session, People.Refused refused) {
        int status = refused.fault() == People.Fault.TOO_MANY_TRIES ? 429 : 400;
        return Response.status(status).entity(page(session, say().of(refused))).build();
    }

    private Messages say() {
        return pageContext.say(SecondFactorPage.class);
    }

    private Session session() {
        return pageContext.requiredSession();
    }
}

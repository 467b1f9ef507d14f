package io.dabiao.page.entrance;

import io.dabiao.access.person.People;
import io.dabiao.access.person.SecondFactors;
import io.dabiao.access.person.Session;
import io.dabiao.access.person.Sessions;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.RestForm;

/** One's own account: the password, and where one is signed in. Permitted to all, since it asks for a session itself. */
@Path("/account")
@Produces(MediaType.TEXT_HTML)
@PermitAll
@Blocking
public class AccountPage {

    /** @param fault what is wrong with a new password; empty for nothing */
    @CheckedTemplate(basePath = "entrance", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Account(
            Frame frame,
            Messages say,
            String fault,
            boolean local,
            boolean factorOffered,
            boolean factorOn,
            DataTable.View sessions)
            implements TemplateInstance {}

    private final People people;
    private final Sessions sessions;
    private final SecondFactors factors;
    private final PageContext pageContext;

    AccountPage(People people, Sessions sessions, SecondFactors factors, PageContext pageContext) {
        this.people = people;
        this.sessions = sessions;
        this.factors = factors;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance page() {
        return account("");
    }

    private Account account(String fault) {
        Session session = session();
        Messages messages = pageContext.say(AccountPage.class);
        DataTable<Sessions.SignedIn> rows = new DataTable<Sessions.SignedIn>(
                        pageContext, "sessions", messages.of("sessions"))
                .column(
                        "browser",
                        messages.of("browser"),
                        row -> Cell.text(row.browser())
                                .detail(row.hash().equals(session.hash()) ? messages.of("thisOne") : ""))
                .column("since", messages.of("since"), row -> Cell.time(row.createdAt(), pageContext.zone()))
                .column("used", messages.of("used"), row -> Cell.time(row.seenAt(), pageContext.zone()))
                .rows(sessions.of(session.personId()));
        boolean local = people.find(session.personId()).orElseThrow().local();
        return new Account(
                pageContext.frame(session.shown()),
                messages,
                fault,
                local,
                factors.offered(),
                factors.state(session.personId()).on(),
                rows.view());
    }

    @POST
    @Path("password")
    public Response password(@RestForm String old, @RestForm String wanted, @RestForm String again) {
        Messages messages = pageContext.say(AccountPage.class);
        if (wanted == null || !wanted.equals(again)) {
            return Response.status(400)
                    .entity(account(messages.of("passwordsDiffer")))
                    .build();
        }
        try {
            people.changePassword(session(), old == null ? "" : old, wanted);
        } catch (People.Refused refused) {
            return Response.status(400).entity(account(messages.of(refused))).build();
        }
        return pageContext.done(messages.of("passwordChanged"), "/account");
    }

    private Session session() {
        return pageContext.requiredSession();
    }
}

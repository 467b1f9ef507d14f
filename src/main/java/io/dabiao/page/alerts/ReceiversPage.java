package io.dabiao.page.alerts;

import io.dabiao.access.Role;
import io.dabiao.access.person.Sessions;
import io.dabiao.alert.AlertFile;
import io.dabiao.alert.Alerts;
import io.dabiao.alert.Delivery;
import io.dabiao.page.Cell;
import io.dabiao.page.Frame;
import io.dabiao.page.Frames;
import io.dabiao.page.Listing;
import io.dabiao.page.Paths;
import io.dabiao.page.Redirect;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
import io.dabiao.problem.Problem;
import io.dabiao.report.Seals;
import io.dabiao.yaml.Fault;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestForm;

/** Who can be told, and whether it works. Addresses and secrets are not shown to anybody. */
@Path("/alerts/receivers")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class ReceiversPage {

    /** @param faults what is wrong in the settings; those in force stay meanwhile */
    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Receivers(Frame frame, Say say, List<Frame.Link> tabs, List<String> faults, Listing.View receivers)
            implements TemplateInstance {}

    private final Alerts alerts;
    private final AlertFile file;
    private final Sessions sessions;
    private final Visit visit;
    private final Frames frames;
    private final Seals formats;

    ReceiversPage(Alerts alerts, AlertFile file, Sessions sessions, Visit visit, Frames frames, Seals formats) {
        this.alerts = alerts;
        this.file = file;
        this.sessions = sessions;
        this.visit = visit;
        this.frames = frames;
        this.formats = formats;
    }

    @GET
    public Response receivers(@Context UriInfo uri) {
        Say say = visit.say(ReceiversPage.class);
        Listing<Alerts.ReceiverView> receivers = new Listing<Alerts.ReceiverView>(
                        visit, "receivers", say.of("receivers"))
                .column("name", say.of("receiver"), one -> Cell.text(one.name()))
                .column("channel", say.of("channel"), one -> Cell.text(channel(one.channel(), say)))
                .column("language", say.of("textLanguage"), one -> Cell.text(say.of("language_" + one.language())))
                .column(
                        "messages",
                        say.of("messages"),
                        one -> Cell.link(
                                say.of("itsMessages"),
                                "/alerts/messages?messages-receiver=" + Paths.encoded(one.name())));
        if (visit.may(Role.ADMIN)) {
            receivers.column(
                    "test",
                    say.of("action"),
                    one -> Cell.buttons(new Cell.Button(
                            say.of("test"),
                            "/alerts/receivers/" + Paths.encoded(one.name()) + "/test",
                            Map.of("sure", "yes"))));
        }
        receivers.rows(alerts.receivers()).empty(say.of("noReceivers"));
        return receivers
                .export(uri.getQueryParameters(), formats)
                .orElseGet(() -> Response.ok(new Receivers(
                                frames.of(visit, say.of("receiversTitle"), AlertsPage.crumb(say)),
                                say,
                                Tabs.RECEIVERS.links(say),
                                visit.may(Role.ADMIN)
                                        ? file.faults().stream()
                                                .map(Fault::toString)
                                                .toList()
                                        : List.of(),
                                receivers.view(uri.getQueryParameters())))
                        .build());
    }

    private static String channel(String name, Say say) {
        return say.has("channel_" + name) ? say.of("channel_" + name) : name;
    }

    /** Waits for the answer, which is what the button is for; a receiver takes no longer than some ten seconds. */
    @POST
    @Path("{name}/test")
    @RolesAllowed(Role.ADMIN)
    public Response test(@PathParam("name") String name, @RestForm String sure) throws InterruptedException {
        Say say = visit.say(ReceiversPage.class);
        Alerts.Trial trial = alerts.tryOut(name, visit.name())
                .orElseThrow(() ->
                        new Problem(404, "no such receiver", "the alert settings have no receiver '" + name + "'"));
        String outcome;
        if (trial.delivery() instanceof Delivery.TryAgain again) {
            outcome = say.of("testAgain", name, again.reason());
        } else if (trial.delivery() instanceof Delivery.Refused refused) {
            outcome = say.of("testRefused", name, refused.reason());
        } else {
            outcome = say.of("testDelivered", name);
        }
        String told = trial.wrongTemplate()
                .map(wrong -> outcome + " " + say.of("testByShipped", wrong))
                .orElse(outcome);
        visit.session().ifPresent(session -> sessions.flash(session, told));
        return Redirect.to("/alerts/receivers");
    }
}

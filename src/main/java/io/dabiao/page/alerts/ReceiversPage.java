package io.dabiao.page.alerts;

import io.dabiao.access.Role;
import io.dabiao.alert.AlertFile;
import io.dabiao.alert.Alerts;
import io.dabiao.alert.Channel;
import io.dabiao.alert.Delivery;
import io.dabiao.alert.KeptSettings;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestForm;

/** Who can be told, and whether it works. Addresses and secrets are not shown to anybody. */
@Path("/alerts/receivers")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class ReceiversPage {

    /**
     * @param faults what is wrong in the settings; those in force stay meanwhile
     * @param edits whether the reader may make receivers here
     * @param file whether a file says them
     * @param channels where a new one of each is made
     */
    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Receivers(
            Frame frame,
            Messages say,
            List<Frame.Link> tabs,
            List<String> faults,
            boolean edits,
            boolean file,
            List<Frame.Link> channels,
            DataTable.View receivers)
            implements TemplateInstance {}

    private final Alerts alerts;
    private final AlertFile file;
    private final KeptSettings kept;
    private final PageContext pageContext;

    ReceiversPage(Alerts alerts, AlertFile file, KeptSettings kept, PageContext pageContext) {
        this.kept = kept;
        this.alerts = alerts;
        this.file = file;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance receivers() {
        Messages messages = pageContext.say(ReceiversPage.class);
        DataTable<Alerts.ReceiverView> receivers = new DataTable<Alerts.ReceiverView>(
                        pageContext, "receivers", messages.of("receivers"))
                .column("name", messages.of("receiver"), one -> Cell.text(one.name()))
                .column("channel", messages.of("channel"), one -> Cell.text(channel(one.channel(), messages)))
                .column(
                        "language",
                        messages.of("textLanguage"),
                        one -> Cell.text(messages.of("language_" + one.language())))
                .column(
                        "messages",
                        messages.of("messages"),
                        one -> Cell.link(
                                messages.of("itsMessages"),
                                "/alerts/messages?messages-receiver=" + Paths.encoded(one.name())));
        if (pageContext.may(Role.ADMIN)) {
            receivers.column(
                    "test",
                    messages.of("action"),
                    one -> Cell.buttons(new Cell.Button(
                            messages.of("test"),
                            "/alerts/receivers/" + Paths.encoded(one.name()) + "/test",
                            Map.of("sure", "yes"))));
        }
        boolean edits = kept.used() && pageContext.may(Role.ADMIN);
        if (edits) {
            Map<String, Long> ids = kept.all(KeptSettings.Kind.RECEIVER).stream()
                    .collect(Collectors.toMap(one -> one.name(), one -> one.id()));
            receivers.column(
                    "edit",
                    messages.of("settings"),
                    one -> ids.containsKey(one.name())
                            ? Cell.link(messages.of("edit"), "/alerts/receivers/" + ids.get(one.name()) + "/edit")
                            : Cell.text(""));
        }
        receivers.rows(alerts.receivers()).empty(messages.of("noReceivers"));
        return new Receivers(
                pageContext.frame(messages.of("receiversTitle"), AlertsPage.crumb(messages)),
                messages,
                Tabs.RECEIVERS.links(pageContext, messages),
                pageContext.may(Role.ADMIN)
                        ? file.faults().stream().map(Fault::toString).toList()
                        : List.of(),
                edits,
                !kept.used(),
                edits
                        ? kept.channels().keySet().stream()
                                .map(one -> new Frame.Link(
                                        channel(one, messages), "/alerts/receivers/new?channel=" + one, false))
                                .toList()
                        : List.of(),
                receivers.view());
    }

    /** What the reader of settings says, without a place in a text that no one has written. */
    static List<String> words(KeptSettings.Refused wrong) {
        return wrong.faults().stream()
                .map(fault -> fault.found() + " · " + fault.expected() + " · " + fault.mend())
                .toList();
    }

    /** A setting may name a channel that a release before had. */
    private String channel(String name, Messages messages) {
        Channel channel = kept.channels().get(name);
        return channel == null ? name : messages.of(channel.called());
    }

    /** Waits for the answer, which is what the button is for; a receiver takes no longer than some ten seconds. */
    @POST
    @Path("{name}/test")
    @RolesAllowed(Role.ADMIN)
    public Response test(@PathParam("name") String name, @RestForm String sure) throws InterruptedException {
        String told = tried(name, pageContext.say(ReceiversPage.class));
        return pageContext.done(told, "/alerts/receivers");
    }

    /** Sends an example, and says what came of it. */
    String tried(String name, Messages messages) throws InterruptedException {
        Alerts.Trial trial = alerts.tryOut(name, pageContext.name())
                .orElseThrow(() ->
                        new Problem(ErrorCode.NO_SUCH_RECEIVER, "the alert settings have no receiver '" + name + "'"));
        String outcome;
        if (trial.delivery() instanceof Delivery.TryAgain again) {
            outcome = messages.of("testAgain", name, again.reason());
        } else if (trial.delivery() instanceof Delivery.Refused refused) {
            outcome = messages.of("testRefused", name, refused.reason());
        } else {
            outcome = messages.of("testDelivered", name);
        }
        return trial.wrongTemplate()
                .map(wrong -> outcome + " " + messages.of("testByShipped", wrong))
                .orElse(outcome);
    }
}

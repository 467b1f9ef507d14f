package io.dabiao.page.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.access.Role;
import io.dabiao.alert.AlertLists;
import io.dabiao.alert.Alerts;
import io.dabiao.alert.QueuedNotification;
import io.dabiao.alert.QueuedNotification.DeliveryState;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
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
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestForm;

/** The messages about alerts, and what became of each. */
@Path("/alerts/messages")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class MessagesPage {

    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Sent(Frame frame, Messages say, List<Frame.Link> tabs, DataTable.View messages)
            implements TemplateInstance {}

    /**
     * @param again where it is sent again; empty where it is not, or the reader may not
     * @param alerts those that it tells of
     */
    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record OneMessage(
            Frame frame,
            Messages say,
            List<AlertsPage.Fact> facts,
            String again,
            String reason,
            String text,
            List<Frame.Link> alerts)
            implements TemplateInstance {}

    private final AlertLists lists;
    private final ObjectMapper json;
    private final Alerts alerts;
    private final PageContext pageContext;

    MessagesPage(AlertLists lists, ObjectMapper json, Alerts alerts, PageContext pageContext) {
        this.lists = lists;
        this.alerts = alerts;
        this.json = json;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance messages() {
        Messages messages = pageContext.say(MessagesPage.class);
        Map<String, String> states = new LinkedHashMap<>();
        Stream.of(DeliveryState.values()).forEach(state -> states.put(word(state), state(state, messages)));
        Map<String, String> receivers = new LinkedHashMap<>();
        lists.values(AlertLists.MESSAGES, "receiver", pageContext.projects())
                .forEach(name -> receivers.put(name, name));
        DataTable<QueuedNotification> dataTable = new DataTable<QueuedNotification>(
                        pageContext, "messages", messages.of("messages"))
                .choice("state", messages.of("state"), states)
                .choice("receiver", messages.of("receiver"), receivers)
                .column(
                        "state",
                        messages.of("state"),
                        row -> Cell.mark(mark(row.state), state(row.state, messages))
                                .detail(row.reason))
                .column("title", messages.of("message"), row -> Cell.link(row.title, "/alerts/messages/" + row.id))
                .column("receiver", messages.of("receiver"), row -> Cell.text(row.receiver))
                .column("occasion", messages.of("occasion"), row -> Cell.text(messages.of(row.occasion.words())))
                .column("at", messages.of("when"), row -> Cell.time(row.at, pageContext.zone()))
                .column(
                        "attempts",
                        messages.of("attempts"),
                        row -> Cell.number(java.math.BigDecimal.valueOf(row.attempts)))
                .rows(AlertLists.MESSAGES, wanted -> lists.messages(pageContext.projects(), wanted))
                .empty(messages.of("noMessages"));
        return new Sent(
                pageContext.frame(messages.of("messagesTitle"), AlertsPage.crumb(messages)),
                messages,
                Tabs.MESSAGES.links(pageContext, messages),
                dataTable.view());
    }

    private static String word(DeliveryState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    static String state(DeliveryState state, Messages messages) {
        return messages.of("message_" + word(state));
    }

    private static String mark(DeliveryState state) {
        return switch (state) {
            case QUEUED -> "on_track";
            case DELIVERED -> "met";
            case REFUSED -> "breached";
            case SUPERSEDED -> "undeclared";
            case GIVEN_UP -> "missed";
        };
    }

    /** One message may tell of several projects: the one who may not know of one of them may not read it. */
    private boolean sees(QueuedNotification queuedNotification) {
        return pageContext.sees("")
                || told(queuedNotification).stream().allMatch(one -> pageContext.sees(one.project()));
    }

    private record About(String id, String name, String project) {}

    private List<About> told(QueuedNotification queuedNotification) {
        try {
            List<About> told = new ArrayList<>();
            for (JsonNode one : json.readTree(queuedNotification.alerts)) {
                told.add(new About(
                        one.path("id").asText(),
                        one.path("indicatorName").asText(),
                        one.path("project").asText()));
            }
            return told;
        } catch (JsonProcessingException broken) {
            throw new UncheckedIOException("notification " + queuedNotification.id + " cannot be read back", broken);
        }
    }

    @GET
    @Path("{id: \\d+}")
    public TemplateInstance message(@PathParam("id") long id) {
        Messages messages = pageContext.say(MessagesPage.class);
        QueuedNotification queuedNotification = QueuedNotification.<QueuedNotification>findByIdOptional(id)
                .filter(this::sees)
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_MESSAGE, "no message has the id " + id));
        List<AlertsPage.Fact> facts = new ArrayList<>();
        facts.add(new AlertsPage.Fact(messages.of("state"), state(queuedNotification.state, messages), ""));
        facts.add(new AlertsPage.Fact(messages.of("receiver"), queuedNotification.receiver, ""));
        facts.add(new AlertsPage.Fact(messages.of("occasion"), messages.of(queuedNotification.occasion.words()), ""));
        facts.add(new AlertsPage.Fact(
                messages.of("when"),
                Cell.time(queuedNotification.at, pageContext.zone()).text(),
                ""));
        facts.add(new AlertsPage.Fact(messages.of("attempts"), String.valueOf(queuedNotification.attempts), ""));
        if (queuedNotification.state == DeliveryState.QUEUED) {
            facts.add(new AlertsPage.Fact(
                    messages.of("nextAttempt"),
                    Cell.time(queuedNotification.nextAt, pageContext.zone()).text(),
                    ""));
        }
        if (queuedNotification.endedAt != null) {
            facts.add(new AlertsPage.Fact(
                    messages.of("settled"),
                    Cell.time(queuedNotification.endedAt, pageContext.zone()).text(),
                    ""));
        }
        return new OneMessage(
                pageContext.frame(
                        queuedNotification.title,
                        AlertsPage.crumb(messages),
                        new Frame.Crumb(messages.of("messagesTitle"), "/alerts/messages")),
                messages,
                facts,
                pageContext.may(Role.ADMIN)
                                && pageContext.signedIn()
                                && (queuedNotification.state == DeliveryState.REFUSED
                                        || queuedNotification.state == DeliveryState.GIVEN_UP)
                        ? "/alerts/messages/" + id + "/again"
                        : "",
                queuedNotification.reason == null ? "" : queuedNotification.reason,
                queuedNotification.body,
                told(queuedNotification).stream()
                        .map(one -> new Frame.Link(one.name(), "/alerts/" + one.id(), false))
                        .toList());
    }

    @POST
    @Path("{id: \\d+}/again")
    @RolesAllowed(Role.ADMIN)
    public Response again(@PathParam("id") long id, @RestForm String sure) {
        Messages messages = pageContext.say(MessagesPage.class);
        boolean again = alerts.sendAgain(id, pageContext.name());
        return pageContext.done(messages.of(again ? "sentAgain" : "notSentAgain"), "/alerts/messages/" + id);
    }
}

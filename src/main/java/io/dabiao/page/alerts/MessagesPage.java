package io.dabiao.page.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.access.Role;
import io.dabiao.alert.Message;
import io.dabiao.alert.Message.Standing;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Cell;
import io.dabiao.page.Frame;
import io.dabiao.page.Frames;
import io.dabiao.page.Listing;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
import io.dabiao.problem.Problem;
import io.dabiao.report.Seals;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The messages about alerts, and what became of each. */
@Path("/alerts/messages")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class MessagesPage {

    /** Older ones are found through the API. */
    private static final int MOST = 1_000;

    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Messages(Frame frame, Say say, List<Frame.Link> tabs, Listing.View messages) implements TemplateInstance {}

    /** @param alerts those that it tells of */
    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record OneMessage(
            Frame frame, Say say, List<AlertsPage.Fact> facts, String reason, String text, List<Frame.Link> alerts)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final ObjectMapper json;
    private final Visit visit;
    private final Frames frames;
    private final Seals formats;

    MessagesPage(Declarations declarations, ObjectMapper json, Visit visit, Frames frames, Seals formats) {
        this.declarations = declarations;
        this.json = json;
        this.visit = visit;
        this.frames = frames;
        this.formats = formats;
    }

    @GET
    public Response messages(@Context UriInfo uri) {
        Say say = visit.say(MessagesPage.class);
        List<Message> rows = Message.<Message>find("order by id desc").page(0, MOST).list().stream()
                .filter(this::sees)
                .toList();
        Map<String, String> states = new LinkedHashMap<>();
        Stream.of(Standing.values()).forEach(state -> states.put(word(state), state(state, say)));
        Map<String, String> receivers = new LinkedHashMap<>();
        rows.stream().map(row -> row.receiver).sorted().forEach(name -> receivers.put(name, name));
        Listing<Message> listing = new Listing<Message>(visit, "messages", say.of("messages"))
                .choice("state", say.of("state"), states, row -> word(row.state))
                .choice("receiver", say.of("receiver"), receivers, row -> row.receiver)
                .column(
                        "state",
                        say.of("state"),
                        row -> Cell.mark(mark(row.state), state(row.state, say)).detail(row.reason))
                .column("title", say.of("message"), row -> Cell.link(row.title, "/alerts/messages/" + row.id))
                .column("receiver", say.of("receiver"), row -> Cell.text(row.receiver))
                .column("occasion", say.of("occasion"), row -> Cell.text(say.of(row.occasion.words())))
                .column("at", say.of("when"), row -> Cell.time(row.at, declarations.zone()))
                .column("attempts", say.of("attempts"), row -> Cell.number(java.math.BigDecimal.valueOf(row.attempts)))
                .rows(rows)
                .empty(say.of("noMessages"));
        return listing.export(uri.getQueryParameters(), formats)
                .orElseGet(() -> Response.ok(new Messages(
                                frames.of(visit, say.of("messagesTitle"), AlertsPage.crumb(say)),
                                say,
                                Tabs.MESSAGES.links(say),
                                listing.view(uri.getQueryParameters())))
                        .build());
    }

    private static String word(Standing state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    static String state(Standing state, Say say) {
        return say.of("message_" + word(state));
    }

    private static String mark(Standing state) {
        return switch (state) {
            case QUEUED -> "on_track";
            case DELIVERED -> "met";
            case REFUSED -> "breached";
            case OVERTAKEN -> "undeclared";
            case GIVEN_UP -> "missed";
        };
    }

    /** One message may tell of several projects: whoever may not know of one of them may not read it. */
    private boolean sees(Message message) {
        return visit.sees("") || told(message).stream().allMatch(one -> visit.sees(one.project()));
    }

    private record About(String id, String name, String project) {}

    private List<About> told(Message message) {
        try {
            List<About> told = new ArrayList<>();
            for (JsonNode one : json.readTree(message.alerts)) {
                told.add(new About(
                        one.path("id").asText(),
                        one.path("indicatorName").asText(),
                        one.path("project").asText()));
            }
            return told;
        } catch (JsonProcessingException broken) {
            throw new UncheckedIOException("notification " + message.id + " cannot be read back", broken);
        }
    }

    @GET
    @Path("{id: \\d+}")
    public TemplateInstance message(@PathParam("id") long id) {
        Say say = visit.say(MessagesPage.class);
        Message message = Message.<Message>findByIdOptional(id)
                .filter(this::sees)
                .orElseThrow(() -> new Problem(404, "no such message", "no message has the id " + id));
        List<AlertsPage.Fact> facts = new ArrayList<>();
        facts.add(new AlertsPage.Fact(say.of("state"), state(message.state, say), ""));
        facts.add(new AlertsPage.Fact(say.of("receiver"), message.receiver, ""));
        facts.add(new AlertsPage.Fact(say.of("occasion"), say.of(message.occasion.words()), ""));
        facts.add(new AlertsPage.Fact(
                say.of("when"), Cell.time(message.at, declarations.zone()).text(), ""));
        facts.add(new AlertsPage.Fact(say.of("attempts"), String.valueOf(message.attempts), ""));
        if (message.state == Standing.QUEUED) {
            facts.add(new AlertsPage.Fact(
                    say.of("nextAttempt"),
                    Cell.time(message.nextAt, declarations.zone()).text(),
                    ""));
        }
        if (message.endedAt != null) {
            facts.add(new AlertsPage.Fact(
                    say.of("settled"),
                    Cell.time(message.endedAt, declarations.zone()).text(),
                    ""));
        }
        facts.add(new AlertsPage.Fact(say.of("key"), message.key, ""));
        return new OneMessage(
                frames.of(
                        visit,
                        message.title,
                        AlertsPage.crumb(say),
                        new Frame.Crumb(say.of("messagesTitle"), "/alerts/messages")),
                say,
                facts,
                message.reason == null ? "" : message.reason,
                message.body,
                told(message).stream()
                        .map(one -> new Frame.Link(one.name(), "/alerts/" + one.id(), false))
                        .toList());
    }
}

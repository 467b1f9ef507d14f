package io.dabiao.page.enter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.core.event.Event;
import io.dabiao.ingest.Correcting;
import io.dabiao.page.Cell;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.store.CorrectionLog;
import io.dabiao.store.EventJson;
import io.dabiao.store.Identities;
import jakarta.enterprise.context.RequestScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What became of single events: what they say now, what they said before, and whether the one who looks may know of it. */
@RequestScoped
class EventHistory {

    /**
     * An event as it stands.
     *
     * @param said empty where it is withdrawn, or not in the log any more
     * @param history what it said before
     * @param seen whether the one who looks may know of it
     */
    record KnownEvent(
            boolean withdrawn, Optional<Identities.Said> said, List<CorrectionLog.Corrected> history, boolean seen) {}

    private final CorrectionLog log;
    private final Identities identities;
    private final Own own;
    private final PageContext pageContext;

    EventHistory(CorrectionLog log, Identities identities, Own own, PageContext pageContext) {
        this.log = log;
        this.identities = identities;
        this.own = own;
        this.pageContext = pageContext;
    }

    KnownEvent of(String source, String id, Identities.Known known) {
        Optional<Identities.Said> said =
                known instanceof Identities.Otherwise otherwise ? otherwise.said() : Optional.empty();
        List<CorrectionLog.Corrected> history = log.of(source, id);
        boolean seen = !pageContext.limited()
                || said.map(one -> own.sees(Correcting.event(source, id, one))).orElse(false)
                || history.stream().anyMatch(this::sees);
        return new KnownEvent(known instanceof Identities.Withdrawn, said, history, seen);
    }

    /** @throws Problem 404 where there is none that the one who looks may know of */
    KnownEvent of(String source, String id) {
        Identities.Known known = identities
                .standing(List.of(new Identities.Reference(source, id)))
                .get(0);
        Problem absent = new Problem(ErrorCode.NO_SUCH_EVENT, "no event " + id + " of " + source + " was ever taken");
        if (known == null) {
            throw absent;
        }
        KnownEvent knownEvent = of(source, id, known);
        if (!knownEvent.seen()) {
            throw absent;
        }
        return knownEvent;
    }

    boolean sees(CorrectionLog.Corrected one) {
        return !pageContext.limited()
                || one.was() != null && own.sees(event(one, one.was()))
                || one.now() != null && own.sees(event(one, one.now()));
    }

    private static Event event(CorrectionLog.Corrected one, String said) {
        JsonNode node = json(said);
        return Correcting.event(
                one.source(),
                one.id(),
                new Identities.Said(
                        node.path("type").asText(),
                        Instant.parse(node.path("time").asText()),
                        node.path("data").toString()));
    }

    /** @param said null where it did not count */
    String words(String said, Messages messages) {
        if (said == null) {
            return messages.of("countsNot");
        }
        JsonNode node = json(said);
        return messages.of(
                "saidAt",
                Cell.time(Instant.parse(node.path("time").asText()), pageContext.zone())
                        .text(),
                own.line(EventJson.attributesOf(node.path("data").toString())));
    }

    private static JsonNode json(String text) {
        return EventJson.tree(text);
    }

    /** What it says, or said last. */
    static Optional<ObjectNode> data(KnownEvent knownEvent) {
        return knownEvent
                .said()
                .map(said -> (ObjectNode) json(said.data()))
                .or(() -> knownEvent.history().stream()
                        .filter(one -> one.was() != null)
                        .reduce((one, later) -> later)
                        .map(one -> json(one.was()).path("data"))
                        .filter(JsonNode::isObject)
                        .map(ObjectNode.class::cast));
    }

    /** What it says, or said last, with type and time. */
    static Optional<JsonNode> said(KnownEvent knownEvent) {
        return knownEvent
                .said()
                .<JsonNode>map(said -> EventJson.MAPPER
                        .createObjectNode()
                        .put("type", said.type())
                        .put("time", said.time().toString()))
                .or(() -> knownEvent.history().stream()
                        .filter(one -> one.was() != null)
                        .reduce((one, later) -> later)
                        .map(one -> json(one.was())));
    }
}

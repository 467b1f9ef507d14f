package io.dabiao.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Sender;
import io.dabiao.core.event.Event;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.store.Arrival;
import io.dabiao.store.Corrections;
import io.dabiao.store.EventJson;
import io.dabiao.store.Identities;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Withdraws and replaces events that somebody names. Thread-safe. */
@ApplicationScoped
public class Correcting {

    private static final int MOST = 10_000;
    private static final int LONGEST_REASON = 2_000;

    /**
     * An event and what it should have said.
     *
     * @param withdraw true where it should not be there at all; then nothing else is given
     * @param type absent for the one it has
     * @param time absent for the one it has
     * @param data all of it, not only what differs
     */
    public record WantedEvent(
            String source, String id, boolean withdraw, String type, OffsetDateTime time, ObjectNode data) {}

    private final Intake intake;
    private final Identities identities;
    private final SpendingProjects spending;
    private final Clock clock;

    Correcting(Intake intake, Identities identities, SpendingProjects spending, Clock clock) {
        this.intake = intake;
        this.identities = identities;
        this.spending = spending;
        this.clock = clock;
    }

    /**
     * Corrects events, all of them or none.
     *
     * @param reason for the record
     * @param events each at most once
     * @param sender who corrects: he may, what he may send
     * @throws Problem where one of them cannot be corrected so; nothing was
     */
    public Corrections.Made correct(String reason, List<WantedEvent> events, Sender sender, Corrections.Mode mode) {
        return made(change(reason, events, sender, clock.instant()), mode);
    }

    /** Makes a change, its refusals told as problems. */
    private Corrections.Made made(Corrections.Change change, Corrections.Mode mode) {
        try {
            return intake.corrected(change, mode);
        } catch (Corrections.NotCorrectable not) {
            throw switch (not.reason()) {
                case UNKNOWN -> unknown(not.source(), not.id());
                case EXPIRED ->
                    new Problem(
                            ErrorCode.EXPIRED,
                            "the event " + not.id() + " of " + not.source() + " was expired from the log, so that its"
                                    + " days cannot be recomputed: read the exported month back first");
            };
        }
    }

    private static Problem unknown(String source, String id) {
        return new Problem(ErrorCode.NO_SUCH_EVENT, "no event " + id + " of " + source + " was ever taken");
    }

    private Corrections.Change change(String why, List<WantedEvent> events, Sender sender, Instant now) {
        String reason = reason(why);
        if (events == null || events.isEmpty()) {
            throw new Problem(ErrorCode.NO_EVENTS, "events must list what is to be withdrawn or replaced");
        }
        if (events.size() > MOST) {
            throw new Problem(ErrorCode.TOO_MANY_EVENTS, "one correction takes at most " + MOST + " events");
        }
        List<Identities.Reference> references = new ArrayList<>();
        Set<Identities.Reference> once = new HashSet<>();
        for (WantedEvent one : events) {
            if (one == null || blank(one.source()) || blank(one.id())) {
                throw new Problem(ErrorCode.NO_IDENTITY, "each of the events needs its source and its id");
            }
            Identities.Reference reference = new Identities.Reference(one.source(), one.id());
            if (!once.add(reference)) {
                throw new Problem(
                        ErrorCode.TWICE, "the event " + one.id() + " of " + one.source() + " is listed twice");
            }
            references.add(reference);
        }
        Map<Integer, Identities.Known> known = identities.standing(references);
        List<Corrections.Step> steps = new ArrayList<>();
        for (int i = 0; i < references.size(); i++) {
            steps.add(step(events.get(i), Optional.ofNullable(known.get(i)), sender, now));
        }
        return new Corrections.Change(List.of(), steps, reason, sender.name(), now, Optional.empty());
    }

    /** @throws Problem where it is none */
    static String reason(String given) {
        if (blank(given) || given.length() > LONGEST_REASON) {
            throw new Problem(
                    ErrorCode.NO_REASON, "a correction needs a reason of 1 to " + LONGEST_REASON + " characters");
        }
        return given.strip();
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    private Corrections.Step step(WantedEvent wanted, Optional<Identities.Known> known, Sender sender, Instant now) {
        Optional<Identities.Said> said = known.filter(Identities.Otherwise.class::isInstance)
                .flatMap(one -> ((Identities.Otherwise) one).said());
        if (known.isEmpty()) {
            throw unknown(wanted.source(), wanted.id());
        }
        said.ifPresent(one -> permitted(event(wanted.source(), wanted.id(), one), sender));
        if (wanted.withdraw()) {
            if (wanted.type() != null || wanted.time() != null || wanted.data() != null) {
                throw new Problem(
                        ErrorCode.BOTH,
                        "the event " + wanted.id()
                                + " is either withdrawn or replaced: leave out withdraw, or the rest");
            }
            if (said.isEmpty()) {
                permitted(new Event(wanted.source(), wanted.id(), "", now, Map.of()), sender);
            }
            return new Corrections.Withdrawal(wanted.source(), wanted.id());
        }
        if (wanted.data() == null && wanted.time() == null && wanted.type() == null) {
            throw new Problem(
                    ErrorCode.NO_REPLACEMENT,
                    "the event " + wanted.id() + " needs withdraw: true, or its data, time or type");
        }
        return new Corrections.Replacement(replacement(wanted, said, sender, now));
    }

    private Arrival replacement(WantedEvent wanted, Optional<Identities.Said> said, Sender sender, Instant now) {
        if (said.isEmpty() && (wanted.type() == null || wanted.time() == null || wanted.data() == null)) {
            throw new Problem(
                    ErrorCode.NOT_AT_HAND,
                    "what the event " + wanted.id() + " of " + wanted.source() + " said last is not in the log, so its"
                            + " replacement needs type, time and data; where it was exported, read its month back first");
        }
        ObjectNode event = EventJson.MAPPER
                .createObjectNode()
                .put("specversion", "1.0")
                .put("source", wanted.source())
                .put("id", wanted.id());
        event.put(
                "type",
                wanted.type() != null
                        ? wanted.type()
                        : said.map(Identities.Said::type).orElse(null));
        String time = wanted.time() != null
                ? wanted.time().toString()
                : said.map(one -> one.time().toString()).orElse(null);
        event.put("time", time);
        event.set("data", wanted.data() != null ? wanted.data() : data(said));
        CloudEvents.Reading reading = CloudEvents.read(event.toString().getBytes(StandardCharsets.UTF_8), 0, now);
        reading.refusal().ifPresent(refusal -> {
            throw new Problem(
                    ErrorCode.UNKNOWN_EVENT,
                    "the replacement of " + wanted.id() + " cannot be taken: "
                            + refusal.detail().english());
        });
        Arrival arrival = reading.arrival().orElseThrow();
        permitted(arrival.event(), sender);
        spending.refuses(arrival.event()).ifPresent(why -> {
            throw new Problem(
                    ErrorCode.UNKNOWN_EVENT,
                    "the replacement of " + wanted.id() + " cannot be taken: " + why.english());
        });
        return arrival;
    }

    private static JsonNode data(Optional<Identities.Said> said) {
        return said.map(one -> EventJson.tree(one.data())).orElse(null);
    }

    private static void permitted(Event event, Sender sender) {
        sender.refuses(event).ifPresent(why -> {
            throw new Problem(ErrorCode.NOT_PERMITTED, why.english());
        });
    }

    /** An event as it counts now. */
    public static Event event(String source, String id, Identities.Said said) {
        return new Event(source, id, said.type(), said.time(), EventJson.attributesOf(said.data()));
    }
}

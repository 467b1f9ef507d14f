package io.dabiao.expose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.core.Event;
import io.dabiao.ingest.CloudEvents;
import io.dabiao.ingest.Intake;
import io.dabiao.problem.Problem;
import io.dabiao.store.Arrival;
import io.dabiao.store.CorrectionLog;
import io.dabiao.store.Corrections;
import io.dabiao.store.EventJson;
import io.dabiao.store.Identities;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Facts that were wrong: withdrawn or replaced, with a reason and an author, and what follows. */
@Path("/api/v1/corrections")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
@Tag(name = "corrections", description = "Facts that were wrong, and the figures that follow.")
public class CorrectionsResource {

    private static final int MOST = 10_000;
    private static final int LARGEST_PAGE = 1_000;
    private static final int LONGEST_REASON = 2_000;

    /** @param events each at most once */
    public record Wanted(String reason, List<WantedEvent> events) {}

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

    /**
     * What was done, or would be.
     *
     * @param correction null where it was only tried and where nothing was to be corrected
     * @param unchanged events that said so already
     * @param figures those that change
     * @param figuresUnchanged how many others rest on the events and stay as they are
     */
    public record Answer(
            Long correction,
            boolean dryRun,
            int replaced,
            int withdrawn,
            int unchanged,
            List<CorrectionLog.Change> figures,
            int figuresUnchanged) {}

    /** @param events of this page, with what they said and say */
    public record Detail(CorrectionLog.Entry correction, List<CorrectionLog.Corrected> events) {}

    private final Intake intake;
    private final Identities identities;
    private final CorrectionLog log;
    private final Caller caller;
    private final Clock clock;

    CorrectionsResource(Intake intake, Identities identities, CorrectionLog log, Caller caller, Clock clock) {
        this.intake = intake;
        this.identities = identities;
        this.log = log;
        this.caller = caller;
        this.clock = clock;
    }

    @GET
    @Operation(
            summary = "What was corrected, the newest first",
            description = "With year, project or indicator: what its figure rests on, whether it changed or not."
                    + " With source and id: what was corrected of that event.")
    public List<CorrectionLog.Entry> corrections(
            @QueryParam("year") Integer year,
            @QueryParam("project") String project,
            @QueryParam("indicator") String indicator,
            @QueryParam("source") String source,
            @QueryParam("id") String id,
            @Parameter(description = "Only corrections with a smaller number, for paging.")
                    @QueryParam("before")
                    @DefaultValue("9223372036854775807")
                    long before,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        CorrectionLog.Asked asked = new CorrectionLog.Asked(
                Optional.ofNullable(year),
                Optional.ofNullable(project),
                Optional.ofNullable(indicator),
                Optional.ofNullable(source),
                Optional.ofNullable(id));
        return log.page(asked, before, page(limit));
    }

    @GET
    @Path("{no}")
    @Operation(summary = "One correction with its events, the originals among them")
    public Detail correction(
            @PathParam("no") long no,
            @QueryParam("skip") @DefaultValue("0") int skip,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        if (skip < 0) {
            throw new Problem(400, "no such page", "skip must not be negative");
        }
        CorrectionLog.Entry entry = log.entry(no)
                .orElseThrow(() -> new Problem(404, "no such correction", "no correction has the number " + no));
        return new Detail(entry, log.events(no, skip, page(limit)));
    }

    private static int page(int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new Problem(400, "no such page size", "limit must be from 1 to " + LARGEST_PAGE + ", not " + limit);
        }
        return limit;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(
            summary = "Withdraws or replaces facts",
            description =
                    "All of them or none. The originals stay in the log and visible; figures follow. With dryRun=true"
                            + " it says what would change and changes nothing.")
    @APIResponse(responseCode = "200", description = "What would change; or nothing was to be corrected.")
    @APIResponse(responseCode = "201", description = "Corrected.")
    @APIResponse(responseCode = "404", description = "An event is unknown; nothing was corrected.")
    @APIResponse(
            responseCode = "409",
            description = "An event's days were expired from the log; nothing was corrected.")
    public Response correct(Wanted wanted, @QueryParam("dryRun") boolean dryRun) {
        Instant now = clock.instant();
        Corrections.Change change = change(wanted, now);
        Corrections.Made made = make(intake, change, dryRun ? Corrections.Mode.TRIED : Corrections.Mode.MADE);
        Answer answer = answer(made, dryRun);
        return made.no().isPresent()
                ? Response.created(URI.create("/api/v1/corrections/" + made.no().get()))
                        .entity(answer)
                        .build()
                : Response.ok(answer).build();
    }

    /** Makes a change, its refusals told as problems. */
    static Corrections.Made make(Intake intake, Corrections.Change change, Corrections.Mode mode) {
        try {
            return intake.corrected(change, mode);
        } catch (Corrections.NotCorrectable not) {
            throw switch (not.reason()) {
                case UNKNOWN -> unknown(not.source(), not.id());
                case EXPIRED ->
                    new Problem(
                            409,
                            "expired",
                            "the event " + not.id() + " of " + not.source() + " was expired from the log, so that its"
                                    + " days cannot be computed anew: read the exported month back first");
            };
        }
    }

    private static Answer answer(Corrections.Made made, boolean dryRun) {
        List<CorrectionLog.Change> changed = made.figures().stream()
                .filter(Corrections.Consequence::changed)
                .map(CorrectionLog.Change::of)
                .toList();
        return new Answer(
                made.no().orElse(null),
                dryRun,
                made.replaced(),
                made.withdrawn(),
                made.unchanged(),
                changed,
                made.figures().size() - changed.size());
    }

    private static Problem unknown(String source, String id) {
        return new Problem(404, "no such event", "no event " + id + " of " + source + " was ever taken");
    }

    private Corrections.Change change(Wanted wanted, Instant now) {
        String reason = reason(wanted == null ? null : wanted.reason());
        if (wanted.events() == null || wanted.events().isEmpty()) {
            throw new Problem(400, "no events", "events must list what is to be withdrawn or replaced");
        }
        if (wanted.events().size() > MOST) {
            throw new Problem(413, "too many events", "one correction takes at most " + MOST + " events");
        }
        List<Identities.Reference> references = new ArrayList<>();
        Set<Identities.Reference> once = new HashSet<>();
        for (WantedEvent one : wanted.events()) {
            if (one == null || blank(one.source()) || blank(one.id())) {
                throw new Problem(400, "no identity", "each of the events needs its source and its id");
            }
            Identities.Reference reference = new Identities.Reference(one.source(), one.id());
            if (!once.add(reference)) {
                throw new Problem(400, "twice", "the event " + one.id() + " of " + one.source() + " is listed twice");
            }
            references.add(reference);
        }
        Map<Integer, Identities.Known> known = identities.standing(references);
        List<Corrections.Step> steps = new ArrayList<>();
        for (int i = 0; i < references.size(); i++) {
            steps.add(step(wanted.events().get(i), Optional.ofNullable(known.get(i)), now));
        }
        return new Corrections.Change(List.of(), steps, reason, caller.name(), now, Optional.empty());
    }

    /** @throws Problem where it is none */
    static String reason(String given) {
        if (blank(given) || given.length() > LONGEST_REASON) {
            throw new Problem(
                    400, "no reason", "a correction needs a reason of 1 to " + LONGEST_REASON + " characters");
        }
        return given.strip();
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    private Corrections.Step step(WantedEvent wanted, Optional<Identities.Known> known, Instant now) {
        Optional<Identities.Said> said = known.filter(Identities.Otherwise.class::isInstance)
                .flatMap(one -> ((Identities.Otherwise) one).said());
        if (known.isEmpty()) {
            throw unknown(wanted.source(), wanted.id());
        }
        said.ifPresent(one -> permitted(new Event(wanted.source(), wanted.id(), one.type(), one.time(), Map.of())));
        if (wanted.withdraw()) {
            if (wanted.type() != null || wanted.time() != null || wanted.data() != null) {
                throw new Problem(
                        400,
                        "both",
                        "the event " + wanted.id()
                                + " is either withdrawn or replaced: leave out withdraw, or the rest");
            }
            permitted(new Event(
                    wanted.source(),
                    wanted.id(),
                    said.map(Identities.Said::type).orElse(""),
                    now,
                    Map.of()));
            return new Corrections.Withdrawal(wanted.source(), wanted.id());
        }
        if (wanted.data() == null && wanted.time() == null && wanted.type() == null) {
            throw new Problem(
                    400,
                    "no replacement",
                    "the event " + wanted.id() + " needs withdraw: true, or its data, time or type");
        }
        return new Corrections.Replacement(replacement(wanted, said, now));
    }

    private Arrival replacement(WantedEvent wanted, Optional<Identities.Said> said, Instant now) {
        if (said.isEmpty() && (wanted.type() == null || wanted.time() == null || wanted.data() == null)) {
            throw new Problem(
                    409,
                    "not at hand",
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
                    400,
                    "no such event",
                    "the replacement of " + wanted.id() + " cannot be taken: " + refusal.detail());
        });
        Arrival arrival = reading.arrival().orElseThrow();
        permitted(arrival.event());
        return arrival;
    }

    private static JsonNode data(Optional<Identities.Said> said) {
        try {
            return said.isPresent() ? EventJson.MAPPER.readTree(said.get().data()) : null;
        } catch (com.fasterxml.jackson.core.JsonProcessingException broken) {
            throw new IllegalStateException("the data of an event cannot be read back", broken);
        }
    }

    private void permitted(Event event) {
        caller.sender().refuses(event).ifPresent(why -> {
            throw new Problem(403, "not permitted", why);
        });
    }
}

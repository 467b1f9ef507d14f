package io.dabiao.check.heartbeat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Role;
import io.dabiao.access.Sender;
import io.dabiao.check.Assignment;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.Declarations;
import io.dabiao.ingest.CloudEvents;
import io.dabiao.ingest.Intake;
import io.dabiao.store.EventJson;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What jobs call. An address is the whole secret: it may stand in a script as one line, as with Healthchecks. */
@Path("/api/v1/heartbeats")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "probes", description = "The sites that the service looks at from outside.")
public class HeartbeatsResource {

    private static final Sender SENDER = new Sender("heartbeats", Set.of(), Set.of(), false);

    /**
     * @param schedule how often it is to call
     * @param path to call when it is done; with {@code /begun}, {@code /failed} or an exit status behind it otherwise
     */
    @Schema(name = "Heartbeat")
    public record HeartbeatView(String site, String project, String schedule, String path) {}

    private final Declarations declarations;
    private final Intake intake;
    private final HeartbeatKeys keys;
    private final Clock clock;

    HeartbeatsResource(Declarations declarations, Intake intake, HeartbeatKeys keys, Clock clock) {
        this.declarations = declarations;
        this.intake = intake;
        this.keys = keys;
        this.clock = clock;
    }

    @GET
    @RolesAllowed(Role.ADMIN)
    @Operation(operationId = "listHeartbeats", summary = "The jobs that are to call, and the addresses that they call")
    public List<HeartbeatView> heartbeats() {
        return Assignment.of(declarations.inForce(), clock.instant()).values().stream()
                .filter(one -> one.probe().subject() instanceof HeartbeatSubject)
                .map(one -> new HeartbeatView(
                        one.probe().site(),
                        one.project(),
                        one.probe().subject().address(),
                        "/api/v1/heartbeats/" + one.probe().site() + "/"
                                + keys.of(
                                        one.probe().site(),
                                        ((HeartbeatSubject) one.probe().subject()).key())))
                .toList();
    }

    @GET
    @Path("{site}/{key}")
    @PermitAll
    @SecurityRequirements
    @Operation(operationId = "heartbeatDone", summary = "A job is done")
    public void done(@PathParam("site") String site, @PathParam("key") String key) {
        called(site, key, "done");
    }

    @POST
    @Path("{site}/{key}")
    @PermitAll
    @SecurityRequirements
    @Operation(operationId = "postHeartbeatDone", summary = "A job is done; a body is not read")
    public void donePosted(@PathParam("site") String site, @PathParam("key") String key) {
        called(site, key, "done");
    }

    @GET
    @Path("{site}/{key}/{state}")
    @PermitAll
    @SecurityRequirements
    @Operation(
            operationId = "heartbeatState",
            summary = "A job has begun, is done, has failed, or has ended with a status")
    public void said(@PathParam("site") String site, @PathParam("key") String key, @PathParam("state") String state) {
        called(site, key, state);
    }

    @POST
    @Path("{site}/{key}/{state}")
    @PermitAll
    @SecurityRequirements
    @Operation(
            operationId = "postHeartbeatState",
            summary = "A job has begun, is done, has failed, or has ended with a status; a body is not read")
    public void saidPosted(
            @PathParam("site") String site, @PathParam("key") String key, @PathParam("state") String state) {
        called(site, key, state);
    }

    /** Durable before it is answered; a wrong address and one that was never declared are told alike. */
    private void called(String site, String key, String word) {
        Instant now = clock.instant();
        Optional<Probe> probe = Optional.ofNullable(
                        Assignment.of(declarations.inForce(), now).get(site))
                .map(Assignment::probe);
        Optional<JobState> state = JobState.of(word);
        boolean known = probe.isPresent()
                && probe.get().subject() instanceof HeartbeatSubject job
                && keys.right(site, job.key(), key);
        if (!known || state.isEmpty()) {
            throw new NotFoundException();
        }
        ObjectNode data = EventJson.MAPPER
                .createObjectNode()
                .put("site", site)
                .put("state", state.get().word());
        if (word.matches("[0-9]{1,3}")) {
            data.put("exit", Integer.parseInt(word));
        }
        ObjectNode event = EventJson.MAPPER
                .createObjectNode()
                .put("specversion", "1.0")
                .put("source", state.get().source(site))
                .put("id", UUID.randomUUID().toString())
                .put("type", JobState.TYPE)
                .put("time", now.toString());
        event.set("data", data);
        CloudEvents.Reading read =
                CloudEvents.read(event.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, now);
        intake.whole(List.of(read.arrival().orElseThrow()), SENDER);
    }
}

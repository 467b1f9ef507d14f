package io.dabiao.expose;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.check.AnnouncedWork;
import io.dabiao.check.Probing;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Work on probed sites that is announced while they are in use, at once or for a time to come. */
@Path("/api/v1/maintenance")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.VIEW, Role.ADMIN})
@Blocking
@Tag(name = "probes")
public class AnnouncedWorkResource {

    /**
     * @param begins absent for now
     * @param reason what is done, in 1 to 200 characters
     */
    @Schema(name = "MaintenanceWanted")
    public record Wanted(Set<String> sites, OffsetDateTime begins, OffsetDateTime ends, String reason) {}

    /**
     * @param mark as probes and outages in it bear it
     * @param endedBy who ended it before its time; null where no one did
     */
    @Schema(name = "AnnouncedMaintenance")
    public record View(
            long id,
            String mark,
            List<String> sites,
            Instant begins,
            Instant ends,
            String reason,
            String author,
            String endedBy) {

        static View of(AnnouncedWork.Work work) {
            return new View(
                    work.id(),
                    work.mark(),
                    List.copyOf(new TreeSet<>(work.sites())),
                    work.begins(),
                    work.ends(),
                    work.because(),
                    work.author(),
                    work.endedBy().orElse(null));
        }
    }

    private final AnnouncedWork work;
    private final Probing probing;
    private final Caller caller;

    AnnouncedWorkResource(AnnouncedWork work, Probing probing, Caller caller) {
        this.work = work;
        this.probing = probing;
        this.caller = caller;
    }

    @GET
    @Operation(operationId = "listMaintenance", summary = "Announced work that goes on or is to come, the next first")
    public List<View> open() {
        return work.open().stream().filter(this::mine).map(View::of).toList();
    }

    @GET
    @Path("{id}")
    @Operation(operationId = "getMaintenance", summary = "Announced work, ended or not")
    public View one(@PathParam("id") long id) {
        return work.work(id)
                .filter(this::mine)
                .map(View::of)
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_MAINTENANCE, "no announced work has the id " + id));
    }

    /** A caller who is limited to projects sees work on their sites alone. */
    private boolean mine(AnnouncedWork.Work one) {
        return one.sites().stream().allMatch(this::mine);
    }

    private boolean mine(String site) {
        return caller.projects()
                .map(own -> Optional.ofNullable(probing.sites().get(site))
                        .filter(assignment -> own.contains(assignment.project()))
                        .isPresent())
                .orElse(true);
    }

    @POST
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(
            operationId = "announceMaintenance",
            summary = "Announce work on sites, at once or for a time to come",
            description = "Probes and outages in it bear its mark; the measure says whether they count.")
    @APIResponse(
            responseCode = "201",
            description = "It is announced; Location names it.",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = View.class)))
    public Response announce(Wanted wanted) {
        if (wanted == null || wanted.sites() == null || wanted.sites().contains(null)) {
            throw new Problem(ErrorCode.NOTHING_ASKED, "send {\"sites\": [\"…\"], \"ends\": \"…\", \"reason\": \"…\"}");
        }
        wanted.sites().stream().filter(site -> !mine(site)).findFirst().ifPresent(site -> {
            throw new Problem(ErrorCode.NO_SUCH_SITE, "no declaration in force probes " + site);
        });
        AnnouncedWork.Work made = work.announce(
                wanted.sites(),
                Optional.ofNullable(wanted.begins()).map(OffsetDateTime::toInstant),
                wanted.ends() == null ? null : wanted.ends().toInstant(),
                wanted.reason(),
                caller.name());
        return Response.created(URI.create("/api/v1/maintenance/" + made.id()))
                .entity(View.of(made))
                .build();
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(
            operationId = "endMaintenance",
            summary = "End work now, or take it back before it begins",
            description = "What was found in it until now keeps its mark.")
    public void end(@PathParam("id") long id) {
        boolean known = work.open().stream().anyMatch(one -> one.id() == id && mine(one));
        if (!known || work.end(id, caller.name()).isEmpty()) {
            throw new Problem(ErrorCode.NO_SUCH_MAINTENANCE, "no announced work that has not ended has the id " + id);
        }
    }
}

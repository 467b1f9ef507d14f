package io.dabiao.expose;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.check.OutageMarks;
import io.dabiao.check.Probing;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The outages of a probed site, and marks that people put on them afterwards. */
@Path("/api/v1/probes/{site}/outages")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.VIEW, Role.ADMIN})
@Blocking
@Tag(name = "probes")
public class OutagesResource {

    /**
     * @param ended null while it goes on
     * @param maintenance the announced window that it lies in; null where none does
     * @param markedBy who said afterwards that it was maintenance; null where no one did
     * @param markedBecause why
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "Outage")
    public record OutageView(
            String id,
            Instant began,
            Instant ended,
            String reason,
            String detail,
            String detailZh,
            String maintenance,
            String markedBy,
            String markedBecause) {}

    /** @param reason what was done, in 1 to 200 characters */
    @Schema(name = "OutageMaintenanceWanted")
    public record Wanted(String reason) {}

    private final OutageMarks marks;
    private final Probing probing;
    private final Caller caller;

    OutagesResource(OutageMarks marks, Probing probing, Caller caller) {
        this.marks = marks;
        this.probing = probing;
        this.caller = caller;
    }

    @GET
    @Operation(
            operationId = "listOutages",
            summary = "The outages of a site within the last 400 days",
            description = "The newest first.")
    public List<OutageView> outages(@PathParam("site") String site) {
        return marks.of(known(site)).stream().map(OutagesResource::view).toList();
    }

    @POST
    @Path("{id}/maintenance")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(
            operationId = "markOutageAsMaintenance",
            summary = "Mark an outage afterwards as maintenance",
            description =
                    "No figure changes: the figure without the outage is shown and printed beside it, with author and reason.")
    public List<OutageView> mark(@PathParam("site") String site, @PathParam("id") String id, Wanted wanted) {
        marks.mark(known(site), id, caller.name(), wanted == null ? "" : wanted.reason());
        return outages(site);
    }

    private String known(String site) {
        if (!probing.sites().containsKey(site)) {
            throw new Problem(ErrorCode.NO_SUCH_SITE, "no declaration in force probes the site " + site);
        }
        return site;
    }

    private static OutageView view(OutageMarks.Outage outage) {
        return new OutageView(
                outage.id(),
                outage.began(),
                outage.ended().orElse(null),
                outage.reason(),
                outage.detail(),
                outage.detailZh(),
                outage.maintenance().orElse(null),
                outage.mark().map(OutageMarks.Mark::author).orElse(null),
                outage.mark().map(OutageMarks.Mark::reason).orElse(null));
    }
}

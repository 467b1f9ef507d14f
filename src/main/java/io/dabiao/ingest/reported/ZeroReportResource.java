package io.dabiao.ingest.reported;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Says that there is nothing to report of an indicator. */
@Path("/api/v1/years/{year}/indicators/{project}/{indicator}/zero-report")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "values")
public class ZeroReportResource {

    private final ZeroReports reports;
    private final Caller caller;

    ZeroReportResource(ZeroReports reports, Caller caller) {
        this.reports = reports;
        this.caller = caller;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(
            operationId = "reportZero",
            summary = "A zero report (零报告)",
            description = "Vouches that there is nothing to report of the event types that the indicator counts: its"
                    + " count of nothing is 0 from then on, and not stale for as long as its cadence. The body may be"
                    + " absent.")
    @APIResponse(
            responseCode = "201",
            description = "Taken; Location names the indicator, which says so from now on.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ZeroReports.Answer.class)))
    @APIResponse(
            responseCode = "200",
            description = "It was reported of this instant before.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ZeroReports.Answer.class)))
    @APIResponse(responseCode = "409", description = "The indicator is no count, so nothing of it is no number.")
    public Response report(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String id,
            ZeroReports.Wanted wanted) {
        return taken(year, project, id, Optional.ofNullable(wanted).orElse(ZeroReports.Wanted.NOW));
    }

    /** Without a body a client need not say of which type it would be, and some say one by themselves. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(hidden = true)
    public Response reportNow(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String id,
            byte[] body) {
        if (body != null && body.length > 0) {
            throw new NotSupportedException();
        }
        return taken(year, project, id, ZeroReports.Wanted.NOW);
    }

    private Response taken(int year, String project, String id, ZeroReports.Wanted wanted) {
        ZeroReports.Answer answer = reports.report(reports.asked(year, project, id), wanted, caller.sender());
        URI address = UriBuilder.fromPath("/api/v1/years/{year}/indicators/{project}/{indicator}")
                .build(year, project, id);
        return (answer.outcome().equals("duplicate") ? Response.ok() : Response.created(address))
                .entity(answer)
                .build();
    }
}

package io.dabiao.ingest.reported;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
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
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Values that people report of an indicator that no system measures. */
@Path("/api/v1/years/{year}/indicators/{project}/{indicator}/values")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "values")
public class ValuesResource {

    private final Values values;
    private final Caller caller;

    ValuesResource(Values values, Caller caller) {
        this.values = values;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
    @Operation(
            operationId = "listReportedValues",
            summary = "What was reported of an indicator, the newest first, with its evidence")
    public Values.Page values(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String id,
            @QueryParam("after") String after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        return values.page(values.asked(year, project, id), after, limit);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(
            operationId = "reportValue",
            summary = "Reports a value",
            description = "One value for each indicator and date. A second one for the same date needs a reason, and"
                    + " replaces the first as a correction.")
    @APIResponse(
            responseCode = "201",
            description = "Reported; Location names the list that it stands in.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Values.Answer.class)))
    @APIResponse(
            responseCode = "200",
            description = "It was reported just so before.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Values.Answer.class)))
    @APIResponse(responseCode = "409", description = "Another value was reported of this date, and no reason is given.")
    public Response report(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String id,
            Values.Wanted wanted) {
        Values.Answer answer = values.report(values.asked(year, project, id), wanted, caller.sender());
        URI address = UriBuilder.fromResource(ValuesResource.class).build(year, project, id);
        return (answer.outcome().equals("duplicate") ? Response.ok() : Response.created(address))
                .entity(answer)
                .build();
    }
}

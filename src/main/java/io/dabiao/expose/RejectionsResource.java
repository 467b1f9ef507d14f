package io.dabiao.expose;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.ingest.Mending;
import io.dabiao.ingest.http.Answer;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.store.Refusals;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What was not taken: look at it, mend it, send it again. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.VIEW, Role.INGEST, Role.REPORT, Role.ADMIN})
@Blocking
@Tag(name = "rejections", description = "What was not taken: look at it, mend it, send it again.")
public class RejectionsResource {

    private static final int LARGEST_PAGE = 1_000;
    private static final String NEWEST = "9223372036854775807";

    private final Refusals refusals;
    private final Mending mending;
    private final Caller caller;

    RejectionsResource(Refusals refusals, Mending mending, Caller caller) {
        this.refusals = refusals;
        this.mending = mending;
        this.caller = caller;
    }

    @GET
    @Path("rejections")
    @Operation(
            operationId = "listRejections",
            summary = "Rejected events, the newest first",
            description =
                    "Page with before = the last one's no. A caller who is limited to sources or types, or does not read, sees"
                            + " their own alone; another's is not there (404).")
    public List<Refusals.Rejected> rejections(
            @QueryParam("settled") @DefaultValue("false") boolean settledToo,
            @QueryParam("reason") String reason,
            @QueryParam("stream") String stream,
            @QueryParam("before") @DefaultValue(NEWEST) long before,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        return refusals.rejected(
                whose(), settledToo, Optional.ofNullable(reason), Optional.ofNullable(stream), before, page(limit));
    }

    @GET
    @Path("rejections/{no}")
    @Operation(operationId = "getRejection", summary = "One rejected event as it came")
    public Refusals.Rejected rejection(@PathParam("no") long no) {
        return mending.rejected(whose(), no);
    }

    @POST
    @Path("rejections/{no}/resubmission")
    @Consumes({"application/cloudevents+json", MediaType.APPLICATION_JSON})
    @RolesAllowed({Role.INGEST, Role.REPORT, Role.ADMIN})
    @Operation(
            operationId = "resubmitRejection",
            summary = "Sends the mended event",
            description =
                    "The body is the whole event as it should have been. The rejection is settled when it is taken.")
    public Answer resubmit(@PathParam("no") long no, InputStream mended) throws IOException {
        return Answer.of(mending.resubmit(whose(), no, mended.readNBytes(mending.limit() + 1), caller.sender()));
    }

    @DELETE
    @Path("rejections/{no}")
    @RolesAllowed({Role.INGEST, Role.ADMIN})
    @Operation(
            operationId = "dismissRejection",
            summary = "Dismisses a rejection",
            description = "It stays visible among the settled ones.")
    @APIResponse(responseCode = "204", description = "It is dismissed.")
    public Response dismiss(@PathParam("no") long no) {
        mending.dismiss(whose(), no, caller.name());
        return Response.noContent().build();
    }

    @GET
    @Path("conflicts")
    @Operation(operationId = "listConflicts", summary = "Later copies of an event with other content, the newest first")
    public List<Refusals.Conflict> conflicts(
            @QueryParam("before") @DefaultValue(NEWEST) long before,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        return refusals.conflicts(whose(), before, page(limit));
    }

    private Refusals.Whose whose() {
        return Mending.whose(caller.sender(), caller.has(Role.VIEW) || caller.has(Role.ADMIN));
    }

    private static int page(int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new Problem(
                    ErrorCode.NO_SUCH_PAGE_SIZE, "limit must be from 1 to " + LARGEST_PAGE + ", not " + limit);
        }
        return limit;
    }
}

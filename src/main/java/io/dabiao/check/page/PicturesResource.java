package io.dabiao.check.page;

import io.dabiao.access.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a page of kind {@code page} looked like when it failed last, as the answering replica saw it. */
@Path("/api/v1/probes/{site}/picture")
@RolesAllowed({Role.VIEW, Role.ADMIN})
@Tag(name = "probes")
public class PicturesResource {

    @GET
    @Produces("image/png")
    @Operation(
            operationId = "getProbePicture",
            summary = "What a page looked like when it failed last",
            description = "Kept in memory, by the replica that looked.")
    public Response picture(@PathParam("site") String site) {
        Pictures.Picture picture = Pictures.of(site).orElseThrow(NotFoundException::new);
        return Response.ok(picture.png())
                .header("Dabiao-Slot", picture.slot().toString())
                .build();
    }
}

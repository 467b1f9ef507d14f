package io.dabiao.ingest.reported;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Documents behind reported values. */
@Path("/api/v1/evidence")
@Blocking
@Tag(name = "values", description = "What people report, and the documents behind it.")
public class EvidenceResource {

    private final Documents documents;
    private final Caller caller;

    EvidenceResource(Documents documents, Caller caller) {
        this.documents = documents;
        this.caller = caller;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(
            operationId = "addEvidence",
            summary = "Keeps a document that a reported value rests on",
            description = "The body is the document itself. Its kind is told by its content, whatever the headers say."
                    + " The same content twice is kept once.")
    @APIResponse(
            responseCode = "201",
            description = "Kept.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Documents.Added.class)))
    @APIResponse(
            responseCode = "200",
            description = "It was there before.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Documents.Added.class)))
    @APIResponse(responseCode = "413", description = "Larger than dabiao.evidence-limit.")
    @APIResponse(responseCode = "415", description = "No kind of document that is taken.")
    public Response add(
            InputStream body,
            @Parameter(description = "The file's name.", required = true) @QueryParam("name") String name) {
        Documents.Added added = documents.add(name, body, caller.name());
        return added.existed()
                ? Response.ok(added).build()
                : Response.created(URI.create(
                                "/api/v1/evidence/" + added.document().sha256()))
                        .entity(added)
                        .build();
    }

    @GET
    @Path("{sha256}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
    @Operation(
            operationId = "getEvidence",
            summary = "The document, to be saved",
            description = "Always as an attachment: a browser shows nothing of it under this service's name.")
    @APIResponse(
            responseCode = "200",
            description = "The document.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    public Response document(@PathParam("sha256") String sha256) {
        return documents.attachment(sha256);
    }
}

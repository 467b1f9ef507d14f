package io.dabiao.expose;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Role;
import io.dabiao.declare.Declarations;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What may be sent, as an AsyncAPI document. */
@Path("/api/v1/asyncapi")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.INGEST, Role.ADMIN})
@Tag(name = "events")
public class AsyncApiResource {

    private final Declarations declarations;
    private final String version;

    AsyncApiResource(Declarations declarations, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.declarations = declarations;
        this.version = version;
    }

    @GET
    @Operation(
            operationId = "getAsyncApi",
            summary = "The events that are taken, as an AsyncAPI document",
            description = "AsyncAPI 3.0: a message for each event type of the catalogue.")
    @APIResponse(
            responseCode = "200",
            description = "The document.",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
    public ObjectNode document(@Context UriInfo uri, @Context HttpHeaders headers) {
        URI here = uri.getBaseUri();
        String host = here.getHost() + (here.getPort() < 0 ? "" : ":" + here.getPort());
        return new TypeSchemas(TypesResource.language(headers))
                .asyncApi(declarations.inForce().types().all(), host, here.getScheme(), version);
    }
}

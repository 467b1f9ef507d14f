package io.dabiao.ingest.file;

import io.dabiao.access.Role;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tables to be filled in, of an event type or of what one indicator counts. */
@Path("/api/v1/files/template")
@Blocking
@Tag(name = "events")
public class TemplatesResource {

    private final Templates templates;

    TemplatesResource(Templates templates) {
        this.templates = templates;
    }

    @GET
    @RolesAllowed({Role.INGEST, Role.REPORT, Role.VIEW, Role.ADMIN})
    @Operation(
            operationId = "getTemplate",
            summary = "A table to be filled in",
            description = "Either type, for all that declared measures read of it, or year, project and indicator."
                    + " The second row is a hint and is passed over at the upload.")
    @APIResponse(
            responseCode = "200",
            description = "The table.",
            content = {
                @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)),
                @Content(
                        mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                        schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    public Response template(
            @QueryParam("type") String type,
            @QueryParam("year") Integer year,
            @QueryParam("project") String project,
            @QueryParam("indicator") String indicator,
            @Parameter(description = "xlsx or csv.") @QueryParam("format") @DefaultValue("xlsx") String format,
            @Parameter(description = "zh or en.") @QueryParam("language") @DefaultValue("zh") String language) {
        return templates.file(type, year, project, indicator, format, language, any -> true);
    }
}

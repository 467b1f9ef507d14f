package io.dabiao.expose;

import io.dabiao.access.Role;
import io.dabiao.core.text.Language;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.report.Format;
import io.dabiao.report.Seals;
import io.dabiao.report.TargetsPaper;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /api/v1/years/{year}/projects/{project}/targets}: the application form, as the declaration says it. */
@Path("/api/v1/years/{year}/projects/{project}/targets")
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
@Tag(name = "reports")
public class TargetsResource {

    private final Declarations declarations;
    private final Seals seals;

    TargetsResource(Declarations declarations, Seals seals) {
        this.declarations = declarations;
        this.seals = seals;
    }

    @GET
    @Produces(MediaType.WILDCARD)
    @Operation(
            operationId = "getApplicationForm",
            summary = "The application form (绩效目标申报表) as a paper",
            description =
                    "As the declaration in force says it. Which form it is follows from the declaration's category.")
    @APIResponse(
            responseCode = "200",
            description = "The form.",
            content = {
                @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = MediaType.TEXT_HTML, schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "application/pdf", schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(
                        mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                        schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    public Response targets(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @Parameter(description = "xlsx, pdf, html or csv; wins over Accept.") @QueryParam("format") String format,
            @Parameter(description = "zh or en.") @QueryParam("language") String language,
            @HeaderParam("Accept") String accept) {
        EffectiveDeclaration declaration = declared(year, project);
        Format wanted = FormatAsked.of(seals, format, accept)
                .orElseThrow(() -> new Problem(
                        ErrorCode.NO_SUCH_FORMAT,
                        "this is a paper: format is one of " + String.join(", ", seals.names())
                                + "; the declaration itself is at /api/v1/declarations"));
        Language in = FormatAsked.language(language);
        return FormatAsked.paper(
                        wanted,
                        seals.rendered(wanted, TargetsPaper.of(declaration, in)),
                        declaration.declaration().project() + "-" + year + "-targets")
                .build();
    }

    private EffectiveDeclaration declared(int year, String project) {
        return declarations
                .inForce()
                .project(year, project)
                .orElseThrow(() ->
                        new Problem(ErrorCode.NO_SUCH_PROJECT, "no project '" + project + "' is declared for " + year));
    }
}

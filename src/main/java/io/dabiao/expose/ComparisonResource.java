package io.dabiao.expose;

import io.dabiao.access.Role;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.report.Format;
import io.dabiao.report.ReportKind;
import io.dabiao.report.Reports;
import io.dabiao.report.Seals;
import io.dabiao.report.SelfAssessment;
import io.dabiao.report.YearBeside;
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
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /api/v1/years/{year}/projects/{project}/comparison}: a year beside the one before. */
@Path("/api/v1/years/{year}/projects/{project}/comparison")
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
@Tag(name = "reports")
public class ComparisonResource {

    private final Declarations declarations;
    private final Seals seals;
    private final Clock clock;

    ComparisonResource(Declarations declarations, Seals seals, Clock clock) {
        this.declarations = declarations;
        this.seals = seals;
        this.clock = clock;
    }

    @GET
    @Produces(MediaType.WILDCARD)
    @Operation(
            operationId = "getComparison",
            summary = "The year beside the year before, indicator by indicator",
            description =
                    "What was declared, reached and scored: of each year the newest sealed self-assessment, else what is known now.")
    @APIResponse(
            responseCode = "200",
            description = "The comparison.",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)),
                @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = MediaType.TEXT_HTML, schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "application/pdf", schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(
                        mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                        schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    public Response comparison(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @Parameter(description = "json, xlsx, pdf, html or csv; wins over Accept.") @QueryParam("format")
                    String format,
            @Parameter(description = "zh or en.") @QueryParam("language") String language,
            @HeaderParam("Accept") String accept) {
        Optional<Format> wanted = FormatAsked.of(seals, format, accept);
        YearBeside beside = YearBeside.of(assessment(year, project), assessment(year - 1, project));
        return wanted.map(one -> FormatAsked.paper(
                        one,
                        seals.rendered(one, beside.paper(FormatAsked.language(language))),
                        beside.id() + "-" + year + "-comparison"))
                .orElseGet(() -> Response.ok(beside, MediaType.APPLICATION_JSON))
                .build();
    }

    private SelfAssessment assessment(int year, String project) {
        return (SelfAssessment) seals.current(
                ReportKind.SELF_ASSESSMENT,
                Reports.Scope.usual(ReportKind.SELF_ASSESSMENT, declared(year, project), clock.instant()));
    }

    private EffectiveDeclaration declared(int year, String project) {
        return declarations
                .inForce()
                .project(year, project)
                .orElseThrow(() ->
                        new Problem(ErrorCode.NO_SUCH_PROJECT, "no project '" + project + "' is declared for " + year));
    }
}

package io.dabiao.expose;

import io.dabiao.access.Role;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.report.Format;
import io.dabiao.report.Papers;
import io.dabiao.report.ReportKind;
import io.dabiao.report.Reports;
import io.dabiao.report.Seals;
import io.dabiao.report.SelfAssessment;
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
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The self-assessments of all projects of a year in one table. */
@Path("/api/v1/years/{year}/self-assessment")
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
@Tag(name = "reports", description = "Monitoring tables and self-assessments: drafts, remarks, sealed versions.")
public class SummaryResource {

    /** One project's line; drafts of declarations are left out. */
    @Schema(name = "SelfAssessmentLine")
    public record Line(
            String project,
            String id,
            int year,
            boolean sealed,
            BigDecimal planned,
            BigDecimal adjusted,
            BigDecimal executed,
            int indicators,
            long met,
            BigDecimal total,
            String grade) {

        static Line of(SelfAssessment report) {
            return new Line(
                    report.project(),
                    report.id(),
                    report.year(),
                    report.sealed(),
                    report.budget().planned(),
                    report.budget().adjusted(),
                    report.budget().executed(),
                    report.rows().size(),
                    report.rows().stream()
                            .filter(assessedRow ->
                                    assessedRow.figure().verdict().equals("met"))
                            .count(),
                    report.total(),
                    report.grade());
        }
    }

    private final Declarations declarations;
    private final Reports reports;
    private final Seals seals;
    private final Clock clock;

    SummaryResource(Declarations declarations, Reports reports, Seals seals, Clock clock) {
        this.declarations = declarations;
        this.reports = reports;
        this.seals = seals;
        this.clock = clock;
    }

    @GET
    @Produces(MediaType.WILDCARD)
    @Operation(
            operationId = "getSelfAssessmentSummary",
            summary = "The self-assessments of all projects",
            description = "Without at, sealed versions where there are any.")
    @APIResponse(
            responseCode = "200",
            description = "The report.",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(type = SchemaType.ARRAY, implementation = Line.class)),
                @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = MediaType.TEXT_HTML, schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "application/pdf", schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(
                        mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                        schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    public Response summary(
            @PathParam("year") int year,
            @QueryParam("at") String at,
            @QueryParam("format") String format,
            @QueryParam("language") String language,
            @HeaderParam("Accept") String accept) {
        List<EffectiveDeclaration> approved = declarations.inForce().year(year).stream()
                .filter(effectiveDeclaration -> !effectiveDeclaration.draft())
                .toList();
        if (approved.isEmpty()) {
            throw new Problem(ErrorCode.NO_SUCH_YEAR, "nothing is declared and approved for " + year);
        }
        List<SelfAssessment> all = approved.stream()
                .map(effectiveDeclaration -> one(effectiveDeclaration, at))
                .toList();
        Optional<Format> wanted = FormatAsked.of(seals, format, accept);
        return wanted.map(one -> FormatAsked.paper(
                        one,
                        seals.rendered(one, Papers.summary(year, all, FormatAsked.language(language))),
                        year + "-self-assessment"))
                .orElseGet(() -> Response.ok(all.stream().map(Line::of).toList(), MediaType.APPLICATION_JSON))
                .build();
    }

    private SelfAssessment one(EffectiveDeclaration effectiveDeclaration, String at) {
        Reports.Scope usual = Reports.Scope.usual(ReportKind.SELF_ASSESSMENT, effectiveDeclaration, clock.instant());
        return at == null
                ? (SelfAssessment) seals.current(ReportKind.SELF_ASSESSMENT, usual)
                : reports.selfAssessment(Reports.Scope.at(effectiveDeclaration, AtInstant.of(at, usual.at())));
    }
}

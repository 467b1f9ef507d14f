package io.dabiao.expose;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.core.text.Language;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.report.ArchiveFile;
import io.dabiao.report.Edition;
import io.dabiao.report.Format;
import io.dabiao.report.Papers;
import io.dabiao.report.Remark;
import io.dabiao.report.Remarks;
import io.dabiao.report.Report;
import io.dabiao.report.ReportKind;
import io.dabiao.report.Reports;
import io.dabiao.report.SealedReport;
import io.dabiao.report.Seals;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The official papers of a project's year: drafts, what people add to them, sealed versions. */
@Path("/api/v1/years/{year}/projects/{project}/{kind}")
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
@Tag(name = "reports", description = "Monitoring tables and self-assessments: drafts, remarks, sealed versions.")
public class ReportsResource {

    /** @param sha256 of the figures' JSON as it is answered for this version */
    @Schema(name = "ReportVersion")
    public record VersionView(
            int version,
            LocalDate until,
            Instant at,
            Instant sealedAt,
            String sealedBy,
            String account,
            String reason,
            int declarationVersion,
            String sha256,
            @JsonRawValue String differences) {

        static VersionView of(SealedReport row) {
            return new VersionView(
                    row.version(),
                    row.until(),
                    row.at(),
                    row.sealedAt(),
                    row.sealedBy(),
                    row.account(),
                    row.reason(),
                    row.declarationVersion(),
                    row.sha256(),
                    row.differences());
        }
    }

    /**
     * What a person says of an indicator, or of the whole project; it replaces what was said before, which stays on record.
     *
     * @param score lower than the computed one; it needs a {@code reason}
     * @param cause 经费, 制度, 人员, 硬件 or 其他
     * @param achieved how the goals were achieved, of the whole project
     */
    @Schema(name = "Remark")
    public record RemarkView(
            String explanation,
            String improvement,
            String cause,
            String rectification,
            String outcome,
            BigDecimal expected,
            BigDecimal score,
            String reason,
            String achieved) {}

    /** @param name the person who signs; {@code reason} is needed from the second version on */
    @Schema(name = "SealWanted")
    public record Sealing(String name, String reason) {}

    /** Which report. */
    public static class Asked {
        @PathParam("year")
        int year;

        @PathParam("project")
        String project;

        @PathParam("kind")
        String kind;

        @QueryParam("at")
        @Parameter(description = "Date and time with offset; facts at or after it are left out.")
        String at;

        @QueryParam("until")
        @Parameter(
                description = "The last day that the report covers; of a monitoring table the end of July by default.")
        String until;
    }

    private final Declarations declarations;
    private final Reports reports;
    private final Remarks remarks;
    private final Seals seals;
    private final ArchiveFile archive;
    private final Caller caller;
    private final Clock clock;

    ReportsResource(
            Declarations declarations,
            Reports reports,
            Remarks remarks,
            Seals seals,
            ArchiveFile archive,
            Caller caller,
            Clock clock) {
        this.archive = archive;
        this.declarations = declarations;
        this.reports = reports;
        this.remarks = remarks;
        this.seals = seals;
        this.caller = caller;
        this.clock = clock;
    }

    @GET
    @Produces(MediaType.WILDCARD)
    @Operation(
            operationId = "getReport",
            summary = "A report, in the format that Accept or format= names",
            description =
                    "JSON, or a paper as XLSX, PDF, HTML or CSV. With at or until as a draft of what is known now;"
                            + " without, the newest sealed version where there is one.")
    @APIResponse(
            responseCode = "200",
            description = "The report.",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)),
                @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = MediaType.TEXT_HTML, schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "application/pdf", schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(
                        mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                        schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    public Response report(
            @BeanParam Asked asked,
            @Parameter(description = "json, xlsx, pdf, html or csv; wins over Accept.") @QueryParam("format")
                    String format,
            @Parameter(description = "zh or en.") @QueryParam("language") String language,
            @Parameter(description = "A sealed version.") @QueryParam("version") Integer version,
            @Parameter(
                            description =
                                    "full (the default), or public: for publication, without the annex and internal remarks.")
                    @QueryParam("edition")
                    String edition,
            @jakarta.ws.rs.HeaderParam("Accept") String accept) {
        ReportKind reportKind = kind(asked.kind);
        Reports.Scope scope = scope(asked, reportKind);
        Optional<Format> wanted = FormatAsked.of(seals, format, accept);
        Language in = FormatAsked.language(language);
        Edition of = edition(edition);
        if (of == Edition.PUBLIC && wanted.isEmpty()) {
            throw new Problem(
                    ErrorCode.NO_SUCH_FORMAT, "figures are not published as JSON: edition=public goes with a paper");
        }
        Optional<SealedReport> sealed = sealed(asked, reportKind, scope, version);
        String name = scope.standing().declaration().project() + "-" + asked.year + "-" + reportKind.word()
                + (of == Edition.PUBLIC ? "-public" : "");
        if (sealed.isPresent()) {
            Response.ResponseBuilder answer = wanted.isPresent()
                    ? FormatAsked.paper(wanted.get(), paper(sealed.get(), wanted.get(), in, of), name)
                    : Response.ok(sealed.get().figures().getBytes(StandardCharsets.UTF_8), MediaType.APPLICATION_JSON);
            return answer.header("Dabiao-Sha256", sealed.get().sha256()).build();
        }
        Report draft = reports.draft(reportKind, scope);
        return wanted.map(one -> FormatAsked.paper(one, seals.rendered(one, Papers.of(draft, in, of)), name))
                .orElseGet(() -> Response.ok(draft, MediaType.APPLICATION_JSON))
                .build();
    }

    private byte[] paper(SealedReport sealed, Format format, Language in, Edition edition) {
        return edition == Edition.PUBLIC ? seals.published(sealed, format, in) : seals.paper(sealed, format, in);
    }

    private static Edition edition(String word) {
        return word == null
                ? Edition.FULL
                : Edition.ofWord(word)
                        .orElseThrow(() -> new Problem(
                                ErrorCode.NO_SUCH_EDITION, "editions are full and public, not '" + word + "'"));
    }

    @GET
    @Path("archive")
    @Produces("application/zip")
    @Operation(
            operationId = "getReportArchive",
            summary = "Everything of a report for the archive, as a ZIP",
            description =
                    "The paper in every format (the PDF is a PDF/A-2b), its figures, the evidence of its reported values,"
                            + " and contents.csv with the SHA-256 of each. Of the newest sealed version where there is one.")
    @APIResponse(
            responseCode = "200",
            description = "The archive.",
            content =
                    @Content(
                            mediaType = "application/zip",
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    public Response archive(
            @BeanParam Asked asked,
            @Parameter(description = "zh or en.") @QueryParam("language") String language,
            @Parameter(description = "A sealed version.") @QueryParam("version") Integer version) {
        ReportKind reportKind = kind(asked.kind);
        Reports.Scope scope = scope(asked, reportKind);
        Language in = FormatAsked.language(language);
        byte[] zip = sealed(asked, reportKind, scope, version)
                .map(one -> archive.of(one, in))
                .orElseGet(() -> archive.of(reports.draft(reportKind, scope), in, clock.instant()));
        String name = scope.standing().declaration().project() + "-" + asked.year + "-" + reportKind.word();
        return Response.ok(zip, "application/zip")
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + ".zip\"")
                .build();
    }

    private Optional<SealedReport> sealed(Asked asked, ReportKind reportKind, Reports.Scope scope, Integer version) {
        String project = scope.standing().declaration().project();
        if (version != null) {
            return Optional.of(seals.version(
                    reportKind, asked.year, project, version, asked.until == null ? null : scope.until()));
        }
        return asked.at == null && asked.until == null
                ? seals.versions(reportKind, asked.year, project).stream().findFirst()
                : Optional.empty();
    }

    @GET
    @Path("versions")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "listReportVersions",
            summary = "The sealed versions with what differs and why, the newest first")
    public List<VersionView> versions(@BeanParam Asked asked) {
        EffectiveDeclaration effectiveDeclaration = standing(asked);
        return seals
                .versions(
                        kind(asked.kind),
                        asked.year,
                        effectiveDeclaration.declaration().project())
                .stream()
                .map(VersionView::of)
                .toList();
    }

    @POST
    @Path("seal")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(operationId = "sealReport", summary = "Freezes every figure and paper under a person's name")
    public VersionView seal(@BeanParam Asked asked, Sealing sealing) {
        String name = sealing == null ? null : sealing.name();
        String reason = sealing == null ? null : sealing.reason();
        ReportKind reportKind = kind(asked.kind);
        return VersionView.of(seals.seal(reportKind, scope(asked, reportKind), name, caller.name(), reason));
    }

    @PUT
    @Path("remarks/{indicator}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(
            operationId = "remarkOnIndicator",
            summary = "Says something of an indicator: an explanation, a cause, a lower score")
    public RemarkView remark(@BeanParam Asked asked, @PathParam("indicator") String indicator, RemarkView said) {
        ReportKind reportKind = kind(asked.kind);
        Reports.Scope scope = scope(asked, reportKind);
        return said(reportKind, scope, indicator, said);
    }

    @PUT
    @Path("remarks")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(
            operationId = "remarkOnProject",
            summary = "Says something of the whole project: how goals were achieved, why funds were not spent")
    public RemarkView remarkOnAll(@BeanParam Asked asked, RemarkView said) {
        ReportKind reportKind = kind(asked.kind);
        return said(reportKind, scope(asked, reportKind), Remark.WHOLE, said);
    }

    private RemarkView said(ReportKind reportKind, Reports.Scope scope, String indicator, RemarkView said) {
        if (said == null) {
            throw new Problem(ErrorCode.NOTHING_SAID, "a remark is a JSON object");
        }
        Remark remark = new Remark();
        remark.explanation = said.explanation();
        remark.improvement = said.improvement();
        remark.cause = said.cause();
        remark.rectification = said.rectification();
        remark.outcome = said.outcome();
        remark.expected = said.expected();
        remark.score = said.score();
        remark.reason = said.reason();
        remark.achieved = said.achieved();
        remarks.say(reportKind, scope, indicator, remark, caller.name());
        return said;
    }

    private static ReportKind kind(String word) {
        return ReportKind.ofWord(word)
                .orElseThrow(() -> new Problem(
                        ErrorCode.NO_SUCH_REPORT, "reports are self-assessment and monitoring, not '" + word + "'"));
    }

    private Reports.Scope scope(Asked asked, ReportKind reportKind) {
        EffectiveDeclaration effectiveDeclaration = standing(asked);
        if (asked.until != null) {
            return Reports.Scope.until(effectiveDeclaration, asked.until);
        }
        return asked.at == null
                ? Reports.Scope.usual(reportKind, effectiveDeclaration, clock.instant())
                : Reports.Scope.at(effectiveDeclaration, AtInstant.of(asked.at, clock.instant()));
    }

    private EffectiveDeclaration standing(Asked asked) {
        return declarations
                .inForce()
                .project(asked.year, asked.project)
                .orElseThrow(() -> new Problem(
                        ErrorCode.NO_SUCH_PROJECT, "no project '" + asked.project + "' is declared for " + asked.year));
    }
}

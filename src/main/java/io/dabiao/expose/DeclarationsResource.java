package io.dabiao.expose;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.budget.BodyRefused;
import io.dabiao.budget.Spooled;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.declare.DeclarationReader;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Difference;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.declare.Proposals;
import io.dabiao.declare.Reach;
import io.dabiao.declare.VersionDifferences;
import io.dabiao.declare.VersionState;
import io.dabiao.declare.Versions;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.FileText;
import io.dabiao.yaml.Source;
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
import jakarta.ws.rs.core.UriBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Declarations with their versions, what was refused, and the calendars. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
@Tag(name = "declarations", description = "Declarations with their versions, what was refused, and the calendars.")
public class DeclarationsResource {

    /** A declaration that answers. */
    public record StandingView(
            int year, String project, String name, int version, boolean draft, String origin, int indicators) {

        static StandingView of(EffectiveDeclaration effectiveDeclaration) {
            return new StandingView(
                    effectiveDeclaration.declaration().year(),
                    effectiveDeclaration.declaration().project(),
                    effectiveDeclaration.declaration().name(),
                    effectiveDeclaration.version(),
                    effectiveDeclaration.draft(),
                    effectiveDeclaration.origin(),
                    effectiveDeclaration.declaration().indicators().size());
        }
    }

    /** @param refused the faults of every file that is not in force, by file */
    @Schema(name = "Declarations")
    public record Overview(List<StandingView> inForce, Map<String, List<Fault>> refused) {}

    /**
     * @param standing {@code proposed} waits for approval, {@code scheduled} for its day, {@code draft} was carried forward
     * @param effective the first day on which it is in force; null where it was so at once
     * @param follows the version by which days before {@code effective} are judged; null where this one judges all
     * @param approvedBy null where no one had to, or has yet
     * @param withdrawnBy null where no one took it back
     * @param reach of what waits for approval or for its day: every host that it makes the service contact and every secret
     *     that it names, against the version in force; null for others, and where it cannot be read
     */
    @Schema(name = "DeclarationVersion")
    public record VersionView(
            int version,
            String standing,
            String origin,
            String author,
            String reason,
            Instant recordedAt,
            LocalDate effective,
            Integer follows,
            String approvedBy,
            String approvedBecause,
            Instant approvedAt,
            String withdrawnBy,
            String withdrawnBecause,
            Instant withdrawnAt,
            String reviewedBy,
            String reviewedBecause,
            Instant reviewedAt,
            String returnedBy,
            String returnedBecause,
            Instant returnedAt,
            @JsonInclude(JsonInclude.Include.NON_NULL) ReachView reach) {

        static VersionView of(DeclarationVersion row) {
            return new VersionView(
                    row.version,
                    row.standing.word(),
                    row.origin,
                    row.author,
                    row.reason,
                    row.recordedAt,
                    row.effective,
                    row.follows,
                    row.approvedBy,
                    row.approvedBecause,
                    row.approvedAt,
                    row.withdrawnBy,
                    row.withdrawnBecause,
                    row.withdrawnAt,
                    row.reviewedBy,
                    row.reviewedBecause,
                    row.reviewedAt,
                    row.returnedBy,
                    row.returnedBecause,
                    row.returnedAt,
                    row.waits() || row.standing == VersionState.DRAFT
                            ? VersionDifferences.reach(row).map(ReachView::of).orElse(null)
                            : null);
        }
    }

    /** @param hosts with their ports */
    @Schema(name = "DeclarationReach")
    public record ReachView(List<NamedView> hosts, List<NamedView> secrets) {

        static ReachView of(List<Reach.Named> named) {
            return new ReachView(of(named, false), of(named, true));
        }

        private static List<NamedView> of(List<Reach.Named> named, boolean secrets) {
            return named.stream()
                    .filter(one -> one.secret() == secrets)
                    .map(one -> new NamedView(one.name(), one.change().name().toLowerCase(java.util.Locale.ROOT)))
                    .toList();
        }
    }

    /** @param change {@code added}, {@code removed} or {@code same} */
    public record NamedView(String name, String change) {}

    /** @param faults what keeps it from being approved, unsettled doubts among them */
    @Schema(name = "StoredDeclaration")
    public record StoredView(int year, String project, VersionView version, List<Fault> faults) {}

    @Schema(name = "Calendar")
    public record CalendarView(int year, String notice, int workingDays) {}

    /**
     * @param reason why it is put in force, for the record
     * @param effective the first day on which it is in force: what came before is judged by the version before; null for
     *     what the declaration says; where that says nothing either, at once and with the day of the version in force
     */
    @Schema(name = "ApprovalWanted")
    public record Approval(String reason, LocalDate effective) {}

    /**
     * @param year to which it is carried
     * @param reason for the record
     */
    @Schema(name = "CarryForwardWanted")
    public record CarriedForward(int year, String reason) {}

    /** @param reason why it is taken back, for the record */
    @Schema(name = "WithdrawalWanted")
    public record Withdrawal(String reason) {}

    private final Declarations declarations;
    private final Proposals proposals;
    private final Caller caller;
    private final WorkBudget budget;

    DeclarationsResource(Declarations declarations, Proposals proposals, Caller caller, WorkBudget budget) {
        this.declarations = declarations;
        this.proposals = proposals;
        this.caller = caller;
        this.budget = budget;
    }

    @GET
    @Path("declarations")
    @Operation(
            operationId = "listDeclarations",
            summary = "Every declaration that answers, and every file that was refused with all its faults")
    public Overview overview() {
        Declarations.InForce inForce = declarations.inForce();
        List<StandingView> standing = inForce.byKey().values().stream()
                .map(StandingView::of)
                .sorted(Comparator.comparing(StandingView::year).thenComparing(StandingView::project))
                .toList();
        return new Overview(standing, inForce.refused());
    }

    @GET
    @Path("declarations/{year}/{project}/versions")
    @Operation(operationId = "listDeclarationVersions", summary = "The versions of a declaration, the newest first")
    public List<VersionView> versions(@PathParam("year") int year, @PathParam("project") String project) {
        return DeclarationVersion.of(year, id(year, project)).stream()
                .map(VersionView::of)
                .toList();
    }

    @GET
    @Path("declarations/{year}/{project}/versions/{version}")
    @Produces("application/yaml")
    @Operation(operationId = "getDeclarationVersion", summary = "The text of a version")
    @APIResponse(
            responseCode = "200",
            description = "The text, as it was declared.",
            content = @Content(mediaType = "application/yaml", schema = @Schema(type = SchemaType.STRING)))
    public Response text(
            @PathParam("year") int year, @PathParam("project") String project, @PathParam("version") int version) {
        return Response.ok(version(year, id(year, project), version).text).build();
    }

    @GET
    @Path("declarations/{year}/{project}/versions/{version}/differences")
    @Operation(
            operationId = "compareDeclarationVersions",
            summary = "What a version declares otherwise than another",
            description =
                    "Against the version that against= names; without, what waits for approval or for its day against"
                            + " the version in force, any other against the one before.")
    public List<Difference> differences(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("version") int version,
            @QueryParam("against") Integer against) {
        String id = id(year, project);
        int other = against == null ? VersionDifferences.usual(version(year, id, version)) : against;
        return Difference.between(declared(year, id, other), declared(year, id, version));
    }

    /** What the word means for the one who asks, as everywhere: an id, else a declared name. Versions may wait under an id that nothing answers by yet. */
    private String id(int year, String word) {
        return declarations
                .inForce()
                .project(year, word)
                .map(one -> one.declaration().project())
                .orElse(word);
    }

    private static Declaration declared(int year, String project, int version) {
        DeclarationVersion row = version(year, project, version);
        if (DeclarationReader.read(row.origin, row.text)
                instanceof DeclarationReader.DeclarationReading.Refused refused) {
            throw refused(row, refused.faults());
        }
        return Versions.own(row)
                .orElseThrow(() -> new IllegalStateException("version " + version + " was read a moment ago"));
    }

    private static DeclarationVersion version(int year, String project, int version) {
        return DeclarationVersion.of(year, project, version)
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_VERSION, "no version " + version + " is recorded"));
    }

    private static Problem refused(DeclarationVersion row, List<Fault> faults) {
        return new Problem(
                        ErrorCode.FAULTS_IN_THE_DECLARATION,
                        "version " + row.version + " has " + faults.size() + " faults or unsettled doubts: "
                                + faults.stream().map(Fault::toString).collect(Collectors.joining("; ")))
                .with("faults", faults);
    }

    @POST
    @Path("declarations")
    @Consumes({"application/yaml", "text/yaml", MediaType.TEXT_PLAIN})
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(
            operationId = "storeDeclaration",
            summary = "Stores a declaration that waits for approval",
            description =
                    "It may still have faults and doubts, which the answer names; nothing answers by it before it is"
                            + " approved. An older one that waits is withdrawn. Refused while a file of one's own declares the same.")
    @RequestBody(content = @Content(mediaType = "application/yaml", schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(
            responseCode = "201",
            description = "It is stored, and waits.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = StoredView.class)))
    public Response store(@QueryParam("reason") String reason, InputStream body) {
        if (reason == null || reason.isBlank()) {
            throw new Problem(ErrorCode.NO_REASON, "a version needs a reason, for the record: ?reason=");
        }
        try (Spooled file = Spooled.read(body, Source.LIMIT);
                WorkBudget.Place place = budget.begin(Work.DECLARATION)) {
            place.allowance().check();
            FileText text = FileText.read(Declarations.STORED, file::stream);
            if (text.unreadable().isPresent()) {
                throw new Problem(
                        ErrorCode.UNREADABLE_DECLARATION,
                        text.unreadable().get().toString());
            }
            return stored(text, reason);
        } catch (BodyRefused refused) {
            throw refused.problem();
        } catch (IOException broken) {
            throw new Problem(ErrorCode.UNREADABLE_DECLARATION, "the body broke off: " + broken.getMessage());
        }
    }

    private Response stored(FileText text, String reason) {
        DeclarationReader.Heading heading =
                DeclarationReader.heading(text.file(), text.text()).orElseThrow(() -> nameless(text));
        ownFile(heading.year(), heading.project());
        DeclarationVersion stored = proposals.propose(heading, text.text(), caller.name(), reason);
        return Response.created(address(stored))
                .entity(new StoredView(stored.year, stored.project, VersionView.of(stored), proposals.faults(stored)))
                .build();
    }

    /** Where its text is. */
    private static URI address(DeclarationVersion stored) {
        return UriBuilder.fromPath("/api/v1/declarations/{year}/{project}/versions/{version}")
                .build(stored.year, stored.project, stored.version);
    }

    private static Problem nameless(FileText text) {
        Problem problem = new Problem(
                ErrorCode.NO_PROJECT_OR_NO_YEAR, "a declaration needs at least its project and year to be stored");
        if (DeclarationReader.read(text.file(), text.text())
                instanceof DeclarationReader.DeclarationReading.Refused refused) {
            problem.with("faults", refused.faults());
        }
        return problem;
    }

    private void ownFile(int year, String project) {
        declarations.file(new Declarations.Key(year, project)).ifPresent(file -> {
            throw new Problem(
                    ErrorCode.DECLARED_BY_A_FILE,
                    "the file " + file + " declares '" + project + "' for " + year
                            + " and goes before what is stored; change the file, or remove it first");
        });
    }

    @POST
    @Path("declarations/{year}/{project}/versions/{version}/approval")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.ADMIN)
    @Operation(
            operationId = "approveDeclarationVersion",
            summary = "Puts a stored version in force, at once or from its day on",
            description = "Refused with every fault and unsettled doubt. The service adopts it within seconds.")
    public VersionView approve(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("version") int version,
            Approval approval) {
        reasoned(approval == null ? null : approval.reason(), "an approval");
        DeclarationVersion row = version(year, id(year, project), version);
        ownFile(year, row.project);
        List<Fault> faults = proposals.faults(row);
        if (!faults.isEmpty()) {
            throw refused(row, faults);
        }
        return proposals
                .approve(row, Optional.ofNullable(approval.effective()), caller.name(), approval.reason())
                .map(VersionView::of)
                .orElseThrow(() -> new Problem(
                        ErrorCode.NOT_WAITING,
                        "version " + version + " is " + row.standing + " and waits for no approval"));
    }

    @POST
    @Path("declarations/{year}/{project}/versions/{version}/withdrawal")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(
            operationId = "withdrawDeclarationVersion",
            summary = "Takes back a version that waits for approval or for its day",
            description = "Its text stays, with who took it back and why. What was approved for a day to come, only an"
                    + " administrator takes back.")
    public VersionView withdraw(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("version") int version,
            Withdrawal withdrawal) {
        reasoned(withdrawal == null ? null : withdrawal.reason(), "a withdrawal");
        DeclarationVersion row = version(year, id(year, project), version);
        ownFile(year, row.project);
        if (row.standing == VersionState.SCHEDULED && !caller.has(Role.ADMIN)) {
            throw new Problem(
                    ErrorCode.ALREADY_APPROVED, "version " + version + " is approved; an administrator takes it back");
        }
        return proposals
                .withdraw(row, caller.name(), withdrawal.reason())
                .map(VersionView::of)
                .orElseThrow(() -> new Problem(
                        ErrorCode.NOT_WAITING, "version " + version + " is " + row.standing + " and does not wait"));
    }

    /** @param reason what was looked at, what is to be mended or what was mended, for the record and for the one who stored it */
    @Schema(name = "ReviewWanted")
    public record Review(String reason) {}

    @POST
    @Path("declarations/{year}/{project}/versions/{version}/review")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(
            operationId = "reviewDeclarationVersion",
            summary = "A second person passes a stored version on to be approved",
            description = "Demanded before the approval where dabiao.approval is review-first.")
    public VersionView review(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("version") int version,
            Review review) {
        reasoned(review == null ? null : review.reason(), "a review");
        DeclarationVersion row = version(year, id(year, project), version);
        List<Fault> faults = proposals.faults(row);
        if (!faults.isEmpty()) {
            throw refused(row, faults);
        }
        return waited(row, proposals.review(row, caller.name(), review.reason()));
    }

    @POST
    @Path("declarations/{year}/{project}/versions/{version}/return")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(
            operationId = "returnDeclarationVersion",
            summary = "Gives a stored version back to the one who stored it, with words")
    public VersionView giveBack(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("version") int version,
            Review review) {
        reasoned(review == null ? null : review.reason(), "what is given back");
        DeclarationVersion row = version(year, id(year, project), version);
        return waited(row, proposals.giveBack(row, caller.name(), review.reason()));
    }

    @POST
    @Path("declarations/{year}/{project}/versions/{version}/resubmission")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(operationId = "resubmitDeclarationVersion", summary = "Hands in again what was given back, as it is")
    public VersionView handIn(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("version") int version,
            Review review) {
        reasoned(review == null ? null : review.reason(), "what is handed in");
        DeclarationVersion row = version(year, id(year, project), version);
        ownFile(year, row.project);
        return waited(row, proposals.handIn(row, caller.name(), review.reason()));
    }

    private static VersionView waited(DeclarationVersion row, Optional<DeclarationVersion> changed) {
        return changed.map(VersionView::of)
                .orElseThrow(() -> new Problem(
                        ErrorCode.NOT_WAITING,
                        "version " + row.version + " is " + row.standing + " and waits not for this"));
    }

    private static void reasoned(String reason, String what) {
        if (reason == null || reason.isBlank()) {
            throw new Problem(ErrorCode.NO_REASON, what + " needs a reason, for the record");
        }
    }

    @POST
    @Path("declarations/{year}/{project}/drafts")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(
            operationId = "carryDeclarationForward",
            summary = "Carries a declaration forward to a later year, as a draft",
            description =
                    "With the targets in force at its end. The draft is evaluated and shown; it alerts and makes reports"
                            + " once somebody approves it. Refused where the year has a declaration or a draft already.")
    @APIResponse(
            responseCode = "201",
            description = "The draft is stored.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = VersionView.class)))
    public Response carryForward(
            @PathParam("year") int year, @PathParam("project") String project, CarriedForward asked) {
        reasoned(asked == null ? null : asked.reason(), "a draft");
        if (asked.year() <= year) {
            throw new Problem(ErrorCode.NOT_A_LATER_YEAR, asked.year() + " is not after " + year);
        }
        EffectiveDeclaration from = declarations
                .inForce()
                .project(year, project)
                .orElseThrow(() ->
                        new Problem(ErrorCode.NO_SUCH_PROJECT, "no project '" + project + "' is declared for " + year));
        return proposals
                .carryForward(from, asked.year(), caller.name(), asked.reason())
                .map(draft -> Response.created(address(draft))
                        .entity(VersionView.of(draft))
                        .build())
                .orElseThrow(() -> new Problem(
                        ErrorCode.ALREADY_DECLARED, "'" + project + "' is declared or drafted for " + asked.year()));
    }

    @POST
    @Path("declarations/{year}/{project}/approval")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.ADMIN)
    @Operation(operationId = "approveDraft", summary = "Puts a draft that was carried forward in force")
    public StandingView approve(@PathParam("year") int year, @PathParam("project") String project, Approval approval) {
        reasoned(approval == null ? null : approval.reason(), "an approval");
        String id = id(year, project);
        if (!proposals.approve(year, id, caller.name(), approval.reason())) {
            throw new Problem(ErrorCode.NO_SUCH_DRAFT, "there is no draft of '" + project + "' for " + year);
        }
        return StandingView.of(declarations.inForce().byKey().get(new Declarations.Key(year, id)));
    }

    @GET
    @Path("calendars")
    @Operation(
            operationId = "listCalendars",
            summary = "The working-day calendars known, by the State Council's notices")
    public List<CalendarView> calendars() {
        return declarations.inForce().calendar().years().stream()
                .map(DeclarationsResource::view)
                .toList();
    }

    private static CalendarView view(WorkingCalendar.Year year) {
        return new CalendarView(year.year(), year.notice(), year.workingDays());
    }
}

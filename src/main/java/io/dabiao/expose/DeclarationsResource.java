package io.dabiao.expose;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.core.Declaration;
import io.dabiao.core.WorkingCalendar;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Difference;
import io.dabiao.declare.Standing;
import io.dabiao.problem.Problem;
import io.dabiao.yaml.Fault;
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
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
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

        static StandingView of(Standing standing) {
            return new StandingView(
                    standing.declaration().year(),
                    standing.declaration().project(),
                    standing.declaration().name(),
                    standing.version(),
                    standing.draft(),
                    standing.origin(),
                    standing.declaration().indicators().size());
        }
    }

    /** @param refused the faults of every file that is not in force, by file */
    public record Overview(List<StandingView> inForce, Map<String, List<Fault>> refused) {}

    public record VersionView(
            int version, String standing, String origin, String author, String reason, Instant recordedAt) {}

    public record CalendarView(int year, String notice, int workingDays) {}

    /** @param reason why the draft is put in force, for the record */
    public record Approval(String reason) {}

    private final Declarations declarations;
    private final Caller caller;

    DeclarationsResource(Declarations declarations, Caller caller) {
        this.declarations = declarations;
        this.caller = caller;
    }

    @GET
    @Path("declarations")
    @Operation(summary = "Every declaration that answers, and every file that was refused with all its faults")
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
    @Operation(summary = "The versions of a declaration, the newest first")
    public List<VersionView> versions(@PathParam("year") int year, @PathParam("project") String project) {
        return DeclarationVersion.of(year, project).stream()
                .map(row ->
                        new VersionView(row.version, row.standing, row.origin, row.author, row.reason, row.recordedAt))
                .toList();
    }

    @GET
    @Path("declarations/{year}/{project}/versions/{version}")
    @Produces("application/yaml")
    @Operation(summary = "The text of a version")
    public Response text(
            @PathParam("year") int year, @PathParam("project") String project, @PathParam("version") int version) {
        return DeclarationVersion.of(year, project).stream()
                .filter(row -> row.version == version)
                .findFirst()
                .map(row -> Response.ok(row.text).build())
                .orElseThrow(() -> new Problem(404, "no such version", "no version " + version + " is recorded"));
    }

    @GET
    @Path("declarations/{year}/{project}/versions/{version}/differences")
    @Operation(
            summary = "What a version declares otherwise than another",
            description = "Against the version before, or the one that against= names.")
    public List<Difference> differences(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("version") int version,
            @QueryParam("against") Integer against) {
        int other = against == null ? version - 1 : against;
        return Difference.between(declared(year, project, other), declared(year, project, version));
    }

    private static Declaration declared(int year, String project, int version) {
        return DeclarationVersion.of(year, project).stream()
                .filter(row -> row.version == version)
                .findFirst()
                .flatMap(Declarations::read)
                .orElseThrow(() -> new Problem(404, "no such version", "no version " + version + " is recorded"));
    }

    @POST
    @Path("declarations/{year}/{project}/approval")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.ADMIN)
    @Operation(summary = "Puts a draft in force")
    public StandingView approve(@PathParam("year") int year, @PathParam("project") String project, Approval approval) {
        if (approval == null || approval.reason() == null || approval.reason().isBlank()) {
            throw new Problem(400, "no reason", "an approval needs a reason, for the record");
        }
        if (!declarations.approve(year, project, caller.name(), approval.reason())) {
            throw new Problem(404, "no such draft", "there is no draft of '" + project + "' for " + year);
        }
        return StandingView.of(declarations.inForce().byKey().get(new Declarations.Key(year, project)));
    }

    @GET
    @Path("calendars")
    @Operation(summary = "The working-day calendars known, by the State Council's notices")
    public List<CalendarView> calendars() {
        return declarations.inForce().calendar().years().stream()
                .map(DeclarationsResource::view)
                .toList();
    }

    private static CalendarView view(WorkingCalendar.Year year) {
        return new CalendarView(year.year(), year.notice(), year.workingDays());
    }
}

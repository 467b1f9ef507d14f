package io.dabiao.expose;

import io.dabiao.access.Role;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Standing;
import io.dabiao.problem.Problem;
import io.dabiao.report.Kind;
import io.dabiao.report.Report;
import io.dabiao.report.Reports;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The official papers of a project's year. */
@Path("/api/v1/years/{year}/projects/{project}/{kind}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
@Tag(name = "reports", description = "Monitoring tables and self-assessments: drafts, remarks, sealed versions.")
public class ReportsResource {

    private final Declarations declarations;
    private final Reports reports;
    private final Clock clock;

    ReportsResource(Declarations declarations, Reports reports, Clock clock) {
        this.declarations = declarations;
        this.reports = reports;
        this.clock = clock;
    }

    @GET
    @Operation(summary = "A report as of an instant")
    public Report report(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("kind") String kind,
            @QueryParam("at") String at) {
        Standing standing = standing(year, project);
        return reports.draft(kind(kind), Reports.Scope.at(standing, AtInstant.of(at, clock.instant())));
    }

    private static Kind kind(String word) {
        return Kind.ofWord(word)
                .orElseThrow(() -> new Problem(
                        404, "no such report", "reports are self-assessment and monitoring, not '" + word + "'"));
    }

    private Standing standing(int year, String project) {
        return declarations.inForce().year(year).stream()
                .filter(one -> one.declaration().project().equals(project)
                        || one.declaration().name().equals(project))
                .findFirst()
                .orElseThrow(() ->
                        new Problem(404, "no such project", "no project '" + project + "' is declared for " + year));
    }
}

package io.dabiao.expose;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.check.Load;
import io.dabiao.check.LoadChecks;
import io.dabiao.check.LoadRuns;
import io.dabiao.core.declaration.LoadCheck;
import io.dabiao.core.text.Words;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The declared load checks and their runs. Neither headers nor bodies are shown: they may be secret. */
@Path("/api/v1/load-checks")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.VIEW, Role.ADMIN})
@Blocking
@Tag(name = "load checks", description = "How many users at once the sites sustain.")
public class LoadChecksResource {

    /**
     * @param permitted whether dabiao.load-hosts has the host
     * @param levels users at once, as they would be tested now
     * @param window a Quartz expression and its zone; null where it runs only by hand
     */
    @Schema(name = "LoadCheck")
    public record CheckView(
            String site,
            String project,
            int year,
            String url,
            boolean permitted,
            String model,
            List<Integer> levels,
            List<String> pages,
            String window) {}

    /**
     * @param ended null while it goes on
     * @param users the highest level sustained; null where nothing is known
     * @param evidence every level with its latency distribution; null in lists and while it goes on
     */
    @Schema(name = "LoadCheckRun")
    public record RunView(
            UUID id,
            String site,
            String project,
            int year,
            String tool,
            String by,
            Instant begun,
            Instant ended,
            @JsonRawValue String progress,
            String outcome,
            Integer users,
            String sentence,
            String sentenceZh,
            @JsonRawValue String evidence) {}

    private final LoadChecks checks;
    private final LoadRuns runs;
    private final Caller caller;

    LoadChecksResource(LoadChecks checks, LoadRuns runs, Caller caller) {
        this.checks = checks;
        this.runs = runs;
        this.caller = caller;
    }

    @GET
    @Operation(operationId = "listLoadChecks", summary = "The declared load checks")
    public List<CheckView> checks() {
        return checks.declared().values().stream().map(this::view).toList();
    }

    @GET
    @Path("{site}/runs")
    @Operation(operationId = "listLoadCheckRuns", summary = "The runs of a site's load check, the newest first")
    public List<RunView> runs(@PathParam("site") String site) {
        return runs.of(site).stream().map(run -> view(run, null)).toList();
    }

    @POST
    @Path("{site}/runs")
    @RolesAllowed(Role.ADMIN)
    @Operation(operationId = "startLoadCheck", summary = "Start a site's load check now")
    @APIResponse(
            responseCode = "202",
            description = "It has begun; Location names it.",
            content =
                    @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = RunView.class)))
    public Response start(@PathParam("site") String site) {
        UUID id = checks.start(site, caller.name());
        return Response.accepted(one(id))
                .location(URI.create("/api/v1/load-checks/runs/" + id))
                .build();
    }

    @POST
    @Path("{site}/k6")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.ADMIN)
    @Operation(operationId = "addK6Summary", summary = "Take the summary of a run of k6 as evidence")
    @APIResponse(
            responseCode = "201",
            description = "It is stored; Location names it.",
            content =
                    @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = RunView.class)))
    public Response k6(@PathParam("site") String site, JsonNode summary) {
        if (summary == null) {
            throw new Problem(ErrorCode.NOTHING_SENT, "send the summary of k6 as JSON");
        }
        UUID id = checks.takeK6(site, summary, caller.name());
        return Response.created(URI.create("/api/v1/load-checks/runs/" + id))
                .entity(one(id))
                .build();
    }

    @GET
    @Path("runs/{id}")
    @Operation(operationId = "getLoadCheckRun", summary = "How a run goes, or what it found with its evidence")
    public RunView run(@PathParam("id") UUID id) {
        return one(id);
    }

    @DELETE
    @Path("runs/{id}")
    @RolesAllowed(Role.ADMIN)
    @Operation(operationId = "endLoadCheckRun", summary = "End a run that is under way")
    @APIResponse(
            responseCode = "202",
            description = "It will end.",
            content =
                    @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = RunView.class)))
    public Response abort(@PathParam("id") UUID id) {
        RunView run = one(id);
        if (!checks.abort(id, caller.name())) {
            throw new Problem(ErrorCode.NOT_UNDER_WAY, "the run ended at " + run.ended());
        }
        return Response.accepted(one(id)).build();
    }

    private RunView one(UUID id) {
        return runs.run(id)
                .map(run -> view(run, run.evidence().orElse(null)))
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_RUN, "no load check has the run " + id));
    }

    private CheckView view(Load load) {
        LoadCheck check = load.check();
        return new CheckView(
                check.site(),
                load.project(),
                load.year(),
                check.url().toString(),
                checks.permitted(check),
                check.arrivals().isPresent() ? "open" : "closed",
                load.levels(),
                check.pages().stream().map(LoadCheck.Page::path).toList(),
                check.window()
                        .map(window -> window.cron() + " " + window.zone())
                        .orElse(null));
    }

    private static RunView view(LoadRuns.Run run, String evidence) {
        return new RunView(
                run.id(),
                run.site(),
                run.project(),
                run.year(),
                run.tool(),
                run.by(),
                run.begun(),
                run.ended().orElse(null),
                run.progress().orElse(null),
                run.outcome().orElse(null),
                run.users().orElse(null),
                run.sentence().map(Words::english).orElse(null),
                run.sentence().map(Words::chinese).orElse(null),
                evidence);
    }
}

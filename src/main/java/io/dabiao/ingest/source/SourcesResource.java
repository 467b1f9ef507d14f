package io.dabiao.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.audit.AuditAct;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The declared sources: how each fares, a trial, and a hand on it. */
@Path("/api/v1/sources")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.VIEW, Role.ADMIN})
@Blocking
@Tag(name = "sources", description = "Where facts are fetched from.")
public class SourcesResource {

    private static final Map<String, SourceTrial.From> FROM =
            Map.of("next", SourceTrial.From.NEXT, "beginning", SourceTrial.From.BEGINNING);

    /**
     * A source.
     *
     * @param state {@code waiting} for its next run or for what is sent, {@code running}, {@code paused}, or {@code failing}
     * @param matter what is the matter with it; null where nothing is
     * @param due when it is read next; null where it sends by itself, is paused, or is never read again
     * @param runRows rows of the run under way, or of the last one
     * @param rows of all runs
     * @param passed rows that no mapping means
     */
    @Schema(name = "Source")
    public record SourceView(
            String name,
            String kind,
            String file,
            String state,
            String matter,
            String pausedBy,
            Instant due,
            Instant began,
            Instant ended,
            Instant succeeded,
            Instant lastRow,
            long runRows,
            long rows,
            long accepted,
            long duplicates,
            long corrected,
            long rejected,
            long passed) {}

    /**
     * The sources that are wanted.
     *
     * @param sources by name, each by the keys of a file; a secret is {@code {"kept": NAME}}
     * @param secrets by source and name; absent for none
     */
    @Schema(name = "SourcesWanted")
    public record Wanted(Map<String, Map<String, JsonNode>> sources, Map<String, Map<String, String>> secrets) {}

    /**
     * A source that is not as wanted.
     *
     * @param change added, changed or removed
     * @param before without secrets; null where it is added
     * @param after without secrets; null where it is removed
     * @param secrets names of those that differ
     */
    @Schema(name = "SourceDifference")
    public record DifferenceView(String change, String name, JsonNode before, JsonNode after, Set<String> secrets) {}

    private final Sources sources;
    private final KeptSources kept;
    private final SourceStates states;
    private final SourceRuns runs;
    private final SourceTrial trial;
    private final Caller caller;
    private final Clock clock;

    SourcesResource(
            Sources sources,
            KeptSources kept,
            SourceStates states,
            SourceRuns runs,
            SourceTrial trial,
            Caller caller,
            Clock clock) {
        this.sources = sources;
        this.kept = kept;
        this.states = states;
        this.runs = runs;
        this.trial = trial;
        this.caller = caller;
        this.clock = clock;
    }

    @GET
    @Operation(operationId = "listSources", summary = "The declared sources and how each fares")
    public List<SourceView> sources() {
        Map<String, DeclaredSource> declared = sources.declared();
        Map<String, SourceStates.State> known = states.of(declared.keySet());
        return declared.values().stream()
                .map(source -> view(source, known.getOrDefault(source.name(), SourceStates.State.NEW)))
                .toList();
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.ADMIN)
    @Operation(
            operationId = "replaceSources",
            summary = "Makes the sources that are declared over the API those that are sent",
            description =
                    "All or none of them, and the answer says what differed. Others stay with prune=false; with dryRun=true nothing is"
                            + " changed. Those of files are not touched. Secrets stand beside the sources and are kept encrypted. A source"
                            + " that names a folder of the service's machine or options of a driver is declared by a file alone.")
    public List<DifferenceView> replace(
            Wanted wanted,
            @QueryParam("prune") @DefaultValue("false") boolean prune,
            @QueryParam("dryRun") @DefaultValue("false") boolean dryRun) {
        if (wanted == null || wanted.sources() == null) {
            throw new Problem(ErrorCode.FAULTS_IN_THE_SETTINGS, "send {\"sources\": {…}}");
        }
        try {
            return kept.replace(wanted(wanted), prune, dryRun, caller.name(), sources::faultsWith).stream()
                    .map(one -> new DifferenceView(
                            one.change().name().toLowerCase(Locale.ROOT),
                            one.name(),
                            one.before().orElse(null),
                            one.after().orElse(null),
                            new TreeSet<>(one.secrets())))
                    .toList();
        } catch (IllegalArgumentException wrong) {
            throw new Problem(ErrorCode.FAULTS_IN_THE_SETTINGS, wrong.getMessage());
        } catch (KeptSources.Refused refused) {
            throw new Problem(ErrorCode.FAULTS_IN_THE_SETTINGS, refused.getMessage()).with("faults", refused.faults());
        }
    }

    private static List<KeptSources.Wanted> wanted(Wanted wanted) {
        Map<String, Map<String, String>> secrets =
                Optional.ofNullable(wanted.secrets()).orElse(Map.of());
        secrets.keySet().stream()
                .filter(name -> !wanted.sources().containsKey(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("there is no source '" + name + "' for its secret");
                });
        List<KeptSources.Wanted> all = new ArrayList<>();
        wanted.sources().forEach((name, keys) -> {
            ObjectNode settings = JsonNodeFactory.instance.objectNode();
            Optional.ofNullable(keys).orElse(Map.of()).forEach(settings::set);
            all.add(new KeptSources.Wanted(
                    name, settings, Optional.ofNullable(secrets.get(name)).orElse(Map.of())));
        });
        return all;
    }

    @GET
    @Path("{name}")
    @Operation(operationId = "getSource", summary = "One source and how it fares")
    public SourceView source(@PathParam("name") String name) {
        return view(declared(name), states.of(name));
    }

    @POST
    @Path("{name}/trial")
    @RolesAllowed(Role.ADMIN)
    @Operation(
            operationId = "trySource",
            summary = "Reads a few rows, shows what they would become, and stores nothing",
            description =
                    "Whether the source is paused does not matter. Where from=beginning, rows that were read count"
                            + " as well.")
    @APIResponse(
            responseCode = "200",
            description = "Rows, their events, and what is odd about them.",
            content = @Content(schema = @Schema(implementation = SourceTrial.Trial.class)))
    @APIResponse(responseCode = "502", description = "The source cannot be read; the detail says why.")
    public SourceTrial.Trial trial(
            @PathParam("name") String name,
            @Parameter(description = "Where to begin: next (where the next run would) or beginning.")
                    @QueryParam("from")
                    @DefaultValue("next")
                    String from,
            @QueryParam("limit") @DefaultValue("20") int limit) {
        DeclaredSource source = declared(name);
        if (limit < 1 || limit > SourceTrial.MOST) {
            throw new Problem(
                    ErrorCode.NO_SUCH_LIMIT, "limit must be from 1 to " + SourceTrial.MOST + ", not " + limit);
        }
        if (!FROM.containsKey(from)) {
            throw new Problem(ErrorCode.NO_SUCH_VALUE, "from must be next or beginning, not '" + from + "'");
        }
        if (!(source.place() instanceof Place.Fetched)) {
            throw new Problem(
                    ErrorCode.NOT_FETCHED,
                    "the source " + name + " sends by itself: nothing can be read of it"
                            + (source.place() instanceof Place.Posted
                                    ? "; what is posted to its address with /trial behind is shown and not stored"
                                    : ""));
        }
        try {
            return trial.fetched(source, FROM.get(from), limit);
        } catch (IOException failed) {
            throw new Problem(ErrorCode.SOURCE_NOT_READ, SourceRuns.reason(failed));
        }
    }

    @PUT
    @Path("{name}/pause")
    @RolesAllowed(Role.ADMIN)
    @Operation(
            operationId = "pauseSource",
            summary = "Pauses a source",
            description = "A run under way ends with its page. What a hook is sent meanwhile is answered 503.")
    @APIResponse(responseCode = "202", description = "It is paused.")
    public Response pause(@PathParam("name") String name) {
        return act(name, SourceStates.Act.PAUSE, AuditAct.SOURCE_PAUSED);
    }

    @DELETE
    @Path("{name}/pause")
    @RolesAllowed(Role.ADMIN)
    @Operation(operationId = "resumeSource", summary = "Ends a pause; the source goes on where it stopped")
    @APIResponse(responseCode = "202", description = "It goes on within a second or two.")
    public Response resume(@PathParam("name") String name) {
        return act(name, SourceStates.Act.RESUME, AuditAct.SOURCE_RESUMED);
    }

    @POST
    @Path("{name}/run")
    @RolesAllowed(Role.ADMIN)
    @Operation(operationId = "runSource", summary = "Reads a source now, out of turn, paused or not")
    @APIResponse(responseCode = "202", description = "It is read within a second or two.")
    public Response run(@PathParam("name") String name) {
        expectFetched(name);
        return act(name, SourceStates.Act.RUN, AuditAct.SOURCE_RUN);
    }

    @POST
    @Path("{name}/rewind")
    @RolesAllowed(Role.ADMIN)
    @Operation(
            operationId = "rewindSource",
            summary = "Has a source read again from its beginning",
            description = "What is known already changes nothing: each event counts once.")
    @APIResponse(responseCode = "202", description = "The next run reads everything.")
    public Response rewind(@PathParam("name") String name) {
        expectFetched(name);
        return act(name, SourceStates.Act.REWIND, AuditAct.SOURCE_REWOUND);
    }

    private void expectFetched(String name) {
        if (!(declared(name).place() instanceof Place.Fetched)) {
            throw new Problem(ErrorCode.NOT_FETCHED, "the source " + name + " sends by itself: it is not read");
        }
    }

    private Response act(String name, SourceStates.Act act, AuditAct recorded) {
        declared(name);
        states.act(name, act, recorded, caller.name(), clock.instant());
        return Response.status(Response.Status.ACCEPTED).build();
    }

    private DeclaredSource declared(String name) {
        return sources.source(name)
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_SOURCE, "no source is declared as '" + name + "'"));
    }

    private SourceView view(DeclaredSource source, SourceStates.State state) {
        SourceRuns.Fare fare = runs.fare(source, state, clock.instant());
        boolean running = state.began().isPresent() && state.ended().isEmpty();
        String word = state.paused().isPresent()
                ? "paused"
                : running ? "running" : fare.matter().isPresent() ? "failing" : "waiting";
        return new SourceView(
                source.name(),
                source.kind(),
                source.file(),
                word,
                fare.matter().orElse(null),
                state.pausedBy().orElse(null),
                state.paused().isPresent() ? null : fare.due().orElse(null),
                state.began().orElse(null),
                state.ended().orElse(null),
                state.succeeded().orElse(null),
                state.lastRow().orElse(null),
                state.runRows(),
                state.rows(),
                state.accepted(),
                state.duplicates(),
                state.corrected(),
                state.rejected(),
                state.passed());
    }
}

package io.dabiao.expose;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.ingest.Correcting;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.store.CorrectionLog;
import io.dabiao.store.Corrections;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Facts that were wrong: withdrawn or replaced, with a reason and an author, and what follows. */
@Path("/api/v1/corrections")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
@Tag(name = "corrections", description = "Facts that were wrong, and the figures that follow.")
public class CorrectionsResource {

    private static final int LARGEST_PAGE = 1_000;

    /** @param events each at most once */
    @Schema(name = "CorrectionWanted")
    public record Wanted(String reason, List<Correcting.WantedEvent> events) {}

    /**
     * What was done, or would be.
     *
     * @param correction null where it was only tried and where nothing was to be corrected
     * @param unchanged events that said so already
     * @param figures those that change
     * @param figuresUnchanged how many others rest on the events and stay as they are
     */
    @Schema(name = "CorrectionMade")
    public record Answer(
            Long correction,
            boolean dryRun,
            int replaced,
            int withdrawn,
            int unchanged,
            List<CorrectionLog.Change> figures,
            int figuresUnchanged) {}

    /**
     * @param events of this page, with what they said and say
     * @param next pass it as after for the next page; null on the last
     */
    @Schema(name = "CorrectionDetail")
    public record Detail(CorrectionLog.Entry correction, List<CorrectionLog.Corrected> events, Integer next) {}

    private final Correcting correcting;
    private final CorrectionLog log;
    private final Caller caller;

    CorrectionsResource(Correcting correcting, CorrectionLog log, Caller caller) {
        this.correcting = correcting;
        this.log = log;
        this.caller = caller;
    }

    @GET
    @Operation(
            operationId = "listCorrections",
            summary = "What was corrected, the newest first",
            description = "With year, project or indicator: what its figure rests on, whether it changed or not."
                    + " With source and id: what was corrected of that event.")
    public List<CorrectionLog.Entry> corrections(
            @QueryParam("year") Integer year,
            @QueryParam("project") String project,
            @QueryParam("indicator") String indicator,
            @QueryParam("source") String source,
            @QueryParam("id") String id,
            @Parameter(description = "Only corrections with a smaller number, for paging.")
                    @QueryParam("before")
                    @DefaultValue("9223372036854775807")
                    long before,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        CorrectionLog.Asked asked = new CorrectionLog.Asked(
                Optional.ofNullable(year),
                Optional.ofNullable(project),
                Optional.ofNullable(indicator),
                Optional.ofNullable(source),
                Optional.ofNullable(id));
        return log.page(asked, before, page(limit));
    }

    @GET
    @Path("{no}")
    @Operation(operationId = "getCorrection", summary = "One correction with its events, the originals among them")
    public Detail correction(
            @PathParam("no") long no,
            @Parameter(description = "The previous page's next.") @QueryParam("after") @DefaultValue("0") int after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        if (after < 0) {
            throw new Problem(ErrorCode.NO_SUCH_PAGE, "after is the next of the page before, not " + after);
        }
        CorrectionLog.Entry entry = log.entry(no)
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_CORRECTION, "no correction has the number " + no));
        List<CorrectionLog.Corrected> events = log.events(no, after, page(limit));
        int next = after + events.size();
        boolean more = !events.isEmpty() && !log.events(no, next, 1).isEmpty();
        return new Detail(entry, events, more ? next : null);
    }

    private static int page(int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new Problem(
                    ErrorCode.NO_SUCH_PAGE_SIZE, "limit must be from 1 to " + LARGEST_PAGE + ", not " + limit);
        }
        return limit;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(
            operationId = "correctEvents",
            summary = "Withdraws or replaces facts",
            description =
                    "All of them or none. The originals stay in the log and visible; figures follow. With dryRun=true"
                            + " it says what would change and changes nothing.")
    @APIResponse(
            responseCode = "200",
            description = "What would change; or nothing was to be corrected.",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Answer.class)))
    @APIResponse(
            responseCode = "201",
            description = "Corrected.",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Answer.class)))
    @APIResponse(responseCode = "404", description = "An event is unknown; nothing was corrected.")
    @APIResponse(
            responseCode = "409",
            description = "An event's days were expired from the log; nothing was corrected.")
    public Response correct(Wanted wanted, @QueryParam("dryRun") boolean dryRun) {
        Corrections.Made made = correcting.correct(
                wanted == null ? null : wanted.reason(),
                wanted == null ? null : wanted.events(),
                caller.sender(),
                dryRun ? Corrections.Mode.TRIED : Corrections.Mode.MADE);
        Answer answer = answer(made, dryRun);
        return made.no().isPresent()
                ? Response.created(URI.create("/api/v1/corrections/" + made.no().get()))
                        .entity(answer)
                        .build()
                : Response.ok(answer).build();
    }

    private static Answer answer(Corrections.Made made, boolean dryRun) {
        List<CorrectionLog.Change> changed = made.figures().stream()
                .filter(Corrections.Consequence::changed)
                .map(CorrectionLog.Change::of)
                .toList();
        return new Answer(
                made.no().orElse(null),
                dryRun,
                made.replaced(),
                made.withdrawn(),
                made.unchanged(),
                changed,
                made.figures().size() - changed.size());
    }
}

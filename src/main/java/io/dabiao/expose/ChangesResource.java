package io.dabiao.expose;

import io.dabiao.access.Role;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.VerdictChange;
import io.dabiao.declare.Declarations;
import io.dabiao.evaluate.VerdictHistory;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.math.BigDecimal;
import java.net.URI;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What changed since a position, for those who keep figures of their own. */
@Path("/api/v1/changes")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
@Tag(name = "indicators")
public class ChangesResource {

    private static final int MOST = 1_000;

    /**
     * That a verdict became another.
     *
     * @param position of the change: the next ones are after it
     * @param before null for the first verdict of all
     */
    @Schema(name = "Change")
    public record ChangeView(
            long position,
            int year,
            String project,
            String indicator,
            OffsetDateTime at,
            OffsetDateTime recordedAt,
            String before,
            String after,
            BigDecimal actual,
            boolean stale,
            boolean draft,
            String sentence,
            String sentenceZh) {}

    /**
     * The next changes, the oldest first.
     *
     * @param next the position to ask after next time; that of the request where nothing changed
     * @param more whether there are further ones now
     */
    @Schema(name = "ChangePage")
    public record ChangePage(List<ChangeView> changes, long next, boolean more) {}

    private final Declarations declarations;
    private final VerdictHistory history;

    ChangesResource(Declarations declarations, VerdictHistory history) {
        this.declarations = declarations;
        this.history = history;
    }

    @GET
    @Operation(
            operationId = "listChanges",
            summary = "Changes of verdicts since a position, the oldest first",
            description =
                    "Every change once, in the order in which they were recorded. Ask again after next; where more is"
                            + " true, Link names the next page.")
    @APIResponse(
            responseCode = "200",
            description = "The changes.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ChangePage.class)))
    public Response changes(
            @Parameter(description = "Only changes behind this position; 0 for all.")
                    @QueryParam("after")
                    @DefaultValue("0")
                    long after,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @Context UriInfo uri) {
        if (limit < 1 || limit > MOST) {
            throw new Problem(ErrorCode.NO_SUCH_LIMIT, "limit must be from 1 to " + MOST + ", not " + limit);
        }
        List<VerdictChange> found = history.changesAfter(after, limit + 1);
        boolean more = found.size() > limit;
        List<VerdictChange> page = more ? found.subList(0, limit) : found;
        ZoneId zone = declarations.zone();
        long next = page.isEmpty() ? after : page.get(page.size() - 1).id();
        Response.ResponseBuilder answer = Response.ok(
                new ChangePage(page.stream().map(change -> view(change, zone)).toList(), next, more));
        if (more) {
            URI link = uri.getRequestUriBuilder()
                    .replaceQueryParam("after", next)
                    .replaceQueryParam("limit", limit)
                    .build();
            answer.link(link, "next");
        }
        return answer.build();
    }

    static ChangeView view(VerdictChange change, ZoneId zone) {
        return new ChangeView(
                change.id(),
                change.ref().year(),
                change.ref().project(),
                change.ref().id(),
                IndicatorViews.time(change.at(), zone),
                IndicatorViews.time(change.recordedAt(), zone),
                change.before().map(Verdict::word).orElse(null),
                change.after().word(),
                change.actual(),
                change.stale(),
                change.draft(),
                change.sentence().english(),
                change.sentence().chinese());
    }
}

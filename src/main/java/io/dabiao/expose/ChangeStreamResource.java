package io.dabiao.expose;

import io.dabiao.access.Role;
import io.dabiao.budget.Overloaded;
import io.dabiao.core.evaluation.VerdictChange;
import io.dabiao.declare.Declarations;
import io.dabiao.evaluate.VerdictHistory;
import io.dabiao.lifecycle.Ending;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Changes of verdicts as server-sent events. A stream is looked after every second, says something every fifteen, and ends after five
 * minutes: a client goes on by itself where it ended ({@code Last-Event-ID}), and a token that was revoked is asked for again.
 */
@Path("/api/v1/changes/stream")
@ApplicationScoped
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
@Tag(name = "indicators")
public class ChangeStreamResource {

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** Of looks: silence this long is broken by a comment, so that nothing between takes the connection for dead. */
    private static final int QUIET = 15;

    private static final int AT_ONCE = 100;

    /** Streams open in this replica at once: each asks the database once a second. */
    private static final int MOST = 64;

    private static final int RETRY_SECONDS = 10;
    private static final long RECONNECT_MILLIS = 3_000;

    private final Declarations declarations;
    private final VerdictHistory history;
    private final AtomicInteger open = new AtomicInteger();
    private final Ending ending;

    ChangeStreamResource(Declarations declarations, VerdictHistory history, Ending ending) {
        this.ending = ending;
        this.declarations = declarations;
        this.history = history;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            operationId = "streamChanges",
            summary = "Changes of verdicts as server-sent events",
            description =
                    "The event change, with the position as its id and a change in JSON as its data. Without a position only what"
                            + " is recorded from now on. A stream ends after five minutes; browsers go on by themselves where it ended.")
    @APIResponse(
            responseCode = "200",
            description = "The stream.",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(type = SchemaType.STRING)))
    public Multi<OutboundSseEvent> stream(
            @Parameter(description = "Only changes behind this position; 0 for all, absent for those to come.")
                    @QueryParam("after")
                    Long after,
            @Parameter(
                            description =
                                    "The position of the last one received, which browsers send when they connect again.")
                    @HeaderParam("Last-Event-ID")
                    String last,
            @Context Sse sse) {
        long from = from(after, last);
        if (open.incrementAndGet() > MOST) {
            open.decrementAndGet();
            throw new Overloaded(503, RETRY_SECONDS, "as many streams are open as the service has places for");
        }
        AtomicLong position = new AtomicLong(from);
        AtomicInteger quiet = new AtomicInteger();
        Multi<OutboundSseEvent> changes = Multi.createFrom()
                .ticks()
                .every(EVERY)
                .onOverflow()
                .drop()
                .select()
                .first(LONGEST.dividedBy(EVERY))
                .select()
                .first(tick -> !ending.begun())
                .onItem()
                .transformToUniAndConcatenate(tick -> Uni.createFrom()
                        .item(() -> news(position, quiet, sse))
                        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()))
                .onItem()
                .transformToMultiAndConcatenate(Multi.createFrom()::iterable);
        OutboundSseEvent opened = sse.newEventBuilder()
                .comment("changes behind " + from)
                .reconnectDelay(RECONNECT_MILLIS)
                .build();
        return Multi.createBy()
                .concatenating()
                .streams(Multi.createFrom().item(opened), changes)
                .onTermination()
                .invoke(open::decrementAndGet);
    }

    private long from(Long after, String last) {
        if (last != null && !last.isBlank()) {
            if (!last.strip().matches("\\d{1,18}")) {
                throw new Problem(ErrorCode.NO_SUCH_PAGE, "Last-Event-ID is no position: '" + last + "'");
            }
            return Long.parseLong(last.strip());
        }
        return after == null ? history.newest() : after;
    }

    private List<OutboundSseEvent> news(AtomicLong position, AtomicInteger quiet, Sse sse) {
        List<VerdictChange> found =
                QuarkusTransaction.requiringNew().call(() -> history.changesAfter(position.get(), AT_ONCE));
        List<OutboundSseEvent> events = new ArrayList<>();
        for (VerdictChange change : found) {
            position.set(change.id());
            events.add(sse.newEventBuilder()
                    .id(Long.toString(change.id()))
                    .name("change")
                    .mediaType(MediaType.APPLICATION_JSON_TYPE)
                    .data(ChangesResource.ChangeView.class, ChangesResource.view(change, declarations.zone()))
                    .build());
        }
        if (!events.isEmpty()) {
            quiet.set(0);
        } else if (quiet.incrementAndGet() >= QUIET) {
            quiet.set(0);
            events.add(sse.newEventBuilder().comment("nothing new").build());
        }
        return events;
    }
}

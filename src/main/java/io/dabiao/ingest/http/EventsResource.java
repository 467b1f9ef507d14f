package io.dabiao.ingest.http;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.budget.BodyRefused;
import io.dabiao.budget.PacedBody;
import io.dabiao.ingest.BatchArray;
import io.dabiao.ingest.Intake;
import io.dabiao.problem.Problem;
import io.dabiao.settings.Settings;
import io.dabiao.store.StoreUnavailable;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code POST /api/v1/events}. */
@Path("/api/v1/events")
@Tag(name = "events", description = "Facts in, and the facts behind a figure.")
public class EventsResource {

    static final String ONE = "application/cloudevents+json";
    static final String BATCH = "application/cloudevents-batch+json";
    static final String LINES = "application/x-ndjson";

    private final Intake intake;
    private final Caller caller;
    private final int limit;

    EventsResource(Intake intake, Caller caller, Settings settings) {
        this.intake = intake;
        this.caller = caller;
        this.limit = Math.toIntExact(settings.eventLimit().asLongValue());
    }

    @POST
    @Consumes(LINES)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.INGEST, Role.REPORT, Role.ADMIN})
    @Blocking
    @Operation(
            summary = "Takes events",
            description =
                    "CloudEvents 1.0: one a line, of any number. Also as an array, as a single structured event and"
                            + " in binary mode. A bad event rejects itself alone; a known one is a duplicate and never counts.")
    @RequestBody(
            content = {
                @Content(
                        mediaType = LINES,
                        schema = @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING)),
                @Content(
                        mediaType = ONE,
                        schema = @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT)),
                @Content(
                        mediaType = BATCH,
                        schema = @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.ARRAY))
            })
    @APIResponse(responseCode = "200", description = "Everything that could be taken is durable.")
    @APIResponse(responseCode = "503", description = "Cannot be taken now; send it again after Retry-After.")
    public Response lines(
            InputStream body,
            @Context HttpHeaders headers,
            @Parameter(description = "true stores nothing, and answers what it would have been.") @QueryParam("dryRun")
                    boolean dryRun) {
        utf8(headers);
        Intake.Delivery delivery = delivery(body, dryRun);
        try {
            new Lines(Compressed.plain(body, headers), limit, delivery).deliver();
        } catch (IOException broken) {
            throw brokenOff(broken, delivery);
        }
        return answer(delivery.finish());
    }

    @POST
    @Consumes(BATCH)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.INGEST, Role.REPORT, Role.ADMIN})
    @Blocking
    @Operation(hidden = true)
    public Response batch(InputStream body, @Context HttpHeaders headers, @QueryParam("dryRun") boolean dryRun) {
        utf8(headers);
        Intake.Delivery delivery = delivery(body, dryRun);
        try {
            BatchArray array = new BatchArray(Compressed.plain(body, headers), limit, delivery);
            try {
                if (!array.deliver()) {
                    throw new Problem(400, "not a batch", "the body must be a JSON array of events");
                }
            } catch (Compressed.Damaged damaged) {
                array.breakOff(damaged.getMessage());
            }
        } catch (IOException broken) {
            throw brokenOff(broken, delivery);
        }
        return answer(delivery.finish());
    }

    @POST
    @Consumes(ONE)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.INGEST, Role.REPORT, Role.ADMIN})
    @Blocking
    @Operation(hidden = true)
    public Response one(InputStream body, @Context HttpHeaders headers, @QueryParam("dryRun") boolean dryRun) {
        utf8(headers);
        return single(limited(Compressed.plain(body, headers)), dryRun);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.INGEST, Role.REPORT, Role.ADMIN})
    @Blocking
    @Operation(hidden = true)
    public Response binary(InputStream body, @Context HttpHeaders headers, @QueryParam("dryRun") boolean dryRun) {
        utf8(headers);
        if (!BinaryMode.isIt(headers.getRequestHeaders())) {
            throw new Problem(
                    415,
                    "not an event",
                    "application/json is read in binary mode and needs ce-specversion, ce-id, ce-source, ce-type and"
                            + " ce-time headers; a structured event is " + ONE);
        }
        try {
            return single(
                    BinaryMode.structured(headers.getRequestHeaders(), limited(Compressed.plain(body, headers))),
                    dryRun);
        } catch (IOException broken) {
            throw brokenOff(broken);
        }
    }

    private Intake.Delivery delivery(InputStream body, boolean dryRun) {
        Intake.Delivery delivery = delivery(dryRun);
        if (body instanceof PacedBody paced) {
            paced.whenItPauses(delivery::pause);
        }
        return delivery;
    }

    private Intake.Delivery delivery(boolean dryRun) {
        return dryRun ? intake.trial(caller.sender()) : intake.delivery(caller.sender());
    }

    private Response single(byte[] json, boolean dryRun) {
        Intake.Delivery delivery = delivery(dryRun);
        delivery.add(json, 0);
        return answer(delivery.finish());
    }

    private byte[] limited(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new Problem(413, "event too large", "an event may have " + limit + " bytes at most");
            }
            return bytes;
        } catch (Compressed.Damaged damaged) {
            throw new Problem(400, "not gzip", damaged.getMessage());
        } catch (IOException broken) {
            throw brokenOff(broken);
        }
    }

    private static void utf8(HttpHeaders headers) {
        if (headers.getMediaType() == null) {
            throw new Problem(415, "no content type", "say what the body is: " + LINES + ", " + ONE + " or " + BATCH);
        }
        String charset = headers.getMediaType().getParameters().get(MediaType.CHARSET_PARAMETER);
        if (charset != null && !charset.equalsIgnoreCase("utf-8") && !charset.equalsIgnoreCase("us-ascii")) {
            throw new Problem(415, "not UTF-8", "events are read in UTF-8, not in " + charset);
        }
    }

    /** What was whole when the sender went silent is taken, and told. */
    private static RuntimeException brokenOff(IOException broken, Intake.Delivery delivery) {
        if (!(broken instanceof BodyRefused refused)) {
            return brokenOff(broken);
        }
        Answer answer = Answer.of(delivery.finish());
        return refused.problem()
                .with("accepted", answer.accepted())
                .with("duplicates", answer.duplicates())
                .with("conflicting", answer.conflicting())
                .with("rejected", answer.rejected())
                .with("rejectedTotal", answer.rejectedTotal());
    }

    private static RuntimeException brokenOff(IOException broken) {
        return broken instanceof BodyRefused refused
                ? refused.problem()
                : new StoreUnavailable("the body broke off: what was not answered may be sent again", broken);
    }

    private static Response answer(Intake.Receipt receipt) {
        Answer answer = Answer.of(receipt);
        if (receipt.nothingRead()) {
            String first = answer.rejected().get(0).detail();
            throw new Problem(400, "nothing could be read", "no JSON object was found; the first fault: " + first)
                    .with("rejected", answer.rejected())
                    .with("rejectedTotal", answer.rejectedTotal());
        }
        return Response.ok(answer).build();
    }
}

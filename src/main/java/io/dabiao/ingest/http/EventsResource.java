package io.dabiao.ingest.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.budget.BodyRefused;
import io.dabiao.budget.PacedBody;
import io.dabiao.core.text.Words;
import io.dabiao.database.StoreUnavailable;
import io.dabiao.ingest.BatchArray;
import io.dabiao.ingest.Intake;
import io.dabiao.ingest.RefusalWords;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.settings.Settings;
import io.dabiao.store.Refusal.Reason;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.OPTIONS;
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
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code POST /api/v1/events}. */
@Path("/api/v1/events")
@Tag(name = "events", description = "Facts in, and the facts behind a figure.")
public class EventsResource {

    static final String ONE = "application/cloudevents+json";
    static final String BATCH = "application/cloudevents-batch+json";
    static final String LINES = "application/x-ndjson";

    /** A DNS expression, or an asterisk. */
    private static final Pattern ORIGIN = Pattern.compile("\\*|[A-Za-z0-9*]([A-Za-z0-9.*:/_-]{0,252}[A-Za-z0-9/])?");

    private final Intake intake;
    private final Caller caller;
    private final int limit;

    EventsResource(Intake intake, Caller caller, Settings settings) {
        this.intake = intake;
        this.caller = caller;
        this.limit = Math.toIntExact(settings.eventLimit().asLongValue());
    }

    /** By hand: media types are known in whatever case and with whatever blanks, and binary mode needs none for no data. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.INGEST, Role.REPORT, Role.ADMIN})
    @Blocking
    @Operation(
            operationId = "sendEvents",
            summary = "Takes events",
            description =
                    "CloudEvents 1.0: one a line, of any number; an array; a single structured event; or in binary mode, the"
                            + " envelope in ce- headers and the data, in JSON, as the body. A bad event rejects itself alone; a"
                            + " known one is a duplicate and never counts. With dryRun=true it stores nothing and says what would become of"
                            + " them, and of the figures where the token may read those.")
    @RequestBody(
            required = true,
            content = {
                @Content(mediaType = ONE, schema = @Schema(ref = "CloudEvent"), example = """
                                {"specversion": "1.0", "id": "2026-07-01/1", "source": "/hotline", "type": "hotline.call",
                                 "time": "2026-07-01T08:00:00+08:00", "data": {"answered": true}}"""),
                @Content(
                        mediaType = BATCH,
                        schema = @Schema(type = SchemaType.ARRAY, implementation = Object.class),
                        example = "[]"),
                @Content(mediaType = LINES, schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT))
            })
    @APIResponse(
            responseCode = "200",
            description = "Everything that could be taken is durable.",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Answer.class)))
    public Response take(
            InputStream body,
            @Context HttpHeaders headers,
            @Parameter(description = "true stores nothing, and answers what it would have been.") @QueryParam("dryRun")
                    boolean dryRun) {
        String header = headers.getHeaderString(HttpHeaders.CONTENT_TYPE);
        Optional<BodyType> type = Optional.ofNullable(header).flatMap(BodyType::of);
        if (header != null && type.isEmpty()) {
            throw new Problem(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Content-Type names no media type: '" + header + "'");
        }
        if (type.isPresent() && !type.get().utf8()) {
            throw new Problem(ErrorCode.NOT_UTF_8, "events are read in UTF-8, not as " + header);
        }
        BodyType.Mode mode = type.map(BodyType::mode).orElse(BodyType.Mode.BINARY);
        return switch (mode) {
            case LINES -> lines(body, headers, dryRun);
            case BATCH -> batch(body, headers, dryRun);
            case ONE -> single(limited(Compressed.plain(body, headers)), dryRun);
            case BINARY, OTHER -> binary(body, headers, type, dryRun);
        };
    }

    /**
     * The handshake by which a sender of web hooks asks whether it may send (CloudEvents' HTTP 1.1 Web Hooks, 4): it may, from
     * anywhere and at any rate, since every delivery needs a token. The callback that a sender may name is not called.
     */
    @OPTIONS
    @PermitAll
    @SecurityRequirements
    @Operation(
            operationId = "askToSendEvents",
            summary = "Answers the handshake of CloudEvents' web hooks",
            description =
                    "Grants what WebHook-Request-Origin asks for. It is no permission: each delivery needs a token.")
    @APIResponse(responseCode = "200", description = "WebHook-Allowed-Origin and WebHook-Allowed-Rate grant it.")
    public Response handshake(@HeaderParam("WebHook-Request-Origin") String origin) {
        Response.ResponseBuilder answer = Response.ok().header(HttpHeaders.ALLOW, "OPTIONS, POST");
        if (origin != null && ORIGIN.matcher(origin).matches()) {
            answer.header("WebHook-Allowed-Origin", origin).header("WebHook-Allowed-Rate", "*");
        }
        return answer.build();
    }

    private Response lines(InputStream body, HttpHeaders headers, boolean dryRun) {
        Intake.Delivery delivery = delivery(body, dryRun);
        try {
            new Lines(Compressed.plain(body, headers), limit, delivery).deliver();
        } catch (IOException broken) {
            throw brokenOff(broken, delivery);
        }
        return answer(delivery, dryRun);
    }

    private Response batch(InputStream body, HttpHeaders headers, boolean dryRun) {
        Intake.Delivery delivery = delivery(body, dryRun);
        try {
            BatchArray array = new BatchArray(Compressed.plain(body, headers), limit, delivery);
            try {
                if (!array.deliver()) {
                    throw new Problem(ErrorCode.NOT_A_BATCH, "the body must be a JSON array of events");
                }
            } catch (Compressed.Damaged damaged) {
                array.breakOff(Words.of(EventsResource.class, "damaged", damaged.getMessage()));
            }
        } catch (IOException broken) {
            throw brokenOff(broken, delivery);
        }
        return answer(delivery, dryRun);
    }

    private Response binary(InputStream body, HttpHeaders headers, Optional<BodyType> type, boolean dryRun) {
        boolean json = type.isEmpty() || type.get().mode() == BodyType.Mode.BINARY;
        if (!BinaryMode.isIt(headers.getRequestHeaders())) {
            throw new Problem(
                    type.isEmpty() ? ErrorCode.NO_CONTENT_TYPE : ErrorCode.NOT_AN_EVENT,
                    "say what the body is: " + LINES + ", " + ONE + " or " + BATCH
                            + "; in binary mode JSON is read, and"
                            + " ce-specversion, ce-id, ce-source, ce-type and ce-time headers are needed");
        }
        byte[] data = limited(Compressed.plain(body, headers));
        if (!json && data.length > 0) {
            throw new Problem(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "in binary mode data is read as JSON (application/json, or any +json), not as "
                            + type.orElseThrow().name());
        }
        byte[] event;
        try {
            event = BinaryMode.structured(headers.getRequestHeaders(), data);
        } catch (HeaderText.Unreadable unreadable) {
            return refused(data, Reason.MISSING_ATTRIBUTE, Words.asWritten(unreadable.getMessage()), dryRun);
        } catch (JsonProcessingException more) {
            return refused(data, Reason.MALFORMED, RefusalWords.notJson(more.getOriginalMessage()), dryRun);
        } catch (IOException broken) {
            throw brokenOff(broken);
        }
        return single(event, dryRun);
    }

    private Response refused(byte[] data, Reason reason, Words detail, boolean dryRun) {
        Intake.Delivery delivery = delivery(dryRun);
        delivery.addUnreadable(data, 0, reason, detail);
        return answer(delivery, dryRun);
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
        return answer(delivery, dryRun);
    }

    private byte[] limited(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new Problem(ErrorCode.EVENT_TOO_LARGE, "an event may have " + limit + " bytes at most");
            }
            return bytes;
        } catch (Compressed.Damaged damaged) {
            throw new Problem(ErrorCode.NOT_GZIP, damaged.getMessage());
        } catch (IOException broken) {
            throw brokenOff(broken);
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

    private Response answer(Intake.Delivery delivery, boolean dryRun) {
        Intake.Receipt receipt = delivery.finish();
        Answer answer = Answer.of(receipt);
        if (receipt.nothingRead()) {
            String first = answer.rejected().get(0).detail();
            throw new Problem(ErrorCode.NOTHING_COULD_BE_READ, "no JSON object was found; the first fault: " + first)
                    .with("rejected", answer.rejected())
                    .with("rejectedTotal", answer.rejectedTotal());
        }
        boolean reader = caller.has(Role.VIEW) || caller.has(Role.REPORT) || caller.has(Role.ADMIN);
        return Response.ok(
                        dryRun && reader
                                ? delivery.consequences().map(answer::with).orElse(answer)
                                : answer)
                .build();
    }
}

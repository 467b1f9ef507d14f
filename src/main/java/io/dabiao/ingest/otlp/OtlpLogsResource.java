package io.dabiao.ingest.otlp;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.budget.BodyRefused;
import io.dabiao.budget.Spooled;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.ingest.http.Compressed;
import io.dabiao.ingest.http.ContentType;
import io.dabiao.ingest.source.OfferedRows;
import io.dabiao.ingest.source.Rows;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code POST /api/v1/otlp/v1/logs}: records of logs become events by the mappings of the sources of kind {@code otlp}. */
@Path("/api/v1/otlp/v1/logs")
@Tag(name = "events")
public class OtlpLogsResource {

    /** Unpacked; the Collector's usual batch of 8,192 records has about four. */
    private static final int LIMIT = 8 << 20;

    /** What is read of a body takes so many times its bytes. */
    private static final int GROWS = 12;

    private final OfferedRows offered;
    private final Caller caller;
    private final WorkBudget budget;

    OtlpLogsResource(OfferedRows offered, Caller caller, WorkBudget budget) {
        this.offered = offered;
        this.caller = caller;
        this.budget = budget;
    }

    @POST
    @Consumes({Exported.PROTOBUF, MediaType.APPLICATION_JSON})
    @Produces({Exported.PROTOBUF, MediaType.APPLICATION_JSON})
    @RolesAllowed({Role.INGEST, Role.ADMIN})
    @Blocking
    @Operation(
            operationId = "writeLogs",
            summary = "Takes logs of OpenTelemetry (OTLP 1.x over HTTP)",
            description =
                    "Records become events by the mappings of the declared sources of kind otlp; what none of them means is passed over."
                            + " Records of which no event can be made are rejected ones of a partial success. The answer is in the encoding"
                            + " of the request.")
    @RequestBody(
            required = true,
            content = {
                @Content(mediaType = Exported.PROTOBUF, schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT))
            })
    @APIResponse(
            responseCode = "200",
            description =
                    "Everything that was to be taken is durable; partialSuccess says how many records were rejected.",
            content = {
                @Content(mediaType = Exported.PROTOBUF, schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT))
            })
    public Response write(InputStream body, @Context HttpHeaders headers) {
        boolean json = ContentType.of(headers, Exported.TAKEN).isCompatible(MediaType.APPLICATION_JSON_TYPE);
        try (Spooled whole = Spooled.read(Compressed.plain(body, headers), LIMIT);
                WorkBudget.Place place = budget.begin(Work.BODY, GROWS * whole.length())) {
            place.allowance().unpacked(whole.length());
            List<Rows.Row> rows = json
                    ? JsonLogs.read(whole.bytes(), place.allowance())
                    : ProtobufLogs.read(whole.bytes(), place.allowance());
            OfferedRows.Fate fate = offered.offer(Otlp.NAME, rows, caller.sender());
            return new Exported(fate.rejected(), why(fate, rows.size())).answer(json, "rejectedLogRecords");
        } catch (BodyRefused refused) {
            throw refused.problem();
        } catch (Compressed.Damaged damaged) {
            throw new Problem(ErrorCode.NOT_GZIP, damaged.getMessage());
        } catch (IOException wrong) {
            throw new Problem(ErrorCode.NOT_A_WRITE_REQUEST, "the body is no request of OTLP: " + wrong.getMessage());
        }
    }

    private static String why(OfferedRows.Fate fate, int rows) {
        if (fate.rejected() > 0) {
            return "see GET /api/v1/rejections for what is wrong with each";
        }
        return fate.sources() == 0 && rows > 0
                ? "no source of kind otlp is declared: " + rows + " records were passed over"
                : "";
    }
}

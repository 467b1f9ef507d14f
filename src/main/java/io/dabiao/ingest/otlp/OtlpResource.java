package io.dabiao.ingest.otlp;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.budget.BodyRefused;
import io.dabiao.budget.Spooled;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.ingest.http.Compressed;
import io.dabiao.ingest.http.ContentType;
import io.dabiao.ingest.prometheus.Samples;
import io.dabiao.ingest.prometheus.WriteRequest;
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
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code POST /api/v1/otlp/v1/metrics}: what exporters of OpenTelemetry send over HTTP, in protobuf and in JSON. */
@Path("/api/v1/otlp/v1/metrics")
@Tag(name = "events")
public class OtlpResource {

    /** Unpacked; a Collector sends some thousand points at once. */
    private static final int LIMIT = 8 << 20;

    private final Samples samples;
    private final Caller caller;
    private final WorkBudget budget;

    OtlpResource(Samples samples, Caller caller, WorkBudget budget) {
        this.samples = samples;
        this.caller = caller;
        this.budget = budget;
    }

    @POST
    @Consumes({Exported.PROTOBUF, MediaType.APPLICATION_JSON})
    @Produces({Exported.PROTOBUF, MediaType.APPLICATION_JSON})
    @RolesAllowed({Role.INGEST, Role.ADMIN})
    @Blocking
    @Operation(
            operationId = "writeMetrics",
            summary = "Takes metrics of OpenTelemetry (OTLP 1.x over HTTP)",
            description =
                    "Named and labelled as a Prometheus does, series that a declaration of the points' year takes become events; others"
                            + " are passed over. Cumulative sums, gauges, histograms with explicit buckets and summaries; others are rejected"
                            + " points of a partial success. The answer is in the encoding of the request.")
    @RequestBody(
            required = true,
            content = {
                @Content(mediaType = Exported.PROTOBUF, schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT))
            })
    @APIResponse(
            responseCode = "200",
            description =
                    "Everything that was to be taken is durable; partialSuccess says how many points were rejected, and why.",
            content = {
                @Content(mediaType = Exported.PROTOBUF, schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT))
            })
    public Response write(InputStream body, @Context HttpHeaders headers) {
        boolean json = ContentType.of(headers, Exported.TAKEN).isCompatible(MediaType.APPLICATION_JSON_TYPE);
        try (Spooled whole = Spooled.read(Compressed.plain(body, headers), LIMIT);
                WorkBudget.Place place = budget.begin(Work.SERIES)) {
            place.allowance().unpacked(whole.length());
            List<Metric> metrics = json
                    ? JsonMetrics.read(whole.bytes(), place.allowance())
                    : ProtobufMetrics.read(whole.bytes(), place.allowance());
            OtlpSeries read = OtlpSeries.of(metrics);
            Samples.Written written =
                    samples.take(new WriteRequest(read.series(), List.of(), 0, List.of(), 0), caller.sender());
            List<String> why = new ArrayList<>(read.why());
            why.addAll(written.faults());
            return new Exported(read.rejected() + written.rejected(), String.join("; ", why))
                    .answer(json, "rejectedDataPoints");
        } catch (Samples.Forbidden forbidden) {
            throw new Problem(ErrorCode.NOT_PERMITTED, forbidden.getMessage());
        } catch (BodyRefused refused) {
            throw refused.problem();
        } catch (Compressed.Damaged damaged) {
            throw new Problem(ErrorCode.NOT_GZIP, damaged.getMessage());
        } catch (IOException wrong) {
            throw new Problem(ErrorCode.NOT_A_WRITE_REQUEST, "the body is no request of OTLP: " + wrong.getMessage());
        }
    }
}

package io.dabiao.ingest.prometheus;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.budget.BodyRefused;
import io.dabiao.budget.Spooled;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.database.StoreUnavailable;
import io.dabiao.ingest.http.ContentType;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code POST /api/v1/prometheus/write}: the remote write protocol, 1.0 and 2.0. */
@Path("/api/v1/prometheus/write")
@Tag(name = "events")
public class RemoteWriteResource {

    /** Packed; a Prometheus sends some hundred kilobytes at once. */
    private static final int LIMIT = 4 << 20;

    /** A sender of 2.0 takes 0 samples for a receiver that does not understand it: what was passed over on purpose counts. */
    private static final String WRITTEN = "X-Prometheus-Remote-Write-%s-Written";

    private final Samples samples;
    private final Caller caller;
    private final WorkBudget budget;

    RemoteWriteResource(Samples samples, Caller caller, WorkBudget budget) {
        this.samples = samples;
        this.caller = caller;
        this.budget = budget;
    }

    @POST
    @Consumes("application/x-protobuf")
    @RolesAllowed({Role.INGEST, Role.ADMIN})
    @Blocking
    @Operation(
            operationId = "writeSamples",
            summary = "Takes what a Prometheus sends by remote write 1.0 or 2.0",
            description = "Series that a declaration of the samples' year takes become events; others are passed over."
                    + " What was sent before is known, so a retry never counts twice.")
    @APIResponse(
            responseCode = "204",
            description =
                    "Everything that was to be taken is durable; X-Prometheus-Remote-Write-Samples-Written says how many"
                            + " samples that were, those among them that no declaration takes.")
    @APIResponse(
            responseCode = "400",
            description =
                    "Not a write request, or series without a name, with a label twice or with impossible times in it: the"
                            + " others are written and counted. Sending it again is no use.")
    @APIResponse(responseCode = "503", description = "Cannot be taken now; Prometheus sends it again by itself.")
    public Response write(InputStream body, @Context HttpHeaders headers) {
        String encoding = headers.getHeaderString(HttpHeaders.CONTENT_ENCODING);
        if (!"snappy".equalsIgnoreCase(encoding)) {
            throw new Problem(ErrorCode.NOT_SNAPPY, "remote write is packed by Snappy, not by " + encoding);
        }
        String named = ContentType.of(headers, "application/x-protobuf")
                .getParameters()
                .getOrDefault("proto", "prometheus.WriteRequest");
        WriteRequest.Message message = WriteRequest.Message.of(named)
                .orElseThrow(() -> new Problem(
                        ErrorCode.ANOTHER_MESSAGE,
                        "remote write 1.0 (prometheus.WriteRequest) and 2.0 (io.prometheus.write.v2.Request) are read, not "
                                + named));
        try (Spooled packed = Spooled.read(body, LIMIT);
                WorkBudget.Place place = budget.begin(Work.SERIES)) {
            WriteRequest request = WriteRequest.read(message, packed.bytes(), place.allowance());
            Samples.Written written = samples.take(request, caller.sender());
            if (!written.faults().isEmpty()) {
                throw new Problem(
                                ErrorCode.NOT_ALL_WRITTEN,
                                written.written() + " samples were written, the others not: "
                                        + String.join("; ", written.faults()))
                        .with("written", written.written())
                        .with("faults", written.faults())
                        .header(WRITTEN.formatted("Samples"), written.written())
                        .header(WRITTEN.formatted("Histograms"), 0)
                        .header(WRITTEN.formatted("Exemplars"), 0);
            }
            return Response.noContent()
                    .header(WRITTEN.formatted("Samples"), written.written())
                    .header(WRITTEN.formatted("Histograms"), 0)
                    .header(WRITTEN.formatted("Exemplars"), 0)
                    .build();
        } catch (WriteRequest.Unreadable wrong) {
            throw new Problem(ErrorCode.NOT_A_WRITE_REQUEST, wrong.getMessage());
        } catch (Samples.Forbidden forbidden) {
            throw new Problem(ErrorCode.NOT_PERMITTED, forbidden.getMessage());
        } catch (BodyRefused refused) {
            throw refused.problem();
        } catch (IOException broken) {
            throw new StoreUnavailable("the body broke off; it will be sent again", broken);
        }
    }
}

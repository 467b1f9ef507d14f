package io.dabiao.expose;

import io.dabiao.expose.exposition.JoinedPieces;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.StringWriter;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * {@code GET /metrics}, in the format that the scraper asks for.
 *
 * <p>Quarkus's own endpoint answers 406 to the very header that names OpenMetrics' version, so it is not used. Who may
 * scrape is decided by {@link io.dabiao.access.ScrapePolicy} before a request comes here.
 */
@Path("/metrics")
@PermitAll
@Tag(name = "status", description = "What the service itself is busy with.")
@SuppressWarnings("deprecation") // Micrometer prefers the client 1.x; Quarkus 3.33 still brings the registry of 0.16
public class MetricsResource {

    private final PrometheusMeterRegistry registry;
    private final IndicatorMetrics indicators;

    MetricsResource(PrometheusMeterRegistry registry, IndicatorMetrics indicators) {
        this.registry = registry;
        this.indicators = indicators;
    }

    @GET
    @Operation(
            operationId = "getMetrics",
            summary = "Indicators and the service's own figures, as Prometheus text or OpenMetrics")
    @APIResponse(
            responseCode = "200",
            description = "In the format that `Accept` asks for.",
            content = {
                @Content(mediaType = "text/plain", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "application/openmetrics-text", schema = @Schema(type = SchemaType.STRING))
            })
    public Response metrics(
            @HeaderParam(HttpHeaders.ACCEPT) String accept, @HeaderParam(HttpHeaders.ACCEPT_ENCODING) String encodings)
            throws IOException {
        String format = TextFormat.chooseContentType(accept);
        JoinedPieces pieces = new JoinedPieces();
        indicators.addTo(pieces, format);
        // Not the registry's own scrape(): it ends with what must be last, and copies the text twice.
        StringWriter others = new StringWriter(1 << 16);
        TextFormat.writeFormat(format, others, registry.getPrometheusRegistry().metricFamilySamples());
        pieces.add(others.getBuffer());
        byte[] compressed = pieces.compressed();
        boolean zipped = takesGzip(encodings);
        Response.ResponseBuilder answer = Response.ok(zipped ? compressed : JoinedPieces.plain(compressed))
                .type(format)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT + ", " + HttpHeaders.ACCEPT_ENCODING);
        return zipped ? answer.encoding("gzip").build() : answer.build();
    }

    /** Whether {@code gzip} is named, and not with a quality of 0. */
    static boolean takesGzip(String encodings) {
        if (encodings == null) {
            return false;
        }
        for (String encoding : encodings.split(",")) {
            String[] parts = encoding.strip().split("\\s*;\\s*");
            if (parts[0].equalsIgnoreCase("gzip")) {
                return parts.length < 2 || !parts[1].matches("(?i)q=0(\\.0*)?");
            }
        }
        return false;
    }
}

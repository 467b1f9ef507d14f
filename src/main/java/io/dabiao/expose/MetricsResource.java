package io.dabiao.expose;

import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
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

    MetricsResource(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @GET
    @Operation(summary = "Indicators and the service's own figures, as Prometheus text or OpenMetrics")
    public Response metrics(@HeaderParam(HttpHeaders.ACCEPT) String accept) {
        String format = TextFormat.chooseContentType(accept);
        return Response.ok(registry.scrape(format)).type(format).build();
    }
}

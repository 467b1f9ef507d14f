package io.dabiao.expose;

import io.dabiao.settings.Settings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/**
 * Lets pages of other origins, which the operator names, ask the API (CORS). They send a token: cookies are not let through, so that a
 * person who is signed in here lends nothing to another site.
 */
@ApplicationScoped
class CrossOrigin {

    /** Behind what completes answers, before what asks who it is: a browser asks beforehand without a token. */
    private static final int EARLY = 90_000;

    private static final String ASKED = "Access-Control-Request-Method";
    private static final String METHODS = "GET, HEAD, POST, PUT, DELETE";
    private static final String TAKEN =
            "Authorization, Content-Type, Content-Encoding, Accept-Language, If-None-Match, If-Match";
    private static final String TOLD =
            "ETag, Link, Location, Retry-After, Content-Disposition, RateLimit, RateLimit-Policy";
    private static final String SECONDS = "600";
    private static final int NO_CONTENT = 204;

    private final List<String> origins;

    CrossOrigin(Settings settings) {
        this.origins = settings.allowedOrigins().orElse(List.of());
    }

    void register(@Observes Filters filters) {
        if (!origins.isEmpty()) {
            filters.register(this::let, EARLY);
        }
    }

    private void let(RoutingContext context) {
        String path = String.valueOf(context.request().path());
        if (!path.startsWith("/api/") && !path.startsWith("/q/openapi")) {
            context.next();
            return;
        }
        MultiMap headers = context.response().headers();
        headers.add("Vary", "Origin");
        String origin = context.request().getHeader("Origin");
        if (origin == null || !origins.contains(origin)) {
            context.next();
            return;
        }
        headers.set("Access-Control-Allow-Origin", origin);
        headers.set("Cross-Origin-Resource-Policy", "cross-origin");
        if (context.request().method() == HttpMethod.OPTIONS
                && context.request().getHeader(ASKED) != null) {
            headers.set("Access-Control-Allow-Methods", METHODS);
            headers.set("Access-Control-Allow-Headers", TAKEN);
            headers.set("Access-Control-Max-Age", SECONDS);
            context.response().setStatusCode(NO_CONTENT).end();
        } else {
            headers.set("Access-Control-Expose-Headers", TOLD);
            context.next();
        }
    }
}

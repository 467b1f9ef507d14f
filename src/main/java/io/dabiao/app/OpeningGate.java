package io.dabiao.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.core.text.Words;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Until the database is open, answers everything but health with 503: what would be answered otherwise would rest on nothing.
 * The reason is for health alone, since it names addresses.
 */
@ApplicationScoped
class OpeningGate {

    /** Before everything else that looks at a request: who asks cannot be known yet. */
    private static final int FIRST = 100_000;

    private static final String RETRY_SECONDS = "2";
    private static final Words STARTING = Words.of(OpeningGate.class, "starting");
    private static final Words WAITS = Words.of(OpeningGate.class, "waitsForItsDatabase");
    private static final String PAGE = """
            <!doctype html>
            <html lang="zh"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>%s</title></head>
            <body><h1>%s</h1><p>%s</p>
            <h1 lang="en">%s</h1><p lang="en">%s</p>
            </body></html>
            """.formatted(
                    Words.of(OpeningGate.class, "dabiao").chinese(),
                    STARTING.chinese(),
                    WAITS.chinese(),
                    STARTING.english(),
                    WAITS.english());

    private final Opening opening;
    private final ObjectMapper json;

    OpeningGate(Opening opening, ObjectMapper json) {
        this.opening = opening;
        this.json = json;
    }

    void register(@Observes Filters filters) {
        filters.register(this::pass, FIRST);
    }

    private void pass(RoutingContext context) {
        String path = context.normalizedPath();
        if (opening.waiting().isEmpty() || path.equals("/q/health") || path.startsWith("/q/health/")) {
            context.next();
            return;
        }
        HttpServerResponse response = context.response()
                .setStatusCode(503)
                .putHeader("Retry-After", RETRY_SECONDS)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        if (context.request().method() != HttpMethod.GET && context.request().method() != HttpMethod.HEAD) {
            response.putHeader("Connection", "close"); // What it bears is not read.
        }
        String accept = context.request().getHeader("Accept");
        if (accept != null && accept.contains("text/html") && !path.startsWith("/api/")) {
            response.putHeader("Content-Type", "text/html;charset=UTF-8").end(PAGE);
        } else {
            response.putHeader("Content-Type", "application/problem+json").end(problem());
        }
    }

    private String problem() {
        try {
            return json.writeValueAsString(
                    new Problem(ErrorCode.NOT_NOW, "the service waits for its database; send it again later").body());
        } catch (JsonProcessingException never) {
            throw new IllegalStateException(never);
        }
    }
}

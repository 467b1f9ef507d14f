package io.dabiao.expose;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Pattern;

/**
 * What every answer says to whatever shows it: not to guess its type, not to keep it, and what it may load and run. Pages say so
 * themselves, more narrowly; here it is completed for everything else, errors of the server and descriptions included.
 */
@ApplicationScoped
class AnswerHeaders {

    /** Nothing of an answer of the API is loaded, run, framed or sent. */
    static final String NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /** A paper is a document with styles of its own and pictures in itself. */
    static final String PAPER = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:;"
            + " frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /** Swagger's own page begins with a script that is written into it, and shows nothing that anybody sent. */
    static final String SWAGGER =
            "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
                    + " img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none';"
                    + " form-action 'self'";

    /** For a year, and for this host alone: others of its domain are not this service's to decide for. */
    static final String HTTPS_ONLY = "max-age=31536000";

    private static final Pattern TEXT_WITHOUT_CHARSET = Pattern.compile("(?i)(text/|[^;]*[/+]xml)(?!.*charset=).*");

    /** Before every other filter, so that what those answer is completed as well. */
    private static final int FIRST = 100_000;

    void register(@Observes Filters filters) {
        filters.register(
                context -> {
                    context.addHeadersEndHandler(sent -> complete(context));
                    context.next();
                },
                FIRST);
    }

    private static void complete(RoutingContext context) {
        MultiMap headers = context.response().headers();
        headers.set("X-Content-Type-Options", "nosniff");
        String type = headers.get("Content-Type");
        // A browser that is told nothing guesses, and what it guesses the sender of a text may have chosen.
        if (type != null && TEXT_WITHOUT_CHARSET.matcher(type).matches()) {
            headers.set("Content-Type", type + ";charset=UTF-8");
        }
        absent(
                headers,
                "Content-Security-Policy",
                policy(String.valueOf(context.request().path()), headers.get("Content-Type")));
        absent(headers, "Cache-Control", "no-store");
        absent(headers, "Referrer-Policy", "same-origin");
        absent(headers, "Cross-Origin-Resource-Policy", "same-origin");
        if ("https".equals(context.request().scheme())) {
            absent(headers, "Strict-Transport-Security", HTTPS_ONLY);
        }
    }

    private static String policy(String path, String type) {
        if (path.startsWith("/q/swagger-ui")) {
            return SWAGGER;
        }
        return type != null && type.startsWith("text/html") ? PAPER : NOTHING;
    }

    private static void absent(MultiMap headers, String name, String value) {
        if (!headers.contains(name)) {
            headers.set(name, value);
        }
    }
}

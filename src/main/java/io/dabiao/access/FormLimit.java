package io.dabiao.access;

import io.dabiao.core.text.Words;
import io.dabiao.settings.Settings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;

/**
 * Forms with files are put on disk before anything is known of them, so they are limited before they are read. Other bodies are read as
 * streams, and limited by the one who reads them.
 */
@ApplicationScoped
class FormLimit {

    private static final long LEAST = 64L << 20;
    /** Several documents go with one value. */
    private static final int DOCUMENTS = 3;

    private static final int EARLY = 1_000;
    private static final int TOO_LARGE = 413;
    private static final int LENGTH_REQUIRED = 411;
    private static final String NO_LENGTH = "A form with files must say its Content-Length.\n";

    private final long most;

    FormLimit(Settings settings) {
        this.most = Math.max(LEAST, DOCUMENTS * settings.evidenceLimit().asLongValue());
    }

    void register(@Observes Filters filters) {
        filters.register(
                context -> {
                    int refusal = refusal(context.request());
                    if (refusal == 0) {
                        context.next();
                    } else {
                        context.response()
                                .setStatusCode(refusal)
                                .putHeader("Content-Type", "text/plain;charset=UTF-8")
                                .putHeader("Connection", "close")
                                .end(refusal == TOO_LARGE ? tooLarge() : NO_LENGTH);
                    }
                },
                EARLY);
    }

    private String tooLarge() {
        long megabytes = most >> 20;
        Words words = Words.of(FormLimit.class, "filesTooLarge", megabytes);
        return words.chinese() + "\n" + words.english() + "\n";
    }

    /** The status of the refusal; 0 where there is none. */
    private int refusal(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
            return 0;
        }
        String length = request.getHeader("Content-Length");
        if (length == null || !length.matches("\\d{1,18}")) {
            return LENGTH_REQUIRED;
        }
        return Long.parseLong(length) > most ? TOO_LARGE : 0;
    }
}

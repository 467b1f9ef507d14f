package io.dabiao.audit;

import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Optional;

/** From which address the current request comes, for the record. It goes with the request from thread to thread. */
public final class Origin {

    private static final String KEY = "dabiao.origin";

    private Origin() {}

    /** Called once for each request, before anything else looks at it. */
    public static void is(String address) {
        ContextLocals.put(KEY, address);
    }

    /** Empty where no request is behind the act: a background job, or a file that changed. */
    public static Optional<String> address() {
        Context context = Vertx.currentContext();
        return context != null && VertxContext.isDuplicatedContext(context) ? ContextLocals.get(KEY) : Optional.empty();
    }
}

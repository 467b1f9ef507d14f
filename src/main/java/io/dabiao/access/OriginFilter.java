package io.dabiao.access;

import io.dabiao.audit.Origin;
import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Notes of each request where it comes from, for the audit log. */
@ApplicationScoped
class OriginFilter {

    /** Before everything that may record an act, such as a failed sign-in. */
    private static final int FIRST = 10_000;

    private final ClientAddress addresses;

    OriginFilter(ClientAddress addresses) {
        this.addresses = addresses;
    }

    void register(@Observes Filters filters) {
        filters.register(
                request -> {
                    Origin.is(addresses.whole(request.request()));
                    request.next();
                },
                FIRST);
    }
}

package io.dabiao.access;

import io.dabiao.settings.Settings;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** {@code /q/openapi} and {@code /q/swagger-ui} are for every caller that is signed in, whatever it may do, and by setting for all. */
@ApplicationScoped
public class DescriptionPolicy implements HttpSecurityPolicy {

    private static final String PAGE = "/q/swagger-ui";
    private static final int EARLY = 1_000;

    private final boolean open;

    DescriptionPolicy(Settings settings) {
        this.open = settings.openDescription();
    }

    /** A person who follows a link without having signed in is led to where that is done, and back. */
    void lead(@Observes Filters filters) {
        filters.register(
                context -> {
                    HttpServerRequest request = context.request();
                    boolean page = String.valueOf(request.path()).startsWith(PAGE)
                            && request.getHeader("Accept") != null
                            && request.getHeader("Accept").contains("text/html");
                    if (!open
                            && page
                            && request.getHeader("Authorization") == null
                            && request.getCookie(SessionCookie.name(request.scheme())) == null) {
                        context.response()
                                .setStatusCode(303)
                                .putHeader("Location", "/sign-in?to=" + PAGE + "/")
                                .end();
                    } else {
                        context.next();
                    }
                },
                EARLY);
    }

    @Override
    public String name() {
        return "description";
    }

    @Override
    public Uni<CheckResult> checkPermission(
            RoutingContext request, Uni<SecurityIdentity> identity, AuthorizationRequestContext context) {
        if (open) {
            return CheckResult.permit();
        }
        return identity.onItem().transform(caller -> new CheckResult(Caller.known(caller)));
    }
}

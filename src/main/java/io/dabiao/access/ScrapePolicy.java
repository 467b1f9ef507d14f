package io.dabiao.access;

import io.dabiao.settings.Settings;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** {@code /metrics} is open on loopback and by setting; otherwise it needs a token that may read. */
@ApplicationScoped
public class ScrapePolicy implements HttpSecurityPolicy {

    private final boolean open;

    ScrapePolicy(Settings settings) {
        this.open = settings.openMetrics();
    }

    @Override
    public String name() {
        return "scrape";
    }

    @Override
    public Uni<CheckResult> checkPermission(
            RoutingContext request, Uni<SecurityIdentity> identity, AuthorizationRequestContext context) {
        if (open || fromLoopback(request)) {
            return CheckResult.permit();
        }
        return identity.onItem()
                .transform(caller ->
                        new CheckResult((caller.hasRole(Role.VIEW) || caller.hasRole(Role.ADMIN)) && !limited(caller)));
    }

    /** What is scraped tells of every project. */
    private static boolean limited(SecurityIdentity caller) {
        Grant grant = caller.getAttribute(BearerMechanism.GRANT);
        return grant != null && grant.projects().isPresent();
    }

    /** A request that a proxy on this host forwards comes from elsewhere, whatever the socket says. */
    private static boolean fromLoopback(RoutingContext request) {
        if (request.request().getHeader("X-Forwarded-For") != null
                || request.request().getHeader("Forwarded") != null) {
            return false;
        }
        try {
            // A literal address: nothing is looked up.
            return InetAddress.getByName(request.request().remoteAddress().hostAddress())
                    .isLoopbackAddress();
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }
}

package io.dabiao.access;

import io.dabiao.settings.OpenMetrics;
import io.dabiao.settings.Settings;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** {@code /metrics} is open on loopback unless it is closed, and to all by setting; otherwise it needs a token that may read. */
@ApplicationScoped
public class ScrapePolicy implements HttpSecurityPolicy {

    /** What proxies set; what comes through one comes from elsewhere, whatever the socket says. */
    private static final List<String> PROXIED = List.of("Forwarded", "Via", "X-Real-IP");

    private static final String FORWARDED = "x-forwarded-";

    private final OpenMetrics open;

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
        if (open == OpenMetrics.TRUE || open == OpenMetrics.FALSE && fromLoopback(request)) {
            return CheckResult.permit();
        }
        return identity.onItem()
                .transform(caller -> new CheckResult((caller.hasRole(Role.VIEW) || caller.hasRole(Role.ADMIN))
                        && (open != OpenMetrics.NEVER || Caller.known(caller))
                        && !limited(caller)));
    }

    /** What is scraped tells of every project. */
    private static boolean limited(SecurityIdentity caller) {
        Grant grant = caller.getAttribute(BearerMechanism.GRANT);
        return grant != null && grant.projects().isPresent();
    }

    private static boolean fromLoopback(RoutingContext request) {
        boolean proxied = request.request().headers().names().stream()
                .anyMatch(name -> PROXIED.stream().anyMatch(name::equalsIgnoreCase)
                        || name.regionMatches(true, 0, FORWARDED, 0, FORWARDED.length()));
        if (proxied) {
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

package io.dabiao.access;

import io.dabiao.access.person.Session;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.WithFormRead;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.multipart.FormData;
import org.jboss.resteasy.reactive.server.multipart.FormValue;

/**
 * A browser sends a session's cookie along with whatever another site makes it send. So what would change something must come
 * from a page of this service, and bear the session's own secret in a header or in a field of the form. What bears a token of its own
 * is none of a browser's doing.
 */
@ApplicationScoped
class ForgeryFilter {

    static final String HEADER = "X-CSRF-Token";
    static final String FIELD = "csrf";

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final CurrentIdentityAssociation identity;

    ForgeryFilter(CurrentIdentityAssociation identity) {
        this.identity = identity;
    }

    @WithFormRead
    @ServerRequestFilter
    void check(ContainerRequestContext context, HttpServerRequest request) {
        if (SAFE.contains(context.getMethod()) || request.getHeader("Authorization") != null) {
            return;
        }
        boolean cookie = request.getCookie(SessionCookie.name(request.scheme())) != null;
        // What others' systems post to a hook bears the hook's own secret, and no browser's cookie counts there.
        if (!cookie && request.path().startsWith("/api/") || request.path().startsWith("/hooks/")) {
            return;
        }
        Session session = cookie ? identity.getIdentity().getAttribute(Session.ATTRIBUTE) : null;
        boolean own = ownSite(request);
        if (!own
                || session != null
                        && !sent(request)
                                .filter(token -> same(Masked.secret(token).orElse(""), session.csrf())
                                        || same(token, session.csrf()))
                                .isPresent()) {
            throw new Problem(
                    ErrorCode.NOT_FROM_HERE,
                    "this does not come from a page of this service, or the page is from before the last sign-in: load it"
                            + " again");
        }
    }

    private static boolean ownSite(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin") || site.equals("none");
        }
        String origin = request.getHeader("Origin");
        return origin == null || sameHost(origin, request);
    }

    private static boolean sameHost(String origin, HttpServerRequest request) {
        try {
            URI from = URI.create(origin);
            return from.getRawAuthority() != null
                    && request.authority() != null
                    && from.getRawAuthority()
                            .equalsIgnoreCase(request.authority().toString());
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    private static Optional<String> sent(HttpServerRequest request) {
        Optional<String> header = Optional.ofNullable(request.getHeader(HEADER));
        return header.or(() ->
                Optional.ofNullable(form()).map(form -> form.getFirst(FIELD)).map(FormValue::getValue));
    }

    /** The context that a filter is given is a wrapper without the form. */
    private static FormData form() {
        return CurrentRequestManager.get().getFormData();
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}

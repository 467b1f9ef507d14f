package io.dabiao.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/** Turns the cookie of a session into an identity. A bearer token wins over it; a session that has ended is no session. */
@ApplicationScoped
class SessionMechanism implements HttpAuthenticationMechanism {

    private static final String ENDED = "dabiao.session-ended";
    private static final int BEFORE_TOKENS = DEFAULT_PRIORITY + 1;

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        Cookie cookie =
                context.request().getCookie(SessionCookie.name(context.request().scheme()));
        if (cookie == null || context.request().getHeader("Authorization") != null) {
            return Uni.createFrom().nullItem();
        }
        return identities
                .authenticate(new SessionRequest(cookie.getValue()))
                .onFailure(AuthenticationFailedException.class)
                .recoverWithItem(() -> {
                    forget(context);
                    return null;
                });
    }

    /** The browser forgets the cookie with this answer, whatever the answer is; one that begins a session sets its own. */
    private static void forget(RoutingContext context) {
        if (context.get(ENDED) != null) {
            return;
        }
        context.put(ENDED, true);
        String scheme = context.request().scheme();
        String name = SessionCookie.name(scheme);
        context.addHeadersEndHandler(sent -> {
            List<String> cookies = context.response().headers().getAll(HttpHeaders.SET_COOKIE);
            if (cookies.stream().noneMatch(one -> one.startsWith(name + "="))) {
                context.response()
                        .headers()
                        .add(
                                HttpHeaders.SET_COOKIE,
                                Cookie.cookie(name, "")
                                        .setPath("/")
                                        .setMaxAge(0)
                                        .setHttpOnly(true)
                                        .setSecure(scheme.equals("https"))
                                        .setSameSite(CookieSameSite.LAX)
                                        .encode());
            }
        });
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().nullItem();
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(SessionRequest.class);
    }

    @Override
    public int getPriority() {
        return BEFORE_TOKENS;
    }
}

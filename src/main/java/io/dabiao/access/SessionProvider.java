package io.dabiao.access;

import io.dabiao.access.person.Session;
import io.dabiao.access.person.Sessions;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/** Looks a session up, away from the threads that serve all. */
@ApplicationScoped
class SessionProvider implements IdentityProvider<SessionRequest> {

    private final Sessions sessions;

    SessionProvider(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Class<SessionRequest> getRequestType() {
        return SessionRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(SessionRequest request, AuthenticationRequestContext context) {
        return context.runBlocking(() ->
                sessions.find(request.secret()).map(SessionProvider::identity).orElse(null));
    }

    private static SecurityIdentity identity(Session session) {
        Grant grant =
                new Grant(session.shown(), session.roles(), Set.of(), Set.of(), session.projects(), Optional.empty());
        return QuarkusSecurityIdentity.builder(BearerMechanism.identity(grant))
                .addAttribute(Session.ATTRIBUTE, session)
                .build();
    }
}

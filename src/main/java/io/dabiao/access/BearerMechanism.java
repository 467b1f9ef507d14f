package io.dabiao.access;

import io.dabiao.settings.Settings;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/** Turns {@code Authorization: Bearer …} into an identity with roles. */
@ApplicationScoped
public class BearerMechanism implements HttpAuthenticationMechanism {

    static final String GRANT = "dabiao.grant";
    /** Of a caller of whom nothing is known, where reading is open. */
    static final Grant ANYBODY =
            new Grant("anybody", Set.of(Role.VIEW), Set.of(), Set.of(), Optional.empty(), Optional.empty());

    private static final String SCHEME = "Bearer ";

    /** What open reading opens: a preview or a trial that is posted is work done for a stranger. */
    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final Tokens tokens;
    private final Optional<Grant> withoutToken;

    BearerMechanism(Tokens tokens, Settings settings) {
        this.tokens = tokens;
        this.withoutToken = settings.openReading() ? Optional.of(ANYBODY) : Optional.empty();
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        String header = context.request().getHeader("Authorization");
        if (header == null) {
            return withoutToken
                    .filter(open -> READING.contains(context.request().method().name()))
                    .map(grant -> Uni.createFrom().item(identity(grant)))
                    .orElseGet(() -> Uni.createFrom().nullItem());
        }
        Optional<Grant> grant = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? tokens.grant(header.substring(SCHEME.length()).strip())
                : Optional.empty();
        return grant.map(found -> Uni.createFrom().item(identity(found)))
                .orElseGet(() -> Uni.createFrom()
                        .failure(new AuthenticationFailedException("the token is unknown or has ended")));
    }

    static SecurityIdentity identity(Grant grant) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(grant::name)
                .addRoles(grant.roles())
                .addAttribute(GRANT, grant)
                .build();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }
}

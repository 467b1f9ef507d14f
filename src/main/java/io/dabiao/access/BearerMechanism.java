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
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
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

    /** Where a request that is not the first look at its header keeps what came of the first. */
    private static final String REFUSED = "dabiao.token-refused";

    private static final int MOST_ADDRESSES = 1_000;

    private final Tokens tokens;
    private final ClientAddress addresses;
    private final FailedTries tries;
    private final Optional<Grant> withoutToken;

    /** Addresses from which a token that people chose has worked. */
    private final Set<String> familiar = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_ADDRESSES;
        }
    }));

    BearerMechanism(Tokens tokens, ClientAddress addresses, FailedTries tries, Settings settings) {
        this.tokens = tokens;
        this.addresses = addresses;
        this.tries = tries;
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
        AuthenticationFailedException before = context.get(REFUSED);
        if (before != null) {
            return Uni.createFrom().failure(before);
        }
        String bearer = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).strip()
                : "";
        String address = addresses.of(context.request());
        Optional<Grant> grant = tokens.grant(bearer).filter(found -> mayUse(bearer, address));
        if (grant.isPresent()) {
            return Uni.createFrom().item(identity(grant.get()));
        }
        AuthenticationFailedException refused = refused(address);
        context.put(REFUSED, refused);
        return Uni.createFrom().failure(refused);
    }

    /**
     * An address that has spent its budget goes on working with tokens that this service drew, which cannot be guessed. One that people chose
     * could be: there it works only where it has worked before, so that a guess is not answered by a look at the status.
     */
    private boolean mayUse(String bearer, String address) {
        if (Tokens.drawn(bearer)) {
            return true;
        }
        if (!familiar.contains(address)) {
            if (tries.spent(FailedTries.Entrance.TOKEN, address)) {
                return false;
            }
            familiar.add(address);
        }
        return true;
    }

    private AuthenticationFailedException refused(String address) {
        Optional<Duration> wait = tries.take(FailedTries.Entrance.TOKEN, address);
        tries.failed(FailedTries.Entrance.TOKEN, address, "", wait.isPresent());
        return wait.map(TooManyTries::new)
                .map(many -> new AuthenticationFailedException(many.getMessage(), many))
                .orElseGet(() -> new AuthenticationFailedException("the token is unknown or has ended"));
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
        return Uni.createFrom()
                .item(
                        context.get(REFUSED) instanceof AuthenticationFailedException refused
                                        && refused.getCause() instanceof TooManyTries many
                                ? new ChallengeData(429, "Retry-After", Long.toString(many.seconds()))
                                : new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }
}

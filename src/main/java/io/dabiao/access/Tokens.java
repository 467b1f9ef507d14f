package io.dabiao.access;

import io.dabiao.settings.Settings;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The tokens in force. They are looked up in memory, so that a database that is away is answered with 503, not with 401;
 * a change made at another replica is seen here within seconds.
 *
 * <p>Tokens are 256 random bits: a plain SHA-256 of one cannot be guessed back, a slow password hash would only slow
 * every request.
 */
@ApplicationScoped
public class Tokens {

    private static final Logger LOG = Logger.getLogger(Tokens.class);
    private static final String FIRST = "first administrator";
    private static final String PREFIX = "dab_";

    /** @param bearer shown once, kept nowhere */
    public record Made(AccessToken token, String bearer) {}

    private final Clock clock;
    private final Optional<String> configured;
    private final SecureRandom random = new SecureRandom();
    private volatile Map<String, Grant> byHash = Map.of();

    Tokens(Clock clock, Settings settings) {
        this.clock = clock;
        this.configured = settings.adminToken().filter(token -> !token.isBlank());
    }

    /** The grant of a bearer token; empty where it is unknown, revoked or expired. */
    public Optional<Grant> grant(String bearer) {
        return Optional.ofNullable(byHash.get(hash(bearer))).filter(grant -> grant.inForce(clock.instant()));
    }

    /**
     * Sees to it that there is an administrator: the configured token, or at the very first start one that is made and
     * printed once.
     */
    public void provideFirst() {
        QuarkusTransaction.requiringNew().run(() -> {
            if (configured.isPresent()) {
                String hash = hash(configured.get());
                AccessToken.update(
                        "revokedAt = ?1, revokedBy = 'configuration' where name = ?2 and hash <> ?3 and revokedAt is null",
                        clock.instant(),
                        FIRST,
                        hash);
                if (AccessToken.count("hash = ?1 and revokedAt is null", hash) == 0) {
                    AccessToken.delete("hash = ?1", hash);
                    persist(FIRST, hash, Set.of(Role.ADMIN), Set.of(), Set.of(), null, "configuration");
                }
            } else if (AccessToken.count("revokedAt is null") == 0) {
                Made made = make(FIRST, Set.of(Role.ADMIN), Set.of(), Set.of(), null, "first start");
                LOG.infof("The first administrator's token, shown this once: %s", made.bearer());
            }
        });
        refresh();
    }

    /** Makes a token; what it is called in the audit log is {@code name}. */
    public Made create(
            String name, Set<String> roles, Set<String> sources, Set<String> types, Instant expiresAt, String by) {
        Made made = QuarkusTransaction.requiringNew().call(() -> make(name, roles, sources, types, expiresAt, by));
        refresh();
        return made;
    }

    private Made make(
            String name, Set<String> roles, Set<String> sources, Set<String> types, Instant expiresAt, String by) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        String bearer = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        return new Made(persist(name, hash(bearer), roles, sources, types, expiresAt, by), bearer);
    }

    private AccessToken persist(
            String name,
            String hash,
            Set<String> roles,
            Set<String> sources,
            Set<String> types,
            Instant expiresAt,
            String by) {
        AccessToken token = new AccessToken();
        token.name = name;
        token.hash = hash;
        token.roles = sorted(roles);
        token.sources = sorted(sources);
        token.types = sorted(types);
        token.createdAt = clock.instant();
        token.createdBy = by;
        token.expiresAt = expiresAt;
        token.persist();
        AuditEntry.record(token.createdAt, by, "token.created", name, "roles " + String.join(", ", token.roles));
        return token;
    }

    private static String[] sorted(Set<String> some) {
        return some.stream().sorted().toArray(String[]::new);
    }

    /** Ends a token at once here, within seconds at other replicas; false where there is none in force. */
    public boolean revoke(long id, String by) {
        boolean revoked = QuarkusTransaction.requiringNew().call(() -> {
            AccessToken token = AccessToken.findById(id);
            if (token == null || token.revokedAt != null) {
                return false;
            }
            token.revokedAt = clock.instant();
            token.revokedBy = by;
            AuditEntry.record(token.revokedAt, by, "token.revoked", token.name, "token " + id);
            return true;
        });
        refresh();
        return revoked;
    }

    /** Reads the tokens in force anew: changes may come from other replicas. */
    public void refresh() {
        byHash = QuarkusTransaction.requiringNew().call(() -> {
            Map<String, Grant> grants = new HashMap<>();
            List<AccessToken> inForce = AccessToken.list("revokedAt is null");
            for (AccessToken token : inForce) {
                grants.put(
                        token.hash,
                        new Grant(
                                token.name,
                                Set.of(token.roles),
                                Set.of(token.sources),
                                Set.of(token.types),
                                Optional.empty(),
                                Optional.ofNullable(token.expiresAt)));
            }
            return Map.copyOf(grants);
        });
    }

    private static String hash(String bearer) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bearer.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}

package io.dabiao.access;

import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import io.dabiao.settings.Settings;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The tokens in force. They are looked up in memory, so that a database that is away is answered with 503, not with 401;
 * a change made at another replica is seen here within seconds.
 *
 * <p>Tokens are 256 random bits: a plain SHA-256 of one cannot be guessed back, a slow password hash would only slow
 * every request.
 */
@ApplicationScoped
public class Tokens {

    private static final String FIRST = "first administrator";
    private static final String PREFIX = "dab_";
    private static final int DRAWN_BYTES = 32;
    /** So many characters of base 64 without padding are they. */
    private static final int DRAWN_CHARACTERS = 43;

    /** In characters. */
    private static final int LONGEST_NAME = 100;

    /** Of one source, type or project, in characters. */
    private static final int LONGEST_WORD = 1_000;

    private static final int MOST = 1_000;

    /** How long a token is in force where no one said. */
    private static final Period USUAL = Period.ofYears(1);

    /** And at most: a longer one is a slip of the pen, or would outlive the one who made it. */
    private static final Period LONGEST = Period.ofYears(10);

    /**
     * A token to be made.
     *
     * @param name for the record; rejections belong to it
     * @param roles some of {@link Role#ALL}
     * @param sources the only ones that it may speak for; empty for any
     * @param types the only event types that it may send; empty for any
     * @param projects ids of the only ones that it may know of; empty for any. With roles that read or report only: an event of another
     *     kind names no project
     * @param expiresAt empty for a year
     */
    public record Wanted(
            String name,
            Set<String> roles,
            Set<String> sources,
            Set<String> types,
            Set<String> projects,
            Optional<Instant> expiresAt) {

        public Wanted {
            roles = Set.copyOf(roles);
            sources = Set.copyOf(sources);
            types = Set.copyOf(types);
            projects = Set.copyOf(projects);
        }
    }

    /** Why a token is not made. */
    public enum Fault {
        NO_NAME("a token needs a name of 1 to " + LONGEST_NAME + " characters, for the audit log"),
        NO_SUCH_ROLE("roles must be some of " + new TreeSet<>(Role.ALL)),
        PAST("the end must lie ahead"),
        TOO_FAR("the end must lie within " + LONGEST.getYears() + " years"),
        NO_LIMIT_FOR_ROLE(
                "a token that is limited to projects has the roles view and report only: what is sent otherwise, and"
                        + " what an administrator does, is of no one project"),
        TOO_LONG("sources, types and projects are texts of 1 to " + LONGEST_WORD + " characters, at most " + MOST
                + " of each");

        private final String words;

        Fault(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** @param bearer shown once, kept nowhere */
    public record Made(AccessToken token, String bearer) {}

    private final Clock clock;
    private final Optional<String> configured;
    private final FirstToken firstToken;
    private final SecureRandom random = new SecureRandom();
    private volatile Map<String, Grant> byHash = Map.of();

    Tokens(Clock clock, Settings settings, FirstToken firstToken) {
        this.clock = clock;
        this.firstToken = firstToken;
        this.configured = settings.adminToken().filter(token -> !token.isBlank());
    }

    /** Whether a token is of the form that this service draws, 256 random bits, and not one that people chose. */
    static boolean drawn(String bearer) {
        return bearer.startsWith(PREFIX) && bearer.length() == PREFIX.length() + DRAWN_CHARACTERS;
    }

    /** The grant of a bearer token; empty where it is unknown, revoked or expired. */
    public Optional<Grant> grant(String bearer) {
        return Optional.ofNullable(byHash.get(hash(bearer))).filter(grant -> grant.inForce(clock.instant()));
    }

    /**
     * Sees to it that there is an administrator: the configured token, or at the very first start one that is drawn
     * and told.
     */
    public void provideFirst() {
        QuarkusTransaction.requiringNew().run(() -> {
            if (configured.isPresent()) {
                provide(hash(configured.get()));
            } else if (TokenRow.count("revokedAt is null") == 0) {
                Made made = make(first(), Optional.empty(), "first start");
                firstToken.tell(made.bearer());
            }
        });
        refresh();
    }

    private void provide(String hash) {
        boolean there = false;
        for (TokenRow token : inForce()) {
            if (token.hash.equals(hash)) {
                there = true;
            } else if (token.name.equals(FIRST)) {
                token.revokedAt = clock.instant();
                token.revokedBy = "configuration";
            }
        }
        if (!there) {
            TokenRow.delete("hash = ?1", hash);
            persist(first(), hash, Optional.empty(), "configuration");
        }
    }

    /** What keeps a token from being made; empty where nothing does. Whether its projects are declared is for others to know. */
    public Optional<Fault> fault(Wanted wanted) {
        Instant now = clock.instant();
        if (wanted.name().isBlank()
                || wanted.name().length() > LONGEST_NAME
                || wanted.name().indexOf('\0') >= 0) {
            return Optional.of(Fault.NO_NAME);
        }
        if (wanted.roles().isEmpty() || !Role.ALL.containsAll(wanted.roles())) {
            return Optional.of(Fault.NO_SUCH_ROLE);
        }
        if (wanted.expiresAt().filter(end -> !end.isAfter(now)).isPresent()) {
            return Optional.of(Fault.PAST);
        }
        if (wanted.expiresAt().filter(end -> end.isAfter(after(now, LONGEST))).isPresent()) {
            return Optional.of(Fault.TOO_FAR);
        }
        if (!wanted.projects().isEmpty() && !Set.of(Role.VIEW, Role.REPORT).containsAll(wanted.roles())) {
            return Optional.of(Fault.NO_LIMIT_FOR_ROLE);
        }
        return Stream.of(wanted.sources(), wanted.types(), wanted.projects()).allMatch(Tokens::sound)
                ? Optional.empty()
                : Optional.of(Fault.TOO_LONG);
    }

    private static boolean sound(Set<String> words) {
        return words.size() <= MOST
                && words.stream()
                        .allMatch(word -> !word.isBlank() && word.length() <= LONGEST_WORD && word.indexOf('\0') < 0);
    }

    private static Instant after(Instant now, Period period) {
        return now.atOffset(ZoneOffset.UTC).plus(period).toInstant();
    }

    /**
     * Makes a token.
     *
     * @param wanted without {@link #fault}
     */
    public Made create(Wanted wanted, String by) {
        fault(wanted).ifPresent(fault -> {
            throw new IllegalArgumentException(fault.words());
        });
        Instant end = wanted.expiresAt().orElseGet(() -> after(clock.instant(), USUAL));
        Made made = QuarkusTransaction.requiringNew().call(() -> make(wanted, Optional.of(end), by));
        refresh();
        return made;
    }

    /**
     * Makes a token of a secret that was made elsewhere.
     *
     * @param wanted without {@link #fault}
     * @param sha256 of the secret, in lower-case hex
     * @return empty where a token in force has this secret
     */
    public Optional<AccessToken> createOf(Wanted wanted, String sha256, String by) {
        fault(wanted).ifPresent(fault -> {
            throw new IllegalArgumentException(fault.words());
        });
        Instant end = wanted.expiresAt().orElseGet(() -> after(clock.instant(), USUAL));
        Optional<AccessToken> made = QuarkusTransaction.requiringNew()
                .call(() -> TokenRow.count("hash = ?1 and revokedAt is null", sha256) > 0
                        ? Optional.empty()
                        : Optional.of(
                                persist(wanted, sha256, Optional.of(end), by).token()));
        refresh();
        return made;
    }

    private static Wanted first() {
        return new Wanted(FIRST, Set.of(Role.ADMIN), Set.of(), Set.of(), Set.of(), Optional.empty());
    }

    private Made make(Wanted wanted, Optional<Instant> end, String by) {
        byte[] secret = new byte[DRAWN_BYTES];
        random.nextBytes(secret);
        String bearer = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        return new Made(persist(wanted, hash(bearer), end, by).token(), bearer);
    }

    private TokenRow persist(Wanted wanted, String hash, Optional<Instant> end, String by) {
        TokenRow token = new TokenRow();
        token.name = wanted.name();
        token.hash = hash;
        token.roles = sorted(wanted.roles());
        token.sources = sorted(wanted.sources());
        token.types = sorted(wanted.types());
        token.projects = sorted(wanted.projects());
        token.createdAt = clock.instant();
        token.createdBy = by;
        token.expiresAt = end.orElse(null);
        token.persist();
        AuditLog.record(
                token.createdAt, by, AuditAct.TOKEN_CREATED, token.name, AuditDetail.of(AuditPhrase.ROLES, (Object[])
                        token.roles));
        return token;
    }

    private static String[] sorted(Set<String> some) {
        return some.stream().sorted().toArray(String[]::new);
    }

    /** Ends a token at once here, within seconds at other replicas; false where there is none in force. */
    public boolean revoke(long id, String by) {
        boolean revoked = QuarkusTransaction.requiringNew().call(() -> {
            TokenRow token = TokenRow.findById(id);
            if (token == null || token.revokedAt != null) {
                return false;
            }
            token.revokedAt = clock.instant();
            token.revokedBy = by;
            AuditLog.record(
                    token.revokedAt, by, AuditAct.TOKEN_REVOKED, token.name, AuditDetail.of(AuditPhrase.TOKEN, id));
            return true;
        });
        refresh();
        return revoked;
    }

    /** All of them, those that were revoked too, as they were made. */
    public List<AccessToken> all() {
        return QuarkusTransaction.joiningExisting()
                .call(() -> TokenRow.<TokenRow>list("order by id").stream()
                        .map(TokenRow::token)
                        .toList());
    }

    /** One of them, in force or not. */
    public Optional<AccessToken> token(long id) {
        return QuarkusTransaction.joiningExisting()
                .call(() -> TokenRow.<TokenRow>findByIdOptional(id).map(TokenRow::token));
    }

    /** Reads the tokens in force again: changes may come from other replicas. */
    public void refresh() {
        byHash = QuarkusTransaction.requiringNew().call(() -> {
            Map<String, Grant> grants = new HashMap<>();
            for (TokenRow token : inForce()) {
                grants.put(
                        token.hash,
                        new Grant(
                                token.name,
                                Set.of(token.roles),
                                Set.of(token.sources),
                                Set.of(token.types),
                                token.projects.length == 0 ? Optional.empty() : Optional.of(Set.of(token.projects)),
                                Optional.ofNullable(token.expiresAt)));
            }
            return Map.copyOf(grants);
        });
    }

    private static List<TokenRow> inForce() {
        return TokenRow.list("revokedAt is null");
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

package io.dabiao.access.openid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import io.dabiao.access.Role;
import io.dabiao.access.person.People;
import io.dabiao.access.person.Person;
import io.dabiao.outbound.OutboundHttp;
import io.dabiao.settings.Settings;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * The authorization code flow of OpenID Connect with PKCE, state and nonce. The provider is asked for its addresses when somebody first
 * signs in, not at start: the service runs without it.
 */
@ApplicationScoped
public class OpenId {

    private static final Logger LOG = Logger.getLogger(OpenId.class);

    /** After so long the one who comes back must begin again. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Who is sent away, and what his browser keeps until he comes back. */
    public record Sent(URI provider, String secret) {}

    /** Who came back, and where he wanted to go. */
    public record Returned(Person person, String leadsTo) {}

    /** No one is signed in. */
    public static final class Failed extends Exception {

        private static final long serialVersionUID = 1L;

        /** What to tell the person. */
        public enum Reason {
            /** The provider cannot be reached or does not answer as it should. */
            PROVIDER,
            /** He came back too late, twice, or with somebody else's answer. */
            NOT_ASKED,
            /** The provider, or the person there, declined. */
            DECLINED,
            /** He is known there, and has no role here. */
            NO_ROLE
        }

        private final Reason reason;

        Failed(Reason reason, String message, Throwable cause) {
            super(message, cause);
            this.reason = reason;
        }

        public Reason reason() {
            return reason;
        }
    }

    private final Clock clock;
    private final People people;
    private final Optional<URI> issuer;
    private final String client;
    private final String secret;
    private final Scope scope;
    private final List<String> rolesAt;
    private final Map<String, String> roleOf = new HashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final ProviderFetches fetches;
    private volatile OIDCProviderMetadata provider;

    OpenId(Clock clock, People people, Settings settings, OutboundHttp http) {
        this.fetches = new ProviderFetches(http);
        this.clock = clock;
        this.people = people;
        this.issuer = settings.openidIssuer();
        this.client = settings.openidClient().orElse("");
        this.secret = settings.openidSecret().orElse("");
        this.scope = new Scope(settings.openidScopes().toArray(String[]::new));
        this.rolesAt = List.of(settings.openidRoles().split("\\."));
        Role.OF_PEOPLE.forEach(role -> roleOf.put(role, role));
        settings.openidRoleNames().orElse(List.of()).forEach(pair -> {
            int equals = pair.lastIndexOf('=');
            String role = pair.substring(equals + 1).strip();
            if (equals < 1 || !Role.OF_PEOPLE.contains(role)) {
                throw new IllegalArgumentException(
                        "dabiao.openid-role-names must be pairs such as staff=view, of the roles "
                                + new TreeSet<>(Role.OF_PEOPLE) + ", not '" + pair + "'");
            }
            roleOf.put(pair.substring(0, equals).strip(), role);
        });
        if (issuer.isPresent() && client.isEmpty()) {
            throw new IllegalArgumentException("dabiao.openid-issuer needs dabiao.openid-client");
        }
    }

    public boolean configured() {
        return issuer.isPresent();
    }

    /**
     * Sends somebody to the provider.
     *
     * @param back where the provider sends him back to
     * @param leadsTo a path of this service, where he goes then
     */
    public Sent send(URI back, String leadsTo) throws Failed {
        OIDCProviderMetadata at = provider();
        State state = new State();
        Nonce nonce = new Nonce();
        CodeVerifier verifier = new CodeVerifier();
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String kept = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        QuarkusTransaction.requiringNew().run(() -> {
            Instant now = clock.instant();
            Pending.delete("createdAt < ?1", now.minus(PATIENCE));
            Pending pending = new Pending();
            pending.hash = hash(kept);
            pending.state = state.getValue();
            pending.nonce = nonce.getValue();
            pending.verifier = verifier.getValue();
            pending.leadsTo = leadsTo;
            pending.createdAt = now;
            pending.persist();
        });
        URI there = new AuthenticationRequest.Builder(ResponseType.CODE, scope, new ClientID(client), back)
                .endpointURI(at.getAuthorizationEndpointURI())
                .state(state)
                .nonce(nonce)
                .codeChallenge(verifier, CodeChallengeMethod.S256)
                .build()
                .toURI();
        return new Sent(there, kept);
    }

    /**
     * Takes somebody back.
     *
     * @param kept what his browser kept
     * @param state as the provider sent it along
     * @param code likewise; null where it declined
     */
    public Returned take(String kept, String state, String code, URI back) throws Failed {
        // An answer is good once.
        Optional<Pending> sent = QuarkusTransaction.requiringNew().call(() -> {
            Optional<Pending> found = Pending.findByIdOptional(hash(kept));
            return found.filter(pending -> Pending.deleteById(pending.hash))
                    .filter(pending -> clock.instant().isBefore(pending.createdAt.plus(PATIENCE)));
        });
        if (sent.isEmpty() || !sent.get().state.equals(state)) {
            throw new Failed(Failed.Reason.NOT_ASKED, "nobody was sent for this answer", null);
        }
        if (code == null) {
            throw new Failed(Failed.Reason.DECLINED, "the provider declined", null);
        }
        IDTokenClaimsSet claims = claims(sent.get(), code, back);
        Set<String> roles = roles(claims);
        if (roles.isEmpty()) {
            throw new Failed(
                    Failed.Reason.NO_ROLE, claims.getSubject() + " has no role in " + String.join(".", rolesAt), null);
        }
        try {
            Person person = people.elsewhere(
                    claims.getIssuer().getValue(), claims.getSubject().getValue(), shown(claims), roles);
            return new Returned(person, sent.get().leadsTo);
        } catch (People.Refused ended) {
            throw new Failed(Failed.Reason.NO_ROLE, "the account has ended here", ended);
        }
    }

    private IDTokenClaimsSet claims(Pending sent, String code, URI back) throws Failed {
        OIDCProviderMetadata at = provider();
        try {
            HTTPRequest request = new TokenRequest.Builder(
                            at.getTokenEndpointURI(),
                            new ClientSecretBasic(new ClientID(client), new Secret(secret)),
                            new AuthorizationCodeGrant(
                                    new AuthorizationCode(code), back, new CodeVerifier(sent.verifier)))
                    .build()
                    .toHTTPRequest();
            TokenResponse response = OIDCTokenResponseParser.parse(request.send(fetches));
            if (!response.indicatesSuccess()) {
                ErrorObject error = response.toErrorResponse().getErrorObject();
                throw new Failed(Failed.Reason.PROVIDER, "the provider gives no token: " + error, null);
            }
            JWT token = ((OIDCTokenResponse) response.toSuccessResponse())
                    .getOIDCTokens()
                    .getIDToken();
            if (token == null
                    || !(token.getHeader().getAlgorithm() instanceof JWSAlgorithm signature)
                    || !JWSAlgorithm.Family.SIGNATURE.contains(signature)) {
                throw new Failed(
                        Failed.Reason.PROVIDER, "the provider's token is not signed by a key of its own", null);
            }
            return new IDTokenValidator(
                            at.getIssuer(),
                            new ClientID(client),
                            signature,
                            at.getJWKSetURI().toURL(),
                            fetches)
                    .validate(token, new Nonce(sent.nonce));
        } catch (IOException | ParseException | BadJOSEException | JOSEException failed) {
            throw told(failed);
        }
    }

    private static Failed told(Exception failed) {
        LOG.warnf("nobody can sign in with the OpenID Connect provider: %s", failed.getMessage());
        return new Failed(Failed.Reason.PROVIDER, String.valueOf(failed.getMessage()), failed);
    }

    private OIDCProviderMetadata provider() throws Failed {
        OIDCProviderMetadata known = provider;
        if (known == null) {
            try {
                Issuer named = new Issuer(issuer.orElseThrow());
                known = OIDCProviderMetadata.parse(fetches.retrieveResource(OIDCProviderMetadata.resolveURL(named))
                        .getContent());
                if (!known.getIssuer().equals(named)) {
                    throw new GeneralException("it names itself " + known.getIssuer() + ", not " + named);
                }
            } catch (IOException | GeneralException failed) {
                throw told(failed);
            }
            provider = known;
        }
        return known;
    }

    private static String shown(IDTokenClaimsSet claims) {
        for (String claim : List.of("name", "preferred_username", "email")) {
            String name = claims.getStringClaim(claim);
            if (name != null && !name.isBlank()) {
                return name.strip();
            }
        }
        return claims.getSubject().getValue();
    }

    private Set<String> roles(IDTokenClaimsSet claims) {
        Object at = claims.toJSONObject();
        for (String name : rolesAt) {
            at = at instanceof Map<?, ?> object ? object.get(name) : null;
        }
        Collection<?> told = at instanceof Collection<?> many ? many : at == null ? List.of() : List.of(at);
        Set<String> roles = new TreeSet<>();
        told.forEach(one -> Optional.ofNullable(roleOf.get(String.valueOf(one))).ifPresent(roles::add));
        return roles;
    }

    private static String hash(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}

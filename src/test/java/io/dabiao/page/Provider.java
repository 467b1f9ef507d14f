package io.dabiao.page;

import com.nimbusds.jwt.JWTClaimsSet;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.http.OAuth2HttpRequest;
import no.nav.security.mock.oauth2.http.OAuth2HttpResponse;
import no.nav.security.mock.oauth2.http.Route;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import okhttp3.Headers;

/** An OpenID Connect provider on loopback that signs its tokens, and asks no one for a password. */
final class Provider implements AutoCloseable {

    private static final String NAME = "institution";
    private static Provider running;

    private final Forged forged = new Forged();
    private final MockOAuth2Server server = new MockOAuth2Server(forged);

    /** The settings with which people may sign in there. */
    Map<String, String> start() {
        try {
            server.start(InetAddress.getByName("127.0.0.1"), 0);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("127.0.0.1 is an address", impossible);
        }
        running = this;
        return Map.of(
                "dabiao.openid-issuer", server.issuerUrl(NAME).toString(),
                "dabiao.openid-client", "dabiao",
                "dabiao.openid-secret", "a secret of the tests",
                "dabiao.openid-roles", "realm_access.roles",
                "dabiao.openid-role-names", "绩效办=admin,staff=view");
    }

    /** Anyone who signs in next is this one. */
    static void nextIs(String subject, String name, List<String> roles) {
        running.server.enqueueCallback(new DefaultOAuth2TokenCallback(
                NAME,
                subject,
                "JWT",
                List.of("dabiao"),
                Map.of("name", name, "realm_access", Map.of("roles", roles)),
                600));
    }

    /** The next token is not as it should be. @param claims that stand in place of the right ones @param seconds for which it holds */
    static void nextIsWrong(Map<String, Object> claims, long seconds) {
        Map<String, Object> all = new java.util.HashMap<>(claims);
        all.put("name", "Forged Person");
        all.put("realm_access", Map.of("roles", List.of("绩效办")));
        running.server.enqueueCallback(
                new DefaultOAuth2TokenCallback(NAME, "forged", "JWT", List.of("dabiao"), all, seconds));
    }

    /** The next answer to a code is this token, whoever signed it. Its claims are right but for who speaks. */
    static void nextTokenIs(Function<JWTClaimsSet, String> forger, String nonce) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(running.server.issuerUrl(NAME).toString())
                .audience("dabiao")
                .subject("forged")
                .claim("nonce", nonce)
                .claim("name", "Forged Person")
                .claim("realm_access", Map.of("roles", List.of("绩效办")))
                .issueTime(new Date())
                .expirationTime(new Date(System.currentTimeMillis() + 600_000))
                .build();
        running.forged.add("{\"access_token\":\"any\",\"token_type\":\"Bearer\",\"expires_in\":600,\"id_token\":\""
                + forger.apply(claims) + "\"}");
    }

    /** Whether every such token was fetched. */
    static boolean forgedTokensWereTaken() {
        return running.forged.answers.isEmpty();
    }

    /** Answers for codes, before the server's own. */
    private static final class Forged implements Route {

        private final Queue<String> answers = new ConcurrentLinkedQueue<>();

        void add(String answer) {
            answers.add(answer);
        }

        @Override
        public boolean match(OAuth2HttpRequest request) {
            return request.getUrl().encodedPath().endsWith("/token") && !answers.isEmpty();
        }

        @Override
        public OAuth2HttpResponse invoke(OAuth2HttpRequest request) {
            return new OAuth2HttpResponse(Headers.of("Content-Type", "application/json"), 200, answers.poll(), null);
        }
    }

    @Override
    public void close() {
        server.shutdown();
    }
}

package io.dabiao.page;

import static io.dabiao.Api.nobody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.dabiao.Guard;
import io.dabiao.access.Role;
import io.dabiao.access.person.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Guard
class OpenIdPageTest extends PageTest {

    @Test
    void whoIsKnownToTheProviderSignsInThereAndIsLedBack() {
        Provider.nextIs("u-1", "赵主任", List.of("绩效办", "of no meaning here"));
        Browser browser = browser();
        browser.open("/overview?year=2024&lang=zh");
        browser.follow("a[href^='/sign-in/openid']");
        assertThat(browser.path()).isEqualTo("/overview?year=2024&lang=zh");
        assertThat(browser.text()).contains("赵主任");
        assertThat(person("赵主任").roles()).containsExactly(Role.ADMIN);

        Provider.nextIs("u-1", "赵主任", List.of("staff"));
        browser.forget();
        browser.open("/sign-in").follow("a[href^='/sign-in/openid']");
        assertThat(person("赵主任").roles())
                .as("roles are what the provider says now")
                .containsExactly(Role.VIEW);
    }

    private Person person(String shown) {
        return people.all().stream()
                .filter(one -> one.shown().equals(shown))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoHasNoRoleIsTurnedAway() {
        Provider.nextIs("u-2", "Somebody Else", List.of("of no meaning here"));
        Browser browser = browser();
        browser.open("/sign-in?lang=zh").follow("a[href^='/sign-in/openid']");
        assertThat(browser.text()).contains("尚未分配本系统的角色");
        assertThat(people.all()).noneMatch(one -> one.shown().equals("Somebody Else"));
    }

    @Test
    void aTokenForSomebodyElseOfSomebodyElseOrOfAnotherTimeSignsNobodyIn() {
        Map<Map<String, Object>, Long> wrong = Map.of(
                Map.of("aud", "another client"), 600L,
                Map.of("iss", "http://another.example/issuer"), 600L,
                Map.of("nonce", "of another answer"), 600L,
                Map.of("sub", "expired"), -3_600L);
        wrong.forEach((claims, seconds) -> {
            Provider.nextIsWrong(claims, seconds);
            turnedAway(nonce -> {});
        });
        assertThat(people.all()).noneMatch(one -> one.shown().equals("Forged Person"));
    }

    @Test
    void aTokenThatNoKeyOfTheProviderHasSignedSignsNobodyIn() throws Exception {
        RSAKey foreign = new RSAKeyGenerator(2048).keyID("institution").generate();
        List<Function<JWTClaimsSet, String>> forgers = List.of(
                claims -> new PlainJWT(claims).serialize(),
                claims -> signed(JWSAlgorithm.RS256, claims, () -> new RSASSASigner(foreign)),
                // What the client knows is no key of the provider's.
                claims -> signed(JWSAlgorithm.HS256, claims, () -> new MACSigner("a secret of the tests".repeat(2))),
                // The provider's public key is no secret.
                claims -> signed(
                        JWSAlgorithm.HS256,
                        claims,
                        () -> new MACSigner(foreign.toPublicJWK().toJSONString())));
        for (Function<JWTClaimsSet, String> forger : forgers) {
            turnedAway(nonce -> Provider.nextTokenIs(forger, nonce));
            assertThat(Provider.forgedTokensWereTaken()).isTrue();
        }
        assertThat(people.all()).noneMatch(one -> one.shown().equals("Forged Person"));
    }

    private interface Signing {
        JWSSigner signer() throws JOSEException;
    }

    private static String signed(JWSAlgorithm algorithm, JWTClaimsSet claims, Signing signing) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(algorithm).keyID("institution").build(), claims);
            token.sign(signing.signer());
            return token.serialize();
        } catch (JOSEException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    /** @param between what happens once the provider has led back, with the nonce that it was given */
    private static void turnedAway(Consumer<String> between) {
        Response away = nobody().redirects().follow(false).get("/sign-in/openid?to=/account");
        Response back = RestAssured.given()
                .redirects()
                .follow(false)
                .urlEncodingEnabled(false)
                .get(away.header("Location"));
        between.accept(away.header("Location").replaceFirst(".*[?&]nonce=([^&]+).*", "$1"));
        nobody().redirects()
                .follow(false)
                .urlEncodingEnabled(false)
                .cookie("dabiao-openid", away.cookie("dabiao-openid"))
                .get(back.header("Location").replaceFirst("^https?://[^/]+", ""))
                .then()
                .statusCode(303)
                .header("Location", startsWith("/sign-in?openid=provider"));
    }

    @Test
    void anAnswerThatNobodyAskedForSignsNobodyIn() {
        Response away = nobody().redirects().follow(false).get("/sign-in/openid?to=/account");
        away.then().statusCode(303).header("Location", containsString("code_challenge_method=S256"));
        String state = away.header("Location").replaceFirst(".*[?&]state=([^&]+).*", "$1");
        String kept = away.cookie("dabiao-openid");
        String[][] forged = {{"wrong", state}, {"", state}, {kept, "wrong"}, {kept, state}};
        for (String[] one : forged) {
            nobody().redirects()
                    .follow(false)
                    .cookie("dabiao-openid", one[0])
                    .get("/sign-in/openid/back?code=any&state=" + one[1])
                    .then()
                    .statusCode(303)
                    .header("Location", startsWith("/sign-in?openid=not_asked"));
        }
    }
}

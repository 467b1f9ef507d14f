package io.dabiao.page;

import static io.dabiao.Api.nobody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;

import io.dabiao.Guard;
import io.dabiao.access.Role;
import io.dabiao.access.person.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
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
            Response away = nobody().redirects().follow(false).get("/sign-in/openid?to=/account");
            Response back = RestAssured.given()
                    .redirects()
                    .follow(false)
                    .urlEncodingEnabled(false)
                    .get(away.header("Location"));
            String there = back.header("Location").replaceFirst("^https?://[^/]+", "");
            nobody().redirects()
                    .follow(false)
                    .urlEncodingEnabled(false)
                    .cookie("dabiao-openid", away.cookie("dabiao-openid"))
                    .get(there)
                    .then()
                    .statusCode(303)
                    .header("Location", startsWith("/sign-in?openid=provider"));
        });
        assertThat(people.all()).noneMatch(one -> one.shown().equals("Forged Person"));
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

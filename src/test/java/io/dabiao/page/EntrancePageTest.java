package io.dabiao.page;

import static io.dabiao.Api.nobody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EntrancePageTest extends PageTest {

    private static final Pattern SECRET = Pattern.compile("name=\"csrf\" content=\"([^\"]+)\"");

    @Test
    void whoHasNotSignedInIsLedToTheEntranceAndBack() {
        nobody().redirects()
                .follow(false)
                .accept("text/html")
                .get("/overview?year=2024")
                .then()
                .statusCode(303)
                .header("Location", "/sign-in?to=%2Foverview%3Fyear%3D2024");
        Browser browser = browser();
        browser.open("/overview?year=2024").fill("input[name=name]", VIEWER).fill("input[name=password]", PASSWORD);
        browser.follow("main button[type=submit]");
        assertThat(browser.path()).isEqualTo("/overview?year=2024");
        assertThat(browser.text()).contains(VIEWER);
    }

    @Test
    void aWrongPasswordAndAnUnknownNameAreAnsweredAlike() {
        String wrong =
                signIn(VIEWER, "not it at all").then().statusCode(401).extract().asString();
        String unknown = signIn("nobody at all", "not it at all")
                .then()
                .statusCode(401)
                .extract()
                .asString();
        assertThat(unknown.replace("nobody at all", VIEWER)).isEqualTo(wrong);
    }

    @Test
    void triesAreLockedOutForEverLonger() {
        people.create("Locked Out", PASSWORD, Set.of("view"), Set.of(), Set.of(), "test");
        for (int i = 0; i < 4; i++) {
            signIn("locked out", "wrong").then().statusCode(401);
        }
        signIn("Locked Out", "wrong").then().statusCode(429);
        signIn("LOCKED OUT", PASSWORD).then().statusCode(429);
    }

    private static Response signIn(String name, String password) {
        return nobody().redirects()
                .follow(false)
                .accept("text/html")
                .contentType(ContentType.URLENC.withCharset("UTF-8"))
                .formParam("name", name)
                .formParam("password", password)
                .post("/sign-in?lang=en");
    }

    @Test
    void theCookieIsOutOfReachOfScriptsAndOtherSites() {
        signIn(VIEWER, PASSWORD)
                .then()
                .statusCode(303)
                .header("Set-Cookie", allOf(containsString("HttpOnly"), containsString("SameSite=Lax")));
    }

    @Test
    void aSessionMayCallTheApiButChangesNothingWithoutItsSecret() {
        as(VIEWER).accept("*/*").get("/api/v1/years").then().statusCode(200);
        as(VIEWER).accept("*/*").get("/api/v1/tokens").then().statusCode(403);
        String wanted = "{\"name\":\"forged\",\"roles\":[\"view\"]}";
        as(ADMINISTRATOR)
                .accept("*/*")
                .contentType("application/json")
                .body(wanted)
                .post("/api/v1/tokens")
                .then()
                .statusCode(403);
        Signed signed = new Signed();
        signed.request()
                .header("X-CSRF-Token", signed.csrf())
                .contentType("application/json")
                .body(wanted)
                .post("/api/v1/tokens")
                .then()
                .statusCode(201);
        signed.request()
                .header("X-CSRF-Token", signed.csrf())
                .header("Sec-Fetch-Site", "cross-site")
                .contentType("application/json")
                .body(wanted)
                .post("/api/v1/tokens")
                .then()
                .statusCode(403);
        signed.request()
                .header("X-CSRF-Token", signed.csrf())
                .header("Origin", "https://evil.example")
                .contentType("application/json")
                .body(wanted)
                .post("/api/v1/tokens")
                .then()
                .statusCode(403);
    }

    /** One session of the administrator, with its secret as its pages have it. */
    private final class Signed {
        private final String cookie = sessions.begin(
                people.all().stream()
                        .filter(one -> one.shown.equals(ADMINISTRATOR))
                        .findFirst()
                        .orElseThrow(),
                java.util.Optional.empty(),
                "test");

        io.restassured.specification.RequestSpecification request() {
            return nobody().redirects().follow(false).cookie("dabiao-session", cookie);
        }

        String csrf() {
            Matcher found = SECRET.matcher(
                    request().accept("text/html").get("/overview").asString());
            assertThat(found.find()).isTrue();
            return found.group(1);
        }
    }

    @Test
    void aFormWithoutItsSecretDoesNothing() {
        Signed signed = new Signed();
        signed.request()
                .accept("text/html")
                .contentType(ContentType.URLENC)
                .formParam("everywhere", "yes")
                .post("/sign-out")
                .then()
                .statusCode(403)
                .contentType("text/html");
        signed.request().accept("text/html").get("/overview").then().statusCode(200);
        signed.request()
                .accept("text/html")
                .contentType(ContentType.URLENC)
                .formParam("csrf", signed.csrf())
                .post("/sign-out")
                .then()
                .statusCode(303);
        signed.request().accept("text/html").get("/overview").then().statusCode(303);
    }

    @Test
    void anOwnerHasOfTheApiOnlyWhatIsAboutHisProject() {
        as(OWNER)
                .accept("*/*")
                .get("/api/v1/years/2024/projects/" + OWNED)
                .then()
                .statusCode(200);
        as(OWNER)
                .accept("*/*")
                .get("/api/v1/years/2024/projects/resource-sharing")
                .then()
                .statusCode(403);
        as(OWNER).accept("*/*").get("/api/v1/years/2024/indicators").then().statusCode(403);
        as(OWNER).accept("*/*").get("/api/v1/status").then().statusCode(403);
    }

    @Test
    void errorsAreToldInWordsOfPeople() {
        as(VIEWER)
                .get("/nothing/here?lang=zh")
                .then()
                .statusCode(404)
                .contentType("text/html")
                .body(containsString("页面不存在"));
        as(VIEWER).get("/overview?year=1999&lang=en").then().statusCode(404).body(containsString("Nothing here"));
        as(VIEWER).accept("application/json").get("/nothing").then().statusCode(404);
        as(VIEWER).get("/nothing/%3Cscript%3E?lang=en").then().body(not(containsString("<script>")));
    }

    @Test
    void nobodyIsLedElsewhereAfterSigningIn() {
        for (String to :
                new String[] {"https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"}) {
            nobody().redirects()
                    .follow(false)
                    .contentType(ContentType.URLENC.withCharset("UTF-8"))
                    .formParam("name", VIEWER)
                    .formParam("password", PASSWORD)
                    .formParam("to", to)
                    .post("/sign-in")
                    .then()
                    .statusCode(303)
                    .header("Location", "/");
        }
    }

    @Test
    void theEntranceFitsEveryScreen() {
        new Pictures(browser()).everyWay("sign-in", "/sign-in");
        new Pictures(signedIn(VIEWER)).everyWay("account", "/account");
        new Pictures(signedIn(VIEWER)).everyWay("error-404", "/account/nothing");
    }

    @Test
    void whatPeopleTypeIsShownAsText() {
        Browser browser = browser();
        for (String text : Hostile.TEXTS) {
            browser.open("/sign-in?lang=en&to=" + Paths.encoded("/" + text.substring(0, Math.min(50, text.length()))));
            browser.script("document.querySelector('input[name=name]').maxLength = 99999");
            browser.script("document.querySelector('input[name=name]').value = arguments[0]", text);
            browser.fill("input[name=password]", "whatever it is");
            browser.follow("main button[type=submit]");
            assertThat(browser.title()).isEqualTo("Sign in · Dabiao");
            assertThat(browser.find("input[name=name]").getAttribute("value")).isEqualTo(text);
            assertThat(browser.text()).contains("wrong");
        }
        browser.forget();
        browser.open("/sign-in?lang=en");
        people.create(Hostile.SCRIPT.substring(0, 60), PASSWORD, Set.of("view"), Set.of(), Set.of(), "test");
        browser.fill("input[name=name]", Hostile.SCRIPT.substring(0, 60)).fill("input[name=password]", PASSWORD);
        browser.follow("main button[type=submit]");
        browser.open("/account?lang=en");
        assertThat(browser.find("h1").getText()).isEqualTo(Hostile.SCRIPT.substring(0, 60));
        browser.assertSound("an account with a hostile name");
    }
}

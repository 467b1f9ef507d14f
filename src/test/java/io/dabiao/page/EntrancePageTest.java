package io.dabiao.page;

import static io.dabiao.Api.nobody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.dabiao.Guard;
import io.dabiao.access.person.Person;
import io.dabiao.access.person.Session;
import io.quarkus.hibernate.orm.panache.Panache;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Guard
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
    void aSessionThatHasEndedIsNoneHoweverItEnded() {
        Person person = people.create("各种结束", PASSWORD, Set.of("view"), Set.of(), Set.of(), "test");
        Session other = sessions.find(sessions.begin(person("王管理员"), java.util.Optional.empty(), ""))
                .orElseThrow();
        Map<String, Runnable> ways = new LinkedHashMap<>();
        ways.put("idle", () -> aged("seen_at", person.id()));
        ways.put("too long", () -> aged("created_at", person.id()));
        ways.put("signed out everywhere", () -> sessions.endAll(person.id(), "test"));
        ways.put("password reset", () -> people.resetPassword(person.id(), PASSWORD, "test"));
        ways.put("other roles", () -> people.permit(person.id(), Set.of("report"), Set.of(), Set.of(), other));
        ways.put("account ended", () -> people.end(person.id(), "test"));
        ways.forEach((way, end) -> {
            String secret = sessions.begin(person, java.util.Optional.empty(), "test");
            with(secret).get("/overview").then().statusCode(200);
            end.run();
            assertNoSession(way, secret);
            int status = way.equals("account ended") ? 401 : 303;
            with(secret)
                    .contentType(ContentType.URLENC.withCharset("UTF-8"))
                    .formParam("name", person.shown())
                    .formParam("password", PASSWORD)
                    .formParam("to", "/overview")
                    .post("/sign-in")
                    .then()
                    .statusCode(status)
                    .header("Set-Cookie", startsWith("dabiao-session="));
        });
        assertNoSession("never was one", "made-up");
    }

    /** What every request gets that bears the cookie of a session which is none. */
    private static void assertNoSession(String way, String secret) {
        String dropped = "dabiao-session=; Max-Age=0";
        for (String page : List.of("/overview?year=2024", "/account", "/people")) {
            Response answer = with(secret).get(page);
            assertThat(answer.statusCode()).as(way + " " + page).isEqualTo(303);
            assertThat(answer.header("Location")).as(way).startsWith("/sign-in?to=");
            assertThat(answer.header("Set-Cookie")).as(way).startsWith(dropped);
        }
        Response entrance = with(secret).get("/sign-in");
        assertThat(entrance.statusCode()).as(way).isEqualTo(200);
        assertThat(entrance.header("Set-Cookie")).as(way).startsWith(dropped);
        Response htmx = with(secret).header("HX-Request", "true").accept("*/*").get("/overview");
        assertThat(htmx.statusCode()).as(way).isEqualTo(401);
        assertThat(htmx.header("HX-Redirect")).as(way).startsWith("/sign-in");
        Response api = with(secret).accept("application/json").get("/api/v1/years");
        assertThat(api.statusCode()).as(way).isEqualTo(401);
        assertThat(api.contentType()).as(way).startsWith("application/problem+json");
        assertThat(api.header("Set-Cookie")).as(way).startsWith(dropped);
        Response form = with(secret)
                .contentType(ContentType.URLENC)
                .formParam("csrf", "of the session that was")
                .formParam("old", PASSWORD)
                .post("/account/password");
        assertThat(form.statusCode()).as(way).isEqualTo(303);
        assertThat(form.header("Location")).as(way).startsWith("/sign-in");
    }

    private static io.restassured.specification.RequestSpecification with(String secret) {
        return nobody().redirects()
                .follow(false)
                .cookie("dabiao-session", secret)
                .accept("text/html");
    }

    private Person person(String shown) {
        return people.all().stream()
                .filter(one -> one.shown().equals(shown))
                .findFirst()
                .orElseThrow();
    }

    private void aged(String column, long person) {
        QuarkusTransaction.requiringNew()
                .run(() -> Panache.getEntityManager()
                        .createNativeQuery("update person_session set " + column + " = " + column
                                + " - interval '13 hours' where person_id = " + person)
                        .executeUpdate());
    }

    @Test
    void whereAnAdministratorIsThereIsNoFirstAccountAndTriesOfAnAddressAreLimited() {
        for (int i = 0; i < 60; i++) {
            nobody().redirects()
                    .follow(false)
                    .accept("text/html")
                    .contentType(ContentType.URLENC)
                    .formParam("token", i == 59 ? io.dabiao.ServiceDatabase.ADMIN_TOKEN : "guess " + i)
                    .formParam("name", "first")
                    .post("/sign-in/first")
                    .then()
                    .statusCode(404);
        }
        int putOff = 0;
        for (int i = 0; i < 60; i++) {
            // Other names: what stops it is not the lock of a name.
            Response answer = nobody().redirects()
                    .follow(false)
                    .accept("text/html")
                    .header("X-Forwarded-For", "198.51.100.77")
                    .contentType(ContentType.URLENC)
                    .formParam("name", "x".repeat(101) + i)
                    .formParam("password", "wrong")
                    .post("/sign-in?lang=en");
            assertThat(answer.statusCode()).isIn(401, 429);
            if (answer.statusCode() == 429) {
                putOff++;
                assertThat(answer.header("Retry-After")).isNotNull();
                assertThat(answer.asString()).contains("Too many tries from your address");
            }
        }
        assertThat(putOff).isPositive();
    }

    @Test
    void aSecondFactorIsSetUpAskedForAndReset() throws Exception {
        Person person = people.create("Two Steps", PASSWORD, Set.of("view"), Set.of(), Set.of(), "test");
        String elsewhere = sessions.begin(person, java.util.Optional.empty(), "test");
        String here = sessions.begin(person, java.util.Optional.empty(), "test");
        String page = with(here)
                .get("/account/second-factor?lang=en")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(page).contains("<svg class=\"qr\"");
        Matcher shown =
                Pattern.compile("<code class=\"secret\">([A-Z2-7 ]+)</code>").matcher(page);
        assertThat(shown.find()).isTrue();
        javax.crypto.SecretKey key = new javax.crypto.spec.SecretKeySpec(
                new org.apache.commons.codec.binary.Base32()
                        .decode(shown.group(1).replace(" ", "")),
                "RAW");
        var app = new com.eatthepath.otp.TimeBasedOneTimePasswordGenerator();
        String first = app.generateOneTimePasswordString(key, java.time.Instant.now());
        String next =
                app.generateOneTimePasswordString(key, java.time.Instant.now().plusSeconds(30));
        assertThat(halfway(person)).as("not asked for before it is confirmed").isEmpty();

        confirm(here, "000 000x").then().statusCode(400).body(containsString("The code is wrong"));
        Response confirmed = confirm(here, first.substring(0, 3) + " " + first.substring(3));
        confirmed.then().statusCode(200);
        List<String> recovery = Pattern.compile("<li><code>([A-Z2-7-]+)</code>")
                .matcher(confirmed.asString())
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(recovery).hasSize(10).doesNotHaveDuplicates();
        with(elsewhere).get("/overview").then().statusCode(303);
        with(here).get("/overview").then().statusCode(200);
        with(here).get("/account/second-factor?lang=en").then().statusCode(200).body(containsString("codes: 10"));

        String halfway = halfway(person);
        code(halfway, first).then().statusCode(401);
        code(halfway, next)
                .then()
                .statusCode(303)
                .header("Location", "/overview")
                .cookie("dabiao-session");
        code(halfway, next).then().statusCode(303).header("Location", "/sign-in");
        code("made up", next).then().statusCode(303).header("Location", "/sign-in");

        halfway = halfway(person);
        code(halfway, next).then().statusCode(401).body(containsString("used before"));
        code(halfway, recovery.get(0).toLowerCase(java.util.Locale.ROOT))
                .then()
                .statusCode(303)
                .cookie("dabiao-session");
        halfway = halfway(person);
        code(halfway, recovery.get(0)).then().statusCode(401);
        for (int i = 0; i < 3; i++) {
            code(halfway, "AAAA-AAAA-AAAA-AAA" + i).then().statusCode(401);
        }
        code(halfway, "AAAA-AAAA-AAAA-AAAA")
                .then()
                .statusCode(429)
                .header("Retry-After", org.hamcrest.Matchers.notNullValue());
        code(halfway(person), recovery.get(1)).then().statusCode(429);

        Signed administrator = new Signed();
        administrator
                .request()
                .accept("text/html")
                .contentType(ContentType.URLENC)
                .formParam("csrf", administrator.csrf())
                .post("/people/" + person.id() + "/second-factor")
                .then()
                .statusCode(303);
        with(here).get("/overview").then().statusCode(303);
        assertThat(halfway(person)).isEmpty();
        assertThat(io.dabiao.Api.admin()
                        .queryParam("limit", 1000)
                        .get("/api/v1/audit")
                        .jsonPath()
                        .getList("findAll { it.subject == 'Two Steps' }.act", String.class))
                .contains("person.second_factor_on", "person.second_factor_reset", "person.signed_in", "person.locked");
    }

    /** What the browser keeps between password and code; empty where no code is asked for. */
    private static String halfway(Person person) {
        Response answer = nobody().redirects()
                .follow(false)
                .accept("text/html")
                .contentType(ContentType.URLENC.withCharset("UTF-8"))
                .formParam("name", person.shown())
                .formParam("password", PASSWORD)
                .formParam("to", "/overview")
                .post("/sign-in");
        answer.then().statusCode(303);
        boolean asked = answer.header("Location").equals("/sign-in/code");
        assertThat(answer.cookies().containsKey("dabiao-session")).isNotEqualTo(asked);
        return asked ? answer.cookie("dabiao-halfway") : "";
    }

    private static Response code(String halfway, String code) {
        return nobody().redirects()
                .follow(false)
                .accept("text/html")
                .cookie("dabiao-halfway", halfway)
                .contentType(ContentType.URLENC.withCharset("UTF-8"))
                .formParam("code", code)
                .post("/sign-in/code?lang=en");
    }

    private Response confirm(String session, String code) {
        Matcher csrf = SECRET.matcher(with(session).get("/account").asString());
        assertThat(csrf.find()).isTrue();
        return with(session)
                .contentType(ContentType.URLENC.withCharset("UTF-8"))
                .formParam("csrf", csrf.group(1))
                .formParam("code", code)
                .post("/account/second-factor/confirm?lang=en");
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
                        .filter(one -> one.shown().equals(ADMINISTRATOR))
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
        new Pictures(signedIn(VIEWER)).everyWay("second-factor", "/account/second-factor");
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

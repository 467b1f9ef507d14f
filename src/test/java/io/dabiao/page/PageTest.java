package io.dabiao.page;

import static io.dabiao.Api.LINES;
import static io.dabiao.Api.admin;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.notNullValue;

import io.dabiao.AcceptanceYear;
import io.dabiao.Api;
import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.dabiao.Tools;
import io.dabiao.access.Role;
import io.dabiao.access.person.People;
import io.dabiao.access.person.Person;
import io.dabiao.access.person.Sessions;
import io.dabiao.evaluate.EvaluationCache;
import io.quarkus.test.common.WithTestResource;
import io.restassured.filter.cookie.CookieFilter;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * What tests of pages stand on: one application, with the shared year 2024 in it, people, and a browser. All test classes that
 * extend it share all of that, so none may rely on being alone.
 */
@WithTestResource(PageTest.Database.class)
public abstract class PageTest {

    /** A database of the pages' own, and an OpenID Connect provider with which people may sign in. */
    public static final class Database extends ServiceDatabase {

        private final Provider provider = new Provider();

        @Override
        public Map<String, String> start() {
            Map<String, String> settings = new HashMap<>(super.start());
            settings.putAll(provider.start());
            return settings;
        }

        @Override
        public void stop() {
            provider.close();
            super.stop();
        }
    }

    private static final String OPEN_BROWSER = "dabiao.test.browser";

    protected static final String ADMINISTRATOR = "王管理员";
    protected static final String OWNER = "李项目负责人";
    protected static final String VIEWER = "Vera Viewer";
    protected static final String PASSWORD = "一句容易记住的话 2024";

    /** The only project of {@link #OWNER}. */
    protected static final String OWNED = "it-operations";

    /** Of the shared year's indicators, when all of it is evaluated. */
    private static final int MET = 97;

    private static final Duration PATIENCE = Patience.PATIENCE;

    private static boolean ready;
    private static Browser browser;

    @Inject
    protected People people;

    @Inject
    protected Sessions sessions;

    @Inject
    protected EvaluationCache board;

    @BeforeEach
    void theSharedYearIsThere() throws IOException {
        if (ready) {
            return;
        }
        for (byte[] piece : AcceptanceYear.read().pieces(20_000)) {
            admin().contentType(LINES).body(piece).post(Api.EVENTS).then().statusCode(200);
        }
        await().atMost(PATIENCE)
                .until(() -> board.rows().stream()
                                .filter(row -> row.verdict().word().equals("met"))
                                .count()
                        >= MET);
        theFirstAccountIsMadeWithTheToken();
        people.create(OWNER, PASSWORD, Set.of(Role.OWNER), Set.of(OWNED), Set.of(), "test");
        people.create(VIEWER, PASSWORD, Set.of(Role.VIEW), Set.of(), Set.of(), "test");
        ready = true;
    }

    /** As a newcomer does it; the one who has not seen the token cannot, and it is done once. */
    private void theFirstAccountIsMadeWithTheToken() {
        first("no token of anybody's", PASSWORD).then().statusCode(401);
        first(ServiceDatabase.ADMIN_TOKEN, "short").then().statusCode(400);
        first(ServiceDatabase.ADMIN_TOKEN, PASSWORD).then().statusCode(303).header("Set-Cookie", notNullValue());
        first(ServiceDatabase.ADMIN_TOKEN, PASSWORD).then().statusCode(404);
    }

    private static Response first(String token, String password) {
        return Api.nobody()
                .redirects()
                .follow(false)
                .accept("text/html")
                .contentType(ContentType.URLENC.withCharset("UTF-8"))
                .formParam("token", token)
                .formParam("name", ADMINISTRATOR)
                .formParam("password", password)
                .formParam("again", password)
                .post("/sign-in/first");
    }

    /** A page that renews itself would go on asking the service while the tests of other classes run. */
    @AfterAll
    static void theBrowserRests() {
        if (browser != null) {
            browser.rest();
        }
    }

    /** The one browser, no one signed in. */
    protected static Browser browser() {
        Tools.need("chromium", "chromedriver", "han");
        if (browser == null) {
            // An application that was started again has classes of its own: the browser of the one before is not known
            // here.
            if (System.getProperties().get(OPEN_BROWSER) instanceof Runnable before) {
                before.run();
            } else {
                Runtime.getRuntime()
                        .addShutdownHook(new Thread(
                                () -> ((Runnable) System.getProperties().get(OPEN_BROWSER)).run()));
            }
            browser = Browser.start();
            System.getProperties().put(OPEN_BROWSER, (Runnable) browser::close);
        }
        browser.screen(Browser.Screen.DESKTOP);
        browser.light("light");
        browser.forget();
        return browser;
    }

    /** The browser with somebody signed in, through the page. */
    protected static Browser signedIn(String name) {
        Browser browser = browser();
        browser.open("/sign-in").fill("input[name=name]", name).fill("input[name=password]", PASSWORD);
        browser.follow("main button[type=submit]");
        return browser;
    }

    /** Requests of somebody who has signed in, without a browser and its pages. */
    protected RequestSpecification as(String name) {
        Person person = people.all().stream()
                .filter(one -> one.shown().equals(name))
                .findFirst()
                .orElseThrow();
        String secret = sessions.begin(person, Optional.empty(), "test");
        return Api.nobody()
                .redirects()
                .follow(false)
                .filter(new CookieFilter())
                .cookie("dabiao-session", secret)
                .accept("text/html");
    }
}

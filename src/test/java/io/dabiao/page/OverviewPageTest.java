package io.dabiao.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.dabiao.Api;
import io.dabiao.Guard;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.DecoderConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Guard
class OverviewPageTest extends PageTest {

    /** The projects of the shipped catalogue. */
    private static final String SHIPPED =
            "['foreign-experts', 'industrial-internet', 'it-operations', 'network-operations', 'publicity', 'resource-sharing', 'talent-services']";

    @Test
    void theYearIsShownWithItsProjectsAndATileForEveryIndicator() {
        String page = as(ADMINISTRATOR)
                .get("/overview?year=2024&lang=en")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", Browsers.POLICY)
                .header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .extract()
                .asString();
        assertThat(page).contains("信息化运维项目", "资源共享", "All indicators (105)");
        assertThat(page).doesNotContain("<script>", " style=", "onclick");
        assertThat(page.split("class=\"tile tile-", -1)).hasSize(106);
    }

    @Test
    void everyCountLeadsToTheListThatItCounts() {
        String page = as(ADMINISTRATOR).get("/overview?year=2024").asString();
        Matcher counts = Pattern.compile("<li( class=\"heard\")?><a href=\"(/indicators[^\"]+)\"><b>(\\d+)</b>")
                .matcher(page);
        int found = 0;
        while (counts.find()) {
            String list = as(ADMINISTRATOR)
                    .get(counts.group(2).replace("&amp;", "&").replaceFirst("#.*", ""))
                    .asString();
            assertThat(list).as(counts.group(2)).contains("符合条件 " + counts.group(3) + " 条");
            found++;
        }
        assertThat(found).isGreaterThanOrEqualTo(3);
    }

    @Test
    void aPageIsCompressedForABrowserAndItsSecretIsNeverTheSameTwice() {
        String first = as(ADMINISTRATOR).get("/overview").asString();
        String second = as(ADMINISTRATOR).get("/overview").asString();
        assertThat(secret(first)).isNotEqualTo(secret(second));
        as(ADMINISTRATOR)
                .config(RestAssured.config()
                        .decoderConfig(DecoderConfig.decoderConfig().noContentDecoders()))
                .header("Accept-Encoding", "gzip")
                .get("/overview")
                .then()
                .header("Content-Encoding", "gzip");
    }

    private static String secret(String page) {
        Matcher secret = Pattern.compile("name=\"csrf\" content=\"([^\"]+)\"").matcher(page);
        assertThat(secret.find()).isTrue();
        return secret.group(1);
    }

    @Test
    void aListIsFilteredSortedAndExportedByItsPath() {
        String path =
                "/indicators?year=2024&indicators-verdict=met&indicators-project=resource-sharing&indicators-sort=-actual";
        String csv = as(ADMINISTRATOR)
                .get(path + "&indicators-as=csv")
                .then()
                .statusCode(200)
                .contentType(startsWith("text/csv"))
                .header("Content-Disposition", containsString("attachment"))
                .extract()
                .asString();
        assertThat(csv.lines().filter(line -> line.contains("已完成")).count()).isGreaterThan(3);
        assertThat(csv).doesNotContain("信息化运维", "未完成,");
        String chosen = as(ADMINISTRATOR)
                .get(path + "&indicators-column=name&indicators-column=level&indicators-as=csv")
                .asString();
        assertThat(chosen).contains("一级指标").doesNotContain("达成概率");
        assertThat(as(ADMINISTRATOR)
                        .get(path + "&lang=zh&indicators-column=name&indicators-column=behaviour&indicators-as=csv")
                        .asString())
                .contains("全年保持");
    }

    @Test
    void everyListThatAPageShowsHasItsFile() {
        for (String list : List.of("/account?sessions", "/alerts/routes?routes", "/links?links")) {
            as(ADMINISTRATOR)
                    .get(list + "-as=csv")
                    .then()
                    .statusCode(200)
                    .contentType(startsWith("text/csv"))
                    .header("Content-Disposition", containsString("attachment"));
        }
    }

    @Test
    void aViewOfAListIsKeptForItsOwnerAlone() {
        String list = "/indicators?year=2024&indicators-verdict=met&indicators-page=1";
        Typist officer = typist(ADMINISTRATOR);
        assertThat(officer.post(list, "/indicators/views", Map.of("name", "年内已完成", "path", list))
                        .statusCode())
                .isEqualTo(303);
        String shown = officer.get("/indicators?year=2024&lang=zh").asString();
        assertThat(shown)
                .contains("年内已完成", "href=\"/indicators?year=2024&amp;indicators-verdict=met\"", "name=\"pick\"");
        assertThat(typist(VIEWER).get("/indicators?year=2024").asString()).doesNotContain("年内已完成", "name=\"pick\"");
        Matcher view = Pattern.compile("/indicators/views/\\d+/remove").matcher(shown);
        assertThat(view.find()).isTrue();
        assertThat(typist(VIEWER)
                        .post("/indicators?year=2024", view.group(), Map.of("sure", "yes"))
                        .statusCode())
                .isEqualTo(404);
        assertThat(officer.post(list, view.group(), Map.of("sure", "yes")).statusCode())
                .isEqualTo(303);
        String silence = officer.post(
                        list,
                        "/indicators/chosen",
                        Map.of("pick", "2024/it-operations/vpn-users", "act", "silence", "path", list))
                .header("Location");
        assertThat(silence).contains("/alerts/silences/new?indicator=it-operations%2Fvpn-users");
    }

    @Test
    void nothingIsPublicUntilAnAdministratorSaysSo() {
        Api.nobody().get("/status").then().statusCode(404);
        String indicator = "it-operations/long-term-management";
        Api.nobody().get("/status/badges/" + indicator + ".svg").then().statusCode(404);
        assertThat(typist(VIEWER).get("/publish").statusCode()).isEqualTo(403);
        Typist officer = typist(ADMINISTRATOR);
        Map<String, String> wanted = new HashMap<>(
                Map.of("on", "yes", "badges", "yes", "title", "服务运行情况", "indicators", indicator, "revision", "0"));
        assertThat(officer.post("/publish", "/publish", wanted).statusCode()).isEqualTo(303);
        assertThat(officer.post("/publish", "/publish/notices", Map.of("words", "今晚检修"))
                        .statusCode())
                .isEqualTo(303);
        Api.nobody()
                .get("/status?lang=zh")
                .then()
                .statusCode(200)
                .body(containsString("服务运行情况"))
                .body(containsString("今晚检修"))
                .body(containsString("长效管理制度建设"))
                .body(not(containsString("href=\"/indicators\"")));
        Api.nobody()
                .get("/status/badges/" + indicator + ".svg")
                .then()
                .statusCode(200)
                .contentType(startsWith("image/svg+xml"))
                .body(containsString("长效管理制度建设"));
        Api.nobody().get("/status/badges/it-operations/vpn-users.svg").then().statusCode(404);
        // Who has seen another state writes nothing over it.
        assertThat(officer.post("/publish", "/publish", wanted).statusCode()).isEqualTo(400);
        new Pictures(signedIn(ADMINISTRATOR)).everyWay("publish", "/publish");
        new Pictures(browser()).everyWay("status", "/status");
        assertThat(officer.post("/publish", "/publish", Map.of("revision", "1")).statusCode())
                .isEqualTo(303);
        Api.nobody().get("/status").then().statusCode(404);
    }

    private static final Pattern SHARED =
            Pattern.compile("https?://[^/]+(/[a-z/]+/[A-Za-z0-9_-]{43}(?:\\.ics)?)\\?lang=");
    private static final Pattern ENDED = Pattern.compile("/links/\\d+/end");

    private static String shared(Typist typist, String kind, String query) {
        String day = java.time.LocalDate.now(java.time.ZoneId.of("Asia/Shanghai"))
                .plusDays(7)
                .toString();
        String page = typist.post("/links", "/links", Map.of("kind", kind, "query", query, "name", "周会用", "until", day))
                .asString();
        Matcher address = SHARED.matcher(page);
        assertThat(address.find()).as(page).isTrue();
        return address.group(1);
    }

    @Test
    void aLinkShowsOneThingToAnyoneUntilItEndsAndNoneIsMadeBeforeAnAdministratorPermitsIt() {
        Typist officer = typist(ADMINISTRATOR);
        Typist viewer = typist(VIEWER);
        Map<String, String> wanted = Map.of("kind", "wallboard", "name", "大厅", "until", "2999-01-01");
        assertThat(viewer.get("/links?lang=zh").asString()).contains("目前不允许分享链接");
        assertThat(viewer.post("/overview", "/links", wanted).statusCode()).isEqualTo(400);
        assertThat(viewer.post("/overview", "/publish/links", Map.of("allowed", "yes"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(officer.post("/publish", "/publish/links", Map.of("allowed", "yes"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(viewer.post("/links", "/links", wanted).asString()).contains("value=\"大厅\"", "366");

        String view = shared(viewer, "view", "year=2024&indicators-verdict=met&indicators-page=1");
        Api.nobody()
                .get(view + "?lang=zh")
                .then()
                .statusCode(200)
                .body(containsString("周会用"), containsString("mark-met"))
                .body(not(containsString("mark-missed")), not(containsString("href=\"/years/")))
                .body(not(containsString("name=\"pick\"")));
        String wall = shared(viewer, "wallboard", "");
        Api.nobody().get(wall + "?lang=zh").then().statusCode(200).body(containsString("wall-scene"));
        String calendar = shared(viewer, "calendar", "");
        Api.nobody()
                .get(calendar + "?lang=zh")
                .then()
                .statusCode(200)
                .contentType(startsWith("text/calendar"))
                .body(startsWith("BEGIN:VCALENDAR\r\n"));
        // A secret opens what it was made for.
        Api.nobody()
                .get(wall.replace("/wallboard/", "/indicators/shared/"))
                .then()
                .statusCode(404);
        Browser browser = browser();
        new Pictures(browser).everyWay("shared", view);
        new Pictures(browser).everyWay("wallboard", wall);
        new Pictures(signedIn(VIEWER)).everyWay("links", "/links");

        Matcher end = ENDED.matcher(viewer.get("/links").asString());
        assertThat(end.find()).isTrue();
        assertThat(typist(OWNER)
                        .post("/links", end.group(), Map.of("sure", "yes"))
                        .statusCode())
                .isEqualTo(404);
        assertThat(viewer.post("/links", end.group(), Map.of("sure", "yes")).statusCode())
                .isEqualTo(303);
        Api.nobody().get(calendar).then().statusCode(404);
        // An owner's link shows their own project.
        String owners = shared(typist(OWNER), "view", "year=2024");
        Api.nobody()
                .get(owners)
                .then()
                .statusCode(200)
                .body(containsString("信息化运维"), not(containsString("上海市外国人来华工作服务")));
        assertThat(officer.post("/publish", "/publish/links", Map.of("allowed", "no"))
                        .statusCode())
                .isEqualTo(303);
        Api.nobody().get(wall).then().statusCode(404);
    }

    private Typist typist(String name) {
        return new Typist(
                sessions,
                people.all().stream()
                        .filter(one -> one.shown().equals(name))
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void indicatorsProjectsPagesAndFactsAreFoundByTheirWords() {
        as(ADMINISTRATOR)
                .queryParam("lang", "zh")
                .queryParam("q", "热线 2024")
                .get("/search")
                .then()
                .statusCode(200)
                .body(containsString("/years/2024/resource-sharing/hotline-answer-rate"));
        as(ADMINISTRATOR)
                .queryParam("lang", "zh")
                .queryParam("q", "告警")
                .get("/search")
                .then()
                .body(containsString("<h2 id=\"kind-"), containsString("href=\"/alerts\""));
        as(ADMINISTRATOR).get("/search?q=hotline.call-000001").then().body(containsString("/enter/corrections?id="));
        as(OWNER)
                .queryParam("lang", "zh")
                .queryParam("q", "热线")
                .get("/search")
                .then()
                .statusCode(200)
                .body(not(containsString("resource-sharing")));
        Browser browser = signedIn(ADMINISTRATOR);
        browser.open("/reports?year=2024&lang=zh");
        new org.openqa.selenium.interactions.Actions(browser.driver())
                .sendKeys("/")
                .perform();
        browser.leave(() -> new org.openqa.selenium.interactions.Actions(browser.driver())
                .sendKeys("运维", org.openqa.selenium.Keys.ENTER)
                .perform());
        assertThat(browser.path()).startsWith("/search?q=");
        assertThat(browser.text()).contains("信息化运维项目");
        new Pictures(browser).everyWay("search", "/search?q=%E8%BF%90%E7%BB%B4");
    }

    @Test
    void anOwnerSeesHisProjectAndNoOther() {
        for (String path : new String[] {"/overview?year=2024", "/indicators?year=2024"}) {
            as(OWNER)
                    .get(path)
                    .then()
                    .statusCode(200)
                    .body(containsString("信息化运维项目"))
                    .body(not(containsString("资源共享")));
        }
    }

    /** Of the shipped catalogue: what other tests declare beside it is taken off the page before it is measured. */
    @Test
    void todayFitsOneScreenOnADeskAndThreeOnAPhone() {
        Browser browser = signedIn(ADMINISTRATOR);
        for (String ways : List.of("lang=zh&theme=light", "lang=en&theme=dark")) {
            browser.screen(1440, 900);
            assertThat(height(browser.open("/overview?" + ways))).as(ways).isLessThanOrEqualTo(900);
            browser.screen(390, 844);
            assertThat(height(browser.open("/overview?" + ways))).as(ways).isLessThanOrEqualTo(3 * 844L);
        }
    }

    private static long height(Browser browser) {
        return ((Number) browser.script("const shipped = " + SHIPPED + ";"
                        + "document.querySelectorAll('.matrix > li').forEach(row => {"
                        + "  if (!shipped.some(id => row.querySelector('h3 a').pathname.endsWith('/' + id))) row.remove(); });"
                        + "return document.querySelector('.foot').getBoundingClientRect().bottom + window.scrollY"))
                .longValue();
    }

    @Test
    void thePagesAreAccessibleAndFitEveryScreen() {
        Browser browser = signedIn(ADMINISTRATOR);
        new Pictures(browser).everyWay("overview", "/overview?year=2024");
        new Pictures(browser).everyWay("indicators", "/indicators?year=2024");
        new Pictures(browser).everyWay("changes", "/indicators/changes?year=2024");
    }
}

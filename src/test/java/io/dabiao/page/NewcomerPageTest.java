package io.dabiao.page;

import static io.dabiao.Api.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.dabiao.Api;
import io.dabiao.Guard;
import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.dabiao.Tools;
import io.dabiao.access.person.People;
import io.dabiao.access.person.Sessions;
import io.dabiao.cli.Commands;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** From an empty database to a live indicator, as somebody does it who has seen nothing but the printed token. */
@QuarkusTest
@WithTestResource(NewcomerPageTest.Empty.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Guard
class NewcomerPageTest {

    /** No one else's: it is new, and no file says who is told of alerts. */
    public static final class Empty extends ServiceDatabase {

        @Override
        public Map<String, String> start() {
            Map<String, String> settings = new HashMap<>(super.start());
            settings.remove("dabiao.alerts");
            return settings;
        }
    }

    private static final String NEWCOMER = "周新来";
    private static final String PASSWORD = "一句容易记住的话 2024";
    private static final String SUBMIT = "main form.stack button.primary";
    private static final Duration PATIENCE = Patience.PATIENCE;

    /** The promise is five minutes with a person reading and typing; the service's own share must be far below it. */
    private static final Duration WELL_BELOW_FIVE_MINUTES = Patience.PATIENCE;

    private static final int YEAR = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear();
    private static final Pattern BEARER = Pattern.compile("Bearer (dab_[A-Za-z0-9_-]+)");
    private static final Pattern DATA = Pattern.compile("-d '(\\{.*})'");

    @TestHTTPResource("/")
    URI service;

    @Inject
    People people;

    @Inject
    Sessions sessions;

    @Test
    @Order(1)
    void theFirstLiveIndicatorIsThereWellWithinFiveMinutes() throws IOException {
        Tools.need("chromium", "chromedriver", "han");
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            byte[] page = "welcome".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        site.start();
        try (Browser browser = Browser.start()) {
            Instant begun = Instant.now();
            browser.open("/?lang=zh");
            browser.fill("input[name=token]", ServiceDatabase.ADMIN_TOKEN)
                    .fill("input[name=name]", NEWCOMER)
                    .fill("input[name=password]", PASSWORD)
                    .fill("input[name=again]", PASSWORD);
            browser.follow(SUBMIT);
            assertThat(browser.path()).startsWith("/start");
            assertThat(steps(browser)).isEqualTo(1);
            browser.open("/overview");
            assertThat(browser.text()).contains("尚无数据");
            browser.follow(".empty a[href='/start']");
            // Chromium has advice on the form of the first account: two secrets in one form, which is what it asks for.
            unheard(browser);
            new Pictures(browser).everyWay("start", "/start");

            browser.open("/start?lang=zh&theme=light");
            assertThat(browser.find("input[name=unit]").isDisplayed()).isFalse();
            browser.fill("input[name=project]", "门户网站")
                    .fill("input[name=institution]", "某某中心")
                    .fill("input[name=indicator]", "首页平均响应时间")
                    .fill("input[name=target]", "两秒")
                    .fill(
                            "input[name=url]",
                            "http://127.0.0.1:" + site.getAddress().getPort() + "/");
            browser.follow(SUBMIT);
            assertThat(browser.text()).contains("目标值须为数字");
            unheard(browser);
            browser.fill("input[name=target]", "2").follow(SUBMIT);
            assertThat(browser.path()).startsWith("/start/" + YEAR + "/first-1");
            assertThat(browser.find("pre.source").getText())
                    .contains("name: \"首页平均响应时间\"", "printed: \"≤2(秒)\"", "owner: \"" + NEWCOMER + "\"");
            new Pictures(browser).everyWay("start-approve", "/start/" + YEAR + "/first-1");
            browser.open("/start/" + YEAR + "/first-1?lang=zh&theme=light");
            assertThat(steps(browser)).isEqualTo(1);
            browser.follow("form[action$='/approve'] button");
            browser.waiting().until(any -> !browser.all("#state a.button").isEmpty());
            assertThat(steps(browser)).isEqualTo(4);
            browser.follow("#state a.button");
            assertThat(browser.path()).isEqualTo("/years/" + YEAR + "/first-1/first");
            assertThat(browser.find("#content").getText()).contains("首页平均响应时间", "≤ 2 秒");
            assertThat(browser.all(".mark-on_track, .mark-met")).isNotEmpty();
            assertThat(Duration.between(begun, Instant.now())).isLessThan(WELL_BELOW_FIVE_MINUTES);

            browser.open("/start");
            assertThat(steps(browser)).isEqualTo(4);
            new Pictures(browser).everyWay("start-live", "/start/" + YEAR + "/first-1");
            browser.open("/overview?lang=zh");
            assertThat(browser.text()).doesNotContain("尚无数据");
            new Pictures(browser)
                    .everyWay(
                            "start-fact", begun(newcomer(), Map.of("project", "来电", "kind", "CALLS", "target", "85")));
        } finally {
            site.stop(0);
        }
    }

    /** What the browser's console has said so far is expected. */
    private static void unheard(Browser browser) {
        browser.driver().manage().logs().get("browser");
    }

    /** How many steps are ticked. */
    private static int steps(Browser browser) {
        return browser.all(".step-done").size();
    }

    private Typist newcomer() {
        return new Typist(
                sessions,
                people.all().stream()
                        .filter(one -> one.shown().equals(NEWCOMER))
                        .findFirst()
                        .orElseThrow());
    }

    /** @return the path of the way that the project was begun on */
    private static String begun(Typist typist, Map<String, String> more) {
        Map<String, String> typed = new HashMap<>(
                Map.of("institution", "某某中心", "indicator", "指标", "year", String.valueOf(YEAR), "owner", "周新来"));
        typed.putAll(more);
        Response declared = typist.fill("/start", typed);
        assertThat(declared.statusCode()).as(declared.asString()).isEqualTo(303);
        String path = declared.header("Location");
        assertThat(typist.get(path).asString()).contains("/approve");
        assertThat(typist.post(path, path + "/approve", Map.of()).statusCode()).isEqualTo(303);
        return path;
    }

    private static void live(Typist typist, String path) {
        await().atMost(PATIENCE)
                .until(() -> typist.get(path + "/state").asString().contains("href=\"/years/"));
    }

    @Test
    @Order(2)
    void aFactIsTypedAndTheSameFormSentTwiceIsOneFact() {
        Typist typist = newcomer();
        String path = begun(typist, Map.of("project", "热线", "kind", "CALLS", "target", "85"));
        Map<String, String> call = Map.of("answered", "yes", "nonce", "0f8fad5b-d9cb-469f-a165-70867728950e");
        assertThat(typist.post(path, path + "/fact", call).statusCode()).isEqualTo(303);
        assertThat(typist.post(path, path + "/fact", call).statusCode()).isEqualTo(303);
        live(typist, path);
        assertThat(typist.get(path + "/state?lang=en").asString()).contains("1 of 1");
    }

    @Test
    @Order(2)
    void aReportedValueIsTyped() {
        Typist typist = newcomer();
        String path = begun(
                typist, Map.of("project", "培训", "kind", "REPORTED", "target", "800", "unit", "人次", "operator", "≥"));
        assertThat(typist.post(path, path + "/fact", Map.of("value", "many")).statusCode())
                .isEqualTo(400);
        assertThat(typist.post(path, path + "/fact", Map.of("value", "120")).statusCode())
                .isEqualTo(303);
        live(typist, path);
    }

    @Test
    @Order(2)
    void aSystemSendsItsFirstFactWithTheTokenMadeForIt() {
        Typist typist = newcomer();
        String path = begun(typist, Map.of("project", "公众号", "kind", "ARTICLES", "target", "12"));
        String page = typist.post(path, path + "/token", Map.of())
                .asString()
                .replace("&#39;", "'")
                .replace("&quot;", "\"");
        Matcher bearer = BEARER.matcher(page);
        Matcher data = DATA.matcher(page);
        assertThat(bearer.find()).as(page).isTrue();
        assertThat(data.find()).as(page).isTrue();
        Api.bearer(bearer.group(1))
                .contentType(Api.ONE)
                .body(Api.utf8(data.group(1)))
                .post(Api.EVENTS)
                .then()
                .statusCode(200);
        live(typist, path);
        assertThat(typist.get(path).asString()).doesNotContain(bearer.group(1));
        Response other = Api.bearer(bearer.group(1))
                .contentType(Api.LINES)
                .body(Api.utf8(event("//somebody/else", "1")))
                .post(Api.EVENTS);
        assertThat(other.jsonPath().getInt("accepted")).isZero();
    }

    @Test
    @Order(3)
    void whatANewcomerTypesIsShownAsTextAndNeverBreaksOutOfTheDeclaration() {
        Typist typist = newcomer();
        for (String text : Hostile.TEXTS) {
            String name =
                    text.substring(0, text.offsetByCodePoints(0, Math.min(60, text.codePointCount(0, text.length()))));
            Response declared = typist.fill(
                    "/start",
                    Map.of(
                            "project",
                            name,
                            "institution",
                            name,
                            "indicator",
                            name,
                            "kind",
                            "REPORTED",
                            "operator",
                            "≥",
                            "target",
                            "1",
                            "unit",
                            "项",
                            "owner",
                            name + "\n  - id: second",
                            "year",
                            String.valueOf(YEAR)));
            assertThat(declared.statusCode()).as(declared.asString()).isEqualTo(303);
            String page = typist.get(declared.header("Location")).asString();
            assertThat(page).doesNotContain("<img src=x", "document.title='taken'</script>");
            assertThat(page).contains("/approve");
        }
        Response wrong = typist.fill(
                "/start",
                Map.of("kind", "PAGE", "url", "javascript:alert(1)", "year", "1999", "target", "1e9", "unit", "(x)"));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.asString()).contains("value=\"javascript:alert(1)\"", "1e9");
    }

    @Test
    @Order(3)
    void fundsAreAdjustedFromADayOnAndCorrectedOnAPage() throws IOException {
        Tools.need("chromium", "chromedriver", "han");
        if (people.wantsFirst()) {
            people.create(NEWCOMER, PASSWORD, Set.of("admin"), Set.of(), Set.of(), "test");
        }
        Typist typist = newcomer();
        String begun =
                begun(typist, Map.of("project", "资金", "kind", "REPORTED", "target", "1", "unit", "项", "operator", "≥"));
        String project = begun.substring("/start".length());
        String form = "/declaring" + project + "/budget";
        await().atMost(PATIENCE)
                .until(() -> typist.get("/years" + project).asString().contains(form));
        Response wrong = typist.post(
                form,
                form,
                Map.of("total", "100", "treasury", "６０", "other", "3x", "manner", "adjust", "from", "", "because", ""));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.asString()).contains("value=\"3x\"", "金额须为数字", "日期无法识别", "请填写理由");
        Map<String, String> sound = new HashMap<>(Map.of(
                "total", "1,000.50", "treasury", "1,000", "carriedOver", "", "other", "0.5", "manner", "correct"));
        sound.put("because", "填写有误");
        sound.put("approve", "yes");
        assertThat(typist.post(form, form, Map.of("total", "2", "treasury", "1", "manner", "correct", "because", "x"))
                        .asString())
                .contains("之和不等于总额");
        assertThat(typist.post(form, form, sound).statusCode()).isEqualTo(303);
        sound.putAll(Map.of(
                "total",
                "1500",
                "treasury",
                "1500",
                "other",
                "",
                "manner",
                "adjust",
                "from",
                YEAR + "-01-02",
                "because",
                "追加: \"预算\""));
        assertThat(typist.post(form, form, sound).statusCode()).isEqualTo(303);
        assertThat(typist.get("/declarations" + project + "?lang=zh").asString())
                .contains("total: 1000.50", "total: 1500", "追加:", "by: &quot;" + NEWCOMER);
        assertThat(typist.get(form + "?lang=zh").asString()).contains("value=\"1500\"", "现行金额：总额");
        assertThat(typist.post(form, form, sound).asString()).contains("须晚于此前各次调整");
        assertThat(typist.get(form + "?lang=zh").asString()).doesNotContain("value=\"correct\"");
        sound.put("manner", "correct");
        Response undone = typist.post(form, form, sound);
        assertThat(undone.statusCode()).isEqualTo(400);
        assertThat(undone.asString()).contains("年初金额请在申报文本中更正");
        sound.put("manner", "adjust");
        sound.put("from", (YEAR + 1) + "-01-01");
        assertThat(typist.post(form, form, sound).statusCode()).isEqualTo(422);
        try (Browser browser = Browser.start()) {
            signIn(browser);
            new Pictures(browser).everyWay("budget", form);
        }
    }

    @Test
    @Order(3)
    void whoMayOnlyReadTakesNoFirstSteps() {
        people.create("只读", PASSWORD, java.util.Set.of("view"), java.util.Set.of(), java.util.Set.of(), "test");
        Typist reader = new Typist(
                sessions,
                people.all().stream()
                        .filter(one -> one.shown().equals("只读"))
                        .findFirst()
                        .orElseThrow());
        assertThat(reader.get("/start").statusCode()).isEqualTo(403);
        assertThat(reader.get("/overview").asString()).doesNotContain("href=\"/start\"");
    }

    @Test
    @Order(3)
    void aReceiverIsMadeOnAPageItsTestArrivesAndItsSecretIsNeverShownAgain() throws IOException {
        Tools.need("chromium", "chromedriver", "han");
        BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
        HttpServer desk = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        desk.createContext("/", exchange -> {
            arrived.add(exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = "{\"errcode\":0}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        desk.start();
        String address = "http://127.0.0.1:" + desk.getAddress().getPort() + "/robot?key=kept-apart";
        try (Browser browser = Browser.start()) {
            signIn(browser);
            browser.open("/overview?lang=zh&theme=light");
            browser.clicks();
            browser.follow(".menu a[href='/alerts']");
            browser.follow(".tabs a[href='/alerts/receivers']");
            browser.follow("main a[href='/alerts/receivers/new?channel=wecom']");
            browser.fill("input[name=name]", "值班群").fill("input[name='setting:url']", "没有地址");
            browser.follow("button[value=test]");
            assertThat(browser.find(".flash:not([hidden])").getText()).contains("填写的内容有误");
            unheard(browser);
            browser.clicks();
            browser.fill("input[name='setting:url']", address).follow("button[value=test]");
            assertThat(browser.clicks() + 3)
                    .as("clicks to a receiver and its test")
                    .isLessThanOrEqualTo(4);
            assertThat(browser.find(".flash").getText()).contains("测试消息已送达“值班群”");
            assertThat(arrived).anyMatch(one -> one.contains("key=kept-apart") && one.contains("markdown"));
            arrived.clear();
            new Pictures(browser).everyWay("receivers-kept", "/alerts/receivers");

            browser.open("/alerts/receivers?lang=zh&theme=light").follow("main td a[href$='/edit']");
            String edit = browser.path();
            assertThat(browser.driver().getPageSource()).contains("已保存；留空表示不变").doesNotContain("kept-apart");
            new Pictures(browser).everyWay("receiver-kept", edit);
            browser.open("/alerts/routes?lang=zh&theme=light");
            assertThat(browser.text()).contains("全部告警", "值班群");
            new Pictures(browser).everyWay("routes-kept", "/alerts/routes");
            new Pictures(browser).everyWay("route-new", "/alerts/routes/new");
            new Pictures(browser).everyWay("maintenance-new", "/alerts/maintenance/new");

            Typist typist = newcomer();
            String id = edit.replaceAll("\\D", "");
            Map<String, String> again = new HashMap<>(
                    Map.of("id", id, "revision", "1", "channel", "wecom", "name", "信息部值班群", "act", "save"));
            assertThat(typist.post(edit, "/alerts/receivers/save", again).statusCode())
                    .isEqualTo(303);
            assertThat(typist.get("/alerts/routes").asString()).contains("信息部值班群");
            // Another one had the form open: what they typed is still there, and nothing is written over.
            again.put("name", "总值班室");
            Response late = typist.post(edit, "/alerts/receivers/save", again);
            assertThat(late.statusCode()).isEqualTo(400);
            assertThat(late.asString()).contains("value=\"总值班室\"", "已被他人修改");
            assertThat(typist.post("/alerts/receivers", "/alerts/receivers/信息部值班群/test", Map.of("sure", "yes"))
                            .statusCode())
                    .isEqualTo(303);
            assertThat(arrived).anyMatch(one -> one.contains("key=kept-apart"));
            assertThat(typist.get("/audit?lang=zh").asString())
                    .contains("保存告警设置")
                    .doesNotContain("kept-apart");

            Map<String, String> night = Map.of(
                    "name",
                    "夜间",
                    "receivers",
                    "信息部值班群",
                    "severity",
                    "critical",
                    "from",
                    "22:00",
                    "until",
                    "07:00",
                    "after",
                    "4h",
                    "upTo",
                    "信息部值班群");
            assertThat(typist.post("/alerts/routes", "/alerts/routes/save", night)
                            .statusCode())
                    .isEqualTo(303);
            assertThat(typist.get("/alerts/routes?lang=zh").asString())
                    .contains("仅严重", "22:00–07:00", "4 小时后升级至 信息部值班群");
            assertThat(typist.post(
                                    "/alerts/silences",
                                    "/alerts/maintenance/save",
                                    Map.of(
                                            "name", "周日补丁", "days", "sunday", "from", "02:00", "until", "04:00",
                                            "kinds", "live", "reason", "例行"))
                            .statusCode())
                    .isEqualTo(303);
            assertThat(typist.get("/alerts/silences?lang=zh").asString()).contains("周日补丁", "例行");
            assertThat(typist.post(edit, "/alerts/receivers/" + id + "/remove", Map.of("sure", "yes"))
                            .statusCode())
                    .isEqualTo(303);
            assertThat(typist.get("/alerts/routes?lang=zh").asString()).contains("还没有通知规则");
        } finally {
            desk.stop(0);
        }
    }

    private static void signIn(Browser browser) {
        browser.open("/sign-in?lang=zh&theme=light")
                .fill("input[name=name]", NEWCOMER)
                .fill("input[name=password]", PASSWORD);
        browser.follow("main button[type=submit]");
    }

    @Test
    @Order(4)
    @Tag("long")
    void anIndicatorIsAddedATargetAmendedAndSevenDraftsApprovedInFewClicks() {
        try (Browser browser = Browser.start()) {
            browser.open("/sign-in?lang=zh&theme=light")
                    .fill("input[name=name]", NEWCOMER)
                    .fill("input[name=password]", PASSWORD);
            browser.follow("main button[type=submit]");

            browser.open("/years/" + YEAR + "/first-1");
            browser.clicks();
            browser.follow("main a[href$='/first-1/indicators']");
            browser.fill("input[name=name]", "每月来电量")
                    .fill("input[name=target]", "1,200 次")
                    .click("select[name=type] option[value='hotline.call']");
            browser.waiting().until(any -> browser.find("#trial").getText().contains("计入"));
            browser.follow("button[name=approve]");
            assertThat(browser.clicks()).as("clicks to add an indicator").isLessThanOrEqualTo(4);
            assertThat(browser.path()).isEqualTo("/years/" + YEAR + "/first-1");
            browser.waiting()
                    .until(any ->
                            browser.open("/years/" + YEAR + "/first-1").text().contains("每月来电量"));
            new Pictures(browser).everyWay("declaring", "/declaring/" + YEAR + "/first-1/indicators");

            browser.open("/years/" + YEAR + "/first-1/first?lang=zh&theme=light");
            browser.clicks();
            browser.follow("main a[href*='/declaring/']");
            browser.fill("input[name=target]", "3").fill("textarea[name=because]", "经批准调整");
            browser.follow("button[name=approve]");
            assertThat(browser.clicks()).as("clicks to amend a target").isLessThanOrEqualTo(4);
            browser.waiting()
                    .until(any -> browser.open("/years/" + YEAR + "/first-1/first")
                            .text()
                            .contains("≤ 3 秒"));

            browser.open("/years/" + YEAR + "/first-1");
            browser.follow("#indicators td a[href*='/added-1']").follow("main a[href*='/declaring/']");
            new Pictures(browser).everyWay("amend", "/declaring/" + YEAR + "/first-1/indicators/added-1");
            browser.open("/declaring/" + YEAR + "/first-1/indicators/added-1?lang=zh&theme=light");
            browser.script("window.confirm = () => true");
            browser.follow("form[action$='/end'] button[name=approve]");
            assertThat(browser.find("form[action$='/end'] .fault-beside").getText())
                    .contains("理由");
            browser.assertSound("an end without a reason");
            browser.script("window.confirm = () => true");
            browser.fill("textarea[name=why]", "职能划转").follow("form[action$='/end'] button[name=approve]");
            browser.waiting()
                    .until(any ->
                            !browser.open("/years/" + YEAR + "/first-1").text().contains("每月来电量"));

            new Pictures(browser).everyWay("approve-several", "/declaring/approve");
            browser.open("/overview?lang=zh&theme=light");
            browser.clicks();
            browser.follow(".menu a[href='/declarations']");
            browser.follow("main a[href='/declaring/approve']");
            browser.follow("main button.primary");
            assertThat(browser.clicks()).as("clicks to approve seven drafts").isLessThanOrEqualTo(4);
            assertThat(browser.find(".flash").getText()).containsPattern("已批准 \\d+ 份申报");
            assertThat(browser.text()).contains("没有待批准的申报");
        }
    }

    /** Whether indicators of the year that it is of are listed. */
    private static boolean showsTheSample(Typist typist) {
        return typist.get("/indicators?year=2024&indicators-project=resource-sharing")
                .asString()
                .contains("/years/2024/resource-sharing/");
    }

    private static void choose(Typist typist, String choice) {
        assertThat(typist.post("/start", "/start/sample", Map.of("choice", choice))
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    @Order(5)
    @Tag("long")
    void theSampleLeavesThePagesWithOneChoiceAndComesBackWithAnother() {
        Typist typist = newcomer();
        assertThat(typist.get("/start?lang=zh").asString()).contains("附带的样例申报", "保留：这就是我单位的申报");
        await().atMost(PATIENCE).until(() -> showsTheSample(typist));
        for (String choice : new String[] {"hidden", "kept", "removed", "kept"}) {
            choose(typist, choice);
            await().atMost(PATIENCE).until(() -> showsTheSample(typist) == choice.equals("kept"));
            assertThat(typist.get("/overview").statusCode()).isEqualTo(200);
            assertThat(typist.get("/declarations?lang=zh").statusCode()).isEqualTo(200);
            // What people declared stays.
            assertThat(typist.get("/indicators?lang=zh").asString()).contains("/years/" + YEAR + "/first-");
        }
        assertThat(typist.get("/audit?lang=zh").asString()).contains("处理样例申报");
        Typist reader = new Typist(
                sessions,
                people.all().stream()
                        .filter(one -> one.shown().equals("只读"))
                        .findFirst()
                        .orElseThrow());
        assertThat(reader.post("/overview", "/start/sample", Map.of("choice", "removed"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    @Order(6)
    @Tag("long")
    void theDemonstrationIsOneButtonAndGoneWithAnother() {
        Typist typist = newcomer();
        assertThat(typist.post("/start", "/start/sample/demonstration", Map.of("sure", "yes"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(typist.get("/start?lang=zh").asString()).contains("/start/sample/demonstration/progress");
        await().atMost(PATIENCE.multipliedBy(6))
                .until(() -> !typist.get("/start?lang=zh").asString().contains("demonstration/progress"));
        await().atMost(PATIENCE)
                .until(() -> typist.get("/overview?lang=zh").asString().contains("class=\"demonstration\""));
        assertThat(typist.get("/start?lang=zh").asString()).contains("清除演示数据").doesNotContain("上次播放中断");
        assertThat(typist.post("/start", "/start/sample/demonstration/remove", Map.of("sure", "yes"))
                        .statusCode())
                .isEqualTo(303);
        await().atMost(PATIENCE)
                .until(() -> !typist.get("/overview?lang=zh").asString().contains("class=\"demonstration\""));
    }

    /** Run on its own it works as well: it needs nothing that those before it made. */
    @Test
    @Order(7)
    @Tag("long")
    void aFolderSaysWhoIsToldAndWhatPeopleMayDoAfterItsDifferenceWasShown(@TempDir Path folder) throws IOException {
        if (people.wantsFirst()) {
            people.create("文件管理员", PASSWORD, Set.of("admin"), Set.of(), Set.of(), "test");
        }
        people.create("按文件授权", PASSWORD, Set.of("view"), Set.of(), Set.of(), "test");
        Path address = Files.writeString(folder.resolve("address"), "http://127.0.0.1:9/robot?key=kept-apart");
        Path installation = Files.createDirectory(folder.resolve("installation"));
        Files.writeString(installation.resolve("alerts.yaml"), "receivers: {}\nroutes: []\n");
        assertThat(apply(installation, "--prune")).isZero(); // What others made by hand.
        String alerts = """
                language: zh
                receivers:
                  文件群: {channel: wecom, url: {file: %s}}
                routes:
                  - {name: 文件全部, receivers: [文件群]}
                  - {name: 文件夜间, severity: critical, receivers: [文件群]}
                maintenance:
                  - {id: 文件补丁, kinds: [live], every: [sunday], from: "02:00", until: "04:00", author: 信息部, reason: 例行}
                """.formatted(address);
        Files.writeString(installation.resolve("alerts.yaml"), alerts);
        Files.writeString(installation.resolve("people.yaml"), "people:\n  - {name: 按文件授权, roles: [report, view]}\n");

        assertThat(apply(installation, "--dry-run")).isEqualTo(1);
        assertThat(kept()).isEmpty();
        assertThat(apply(installation)).isZero();
        assertThat(apply(installation, "--dry-run")).isZero();
        assertThat(kept())
                .containsExactlyInAnyOrder(
                        "general all", "receiver 文件群", "route 文件全部", "route 文件夜间", "maintenance 文件补丁");
        Response settings = Api.admin().get("/api/v1/alerts/settings");
        assertThat(settings.asString()).contains("\"secrets\":[\"url\"]").doesNotContain("kept-apart");
        assertThat(people.all())
                .filteredOn(one -> one.shown().equals("按文件授权"))
                .allSatisfy(one -> assertThat(one.roles()).containsExactly("report", "view"));

        // A secret that differs is a difference, though it is shown to no one; an order too.
        Files.writeString(address, "http://127.0.0.1:9/robot?key=another");
        assertThat(apply(installation, "--dry-run")).isEqualTo(1);
        assertThat(apply(installation)).isZero();
        Files.writeString(installation.resolve("alerts.yaml"), """
                receivers:
                  文件群: {channel: wecom, url: {file: %s}}
                routes:
                  - {name: 文件夜间, severity: critical, receivers: [文件群]}
                  - {name: 文件全部, receivers: [文件群]}
                """.formatted(address));
        assertThat(apply(installation, "--prune")).isZero();
        assertThat(kept()).containsExactly("receiver 文件群", "route 文件夜间", "route 文件全部");

        // What is not sound together, or would have the service read its own files, changes nothing.
        for (String wrong : new String[] {
            "receivers: {}\nroutes: [{name: 甲, receivers: [没有]}]\n",
            "receivers: {文件群: {channel: wecom, url: x}}\nroutes: []\n",
            "receivers: {}\nroutes: []\ntexts: /etc\n",
            "receivers: {邮件: {channel: mail, host: h, from: a@b.c, to: [a@b.c], template: /etc/passwd}}\nroutes: []\n"
        }) {
            Files.writeString(installation.resolve("alerts.yaml"), wrong);
            assertThat(apply(installation, "--prune")).as(wrong).isEqualTo(1);
        }
        assertThat(kept()).containsExactly("receiver 文件群", "route 文件夜间", "route 文件全部");
        Files.writeString(installation.resolve("alerts.yaml"), "receivers: {}\nroutes: []\n");
        assertThat(apply(installation, "--prune")).isZero();
        assertThat(kept()).isEmpty();
        people.all().stream().filter(one -> one.shown().equals("按文件授权")).forEach(one -> people.end(one.id(), "test"));
    }

    private int apply(Path installation, String... more) {
        List<String> arguments = new ArrayList<>(List.of("apply", installation.toString()));
        arguments.addAll(List.of(more));
        arguments.addAll(List.of("--url", service.toString(), "--token", ServiceDatabase.ADMIN_TOKEN));
        return Commands.run(arguments.toArray(String[]::new), Clock.systemUTC());
    }

    /** What is kept, as kind and name, in order. */
    private static List<String> kept() {
        List<Map<String, Object>> all =
                Api.admin().get("/api/v1/alerts/settings").jsonPath().getList("$");
        return all.stream().map(one -> one.get("kind") + " " + one.get("name")).toList();
    }
}

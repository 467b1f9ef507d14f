package io.dabiao.page;

import static io.dabiao.Api.admin;
import static io.dabiao.Api.event;
import static io.dabiao.Api.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import com.sun.net.httpserver.HttpServer;
import io.dabiao.Guard;
import io.dabiao.Patience;
import io.dabiao.access.Role;
import io.dabiao.access.person.Person;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Guard
class AlertsPageTest extends PageTest {

    private static final Duration PATIENCE = Patience.PATIENCE;
    private static final int YEAR = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear();
    private static final String MINE = "alerts-page-mine";
    private static final String OTHER = "alerts-page-other";

    private static boolean fired;
    private static Person owner;

    @ConfigProperty(name = "dabiao.declarations")
    Path declarations;

    @ConfigProperty(name = "dabiao.alerts")
    Optional<Path> settings;

    private static final AtomicInteger REFUSALS = new AtomicInteger();

    private static HttpServer receivers;

    /** One project's alert is told, another's refused. */
    @BeforeEach
    void twoProjectsAreBreached() throws IOException {
        if (fired) {
            return;
        }
        receivers = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receivers.createContext("/", exchange -> {
            boolean refuses = exchange.getRequestURI().getPath().contains("refuses");
            REFUSALS.addAndGet(refuses ? 1 : 0);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(refuses ? 400 : 200, -1);
            exchange.close();
        });
        receivers.start();
        String at = "http://127.0.0.1:" + receivers.getAddress().getPort();
        write(
                settings.orElseThrow(),
                "link: https://dabiao.example.org\nreceivers:\n"
                        + "  desk: {channel: webhook, url: \"" + at + "/desk\"}\n"
                        + "  broken: {channel: webhook, url: \"" + at + "/refuses\"}\n"
                        + "routes:\n"
                        + "- {name: mine, projects: [" + MINE + "], receivers: [desk], wait: 0s, every: 0s}\n"
                        + "- {name: other, projects: [" + OTHER + "], receivers: [broken], wait: 0s, every: 0s}\n"
                        + "maintenance:\n"
                        + "- {id: patch-sunday, every: sunday, from: \"02:00\", until: \"04:00\", projects: [" + MINE
                        + "], author: 运维组, reason: 每周例行维护}\n");
        for (String project : new String[] {MINE, OTHER}) {
            write(declarations.resolve(project + ".yaml"), declaration(project));
            await().atMost(PATIENCE)
                    .until(() -> admin().get("/api/v1/years/" + YEAR + "/projects/" + project)
                                    .statusCode()
                            == 200);
            take(event(
                    "alerts-page",
                    project,
                    "test." + project,
                    Instant.now().minusSeconds(3600).toString(),
                    "{\"value\":3}"));
        }
        await().atMost(PATIENCE)
                .until(() -> admin().get("/api/v1/alerts?state=firing&kind=breached")
                        .jsonPath()
                        .getList("project")
                        .containsAll(Set.of(MINE, OTHER)));
        await().atMost(PATIENCE)
                .until(() -> admin().get("/api/v1/alerts/notifications")
                        .jsonPath()
                        .getList("state")
                        .containsAll(Set.of("delivered", "refused")));
        owner = people.create("告警项目负责人", PASSWORD, Set.of(Role.OWNER), Set.of(MINE), Set.of("值班员"), "test");
        fired = true;
    }

    @AfterAll
    static void stop() {
        if (receivers != null) {
            receivers.stop(0);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path whole = Files.createTempFile(file.getParent(), ".new", "");
        Files.writeString(whole, text);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String declaration(String project) {
        return "project: " + project + "\nname: 项目" + project + "\nyear: " + YEAR
                + "\ninstitution: 中心\ndepartment: 局\nnature: 经常性\ncategory: 运转类\nzone: Asia/Shanghai\n"
                + "period: {from: " + YEAR + "-01-01, to: " + YEAR + "-12-31}\n"
                + "budget: {total: 1.00, treasury: 1.00, carriedOver: 0.00, other: 0.00}\ngoal: 试验\nindicators:\n"
                + "  - {id: level, name: 服务水平, level1: 产出指标, level2: 质量指标, printed: '≥5(级)', behaviour: standing,"
                + " measure: {latest: value, over: 'test." + project + "'}, cadence: P365D, owner: 值班员}\n";
    }

    private static String alert(String project) {
        return "/alerts/"
                + admin().queryParam("project", project)
                        .get("/api/v1/alerts")
                        .jsonPath()
                        .getString("[0].id");
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
    void whatFiresIsListedWithWhoWasToldAndIsAcknowledged() {
        Browser browser = signedIn(ADMINISTRATOR);
        browser.open("/alerts?lang=zh&alerts-project=" + MINE);
        assertThat(browser.text()).contains("服务水平", "未达标", "严重", "desk", "值班员", "3 级");
        as(VIEWER)
                .get("/alerts?alerts-kind=breached&alerts-as=csv")
                .then()
                .statusCode(200)
                .body(containsString(MINE))
                .body(containsString("服务水平"));
        browser.open(alert(MINE)).fill("textarea[name=note]", "正在扩容，" + Hostile.SCRIPT);
        browser.follow("main form button[type=submit]");
        assertThat(browser.text()).contains("已确认，不再提醒", "正在扩容，" + Hostile.SCRIPT);
        assertThat(browser.title()).doesNotContain("taken");
        // The story of it, in order.
        assertThat(browser.text())
                .containsSubsequence(
                        "规则", "“未达标”（严重）", "满足条件，待触发", "触发", "适用的通知规则", "mine → desk", "告警 → desk：已送达", "确认", "正在扩容");
        as(ADMINISTRATOR).get(alert(MINE)).then().body(containsString("href=\"/runbooks#breached\""));
        typist(ADMINISTRATOR)
                .post(alert(OTHER), alert(OTHER) + "/acknowledge", Map.of("note", " "))
                .then()
                .statusCode(400)
                .body(containsString("请填写正在如何处理"));
        typist(VIEWER)
                .post("/alerts", alert(OTHER) + "/acknowledge", Map.of("note", "x"))
                .then()
                .statusCode(403);
    }

    @Test
    void aDigestIsChosenAndSentAndThoseInChargeAreReminded() {
        Browser browser = signedIn(ADMINISTRATOR);
        browser.open("/alerts/digests?lang=zh");
        browser.find("select[name=receiver] option[value=desk]").click();
        browser.follow("main form[action='/alerts/digests'] button");
        assertThat(browser.text()).contains("周报已订阅", "星期一 8:00", ADMINISTRATOR);
        browser.follow("#digests tbody form[action$='/send'] button");
        assertThat(browser.text()).contains("周报已发送给 desk");
        awaitMessage("digest", "【周报】");
        browser.follow("#digests tbody form[action$='/remove'] button");
        assertThat(browser.text()).contains("周报已取消");

        browser.open("/indicators?lang=zh&indicators-q=" + MINE);
        browser.script("document.querySelector('input[name=pick]').click()");
        browser.fill("input[name=note]", "请于周五前核实，" + Hostile.SCRIPT).follow("button[value=remind]");
        assertThat(browser.text()).contains("已催办，通知发往：desk");
        awaitMessage("request", "【催办】");
        browser.script("document.querySelector('input[name=pick]').click()");
        browser.fill("input[name=owner]", "新值班员").follow("button[value=assign]");
        assertThat(browser.text()).contains("由申报文件管理", MINE);
    }

    private static void awaitMessage(String occasion, String title) {
        await().atMost(PATIENCE)
                .until(() -> admin()
                        .get("/api/v1/alerts/notifications?receiver=desk&state=delivered")
                        .jsonPath()
                        .<Map<String, Object>>getList("")
                        .stream()
                        .anyMatch(one -> one.get("occasion").equals(occasion)
                                && one.get("title").toString().startsWith(title)));
    }

    @Test
    void aSilenceIsMadeWhereAnAlertIsAndEnded() {
        Browser browser = signedIn(ADMINISTRATOR);
        browser.open("/alerts/silences?lang=zh");
        assertThat(browser.text()).contains("patch-sunday", "每周例行维护", "运维组");
        browser.open("/alerts/silences/new?alert=" + alert(OTHER).substring("/alerts/".length()));
        browser.fill("textarea[name=reason]", "停机升级").follow("main form button[type=submit]");
        assertThat(browser.text()).contains("静默已建立", "停机升级", OTHER);
        as(ADMINISTRATOR).get(alert(OTHER)).then().body(containsString("停机升级"));
        browser.follow("#silences td form button");
        assertThat(browser.text()).contains("静默已结束").doesNotContain("停机升级");
        Typist officer = typist(ADMINISTRATOR);
        String form = "/alerts/silences/new";
        officer.post(form, "/alerts/silences", Map.of("ends", "2099-01-01T00:00", "reason", "太长", "kinds", "live"))
                .then()
                .statusCode(400)
                .body(containsString("不超过 366 天"));
        String soon = LocalDate.now(ZoneId.of("Asia/Shanghai")).plusDays(2) + "T00:00";
        officer.post(form, "/alerts/silences", Map.of("ends", soon, "reason", "全部"))
                .then()
                .statusCode(400)
                .body(containsString("不能静默全部告警"));
        officer.post(form, "/alerts/silences", Map.of("ends", "soon", "reason", "全部", "kinds", "live"))
                .then()
                .statusCode(400)
                .body(containsString("时间填写有误"));
        for (String text : Hostile.TEXTS) {
            boolean tooLong = text.length() > 2_000;
            officer.post(
                            form,
                            "/alerts/silences",
                            Map.of("ends", soon, "reason", text, "kinds", "live", "projects", "publicity"))
                    .then()
                    .statusCode(tooLong ? 400 : 303)
                    .body(not(containsString("<script>document")));
        }
        browser.screen(Browser.Screen.PHONE);
        browser.open("/alerts/silences");
        assertThat(browser.text()).contains(Hostile.SCRIPT, Hostile.TEMPLATE);
        browser.assertSound("hostile silences");
    }

    @Test
    void aReceiverIsTriedOutByAnAdministratorAndARefusalSaysWhy() {
        Typist officer = typist(ADMINISTRATOR);
        officer.get("/alerts/receivers?lang=zh")
                .then()
                .body(containsString("发送测试"))
                .body(not(containsString("127.0.0.1")));
        officer.post("/alerts/receivers", "/alerts/receivers/desk/test", Map.of("sure", "yes"))
                .then()
                .statusCode(303);
        officer.get("/alerts/receivers").then().body(containsString("测试消息已送达“desk”"));
        officer.post("/alerts/receivers", "/alerts/receivers/broken/test", Map.of("sure", "yes"))
                .then()
                .statusCode(303);
        officer.get("/alerts/receivers").then().body(containsString("“broken”拒收测试消息"));
        Typist viewer = typist(VIEWER);
        viewer.get("/alerts/receivers").then().statusCode(200).body(not(containsString("/test\"")));
        viewer.post("/alerts/receivers", "/alerts/receivers/desk/test", Map.of("sure", "yes"))
                .then()
                .statusCode(403);
        viewer.get("/alerts/messages?messages-state=refused&lang=zh")
                .then()
                .body(containsString("被拒收"))
                .body(containsString("400"));
        viewer.get("/alerts/messages?messages-state=refused&messages-as=csv")
                .then()
                .body(containsString("broken"))
                .body(not(containsString("desk")));
        viewer.get("/alerts?lang=zh").then().body(containsString("未送达 broken"));
    }

    @Test
    void aTextIsTriedBeforeItIsUsed() {
        Typist officer = typist(ADMINISTRATOR);
        officer.get("/alerts/texts?lang=zh").then().statusCode(200).body(containsString("热线接听率（示例）"));
        officer.post(
                        "/alerts/texts",
                        "/alerts/texts",
                        Map.of(
                                "language", "zh",
                                "occasion", "firing",
                                "alert", alert(MINE).substring("/alerts/".length()),
                                "title", "试 {first.indicator}",
                                "body", Hostile.SCRIPT + " {first.link}"))
                .then()
                .statusCode(200)
                .body(containsString("试 服务水平"))
                .body(containsString("https://dabiao.example.org" + alert(MINE)))
                .body(not(containsString("<script>document")));
        officer.post("/alerts/texts", "/alerts/texts", Map.of("title", "{nothing.here}", "body", "x"))
                .then()
                .statusCode(400)
                .body(containsString("模板有误"))
                .body(containsString("title.zh.txt, line 1, column 1: no such value: &#39;nothing.here&#39;"));
        Typist mine = new Typist(sessions, owner);
        mine.get("/alerts/texts?lang=zh")
                .then()
                .statusCode(200)
                .body(containsString("热线接听率（示例）"))
                .body(not(containsString("<textarea")));
        mine.post("/alerts/texts", "/alerts/texts", Map.of("language", "en", "occasion", "resolved"))
                .then()
                .statusCode(200)
                .body(containsString("[Resolved]"));
        mine.post("/alerts/texts", "/alerts/texts", Map.of("title", "{count}", "body", "x"))
                .then()
                .statusCode(403);
    }

    @Test
    void aRefusedMessageIsSentAgainByAnAdministrator() {
        Typist officer = typist(ADMINISTRATOR);
        Matcher refused = Pattern.compile("/alerts/messages/\\d+")
                .matcher(officer.get("/alerts/messages?messages-state=refused").asString());
        assertThat(refused.find()).isTrue();
        String message = refused.group();
        officer.get(message + "?lang=zh").then().body(containsString("重新发送"));
        typist(VIEWER).get(message + "?lang=zh").then().body(not(containsString("重新发送")));
        typist(VIEWER)
                .post("/alerts", message + "/again", Map.of("sure", "yes"))
                .then()
                .statusCode(403);
        int before = REFUSALS.get();
        officer.post(message, message + "/again", Map.of("sure", "yes")).then().statusCode(303);
        await().atMost(PATIENCE).until(() -> REFUSALS.get() > before);
        await().atMost(PATIENCE)
                .until(() -> officer.get(message + "?lang=zh").asString().contains("重新发送"));
        officer.get("/audit?lang=zh").then().body(containsString("重新发送通知"));
    }

    @Test
    void anOwnerKnowsOfHisOwnProjectsAlertsAlone() {
        Typist mine = new Typist(sessions, owner);
        mine.get("/alerts").then().statusCode(200).body(containsString(MINE)).body(not(containsString(OTHER)));
        mine.get(alert(MINE)).then().statusCode(200);
        mine.get(alert(OTHER)).then().statusCode(404);
        mine.get("/alerts/past").then().body(not(containsString(OTHER)));
        mine.get("/alerts/messages").then().body(containsString("desk")).body(not(containsString("broken")));
        mine.get("/alerts/texts").then().body(not(containsString(OTHER)));
        mine.get("/alerts/silences/new?alert=" + alert(OTHER).substring("/alerts/".length()))
                .then()
                .statusCode(404);
        mine.post("/alerts", alert(OTHER) + "/acknowledge", Map.of("note", "x"))
                .then()
                .statusCode(404);
        String soon = LocalDate.now(ZoneId.of("Asia/Shanghai")).plusDays(2) + "T00:00";
        for (Map<String, String> wanted : java.util.List.of(
                Map.of("ends", soon, "reason", "他人", "projects", OTHER),
                Map.of("ends", soon, "reason", "他人", "indicators", OTHER + "/level"),
                Map.of("ends", soon, "reason", "所有", "kinds", "breached"))) {
            mine.post("/alerts/silences/new", "/alerts/silences", wanted)
                    .then()
                    .statusCode(400)
                    .body(containsString("请选择您负责的项目"));
        }
        String foreign = typist(ADMINISTRATOR)
                .post(
                        "/alerts/silences/new",
                        "/alerts/silences",
                        Map.of("ends", soon, "reason", "他人的静默", "projects", OTHER))
                .header("Location");
        assertThat(foreign).isEqualTo("/alerts/silences");
        mine.get("/alerts/silences").then().body(not(containsString("他人的静默")));
        String id = admin().get("/api/v1/alerts/silences").jsonPath().getString("find { it.reason == '他人的静默' }.id");
        mine.post("/alerts/silences", "/alerts/silences/" + id + "/end", Map.of("sure", "yes"))
                .then()
                .statusCode(404);
        mine.post(
                        "/alerts/silences/new",
                        "/alerts/silences",
                        Map.of("ends", soon, "reason", "自己的静默", "indicators", MINE + "/level"))
                .then()
                .statusCode(303);
        mine.get("/overview?year=" + YEAR).then().statusCode(200).body(not(containsString(OTHER)));
    }

    @Test
    void theAlertsFitEveryScreen() {
        Pictures pictures = new Pictures(signedIn(ADMINISTRATOR));
        pictures.everyWay("alerts", "/alerts");
        pictures.everyWay("alert", alert(OTHER));
    }

    @Test
    @Tag("long")
    void everyPageOfAlertsFitsEveryScreen() {
        Pictures pictures = new Pictures(signedIn(ADMINISTRATOR));
        pictures.everyWay("alerts-past", "/alerts/past");
        pictures.everyWay("silences", "/alerts/silences");
        pictures.everyWay("silence-new", "/alerts/silences/new");
        pictures.everyWay("messages", "/alerts/messages");
        pictures.everyWay("receivers", "/alerts/receivers");
        pictures.everyWay("texts", "/alerts/texts");
    }
}

package io.dabiao.page;

import static io.dabiao.Api.admin;
import static io.dabiao.Api.bearer;
import static io.dabiao.Api.event;
import static io.dabiao.Api.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import com.sun.net.httpserver.HttpServer;
import io.dabiao.Guard;
import io.dabiao.Patience;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@Guard
class AdministrationPagesTest extends PageTest {

    private static final Duration PATIENCE = Patience.PATIENCE;
    private static final int YEAR = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear();
    private static final String SUBMIT = "main form.stack button.primary";

    @ConfigProperty(name = "dabiao.declarations")
    Path files;

    @Test
    void anAdministratorMakesAnAccountChangesWhatItMayAndEndsIt() {
        Browser browser = signedIn(ADMINISTRATOR);
        browser.open("/people?lang=zh").fill("input[name=name]", "赵会计").fill("input[name=password]", PASSWORD);
        browser.find("input[name=roles][value=report]").click();
        browser.follow(SUBMIT);
        assertThat(browser.text()).contains("已为 赵会计 建立账号");
        assertThat(people.signIn("赵会计", PASSWORD))
                .isInstanceOf(io.dabiao.access.person.People.SignInResult.Welcome.class);

        browser.find("input[name=roles][value=report]").click();
        browser.find("input[name=roles][value=owner]").click();
        browser.find("input[name=roles][value=view]").click();
        browser.find("input[name=projects][value=it-operations]").click();
        browser.fill("textarea[name=owners]", "运维部\n" + Hostile.SCRIPT).follow(SUBMIT);
        assertThat(browser.text()).contains("权限已更新");
        browser.open("/people?people-q=赵会计");
        assertThat(browser.text()).contains("项目负责人", "信息化运维项目", Hostile.SCRIPT);
        assertThat(browser.title()).doesNotContain("taken");
        as("赵会计").get("/overview?year=2024").then().body(not(containsString("资源共享")));

        browser.follow("tbody td a");
        browser.script("window.confirm = () => true");
        browser.follow("form[action$='/end'] button");
        assertThat(browser.text()).contains("此账号已停用");
        assertThat(people.signIn("赵会计", PASSWORD))
                .isInstanceOf(io.dabiao.access.person.People.SignInResult.Wrong.class);
    }

    @Test
    void whatIsWrongWithANewAccountIsSaidAndWhatWasTypedStays() {
        Browser browser = signedIn(ADMINISTRATOR);
        browser.open("/people?lang=zh").fill("input[name=name]", VIEWER).fill("input[name=password]", PASSWORD);
        browser.follow(SUBMIT);
        assertThat(browser.text()).contains("该用户名已被使用");
        assertThat(browser.find("input[name=name]").getAttribute("value")).isEqualTo(VIEWER);
    }

    @Test
    void aTokenIsShownOnceWorksAndIsRevoked() {
        Browser browser = signedIn(ADMINISTRATOR);
        browser.open("/tokens?lang=zh").fill("input[name=name]", "门户接口 " + Hostile.EMOJI);
        browser.find("input[name=roles][value=view]").click();
        browser.follow(SUBMIT);
        String secret = browser.find(".secret").getText();
        bearer(secret).get("/api/v1/years").then().statusCode(200);

        browser.open("/tokens?tokens-q=门户接口");
        assertThat(browser.text()).contains("门户接口").doesNotContain(secret);
        browser.follow("tbody form button");
        assertThat(browser.text()).contains("令牌已吊销");
        bearer(secret).get("/api/v1/years").then().statusCode(401);
        browser.open("/audit");
        assertThat(browser.text()).contains("吊销令牌", "门户接口");
    }

    @Test
    void aRejectedEventIsMendedOnItsPage() {
        lines(event("pages-mend", Hostile.SCRIPT.replace("\"", "'"), "test.remark", "yesterday", "{\"value\":1}"))
                .statusCode(200);
        Browser browser = signedIn(ADMINISTRATOR);
        browser.open("/rejections?lang=zh&rejections-q=pages-mend");
        assertThat(browser.text()).contains("时间有误", "pages-mend", "<script>");
        browser.follow("tbody td a");
        browser.follow(SUBMIT);
        assertThat(browser.text()).contains("仍未能接收");
        String event = browser.find("textarea[name=event]").getAttribute("value");
        browser.fill("textarea[name=event]", event.replace("yesterday", "2024-03-01T08:00:00+08:00"))
                .follow(SUBMIT);
        assertThat(browser.text()).contains("数据已接收");
        assertThat(browser.path()).startsWith("/rejections");
        assertThat(browser.title()).doesNotContain("taken");
    }

    @Test
    void aStoredVersionIsComparedAndApprovedWithAReason() throws IOException {
        String text = declaration(1).replaceAll("(?s)loads:.*?indicators", "indicators");
        for (String name : new String[] {"页面申报", "页面申报（修订）"}) {
            String body = text.replace("页面并发", name).replace("pages-loaded", "pages-stored");
            admin().contentType("application/yaml")
                    .body(io.dabiao.Api.utf8(body))
                    .post("/api/v1/declarations?reason=initial")
                    .then()
                    .statusCode(201);
            Browser browser = signedIn(ADMINISTRATOR);
            browser.open("/declarations?lang=zh");
            assertThat(browser.text()).contains(name, "待批准");
            browser.follow("#waiting tbody td a");
            if (name.endsWith("）")) {
                assertThat(browser.find("#differences").getText()).contains("页面申报", name);
            }
            browser.fill("form[action$='/return'] textarea", "指标一的单位有误").follow("form[action$='/return'] button");
            assertThat(browser.text()).contains("已退回提交人", "指标一的单位有误", "已退回");
            browser.fill("form[action$='/resubmit'] textarea", "单位无误，见附件").follow("form[action$='/resubmit'] button");
            assertThat(browser.text()).contains("已重新送审", "单位无误，见附件");
            browser.fill("textarea[name=reason]", "局务会通过").follow("form[action$='/approve'] button");
            assertThat(browser.text()).contains("已批准");
            await().atMost(PATIENCE).until(() -> {
                browser.open("/declarations/" + YEAR + "/pages-stored");
                return browser.text().contains("生效") && browser.text().contains("局务会通过");
            });
        }
        new Typist(
                        sessions,
                        people.all().stream()
                                .filter(one -> one.shown().equals(ADMINISTRATOR))
                                .findFirst()
                                .orElseThrow())
                .post(
                        "/indicators",
                        "/indicators/chosen",
                        Map.of("pick", YEAR + "/pages-stored/users", "act", "assign", "owner", "新负责人"))
                .then()
                .statusCode(303);
        as(ADMINISTRATOR)
                .get("/declarations/" + YEAR + "/pages-stored?lang=zh")
                .then()
                .body(containsString("责任人改为新负责人"));
        as(OWNER).get("/declarations/" + YEAR + "/pages-stored").then().statusCode(404);
        as(VIEWER)
                .get("/declarations/" + YEAR + "/pages-stored?lang=en")
                .then()
                .statusCode(200)
                .body(not(containsString("name=\"reason\"")));
    }

    @Test
    void aLoadCheckIsStartedAndFollowedAndItsLevelsAreShown() throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.setExecutor(threads);
        site.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        site.start();
        Path file = files.resolve("pages-loaded.yaml");
        try {
            Path written = Files.writeString(
                    files.resolve("pages-loaded.yaml.new"),
                    declaration(site.getAddress().getPort()));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
            Browser browser = signedIn(ADMINISTRATOR);
            await().atMost(PATIENCE).until(() -> {
                browser.open("/checks?lang=zh");
                return browser.text().contains("pages-loaded");
            });
            browser.follow("#loads tbody form button");
            assertThat(browser.text()).contains("pages-loaded 的并发检测");
            // The page shows itself again when the run is over.
            browser.waiting().until(any -> !browser.all("#levels").isEmpty());
            assertThat(browser.find("#levels").getText()).contains("p95");
            browser.open("/checks");
            assertThat(browser.find("#runs").getText()).contains(ADMINISTRATOR);
            as(VIEWER).get("/checks").then().statusCode(200).body(not(containsString("pages-loaded/run")));
            await().atMost(PATIENCE).until(() -> {
                browser.open("/checks");
                return browser.text().contains("pages-worked");
            });
            browser.follow("a[href='/checks/maintenance/new']").click("input[name=sites][value=pages-worked]");
            browser.fill("textarea[name=reason]", "割接，" + Hostile.SCRIPT).follow("main form button[type=submit]");
            assertThat(browser.text()).contains("维护已公告", "割接，" + Hostile.SCRIPT, "进行中");
            browser.follow("#work tbody form button");
            assertThat(browser.text()).contains("维护已结束").doesNotContain("割接");
        } finally {
            Files.deleteIfExists(file);
            site.stop(0);
            threads.shutdownNow();
        }
    }

    @Test
    void anAdministratorMarksAnOutageAfterwardsAsMaintenanceAndWhoMayOnlyReadSeesIt() throws IOException {
        AtomicInteger status = new AtomicInteger(503);
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        site.start();
        Path file = files.resolve("pages-marked.yaml");
        try {
            Path written = Files.writeString(
                    files.resolve("pages-marked.yaml.new"),
                    declaration(site.getAddress().getPort())
                            .replaceAll("(?s)loads:.*?indicators", "indicators")
                            .replace("pages-loaded", "pages-marked")
                            .replace("pages-worked", "pages-away"));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
            String outages = "/api/v1/probes/pages-away/outages";
            await().atMost(PATIENCE)
                    .until(() -> admin().get(outages).statusCode() == 200
                            && admin().get(outages).jsonPath().getList("id").size() == 1);
            Browser browser = signedIn(ADMINISTRATOR);
            browser.open("/checks?lang=zh").follow("a[href='/checks/sites/pages-away/outages']");
            assertThat(browser.text()).contains("pages-away 的中断记录", "503").doesNotContain("认定不改变");
            status.set(200);
            await().atMost(PATIENCE).until(() -> admin().get(outages).jsonPath().getString("[0].ended") != null);

            browser.open("/checks/sites/pages-away/outages");
            browser.fill("textarea[name=reason]", "   ").follow("main form.stack button[type=submit]");
            assertThat(browser.text()).contains("pages-away 的中断记录", "理由");
            assertThat(admin().get(outages).jsonPath().getString("[0].markedBy"))
                    .isNull();
            browser.fill("textarea[name=reason]", "割接，" + Hostile.SCRIPT).follow("main form.stack button[type=submit]");
            assertThat(browser.text()).contains("已认定为维护", "事后认定为维护", "割接，" + Hostile.SCRIPT, ADMINISTRATOR);
            assertThat(browser.all("main form.stack")).as("it is marked once").isEmpty();
            assertThat(admin().get(outages).jsonPath().getString("[0].markedBy"))
                    .isEqualTo(ADMINISTRATOR);
            as(VIEWER)
                    .get("/checks/sites/pages-away/outages?lang=en")
                    .then()
                    .statusCode(200)
                    .body(containsString("marked afterwards as maintenance"), not(containsString("<textarea")));
            as(VIEWER).get("/checks/sites/nowhere/outages").then().statusCode(404);
            as(ADMINISTRATOR)
                    .contentType("application/x-www-form-urlencoded; charset=UTF-8")
                    .formParams(Map.of("outage", "x", "reason", "无会话密钥"))
                    .post("/checks/sites/pages-away/outages")
                    .then()
                    .statusCode(403);
        } finally {
            Files.deleteIfExists(file);
            site.stop(0);
        }
    }

    private static String declaration(int port) {
        return """
                project: pages-loaded
                name: 页面并发
                year: %1$d
                institution: 测试
                period: {from: %1$d-01-01, to: %1$d-12-31}
                budget: {total: 0}
                goal: 网站承受并发
                probes:
                  - {site: pages-worked, url: 'http://127.0.0.1:%2$d/', interval: 1s}
                loads:
                  - site: pages-loaded
                    url: http://127.0.0.1:%2$d
                    pages: [{path: /}]
                    steps: [2]
                    think: 20ms
                    ramp: 100ms
                    duration: 1s
                    limits: {errors: 1, p95: 5s}
                indicators:
                  - id: users
                    name: 并发用户数
                    level1: 产出指标
                    level2: 数量指标
                    printed: "≥2.00(人)"
                    behaviour: standing
                    measure: {latest: value, over: 'load.check{site="pages-loaded"}'}
                    cadence: P365D
                """.formatted(YEAR, port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/people", "/tokens", "/audit", "/rejections"})
    void whatIsAnAdministratorsNobodyElseSees(String path) {
        as(VIEWER).get(path).then().statusCode(403);
        as(OWNER).get(path).then().statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/people/1/permissions",
                "/people/1/end",
                "/tokens/1/revoke",
                "/rejections/1/dismiss",
                "/checks/portal/run"
            })
    void nothingIsChangedWithoutTheSessionsSecret(String path) {
        as(ADMINISTRATOR)
                .contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .formParams(Map.of("roles", "view"))
                .post(path)
                .then()
                .statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"people", "tokens", "audit", "rejections", "sources?year=2024", "declarations", "checks"})
    void thePageIsAccessibleAndFitsEveryScreen(String path) {
        new Pictures(signedIn(ADMINISTRATOR)).everyWay(path.replaceAll("\\?.*", ""), "/" + path);
    }

    @Test
    void oneAccountOneDeclarationAndOneRejectionFitEveryScreen() {
        lines(event("pages-look", "look-1", "test.remark", "yesterday", "{\"value\":1}"))
                .statusCode(200);
        int no = ((Number) io.dabiao.Api.rejections("pages-look").get(0).get("no")).intValue();
        Pictures pictures = new Pictures(signedIn(ADMINISTRATOR));
        pictures.everyWay("rejection", "/rejections/" + no);
        pictures.everyWay("declaration", "/declarations/2024/it-operations");
        pictures.everyWay(
                "account",
                "/people/"
                        + people.all().stream()
                                .filter(one -> one.shown().equals(OWNER))
                                .findFirst()
                                .orElseThrow()
                                .id());
    }

    @Test
    void anEventTypeIsDefinedOnItsPageAndThoseThatNoMeasureTakesAreCounted() {
        lines(event("pages-types", "1", "kiosk.page", "2024-03-01T08:00:00+08:00", "{}"))
                .statusCode(200);
        Browser browser = signedIn(ADMINISTRATOR);
        browser.open("/types?lang=zh&types-use=unused&types-q=kiosk.page");
        assertThat(browser.text()).contains("kiosk.page", "目录中没有", "没有度量使用");
        browser.open("/types/new");
        String text = browser.find("textarea[name=text]").getAttribute("value");
        browser.fill(
                        "textarea[name=text]",
                        text.replace("enquiry.phone", "kiosk.page").replace("boolean", "flag"))
                .fill("textarea[name=reason]", "新接入自助终端");
        browser.follow(SUBMIT);
        assertThat(browser.text()).contains("定义有误", "flag");
        browser.fill(
                "textarea[name=text]",
                browser.find("textarea[name=text]").getAttribute("value").replace("flag", "boolean"));
        browser.follow(SUBMIT);
        assertThat(browser.text()).contains("已定义事件类型 kiosk.page");
        await().atMost(PATIENCE)
                .until(() -> "stored"
                        .equals(admin().get("/api/v1/types/kiosk.page")
                                .jsonPath()
                                .getString("origin")));
        browser.open("/types/kiosk.page");
        assertThat(browser.text()).contains("本单位定义", "是否接听", "新接入自助终端");
        browser.fill("form[action$='/remove'] textarea[name=reason]", "试用结束");
        browser.follow("form[action$='/remove'] button");
        assertThat(browser.text()).contains("已删除 kiosk.page 的定义");
    }
}

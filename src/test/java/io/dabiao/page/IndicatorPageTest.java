package io.dabiao.page;

import static io.dabiao.Api.event;
import static io.dabiao.Api.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.dabiao.Guard;
import io.dabiao.Patience;
import io.dabiao.evaluate.Snapshots;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Guard
class IndicatorPageTest extends PageTest {

    private static final LocalDate TODAY = LocalDate.now(ZoneId.of("Asia/Shanghai"));
    private static final int YEAR = TODAY.getYear();
    private static final String OPEN = "indicator-page-open";
    private static final String VISITS = "/years/" + YEAR + "/" + OPEN + "/visits";
    private static final String RATE = "/years/2024/resource-sharing/hotline-answer-rate";

    private static boolean declared;

    @ConfigProperty(name = "dabiao.declarations")
    Path declarations;

    @Inject
    Snapshots snapshots;

    @Inject
    EntityManager entities;

    @Test
    void whatPeopleSayOfAnIndicatorStandsOnItsPageAndItsChartUntilItIsWithdrawn() {
        String comments = RATE + "/comments";
        Typist officer = new Typist(
                sessions,
                people.all().stream()
                        .filter(one -> one.shown().equals(ADMINISTRATOR))
                        .findFirst()
                        .orElseThrow());
        String text = "三月由旧系统补录 <b>x</b>";
        assertThat(officer.post(RATE, comments, Map.of("text", text, "about", "2024-03-31"))
                        .statusCode())
                .isEqualTo(303);
        String page = officer.get(RATE).asString();
        assertThat(page)
                .contains("三月由旧系统补录 &lt;b&gt;x&lt;/b&gt;", "\"kind\":\"comment\"")
                .doesNotContain("<b>x</b>");
        Matcher withdraws = Pattern.compile(comments + "/\\d+/withdraw").matcher(page);
        assertThat(withdraws.find()).isTrue();
        String withdraw = withdraws.group();

        Response wrong = officer.post(RATE, comments, Map.of("text", text, "about", "2023-03-31"));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.asString()).contains("三月由旧系统补录", "about-fault");
        assertThat(officer.post(RATE, comments, Map.of("text", " ")).asString()).contains("text-fault");

        assertThat(officer.post(RATE, withdraw, Map.of("sure", "yes")).statusCode())
                .isEqualTo(303);
        assertThat(officer.get(RATE).asString()).doesNotContain("旧系统补录");
        assertThat(officer.post(RATE, withdraw, Map.of("sure", "yes")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aFigureIsTracedToItsPartsItsRuleAndItsEvents() {
        String page = as(ADMINISTRATOR)
                .get(RATE + "?lang=zh")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(page).contains("58,761", "66,787", "//sgst/hotline", "application/json");
        String csv = as(ADMINISTRATOR)
                .get(RATE + "?events-column=time&events-column=source&events-as=csv")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(csv.lines().filter(line -> line.contains("//sgst/hotline")).count())
                .isEqualTo(200);
    }

    @Test
    void everyIndicatorOfTheYearHasItsPageInBothLanguages() {
        for (var row : board.rows()) {
            if (row.ref().year() == 2024) {
                String path =
                        "/years/2024/" + row.ref().project() + "/" + row.ref().id();
                as(ADMINISTRATOR).get(path + "?lang=en").then().statusCode(200).body(containsString("Why this figure"));
            }
        }
    }

    @Test
    void whatIsDueByTheDeclaredScheduleStandsOnTheChartAndBesideWhatIsDone() throws IOException {
        aPromiseOfTheRunningYearIsUnderWay();
        String page = as(ADMINISTRATOR)
                .get("/years/" + YEAR + "/" + OPEN + "/planned?lang=zh")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        Matcher due = Pattern.compile("\"due\":\\[([^]]+)]").matcher(page);
        assertThat(due.find()).isTrue();
        assertThat(java.util.Arrays.stream(due.group(1).split(","))
                        .map(Double::valueOf)
                        .toList())
                .as("by the end of each quarter 10, 20, 30 and 100 % of 2,000")
                .hasSize(12)
                .contains(200.0, atIndex(2))
                .contains(400.0, atIndex(5))
                .contains(600.0, atIndex(8))
                .contains(2_000.0, atIndex(11));
        assertThat(page).contains("按序时进度应完成");
        as(ADMINISTRATOR).get(VISITS + "?lang=zh").then().body(containsString("时间已过"), not(containsString("按序时进度应完成")));
    }

    @Test
    void anOwnerIsNotToldOfOthersPromises() {
        as(OWNER).get(RATE).then().statusCode(404);
        as(OWNER).get("/years/2024/resource-sharing").then().statusCode(404);
        as(OWNER).get("/years/2024/" + OWNED).then().statusCode(200);
        as(OWNER).get("/years/2024/" + OWNED + "/system-response-time").then().statusCode(200);
    }

    /** A promise of the running year that has brought as much every working day so far. */
    private void aPromiseOfTheRunningYearIsUnderWay() throws IOException {
        if (declared) {
            return;
        }
        Path whole = Files.createTempFile(declarations, ".new", "");
        Files.writeString(
                whole,
                "project: " + OPEN + "\nname: 走访服务\nyear: " + YEAR
                        + "\ninstitution: 中心\ndepartment: 局\nnature: 经常性\ncategory: 运转类\nzone: Asia/Shanghai\n"
                        + "period: {from: " + YEAR + "-01-01, to: " + YEAR + "-12-31}\n"
                        + "budget: {total: 1.00, treasury: 1.00, carriedOver: 0.00, other: 0.00}\ngoal: 试验\nindicators:\n"
                        + "  - {id: visits, name: 走访企业, level1: 产出指标, level2: 数量指标, printed: '≥2300.00(家)',"
                        + " behaviour: accumulate, measure: {sum: value, over: visit.open}, cadence: P400D}\n"
                        + "  - {id: planned, name: 走访企业（按季）, level1: 产出指标, level2: 数量指标, printed: '≥2000.00(家)',"
                        + " behaviour: accumulate, measure: {sum: value, over: visit.open}, cadence: P400D,"
                        + " schedule: {quarters: [10, 20, 30, 100]}}\n");
        Files.move(whole, declarations.resolve(OPEN + ".yaml"), StandardCopyOption.ATOMIC_MOVE);
        take(event("//open/quiet", "once", "visit.open", YEAR + "-01-02T09:00:00+08:00", "{\"value\":3}"));
        List<String> visits = new ArrayList<>();
        for (LocalDate day = LocalDate.of(YEAR, 1, 2); day.isBefore(TODAY); day = day.plusDays(1)) {
            if (day.getDayOfWeek().getValue() <= 5) {
                visits.add(event(
                        "//open/visits",
                        "v-" + day,
                        "visit.open",
                        day + "T10:00:00+08:00",
                        "{\"value\":" + (7 + day.getDayOfMonth() % 5) + "}"));
            }
        }
        take(visits.toArray(String[]::new));
        await().atMost(Patience.PATIENCE)
                .until(() -> board.rows().stream()
                        .anyMatch(row -> row.ref().project().equals(OPEN)
                                && row.figures().actual() != null));
        declared = true;
    }

    @Test
    void whatWillComeIsDrawnBesideTheCourseAndTheTarget() throws IOException {
        aPromiseOfTheRunningYearIsUnderWay();
        // At night those of the year before this promise may have been kept already.
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("delete from daily_snapshot where year = " + YEAR)
                        .executeUpdate());
        snapshots.take();
        Browser browser = signedIn(ADMINISTRATOR);
        browser.open(VISITS + "?lang=zh");
        browser.waiting().until(any ->
                (Boolean) browser.script("return document.querySelector('[data-chart]').dataset.drawn === 'yes'"));
        assertThat(browser.find(".chart-box").getText()).contains("目标", "80% 区间", "逐日预测", "预测");
        assertThat(browser.text()).contains("有 80% 的把握");
        new Pictures(browser).everyWay("indicator-open", VISITS);
    }

    @Test
    void aSourceThatFellSilentLongAgoIsListed() throws IOException {
        aPromiseOfTheRunningYearIsUnderWay();
        String csv = as(ADMINISTRATOR)
                .get(VISITS + "?lang=zh&sources-as=csv")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(csv).contains("//open/visits", "//open/quiet", YEAR + "-01-02 09:00");
        assertThat(csv.lines().filter(line -> line.contains("//open")).count()).isEqualTo(2);
    }

    @Test
    void aVerdictOfThePastIsExplainedFromTheLogAsItWas() throws IOException {
        aPromiseOfTheRunningYearIsUnderWay();
        Browser browser = signedIn(ADMINISTRATOR);
        browser.open(VISITS + "?lang=zh");
        browser.follow("#history tbody tr:first-child a[href*='/history/']");
        String then = browser.path();
        assertThat(browser.text()).contains("当时的记录", "重算结果与当时记录一致", "计入的事件数");
        String figures = browser.find("[aria-labelledby=again]").getText();
        take(event("//open/visits", "late", "visit.open", YEAR + "-01-03T09:00:00+08:00", "{\"value\":30}"));
        assertThat(browser.open(then).find("[aria-labelledby=again]").getText()).isEqualTo(figures);
        new Pictures(browser).everyWay("indicator-then", then);
        as(OWNER).get(then).then().statusCode(404);
        as(ADMINISTRATOR)
                .get(RATE + then.substring(then.indexOf("/history")))
                .then()
                .statusCode(404);
    }

    private static final String PORTAL = "/years/2024/it-operations/system-response-time";
    private static final String PORTAL_DAYS = "/years/2024/it-operations/service-available-days";

    @Test
    void aProbedSiteHasAPictureOfItsProbes() {
        for (String span : List.of("day", "week", "month", "year")) {
            as(ADMINISTRATOR)
                    .get(PORTAL + "/probes?lang=zh&span=" + span)
                    .then()
                    .statusCode(200)
                    .body(containsString("class=\"strip\""), containsString("portal 的探测情况"))
                    .body(matchesPattern("(?s).*class=\"day-(kept|partly)\".*"))
                    .body(containsString("\"kind\":\"probe\""));
        }
        as(ADMINISTRATOR).get(PORTAL_DAYS + "/probes?lang=zh&span=year").then().body(containsString("有结论的 366 天中"));
        as(ADMINISTRATOR).get(RATE + "/probes").then().statusCode(404);
        Browser browser = signedIn(ADMINISTRATOR);
        browser.open(PORTAL + "?lang=zh");
        browser.waiting().until(any -> browser.all("[data-late]").isEmpty());
        assertThat(browser.find("#probes").getText()).contains("共探测");
        browser.click("#probes nav a[href*='span=year']");
        browser.waiting().until(any -> browser.find("#probes").getText().contains("有结论的"));
        browser.waiting()
                .until(any -> browser.all("#probes [data-chart]").stream()
                        .allMatch(chart -> "yes".equals(chart.getAttribute("data-drawn"))));
        new Pictures(browser).everyWay("indicator-probes", PORTAL);
        new Pictures(browser).everyWay("probes", PORTAL + "/probes?span=week");
    }

    @Test
    void daysStandInACalendarAndThoseThatWereLostLeadToTheirEvents() {
        String page = as(ADMINISTRATOR)
                .get(PORTAL_DAYS + "?lang=zh")
                .then()
                .statusCode(200)
                .body(containsString("逐日情况"))
                .extract()
                .asString();
        assertThat(page.split("<rect class=\"day-", -1)).hasSize(366 + 1);
        Matcher lost = Pattern.compile("\\?day=(2024-\\d\\d-\\d\\d)#events").matcher(page);
        assertThat(lost.find()).isTrue();
        String csv = as(ADMINISTRATOR)
                .get(PORTAL_DAYS + "?lang=zh&events-as=csv&day=" + lost.group(1))
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(csv.lines().skip(1).filter(line -> !line.isBlank()))
                .isNotEmpty()
                .allMatch(line -> line.contains(lost.group(1)));
        new Pictures(signedIn(ADMINISTRATOR)).everyWay("indicator-days", PORTAL_DAYS);
    }

    @Test
    void whatIsDoneNextIsAClickAway() {
        as(ADMINISTRATOR)
                .get(RATE + "?lang=zh")
                .then()
                .body(containsString("/alerts/silences/new?indicator=resource-sharing%2Fhotline-answer-rate"))
                .body(containsString("催办负责人"), containsString("更正数据"), containsString("该指标没有触发过告警"));
        as(VIEWER).get(RATE + "?lang=zh").then().body(not(containsString("催办负责人")));
        Browser browser = signedIn(ADMINISTRATOR);
        browser.open(RATE + "?lang=zh").click("button[popovertarget=remind]");
        browser.fill("#remind input[name=note]", "请核对接听数").follow("#remind button[name=act]");
        assertThat(browser.path()).startsWith(RATE);
        assertThat(browser.find(".flash").getText()).containsAnyOf("已催办", "没有适用的通知规则");
    }

    @Test
    void projectsAndIndicatorsFitEveryScreen() {
        Browser browser = signedIn(ADMINISTRATOR);
        new Pictures(browser).everyWay("project", "/years/2024/resource-sharing");
        new Pictures(browser).everyWay("indicator", RATE);
        int running = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear();
        new Pictures(browser).everyWay("indicator-draft", "/years/" + running + "/" + OWNED + "/system-response-time");
    }
}

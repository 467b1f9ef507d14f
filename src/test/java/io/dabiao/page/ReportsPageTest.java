package io.dabiao.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.dabiao.Guard;
import io.dabiao.Patience;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Guard
class ReportsPageTest extends PageTest {

    private static final Duration PATIENCE = Patience.PATIENCE;
    private static final String YEAR = "/reports/2024/";
    private static final String ROW = "href=\"([^\"]*/rows/[^\"]+)\"";

    private Typist typist(String name) {
        return new Typist(
                sessions,
                people.all().stream()
                        .filter(one -> one.shown().equals(name))
                        .findFirst()
                        .orElseThrow());
    }

    private static List<String> rows(Response page) {
        List<String> rows = new ArrayList<>();
        Matcher row = Pattern.compile(ROW).matcher(page.asString());
        while (row.find()) {
            if (!rows.contains(row.group(1))) {
                rows.add(row.group(1));
            }
        }
        return rows;
    }

    private static List<String> missing(Typist typist, String report) {
        return rows(typist.get(report + "?rows-unexplained=missing"));
    }

    @Test
    void aReportIsExplainedScoredLowerSealedAndSealedAgain() {
        String report = YEAR + "publicity/self-assessment";
        Typist officer = typist(ADMINISTRATOR);
        officer.get(report + "/seal?lang=zh").then().statusCode(200).body(containsString("封存前尚需完成"));
        officer.fill(report + "/seal", Map.of("sure", "yes")).then().statusCode(409);
        List<String> missing = missing(officer, report);
        assertThat(missing).isNotEmpty();
        assertThat(officer.get("/overview?year=2024").asString()).contains("待说明的指标");

        for (String row : missing) {
            officer.fill(row, Map.of("explanation", "活动推迟到下一年", "improvement", "提前排期"))
                    .then()
                    .statusCode(303);
        }
        officer.fill(report + "/whole", Map.of("explanation", "合同跨年支付", "achieved", "总体目标基本实现"))
                .then()
                .statusCode(303);
        assertThat(missing(officer, report)).isEmpty();

        String scored =
                rows(officer.get(report + "?rows-verdict=met&rows-sort=-score")).get(0);
        officer.fill(scored, Map.of("score", "1e9", "reason", "过高"))
                .then()
                .statusCode(400)
                .body(containsString("请填写数字"));
        officer.fill(scored, Map.of("score", "99.5", "reason", "过高"))
                .then()
                .statusCode(400)
                .body(containsString("得分须低于"))
                .body(containsString("99.5"));
        officer.fill(scored, Map.of("score", "0.5")).then().statusCode(400).body(containsString("请填写理由"));
        officer.fill(scored, Map.of("score", "0.5", "reason", "佐证不全", "explanation", "佐证不全"))
                .then()
                .statusCode(303);
        officer.get(report).then().body(containsString(ADMINISTRATOR + " 评低：佐证不全"));

        Browser browser = signedIn(ADMINISTRATOR);
        browser.open(report + "/seal?lang=zh");
        browser.find("input[name=sure]").click();
        browser.find("main form button[type=submit]").click();
        browser.driver().switchTo().alert().accept();
        browser.waiting().until(any -> browser.text().contains("第 1 版已封存"));
        assertThat(browser.path()).isEqualTo(report);
        assertThat(browser.text()).contains("封存人 " + ADMINISTRATOR);

        officer.fill(missing.get(0), Map.of("explanation", "主办方取消活动")).then().statusCode(303);
        officer.fill(report + "/seal", Map.of("sure", "yes"))
                .then()
                .statusCode(400)
                .body(containsString("请填写理由"));
        officer.fill(report + "/seal", Map.of("reason", "更正说明"))
                .then()
                .statusCode(400)
                .body(containsString("请勾选确认"));
        officer.fill(report + "/seal", Map.of("sure", "yes", "reason", "更正说明"))
                .then()
                .statusCode(303);
        officer.get(report + "/versions")
                .then()
                .statusCode(200)
                .body(containsString("活动推迟到下一年"))
                .body(containsString("主办方取消活动"))
                .body(containsString("填报内容有修改"))
                .body(containsString("更正说明"));
        officer.get(report + "/preview?version=1")
                .then()
                .body(containsString("活动推迟到下一年"))
                .body(not(containsString("主办方取消活动")));
        officer.get("/reports?year=2024").then().body(containsString("已封存第 2 版"));
    }

    @Test
    void whoHasSeenAnOlderRemarkOverwritesNothing() {
        String row = rows(typist(ADMINISTRATOR).get(YEAR + "industrial-internet/self-assessment"))
                .get(0);
        Typist one = typist(ADMINISTRATOR);
        one.fill(row, Map.of("explanation", "第一稿")).then().statusCode(303);
        one.post(YEAR + "industrial-internet/self-assessment", row, Map.of("explanation", "未看到第一稿", "seen", "0"))
                .then()
                .statusCode(409)
                .body(containsString("未看到第一稿"))
                .body(containsString("第一稿"));
    }

    @Test
    void anOwnerSeesAndFillsInHisOwnReportsAndKnowsOfNoOther() throws IOException {
        Typist owner = typist(OWNER);
        owner.get("/reports?year=2024")
                .then()
                .statusCode(200)
                .body(containsString("信息化运维"))
                .body(not(containsString("资源共享")));
        owner.get(YEAR + "summary")
                .then()
                .statusCode(200)
                .body(containsString("信息化运维"))
                .body(not(containsString("资源共享")));
        String own = YEAR + OWNED + "/self-assessment";
        String row = rows(owner.get(own)).get(0);
        owner.fill(row, Map.of("explanation", "负责人的说明")).then().statusCode(303);
        owner.get(own).then().body(containsString("负责人的说明"));

        String other = YEAR + "resource-sharing/self-assessment";
        String foreign = rows(typist(ADMINISTRATOR).get(other)).get(0);
        for (String path : List.of(
                other,
                other.replace("self-assessment", "monitoring"),
                foreign,
                other + "/whole",
                other + "/preview",
                other + "/versions",
                other + "/seal",
                other + "/file?format=csv",
                other + "/file?format=json")) {
            owner.get(path).then().statusCode(404).body(not(containsString("资源共享")));
        }
        for (String path : List.of(foreign, other + "/whole", other + "/seal")) {
            owner.post(own, path, Map.of("explanation", "不该写入", "seen", "0", "sure", "yes"))
                    .then()
                    .statusCode(404);
        }
        assertThat(typist(ADMINISTRATOR).get(foreign).asString()).doesNotContain("不该写入");

        Typist viewer = typist(VIEWER);
        viewer.post(own, row, Map.of("explanation", "x", "seen", "0")).then().statusCode(403);
        viewer.post(own, own + "/seal", Map.of("sure", "yes")).then().statusCode(403);
        viewer.get(own + "/seal").then().statusCode(403);

        String bundle = begin(owner, "pdf");
        List<String> names = names(ready(owner, bundle));
        assertThat(names).hasSize(2).anyMatch(name -> name.contains("信息化运维")).allMatch(name -> name.endsWith(".pdf"));
        typist(ADMINISTRATOR).get(bundle).then().statusCode(404);
        viewer.get(bundle + "/file").then().statusCode(404);
    }

    private static String begin(Typist typist, String format) {
        Response begun = typist.post(
                "/reports?year=2024",
                "/reports/bundles",
                Map.of("year", "2024", "kind", "self-assessment", "format", format, "language", "zh"));
        begun.then().statusCode(303).header("Location", startsWith("/reports/bundles/"));
        return begun.header("Location");
    }

    private static byte[] ready(Typist typist, String bundle) {
        typist.get(bundle).then().statusCode(200).body(containsString("<progress"));
        await().atMost(PATIENCE)
                .until(() -> typist.get(bundle + "/progress").asString().contains("压缩包已做好"));
        return typist.get(bundle + "/file")
                .then()
                .statusCode(200)
                .contentType("application/zip")
                .header("Content-Disposition", startsWith("attachment"))
                .extract()
                .asByteArray();
    }

    private static List<String> names(byte[] zip) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream entries = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                names.add(entry.getName());
                assertThat(entries.readAllBytes()).isNotEmpty();
            }
        }
        return names;
    }

    @Test
    void allProjectsComeAsOneFileThatIsMadeWithoutWhoeverAskedForIt() throws IOException {
        Typist officer = typist(ADMINISTRATOR);
        String bundle = begin(officer, "csv");
        assertThat(names(ready(officer, bundle))).hasSize(8).contains("00-2024-self-assessment.csv");
        officer.get("/reports?year=2024").then().body(containsString(bundle));
    }

    @Test
    void everyFileCanBeHadInBothLanguages() {
        Typist viewer = typist(VIEWER);
        String file = YEAR + "talent-services/monitoring/file?until=2024-06-30&format=";
        for (String format : List.of("pdf", "xlsx", "html", "csv")) {
            for (String language : List.of("zh", "en")) {
                viewer.get(file + format + "&language=" + language)
                        .then()
                        .statusCode(200)
                        .header("Content-Disposition", containsString("attachment; filename=\"report." + format))
                        .header("X-Content-Type-Options", "nosniff");
            }
        }
        viewer.get(file + "json").then().statusCode(200).body(containsString("\"until\":\"2024-06-30\""));
        viewer.get(file + "exe").then().statusCode(400);
        viewer.get(YEAR + "talent-services/monitoring?until=2023-06-30").then().statusCode(400);
        viewer.get(YEAR + "talent-services/monitoring/preview?until=2024-06-30&lang=en")
                .then()
                .statusCode(200)
                .body(containsString("2024-01-01 to 2024-06-30"))
                .body(not(containsString("style=")));
    }

    @Test
    void whateverIsTypedIsShownAsText() {
        Typist officer = typist(ADMINISTRATOR);
        String report = YEAR + "foreign-experts/self-assessment";
        String row = rows(officer.get(report)).get(0);
        for (String text : Hostile.TEXTS) {
            boolean tooLong = text.length() > 4_000;
            Response answer = officer.fill(row, Map.of("explanation", text, "improvement", text));
            answer.then().statusCode(tooLong ? 400 : 303);
            String page = tooLong ? answer.asString() : officer.get(report).asString();
            assertThat(page).doesNotContain("<script>document", "<img src=x");
            Browser browser = signedIn(ADMINISTRATOR);
            browser.open(row);
            assertThat(browser.title()).doesNotContain("taken");
            if (!tooLong) {
                assertThat(browser.find("textarea[name=explanation]").getDomProperty("value"))
                        .isEqualTo(text.strip());
            }
            browser.screen(Browser.Screen.PHONE);
            browser.open(report);
            assertThat(browser.title()).doesNotContain("taken");
            browser.assertSound("hostile text");
        }
        officer.fill(row, Map.of("explanation", "a\u0000b")).then().statusCode(400);
        officer.get(report + "/rows/a%00b").then().statusCode(lessThan(500));
        officer.fill(row, Map.of("explanation", "字".repeat(4_000))).then().statusCode(303);
        officer.fill(row, Map.of("explanation", Hostile.SCRIPT + Hostile.REVERSED + Hostile.EMOJI))
                .then()
                .statusCode(303);
        for (String format : List.of("pdf", "xlsx", "html", "csv")) {
            officer.get(report + "/file?format=" + format).then().statusCode(200);
        }
        officer.get(report + "/preview").then().statusCode(200).body(not(containsString("<script>document")));
    }

    @Test
    void theReportsFitEveryScreen() {
        Pictures pictures = new Pictures(signedIn(ADMINISTRATOR));
        pictures.everyWay("reports", "/reports?year=2024");
        pictures.everyWay("self-assessment", YEAR + "it-operations/self-assessment");
    }

    @Test
    @Tag("long")
    void everyPageOfAReportFitsEveryScreen() {
        Browser browser = signedIn(ADMINISTRATOR);
        Pictures pictures = new Pictures(browser);
        pictures.everyWay("monitoring", YEAR + "it-operations/monitoring");
        pictures.everyWay(
                "row",
                rows(typist(ADMINISTRATOR).get(YEAR + "it-operations/self-assessment"))
                        .get(0));
        pictures.everyWay(
                "row-monitoring",
                rows(typist(ADMINISTRATOR).get(YEAR + "it-operations/monitoring"))
                        .get(0));
        pictures.everyWay("whole", YEAR + "it-operations/self-assessment/whole");
        pictures.everyWay("seal", YEAR + "it-operations/self-assessment/seal");
        pictures.everyWay("preview", YEAR + "it-operations/monitoring/preview");
        pictures.everyWay("summary", YEAR + "summary");
        pictures.everyWay("versions", YEAR + "publicity/self-assessment/versions");
        browser.open("/reports?year=2024").follow("form[action='/reports/bundles'] button");
        pictures.everyWay("bundle", browser.path());
    }
}

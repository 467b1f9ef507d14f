package io.dabiao.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dabiao.Api;
import io.dabiao.Guard;
import io.dabiao.Patience;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

@QuarkusTest
@Guard
class FormsPageTest extends PageTest {

    private static final Path FORMS = Path.of("src/test/resources/forms/other").toAbsolutePath();
    private static final Duration PATIENCE = Patience.PATIENCE;
    private static final int NEXT = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear() + 1;
    private static final Pattern ROW = Pattern.compile("id=\"rows-(\\d+)\"");
    private static final Pattern LEFT = Pattern.compile("(\\d+) of \\d+ doubts are left");

    private Typist typist(String name) {
        return new Typist(
                sessions,
                people.all().stream()
                        .filter(one -> one.shown().equals(name))
                        .findFirst()
                        .orElseThrow());
    }

    /** Those that are texts are of the next year: the shared years stay as they are. */
    private static byte[] form(String name) throws IOException {
        byte[] content = Files.readAllBytes(FORMS.resolve(name));
        return name.endsWith(".txt")
                ? new String(content, StandardCharsets.UTF_8)
                        .replace("2025年度", NEXT + "年度")
                        .getBytes(StandardCharsets.UTF_8)
                : content;
    }

    /** @return the path of the form that was read in */
    private static String readIn(Typist typist, String name, byte[] content) {
        Response read = typist.upload("/enter/forms", "form", name, content);
        assertThat(read.statusCode()).as(read.asString()).isEqualTo(303);
        return read.header("Location");
    }

    private static List<Integer> open(Typist typist, String path) {
        return ROW.matcher(typist.get(path).asString())
                .results()
                .map(MatchResult::group)
                .map(found -> Integer.valueOf(found.replaceAll("\\D", "")))
                .toList();
    }

    private static int left(Typist typist, String path) {
        var left = LEFT.matcher(typist.get(path + "?lang=en").asString());
        return left.find() ? Integer.parseInt(left.group(1)) : 0;
    }

    private static Map<String, String> head(String project, String name) {
        return new HashMap<>(Map.ofEntries(
                Map.entry("project", project),
                Map.entry("name", name),
                Map.entry("year", String.valueOf(NEXT)),
                Map.entry("institution", "西林县公安局"),
                Map.entry("from", NEXT + "-01-01"),
                Map.entry("to", NEXT + "-12-31"),
                Map.entry("total", "1980000"),
                Map.entry("treasury", "1980000"),
                Map.entry("carriedOver", "0"),
                Map.entry("other", "0"),
                Map.entry("goal", "保障视频监控稳定运行")));
    }

    @Test
    void aFormIsReadInSettledRowByRowHandedInApprovedAndInForce(@TempDir Path folder) throws IOException {
        Browser browser = signedIn(ADMINISTRATOR);
        browser.open("/enter/forms?lang=zh");
        Path file = Files.write(folder.resolve("police-words.txt"), form("police-words.txt"));
        browser.find("input[type=file]").sendKeys(file.toString());
        browser.follow("form[enctype] button");
        String path = browser.path().replaceAll("[?#].*", "");
        assertThat(browser.text()).contains("已从“police-words.txt”中读到 1 个项目", "社会治安视频监控运维");
        assertThat(browser.find("#hand-in").getText()).contains("处待核实，核实后才能提交");
        new Pictures(browser).everyWay("form", path);

        // A doubt stands beside the very row of the file that it is about.
        browser.open(path + "?lang=zh&theme=light");
        WebElement monthly = item(browser, "巡检次数");
        assertThat(monthly.findElement(By.cssSelector(".beside-here")).getText())
                .contains("巡检次数", "每月不少于2次");
        assertThat(monthly.findElement(By.cssSelector(".why")).getText()).contains("须定为按期考核还是按年合计");
        type(monthly, "value", "24");
        type(monthly, "because", "每月2次，按全年合计考核");
        browser.follow("#" + monthly.getAttribute("id") + " button[value=correct]");
        assertThat(browser.text()).contains("已保存");

        // A range becomes a number, and what is printed stays beside it.
        WebElement range = item(browser, "图像完好率");
        browser.script("arguments[0].click()", range.findElement(By.name("completion")));
        new Select(range.findElement(By.name("operator"))).selectByValue("≥");
        type(range, "value", "九十五");
        type(range, "unit", "%");
        browser.follow("#" + range.getAttribute("id") + " button[value=correct]");
        assertThat(browser.text()).contains("目标值须为数字");
        range = item(browser, "图像完好率");
        assertThat(range.findElement(By.name("value")).getAttribute("value")).isEqualTo("九十五");
        browser.driver().manage().logs().get("browser");
        type(range, "value", "95");
        browser.follow("#" + range.getAttribute("id") + " button[value=correct]");
        assertThat(browser.find("#content").getText()).contains("≥ 95 %", "95%-98%", "已由 " + ADMINISTRATOR + " 核实");

        // Somebody else goes on with it, from where it was left.
        people.create("孙绩效", PASSWORD, Set.of("report"), Set.of(), Set.of(), "test");
        Typist colleague = typist("孙绩效");
        int before = left(colleague, path);
        int rows = open(colleague, path).size();
        Response completions = colleague.post(path, path + "/completions", Map.of());
        assertThat(completions.statusCode()).as(completions.asString()).isEqualTo(303);
        assertThat(open(colleague, path)).hasSizeLessThan(rows);
        for (int row : open(colleague, path)) {
            Response confirmed = colleague.post(path, path + "/rows/" + row, Map.of("act", "confirm"));
            assertThat(confirmed.statusCode()).as(confirmed.asString()).isEqualTo(303);
        }
        assertThat(open(colleague, path)).isEmpty();
        assertThat(left(colleague, path)).isPositive().isLessThan(before);
        assertThat(colleague
                        .post(path, path + "/hand-in", Map.of("reason", "too early"))
                        .statusCode())
                .isEqualTo(422);

        browser.open(path);
        assertThat(browser.text()).contains("已由 孙绩效 核实");
        browser.fill("input[name=project]", "video-surveillance");
        browser.fill("textarea[name=goal]", "保障视频监控稳定运行，新增点位300处");
        browser.all("input[name=doubts]").forEach(box -> browser.script("arguments[0].checked = true", box));
        browser.follow("form[action$='/head'] button");
        assertThat(browser.text()).contains("已全部核实", "新增点位300处”，没有指标承接");
        browser.follow("#hand-in button");
        assertThat(browser.path()).startsWith("/declarations/" + NEXT + "/video-surveillance?version=1");
        assertThat(browser.text()).contains("待批准", "内容建议", "新增点位300处”，没有指标承接");
        browser.fill("textarea[name=reason]", "局务会通过").follow("form[action$='/approve'] button");
        await().atMost(PATIENCE)
                .until(() -> Api.admin()
                                .get("/api/v1/years/" + NEXT + "/projects/video-surveillance")
                                .statusCode()
                        == 200);
        String text = Api.admin()
                .get("/api/v1/declarations/" + NEXT + "/video-surveillance/versions/1")
                .asString();
        assertThat(text)
                .contains(
                        "printed: \"每月不少于2次\"",
                        "value: 24",
                        "每月2次，按全年合计考核（" + ADMINISTRATOR + "）",
                        "printed: \"95%-98%\"",
                        "已由孙绩效核实")
                .doesNotContain("doubts");
        browser.open(path);
        assertThat(browser.text()).contains("已提交审批");
        assertThat(browser.all("main form[method=post]")).isEmpty();
        new Pictures(browser).everyWay("forms", "/enter/forms");
    }

    private static WebElement item(Browser browser, String name) {
        return browser.all(".item").stream()
                .filter(one -> one.findElement(By.tagName("h3")).getText().startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private static void type(WebElement item, String field, String text) {
        WebElement at = item.findElement(By.name(field));
        at.clear();
        at.sendKeys(text);
    }

    @Test
    void whatWasSavedMeanwhileIsNotOverwrittenAndWhatWasTypedIsStillThere() throws IOException {
        Typist typist = typist(ADMINISTRATOR);
        String path = readIn(typist, "公安 表.txt", form("police-words.txt"));
        List<Integer> open = open(typist, path);
        assertThat(typist.post(path, path + "/rows/" + open.get(0), Map.of("act", "confirm"))
                        .statusCode())
                .isEqualTo(303);
        Map<String, String> typed = head("police-conflict", "另一个名称");
        typed.put("seen", "1");
        Response late = typist.late(path, path + "/head", typed);
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.asString()).contains("value=\"另一个名称\"").doesNotContain("<h1><bdi>另一个名称");
        assertThat(typist.post(path, path + "/discard", Map.of()).statusCode()).isEqualTo(303);
        assertThat(typist.get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void aHostileFormIsShownAsTextAndDeclaresNothingBesideItsRows() throws IOException {
        String hostile = new String(form("police-words.txt"), StandardCharsets.UTF_8)
                .replace("社会治安视频监控运维", "运维 " + Hostile.TEMPLATE)
                .replace("图像完好率", Hostile.SCRIPT.replace("\"", "”"))
                .replace("保障视频监控稳定运行。", "运行\u202E不少于12次 " + Hostile.EMOJI + " \\\" : { ] # 不少于99次");
        Typist typist = typist(ADMINISTRATOR);
        String path = readIn(
                typist,
                Hostile.FILE.replaceAll(".*\\\\", "").replace(".xlsx", ".txt"),
                hostile.getBytes(StandardCharsets.UTF_8));
        Browser browser = signedIn(ADMINISTRATOR);
        browser.open(path + "?lang=en");
        assertThat(browser.title()).doesNotContain("taken");
        assertThat(browser.text()).contains("<script>", "{frame.csrf}", "不少于99次");
        browser.assertSound("a hostile form");
        for (int row : open(typist, path)) {
            typist.post(path, path + "/rows/" + row, Map.of("act", "drop"));
        }
        // Nor can a measure that somebody types become another key, or another row.
        Response typed = typist.post(
                path,
                path + "/rows/0",
                Map.of(
                        "act", "correct",
                        "name", Hostile.REVERSED,
                        "level1", "产出指标",
                        "level2", "数量\n    measure: {count: x}",
                        "operator", "≥",
                        "value", "1",
                        "unit", "路",
                        "behaviour", "standing",
                        "measure", "reported\n  - id: second",
                        "cadence", "P35D\nprobes: []"));
        assertThat(typed.statusCode()).isEqualTo(400);
        assertThat(typist.get(path).asString()).doesNotContain("probes: []");
    }

    @ParameterizedTest
    @CsvSource({
        "a-letter.txt, 422, No declaration form was recognised",
        "no-workbook.xlsx, 422, The file cannot be read",
        "no-document.pdf, 422, The file cannot be read",
        "no-letter.docx, 422, The file cannot be read",
        "program.exe, 415, Files of this kind are not read",
        "scan.png, 415, pictures and scans have to be recognised as text first",
        "older.doc, 422, The file cannot be read"
    })
    void aFileThatIsNoFormIsRefusedInWords(String name, int status, String words) {
        Response refused = typist(ADMINISTRATOR)
                .upload("/enter/forms?lang=en", "form", name, "各位同事：本周五开会。".getBytes(StandardCharsets.UTF_8));
        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(refused.asString()).contains(words);
    }

    @ParameterizedTest
    @CsvSource({"county-preschool-office.docx, 学前教育", "county-preschool-browser.pdf, 学前教育"})
    void formsOfOfficesAreReadInToo(String name, String project) throws IOException {
        Typist typist = typist(ADMINISTRATOR);
        String path = readIn(typist, name, form(name));
        assertThat(typist.get(path).asString()).contains(project, "beside-here");
    }

    @Test
    void aTableIsPastedAsItWasCopied() {
        Typist typist = typist(ADMINISTRATOR);
        String copied = "项目名称\t河道巡检\n实施单位\t某水务中心\n一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t巡检次数\t≥12次\n";

        Response read =
                typist.send("/enter/forms", "/enter/forms", Map.of("text", copied), "form", "none.txt", new byte[0]);

        assertThat(read.statusCode()).as(read.asString()).isEqualTo(303);
        assertThat(typist.get(read.header("Location")).asString()).contains("河道巡检", "巡检次数");
    }

    @Test
    void whoMayNotReportReadsNoFormsAndAnOwnerKnowsOfHisAlone(@TempDir Path folder) throws IOException {
        assertThat(typist(VIEWER).get("/enter/forms").statusCode()).isEqualTo(403);
        String path = readIn(typist(ADMINISTRATOR), "police-words.txt", form("police-words.txt"));
        Typist owner = typist(OWNER);
        assertThat(owner.get(path).statusCode()).isEqualTo(404);
        String own = readIn(owner, "police-words.txt", form("police-words.txt"));
        assertThat(owner.get("/enter/forms").asString())
                .contains("href=\"" + own + "\"")
                .doesNotContain("href=\"" + path + "\"");
        as(ADMINISTRATOR)
                .contentType("multipart/form-data")
                .multiPart(
                        "form",
                        Files.write(folder.resolve("form.txt"), form("police-words.txt"))
                                .toFile())
                .post("/enter/forms")
                .then()
                .statusCode(403);
    }

    @Test
    void aDeclarationIsCarriedForwardFromHere() {
        Typist typist = typist(ADMINISTRATOR);
        assertThat(typist.post("/enter/forms", "/enter/forms/carry", Map.of("which", "publicity"))
                        .statusCode())
                .isEqualTo(400);
        Response carried =
                typist.post("/enter/forms", "/enter/forms/carry", Map.of("which", "publicity", "reason", "目标不变"));
        assertThat(carried.statusCode()).as(carried.asString()).isEqualTo(303);
        assertThat(typist.get(carried.header("Location")).asString()).contains("目标不变");
    }
}

package io.dabiao.page;

import static io.dabiao.Api.admin;
import static io.dabiao.Api.event;
import static io.dabiao.Api.take;
import static io.dabiao.Api.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.dabiao.Guard;
import io.dabiao.Patience;
import io.dabiao.access.Role;
import io.dabiao.access.person.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

@QuarkusTest
@Guard
class EnterPageTest extends PageTest {

    private static final Duration PATIENCE = Patience.PATIENCE;
    private static final LocalDate TODAY = LocalDate.now(ZoneId.of("Asia/Shanghai"));
    private static final int YEAR = TODAY.getYear();
    private static final String MINE = "enter-page-mine";
    private static final String OTHER = "enter-page-other";
    private static final String VALUES = "/enter/values/" + YEAR + "/" + MINE + "/";
    private static final String WHY = "/years/" + YEAR + "/" + MINE + "/visits";
    private static final byte[] PDF = utf8("%PDF-1.7\n% 制度汇编\n%%EOF");

    private static Person owner;

    @ConfigProperty(name = "dabiao.declarations")
    Path declarations;

    @TempDir
    Path folder;

    @BeforeEach
    void twoProjectsAreDeclared() throws IOException {
        if (owner != null) {
            return;
        }
        for (String project : new String[] {MINE, OTHER}) {
            Path whole = Files.createTempFile(declarations, ".new", "");
            Files.writeString(whole, declaration(project));
            Files.move(whole, declarations.resolve(project + ".yaml"), StandardCopyOption.ATOMIC_MOVE);
        }
        await().atMost(PATIENCE)
                .until(() -> board.rows().stream()
                        .anyMatch(row -> row.ref().project().equals(MINE)
                                && row.ref().id().equals("visits")));
        await().atMost(PATIENCE)
                .until(() -> board.rows().stream()
                        .anyMatch(row -> row.ref().project().equals(OTHER)));
        owner = people.create("填报项目负责人", PASSWORD, Set.of(Role.OWNER), Set.of(MINE), Set.of(), "test");
    }

    private static String declaration(String project) {
        return "project: " + project + "\nname: 项目" + project + "\nyear: " + YEAR
                + "\ninstitution: 中心\ndepartment: 局\nnature: 经常性\ncategory: 运转类\nzone: Asia/Shanghai\n"
                + "period: {from: " + YEAR + "-01-01, to: " + YEAR + "-12-31}\n"
                + "budget: {total: 1.00, treasury: 1.00, carriedOver: 0.00, other: 0.00}\ngoal: 试验\nindicators:\n"
                + "  - {id: rules, name: 管理制度建设, level1: 效益指标, level2: 可持续影响指标, printed: '完善', reading:"
                + " {operator: '≥', value: 80, unit: '%', kind: completion, because: '定性'}, behaviour: standing,"
                + " measure: reported, cadence: P400D, owner: 值班员}\n"
                + "  - {id: place, name: 全国排名, level1: 效益指标, level2: 社会效益指标, printed: '全国前3', reading:"
                + " {operator: '≤', value: 3, unit: 名, because: '名次'}, behaviour: standing, measure: reported, cadence: P400D}\n"
                + "  - {id: survey, name: 满意度, level1: 满意度指标, level2: 服务对象满意度指标, printed: '≥85.00(%)',"
                + " behaviour: standing, measure: {reported: {expires: P20D}}, cadence: P400D}\n"
                + "  - {id: visits, name: 走访企业, level1: 产出指标, level2: 数量指标, printed: '≥1000.00(家)',"
                + " behaviour: accumulate, measure: {sum: value, over: 'visit." + project + "'}, cadence: P400D}\n";
    }

    private Typist typist(String name) {
        return new Typist(
                sessions,
                people.all().stream()
                        .filter(one -> one.shown().equals(name))
                        .findFirst()
                        .orElseThrow());
    }

    private static Map<String, String> typed(String value, String date) {
        return Map.of("value", value, "date", date);
    }

    @Test
    void aValueIsReportedWithItsEvidenceAndReplacedWithAReason() throws IOException {
        Browser browser = signedIn(ADMINISTRATOR);
        browser.open("/enter?lang=zh&year=" + YEAR + "&values-project=" + MINE);
        assertThat(browser.text()).contains("管理制度建设", "全国排名", "满意度", "尚未填报").doesNotContain("走访企业");
        browser.open(VALUES + "rules");
        browser.fill("input[name=value]", "一百二").fill("textarea[name=note]", "已印发 12 项制度");
        browser.find("input[name=evidence]")
                .sendKeys(Files.write(folder.resolve("制度汇编.pdf"), PDF).toString());
        browser.follow("main form button.primary");
        assertThat(browser.text()).contains("请填写数字", "制度汇编.pdf");
        assertThat(browser.find("input[name=value]").getDomProperty("value")).isEqualTo("一百二");
        assertThat(browser.find("textarea[name=note]").getDomProperty("value")).isEqualTo("已印发 12 项制度");
        browser.picture("enter-value-refused");
        browser.assertSound("a refused value");
        browser.assertAccessible("a refused value");
        browser.fill("input[name=value]", "120").follow("main form button.primary");
        assertThat(browser.text()).contains("0 至 100 之间");
        browser.fill("input[name=value]", "９２.５％").follow("main form button.primary");
        assertThat(browser.text())
                .contains("数值已填报", "管理制度建设：由 无 变为 92.5 %", "正常推进", "制度汇编.pdf", ADMINISTRATOR, "已印发 12 项制度");
        assertThat(typist(ADMINISTRATOR)
                        .get(browser.find("#former td a[href*='/evidence/']").getDomAttribute("href"))
                        .asByteArray())
                .isEqualTo(PDF);

        browser.fill("input[name=value]", "60").follow("main form button.primary");
        assertThat(browser.text()).contains("该日期已填报过不同的数值");
        browser.fill("textarea[name=reason]", "两项制度未印发").follow("main form button.primary");
        assertThat(browser.text()).contains("由 92.5 % 变为 60 %", "更正第", "60 %");
        browser.open("/enter?year=" + YEAR + "&values-project=" + MINE);
        assertThat(browser.text()).contains("60 %", ADMINISTRATOR);
    }

    @Test
    void tenValuesWithTwoDocumentsAreEnteredInFewClicks() throws IOException {
        String project = "enter-page-grid";
        StringBuilder declaration =
                new StringBuilder(declaration(project).replaceFirst("(?s)indicators:.*", "indicators:\n"));
        for (int i = 1; i <= 10; i++) {
            declaration.append("  - {id: grid" + i + ", name: 培训第" + i + "期人次, level1: 产出指标, level2: 数量指标,"
                    + " printed: '≥100.00(人次)', behaviour: accumulate, measure: reported, cadence: P400D}\n");
        }
        Path whole = Files.createTempFile(declarations, ".new", "");
        Files.writeString(whole, declaration.toString());
        Files.move(whole, declarations.resolve(project + ".yaml"), StandardCopyOption.ATOMIC_MOVE);
        await().atMost(PATIENCE)
                .until(() -> board.rows().stream()
                        .anyMatch(row -> row.ref().project().equals(project)));
        StringBuilder block = new StringBuilder("指标名称\t完成数\t日期\t备注\n");
        for (int i = 10; i >= 1; i--) {
            block.append("培训第" + i + "期人次\t1,0" + (10 + i) + "\t" + YEAR + "/1/" + (i == 3 ? 45 : i) + "\t\"第" + i
                    + "期\n已结业\"\n");
        }

        Browser browser = signedIn(ADMINISTRATOR);
        browser.open("/overview?lang=zh&theme=light");
        browser.clicks();
        browser.follow(".menu a[href='/enter']");
        browser.follow(".tabs a[href='/enter/grid']");
        String first = "input[name='value:" + YEAR + "/" + project + "/grid1']";
        browser.click(first);
        browser.script(
                "const data = new DataTransfer(); data.setData('text/plain', arguments[1]);"
                        + "document.querySelector(arguments[0]).dispatchEvent("
                        + "new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}))",
                first,
                block.toString());
        assertThat(browser.find("[data-said]").getText()).contains("已粘贴 10 行").doesNotContain("没有对应");
        browser.find("input[name='evidence:" + YEAR + "/" + project + "/grid1']")
                .sendKeys(Files.write(folder.resolve("签到表.pdf"), pdf("attendance"))
                        .toString());
        browser.find("input[name=evidence]")
                .sendKeys(
                        Files.write(folder.resolve("培训总结.pdf"), pdf("summary")).toString());
        // A day that there is not is no day: the row takes that of the whole.
        assertThat(browser.find("input[name='date:" + YEAR + "/" + project + "/grid3']")
                        .getDomProperty("value"))
                .isEmpty();
        browser.follow("form.grid button.primary");
        assertThat(browser.clicks()).as("clicks to enter ten values").isLessThanOrEqualTo(8);
        assertThat(browser.find(".flash").getText()).contains("已填报 10 个数值", "10 项指标的结果随之变化");
        assertThat(browser.find("tr[data-name='培训第7期人次']").getText()).contains("1,017 人次", YEAR + "-01-07");
        new Pictures(browser).everyWay("enter-grid", "/enter/grid?year=" + YEAR + "&project=" + project);
        String values = typist(ADMINISTRATOR)
                .get("/enter/values/" + YEAR + "/" + project + "/grid1")
                .asString();
        assertThat(values).contains("签到表.pdf", "培训总结.pdf", "已结业");

        // What is wrong stays in its row, what is right is taken.
        browser.open("/enter/grid?lang=zh&theme=light&year=" + YEAR + "&project=" + project);
        browser.fill(first, "2,000")
                .fill("input[name='note:" + YEAR + "/" + project + "/grid1']", "补报")
                .fill("input[name='value:" + YEAR + "/" + project + "/grid2']", "很多");
        browser.find("input[name='evidence:" + YEAR + "/" + project + "/grid2']")
                .sendKeys(folder.resolve("签到表.pdf").toString());
        browser.follow("form.grid button.primary");
        assertThat(browser.all("tr.wrong")).hasSize(1);
        assertThat(browser.text()).contains("已填报 1 个数值；另有 1 行未能填报", "请填写数字", "签到表.pdf");
        assertThat(browser.find("input[name='value:" + YEAR + "/" + project + "/grid2']")
                        .getDomProperty("value"))
                .isEqualTo("很多");
        browser.assertAccessible("a grid with a wrong row");
    }

    /** A document of its own: one that was handed in before is known by the name that it had then. */
    private static byte[] pdf(String remark) throws IOException {
        ByteArrayOutputStream own = new ByteArrayOutputStream();
        own.write(PDF);
        own.write(("\n% " + remark + "\n").getBytes(StandardCharsets.UTF_8));
        return own.toByteArray();
    }

    @Test
    void whatIsTypedWrongIsSaidBesideItsField() {
        Typist officer = typist(ADMINISTRATOR);
        String place = VALUES + "place";
        Map<Map<String, String>, String> wrong = Map.of(
                typed("", TODAY.toString()), "请填写数值",
                typed("2.5", TODAY.toString()), "1 以上的整数",
                typed("2", "昨天"), "请填写有效的日期",
                typed("2", (YEAR - 1) + "-06-30"), "不在该申报的考核期内",
                Map.of("value", "2", "date", TODAY.toString(), "note", "长".repeat(2_001)), "最多 2,000 个字符");
        wrong.forEach((typed, said) -> officer.send(place, place, typed, "evidence", "", new byte[0])
                .then()
                .statusCode(400)
                .body(containsString(said)));
        officer.send(place, place, typed("2", TODAY.toString()), "evidence", "run.exe", utf8("MZ\0\0\0"))
                .then()
                .statusCode(400)
                .body(containsString("不是可接受的文件类型"));
        officer.get(place).then().body(containsString("尚未填报过数值"));
    }

    @Test
    void whatIsHostileIsShownAsText() {
        Typist officer = typist(ADMINISTRATOR);
        String other = "/enter/values/" + YEAR + "/" + OTHER + "/rules";
        int day = 1;
        for (String text : Hostile.TEXTS) {
            boolean tooLong = text.length() > 2_000;
            String date = YEAR + "-01-" + String.format("%02d", day++);
            officer.send(
                            other,
                            other,
                            Map.of("value", "50", "date", date, "note", text, "reason", text),
                            "evidence",
                            tooLong ? "x.txt" : text.replace("\"", "'") + ".txt",
                            utf8("证明材料 " + day))
                    .then()
                    .statusCode(tooLong ? 400 : 303);
            officer.send(other, other, typed(text, text), "evidence", "", new byte[0])
                    .then()
                    .statusCode(400)
                    .body(not(containsString("<script>document")));
            officer.send(
                            "/enter/files/new",
                            "/enter/files",
                            Map.of("type", "visit." + OTHER, "series", text),
                            "file",
                            text.replace("\"", "'") + ".csv",
                            utf8("日期,数值," + "企业\n" + YEAR + "-01-05,\"" + text.replace("\"", "\"\"") + "\",\""
                                    + text.replace("\"", "\"\"") + "\"\n"))
                    .then()
                    .statusCode(tooLong ? 400 : 303);
            // Longer than any path (4 KiB), and short enough to be sent in one piece (8 KiB): the answer does not wait
            // for a second one.
            String asked = Paths.encoded(tooLong ? text.substring(0, 280) : text);
            officer.get("/enter/corrections?id=" + asked + "&source=" + asked)
                    .then()
                    .statusCode(tooLong ? 414 : 200)
                    .body(not(containsString("<script>document")));
        }
        Browser browser = signedIn(ADMINISTRATOR);
        browser.screen(Browser.Screen.PHONE);
        browser.open(other + "?lang=zh");
        assertThat(browser.text()).contains(Hostile.SCRIPT, Hostile.TEMPLATE);
        assertThat(browser.title()).doesNotContain("taken");
        browser.assertSound("hostile values");
        browser.open("/enter/files");
        browser.assertSound("hostile files");
        browser.follow("#uploads td a");
        assertThat(browser.text()).contains("有误", "不是数值");
        browser.assertSound("a hostile file");
        browser.assertAccessible("a hostile file");
    }

    private static String id(Response sent) {
        assertThat(sent.statusCode()).as(sent.asString()).isEqualTo(303);
        return sent.header("Location");
    }

    @Test
    void aSpreadsheetIsTriedMendedAndTakenOver() throws IOException {
        Browser browser = signedIn(ADMINISTRATOR);
        Typist officer = typist(ADMINISTRATOR);
        officer.get("/enter/files/template?type=visit." + MINE + "&format=csv")
                .then()
                .statusCode(200)
                .body(containsString("日期"))
                .body(containsString("数值"));
        String head = "日期,企业,数值\n";
        String rows = YEAR + "-01-05,甲,400\n" + YEAR + "-01-06,乙,300\n";
        browser.open("/enter/files/new?lang=zh&type=visit." + MINE);
        browser.find("input[name=file]")
                .sendKeys(Files.writeString(folder.resolve("走访.csv"), head + rows + "3/1/" + YEAR + ",丙,5\n")
                        .toString());
        browser.follow("main form button.primary");
        assertThat(browser.text()).contains("有误", "新增", "不是日期", "请写成", "走访.csv");
        assertThat(browser.all("#rows tbody tr").get(0).getText()).contains("有误");
        assertThat(browser.all("form[action$=take]")).isEmpty();

        browser.open("/enter/files/new?type=visit." + MINE);
        browser.find("input[name=file]")
                .sendKeys(Files.writeString(folder.resolve("走访2.csv"), head + rows)
                        .toString());
        browser.follow("main form button.primary");
        assertThat(browser.text()).contains("将会变化的指标", "走访企业", "700 家", "试算完成，尚未导入");
        browser.follow("form[action$=take] button");
        assertThat(browser.text()).contains("表格已导入", "变化的指标", "700 家");

        String again = id(officer.send(
                "/enter/files/new",
                "/enter/files",
                Map.of("type", "visit." + MINE),
                "file",
                "走访3.csv",
                utf8(head + rows)));
        officer.get(again).then().body(containsString("再次导入不会有任何变化")).body(not(containsString("/take")));
        String changed = id(officer.send(
                "/enter/files/new",
                "/enter/files",
                Map.of("type", "visit." + MINE),
                "file",
                "走访4.csv",
                utf8(head + rows.replace("300", "350"))));
        officer.get(changed).then().body(containsString("内容有变")).body(containsString("750 家"));
        officer.post(changed, changed + "/take", Map.of("reason", " "));
        officer.get(changed).then().body(containsString("请填写更正原因")).body(containsString("750 家"));
        officer.post(changed, changed + "/take", Map.of("reason", "少登记 50 家"));
        officer.get(changed).then().body(containsString("已导入")).body(containsString("查看更正记录"));
        officer.post("/enter/files", changed + "/take", Map.of("reason", "再来一次"))
                .then()
                .statusCode(409);
        typist(VIEWER).get("/enter/files").then().statusCode(403);
        new Typist(sessions, owner).get(changed).then().statusCode(404);
    }

    @Test
    void whatAColumnIsIsSaidOnceAndRememberedForTheNextFile() throws IOException {
        Browser browser = signedIn(ADMINISTRATOR);
        String head = "来访日,到访家数,联系电话\n";
        browser.open("/enter/files/new?lang=zh&type=visit." + OTHER);
        browser.find("input[name=file]")
                .sendKeys(Files.writeString(folder.resolve("到访.csv"), head + "3月5日,4,13800000000\n")
                        .toString());
        browser.follow("main form button.primary");
        assertThat(browser.text()).contains("没有找到表头", "各列的含义", "到访家数");
        browser.find("select[name=attribute] option[value=time]").click();
        browser.all("select[name=attribute]")
                .get(1)
                .findElement(By.cssSelector("option[value=value]"))
                .click();
        browser.fill("input[name=year]", String.valueOf(YEAR));
        browser.assertAccessible("what the columns are");
        browser.follow("form[action$=columns] button");
        assertThat(browser.text()).contains("试算完成，尚未导入", "3月5日按表中年度计为" + YEAR + "年", "到访家数 → value");

        browser.open("/enter/files/new?lang=zh&type=visit." + OTHER);
        browser.find("input[name=file]")
                .sendKeys(Files.writeString(folder.resolve("到访2.csv"), head + YEAR + "-03-06,7,13800000000\n")
                        .toString());
        browser.follow("main form button.primary");
        assertThat(browser.text()).contains("试算完成，尚未导入", "到访家数 → value").doesNotContain("没有找到表头");
    }

    @Test
    void aLargeSpreadsheetIsTriedWhileItsSenderIsAwayAndIsPaged() {
        Typist officer = typist(ADMINISTRATOR);
        StringBuilder rows = new StringBuilder("日期,企业,数值\n");
        for (int i = 0; i < 30_000; i++) {
            rows.append(YEAR)
                    .append("-01-0")
                    .append(1 + i % 9)
                    .append(",企业")
                    .append(i)
                    .append(",1\n");
        }
        rows.append("无日期,最后一行,1\n");
        String path = id(officer.send(
                "/enter/files/new",
                "/enter/files",
                Map.of("type", "visit." + OTHER, "series", "//office/large"),
                "file",
                "大表.csv",
                utf8(rows.toString())));
        await().atMost(PATIENCE)
                .until(() -> officer.get(path + "/progress").asString().contains("处理完成"));
        String page = officer.get(path).asString();
        assertThat(page).contains("30000", "有误", "下一页", "未列出");
        assertThat(page.length()).isLessThan(120_000);
    }

    @Test
    void aFactIsFoundTriedWithdrawnAndCountsAgain() {
        take(event(
                "//enter/visits",
                "visit-1",
                "visit." + OTHER,
                YEAR + "-02-01T09:00:00+08:00",
                "{\"value\":40,\"enterprise\":\"甲\",\"paid\":false}"));
        Browser browser = signedIn(ADMINISTRATOR);
        browser.open("/years/" + YEAR + "/" + OTHER + "/visits?lang=zh&events-q=visit-1");
        browser.follow("#events a[href*='/enter/corrections/event']");
        assertThat(browser.text()).contains("目前的内容", "visit-1", "40", "没有更正过");
        browser.find("input[value=replace]").click();
        browser.fill(".stack input[inputmode=decimal]", "四").follow("button[value=make]");
        assertThat(browser.text()).contains("请填写数字", "请填写原因");
        assertThat(browser.find(".stack input[inputmode=decimal]").getDomProperty("value"))
                .isEqualTo("四");
        browser.assertSound("a refused correction");
        browser.assertAccessible("a refused correction");
        browser.fill(".stack input[inputmode=decimal]", "4").follow("button[value=try]");
        assertThat(browser.text()).contains("将会变化的指标", "走访企业");
        admin().get("/api/v1/corrections?source=//enter/visits&id=visit-1")
                .then()
                .body("size()", org.hamcrest.Matchers.is(0));
        browser.fill("textarea[name=reason]", "多录一个 0；" + Hostile.SCRIPT).follow("button[value=make]");
        assertThat(browser.text()).contains("已更正", "数值 = 40", "数值 = 4", "多录一个 0；" + Hostile.SCRIPT);
        browser.assertSound("a correction");
        browser.picture("enter-correction");
        browser.assertAccessible("a correction");
        browser.follow("#events td a");
        browser.find("input[value=withdraw]").click();
        browser.fill("textarea[name=reason]", "没有这次走访").follow("button[value=make]");
        assertThat(browser.text()).contains("撤销 1 条", "不计入");

        browser.open("/enter/corrections?id=visit-1");
        assertThat(browser.text()).contains("不计入", "没有这次走访");
        browser.follow("#found a[href*=event]");
        assertThat(browser.text()).contains("该数据已撤销", "恢复", "多录一个 0");
        browser.find("input[value=replace]").click();
        browser.fill("textarea[name=reason]", "核实后确有").follow("button[value=make]");
        assertThat(browser.text()).contains("已更正", "数值 = 4");
        as(ADMINISTRATOR)
                .get("/enter/corrections?corrections-as=csv")
                .then()
                .body(containsString("没有这次走访"))
                .body(containsString("走访企业"));
        typist(ADMINISTRATOR)
                .get("/enter/corrections?type=visit." + OTHER + "&from=" + YEAR + "-02-01&until=" + YEAR + "-02-01")
                .then()
                .body(containsString("visit-1"));
        typist(VIEWER).get("/enter/corrections").then().statusCode(200);
    }

    @Test
    void anOwnerEntersForHisOwnProjectsAndKnowsOfNoOther() {
        take(event(
                "//enter/visits", "secret-visit", "visit." + OTHER, YEAR + "-02-02T09:00:00+08:00", "{\"value\":1}"));
        admin().contentType("application/json")
                .body("{\"value\": 2, \"date\": \"" + YEAR + "-02-03\", \"note\": \"他人的秘密\"}")
                .post("/api/v1/years/" + YEAR + "/indicators/" + OTHER + "/place/values")
                .then()
                .statusCode(201);
        String foreign = "/enter/values/" + YEAR + "/" + OTHER + "/place";
        Typist mine = new Typist(sessions, owner);
        mine.get("/enter?year=" + YEAR)
                .then()
                .statusCode(200)
                .body(containsString(MINE))
                .body(not(containsString(OTHER)));
        mine.get(foreign).then().statusCode(404);
        mine.send("/enter", foreign, typed("1", TODAY.toString()), "evidence", "", new byte[0])
                .then()
                .statusCode(404);
        String own = VALUES + "survey";
        mine.send(own, own, typed("91", TODAY.toString()), "evidence", "问卷.txt", utf8("回收 300 份"))
                .then()
                .statusCode(303);
        mine.get(own).then().body(containsString("问卷.txt")).body(containsString("91 %"));
        mine.get("/overview?year=" + YEAR)
                .then()
                .body(containsString("佐证到期"))
                .body(containsString("数值及佐证将于"))
                .body(containsString("待填报数值"))
                .body(not(containsString(OTHER)));

        mine.get("/enter/files").then().statusCode(200).body(not(containsString("visit.")));
        mine.get("/enter/files/template?type=indicator.reported&format=csv")
                .then()
                .body(containsString("项目" + MINE))
                .body(not(containsString(OTHER)));
        mine.send("/enter/files/new", "/enter/files", Map.of("type", "visit." + MINE), "file", "a.csv", utf8("日期,数值\n"))
                .then()
                .statusCode(400);
        String sent = id(mine.send(
                "/enter/files/new",
                "/enter/files",
                Map.of("type", "indicator.reported"),
                "file",
                "他人.csv",
                utf8("日期,项目,指标,数值\n" + YEAR + "-03-01,项目" + OTHER + ",全国排名,1\n" + YEAR + "-03-01,项目" + MINE
                        + ",全国排名,2\n")));
        mine.get(sent).then().body(containsString("无权")).body(containsString("新增"));

        mine.get("/enter/corrections?id=secret-visit").then().body(containsString("没有找到"));
        mine.get("/enter/corrections?type=visit." + OTHER + "&from=" + YEAR + "-02-01&until=" + YEAR + "-02-05")
                .then()
                .body(containsString("没有找到"));
        mine.get("/enter/corrections/event?source=//enter/visits&id=secret-visit")
                .then()
                .statusCode(404);
        mine.post(
                        "/enter/corrections",
                        "/enter/corrections/event",
                        Map.of(
                                "source",
                                "//enter/visits",
                                "id",
                                "secret-visit",
                                "what",
                                "withdraw",
                                "reason",
                                "x",
                                "step",
                                "make"))
                .then()
                .statusCode(404);
        String identity = YEAR + "/" + MINE + "/survey/"
                + TODAY.atStartOfDay(ZoneId.of("Asia/Shanghai")).toInstant();
        mine.post(
                        "/enter/corrections",
                        "/enter/corrections/event",
                        Map.of(
                                "source", "//dabiao/reported",
                                "id", identity,
                                "what", "withdraw",
                                "reason", "问卷有误",
                                "step", "make"))
                .then()
                .statusCode(303);
        mine.get(own).then().body(containsString("尚未填报过数值"));
        mine.get("/enter/corrections").then().body(containsString("问卷有误")).body(not(containsString(OTHER)));
    }

    /** Files of a form are written to disk before anybody knows who sends them. */
    @Test
    void aFormThatIsTooLargeIsRefusedBeforeItIsRead() throws IOException {
        for (String length : new String[] {"Content-Length: 99999999999", "Transfer-Encoding: chunked"}) {
            try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
                socket.setSoTimeout(30_000);
                socket.getOutputStream()
                        .write(utf8(
                                "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\n"
                                        + length + "\r\n\r\n"));
                String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
                assertThat(answer).isEqualTo("HTTP/1.1 41" + (length.startsWith("C") ? "3" : "1"));
            }
        }
    }

    @Test
    void theEnteringOfFactsFitsEveryScreen() {
        Pictures pictures = new Pictures(signedIn(ADMINISTRATOR));
        pictures.everyWay("enter", "/enter?year=" + YEAR);
        pictures.everyWay("enter-value", VALUES + "rules");
        pictures.everyWay("enter-files", "/enter/files");
        pictures.everyWay("enter-corrections", "/enter/corrections?type=visit." + OTHER);
    }

    @Test
    @Tag("long")
    void everyPageOfEnteringFitsEveryScreen() {
        Typist officer = typist(ADMINISTRATOR);
        String file = id(officer.send(
                "/enter/files/new",
                "/enter/files",
                Map.of("type", "visit." + MINE, "series", "//office/pictures"),
                "file",
                "走访企业登记表.csv",
                utf8("日期,企业,数值,备忘录\n" + YEAR + "-01-15,丁,10,\n" + YEAR + "-01-16,戊,#N/A,\n合计,,10,\n")));
        take(event("//enter/pictures", "p-1", "visit." + MINE, YEAR + "-02-01T09:00:00+08:00", "{\"value\":1}"));
        Pictures pictures = new Pictures(signedIn(ADMINISTRATOR));
        pictures.everyWay("enter-place", VALUES + "place");
        pictures.everyWay("enter-file-new", "/enter/files/new?type=visit." + MINE);
        pictures.everyWay("enter-file", file);
        pictures.everyWay("enter-event", "/enter/corrections/event?source=//enter/pictures&id=p-1");
        pictures.everyWay("enter-why", WHY);
    }
}

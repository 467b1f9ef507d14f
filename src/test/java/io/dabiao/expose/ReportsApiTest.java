package io.dabiao.expose;

import static io.dabiao.Api.PROBLEM;
import static io.dabiao.Api.admin;
import static io.dabiao.Api.event;
import static io.dabiao.Api.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dabiao.Api;
import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.dabiao.forms.Form;
import io.dabiao.forms.FormFile;
import io.dabiao.forms.FormSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A project of its own in 2023, from its first fact to its second sealed paper. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class ReportsApiTest {

    private static final Duration SECONDS = Patience.PATIENCE;
    private static final String YEAR = "/api/v1/years/2023/projects/";
    private static final String COMPLETION =
            "    reading: {operator: \"≥\", value: 80, unit: \"%\", kind: completion, because: 完成程度}\n";
    private static final String END = "2024-01-01T00:00:00+08:00";

    @ConfigProperty(name = "dabiao.declarations")
    Path declarations;

    @Test
    void whatWasSealedStaysAndANewVersionSaysWhatDiffersAndWhy() throws Exception {
        declare("sealing");
        take(
                visit("sealing", "1", "2023-03-01T00:00:00+08:00", 8),
                spent("sealing", "1", "2023-03-02T00:00:00+08:00", "600.00", "treasury"),
                spent("sealing", "2", "2023-05-02T00:00:00+08:00", "200.00", "other"));

        JsonPath draft = report("sealing");
        assertThat(draft.getBoolean("sealed")).isFalse();
        assertThat(draft.getString("budget.planned")).isEqualTo("1000.00");
        assertThat(draft.getString("budget.adjusted")).isEqualTo("1600.00");
        assertThat(draft.getString("budget.score")).isEqualTo("5.00");
        assertThat(draft.getString("budget.funds[0].executed")).startsWith("600");
        assertThat(draft.getString("rows[0].score")).isEqualTo("72.00");
        assertThat(draft.getString("total")).isEqualTo("77.00");
        assertThat(draft.getString("grade")).isEqualTo("中");
        seal("sealing", Map.of("name", "王某")).then().statusCode(409).contentType(PROBLEM);

        remark("sealing", "/visits", Map.of("score", 80, "reason", "太高")).then().statusCode(400);
        remark("sealing", "/visits", Map.of("score", 70, "reason", "两次走访记录不全", "explanation", "<场地> & 人手不足"))
                .then()
                .statusCode(200);
        remark("sealing", "", Map.of("explanation", "追加预算下半年才到位", "achieved", "完成走访八次"))
                .then()
                .statusCode(200);
        assertThat(report("sealing").getString("rows[0].computed")).isEqualTo("72.00");
        assertThat(report("sealing").getString("total")).isEqualTo("75.00");
        seal("sealing", Map.of("name", " ")).then().statusCode(400);
        seal("sealing", Map.of("name", "王某")).then().statusCode(200);

        byte[] figures = sealed("sealing", 1, "json");
        byte[] pdf = sealed("sealing", 1, "pdf");
        String digest = admin().get(YEAR + "sealing/self-assessment/versions")
                .jsonPath()
                .getString("[0].sha256");
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(figures)))
                .isEqualTo(digest);

        take(visit("sealing", "2", "2023-11-01T00:00:00+08:00", 1));
        assertThat(report("sealing").getString("rows[0].actual")).isEqualTo("9");
        assertThat(sealed("sealing", 1, "json")).isEqualTo(figures);
        assertThat(sealed("sealing", 1, "pdf")).isEqualTo(pdf);
        seal("sealing", Map.of("name", "王某")).then().statusCode(400);
        JsonPath second = seal("sealing", Map.of("name", "李某", "reason", "补报一次走访"))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(second.getInt("version")).isEqualTo(2);
        Map<String, Object> actual = second.getMap("differences.find { it.what.english == 'actual' }");
        assertThat(actual).containsEntry("before", "8").containsEntry("after", "9");
        assertThat(second.getString("differences.find { it.what.english == 'actual' }.because.chinese"))
                .isEqualTo("后到的事实");
        assertThat(sealed("sealing", 1, "json")).isEqualTo(figures);

        byte[] secondFigures = sealed("sealing", 2, "json");
        admin().contentType("application/json")
                .body("{\"reason\":\"多记一次\",\"events\":[{\"source\":\"/reports/sealing\",\"id\":\"v1\","
                        + "\"data\":{\"value\":7}}]}")
                .post("/api/v1/corrections")
                .then()
                .statusCode(201);
        assertThat(report("sealing").getString("rows[0].actual")).isEqualTo("8");
        assertThat(sealed("sealing", 1, "json")).isEqualTo(figures);
        assertThat(sealed("sealing", 2, "json")).isEqualTo(secondFigures);
        JsonPath third = seal("sealing", Map.of("name", "李某", "reason", "更正走访次数"))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(third.getString("differences.find { it.what.english == 'actual' }.because.chinese"))
                .startsWith("更正：多记一次");
        everythingGoesToTheArchive(sealed("sealing", 3, "pdf"));
    }

    private static void everythingGoesToTheArchive(byte[] pdf) throws IOException {
        byte[] zip = admin().get(YEAR + "sealing/self-assessment/archive")
                .then()
                .statusCode(200)
                .contentType("application/zip")
                .extract()
                .asByteArray();
        Map<String, byte[]> files = new HashMap<>();
        try (ZipInputStream entries = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                files.put(entry.getName(), entries.readAllBytes());
            }
        }
        assertThat(files)
                .containsKeys("report.pdf", "report.xlsx", "report.html", "report.csv", "figures.json", "contents.csv");
        assertThat(files.get("report.pdf")).isEqualTo(pdf);
        assertThat(files.get("figures.json")).isEqualTo(sealed("sealing", 3, "json"));
        assertThat(new String(files.get("contents.csv"), StandardCharsets.UTF_8))
                .contains("report.pdf,");

        String published = admin().queryParam("format", "html")
                .queryParam("edition", "public")
                .get(YEAR + "sealing/self-assessment")
                .asString();
        assertThat(published).contains("项目支出绩效自评表", "追加任务").doesNotContain("两次走访记录不全", "事件日志位置", "（王某）");
        String targets = admin().queryParam("format", "html")
                .get(YEAR + "sealing/targets")
                .asString();
        assertThat(targets).contains("项目绩效目标申报表", "≥10.00(次)", "1,000.00");
        admin().get(YEAR + "sealing/comparison").then().statusCode(404);
    }

    @Test
    void everyFormatTellsTheSameTotalAndIsWhatItSays() throws IOException {
        declare("formats");
        take(visit("formats", "1", "2023-03-01T00:00:00+08:00", 8));
        String total = report("formats").getString("total");

        byte[] xlsx = paper("formats", "xlsx");
        try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(xlsx))) {
            var evaluator = book.getCreationHelper().createFormulaEvaluator();
            boolean found = false;
            for (var row : book.getSheetAt(0)) {
                for (var cell : row) {
                    if (cell.getCellType() == CellType.FORMULA) {
                        double computed = evaluator.evaluate(cell).getNumberValue();
                        assertThat(computed)
                                .isEqualTo(cell.getNumericCellValue(), org.assertj.core.data.Offset.offset(1e-9));
                        found |= BigDecimal.valueOf(computed).compareTo(new BigDecimal(total)) == 0;
                    }
                }
            }
            assertThat(found).as("the total is a formula").isTrue();
            var chart = book.getSheetAt(1).getDrawingPatriarch().getCharts().get(0);
            assertThat(chart.getCTChart().getDispBlanksAs().getVal()).hasToString("gap");
        }
        assertThat(new String(paper("formats", "html"), StandardCharsets.UTF_8)).contains("项目支出绩效自评表", total);
        assertThat(new String(paper("formats", "csv"), StandardCharsets.UTF_8)).contains("走访,≥10.00(次),8次", total);
        List<Form> read = FormFile.read(FormSource.ofFile("x.pdf").orElseThrow(), paper("formats", "pdf"));
        // The space between Han and Latin was written: the PDF has one, and not the mere gap that office programs set
        // there.
        assertThat(read.get(0).name()).isEqualTo("试点项目 formats");
        assertThat(read.get(0).indicators()).singleElement().satisfies(formRow -> {
            assertThat(formRow.name()).isEqualTo("走访");
            assertThat(formRow.printed()).isEqualTo("≥10.00(次)");
            assertThat(formRow.actual()).contains("8次");
        });
        admin().accept("text/html")
                .get(YEAR + "formats/self-assessment")
                .then()
                .statusCode(200)
                .contentType("text/html");
        admin().queryParam("format", "docx")
                .get(YEAR + "formats/self-assessment")
                .then()
                .statusCode(400);
        String english = admin().queryParam("format", "html")
                .queryParam("language", "en")
                .get(YEAR + "formats/self-assessment")
                .asString();
        assertThat(english).contains("Self-assessment of project expenditure");
    }

    @Test
    void theMidYearTableExpectsWhatIsForecastAndSaysWhatIsPossible() throws IOException {
        declare("midyear");
        take(
                visit("midyear", "1", "2023-03-01T00:00:00+08:00", 4),
                visit("midyear", "2", "2023-09-01T00:00:00+08:00", 9),
                spent("midyear", "1", "2023-03-02T00:00:00+08:00", "500.00", "treasury"));

        JsonPath table = admin().get(YEAR + "midyear/monitoring")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(table.getString("heading.until")).isEqualTo("2023-07-31");
        assertThat(table.getString("rows[0].actual")).isEqualTo("4");
        BigDecimal forecast = Api.indicator(2023, "midyear/visits", "2023-08-01T00:00:00+08:00")
                .getObject("indicator.forecast.value", BigDecimal.class);
        assertThat(forecast).isBetween(new BigDecimal("4"), new BigDecimal("9.9"));
        assertThat(new BigDecimal(table.getString("rows[0].expected")))
                .isEqualByComparingTo(forecast.setScale(2, RoundingMode.HALF_UP));
        assertThat(new BigDecimal(table.getString("rows[0].deviation")))
                .as("of 10 visits, in percent")
                .isEqualByComparingTo(forecast.movePointRight(1)
                        .subtract(BigDecimal.valueOf(100))
                        .setScale(2, RoundingMode.HALF_UP));
        assertThat(table.getString("rows[0].possibility")).isEqualTo("possible");
        assertThat(table.getBoolean("rows[0].rectify")).isTrue();
        assertThat(table.getString("budget.executed")).startsWith("500");
        assertThat(table.getString("budget.expected")).isEqualTo("860.85");
        JsonPath december = admin().queryParam("until", "2023-12-31")
                .get(YEAR + "midyear/monitoring")
                .jsonPath();
        assertThat(december.getString("rows[0].possibility")).isEqualTo("certain");
    }

    @Test
    void aFormIsReadAndNothingIsStored() {
        String form = "财政项目支出绩效目标申报表\n(2030年度)\n项目名称\t试读\t实施单位\t某馆\n一级指标\t二级指标\t三级指标\t指标值\n" + "产出指标\t数量指标\t讲座\t3(场)\n";
        JsonPath answer = admin().contentType("text/plain; charset=UTF-8")
                .body(form)
                .post("/api/v1/declarations/draft")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(answer.getString("projects[0].name")).isEqualTo("试读");
        assertThat(answer.getString("projects[0].indicators[0].value")).isEqualTo("3");
        assertThat(answer.getString("projects[0].indicators[0].operator")).isEmpty();
        assertThat(answer.getList("projects[0].indicators[0].doubts")).hasSize(1);
        assertThat(answer.getString("projects[0].draft")).contains("doubts:");
        admin().get("/api/v1/years/2030/projects").then().statusCode(404);
        admin().contentType("image/png")
                .body(new byte[] {1})
                .post("/api/v1/declarations/draft")
                .then()
                .statusCode(415);
        admin().contentType("application/pdf")
                .body(new byte[] {1})
                .post("/api/v1/declarations/draft")
                .then()
                .statusCode(400);
    }

    /** 20 + 80, ceilings by target ÷ actual, bands, a row's own steps, a dropped row, other grades: {@code docs/reports.md}. */
    @Test
    void anotherProvincesProfileIsScoredRowByRow() throws IOException {
        put(
                "province",
                """
                project: province
                name: 某省项目
                year: 2023
                institution: 试点单位
                period: {from: 2023-01-01, to: 2023-12-31}
                budget: {total: 1000.00, other: 1000.00}
                goal: 试点
                scoring:
                  name: 某省评分规则
                  budget: 20
                  levels: {成本指标: 20, 产出指标: 30, 效益指标: 20, 满意度指标: 10}
                  rules:
                    ceiling: inverse
                    quality:
                      bands:
                        - {name: 达成, from: 80}
                        - {name: 部分达成, from: 60}
                        - {name: 未达成, from: 0, earns: 0}
                  rows:
                    talk-attendance: {at: 90, earns: 10, each: 5, costs: 1}
                  dropped:
                    night-opening: 本年未开展
                  grades: [{name: 优, from: 95}, {name: 良, from: 85}, {name: 中, from: 70}, {name: 差, from: 0}]
                indicators:
                """
                        + row("unit-cost", "成本指标", "≤100.00(元)", "standing", "reported")
                        + row("talk-attendance", "产出指标", "≥90.00(%)", "standing", "reported")
                        + row("talks", "产出指标", "≥5.00(场)", "accumulate", "{count: province.talk}")
                        + row("night-opening", "产出指标", "≥10.00(次)", "accumulate", "{count: province.night}")
                        + row("rules", "效益指标", "完善", "standing", "reported")
                        + COMPLETION
                        + row("publicity", "效益指标", "完善", "standing", "reported")
                        + COMPLETION
                        + row("satisfaction", "满意度指标", "≥90.00(%)", "standing", "reported"));
        take(
                reported("unit-cost", 125),
                reported("talk-attendance", 80),
                reported("rules", 75),
                reported("publicity", 55),
                reported("satisfaction", 95),
                event("/reports/province", "t1", "province.talk", "2023-03-01T00:00:00+08:00", "{}"),
                event("/reports/province", "t2", "province.talk", "2023-04-01T00:00:00+08:00", "{}"),
                event("/reports/province", "t3", "province.talk", "2023-05-01T00:00:00+08:00", "{}"),
                event("/reports/province", "t4", "province.talk", "2023-06-01T00:00:00+08:00", "{}"),
                event(
                        "/reports/province",
                        "spent",
                        "budget.executed",
                        "2023-06-01T00:00:00+08:00",
                        "{\"project\":\"某省项目\",\"value\":1250}"));

        JsonPath paper = report("province");

        // Spending past the plan earns no more than the points; there is no money of the treasury.
        assertThat(paper.getString("budget.score")).isEqualTo("20.00");
        assertThat(paper.getString("budget.funds.find { it.fund == 'treasury' }.planned"))
                .startsWith("0");
        // 20 × 100 ÷ 125; 15 × (10 − 2) ÷ 10; 15 × 4 ÷ 5; not scored; 10 × 75 %; the lowest band; met.
        assertThat(paper.getList("rows.score", String.class))
                .containsExactly("16.00", "12.00", "12.00", null, "7.50", "0.00", "10.00");
        assertThat(paper.getList("rows.points", String.class))
                .containsExactly("20.00", "15.00", "15.00", null, "10.00", "10.00", "10.00");
        assertThat(paper.getString("rows[3].outside.chinese")).isEqualTo("不适用：本年未开展");
        assertThat(paper.getString("rows[1].rule.chinese")).isEqualTo("达到90得10分，每相差5扣1分，扣完为止");
        assertThat(paper.getString("profile.chinese")).startsWith("某省评分规则：预算执行20分、成本指标20分、产出指标30分");
        assertThat(paper.getString("total")).isEqualTo("77.50");
        assertThat(paper.getString("grade")).isEqualTo("中");

        // A person takes more away, never less; the computed score stays beside it.
        remark("province", "/talks", Map.of("score", 4.49, "reason", "一场无签到记录"))
                .then()
                .statusCode(200);
        JsonPath lowered = report("province");
        assertThat(lowered.getString("rows[2].score")).isEqualTo("4.49");
        assertThat(lowered.getString("rows[2].computed")).isEqualTo("12.00");
        assertThat(lowered.getString("total")).isEqualTo("69.99");
        assertThat(lowered.getString("grade")).isEqualTo("差");
        for (String format : List.of("html", "csv", "xlsx", "pdf")) {
            assertThat(paper("province", format)).as(format).isNotEmpty();
        }
    }

    private static String row(String id, String level, String printed, String behaviour, String measure) {
        return """
                  - id: ID
                    name: ID
                    level1: LEVEL
                    level2: 二级
                    printed: "PRINTED"
                    behaviour: BEHAVIOUR
                    measure: MEASURE
                    cadence: P400D
                """.replace("ID", id)
                .replace("LEVEL", level)
                .replace("PRINTED", printed)
                .replace("BEHAVIOUR", behaviour)
                .replace("MEASURE", measure);
    }

    private static String reported(String indicator, int value) {
        return event(
                "/reports/province",
                indicator,
                "indicator.reported",
                "2023-12-01T00:00:00+08:00",
                "{\"project\":\"某省项目\",\"indicator\":\"" + indicator + "\",\"value\":" + value + "}");
    }

    @Test
    void spendingOfNoDeclaredProjectIsRefusedByItselfOnEveryWayIn() throws IOException {
        declare("money");
        String unknown = spending("money", "1", "2023-03-01", "试点项目 monye", "1");
        take(
                spending("money", "by-id", "2023-03-01", "money", "100"),
                spending("money", "by-name", "2023-03-01", "试点项目 money", "20"),
                spending("money", "by-former-name", "2023-03-01", "旧项目 money", "3"),
                spending("money", "of-a-year-without-declarations", "1999-03-01", "试点项目 monye", "7"));
        assertThat(new BigDecimal(report("money").getString("budget.executed"))).isEqualByComparingTo("123");

        for (JsonPath receipt : List.of(
                Api.lines(unknown, spending("money", "2", "2023-03-01", "money", "1"))
                        .extract()
                        .jsonPath(),
                Api.post(Api.ONE, unknown).extract().jsonPath(),
                Api.post(Api.BATCH, "[" + unknown + "]").extract().jsonPath())) {
            assertThat(receipt.getInt("rejectedTotal")).isEqualTo(1);
            assertThat(receipt.getInt("rejected[0].index")).isZero();
            assertThat(receipt.getString("rejected[0].detail"))
                    .contains(
                            "no project of 2023 is called '试点项目 monye'",
                            "did you mean '试点项目 money'",
                            "money = 试点项目 money = 旧项目 money");
        }
        assertThat(Api.lines(event(
                                "/reports/money", "x", "budget.executed", "2023-03-01T00:00:00+08:00", "{\"value\":1}"))
                        .extract()
                        .jsonPath()
                        .getString("rejected[0].detail"))
                .contains("data.project is missing");

        JsonPath file = admin().contentType("text/csv")
                .body("日期,编号,项目,金额（万元）\n2023-03-01,F1,试点项目 monye,12.5\n2023-03-01,F2,money,0.01\n"
                        .getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/files?type=budget.executed&series=//money/file&dryRun=true")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(file.getList("rows.outcome")).containsExactly("wrong", "new");
        assertThat(file.getString("rows[0].detail")).contains("no project of 2023 is called");
        assertThat(new BigDecimal(file.getString("rows[1].value"))).isEqualByComparingTo("100");
        assertThat(file.getString("rows[1].time")).isEqualTo("2023-03-01T00:00:00+08:00");
        assertThat(file.getString("units.'金额（万元）'")).isEqualTo("10000");
        JsonPath without = admin().contentType("text/csv")
                .body("日期,编号,项目\n2023-03-01,F1,money\n".getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/files?type=budget.executed&series=//money/file&dryRun=true")
                .then()
                .statusCode(400)
                .extract()
                .jsonPath();
        assertThat(without.getString("detail")).contains("no column holds value, which budget.executed needs");

        assertThat(admin().contentType("application/json")
                        .body("{\"reason\":\"改名\",\"events\":[{\"source\":\"/reports/money\",\"id\":\"bby-id\","
                                + "\"data\":{\"project\":\"monye\",\"value\":1}}]}")
                        .post("/api/v1/corrections")
                        .then()
                        .statusCode(400)
                        .extract()
                        .jsonPath()
                        .getString("detail"))
                .contains("no project of 2023 is called 'monye'");
    }

    private static String spending(String project, String id, String day, String named, String yuan) {
        return event(
                "/reports/" + project,
                "b" + id,
                "budget.executed",
                day + "T00:00:00+08:00",
                "{\"project\":\"" + named + "\",\"value\":" + yuan + "}");
    }

    @Test
    void aRowWithoutDataMakesNoStatementInAnyFormatOfTheMidYearTable() throws IOException {
        put(
                "unheard",
                declaration("unheard")
                        .replace("{sum: value,", "{mean: value,")
                        .replace("behaviour: accumulate", "behaviour: standing"));
        JsonPath row = admin().get(YEAR + "unheard/monitoring").jsonPath();
        assertThat(row.getString("rows[0].actual")).isNull();
        assertThat(row.getString("rows[0].possibility")).isNull();
        assertThat(row.getString("rows[0].outlook")).isNull();
        assertThat(row.getString("rows[0].rectify")).isNull();
        for (String format : List.of("csv", "html", "xlsx", "pdf")) {
            byte[] paper = admin().queryParam("format", format)
                    .get(YEAR + "unheard/monitoring")
                    .then()
                    .statusCode(200)
                    .extract()
                    .asByteArray();
            assertThat(statements(format, paper)).as(format).contains("待填报").doesNotContain("有可能", "否");
        }
    }

    /** The cells of the row of the only indicator, one a line. */
    private static String statements(String format, byte[] paper) throws IOException {
        if (format.equals("xlsx")) {
            StringBuilder cells = new StringBuilder();
            try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(paper))) {
                for (var row : book.getSheetAt(0)) {
                    if (row.getPhysicalNumberOfCells() > 2
                            && row.getCell(2).toString().equals("走访")) {
                        row.forEach(cell -> cells.append(cell).append('\n'));
                    }
                }
            }
            assertThat(cells.toString()).contains("走访");
            return cells.toString();
        }
        String text = format.equals("pdf") ? printed(paper) : new String(paper, StandardCharsets.UTF_8);
        int from = text.indexOf("走访");
        assertThat(from).isPositive();
        int until = text.indexOf("说明", from);
        return text.substring(from, until < 0 ? text.length() : until);
    }

    private static String printed(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document);
        }
    }

    private void declare(String project) throws IOException {
        put(project, declaration(project));
    }

    private static String declaration(String project) {
        return """
                project: PROJECT
                name: 试点项目 PROJECT
                formerNames: [旧项目 PROJECT]
                year: 2023
                institution: 试点单位
                period: {from: 2023-01-01, to: 2023-12-31}
                budget:
                  total: 1000.00
                  treasury: 800.00
                  other: 200.00
                  adjustments:
                    - {from: 2023-06-01, total: 1600.00, treasury: 1400.00, other: 200.00, because: 追加任务, by: 王某}
                goal: 试点
                indicators:
                  - id: visits
                    name: 走访
                    level1: 产出指标
                    level2: 数量指标
                    printed: "≥10.00(次)"
                    behaviour: accumulate
                    measure: {sum: value, over: 'PROJECT.visit'}
                    cadence: P400D
                """.replace("PROJECT", project);
    }

    private void put(String project, String yaml) throws IOException {
        Path partial = declarations.resolve("." + project + ".yaml");
        Files.writeString(partial, yaml);
        Files.move(partial, declarations.resolve(project + ".yaml"), StandardCopyOption.ATOMIC_MOVE);
        await().atMost(SECONDS)
                .until(() -> admin().get(YEAR + project + "/self-assessment").statusCode() == 200
                        && report(project).getString("open").indexOf("filled") < 0);
    }

    private static String visit(String project, String id, String time, int value) {
        return event("/reports/" + project, "v" + id, project + ".visit", time, "{\"value\":" + value + "}");
    }

    /** Under the project's former name: renaming keeps what belongs to it. */
    private static String spent(String project, String id, String time, String yuan, String fund) {
        return event(
                "/reports/" + project,
                "b" + id,
                "budget.executed",
                time,
                "{\"project\":\"旧项目 " + project + "\",\"value\":" + yuan + ",\"fund\":\"" + fund + "\"}");
    }

    private static JsonPath report(String project) {
        return admin().queryParam("at", END)
                .get(YEAR + project + "/self-assessment")
                .jsonPath();
    }

    private static byte[] paper(String project, String format) {
        return admin().queryParam("at", END)
                .queryParam("format", format)
                .get(YEAR + project + "/self-assessment")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
    }

    private static byte[] sealed(String project, int version, String format) {
        return admin().queryParam("version", version)
                .queryParam("format", format)
                .get(YEAR + project + "/self-assessment")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
    }

    private static io.restassured.response.Response seal(String project, Map<String, Object> body) {
        return admin().contentType(ContentType.JSON)
                .body(body)
                .queryParam("at", END)
                .post(YEAR + project + "/self-assessment/seal");
    }

    private static io.restassured.response.Response remark(String project, String indicator, Map<String, Object> body) {
        return admin().contentType(ContentType.JSON)
                .body(body)
                .queryParam("at", END)
                .put(YEAR + project + "/self-assessment/remarks" + indicator);
    }
}

package io.dabiao.ingest.file;

import static io.dabiao.Api.admin;
import static io.dabiao.Api.bearer;
import static io.dabiao.Api.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Bombs;
import io.dabiao.ServiceDatabase;
import io.dabiao.expose.OwnDeclaration;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class FilesApiTest {

    @ConfigProperty(name = "dabiao.declarations")
    Path declarations;

    private static final String UGLY = "阅读量统计表,,,\n,,,\n日期,栏目,数量（次）,经办人\n"
            + "2024年3月1日,talent,5.2万,张三\n2024/3/2,talent,\"52,000\",李四\n20240302,talent,7,\n45353.5,talent,八百,\n"
            + "3/1/2024,talent,1,\n,talent,1,\n合计,,104007,\n,,,\n";

    private static Response send(String series, boolean dryRun, byte[] file) {
        return admin().contentType(ContentType.BINARY)
                .queryParam("type", "test.reads")
                .queryParam("series", series)
                .queryParam("dryRun", dryRun)
                .body(file)
                .post("/api/v1/files");
    }

    @Test
    void aDryRunOfAnUglyTableInGb18030TellsRowByRowAndTakesNothing() {
        byte[] file = UGLY.getBytes(Charset.forName("GB18030"));
        for (int i = 0; i < 2; i++) {
            Response answer = send("//test/ugly", true, file);
            assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
            assertThat(answer.jsonPath().getList("rows.outcome"))
                    .containsExactly("new", "new", "new", "wrong", "wrong", "wrong", "skipped");
            assertThat(answer.jsonPath().getList("rows.row")).containsExactly(4, 5, 6, 7, 8, 9, 10);
            assertThat(answer.jsonPath().getString("rows[3].detailZh")).contains("八百", "5.2万");
            assertThat(answer.jsonPath().getList("ignoredColumns")).containsExactly("经办人");
        }
        assertThat(send("//test/ugly", false, file).statusCode()).isEqualTo(422);
    }

    @Test
    void theSameFileTwiceChangesNothingAndACorrectedOneSaysWhat() {
        String good = "日期,栏目,数量\n2024-03-01,talent,5.2万\n2024-03-02,talent,7\n2024-03-02,talent,7\n";
        byte[] file = good.getBytes(StandardCharsets.UTF_8);
        assertThat(send("//test/twice", false, file).jsonPath().getInt("counts.new"))
                .isEqualTo(3);
        Response again = send("//test/twice", false, file);
        assertThat(again.jsonPath().getInt("counts.new")).isZero();
        assertThat(again.jsonPath().getInt("counts.duplicate")).isEqualTo(3);

        Response corrected =
                send("//test/twice", false, good.replace("5.2万", "5.3万").getBytes(StandardCharsets.UTF_8));
        assertThat(corrected.statusCode()).isEqualTo(409);
        assertThat(corrected.jsonPath().getString("rows[0].detail")).contains("52000", "53000");
        assertThat(corrected.jsonPath().getInt("counts.changed")).isEqualTo(1);
    }

    @Test
    void aCorrectedFileReplacesItsOwnRowsAndSaysWhichFiguresItChanges() throws IOException {
        OwnDeclaration.inForce(declarations, "sheets", 2019, """
                  - id: reads
                    name: 阅读量
                    level1: 效益指标
                    level2: 社会效益指标
                    printed: "≥10.00(万人次)"
                    behaviour: accumulate
                    measure: {sum: value, over: 'sheets.reads{programme="talent"}'}
                    cadence: P400D
                """);
        String first = "日期,栏目,数量\n2019-03-01,人才,5.2万\n2019-03-02,人才,7\n2019-03-02,人才,7\n2019-03-03,人才,1万\n";
        String second = "日期,栏目,数量\n2019-03-01,人才,5.3万\n2019-03-02,人才,7\n2019-03-02,人才,7\n";
        assertThat(file(first, Map.of()).jsonPath().getInt("counts.new")).isEqualTo(4);
        assertThat(file(second, Map.of()).statusCode()).isEqualTo(409);

        Response tried = file(second, Map.of("dryRun", "true", "missing", "withdraw"));
        assertThat(tried.statusCode()).as(tried.asString()).isEqualTo(200);
        assertThat(tried.jsonPath().getList("rows.outcome"))
                .containsExactly("changed", "duplicate", "duplicate", "withdrawn");
        assertThat(figures(tried)).isEqualTo("reads 6.2014 -> 5.3014");

        String ingest = token("sheets sender", List.of("ingest"), Map.of());
        Response refused = file(ingest, second, Map.of("reason", "三月核实", "missing", "withdraw"));
        assertThat(refused.statusCode()).isEqualTo(403);
        Response made = file(second, Map.of("reason", "三月核实", "missing", "withdraw", "name", "阅读量.csv"));
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(200);
        assertThat(figures(made)).isEqualTo("reads 6.2014 -> 5.3014");
        JsonPath correction = admin().get(
                        "/api/v1/corrections/" + made.jsonPath().getLong("correction"))
                .jsonPath();
        assertThat(correction.getString("correction.origin")).startsWith("阅读量.csv sha256:");
        assertThat(correction.getInt("correction.withdrawn")).isEqualTo(1);

        Response again = file(second, Map.of());
        assertThat(again.jsonPath().getInt("counts.duplicate")).isEqualTo(3);
        assertThat(again.jsonPath().getList("figures")).isEmpty();
        Response old = file(first.replace("5.2万", "5.3万"), Map.of());
        assertThat(old.jsonPath().getInt("counts.duplicate"))
                .as("what was withdrawn stays so")
                .isEqualTo(4);
    }

    private static Response file(String text, Map<String, String> more) {
        return file(ServiceDatabase.ADMIN_TOKEN, text, more);
    }

    private static Response file(String secret, String text, Map<String, String> more) {
        return bearer(secret)
                .contentType(ContentType.BINARY)
                .queryParam("type", "sheets.reads")
                .queryParam("series", more.getOrDefault("series", "//test/sheets"))
                .queryParams(without(more, "series"))
                .body(text.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/files");
    }

    private static Map<String, String> without(Map<String, String> more, String name) {
        Map<String, String> others = new HashMap<>(more);
        others.remove(name);
        return others;
    }

    private static String figures(Response answer) {
        JsonPath json = answer.jsonPath();
        return json.getString("figures[0].indicator") + " "
                + new BigDecimal(json.getString("figures[0].before")).stripTrailingZeros() + " -> "
                + new BigDecimal(json.getString("figures[0].after")).stripTrailingZeros();
    }

    @Test
    void theSenderSaysWhatColumnsAreAndTheNextFileNeedsNoWord() {
        String file = "点赞表,,\n记录于,栏目,1月点赞数\n2020-03-01,人才,7\n";
        Map<String, String> series = Map.of("series", "//test/said", "dryRun", "false");
        Response refused = file(ServiceDatabase.ADMIN_TOKEN, file, series);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.jsonPath().getList("titles")).containsExactly("记录于", "栏目", "1月点赞数");
        Response wrong = saying(file, "记录于=no attribute");
        assertThat(wrong.statusCode()).as(wrong.asString()).isEqualTo(400);
        Response taken = saying(file, "记录于=time", "1月点赞数=value");
        assertThat(taken.statusCode()).as(taken.asString()).isEqualTo(200);
        assertThat(taken.jsonPath().getString("rows[0].value")).isEqualTo("7");
        Response next = file(ServiceDatabase.ADMIN_TOKEN, file.replace(",7", ",8"), series);
        assertThat(next.statusCode()).as(next.asString()).isEqualTo(409);
        assertThat(next.jsonPath().getString("rows[0].detail")).contains("was {", "7", "8");
    }

    private static Response saying(String text, String... columns) {
        return admin().contentType(ContentType.BINARY)
                .queryParam("type", "sheets.reads")
                .queryParam("series", "//test/said")
                .queryParam("column", (Object[]) columns)
                .body(text.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/files");
    }

    @Test
    void monthsAcrossNeedAYearAndWrongCellsAreToldOneByOne() {
        String file = "栏目,1月,2月\n人才,5,约6\n";
        Map<String, String> trial = Map.of("series", "//test/across", "dryRun", "true");
        assertThat(file(ServiceDatabase.ADMIN_TOKEN, file, trial).statusCode()).isEqualTo(400);
        Map<String, String> dated = Map.of("series", "//test/across", "dryRun", "true", "year", "2020");
        JsonPath answer = file(ServiceDatabase.ADMIN_TOKEN, file, dated).jsonPath();
        assertThat(answer.getList("rows.outcome")).containsExactlyInAnyOrder("new", "wrong");
        assertThat(answer.getString("rows.find { it.outcome == 'new' }.time")).isEqualTo("2020-01-31T00:00:00+08:00");
        assertThat(answer.getString("rows.find { it.outcome == 'wrong' }.cells[0].cell"))
                .isEqualTo("约6");
    }

    @Test
    void aWorkbookWithAMergedTitleAndSerialDatesIsTheSameTable() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (XSSFWorkbook book = new XSSFWorkbook()) {
            Sheet sheet = book.createSheet();
            sheet.createRow(0).createCell(0).setCellValue("统计表");
            sheet.addMergedRegion(new CellRangeAddress(0, 0, 0, 2));
            fill(sheet.createRow(1), List.of("日期", "栏目", "数量"));
            Row row = sheet.createRow(2);
            row.createCell(0).setCellValue(45352);
            row.createCell(1).setCellValue("talent");
            row.createCell(2).setCellValue(52_000);
            book.write(bytes);
        }
        assertThat(send("//test/book", false, bytes.toByteArray()).jsonPath().getInt("counts.new"))
                .isEqualTo(1);
        byte[] csv = "数量,栏目,日期\n5.2万,talent,2024-03-01\n".getBytes(StandardCharsets.UTF_8);
        assertThat(send("//test/book", false, csv).jsonPath().getInt("counts.duplicate"))
                .isEqualTo(1);
    }

    private static void fill(Row row, List<String> cells) {
        for (int i = 0; i < cells.size(); i++) {
            row.createCell(i).setCellValue(cells.get(i));
        }
    }

    @Test
    void noBrokenFileIsAServerError() throws IOException {
        byte[] csv = UGLY.getBytes(StandardCharsets.UTF_8);
        byte[] xlsx = UglySpreadsheetsTest.large(50);
        for (int seed = 0; seed < 60; seed++) {
            byte[] broken = SpreadsheetsFuzzTest.broken(seed % 2 == 0 ? csv : xlsx, new Random(seed));
            Response answer = send("//test/broken", true, broken);
            assertThat(answer.statusCode())
                    .as("seed %d: %s", seed, answer.asString())
                    .isIn(200, 400);
        }
    }

    @Test
    void aTemplateIsFilledInAndItsHintsArePassedOver() throws IOException {
        for (String language : List.of("zh", "en")) {
            byte[] template = admin().get("/api/v1/files/template?type=incident&language=" + language)
                    .then()
                    .statusCode(200)
                    .header("Content-Disposition", org.hamcrest.Matchers.startsWith("attachment"))
                    .extract()
                    .asByteArray();
            ByteArrayOutputStream filled = new ByteArrayOutputStream();
            try (XSSFWorkbook book = new XSSFWorkbook(new java.io.ByteArrayInputStream(template))) {
                Sheet sheet = book.getSheetAt(0);
                assertThat(sheet.getDataValidations()).isNotEmpty();
                Row head = sheet.getRow(0);
                Row row = sheet.createRow(2);
                for (int i = 0; i < head.getLastCellNum(); i++) {
                    switch (head.getCell(i).getStringCellValue()) {
                        case "日期", "time" -> row.createCell(i).setCellValue(45352);
                        case "故障类别" -> row.createCell(i).setCellValue("核心设备");
                        case "category" -> row.createCell(i).setCellValue("core-equipment");
                        default -> {}
                    }
                }
                book.write(filled);
            }
            Response answer = send("//test/template", true, filled.toByteArray());
            assertThat(answer.jsonPath().getList("rows.outcome"))
                    .as(answer.asString())
                    .containsExactly("skipped", "new");
        }
        String csv =
                admin().get("/api/v1/files/template?type=incident&format=csv").asString();
        assertThat(csv).contains("故障类别", "核心设备");
        admin().get("/api/v1/files/template?year=2024&project=it-operations&indicator=long-term-management")
                .then()
                .statusCode(200);
        admin().get("/api/v1/files/template").then().statusCode(400);
        admin().get("/api/v1/files/template?type=incident&format=pdf").then().statusCode(400);
        admin().get("/api/v1/files/template?year=2024&project=none&indicator=x")
                .then()
                .statusCode(404);
    }

    @Test
    void aBombIsRefused() throws IOException {
        StringBuilder entities = new StringBuilder("<?xml version='1.0'?><!DOCTYPE w [<!ENTITY a0 'ha'>");
        for (int i = 1; i < 10; i++) {
            entities.append("<!ENTITY a")
                    .append(i)
                    .append(" '")
                    .append(("&a" + (i - 1) + ";").repeat(10))
                    .append("'>");
        }
        byte[] laughs = (entities + "]><workbook><sheets><sheet name='&a9;'/></sheets></workbook>")
                .getBytes(StandardCharsets.UTF_8);
        Response refused = send("//test/bomb", true, zip("xl/workbook.xml", laughs, 1));
        assertThat(refused.statusCode()).as(refused.asString()).isEqualTo(400);
        Response large = send("//test/bomb", true, Bombs.oneText(90));
        assertThat(large.statusCode()).isEqualTo(422);
        assertThat(large.jsonPath().getString("detail")).contains("more than 32767 characters");
        Response header = send("//test/bomb", true, Bombs.sharedByCells(30_000));
        assertThat(header.statusCode()).as(header.asString()).isIn(400, 413, 422);
    }

    private static byte[] zip(String name, byte[] piece, int times) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            for (int i = 0; i < times; i++) {
                zip.write(piece);
            }
        }
        return bytes.toByteArray();
    }
}

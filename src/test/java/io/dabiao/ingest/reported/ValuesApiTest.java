package io.dabiao.ingest.reported;

import static io.dabiao.Api.admin;
import static io.dabiao.Api.bearer;
import static io.dabiao.Api.indicator;
import static io.dabiao.Api.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.dabiao.ServiceDatabase;
import io.dabiao.expose.OwnDeclaration;
import io.dabiao.store.Evidence;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class ValuesApiTest {

    private static final byte[] PDF = "%PDF-1.7\n% 满意度调查报告\n%%EOF".getBytes(StandardCharsets.UTF_8);
    private static final String PATH = "/api/v1/years/2020/indicators/hands/";

    @ConfigProperty(name = "dabiao.declarations")
    Path declarations;

    private static Response add(String name, byte[] content) {
        return admin().contentType(ContentType.BINARY)
                .queryParam("name", name)
                .body(content)
                .post("/api/v1/evidence");
    }

    private static Response report(String indicator, String body) {
        return admin().contentType("application/json")
                .body(body.replace('\'', '"'))
                .post(PATH + indicator + "/values");
    }

    @Test
    void aValueIsReportedWithItsEvidenceReplacedWithAReasonAndExpires() throws Exception {
        OwnDeclaration.inForce(declarations, "hands", 2020, """
                  - id: satisfaction
                    name: 满意度
                    level1: 满意度指标
                    level2: 服务对象满意度指标
                    printed: "≥85.00(%)"
                    behaviour: standing
                    measure: {reported: {expires: P6M}}
                    cadence: P400D
                  - id: counted
                    name: 走访
                    level1: 产出指标
                    level2: 数量指标
                    printed: "≥10.00(次)"
                    behaviour: accumulate
                    measure: {count: hands.visit}
                    cadence: P400D
                """);
        Response added = add("满意度 调查.pdf", PDF);
        assertThat(added.statusCode()).as(added.asString()).isEqualTo(201);
        String hash = added.jsonPath().getString("document.sha256");
        assertThat(hash).isEqualTo(Evidence.sha256(PDF));
        add("改了名.pdf", PDF).then().statusCode(200).body("existed", equalTo(true));

        String body = "{'value':91.5,'date':'2020-03-01','note':'回收 312 份','evidence':['" + hash + "']}";
        JsonPath answer =
                report("satisfaction", body).then().statusCode(201).extract().jsonPath();
        assertThat(answer.getString("outcome")).isEqualTo("new");
        report("satisfaction", body).then().statusCode(200).body("outcome", equalTo("duplicate"));
        report("satisfaction", "{'value':92,'date':'2020-03-01'}").then().statusCode(409);
        report("satisfaction", "{'value':92,'date':'2020-03-01','reason':'漏算两份','evidence':['" + hash + "']}")
                .then()
                .statusCode(201)
                .body("outcome", equalTo("replaced"));

        assertThat(indicator(2020, "hands/satisfaction", "2020-04-01T00:00:00+08:00")
                        .getString("indicator.actual"))
                .isEqualTo("92");
        assertThat(indicator(2020, "hands/satisfaction", "2020-09-01T00:00:00+08:00")
                        .getString("indicator.verdict"))
                .isEqualTo("no_data");
        JsonPath values = admin().get(PATH + "satisfaction/values").jsonPath();
        assertThat(values.getList("values")).hasSize(1);
        assertThat(values.getString("values[0].author")).isNotBlank();
        assertThat(values.getString("values[0].evidence[0].name")).isEqualTo("满意度 调查.pdf");
        assertThat(values.getString("values[0].expiresAt")).startsWith("2020-09-01");
        assertThat(values.getBoolean("values[0].expired")).isTrue();
        assertThat(values.getString("values[0].correction")).isNotNull();

        report("counted", "{'value':1,'date':'2020-03-01'}")
                .then()
                .statusCode(409)
                .body("detail", containsString("is measured"));
        for (String wrong : List.of(
                "{'value':1}",
                "{'date':'2020-03-01'}",
                "{'value':1,'date':'2021-03-01'}",
                "{'value':1e20,'date':'2020-05-01'}",
                "{'value':1,'date':'2020-05-01','evidence':['ab']}",
                "[]",
                "{'value':'x','date':'2020-05-01'}")) {
            assertThat(report("satisfaction", wrong).statusCode()).as(wrong).isEqualTo(400);
        }
        admin().queryParam("at", "2020-04-01T00:00:00+08:00")
                .queryParam("format", "html")
                .get("/api/v1/years/2020/projects/hands/self-assessment")
                .then()
                .statusCode(200)
                .body(containsString(hash));
    }

    @Test
    void evidenceIsGivenBackAsAnAttachmentThatNoBrowserRuns() {
        String hash = add("佐证; \"x\".pdf", PDF).jsonPath().getString("document.sha256");
        Response back = admin().get("/api/v1/evidence/" + hash);
        assertThat(back.statusCode()).isEqualTo(200);
        assertThat(back.asByteArray()).isEqualTo(PDF);
        assertThat(back.header("Content-Disposition")).startsWith("attachment").doesNotContain("x\"");
        assertThat(back.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(back.header("Content-Security-Policy")).contains("sandbox");
        assertThat(back.contentType()).startsWith("application/octet-stream");
        admin().get("/api/v1/evidence/" + "0".repeat(64)).then().statusCode(404);
        String ingest = token("no evidence", List.of("ingest"), Map.of());
        bearer(ingest).get("/api/v1/evidence/" + hash).then().statusCode(403);
    }

    @Test
    void aDocumentIsWhatItsContentIsAndMustBeNamedSo() throws Exception {
        assertThat(add("表.xlsx", PDF).statusCode()).isEqualTo(415);
        assertThat(add("页.html", "<script>alert(1)</script>".getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(415);
        assertThat(add("页.txt", " <svg onload='x'>".getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(415);
        assertThat(add("run.txt", new byte[] {'M', 'Z', 0, 3}).statusCode()).isEqualTo(415);
        assertThat(add("空.pdf", new byte[0]).statusCode()).isEqualTo(400);
        assertThat(add("", PDF).statusCode()).isEqualTo(400);
        assertThat(add("大.pdf", large()).statusCode()).isEqualTo(413);
        ByteArrayOutputStream sheet = new ByteArrayOutputStream();
        try (XSSFWorkbook book = new XSSFWorkbook()) {
            book.createSheet();
            book.write(sheet);
        }
        assertThat(add("表.xlsx", sheet.toByteArray()).statusCode()).isEqualTo(201);
        assertThat(add("表.docx", sheet.toByteArray()).statusCode()).isEqualTo(415);
        ByteArrayOutputStream macros = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(macros)) {
            for (String part : List.of("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")) {
                zip.putNextEntry(new ZipEntry(part));
            }
        }
        assertThat(add("宏.xlsx", macros.toByteArray()).statusCode()).isEqualTo(415);
        assertThat(add("说明.txt", "回收 312 份".getBytes(java.nio.charset.Charset.forName("GB18030")))
                        .statusCode())
                .isEqualTo(201);
    }

    private static byte[] large() {
        byte[] large = new byte[(20 << 20) + 1];
        System.arraycopy(PDF, 0, large, 0, PDF.length);
        return large;
    }
}

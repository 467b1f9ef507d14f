package io.dabiao.page;

import static io.dabiao.Api.admin;
import static io.dabiao.Api.event;
import static io.dabiao.Api.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import io.dabiao.Guard;
import io.dabiao.Patience;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.poi.xssf.extractor.XSSFExcelExtractor;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Guard
class DemonstrationPageTest extends PageTest {

    private static final Duration PATIENCE = Patience.PATIENCE;
    private static final String REMARK = "演示数据 Demonstration data";
    private static final String MARK = "aside.demonstration";

    @AfterEach
    void theDemonstrationIsTakenOut() {
        admin().delete("/api/v1/demonstration").then().statusCode(200);
        Browser browser = browser();
        await().atMost(PATIENCE).until(() -> browser.open("/sign-in").all(MARK).isEmpty());
    }

    private byte[] file(String format) {
        return as(ADMINISTRATOR)
                .get("/reports/2024/it-operations/self-assessment/file?format=" + format)
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
    }

    @Test
    void everyPageAndReportIsMarkedWhileADemonstrationsFactsAreThereAndNoLonger() throws IOException {
        Browser browser = signedIn(ADMINISTRATOR);
        assertThat(browser.open("/overview?year=2024").all(MARK)).isEmpty();
        take(event(
                "//demo/hotline",
                "a-mark",
                "hotline.call",
                "2024-03-01T08:00:00+08:00",
                "{\"answered\":true,\"from12345\":false,\"resolvedFirstLine\":true}"));
        await().atMost(PATIENCE)
                .until(() ->
                        !browser.open("/overview?year=2024&lang=zh").all(MARK).isEmpty());

        for (String path : new String[] {
            "/overview?year=2024",
            "/reports/2024/it-operations/self-assessment/preview",
            "/alerts",
            "/declarations",
            "/audit",
            "/account"
        }) {
            browser.open(path);
            assertThat(browser.find(MARK).getText()).as(path).contains("演示模式", "Demonstration:");
        }
        as(ADMINISTRATOR).get("/nothing/here").then().statusCode(404).body(containsString("class=\"demonstration\""));
        Pictures pictures = new Pictures(browser);
        pictures.everyWay("demonstration", "/overview?year=2024");
        pictures.everyWay("demonstration-report", "/reports/2024/it-operations/self-assessment/preview");

        browser.open("/reports/2024/it-operations/self-assessment/preview?lang=zh");
        Object paper = browser.driver()
                .executeCdpCommand("Page.printToPDF", Map.of("printBackground", false, "preferCSSPageSize", true))
                .get("data");
        try (PDDocument printed = Loader.loadPDF(Base64.getDecoder().decode((String) paper))) {
            assertThat(printed.getNumberOfPages()).isGreaterThan(1);
            for (int page = 1; page <= printed.getNumberOfPages(); page++) {
                PDFTextStripper text = new PDFTextStripper();
                text.setStartPage(page);
                text.setEndPage(page);
                assertThat(text.getText(printed)).as("sheet " + page).contains("Demonstration");
            }
        }
        byte[] pdf = file("pdf");
        try (PDDocument printed = Loader.loadPDF(pdf)) {
            for (int page = 1; page <= printed.getNumberOfPages(); page++) {
                PDFTextStripper text = new PDFTextStripper();
                text.setStartPage(page);
                text.setEndPage(page);
                assertThat(text.getText(printed)).as("page " + page).contains(REMARK);
            }
        }
        for (String format : new String[] {"csv", "html"}) {
            assertThat(new String(file(format), StandardCharsets.UTF_8))
                    .as(format)
                    .contains(REMARK);
        }
        try (XSSFWorkbook workbook = new XSSFWorkbook(new ByteArrayInputStream(file("xlsx")))) {
            assertThat(new XSSFExcelExtractor(workbook).getText()).contains(REMARK);
        }

        browser.open("/sign-in");
        browser.forget();
        assertThat(browser.open("/sign-in").find(MARK).isDisplayed()).isTrue();
    }
}

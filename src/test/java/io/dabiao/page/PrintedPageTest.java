package io.dabiao.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Guard;
import io.quarkus.test.junit.QuarkusTest;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Guard
class PrintedPageTest extends PageTest {

    private static final Map<String, String> PAGES = Map.of(
            "overview", "/overview?year=2024",
            "project", "/years/2024/resource-sharing",
            "indicator", "/years/2024/resource-sharing/hotline-answer-rate",
            "report", "/reports/2024/it-operations/self-assessment/preview");

    /** Of a bright sheet with ink on it, from 0 to 1. */
    private static final double BRIGHT = 0.8;

    /** In points, for letters whose width the font tells a little too large. */
    private static final float TOLERANCE = 2;

    @Test
    void whatIsPrintedIsThePageWithoutItsNavigationAndLightEvenWhereTheScreenIsDark() throws IOException {
        Browser browser = signedIn(ADMINISTRATOR);
        for (Map.Entry<String, String> page : PAGES.entrySet()) {
            String path = page.getValue();
            browser.open(path + (path.contains("?") ? "&" : "?") + "lang=zh&theme=dark");
            browser.waiting().until(any -> (Boolean) browser.script(
                    "return [...document.querySelectorAll('[data-chart]')].every(one => one.dataset.drawn)"));
            String heading = browser.find("h1").getText();
            try (PDDocument printed = Loader.loadPDF(browser.print("printed-" + page.getKey()))) {
                String text = new PDFTextStripper().getText(printed);
                assertThat(text).as(path).contains(heading);
                assertThat(text).as(path).doesNotContain("退出", "English", "审计日志", "筛选", "XLSX");
                nothingIsCut(printed, path);
                assertThat(brightness(printed)).as(path).isGreaterThan(BRIGHT);
            }
        }
        browser.open("/overview?theme=auto");
    }

    private static void nothingIsCut(PDDocument printed, String path) throws IOException {
        new PDFTextStripper() {
            @Override
            protected void processTextPosition(TextPosition text) {
                PDPage page = getCurrentPage();
                assertThat(text.getXDirAdj() + text.getWidthDirAdj())
                        .as(path + ": " + text)
                        .isLessThan(page.getMediaBox().getWidth() + TOLERANCE);
                super.processTextPosition(text);
            }
        }.getText(printed);
    }

    private static double brightness(PDDocument printed) throws IOException {
        BufferedImage sheet = new PDFRenderer(printed).renderImage(0);
        long sum = 0;
        for (int y = 0; y < sheet.getHeight(); y++) {
            for (int x = 0; x < sheet.getWidth(); x++) {
                int rgb = sheet.getRGB(x, y);
                sum += (rgb & 255) + (rgb >> 8 & 255) + (rgb >> 16 & 255);
            }
        }
        return sum / 765.0 / sheet.getWidth() / sheet.getHeight();
    }
}

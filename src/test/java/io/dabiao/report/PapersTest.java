package io.dabiao.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.declaration.Marked;
import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import io.dabiao.report.html.HtmlFormat;
import io.dabiao.report.pdf.PdfFormat;
import io.dabiao.report.xlsx.XlsxFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;

/** Papers laid out from figures alone. With {@code -Dpapers=FOLDER} their PDFs are written there, to be looked at. */
class PapersTest {

    private static final List<String> LEVELS = List.of("数量指标", "质量指标", "时效指标", "社会效益指标", "满意度指标");

    /** As an evaluation says it of an outage that was marked afterwards. */
    private static final Words MARKED = new Marked(
                    Optional.empty(), List.of("portal 2024-03-01 02:00–02:20 机房断电检修 / 张三"))
            .words(Optional.of("99.98 %"));

    private static Figure figure(int number, boolean known) {
        List<Figure.Month> course = IntStream.rangeClosed(1, 12)
                .mapToObj(month -> new Figure.Month(
                        "2024-" + month, true, BigDecimal.valueOf(month), BigDecimal.valueOf(month * 10L)))
                .toList();
        return new Figure(
                "i" + number,
                number < 13 ? "产出指标" : "效益指标",
                LEVELS.get(number / 4 % LEVELS.size()),
                "门户网站和业务系统的第" + number + "项服务指标",
                "≥85.00(%)",
                null,
                new Words("≥ 85 %", "≥ 85 %"),
                "%",
                false,
                known ? "90.5" : null,
                known ? new BigDecimal("90.5") : null,
                new BigDecimal("85"),
                "≥",
                known ? "met" : "no_data",
                new Words("met", "已完成"),
                new Words("a sentence", "接听率为 90.5 %（9,050 ÷ 10,000），不低于 85 %"),
                known ? null : new Words("no data", "没有事件"),
                new Words("share of calls", "接听的占全部来电"),
                new BigDecimal("9050"),
                new BigDecimal("10000"),
                10_000,
                0,
                number == 4 ? List.of(MARKED) : List.of(),
                false,
                Instant.parse("2024-12-30T01:00:00Z"),
                "P35D",
                null,
                List.of(),
                1,
                false,
                course,
                number == 3 ? List.of(new Figure.Document("制度汇编.pdf", "ab".repeat(32))) : List.of());
    }

    private static Report.Heading heading(String category, LocalDate until) {
        return new Report.Heading(
                "某市公共服务中心",
                "某市科技局",
                "经常性项目",
                category,
                LocalDate.of(2024, 1, 1),
                LocalDate.of(2024, 12, 31),
                until,
                until.plusDays(1).atStartOfDay(java.time.ZoneOffset.ofHours(8)).toInstant(),
                "Asia/Shanghai",
                "保障门户网站、业务系统和热线全年稳定运行，及时响应企业和公众的诉求。",
                null,
                1,
                "1/42",
                List.of("国办发明电〔2023〕7号"));
    }

    private static SelfAssessment.Budget budget(String executed) {
        BigDecimal planned = new BigDecimal("1000000");
        BigDecimal spent = new BigDecimal(executed);
        return new SelfAssessment.Budget(
                planned,
                planned,
                spent,
                BigDecimal.TEN,
                BigDecimal.TEN,
                Reports.rate(spent, planned),
                List.of(
                        new SelfAssessment.FundLine(
                                "treasury", new Words("treasury", "当年财政拨款"), planned, planned, spent),
                        new SelfAssessment.FundLine(
                                "carriedOver",
                                new Words("carried over", "上年结转资金"),
                                BigDecimal.ZERO,
                                BigDecimal.ZERO,
                                null)),
                List.of(new SelfAssessment.Adjusted(LocalDate.of(2024, 6, 1), planned, "追加任务", "王某")),
                null,
                null);
    }

    static SelfAssessment assessment(String category, LocalDate until, String executed) {
        List<SelfAssessment.AssessedRow> rows = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            Figure figure = figure(i, true);
            rows.add(new SelfAssessment.AssessedRow(
                    figure.level1(),
                    figure.level2(),
                    figure.name(),
                    figure.target(),
                    figure.actual(),
                    new BigDecimal("4.5"),
                    new BigDecimal("4.5"),
                    null,
                    null,
                    new BigDecimal("4.5"),
                    i == 5 ? new SelfAssessment.Lowered(new BigDecimal("4"), "专家意见", "李某") : null,
                    new Words("whole", "达成得满分"),
                    null,
                    i == 6 ? List.of(new Words("below", "未得满分")) : List.of(),
                    figure));
        }
        List<Management.Line> management = category.contains("转移支付")
                ? java.util.stream.Stream.of(Management.values())
                        .map(one -> new Management.Line(one.title(), one == Management.USE ? "按规定使用" : null, null))
                        .toList()
                : List.of();
        return new SelfAssessment(
                "信息化运维项目",
                "it-operations",
                2024,
                false,
                new BigDecimal("99.50"),
                "优",
                budget(executed),
                rows,
                heading(category, until),
                new Words("the profile", "评分规则：财政部通用"),
                List.of(),
                List.of(),
                List.of(),
                null,
                management);
    }

    static Monitoring monitoring(int count) {
        List<Monitoring.MonitoredRow> rows = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Figure figure = figure(i, i != 2);
            rows.add(new Monitoring.MonitoredRow(
                    figure.level1(),
                    figure.level2(),
                    figure.name(),
                    figure.target(),
                    figure.actual(),
                    i == 2 ? null : "91",
                    false,
                    i == 2 ? null : new BigDecimal("1.5"),
                    null,
                    null,
                    i == 2 ? null : "certain",
                    i == 2 ? null : new Words("certain", "确定能"),
                    i == 2 ? null : Boolean.FALSE,
                    null,
                    null,
                    figure));
        }
        BigDecimal planned = new BigDecimal("1000000");
        return new Monitoring(
                "信息化运维项目",
                "it-operations",
                2024,
                false,
                new Monitoring.Budget(
                        planned,
                        planned,
                        new BigDecimal("500000"),
                        new BigDecimal("50.00"),
                        planned,
                        false,
                        budget("500000").funds(),
                        null),
                rows,
                heading("", LocalDate.of(2024, 7, 31)),
                List.of(),
                null);
    }

    private static final LocalDate END = LocalDate.of(2024, 12, 31);

    private static String text(Paper paper) throws IOException {
        return new String(new HtmlFormat().render(paper), StandardCharsets.UTF_8);
    }

    @Test
    void theFormFollowsFromTheDeclarationsCategory() throws IOException {
        assertThat(text(Papers.of(assessment("其他运转类", END, "900000"), Language.ZH)))
                .contains("项目支出绩效自评表", "实施单位");
        assertThat(text(Papers.of(assessment("部门整体支出", END, "900000"), Language.ZH)))
                .contains("部门整体支出绩效自评表", "部门（单位）名称", "部门整体支出（元）");
        assertThat(text(Papers.of(assessment("转移支付项目", END, "900000"), Language.ZH)))
                .contains("转移支付区域（项目）绩效自评表", "资金管理情况", "分配科学性", "支出责任履行情况", "按规定使用", "待填报");
    }

    @Test
    void anUnfinishedYearIsProvisional() throws IOException {
        assertThat(text(Papers.of(assessment("", LocalDate.of(2024, 9, 30), "900000"), Language.ZH)))
                .contains("暂估（截至2024-09-30）", "得分（暂估）", "为暂估数");
        assertThat(text(Papers.of(assessment("", END, "900000"), Language.ZH))).doesNotContain("暂估");
    }

    @Test
    void executionAboveTheWholeBudgetIsToBeExplained() throws IOException {
        assertThat(text(Papers.of(assessment("", END, "1200000"), Language.ZH))).contains("预算执行率超过100%，待说明原因");
        assertThat(text(Papers.of(assessment("", END, "1000000"), Language.ZH))).doesNotContain("超过100%");
    }

    @Test
    void whatIsPublishedNamesNobodyAndHasNoAnnex() throws IOException {
        String full = text(Papers.of(assessment("", END, "1200000"), Language.ZH));
        assertThat(full).contains("李某", "专家意见", "王某", "待说明", "事件日志位置", "附件清单", "ab".repeat(32));
        String published = text(Papers.of(assessment("", END, "1200000"), Language.ZH, Edition.PUBLIC));
        assertThat(published)
                .contains("项目支出绩效自评表", "追加任务", "99.50")
                .doesNotContain("李某", "专家意见", "王某", "待说明", "事件日志位置", "附件清单", "SHA-256", "2024-12-30");
        assertThat(text(Papers.of(monitoring(4), Language.ZH))).contains("待填报");
    }

    @Test
    void theFigureWithoutWhatWasMarkedAsMaintenanceIsPrintedBesideTheFigureWithItsAuthorAndReason() throws IOException {
        SelfAssessment assessed = assessment("", END, "900000");
        String chinese = MARKED.chinese();
        assertThat(chinese).contains("事后认定为维护", "99.98 %", "portal 2024-03-01 02:00–02:20 机房断电检修 / 张三");
        assertThat(text(Papers.of(assessed, Language.ZH))).contains(chinese);
        assertThat(text(Papers.of(assessed, Language.EN))).contains(MARKED.english());
        assertThat(text(Papers.of(monitoring(4), Language.ZH))).contains(chinese);
        try (PDDocument document = Loader.loadPDF(new PdfFormat().render(Papers.of(assessed, Language.ZH)))) {
            assertThat(new PDFTextStripper().getText(document).replaceAll("\\s+", ""))
                    .contains(chinese.replaceAll("\\s+", ""));
        }
        assertThat(text(Papers.of(assessed, Language.ZH, Edition.PUBLIC))).doesNotContain("张三");
    }

    @Test
    void theFirstPageOfAMonitoringTableIsFilled() throws IOException {
        byte[] pdf = new PdfFormat().render(Papers.of(monitoring(20), Language.ZH));
        try (PDDocument document = Loader.loadPDF(pdf)) {
            PDFTextStripper first = new PDFTextStripper();
            first.setEndPage(1);
            long rows = first.getText(document)
                    .lines()
                    .filter(line -> line.contains("项服务"))
                    .count();
            assertThat(rows).isGreaterThanOrEqualTo(6);
        }
    }

    @Test
    void everyPaperIsAPdfForTheArchive() throws IOException {
        List<Paper> papers = List.of(
                Papers.of(assessment("", END, "900000"), Language.ZH),
                Papers.of(assessment("转移支付", END, "900000"), Language.ZH),
                Papers.of(assessment("部门整体", LocalDate.of(2024, 9, 30), "1200000"), Language.ZH, Edition.PUBLIC),
                Papers.of(monitoring(20), Language.ZH));
        int number = 0;
        for (Paper paper : papers) {
            byte[] pdf = new PdfFormat().render(paper);
            String folder = System.getProperty("papers");
            if (folder != null) {
                java.nio.file.Files.write(java.nio.file.Path.of(folder, "paper-" + number + ".pdf"), pdf);
                java.nio.file.Files.write(
                        java.nio.file.Path.of(folder, "paper-" + number++ + ".xlsx"), new XlsxFormat().render(paper));
            }
            try (PDDocument document = Loader.loadPDF(pdf)) {
                String metadata =
                        new String(document.getDocumentCatalog().getMetadata().toByteArray(), StandardCharsets.UTF_8);
                assertThat(metadata).contains("pdfaid:part>2<", "pdfaid:conformance>B<");
                assertThat(document.getDocumentCatalog().getOutputIntents()).hasSize(1);
            }
        }
    }

    @Test
    void aWorkbookPrintsItsTitleWithItsTable() throws IOException {
        byte[] xlsx = new XlsxFormat().render(Papers.of(monitoring(40), Language.ZH));
        try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(xlsx))) {
            String heads = java.util.Arrays.toString(book.getSheetAt(0).getRowBreaks());
            int header = IntStream.range(0, 30)
                    .filter(i -> book.getSheetAt(0).getRow(i) != null
                            && book.getSheetAt(0).getRow(i).getCell(0) != null
                            && book.getSheetAt(0)
                                    .getRow(i)
                                    .getCell(0)
                                    .toString()
                                    .equals("一级指标"))
                    .findFirst()
                    .orElseThrow();
            assertThat(IntStream.of(book.getSheetAt(0).getRowBreaks())
                            .filter(at -> at < header)
                            .boxed()
                            .collect(Collectors.toList()))
                    .as(heads)
                    .isEmpty();
        }
    }
}

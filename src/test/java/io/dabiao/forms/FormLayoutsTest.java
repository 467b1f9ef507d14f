package io.dabiao.forms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.Guard;
import io.dabiao.budget.Exceeded;
import io.dabiao.declare.DeclarationReader;
import io.dabiao.forms.text.TextSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFTable;
import org.apache.poi.xwpf.usermodel.XWPFTableCell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.STMerge;

/** The same promises come out of every layout, container and hand. */
class FormLayoutsTest {

    record Layout(String name, String text) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Layout> layouts() {
        return Layouts.all().entrySet().stream().map(entry -> new Layout(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void everyLayoutComesOutTheSame(Layout layout) throws IOException {
        assertIsTheTruth(FormFile.read(new TextSource(), layout.text().getBytes(StandardCharsets.UTF_8)));
    }

    private static void assertIsTheTruth(List<Form> forms) {
        assertThat(forms).hasSize(1);
        Form form = forms.get(0);
        assertThat(form.indicators().stream().map(FormLayoutsTest::line))
                .containsExactlyElementsOf(
                        Layouts.TRUTH.stream().map(Layouts.Truth::line).toList());
        assertThat(form.name()).isEqualTo(Layouts.PROJECT);
        assertThat(form.unit()).isEqualTo(Layouts.UNIT);
        assertThat(form.year()).contains(2025);
        assertThat(form.budget().total()).contains(new BigDecimal("1234500.00"));
        assertThat(form.budget().carriedOver()).contains(new BigDecimal("34500.00"));
        assertThat(form.goal()).isEqualTo("全年到馆服务人次不少于12.5万人次，读者满意度不低于93%。");
        assertThat(form.unread()).isEmpty();
        assertThat(form.doubts()).isEmpty();
    }

    private static String line(Form.FormRow formRow) {
        return String.join(
                "\t",
                formRow.level1(),
                formRow.level2(),
                formRow.name(),
                formRow.operator(),
                formRow.value(),
                formRow.unit());
    }

    @Test
    void severalProjectsOfOneFileAreToldApart() throws IOException {
        String other = Layouts.all().get("bars").replace(Layouts.PROJECT, "古籍修复");
        List<Form> forms = read(Layouts.all().get("tabs") + "\n\n" + other);

        assertThat(forms.stream().map(Form::name)).containsExactly(Layouts.PROJECT, "古籍修复");
        assertThat(forms).allSatisfy(form -> assertThat(form.indicators()).hasSize(10));
    }

    @Test
    void traditionalCharactersReadTheSameAndNamesStayAsPrinted() throws IOException {
        String traditional = Layouts.all()
                .get("tabs")
                .replace("产出指标", "產出指標")
                .replace("效益指标", "效益指標")
                .replace("数量指标", "數量指標")
                .replace("时效指标", "時效指標")
                .replace("级指标", "級指標")
                .replace("满意度", "滿意度")
                .replace("项目名称", "項目名稱")
                .replace("实施单位", "實施單位")
                .replace("万人次", "萬人次");

        Form form = read(traditional).get(0);

        assertThat(form.name()).isEqualTo(Layouts.PROJECT);
        assertThat(form.indicators().stream().map(Form.FormRow::level2))
                .containsExactlyElementsOf(
                        Layouts.TRUTH.stream().map(Layouts.Truth::level2).toList());
        assertThat(form.indicators().get(0).unit()).isEqualTo("萬人次");
        assertThat(form.indicators().get(9).name()).isEqualTo("读者滿意度");
    }

    @Test
    void aSelfAssessmentAlsoTellsItsActuals() throws IOException {
        String table = new String(
                getClass().getResourceAsStream("/forms/self-assessment.txt").readAllBytes(), StandardCharsets.UTF_8);
        String bars = String.join(
                "\n",
                table.lines()
                        .map(line -> "| " + line.replace("\t", " | ") + " |")
                        .toList());
        String oneALine = String.join(
                "\n",
                table.lines()
                        .flatMap(line -> Stream.of(line.split("\t")))
                        .filter(cell -> !cell.isBlank())
                        .toList());
        for (String layout : List.of(table, bars, oneALine)) {
            Form form = read(layout).get(0);

            assertThat(form.indicators().stream()
                            .map(formRow ->
                                    formRow.name() + " " + formRow.actual().orElse("-")))
                    .containsExactly("到馆服务人次 13.10", "公众讲座场次 45", "新书上架及时性 及时", "预约图书送达 2.40", "重大投诉 1", "读者满意度 95.20");
            assertThat(form.indicators().get(1).points()).contains(new BigDecimal("12.5"));
            assertThat(form.budget().total()).contains(new BigDecimal("1234500.00"));
            assertThat(form.achieved()).isEqualTo("全年到馆13.1万人次。");
        }
    }

    @Test
    void costsMayBeAFirstLevelOrASecond() throws IOException {
        Form form = FormFile.read(
                        new TextSource(),
                        getClass().getResourceAsStream("/forms/costs-first.txt").readAllBytes())
                .get(0);

        assertThat(form.indicators().subList(0, 8).stream()
                        .map(formRow -> formRow.level1() + "/" + formRow.level2() + "/" + formRow.name()))
                .containsExactly(
                        "成本指标/经济成本指标/项目总成本",
                        "成本指标/社会成本指标/施工扰民投诉",
                        "成本指标/生态环境成本指标/能耗增幅",
                        "产出指标/数量指标/泵站巡检",
                        "产出指标/成本指标/单站运维成本",
                        "效益指标/生态效益指标/黑臭水体",
                        "满意度指标/服务对象满意度指标/满意度",
                        "满意度指标/服务对象满意度指标/市民满意度");
        assertThat(form.budget().total()).contains(new BigDecimal("3000000.00"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                // cell | operator | value | unit | doubtful
                "≥5.00(万个)|≥|5.00|万个|no",
                "5.00(万个)|''|5.00|万个|yes",
                "≧ 1,200 (人)|≥|1200|人|no",
                "=> 3次|≥|3|次|no",
                "﹦12（期）|=|12|期|no",
                "不低于90%|≥|90|%|no",
                "不多于３起|≤|3|起|no",
                "90％以上|≥|90|%|no",
                "10个工作日以内|≤|10|个工作日|no",
                "10篇左右|''|10|篇|yes",
                "100 百分比|''|100|百分比|yes",
                "≥30以内(天)|''|≥30以内(天)|''|yes",
                "80%-90%|''|80%-90%|''|yes",
                "12月底前|''|12月底前|''|yes",
                "全国前3|''|全国前3|''|no",
                "是|''|是|''|no",
                "安全、稳定、高效|''|安全、稳定、高效|''|no",
                "''|''|''|''|yes",
            })
    void aTargetIsTakenApartAndDoubtedWhereItIsUnclear(
            String cell, String operator, String value, String unit, String doubtful) {
        TargetCell target = TargetCell.of(cell);

        assertThat(List.of(target.operator(), target.value(), target.unit())).containsExactly(operator, value, unit);
        assertThat(target.doubts().isEmpty()).isEqualTo(doubtful.equals("no"));
    }

    @Test
    void anExcelFormWithMergedCellsComesOutTheSame() throws IOException {
        byte[] file;
        try (XSSFWorkbook book = new XSSFWorkbook();
                ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            var sheet = book.createSheet("申报表");
            int number = 0;
            for (List<String> row : table()) {
                var cells = sheet.createRow(number++);
                for (int i = 0; i < row.size(); i++) {
                    cells.createCell(i).setCellValue(row.get(i));
                }
            }
            int first = number - Layouts.TRUTH.size();
            sheet.addMergedRegion(new CellRangeAddress(first, first + 5, 1, 1));
            sheet.addMergedRegion(new CellRangeAddress(0, 0, 0, 5));
            book.write(out);
            file = out.toByteArray();
        }
        assertIsTheTruth(FormFile.read(source("form.xlsx"), file));
    }

    @Test
    void aWordFormWithMergedCellsComesOutTheSame() throws IOException {
        byte[] file;
        try (XWPFDocument document = new XWPFDocument();
                ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            List<List<String>> rows = table();
            document.createParagraph().createRun().setText(rows.get(0).get(0));
            document.createParagraph().createRun().setText(rows.get(1).get(0));
            XWPFTable table = document.createTable(rows.size() - 2, 5);
            for (int r = 2; r < rows.size(); r++) {
                for (int c = 0; c < Math.min(5, rows.get(r).size()); c++) {
                    XWPFTableCell cell = table.getRow(r - 2).getCell(c);
                    cell.setText(rows.get(r).get(c));
                    boolean continues = c == 1
                            && r > rows.size() - Layouts.TRUTH.size()
                            && rows.get(r).get(1).isEmpty();
                    if (c == 1 && r >= rows.size() - Layouts.TRUTH.size()) {
                        cell.getCTTc()
                                .addNewTcPr()
                                .addNewVMerge()
                                .setVal(continues ? STMerge.CONTINUE : STMerge.RESTART);
                    }
                }
            }
            document.write(out);
            file = out.toByteArray();
        }
        assertIsTheTruth(FormFile.read(source("form.docx"), file));
    }

    private static List<List<String>> table() {
        List<List<String>> rows = new ArrayList<>();
        Layouts.all().get("tabs").lines().forEach(line -> rows.add(List.of(line.split("\t", -1))));
        return rows;
    }

    @Test
    @Guard
    void aFileThatUnpacksToAGigabyteIsRefusedWhileItUnpacks() throws IOException {
        for (String part : List.of("word/document.xml", "xl/workbook.xml")) {
            ByteArrayOutputStream bomb = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(bomb)) {
                zip.putNextEntry(new ZipEntry("xl/_rels/workbook.xml.rels"));
                zip.write("<a/>".getBytes(StandardCharsets.UTF_8));
                zip.putNextEntry(new ZipEntry(part));
                byte[] empty = "<a/>".repeat(250_000).getBytes(StandardCharsets.UTF_8);
                zip.write("<all>".getBytes(StandardCharsets.UTF_8));
                for (int i = 0; i < 100; i++) {
                    zip.write(empty);
                }
            }
            String name = part.startsWith("xl") ? "bomb.xlsx" : "bomb.docx";
            assertThatThrownBy(() -> source(name).cells(bomb.toByteArray(), FormFile.allowance()))
                    .isInstanceOf(Exceeded.class)
                    .hasMessageContaining("unpacks to more than");
        }
    }

    @Test
    void whatIsNoFormOfItsKindIsRefusedInWords() {
        byte[] nonsense = "no such file".getBytes(StandardCharsets.UTF_8);
        for (String name : List.of("x.xlsx", "x.docx", "x.pdf")) {
            assertThatThrownBy(() -> source(name).cells(nonsense, FormFile.allowance()))
                    .isInstanceOf(FormSource.Unreadable.class)
                    .hasMessageContaining("this is no");
        }
    }

    @Test
    void aDraftWithDoubtsIsRefusedAndOneWithoutIsADeclaration() throws IOException {
        String numbers = Layouts.all().get("tabs").replaceAll("\\t(及时|健全)(?=\\s)", "\t≥95.00(%)");
        String doubtful =
                Draft.yaml(read(numbers.replace("≥93.00(%)", "93.00(%)")).get(0), "reading");
        String clear = Draft.yaml(read(numbers).get(0), "reading");

        assertThat(DeclarationReader.read("draft.yaml", doubtful))
                .isInstanceOfSatisfying(
                        DeclarationReader.DeclarationReading.Refused.class,
                        refused -> assertThat(refused.faults())
                                .singleElement()
                                .satisfies(fault -> assertThat(fault.found()).contains("未写明运算符")));
        assertThat(DeclarationReader.read("draft.yaml", clear))
                .isInstanceOfSatisfying(
                        DeclarationReader.DeclarationReading.Accepted.class,
                        accepted ->
                                assertThat(accepted.declaration().indicators()).hasSize(10));
        assertThat(clear).contains("survey.response", "complaint");
    }

    @Test
    void fromWhichCompletionOnWordsCountIsAProposalThatSomebodyConfirms() throws IOException {
        Form form = read(Layouts.all().get("tabs")).get(0);
        Draft proposed = Draft.of(form, Settled.NOTHING, "reading");
        List<Draft.DraftRow> words =
                proposed.rows().stream().filter(Draft.DraftRow::onlyCompletion).toList();

        assertThat(words).extracting(row -> row.printed().value()).containsExactly("及时", "健全");
        assertThat(DeclarationReader.read("draft.yaml", proposed.yaml()))
                .isInstanceOf(DeclarationReader.DeclarationReading.Refused.class);
        Settled settled = Settled.NOTHING;
        for (Draft.DraftRow row : words) {
            settled = settled.with(row.number(), row.shown());
        }
        assertThat(DeclarationReader.read(
                        "draft.yaml", Draft.of(form, settled, "reading").yaml()))
                .isInstanceOf(DeclarationReader.DeclarationReading.Accepted.class);
    }

    @Test
    void theShippedSourceGivesExactlyItsRowsAndBudgets() throws IOException {
        Path resources = Path.of("src", "test", "resources");
        List<Form> forms = FormFile.read(
                new TextSource(), Files.readAllBytes(resources.resolve("forms/performance-targets-2024.txt")));
        List<String> lines = Files.readAllLines(resources.resolve("acceptance/indicators-2024.tsv"));
        List<Form.FormRow> rows =
                forms.stream().flatMap(form -> form.indicators().stream()).toList();
        List<String> names = forms.stream()
                .flatMap(form -> form.indicators().stream().map(formRow -> form.name()))
                .toList();

        assertThat(rows).hasSize(101).hasSize(lines.size() - 1);
        for (int i = 0; i < rows.size(); i++) {
            String[] expected = lines.get(i + 1).split("\t", -1);
            Form.FormRow formRow = rows.get(i);
            boolean eitherWay = !expected[8].isEmpty();
            assertThat(List.of(
                            names.get(i),
                            formRow.level1(),
                            eitherWay ? expected[2] : formRow.level2(),
                            formRow.name(),
                            formRow.operator(),
                            formRow.value(),
                            formRow.unit(),
                            formRow.printed()))
                    .containsExactlyElementsOf(List.of(expected).subList(0, 8));
        }
        assertThat(forms.stream()
                        .map(form -> form.budget().total().orElseThrow())
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo("18734992.00");
        assertThat(forms).allSatisfy(form -> assertThat(form.unread()).isEmpty());
    }

    private static List<Form> read(String text) throws IOException {
        return FormFile.read(new TextSource(), text.getBytes(StandardCharsets.UTF_8));
    }

    private static FormSource source(String name) {
        return FormSource.ofFile(name).orElseThrow();
    }
}

package io.dabiao.forms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.dabiao.Guard;
import io.dabiao.budget.Exceeded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same forms in every kind of file, as another office program wrote them ({@code src/test/resources/forms/kinds}). */
class FormKindsTest {

    private static final Path FORMS = Path.of("src/test/resources/forms/kinds");
    private static final int BROKEN = 40;

    @Test
    void aFormIsReadTheSameFromEveryKindOfFile() throws IOException {
        FormScore score = FormScore.of(FORMS);

        assertThat(score.f1())
                .as("%s%n%s", score.summary(), String.join("\n", score.lines()))
                .isEqualTo(1);
        assertThat(score.silent()).isZero();
        assertThat(score.headsWrong()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"police.doc", "police.odt", "police.xls", "police.ods"})
    void aFileIsReadByWhatItIsAndNotByWhatItIsCalled(String name) throws IOException {
        byte[] file = Files.readAllBytes(FORMS.resolve(name));

        List<Form> asItIs = FormFile.read(FormSource.ofFile(name).orElseThrow(), file);
        List<Form> renamed = FormFile.read(FormSource.ofFile("form.docx").orElseThrow(), file);

        assertThat(asItIs).isNotEmpty();
        assertThat(renamed).isEqualTo(asItIs);
    }

    @Test
    void aPageThatIsCalledADocumentIsAPage() throws IOException {
        byte[] page = ("<html><body><table><tr><td>项目名称<td>巡检</tr><tr><td>一级指标<td>二级指标<td>三级指标<td>指标值</tr>"
                        + "<tr><td>产出指标<td>数量指标<td>巡检次数<td>≥12次</tr></table></body></html>")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(FormFile.read(FormSource.ofFile("form.doc").orElseThrow(), page))
                .singleElement()
                .satisfies(form -> assertThat(form.indicators()).hasSize(1));
    }

    @Test
    void aPageOfOfdIsReadByItsRulings() throws IOException {
        byte[] file = ofd(List.of(
                List.of("项目名称", "河道巡检", "实施单位", "某水务中心"),
                List.of("一级指标", "二级指标", "三级指标", "指标值"),
                List.of("产出指标", "数量指标", "巡检次数", "≥12次"),
                List.of("", "质量指标", "问题整改率", "≥95%"),
                List.of("满意度指标", "服务对象满意度指标", "沿岸居民满意度", "≥90%")));

        assertThat(FormFile.read(FormSource.ofFile("form.ofd").orElseThrow(), file))
                .singleElement()
                .satisfies(form -> {
                    assertThat(form.name()).isEqualTo("河道巡检");
                    assertThat(form.unit()).isEqualTo("某水务中心");
                    assertThat(form.indicators())
                            .extracting(
                                    Form.FormRow::level1,
                                    Form.FormRow::level2,
                                    Form.FormRow::name,
                                    Form.FormRow::operator,
                                    Form.FormRow::value,
                                    Form.FormRow::unit)
                            .containsExactly(
                                    tuple("产出指标", "数量指标", "巡检次数", "≥", "12", "次"),
                                    tuple("产出指标", "质量指标", "问题整改率", "≥", "95", "%"),
                                    tuple("满意度指标", "服务对象满意度指标", "沿岸居民满意度", "≥", "90", "%"));
                });
    }

    @Test
    void anOfdOfPicturesAloneIsToBeRecognisedFirst() throws IOException {
        byte[] file = ofd(List.of());

        assertThatThrownBy(() -> FormFile.read(FormSource.ofFile("form.ofd").orElseThrow(), file))
                .isInstanceOf(FormSource.Unreadable.class)
                .hasMessageContaining("has to be recognised first");
    }

    /** A table of 45 by 8 millimetres a cell, its lines drawn and its characters placed one by one. */
    private static byte[] ofd(List<List<String>> rows) throws IOException {
        StringBuilder page =
                new StringBuilder("<ofd:Page xmlns:ofd=\"http://www.ofdspec.org/2016\"><ofd:Content><ofd:Layer>");
        int columns = rows.isEmpty() ? 0 : rows.get(0).size();
        for (int r = 0; r <= rows.size() && columns > 0; r++) {
            page.append(line(10, 20 + 8 * r, 45 * columns, 0));
        }
        for (int c = 0; c <= columns && columns > 0; c++) {
            page.append(line(10 + 45 * c, 20, 0, 8 * rows.size()));
        }
        for (int r = 0; r < rows.size(); r++) {
            for (int c = 0; c < columns; c++) {
                page.append(
                        "<ofd:TextObject Boundary=\"%d %d 43 6\" Size=\"3.5\"><ofd:TextCode X=\"0\" Y=\"3.5\" DeltaX=\"g %d 3.5\">%s</ofd:TextCode></ofd:TextObject>"
                                .formatted(
                                        11 + 45 * c, 21 + 8 * r, 20, rows.get(r).get(c)));
            }
        }
        page.append("</ofd:Layer></ofd:Content></ofd:Page>");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            part(zip, "OFD.xml", "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>");
            part(
                    zip,
                    "Doc_0/Document.xml",
                    "<Document><Pages><Page ID=\"1\" BaseLoc=\"Pages/Page_0/Content.xml\"/></Pages></Document>");
            part(zip, "Doc_0/Pages/Page_0/Content.xml", page.toString());
        }
        return bytes.toByteArray();
    }

    private static String line(int x, int y, int width, int height) {
        return "<ofd:PathObject Boundary=\"%d %d %d %d\"><ofd:AbbreviatedData>M 0 0 L %d %d</ofd:AbbreviatedData></ofd:PathObject>"
                .formatted(x, y, width, height, width, height);
    }

    private static void part(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    /** Bytes are changed at random places; what may come is a form, or words about the file. */
    @ParameterizedTest
    @Guard
    @ValueSource(strings = {"police.doc", "gauges.doc", "police.odt", "police.xls"})
    void aBrokenFileIsReadOrRefusedInWords(String name) throws IOException {
        byte[] whole = Files.readAllBytes(FORMS.resolve(name));
        Random random = new Random(7);
        for (int i = 0; i < BROKEN; i++) {
            byte[] file = whole.clone();
            for (int change = 0; change < 1 + random.nextInt(20); change++) {
                file[random.nextInt(file.length)] = (byte) random.nextInt();
            }
            try {
                FormFile.read(FormSource.ofFile(name).orElseThrow(), file);
            } catch (FormSource.Unreadable | Exceeded refused) {
                assertThat(refused.getMessage()).isNotBlank().doesNotContain("Exception", "java.");
            }
        }
    }
}

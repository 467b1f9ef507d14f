package io.dabiao.forms;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.budget.Exceeded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
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

    /** Bytes are changed at random places; what may come is a form, or words about the file. */
    @ParameterizedTest
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

package io.dabiao.forms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.dabiao.Guard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forms from public pages, each with a key that was written before it was tried; what is reached may not be lost again. */
class PublicFormsTest {

    private static final Path FORMS = Path.of("src/test/resources/forms");

    @Guard
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "shared, 1, 0",
        "public/first, 0.91, 0",
        "public/second, 0.86, 0",
        "public/third, 0.94, 0",
        "public/fourth, 0.95, 0",
        "public/fifth, 0.87, 0",
        "public/sixth, 0.94, 0",
        "public/seventh, 0.79, 0",
        "public/eighth, 0.94, 0",
        "public/ninth, 0.92, 0",
        "public/tenth, 0.93, 0",
        "public/eleventh, 0.97, 0",
        "public/twelfth, 0.84, 0",
        "public/thirteenth, 0.81, 1"
    })
    void aBatchOfPublicFormsIsReadAsWellAsItWas(String batch, double least, int silent) throws IOException {
        FormScore score = FormScore.of(FORMS.resolve(batch));

        assertThat(score.f1())
                .as("%s%n%s", score.summary(), String.join("\n", score.lines()))
                .isGreaterThanOrEqualTo(least);
        assertThat(score.silent())
                .as("wrong or missing in silence%n%s", String.join("\n", score.lines()))
                .isLessThanOrEqualTo(silent);
    }

    @Test
    void aPageAsItWasSavedIsReadWithItsMergedCells() throws IOException {
        String page =
                "<html><head><title>x</title><script>if (a < b) {}</script></head><body><h1>项目支出绩效目标申报表</h1><p>（2025年度）</p>"
                        + "<table><tr><td>项目名称<td>巡检<td>实施单位<td colspan=2>某中心</tr>"
                        + "<tr><td>一级指标<td>二级指标<td>三级指标<td>指标值<td>备注</tr>"
                        + "<tr><td rowspan=\"2\">产出指标</td><td rowspan=\"2\">数量指标</td><td><p>巡检次数</p></td><td>&ge;12次</td><td></td></tr>"
                        + "<tr><td>培训<br>人数</td><td>不少于30人</td><td></td></tr></table></body></html>";
        List<Form> forms =
                FormFile.read(FormSource.ofFile("form.html").orElseThrow(), page.getBytes(StandardCharsets.UTF_8));

        assertThat(forms).singleElement().satisfies(form -> {
            assertThat(form.name()).isEqualTo("巡检");
            assertThat(form.unit()).isEqualTo("某中心");
            assertThat(form.indicators())
                    .extracting(Form.FormRow::level2, Form.FormRow::name, Form.FormRow::operator, Form.FormRow::value)
                    .containsExactly(tuple("数量指标", "巡检次数", "≥", "12"), tuple("数量指标", "培训人数", "≥", "30"));
        });
    }
}

package io.dabiao.declare;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.declaration.Declaration;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What reviewers of forms say of their content. */
class ContentAdviceTest {

    private static final String HEAD = """
            project: p
            name: 项目
            year: 2026
            institution: 机构
            period: {from: 2026-01-01, to: 2026-12-31}
            budget: {total: 0}
            goal: %s
            indicators:
            """;

    private static String row(String id, String name, String level1, String level2, String printed) {
        return "  - {id: " + id + ", name: \"" + name + "\", level1: " + level1 + ", level2: " + level2
                + ", printed: \"" + printed + "\", behaviour: standing, measure: reported, cadence: P400D}\n";
    }

    /** Of a form that says nothing to be advised on, with one more row. */
    private static Declaration whole(String goal, String... more) {
        return read(HEAD.formatted(goal)
                + row("n", "巡检站点数", "产出指标", "数量指标", "≥12(个)")
                + row("q", "巡检记录完整率", "产出指标", "质量指标", "≥98(%)")
                + row("b", "故障减少比例", "效益指标", "社会效益指标", "≥10(%)")
                + row("s", "群众满意度", "满意度指标", "服务对象满意度指标", "≥90(%)")
                + String.join("", more));
    }

    private static Declaration read(String text) {
        if (DeclarationReader.read("test.yaml", text)
                instanceof DeclarationReader.DeclarationReading.Accepted accepted) {
            return accepted.declaration();
        }
        throw new AssertionError(DeclarationReader.read("test.yaml", text));
    }

    private static List<String> advice(Declaration declaration, Map<String, BigDecimal> reached) {
        return ContentAdvice.of(declaration, reached).stream()
                .map(one -> one.words().chinese())
                .toList();
    }

    @Test
    void aFormThatPromisesEachSideOfTheTreeGetsNoAdvice() {
        assertThat(advice(whole("巡检12个站点，群众满意度达到90%"), Map.of())).isEmpty();
    }

    @Test
    void whatTheTreeLacksIsNamed() {
        Declaration bare = read(HEAD.formatted("目标") + row("n", "巡检站点数", "产出指标", "数量指标", "≥12(个)"));

        assertThat(advice(bare, Map.of())).containsExactly("没有质量指标", "没有效益指标", "没有满意度指标");
    }

    @ParameterizedTest(name = "{0} {2}")
    @CsvSource({
        "培训人员合格率, 产出指标, ≥120(%), 百分比高于100%",
        "接待量增长率, 产出指标, ≥120(%), ''",
        "完成数量和合格率, 产出指标, ≥10(个), 两项承诺",
        "道路通行时间及成本, 产出指标, ≤10(小时), ''",
        "组织培训场次, 效益指标, ≥10(场), 像产出",
        "培训覆盖率, 产出指标, ≥10(人), 名称是比率",
        "培训人次, 产出指标, ≥90(%), 名称是数量",
        "公众满意度, 产出指标, ≥90(分), ''"
    })
    void aRowIsAdvisedOnByItsNameAndItsUnit(String name, String level1, String printed, String expected) {
        Declaration declaration =
                whole("目标", row("x", name, level1, level1.equals("效益指标") ? "社会效益指标" : "数量指标", printed));

        List<String> said = advice(declaration, Map.of());

        if (expected.isEmpty()) {
            assertThat(said).isEmpty();
        } else {
            assertThat(said).singleElement().asString().contains(name, expected);
        }
    }

    @Test
    void aTargetFarBelowWhatWasReachedLastYearIsNamedAndOneNearItIsNot() {
        Declaration declaration = whole("目标", row("x", "办结时间", "产出指标", "时效指标", "≤10(天)"));

        assertThat(advice(
                        declaration,
                        Map.of("n", new BigDecimal("30"), "x", new BigDecimal("5"), "s", new BigDecimal("95"))))
                .containsExactly("“巡检站点数”：目标值≥ 12 个远低于上年实际30 个", "“办结时间”：目标值≤ 10 天远低于上年实际5 天");
    }

    @Test
    void aNumberOfTheGoalThatNoRowCarriesIsNamedOnceAndDatesAreNone() {
        assertThat(advice(whole("2026年12月底前完成，巡检12个站点，培训运维人员300人次；新增站点3个"), Map.of()))
                .containsExactly("年度总体目标写有“培训运维人员300人次”，没有指标承接这个数", "年度总体目标写有“新增站点3个”，没有指标承接这个数");
    }
}

package io.dabiao.forms;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.forms.text.TextSource;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whichever way a form prints its unit of money, an amount is read in yuan, or doubted. */
class AmountUnitsTest {

    private static final Path FORMS = Path.of("src/test/resources/forms/money");

    private static final Map<String, BigDecimal> UNITS = Map.of(
            "元", BigDecimal.ONE,
            "千元", BigDecimal.valueOf(1_000),
            "万元", BigDecimal.valueOf(10_000),
            "百万元", BigDecimal.valueOf(1_000_000),
            "亿元", BigDecimal.valueOf(100_000_000));

    static Stream<Path> forms() throws IOException {
        try (Stream<Path> files = Files.list(FORMS)) {
            return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList().stream();
        }
    }

    private static List<Form> read(String text) {
        try {
            return FormFile.read(new TextSource(), text.getBytes(StandardCharsets.UTF_8));
        } catch (java.io.IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void aPrintedUnitHolds(Path form) throws IOException {
        String expected = Files.readString(Path.of(form.toString().replace(".txt", ".budget")))
                .strip();
        List<Form> forms = read(Files.readString(form));
        assertThat(forms.stream()
                        .map(one -> one.budget()
                                .total()
                                .map(total -> total.stripTrailingZeros().toPlainString())
                                .orElse("-"))
                        .toList())
                .isEqualTo(List.of(expected.split(" / ")));
        assertThat(forms).allSatisfy(one -> assertThat(one.doubts()).noneMatch(doubt -> doubt.contains("单位存疑")));
    }

    /** Where the unit of a project stands. */
    enum Layout {
        LINE_ABOVE_THE_NAME,
        LINE_ABOVE_THE_TITLE,
        LINE_WITH_THE_UNIT_OF_WORK,
        LINE_WITH_THE_YEAR,
        LABEL,
        LABEL_OF_A_GROUP,
        VALUE,
        VALUE_AND_LABEL,
        /** Only the first project prints one. */
        BEFORE
    }

    record Project(Layout layout, String unit, BigDecimal number, boolean title) {

        String text(int no) {
            String heading = title || no == 0 ? "项目支出绩效目标申报表\n" : "";
            String line = switch (layout) {
                case LINE_ABOVE_THE_NAME -> heading + "单位：" + unit + "\n";
                case LINE_ABOVE_THE_TITLE -> "金额单位：" + unit + "\n" + heading;
                case LINE_WITH_THE_UNIT_OF_WORK -> heading + "某单位\t单位:" + unit + "\n";
                case LINE_WITH_THE_YEAR -> heading + "(2025年度) 单位：" + unit + "\n";
                case LABEL, LABEL_OF_A_GROUP, VALUE, VALUE_AND_LABEL, BEFORE -> heading;
            };
            String label = switch (layout) {
                case LABEL, VALUE_AND_LABEL -> "年度资金总额（" + unit + "）";
                case LABEL_OF_A_GROUP -> "项目资金（" + unit + "）\t年度资金总额";
                default -> "年度资金总额";
            };
            String value =
                    number.toPlainString() + (layout == Layout.VALUE || layout == Layout.VALUE_AND_LABEL ? unit : "");
            return line + "项目名称\t项目" + no + "\t实施单位\t某局\n" + label + "\t" + value
                    + "\n年度总体目标\t好\n一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t巡检次数\t≥12次\n";
        }
    }

    @Provide
    Arbitrary<List<Project>> projects() {
        Arbitrary<Project> project = Combinators.combine(
                        Arbitraries.of(Layout.values()),
                        Arbitraries.of("元", "千元", "万元", "百万元", "亿元"),
                        Arbitraries.bigDecimals()
                                .between(BigDecimal.ONE, new BigDecimal(100_000))
                                .ofScale(2),
                        Arbitraries.of(true, false))
                .as(Project::new);
        return project.list().ofMinSize(1).ofMaxSize(4);
    }

    @Property(tries = 500)
    void noLayoutOfUnitsChangesAnAmountByAPowerOfTenWithoutADoubt(@ForAll("projects") List<Project> projects) {
        StringBuilder text = new StringBuilder();
        List<BigDecimal> meant = new ArrayList<>();
        BigDecimal unit = BigDecimal.ONE;
        for (int i = 0; i < projects.size(); i++) {
            Project project = projects.get(i);
            BigDecimal own = UNITS.get(project.unit());
            // What stands at a number is that number's alone.
            boolean holdsOn = project.layout() != Layout.BEFORE && project.layout() != Layout.VALUE;
            unit = holdsOn ? own : unit;
            text.append(project.text(i));
            meant.add(project.number().multiply(project.layout() == Layout.VALUE ? own : unit));
        }
        List<Form> forms = read(text.toString());
        assertThat(forms).as(text.toString()).hasSameSizeAs(projects);
        for (int i = 0; i < forms.size(); i++) {
            Form form = forms.get(i);
            boolean doubted = form.doubts().stream().anyMatch(doubt -> doubt.contains("单位"));
            if (!doubted) {
                assertThat(form.budget().total().orElseThrow())
                        .as("project %d of %s", i, text)
                        .isEqualByComparingTo(meant.get(i));
            }
        }
    }

    @Test
    void unitsThatContradictEachOtherAreDoubted() {
        List<Form> forms = read("项目支出绩效目标申报表\n项目名称\t甲\t实施单位\t某局\n年度资金总额（万元）\t1500000元\n年度总体目标\t好\n"
                + "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t巡检次数\t≥12次\n");
        assertThat(forms.get(0).doubts()).contains("表中金额单位不一致，预算金额单位存疑");
    }
}

package io.dabiao.forms;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The same promises printed in every layout that forms were seen in. */
final class Layouts {

    /** What a form says of an indicator. */
    record Truth(
            String level1, String level2, String name, String operator, String value, String unit, String printed) {
        String line() {
            return String.join("\t", level1, level2, name, operator, value, unit);
        }
    }

    static final String PROJECT = "市民阅览服务";
    static final String UNIT = "滨江市图书馆";

    static final List<Truth> TRUTH = List.of(
            new Truth("产出指标", "数量指标", "到馆服务人次", "≥", "12.50", "万人次", "≥12.50(万人次)"),
            new Truth("产出指标", "数量指标", "公众讲座场次", "=", "48", "场", "=48(场)"),
            new Truth("产出指标", "质量指标", "图书编目差错", "<", "15", "处", "<15(处)"),
            new Truth("产出指标", "时效指标", "新书上架及时性", "", "及时", "", "及时"),
            new Truth("产出指标", "时效指标", "预约图书送达", "≤", "3.00", "个工作日", "≤3.00(个工作日)"),
            new Truth("产出指标", "成本指标", "单册编目成本", "≤", "6.80", "元", "≤6.80(元)"),
            new Truth("效益指标", "社会效益指标", "市民阅读率", ">", "72.00", "%", ">72.00(%)"),
            new Truth("效益指标", "社会效益指标", "重大投诉", "", "无", "", "无"),
            new Truth("效益指标", "可持续影响指标", "志愿者管理制度", "", "健全", "", "健全"),
            new Truth("满意度指标", "服务对象满意度指标", "读者满意度", "≥", "93.00", "%", "≥93.00(%)"));

    private static final String HEAD = """
            财政项目支出绩效目标申报表
            (2025年度)
            项目名称	市民阅览服务	项目性质	经常性项目	项目类别	特定目标类
            主管部门	滨江市文化和旅游局	实施单位	滨江市图书馆
            计划开始日期	2025-01-01	计划完成日期	2025-12-31
            项目资金 (元)	项目资金总额		年度资金申请总额	1,234,500.00
            	其中：财政资金		其中：当年财政拨款	1,200,000.00
            			上年结转资金	34,500.00
            	其他资金		其他资金	0.00
            项目 绩效 目标	项目总目标		年度总体目标
            			<p>全年到馆服务人次不少于12.5万人次，读者满意度不低于93%。</p>
            """;

    private Layouts() {}

    /** By name; of text. */
    static Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        all.put("tabs", tabs(HEAD, "\t"));
        all.put("bars", bars());
        all.put("wide gaps", tabs(HEAD, "\t").replace("\t", "   "));
        all.put("one cell a line", oneALine("\n"));
        all.put("blank lines between cells", oneALine("\n\n"));
        all.put("levels on every row", everyLevel());
        all.put("levels only once, columns shifted", shifted());
        all.put("split labels", splitLabels());
        all.put(
                "split labels, one cell a line",
                oneALine("\n").replace("数量指标", "数量\n指标").replace("社会效益指标", "社会效\n益指标"));
        all.put("ASCII operators", tabs(HEAD, "\t").replace("≥", ">=").replace("≤", "<="));
        all.put(
                "full-width operators",
                tabs(HEAD, "\t").replace("=", "＝").replace("(", "（").replace(")", "）"));
        all.put("worded operators", worded());
        all.put("operator, value and unit apart", apart());
        all.put("page break and second header", pageBreak());
        all.put(
                "no suffix on levels",
                tabs(HEAD, "\t").replace("量指标", "量").replace("效指标", "效").replace("益指标\t", "益\t"));
        all.put(
                "amounts in 万元",
                tabs(
                        HEAD.replace("项目资金 (元)", "项目资金（万元）")
                                .replace("1,234,500.00", "123.45")
                                .replace("1,200,000.00", "120.00")
                                .replace("34,500.00", "3.45"),
                        "\t"));
        all.put(
                "Windows line ends and a byte order mark",
                "\uFEFF" + tabs(HEAD, "\t").replace("\n", "\r\n"));
        all.put("name and target in one cell", together());
        return all;
    }

    private static String tabs(String head, String gap) {
        StringBuilder text = new StringBuilder(head);
        text.append("\t一级指标\t二级指标\t三级指标\t年度(/项目)指标值\n");
        String first = "";
        String second = "";
        for (Truth truth : TRUTH) {
            String one = truth.level1().equals(first) ? "" : truth.level1();
            String two = truth.level2().equals(second) ? "" : truth.level2();
            text.append(first.isEmpty() ? "绩效 指标" : "")
                    .append(gap)
                    .append(one)
                    .append(gap)
                    .append(two)
                    .append(gap)
                    .append(truth.name())
                    .append(gap)
                    .append(truth.printed())
                    .append('\n');
            first = truth.level1();
            second = truth.level2();
        }
        return text.toString();
    }

    private static String bars() {
        return tabs(HEAD, "\t")
                .lines()
                .map(line -> "| " + line.replace("\t", " | ") + " |")
                .map(line -> line.contains("三级指标") ? line + "\n|---|---|---|---|---|" : line)
                .collect(Collectors.joining("\n"));
    }

    private static String oneALine(String gap) {
        List<String> cells = new ArrayList<>();
        for (String line : tabs(HEAD, "\t").split("\n")) {
            for (String cell : line.split("\t")) {
                if (!cell.isBlank()) {
                    cells.add(cell);
                }
            }
        }
        return String.join(gap, cells);
    }

    private static String everyLevel() {
        return HEAD + "一级指标\t二级指标\t三级指标\t指标值\n"
                + TRUTH.stream()
                        .map(truth ->
                                truth.level1() + "\t" + truth.level2() + "\t" + truth.name() + "\t" + truth.printed())
                        .collect(Collectors.joining("\n"));
    }

    /** Each row begins wherever the merged cells of the page let it. */
    private static String shifted() {
        StringBuilder text = new StringBuilder(HEAD + "一级指标\t二级指标\t三级指标\t\t年度指标值\n");
        String second = "";
        int row = 0;
        for (Truth truth : TRUTH) {
            text.append("\t".repeat(row++ % 3));
            if (!truth.level2().equals(second)) {
                text.append(truth.level2()).append('\t');
            }
            text.append(truth.name())
                    .append("\t".repeat(1 + row % 2))
                    .append(truth.printed())
                    .append("\t\n");
            second = truth.level2();
        }
        return text.toString();
    }

    private static String splitLabels() {
        StringBuilder text = new StringBuilder(HEAD + "\t一级指标\t二级指标\t三级指标\t年度指标值\n");
        String level1 = "";
        String level2 = "";
        List<String> lower = new ArrayList<>(List.of("", ""));
        for (Truth truth : TRUTH) {
            String one = lower.get(0);
            String two = lower.get(1);
            lower.set(0, "");
            lower.set(1, "");
            if (!truth.level1().equals(level1)) {
                one = truth.level1().replace("指标", "");
                lower.set(0, "指标");
            }
            boolean alone = TRUTH.stream()
                            .filter(other -> other.level2().equals(truth.level2()))
                            .count()
                    < 2;
            if (!truth.level2().equals(level2)) {
                two = alone ? truth.level2() : truth.level2().replace("指标", "");
                lower.set(1, alone ? "" : "指标");
            }
            level1 = truth.level1();
            level2 = truth.level2();
            text.append('\t')
                    .append(one)
                    .append('\t')
                    .append(two)
                    .append('\t')
                    .append(truth.name())
                    .append('\t')
                    .append(truth.printed())
                    .append('\n');
        }
        return text.toString();
    }

    private static String worded() {
        return tabs(HEAD, "\t")
                .replace("≥12.50(万人次)", "不少于12.50万人次")
                .replace("≥93.00(%)", "不低于93.00%")
                .replace("<15(处)", "小于15处")
                .replace("≤3.00(个工作日)", "3.00个工作日以内")
                .replace("≤6.80(元)", "不超过6.80元")
                .replace(">72.00(%)", "大于72.00%")
                .replace("=48(场)", "等于48场");
    }

    private static String apart() {
        StringBuilder text = new StringBuilder(HEAD + "一级指标\t二级指标\t三级指标\t计算符号\t指标值\t计量单位\n");
        for (Truth truth : TRUTH) {
            text.append(truth.level1())
                    .append('\t')
                    .append(truth.level2())
                    .append('\t')
                    .append(truth.name())
                    .append('\t')
                    .append(truth.operator())
                    .append('\t')
                    .append(truth.value())
                    .append('\t')
                    .append(truth.unit())
                    .append('\n');
        }
        return text.toString();
    }

    private static String pageBreak() {
        return tabs(HEAD, "\t")
                .replace("\t\t\t单册编目成本", "\n第1页 共2页\n一级指标\t二级指标\t三级指标\t年度指标值\n单册编目成本")
                .replace("\t\t成本指标\t单册编目成本", "\n第1页 共2页\n\n\t一级指标\t二级指标\t三级指标\t年度指标值\n\t\t成本指标\t单册编目成本");
    }

    private static String together() {
        StringBuilder text = new StringBuilder(HEAD + "一级指标\t二级指标\t三级指标及指标值\n");
        for (Truth truth : TRUTH) {
            boolean number = !truth.operator().isEmpty();
            text.append(truth.level1())
                    .append('\t')
                    .append(truth.level2())
                    .append('\t')
                    .append(truth.name())
                    .append(number ? "" : "\t")
                    .append(truth.printed())
                    .append('\n');
        }
        return text.toString();
    }
}

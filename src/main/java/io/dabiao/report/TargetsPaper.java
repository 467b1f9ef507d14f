package io.dabiao.report;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Printed;
import io.dabiao.core.text.Words;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.report.Paper.Cell;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The application form itself (项目绩效目标申报表), as a declaration would be handed in: what is promised, before anything happened. */
public final class TargetsPaper {

    private static final Words TITLE = new Words("Performance targets", "项目绩效目标申报表");
    private static final Words OF_A_DEPARTMENT = new Words("Performance targets of a department", "部门整体支出绩效目标申报表");
    private static final Words OF_A_TRANSFER =
            new Words("Performance targets of transfer payments", "转移支付区域（项目）绩效目标申报表");
    private static final List<Integer> WIDTHS = List.of(9, 13, 16, 32, 30);

    private final Language in;

    private TargetsPaper(Language in) {
        this.in = in;
    }

    /** The paper of a declaration, whether it is approved or not: one that is not says so on every page. */
    public static Paper of(EffectiveDeclaration declaration, Language language) {
        return new TargetsPaper(language).paper(declaration);
    }

    private String t(String chinese, String english) {
        return in.of(chinese, english);
    }

    private Cell l(String chinese, String english) {
        return Cell.label(t(chinese, english));
    }

    private Paper paper(EffectiveDeclaration effective) {
        Declaration declaration = effective.declaration();
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(List.of(
                l("项目名称", "Project").over(2), Cell.text(declaration.name()).over(3)));
        rows.add(List.of(
                l("主管部门", "Department").over(2),
                Cell.text(declaration.office().department()),
                l("实施单位", "Institution"),
                Cell.text(declaration.office().institution())));
        rows.add(List.of(
                l("项目属性", "Nature").over(2),
                Cell.text(declaration.office().nature()),
                l("项目类别", "Category"),
                Cell.text(declaration.office().category())));
        rows.add(List.of(
                l("项目期", "Period").over(2),
                Cell.text(declaration.period().from()
                                + t(" 至 ", " to ")
                                + declaration.period().until().minusDays(1))
                        .over(3)));
        amount(rows, t("年度资金总额", "All funds"), declaration.budget().total(), true);
        amount(
                rows,
                t("其中：当年财政拨款", "of which from the treasury"),
                declaration.budget().treasury(),
                false);
        amount(rows, t("上年结转资金", "carried over"), declaration.budget().carriedOver(), false);
        amount(rows, t("其他资金", "other"), declaration.budget().other(), false);
        rows.add(List.of(
                l("年度总体目标", "Goal").over(2), Cell.text(declaration.goal()).over(3)));
        rows.add(List.of(
                l("绩效指标", "Indicators"),
                l("一级指标", "Level 1"),
                l("二级指标", "Level 2"),
                l("三级指标", "Indicator"),
                l("年度指标值", "Target")));
        String level1 = "";
        String level2 = "";
        for (Indicator indicator : declaration.indicators()) {
            if (indicator.declaredIn() != Indicator.DeclaredIn.TABLE) {
                continue;
            }
            boolean same1 = indicator.level1().equals(level1);
            boolean same2 = same1 && indicator.level2().equals(level2);
            rows.add(List.of(
                    Cell.continued(),
                    same1 ? Cell.continued() : Cell.label(indicator.level1()),
                    same2 ? Cell.continued() : Cell.label(indicator.level2()),
                    Cell.text(indicator.name()),
                    Cell.centred(indicator.printed().map(Printed::text).orElse(t("未填", "none")))));
            level1 = indicator.level1();
            level2 = indicator.level2();
        }
        List<Paper.Block> blocks = new ArrayList<>();
        blocks.add(new Paper.Table(WIDTHS, 0, rows));
        blocks.add(new Paper.Signature(List.of(
                t("填表人：＿＿＿＿＿＿＿＿", "Prepared by: ____________"),
                t("单位负责人（签字）：＿＿＿＿＿＿＿＿", "Head of the institution: ____________"),
                t("填表日期：＿＿＿＿年＿＿月＿＿日", "Date: ____________"),
                t("（单位盖章）", "(seal)"))));
        return new Paper(
                in.of(title(declaration)),
                t("（" + declaration.year() + "年度）", "(" + declaration.year() + ")"),
                effective.draft() ? t("草稿", "Draft") : "",
                in,
                blocks);
    }

    private static Words title(Declaration declaration) {
        return switch (PaperForm.of(
                declaration.office().nature(), declaration.office().category())) {
            case PROJECT -> TITLE;
            case DEPARTMENT -> OF_A_DEPARTMENT;
            case TRANSFER -> OF_A_TRANSFER;
        };
    }

    private void amount(List<List<Cell>> rows, String name, BigDecimal amount, boolean first) {
        rows.add(List.of(
                first ? l("项目资金（元）", "Funds (yuan)").over(2) : new Cell("", null, null, Paper.Look.LABEL, 2, true),
                Cell.label(name),
                Cell.number(amount, 2).over(2)));
    }
}

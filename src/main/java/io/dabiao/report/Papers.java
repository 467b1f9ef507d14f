package io.dabiao.report;

import io.dabiao.core.text.Words;
import io.dabiao.report.Paper.Block;
import io.dabiao.report.Paper.Cell;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Lays reports out as the treasury's forms print them, with an annex for each figure. */
public final class Papers {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
    private static final List<Integer> FORM_WIDTHS = List.of(5, 9, 11, 19, 13, 12, 8, 9, 22);
    private static final List<Integer> MONITORING_WIDTHS = List.of(9, 11, 17, 11, 10, 10, 9, 7, 16, 9, 16);

    private final Language in;
    private final Edition edition;
    private final List<Block> blocks = new ArrayList<>();

    private Papers(Language in, Edition edition) {
        this.in = in;
        this.edition = edition;
    }

    /** The paper of a report. */
    public static Paper of(Report report, Language language) {
        return of(report, language, Edition.FULL);
    }

    /** The paper of a report, for whom it is printed. */
    public static Paper of(Report report, Language language, Edition edition) {
        Papers papers = new Papers(language, edition);
        if (report instanceof SelfAssessment assessment) {
            return papers.selfAssessment(assessment);
        }
        return papers.monitoring((Monitoring) report);
    }

    /** All projects of a year in one table, and what they come to. */
    public static Paper summary(int year, List<SelfAssessment> all, Language language) {
        return new Papers(language, Edition.FULL).summarised(year, all);
    }

    private String t(String chinese, String english) {
        return in.of(chinese, english);
    }

    private Cell l(String chinese, String english) {
        return Cell.label(t(chinese, english));
    }

    private String mark(Report report) {
        if (report.sealed()) {
            return "";
        }
        return provisional(report)
                ? t(
                        "草稿 · 暂估（截至" + report.heading().until() + "）",
                        "Draft · provisional, as of " + report.heading().until())
                : t("草稿", "Draft");
    }

    /** Whether the year goes on after what a year-end paper covers: its figures are not final. */
    private static boolean provisional(Report report) {
        return report instanceof SelfAssessment
                && report.heading().until().isBefore(report.heading().to());
    }

    private boolean isPublic() {
        return edition == Edition.PUBLIC;
    }

    private String year(Report report) {
        return t("（" + report.year() + "年度）", "(" + report.year() + ")");
    }

    private Paper selfAssessment(SelfAssessment report) {
        List<List<Cell>> rows = new ArrayList<>();
        Report.Heading heading = report.heading();
        PaperForm form = PaperForm.of(heading);
        names(form, report, rows);
        funds(form, report.budget(), rows);
        management(report, rows);
        rows.add(List.of(
                l("年度总体目标", "Goal").over(2),
                l("预期目标", "Expected").over(3),
                l("实际完成情况", "Achieved").over(4)));
        rows.add(List.of(
                new Cell("", null, null, Paper.Look.LABEL, 2, true),
                Cell.text(heading.goal()).over(3),
                Cell.text(heading.achieved() == null ? achieved(report) : heading.achieved())
                        .over(4)));
        rows.add(List.of(
                l("绩效指标", "Indicators"),
                l("一级指标", "Level 1"),
                l("二级指标", "Level 2"),
                l("三级指标", "Indicator"),
                l("年度指标值", "Target"),
                provisional(report) ? l("实际完成值（暂估）", "Actual (provisional)") : l("实际完成值", "Actual"),
                l("分值", "Points"),
                provisional(report) ? l("得分（暂估）", "Score (provisional)") : l("得分", "Score"),
                l("偏差原因分析及改进措施", "Deviation and improvement")));
        int first = rows.size();
        String level1 = "";
        String level2 = "";
        for (SelfAssessment.AssessedRow assessedRow : report.rows()) {
            boolean same1 = assessedRow.level1().equals(level1);
            boolean same2 = same1 && assessedRow.level2().equals(level2);
            rows.add(List.of(
                    Cell.continued(),
                    same1 ? Cell.continued() : Cell.label(assessedRow.level1()),
                    same2 ? Cell.continued() : Cell.label(assessedRow.level2()),
                    Cell.text(assessedRow.name()),
                    Cell.centred(target(assessedRow.figure())),
                    Cell.centred(actual(assessedRow.figure())),
                    Cell.number(assessedRow.points(), 2),
                    Cell.number(assessedRow.score(), 2),
                    Cell.text(said(assessedRow))));
            level1 = assessedRow.level1();
            level2 = assessedRow.level2();
        }
        int last = rows.size() - 1;
        BigDecimal points = report.rows().stream()
                .map(SelfAssessment.AssessedRow::points)
                .filter(Objects::nonNull)
                .reduce(report.budget().points(), BigDecimal::add);
        rows.add(List.of(
                l("总分", "Total").over(6),
                Cell.number(points, 2).computed(new Paper.Sum.OfColumn(6, first, last, List.of(3), 6)),
                Cell.number(report.total(), 2).computed(new Paper.Sum.OfColumn(7, first, last, List.of(3), 8)),
                Cell.centred(t("自评等级：", "Grade: ") + report.grade())));
        blocks.add(new Paper.Table(FORM_WIDTHS, 0, rows));
        notes(report);
        signature(report);
        annex(report);
        return new Paper(in.of(form.title()), year(report), mark(report), in, blocks);
    }

    private void names(PaperForm form, SelfAssessment report, List<List<Cell>> rows) {
        Report.Heading heading = report.heading();
        if (form == PaperForm.DEPARTMENT) {
            rows.add(List.of(
                    l("部门（单位）名称", "Department").over(2),
                    Cell.text(heading.institution()).over(3),
                    l("主管部门", "Answers to").over(2),
                    Cell.text(heading.department()).over(2)));
            return;
        }
        rows.add(List.of(
                (form == PaperForm.TRANSFER ? l("转移支付（项目）名称", "Transfer") : l("项目名称", "Project")).over(2),
                Cell.text(report.project()).over(7)));
        rows.add(List.of(
                l("主管部门", "Department").over(2),
                Cell.text(heading.department()).over(3),
                (form == PaperForm.TRANSFER ? l("资金使用单位", "User of the funds") : l("实施单位", "Institution")).over(2),
                Cell.text(heading.institution()).over(2)));
    }

    /** What only a person can say of a transfer payment's money. */
    private void management(SelfAssessment report, List<List<Cell>> rows) {
        if (report.management().isEmpty()) {
            return;
        }
        rows.add(List.of(
                l("资金管理情况", "Management").over(2),
                l("", "").over(2),
                l("情况说明", "Situation").over(3),
                l("存在问题和改进措施", "Problems and improvement").over(2)));
        for (Management.Line line : report.management()) {
            rows.add(List.of(
                    new Cell("", null, null, Paper.Look.LABEL, 2, true),
                    Cell.label(in.of(line.title())).over(2),
                    Cell.text(line.empty() ? toFillIn() : line.situation()).over(3),
                    Cell.text(line.improvement()).over(2)));
        }
    }

    /** In place of what is still to be written; a published paper leaves it empty. */
    private String toFillIn() {
        return isPublic() ? "" : t("待填报", "to be filled in");
    }

    private void funds(PaperForm form, SelfAssessment.Budget budget, List<List<Cell>> rows) {
        rows.add(List.of(
                switch (form) {
                    case PROJECT -> l("项目资金（元）", "Funds (yuan)").over(2);
                    case DEPARTMENT -> l("部门整体支出（元）", "Expenditure (yuan)").over(2);
                    case TRANSFER -> l("转移支付资金（元）", "Transfer (yuan)").over(2);
                },
                l("", ""),
                l("年初预算数", "Planned"),
                l("全年预算数", "Adjusted"),
                l("全年执行数", "Executed"),
                l("分值", "Points"),
                l("执行率", "Rate"),
                l("得分", "Score")));
        rows.add(List.of(
                new Cell("", null, null, Paper.Look.LABEL, 2, true),
                l("年度资金总额", "All funds"),
                Cell.number(budget.planned(), 2),
                Cell.number(budget.adjusted(), 2),
                Cell.number(budget.executed(), 2),
                Cell.number(budget.points(), 2),
                rate(budget.executed(), budget.adjusted()),
                Cell.number(budget.score(), 2).computed(new Paper.Sum.Execution(5, 4, 6))));
        for (SelfAssessment.FundLine fund : budget.funds()) {
            boolean treasury = fund.fund().equals("treasury");
            rows.add(List.of(
                    new Cell("", null, null, Paper.Look.LABEL, 2, true),
                    Cell.label((treasury ? t("其中：", "of which ") : "") + in.of(fund.name())),
                    Cell.number(fund.planned(), 2),
                    Cell.number(fund.adjusted(), 2),
                    Cell.number(fund.executed(), 2),
                    Cell.centred("—"),
                    fund.executed() == null ? Cell.centred("—") : rate(fund.executed(), fund.adjusted()),
                    Cell.centred("—")));
        }
    }

    private static Cell rate(BigDecimal executed, BigDecimal planned) {
        if (planned.signum() <= 0) {
            return Cell.centred("—");
        }
        BigDecimal rate = Reports.rate(executed, planned);
        return new Cell(
                rate.toPlainString() + "%", rate, new Paper.Sum.Rate(5, 4, rate.scale()), Paper.Look.NUMBER, 1, false);
    }

    /** Where no one wrote how the goals were achieved, the rows say it. */
    private String achieved(SelfAssessment report) {
        long scored = report.rows().stream()
                .filter(assessedRow -> assessedRow.points() != null)
                .count();
        long met = report.rows().stream()
                .filter(assessedRow -> assessedRow.points() != null
                        && assessedRow.figure().verdict().equals("met"))
                .count();
        String missed = report.rows().stream()
                .filter(assessedRow -> assessedRow.points() != null
                        && !assessedRow.figure().verdict().equals("met"))
                .map(SelfAssessment.AssessedRow::name)
                .collect(Collectors.joining(t("、", ", ")));
        return t(
                "计分指标" + scored + "项，完成" + met + "项" + (missed.isEmpty() ? "。" : "；未完成或无数据：" + missed + "。"),
                met + " of " + scored + " scored indicators were met"
                        + (missed.isEmpty() ? "." : "; not met or without data: " + missed + "."));
    }

    private String target(Figure figure) {
        String target = figure.target().isEmpty() ? t("未填", "none") : figure.target();
        return figure.original() == null
                ? target
                : t("年初：", "at first: ") + figure.original() + "\n" + t("调整后：", "amended: ") + target;
    }

    private String actual(Figure figure) {
        if (figure.actual() == null) {
            return t("无数据", "no data");
        }
        String unit = figure.qualitative() || figure.unit().isEmpty() ? "" : figure.unit();
        return figure.actual() + unit + (figure.stale() ? t("（来源静默）", " (stale)") : "");
    }

    private String said(SelfAssessment.AssessedRow assessedRow) {
        List<String> said = new ArrayList<>();
        if (assessedRow.outside() != null) {
            said.add(in.of(assessedRow.outside()));
        }
        if (assessedRow.explanation() != null) {
            said.add(assessedRow.explanation());
        }
        if (assessedRow.improvement() != null) {
            said.add(t("改进措施：", "Improvement: ") + assessedRow.improvement());
        }
        if (assessedRow.lowered() != null && !isPublic()) {
            said.add(t(
                    "按规则计" + assessedRow.computed().toPlainString() + "分，"
                            + assessedRow.lowered().by() + "评为"
                            + assessedRow.lowered().score().toPlainString() + "分："
                            + assessedRow.lowered().reason(),
                    "computed " + assessedRow.computed().toPlainString() + ", scored lower by "
                            + assessedRow.lowered().by() + ": "
                            + assessedRow.lowered().reason()));
        }
        if (said.isEmpty() && !assessedRow.needs().isEmpty() && !isPublic()) {
            said.add(t("待说明：", "To be explained: ")
                    + assessedRow.needs().stream().map(in::of).collect(Collectors.joining("；")));
        }
        return String.join("\n", said);
    }

    private void notes(SelfAssessment report) {
        List<String> notes = new ArrayList<>();
        notes.add(in.of(report.profile()) + t("。", "."));
        report.notes().forEach(note -> notes.add(in.of(note) + t("。", ".")));
        for (SelfAssessment.Adjusted adjusted : report.budget().adjustments()) {
            notes.add(t("预算自", "Budget from ")
                    + adjusted.from()
                    + t("起调整为", " on ")
                    + adjusted.total().toPlainString()
                    + t("元：", " yuan: ")
                    + adjusted.because()
                    + (isPublic() ? "" : t("（", " (") + adjusted.by() + t("）", ")"))
                    + t("。", "."));
        }
        if (provisional(report)) {
            notes.add(t(
                    "年度尚未结束，各项数值和得分截至" + report.heading().until() + "，为暂估数。",
                    "The year is not over: figures and scores are provisional, as of "
                            + report.heading().until() + "."));
        }
        if (Reports.exceeds(report.budget().rate())
                && Reports.blank(report.budget().explanation())
                && !isPublic()) {
            notes.add(t("预算执行率超过100%，待说明原因。", "More was spent than planned: to be explained."));
        }
        if (report.budget().explanation() != null) {
            notes.add(t("预算执行：", "Budget execution: ")
                    + report.budget().explanation()
                    + (report.budget().improvement() == null
                            ? ""
                            : t("改进措施：", " Improvement: ") + report.budget().improvement()));
        }
        for (Figure figure : report.narrative()) {
            notes.add(t("仅见于叙述、不计分：", "Only in the narrative, not scored: ")
                    + figure.name()
                    + t("，目标", ", target ")
                    + target(figure)
                    + t("，实际", ", actual ")
                    + actual(figure)
                    + t("。", "."));
        }
        blocks.add(new Paper.Prose(t("说明：", "Notes: ") + String.join("\n", notes)));
    }

    private void signature(Report report) {
        ZoneId zone = ZoneId.of(report.heading().zone());
        List<String> lines = new ArrayList<>();
        lines.add(t("填表人：＿＿＿＿＿＿＿＿", "Prepared by: ____________"));
        lines.add(t("单位负责人（签字）：", "Head of the institution: ")
                + (report.seal() == null
                        ? t("＿＿＿＿＿＿＿＿", "____________")
                        : report.seal().name()));
        lines.add(t("填表日期：", "Date: ")
                + (report.seal() == null
                        ? t("＿＿＿＿年＿＿月＿＿日", "____________")
                        : report.seal().sealedAt().atZone(zone).toLocalDate()));
        lines.add(t("（单位盖章）", "(seal)"));
        blocks.add(new Paper.Signature(lines));
    }

    private void annex(Report report) {
        if (isPublic()) {
            return;
        }
        Report.Heading heading = report.heading();
        ZoneId zone = ZoneId.of(heading.zone());
        blocks.add(new Paper.NewPage(t("附件", "Annex")));
        blocks.add(new Paper.Heading(t("附件：各项数值的依据", "Annex: what each figure rests on")));
        blocks.add(new Paper.Prose(t(
                "数据截至" + heading.at().atZone(zone).format(MINUTE) + "（不含该时刻之后的事件）；绩效目标申报第"
                        + heading.declarationVersion() + "版；事件日志位置" + heading.position() + "；工作日历："
                        + String.join("、", heading.calendars()) + "。",
                "Facts before " + heading.at().atZone(zone).format(MINUTE) + "; declaration version "
                        + heading.declarationVersion() + "; position in the log " + heading.position()
                        + "; working-day calendars: " + String.join(", ", heading.calendars()) + ".")));
        if (report.seal() != null && !report.seal().differences().isEmpty()) {
            differences(report.seal());
        }
        if (report instanceof SelfAssessment assessment) {
            assessment.rows().forEach(assessedRow -> figure(assessedRow.figure(), assessedRow.rule(), zone));
            assessment.narrative().forEach(figure -> figure(figure, null, zone));
        } else if (report instanceof Monitoring monitoring) {
            monitoring.rows().forEach(monitoredRow -> figure(monitoredRow.figure(), null, zone));
        }
        evidence(report.figures());
    }

    /** Every document that reported values rest on, with its hash, so that it can be told whether a file is the one. */
    private void evidence(List<Figure> figures) {
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(List.of(l("序号", "No."), l("三级指标", "Indicator"), l("文件", "File"), l("SHA-256", "SHA-256")));
        for (Figure figure : figures) {
            for (Figure.Document document : figure.evidence()) {
                rows.add(List.of(
                        Cell.number(BigDecimal.valueOf(rows.size()), 0),
                        Cell.text(figure.name()),
                        Cell.text(document.name()),
                        Cell.text(document.sha256())));
            }
        }
        if (rows.size() > 1) {
            blocks.add(new Paper.Heading(t("附件清单（佐证材料）", "Attachments (evidence)")));
            blocks.add(new Paper.Table(List.of(6, 26, 30, 38), 1, rows));
        }
    }

    private void differences(Report.Seal seal) {
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(List.of(l("位置", "Where"), l("事项", "What"), l("上一版", "Before"), l("本版", "Now"), l("原因", "Because")));
        for (Report.Difference difference : seal.differences()) {
            rows.add(List.of(
                    Cell.text(difference.where()),
                    Cell.text(in.of(difference.what())),
                    Cell.text(difference.before()),
                    Cell.text(difference.after()),
                    Cell.text(in.of(difference.because()))));
        }
        blocks.add(new Paper.Heading(t(
                "第" + seal.version() + "版与上一版的差异：" + seal.reason(),
                "Version " + seal.version() + " against the one before: " + seal.reason())));
        blocks.add(new Paper.Table(List.of(22, 16, 18, 18, 26), 1, rows));
    }

    private void figure(Figure figure, Words rule, ZoneId zone) {
        blocks.add(new Paper.Heading(figure.name()));
        List<List<Cell>> rows = new ArrayList<>();
        line(rows, t("指标值（原文）", "Target as printed"), target(figure), t("读法", "Read as"), in.of(figure.reading()));
        line(rows, t("实际完成值", "Actual"), exact(figure), t("结论", "Verdict"), in.of(figure.verdictWords()));
        line(rows, t("度量", "Measure"), in.of(figure.measure()), t("构成", "Parts"), parts(figure));
        line(rows, t("参与事件", "Events"), coverage(figure), t("时效", "Freshness"), freshness(figure, zone));
        if (rule != null) {
            wide(rows, t("计分规则", "Rule"), in.of(rule));
        }
        for (Figure.Amended amended : figure.amendments()) {
            wide(
                    rows,
                    t("目标调整", "Amended"),
                    amended.from()
                            + t("起：", ": ")
                            + amended.target()
                            + t("，", ", ")
                            + amended.because()
                            + t("（", " (")
                            + amended.by()
                            + t("）", ")"));
        }
        if (figure.narrative() != null) {
            wide(rows, t("叙述", "Narrative"), figure.narrative());
        }
        if (!figure.notes().isEmpty()) {
            wide(rows, t("提示", "Notes"), figure.notes().stream().map(in::of).collect(Collectors.joining("\n")));
        }
        wide(rows, t("结论全文", "In a sentence"), in.of(figure.sentence()));
        blocks.add(new Paper.Table(List.of(14, 38, 10, 38), 0, rows));
        chart(figure);
    }

    private static void line(List<List<Cell>> rows, String one, String value, String other, String second) {
        rows.add(List.of(Cell.label(one), Cell.text(value), Cell.label(other), Cell.text(second)));
    }

    private static void wide(List<List<Cell>> rows, String name, String value) {
        rows.add(List.of(Cell.label(name), Cell.text(value).over(3)));
    }

    private String exact(Figure figure) {
        if (figure.exact() == null) {
            return t("无数据：", "no data: ") + in.of(figure.missing());
        }
        return figure.exact().toPlainString() + " " + figure.unit();
    }

    private String parts(Figure figure) {
        return figure.numerator() == null
                ? "—"
                : figure.numerator().stripTrailingZeros().toPlainString() + " ÷ "
                        + figure.denominator().stripTrailingZeros().toPlainString();
    }

    private String coverage(Figure figure) {
        String left = figure.leftOut() == 0
                ? ""
                : t("，另有" + figure.leftOut() + "条因字段缺失或不符未计入", ", " + figure.leftOut() + " left out");
        return t(figure.samples() + "条", figure.samples() + " counted") + left;
    }

    private String freshness(Figure figure, ZoneId zone) {
        String last = figure.lastEvent() == null
                ? ""
                : figure.lastEvent().atZone(zone).format(MINUTE);
        return figure.stale()
                ? t(
                        "陈旧：超过" + cadence(figure.cadence()) + "未收到来源事件",
                        "stale: silent for longer than " + cadenceInEnglish(figure.cadence()))
                : t("最近事件 " + last, "newest event " + last);
    }

    /** {@code P35D} in words. */
    private static String cadence(String iso) {
        return iso.replace("PT", "")
                .replace("P", "")
                .replace("H", "小时")
                .replace("D", "天")
                .replace("W", "周")
                .replace("M", "个月")
                .replace("Y", "年");
    }

    private static String cadenceInEnglish(String iso) {
        return iso.replace("PT", "")
                .replace("P", "")
                .replace("H", " hours ")
                .replace("D", " days ")
                .replace("W", " weeks ")
                .replace("M", " months ")
                .replace("Y", " years ")
                .strip();
    }

    private void chart(Figure figure) {
        if (figure.course().stream().allMatch(month -> month.actual() == null)) {
            return;
        }
        List<BigDecimal> values = figure.cumulative()
                ? toDate(figure.course())
                : figure.course().stream().map(Figure.Month::actual).toList();
        blocks.add(new Paper.Chart(
                figure.cumulative() ? t("截至各月末", "Up to each month's end") : t("逐月", "By month"),
                figure.unit(),
                figure.course().stream()
                        .map(month -> month.label().substring(month.label().length() - 2))
                        .toList(),
                values,
                figure.limit()));
    }

    /** Reports that were sealed before it was kept are of measures whose months add up. */
    private static List<BigDecimal> toDate(List<Figure.Month> months) {
        if (months.stream().anyMatch(month -> month.toDate() != null)) {
            return months.stream().map(Figure.Month::toDate).toList();
        }
        List<BigDecimal> sums = new ArrayList<>();
        BigDecimal sum = BigDecimal.ZERO;
        for (Figure.Month month : months) {
            sum = month.actual() == null ? sum : sum.add(month.actual());
            sums.add(sum);
        }
        return sums;
    }

    private Paper monitoring(Monitoring report) {
        Report.Heading heading = report.heading();
        List<List<Cell>> head = new ArrayList<>();
        head.add(List.of(
                l("项目名称", "Project"),
                Cell.text(report.project()),
                l("监控期间", "Period"),
                Cell.text(heading.from() + t(" 至 ", " to ") + heading.until())));
        head.add(List.of(
                l("主管部门", "Department"),
                Cell.text(heading.department()),
                l("实施单位", "Institution"),
                Cell.text(heading.institution())));
        blocks.add(new Paper.Table(List.of(15, 35, 15, 35), 0, head));
        List<List<Cell>> funds = new ArrayList<>();
        funds.add(List.of(
                l("项目资金（元）", "Funds (yuan)"),
                l("年初预算数", "Planned"),
                l("全年预算数", "Adjusted"),
                l("执行数", "Executed"),
                l("执行率", "Rate"),
                l("全年预计执行数", "Expected")));
        Monitoring.Budget budget = report.budget();
        funds.add(List.of(
                l("年度资金总额", "All funds"),
                Cell.number(budget.planned(), 2),
                Cell.number(budget.adjusted(), 2),
                Cell.number(budget.executed(), 2),
                Cell.centred(budget.rate() == null ? "—" : budget.rate().toPlainString() + "%"),
                Cell.number(budget.expected(), 2)));
        for (SelfAssessment.FundLine fund : budget.funds()) {
            funds.add(List.of(
                    Cell.label(in.of(fund.name())),
                    Cell.number(fund.planned(), 2),
                    Cell.number(fund.adjusted(), 2),
                    Cell.number(fund.executed(), 2),
                    Cell.centred("—"),
                    Cell.centred("—")));
        }
        blocks.add(new Paper.Table(List.of(20, 16, 16, 16, 14, 18), 1, funds));
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(List.of(
                l("一级指标", "Level 1"),
                l("二级指标", "Level 2"),
                l("三级指标", "Indicator"),
                l("年度指标值", "Target"),
                l("执行情况", "So far"),
                l("全年预计完成值", "Expected"),
                l("偏差", "Deviation"),
                l("偏差原因", "Cause"),
                l("原因说明", "Explanation"),
                l("完成目标可能性", "Possibility"),
                l("是否需整改及结果", "Rectification")));
        String level1 = "";
        String level2 = "";
        for (Monitoring.MonitoredRow monitoredRow : report.rows()) {
            boolean same1 = monitoredRow.level1().equals(level1);
            boolean same2 = same1 && monitoredRow.level2().equals(level2);
            rows.add(List.of(
                    same1 ? Cell.continued() : Cell.label(monitoredRow.level1()),
                    same2 ? Cell.continued() : Cell.label(monitoredRow.level2()),
                    Cell.text(monitoredRow.name()),
                    Cell.centred(target(monitoredRow.figure())),
                    Cell.centred(actual(monitoredRow.figure())),
                    Cell.centred(monitoredRow.expected() == null ? "—" : monitoredRow.expected()),
                    Cell.centred(
                            monitoredRow.deviation() == null
                                    ? "—"
                                    : (monitoredRow.deviation().signum() > 0 ? "+" : "")
                                            + monitoredRow.deviation().toPlainString() + "%"),
                    Cell.centred(monitoredRow.cause() == null ? "" : monitoredRow.cause()),
                    Cell.text(monitoredRow.explanation()),
                    Cell.centred(monitoredRow.outlook() == null ? toFillIn() : in.of(monitoredRow.outlook())),
                    Cell.text(rectification(monitoredRow))));
            level1 = monitoredRow.level1();
            level2 = monitoredRow.level2();
        }
        blocks.add(new Paper.Table(MONITORING_WIDTHS, 1, rows));
        blocks.add(
                new Paper.Prose(
                        t(
                                "说明：全年预计完成值对累计类指标按已过日数折算，其余指标（比率、水平、上限）以当前值为准；偏差为当前值与年度指标值（累计类按时间进度折算）之差占指标值的百分比；“完成目标可能性”在无预测时按已完成、已无法完成、其余判定。",
                                "Notes: what accumulates is expected at its pace so far; percentages, levels and ceilings as they stand. The deviation is from the target, of what accumulates from the calendar's share of it.")));
        signature(report);
        annex(report);
        return new Paper(in.of(ReportKind.MONITORING.title()), year(report), mark(report), in, blocks);
    }

    private String rectification(Monitoring.MonitoredRow monitoredRow) {
        List<String> said = new ArrayList<>();
        if (monitoredRow.rectify() != null) {
            said.add(monitoredRow.rectifies() ? t("需整改", "needed") : t("否", "no"));
        } else if (monitoredRow.rectification() == null) {
            said.add(toFillIn());
        }
        if (monitoredRow.rectification() != null) {
            said.add(monitoredRow.rectification());
        }
        if (monitoredRow.outcome() != null) {
            said.add(t("结果：", "Outcome: ") + monitoredRow.outcome());
        }
        return String.join("\n", said);
    }

    private Paper summarised(int year, List<SelfAssessment> all) {
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(List.of(
                l("序号", "No."),
                l("项目名称", "Project"),
                l("全年预算数（元）", "Funds (yuan)"),
                l("全年执行数（元）", "Executed (yuan)"),
                l("执行率", "Rate"),
                l("指标数", "Indicators"),
                l("完成数", "Met"),
                l("总分", "Total"),
                l("等级", "Grade")));
        BigDecimal funds = BigDecimal.ZERO;
        BigDecimal executed = BigDecimal.ZERO;
        int number = 0;
        for (SelfAssessment one : all) {
            funds = funds.add(one.budget().adjusted());
            executed = executed.add(one.budget().executed());
            long met = one.rows().stream()
                    .filter(assessedRow -> assessedRow.figure().verdict().equals("met"))
                    .count();
            rows.add(List.of(
                    Cell.centred(String.valueOf(++number)),
                    Cell.text(one.project()),
                    Cell.number(one.budget().adjusted(), 2),
                    Cell.number(one.budget().executed(), 2),
                    Cell.centred(
                            one.budget().rate() == null
                                    ? "—"
                                    : one.budget().rate().toPlainString() + "%"),
                    Cell.number(BigDecimal.valueOf(one.rows().size()), 0),
                    Cell.number(BigDecimal.valueOf(met), 0),
                    Cell.number(one.total(), 2),
                    Cell.centred(one.grade())));
        }
        rows.add(List.of(
                l("合计", "All").over(2),
                Cell.number(funds, 2).computed(new Paper.Sum.OfColumn(2, 1, number, List.of(), 0)),
                Cell.number(executed, 2).computed(new Paper.Sum.OfColumn(3, 1, number, List.of(), 0)),
                Cell.text("").over(5)));
        blocks.add(new Paper.Table(List.of(5, 30, 14, 14, 9, 8, 8, 8, 7), 1, rows));
        boolean sealed = all.stream().allMatch(SelfAssessment::sealed);
        return new Paper(
                t("项目支出绩效自评汇总表", "Self-assessments of all projects"),
                t("（" + year + "年度）", "(" + year + ")"),
                sealed ? "" : t("草稿", "Draft"),
                in,
                blocks);
    }
}

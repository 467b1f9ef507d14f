package io.dabiao.report;

import io.dabiao.core.text.Language;
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

    /** The text of a key. */
    private String t(String key, Object... arguments) {
        return in.of(Words.of(Papers.class, key, arguments));
    }

    /** A label that says the text of a key. */
    private Cell l(String key) {
        return Cell.label(t(key));
    }

    private String mark(Report report) {
        if (report.sealed()) {
            return "";
        }
        return provisional(report) ? t("draftProvisionalAsOf", report.heading().until()) : t("draft");
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
        return t("ofTheYear", Integer.toString(report.year()));
    }

    private Paper selfAssessment(SelfAssessment report) {
        List<List<Cell>> rows = new ArrayList<>();
        Report.Heading heading = report.heading();
        PaperForm form = PaperForm.of(heading);
        names(form, report, rows);
        funds(form, report.budget(), rows);
        management(report, rows);
        rows.add(
                List.of(l("goal").over(2), l("expected2").over(3), l("achieved").over(4)));
        rows.add(List.of(
                new Cell("", null, null, Paper.Look.LABEL, 2, true),
                Cell.text(heading.goal()).over(3),
                Cell.text(heading.achieved() == null ? achieved(report) : heading.achieved())
                        .over(4)));
        rows.add(List.of(
                l("indicators"),
                l("level1"),
                l("level2"),
                l("indicator"),
                l("target2"),
                provisional(report) ? l("actualProvisional") : l("actual2"),
                l("points2"),
                provisional(report) ? l("scoreProvisional") : l("score2"),
                l("deviationAndImprovement")));
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
                l("total2").over(6),
                Cell.number(points, 2).computed(new Paper.Sum.OfColumn(6, first, last, List.of(3), 6)),
                Cell.number(report.total(), 2).computed(new Paper.Sum.OfColumn(7, first, last, List.of(3), 8)),
                Cell.centred(t("grade2") + report.grade())));
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
                    l("department").over(2),
                    Cell.text(heading.institution()).over(3),
                    l("answersTo").over(2),
                    Cell.text(heading.department()).over(2)));
            return;
        }
        rows.add(List.of(
                (form == PaperForm.TRANSFER ? l("transfer") : l("project")).over(2),
                Cell.text(report.project()).over(7)));
        rows.add(List.of(
                l("department2").over(2),
                Cell.text(heading.department()).over(3),
                (form == PaperForm.TRANSFER ? l("userOfTheFunds") : l("institution")).over(2),
                Cell.text(heading.institution()).over(2)));
    }

    /** What only a person can say of a transfer payment's money. */
    private void management(SelfAssessment report, List<List<Cell>> rows) {
        if (report.management().isEmpty()) {
            return;
        }
        rows.add(List.of(
                l("management").over(2),
                Cell.label("").over(2),
                l("situation").over(3),
                l("problemsAndImprovement").over(2)));
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
        return isPublic() ? "" : t("toBeFilledIn");
    }

    private void funds(PaperForm form, SelfAssessment.Budget budget, List<List<Cell>> rows) {
        rows.add(List.of(
                switch (form) {
                    case PROJECT -> l("fundsYuan").over(2);
                    case DEPARTMENT -> l("expenditureYuan").over(2);
                    case TRANSFER -> l("transferYuan").over(2);
                },
                Cell.label(""),
                l("planned"),
                l("adjusted2"),
                l("executed3"),
                l("points2"),
                l("rate"),
                l("score2")));
        rows.add(List.of(
                new Cell("", null, null, Paper.Look.LABEL, 2, true),
                l("allFunds"),
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
                    Cell.label((treasury ? t("ofWhich") : "") + in.of(fund.name())),
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
                .collect(Collectors.joining(in.of(Words.of(Words.class, "enumeration"))));
        return missed.isEmpty() ? t("allMet", met, scored) : t("notAllMet", met, scored, missed);
    }

    private String target(Figure figure) {
        String target = figure.target().isEmpty() ? t("none") : figure.target();
        return figure.original() == null ? target : t("atFirst") + figure.original() + "\n" + t("amended") + target;
    }

    private String actual(Figure figure) {
        if (figure.actual() == null) {
            return t("noData");
        }
        String unit = figure.qualitative() || figure.unit().isEmpty() ? "" : figure.unit();
        return figure.actual() + unit + (figure.stale() ? t("stale") : "");
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
            said.add(t("improvement2") + assessedRow.improvement());
        }
        if (assessedRow.lowered() != null && !isPublic()) {
            said.add(t(
                    "computedScoredLowerBy",
                    assessedRow.computed().toPlainString(),
                    assessedRow.lowered().by(),
                    assessedRow.lowered().reason(),
                    assessedRow.lowered().score().toPlainString()));
        }
        if (said.isEmpty() && !assessedRow.needs().isEmpty() && !isPublic()) {
            said.add(t("toBeExplained")
                    + assessedRow.needs().stream().map(in::of).collect(Collectors.joining("；")));
        }
        return String.join("\n", said);
    }

    private void notes(SelfAssessment report) {
        List<String> notes = new ArrayList<>();
        notes.add(in.of(report.profile()) + t("fullStop"));
        report.notes().forEach(note -> notes.add(in.of(note) + t("fullStop")));
        for (SelfAssessment.Adjusted adjusted : report.budget().adjustments()) {
            notes.add(t("budgetFrom")
                    + adjusted.from()
                    + t("on")
                    + adjusted.total().toPlainString()
                    + t("yuan")
                    + adjusted.because()
                    + (isPublic() ? "" : t("opens") + adjusted.by() + t("closes"))
                    + t("fullStop"));
        }
        if (provisional(report)) {
            notes.add(t("theYearIsNotOverFigures", report.heading().until()));
        }
        if (Reports.exceeds(report.budget().rate())
                && Reports.blank(report.budget().explanation())
                && !isPublic()) {
            notes.add(t("moreWasSpentThanPlannedTo"));
        }
        if (report.budget().explanation() != null) {
            notes.add(t("budgetExecution")
                    + report.budget().explanation()
                    + (report.budget().improvement() == null
                            ? ""
                            : t("improvement3") + report.budget().improvement()));
        }
        for (Figure figure : report.narrative()) {
            notes.add(t("onlyInTheNarrativeNotScored")
                    + figure.name()
                    + t("target3")
                    + target(figure)
                    + t("actual3")
                    + actual(figure)
                    + t("fullStop"));
        }
        blocks.add(new Paper.Prose(t("notes") + String.join("\n", notes)));
    }

    private void signature(Report report) {
        ZoneId zone = ZoneId.of(report.heading().zone());
        List<String> lines = new ArrayList<>();
        lines.add(t("preparedBy"));
        lines.add(t("headOfTheInstitution")
                + (report.seal() == null ? t("noName") : report.seal().name()));
        lines.add(t("date")
                + (report.seal() == null
                        ? t("noDate")
                        : report.seal().sealedAt().atZone(zone).toLocalDate()));
        lines.add(t("seal"));
        blocks.add(new Paper.Signature(lines));
    }

    private void annex(Report report) {
        if (isPublic()) {
            return;
        }
        Report.Heading heading = report.heading();
        ZoneId zone = ZoneId.of(heading.zone());
        blocks.add(new Paper.NewPage(t("annex")));
        blocks.add(new Paper.Heading(t("annexWhatEachFigureRestsOn")));
        blocks.add(new Paper.Prose(t(
                "factsBeforeDeclarationVersion",
                heading.at().atZone(zone).format(MINUTE),
                heading.declarationVersion(),
                heading.position(),
                Words.listed(heading.calendars()))));
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
        rows.add(List.of(l("no"), l("indicator"), l("file"), Cell.label("SHA-256")));
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
            blocks.add(new Paper.Heading(t("attachmentsEvidence")));
            blocks.add(new Paper.Table(List.of(6, 26, 30, 38), 1, rows));
        }
    }

    private void differences(Report.Seal seal) {
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(List.of(l("where"), l("what"), l("before"), l("now"), l("because")));
        for (Report.Difference difference : seal.differences()) {
            rows.add(List.of(
                    Cell.text(difference.where()),
                    Cell.text(in.of(difference.what())),
                    Cell.text(difference.before()),
                    Cell.text(difference.after()),
                    Cell.text(in.of(difference.because()))));
        }
        blocks.add(new Paper.Heading(t("versionAgainstTheOneBefore", seal.version(), seal.reason())));
        blocks.add(new Paper.Table(List.of(22, 16, 18, 18, 26), 1, rows));
    }

    private void figure(Figure figure, Words rule, ZoneId zone) {
        blocks.add(new Paper.Heading(figure.name()));
        List<List<Cell>> rows = new ArrayList<>();
        line(rows, t("targetAsPrinted"), target(figure), t("readAs"), in.of(figure.reading()));
        line(rows, t("actual2"), exact(figure), t("verdict2"), in.of(figure.verdictWords()));
        line(rows, t("measure"), in.of(figure.measure()), t("parts"), parts(figure));
        line(rows, t("events"), coverage(figure), t("freshness"), freshness(figure, zone));
        if (rule != null) {
            wide(rows, t("rule"), in.of(rule));
        }
        for (Figure.Amended amended : figure.amendments()) {
            wide(
                    rows,
                    t("amended2"),
                    amended.from()
                            + t("fromThen")
                            + amended.target()
                            + in.of(Words.of(Words.class, "comma"))
                            + amended.because()
                            + t("opens")
                            + amended.by()
                            + t("closes"));
        }
        if (figure.narrative() != null) {
            wide(rows, t("narrative"), figure.narrative());
        }
        if (!figure.notes().isEmpty()) {
            wide(rows, t("notes2"), figure.notes().stream().map(in::of).collect(Collectors.joining("\n")));
        }
        wide(rows, t("inASentence"), in.of(figure.sentence()));
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
            return t("noData2") + in.of(figure.missing());
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
        String left = figure.leftOut() == 0 ? "" : t("leftOut", figure.leftOut());
        return t("counted", figure.samples()) + left;
    }

    private String freshness(Figure figure, ZoneId zone) {
        String last = figure.lastEvent() == null
                ? ""
                : figure.lastEvent().atZone(zone).format(MINUTE);
        return figure.stale() ? t("staleSilentForLongerThan", cadence(figure.cadence())) : t("newestEvent", last);
    }

    /** {@code P35D} in words. */
    private String cadence(String iso) {
        return iso.replace("PT", "")
                .replace("P", "")
                .replace("H", t("hours"))
                .replace("D", t("days"))
                .replace("W", t("weeks"))
                .replace("M", t("months"))
                .replace("Y", t("years"))
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
                figure.cumulative() ? t("upToEachMonthsEnd") : t("byMonth"),
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
                l("project"),
                Cell.text(report.project()),
                l("period"),
                Cell.text(heading.from() + t("to") + heading.until())));
        head.add(List.of(
                l("department2"), Cell.text(heading.department()), l("institution"), Cell.text(heading.institution())));
        blocks.add(new Paper.Table(List.of(15, 35, 15, 35), 0, head));
        List<List<Cell>> funds = new ArrayList<>();
        funds.add(List.of(l("fundsYuan"), l("planned"), l("adjusted2"), l("executed4"), l("rate"), l("expected3")));
        Monitoring.Budget budget = report.budget();
        funds.add(List.of(
                l("allFunds"),
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
                l("level1"),
                l("level2"),
                l("indicator"),
                l("target2"),
                l("soFar"),
                l("expected4"),
                l("deviation"),
                l("cause"),
                l("explanation3"),
                l("possibility2"),
                l("rectification")));
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
        blocks.add(new Paper.Prose(t("notesWhatAccumulatesIsExpected")));
        signature(report);
        annex(report);
        return new Paper(in.of(ReportKind.MONITORING.title()), year(report), mark(report), in, blocks);
    }

    private String rectification(Monitoring.MonitoredRow monitoredRow) {
        List<String> said = new ArrayList<>();
        if (monitoredRow.rectify() != null) {
            said.add(monitoredRow.rectifies() ? t("needed") : t("no2"));
        } else if (monitoredRow.rectification() == null) {
            said.add(toFillIn());
        }
        if (monitoredRow.rectification() != null) {
            said.add(monitoredRow.rectification());
        }
        if (monitoredRow.outcome() != null) {
            said.add(t("outcome") + monitoredRow.outcome());
        }
        return String.join("\n", said);
    }

    private Paper summarised(int year, List<SelfAssessment> all) {
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(List.of(
                l("no"),
                l("project"),
                l("fundsYuan2"),
                l("executedYuan"),
                l("rate"),
                l("indicators2"),
                l("met"),
                l("total2"),
                l("grade3")));
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
                l("all").over(2),
                Cell.number(funds, 2).computed(new Paper.Sum.OfColumn(2, 1, number, List.of(), 0)),
                Cell.number(executed, 2).computed(new Paper.Sum.OfColumn(3, 1, number, List.of(), 0)),
                Cell.text("").over(5)));
        blocks.add(new Paper.Table(List.of(5, 30, 14, 14, 9, 8, 8, 8, 7), 1, rows));
        boolean sealed = all.stream().allMatch(SelfAssessment::sealed);
        return new Paper(
                t("selfAssessmentsOfAllProjects"),
                t("ofTheYear", Integer.toString(year)),
                sealed ? "" : t("draft"),
                in,
                blocks);
    }
}

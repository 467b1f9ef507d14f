package io.dabiao.report;

import io.dabiao.core.declaration.Digits;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** What a version of a report says otherwise than the one before, and why. */
final class Differences {

    private static final Words TARGET = new Words("target", "年度指标值");
    private static final Words ACTUAL = new Words("actual", "实际完成值");
    private static final Words LATE = new Words("facts that came later", "后到的事实");
    private static final Words AMENDED = new Words("the declaration was amended", "绩效目标申报有调整");
    private static final Words BY_A_PERSON = new Words("a person's remark", "填报内容有修改");
    private static final Words FOLLOWS = new Words("follows from the rows", "随各项变化");

    private final List<Report.Difference> found = new ArrayList<>();
    private final boolean amended;

    /** Why the facts of an indicator differ, by its id; of others they came later. */
    private final Map<String, Words> corrected;

    private Differences(Report before, Report after, Map<String, Words> corrected) {
        this.corrected = corrected;
        amended = before.heading().declarationVersion() != after.heading().declarationVersion();
    }

    /**
     * Both of the same kind.
     *
     * @param corrected why facts were corrected in between, by the id of the indicator that rests on them
     */
    static List<Report.Difference> between(Report before, Report after, Map<String, Words> corrected) {
        Differences differences = new Differences(before, after, corrected);
        if (before instanceof SelfAssessment one && after instanceof SelfAssessment other) {
            differences.selfAssessments(one, other);
        } else {
            differences.monitorings((Monitoring) before, (Monitoring) after);
        }
        return List.copyOf(differences.found);
    }

    private void differ(String where, Words what, Object before, Object after, Words because) {
        String one = shown(before);
        String other = shown(after);
        if (!one.equals(other)) {
            found.add(new Report.Difference(where, what, one, other, because));
        }
    }

    private static String shown(Object value) {
        if (value instanceof BigDecimal number) {
            BigDecimal stripped = number.stripTrailingZeros();
            return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
        }
        return Objects.toString(value, "—");
    }

    private static String chinese(Words words) {
        return words == null ? null : words.chinese();
    }

    private Words unlessAmended(Words otherwise) {
        return amended ? AMENDED : otherwise;
    }

    private void selfAssessments(SelfAssessment before, SelfAssessment after) {
        SelfAssessment.Budget one = before.budget();
        SelfAssessment.Budget other = after.budget();
        String funds = "预算";
        differ(funds, new Words("adjusted", "全年预算数"), one.adjusted(), other.adjusted(), AMENDED);
        differ(funds, new Words("executed", "全年执行数"), one.executed(), other.executed(), LATE);
        differ(funds, new Words("score", "得分"), one.score(), other.score(), FOLLOWS);
        Map<String, SelfAssessment.AssessedRow> old = new HashMap<>();
        before.rows().forEach(assessedRow -> old.put(assessedRow.figure().id(), assessedRow));
        for (SelfAssessment.AssessedRow assessedRow : after.rows()) {
            SelfAssessment.AssessedRow then = old.remove(assessedRow.figure().id());
            if (then == null) {
                found.add(new Report.Difference(
                        assessedRow.name(), new Words("row", "指标"), "—", shown(assessedRow.target()), AMENDED));
                continue;
            }
            figures(then.figure(), assessedRow.figure());
            differ(
                    assessedRow.name(),
                    new Words("points", "分值"),
                    then.points(),
                    assessedRow.points(),
                    unlessAmended(FOLLOWS));
            boolean person = !Objects.equals(then.lowered(), assessedRow.lowered());
            differ(
                    assessedRow.name(),
                    new Words("score", "得分"),
                    then.score(),
                    assessedRow.score(),
                    person ? BY_A_PERSON : FOLLOWS);
            differ(
                    assessedRow.name(),
                    new Words("explanation", "偏差原因分析"),
                    then.explanation(),
                    assessedRow.explanation(),
                    BY_A_PERSON);
            differ(
                    assessedRow.name(),
                    new Words("improvement", "改进措施"),
                    then.improvement(),
                    assessedRow.improvement(),
                    BY_A_PERSON);
        }
        old.values()
                .forEach(assessedRow -> found.add(new Report.Difference(
                        assessedRow.name(), new Words("row", "指标"), shown(assessedRow.target()), "—", AMENDED)));
        differ("总分", new Words("total", "总分"), before.total(), after.total(), FOLLOWS);
        differ("总分", new Words("grade", "等级"), before.grade(), after.grade(), FOLLOWS);
    }

    private void figures(Figure before, Figure after) {
        differ(after.name(), new Words("name", "名称"), before.name(), after.name(), AMENDED);
        differ(after.name(), TARGET, before.target(), after.target(), AMENDED);
        differ(
                after.name(),
                ACTUAL,
                shown(before, after, Digits.Change::before),
                shown(before, after, Digits.Change::after),
                unlessAmended(corrected.getOrDefault(after.id(), LATE)));
        differ(
                after.name(),
                new Words("verdict", "结论"),
                before.verdictWords().chinese(),
                after.verdictWords().chinese(),
                FOLLOWS);
    }

    /** As the reports print it; two that differ and are printed alike, with digits enough to be seen. */
    private static String shown(Figure before, Figure after, Function<Digits.Change, BigDecimal> side) {
        Figure of =
                side.apply(new Digits.Change(BigDecimal.ZERO, BigDecimal.ONE)).signum() == 0 ? before : after;
        if (of.exact() == null) {
            return null;
        }
        boolean alike = before.exact() != null
                && after.exact() != null
                && before.actual().equals(after.actual());
        if (!alike) {
            return of.actual();
        }
        Digits.Change change = Digits.change(before.exact(), after.exact(), after.limit());
        return side.apply(change).toPlainString() + (of.qualitative() ? "%" : "");
    }

    private void monitorings(Monitoring before, Monitoring after) {
        differ(
                "预算",
                new Words("executed", "执行数"),
                before.budget().executed(),
                after.budget().executed(),
                LATE);
        Map<String, Monitoring.MonitoredRow> old = new HashMap<>();
        before.rows().forEach(monitoredRow -> old.put(monitoredRow.figure().id(), monitoredRow));
        for (Monitoring.MonitoredRow monitoredRow : after.rows()) {
            Monitoring.MonitoredRow then = old.get(monitoredRow.figure().id());
            if (then != null) {
                figures(then.figure(), monitoredRow.figure());
                differ(
                        monitoredRow.name(),
                        new Words("expected", "全年预计完成值"),
                        then.expected(),
                        monitoredRow.expected(),
                        FOLLOWS);
                differ(
                        monitoredRow.name(),
                        new Words("possibility", "完成目标可能性"),
                        chinese(then.outlook()),
                        chinese(monitoredRow.outlook()),
                        FOLLOWS);
                differ(
                        monitoredRow.name(),
                        new Words("explanation", "原因说明"),
                        then.explanation(),
                        monitoredRow.explanation(),
                        BY_A_PERSON);
            }
        }
    }
}

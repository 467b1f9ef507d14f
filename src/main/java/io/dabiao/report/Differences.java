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

    private static final Words TARGET = Words.of(Differences.class, "target");
    private static final Words ACTUAL = Words.of(Differences.class, "actual");
    private static final Words LATE = Words.of(Differences.class, "factsThatCameLater");
    private static final Words AMENDED = Words.of(Differences.class, "theDeclarationWasAmended");
    private static final Words BY_A_PERSON = Words.of(Differences.class, "aPersonsRemark");
    private static final Words FOLLOWS = Words.of(Differences.class, "followsFromTheRows");

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
        String funds = Words.of(Differences.class, "budgetRow").chinese();
        differ(funds, Words.of(Differences.class, "adjusted"), one.adjusted(), other.adjusted(), AMENDED);
        differ(funds, Words.of(Differences.class, "executed"), one.executed(), other.executed(), LATE);
        differ(funds, Words.of(Differences.class, "score"), one.score(), other.score(), FOLLOWS);
        Map<String, SelfAssessment.AssessedRow> old = new HashMap<>();
        before.rows().forEach(assessedRow -> old.put(assessedRow.figure().id(), assessedRow));
        for (SelfAssessment.AssessedRow assessedRow : after.rows()) {
            SelfAssessment.AssessedRow then = old.remove(assessedRow.figure().id());
            if (then == null) {
                found.add(new Report.Difference(
                        assessedRow.name(),
                        Words.of(Differences.class, "row"),
                        "—",
                        shown(assessedRow.target()),
                        AMENDED));
                continue;
            }
            figures(then.figure(), assessedRow.figure());
            differ(
                    assessedRow.name(),
                    Words.of(Differences.class, "points"),
                    then.points(),
                    assessedRow.points(),
                    unlessAmended(FOLLOWS));
            boolean person = !Objects.equals(then.lowered(), assessedRow.lowered());
            differ(
                    assessedRow.name(),
                    Words.of(Differences.class, "score"),
                    then.score(),
                    assessedRow.score(),
                    person ? BY_A_PERSON : FOLLOWS);
            differ(
                    assessedRow.name(),
                    Words.of(Differences.class, "explanation"),
                    then.explanation(),
                    assessedRow.explanation(),
                    BY_A_PERSON);
            differ(
                    assessedRow.name(),
                    Words.of(Differences.class, "improvement"),
                    then.improvement(),
                    assessedRow.improvement(),
                    BY_A_PERSON);
        }
        old.values()
                .forEach(assessedRow -> found.add(new Report.Difference(
                        assessedRow.name(),
                        Words.of(Differences.class, "row"),
                        shown(assessedRow.target()),
                        "—",
                        AMENDED)));
        differ(
                Words.of(Differences.class, "allPoints").chinese(),
                Words.of(Differences.class, "total"),
                before.total(),
                after.total(),
                FOLLOWS);
        differ(
                Words.of(Differences.class, "allPoints").chinese(),
                Words.of(Differences.class, "grade"),
                before.grade(),
                after.grade(),
                FOLLOWS);
    }

    private void figures(Figure before, Figure after) {
        differ(after.name(), Words.of(Differences.class, "name"), before.name(), after.name(), AMENDED);
        differ(after.name(), TARGET, before.target(), after.target(), AMENDED);
        differ(
                after.name(),
                ACTUAL,
                shown(before, after, Digits.Change::before),
                shown(before, after, Digits.Change::after),
                unlessAmended(corrected.getOrDefault(after.id(), LATE)));
        differ(
                after.name(),
                Words.of(Differences.class, "verdict"),
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
                Words.of(Differences.class, "budgetRow").chinese(),
                Words.of(Differences.class, "executed2"),
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
                        Words.of(Differences.class, "expected"),
                        then.expected(),
                        monitoredRow.expected(),
                        FOLLOWS);
                differ(
                        monitoredRow.name(),
                        Words.of(Differences.class, "possibility"),
                        chinese(then.outlook()),
                        chinese(monitoredRow.outlook()),
                        FOLLOWS);
                differ(
                        monitoredRow.name(),
                        Words.of(Differences.class, "explanation2"),
                        then.explanation(),
                        monitoredRow.explanation(),
                        BY_A_PERSON);
            }
        }
    }
}

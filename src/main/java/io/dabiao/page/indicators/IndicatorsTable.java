package io.dabiao.page.indicators;

import io.dabiao.access.Role;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.evaluate.FailedEvaluation;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Hearings;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.Verdicts;
import io.dabiao.page.Year;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A year's indicators as a list, for those who have signed in and for those who were given a link. */
@ApplicationScoped
class IndicatorsTable {

    private final EvaluationCache evaluationCache;
    private final PageContext pageContext;

    IndicatorsTable(EvaluationCache evaluationCache, PageContext pageContext) {
        this.evaluationCache = evaluationCache;
        this.pageContext = pageContext;
    }

    private List<RecordedEvaluation> rows(int year, Predicate<String> sees) {
        return evaluationCache.rows().stream()
                .filter(row -> row.ref().year() == year && sees.test(row.ref().project()))
                .toList();
    }

    /**
     * @param sees whether a project, by its id, may be shown
     * @param picks whether rows can be chosen
     */
    DataTable<RecordedEvaluation> of(Messages messages, Year year, Predicate<String> sees, boolean picks) {
        List<RecordedEvaluation> rows = rows(year.year(), sees);
        DataTable<RecordedEvaluation> table = new DataTable<>(pageContext, "indicators", messages.of("indicators"));
        if (picks) {
            table.pick(
                    messages.of("pick"),
                    row -> Cell.pick(
                            row.ref().year() + "/" + row.ref().project() + "/"
                                    + row.ref().id(),
                            row.declared().name()));
        }
        Map<String, String> departments = new LinkedHashMap<>();
        year.projects().stream()
                .map(EffectiveDeclaration::declaration)
                .forEach(one -> departments.put(one.project(), one.office().department()));
        Function<RecordedEvaluation, String> department =
                row -> departments.getOrDefault(row.ref().project(), "");
        choices(table, messages, year, rows, department);
        columns(table, messages);
        furtherColumns(table, messages, department, year.year() - 1, sees);
        return table.rows(rows)
                .empty(messages.of("noIndicators"))
                .next(messages.of("toStart"), pageContext.may(Role.REPORT) ? "/start" : "");
    }

    /** What the list can be restricted by. */
    private static void choices(
            DataTable<RecordedEvaluation> table,
            Messages messages,
            Year year,
            List<RecordedEvaluation> rows,
            Function<RecordedEvaluation, String> department) {
        Map<String, String> projects = new LinkedHashMap<>();
        year.projects().stream()
                .map(EffectiveDeclaration::declaration)
                .forEach(one -> projects.put(one.project(), one.name()));
        Map<String, String> verdicts = new LinkedHashMap<>();
        Verdicts.ORDER.forEach(verdict -> verdicts.put(verdict.word(), messages.of(verdict)));
        Map<String, String> behaviours = new LinkedHashMap<>();
        for (Behaviour behaviour : Behaviour.values()) {
            behaviours.put(behaviour.word(), behaviour(behaviour, messages));
        }
        Function<RecordedEvaluation, String> owner = row -> row.declared().owner();
        Function<RecordedEvaluation, String> level = row -> row.declared().level1();
        table.choice(
                        "project",
                        messages.of("project"),
                        projects,
                        row -> row.ref().project())
                .choice(
                        "verdict",
                        messages.of("verdict"),
                        verdicts,
                        row -> row.verdict().word())
                .choice(
                        "heard",
                        messages.of("heard"),
                        Hearings.choices(messages),
                        row -> row.hearing().word())
                .choice("owner", messages.of("owner"), distinct(rows, owner), owner)
                .choice("department", messages.of("department"), distinct(rows, department), department)
                .choice("level", messages.of("level"), distinct(rows, level), level)
                .choice(
                        "behaviour",
                        messages.of("behaviour"),
                        behaviours,
                        row -> row.declared().behaviour().word())
                .choice("chance", messages.of("probability"), chances(messages), IndicatorsTable::chance);
    }

    /** What is shown unless a person chose otherwise. */
    private void columns(DataTable<RecordedEvaluation> table, Messages messages) {
        table.column("verdict", messages.of("verdict"), row -> verdict(row, messages))
                .column(
                        "name",
                        messages.of("indicator"),
                        row -> Cell.link(
                                        row.declared().name(),
                                        path(row.ref().year(), row.ref().project()) + "/"
                                                + Paths.encoded(row.ref().id()))
                                .detail(row.declared().project()))
                .column(
                        "target",
                        messages.of("target"),
                        row -> Cell.text(row.declared().target()))
                .column(
                        "actual",
                        messages.of("actual"),
                        row -> actual(row).detail(Hearings.beside(row.hearing().word(), messages)))
                .column("probability", messages.of("probability"), IndicatorsTable::probability)
                .column(
                        "owner",
                        messages.of("owner"),
                        row -> Cell.text(row.declared().owner()))
                .column("sentence", messages.of("sentence"), row -> Cell.text(pageContext.said(row.sentence())));
    }

    /** What a person may choose to see as well. */
    private void furtherColumns(
            DataTable<RecordedEvaluation> table,
            Messages messages,
            Function<RecordedEvaluation, String> department,
            int yearBefore,
            Predicate<String> sees) {
        Map<List<String>, RecordedEvaluation> last = rows(yearBefore, sees).stream()
                .collect(Collectors.toMap(
                        row -> List.of(row.ref().project(), row.ref().id()), Function.identity()));
        table.further(
                        "level",
                        messages.of("level"),
                        row -> Cell.text(row.declared().level1())
                                .detail(row.declared().level2()))
                .further(
                        "behaviour",
                        messages.of("behaviour"),
                        row -> Cell.text(behaviour(row.declared().behaviour(), messages)))
                .further("department", messages.of("department"), row -> Cell.text(department.apply(row)))
                .further("forecast", messages.of("forecast"), IndicatorsTable::forecast)
                .further("heard", messages.of("lastHeard"), row -> Cell.time(row.heard(), pageContext.zone()))
                .further(
                        "last",
                        messages.of("lastYear", yearBefore),
                        row -> Optional.ofNullable(last.get(
                                        List.of(row.ref().project(), row.ref().id())))
                                .map(before -> actual(before)
                                        .detail(messages.of(
                                                before.verdict(),
                                                Optional.of(before.declared().behaviour()))))
                                .orElse(Cell.text("")));
    }

    private static String behaviour(Behaviour behaviour, Messages messages) {
        return messages.of("behaviour_" + behaviour.name());
    }

    private static Map<String, String> distinct(
            List<RecordedEvaluation> rows, Function<RecordedEvaluation, String> value) {
        Map<String, String> values = new LinkedHashMap<>();
        rows.stream()
                .map(value)
                .filter(one -> !one.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new))
                .forEach(one -> values.put(one, one));
        return values;
    }

    private static Map<String, String> chances(Messages messages) {
        Map<String, String> chances = new LinkedHashMap<>();
        List.of("low", "middle", "high", "none").forEach(one -> chances.put(one, messages.of("chance_" + one)));
        return chances;
    }

    private static String chance(RecordedEvaluation row) {
        if (row.expected().probability() == null) {
            return "none";
        }
        return row.expected().probability().compareTo(new BigDecimal("0.5")) < 0
                ? "low"
                : row.expected().probability().compareTo(new BigDecimal("0.8")) < 0 ? "middle" : "high";
    }

    /** The one that was recorded last, also where there can be no newer one. */
    private Cell verdict(RecordedEvaluation row, Messages messages) {
        Cell verdict = Cell.verdict(row.verdict(), row.declared().behaviour(), messages);
        FailedEvaluation failed = evaluationCache.failures().get(row.ref());
        return failed == null
                ? verdict
                : verdict.detail(messages.of(
                        "evaluationFails",
                        Cell.time(failed.since(), pageContext.zone()).text()));
    }

    private static Cell actual(RecordedEvaluation row) {
        return row.figures().actual() == null
                ? Cell.number(null)
                : Cell.number(
                        row.figures().actual(),
                        (Numbers.beside(row.figures().actual(), row.figures().target()) + " "
                                        + row.declared().unit())
                                .strip());
    }

    private static Cell forecast(RecordedEvaluation row) {
        return row.expected().value() == null
                ? Cell.number(null)
                : Cell.number(
                        row.expected().value(),
                        (Numbers.beside(row.expected().value(), row.figures().target()) + " "
                                        + row.declared().unit())
                                .strip());
    }

    private static Cell probability(RecordedEvaluation row) {
        return row.expected().probability() == null
                ? Cell.number(null)
                : Cell.number(
                        row.expected().probability(),
                        Numbers.percent(row.expected().probability()));
    }

    private static String path(int year, String project) {
        return "/years/" + year + "/" + Paths.encoded(project);
    }
}

package io.dabiao.core.declaration;

import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How points are allotted and scored; every province has its own.
 *
 * @param name for the report, such as 默认评分规则
 * @param budget the points of the budget's execution
 * @param pots the points of each level of the first order, in the report's order
 * @param joins where the rows of a level without a pot go, by level
 * @param rules by kind of row; every kind has one
 * @param rows rules of single rows, by indicator; they win over those of the kind
 * @param dropped rows that do not apply, by indicator, with the reason; the others of their level take their points
 * @param overshoot from which share of the target in percent an overshoot has to be explained
 * @param grades from the best down
 */
public record Profile(
        String name,
        BigDecimal budget,
        Map<String, BigDecimal> pots,
        Map<String, String> joins,
        Map<ScoredRow.ScoringKind, Rule> rules,
        Map<String, Rule> rows,
        Map<String, String> dropped,
        BigDecimal overshoot,
        List<Grade> grades) {

    /**
     * @param name such as 优
     * @param from the least total that earns it
     */
    public record Grade(String name, BigDecimal from) {}

    /** The default of the contract: 10 + 50 + 30 + 10, grades from 90, 80 and 60. */
    public static final Profile DEFAULT = new Profile(
            "默认评分规则",
            BigDecimal.TEN,
            pots("产出指标", 50, "效益指标", 30, "满意度指标", 10),
            Map.of("成本指标", "产出指标"),
            Map.of(
                    ScoredRow.ScoringKind.REACH, new Rule.Proportional(),
                    ScoredRow.ScoringKind.COUNT_CEILING, new Rule.Excess(),
                    ScoredRow.ScoringKind.CEILING, new Rule.Excess(),
                    ScoredRow.ScoringKind.QUOTA, new Rule.Kept(),
                    ScoredRow.ScoringKind.QUALITY, new Rule.Completion()),
            Map.of(),
            Map.of(),
            BigDecimal.valueOf(130),
            List.of(
                    new Grade("优", BigDecimal.valueOf(90)),
                    new Grade("良", BigDecimal.valueOf(80)),
                    new Grade("中", BigDecimal.valueOf(60)),
                    new Grade("差", BigDecimal.ZERO)));

    public Profile {
        pots = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(pots));
        joins = Map.copyOf(joins);
        rules = Map.copyOf(rules);
        rows = Map.copyOf(rows);
        dropped = Map.copyOf(dropped);
        grades = List.copyOf(grades);
    }

    private static Map<String, BigDecimal> pots(Object... namesAndPoints) {
        Map<String, BigDecimal> pots = new LinkedHashMap<>();
        for (int i = 0; i < namesAndPoints.length; i += 2) {
            pots.put((String) namesAndPoints[i], BigDecimal.valueOf((Integer) namesAndPoints[i + 1]));
        }
        return pots;
    }

    /** What everything together is worth. */
    public BigDecimal total() {
        return pots.values().stream().reduce(budget, BigDecimal::add);
    }

    /** The pot that a level's rows draw from; empty where the profile has none for it. */
    public Optional<String> potOf(String level) {
        return Optional.ofNullable(pots.containsKey(level) ? level : joins.get(level));
    }

    public Rule rule(String indicator, ScoredRow.ScoringKind scoringKind) {
        Rule own = rows.get(indicator);
        return own == null ? rules.get(scoringKind) : own;
    }

    /** The best grade that a total earns; the last one takes what is left. */
    public Grade grade(BigDecimal total) {
        return grades.stream()
                .filter(grade -> total.compareTo(grade.from()) >= 0)
                .findFirst()
                .orElse(grades.get(grades.size() - 1));
    }

    /** {@code 预算执行 10 分、产出指标 50 分…}. */
    public Words words() {
        List<Words> told = new ArrayList<>();
        told.add(Words.of(Profile.class, "budgetExecution", name, budget.toPlainString()));
        pots.forEach((level, points) -> told.add(Words.of(Profile.class, "pot", level, points.toPlainString())));
        return Words.joined(Words.of(Words.class, "enumeration"), told);
    }
}

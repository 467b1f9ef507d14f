package io.dabiao.declare;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Printed;
import io.dabiao.core.declaration.Profile;
import io.dabiao.core.declaration.ScoredRow;
import io.dabiao.core.declaration.Target;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One thing that a version of a declaration says otherwise than another.
 *
 * @param where the indicator's id, or {@code project}
 * @param what the key, as a declaration writes it
 * @param before null where it was not there
 * @param after null where it is no longer there
 */
@Schema(name = "DeclarationDifference")
public record Difference(String where, String what, String before, String after) {

    private static final String PROJECT = "project";

    /** All differences: of the project, then of the indicators in the newer form's order, then of those that are gone. */
    public static List<Difference> between(Declaration before, Declaration after) {
        List<Difference> found = new ArrayList<>();
        compare(found, PROJECT, project(before), project(after));
        for (Indicator indicator : after.indicators()) {
            compare(
                    found,
                    indicator.id(),
                    before.indicator(indicator.id()).map(Difference::indicator).orElse(Map.of()),
                    indicator(indicator));
        }
        for (Indicator gone : before.indicators()) {
            if (after.indicator(gone.id()).isEmpty()) {
                compare(found, gone.id(), indicator(gone), Map.of());
            }
        }
        return List.copyOf(found);
    }

    private static void compare(
            List<Difference> found, String where, Map<String, String> before, Map<String, String> after) {
        Map<String, String> keys = new LinkedHashMap<>(after);
        before.forEach(keys::putIfAbsent);
        keys.keySet().forEach(key -> {
            if (!Objects.equals(before.get(key), after.get(key))) {
                found.add(new Difference(where, key, before.get(key), after.get(key)));
            }
        });
    }

    private static Map<String, String> project(Declaration of) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("name", of.name());
        put(keys, "formerNames", String.join("、", of.formerNames()));
        put(keys, "institution", of.office().institution());
        put(keys, "department", of.office().department());
        put(keys, "nature", of.office().nature());
        put(keys, "category", of.office().category());
        keys.put("period", of.period().from() + " – " + of.period().until().minusDays(1));
        keys.put("budget", budget(of.budget()));
        of.budget()
                .adjustments()
                .forEach(adjusted -> keys.put(
                        "budget from " + adjusted.from(),
                        budget(adjusted.to()) + " (" + adjusted.because() + ", " + adjusted.by() + ")"));
        keys.put("goal", of.goal());
        put(keys, "notes", String.join("\n", of.notes()));
        of.profile().ifPresent(profile -> scoring(keys, profile));
        // Whole as they are: the one who approves must not miss that another site or another limit is checked.
        of.probes().forEach(probe -> keys.put("probe " + probe.site(), probe.toString()));
        of.loads().forEach(load -> keys.put("load " + load.site(), load.toString()));
        of.maintenance()
                .forEach(work -> keys.put(
                        "maintenance " + work.id(),
                        String.join("、", work.sites().stream().sorted().toList()) + ": "
                                + work.when().words().english() + " (" + work.because() + ")"));
        of.series().forEach(one -> keys.put("series " + one.series(), one.toString()));
        of.queries().forEach(one -> keys.put("query " + one.promql(), one.address() + " each " + one.every()));
        return keys;
    }

    private static void scoring(Map<String, String> keys, Profile profile) {
        keys.put("scoring", profile.words().chinese());
        for (ScoredRow.ScoringKind scoringKind : ScoredRow.ScoringKind.values()) {
            keys.put(
                    "scoring of " + scoringKind.word(),
                    profile.rules().get(scoringKind).words().chinese());
        }
        profile.rows()
                .forEach((row, rule) ->
                        keys.put("scoring of row " + row, rule.words().chinese()));
        profile.dropped().forEach((row, because) -> keys.put("dropped " + row, because));
        keys.put("overshoot", profile.overshoot().toPlainString() + " %");
        keys.put(
                "grades",
                profile.grades().stream()
                        .map(grade -> grade.name() + " ≥ " + grade.from().toPlainString())
                        .collect(Collectors.joining("、")));
    }

    private static String budget(Declaration.Budget budget) {
        return String.join(
                " = ",
                yuan(budget.total()),
                yuan(budget.treasury()) + " + " + yuan(budget.carriedOver()) + " + " + yuan(budget.other()));
    }

    private static String yuan(BigDecimal amount) {
        return amount.setScale(2, java.math.RoundingMode.HALF_UP).toPlainString();
    }

    private static Map<String, String> indicator(Indicator of) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("name", of.name());
        put(keys, "formerNames", String.join("、", of.formerNames()));
        keys.put("level", of.level1() + " / " + of.level2());
        of.printed().map(Printed::text).ifPresent(text -> keys.put("printed", text));
        of.target().map(Target::words).ifPresent(words -> keys.put("reading", words));
        of.amendments()
                .forEach(amended -> keys.put(
                        "target from " + amended.from(),
                        amended.target().words() + " (" + amended.because() + ", " + amended.by() + ")"));
        keys.put("behaviour", of.behaviour().word());
        keys.put("measure", of.measure().words().english());
        keys.put("cadence", of.cadence().toString());
        of.measuredFrom().ifPresent(day -> keys.put("measuredFrom", day.toString()));
        of.schedule().ifPresent(plan -> keys.put("schedule", plan.words().english()));
        of.remarks().reading().ifPresent(text -> keys.put("reading because", text));
        of.remarks().narrative().ifPresent(text -> keys.put("narrative", text));
        of.remarks().note().ifPresent(text -> keys.put("note", text));
        of.remarks().points().ifPresent(points -> keys.put("points", points.toPlainString()));
        of.remarks().owner().ifPresent(owner -> keys.put("owner", owner));
        return keys;
    }

    private static void put(Map<String, String> keys, String key, String text) {
        if (!text.isEmpty()) {
            keys.put(key, text);
        }
    }
}

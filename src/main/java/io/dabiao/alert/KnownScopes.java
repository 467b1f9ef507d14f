package io.dabiao.alert;

import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.yaml.Nearest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a silence may name: what some declaration in force has, or some alert was about. A name that is neither silences nothing of
 * what was meant, and beside others hides that; patterns are not read.
 */
@ApplicationScoped
class KnownScopes {

    /** Of the known words so many are named at most. */
    private static final int NAMED = 20;

    private final Declarations declarations;

    KnownScopes(Declarations declarations) {
        this.declarations = declarations;
    }

    /** What is named and not known, each in words; within a transaction. */
    List<String> faults(Match match) {
        List<EffectiveDeclaration> all =
                List.copyOf(declarations.inForce().byKey().values());
        List<EffectiveDeclaration> meant = all.stream()
                .filter(one -> match.projects().isEmpty()
                        || match.projects().contains(one.declaration().project()))
                .toList();
        List<String> faults = new ArrayList<>();
        check(
                "projects",
                "project",
                match.projects(),
                all.stream().map(one -> one.declaration().project()),
                faults);
        check(
                "indicators",
                "indicator",
                match.indicators(),
                meant.stream()
                        .flatMap(one -> Stream.concat(
                                one.declaration().indicators().stream().map(indicator -> indicator.id()),
                                one.declaration().probes().stream().map(probe -> probe.site()))),
                faults);
        check(
                "levels",
                "level1",
                match.levels(),
                meant.stream()
                        .flatMap(one -> one.declaration().indicators().stream().map(indicator -> indicator.level1())),
                faults);
        check(
                "owners",
                "owner",
                match.owners(),
                meant.stream()
                        .flatMap(one -> one.declaration().indicators().stream()
                                .flatMap(indicator -> indicator.remarks().owner().stream())),
                faults);
        return faults;
    }

    private static void check(
            String key, String column, Set<String> named, Stream<String> declared, List<String> faults) {
        if (named.isEmpty()) {
            return;
        }
        Set<String> known = declared.collect(Collectors.toCollection(TreeSet::new));
        for (String name : new TreeSet<>(named)) {
            if (!known.contains(name) && Alert.count(column + " = ?1", name) == 0) {
                String some = known.stream().limit(NAMED).collect(Collectors.joining(", "));
                String more = known.size() > NAMED ? ", …" : "";
                faults.add(key + " has '" + name + "', which is not declared: "
                        + Nearest.mend(name, known, known.isEmpty() ? "none is" : "known are " + some + more));
            }
        }
    }
}

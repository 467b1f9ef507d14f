package io.dabiao.ingest;

import io.dabiao.core.declaration.Spending;
import io.dabiao.core.event.Matcher;
import io.dabiao.core.rollup.Series;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The event types that are known here: those of the catalogue, and those that declarations use. Thread-safe. */
@ApplicationScoped
class KnownTypes {

    private record Of(Declarations.InForce inForce, Warnings.Known known) {}

    private final Declarations declarations;
    private volatile Of newest;

    KnownTypes(Declarations declarations) {
        this.declarations = declarations;
    }

    /** Found again only after declarations were loaded. */
    Warnings.Known known() {
        Declarations.InForce inForce = declarations.inForce();
        Of found = newest;
        if (found == null || found.inForce() != inForce) {
            found = new Of(inForce, new Warnings.Known(inForce.types(), declared(inForce)));
            newest = found;
        }
        return found.known();
    }

    private static Map<String, Set<String>> declared(Declarations.InForce inForce) {
        Map<String, Set<String>> declared = new HashMap<>();
        for (EffectiveDeclaration newest : inForce.byKey().values()) {
            for (EffectiveDeclaration effectiveDeclaration : newest.succession()) {
                var declaration = effectiveDeclaration.declaration();
                declaration
                        .indicators()
                        .forEach(indicator -> indicator
                                .measure()
                                .series(declaration.zone())
                                .forEach(series -> add(declared, series)));
                Spending.series(declaration).forEach(series -> add(declared, series));
            }
        }
        return declared;
    }

    private static void add(Map<String, Set<String>> declared, Series series) {
        Set<String> attributes = declared.computeIfAbsent(series.selector().type(), type -> new HashSet<>());
        attributes.addAll(series.attributes());
        series.selector().matchers().stream().map(Matcher::attribute).forEach(attributes::add);
    }
}

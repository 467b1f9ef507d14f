package io.dabiao.ingest.file;

import io.dabiao.core.declaration.Spending;
import io.dabiao.core.measure.Reported;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Series;
import io.dabiao.declare.Declarations;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What an event of a type must bear so that it says anything: a sum of something needs its number. */
final class NeededAttributes {

    private NeededAttributes() {}

    /**
     * The numbers that every declared measure of the type reads; of spending and of reported values also whose they are.
     * Empty for a type that no declaration measures, or that one of them merely counts.
     */
    static Set<String> of(String type, Declarations.InForce declared) {
        if (type.equals(Spending.TYPE)) {
            return Set.of("project", "value");
        }
        if (type.equals(Reported.TYPE)) {
            return Set.of("project", "indicator", "value");
        }
        List<Series> measures = declared.byKey().values().stream()
                .flatMap(effectiveDeclaration -> effectiveDeclaration.declaration().indicators().stream()
                        .flatMap(one -> one
                                .measure()
                                .series(effectiveDeclaration.declaration().zone())
                                .stream()))
                .filter(series -> series.selector().type().equals(type) && series.fold() != Fold.SEEN)
                .distinct()
                .toList();
        if (measures.isEmpty()) {
            return Set.of();
        }
        Set<String> needed = new HashSet<>(numbers(measures.get(0)));
        measures.forEach(series -> needed.retainAll(numbers(series)));
        return needed;
    }

    private static List<String> numbers(Series series) {
        return switch (series.fold()) {
            case TOTAL, EXTENT, ENDS, QUANTILES -> series.attributes();
            case TALLY, MEMBERS, TRIALS, SPANS, SEEN -> List.of();
        };
    }
}

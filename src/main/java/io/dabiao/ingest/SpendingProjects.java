package io.dabiao.ingest;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Spending;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.text.Words;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.yaml.Nearest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whose money an event of spending tells of. One that names no project of its year would count for none, silently: it is not
 * taken. A year that nothing is declared for has no names yet, and its events wait for them. Thread-safe.
 */
@ApplicationScoped
public class SpendingProjects {

    private static final int LISTED = 30;

    private final Declarations declarations;

    SpendingProjects(Declarations declarations) {
        this.declarations = declarations;
    }

    /** Why an event counts for no project; empty where it does, or is not one of spending. */
    public Optional<Words> refuses(Event event) {
        if (!event.type().equals(Spending.TYPE)) {
            return Optional.empty();
        }
        int year = event.time().atZone(declarations.zone()).getYear();
        List<Declaration> declared = declarations.inForce().year(year).stream()
                .map(EffectiveDeclaration::declaration)
                .toList();
        if (declared.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> project =
                Optional.ofNullable(event.attributes().get("project")).map(Attribute::text);
        if (project.isPresent()
                && declared.stream().anyMatch(one -> Spending.names(one).contains(project.get()))) {
            return Optional.empty();
        }
        List<String> known = new ArrayList<>();
        declared.forEach(one -> known.addAll(Spending.names(one)));
        String names = declared.stream()
                .limit(LISTED)
                .map(one -> String.join(" = ", Spending.names(one)))
                .collect(Collectors.joining(", "));
        Words found = project.map(name ->
                        Words.of(SpendingProjects.class, "noSuchProject", String.valueOf(year), shortened(name)))
                .orElseGet(() -> RefusalWords.missing("data.project"));
        Words listed = declared.size() > LISTED
                ? Words.of(SpendingProjects.class, "andMore", names, String.valueOf(declared.size() - LISTED))
                : Words.asWritten(names);
        return Optional.of(project.flatMap(name -> Nearest.to(name, known))
                .map(name -> Words.of(SpendingProjects.class, "didYouMean", found, name, listed))
                .orElseGet(() -> Words.of(SpendingProjects.class, "declaredAre", found, listed)));
    }

    private static String shortened(String name) {
        return name.length() <= 100 ? name : name.substring(0, 100) + "…";
    }
}

package io.dabiao.page.enter;

import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.text.Language;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.ingest.file.Templates;
import io.dabiao.page.Cell;
import io.dabiao.page.PageContext;
import io.dabiao.page.Year;
import jakarta.enterprise.context.RequestScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The events that the one who looks may know of: a programme owner of those that his own figures rest on. */
@RequestScoped
class Own {

    private static final int LONGEST_LINE = 1_000;
    private static final int LONGEST_VALUE = 200;

    private final Declarations declarations;
    private final PageContext pageContext;
    private final Templates templates;
    private final Map<String, String> titles = new HashMap<>();
    private Map<String, List<Series>> series;

    Own(Declarations declarations, PageContext pageContext, Templates templates) {
        this.declarations = declarations;
        this.pageContext = pageContext;
        this.templates = templates;
    }

    /** The declarations of all years that he sees. */
    List<EffectiveDeclaration> standings() {
        return declarations.inForce().years().stream()
                .flatMap(year -> declarations.inForce().year(year).stream())
                .filter(effectiveDeclaration ->
                        pageContext.sees(effectiveDeclaration.declaration().project()))
                .toList();
    }

    private Map<String, List<Series>> series() {
        if (series == null) {
            series = new HashMap<>();
            for (EffectiveDeclaration effectiveDeclaration : standings()) {
                for (Indicator indicator : effectiveDeclaration.declaration().indicators()) {
                    for (Series one : indicator
                            .measure()
                            .series(effectiveDeclaration.declaration().zone())) {
                        series.computeIfAbsent(one.selector().type(), any -> new ArrayList<>())
                                .add(one);
                    }
                }
            }
        }
        return series;
    }

    boolean sees(Event event) {
        return !pageContext.limited()
                || series().getOrDefault(event.type(), List.of()).stream()
                        .anyMatch(one -> one.fold(event).isPresent());
    }

    /** The types of events that he may know of; empty for any. */
    Set<String> types() {
        return pageContext.limited() ? series().keySet() : Set.of();
    }

    /** The names of the newest year's indicators by the types of events that they rest on. */
    Map<String, Set<String>> indicators() {
        Map<String, Set<String>> names = new TreeMap<>();
        for (EffectiveDeclaration effectiveDeclaration :
                Year.of(declarations, pageContext, Optional.empty()).projects()) {
            for (Indicator indicator : effectiveDeclaration.declaration().indicators()) {
                indicator
                        .measure()
                        .types()
                        .forEach(type -> names.computeIfAbsent(type, any -> new LinkedHashSet<>())
                                .add(indicator.name()));
            }
        }
        return names;
    }

    /** What an attribute is called, as in the headers of spreadsheets. */
    String title(String attribute) {
        return pageContext.language() == Language.ZH ? titles.computeIfAbsent(attribute, templates::title) : attribute;
    }

    /** What an event says, in a line; of one that says very much, the beginning: what was sent never decides what a page costs. */
    String line(Map<String, Attribute> data) {
        StringBuilder line = new StringBuilder();
        for (Map.Entry<String, Attribute> one : new TreeMap<>(data).entrySet()) {
            if (line.length() > LONGEST_LINE) {
                return line.append("; …").toString();
            }
            line.append(line.isEmpty() ? "" : "; ")
                    .append(Cell.cut(title(one.getKey()), LONGEST_VALUE))
                    .append(" = ")
                    .append(Cell.cut(one.getValue().text(), LONGEST_VALUE));
        }
        return line.toString();
    }
}

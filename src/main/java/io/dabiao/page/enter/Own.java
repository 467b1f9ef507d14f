package io.dabiao.page.enter;

import io.dabiao.core.Attribute;
import io.dabiao.core.Event;
import io.dabiao.core.Indicator;
import io.dabiao.core.Series;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Standing;
import io.dabiao.ingest.file.Templates;
import io.dabiao.page.Cell;
import io.dabiao.page.Visit;
import io.dabiao.page.Year;
import io.dabiao.report.Language;
import jakarta.enterprise.context.RequestScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The events that whoever looks may know of: a programme owner of those that his own figures rest on. */
@RequestScoped
class Own {

    private static final int LONGEST_LINE = 1_000;
    private static final int LONGEST_VALUE = 200;

    private final Declarations declarations;
    private final Visit visit;
    private final Templates templates;
    private final Map<String, String> titles = new HashMap<>();
    private Map<String, List<Series>> series;

    Own(Declarations declarations, Visit visit, Templates templates) {
        this.declarations = declarations;
        this.visit = visit;
        this.templates = templates;
    }

    /** The declarations of all years that he sees. */
    List<Standing> standings() {
        return declarations.inForce().years().stream()
                .flatMap(year -> declarations.inForce().year(year).stream())
                .filter(standing -> visit.sees(standing.declaration().project()))
                .toList();
    }

    private Map<String, List<Series>> series() {
        if (series == null) {
            series = new HashMap<>();
            for (Standing standing : standings()) {
                for (Indicator indicator : standing.declaration().indicators()) {
                    for (Series one :
                            indicator.measure().series(standing.declaration().zone())) {
                        series.computeIfAbsent(one.selector().type(), any -> new ArrayList<>())
                                .add(one);
                    }
                }
            }
        }
        return series;
    }

    boolean sees(Event event) {
        return !visit.limited()
                || series().getOrDefault(event.type(), List.of()).stream()
                        .anyMatch(one -> one.fold(event).isPresent());
    }

    /** The types of events that he may know of; empty for any. */
    Set<String> types() {
        return visit.limited() ? series().keySet() : Set.of();
    }

    /** The names of the newest year's indicators by the types of events that they rest on. */
    Map<String, Set<String>> indicators() {
        Map<String, Set<String>> names = new TreeMap<>();
        for (Standing standing : Year.of(declarations, visit, Optional.empty()).projects()) {
            for (Indicator indicator : standing.declaration().indicators()) {
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
        return visit.language() == Language.ZH ? titles.computeIfAbsent(attribute, templates::title) : attribute;
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

package io.dabiao.page.enter;

import io.dabiao.alert.ValuesDue;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.measure.Reported;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.Year;
import io.dabiao.store.EventJson;
import io.dabiao.store.EventReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The indicators of a year whose values people report, and what was reported last. */
@ApplicationScoped
class Manual {

    /** Values of a year that are looked through for the newest of each indicator. */
    private static final int LOOKED = 20_000;

    /**
     * The newest value of an indicator.
     *
     * @param value null where it came as an event without one
     * @param by null where no one is named
     */
    record Last(Instant at, BigDecimal value, String by) {}

    /** An indicator that is reported by hand. */
    record One(EffectiveDeclaration standing, Indicator indicator, Optional<Last> last, Optional<ValuesDue> due) {

        String path() {
            return path(standing, indicator.id());
        }

        static String path(EffectiveDeclaration effectiveDeclaration, String indicator) {
            return "/enter/values/" + effectiveDeclaration.declaration().year() + "/"
                    + Paths.encoded(effectiveDeclaration.declaration().project()) + "/" + Paths.encoded(indicator);
        }

        Optional<Target> target(Instant now) {
            return indicator.targetAt(now, standing.declaration().zone());
        }
    }

    private final EventReader events;

    Manual(EventReader events) {
        this.events = events;
    }

    /** Of the projects that the year holds. */
    List<One> of(Year year, PageContext pageContext) {
        List<EffectiveDeclaration> some = year.projects().stream()
                .filter(effectiveDeclaration -> effectiveDeclaration.declaration().indicators().stream()
                        .anyMatch(one -> one.measure() instanceof Reported))
                .toList();
        if (some.isEmpty()) {
            return List.of();
        }
        Map<List<String>, Last> newest = newest(some, pageContext.now());
        List<One> all = new ArrayList<>();
        for (EffectiveDeclaration effectiveDeclaration : some) {
            for (Indicator indicator : effectiveDeclaration.declaration().indicators()) {
                if (indicator.measure() instanceof Reported reported) {
                    Optional<Last> last = last(reported, newest)
                            .filter(one -> !one.at()
                                            .isBefore(effectiveDeclaration
                                                    .declaration()
                                                    .period()
                                                    .start())
                                    && one.at()
                                            .isBefore(effectiveDeclaration
                                                    .declaration()
                                                    .period()
                                                    .end()));
                    all.add(new One(
                            effectiveDeclaration,
                            indicator,
                            last,
                            ValuesDue.of(effectiveDeclaration, indicator, last.map(Last::at), pageContext.now())));
                }
            }
        }
        return all;
    }

    /** By the names of project and indicator: one look at the log for all of them. */
    private Map<List<String>, Last> newest(List<EffectiveDeclaration> standings, Instant now) {
        Instant from = standings.stream()
                .map(one -> one.declaration().period().start())
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant end = standings.stream()
                .map(one -> one.declaration().period().end())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Map<List<String>, Last> newest = new HashMap<>();
        Set<List<String>> seen = new HashSet<>();
        events.find(
                        new EventReader.Search(
                                Optional.empty(), List.of(Reported.TYPE), from, end.isBefore(now) ? end : now),
                        event -> event.attributes().get("value") instanceof Attribute.Number && seen.add(names(event)),
                        LOOKED,
                        LOOKED)
                .forEach(found -> {
                    Map<String, Attribute> data = EventJson.attributesOf(found.data());
                    newest.putIfAbsent(
                            List.of(text(data, "project"), text(data, "indicator")),
                            new Last(
                                    found.time(),
                                    data.get("value") instanceof Attribute.Number value ? value.value() : null,
                                    data.get("author") instanceof Attribute.Text author ? author.text() : null));
                });
        return newest;
    }

    private static List<String> names(Event event) {
        return List.of(text(event.attributes(), "project"), text(event.attributes(), "indicator"));
    }

    private static String text(Map<String, Attribute> data, String name) {
        return data.get(name) instanceof Attribute.Text text ? text.text() : "";
    }

    private static Optional<Last> last(Reported reported, Map<List<String>, Last> newest) {
        return reported.projects().stream()
                .flatMap(project -> reported.indicators().stream()
                        .flatMap(indicator -> Optional.ofNullable(newest.get(List.of(project, indicator))).stream()))
                .max(Comparator.comparing(Last::at));
    }
}

package io.dabiao.page.indicator;

import io.dabiao.access.Role;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.event.EventTypes;
import io.dabiao.core.measure.Reported;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.store.EventJson;
import io.dabiao.store.EventReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The events behind a figure, as columns with the names of their type. */
@ApplicationScoped
class EventsTable {

    /** Columns beside those of every event; the rest stands on the event's own page. */
    private static final int MOST_ATTRIBUTES = 8;

    private static final int EVENTS_SHOWN = 20;

    private final Declarations declarations;
    private final PageContext pageContext;

    EventsTable(Declarations declarations, PageContext pageContext) {
        this.declarations = declarations;
        this.pageContext = pageContext;
    }

    DataTable<EventReader.Found> of(Messages messages, ZoneId zone, Indicator indicator, EventReader.Page read) {
        EventTypes types = declarations.inForce().types();
        Optional<Predicate<Event>> against = Against.of(indicator, pageContext.now(), zone);
        DataTable<EventReader.Found> table =
                new DataTable<EventReader.Found>(pageContext, "events", messages.of("events"));
        if (against.isPresent()) {
            table.choice(
                    "against",
                    messages.of("against"),
                    Map.of("yes", messages.of("againstYes")),
                    event -> against.get().test(event(event)) ? "yes" : "no");
        }
        table.column("time", messages.of("time"), event -> Cell.time(event.time(), zone));
        boolean several =
                read.events().stream().map(EventReader.Found::type).distinct().count() > 1;
        if (several) {
            table.column(
                    "type",
                    messages.of("type"),
                    event -> Cell.text(types.type(event.type())
                            .map(known -> messages.of(known.title()))
                            .orElse(event.type())));
        }
        Map<String, Map<String, Attribute>> said = new HashMap<>();
        Set<String> names = new LinkedHashSet<>();
        for (EventReader.Found event : read.events()) {
            Map<String, Attribute> data = EventJson.attributesOf(event.data());
            said.put(event.source() + "\n" + event.id(), data);
            types.type(event.type())
                    .ifPresent(known -> known.attributes().stream()
                            .map(EventTypes.Bears::name)
                            .filter(data::containsKey)
                            .forEach(names::add));
            names.addAll(data.keySet());
        }
        names.stream()
                .limit(MOST_ATTRIBUTES)
                .forEach(name -> table.column(
                        "data-" + name,
                        title(messages, types, read, name),
                        event -> attribute(
                                messages,
                                said.get(event.source() + "\n" + event.id()).get(name))));
        return table.further("source", messages.of("source"), event -> Cell.text(event.source()))
                .further("id", messages.of("id"), event -> Cell.text(event.id()))
                .column(
                        "correct",
                        messages.of("actions"),
                        event -> mayCorrect(event)
                                ? Cell.link(
                                        messages.of("correct"),
                                        "/enter/corrections/event?source=" + Paths.encoded(event.source()) + "&id="
                                                + Paths.encoded(event.id()))
                                : Cell.text(""))
                .rows(read.events())
                .most(EVENTS_SHOWN)
                .empty(messages.of("noEvents"));
    }

    private static Event event(EventReader.Found found) {
        return new Event(found.source(), found.id(), found.type(), found.time(), EventJson.attributesOf(found.data()));
    }

    /** As the catalogue of event types calls an attribute; its own name where no type is known to bear it. */
    private static String title(Messages messages, EventTypes types, EventReader.Page read, String name) {
        return read.events().stream()
                .map(EventReader.Found::type)
                .distinct()
                .flatMap(type -> types.type(type).stream())
                .flatMap(type -> type.attribute(name).stream())
                .map(bears -> messages.of(bears.title())
                        + bears.unit().map(unit -> "（" + unit + "）").orElse(""))
                .findFirst()
                .orElse(name);
    }

    private static Cell attribute(Messages messages, Attribute attribute) {
        if (attribute instanceof Attribute.Number number) {
            return Cell.number(number.value(), Numbers.whole(number.value()));
        }
        if (attribute instanceof Attribute.Flag flag) {
            return Cell.text(messages.of(flag.value() ? "yes" : "no"));
        }
        return Cell.text(attribute instanceof Attribute.Text text ? text.text() : "");
    }

    /** A programme owner corrects what people reported, and nothing that systems sent. */
    private boolean mayCorrect(EventReader.Found event) {
        return pageContext.may(Role.REPORT)
                && (!pageContext.limited() || event.type().equals(Reported.TYPE));
    }
}

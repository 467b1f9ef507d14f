package io.dabiao.expose;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.dabiao.access.Role;
import io.dabiao.core.EventTypes;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.store.NewestEvents;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The catalogue of event types. */
@Path("/api/v1/types")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.INGEST, Role.ADMIN})
@Blocking
@Tag(name = "events")
public class TypesResource {

    /**
     * An event type.
     *
     * @param catalogued whether the catalogue has it; of one that only declarations use, no more than its name is known
     * @param example the data of an event; null where none is given
     * @param usedBy how many indicators rest on it
     * @param firstHeard the earliest time of an event of it, or of a source that vouched for it, in the log; null where there is
     *     none
     * @param lastHeard the newest, likewise
     */
    @Schema(name = "EventType")
    public record TypeView(
            String type,
            boolean catalogued,
            String name,
            String nameZh,
            String description,
            String descriptionZh,
            String sentBy,
            String sentByZh,
            List<AttributeView> attributes,
            @JsonRawValue String example,
            int usedBy,
            OffsetDateTime firstHeard,
            OffsetDateTime lastHeard) {}

    /** What events of a type bear; values are null where any will do. */
    @Schema(name = "EventTypeAttribute")
    public record AttributeView(
            String name,
            String kind,
            boolean optional,
            String title,
            String titleZh,
            String unit,
            List<ValueView> values) {}

    /** What a value is called. */
    @Schema(name = "EventTypeValue")
    public record ValueView(String value, String title, String titleZh) {}

    private final Declarations declarations;
    private final NewestEvents events;

    TypesResource(Declarations declarations, NewestEvents events) {
        this.declarations = declarations;
        this.events = events;
    }

    @GET
    @Operation(
            operationId = "listTypes",
            summary = "The event types",
            description =
                    "Those of the catalogue, with the attributes that their events bear, and those that declarations use.")
    public List<TypeView> types() {
        Declarations.InForce inForce = declarations.inForce();
        Map<String, Integer> used = new TreeMap<>();
        for (EffectiveDeclaration effectiveDeclaration : inForce.byKey().values()) {
            effectiveDeclaration
                    .declaration()
                    .indicators()
                    .forEach(indicator ->
                            indicator.measure().types().forEach(type -> used.merge(type, 1, Integer::sum)));
        }
        TreeSet<String> names = new TreeSet<>(used.keySet());
        inForce.types().all().forEach(type -> names.add(type.name()));
        Map<String, NewestEvents.Span> heard = events.spans(names);
        List<TypeView> views = new ArrayList<>();
        for (String name : names) {
            views.add(inForce.types()
                    .type(name)
                    .map(type -> view(type, used.getOrDefault(name, 0), heard.get(name)))
                    .orElseGet(() -> uncatalogued(name, used.get(name), heard.get(name))));
        }
        return views;
    }

    private TypeView view(EventTypes.Type type, int used, NewestEvents.Span heard) {
        return new TypeView(
                type.name(),
                true,
                type.title().english(),
                type.title().chinese(),
                type.description().english(),
                type.description().chinese(),
                type.sender().english(),
                type.sender().chinese(),
                type.attributes().stream().map(TypesResource::attribute).toList(),
                type.example(),
                used,
                time(heard == null ? null : heard.first()),
                time(heard == null ? null : heard.last()));
    }

    private TypeView uncatalogued(String name, int used, NewestEvents.Span heard) {
        return new TypeView(
                name,
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                used,
                time(heard == null ? null : heard.first()),
                time(heard == null ? null : heard.last()));
    }

    private static AttributeView attribute(EventTypes.Bears one) {
        return new AttributeView(
                one.name(),
                one.kind().word(),
                one.optional(),
                one.title().english(),
                one.title().chinese(),
                one.unit().orElse(null),
                one.values().isEmpty()
                        ? null
                        : one.values().stream()
                                .map(value -> new ValueView(
                                        value.value(),
                                        value.title().english(),
                                        value.title().chinese()))
                                .toList());
    }

    private OffsetDateTime time(Instant at) {
        return at == null ? null : IndicatorViews.time(at, declarations.zone());
    }
}

package io.dabiao.expose;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Role;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.event.EventTypes;
import io.dabiao.core.text.Words;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.declare.EventTypeVersion;
import io.dabiao.declare.OwnEventTypes;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.store.NewestEvents;
import io.dabiao.yaml.Nearest;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
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
     * @param origin {@code shipped} with the service, {@code stored} over the API or on a page, or by a {@code file} of one's own; null
     *     where the catalogue does not have it
     * @param version of what is stored; null of others
     * @param example the data of an event; null where none is given
     * @param usedBy how many indicators rest on it
     * @param feeds those, as {@code year/project/indicator}
     * @param counted events of it in the log, up to 10,000; told where no indicator rests on it, else null
     * @param firstHeard the earliest time of an event of it, or of a source that vouched for it, in the log; null where there is
     *     none
     * @param lastHeard the newest, likewise
     */
    @Schema(name = "EventType")
    public record TypeView(
            String type,
            boolean catalogued,
            String origin,
            Integer version,
            String name,
            String nameZh,
            String description,
            String descriptionZh,
            String sentBy,
            String sentByZh,
            List<AttributeView> attributes,
            @JsonRawValue String example,
            int usedBy,
            List<String> feeds,
            Long counted,
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
    private final OwnEventTypes own;
    private final NewestEvents events;

    TypesResource(Declarations declarations, OwnEventTypes own, NewestEvents events) {
        this.own = own;
        this.declarations = declarations;
        this.events = events;
    }

    @GET
    @Operation(
            operationId = "listTypes",
            summary = "The event types",
            description =
                    "Those of the catalogue, with the attributes that their events bear, those that declarations use, and"
                            + " those of which events were taken all the same.")
    public List<TypeView> types() {
        Declarations.InForce inForce = declarations.inForce();
        Map<String, List<String>> feeds = feeds(inForce);
        TreeSet<String> names = new TreeSet<>(feeds.keySet());
        inForce.types().all().forEach(type -> names.add(type.name()));
        names.addAll(events.types());
        Map<String, NewestEvents.Span> heard = events.spans(names);
        Map<String, Long> counts = events.counts(
                heard.keySet().stream().filter(name -> !feeds.containsKey(name)).toList());
        Map<String, EventTypeVersion> stored = own.standing();
        return names.stream()
                .map(name -> view(inForce.types(), name, stored.get(name), feeds, heard.get(name), counts.get(name)))
                .toList();
    }

    @GET
    @Path("{type}")
    @Operation(operationId = "getType", summary = "An event type")
    public TypeView type(@PathParam("type") String name) {
        return types().stream()
                .filter(one -> one.type().equals(name))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        ErrorCode.NO_SUCH_TYPE,
                        "no event type is called '" + name + "'"
                                + Nearest.to(name, names(declarations.inForce().types()))
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse("")));
    }

    @GET
    @Path("{type}/schema")
    @Produces({"application/schema+json", MediaType.APPLICATION_JSON})
    @Operation(
            operationId = "getTypeSchema",
            summary = "The JSON Schema of a type's events",
            description =
                    "JSON Schema 2020-12 of whole events: CloudEvents whose data bears the attributes of the catalogue.")
    @APIResponse(
            responseCode = "200",
            description = "The schema.",
            content = @Content(mediaType = "application/schema+json", schema = @Schema(type = SchemaType.OBJECT)))
    public ObjectNode schema(@PathParam("type") String name, @Context UriInfo uri, @Context HttpHeaders headers) {
        EventTypes types = declarations.inForce().types();
        return types.type(name)
                .map(type -> new TypeSchemas(language(headers))
                        .event(type, uri.getAbsolutePath().toString()))
                .orElseThrow(() -> new Problem(
                        ErrorCode.NO_SUCH_TYPE,
                        "the catalogue has no event type '" + name + "'"
                                + Nearest.to(name, names(types))
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse("")));
    }

    private static List<String> names(EventTypes types) {
        return types.all().stream().map(EventTypes.Type::name).toList();
    }

    private static Map<String, List<String>> feeds(Declarations.InForce inForce) {
        Map<String, List<String>> feeds = new TreeMap<>();
        for (EffectiveDeclaration effectiveDeclaration : inForce.byKey().values()) {
            Declaration declaration = effectiveDeclaration.declaration();
            String prefix = declaration.year() + "/" + declaration.project() + "/";
            declaration
                    .indicators()
                    .forEach(indicator -> indicator
                            .measure()
                            .types()
                            .forEach(type -> feeds.computeIfAbsent(type, one -> new ArrayList<>())
                                    .add(prefix + indicator.id())));
        }
        return feeds;
    }

    private TypeView view(
            EventTypes types,
            String name,
            EventTypeVersion stored,
            Map<String, List<String>> feeds,
            NewestEvents.Span heard,
            Long counted) {
        boolean filed = own.file(name).isPresent();
        Optional<EventTypes.Type> type = types.type(name);
        List<String> fed = feeds.getOrDefault(name, List.of());
        return new TypeView(
                name,
                type.isPresent(),
                type.map(one -> filed ? "file" : stored != null ? "stored" : "shipped")
                        .orElse(null),
                stored == null || filed ? null : stored.version(),
                type.map(one -> one.title().english()).orElse(null),
                type.map(one -> one.title().chinese()).orElse(null),
                type.map(one -> one.description().english()).orElse(null),
                type.map(one -> one.description().chinese()).orElse(null),
                type.map(one -> one.sender().english()).orElse(null),
                type.map(one -> one.sender().chinese()).orElse(null),
                type.map(EventTypes.Type::attributes).orElse(List.of()).stream()
                        .map(TypesResource::attribute)
                        .toList(),
                type.map(EventTypes.Type::example).orElse(null),
                fed.size(),
                fed,
                fed.isEmpty() ? counted : null,
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

    /** English unless Chinese is preferred, as of problems. */
    static Function<Words, String> language(HttpHeaders headers) {
        boolean chinese = Languages.chineseFirst(headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE));
        return chinese ? Words::chinese : Words::english;
    }

    private OffsetDateTime time(Instant at) {
        return at == null ? null : IndicatorViews.time(at, declarations.zone());
    }
}

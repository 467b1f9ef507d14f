package io.dabiao.page.types;

import io.dabiao.access.Role;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.event.EventTypes;
import io.dabiao.core.text.Words;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.declare.EventTypeText;
import io.dabiao.declare.EventTypeVersion;
import io.dabiao.declare.OwnEventTypes;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.store.NewestEvents;
import io.dabiao.yaml.Fault;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestForm;

/** What may be sent: each event type with what it bears and feeds, those that no measure takes, and definitions of one's own. */
@Path("/types")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.ADMIN})
@Blocking
public class TypesPage {

    private static final int LONGEST_REASON = 2_000;

    /** A definition to begin with. */
    private static final EventTypes.Type BLANK = new EventTypes.Type(
            "enquiry.phone",
            Words.of(TypesPage.class, "exampleTitle"),
            Words.of(TypesPage.class, "exampleDescription"),
            Words.of(TypesPage.class, "exampleSender"),
            List.of(new EventTypes.Bears(
                    "answered",
                    EventTypes.AttributeKind.BOOLEAN,
                    false,
                    Words.of(TypesPage.class, "exampleAnswered"),
                    Optional.empty(),
                    List.of())),
            "{\"answered\": true}");

    /** A type as the list has it; of one that no measure takes the events are counted. */
    private record Line(
            String name,
            Optional<EventTypes.Type> type,
            String origin,
            List<String> feeds,
            Optional<Long> counted,
            Optional<NewestEvents.Span> heard) {

        String use() {
            return feeds.isEmpty() ? "unused" : "used";
        }
    }

    @CheckedTemplate(basePath = "types", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record AllTypes(Frame frame, Messages say, DataTable.View types, boolean defines) implements TemplateInstance {}

    /**
     * @param facts by what they are called
     * @param file of one's own that defines it; empty for none
     * @param stored whether a definition can be removed
     */
    @CheckedTemplate(basePath = "types", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record OneType(
            Frame frame,
            Messages say,
            String path,
            Map<String, String> facts,
            DataTable.View attributes,
            DataTable.View versions,
            String example,
            String file,
            boolean defines,
            boolean stored,
            Form form)
            implements TemplateInstance {}

    /** @param faults as the reader tells them */
    public record Form(String text, String reason, String fault, List<Fault> faults) {}

    @CheckedTemplate(basePath = "types", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record NewType(Frame frame, Messages say, Form form) implements TemplateInstance {}

    private final Declarations declarations;
    private final OwnEventTypes own;
    private final NewestEvents events;
    private final PageContext pageContext;

    TypesPage(Declarations declarations, OwnEventTypes own, NewestEvents events, PageContext pageContext) {
        this.declarations = declarations;
        this.own = own;
        this.events = events;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance all() {
        Messages messages = pageContext.say(TypesPage.class);
        DataTable<Line> types = new DataTable<Line>(pageContext, "types", messages.of("title"))
                .choice(
                        "use",
                        messages.of("use"),
                        Map.of("used", messages.of("used"), "unused", messages.of("unused")),
                        Line::use)
                .column("type", messages.of("type"), one -> Cell.link(one.name(), path(one.name())))
                .column(
                        "name",
                        messages.of("name"),
                        one -> Cell.text(one.type()
                                .map(type -> messages.of(type.title()))
                                .orElse(messages.of("uncatalogued"))))
                .column("origin", messages.of("origin"), one -> Cell.text(messages.of("origin_" + one.origin())))
                .column(
                        "indicators",
                        messages.of("indicators"),
                        one -> Cell.number(BigDecimal.valueOf(one.feeds().size()))
                                .detail(String.join("、", one.feeds())))
                .column(
                        "counted",
                        messages.of("counted"),
                        one -> one.counted()
                                .map(count -> count >= NewestEvents.MOST_COUNTED
                                        ? Cell.number(BigDecimal.valueOf(count), messages.of("atLeast", count))
                                        : Cell.number(BigDecimal.valueOf(count)))
                                .orElseGet(() -> Cell.text("")))
                .column(
                        "heard",
                        messages.of("heard"),
                        one -> Cell.time(
                                one.heard().map(NewestEvents.Span::last).orElse(null), pageContext.zone()))
                .rows(lines())
                .empty(messages.of("none"));
        return new AllTypes(
                pageContext.frame(messages.of("title")), messages, types.view(), pageContext.may(Role.ADMIN));
    }

    private List<Line> lines() {
        EventTypes catalogue = declarations.inForce().types();
        Map<String, TreeSet<String>> feeds = feeds();
        TreeSet<String> names = new TreeSet<>(feeds.keySet());
        catalogue.all().forEach(type -> names.add(type.name()));
        names.addAll(events.types());
        Map<String, NewestEvents.Span> heard = events.spans(names);
        Map<String, Long> counts = events.counts(
                heard.keySet().stream().filter(name -> !feeds.containsKey(name)).toList());
        Set<String> stored = own.standing().keySet();
        return names.stream()
                .map(name -> new Line(
                        name,
                        catalogue.type(name),
                        origin(name, catalogue, stored.contains(name)),
                        List.copyOf(feeds.getOrDefault(name, new TreeSet<>())),
                        feeds.containsKey(name) ? Optional.empty() : Optional.of(counts.getOrDefault(name, 0L)),
                        Optional.ofNullable(heard.get(name))))
                .toList();
    }

    private String origin(String name, EventTypes catalogue, boolean stored) {
        if (catalogue.type(name).isEmpty()) {
            return "none";
        }
        return own.file(name).isPresent() ? "file" : stored ? "stored" : "shipped";
    }

    /** Names of indicators by the type that they rest on: of whatever year, once each, and only those that the reader may see. */
    private Map<String, TreeSet<String>> feeds() {
        Map<String, TreeSet<String>> feeds = new TreeMap<>();
        for (EffectiveDeclaration one : declarations.inForce().byKey().values()) {
            boolean seen = pageContext.sees(one.declaration().project());
            for (Indicator indicator : one.declaration().indicators()) {
                for (String type : indicator.measure().types()) {
                    TreeSet<String> names = feeds.computeIfAbsent(type, any -> new TreeSet<>());
                    if (seen) {
                        names.add(indicator.name());
                    }
                }
            }
        }
        return feeds;
    }

    private static String path(String type) {
        return "/types/" + Paths.encoded(type);
    }

    @GET
    @Path("new")
    @RolesAllowed(Role.ADMIN)
    public TemplateInstance wanted() {
        return fresh(new Form(EventTypeText.of(BLANK), "", "", List.of()));
    }

    private NewType fresh(Form form) {
        Messages messages = pageContext.say(TypesPage.class);
        return new NewType(pageContext.frame(messages.of("newType"), crumb(messages)), messages, form);
    }

    private static Frame.Crumb crumb(Messages messages) {
        return new Frame.Crumb(messages.of("title"), "/types");
    }

    @GET
    @Path("{type}")
    public TemplateInstance one(@PathParam("type") String name) {
        return shown(name, Optional.empty());
    }

    private OneType shown(String name, Optional<Form> typed) {
        Messages messages = pageContext.say(TypesPage.class);
        Line line = lines().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_TYPE, "no event type is called '" + name + "'"));
        List<EventTypeVersion> versions = own.versions(name);
        Optional<String> standing = versions.stream().findFirst().flatMap(EventTypeVersion::definition);
        Map<String, String> facts = new LinkedHashMap<>();
        line.type().ifPresent(type -> {
            facts.put(messages.of("name"), messages.of(type.title()));
            facts.put(messages.of("description"), messages.of(type.description()));
            facts.put(messages.of("sentBy"), messages.of(type.sender()));
        });
        facts.put(messages.of("origin"), messages.of("origin_" + line.origin()));
        facts.put(
                messages.of("indicators"),
                line.feeds().isEmpty() ? messages.of("noIndicator") : String.join("、", line.feeds()));
        line.counted().ifPresent(count -> facts.put(messages.of("counted"), String.valueOf(count)));
        Form form = typed.orElseGet(() ->
                new Form(standing.or(() -> line.type().map(EventTypeText::of)).orElse(""), "", "", List.of()));
        return new OneType(
                pageContext.frame(name, crumb(messages)),
                messages,
                path(name),
                facts,
                attributes(messages, line.type()).view(),
                versions(messages, versions).view(),
                line.type().map(EventTypes.Type::example).orElse(""),
                own.file(name).orElse(""),
                pageContext.may(Role.ADMIN) && own.file(name).isEmpty(),
                standing.isPresent(),
                form);
    }

    private DataTable<EventTypes.Bears> attributes(Messages messages, Optional<EventTypes.Type> type) {
        return new DataTable<EventTypes.Bears>(pageContext, "attributes", messages.of("attributes"))
                .column("attribute", messages.of("attribute"), one -> Cell.text(one.name()))
                .column("title", messages.of("name"), one -> Cell.text(messages.of(one.title())))
                .column(
                        "kind",
                        messages.of("kind"),
                        one -> Cell.text(messages.of("kind_" + one.kind().word()))
                                .detail(one.unit().orElse("")))
                .column(
                        "needed",
                        messages.of("needed"),
                        one -> Cell.text(messages.of(one.optional() ? "optional" : "required")))
                .column(
                        "values",
                        messages.of("values"),
                        one -> Cell.text(one.values().stream()
                                .map(value -> value.value() + " " + messages.of(value.title()))
                                .collect(Collectors.joining("、"))))
                .rows(type.map(EventTypes.Type::attributes).orElse(List.of()))
                .empty(messages.of("noAttributes"));
    }

    private DataTable<EventTypeVersion> versions(Messages messages, List<EventTypeVersion> versions) {
        return new DataTable<EventTypeVersion>(pageContext, "versions", messages.of("versions"))
                .column("version", messages.of("version"), one -> Cell.number(BigDecimal.valueOf(one.version())))
                .column(
                        "what",
                        messages.of("what"),
                        one -> Cell.text(messages.of(one.definition().isEmpty() ? "removedVersion" : "definedVersion")))
                .column("author", messages.of("author"), one -> Cell.text(one.author()))
                .column("reason", messages.of("reason"), one -> Cell.text(one.reason()))
                .column("at", messages.of("recorded"), one -> Cell.time(one.recordedAt(), pageContext.zone()))
                .rows(versions)
                .empty(messages.of("noVersions"));
    }

    @POST
    @Path("new")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Role.ADMIN)
    public Response defined(@RestForm String text, @RestForm String reason) {
        String typed = given(text);
        String why = given(reason).strip();
        Messages messages = pageContext.say(TypesPage.class);
        String fault;
        List<Fault> faults = List.of();
        try {
            fault = unfit(typed, why, messages);
            if (fault.isEmpty()) {
                EventTypeVersion row = own.define(typed, pageContext.name(), why);
                return pageContext.done(messages.of("saved", row.type()), "/types");
            }
        } catch (OwnEventTypes.Refused refused) {
            fault = messages.of("faulty");
            faults = refused.faults();
        } catch (Problem problem) {
            fault = messages.of(problem);
        }
        return Response.status(400)
                .entity(fresh(new Form(typed, why, fault, faults)))
                .build();
    }

    private static String unfit(String text, String reason, Messages messages) {
        if (text.length() > OwnEventTypes.LONGEST) {
            return messages.of("tooLong");
        }
        return reason.isEmpty() || reason.length() > LONGEST_REASON ? messages.of("noReason") : "";
    }

    private static String given(String text) {
        return text == null ? "" : text.replace("\r\n", "\n");
    }

    @POST
    @Path("{type}/remove")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Role.ADMIN)
    public Response removed(@PathParam("type") String type, @RestForm String reason) {
        Messages messages = pageContext.say(TypesPage.class);
        String why = given(reason).strip();
        if (why.isEmpty() || why.length() > LONGEST_REASON) {
            return Response.status(400)
                    .entity(shown(type, Optional.of(new Form("", why, messages.of("noReason"), List.of()))))
                    .build();
        }
        own.remove(type, pageContext.name(), why);
        return pageContext.done(messages.of("removed", type), "/types");
    }
}

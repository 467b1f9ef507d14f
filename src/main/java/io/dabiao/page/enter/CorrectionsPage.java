package io.dabiao.page.enter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Role;
import io.dabiao.access.person.Sessions;
import io.dabiao.core.Event;
import io.dabiao.declare.Declarations;
import io.dabiao.ingest.Correcting;
import io.dabiao.ingest.Naming;
import io.dabiao.page.Cell;
import io.dabiao.page.Frame;
import io.dabiao.page.Frames;
import io.dabiao.page.Listing;
import io.dabiao.page.Paths;
import io.dabiao.page.Redirect;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
import io.dabiao.problem.Problem;
import io.dabiao.report.Seals;
import io.dabiao.store.CorrectionLog;
import io.dabiao.store.Corrections;
import io.dabiao.store.EventJson;
import io.dabiao.store.EventReader;
import io.dabiao.store.Identities;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestForm;

/** Facts that were wrong: found, withdrawn or said anew with a reason; and what was corrected so far. */
@Path(Tabs.CORRECTIONS)
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class CorrectionsPage {

    private static final int MOST = 1_000;
    private static final int FOUND = 200;
    /** Of each type of event; of these an owner sees his own. */
    private static final int LOOKED = 5_000;

    private static final int A_LINE = 80;
    private static final String NUMBER = "-?\\d{1,15}(\\.\\d{1,9})?";
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss");

    /** What is looked for, as it was typed. */
    public static class Sought {
        @QueryParam("id")
        String id;

        @QueryParam("source")
        String source;

        @QueryParam("type")
        String type;

        @QueryParam("from")
        String from;

        @QueryParam("until")
        String until;

        boolean anything() {
            return !(text(id) + text(source) + text(type) + text(from) + text(until)).isEmpty();
        }
    }

    /** The same, as it stands in the form. */
    public record Search(String id, String source, String type, String from, String until) {}

    /** What an event is to say, as it was typed. */
    public static class Anew {
        @RestForm
        String source;

        @RestForm
        String id;

        @RestForm
        String what;

        @RestForm
        String step;

        @RestForm
        String time;

        @RestForm
        List<String> attribute;

        @RestForm
        List<String> value;

        @RestForm
        String reason;
    }

    /**
     * @param kind {@code number}, {@code flag}, {@code text} or {@code lines}
     * @param fault what is wrong with it; empty for nothing
     */
    public record Field(String name, String title, String kind, String value, String fault) {
        Field with(String wrong) {
            return new Field(name, title, kind, value, wrong == null ? "" : wrong);
        }
    }

    /**
     * @param more whether there are older ones that are not listed
     * @param found empty where nothing was looked for
     */
    @CheckedTemplate(basePath = "enter", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record AllCorrections(
            Frame frame,
            Say say,
            List<Frame.Link> tabs,
            Search search,
            List<FilesPage.Option> types,
            String fault,
            boolean sought,
            Listing.View found,
            boolean more,
            Listing.View corrections)
            implements TemplateInstance {}

    @CheckedTemplate(basePath = "enter", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record OneCorrection(
            Frame frame, Say say, Map<String, String> facts, boolean more, Listing.View figures, Listing.View events)
            implements TemplateInstance {}

    /**
     * @param withdrawn whether it does not count now
     * @param gone whether what it says is not in the log any more
     * @param tried whether {@code figures} says what would change
     */
    @CheckedTemplate(basePath = "enter", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record OneEvent(
            Frame frame,
            Say say,
            boolean may,
            String source,
            String id,
            Map<String, String> facts,
            Map<String, String> data,
            boolean withdrawn,
            boolean gone,
            String what,
            String time,
            List<Field> fields,
            boolean nested,
            String reason,
            Map<String, String> faults,
            boolean tried,
            Listing.View figures,
            Listing.View history)
            implements TemplateInstance {}

    private final Correcting correcting;
    private final CorrectionLog log;
    private final Identities identities;
    private final EventReader events;
    private final Own own;
    private final Declarations declarations;
    private final Sessions sessions;
    private final Visit visit;
    private final Frames frames;
    private final Seals formats;

    CorrectionsPage(
            Correcting correcting,
            CorrectionLog log,
            Identities identities,
            EventReader events,
            Own own,
            Declarations declarations,
            Sessions sessions,
            Visit visit,
            Frames frames,
            Seals formats) {
        this.correcting = correcting;
        this.log = log;
        this.identities = identities;
        this.events = events;
        this.own = own;
        this.declarations = declarations;
        this.sessions = sessions;
        this.visit = visit;
        this.frames = frames;
        this.formats = formats;
    }

    /** The path of an event's page. */
    static String event(String source, String id) {
        return Tabs.CORRECTIONS + "/event?source=" + Paths.encoded(source) + "&id=" + Paths.encoded(id);
    }

    private static String text(String typed) {
        return typed == null ? "" : typed.strip();
    }

    // What was corrected, and what is looked for.

    @GET
    public Response all(@BeanParam Sought sought, @Context UriInfo uri) {
        Say say = visit.say(CorrectionsPage.class);
        List<CorrectionLog.Entry> entries = entries();
        Listing<CorrectionLog.Entry> corrections = corrections(entries, say);
        String fault = "";
        List<EventReader.Found> hits = List.of();
        try {
            hits = sought.anything() ? find(sought) : List.of();
        } catch (Problem problem) {
            fault = Faults.words(problem, say);
        }
        Listing<EventReader.Found> found = found(hits, say);
        String wrong = fault;
        return corrections
                .export(uri.getQueryParameters(), formats)
                .or(() -> found.export(uri.getQueryParameters(), formats))
                .orElseGet(() -> Response.status(wrong.isEmpty() ? 200 : 400)
                        .entity(new AllCorrections(
                                frames.of(visit, say.of("corrections"), Tabs.crumb(say)),
                                say,
                                Tabs.of(say, Tabs.CORRECTIONS),
                                new Search(
                                        text(sought.id),
                                        text(sought.source),
                                        text(sought.type),
                                        text(sought.from),
                                        text(sought.until)),
                                own.indicators().entrySet().stream()
                                        .map(one -> new FilesPage.Option(
                                                one.getKey(),
                                                say.of(
                                                        "typeWords",
                                                        String.join(say.of("comma"), one.getValue()),
                                                        one.getKey()),
                                                one.getKey().equals(text(sought.type))))
                                        .toList(),
                                wrong,
                                sought.anything() && wrong.isEmpty(),
                                found.view(uri.getQueryParameters()),
                                entries.size() >= MOST,
                                corrections.view(uri.getQueryParameters())))
                        .build());
    }

    /** Of an owner those that his figures rest on. */
    private List<CorrectionLog.Entry> entries() {
        if (!visit.limited()) {
            return log.page(CorrectionLog.Asked.ALL, Long.MAX_VALUE, MOST);
        }
        Map<Long, CorrectionLog.Entry> mine = new TreeMap<>(Comparator.reverseOrder());
        own.standings().stream()
                .map(standing -> standing.declaration().project())
                .distinct()
                .forEach(project -> log.page(
                                new CorrectionLog.Asked(
                                        Optional.empty(),
                                        Optional.of(project),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty()),
                                Long.MAX_VALUE,
                                MOST)
                        .forEach(entry -> mine.put(entry.no(), entry)));
        return mine.values().stream().limit(MOST).toList();
    }

    private List<CorrectionLog.Change> figures(CorrectionLog.Entry entry) {
        return entry.figures().stream()
                .filter(change -> visit.sees(change.project()))
                .toList();
    }

    private Listing<CorrectionLog.Entry> corrections(List<CorrectionLog.Entry> entries, Say say) {
        Map<String, String> kinds = new LinkedHashMap<>();
        for (String kind : List.of("withdrawn", "replaced", "file")) {
            kinds.put(kind, say.of("kind_" + kind));
        }
        Map<String, String> effects = new LinkedHashMap<>();
        effects.put("yes", say.of("figuresChanged"));
        effects.put("no", say.of("noFiguresChanged"));
        return new Listing<CorrectionLog.Entry>(visit, "corrections", say.of("made"))
                .choice("kind", say.of("kind"), kinds, CorrectionsPage::kind)
                .choice("effect", say.of("effect"), effects, one -> figures(one).isEmpty() ? "no" : "yes")
                .column(
                        "no",
                        say.of("number"),
                        one -> Cell.link(say.of("correctionNo", one.no()), Tabs.CORRECTIONS + "/" + one.no()))
                .column("at", say.of("at"), one -> Cell.time(one.at(), declarations.zone()))
                .column("by", say.of("by"), one -> Cell.text(one.author()))
                .column(
                        "kind",
                        say.of("kind"),
                        one -> Cell.text(say.of("extentWords", one.replaced(), one.withdrawn(), one.added())))
                .column(
                        "reason",
                        say.of("reason"),
                        one -> Cell.text(one.reason()).detail(one.origin()))
                .column(
                        "figures",
                        say.of("effect"),
                        one -> Cell.text(figures(one).stream()
                                .map(change -> Changes.words(change, say))
                                .collect(Collectors.joining(say.of("and")))))
                .rows(entries)
                .empty(say.of("noCorrections"));
    }

    private static String kind(CorrectionLog.Entry entry) {
        return entry.origin() != null ? "file" : entry.replaced() > 0 ? "replaced" : "withdrawn";
    }

    private List<EventReader.Found> find(Sought sought) {
        if (!text(sought.id).isEmpty()) {
            return called(text(sought.id), text(sought.source));
        }
        ZoneId zone = declarations.zone();
        LocalDate today = visit.now().atZone(zone).toLocalDate();
        LocalDate until = text(sought.until).isEmpty() ? today : date(sought.until);
        LocalDate from = text(sought.from).isEmpty() ? until.minusDays(30) : date(sought.from);
        if (from.isAfter(until) || from.isBefore(until.minusDays(366))) {
            throw new Problem(400, "no such span", "from must lie before until, by a year at most");
        }
        List<String> types = text(sought.type).isEmpty() ? List.copyOf(own.types()) : List.of(text(sought.type));
        return events.find(
                new EventReader.Search(
                        Optional.of(text(sought.source)).filter(source -> !source.isEmpty()),
                        types,
                        from.atStartOfDay(zone).toInstant(),
                        until.plusDays(1).atStartOfDay(zone).toInstant()),
                own::sees,
                visit.limited() ? LOOKED : FOUND + 1,
                FOUND + 1);
    }

    private static LocalDate date(String typed) {
        try {
            LocalDate day = LocalDate.parse(typed.strip());
            if (day.getYear() >= 1 && day.getYear() <= 9998) {
                return day;
            }
        } catch (DateTimeException none) {
            throw new Problem(400, "no date", "a date such as 2024-06-30 is wanted, not '" + typed + "'");
        }
        throw new Problem(400, "no date", "a date such as 2024-06-30 is wanted, not '" + typed + "'");
    }

    /** By its id an event is found also where it does not count any more. */
    private List<EventReader.Found> called(String id, String source) {
        List<Identities.Reference> references =
                source.isEmpty() ? identities.called(id, FOUND + 1) : List.of(new Identities.Reference(source, id));
        Map<Integer, Identities.Known> known = identities.standing(references);
        List<EventReader.Found> found = new ArrayList<>();
        for (int i = 0; i < references.size(); i++) {
            Identities.Reference one = references.get(i);
            if (known.containsKey(i)) {
                Standing standing = standing(one.source(), one.id(), known.get(i));
                if (standing.seen()) {
                    found.add(new EventReader.Found(
                            one.source(),
                            one.id(),
                            standing.said().map(Identities.Said::type).orElse(""),
                            standing.said().map(Identities.Said::time).orElse(null),
                            standing.said().map(Identities.Said::data).orElse(null),
                            null));
                }
            }
        }
        return found;
    }

    private Listing<EventReader.Found> found(List<EventReader.Found> hits, Say say) {
        return new Listing<EventReader.Found>(visit, "found", say.of("found200"))
                .column("time", say.of("time"), one -> Cell.time(one.time(), declarations.zone()))
                .column(
                        "data",
                        say.of("says"),
                        one -> one.data() == null
                                ? Cell.text(say.of("countsNot"))
                                : Cell.text(own.line(EventJson.attributesOf(one.data()))))
                .column("type", say.of("type"), one -> Cell.text(one.type()))
                .column("id", say.of("eventId"), one -> Cell.text(one.id()).detail(one.source()))
                .column(
                        "open",
                        say.of("actions"),
                        one -> Cell.link(
                                say.of(visit.may(Role.REPORT) ? "correct" : "look"), event(one.source(), one.id())))
                .rows(hits.stream().limit(FOUND).toList())
                .most(20)
                .empty(say.of("notFound"));
    }

    // One correction.

    @GET
    @Path("{no: \\d+}")
    public Response one(@PathParam("no") long no, @Context UriInfo uri) {
        Say say = visit.say(CorrectionsPage.class);
        CorrectionLog.Entry entry = (visit.limited()
                        ? entries().stream().filter(one -> one.no() == no).findFirst()
                        : log.entry(no))
                .orElseThrow(() -> new Problem(404, "no such correction", "no correction has the number " + no));
        List<CorrectionLog.Corrected> all = log.events(no, 0, MOST);
        Listing<CorrectionLog.Corrected> corrected = corrected(all, say);
        Listing<CorrectionLog.Change> figures =
                Changes.listing(visit, say.of("figuresChanged"), say.of("noFiguresChanged"), entry.figures(), say);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(say.of("at"), Cell.time(entry.at(), declarations.zone()).text());
        facts.put(say.of("by"), entry.author());
        facts.put(say.of("reason"), entry.reason());
        facts.put(say.of("kind"), say.of("extentWords", entry.replaced(), entry.withdrawn(), entry.added()));
        if (entry.origin() != null) {
            facts.put(say.of("file"), entry.origin());
        }
        return figures.export(uri.getQueryParameters(), formats)
                .or(() -> corrected.export(uri.getQueryParameters(), formats))
                .orElseGet(() -> Response.ok(new OneCorrection(
                                frames.of(
                                        visit,
                                        say.of("correctionNo", no),
                                        Tabs.crumb(say),
                                        new Frame.Crumb(say.of("corrections"), Tabs.CORRECTIONS)),
                                say,
                                facts,
                                all.size() == MOST,
                                figures.view(uri.getQueryParameters()),
                                corrected.view(uri.getQueryParameters())))
                        .build());
    }

    private Listing<CorrectionLog.Corrected> corrected(List<CorrectionLog.Corrected> all, Say say) {
        return new Listing<CorrectionLog.Corrected>(visit, "events", say.of("correctedEvents"))
                .column(
                        "id",
                        say.of("eventId"),
                        one -> Cell.link(one.id(), event(one.source(), one.id()))
                                .detail(one.source()))
                .column("was", say.of("before"), one -> Cell.text(said(one.was(), say)))
                .column("now", say.of("after"), one -> Cell.text(said(one.now(), say)))
                .rows(all.stream().filter(this::sees).toList())
                .most(50)
                .empty(say.of("noEventsSeen"));
    }

    private boolean sees(CorrectionLog.Corrected one) {
        return !visit.limited()
                || one.was() != null && own.sees(event(one, one.was()))
                || one.now() != null && own.sees(event(one, one.now()));
    }

    private static Event event(CorrectionLog.Corrected one, String said) {
        JsonNode node = json(said);
        return Correcting.event(
                one.source(),
                one.id(),
                new Identities.Said(
                        node.path("type").asText(),
                        Instant.parse(node.path("time").asText()),
                        node.path("data").toString()));
    }

    private String said(String said, Say say) {
        if (said == null) {
            return say.of("countsNot");
        }
        JsonNode node = json(said);
        return say.of(
                "saidAt",
                Cell.time(Instant.parse(node.path("time").asText()), declarations.zone())
                        .text(),
                own.line(EventJson.attributesOf(node.path("data").toString())));
    }

    /** Numbers as they were written. */
    private static JsonNode json(String text) {
        try {
            return EventJson.MAPPER
                    .reader()
                    .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .readTree(text);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("the data of an event cannot be read back", broken);
        }
    }

    // One event.

    /**
     * An event as it stands.
     *
     * @param said empty where it is withdrawn, or not in the log any more
     * @param history what it said before
     * @param seen whether whoever looks may know of it
     */
    private record Standing(
            boolean withdrawn, Optional<Identities.Said> said, List<CorrectionLog.Corrected> history, boolean seen) {}

    private Standing standing(String source, String id, Identities.Known known) {
        Optional<Identities.Said> said =
                known instanceof Identities.Otherwise otherwise ? otherwise.said() : Optional.empty();
        List<CorrectionLog.Corrected> history = log.of(source, id);
        boolean seen = !visit.limited()
                || said.map(one -> own.sees(Correcting.event(source, id, one))).orElse(false)
                || history.stream().anyMatch(this::sees);
        return new Standing(known instanceof Identities.Withdrawn, said, history, seen);
    }

    private Standing standing(String source, String id) {
        Identities.Known known = identities
                .standing(List.of(new Identities.Reference(text(source), text(id))))
                .get(0);
        Problem absent = new Problem(404, "no such event", "no event " + id + " of " + source + " was ever taken");
        if (known == null) {
            throw absent;
        }
        Standing standing = standing(text(source), text(id), known);
        if (!standing.seen()) {
            throw absent;
        }
        return standing;
    }

    @GET
    @Path("event")
    public TemplateInstance event(
            @QueryParam("source") String source, @QueryParam("id") String id, @Context UriInfo uri) {
        Standing standing = standing(source, id);
        Anew fresh = new Anew();
        fresh.source = text(source);
        fresh.id = text(id);
        fresh.what = standing.withdrawn() ? "replace" : "";
        fresh.time = said(standing)
                .map(said -> local(Instant.parse(said.path("time").asText())))
                .orElse("");
        return shown(standing, fresh, fields(standing, null), Map.of(), Optional.empty(), uri);
    }

    private String local(Instant at) {
        return SECOND.format(at.atZone(declarations.zone()));
    }

    /** What it says, or said last. */
    private static Optional<ObjectNode> data(Standing standing) {
        return standing.said()
                .map(said -> (ObjectNode) json(said.data()))
                .or(() -> standing.history().stream()
                        .filter(one -> one.was() != null)
                        .reduce((one, later) -> later)
                        .map(one -> json(one.was()).path("data"))
                        .filter(JsonNode::isObject)
                        .map(ObjectNode.class::cast));
    }

    private List<Field> fields(Standing standing, Anew anew) {
        Map<String, String> typed = new HashMap<>();
        if (anew != null && anew.attribute != null && anew.value != null) {
            for (int i = 0; i < Math.min(anew.attribute.size(), anew.value.size()); i++) {
                typed.put(anew.attribute.get(i), anew.value.get(i));
            }
        }
        List<Field> fields = new ArrayList<>();
        data(standing)
                .ifPresent(data -> data.properties().forEach(entry -> {
                    JsonNode value = entry.getValue();
                    if (value.isValueNode() && !value.isNull()) {
                        String was = value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
                        String now = typed.getOrDefault(entry.getKey(), was);
                        fields.add(new Field(
                                entry.getKey(),
                                own.title(entry.getKey()),
                                value.isNumber()
                                        ? "number"
                                        : value.isBoolean() ? "flag" : was.length() > A_LINE ? "lines" : "text",
                                now,
                                ""));
                    }
                }));
        return fields;
    }

    private OneEvent shown(
            Standing standing,
            Anew anew,
            List<Field> fields,
            Map<String, String> faults,
            Optional<Corrections.Made> made,
            UriInfo uri) {
        Say say = visit.say(CorrectionsPage.class);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(say.of("eventId"), anew.id);
        facts.put(say.of("source"), anew.source);
        standing.said().ifPresent(said -> {
            facts.put(say.of("type"), said.type());
            facts.put(
                    say.of("time"), Cell.time(said.time(), declarations.zone()).text());
        });
        Map<String, String> data = new LinkedHashMap<>();
        standing.said()
                .ifPresent(said -> new TreeMap<>(EventJson.attributesOf(said.data()))
                        .forEach((name, value) -> data.put(own.title(name), value.text())));
        List<CorrectionLog.Change> changes = made.map(one -> one.figures().stream()
                        .filter(Corrections.Consequence::changed)
                        .map(CorrectionLog.Change::of)
                        .toList())
                .orElse(List.of());
        return new OneEvent(
                frames.of(
                        visit,
                        say.of("eventTitle"),
                        Tabs.crumb(say),
                        new Frame.Crumb(say.of("corrections"), Tabs.CORRECTIONS)),
                say,
                visit.may(Role.REPORT) && (standing.said().isPresent() || standing.withdrawn() && !fields.isEmpty()),
                anew.source,
                anew.id,
                facts,
                data,
                standing.withdrawn(),
                !standing.withdrawn() && standing.said().isEmpty(),
                Objects.toString(anew.what, ""),
                Objects.toString(anew.time, ""),
                fields.stream()
                        .map(field -> field.with(faults.get("field-" + field.name())))
                        .toList(),
                data(standing).stream().anyMatch(CorrectionsPage::nested),
                Objects.toString(anew.reason, ""),
                faults,
                made.isPresent(),
                Changes.listing(visit, say.of("figuresWould"), say.of("noFiguresWould"), changes, say)
                        .view(uri.getQueryParameters()),
                history(standing, say).view(uri.getQueryParameters()));
    }

    private static boolean nested(ObjectNode data) {
        for (JsonNode value : data) {
            if (value.isContainerNode()) {
                return true;
            }
        }
        return false;
    }

    private Listing<CorrectionLog.Corrected> history(Standing standing, Say say) {
        Map<Long, CorrectionLog.Entry> entries = new HashMap<>();
        standing.history()
                .forEach(one -> log.entry(one.correction()).ifPresent(entry -> entries.put(one.correction(), entry)));
        return new Listing<CorrectionLog.Corrected>(visit, "history", say.of("eventHistory"))
                .column(
                        "no",
                        say.of("number"),
                        one -> Cell.link(
                                say.of("correctionNo", one.correction()), Tabs.CORRECTIONS + "/" + one.correction()))
                .column(
                        "at",
                        say.of("at"),
                        one -> Cell.time(
                                Optional.ofNullable(entries.get(one.correction()))
                                        .map(CorrectionLog.Entry::at)
                                        .orElse(null),
                                declarations.zone()))
                .column("was", say.of("before"), one -> Cell.text(said(one.was(), say)))
                .column("now", say.of("after"), one -> Cell.text(said(one.now(), say)))
                .column(
                        "reason",
                        say.of("reason"),
                        one -> Cell.text(
                                        entries.containsKey(one.correction())
                                                ? entries.get(one.correction()).reason()
                                                : "")
                                .detail(
                                        entries.containsKey(one.correction())
                                                ? entries.get(one.correction()).author()
                                                : ""))
                .rows(standing.history())
                .empty(say.of("neverCorrected"));
    }

    @POST
    @Path("event")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    public Response correct(@BeanParam Anew anew, @Context UriInfo uri) {
        Say say = visit.say(CorrectionsPage.class);
        anew.source = text(anew.source);
        anew.id = text(anew.id);
        Standing standing = standing(anew.source, anew.id);
        Map<String, String> faults = new TreeMap<>();
        boolean trial = !"make".equals(anew.step);
        Optional<Correcting.WantedEvent> wanted = wanted(standing, anew, faults, say);
        if (text(anew.reason).isEmpty() && !trial) {
            faults.put("reason", say.of("fault_no_reason"));
        }
        Corrections.Made made = null;
        int status = 400;
        if (faults.isEmpty()) {
            try {
                made = correcting.correct(
                        trial && text(anew.reason).isEmpty() ? say.of("trial") : anew.reason,
                        List.of(wanted.orElseThrow()),
                        Naming.of(visit.sender(), own.standings()),
                        trial ? Corrections.Mode.TRIED : Corrections.Mode.MADE);
            } catch (Problem problem) {
                status = problem.status();
                faults.put(problem.title().equals("no reason") ? "reason" : "what", Faults.words(problem, say));
            }
        }
        if (made == null || trial) {
            return Response.status(made == null ? status : 200)
                    .entity(shown(standing, anew, fields(standing, anew), faults, Optional.ofNullable(made), uri))
                    .build();
        }
        boolean done = made.no().isPresent();
        visit.session()
                .ifPresent(session -> sessions.flash(session, say.of(done ? "correctedNow" : "nothingToCorrect")));
        return Redirect.to(done ? Tabs.CORRECTIONS + "/" + made.no().get() : event(anew.source, anew.id));
    }

    private Optional<Correcting.WantedEvent> wanted(Standing standing, Anew anew, Map<String, String> faults, Say say) {
        if ("withdraw".equals(anew.what)) {
            return Optional.of(new Correcting.WantedEvent(anew.source, anew.id, true, null, null, null));
        }
        if (!"replace".equals(anew.what)) {
            faults.put("what", say.of("fault_no_choice"));
            return Optional.empty();
        }
        Optional<ObjectNode> before = data(standing);
        if (before.isEmpty()) {
            faults.put("what", say.of("fault_not_at_hand"));
            return Optional.empty();
        }
        ObjectNode data = before.get().deepCopy();
        for (Field field : fields(standing, anew)) {
            put(data, field, faults, say);
        }
        Optional<Instant> was =
                said(standing).map(one -> Instant.parse(one.path("time").asText()));
        Instant time = null;
        try {
            time = was.filter(at -> local(at).equals(text(anew.time)))
                    .orElseGet(() -> LocalDateTime.parse(text(anew.time))
                            .atZone(declarations.zone())
                            .toInstant());
        } catch (DateTimeException none) {
            faults.put("time", say.of("fault_no_date"));
        }
        if (!faults.isEmpty()) {
            return Optional.empty();
        }
        String type = said(standing).map(one -> one.path("type").asText()).orElseThrow();
        return Optional.of(new Correcting.WantedEvent(
                anew.source,
                anew.id,
                false,
                type,
                time.truncatedTo(ChronoUnit.MICROS).atZone(declarations.zone()).toOffsetDateTime(),
                data));
    }

    /** What it says, or said last, with type and time. */
    private static Optional<JsonNode> said(Standing standing) {
        return standing.said()
                .<JsonNode>map(said -> EventJson.MAPPER
                        .createObjectNode()
                        .put("type", said.type())
                        .put("time", said.time().toString()))
                .or(() -> standing.history().stream()
                        .filter(one -> one.was() != null)
                        .reduce((one, later) -> later)
                        .map(one -> json(one.was())));
    }

    /** An emptied field is left out of what the event says. */
    private static void put(ObjectNode data, Field field, Map<String, String> faults, Say say) {
        String typed = field.value().strip();
        if (typed.isEmpty()) {
            data.remove(field.name());
            return;
        }
        switch (field.kind()) {
            case "number" -> {
                String plain = Normalizer.normalize(typed, Normalizer.Form.NFKC).replaceAll("[,\\s]", "");
                if (plain.matches(NUMBER)) {
                    data.put(field.name(), new BigDecimal(plain));
                } else if (!typed.equals(data.path(field.name()).asText())) {
                    faults.put("field-" + field.name(), say.of("fault_no_number"));
                }
            }
            case "flag" -> data.put(field.name(), typed.equals("true"));
            default -> {
                // A form's line ends are not the event's.
                String plain = field.value().replace("\r\n", "\n");
                if (!plain.equals(data.path(field.name()).asText().replace("\r\n", "\n"))) {
                    data.put(field.name(), plain);
                }
            }
        }
    }
}

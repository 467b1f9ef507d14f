package io.dabiao.page.enter;

import io.dabiao.access.Role;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Cell;
import io.dabiao.page.Frame;
import io.dabiao.page.Frames;
import io.dabiao.page.Listing;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
import io.dabiao.problem.Problem;
import io.dabiao.report.Seals;
import io.dabiao.store.CorrectionLog;
import io.dabiao.store.EventJson;
import io.dabiao.store.EventReader;
import io.dabiao.store.Identities;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Facts that were wrong are found here, and what was corrected so far. */
@Path(Tabs.CORRECTIONS)
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class CorrectionsPage {

    private static final int MOST = 1_000;
    private static final int FOUND = 200;
    /** Of each type of event; of these an owner sees his own. */
    private static final int LOOKED = 5_000;

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

    private final CorrectionLog log;
    private final Identities identities;
    private final EventReader events;
    private final EventHistory histories;
    private final Own own;
    private final Declarations declarations;
    private final Visit visit;
    private final Frames frames;
    private final Seals formats;

    CorrectionsPage(
            CorrectionLog log,
            Identities identities,
            EventReader events,
            EventHistory histories,
            Own own,
            Declarations declarations,
            Visit visit,
            Frames frames,
            Seals formats) {
        this.log = log;
        this.identities = identities;
        this.events = events;
        this.histories = histories;
        this.own = own;
        this.declarations = declarations;
        this.visit = visit;
        this.frames = frames;
        this.formats = formats;
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
                EventHistory.Standing standing = histories.of(one.source(), one.id(), known.get(i));
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
                                say.of(visit.may(Role.REPORT) ? "correct" : "look"),
                                EventPage.path(one.source(), one.id())))
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
                        one -> Cell.link(one.id(), EventPage.path(one.source(), one.id()))
                                .detail(one.source()))
                .column("was", say.of("before"), one -> Cell.text(histories.words(one.was(), say)))
                .column("now", say.of("after"), one -> Cell.text(histories.words(one.now(), say)))
                .rows(all.stream().filter(histories::sees).toList())
                .most(50)
                .empty(say.of("noEventsSeen"));
    }
}

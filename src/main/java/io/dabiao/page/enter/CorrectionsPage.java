package io.dabiao.page.enter;

import io.dabiao.access.Role;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.FieldText;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            return !(FieldText.stripped(id)
                            + FieldText.stripped(source)
                            + FieldText.stripped(type)
                            + FieldText.stripped(from)
                            + FieldText.stripped(until))
                    .isEmpty();
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
            Messages say,
            List<Frame.Link> tabs,
            Search search,
            List<FilesPage.Option> types,
            String fault,
            boolean sought,
            DataTable.View found,
            DataTable.View corrections)
            implements TemplateInstance {}

    @CheckedTemplate(basePath = "enter", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record OneCorrection(
            Frame frame,
            Messages say,
            Map<String, String> facts,
            boolean more,
            DataTable.View figures,
            DataTable.View events)
            implements TemplateInstance {}

    private final CorrectionLog log;
    private final Identities identities;
    private final EventReader events;
    private final EventHistory histories;
    private final Own own;
    private final PageContext pageContext;

    CorrectionsPage(
            CorrectionLog log,
            Identities identities,
            EventReader events,
            EventHistory histories,
            Own own,
            PageContext pageContext) {
        this.log = log;
        this.identities = identities;
        this.events = events;
        this.histories = histories;
        this.own = own;
        this.pageContext = pageContext;
    }

    // What was corrected, and what is looked for.

    @GET
    public Response all(@BeanParam Sought sought) {
        Messages messages = pageContext.say(CorrectionsPage.class);
        String fault = "";
        List<EventReader.Found> hits = List.of();
        try {
            hits = sought.anything() ? find(sought) : List.of();
        } catch (Problem problem) {
            fault = Faults.words(problem, messages);
        }
        DataTable<EventReader.Found> found = found(hits, messages);
        String wrong = fault;
        return Response.status(wrong.isEmpty() ? 200 : 400)
                .entity(new AllCorrections(
                        pageContext.frame(messages.of("corrections"), Tabs.crumb(messages)),
                        messages,
                        Tabs.of(pageContext, messages, Tabs.CORRECTIONS),
                        new Search(
                                FieldText.stripped(sought.id),
                                FieldText.stripped(sought.source),
                                FieldText.stripped(sought.type),
                                FieldText.stripped(sought.from),
                                FieldText.stripped(sought.until)),
                        own.indicators().entrySet().stream()
                                .map(one -> new FilesPage.Option(
                                        one.getKey(),
                                        messages.of(
                                                "typeWords",
                                                String.join(messages.of("comma"), one.getValue()),
                                                one.getKey()),
                                        one.getKey().equals(FieldText.stripped(sought.type))))
                                .toList(),
                        wrong,
                        sought.anything() && wrong.isEmpty(),
                        found.view(),
                        corrections(messages).view()))
                .build();
    }

    private List<CorrectionLog.Change> figures(CorrectionLog.Entry entry) {
        return entry.figures().stream()
                .filter(change -> pageContext.sees(change.project()))
                .toList();
    }

    private DataTable<CorrectionLog.Entry> corrections(Messages messages) {
        Map<String, String> kinds = new LinkedHashMap<>();
        for (String kind : List.of("withdrawn", "replaced", "file")) {
            kinds.put(kind, messages.of("kind_" + kind));
        }
        Map<String, String> effects = new LinkedHashMap<>();
        effects.put("yes", messages.of("figuresChanged"));
        effects.put("no", messages.of("noFiguresChanged"));
        return new DataTable<CorrectionLog.Entry>(pageContext, "corrections", messages.of("made"))
                .choice("kind", messages.of("kind"), kinds)
                .choice("effect", messages.of("effect"), effects)
                .column(
                        "no",
                        messages.of("number"),
                        one -> Cell.link(messages.of("correctionNo", one.no()), Tabs.CORRECTIONS + "/" + one.no()))
                .column("at", messages.of("at"), one -> Cell.time(one.at(), pageContext.zone()))
                .column("by", messages.of("by"), one -> Cell.text(one.author()))
                .column(
                        "kind",
                        messages.of("kind"),
                        one -> Cell.text(messages.of("extentWords", one.replaced(), one.withdrawn(), one.added())))
                .column(
                        "reason",
                        messages.of("reason"),
                        one -> Cell.text(one.reason()).detail(one.origin()))
                .column(
                        "figures",
                        messages.of("effect"),
                        one -> Cell.text(figures(one).stream()
                                .map(change -> Changes.words(change, messages))
                                .collect(Collectors.joining(messages.of("and")))))
                .rows(CorrectionLog.CORRECTIONS, wanted -> log.list(pageContext.projects(), wanted))
                .empty(messages.of("noCorrections"));
    }

    private List<EventReader.Found> find(Sought sought) {
        if (!FieldText.stripped(sought.id).isEmpty()) {
            return called(FieldText.stripped(sought.id), FieldText.stripped(sought.source));
        }
        ZoneId zone = pageContext.zone();
        LocalDate today = pageContext.now().atZone(zone).toLocalDate();
        LocalDate until = FieldText.stripped(sought.until).isEmpty() ? today : date(sought.until);
        LocalDate from = FieldText.stripped(sought.from).isEmpty() ? until.minusDays(30) : date(sought.from);
        if (from.isAfter(until) || from.isBefore(until.minusDays(366))) {
            throw new Problem(ErrorCode.NO_SUCH_SPAN, "from must lie before until, by a year at most");
        }
        List<String> types = FieldText.stripped(sought.type).isEmpty()
                ? List.copyOf(own.types())
                : List.of(FieldText.stripped(sought.type));
        return events.find(
                new EventReader.Search(
                        Optional.of(FieldText.stripped(sought.source)).filter(source -> !source.isEmpty()),
                        types,
                        from.atStartOfDay(zone).toInstant(),
                        until.plusDays(1).atStartOfDay(zone).toInstant()),
                own::sees,
                pageContext.limited() ? LOOKED : FOUND + 1,
                FOUND + 1);
    }

    private static LocalDate date(String typed) {
        return FieldText.day(typed)
                .orElseThrow(() ->
                        new Problem(ErrorCode.NO_DATE, "a date such as 2024-06-30 is wanted, not '" + typed + "'"));
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
                EventHistory.KnownEvent knownEvent = histories.of(one.source(), one.id(), known.get(i));
                if (knownEvent.seen()) {
                    found.add(new EventReader.Found(
                            one.source(),
                            one.id(),
                            knownEvent.said().map(Identities.Said::type).orElse(""),
                            knownEvent.said().map(Identities.Said::time).orElse(null),
                            knownEvent.said().map(Identities.Said::data).orElse(null),
                            null));
                }
            }
        }
        return found;
    }

    private DataTable<EventReader.Found> found(List<EventReader.Found> hits, Messages messages) {
        return new DataTable<EventReader.Found>(pageContext, "found", messages.of("found200"))
                .column("time", messages.of("time"), one -> Cell.time(one.time(), pageContext.zone()))
                .column(
                        "data",
                        messages.of("says"),
                        one -> one.data() == null
                                ? Cell.text(messages.of("countsNot"))
                                : Cell.text(own.line(EventJson.attributesOf(one.data()))))
                .column("type", messages.of("type"), one -> Cell.text(one.type()))
                .column("id", messages.of("eventId"), one -> Cell.text(one.id()).detail(one.source()))
                .column(
                        "open",
                        messages.of("actions"),
                        one -> Cell.link(
                                messages.of(pageContext.may(Role.REPORT) ? "correct" : "look"),
                                EventPage.path(one.source(), one.id())))
                .rows(hits.stream().limit(FOUND).toList())
                .most(20)
                .empty(messages.of("notFound"));
    }

    // One correction.

    @GET
    @Path("{no: \\d+}")
    public TemplateInstance one(@PathParam("no") long no) {
        Messages messages = pageContext.say(CorrectionsPage.class);
        CorrectionLog.Entry entry = log.entry(no, pageContext.projects())
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_CORRECTION, "no correction has the number " + no));
        List<CorrectionLog.Corrected> all = log.events(no, 0, MOST);
        DataTable<CorrectionLog.Corrected> corrected = corrected(all, messages);
        DataTable<CorrectionLog.Change> figures = Changes.listing(
                pageContext, messages.of("figuresChanged"), messages.of("noFiguresChanged"), entry.figures(), messages);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(messages.of("at"), Cell.time(entry.at(), pageContext.zone()).text());
        facts.put(messages.of("by"), entry.author());
        facts.put(messages.of("reason"), entry.reason());
        facts.put(messages.of("kind"), messages.of("extentWords", entry.replaced(), entry.withdrawn(), entry.added()));
        if (entry.origin() != null) {
            facts.put(messages.of("file"), entry.origin());
        }
        return new OneCorrection(
                pageContext.frame(
                        messages.of("correctionNo", no),
                        Tabs.crumb(messages),
                        new Frame.Crumb(messages.of("corrections"), Tabs.CORRECTIONS)),
                messages,
                facts,
                all.size() == MOST,
                figures.view(),
                corrected.view());
    }

    private DataTable<CorrectionLog.Corrected> corrected(List<CorrectionLog.Corrected> all, Messages messages) {
        return new DataTable<CorrectionLog.Corrected>(pageContext, "events", messages.of("correctedEvents"))
                .column(
                        "id",
                        messages.of("eventId"),
                        one -> Cell.link(one.id(), EventPage.path(one.source(), one.id()))
                                .detail(one.source()))
                .column("was", messages.of("before"), one -> Cell.text(histories.words(one.was(), messages)))
                .column("now", messages.of("after"), one -> Cell.text(histories.words(one.now(), messages)))
                .rows(all.stream().filter(histories::sees).toList())
                .most(50)
                .empty(messages.of("noEventsSeen"));
    }
}

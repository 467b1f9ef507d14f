package io.dabiao.page.indicator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.access.Role;
import io.dabiao.core.calendar.Grain;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Digits;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Printed;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.evaluation.Hearing;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.evaluation.VerdictChange;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.event.EventTypes;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.measure.Measure;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.Assessor;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.evaluate.EvaluationFailed;
import io.dabiao.evaluate.LiveRecorder;
import io.dabiao.evaluate.LiveState;
import io.dabiao.evaluate.Replay;
import io.dabiao.evaluate.VerdictHistory;
import io.dabiao.ingest.reported.ZeroReports;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Layout;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.Year;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.report.Seals;
import io.dabiao.store.EventJson;
import io.dabiao.store.EventReader;
import io.dabiao.store.EventsExported;
import io.dabiao.store.Position;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** One promise: as printed and as read, how it stands and went, and why, down to the events behind the figure. */
@Path("/years/{year}/{project}/{indicator}")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class IndicatorPage {

    /** Events that are read at once; the list pages through them, and beyond them it reads on. */
    private static final int EVENTS = 200;

    private static final int EVENTS_SHOWN = 20;

    /** Columns beside those of every event; the rest stands on the event's own page. */
    private static final int MOST_ATTRIBUTES = 8;

    private static final int CHANGES = 1_000;

    /** A fact about the promise or its figure: what it is called, and what it is. */
    public record Fact(String name, String words) {}

    /** @param kept whether it kept the target in force when it closed */
    public record SlotRow(String label, String actual, String target, boolean kept) {}

    /**
     * @param hearing word of what was heard of its sources
     * @param zeroReport where a zero report is posted to; empty where there is none or the reader may not
     * @param amend where its target is amended; empty where the reader may not
     * @param enter where its values are entered; empty where no person reports them or the reader may not
     * @param part what the parts of the course are called
     * @param json the course, for the chart
     * @param looked of each month and type so many events were looked at for the sources
     * @param filling percent of the log read so far where the measure is being filled; -1 otherwise
     * @param older path of the events before those read; empty where there are none
     */
    @CheckedTemplate(basePath = "indicator", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Promise(
            Frame frame,
            Messages say,
            Cell verdict,
            String sentence,
            String outlook,
            String hearing,
            String zeroReport,
            String amend,
            String enter,
            String part,
            boolean draft,
            int filling,
            List<Fact> promise,
            List<Fact> figure,
            List<Fact> live,
            Course course,
            RawString json,
            DataTable.View slots,
            DataTable.View sources,
            int looked,
            DataTable.View history,
            DataTable.View events,
            String older)
            implements TemplateInstance {}

    /**
     * An indicator that cannot be evaluated, with what was recorded of it.
     *
     * @param verdict null where none was ever recorded
     */
    @CheckedTemplate(basePath = "indicator", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Failed(
            Frame frame,
            Messages say,
            Cell verdict,
            String sentence,
            String notice,
            boolean draft,
            List<Fact> promise,
            DataTable.View sources,
            DataTable.View history,
            DataTable.View events)
            implements TemplateInstance {}

    /**
     * A recorded change of the verdict, computed again from the log as it was.
     *
     * @param trouble why it cannot be; empty where it can
     * @param same whether it comes out as it was recorded
     */
    @CheckedTemplate(basePath = "indicator", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Then(
            Frame frame,
            Messages say,
            Cell verdict,
            String sentence,
            List<Fact> recorded,
            String trouble,
            boolean same,
            Cell verdictAgain,
            String sentenceAgain,
            List<Fact> figure,
            List<SlotRow> slots)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final Assessor assessor;
    private final EvaluationCache evaluationCache;
    private final VerdictHistory verdictHistory;
    private final Replay replay;
    private final LiveRecorder live;
    private final EventReader events;
    private final PageContext pageContext;
    private final Layout layout;
    private final Seals formats;
    private final ObjectMapper json;

    IndicatorPage(
            Declarations declarations,
            Assessor assessor,
            EvaluationCache evaluationCache,
            VerdictHistory verdictHistory,
            Replay replay,
            LiveRecorder live,
            EventReader events,
            PageContext pageContext,
            Layout layout,
            Seals formats,
            ObjectMapper json) {
        this.declarations = declarations;
        this.assessor = assessor;
        this.evaluationCache = evaluationCache;
        this.verdictHistory = verdictHistory;
        this.replay = replay;
        this.live = live;
        this.events = events;
        this.pageContext = pageContext;
        this.layout = layout;
        this.formats = formats;
        this.json = json;
    }

    @GET
    public Response page(
            @PathParam("year") int wanted,
            @PathParam("project") String project,
            @PathParam("indicator") String id,
            @Context UriInfo uri) {
        Messages messages = pageContext.say(IndicatorPage.class);
        EffectiveDeclaration effectiveDeclaration =
                Year.of(declarations, pageContext, Optional.of(wanted)).project(project);
        Indicator indicator = effectiveDeclaration
                .declaration()
                .indicator(id)
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_INDICATOR, "no indicator '" + id + "' in " + project));
        ZoneId zone = effectiveDeclaration.declaration().zone();
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        EventReader.Page read = read(effectiveDeclaration, indicator, query.getFirst("after"));
        DataTable<EventReader.Found> behind = events(messages, zone, indicator, read);
        DataTable<VerdictChange> history = history(messages, zone, wanted, project, indicator);
        DataTable<EventReader.Heard> sources = sources(messages, effectiveDeclaration, indicator);
        Assessor.Detail detail;
        try {
            detail = assessor.detail(effectiveDeclaration, indicator, pageContext.now());
        } catch (EvaluationFailed failed) {
            return behind.export(query, formats)
                    .or(() -> history.export(query, formats))
                    .or(() -> sources.export(query, formats))
                    .orElseGet(() -> Response.ok(failed(messages, failed, indicator, behind, history, sources, query))
                            .build());
        }
        DataTable<SlotRow> slots = slots(messages, detail.assessment().evaluation());
        return behind.export(query, formats)
                .or(() -> slots.export(query, formats))
                .or(() -> history.export(query, formats))
                .or(() -> sources.export(query, formats))
                .orElseGet(() -> Response.ok(promise(
                                messages,
                                effectiveDeclaration,
                                indicator,
                                read,
                                behind,
                                history,
                                sources,
                                detail,
                                slots,
                                query))
                        .build());
    }

    private Failed failed(
            Messages messages,
            EvaluationFailed failed,
            Indicator indicator,
            DataTable<EventReader.Found> behind,
            DataTable<VerdictChange> history,
            DataTable<EventReader.Heard> sources,
            MultivaluedMap<String, String> query) {
        EffectiveDeclaration effectiveDeclaration = failed.standing();
        int year = effectiveDeclaration.declaration().year();
        ZoneId zone = effectiveDeclaration.declaration().zone();
        Optional<RecordedEvaluation> row = evaluationCache.row(failed.ref());
        Instant since = Optional.ofNullable(evaluationCache.failures().get(failed.ref()))
                .map(recorded -> recorded.since())
                .orElse(pageContext.now());
        return new Failed(
                layout.of(
                        pageContext,
                        indicator.name(),
                        new Frame.Crumb(messages.of("overview", year), "/overview?year=" + year),
                        new Frame.Crumb(
                                effectiveDeclaration.declaration().name(),
                                "/years/" + year + "/"
                                        + Paths.encoded(effectiveDeclaration
                                                .declaration()
                                                .project()))),
                messages,
                row.map(one -> Cell.verdict(one.verdict(), one.declared().behaviour(), messages))
                        .orElse(null),
                row.map(one -> messages.of(one.sentence())).orElse(messages.of("neverEvaluated")),
                messages.of("fails", time(since, zone), failed.reason()),
                effectiveDeclaration.draft(),
                promised(messages, effectiveDeclaration, indicator),
                sources.view(query),
                history.view(query),
                behind.view(query));
    }

    private Promise promise(
            Messages messages,
            EffectiveDeclaration effectiveDeclaration,
            Indicator indicator,
            EventReader.Page read,
            DataTable<EventReader.Found> behind,
            DataTable<VerdictChange> history,
            DataTable<EventReader.Heard> sources,
            Assessor.Detail detail,
            DataTable<SlotRow> slots,
            MultivaluedMap<String, String> query) {
        int year = effectiveDeclaration.declaration().year();
        String project = effectiveDeclaration.declaration().project();
        Evaluation evaluation = detail.assessment().evaluation();
        Course course = Course.of(
                effectiveDeclaration,
                indicator,
                detail,
                verdictHistory.days(new IndicatorRef(year, project, indicator.id())));
        String here = "/years/" + year + "/" + Paths.encoded(project);
        LiveState state = live.states().get(new IndicatorRef(year, project, indicator.id()));
        return new Promise(
                layout.of(
                        pageContext,
                        indicator.name(),
                        new Frame.Crumb(messages.of("overview", year), "/overview?year=" + year),
                        new Frame.Crumb(effectiveDeclaration.declaration().name(), here)),
                messages,
                Cell.verdict(evaluation.verdict(), indicator.behaviour(), messages),
                messages.of(evaluation.sentence()),
                messages.of(evaluation.forecast().words()),
                evaluation.hearing().word(),
                zeroReport(effectiveDeclaration, indicator),
                pageContext.may(Role.REPORT) && pageContext.signedIn()
                        ? "/declaring/" + year + "/" + Paths.encoded(project) + "/indicators/"
                                + Paths.encoded(indicator.id())
                        : "",
                pageContext.may(Role.REPORT) && indicator.measure() instanceof Measure.Reported
                        ? "/enter/values/" + year + "/" + Paths.encoded(project) + "/" + Paths.encoded(indicator.id())
                        : "",
                part(messages, course),
                effectiveDeclaration.draft(),
                detail.assessment().filled().orElse(-1),
                promised(messages, effectiveDeclaration, indicator),
                figure(messages, effectiveDeclaration.declaration().zone(), indicator, evaluation),
                state == null
                        ? List.of()
                        : live(messages, effectiveDeclaration.declaration().zone(), indicator, state),
                course,
                json(messages, effectiveDeclaration, indicator, evaluation, course),
                slots.view(query),
                sources.view(query),
                EventReader.LOOKED,
                history.view(query),
                behind.view(query),
                read.next()
                        .map(next -> here + "/" + Paths.encoded(indicator.id()) + "?after=" + Paths.encoded(next)
                                + "#events")
                        .orElse(""));
    }

    private String zeroReport(EffectiveDeclaration effectiveDeclaration, Indicator indicator) {
        return pageContext.may(Role.REPORT) && ZeroReports.fits(indicator)
                ? "/enter/zero-report/" + effectiveDeclaration.declaration().year() + "/"
                        + Paths.encoded(effectiveDeclaration.declaration().project()) + "/"
                        + Paths.encoded(indicator.id())
                : "";
    }

    /** "Why was it so then?": a recorded verdict, and what the log as it was then makes of it today. */
    @GET
    @Path("history/{change: \\d{1,18}}")
    public TemplateInstance then(
            @PathParam("year") int wanted,
            @PathParam("project") String project,
            @PathParam("indicator") String id,
            @PathParam("change") long number) {
        Messages messages = pageContext.say(IndicatorPage.class);
        EffectiveDeclaration effectiveDeclaration =
                Year.of(declarations, pageContext, Optional.of(wanted)).project(project);
        VerdictChange change = verdictHistory
                .change(number)
                .filter(one -> one.ref().year() == wanted
                        && one.ref().project().equals(project)
                        && one.ref().id().equals(id))
                .orElseThrow(
                        () -> new Problem(ErrorCode.NO_SUCH_CHANGE, "no change " + number + " is recorded for it"));
        Optional<Replay.Again> again;
        String trouble = "";
        try {
            again = replay.again(change);
            if (again.isEmpty()) {
                trouble = messages.of("versionGone", change.version());
            }
        } catch (EventsExported exported) {
            again = Optional.empty();
            trouble = messages.of("eventsGone", exported.getMessage());
        }
        ZoneId zone = effectiveDeclaration.declaration().zone();
        String here = "/years/" + wanted + "/" + Paths.encoded(project);
        String name = again.map(Replay.Again::indicator)
                .or(() -> effectiveDeclaration.declaration().indicator(id))
                .map(Indicator::name)
                .orElse(id);
        Optional<Behaviour> behaviour = again.map(Replay.Again::indicator)
                .or(() -> effectiveDeclaration.declaration().indicator(id))
                .map(Indicator::behaviour);
        return new Then(
                layout.of(
                        pageContext,
                        messages.of("thenTitle", time(change.recordedAt(), zone), name),
                        new Frame.Crumb(messages.of("overview", wanted), "/overview?year=" + wanted),
                        new Frame.Crumb(effectiveDeclaration.declaration().name(), here),
                        new Frame.Crumb(name, here + "/" + Paths.encoded(id) + "#history")),
                messages,
                Cell.verdict(change.after(), behaviour, messages),
                messages.of(change.sentence()),
                recorded(messages, zone, change),
                trouble,
                again.map(one -> one.same(change)).orElse(false),
                again.map(one -> Cell.verdict(
                                one.evaluation().verdict(), one.indicator().behaviour(), messages))
                        .orElse(null),
                again.map(one -> messages.of(one.evaluation().sentence())).orElse(""),
                again.map(one -> figure(messages, one.declaration().zone(), one.indicator(), one.evaluation()))
                        .orElse(List.of()),
                again.map(one -> slots(one.evaluation())).orElse(List.of()));
    }

    private static List<Fact> recorded(Messages messages, ZoneId zone, VerdictChange change) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(messages.of("asOf"), time(change.at(), zone)));
        facts.add(new Fact(
                messages.of("before"), change.before().map(messages::of).orElseGet(() -> messages.of("first"))));
        facts.add(new Fact(messages.of("version"), messages.of("versionNumber", change.version())));
        facts.add(new Fact(messages.of("position"), new Position(change.upTo(), change.without()).words()));
        if (change.probability() != null) {
            facts.add(new Fact(messages.of("probability"), Numbers.percent(change.probability())));
        }
        return facts;
    }

    private EventReader.Page read(EffectiveDeclaration effectiveDeclaration, Indicator indicator, String after) {
        try {
            return events.behind(
                    indicator
                            .measure()
                            .series(effectiveDeclaration.declaration().zone()),
                    effectiveDeclaration.declaration().period(),
                    pageContext.now(),
                    Optional.ofNullable(after),
                    EVENTS);
        } catch (IllegalArgumentException wrong) {
            throw new Problem(ErrorCode.NO_SUCH_PAGE, wrong.getMessage());
        }
    }

    private static List<Fact> promised(
            Messages messages, EffectiveDeclaration effectiveDeclaration, Indicator indicator) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(messages.of("level"), indicator.level1() + " · " + indicator.level2()));
        facts.add(new Fact(
                messages.of("printed"), indicator.printed().map(Printed::text).orElse(messages.of("notPrinted"))));
        facts.add(new Fact(
                messages.of("read"), indicator.target().map(Target::words).orElse(messages.of("notRead"))));
        indicator.remarks().reading().ifPresent(because -> facts.add(new Fact(messages.of("because"), because)));
        indicator.remarks().narrative().ifPresent(also -> facts.add(new Fact(messages.of("narrative"), also)));
        indicator.remarks().note().ifPresent(note -> facts.add(new Fact(messages.of("note"), note)));
        indicator
                .amendments()
                .forEach(amended -> facts.add(new Fact(
                        messages.of("amended", amended.from()),
                        messages.of("amendedTo", amended.target().words(), amended.because(), amended.by()))));
        facts.add(new Fact(
                messages.of("behaviour"),
                messages.of("behaviour_" + indicator.behaviour().name())));
        indicator.remarks().owner().ifPresent(owner -> facts.add(new Fact(messages.of("owner"), owner)));
        facts.add(new Fact(
                messages.of("version"),
                messages.of("versionOf", effectiveDeclaration.version(), effectiveDeclaration.origin())));
        return facts;
    }

    private static List<Fact> figure(Messages messages, ZoneId zone, Indicator indicator, Evaluation evaluation) {
        List<Fact> facts = new ArrayList<>();
        facts.add(
                new Fact(messages.of("measure"), messages.of(indicator.measure().words())));
        var parts = evaluation.reading().parts();
        parts.numerator().ifPresent(above -> facts.add(new Fact(messages.of("numerator"), number(above))));
        parts.denominator().ifPresent(below -> facts.add(new Fact(messages.of("denominator"), number(below))));
        evaluation.reading().days().ifPresent(days -> {
            facts.add(new Fact(messages.of("daysCounted"), String.valueOf(days.counted())));
            facts.add(new Fact(messages.of("daysUnknown"), String.valueOf(days.unknown())));
            facts.add(new Fact(messages.of("daysLeft"), String.valueOf(days.left())));
        });
        facts.add(new Fact(messages.of("samples"), Numbers.shown(BigDecimal.valueOf(parts.samples()))));
        if (parts.unfit() > 0) {
            facts.add(new Fact(messages.of("unfit"), Numbers.shown(BigDecimal.valueOf(parts.unfit()))));
        }
        evaluation.reading().missing().ifPresent(why -> facts.add(new Fact(messages.of("missing"), messages.of(why))));
        evaluation
                .probability()
                .ifPresent(met -> facts.add(new Fact(messages.of("probability"), Numbers.percent(met))));
        facts.add(new Fact(
                messages.of("lastEvent"),
                evaluation
                        .lastEvent()
                        .map(last -> time(last, zone))
                        .orElse(messages.of(evaluation.hearing() == Hearing.NEVER ? "heard_never" : "silent"))));
        facts.add(new Fact(messages.of("asOf"), time(evaluation.at(), zone)));
        return facts;
    }

    private static String number(Fraction number) {
        return Numbers.shown(number.decimal());
    }

    private static String time(Instant at, ZoneId zone) {
        return Cell.time(at, zone).text();
    }

    private static List<Fact> live(Messages messages, ZoneId zone, Indicator indicator, LiveState state) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(
                messages.of("liveState"), messages.of("live_" + state.state().word())));
        facts.add(new Fact(messages.of("liveSince"), time(state.since(), zone)));
        if (state.value() != null) {
            facts.add(new Fact(messages.of("liveValue"), liveValue(indicator, zone, state)));
        }
        indicator
                .live()
                .ifPresent(window -> facts.add(new Fact(
                        messages.of("liveWindow"),
                        messages.of("minutes", window.window().toMinutes()))));
        if (state.budgetLeft() != null) {
            facts.add(new Fact(
                    messages.of("budgetLeft"), Numbers.shown(state.budgetLeft().movePointRight(2)) + " %"));
        }
        return facts;
    }

    private static String liveValue(Indicator indicator, ZoneId zone, LiveState state) {
        return Numbers.beside(
                state.value(),
                indicator.targetAt(state.since(), zone).map(Target::value).orElse(null));
    }

    private DataTable<SlotRow> slots(Messages messages, Evaluation evaluation) {
        return new DataTable<SlotRow>(pageContext, "slots", messages.of("slots"))
                .choice(
                        "kept",
                        messages.of("verdict"),
                        Map.of("yes", messages.of("kept"), "no", messages.of("notKept")),
                        slot -> slot.kept() ? "yes" : "no")
                .column("label", messages.of("span"), slot -> Cell.text(slot.label()))
                .column(
                        "kept",
                        messages.of("verdict"),
                        slot -> Cell.mark(
                                slot.kept() ? "met" : "missed", messages.of(slot.kept() ? "kept" : "notKept")))
                .column("actual", messages.of("actual"), slot -> Cell.text(slot.actual()))
                .column("target", messages.of("chartTarget"), slot -> Cell.text(slot.target()))
                .rows(slots(evaluation))
                .most(EVENTS_SHOWN);
    }

    private static List<SlotRow> slots(Evaluation evaluation) {
        return evaluation.slots().stream()
                .map(slot -> new SlotRow(
                        slot.label(),
                        Numbers.whole(Digits.beside(slot.actual(), slot.target().value())),
                        slot.target().words(),
                        slot.kept()))
                .toList();
    }

    private DataTable<EventReader.Heard> sources(
            Messages messages, EffectiveDeclaration effectiveDeclaration, Indicator indicator) {
        ZoneId zone = effectiveDeclaration.declaration().zone();
        Instant now = pageContext.now();
        LocalDate today = now.atZone(zone).toLocalDate();
        boolean open = !effectiveDeclaration.declaration().period().over(now);
        return new DataTable<EventReader.Heard>(pageContext, "sources", messages.of("sources"))
                .column("source", messages.of("source"), heard -> Cell.text(heard.source()))
                .column("type", messages.of("type"), heard -> Cell.text(heard.type()))
                .column("newest", messages.of("newest"), heard -> Cell.time(heard.time(), zone))
                .column("silent", messages.of("silentFor"), heard -> {
                    long days =
                            ChronoUnit.DAYS.between(heard.time().atZone(zone).toLocalDate(), today);
                    return open
                            ? Cell.number(
                                    BigDecimal.valueOf(days),
                                    days == 0 ? messages.of("today") : messages.of("days", days))
                            : Cell.text("");
                })
                .rows(events.sources(
                        indicator.measure().series(zone),
                        effectiveDeclaration.declaration().period(),
                        now))
                .most(EVENTS_SHOWN)
                .empty(messages.of("noSources"));
    }

    private DataTable<EventReader.Found> events(
            Messages messages, ZoneId zone, Indicator indicator, EventReader.Page read) {
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
                && (!pageContext.limited() || event.type().equals(Measure.Reported.TYPE));
    }

    private DataTable<VerdictChange> history(Messages messages, ZoneId zone, int year, String project, Indicator of) {
        String indicator = of.id();
        List<VerdictChange> changes =
                verdictHistory.changes(new IndicatorRef(year, project, indicator), Long.MAX_VALUE, CHANGES);
        Map<Long, String> actuals = actuals(changes, of, zone);
        return new DataTable<VerdictChange>(pageContext, "history", messages.of("history"))
                .column("at", messages.of("when"), change -> Cell.time(change.recordedAt(), zone))
                .column(
                        "before",
                        messages.of("before"),
                        change -> change.before()
                                .map(verdict -> Cell.verdict(verdict, of.behaviour(), messages))
                                .orElseGet(() -> Cell.text(messages.of("first"))))
                .column("after", messages.of("after"), change -> Cell.verdict(change.after(), of.behaviour(), messages))
                .column(
                        "actual",
                        messages.of("actual"),
                        change -> change.actual() == null
                                ? Cell.number(null)
                                : Cell.number(change.actual(), actuals.get(change.id())))
                .column("sentence", messages.of("sentence"), change -> Cell.text(messages.of(change.sentence())))
                .column(
                        "then",
                        messages.of("then"),
                        change -> Cell.link(
                                messages.of("whyThen"),
                                "/years/" + year + "/" + Paths.encoded(project) + "/" + Paths.encoded(indicator)
                                        + "/history/" + change.id()))
                .rows(changes)
                .most(EVENTS_SHOWN)
                .empty(messages.of("noHistory"));
    }

    /** Each beside its target, and so that it looks different from the one before it where it is. */
    private static Map<Long, String> actuals(List<VerdictChange> newestFirst, Indicator indicator, ZoneId zone) {
        Map<Long, String> shown = new LinkedHashMap<>();
        for (int i = 0; i < newestFirst.size(); i++) {
            VerdictChange change = newestFirst.get(i);
            if (change.actual() == null) {
                continue;
            }
            BigDecimal target =
                    indicator.targetAt(change.at(), zone).map(Target::value).orElse(null);
            BigDecimal later = i == 0 ? null : newestFirst.get(i - 1).actual();
            BigDecimal earlier =
                    i + 1 == newestFirst.size() ? null : newestFirst.get(i + 1).actual();
            BigDecimal beforeLater =
                    Digits.change(change.actual(), later, target).before();
            BigDecimal afterEarlier =
                    Digits.change(earlier, change.actual(), target).after();
            shown.put(
                    change.id(),
                    Numbers.whole(beforeLater.scale() > afterEarlier.scale() ? beforeLater : afterEarlier));
        }
        return shown;
    }

    private static String part(Messages messages, Course course) {
        return messages.of(!course.running() ? "chartSlot" : course.grain() == Grain.WEEK ? "chartWeek" : "chartPart");
    }

    /** What happened to the promise in its year, as marks on its chart. */
    private static List<Map<String, Object>> notes(
            Messages messages, EffectiveDeclaration effectiveDeclaration, Indicator indicator, Course course) {
        ZoneId zone = effectiveDeclaration.declaration().zone();
        return indicator.amendments().stream()
                .filter(amended -> effectiveDeclaration.declaration().period().contains(amended.from()))
                .map(amended -> Map.<String, Object>of(
                        "kind",
                        "amended",
                        "place",
                        course.place(
                                effectiveDeclaration,
                                amended.from().atStartOfDay(zone).toInstant()),
                        "words",
                        messages.of("amended", amended.from()) + "："
                                + amended.target().words()))
                .toList();
    }

    /** What the chart is drawn from; nothing in it can end the element that holds it. */
    private RawString json(
            Messages messages,
            EffectiveDeclaration effectiveDeclaration,
            Indicator indicator,
            Evaluation evaluation,
            Course course) {
        Map<String, Object> chart = new LinkedHashMap<>();
        chart.put("kind", course.kind());
        chart.put("bad", course.bad());
        if (course.kind().equals("quota")) {
            Map<String, Boolean> kept = new LinkedHashMap<>();
            evaluation.slots().forEach(slot -> kept.put(slot.label(), slot.kept()));
            chart.put(
                    "kept",
                    course.points().stream()
                            .map(point -> kept.get(point.label()))
                            .toList());
        }
        chart.put("notes", notes(messages, effectiveDeclaration, indicator, course));
        chart.put(
                "partShown",
                course.points().stream().map(Course.Point::partShown).toList());
        chart.put(
                "soFarShown",
                course.points().stream().map(Course.Point::soFarShown).toList());
        chart.put("unit", course.unit());
        chart.put("labels", course.points().stream().map(Course.Point::label).toList());
        chart.put("part", course.points().stream().map(Course.Point::part).toList());
        chart.put(
                "soFar",
                course.running()
                        ? course.points().stream().map(Course.Point::soFar).toList()
                        : List.of());
        chart.put("target", course.points().stream().map(Course.Point::target).toList());
        chart.put("forecast", course.forecast());
        chart.put(
                "foretold",
                course.foretold().stream()
                        .map(one ->
                                Arrays.asList(one.place(), one.low(), one.value(), one.high(), one.follows() ? 1 : 0))
                        .toList());
        chart.put(
                "words",
                Map.of(
                        "part", part(messages, course),
                        "proRata", messages.of("chartProRata"),
                        "soFar", messages.of("chartSoFar"),
                        "target", messages.of("chartTarget"),
                        "forecast", messages.of("chartForecast"),
                        "interval", messages.of("chartInterval"),
                        "foretold", messages.of("chartForetold")));
        try {
            return new RawString(json.writeValueAsString(chart)
                    .replace("<", "\\u003c")
                    .replace(">", "\\u003e")
                    .replace("&", "\\u0026"));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

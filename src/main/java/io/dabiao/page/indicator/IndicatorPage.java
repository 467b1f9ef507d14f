package io.dabiao.page.indicator;

import io.dabiao.access.Role;
import io.dabiao.alert.Alert;
import io.dabiao.comment.Comment;
import io.dabiao.comment.Comments;
import io.dabiao.core.calendar.Period;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Digits;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.evaluation.VerdictChange;
import io.dabiao.core.event.EventTypes;
import io.dabiao.core.measure.Reported;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.Assessor;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.evaluate.EvaluationFailed;
import io.dabiao.evaluate.LiveRecorder;
import io.dabiao.evaluate.LiveState;
import io.dabiao.evaluate.VerdictHistory;
import io.dabiao.ingest.reported.Documents;
import io.dabiao.ingest.reported.Values;
import io.dabiao.ingest.reported.ZeroReports;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.FieldText;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.Year;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.store.EventReader;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One promise: as printed and as read, how it stands and went, and why, down to the events behind the figure. */
@Path("/years/{year}/{project}/{indicator}")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class IndicatorPage {

    /** Events that are read at once; the list pages through them, and beyond them it reads on. */
    private static final int EVENTS = 200;

    private static final int EVENTS_SHOWN = 20;

    private static final int CHANGES = 1_000;

    private static final int MOST_ALERTS = 200;

    private static final int VALUES_LOOKED = 50;
    private static final int MOST_PROOFS = 24;

    /**
     * @param hearing word of what was heard of its sources
     * @param gauge how much of the target is reached, beside the time that has gone; null where that says nothing
     * @param zeroReport where a zero report is posted to; empty where there is none or the reader may not
     * @param amend where its target is amended; empty where the reader may not
     * @param enter where its values are entered; empty where no person reports them or the reader may not
     * @param silence where its alerts are silenced; empty where the reader may not
     * @param remind by what its owner is reminded; empty where the reader may not
     * @param part what the parts of the course are called
     * @param json the course, for the chart
     * @param looked of each month and type so many events were looked at for the sources
     * @param calendar of its days; null where it is not promised by days
     * @param probes where the picture of its probes is asked for; empty where none look at a site for it
     * @param evidence the documents of what people reported, the newest first
     * @param comments what people said of it, the newest first
     * @param comment where something is said of it; empty where the reader may not
     * @param day whose events alone are shown; empty for all
     * @param here its own path
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
            YearGauge gauge,
            String hearing,
            String zeroReport,
            String amend,
            String enter,
            String silence,
            String remind,
            String part,
            boolean draft,
            int filling,
            List<Fact> promise,
            List<Fact> figure,
            List<Fact> live,
            Course course,
            RawString json,
            DayCalendar calendar,
            String probes,
            List<Proof> evidence,
            List<CommentPage.Shown> comments,
            String comment,
            DataTable.View slots,
            DataTable.View alerts,
            DataTable.View sources,
            int looked,
            DataTable.View history,
            DataTable.View events,
            String here,
            String day,
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

    private final Declarations declarations;
    private final Assessor assessor;
    private final EvaluationCache evaluationCache;
    private final VerdictHistory verdictHistory;
    private final LiveRecorder live;
    private final EventReader events;
    private final Values values;
    private final Comments comments;
    private final PageContext pageContext;
    private final EventsTable eventsTable;
    private final ChartJson chartJson;

    IndicatorPage(
            Declarations declarations,
            Assessor assessor,
            EvaluationCache evaluationCache,
            VerdictHistory verdictHistory,
            LiveRecorder live,
            EventReader events,
            Values values,
            Comments comments,
            PageContext pageContext,
            EventsTable eventsTable,
            ChartJson chartJson) {
        this.declarations = declarations;
        this.assessor = assessor;
        this.evaluationCache = evaluationCache;
        this.verdictHistory = verdictHistory;
        this.live = live;
        this.events = events;
        this.values = values;
        this.comments = comments;
        this.pageContext = pageContext;
        this.eventsTable = eventsTable;
        this.chartJson = chartJson;
    }

    @GET
    public TemplateInstance page(
            @PathParam("year") int wanted,
            @PathParam("project") String project,
            @PathParam("indicator") String id,
            @QueryParam("day") String wantedDay,
            @QueryParam("after") String after) {
        Messages messages = pageContext.say(IndicatorPage.class);
        EffectiveDeclaration effectiveDeclaration =
                Year.of(declarations, pageContext, Optional.of(wanted)).project(project);
        Indicator indicator = effectiveDeclaration
                .declaration()
                .indicator(id)
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_INDICATOR, "no indicator '" + id + "' in " + project));
        ZoneId zone = effectiveDeclaration.declaration().zone();
        Optional<LocalDate> day = FieldText.day(wantedDay)
                .filter(effectiveDeclaration.declaration().period()::contains);
        EventReader.Page read = read(effectiveDeclaration, indicator, day, after);
        DataTable<Alert> alerts = alerts(messages, zone, new IndicatorRef(wanted, project, id));
        DataTable<EventReader.Found> behind = eventsTable.of(messages, zone, indicator, read);
        DataTable<VerdictChange> history = history(messages, zone, wanted, project, indicator);
        DataTable<EventReader.Heard> sources = sources(messages, effectiveDeclaration, indicator);
        Assessor.Detail detail;
        try {
            detail = assessor.detail(effectiveDeclaration, indicator, pageContext.now());
        } catch (EvaluationFailed failed) {
            return failed(messages, failed, indicator, behind, history, sources);
        }
        DataTable<SlotRow> slots = slots(messages, detail.assessment().evaluation());
        return promise(
                messages, effectiveDeclaration, indicator, read, behind, history, sources, detail, slots, alerts, day);
    }

    private Failed failed(
            Messages messages,
            EvaluationFailed failed,
            Indicator indicator,
            DataTable<EventReader.Found> behind,
            DataTable<VerdictChange> history,
            DataTable<EventReader.Heard> sources) {
        EffectiveDeclaration effectiveDeclaration = failed.standing();
        int year = effectiveDeclaration.declaration().year();
        ZoneId zone = effectiveDeclaration.declaration().zone();
        Optional<RecordedEvaluation> row = evaluationCache.row(failed.ref());
        Instant since = Optional.ofNullable(evaluationCache.failures().get(failed.ref()))
                .map(recorded -> recorded.since())
                .orElse(pageContext.now());
        return new Failed(
                pageContext.frame(
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
                row.map(one -> pageContext.said(one.sentence())).orElse(messages.of("neverEvaluated")),
                messages.of("fails", PromiseFacts.time(since, zone), failed.reason()),
                effectiveDeclaration.draft(),
                PromiseFacts.promised(messages, effectiveDeclaration, indicator),
                sources.view(),
                history.view(),
                behind.view());
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
            DataTable<Alert> alerts,
            Optional<LocalDate> day) {
        int year = effectiveDeclaration.declaration().year();
        String project = effectiveDeclaration.declaration().project();
        Evaluation evaluation = detail.assessment().evaluation();
        Course course = Course.of(
                effectiveDeclaration,
                indicator,
                detail,
                verdictHistory.days(new IndicatorRef(year, project, indicator.id())));
        String above = "/years/" + year + "/" + Paths.encoded(project);
        String here = above + "/" + Paths.encoded(indicator.id());
        List<Comment> said = comments.of(new IndicatorRef(year, project, indicator.id()));
        boolean acts = pageContext.may(Role.REPORT) && pageContext.signedIn();
        LiveState state = live.states().get(new IndicatorRef(year, project, indicator.id()));
        return new Promise(
                pageContext.frame(
                        indicator.name(),
                        new Frame.Crumb(messages.of("overview", year), "/overview?year=" + year),
                        new Frame.Crumb(effectiveDeclaration.declaration().name(), above)),
                messages,
                Cell.verdict(evaluation.verdict(), indicator.behaviour(), messages),
                pageContext.said(evaluation.sentence()),
                pageContext.said(evaluation.forecast().words()),
                YearGauge.of(messages, effectiveDeclaration.declaration().period(), indicator, evaluation),
                evaluation.hearing().word(),
                zeroReport(effectiveDeclaration, indicator),
                acts
                        ? "/declaring/" + year + "/" + Paths.encoded(project) + "/indicators/"
                                + Paths.encoded(indicator.id())
                        : "",
                pageContext.may(Role.REPORT) && indicator.measure() instanceof Reported
                        ? "/enter/values/" + year + "/" + Paths.encoded(project) + "/" + Paths.encoded(indicator.id())
                        : "",
                acts ? "/alerts/silences/new?indicator=" + Paths.encoded(project + "/" + indicator.id()) : "",
                acts ? year + "/" + project + "/" + indicator.id() : "",
                ChartJson.part(messages, course),
                effectiveDeclaration.draft(),
                detail.assessment().filled().orElse(-1),
                PromiseFacts.promised(messages, effectiveDeclaration, indicator),
                PromiseFacts.figure(
                        messages,
                        pageContext,
                        effectiveDeclaration.declaration().zone(),
                        indicator,
                        evaluation),
                state == null
                        ? List.of()
                        : PromiseFacts.live(
                                messages, effectiveDeclaration.declaration().zone(), indicator, state),
                course,
                chartJson.of(messages, effectiveDeclaration, indicator, evaluation, course, said),
                indicator.behaviour() == Behaviour.DAYS
                        ? DayCalendar.of(
                                messages, effectiveDeclaration.declaration().period(), detail.days(), here)
                        : null,
                ProbedSites.of(indicator, effectiveDeclaration.declaration().zone())
                                .isEmpty()
                        ? ""
                        : here + "/probes",
                evidence(messages, effectiveDeclaration, indicator),
                CommentPage.Shown.of(
                        said, pageContext, effectiveDeclaration.declaration().zone(), here),
                pageContext.may(Role.REPORT) ? here + "/comments" : "",
                slots.view(),
                alerts.view(),
                sources.view(),
                EventReader.LOOKED,
                history.view(),
                behind.view(),
                here,
                day.map(LocalDate::toString).orElse(""),
                read.next()
                        .map(next ->
                                here + "?" + day.map(one -> "day=" + one + "&").orElse("") + "after="
                                        + Paths.encoded(next) + "#events")
                        .orElse(""));
    }

    private String zeroReport(EffectiveDeclaration effectiveDeclaration, Indicator indicator) {
        return pageContext.may(Role.REPORT) && ZeroReports.fits(indicator)
                ? "/enter/zero-report/" + effectiveDeclaration.declaration().year() + "/"
                        + Paths.encoded(effectiveDeclaration.declaration().project()) + "/"
                        + Paths.encoded(indicator.id())
                : "";
    }

    /**
     * A document on which a value rests.
     *
     * @param picture whether it is one, and can be seen here
     */
    public record Proof(String name, String path, String of, boolean picture) {}

    private List<Proof> evidence(Messages messages, EffectiveDeclaration standing, Indicator indicator) {
        if (!(indicator.measure() instanceof Reported)) {
            return List.of();
        }
        int year = standing.declaration().year();
        String project = standing.declaration().project();
        String path = "/enter/values/" + year + "/" + Paths.encoded(project) + "/" + Paths.encoded(indicator.id())
                + "/evidence/";
        return values.page(values.asked(year, project, indicator.id()), null, VALUES_LOOKED).values().stream()
                .flatMap(value -> value.evidence().stream()
                        .filter(document -> document.mediaType() != null)
                        .map(document -> new Proof(
                                document.name(),
                                path + Paths.encoded(document.sha256()),
                                messages.of("proofOf", value.at().toLocalDate(), Objects.toString(value.author(), "—")),
                                document.mediaType().startsWith("image/")
                                        && Documents.seenInPlace(document.mediaType()))))
                .limit(MOST_PROOFS)
                .toList();
    }

    private DataTable<Alert> alerts(Messages messages, ZoneId zone, IndicatorRef ref) {
        return new DataTable<Alert>(pageContext, "alerts", messages.of("alerts"))
                .column(
                        "state",
                        messages.of("alertState"),
                        alert -> alert.fires()
                                ? Cell.mark("breached", messages.of("alert_" + alert.state.word()))
                                : Cell.text(messages.of("alert_" + alert.state.word())))
                .column(
                        "kind",
                        messages.of("alertKind"),
                        alert -> Cell.link(messages.of(alert.kindCalled()), "/alerts/" + alert.id))
                .column("sentence", messages.of("sentence"), alert -> Cell.text(pageContext.said(alert.sentence())))
                .column("since", messages.of("alertSince"), alert -> Cell.time(alert.since, zone))
                .column("ended", messages.of("alertEnded"), alert -> Cell.time(alert.resolvedAt, zone))
                .rows(Alert.of(ref, MOST_ALERTS))
                .most(EVENTS_SHOWN)
                .empty(messages.of("noAlerts"));
    }

    private EventReader.Page read(
            EffectiveDeclaration effectiveDeclaration, Indicator indicator, Optional<LocalDate> day, String after) {
        ZoneId zone = effectiveDeclaration.declaration().zone();
        try {
            return events.behind(
                    indicator.measure().series(zone),
                    day.map(one -> new Period(one, one.plusDays(1), zone))
                            .orElse(effectiveDeclaration.declaration().period()),
                    pageContext.now(),
                    Optional.ofNullable(after),
                    EVENTS);
        } catch (IllegalArgumentException wrong) {
            throw new Problem(ErrorCode.NO_SUCH_PAGE, wrong.getMessage());
        }
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
                .rows(SlotRow.of(evaluation))
                .most(EVENTS_SHOWN);
    }

    private DataTable<EventReader.Heard> sources(
            Messages messages, EffectiveDeclaration effectiveDeclaration, Indicator indicator) {
        ZoneId zone = effectiveDeclaration.declaration().zone();
        Instant now = pageContext.now();
        LocalDate today = now.atZone(zone).toLocalDate();
        boolean open = !effectiveDeclaration.declaration().period().over(now);
        EventTypes types = declarations.inForce().types();
        return new DataTable<EventReader.Heard>(pageContext, "sources", messages.of("sources"))
                .column("source", messages.of("source"), heard -> Cell.text(heard.source()))
                .column(
                        "type",
                        messages.of("type"),
                        heard -> Cell.text(types.type(heard.type())
                                .map(type -> messages.of(type.title()))
                                .orElse(heard.type())))
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
                .column("sentence", messages.of("sentence"), change -> Cell.text(pageContext.said(change.sentence())))
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
}

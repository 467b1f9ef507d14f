package io.dabiao.expose;

import io.dabiao.access.Role;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Live;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.evaluation.Hearing;
import io.dabiao.core.evaluation.VerdictChange;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.Assessment;
import io.dabiao.evaluate.Assessor;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.evaluate.EvaluationFailed;
import io.dabiao.evaluate.LiveRecorder;
import io.dabiao.evaluate.LiveState;
import io.dabiao.evaluate.Replay;
import io.dabiao.evaluate.VerdictHistory;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.store.EventExports;
import io.dabiao.store.EventReader;
import io.dabiao.store.Position;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Years, projects and indicators: what was promised and how it stands, at any instant. */
@Path("/api/v1/years")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
@Tag(name = "indicators", description = "What was promised and how it stands, at any instant.")
public class YearsResource {

    private static final int LARGEST_PAGE = 1_000;

    /** @param draft whether its declarations still wait for approval */
    @Schema(name = "Year")
    public record YearView(int year, boolean draft, int projects, int indicators) {}

    /** A project with the verdicts of its indicators, counted. */
    @Schema(name = "Project")
    public record ProjectView(
            String id,
            String name,
            int year,
            boolean draft,
            int declarationVersion,
            String institution,
            String department,
            String nature,
            String category,
            LocalDate from,
            LocalDate to,
            BudgetView budget,
            String goal,
            List<String> notes,
            Map<String, Long> verdicts,
            Map<String, Long> heard) {}

    /** In yuan. */
    @Schema(name = "Budget")
    public record BudgetView(BigDecimal total, BigDecimal treasury, BigDecimal carriedOver, BigDecimal other) {}

    /** A recorded change of a verdict. */
    @Schema(name = "VerdictChange")
    public record ChangeView(
            long id,
            OffsetDateTime at,
            OffsetDateTime recordedAt,
            String position,
            int declarationVersion,
            String catalogueVersion,
            String before,
            String after,
            BigDecimal actual,
            BigDecimal probability,
            boolean stale,
            boolean draft,
            String sentence,
            String sentenceZh) {}

    @Schema(name = "DailySnapshot")
    public record SnapshotView(
            LocalDate day,
            BigDecimal actual,
            BigDecimal probability,
            IndicatorViews.ForecastView forecast,
            String verdict,
            boolean stale,
            int declarationVersion) {}

    /** A recorded change of a live state. */
    @Schema(name = "LiveStateChange")
    public record LiveChangeView(
            long id,
            OffsetDateTime at,
            int declarationVersion,
            String before,
            String after,
            BigDecimal value,
            boolean draft) {}

    /** A past evaluation computed again from the log. */
    @Schema(name = "Replay")
    public record ReplayView(ChangeView recorded, BigDecimal actual, String verdict, String sentence, boolean same) {}

    /**
     * @param next pass it as {@code after} for the next page; null on the last
     * @param exported files of the archive with more events of the figure, which are not listed here; mostly none
     */
    public record EventPage(List<EventReader.Found> events, String next, List<String> exported) {}

    private final Declarations declarations;
    private final Assessor assessor;
    private final EvaluationCache evaluationCache;
    private final VerdictHistory history;
    private final EventReader events;
    private final Replay replay;
    private final LiveRecorder live;
    private final Clock clock;

    YearsResource(
            Declarations declarations,
            Assessor assessor,
            EvaluationCache evaluationCache,
            VerdictHistory history,
            EventReader events,
            Replay replay,
            LiveRecorder live,
            Clock clock) {
        this.declarations = declarations;
        this.assessor = assessor;
        this.evaluationCache = evaluationCache;
        this.history = history;
        this.events = events;
        this.replay = replay;
        this.live = live;
        this.clock = clock;
    }

    @GET
    @Operation(operationId = "listYears", summary = "The years with declarations")
    public List<YearView> years() {
        return declarations.inForce().years().stream().map(this::yearView).toList();
    }

    private YearView yearView(int year) {
        List<EffectiveDeclaration> standing = declarations.inForce().year(year);
        int indicators = standing.stream()
                .mapToInt(one -> one.declaration().indicators().size())
                .sum();
        return new YearView(year, standing.stream().anyMatch(EffectiveDeclaration::draft), standing.size(), indicators);
    }

    @GET
    @Path("{year}/projects")
    @Operation(operationId = "listProjects", summary = "The projects of a year with their verdicts counted")
    public List<ProjectView> projects(@PathParam("year") int year, @QueryParam("at") String at) {
        Instant instant = AtInstant.of(at, clock.instant());
        List<IndicatorViews.Brief> all = briefs(year, instant, at, indicator -> true);
        return known(year).stream()
                .map(effectiveDeclaration -> project(effectiveDeclaration.at(instant), all))
                .toList();
    }

    @GET
    @Path("{year}/projects/{project}")
    @Operation(operationId = "getProject", summary = "One project")
    public ProjectView project(
            @PathParam("year") int year, @PathParam("project") String project, @QueryParam("at") String at) {
        Instant instant = AtInstant.of(at, clock.instant());
        EffectiveDeclaration effectiveDeclaration = standing(year, project).at(instant);
        return project(
                effectiveDeclaration,
                briefs(year, instant, at, effectiveDeclaration.declaration().indicators()::contains));
    }

    /** In the forms' order; one that cannot be evaluated stands in its place with what was recorded of it. */
    private List<IndicatorViews.Brief> briefs(int year, Instant instant, String at, Predicate<Indicator> wanted) {
        Assessor.Assessed assessed = assessor.assess(year, instant, wanted);
        Map<String, IndicatorViews.Brief> byId = new HashMap<>();
        assessed.assessments().stream()
                .map(one -> IndicatorViews.brief(
                        one,
                        live(one.standing(), one.indicator(), at),
                        now(at)
                                ? evaluationCache
                                        .failures()
                                        .get(ref(one.standing(), one.indicator().id()))
                                : null))
                .forEach(brief -> byId.put(brief.id(), brief));
        assessed.failures()
                .forEach(failed -> failed.standing()
                        .declaration()
                        .indicator(failed.indicator())
                        .map(indicator -> failed(failed, indicator, instant, at))
                        .ifPresent(brief -> byId.put(brief.id(), brief)));
        List<IndicatorViews.Brief> briefs = new ArrayList<>();
        for (EffectiveDeclaration newest : declarations.inForce().year(year)) {
            Declaration declaration = newest.at(instant).declaration();
            declaration.indicators().stream()
                    .map(indicator -> byId.get(declaration.project() + "/" + indicator.id()))
                    .filter(Objects::nonNull)
                    .forEach(briefs::add);
        }
        return briefs;
    }

    private IndicatorViews.Brief failed(EvaluationFailed failed, Indicator indicator, Instant instant, String at) {
        return IndicatorViews.brief(
                failed,
                indicator,
                now(at) ? evaluationCache.row(failed.ref()) : Optional.empty(),
                now(at) ? evaluationCache.failures().get(failed.ref()) : null,
                live(failed.standing(), indicator, at),
                instant);
    }

    /** Whether the question is about now, of which alone something is recorded. */
    private static boolean now(String at) {
        return at == null || at.isBlank();
    }

    private static IndicatorRef ref(EffectiveDeclaration effectiveDeclaration, String indicator) {
        return new IndicatorRef(
                effectiveDeclaration.declaration().year(),
                effectiveDeclaration.declaration().project(),
                indicator);
    }

    private static ProjectView project(EffectiveDeclaration effectiveDeclaration, List<IndicatorViews.Brief> all) {
        Declaration declaration = effectiveDeclaration.declaration();
        List<IndicatorViews.Brief> own = all.stream()
                .filter(one -> one.project().id().equals(declaration.project()))
                .toList();
        Map<String, Long> verdicts = counted(own, IndicatorViews.Brief::verdict);
        Map<String, Long> heard = counted(own, IndicatorViews.Brief::heard);
        return new ProjectView(
                declaration.project(),
                declaration.name(),
                declaration.year(),
                effectiveDeclaration.draft(),
                effectiveDeclaration.version(),
                declaration.office().institution(),
                declaration.office().department(),
                declaration.office().nature(),
                declaration.office().category(),
                declaration.period().from(),
                declaration.period().until().minusDays(1),
                new BudgetView(
                        declaration.budget().total(),
                        declaration.budget().treasury(),
                        declaration.budget().carriedOver(),
                        declaration.budget().other()),
                declaration.goal(),
                declaration.notes(),
                verdicts,
                heard);
    }

    private static Map<String, Long> counted(
            List<IndicatorViews.Brief> some, Function<IndicatorViews.Brief, String> word) {
        return some.stream()
                .map(word)
                .filter(Objects::nonNull)
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }

    @GET
    @OneProject
    @Path("{year}/indicators")
    @Operation(operationId = "listIndicators", summary = "The indicators of a year as of an instant")
    public List<IndicatorViews.Brief> indicators(
            @PathParam("year") int year,
            @Parameter(description = "Date and time with offset; events at or after it are left out. Now by default.")
                    @QueryParam("at")
                    String at,
            @Parameter(description = "A project's id or name.") @QueryParam("project") String project,
            @QueryParam("verdict") String verdict,
            @Parameter(description = "never, stale or heard: what was heard of the sources.") @QueryParam("heard")
                    String heard) {
        known(year);
        Optional<String> only = Optional.ofNullable(project)
                .map(named -> standing(year, named).declaration().project());
        Instant instant = AtInstant.of(at, clock.instant());
        Optional<Verdict> wanted = Optional.ofNullable(verdict).map(YearsResource::verdict);
        Optional<Hearing> hearing = Optional.ofNullable(heard).map(YearsResource::hearing);
        return briefs(year, instant, at, indicator -> true).stream()
                .filter(one -> only.isEmpty() || one.project().id().equals(only.get()))
                .filter(one -> wanted.isEmpty() || wanted.get().word().equals(one.verdict()))
                .filter(one -> hearing.isEmpty() || hearing.get().word().equals(one.heard()))
                .toList();
    }

    @GET
    @Path("{year}/rows")
    @Operation(
            operationId = "listIndicatorRows",
            summary = "The indicators of a year as flat rows",
            description =
                    "The same as the list of indicators with no value in a value, for tools that make tables and panels of lists, such as"
                            + " Grafana's data source Infinity.")
    public List<IndicatorViews.Row> rows(
            @PathParam("year") int year,
            @QueryParam("at") String at,
            @Parameter(description = "A project's id or name.") @QueryParam("project") String project,
            @QueryParam("verdict") String verdict,
            @Parameter(description = "never, stale or heard: what was heard of the sources.") @QueryParam("heard")
                    String heard) {
        return indicators(year, at, project, verdict, heard).stream()
                .map(IndicatorViews.Row::of)
                .toList();
    }

    private static Hearing hearing(String word) {
        try {
            return Hearing.ofWord(word);
        } catch (IllegalArgumentException unknown) {
            throw new Problem(ErrorCode.NO_SUCH_FILTER, unknown.getMessage());
        }
    }

    private static Verdict verdict(String word) {
        try {
            return Verdict.ofWord(word);
        } catch (IllegalArgumentException unknown) {
            throw new Problem(ErrorCode.NO_SUCH_VERDICT, unknown.getMessage());
        }
    }

    @GET
    @Path("{year}/indicators/{project}/{indicator}")
    @Operation(operationId = "getIndicator", summary = "One indicator with its parts, its course and what is missing")
    public IndicatorViews.Full indicator(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String indicator,
            @QueryParam("at") String at) {
        Instant instant = AtInstant.of(at, clock.instant());
        EffectiveDeclaration effectiveDeclaration = standing(year, project).at(instant);
        Indicator promised = indicator(effectiveDeclaration, indicator);
        try {
            Assessor.Detail detail = assessor.detail(effectiveDeclaration, promised, instant);
            return IndicatorViews.full(
                    detail,
                    live(effectiveDeclaration, promised, at),
                    now(at) ? evaluationCache.failures().get(ref(effectiveDeclaration, promised.id())) : null,
                    excluded(detail, instant));
        } catch (EvaluationFailed failed) {
            return IndicatorViews.full(failed(failed, promised, instant, at), failed, promised, instant);
        }
    }

    /** The log is read only where the figure says that something was left out. */
    private List<EventReader.Excluded> excluded(Assessor.Detail detail, Instant at) {
        Assessment assessment = detail.assessment();
        var declaration = assessment.standing().declaration();
        return assessment.evaluation().reading().parts().unfit() == 0
                ? List.of()
                : events.excluded(
                        assessment.indicator().measure().series(declaration.zone()),
                        declaration.period(),
                        at,
                        IndicatorViews.EXCLUSIONS);
    }

    /** The live state is one of now only. */
    private LiveState live(EffectiveDeclaration effectiveDeclaration, Indicator indicator, String at) {
        return now(at) ? live.states().get(ref(effectiveDeclaration, indicator.id())) : null;
    }

    @GET
    @Path("{year}/indicators/{project}/{indicator}/live")
    @Operation(
            operationId = "listLiveStateChanges",
            summary = "Every recorded change of the live state, the newest first")
    public List<LiveChangeView> liveChanges(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String indicator,
            @Parameter(description = "Only changes with a smaller id, for paging.")
                    @QueryParam("before")
                    @DefaultValue("9223372036854775807")
                    long before,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        EffectiveDeclaration effectiveDeclaration = standing(year, project);
        indicator(effectiveDeclaration, indicator);
        return history.liveChanges(ref(effectiveDeclaration, indicator), before, page(limit)).stream()
                .map(change -> new LiveChangeView(
                        change.id(),
                        IndicatorViews.time(
                                change.at(), effectiveDeclaration.declaration().zone()),
                        change.version(),
                        change.before().map(Live.State::word).orElse(null),
                        change.after().word(),
                        change.value(),
                        change.draft()))
                .toList();
    }

    @GET
    @Path("{year}/indicators/{project}/{indicator}/history")
    @Operation(operationId = "listVerdictChanges", summary = "Every recorded change of the verdict, the newest first")
    public List<ChangeView> history(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String indicator,
            @Parameter(description = "Only changes with a smaller id, for paging.")
                    @QueryParam("before")
                    @DefaultValue("9223372036854775807")
                    long before,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        EffectiveDeclaration effectiveDeclaration = standing(year, project);
        indicator(effectiveDeclaration, indicator);
        return history.changes(ref(effectiveDeclaration, indicator), before, page(limit)).stream()
                .map(change -> view(change, effectiveDeclaration))
                .toList();
    }

    @GET
    @Path("{year}/indicators/{project}/{indicator}/history/{id}/replay")
    @Operation(
            operationId = "replayEvaluation",
            summary = "A recorded evaluation computed again from the log",
            description = "From the declaration's version, the instant and the log up to the recorded position:"
                    + " it comes out the same even after late facts.")
    public ReplayView replay(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String indicator,
            @PathParam("id") long id) {
        EffectiveDeclaration effectiveDeclaration = standing(year, project);
        VerdictChange change = history.change(id)
                .filter(one -> one.ref().year() == year
                        && one.ref()
                                .project()
                                .equals(effectiveDeclaration.declaration().project())
                        && one.ref().id().equals(indicator))
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_CHANGE, "no change " + id + " is recorded for it"));
        var again = replay.again(change)
                .orElseThrow(() ->
                        new Problem(ErrorCode.CANNOT_BE_REPLAYED, "the declaration's version can no longer be read"));
        Evaluation evaluation = again.evaluation();
        return new ReplayView(
                view(change, effectiveDeclaration),
                evaluation.decimal().orElse(null),
                evaluation.verdict().word(),
                evaluation.sentence().english(),
                again.same(change));
    }

    private static ChangeView view(VerdictChange change, EffectiveDeclaration effectiveDeclaration) {
        var zone = effectiveDeclaration.declaration().zone();
        return new ChangeView(
                change.id(),
                IndicatorViews.time(change.at(), zone),
                IndicatorViews.time(change.recordedAt(), zone),
                new Position(change.upTo(), change.without()).words(),
                change.version(),
                change.typesDigest().orElse(null),
                change.before().map(Verdict::word).orElse(null),
                change.after().word(),
                change.actual(),
                change.probability(),
                change.stale(),
                change.draft(),
                change.sentence().english(),
                change.sentence().chinese());
    }

    @GET
    @Path("{year}/indicators/{project}/{indicator}/snapshots")
    @Operation(operationId = "listSnapshots", summary = "The indicator at the end of each day on which the service ran")
    public List<SnapshotView> snapshots(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String indicator) {
        EffectiveDeclaration effectiveDeclaration = standing(year, project);
        indicator(effectiveDeclaration, indicator);
        return history.days(ref(effectiveDeclaration, indicator)).stream()
                .map(row -> new SnapshotView(
                        row.day(),
                        row.actual(),
                        row.probability(),
                        IndicatorViews.forecast(row),
                        row.verdict().word(),
                        row.stale(),
                        row.version()))
                .toList();
    }

    @GET
    @Path("{year}/indicators/{project}/{indicator}/events")
    @Operation(operationId = "listIndicatorEvents", summary = "The events behind the figure, the newest first")
    public EventPage events(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String indicator,
            @QueryParam("at") String at,
            @Parameter(description = "The previous page's next.") @QueryParam("after") String after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        Instant instant = AtInstant.of(at, clock.instant());
        EffectiveDeclaration effectiveDeclaration = standing(year, project).at(instant);
        try {
            EventReader.Page page = events.behind(
                    indicator(effectiveDeclaration, indicator)
                            .measure()
                            .series(effectiveDeclaration.declaration().zone()),
                    effectiveDeclaration.declaration().period(),
                    instant,
                    Optional.ofNullable(after),
                    page(limit));
            return new EventPage(
                    page.events(),
                    page.next().orElse(null),
                    page.exported().stream().map(EventExports.Part::file).toList());
        } catch (IllegalArgumentException wrong) {
            throw new Problem(ErrorCode.NO_SUCH_PAGE, wrong.getMessage());
        }
    }

    private static int page(int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new Problem(
                    ErrorCode.NO_SUCH_PAGE_SIZE, "limit must be from 1 to " + LARGEST_PAGE + ", not " + limit);
        }
        return limit;
    }

    private List<EffectiveDeclaration> known(int year) {
        List<EffectiveDeclaration> standing = declarations.inForce().year(year);
        if (standing.isEmpty()) {
            throw new Problem(
                    ErrorCode.NO_SUCH_YEAR,
                    "nothing is declared for " + year + "; declared are "
                            + declarations.inForce().years());
        }
        return standing;
    }

    private EffectiveDeclaration standing(int year, String project) {
        List<EffectiveDeclaration> all = known(year);
        return declarations
                .inForce()
                .project(year, project)
                .orElseThrow(() -> new Problem(
                        ErrorCode.NO_SUCH_PROJECT,
                        "no project '" + project + "' in " + year + "; there are "
                                + all.stream()
                                        .map(one -> one.declaration().project())
                                        .collect(Collectors.joining(", "))));
    }

    private static Indicator indicator(EffectiveDeclaration effectiveDeclaration, String indicator) {
        return effectiveDeclaration
                .declaration()
                .indicator(indicator)
                .orElseThrow(() -> new Problem(
                        ErrorCode.NO_SUCH_INDICATOR,
                        "no indicator '" + indicator + "' in "
                                + effectiveDeclaration.declaration().project()));
    }
}

package io.dabiao.page.overview;

import io.dabiao.access.Role;
import io.dabiao.access.person.People;
import io.dabiao.alert.Alert;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.evaluation.VerdictChange;
import io.dabiao.declare.Declarations;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.evaluate.VerdictHistory;
import io.dabiao.page.Cell;
import io.dabiao.page.Frame;
import io.dabiao.page.Hearings;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.Redirect;
import io.dabiao.page.TodoItem;
import io.dabiao.page.Verdicts;
import io.dabiao.page.Year;
import io.quarkus.arc.All;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where one lands: what fires, what became worse, what waits, and how every indicator of the year stands, on one screen. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class TodayPage {

    /** After so long without a look, a look is a new visit. */
    private static final Duration PAUSE = Duration.ofMinutes(30);

    /** A person who comes for the first time sees what changed in this time; it is called so, and not "since the last visit". */
    private static final Duration FIRST = Duration.ofDays(7);

    /** Of each of the three lists; the rest is a number that leads to all. */
    private static final int SHOWN = 5;

    /** Of what waits. */
    private static final int LINES = 7;

    /**
     * An alert that fires.
     *
     * @param mark under which the style sheet shows its severity
     * @param holder who has it: the person that acknowledged it, else the owner; empty where neither is known
     */
    public record Firing(
            String mark,
            String severity,
            String name,
            String path,
            String project,
            String holder,
            boolean acknowledged,
            String since) {}

    /** An indicator whose verdict became worse. */
    public record Worse(String name, String path, String project, Cell before, Cell after, String when) {}

    /** @param count how many there are of this kind */
    public record Waiting(String name, String path, int count, List<TodoItem.Task> tasks) {}

    /**
     * @param firing how many fire in all
     * @param worse how many became worse in all
     * @param since of the changes, by the institution's clocks
     * @param returns whether there was a visit before, which {@code since} is the end of
     * @param waits how many things wait in all
     * @param quiet whether no indicator has a value yet
     * @param begins whether the reader may take the first steps
     */
    @CheckedTemplate(basePath = "overview", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Today(
            Frame frame,
            Messages say,
            Year year,
            String day,
            Verdicts verdicts,
            Map<String, String> verdictPaths,
            Hearings hearings,
            int firing,
            List<Firing> alerts,
            int worse,
            List<Worse> worst,
            String changes,
            String since,
            boolean returns,
            int waits,
            List<Waiting> waiting,
            List<ProjectLine> projects,
            boolean quiet,
            boolean begins)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final EvaluationCache evaluationCache;
    private final VerdictHistory history;
    private final People people;
    private final Spent spent;
    private final List<TodoItem> duties;
    private final PageContext pageContext;

    TodayPage(
            Declarations declarations,
            EvaluationCache evaluationCache,
            VerdictHistory history,
            People people,
            Spent spent,
            @All List<TodoItem> duties,
            PageContext pageContext) {
        this.declarations = declarations;
        this.evaluationCache = evaluationCache;
        this.history = history;
        this.people = people;
        this.spent = spent;
        this.duties =
                duties.stream().sorted(Comparator.comparing(TodoItem::place)).toList();
        this.pageContext = pageContext;
    }

    @GET
    @PermitAll
    public Response start() {
        return Redirect.to("/overview");
    }

    @GET
    @Path("overview")
    public TemplateInstance page(@QueryParam("year") Integer wanted, @HeaderParam("HX-Request") String refreshed) {
        Messages messages = pageContext.say(TodayPage.class);
        Year year = Year.of(declarations, pageContext, Optional.ofNullable(wanted));
        List<RecordedEvaluation> rows = evaluationCache.rows().stream()
                .filter(row -> row.ref().year() == year.year()
                        && pageContext.sees(row.ref().project()))
                .toList();
        Optional<Instant> before = pageContext
                .session()
                .flatMap(session -> refreshed == null
                        ? people.visit(session.personId(), PAUSE)
                        : people.visitBefore(session.personId()));
        Instant since = before.orElse(pageContext.now().minus(FIRST));
        List<Alert> firing = firing(year.year());
        List<VerdictChange> worse = worse(year.year(), since);
        List<Waiting> waiting = waiting(year.year());
        String indicators = "/indicators?year=" + year.year();
        LocalDate today = pageContext.today();
        boolean current = today.getYear() == year.year();
        return new Today(
                pageContext.frame(current ? messages.of("title") : messages.of("titleOf", year.year())),
                messages,
                year,
                current ? messages.of(today) : "",
                Verdicts.of(rows.stream().map(row -> row.verdict()).toList(), messages),
                verdictPaths(indicators),
                Hearings.of(rows.stream().map(row -> row.hearing().word()).toList(), messages, indicators),
                firing.size(),
                firing.stream()
                        .limit(SHOWN)
                        .map(alert -> firing(messages, alert))
                        .toList(),
                worse.size(),
                worst(messages, worse),
                "/indicators/changes?year=" + year.year(),
                Cell.time(since, pageContext.zone()).text(),
                before.isPresent(),
                waiting.stream().mapToInt(Waiting::count).sum(),
                waiting,
                projects(messages, year, rows),
                rows.stream().allMatch(row -> row.heard() == null),
                pageContext.may(Role.REPORT));
    }

    private static Map<String, String> verdictPaths(String indicators) {
        Map<String, String> paths = new LinkedHashMap<>();
        Verdicts.ORDER.forEach(
                verdict -> paths.put(verdict.word(), Paths.with(indicators, "indicators-verdict", verdict.word())));
        return paths;
    }

    /** The most urgent first, those that no one has acknowledged before the others. */
    private List<Alert> firing(int year) {
        return Alert.open().stream()
                .filter(alert ->
                        alert.fires() && (alert.year == year || alert.year == 0) && pageContext.sees(alert.project))
                .sorted(Comparator.comparing((Alert alert) -> alert.acknowledgedAt != null)
                        .thenComparing(alert -> alert.severity, Comparator.reverseOrder())
                        .thenComparing(alert -> alert.since, Comparator.reverseOrder()))
                .toList();
    }

    private Firing firing(Messages messages, Alert alert) {
        boolean acknowledged = alert.acknowledgedBy != null;
        return new Firing(
                mark(alert),
                messages.of(alert.severity.words()),
                alert.indicatorName.isEmpty() ? messages.of(alert.kindCalled()) : alert.indicatorName,
                "/alerts/" + alert.id,
                alert.projectName,
                acknowledged ? alert.acknowledgedBy : alert.owner,
                acknowledged,
                Cell.time(alert.since, pageContext.zone()).text());
    }

    static String mark(Alert alert) {
        return switch (alert.severity) {
            case CRITICAL -> "breached";
            case WARNING -> "at_risk";
            case INFO -> "on_track";
        };
    }

    /** The newest change of each indicator that stands worse now than at the visit before; the worst first. */
    private List<VerdictChange> worse(int year, Instant since) {
        Map<IndicatorRef, VerdictChange> newest = new LinkedHashMap<>();
        Map<IndicatorRef, Optional<Verdict>> before = new HashMap<>();
        for (VerdictChange change : history.changesSince(year, since)) {
            if (pageContext.sees(change.ref().project())) {
                IndicatorRef key = change.ref();
                newest.putIfAbsent(key, change);
                before.put(key, change.before());
            }
        }
        return newest.entrySet().stream()
                .filter(one -> before.get(one.getKey())
                        .filter(was -> Verdicts.urgency(one.getValue().after()) < Verdicts.urgency(was))
                        .isPresent())
                .map(Map.Entry::getValue)
                .sorted(Comparator.comparing(change -> Verdicts.urgency(change.after())))
                .toList();
    }

    private List<Worse> worst(Messages messages, List<VerdictChange> worse) {
        return worse.stream()
                .limit(SHOWN)
                .map(change -> {
                    Optional<RecordedEvaluation> row = evaluationCache.row(change.ref());
                    return new Worse(
                            row.map(one -> one.declared().name())
                                    .orElse(change.ref().id()),
                            path(change.ref().year(), change.ref().project()) + "/"
                                    + Paths.encoded(change.ref().id()),
                            row.map(one -> one.declared().project())
                                    .orElse(change.ref().project()),
                            Cell.verdict(change.before().orElseThrow(), behaviour(row), messages),
                            Cell.verdict(change.after(), behaviour(row), messages),
                            Cell.time(change.recordedAt(), pageContext.zone()).text());
                })
                .toList();
    }

    private static Optional<Behaviour> behaviour(Optional<RecordedEvaluation> row) {
        return row.map(one -> one.declared().behaviour());
    }

    private List<Waiting> waiting(int year) {
        List<Waiting> all = duties.stream()
                .map(duty -> {
                    List<TodoItem.Task> tasks = duty.tasks(pageContext, year);
                    return new Waiting(duty.name(pageContext), duty.list(year), tasks.size(), tasks);
                })
                .filter(one -> one.count() > 0)
                .toList();
        // A heading takes a line, and so does a task: what waits is no longer than what fires beside it.
        int lines = Math.max(0, LINES - all.size());
        List<Waiting> shown = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Waiting one = all.get(i);
            int each = (lines + all.size() - i - 1) / (all.size() - i);
            List<TodoItem.Task> tasks = one.tasks().stream().limit(each).toList();
            lines -= tasks.size();
            shown.add(new Waiting(one.name(), one.path(), one.count(), tasks));
        }
        return shown;
    }

    private List<ProjectLine> projects(Messages messages, Year year, List<RecordedEvaluation> rows) {
        Map<String, List<RecordedEvaluation>> byProject =
                rows.stream().collect(Collectors.groupingBy(row -> row.ref().project()));
        Map<String, java.math.BigDecimal> money = spent.of(year.year(), pageContext.now());
        return year.projects().stream()
                .map(standing -> ProjectLine.of(
                        standing,
                        byProject.getOrDefault(standing.declaration().project(), List.of()),
                        evaluationCache.failures(),
                        Optional.ofNullable(money.get(standing.declaration().project())),
                        pageContext.now(),
                        messages))
                .toList();
    }

    private static String path(int year, String project) {
        return "/years/" + year + "/" + Paths.encoded(project);
    }
}

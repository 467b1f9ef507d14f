package io.dabiao.page.overview;

import io.dabiao.access.Role;
import io.dabiao.access.person.SharedLinks;
import io.dabiao.alert.Alert;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.page.Assets;
import io.dabiao.page.Cell;
import io.dabiao.page.DemoNotice;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Verdicts;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The year that runs on a screen on a wall: how many indicators have which verdict, what fires, and the projects, some at a time. It turns
 * its own pages and asks again by itself; there is nothing to click.
 */
@Path("/wallboard")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class WallboardPage {

    /** Projects that are large enough to be read from afar at the same time. */
    private static final int AT_ONCE = 4;

    private static final int ALERTS = 8;

    /** An alert that fires. */
    public record Firing(String mark, String name, String project, String since) {}

    /** Projects that are shown together. */
    public record Scene(List<ProjectLine> projects) {}

    /**
     * @param day in full
     * @param asOf the time of day, by the institution's clocks
     * @param firing how many fire in all
     */
    @CheckedTemplate(basePath = "overview", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Wallboard(
            Messages say,
            String tag,
            String path,
            String icon,
            String styles,
            String script,
            String htmx,
            String title,
            String day,
            String asOf,
            boolean demonstration,
            Verdicts verdicts,
            int firing,
            List<Firing> alerts,
            List<Scene> scenes)
            implements TemplateInstance {}

    private final SharedLinks links;
    private final Declarations declarations;
    private final EvaluationCache evaluationCache;
    private final Spent spent;
    private final DemoNotice demoNotice;
    private final Assets assets;
    private final PageContext pageContext;

    WallboardPage(
            SharedLinks links,
            Declarations declarations,
            EvaluationCache evaluationCache,
            Spent spent,
            DemoNotice demoNotice,
            Assets assets,
            PageContext pageContext) {
        this.links = links;
        this.declarations = declarations;
        this.evaluationCache = evaluationCache;
        this.spent = spent;
        this.demoNotice = demoNotice;
        this.assets = assets;
        this.pageContext = pageContext;
    }

    /** For a screen whose browser has signed in. */
    @GET
    @RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
    public TemplateInstance page() {
        return shown(pageContext.say(WallboardPage.class).of("wallboard"), pageContext::sees);
    }

    /** For one that was given a link. */
    @GET
    @Path("{secret}")
    @PermitAll
    public TemplateInstance shared(@PathParam("secret") String secret) {
        SharedLinks.Opened opened = links.open(secret, SharedLinks.Kind.WALLBOARD)
                .orElseThrow(() -> new Problem(ErrorCode.NOT_FOUND, "the address shows nothing, or not any more"));
        return shown(opened.link().name(), opened::sees);
    }

    private Wallboard shown(String title, Predicate<String> sees) {
        Messages messages = pageContext.say(WallboardPage.class);
        var now = pageContext.now().atZone(pageContext.zone());
        int year = now.getYear();
        List<RecordedEvaluation> rows = evaluationCache.rows().stream()
                .filter(row -> row.ref().year() == year && sees.test(row.ref().project()))
                .toList();
        List<Alert> firing = Alert.open().stream()
                .filter(alert -> alert.fires() && (alert.year == year || alert.year == 0) && sees.test(alert.project))
                .sorted(Comparator.comparing((Alert alert) -> alert.severity, Comparator.reverseOrder())
                        .thenComparing(alert -> alert.since, Comparator.reverseOrder()))
                .toList();
        String time = Cell.time(pageContext.now(), pageContext.zone()).text();
        return new Wallboard(
                messages,
                messages.language().word().equals("zh") ? "zh-Hans" : "en",
                pageContext.path(),
                assets.path("icon.svg"),
                assets.path("page.css"),
                assets.path("wallboard.js"),
                assets.path("htmx.js"),
                title,
                messages.of(now.toLocalDate()),
                time.substring(time.indexOf(' ') + 1),
                demoNotice.now(),
                Verdicts.of(rows.stream().map(RecordedEvaluation::verdict).toList(), messages),
                firing.size(),
                firing.stream()
                        .limit(ALERTS)
                        .map(alert -> new Firing(
                                TodayPage.mark(alert),
                                alert.indicatorName.isEmpty() ? messages.of(alert.kindCalled()) : alert.indicatorName,
                                alert.projectName,
                                Cell.time(alert.since, pageContext.zone()).text()))
                        .toList(),
                scenes(messages, year, rows, sees));
    }

    private List<Scene> scenes(Messages messages, int year, List<RecordedEvaluation> rows, Predicate<String> sees) {
        Map<String, List<RecordedEvaluation>> byProject =
                rows.stream().collect(Collectors.groupingBy(row -> row.ref().project()));
        Map<String, BigDecimal> money = spent.of(year, pageContext.now());
        List<ProjectLine> lines = new ArrayList<>();
        for (EffectiveDeclaration standing : declarations.inForce().year(year)) {
            String project = standing.declaration().project();
            if (sees.test(project)) {
                lines.add(ProjectLine.of(
                        standing,
                        byProject.getOrDefault(project, List.of()),
                        evaluationCache.failures(),
                        Optional.ofNullable(money.get(project)),
                        pageContext.now(),
                        messages));
            }
        }
        List<Scene> scenes = new ArrayList<>();
        for (int from = 0; from < lines.size(); from += AT_ONCE) {
            scenes.add(new Scene(lines.subList(from, Math.min(lines.size(), from + AT_ONCE))));
        }
        return scenes;
    }
}

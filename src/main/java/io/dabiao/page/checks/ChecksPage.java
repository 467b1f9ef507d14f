package io.dabiao.page.checks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.access.Role;
import io.dabiao.check.AnnouncedWork;
import io.dabiao.check.Assignment;
import io.dabiao.check.Load;
import io.dabiao.check.LoadChecks;
import io.dabiao.check.LoadRuns;
import io.dabiao.check.ProbeResult;
import io.dabiao.check.Probing;
import io.dabiao.core.text.Words;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.Progress;
import io.dabiao.page.ProgressPart;
import io.dabiao.page.Redirect;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestForm;

/** Probed sites and what was found last; load checks, started and followed here. */
@Path("/checks")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.ADMIN})
@Blocking
public class ChecksPage {

    private static final ObjectMapper JSON = new ObjectMapper();

    @CheckedTemplate(basePath = "checks", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Checks(
            Frame frame,
            Messages say,
            boolean announces,
            DataTable.View probes,
            DataTable.View work,
            DataTable.View loads,
            DataTable.View runs)
            implements TemplateInstance {}

    /**
     * @param sentence what was found; empty while it goes on
     * @param goesOn whether it is under way
     * @param aborts whether the one who looks may end it
     */
    @CheckedTemplate(basePath = "checks", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Run(
            Frame frame,
            Messages say,
            UUID id,
            Map<String, String> facts,
            String sentence,
            boolean goesOn,
            boolean aborts,
            Progress progress,
            DataTable.View levels)
            implements TemplateInstance {}

    private final Probing probing;
    private final AnnouncedWork work;
    private final LoadChecks checks;
    private final LoadRuns runs;
    private final PageContext pageContext;

    ChecksPage(Probing probing, AnnouncedWork work, LoadChecks checks, LoadRuns runs, PageContext pageContext) {
        this.probing = probing;
        this.work = work;
        this.checks = checks;
        this.runs = runs;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance all() {
        Messages messages = pageContext.say(ChecksPage.class);
        DataTable<Assignment> probes = probes(messages);
        DataTable<AnnouncedWork.Work> announced = work(messages);
        DataTable<Load> loads = loads(messages);
        DataTable<LoadRuns.Run> all = runs(messages);
        return new Checks(
                pageContext.frame(messages.of("title")),
                messages,
                pageContext.may(Role.REPORT) && !probing.sites().isEmpty(),
                probes.view(),
                announced.view(),
                loads.view(),
                all.view());
    }

    private DataTable<Assignment> probes(Messages messages) {
        Map<String, ProbeResult> last = probing.last();
        return new DataTable<Assignment>(pageContext, "probes", messages.of("probes"))
                .column(
                        "site",
                        messages.of("site"),
                        one -> Cell.link(
                                        one.probe().site(),
                                        OutagesPage.path(one.probe().site()))
                                .detail(one.probe().subject().address()))
                .column(
                        "last",
                        messages.of("last"),
                        one -> last(messages, last.get(one.probe().site())))
                .column(
                        "seconds",
                        messages.of("seconds"),
                        one -> seconds(last.get(one.probe().site())))
                .column(
                        "certificate",
                        messages.of("certificate"),
                        one -> certificate(last.get(one.probe().site())))
                .column("at", messages.of("at"), one -> {
                    ProbeResult result = last.get(one.probe().site());
                    return Cell.time(result == null ? null : result.slot(), pageContext.zone());
                })
                .column(
                        "interval",
                        messages.of("interval"),
                        one -> Cell.number(
                                BigDecimal.valueOf(one.probe().interval().toMillis(), 3)))
                .column("project", messages.of("project"), one -> Cell.text(one.project()))
                .rows(probing.sites().values().stream()
                        .filter(one -> pageContext.sees(one.project()))
                        .toList())
                .empty(messages.of("noProbes"))
                .next(messages.of("toStart"), pageContext.may(Role.REPORT) ? "/start" : "");
    }

    /** Another replica may look at a site; what it found is in the log, not here. */
    private static Cell last(Messages messages, ProbeResult result) {
        if (result == null) {
            return Cell.mark("no_data", messages.of("elsewhere"));
        }
        if (result.look().ok()) {
            return Cell.mark("met", messages.of("ok"));
        }
        if (result.because().isPresent()) {
            return Cell.mark("no_data", messages.of("because", result.because().get()));
        }
        return (result.saysOfTheSite()
                        ? Cell.mark("breached", messages.of("failed"))
                        : Cell.mark("no_data", messages.of("notLooked")))
                .detail(result.look()
                        .failure()
                        .map(failure -> messages.of(
                                "why",
                                messages.of("reason_" + failure.reason().word()),
                                messages.of("phase_" + failure.phase().word()),
                                messages.of(failure.words())))
                        .orElse(""));
    }

    private static Cell seconds(ProbeResult result) {
        return result == null || !result.look().ok() || result.look().nanos() == 0
                ? Cell.number(null)
                : Cell.number(BigDecimal.valueOf(result.look().nanos() / 1_000_000, 3));
    }

    private static Cell certificate(ProbeResult result) {
        return result == null || result.look().certificateSeconds().isEmpty()
                ? Cell.number(null)
                : Cell.number(BigDecimal.valueOf(
                        Math.floorDiv(result.look().certificateSeconds().getAsLong(), 86_400L)));
    }

    private DataTable<AnnouncedWork.Work> work(Messages messages) {
        Instant now = pageContext.now();
        return new DataTable<AnnouncedWork.Work>(pageContext, "work", messages.of("work"))
                .column(
                        "state",
                        messages.of("state"),
                        one -> Cell.text(messages.of(one.begins().isAfter(now) ? "workLater" : "workNow")))
                .column("sites", messages.of("sites"), one -> Cell.text(String.join(", ", new TreeSet<>(one.sites()))))
                .column("from", messages.of("from"), one -> Cell.time(one.begins(), pageContext.zone()))
                .column("until", messages.of("until"), one -> Cell.time(one.ends(), pageContext.zone()))
                .column("what", messages.of("what"), one -> Cell.text(one.because()))
                .column("author", messages.of("author"), one -> Cell.text(one.author()))
                .column(
                        "end",
                        messages.of("actions"),
                        one -> pageContext.may(Role.REPORT)
                                ? Cell.buttons(new Cell.Button(
                                        messages.of(one.begins().isAfter(now) ? "takeBack" : "endNow"),
                                        "/checks/maintenance/" + one.id() + "/end",
                                        Map.of("sure", "yes")))
                                : Cell.text(""))
                .rows(work.open().stream().filter(this::sees).toList())
                .empty(messages.of("noWork"));
    }

    private boolean sees(AnnouncedWork.Work one) {
        return one.sites().stream()
                .allMatch(site -> Optional.ofNullable(probing.sites().get(site))
                        .map(assignment -> pageContext.sees(assignment.project()))
                        .orElseGet(() -> pageContext.sees("")));
    }

    private DataTable<Load> loads(Messages messages) {
        boolean admin = pageContext.may(Role.ADMIN);
        return new DataTable<Load>(pageContext, "loads", messages.of("loads"))
                .column(
                        "site",
                        messages.of("site"),
                        one -> Cell.text(one.check().site())
                                .detail(one.check().url().toString()))
                .column(
                        "levels",
                        messages.of("levels"),
                        one -> Cell.text(
                                one.levels().stream().map(String::valueOf).collect(Collectors.joining(" → "))))
                .column(
                        "model",
                        messages.of("model"),
                        one -> Cell.text(messages.of(one.check().arrivals().isPresent() ? "open" : "closed")))
                .column(
                        "window",
                        messages.of("window"),
                        one -> Cell.text(one.check()
                                .window()
                                .map(window -> window.cron() + " " + window.zone())
                                .orElse(messages.of("byHand"))))
                .column(
                        "run",
                        messages.of("actions"),
                        one -> !checks.permitted(one.check())
                                ? Cell.text(messages.of("notPermitted"))
                                : admin
                                        ? Cell.buttons(new Cell.Button(
                                                messages.of("run"),
                                                "/checks/"
                                                        + Paths.encoded(
                                                                one.check().site()) + "/run",
                                                Map.of()))
                                        : Cell.text(""))
                .rows(declared())
                .empty(messages.of("noLoads"));
    }

    private List<Load> declared() {
        return checks.declared().values().stream()
                .filter(one -> pageContext.sees(one.project()))
                .toList();
    }

    private DataTable<LoadRuns.Run> runs(Messages messages) {
        List<LoadRuns.Run> all = new ArrayList<>();
        declared().forEach(one -> all.addAll(runs.of(one.check().site())));
        return new DataTable<LoadRuns.Run>(pageContext, "runs", messages.of("runs"))
                .column(
                        "begun",
                        messages.of("begun"),
                        one -> Cell.link(
                                Cell.time(one.begun(), pageContext.zone()).text(), "/checks/runs/" + one.id()))
                .column("site", messages.of("site"), one -> Cell.text(one.site()))
                .column(
                        "users",
                        messages.of("users"),
                        one -> Cell.number(one.users().map(BigDecimal::valueOf).orElse(null)))
                .column(
                        "outcome",
                        messages.of("outcome"),
                        one -> Cell.text(outcome(messages, one))
                                .detail(one.sentence().map(messages::of).orElse("")))
                .column("by", messages.of("by"), one -> Cell.text(one.by()))
                .rows(all)
                .goesOn(all.stream().anyMatch(one -> one.ended().isEmpty()))
                .empty(messages.of("noRuns"));
    }

    private static String outcome(Messages messages, LoadRuns.Run run) {
        return run.outcome()
                .map(word -> messages.has("outcome_" + word) ? messages.of("outcome_" + word) : word)
                .orElseGet(() -> messages.of(run.ended().isPresent() ? "ended" : "goesOn"));
    }

    @POST
    @Path("{site}/run")
    @RolesAllowed(Role.ADMIN)
    public Response run(@PathParam("site") String site, @RestForm String csrf) {
        return Redirect.to("/checks/runs/" + checks.start(site, pageContext.name()));
    }

    @GET
    @Path("runs/{id}")
    public TemplateInstance one(@PathParam("id") UUID id) {
        Messages messages = pageContext.say(ChecksPage.class);
        LoadRuns.Run run = found(id);
        DataTable<JsonNode> levels = levels(messages, run);
        Map<String, String> facts = new java.util.LinkedHashMap<>();
        facts.put(messages.of("outcome"), outcome(messages, run));
        run.users().ifPresent(users -> facts.put(messages.of("users"), String.valueOf(users)));
        facts.put(
                messages.of("begun"), Cell.time(run.begun(), pageContext.zone()).text());
        run.ended()
                .ifPresent(end -> facts.put(
                        messages.of("endedAt"),
                        Cell.time(end, pageContext.zone()).text()));
        facts.put(messages.of("by"), run.by());
        facts.put(messages.of("tool"), run.tool());
        return new Run(
                pageContext.frame(messages.of("runOf", run.site()), new Frame.Crumb(messages.of("title"), "/checks")),
                messages,
                id,
                facts,
                run.sentence().map(messages::of).orElse(""),
                run.ended().isEmpty(),
                run.ended().isEmpty() && pageContext.may(Role.ADMIN),
                progress(messages, run),
                levels.view());
    }

    private LoadRuns.Run found(UUID id) {
        return runs.run(id)
                .filter(run -> pageContext.sees(run.project()))
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_RUN, "no load check has the run " + id));
    }

    @GET
    @Path("runs/{id}/progress")
    public Response progress(@PathParam("id") UUID id) {
        Messages messages = pageContext.say(ChecksPage.class);
        return new ProgressPart(progress(messages, found(id)), pageContext.frame("")).answer();
    }

    private Progress progress(Messages messages, LoadRuns.Run run) {
        boolean done = run.ended().isPresent();
        JsonNode now = read(run.progress().orElse("{}"));
        String words = done
                ? outcome(messages, run)
                : now.has("level")
                        ? messages.of(
                                "level",
                                now.get("level").asInt(),
                                now.get("requests").asLong(),
                                now.get("errors").asLong())
                        : messages.of("begins");
        return new Progress(
                words, done ? 100 : -1, done, "/checks/runs/" + run.id() + "/progress", "/checks/runs/" + run.id());
    }

    private DataTable<JsonNode> levels(Messages messages, LoadRuns.Run run) {
        List<JsonNode> all = new ArrayList<>();
        read(run.evidence().orElse("{}")).path("levels").forEach(all::add);
        return new DataTable<JsonNode>(pageContext, "levels", messages.of("levelsFound"))
                .column("users", messages.of("users"), one -> number(one.path("users")))
                .column(
                        "outcome",
                        messages.of("outcome"),
                        one -> Cell.text(
                                        messages.has("outcome_"
                                                        + one.path("outcome").asText())
                                                ? messages.of("outcome_"
                                                        + one.path("outcome").asText())
                                                : one.path("outcome").asText())
                                .detail(messages.of(new Words(
                                        one.path("sentence").asText(),
                                        one.path("sentenceZh")
                                                .asText(one.path("sentence").asText())))))
                .column("requests", messages.of("requests"), one -> number(one.path("requests")))
                .column(
                        "errors",
                        messages.of("errors"),
                        one -> one.path("errorShare").isNumber()
                                ? Cell.number(
                                        one.path("errorShare").decimalValue(),
                                        Numbers.percent(one.path("errorShare").decimalValue()))
                                : Cell.number(null))
                .column("rate", messages.of("rate"), one -> number(one.path("requestsPerSecond")))
                .column("p50", "p50", one -> number(one.at("/seconds/p50")))
                .column("p95", "p95", one -> number(one.at("/seconds/p95")))
                .column("p99", "p99", one -> number(one.at("/seconds/p99")))
                .rows(all)
                .empty(messages.of("noLevels"));
    }

    private static Cell number(JsonNode node) {
        return Cell.number(node.isNumber() ? node.decimalValue() : null);
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException own) {
            throw new IllegalStateException("the service wrote what it cannot read", own);
        }
    }

    @POST
    @Path("runs/{id}/abort")
    @RolesAllowed(Role.ADMIN)
    public Response abort(@PathParam("id") UUID id, @RestForm String csrf) {
        found(id);
        checks.abort(id, pageContext.name());
        pageContext.requiredSession();
        return pageContext.done(pageContext.say(ChecksPage.class).of("abortedWords"), "/checks/runs/" + id);
    }
}

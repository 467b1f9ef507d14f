package io.dabiao.page.checks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.access.Role;
import io.dabiao.access.person.Session;
import io.dabiao.access.person.Sessions;
import io.dabiao.check.Assignment;
import io.dabiao.check.Load;
import io.dabiao.check.LoadChecks;
import io.dabiao.check.LoadRuns;
import io.dabiao.check.ProbeResult;
import io.dabiao.check.Probing;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Cell;
import io.dabiao.page.Frame;
import io.dabiao.page.Frames;
import io.dabiao.page.Listing;
import io.dabiao.page.Numbers;
import io.dabiao.page.Paths;
import io.dabiao.page.Progress;
import io.dabiao.page.ProgressPart;
import io.dabiao.page.Redirect;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
import io.dabiao.problem.Problem;
import io.dabiao.report.Seals;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.UnauthorizedException;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    record Checks(Frame frame, Say say, Listing.View probes, Listing.View loads, Listing.View runs)
            implements TemplateInstance {}

    /**
     * @param sentence what was found; empty while it goes on
     * @param goesOn whether it is under way
     * @param aborts whether whoever looks may end it
     */
    @CheckedTemplate(basePath = "checks", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Run(
            Frame frame,
            Say say,
            UUID id,
            Map<String, String> facts,
            String sentence,
            boolean goesOn,
            boolean aborts,
            Progress progress,
            Listing.View levels)
            implements TemplateInstance {}

    private final Probing probing;
    private final LoadChecks checks;
    private final LoadRuns runs;
    private final Sessions sessions;
    private final Declarations declarations;
    private final Visit visit;
    private final Frames frames;
    private final Seals formats;

    ChecksPage(
            Probing probing,
            LoadChecks checks,
            LoadRuns runs,
            Sessions sessions,
            Declarations declarations,
            Visit visit,
            Frames frames,
            Seals formats) {
        this.probing = probing;
        this.checks = checks;
        this.runs = runs;
        this.sessions = sessions;
        this.declarations = declarations;
        this.visit = visit;
        this.frames = frames;
        this.formats = formats;
    }

    @GET
    public Response all(@Context UriInfo uri) {
        Say say = visit.say(ChecksPage.class);
        Listing<Assignment> probes = probes(say);
        Listing<Load> loads = loads(say);
        Listing<LoadRuns.Run> all = runs(say);
        return probes.export(uri.getQueryParameters(), formats)
                .or(() -> loads.export(uri.getQueryParameters(), formats))
                .or(() -> all.export(uri.getQueryParameters(), formats))
                .orElseGet(() -> Response.ok(new Checks(
                                frames.of(visit, say.of("title")),
                                say,
                                probes.view(uri.getQueryParameters()),
                                loads.view(uri.getQueryParameters()),
                                all.view(uri.getQueryParameters())))
                        .build());
    }

    private Listing<Assignment> probes(Say say) {
        Map<String, ProbeResult> last = probing.last();
        return new Listing<Assignment>(visit, "probes", say.of("probes"))
                .column(
                        "site",
                        say.of("site"),
                        one -> Cell.text(one.probe().site())
                                .detail(one.probe().url().toString()))
                .column(
                        "last",
                        say.of("last"),
                        one -> last(say, last.get(one.probe().site())))
                .column(
                        "seconds",
                        say.of("seconds"),
                        one -> seconds(last.get(one.probe().site())))
                .column(
                        "certificate",
                        say.of("certificate"),
                        one -> certificate(last.get(one.probe().site())))
                .column("at", say.of("at"), one -> {
                    ProbeResult result = last.get(one.probe().site());
                    return Cell.time(result == null ? null : result.slot(), declarations.zone());
                })
                .column(
                        "interval",
                        say.of("interval"),
                        one -> Cell.number(
                                BigDecimal.valueOf(one.probe().interval().toMillis(), 3)))
                .column("project", say.of("project"), one -> Cell.text(one.project()))
                .rows(probing.sites().values().stream()
                        .filter(one -> visit.sees(one.project()))
                        .toList())
                .empty(say.of("noProbes"))
                .next(say.of("toStart"), visit.may(Role.REPORT) ? "/start" : "");
    }

    /** Another replica may look at a site; what it found is in the log, not here. */
    private static Cell last(Say say, ProbeResult result) {
        if (result == null) {
            return Cell.mark("no_data", say.of("elsewhere"));
        }
        if (result.look().ok()) {
            return Cell.mark("met", say.of("ok"));
        }
        return (result.saysOfTheSite()
                        ? Cell.mark("breached", say.of("failed"))
                        : Cell.mark("no_data", say.of("notLooked")))
                .detail(result.look()
                        .failure()
                        .map(failure -> failure.reason().word() + ": " + failure.detail())
                        .orElse(""));
    }

    private static Cell seconds(ProbeResult result) {
        return result == null || !result.look().ok()
                ? Cell.number(null)
                : Cell.number(BigDecimal.valueOf(result.look().nanos() / 1_000_000, 3));
    }

    private static Cell certificate(ProbeResult result) {
        return result == null || result.look().certificateSeconds().isEmpty()
                ? Cell.number(null)
                : Cell.number(BigDecimal.valueOf(
                        Math.floorDiv(result.look().certificateSeconds().getAsLong(), 86_400L)));
    }

    private Listing<Load> loads(Say say) {
        boolean admin = visit.may(Role.ADMIN);
        return new Listing<Load>(visit, "loads", say.of("loads"))
                .column(
                        "site",
                        say.of("site"),
                        one -> Cell.text(one.check().site())
                                .detail(one.check().url().toString()))
                .column(
                        "levels",
                        say.of("levels"),
                        one -> Cell.text(
                                one.levels().stream().map(String::valueOf).collect(Collectors.joining(" → "))))
                .column(
                        "model",
                        say.of("model"),
                        one -> Cell.text(say.of(one.check().arrivals().isPresent() ? "open" : "closed")))
                .column(
                        "window",
                        say.of("window"),
                        one -> Cell.text(one.check()
                                .window()
                                .map(window -> window.cron() + " " + window.zone())
                                .orElse(say.of("byHand"))))
                .column(
                        "run",
                        say.of("actions"),
                        one -> !checks.permitted(one.check())
                                ? Cell.text(say.of("notPermitted"))
                                : admin
                                        ? Cell.buttons(new Cell.Button(
                                                say.of("run"),
                                                "/checks/"
                                                        + Paths.encoded(
                                                                one.check().site()) + "/run",
                                                Map.of()))
                                        : Cell.text(""))
                .rows(declared())
                .empty(say.of("noLoads"));
    }

    private List<Load> declared() {
        return checks.declared().values().stream()
                .filter(one -> visit.sees(one.project()))
                .toList();
    }

    private Listing<LoadRuns.Run> runs(Say say) {
        List<LoadRuns.Run> all = new ArrayList<>();
        declared().forEach(one -> all.addAll(runs.of(one.check().site())));
        return new Listing<LoadRuns.Run>(visit, "runs", say.of("runs"))
                .column(
                        "begun",
                        say.of("begun"),
                        one -> Cell.link(
                                Cell.time(one.begun(), declarations.zone()).text(), "/checks/runs/" + one.id()))
                .column("site", say.of("site"), one -> Cell.text(one.site()))
                .column(
                        "users",
                        say.of("users"),
                        one -> Cell.number(one.users().map(BigDecimal::valueOf).orElse(null)))
                .column(
                        "outcome",
                        say.of("outcome"),
                        one -> Cell.text(outcome(say, one))
                                .detail(one.sentence().orElse("")))
                .column("by", say.of("by"), one -> Cell.text(one.by()))
                .rows(all)
                .empty(say.of("noRuns"));
    }

    private static String outcome(Say say, LoadRuns.Run run) {
        return run.outcome()
                .map(word -> say.has("outcome_" + word) ? say.of("outcome_" + word) : word)
                .orElseGet(() -> say.of(run.ended().isPresent() ? "ended" : "goesOn"));
    }

    @POST
    @Path("{site}/run")
    @RolesAllowed(Role.ADMIN)
    public Response run(@PathParam("site") String site, @RestForm String csrf) {
        return Redirect.to("/checks/runs/" + checks.start(site, visit.name()));
    }

    @GET
    @Path("runs/{id}")
    public Response one(@PathParam("id") UUID id, @Context UriInfo uri) {
        Say say = visit.say(ChecksPage.class);
        LoadRuns.Run run = found(id);
        Listing<JsonNode> levels = levels(say, run);
        Map<String, String> facts = new java.util.LinkedHashMap<>();
        facts.put(say.of("outcome"), outcome(say, run));
        run.users().ifPresent(users -> facts.put(say.of("users"), String.valueOf(users)));
        facts.put(say.of("begun"), Cell.time(run.begun(), declarations.zone()).text());
        run.ended()
                .ifPresent(end -> facts.put(
                        say.of("endedAt"), Cell.time(end, declarations.zone()).text()));
        facts.put(say.of("by"), run.by());
        facts.put(say.of("tool"), run.tool());
        return levels.export(uri.getQueryParameters(), formats)
                .orElseGet(() -> Response.ok(new Run(
                                frames.of(
                                        visit,
                                        say.of("runOf", run.site()),
                                        new Frame.Crumb(say.of("title"), "/checks")),
                                say,
                                id,
                                facts,
                                run.sentence().orElse(""),
                                run.ended().isEmpty(),
                                run.ended().isEmpty() && visit.may(Role.ADMIN),
                                progress(say, run),
                                levels.view(uri.getQueryParameters())))
                        .build());
    }

    private LoadRuns.Run found(UUID id) {
        return runs.run(id)
                .filter(run -> visit.sees(run.project()))
                .orElseThrow(() -> new Problem(404, "no such run", "no load check has the run " + id));
    }

    @GET
    @Path("runs/{id}/progress")
    public TemplateInstance progress(@PathParam("id") UUID id) {
        Say say = visit.say(ChecksPage.class);
        return new ProgressPart(progress(say, found(id)), frames.of(visit, ""));
    }

    private Progress progress(Say say, LoadRuns.Run run) {
        boolean done = run.ended().isPresent();
        JsonNode now = read(run.progress().orElse("{}"));
        String words = done
                ? outcome(say, run)
                : now.has("level")
                        ? say.of(
                                "level",
                                now.get("level").asInt(),
                                now.get("requests").asLong(),
                                now.get("errors").asLong())
                        : say.of("begins");
        return new Progress(
                words, done ? 100 : -1, done, "/checks/runs/" + run.id() + "/progress", "/checks/runs/" + run.id());
    }

    private Listing<JsonNode> levels(Say say, LoadRuns.Run run) {
        List<JsonNode> all = new ArrayList<>();
        read(run.evidence().orElse("{}")).path("levels").forEach(all::add);
        return new Listing<JsonNode>(visit, "levels", say.of("levelsFound"))
                .column("users", say.of("users"), one -> number(one.path("users")))
                .column(
                        "outcome",
                        say.of("outcome"),
                        one -> Cell.text(
                                        say.has("outcome_" + one.path("outcome").asText())
                                                ? say.of("outcome_"
                                                        + one.path("outcome").asText())
                                                : one.path("outcome").asText())
                                .detail(one.path("sentence").asText()))
                .column("requests", say.of("requests"), one -> number(one.path("requests")))
                .column(
                        "errors",
                        say.of("errors"),
                        one -> one.path("errorShare").isNumber()
                                ? Cell.number(
                                        one.path("errorShare").decimalValue(),
                                        Numbers.percent(one.path("errorShare").decimalValue()))
                                : Cell.number(null))
                .column("rate", say.of("rate"), one -> number(one.path("requestsPerSecond")))
                .column("p50", "p50", one -> number(one.at("/seconds/p50")))
                .column("p95", "p95", one -> number(one.at("/seconds/p95")))
                .column("p99", "p99", one -> number(one.at("/seconds/p99")))
                .rows(all)
                .empty(say.of("noLevels"));
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
        checks.abort(id, visit.name());
        Session session = visit.session().orElseThrow(() -> new UnauthorizedException("nobody has signed in"));
        sessions.flash(session, visit.say(ChecksPage.class).of("abortedWords"));
        return Redirect.to("/checks/runs/" + id);
    }
}

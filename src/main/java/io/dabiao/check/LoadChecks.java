package io.dabiao.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Sender;
import io.dabiao.check.load.Control;
import io.dabiao.check.load.Generator;
import io.dabiao.check.load.K6Summary;
import io.dabiao.check.load.LoadOutcome;
import io.dabiao.check.load.LoadResult;
import io.dabiao.core.declaration.LoadCheck;
import io.dabiao.core.text.Words;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.DeclaredSecrets;
import io.dabiao.ingest.Intake;
import io.dabiao.outbound.OutboundPolicy;
import io.dabiao.outbound.OutboundRefused;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.settings.Settings;
import io.dabiao.store.EventJson;
import io.dabiao.work.WorkKind;
import io.dabiao.work.WorkProgress;
import io.dabiao.work.WorkQueue;
import io.dabiao.work.WorkState;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.quartz.CronExpression;

/**
 * Runs load checks, one at a time of all replicas: by hand, or in their declared windows. What a run found is on record first
 * and handed over as an event then, so that neither a crash nor a busy log loses it. Safe for use by several threads.
 */
@ApplicationScoped
public class LoadChecks implements WorkKind {

    private static final Logger LOG = Logger.getLogger(LoadChecks.class);
    private static final Sender SENDER = new Sender("load checks", Set.of(), Set.of(), false);
    private static final String OWN = "dabiao";
    private static final String K6 = "k6";
    private static final int LOOPS = 2;
    /** Two loads would measure each other, whatever they load. */
    private static final String ANY_SITE = "any site";

    private static final long BEAT_NANOS = 1_000_000_000L;
    private static final Duration WINDOW_GRAIN = Duration.ofMinutes(1);

    private final Declarations declarations;
    private final LoadRuns runs;
    private final WorkQueue queue;
    private final Intake intake;
    private final Clock clock;
    private final List<String> allowed;
    private final OutboundPolicy policy;
    private final DeclaredSecrets secrets;
    private final Probing probing;
    private final OutageMarks outages;

    LoadChecks(
            Declarations declarations,
            LoadRuns runs,
            WorkQueue queue,
            Intake intake,
            Clock clock,
            Settings settings,
            OutboundPolicy policy,
            DeclaredSecrets secrets,
            Probing probing,
            OutageMarks outages) {
        this.secrets = secrets;
        this.probing = probing;
        this.outages = outages;
        this.policy = policy;
        this.declarations = declarations;
        this.runs = runs;
        this.queue = queue;
        this.intake = intake;
        this.clock = clock;
        this.allowed = settings.loadHosts();
    }

    @Override
    public String name() {
        return "load check";
    }

    /** The run itself is kept for good. */
    @Override
    public Duration kept() {
        return Duration.ofDays(1);
    }

    @Override
    public void lost(long work) {
        LoadRuns.lost(work, clock.instant());
    }

    /** The declared checks, by site. */
    public Map<String, Load> declared() {
        return Load.of(declarations.inForce(), clock.instant());
    }

    /** Whether the configuration permits load on the check's host. */
    public boolean permitted(LoadCheck check) {
        URI url = check.url();
        String host = url.getHost().toLowerCase(Locale.ROOT);
        int usual = url.getScheme().equals("https") ? 443 : 80;
        int port = url.getPort() > 0 ? url.getPort() : usual;
        return allowed.stream()
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                .anyMatch(entry -> entry.equals(host) || entry.equals(host + ":" + port));
    }

    /**
     * Starts a run and returns at once.
     *
     * @param by who asked for it
     * @return by which its progress is asked for
     * @throws Problem where it is refused, and why
     */
    public UUID start(String site, String by) {
        Load load = known(site);
        LoadCheck check = load.check();
        if (!permitted(check)) {
            throw new Problem(
                    ErrorCode.HOST_NOT_ALLOWED,
                    "load on " + check.url().getAuthority() + " is not permitted: dabiao.load-hosts has only "
                            + String.join(", ", allowed) + "; add the host there if it is yours to load");
        }
        if (load.levels().isEmpty()) {
            throw new Problem(
                    ErrorCode.NO_LEVEL_TO_TEST,
                    "no indicator with a number as its target reads load.check{site=\"" + site
                            + "\"}, and the check declares no steps; declare one or the other");
        }
        away(check).ifPresent(cause -> {
            throw new Problem(
                    ErrorCode.CAUSE_AWAY,
                    cause + " is away, without which " + site + " cannot be reached: a run would say nothing of it");
        });
        Generator generator;
        try {
            generator = new Generator(
                    check,
                    new DeclaredTexts(secrets),
                    policy,
                    Math.min(LOOPS, Runtime.getRuntime().availableProcessors()));
        } catch (OutboundRefused refused) {
            throw new Problem(ErrorCode.ADDRESS_NOT_CONTACTED, refused.getMessage());
        } catch (IOException unprepared) {
            throw new Problem(ErrorCode.NOT_PREPARED, "the check cannot begin: " + unprepared.getMessage());
        }
        UUID id = UUID.randomUUID();
        long work = runs.begin(id, load, OWN, by, clock.instant(), () -> queue.enter(this, by, Optional.of(ANY_SITE)))
                .orElseThrow(() -> new Problem(
                        ErrorCode.ANOTHER_RUN, "a load check is under way; two at once would measure each other"));
        queue.start(this, work, progress -> new Running(id, load, generator, progress).run());
        LOG.infof("load check of %s begun by %s: %s users at once", site, by, load.levels());
        return id;
    }

    private Optional<String> away(LoadCheck check) {
        try {
            return probing.away(check.dependsOn());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** A site that it depends on and that was away while it ran: by the outages on record, and by a look at the end, of which no probe may know yet. */
    private Optional<String> awayMeanwhile(LoadCheck check, Instant begun, Instant ended) throws InterruptedException {
        Optional<String> recorded = check.dependsOn().stream()
                .filter(site -> outages.of(site).stream()
                        .anyMatch(outage -> !outage.began().isAfter(ended)
                                && outage.ended().map(end -> end.isAfter(begun)).orElse(true)))
                .findFirst();
        // A run that is stopped here has failed: without the look it would speak against its site.
        return recorded.isPresent() ? recorded : probing.away(check.dependsOn());
    }

    private Load known(String site) {
        return Optional.ofNullable(declared().get(site))
                .orElseThrow(() -> new Problem(
                        ErrorCode.NO_SUCH_LOAD_CHECK,
                        "no declaration in force has a load check of the site '" + site + "'"));
    }

    /** Ends a run, wherever it is; false where it is not under way. */
    public boolean abort(UUID id, String by) {
        return runs.abort(id, by, clock.instant());
    }

    /**
     * Takes the summary of a run of k6 as evidence. The same summary again is the same run.
     *
     * @throws Problem where it is none
     */
    public UUID takeK6(String site, JsonNode summary, String by) {
        Load load = known(site);
        K6Summary read = read(summary);
        UUID id = UUID.nameUUIDFromBytes((site + "\n" + summary).getBytes(StandardCharsets.UTF_8));
        boolean good = read.errorShare() <= load.check().limits().errors().doubleValue()
                && read.p95Seconds() * 1e9 <= load.check().limits().p95().toNanos();
        LoadOutcome loadOutcome = good ? LoadOutcome.SUSTAINED : LoadOutcome.LIMIT;
        Words found =
                read.found(load.check().limits().errors(), load.check().limits().p95());
        Words sentence = good
                ? Words.of(LoadChecks.class, "sustainedSaysK6", Integer.toString(read.users()), found)
                : Words.of(LoadChecks.class, "notSustainedSaysK6", Integer.toString(read.users()), found);
        Instant at = clock.instant();
        // One level that was not sustained leaves open how many would have been: that is no figure, and not 0.
        Optional<Integer> users = good ? Optional.of(read.users()) : Optional.empty();
        runs.add(
                id,
                load,
                K6,
                by,
                at,
                new LoadRuns.Result(
                        loadOutcome,
                        users,
                        sentence,
                        summary.toString(),
                        users.map(sustained -> event(load, id, K6, at, loadOutcome, sustained))));
        tell();
        return id;
    }

    private static K6Summary read(JsonNode summary) {
        try {
            return K6Summary.read(summary);
        } catch (K6Summary.Incomplete incomplete) {
            throw new Problem(ErrorCode.NO_K6_SUMMARY, incomplete.getMessage());
        }
    }

    /** Hands over the events of ended runs: called again and again, by every replica. Where that fails it is done the next time; an event counts once. */
    void tell() {
        runs.untold().forEach((id, event) -> {
            Intake.Delivery delivery = intake.delivery(SENDER);
            delivery.add(event, 0);
            Intake.Receipt receipt = delivery.finish();
            if (receipt.rejectedTotal() > 0) {
                LOG.errorf(
                        "the event of a load check was refused: %s",
                        receipt.rejected().get(0).detail());
            }
            runs.told(id);
        });
    }

    /** Starts what is declared for this minute, at whichever replica Quartz has chosen. */
    void windows(Instant minute) {
        declared().values().stream()
                .filter(load -> load.check()
                        .window()
                        .filter(window -> falls(window, minute))
                        .isPresent())
                .forEach(load -> {
                    try {
                        start(load.check().site(), "the declared window");
                    } catch (Problem refused) {
                        LOG.warnf(
                                "the load check of %s was not run: %s",
                                load.check().site(), refused.getMessage());
                    }
                });
    }

    /** Whether a window's time falls into the minute that begins then. */
    static boolean falls(LoadCheck.Window window, Instant minute) {
        try {
            CronExpression cron = new CronExpression(window.cron());
            cron.setTimeZone(TimeZone.getTimeZone(window.zone()));
            Date next = cron.getNextValidTimeAfter(Date.from(minute.minusSeconds(1)));
            return next != null && next.toInstant().isBefore(minute.plus(WINDOW_GRAIN));
        } catch (ParseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String event(Load load, UUID id, String tool, Instant at, LoadOutcome loadOutcome, int users) {
        ObjectNode data = EventJson.MAPPER
                .createObjectNode()
                .put("site", load.check().site())
                .put("value", users)
                .put("outcome", loadOutcome.word())
                .put("tool", tool)
                .put("run", id.toString());
        return new String(
                ProbeEvents.event(load.check().source(), id.toString(), LoadCheck.TYPE, at, data),
                StandardCharsets.UTF_8);
    }

    /** A run under way at this replica. */
    private final class Running implements Control {

        private final UUID id;
        private final Load load;
        private final Generator generator;
        private final WorkProgress work;
        private long lastBeat = System.nanoTime() - BEAT_NANOS;
        private boolean aborted;

        Running(UUID id, Load load, Generator generator, WorkProgress work) {
            this.id = id;
            this.load = load;
            this.generator = generator;
            this.work = work;
        }

        void run() throws InterruptedException, IOException {
            try {
                Instant begun = clock.instant();
                LoadResult found =
                        LoadResult.of(load.levels(), users -> generator.run(users, this), load.check()::between);
                Instant at = clock.instant();
                LoadResult loadResult = found.outcome() == LoadOutcome.LIMIT || found.outcome() == LoadOutcome.BRAKED
                        ? awayMeanwhile(load.check(), begun, at)
                                .map(found::because)
                                .orElse(found)
                        : found;
                boolean says = loadResult.outcome().conclusive();
                LoadRuns.Result result = new LoadRuns.Result(
                        loadResult.outcome(),
                        says ? Optional.of(loadResult.users()) : Optional.empty(),
                        loadResult.sentence(),
                        Evidence.json(load.check(), loadResult),
                        says
                                ? Optional.of(event(load, id, OWN, at, loadResult.outcome(), loadResult.users()))
                                : Optional.empty());
                work.end(WorkState.DONE, Optional.empty(), () -> LoadRuns.end(id, result, at));
                LOG.infof(
                        "load check of %s ended, %s: %s",
                        load.check().site(),
                        loadResult.outcome().word(),
                        loadResult.sentence().english());
            } catch (Throwable failed) { // Of any kind: a run that ended unseen would stand as going on.
                String why = String.valueOf(failed.getMessage()).replace('\0', ' ');
                LoadRuns.Result result = new LoadRuns.Result(
                        LoadOutcome.FAILED,
                        Optional.empty(),
                        Words.of(LoadChecks.class, "failed", why),
                        "{}",
                        Optional.empty());
                work.end(WorkState.FAILED, Optional.of(why), () -> LoadRuns.end(id, result, clock.instant()));
                throw failed;
            }
            tell();
        }

        @Override
        public boolean aborted() {
            return aborted;
        }

        /** Where it cannot be told the run fails: what no one can watch or end does not go on. */
        @Override
        public void progress(LoadProgress loadProgress) {
            long now = System.nanoTime();
            if (now - lastBeat >= BEAT_NANOS) {
                lastBeat = now;
                aborted |= !work.at(json(loadProgress));
            }
        }

        private static String json(LoadProgress loadProgress) {
            try {
                return EventJson.MAPPER.writeValueAsString(loadProgress);
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}

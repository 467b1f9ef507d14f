package io.dabiao.app;

import io.dabiao.access.Tokens;
import io.dabiao.alert.Alerts;
import io.dabiao.alert.Troubles;
import io.dabiao.archive.Retention;
import io.dabiao.check.LoadChecks;
import io.dabiao.check.Probing;
import io.dabiao.check.query.Questions;
import io.dabiao.core.Series;
import io.dabiao.declare.Declarations;
import io.dabiao.evaluate.Assessor;
import io.dabiao.evaluate.LiveRecorder;
import io.dabiao.evaluate.Recorder;
import io.dabiao.ingest.stream.Streams;
import io.dabiao.store.Backfill;
import io.dabiao.store.Folding;
import io.dabiao.store.Progress;
import io.dabiao.store.SeriesRegister;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * What every replica does again and again: fold rollups, evaluate, fill new measures, look for changed declarations.
 *
 * <p>Not Quartz's business: its clustered store starts a job at one replica, and these are for each. A round that fails is
 * told once and tried again; nothing of it was half done.
 */
@ApplicationScoped
class Rounds {

    private static final Logger LOG = Logger.getLogger(Rounds.class);

    private static final Duration FOLD_EVERY = Duration.ofMillis(500);
    private static final Duration EVALUATE_EVERY = Duration.ofSeconds(1);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(3);
    /** Well within {@link Probing}'s patience with a replica. */
    private static final Duration BEAT_EVERY = Duration.ofSeconds(2);

    /** Each hand-over is a batch with a row of its own: 50 sites every 30 seconds would fill one for almost every result. */
    private static final Duration HAND_OVER_EVERY = Duration.ofSeconds(1);

    private static final Duration LIVE_EVERY = Duration.ofSeconds(1);
    private static final Duration EXPORT_EVERY = Duration.ofSeconds(20);
    private static final int THREADS = 8;
    /** How many times as long as it worked a round rests: an evaluation takes a tenth of the time, however many there are. */
    private static final int REST = 10;
    /** Folding keeps up with whoever writes; what it does not do, every evaluation has to. */
    private static final int SHORT_REST = 1;

    /** However long the last round took, such as the first of all on a busy machine: facts are evaluated within seconds. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Tokens tokens;
    private final Declarations declarations;
    private final Assessor assessor;
    private final SeriesRegister register;
    private final Progress progress;
    private final Folding folding;
    private final Backfill backfill;
    private final Recorder recorder;
    private final LiveRecorder live;
    private final Probing probing;
    private final LoadChecks loads;
    private final Questions questions;
    private final Streams streams;
    private final Alerts alerts;
    private final Troubles troubles;
    private final Retention retention;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private ScheduledExecutorService threads;

    Rounds(
            Tokens tokens,
            Declarations declarations,
            Assessor assessor,
            SeriesRegister register,
            Progress progress,
            Folding folding,
            Backfill backfill,
            Recorder recorder,
            LiveRecorder live,
            Probing probing,
            LoadChecks loads,
            Questions questions,
            Streams streams,
            Alerts alerts,
            Troubles troubles,
            Retention retention,
            Clock clock,
            MeterRegistry meters) {
        this.tokens = tokens;
        this.declarations = declarations;
        this.assessor = assessor;
        this.register = register;
        this.progress = progress;
        this.folding = folding;
        this.backfill = backfill;
        this.recorder = recorder;
        this.live = live;
        this.probing = probing;
        this.loads = loads;
        this.questions = questions;
        this.streams = streams;
        this.alerts = alerts;
        this.troubles = troubles;
        this.retention = retention;
        this.clock = clock;
        this.meters = meters;
    }

    void start(@Observes StartupEvent started) {
        tokens.provideFirst();
        register.refresh();
        adopt();
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(THREADS, work -> {
            Thread thread = new Thread(work, "dabiao-round");
            thread.setDaemon(true);
            return thread;
        });
        // What has not begun at shutdown is not waited for.
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        threads = executor;
        repeat("folding", FOLD_EVERY, SHORT_REST, folding::fold);
        repeat("evaluation", EVALUATE_EVERY, REST, recorder::round);
        repeat("access tokens", LOOK_EVERY, REST, tokens::refresh);
        repeat("declarations", LOOK_EVERY, REST, this::adoptWhenChanged);
        repeat("live states", LIVE_EVERY, REST, live::round);
        repeat("sites to probe", BEAT_EVERY, SHORT_REST, probing::beat);
        repeat("probe results", HAND_OVER_EVERY, SHORT_REST, probing::handOver);
        repeat("load checks", LOOK_EVERY, SHORT_REST, loads::round);
        repeat("questions to a Prometheus", EVALUATE_EVERY, SHORT_REST, questions::round);
        repeat("streams", LOOK_EVERY, SHORT_REST, streams::expectWell);
        repeat("alerts", FOLD_EVERY, SHORT_REST, alerts::round);
        repeat("notifications", FOLD_EVERY, SHORT_REST, alerts::deliver);
        repeat("backfill", LOOK_EVERY, REST, this::fillWhenNeeded);
        repeat("event archive", EXPORT_EVERY, SHORT_REST, retention::round);
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
            threads.shutdownNow();
        }
    }

    private void adopt() {
        declarations.load();
        int added = register.keep(assessor.needed());
        LOG.infof(
                "declarations in force: %d of the years %s; %d new series",
                declarations.inForce().byKey().size(), declarations.inForce().years(), added);
    }

    private void adoptWhenChanged() {
        if (declarations.changed()) {
            adopt();
        }
    }

    private void fillWhenNeeded() {
        Set<Series> unready = progress.unready(assessor.needed());
        if (!unready.isEmpty()) {
            backfill.run();
        }
    }

    private void repeat(String what, Duration every, int rest, Runnable round) {
        rounds(what, "done");
        rounds(what, "failed"); // A failure that is the first of all is an increase only where 0 was told before.
        threads.schedule(() -> once(what, every, rest, round), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Counter rounds(String what, String outcome) {
        return Counter.builder("dabiao.rounds")
                .description("Rounds of what a replica does again and again, by what came of them.")
                .tags("round", what.replace(' ', '_'), "outcome", outcome)
                .register(meters);
    }

    private void once(String what, Duration every, int rest, Runnable round) {
        long begun = System.nanoTime();
        try {
            round.run();
            rounds(what, "done").increment();
            troubles.works(what);
            if (failing.remove(what)) {
                LOG.infof("%s works again", what);
            }
        } catch (RuntimeException failed) {
            rounds(what, "failed").increment();
            troubles.fails(what, String.valueOf(failed.getMessage()), clock.instant());
            if (failing.add(what)) {
                LOG.errorf(failed, "%s failed; it is tried again every %s", what, every);
            }
        }
        long share = Math.min(LONGEST_PAUSE.toNanos(), rest * (System.nanoTime() - begun));
        long pause = Math.max(every.toNanos(), share);
        if (!threads.isShutdown()) {
            threads.schedule(() -> once(what, every, rest, round), pause, TimeUnit.NANOSECONDS);
        }
    }
}

package io.dabiao.check;

import io.dabiao.check.http.ProbeClient;
import io.dabiao.check.probe.Attempts;
import io.dabiao.check.probe.Means;
import io.dabiao.check.probe.ProbeOutcome;
import io.dabiao.check.probe.Secrets;
import io.dabiao.core.event.Event;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.DeclaredSecrets;
import io.dabiao.ingest.Intake;
import io.dabiao.lifecycle.Wake;
import io.dabiao.outbound.Drivers;
import io.dabiao.outbound.OutboundPolicy;
import io.dabiao.settings.Settings;
import io.dabiao.store.NewestEvents;
import io.dabiao.store.Replicas;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Probes this replica's share of the declared sites and hands the results over as events.
 *
 * <p>Two rounds are called again and again, each by one thread at a time: {@link #beat} says that this replica lives and
 * takes up or gives away sites, {@link #handOver} makes results durable. What cannot be handed over waits here.
 */
@Startup // So that what it counts is on the scrape, as 0, from the first.
@ApplicationScoped
public class Probing {

    private static final Logger LOG = Logger.getLogger(Probing.class);

    /** After so long without a beat a replica is dead, and its sites are taken over. */
    static final Duration ALIVE = Duration.ofSeconds(6);

    /** A catalogue of thousands that is declared at once is looked at within seconds, not within one moment. */
    private static final Duration FIRST_LOOKS_APART = Duration.ofMillis(2);

    private static final int THREADS = 2;
    private static final Duration LONGEST_LOOKS = Duration.ofMinutes(1);
    private static final int WAITING = 200_000;
    private static final int AT_ONCE = 2_000;

    private final Declarations declarations;
    private final AnnouncedWork work;
    private final Replicas replicas;
    private final NewestEvents newest;
    private final Clock clock;
    private final OutboundPolicy policy;
    private final DeclaredSecrets secrets;
    private final Drivers drivers;
    private final jakarta.enterprise.event.Event<Wake> wakes;
    private final boolean enabled;
    private final List<String> usualControls;
    private final String name = UUID.randomUUID().toString();
    private final BlockingQueue<ProbeResult> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Map<String, Watch> watches = new ConcurrentHashMap<>();
    private final Map<String, ProbeResult> last = new ConcurrentHashMap<>();
    private final Outages outages;
    private final Timer delay;
    private final Counter good;
    private final Counter bad;
    private final Counter dependent;
    private final Counter unknown;
    private final Counter overloaded;
    private final Counter lost;
    private final Counter seconds;
    private volatile Map<String, Assignment> sites = Map.of();
    private List<ProbeResult> pending = List.of();
    private Looks looks;
    private Controls controls;
    private volatile Causes causes;
    private int beats;
    private boolean alone;
    private volatile boolean firstLooks;
    private volatile boolean stopped;

    Probing(
            Declarations declarations,
            AnnouncedWork work,
            Intake intake,
            Replicas replicas,
            NewestEvents newest,
            Clock clock,
            Settings settings,
            OutboundPolicy policy,
            DeclaredSecrets secrets,
            jakarta.enterprise.event.Event<Wake> wakes,
            MeterRegistry meters) {
        this.work = work;
        this.wakes = wakes;
        this.secrets = secrets;
        this.drivers = new Drivers(settings.drivers());
        this.declarations = declarations;
        this.policy = policy;
        this.replicas = replicas;
        this.newest = newest;
        this.clock = clock;
        this.enabled = settings.probing();
        this.usualControls = settings.probeControls().orElse(List.of());
        this.outages = new Outages(intake, newest);
        this.delay = Timer.builder("dabiao.probe.start.delay")
                .description("By how much a probe begins after its time.")
                .publishPercentiles(0.5, 0.99)
                .register(meters);
        this.good = results(meters, "ok");
        this.bad = results(meters, "failed");
        this.dependent = results(meters, "dependent");
        this.unknown = results(meters, "unknown");
        this.overloaded = results(meters, "overloaded");
        this.lost = results(meters, "lost");
        this.seconds = Counter.builder("dabiao.probe.second.tries")
                .description("Failures that were looked at a second time.")
                .register(meters);
        Gauge.builder("dabiao.probe.sites", watches, Map::size)
                .description("Sites that this replica probes.")
                .register(meters);
        Gauge.builder("dabiao.probe.waiting", waiting, BlockingQueue::size)
                .description("Results that are not durable yet.")
                .register(meters);
    }

    private static Counter results(MeterRegistry meters, String outcome) {
        return Counter.builder("dabiao.probe.results")
                .description(
                        "Slots probed, by outcome; dependent: what the site depends on was away, unknown: the own network was down or nothing could be sent, overloaded: this machine was too"
                                + " busy, lost: not handed over.")
                .tag("outcome", outcome)
                .register(meters);
    }

    /** Every site to probe, by name, whichever replica does. */
    public Map<String, Assignment> sites() {
        return sites;
    }

    /** Whether this replica probes a site. */
    public boolean here(String site) {
        return watches.containsKey(site);
    }

    /** What this replica found last of the sites it probes. */
    public Map<String, ProbeResult> last() {
        return last;
    }

    /** Says that this replica lives, and probes what is its share. */
    public synchronized void beat() {
        if (!enabled || stopped) {
            return;
        }
        Map<String, Assignment> declared = declared();
        if (!declared.equals(sites)) {
            sites = declared;
            declared.values().stream()
                    .filter(one -> !one.others().isEmpty())
                    .forEach(one -> LOG.warnf(
                            "the site %s is declared by %s too; it is probed as %s says",
                            one.probe().site(), one.others(), one.project()));
            declared.values()
                    .forEach(one -> one.probe().dependsOn().stream()
                            .filter(cause -> !declared.containsKey(cause))
                            .forEach(cause -> LOG.warnf(
                                    "the site %s depends on %s, which no declaration probes: it fails by itself",
                                    one.probe().site(), cause)));
        }
        if (declared.isEmpty() && watches.isEmpty()) {
            return;
        }
        Set<String> alive = replicas.beat(name, ALIVE);
        beats++;
        if (beats == 1) {
            alone = alive.size() == 1;
        }
        if (alone || beats > 2) { // The others have seen this one by then, and have given away its share.
            take(declared, alive);
        }
    }

    /** What people announced is asked for where there are sites: a service without any asks nothing. */
    private Map<String, Assignment> declared() {
        Instant now = clock.instant();
        Map<String, Assignment> declared = Assignment.of(declarations.inForce(), now);
        return declared.isEmpty() ? declared : Assignment.of(declarations.inForce(), now, work.windows());
    }

    private void take(Map<String, Assignment> declared, Set<String> alive) {
        Map<String, Assignment> mine = new HashMap<>();
        declared.forEach((site, assignment) -> {
            if (Share.of(site, alive).equals(name)) {
                mine.put(site, assignment);
            }
        });
        watches.entrySet().removeIf(entry -> {
            Watch watch = entry.getValue();
            boolean gone = !watch.assignment().equals(mine.get(entry.getKey()));
            if (gone) {
                watch.stop();
                last.remove(entry.getKey());
            }
            return gone;
        });
        List<Assignment> taken = mine.values().stream()
                .filter(one -> !watches.containsKey(one.probe().site()))
                .toList();
        if (!taken.isEmpty()) {
            start(taken);
        }
    }

    /**
     * The site that is away, of these or of those that they depend on; each is looked at now. Where nothing is probed here yet, or not within the
     * time that all looks together may take, none is known to be.
     */
    Optional<String> away(List<String> names) throws InterruptedException {
        Causes known = causes;
        if (known == null || names.isEmpty()) {
            return Optional.empty();
        }
        try {
            return known.of(names, clock.instant())
                    .toCompletableFuture()
                    .get(LONGEST_LOOKS.toMillis(), TimeUnit.MILLISECONDS)
                    .map(Causes.Cause::site);
        } catch (TimeoutException late) {
            return Optional.empty();
        } catch (ExecutionException broken) {
            throw new IllegalStateException(broken.getCause());
        }
    }

    private void start(List<Assignment> taken) {
        if (looks == null) {
            Secrets texts = new DeclaredTexts(secrets);
            ProbeClient pages = new ProbeClient(THREADS, clock, texts, policy, "dabiao-probe");
            looks = new Looks(
                    pages,
                    new Attempts(
                            new Means(clock, texts, policy, pages.tls(), new HeardInLog(newest, declarations), drivers),
                            pages.loops()));
            controls = new Controls(pages);
            causes = new Causes(looks, () -> sites, clock);
        }
        Duration longest = taken.stream()
                .map(one -> one.probe().interval())
                .max(Duration::compareTo)
                .orElseThrow();
        Map<String, Event> recorded = newest.of(
                taken.stream().map(one -> one.probe().source()).toList(),
                List.of(Probe.TYPE),
                clock.instant().minus(longest.multipliedBy(5)));
        int first = 0;
        for (Assignment assignment : taken) {
            Probe probe = assignment.probe();
            List<String> controlled = probe.controls().isEmpty() ? usualControls : probe.controls();
            Watch watch = new Watch(
                    assignment,
                    controlled,
                    looks,
                    controls,
                    causes,
                    () -> declarations.inForce().calendar(),
                    clock,
                    new Results());
            watches.put(probe.site(), watch);
            Optional<Instant> newestSlot =
                    Optional.ofNullable(recorded.get(probe.source())).map(Event::time);
            watch.start(newestSlot, FIRST_LOOKS_APART.multipliedBy(first++));
        }
        LOG.infof("%d more sites probed here, %d in all", taken.size(), watches.size());
    }

    private final class Results implements Watch.ProbeListener {

        @Override
        public void result(ProbeResult result) {
            (result.look().ok() ? good : result.because().isPresent() ? dependent : bad).increment();
            if (result.tries() > 1) {
                seconds.increment();
            }
            boolean first = watches.containsKey(result.probe().site())
                    && last.put(result.probe().site(), result) == null;
            if (!waiting.offer(result)) {
                lost.increment();
            }
            if (first) {
                firstLooks = true;
                wakes.fire(new Wake(
                        "probe results")); // Anyone who has just declared the site waits for its first verdict.
            }
        }

        @Override
        public void notLooked(ProbeResult result) {
            unknown.increment();
            String site = result.probe().site();
            ProbeResult before = watches.containsKey(site) ? last.put(site, result) : result;
            Optional<ProbeOutcome.Failure> failure = result.look().failure();
            if (before == null || !before.look().failure().equals(failure)) {
                LOG.warnf(
                        "the site %s cannot be looked at: %s",
                        site, failure.map(ProbeOutcome.Failure::detail).orElse(""));
            }
        }

        @Override
        public void unknown(Probe probe, Instant slot) {
            unknown.increment();
        }

        @Override
        public void overloaded(Probe probe, Instant slot) {
            overloaded.increment();
        }

        @Override
        public void begun(Duration late) {
            delay.record(late);
        }
    }

    /** Makes what has been found durable. Where that fails the same results are told the next time. */
    public void handOver() {
        synchronized (outages) {
            do {
                if (pending.isEmpty()) {
                    List<ProbeResult> results = new ArrayList<>();
                    waiting.drainTo(results, AT_ONCE);
                    pending = results;
                }
                if (pending.isEmpty()) {
                    return;
                }
                outages.tell(pending, watches.keySet(), clock.instant());
                pending = List.of();
                if (firstLooks) {
                    firstLooks = false;
                    wakes.fire(new Wake("evaluation"));
                }
            } while (waiting.size() >= AT_ONCE);
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        if (!enabled) {
            return;
        }
        List<Watch> ending;
        synchronized (this) {
            stopped = true;
            ending = List.copyOf(watches.values());
        }
        ending.forEach(Watch::stop);
        try {
            handOver();
            if (beats > 0) {
                replicas.leave(name);
            }
        } catch (RuntimeException unavailable) {
            // The service ends and the database may have gone before it: what is still to be closed is closed all the
            // same.
            LOG.warnf("the last probe results were not handed over: %s", unavailable.getMessage());
        }
        if (looks != null) {
            looks.close();
        }
    }
}

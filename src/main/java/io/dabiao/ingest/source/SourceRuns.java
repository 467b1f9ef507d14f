package io.dabiao.ingest.source;

import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.database.StoreUnavailable;
import io.dabiao.declare.Declarations;
import io.dabiao.ingest.Intake;
import io.dabiao.lifecycle.Draining;
import io.dabiao.settings.Settings;
import io.dabiao.store.Leases;
import io.dabiao.yaml.Nearest;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Reads the sources when they are due, each at one replica at a time. A page's facts and the bookmark behind them are one
 * transaction, so a run that ends anywhere is gone on with by the next, here or elsewhere.
 */
@ApplicationScoped
public class SourceRuns {

    private static final Logger LOG = Logger.getLogger(SourceRuns.class);

    /** Sources that are read at once at a replica; they wait for others' machines most of the time. */
    private static final int AT_ONCE = 4;

    private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(10);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final long PAUSE_NANOS = 500_000_000L;

    /** What is the matter with a source, and how it fares; an empty matter is none. */
    record Fare(DeclaredSource source, SourceStates.State state, Optional<Instant> due, Optional<String> matter) {}

    private record Ear(DeclaredSource source, AutoCloseable listening) {}

    private final Sources sources;
    private final SourceStates states;
    private final Leases leases;
    private final Declarations declarations;
    private final PageIntake pages;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final Map<String, Ear> ears = new HashMap<>();
    private final Map<String, String> deaf = new ConcurrentHashMap<>();
    private final Map<String, List<Meter>> metered = new HashMap<>();
    private volatile Map<String, Fare> fares = Map.of();
    private volatile boolean stopping;
    private ThreadPoolExecutor threads;

    SourceRuns(
            Sources sources,
            SourceStates states,
            Leases leases,
            Declarations declarations,
            Intake intake,
            Settings settings,
            MeterRegistry meters,
            Clock clock) {
        this.sources = sources;
        this.states = states;
        this.leases = leases;
        this.declarations = declarations;
        this.pages =
                new PageIntake(intake, Math.toIntExact(settings.eventLimit().asLongValue()));
        this.meters = meters;
        this.clock = clock;
    }

    PageIntake pages() {
        return pages;
    }

    /** Begins what is due. @throws IllegalStateException where something is the matter, for those who tell of troubles */
    void look(Instant now) {
        boolean changed = sources.look(now);
        Map<String, DeclaredSource> declared = sources.declared();
        if (changed) {
            listen(declared);
            meter(declared);
        }
        if (declared.isEmpty()) {
            expectNoFaults();
            return;
        }
        Map<String, SourceStates.State> known = states.of(declared.keySet());
        List<String> unknown = declared.keySet().stream()
                .filter(name -> known.getOrDefault(name, SourceStates.State.NEW)
                        .declared()
                        .isEmpty())
                .toList();
        if (!unknown.isEmpty()) {
            states.declared(unknown, now);
        }
        Map<String, Fare> seen = new TreeMap<>();
        for (DeclaredSource source : declared.values()) {
            Fare fare = fare(source, known.getOrDefault(source.name(), SourceStates.State.NEW), now);
            seen.put(source.name(), fare);
            if (source.schedule().isPresent() && begins(fare, now) && underWay.add(source.name())) {
                threads().execute(() -> runOnce(source));
            }
        }
        fares = seen;
        expectNoFaults();
        String matters = seen.values().stream()
                .filter(fare -> fare.matter().isPresent())
                .map(fare -> fare.source().name() + ": " + fare.matter().get())
                .collect(Collectors.joining("; "));
        if (!matters.isEmpty()) {
            throw new IllegalStateException(matters);
        }
    }

    private void expectNoFaults() {
        if (!sources.faults().isEmpty()) {
            throw new IllegalStateException("sources are refused: " + sources.told());
        }
    }

    /** How each source fares, by name, as of this replica's last look. */
    Map<String, Fare> fares() {
        return fares;
    }

    /** What is the matter with each source, by name; empty where nothing is. */
    public Map<String, Optional<String>> troubles() {
        Map<String, Optional<String>> troubles = new TreeMap<>();
        fares.forEach((name, fare) -> troubles.put(name, fare.matter()));
        return troubles;
    }

    private boolean begins(Fare fare, Instant now) {
        return fare.state().wanted().isPresent()
                || fare.state().paused().isEmpty()
                        && fare.due().filter(due -> !due.isAfter(now)).isPresent();
    }

    Fare fare(DeclaredSource source, SourceStates.State state, Instant now) {
        Optional<Instant> due = source.schedule().flatMap(schedule -> due(schedule, state, now));
        return new Fare(source, state, due, matter(source, state, now));
    }

    private Optional<Instant> due(Schedule schedule, SourceStates.State state, Instant now) {
        Optional<Instant> regular = schedule.due(state.began(), now, this::worked);
        // A run that never ended was cut off, with its replica: it is gone on with at once.
        if (state.began().isPresent() && state.ended().isEmpty()) {
            return Optional.of(now);
        }
        if (state.failures() == 0 || state.ended().isEmpty()) {
            return regular;
        }
        long doubled = FIRST_RETRY.toMillis() << Math.min(state.failures() - 1, 10);
        Instant again = state.ended().get().plusMillis(Math.min(doubled, LONGEST_RETRY.toMillis()));
        return Optional.of(regular.filter(one -> one.isBefore(again)).orElse(again));
    }

    private Optional<String> matter(DeclaredSource source, SourceStates.State state, Instant now) {
        if (state.paused().isPresent()) {
            return Optional.empty();
        }
        Optional<String> silent = Optional.ofNullable(deaf.get(source.name()));
        if (silent.isPresent()) {
            return silent;
        }
        if (state.failure().isPresent()) {
            return state.failure();
        }
        Optional<Instant> last = source.schedule().isPresent() ? state.succeeded() : state.lastRow();
        // A source that was never heard is as silent as one that fell silent.
        Optional<Instant> since = last.or(state::lastRow).or(state::declared);
        return source.fresh()
                .filter(fresh ->
                        since.isPresent() && Duration.between(since.get(), now).compareTo(fresh) > 0)
                .map(fresh -> (source.schedule().isPresent() ? "not read" : "nothing came") + " since "
                        + (last.isPresent() ? "" : "it was declared at ") + since.get() + ", which is longer than "
                        + fresh.toString().substring(2).toLowerCase(Locale.ROOT));
    }

    /** A year without a calendar takes every day for worked: reading too often loses nothing. */
    private boolean worked(LocalDate day) {
        WorkingCalendar calendar = declarations.inForce().calendar();
        OptionalInt days = calendar.daysAfter(day.minusDays(1), day);
        return days.isEmpty() || days.getAsInt() == 1;
    }

    private synchronized ThreadPoolExecutor threads() {
        if (threads == null) {
            threads = new ThreadPoolExecutor(
                    AT_ONCE,
                    AT_ONCE,
                    1,
                    TimeUnit.MINUTES,
                    new LinkedBlockingQueue<>(),
                    new DefaultThreadFactory("dabiao-source", true));
            threads.allowCoreThreadTimeOut(true);
        }
        return threads;
    }

    private void runOnce(DeclaredSource source) {
        try (Held lease = new Held(leases.take("source " + source.name()))) {
            if (lease.held() && !stopping) {
                SourceStates.State state = states.of(source.name());
                // Another replica may have read it between the look and the lease.
                if (begins(fare(source, state, clock.instant()), clock.instant())) {
                    run(source, state, lease);
                }
            }
        } catch (StoreUnavailable away) {
            LOG.debugf(away, "the source %s waits for the database", source.name());
        } catch (RuntimeException unexpected) {
            // A thread of the pool has no one who would catch it; the run counts as cut off, and is gone on with.
            LOG.errorf(unexpected, "the source %s could not be read", source.name());
        } finally {
            underWay.remove(source.name());
        }
    }

    /** A lease that may not have been had. */
    private record Held(Optional<Leases.Lease> lease) implements AutoCloseable {
        boolean held() {
            return lease.filter(Leases.Lease::held).isPresent();
        }

        @Override
        public void close() {
            lease.ifPresent(Leases.Lease::close);
        }
    }

    private void run(DeclaredSource source, SourceStates.State before, Held lease) {
        Optional<Long> begun = states.begin(source.name(), clock.instant());
        if (begun.isEmpty()) {
            return;
        }
        long version = begun.get();
        Start start = new Start(before.bookmark(), item -> states.finished(source.name(), item), clock.instant());
        Optional<String> failure = Optional.empty();
        try (Rows rows = ((Place.Fetched) source.place()).open(start)) {
            expectColumns(source, rows.columns());
            for (Optional<Rows.Page> page = rows.next(); page.isPresent(); page = rows.next()) {
                if (!lease.held() || stopping) {
                    throw new SourceStates.Lost(source.name());
                }
                try {
                    version = keep(source, page.get(), version);
                } catch (SourceChanged changed) {
                    if (!rows.leaveOut(page.get(), changed)) {
                        throw changed;
                    }
                }
            }
        } catch (SourceStates.Lost lost) {
            LOG.infof("%s; the next run goes on", lost.getMessage());
        } catch (StoreUnavailable away) {
            // Nothing is known of the source itself; the run goes on once the database is back.
            LOG.warnf("the source %s waits for the database: %s", source.name(), away.getMessage());
            return;
        } catch (IOException | RuntimeException failed) {
            // Drivers throw what they like; the source is told as failing, and tried again.
            failure = Optional.of(reason(failed));
            LOG.warnf("the source %s cannot be read: %s", source.name(), failure.get());
            LOG.debug("its reason", failed);
        }
        states.end(source.name(), clock.instant(), failure);
    }

    private long keep(DeclaredSource source, Rows.Page page, long version) throws SourceChanged {
        while (true) {
            try {
                SourceStates.Counted counted = pages.take(
                        source, page, handle -> states.keep(handle, source.name(), version, page, clock.instant()));
                states.count(source.name(), counted);
                return version + 1;
            } catch (Intake.Busy busy) {
                LOG.debugf("the source %s waits: the service has as much to do as it can", source.name());
                LockSupport.parkNanos(PAUSE_NANOS);
                if (stopping) {
                    throw new SourceStates.Lost(source.name());
                }
            }
        }
    }

    /** A column that a mapping reads and the rows have not is a change of the source, and no row's fault. */
    static void expectColumns(DeclaredSource source, Set<String> columns) throws SourceChanged {
        if (columns.isEmpty()) {
            return;
        }
        List<String> missing = source.mappings().stream()
                .flatMap(mapping -> mapping.members().stream())
                .filter(member -> !columns.contains(member))
                .distinct()
                .toList();
        if (!missing.isEmpty()) {
            throw new SourceChanged("there is no column " + String.join(", ", missing) + "; there are "
                    + String.join(", ", columns)
                    + Nearest.to(missing.get(0), List.copyOf(columns))
                            .map(near -> "; is it " + near + "?")
                            .orElse(""));
        }
    }

    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getMessage() == null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    // ---- what is sent by itself

    private synchronized void listen(Map<String, DeclaredSource> declared) {
        ears.entrySet().removeIf(entry -> {
            boolean same = entry.getValue().source() == declared.get(entry.getKey());
            if (!same) {
                close(entry.getValue());
            }
            return !same;
        });
        deaf.clear();
        for (DeclaredSource source : declared.values()) {
            if (source.place() instanceof Place.Heard heard && !ears.containsKey(source.name())) {
                try {
                    ears.put(source.name(), new Ear(source, heard.listen(page -> hear(source, page))));
                } catch (IOException refused) {
                    deaf.put(source.name(), reason(refused));
                    LOG.errorf("the source %s cannot listen: %s", source.name(), reason(refused));
                }
            }
        }
    }

    private void hear(DeclaredSource source, Rows.Page page) throws InterruptedException {
        while (!stopping) {
            try {
                taken(source, page);
                return;
            } catch (Intake.Busy | StoreUnavailable later) {
                LOG.debugf("the source %s waits: %s", source.name(), later.getMessage());
            }
            TimeUnit.NANOSECONDS.sleep(PAUSE_NANOS);
        }
        throw new InterruptedException("the service ends");
    }

    /** Takes rows that came by themselves. */
    SourceStates.Counted taken(DeclaredSource source, Rows.Page page) {
        SourceStates.Counted counted = pages.takeSent(
                source,
                page,
                handle -> states.heard(handle, source.name(), page.rows().size(), clock.instant()));
        states.count(source.name(), counted);
        return counted;
    }

    private static void close(Ear ear) {
        try {
            ear.listening().close();
        } catch (Exception failed) {
            // It is not wanted any more, whatever it says.
            LOG.debugf(failed, "the source %s was closed already", ear.source().name());
        }
    }

    // ---- metrics

    private synchronized void meter(Map<String, DeclaredSource> declared) {
        metered.entrySet().removeIf(entry -> {
            boolean gone = !declared.containsKey(entry.getKey());
            if (gone) {
                entry.getValue().forEach(meters::remove);
            }
            return gone;
        });
        for (String name : declared.keySet()) {
            metered.computeIfAbsent(
                    name,
                    any -> List.of(
                            gauge(
                                    name,
                                    "up",
                                    "1 while nothing is the matter with a source.",
                                    fare -> fare.matter().isEmpty() ? 1 : 0),
                            gauge(
                                    name,
                                    "paused",
                                    "1 while a source is paused.",
                                    fare -> fare.state().paused().isPresent() ? 1 : 0),
                            gauge(
                                    name,
                                    "rows",
                                    "Rows of a source that were read or came, by all replicas.",
                                    fare -> fare.state().rows()),
                            gauge(
                                    name,
                                    "rejected",
                                    "Events of a source that were set aside, by all replicas.",
                                    fare -> fare.state().rejected()),
                            gauge(
                                    name,
                                    "last.success.timestamp.seconds",
                                    "When a source was last read well, or last sent a row; NaN for never.",
                                    fare -> fare.state()
                                            .succeeded()
                                            .or(() -> fare.state().lastRow())
                                            .map(at -> at.toEpochMilli() / 1e3)
                                            .orElse(Double.NaN))));
        }
    }

    private Gauge gauge(String source, String what, String description, ToDoubleFunction<Fare> value) {
        return Gauge.builder("dabiao.source." + what, () -> {
                    Fare fare = fares.get(source);
                    return fare == null ? Double.NaN : value.applyAsDouble(fare);
                })
                .description(description)
                .tag("source", source)
                .register(meters);
    }

    void stop(@Observes @Priority(Draining.GIVERS) ShutdownEvent end) throws InterruptedException {
        stopping = true;
        List<Ear> listening;
        ThreadPoolExecutor running;
        synchronized (this) {
            listening = new ArrayList<>(ears.values());
            running = threads;
        }
        listening.forEach(SourceRuns::close);
        if (running != null) {
            Draining.drain(running, STOP_PATIENCE, "sources");
        }
    }
}

package io.dabiao.evaluate;

import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Live;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.rollup.Facts;
import io.dabiao.core.rollup.Series;
import io.dabiao.database.Transactions;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.lifecycle.News;
import io.dabiao.store.FactsReader;
import io.dabiao.store.LogProgress;
import io.dabiao.store.WindowReader;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Measures the live states and records what has changed: called again and again, by every replica. One that finds the
 * states fresh, because another has just measured them, leaves it at reading them.
 */
@Startup // So that what it counts is on the scrape, as 0, from the first.
@ApplicationScoped
public class LiveRecorder {

    private static final Logger LOG = Logger.getLogger(LiveRecorder.class);

    private static final Duration EVERY = Duration.ofSeconds(5);
    /** Budgets move slowly and look at long windows. */
    private static final Duration BUDGETS_EVERY = Duration.ofSeconds(60);

    private final Clock clock;
    private final Declarations declarations;
    private final WindowReader windows;
    private final FactsReader facts;
    private final LogProgress logProgress;
    private final Timer rounds;
    private final Counter failed;
    private final Event<News> news;
    private volatile Map<IndicatorRef, LiveState> states = Map.of();
    private Map<IndicatorRef, Budget> budgets = Map.of();
    private Instant budgeted = Instant.MIN;
    private final Set<IndicatorRef> failing = new HashSet<>();

    LiveRecorder(
            Clock clock,
            Declarations declarations,
            WindowReader windows,
            FactsReader facts,
            LogProgress logProgress,
            MeterRegistry meters,
            Event<News> news) {
        this.clock = clock;
        this.news = news;
        this.declarations = declarations;
        this.windows = windows;
        this.facts = facts;
        this.logProgress = logProgress;
        this.failed = Counter.builder("dabiao.live.failed")
                .description("Live states that could not be measured; the others of their round were.")
                .register(meters);
        this.rounds = Timer.builder("dabiao.live.round")
                .description("Time to measure the live states and to record what has changed.")
                .register(meters);
    }

    /** The newest live states, whichever replica measured them. */
    public Map<IndicatorRef, LiveState> states() {
        return states;
    }

    private record Watched(EffectiveDeclaration standing, Indicator indicator) {

        Declaration declaration() {
            return standing.declaration();
        }

        Live live() {
            return indicator.live().orElseThrow();
        }

        List<Series> series() {
            return Live.series(indicator, declaration().zone());
        }

        IndicatorRef key() {
            return new IndicatorRef(declaration().year(), declaration().project(), indicator.id());
        }
    }

    /** @param left of the year's; empty where there is none */
    private record Budget(Optional<Fraction> left, List<Optional<Fraction>> rates) {
        static final Budget NONE = new Budget(Optional.empty(), List.of());
    }

    /** One round; returns how many states were measured. */
    public synchronized int round() {
        Instant now = clock.instant();
        Declarations.InForce inForce = declarations.inForce();
        List<Watched> watched = watched(inForce, now);
        if (watched.isEmpty() && states.isEmpty()) {
            return 0;
        }
        read();
        Set<IndicatorRef> keys = watched.stream().map(Watched::key).collect(Collectors.toSet());
        if (states.keySet().equals(keys)
                && states.values().stream()
                        .noneMatch(row -> row.at().plus(EVERY).isBefore(now))) {
            return 0;
        }
        return rounds.record(() -> measured(watched, inForce, now));
    }

    private int measured(List<Watched> watched, Declarations.InForce inForce, Instant now) {
        Map<IndicatorRef, Live.Found> found = find(watched, inForce.calendar(), now);
        if (!budgeted.plus(BUDGETS_EVERY).isAfter(now) || !budgets.keySet().containsAll(burning(watched))) {
            budgets = budgets(watched, inForce.calendar(), now);
            budgeted = now;
        }
        if (QuarkusTransaction.requiringNew().call(() -> record(watched, found, now))) {
            news.fire(new News("alerts")); // After the commit: they find the change.
        }
        read();
        return found.size();
    }

    private static Set<IndicatorRef> burning(List<Watched> watched) {
        return watched.stream()
                .filter(one -> one.indicator().measure().hasBudget())
                .map(Watched::key)
                .collect(Collectors.toSet());
    }

    private static List<Watched> watched(Declarations.InForce inForce, Instant now) {
        List<Watched> watched = new ArrayList<>();
        for (EffectiveDeclaration effectiveDeclaration : inForce.byKey().values()) {
            var period = effectiveDeclaration.declaration().period();
            if (!now.isBefore(period.start()) && !period.over(now)) {
                effectiveDeclaration.declaration().indicators().stream()
                        .filter(indicator -> indicator.live().isPresent())
                        .forEach(indicator -> watched.add(new Watched(effectiveDeclaration, indicator)));
            }
        }
        return watched;
    }

    private Map<IndicatorRef, Live.Found> find(List<Watched> watched, WorkingCalendar calendar, Instant now) {
        Map<IndicatorRef, Live.Found> found = new HashMap<>();
        watched.stream()
                .collect(Collectors.groupingBy(one -> one.live().window(), TreeMap::new, Collectors.toList()))
                .forEach((window, some) -> {
                    Live.Recent recent = windows.read(series(some), window, now);
                    for (Watched one : some) {
                        find(one, recent, calendar).ifPresent(what -> found.put(one.key(), what));
                    }
                });
        return found;
    }

    /** One that fails keeps the state that it had, and holds up no other. */
    private Optional<Live.Found> find(Watched one, Live.Recent recent, WorkingCalendar calendar) {
        try {
            Optional<Live.Found> found = Live.find(one.indicator(), one.declaration(), recent, calendar);
            failing.remove(one.key());
            return found;
        } catch (RuntimeException
                | StackOverflowError failed) { // Told as this one's failure, beside those that were found.
            fails(one, failed);
            return Optional.empty();
        }
    }

    private void fails(Watched one, Throwable failed) {
        if (Transactions.ofTheDatabase(failed) && failed instanceof RuntimeException database) {
            throw database;
        }
        this.failed.increment();
        if (failing.add(one.key())) {
            LOG.errorf(
                    failed,
                    "the live state of %s/%s cannot be measured",
                    one.key().project(),
                    one.key().id());
        }
    }

    private static Set<Series> series(List<Watched> some) {
        Set<Series> series = new HashSet<>();
        some.forEach(one -> series.addAll(one.series()));
        return series;
    }

    private Map<IndicatorRef, Budget> budgets(List<Watched> watched, WorkingCalendar calendar, Instant now) {
        List<Watched> some = watched.stream()
                .filter(one -> one.indicator().measure().hasBudget())
                .toList();
        Map<Duration, Live.Recent> recent = new HashMap<>();
        Map<IndicatorRef, Budget> budgets = new HashMap<>();
        Optional<Facts> year = year(some, now);
        for (Watched one : some) {
            try {
                budgets.put(one.key(), budget(one, some, recent, year.orElseThrow(), calendar, now));
            } catch (RuntimeException | StackOverflowError failed) { // As with the states.
                fails(one, failed);
                budgets.put(one.key(), Budget.NONE);
            }
        }
        return budgets;
    }

    private Budget budget(
            Watched one,
            List<Watched> some,
            Map<Duration, Live.Recent> recent,
            Facts year,
            WorkingCalendar calendar,
            Instant now) {
        List<Optional<Fraction>> rates = new ArrayList<>();
        for (Duration window : one.live().burn()) {
            Live.Recent facts = recent.computeIfAbsent(
                    window,
                    length -> windows.read(
                            series(some.stream()
                                    .filter(any -> any.live().burn().contains(length))
                                    .toList()),
                            length,
                            now));
            rates.add(Live.burned(one.indicator(), one.declaration(), facts, calendar));
        }
        Optional<Fraction> left = Live.burned(one.indicator(), one.declaration(), year, calendar)
                .map(burned -> new Fraction(burned.denominator().subtract(burned.numerator()), burned.denominator()));
        return new Budget(left, rates);
    }

    /** Everything that the budgets need, read once: a hundred probed sites are one reading of the log and not a hundred. */
    private Optional<Facts> year(List<Watched> some, Instant now) {
        Map<Series, LocalDate> since = new HashMap<>();
        some.forEach(one -> one.series()
                .forEach(series -> since.merge(
                        series,
                        one.declaration().period().from(),
                        (first, other) -> first.isBefore(other) ? first : other)));
        return some.stream()
                .map(one -> one.declaration().period().until())
                .max(LocalDate::compareTo)
                .map(until -> facts.read(since, until, now).facts());
    }

    /** Within a transaction; returns whether a state changed. */
    private boolean record(List<Watched> watched, Map<IndicatorRef, Live.Found> found, Instant now) {
        boolean changed = false;
        logProgress.lockRecording();
        Map<IndicatorRef, LiveStateRow> rows = new HashMap<>();
        LiveStateRow.<LiveStateRow>listAll().forEach(row -> rows.put(row.ref(), row));
        for (Watched one : watched) {
            Live.Found what = found.get(one.key());
            LiveStateRow row = rows.remove(one.key());
            if (what == null) {
                continue; // No target is in force.
            }
            if (row == null || row.at.isBefore(now)) {
                changed |= record(one, what, row, now);
            }
        }
        rows.values().stream().filter(row -> row.at.isBefore(now)).forEach(row -> row.delete());
        return changed;
    }

    /** Returns whether the state changed. */
    private boolean record(Watched one, Live.Found found, LiveStateRow row, Instant now) {
        Optional<Live.Course> before = Optional.ofNullable(row)
                .map(last ->
                        new Live.Course(Live.State.ofWord(last.state), last.since, Optional.ofNullable(last.outSince)));
        Live.Course course = one.live().after(before, found, now);
        BigDecimal value = found.value().map(Fraction::decimal).orElse(null);
        boolean changed = before.isEmpty() || before.get().state() != course.state();
        if (changed) {
            LiveChangeRow change = new LiveChangeRow();
            change.year = one.key().year();
            change.project = one.key().project();
            change.indicator = one.key().id();
            change.version = one.standing().version();
            change.at = now;
            change.before = row == null ? null : row.state;
            change.after = course.state().word();
            change.value = value;
            change.draft = one.standing().draft();
            change.persist();
            LOG.infof("%s/%s live: %s → %s", change.project, change.indicator, change.before, change.after);
        }
        LiveStateRow current = row == null ? new LiveStateRow() : row;
        current.year = one.key().year();
        current.project = one.key().project();
        current.indicator = one.key().id();
        current.state = course.state().word();
        current.since = course.since();
        current.outSince = course.outSince().orElse(null);
        current.at = now;
        current.value = value;
        Budget budget = budgets.getOrDefault(one.key(), Budget.NONE);
        current.budgetLeft = budget.left().map(Fraction::decimal).orElse(null);
        boolean complete = budget.rates().size() == one.live().burn().size();
        current.burnWindows =
                complete ? one.live().burn().stream().map(Duration::toSeconds).toArray(Long[]::new) : new Long[0];
        current.burnRates = complete
                ? budget.rates().stream()
                        .map(rate -> rate.map(Fraction::decimal).orElse(null))
                        .toArray(BigDecimal[]::new)
                : new BigDecimal[0];
        current.draft = one.standing().draft();
        if (row == null) {
            current.persist();
        }
        return changed;
    }

    private void read() {
        states = QuarkusTransaction.requiringNew().call(() -> {
            return LiveStateRow.<LiveStateRow>listAll().stream()
                    .map(LiveStateRow::live)
                    .collect(Collectors.toUnmodifiableMap(LiveState::ref, state -> state));
        });
    }
}

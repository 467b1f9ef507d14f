package io.dabiao.evaluate;

import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.rollup.Series;
import io.dabiao.database.Transactions;
import io.dabiao.declare.Declarations;
import io.dabiao.document.KeptWords;
import io.dabiao.lifecycle.News;
import io.dabiao.store.LogProgress;
import io.dabiao.store.Position;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Evaluates what may have changed and records what has: called again and again, by every replica.
 *
 * <p>An indicator is evaluated when events arrived in one of its series, when the instant has come at which time alone may
 * change it, and when its declaration changed. A verdict is compared with the recorded one under a lock shared by all
 * replicas, so that a change is recorded once. Rounds of one replica do not overlap.
 */
@Startup // So that what it counts is on the scrape, as 0, from the first.
@ApplicationScoped
public class Recorder {

    private static final Logger LOG = Logger.getLogger(Recorder.class);

    /** One that failed is evaluated again though nothing happened: what ails it may have been of the moment. */
    private static final Duration TRY_AGAIN = Duration.ofSeconds(10);

    /** So many indicators are asked for by name; more are found by their projects. */
    private static final int FEW = 64;

    private final Clock clock;
    private final Declarations declarations;
    private final Assessor assessor;
    private final LogProgress logProgress;
    private final EvaluationCache evaluationCache;
    private final Timer rounds;
    private final Counter failed;
    private final Event<News> news;

    private Position seen = Position.START;
    private Declarations.InForce answered;
    private Set<Series> unready = Set.of();
    private Instant newest = Instant.EPOCH;

    /** Of the declarations that were answered last: a thousand projects' would take longer to gather than an evaluation takes. */
    private Set<Series> needed = Set.of();

    private Map<Indicator, Set<Series>> seriesOf = Map.of();

    Recorder(
            Clock clock,
            Declarations declarations,
            Assessor assessor,
            LogProgress logProgress,
            EvaluationCache evaluationCache,
            MeterRegistry meters,
            Event<News> news) {
        this.clock = clock;
        this.news = news;
        this.declarations = declarations;
        this.assessor = assessor;
        this.logProgress = logProgress;
        this.evaluationCache = evaluationCache;
        this.failed = Counter.builder("dabiao.evaluations.failed")
                .description("Evaluations of an indicator that failed; the others of their round were recorded.")
                .register(meters);
        Gauge.builder(
                        "dabiao.evaluations.failing",
                        evaluationCache,
                        all -> all.failures().size())
                .description("Indicators whose evaluation fails now.")
                .baseUnit("indicators")
                .register(meters);
        this.rounds = Timer.builder("dabiao.evaluation.round")
                .description("Time to evaluate the indicators that may have changed and to record what has.")
                .register(meters);
    }

    /** One round; returns how many indicators were evaluated. */
    public synchronized int round() {
        Instant now = clock.instant();
        Instant lookedAt = newest;
        if (now.isBefore(newest)) {
            LOG.warnf("the clock went back from %s to %s; evaluations are of the earlier time now", newest, now);
        }
        newest = now;
        Declarations.InForce inForce = declarations.inForce();
        LogProgress.Since since = logProgress.since(seen, lookedAt);
        if (inForce != answered) {
            needed = assessor.needed();
            seriesOf = new IdentityHashMap<>();
        }
        Set<Series> stillUnready = logProgress.unready(needed);
        boolean everything = inForce != answered || !stillUnready.equals(unready);
        int evaluated = 0;
        for (int year : inForce.years()) {
            Set<String> due = due(year, now);
            Assessor.Assessed assessed = assessor.assess(
                    year, now, indicator -> everything || concerns(indicator, since) || due.contains(indicator.id()));
            if (!assessed.assessments().isEmpty() || !assessed.failures().isEmpty()) {
                rounds.record(() -> keep(assessed, inForce, now));
            }
            evaluated += assessed.assessments().size();
        }
        if (everything) {
            forgetUndeclared(inForce);
        }
        seen = since.position();
        answered = inForce;
        unready = stillUnready;
        evaluationCache.refresh();
        return evaluated;
    }

    private boolean concerns(Indicator indicator, LogProgress.Since since) {
        return !since.touched().isEmpty()
                && seriesOf.computeIfAbsent(indicator, one -> Set.copyOf(one.series(declarations.zone()))).stream()
                        .anyMatch(since.touched()::contains);
    }

    /** The ids of those that time alone may change, and of those that failed a while ago. */
    private Set<String> due(int year, Instant now) {
        Set<String> due = new HashSet<>();
        evaluationCache.due(now).stream().filter(ref -> ref.year() == year).forEach(ref -> due.add(ref.id()));
        evaluationCache.failures().values().stream()
                .filter(failed -> failed.ref().year() == year
                        && !failed.at().plus(TRY_AGAIN).isAfter(now))
                .forEach(failed -> due.add(failed.ref().id()));
        return due;
    }

    /** Records what could be evaluated, and of the rest that it could not. */
    private void keep(Assessor.Assessed assessed, Declarations.InForce inForce, Instant now) {
        List<EvaluationFailed> failures = new ArrayList<>(assessed.failures());
        if (!assessed.assessments().isEmpty()) {
            try {
                record(assessed.assessments(), inForce, now);
            } catch (RuntimeException refused) {
                if (Transactions.unavailable(refused)) {
                    throw refused;
                }
                // One of them cannot be written, and took the others' transaction with it.
                for (Assessment assessment : assessed.assessments()) {
                    recordAlone(assessment, inForce, now).ifPresent(failures::add);
                }
            }
        }
        Set<IndicatorRef> works = assessed.assessments().stream()
                .map(Assessment::ref)
                .filter(key ->
                        failures.stream().noneMatch(failed -> failed.ref().equals(key)))
                .filter(evaluationCache.failures()::containsKey)
                .collect(Collectors.toSet());
        if (!failures.isEmpty() || !works.isEmpty()) {
            QuarkusTransaction.requiringNew().run(() -> {
                failures.forEach(failed -> fails(failed, now));
                works.forEach(Recorder::works);
            });
        }
    }

    private Optional<EvaluationFailed> recordAlone(Assessment assessment, Declarations.InForce inForce, Instant now) {
        try {
            record(List.of(assessment), inForce, now);
            return Optional.empty();
        } catch (RuntimeException refused) {
            if (Transactions.unavailable(refused)) {
                throw refused;
            }
            return Optional.of(new EvaluationFailed(
                    assessment.standing(), assessment.indicator().id(), refused));
        }
    }

    private void fails(EvaluationFailed failed, Instant now) {
        this.failed.increment();
        IndicatorRef key = failed.ref();
        FailedEvaluationRow row = FailedEvaluationRow.findById(CurrentEvaluationRow.Key.of(key));
        boolean first = row == null;
        if (first) {
            LOG.errorf(failed, "%s cannot be evaluated", key);
            row = new FailedEvaluationRow();
            row.year = key.year();
            row.project = key.project();
            row.indicator = key.id();
            row.since = now;
        }
        row.at = now;
        row.reason = failed.reason();
        if (first) {
            row.persist();
        }
    }

    private static void works(IndicatorRef key) {
        if (FailedEvaluationRow.deleteById(CurrentEvaluationRow.Key.of(key))) {
            LOG.infof("%s can be evaluated again", key);
        }
    }

    /** What is declared no more cannot fail. Of a sample that was hidden or removed the newest evaluations go too; the history stays. */
    private void forgetUndeclared(Declarations.InForce inForce) {
        Set<IndicatorRef> leftOut = evaluationCache.rows().stream()
                .map(RecordedEvaluation::ref)
                .filter(ref -> inForce.leftOut().contains(ref.project())
                        && !inForce.byKey().containsKey(new Declarations.Key(ref.year(), ref.project())))
                .collect(Collectors.toSet());
        if (!leftOut.isEmpty()) {
            QuarkusTransaction.requiringNew()
                    .run(() ->
                            leftOut.forEach(ref -> CurrentEvaluationRow.deleteById(CurrentEvaluationRow.Key.of(ref))));
        }
        Set<IndicatorRef> gone = evaluationCache.failures().keySet().stream()
                .filter(key -> inForce.year(key.year()).stream()
                        .filter(effectiveDeclaration ->
                                effectiveDeclaration.declaration().project().equals(key.project()))
                        .noneMatch(effectiveDeclaration -> effectiveDeclaration
                                .declaration()
                                .indicator(key.id())
                                .isPresent()))
                .collect(Collectors.toSet());
        if (!gone.isEmpty()) {
            QuarkusTransaction.requiringNew()
                    .run(() -> gone.forEach(ref -> FailedEvaluationRow.deleteById(CurrentEvaluationRow.Key.of(ref))));
        }
    }

    private void record(List<Assessment> assessments, Declarations.InForce inForce, Instant now) {
        boolean changed = QuarkusTransaction.requiringNew().call(() -> recorded(assessments, inForce, now));
        if (changed) {
            news.fire(new News("alerts")); // After the commit: they find the change.
        }
    }

    /** Within a transaction; returns whether a verdict changed. */
    private boolean recorded(List<Assessment> assessments, Declarations.InForce inForce, Instant now) {
        logProgress.lockRecording();
        Map<IndicatorRef, CurrentEvaluationRow> rows = new HashMap<>();
        int year = assessments.get(0).standing().declaration().year();
        Set<String> projects = assessments.stream()
                .map(one -> one.standing().declaration().project())
                .collect(Collectors.toSet());
        // Only theirs: a thousand projects' rows take a hundred megabytes while they are held.
        List<CurrentEvaluationRow> found = assessments.size() > FEW
                ? CurrentEvaluationRow.list("year = ?1 and project in ?2", year, projects)
                : CurrentEvaluationRow.list(
                        "year = ?1 and project in ?2 and indicator in ?3",
                        year,
                        projects,
                        assessments.stream().map(one -> one.indicator().id()).collect(Collectors.toSet()));
        found.forEach(row -> rows.put(row.ref(), row));
        Set<IndicatorRef> done = new HashSet<>();
        boolean changed = false;
        for (Assessment assessment : assessments) {
            IndicatorRef key = assessment.ref();
            if (done.add(key)) {
                changed |= record(assessment, key, rows.get(key), inForce, now);
            }
        }
        return changed;
    }

    /** Returns whether the verdict changed. */
    private boolean record(
            Assessment assessment,
            IndicatorRef key,
            CurrentEvaluationRow row,
            Declarations.InForce inForce,
            Instant now) {
        if (assessment.filled().isPresent()) {
            return false; // Half the facts are no evaluation; it is recorded when the measure is filled.
        }
        if (row != null && row.upTo > assessment.position().upTo()) {
            return false; // Another replica has seen more.
        }
        Evaluation evaluation = assessment.evaluation();
        String verdict = evaluation.verdict().word();
        boolean changed = row == null || !row.verdict.equals(verdict);
        if (changed) {
            change(assessment, key, row == null ? null : row.verdict, inForce, now)
                    .persist();
            if (row != null) {
                LOG.infof(
                        "%s %s → %s: %s",
                        key, row.verdict, verdict, evaluation.sentence().english());
            }
        }
        CurrentEvaluationRow current = row == null ? new CurrentEvaluationRow() : row;
        current.year = key.year();
        current.project = key.project();
        current.indicator = key.id();
        current.take(assessment, now);
        if (row == null) {
            current.persist();
        }
        return changed;
    }

    private static VerdictChangeRow change(
            Assessment assessment, IndicatorRef key, String before, Declarations.InForce inForce, Instant now) {
        Evaluation evaluation = assessment.evaluation();
        VerdictChangeRow change = new VerdictChangeRow();
        change.year = key.year();
        change.project = key.project();
        change.indicator = key.id();
        change.version = assessment.standing().version();
        change.at = evaluation.at();
        change.recordedAt = now;
        change.upTo = assessment.position().upTo();
        change.without = assessment.position().without().toArray(Long[]::new);
        change.before = before;
        change.after = evaluation.verdict().word();
        change.actual = evaluation.decimal().orElse(null);
        change.probability = evaluation.probability().orElse(null);
        change.stale = evaluation.stale();
        change.draft = assessment.standing().draft();
        change.sentence = evaluation.sentence().english();
        change.sentenceZh = evaluation.sentence().chinese();
        change.sentenceSaid = KeptWords.written(evaluation.sentence());
        change.calendar = inForce.calendar().version();
        change.calendarDigest = inForce.calendarDigest();
        change.typesDigest = inForce.typesDigest();
        return change;
    }
}

package io.dabiao.evaluate;

import io.dabiao.core.Evaluation;
import io.dabiao.core.Fraction;
import io.dabiao.core.Indicator;
import io.dabiao.core.Series;
import io.dabiao.declare.Declarations;
import io.dabiao.store.Position;
import io.dabiao.store.Progress;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

    private final Clock clock;
    private final Declarations declarations;
    private final Assessor assessor;
    private final Progress progress;
    private final Board board;
    private final Timer rounds;

    private Position seen = Position.START;
    private Declarations.InForce answered;
    private Set<Series> unready = Set.of();
    private Instant newest = Instant.EPOCH;

    Recorder(
            Clock clock,
            Declarations declarations,
            Assessor assessor,
            Progress progress,
            Board board,
            MeterRegistry meters) {
        this.clock = clock;
        this.declarations = declarations;
        this.assessor = assessor;
        this.progress = progress;
        this.board = board;
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
        Progress.Since since = progress.since(seen, lookedAt);
        Set<Series> stillUnready = progress.unready(assessor.needed());
        boolean everything = inForce != answered || !stillUnready.equals(unready);
        int evaluated = 0;
        for (int year : inForce.years()) {
            Set<CurrentEvaluation.Key> due = board.due(now);
            List<Assessment> assessments = assessor.assess(
                    year, now, indicator -> everything || concerns(indicator, since) || due(due, year, indicator));
            if (!assessments.isEmpty()) {
                rounds.record(() -> record(assessments, inForce, now));
                evaluated += assessments.size();
            }
        }
        seen = since.position();
        answered = inForce;
        unready = stillUnready;
        board.refresh();
        return evaluated;
    }

    private boolean concerns(Indicator indicator, Progress.Since since) {
        return !since.touched().isEmpty()
                && indicator.series(declarations.zone()).stream().anyMatch(since.touched()::contains);
    }

    private static boolean due(Set<CurrentEvaluation.Key> due, int year, Indicator indicator) {
        return due.stream()
                .anyMatch(key -> key.year() == year && key.indicator().equals(indicator.id()));
    }

    private void record(List<Assessment> assessments, Declarations.InForce inForce, Instant now) {
        QuarkusTransaction.requiringNew().run(() -> {
            progress.lockRecording();
            Map<CurrentEvaluation.Key, CurrentEvaluation> rows = new HashMap<>();
            int year = assessments.get(0).standing().declaration().year();
            Set<String> projects = assessments.stream()
                    .map(one -> one.standing().declaration().project())
                    .collect(Collectors.toSet());
            // Only theirs: a thousand projects' rows take a hundred megabytes while they are held.
            CurrentEvaluation.<CurrentEvaluation>list("year = ?1 and project in ?2", year, projects)
                    .forEach(row -> rows.put(new CurrentEvaluation.Key(row.year, row.project, row.indicator), row));
            Set<CurrentEvaluation.Key> done = new HashSet<>();
            for (Assessment assessment : assessments) {
                CurrentEvaluation.Key key = key(assessment);
                if (done.add(key)) {
                    record(assessment, key, rows.get(key), inForce, now);
                }
            }
        });
    }

    private static CurrentEvaluation.Key key(Assessment assessment) {
        return new CurrentEvaluation.Key(
                assessment.standing().declaration().year(),
                assessment.standing().declaration().project(),
                assessment.indicator().id());
    }

    private void record(
            Assessment assessment,
            CurrentEvaluation.Key key,
            CurrentEvaluation row,
            Declarations.InForce inForce,
            Instant now) {
        if (assessment.filled().isPresent()) {
            return; // Half the facts are no evaluation; it is recorded when the measure is filled.
        }
        if (row != null && row.upTo > assessment.position().upTo()) {
            return; // Another replica has seen more.
        }
        Evaluation evaluation = assessment.evaluation();
        String verdict = evaluation.verdict().word();
        if (row == null || !row.verdict.equals(verdict)) {
            change(assessment, key, row == null ? null : row.verdict, inForce, now)
                    .persist();
            if (row != null) {
                LOG.infof(
                        "%d/%s/%s %s → %s: %s",
                        key.year(),
                        key.project(),
                        key.indicator(),
                        row.verdict,
                        verdict,
                        evaluation.sentence().english());
            }
        }
        CurrentEvaluation current = row == null ? new CurrentEvaluation() : row;
        current.year = key.year();
        current.project = key.project();
        current.indicator = key.indicator();
        current.take(assessment, now);
        if (row == null) {
            current.persist();
        }
    }

    private static VerdictChange change(
            Assessment assessment,
            CurrentEvaluation.Key key,
            String before,
            Declarations.InForce inForce,
            Instant now) {
        Evaluation evaluation = assessment.evaluation();
        VerdictChange change = new VerdictChange();
        change.year = key.year();
        change.project = key.project();
        change.indicator = key.indicator();
        change.version = assessment.standing().version();
        change.at = evaluation.at();
        change.recordedAt = now;
        change.upTo = assessment.position().upTo();
        change.without = assessment.position().without().toArray(Long[]::new);
        change.before = before;
        change.after = evaluation.verdict().word();
        change.actual = evaluation.actual().map(Fraction::decimal).orElse(null);
        change.probability = evaluation.probability().orElse(null);
        change.stale = evaluation.stale();
        change.draft = assessment.standing().draft();
        change.sentence = evaluation.sentence().english();
        change.sentenceZh = evaluation.sentence().chinese();
        change.calendar = inForce.calendar().version();
        change.calendarDigest = inForce.calendarDigest();
        return change;
    }
}

package io.dabiao.alert;

import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.Hearing;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.measure.MeasureKind;
import io.dabiao.core.text.Words;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/**
 * A source that has spoken is silent for longer than the declared cadence. One that never spoke is no alert: on the day of the
 * installation every one of them would be.
 */
@ApplicationScoped
class StaleRule implements AlertRule {

    private static final AlertKind KIND =
            AlertKind.of("stale", Words.of(StaleRule.class, "staleSource"), Severity.WARNING);

    @Override
    public AlertKind kind() {
        return KIND;
    }

    @Override
    public void look(WatchedIndicator indicator, RecordedEvaluation row, ActiveConditions conditions) {
        conditions.ends(
                indicator.subject().fingerprint(KIND),
                new AlertStateMachine.End(Words.of(StaleRule.class, "heardAgain"), false));
        condition(indicator, row).ifPresent(conditions::holds);
    }

    static Optional<Condition> condition(WatchedIndicator watched, RecordedEvaluation row) {
        Indicator indicator = watched.indicator();
        boolean reported = indicator.measure().kind() == MeasureKind.REPORTED;
        boolean settled = row.verdict() == Verdict.UNDECLARED || row.verdict() == Verdict.MET;
        boolean silent = row.stale() || row.hearing() == Hearing.NEVER;
        if (reported || !silent || settled || row.heard() == null) {
            return Optional.empty();
        }
        Instant since = ValuesDue.next(indicator, row.heard(), watched.zone());
        if (since.isAfter(watched.now())) {
            return Optional.empty();
        }
        Words cadence = Spans.words(indicator.cadence());
        String heard = watched.minute(row.heard());
        return Optional.of(watched.condition(
                KIND, Words.of(StaleRule.class, "nothingWasHeardSinceLongerThan", heard, cadence), since));
    }
}

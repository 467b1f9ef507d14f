package io.dabiao.alert;

import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.Hearing;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.measure.MeasureKind;
import io.dabiao.core.measure.Reported;
import io.dabiao.core.text.Words;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** A value or a piece of evidence that people enter is due, also where none was ever entered, or no longer holds. */
@ApplicationScoped
class ValueDueRule implements AlertRule {

    private static final AlertKind KIND =
            AlertKind.of("value_due", Words.of(ValueDueRule.class, "valueOrEvidenceDue"), Severity.INFO);

    @Override
    public AlertKind kind() {
        return KIND;
    }

    @Override
    public void look(WatchedIndicator indicator, RecordedEvaluation row, ActiveConditions conditions) {
        conditions.ends(
                indicator.subject().fingerprint(KIND),
                new AlertStateMachine.End(Words.of(ValueDueRule.class, "reported"), false));
        condition(indicator, row).ifPresent(conditions::holds);
    }

    private static Optional<Condition> condition(WatchedIndicator watched, RecordedEvaluation row) {
        Indicator indicator = watched.indicator();
        boolean settled = row.verdict() == Verdict.UNDECLARED || row.verdict() == Verdict.MET;
        boolean expiring =
                indicator.measure() instanceof Reported value && value.expires().isPresent();
        if (expiring && row.heard() != null && row.verdict() == Verdict.NO_DATA) {
            return Optional.of(watched.condition(KIND, ValuesDue.NONE_VALID, watched.now()));
        }
        boolean silent = row.stale() || row.hearing() == Hearing.NEVER;
        if (indicator.measure().kind() != MeasureKind.REPORTED || !silent || settled) {
            return Optional.empty();
        }
        return ValuesDue.byCadence(
                        indicator,
                        watched.declaration().period().start(),
                        Optional.ofNullable(row.heard()),
                        watched.zone(),
                        watched.now())
                .map(due -> watched.condition(KIND, due.words(), due.since()));
    }
}

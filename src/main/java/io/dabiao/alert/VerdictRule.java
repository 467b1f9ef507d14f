package io.dabiao.alert;

import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Patience;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.evaluation.VerdictChange;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A rule about one verdict: it holds while the verdict stands. At most one of them holds for an indicator. Also what came and went
 * between two looks is followed, by the recorded changes.
 */
abstract class VerdictRule implements AlertRule {

    private final AlertKind kind;
    private final Verdict verdict;

    VerdictRule(AlertKind kind, Verdict verdict) {
        this.kind = kind;
        this.verdict = verdict;
    }

    @Override
    public AlertKind kind() {
        return kind;
    }

    /** What the verdict waits for before anybody is notified. */
    abstract Duration hold(Patience patience, Indicator indicator);

    /** Whether the verdict that stands now is a worse one, so that the end of this is no good news. */
    abstract boolean supersededBy(Verdict after);

    /**
     * Whether what fires goes on though the verdict is another.
     *
     * @param probability null where nothing is forecast
     */
    boolean lingers(WatchedIndicator indicator, Verdict after, BigDecimal probability, boolean stale) {
        return false;
    }

    /** @param samples the facts that the newest evaluation rests on */
    private Condition condition(
            WatchedIndicator indicator,
            Words sentence,
            Optional<Words> outlook,
            Instant since,
            long samples,
            String cause) {
        Patience patience = indicator.indicator().patience();
        return new Condition(
                kind,
                indicator.subject(),
                sentence,
                outlook,
                since,
                hold(patience, indicator.indicator()),
                patience.believes(indicator.indicator(), indicator.declaration().period(), samples, indicator.now()),
                cause);
    }

    /** Empty where the evaluation has another verdict. */
    Optional<Condition> condition(WatchedIndicator indicator, RecordedEvaluation row) {
        return row.verdict() != verdict
                ? Optional.empty()
                : Optional.of(condition(
                        indicator,
                        row.sentence(),
                        WatchedIndicator.outlook(row),
                        row.recordedAt(),
                        WatchedIndicator.samples(row),
                        ""));
    }

    @Override
    public void look(WatchedIndicator indicator, RecordedEvaluation row, ActiveConditions conditions) {
        String fingerprint = indicator.subject().fingerprint(kind);
        conditions.ends(fingerprint, new AlertStateMachine.End(row.sentence(), supersededBy(row.verdict())));
        if (WatchedIndicator.tellsNothing(row.verdict())) {
            conditions.unknown(fingerprint);
        }
        if (lingers(indicator, row.verdict(), row.expected().probability(), row.stale())) {
            conditions.lingers(fingerprint);
        }
        condition(indicator, row).ifPresent(conditions::holds);
    }

    /** A change of the verdict ends what it contradicts; before any rule begins what the change says. */
    void ended(WatchedIndicator indicator, VerdictChange change, AlertStateMachine alerts) {
        String fingerprint = indicator.subject().fingerprint(kind);
        boolean goesOn = change.after() == verdict
                || alerts.fires(fingerprint)
                        && lingers(indicator, change.after(), change.probability(), change.stale());
        if (!goesOn) {
            alerts.ended(
                    fingerprint,
                    change.recordedAt(),
                    new AlertStateMachine.End(change.sentence(), supersededBy(change.after())));
        }
    }

    /** @param current the newest evaluation */
    void began(
            WatchedIndicator indicator,
            VerdictChange change,
            Optional<RecordedEvaluation> current,
            AlertStateMachine alerts) {
        if (change.after() == verdict) {
            alerts.holds(
                    condition(
                            indicator,
                            change.sentence(),
                            current.flatMap(WatchedIndicator::outlook),
                            change.recordedAt(),
                            current.map(WatchedIndicator::samples).orElse(0L),
                            "verdict-change/" + change.id()),
                    change.recordedAt());
        }
    }
}

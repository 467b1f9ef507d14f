package io.dabiao.alert;

import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.measure.Dimension;
import io.dabiao.core.measure.Operator;
import io.dabiao.core.text.Words;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** Of the faults and the like that a limit allows few are left; once it is broken, that is told instead. */
@ApplicationScoped
class AllowanceLowRule implements AlertRule {

    private static final AlertKind KIND =
            AlertKind.of("allowance_low", Words.of(AllowanceLowRule.class, "allowanceNearlyUsedUp"), Severity.WARNING);

    private static final BigDecimal NEARLY_USED_UP = new BigDecimal("0.8");

    @Override
    public AlertKind kind() {
        return KIND;
    }

    @Override
    public void look(WatchedIndicator indicator, RecordedEvaluation row, ActiveConditions conditions) {
        String fingerprint = indicator.subject().fingerprint(KIND);
        conditions.ends(fingerprint, new AlertStateMachine.End(row.sentence(), row.verdict() == Verdict.BREACHED));
        if (row.figures().actual() == null) {
            conditions.unknown(fingerprint);
        }
        condition(indicator, row).ifPresent(conditions::holds);
    }

    private static Optional<Condition> condition(WatchedIndicator watched, RecordedEvaluation row) {
        Optional<Target> promised = watched.target();
        BigDecimal actual = row.figures().actual();
        if (watched.indicator().behaviour() != Behaviour.LIMIT
                || watched.indicator().measure().dimension() != Dimension.NUMBER
                || actual == null
                || promised.isEmpty()
                || row.verdict() == Verdict.BREACHED) {
            return Optional.empty();
        }
        Target target = promised.get();
        BigDecimal allowed = target.operator() == Operator.LESS_THAN
                ? target.value().setScale(0, RoundingMode.CEILING).subtract(BigDecimal.ONE)
                : target.value().setScale(0, RoundingMode.FLOOR);
        boolean whole = actual.stripTrailingZeros().scale() <= 0;
        if (!whole || allowed.signum() <= 0 || actual.compareTo(allowed.multiply(NEARLY_USED_UP)) < 0) {
            return Optional.empty();
        }
        String used = actual.stripTrailingZeros().toPlainString();
        String left = allowed.subtract(actual).stripTrailingZeros().toPlainString();
        String unit = target.unit().symbol();
        return Optional.of(watched.condition(
                        KIND,
                        Words.of(
                                AllowanceLowRule.class,
                                "ofAllowedHaveHappenedLeft",
                                used,
                                allowed.toPlainString(),
                                unit,
                                left),
                        row.recordedAt())
                .with(WatchedIndicator.outlook(row)));
    }
}

package io.dabiao.alert;

import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.text.Words;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** Too little of the time is watched for the probes' figures to be believed. */
@ApplicationScoped
class CoverageLowRule implements AlertRule {

    private static final AlertKind KIND = AlertKind.of(
                    "coverage_low", Words.of(CoverageLowRule.class, "probeCoverageLow"), Severity.INFO)
            .after(Duration.ofHours(1));

    private static final BigDecimal ENOUGH = new BigDecimal("0.9");

    @Override
    public AlertKind kind() {
        return KIND;
    }

    @Override
    public void look(WatchedIndicator indicator, RecordedEvaluation row, ActiveConditions conditions) {
        condition(indicator, row).ifPresent(conditions::holds);
    }

    static Optional<Condition> condition(WatchedIndicator watched, RecordedEvaluation row) {
        BigDecimal coverage = row.figures().coverage();
        if (coverage == null || coverage.compareTo(ENOUGH) >= 0) {
            return Optional.empty();
        }
        String percent =
                coverage.movePointRight(2).setScale(1, RoundingMode.HALF_UP).toPlainString();
        return Optional.of(watched.condition(
                        KIND, Words.of(CoverageLowRule.class, "onlyOfTheTimeSoFar", percent), row.recordedAt())
                .after(hold(watched)));
    }

    /** Not before each site has been looked at once, however rarely that is. */
    private static Duration hold(WatchedIndicator watched) {
        return Stream.concat(
                        Stream.of(KIND.hold()),
                        watched.declaration().probes().stream().map(Probe::interval))
                .max(Duration::compareTo)
                .orElseThrow();
    }
}

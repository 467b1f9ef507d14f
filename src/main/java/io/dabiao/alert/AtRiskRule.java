package io.dabiao.alert;

import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Patience;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.text.Words;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;

/** By the forecast an indicator will not keep its promise. */
@ApplicationScoped
class AtRiskRule extends VerdictRule {

    private static final AlertKind KIND =
            AlertKind.of("at_risk", Words.of(AtRiskRule.class, "atRisk"), Severity.WARNING);

    AtRiskRule() {
        super(KIND, Verdict.AT_RISK);
    }

    @Override
    Duration hold(Patience patience, Indicator indicator) {
        return patience.beforeRisk();
    }

    /** Once it is broken, that is told instead. */
    @Override
    boolean supersededBy(Verdict after) {
        return after == Verdict.BREACHED;
    }

    /**
     * Whether a risk told of is not taken back yet: the forecast is still near the line of risk, within half of the way from the
     * line to certainty, or its sources are silent or nothing is forecast any more. Else a promise that stands at the line would
     * be told of every other day, and silence would end the risk.
     */
    @Override
    boolean lingers(WatchedIndicator indicator, Verdict after, BigDecimal probability, boolean stale) {
        BigDecimal calm =
                indicator.indicator().atRiskBelow().add(BigDecimal.ONE).divide(BigDecimal.valueOf(2));
        return after == Verdict.ON_TRACK && (stale || probability == null || probability.compareTo(calm) < 0);
    }
}

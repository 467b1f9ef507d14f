package io.dabiao.alert;

import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Patience;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.text.Words;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** An open indicator is beyond its promise. */
@ApplicationScoped
class BreachedRule extends VerdictRule {

    private static final AlertKind KIND =
            AlertKind.of("breached", Words.of(BreachedRule.class, "breached"), Severity.CRITICAL);

    BreachedRule() {
        super(KIND, Verdict.BREACHED);
    }

    @Override
    Duration hold(Patience patience, Indicator indicator) {
        return patience.beforeBreach(indicator);
    }

    @Override
    boolean supersededBy(Verdict after) {
        return false;
    }
}

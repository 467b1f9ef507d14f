package io.dabiao.alert;

import io.dabiao.core.calendar.Grain;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.measure.Worst;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.Assessor;
import io.dabiao.evaluate.EvaluationFailed;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The quotas whose open week or month closes soon and is short. It reads facts, so it is looked at now and then only. */
@ApplicationScoped
class QuotaRule implements AlertRule {

    private static final Logger LOG = Logger.getLogger(QuotaRule.class);

    private static final Duration EVERY = Duration.ofMinutes(2);

    private final Declarations declarations;
    private final Assessor assessor;
    private List<Consumer<ActiveConditions>> found = List.of();
    private Instant looked = Instant.MIN;

    QuotaRule(Declarations declarations, Assessor assessor) {
        this.declarations = declarations;
        this.assessor = assessor;
    }

    @Override
    public synchronized List<Consumer<ActiveConditions>> at(Instant now) {
        if (looked.equals(Instant.MIN) || !now.isBefore(looked.plus(EVERY)) || now.isBefore(looked)) {
            found = find(now);
            looked = now;
        }
        return found;
    }

    private List<Consumer<ActiveConditions>> find(Instant now) {
        List<Consumer<ActiveConditions>> all = new ArrayList<>();
        for (EffectiveDeclaration effectiveDeclaration :
                declarations.inForce().byKey().values()) {
            for (Indicator indicator : effectiveDeclaration.declaration().indicators()) {
                if (indicator.behaviour() == Behaviour.QUOTA && indicator.measure() instanceof Worst worst) {
                    find(effectiveDeclaration, indicator, worst.grain(), now).ifPresent(all::add);
                }
            }
        }
        return List.copyOf(all);
    }

    private Optional<Consumer<ActiveConditions>> find(
            EffectiveDeclaration effectiveDeclaration, Indicator indicator, Grain grain, Instant now) {
        IndicatorRef key = new IndicatorRef(
                effectiveDeclaration.declaration().year(),
                effectiveDeclaration.declaration().project(),
                indicator.id());
        return AlertRules.of(declarations.inForce(), key, now).flatMap(alertRules -> {
            List<Evaluation.Point> course = course(effectiveDeclaration, indicator, grain, now);
            return course.isEmpty()
                    ? Optional.empty()
                    : Optional.of(activeConditions ->
                            alertRules.quota(course.get(course.size() - 1), grain, activeConditions));
        });
    }

    /** One that cannot be evaluated has an alert of its own, and holds up no other. */
    private List<Evaluation.Point> course(
            EffectiveDeclaration effectiveDeclaration, Indicator indicator, Grain grain, Instant now) {
        try {
            return assessor.detail(effectiveDeclaration, indicator, now)
                    .courses()
                    .get(grain);
        } catch (EvaluationFailed failed) {
            LOG.debug("no shortfall is looked for", failed);
            return List.of();
        }
    }
}

package io.dabiao.alert;

import io.dabiao.core.Behaviour;
import io.dabiao.core.Evaluation;
import io.dabiao.core.Grain;
import io.dabiao.core.Indicator;
import io.dabiao.core.Measure;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Standing;
import io.dabiao.evaluate.Assessor;
import io.dabiao.evaluate.CurrentEvaluation;
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
class Shortfalls {

    private static final Logger LOG = Logger.getLogger(Shortfalls.class);

    private static final Duration EVERY = Duration.ofMinutes(2);

    private final Declarations declarations;
    private final Assessor assessor;
    private List<Consumer<Picture>> found = List.of();
    private Instant looked = Instant.MIN;

    Shortfalls(Declarations declarations, Assessor assessor) {
        this.declarations = declarations;
        this.assessor = assessor;
    }

    /** What is to be drawn into a picture of {@code now}. */
    synchronized List<Consumer<Picture>> at(Instant now) {
        if (looked.equals(Instant.MIN) || !now.isBefore(looked.plus(EVERY)) || now.isBefore(looked)) {
            found = find(now);
            looked = now;
        }
        return found;
    }

    private List<Consumer<Picture>> find(Instant now) {
        List<Consumer<Picture>> all = new ArrayList<>();
        for (Standing standing : declarations.inForce().byKey().values()) {
            for (Indicator indicator : standing.declaration().indicators()) {
                if (indicator.behaviour() == Behaviour.QUOTA && indicator.measure() instanceof Measure.Worst worst) {
                    find(standing, indicator, worst.grain(), now).ifPresent(all::add);
                }
            }
        }
        return List.copyOf(all);
    }

    private Optional<Consumer<Picture>> find(Standing standing, Indicator indicator, Grain grain, Instant now) {
        CurrentEvaluation.Key key = new CurrentEvaluation.Key(
                standing.declaration().year(), standing.declaration().project(), indicator.id());
        return Findings.of(declarations.inForce(), key, now).flatMap(findings -> {
            List<Evaluation.Point> course = course(standing, indicator, grain, now);
            return course.isEmpty()
                    ? Optional.empty()
                    : Optional.of(picture -> findings.quota(course.get(course.size() - 1), grain, picture));
        });
    }

    /** One that cannot be evaluated has an alert of its own, and holds up no other. */
    private List<Evaluation.Point> course(Standing standing, Indicator indicator, Grain grain, Instant now) {
        try {
            return assessor.detail(standing, indicator, now).courses().get(grain);
        } catch (EvaluationFailed failed) {
            LOG.debug("no shortfall is looked for", failed);
            return List.of();
        }
    }
}

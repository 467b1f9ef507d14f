package io.dabiao.alert;

import io.dabiao.core.calendar.Grain;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Digits;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.measure.Worst;
import io.dabiao.core.text.Words;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.Assessor;
import io.dabiao.evaluate.EvaluationFailed;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The quotas whose open week or month closes soon and is short. It reads facts, so it is looked at now and then only. */
@ApplicationScoped
class QuotaShortRule implements AlertRule {

    private static final Logger LOG = Logger.getLogger(QuotaShortRule.class);

    private static final AlertKind KIND =
            AlertKind.of("quota_short", Words.of(QuotaShortRule.class, "quotaAboutToCloseShort"), Severity.WARNING);

    private static final Duration EVERY = Duration.ofMinutes(2);

    private final Declarations declarations;
    private final Assessor assessor;
    private List<Consumer<ActiveConditions>> found = List.of();
    private Instant looked = Instant.MIN;

    QuotaShortRule(Declarations declarations, Assessor assessor) {
        this.declarations = declarations;
        this.assessor = assessor;
    }

    @Override
    public AlertKind kind() {
        return KIND;
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
        return WatchedIndicator.of(declarations.inForce(), key, now).flatMap(watched -> {
            List<Evaluation.Point> course = course(effectiveDeclaration, indicator, grain, now);
            return course.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            activeConditions -> look(watched, course.get(course.size() - 1), grain, activeConditions));
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

    /** The week or month that is open, where it closes soon and is short; else why that is over. */
    static void look(WatchedIndicator watched, Evaluation.Point point, Grain grain, ActiveConditions activeConditions) {
        Optional<Target> promised = watched.target();
        if (promised.isEmpty()) {
            return;
        }
        Target target = promised.get();
        Optional<Fraction> actual = point.actual();
        String unit = target.unit().symbol();
        String value = actual.map(found -> Digits.beside(found, target.value()).toPlainString())
                .orElse("");
        boolean kept = actual.filter(
                        found -> target.holds(found, watched.indicator().behaviour()))
                .isPresent();
        String fingerprint = watched.subject().fingerprint(KIND);
        activeConditions.ends(
                fingerprint,
                new AlertStateMachine.End(
                        kept
                                ? Words.of(
                                        QuotaShortRule.class, "hasPromised", point.label(), value, unit, target.words())
                                : Words.of(QuotaShortRule.class, "theTimeItWasAboutHas"),
                        !kept));
        LocalDate today = watched.now().atZone(watched.zone()).toLocalDate();
        if (point.complete() || kept || today.isBefore(point.until().minusDays(noticeDays(grain)))) {
            return;
        }
        String closes = point.until().minusDays(1).toString();
        activeConditions.holds(watched.condition(
                KIND,
                value.isEmpty()
                        ? Words.of(QuotaShortRule.class, "closesUnknown", point.label(), closes, target.words())
                        : Words.of(QuotaShortRule.class, "closes", point.label(), closes, value, unit, target.words()),
                watched.now()));
    }

    private static int noticeDays(Grain grain) {
        return switch (grain) {
            case WEEK -> 2;
            case MONTH -> 5;
        };
    }
}

package io.dabiao.alert;

import io.dabiao.core.text.Words;
import io.dabiao.declare.DeclaredSecrets;
import io.dabiao.evaluate.EvaluationCache;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** The service itself: a round that fails, a receiver that takes nothing, wrong alert settings, an indicator that cannot be evaluated. */
@ApplicationScoped
class ServiceRule implements AlertRule {

    private static final AlertKind KIND = AlertKind.of(
                    "service", Words.of(ServiceRule.class, "serviceInTrouble"), Severity.CRITICAL)
            .after(Duration.ofMinutes(1))
            .at(AlertKind.Pace.SERVICE);

    /** A replica that has not said for so long what fails there is gone. */
    private static final Duration TROUBLE_LASTS = Duration.ofMinutes(1);

    private final DeclaredSecrets secrets;
    private final AlertFile file;
    private final EvaluationCache evaluationCache;

    ServiceRule(DeclaredSecrets secrets, AlertFile file, EvaluationCache evaluationCache) {
        this.secrets = secrets;
        this.file = file;
        this.evaluationCache = evaluationCache;
    }

    @Override
    public AlertKind kind() {
        return KIND;
    }

    @Override
    public void look(Instant now, ActiveConditions conditions) {
        if (!file.faults().isEmpty()) {
            conditions.holds(
                    condition(file.faults().get(0).file(), DeclarationRejectedRule.refused(file.faults()), now));
        }
        for (Trouble trouble : Trouble.seenAfter(now.minus(TROUBLE_LASTS))) {
            conditions.holds(condition(
                    trouble.part, Words.of(ServiceRule.class, "fails", trouble.part, trouble.reason), trouble.since));
        }
        evaluationCache
                .failures()
                .forEach((key, failed) -> conditions.holds(condition(
                        "evaluation of " + key.year() + "/" + key.project() + "/" + key.id(),
                        Words.of(ServiceRule.class, "theIndicatorCannotBeEvaluated", failed.reason()),
                        failed.since())));
        for (DeclaredSecrets.Foreign foreign : secrets.foreign()) {
            conditions.holds(condition("secret " + foreign.secret(), foreign(foreign, now), now));
        }
        for (Deliveries.Failing failing : Deliveries.failing(now)) {
            conditions.holds(condition(
                    "receiver " + failing.receiver(),
                    Words.of(
                            ServiceRule.class,
                            "messagesForWaitSince",
                            failing.waiting(),
                            failing.receiver(),
                            failing.since(),
                            failing.reason()),
                    failing.since()));
        }
    }

    private static Condition condition(String part, Words sentence, Instant since) {
        return Condition.of(KIND, Subject.service(part, part), sentence, since);
    }

    private static Words foreign(DeclaredSecrets.Foreign foreign, Instant now) {
        String projects = String.join(", ", foreign.projects());
        boolean read = foreign.until().filter(now::isBefore).isPresent();
        return read
                ? Words.of(
                        ServiceRule.class,
                        "whichNamesIsReadUntilAnd",
                        foreign.secret(),
                        projects,
                        foreign.until().get(),
                        foreign.because())
                : Words.of(ServiceRule.class, "whichNamesIsNotRead", foreign.secret(), projects, foreign.because());
    }
}

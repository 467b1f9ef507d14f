package io.dabiao.alert;

import io.dabiao.core.text.Words;
import io.dabiao.declare.Declarations;
import io.dabiao.yaml.Fault;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A file of declarations is refused, and the version before stays in force. */
@ApplicationScoped
class DeclarationRejectedRule implements AlertRule {

    private static final AlertKind KIND = AlertKind.of(
                    "declaration_rejected",
                    Words.of(DeclarationRejectedRule.class, "declarationRejected"),
                    Severity.WARNING)
            .after(Duration.ofMinutes(1));

    private final Declarations declarations;

    DeclarationRejectedRule(Declarations declarations) {
        this.declarations = declarations;
    }

    @Override
    public AlertKind kind() {
        return KIND;
    }

    @Override
    public void look(Instant now, ActiveConditions conditions) {
        declarations
                .inForce()
                .refused()
                .forEach((name, faults) ->
                        conditions.holds(Condition.of(KIND, Subject.service(name, name), refused(faults), now)));
    }

    /** Of a file that is wrong. */
    static Words refused(List<Fault> faults) {
        String first = faults.get(0).toString();
        return Words.of(DeclarationRejectedRule.class, "faultsTheVersionInForceStays", faults.size(), first);
    }
}

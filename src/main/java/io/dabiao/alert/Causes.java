package io.dabiao.alert;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Which condition is the cause of what else is the matter. Immutable. */
record Causes(Map<Concerned, Cause> byConcerned) {

    /** An indicator or a site that something is the cause for. */
    record Concerned(int year, String project, String indicator) {

        static Concerned of(Subject subject) {
            return new Concerned(subject.year(), subject.project(), subject.indicator());
        }
    }

    /**
     * A condition that no other is the cause of.
     *
     * @param since what was the matter before that has another cause
     */
    record Cause(String fingerprint, Instant since) {}

    static final Causes NONE = new Causes(Map.of());

    Causes {
        byConcerned = Map.copyOf(byConcerned);
    }

    /** What all rules say. */
    static Causes of(Stream<AlertRule> rules, Instant now) {
        Map<Concerned, Cause> all = new HashMap<>();
        rules.forEach(rule -> rule.causes(now).forEach(all::putIfAbsent));
        return new Causes(all);
    }

    /** The fingerprint of a condition's cause; empty where it has none, or is it. */
    String of(Condition condition) {
        Cause cause = byConcerned.get(Concerned.of(condition.subject()));
        return cause == null
                        || cause.fingerprint().equals(condition.fingerprint())
                        || condition.since().isBefore(cause.since())
                ? ""
                : cause.fingerprint();
    }
}

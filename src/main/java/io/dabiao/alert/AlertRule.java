package io.dabiao.alert;

import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.evaluate.LiveChange;
import io.dabiao.evaluate.LiveState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What raises the alerts of one kind: one class a rule, a bean, which no list names. It says what its alerts are called, how severe they
 * are and what they wait for, and finds its conditions at one or more of the places below. A section of {@code docs/runbooks.md} with
 * the kind's word says what to do.
 *
 * <p>Asked by one thread at a time. Every rule is asked about every indicator: it tells what holds and why what held is over, and leaves
 * alone what it knows nothing of.
 */
interface AlertRule {

    AlertKind kind();

    /**
     * What the rule finds by reading facts, to be drawn into a picture of {@code now}. Asked at each look, outside of the alerts' own
     * transaction: a rule that reads much keeps what it found for a while.
     */
    default List<Consumer<ActiveConditions>> at(Instant now) {
        return List.of();
    }

    /** What is the matter with the service, as it stands. Asked at each look, within the transaction of the alerts. */
    default void look(Instant now, ActiveConditions conditions) {}

    /** What the newest evaluation of an indicator says. */
    default void look(WatchedIndicator indicator, RecordedEvaluation row, ActiveConditions conditions) {}

    /** What the live state of an indicator says. */
    default void look(WatchedIndicator indicator, LiveState row, ActiveConditions conditions) {}

    /** A live state became another, and may have become a third since. */
    default void follow(WatchedIndicator indicator, LiveChange change, AlertStateMachine alerts) {}

    /**
     * Which of its conditions are the cause of what else is the matter, by what they are the cause for. Asked whenever there is something
     * new, outside of the alerts' own transaction.
     */
    default Map<Causes.Concerned, Causes.Cause> causes(Instant now) {
        return Map.of();
    }
}

package io.dabiao.alert;

import io.dabiao.core.text.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The alerts that are open, and what becomes of them: the life of an alert, apart from where it is kept and who is told.
 * Time comes in as an argument; the same course of conditions always gives the same alerts. Not thread-safe.
 */
final class AlertStateMachine {

    /** What happened to an alert. */
    enum Act {
        PENDING,
        FIRED,
        RESOLVED,
        /** It was pending and passed before anybody had to be told. */
        PASSED;
    }

    /** @param words why, or what it said then */
    record Step(Alert alert, Act act, Instant at, Words words) {}

    /** Reads how often a condition has fired since an instant, as far as it is recorded. */
    @FunctionalInterface
    interface Memory {
        long fired(String fingerprint, Instant since);
    }

    /** For its cause to be told of, so that both are one message; an outage is told of within a minute. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    private final Map<String, Alert> open = new LinkedHashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, List<Instant>> fired = new LinkedHashMap<>();
    private final Memory memory;

    private Causes causes = Causes.NONE;

    AlertStateMachine(Collection<Alert> open, Memory memory) {
        open.forEach(alert -> this.open.put(alert.fingerprint, alert));
        this.memory = memory;
    }

    /** What is the cause of which condition, from now on. */
    void know(Causes known) {
        causes = known;
    }

    /** A condition holds. It begins to be pending, or goes on; with no time to wait it fires at once. */
    void holds(Condition condition, Instant now) {
        Alert alert = open.get(condition.fingerprint());
        if (alert == null) {
            alert = Alert.of(condition, now);
            open.put(alert.fingerprint, alert);
            steps.add(new Step(alert, Act.PENDING, now, condition.sentence()));
        } else {
            alert.hear(condition);
        }
        alert.root = causes.of(condition);
        mature(alert, now);
    }

    /** A condition does not hold any more. One that was due to fire before it ended has fired. */
    void ended(String fingerprint, Instant now, End end) {
        Alert alert = open.get(fingerprint);
        if (alert == null) {
            return;
        }
        mature(alert, now);
        open.remove(fingerprint);
        Act act = alert.state == State.PENDING ? Act.PASSED : Act.RESOLVED;
        alert.state = State.RESOLVED;
        alert.resolvedAt = now;
        alert.end(end.because());
        alert.superseded = end.superseded();
        steps.add(new Step(alert, act, now, end.because()));
    }

    /**
     * Why a condition is over.
     *
     * @param superseded by a worse one about the same subject
     */
    record End(Words because, boolean superseded) {
        static final End USUAL = new End(Words.of(AlertStateMachine.class, "noLongerSo"), false);
    }

    /** What holds now of everything that is looked at; nothing else goes on. */
    void look(ActiveConditions activeConditions, Instant now) {
        Map<String, Condition> holding = activeConditions.holding();
        for (Alert alert : List.copyOf(open.values())) {
            alert.resting = activeConditions.resting(alert);
            if (!holding.containsKey(alert.fingerprint) && !activeConditions.leaves(alert)) {
                ended(alert.fingerprint, now, activeConditions.end(alert.fingerprint));
            }
        }
        // Causes first, so that what follows from them is told together with them.
        holding.values().stream()
                .sorted(Comparator.comparing(
                        (Condition condition) -> !causes.of(condition).isEmpty()))
                .forEach(condition -> holds(condition, now));
    }

    /** Whether an alert of the condition fires. */
    boolean fires(String fingerprint) {
        Alert alert = open.get(fingerprint);
        return alert != null && alert.fires();
    }

    /** Those whose time of waiting is over fire. */
    void mature(Instant now) {
        open.values().forEach(alert -> mature(alert, now));
    }

    private void mature(Alert alert, Instant now) {
        if (alert.state == State.PENDING
                && !waitsForCause(alert, now)
                && alert.firesAt().filter(at -> !at.isAfter(now)).isPresent()) {
            alert.state = State.FIRING;
            alert.firedAt = now;
            Instant from = now.minus(alert.pace.span());
            List<Instant> times = fired.computeIfAbsent(alert.fingerprint, any -> new ArrayList<>());
            long before = memory.fired(alert.fingerprint, from)
                    + times.stream().filter(at -> at.isAfter(from)).count();
            alert.times = Math.toIntExact(before + 1);
            times.add(now);
            steps.add(new Step(alert, Act.FIRED, now, alert.sentence()));
        }
    }

    /** Whether its cause is about to be told of: both are one message then. */
    private boolean waitsForCause(Alert alert, Instant now) {
        Alert cause = open.get(alert.root);
        boolean comes = cause == null || cause.state == State.PENDING && cause.believed;
        return !alert.root.isEmpty()
                && comes
                && alert.firesAt()
                        .filter(at -> now.isBefore(at.plus(LONGEST_WAIT)))
                        .isPresent();
    }

    Collection<Alert> open() {
        return open.values();
    }

    /** What has happened so far, in order. */
    List<Step> steps() {
        return steps;
    }
}

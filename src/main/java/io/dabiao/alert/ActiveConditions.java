package io.dabiao.alert;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Everything that is looked at, as it stands at one instant. Not thread-safe. */
final class ActiveConditions {

    private final Map<String, Condition> holding = new TreeMap<>();
    private final Set<String> unknown = new HashSet<>();
    private final Set<String> lingering = new HashSet<>();
    private final Set<String> resting = new HashSet<>();
    private final Map<String, AlertStateMachine.End> ends = new HashMap<>();

    void holds(Condition condition) {
        holding.put(condition.fingerprint(), condition);
    }

    /** Nothing can be said of a condition: its alert stays as it is, and none begins. */
    void unknown(String fingerprint) {
        unknown.add(fingerprint);
    }

    /** A condition does not hold, but not by enough to take back what was said: what fires goes on, nothing begins. */
    void lingers(String fingerprint) {
        lingering.add(fingerprint);
    }

    /**
     * There is announced work on what a condition is about: while it goes on nobody is reminded of it. Its end is told as ever.
     */
    void rests(String fingerprint) {
        resting.add(fingerprint);
    }

    boolean resting(Alert alert) {
        return resting.contains(alert.fingerprint);
    }

    /** Why a condition is over, should it be. */
    void ends(String fingerprint, AlertStateMachine.End end) {
        ends.put(fingerprint, end);
    }

    /** Of what holds and is not unknown, by fingerprint. */
    Map<String, Condition> holding() {
        Map<String, Condition> known = new TreeMap<>(holding);
        known.keySet().removeAll(unknown);
        return known;
    }

    /** Whether an open alert is to stay as it is. */
    boolean leaves(Alert alert) {
        return unknown.contains(alert.fingerprint) || alert.fires() && lingering.contains(alert.fingerprint);
    }

    AlertStateMachine.End end(String fingerprint) {
        return ends.getOrDefault(fingerprint, AlertStateMachine.End.USUAL);
    }
}

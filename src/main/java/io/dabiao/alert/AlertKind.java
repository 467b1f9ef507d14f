package io.dabiao.alert;

import io.dabiao.core.text.Words;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What the alerts of one rule are about; said by its {@link AlertRule}, and by no list.
 *
 * @param word in the API, metrics, logs and settings, such as {@code at_risk}; also the section of the runbooks
 * @param severity of its alerts
 * @param hold for how long the condition must last before anybody is notified, where the rule says no other time of a condition
 */
public record AlertKind(String word, Words words, Severity severity, Duration hold, Pace pace) {

    /** How fast the conditions of a rule come and go, and how long one that stays may be silent. */
    public enum Pace {
        /** Figures of a period: a day. */
        FIGURES(Duration.ofDays(1), Optional.empty()),
        /** What is the matter with the service: an hour. */
        SERVICE(Duration.ofHours(1), Optional.empty()),
        /** Something is away now: an hour, and one that stays is told of again each day, whatever a route says. */
        OUTAGE(Duration.ofHours(1), Optional.of(Duration.ofDays(1)));

        private final Duration span;
        private final Optional<Duration> longestSilence;

        Pace(Duration span, Optional<Duration> longestSilence) {
            this.span = span;
            this.longestSilence = longestSilence;
        }

        /** Within which coming and going is flapping; also how long it must be calm to be told of each time again. */
        public Duration span() {
            return span;
        }

        /** The longest time between two messages about one that goes on; empty where the route alone says it. */
        public Optional<Duration> longestSilence() {
            return longestSilence;
        }
    }

    public AlertKind {
        if (!word.matches("[a-z]+(_[a-z]+)*")) {
            throw new IllegalArgumentException("a kind of alerts is a word such as at_risk, not " + word);
        }
    }

    /** The same that waits. */
    AlertKind after(Duration waits) {
        return new AlertKind(word, words, severity, waits, pace);
    }

    /** One of {@link Pace#FIGURES} that waits for nothing. */
    static AlertKind of(String word, Words words, Severity severity) {
        return new AlertKind(word, words, severity, Duration.ZERO, Pace.FIGURES);
    }

    /** The same of another pace. */
    AlertKind at(Pace other) {
        return new AlertKind(word, words, severity, hold, other);
    }

    /** Where the service's own pages say what to do, below its address. */
    public String runbook() {
        return runbook(word);
    }

    static String runbook(String word) {
        return "/runbooks#" + word.toLowerCase(Locale.ROOT);
    }
}

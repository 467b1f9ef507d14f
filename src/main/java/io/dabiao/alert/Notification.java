package io.dabiao.alert;

import io.dabiao.core.text.Words;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One message about one or more alerts, for one receiver.
 *
 * @param key identifies the message for ever: a repeat after a failure carries the same one, so that a receiver that
 *     honours it acts once
 * @param group what the alerts have in common; messages of one group are delivered in order
 * @param alerts at least one
 * @param attempt from 1; more than 1 means that the receiver may have seen this message already
 */
public record Notification(
        String key, Occasion occasion, String group, List<AlertSnapshot> alerts, Instant at, int attempt) {

    /** Why a message is sent. */
    public enum Occasion {
        FIRING(Words.of(Notification.class, "alert")),
        /** Still firing, and no one has acknowledged it. */
        REMINDER(Words.of(Notification.class, "stillSo")),
        /** No one acknowledged it in time: it goes to somebody else. */
        ESCALATION(Words.of(Notification.class, "escalated")),
        RESOLVED(Words.of(Notification.class, "resolved")),
        /** It comes and goes: no more of it is sent for a while. */
        FLAPPING(Words.of(Notification.class, "comesAndGoes")),
        /** A person asks those in charge for something; no alert is raised. */
        REQUEST(Words.of(Notification.class, "reminder")),
        /** What changed within a week. */
        DIGEST(Words.of(Notification.class, "weeklyDigest2"));

        private final Words words;

        Occasion(Words words) {
            this.words = words;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public Words words() {
            return words;
        }

        /** Empty where no occasion has the word. */
        public static Optional<Occasion> ofWord(String word) {
            return Arrays.stream(values())
                    .filter(occasion -> occasion.word().equals(word))
                    .findFirst();
        }
    }

    public Notification {
        if (alerts.isEmpty()) {
            throw new IllegalArgumentException("a notification tells of at least one alert");
        }
        alerts = List.copyOf(alerts);
    }
}

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
        FIRING(new Words("Alert", "告警")),
        /** Still firing, and no one has acknowledged it. */
        REMINDER(new Words("Still so", "持续未处理")),
        /** No one acknowledged it in time: it goes to somebody else. */
        ESCALATION(new Words("Escalated", "升级")),
        RESOLVED(new Words("Resolved", "恢复")),
        /** It comes and goes: no more of it is sent for a while. */
        FLAPPING(new Words("Comes and goes", "反复")),
        /** A person asks those in charge for something; no alert is raised. */
        REQUEST(new Words("Reminder", "催办")),
        /** What changed within a week. */
        DIGEST(new Words("Weekly digest", "周报"));

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

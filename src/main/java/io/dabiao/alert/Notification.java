package io.dabiao.alert;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * One message about one or more alerts, for one receiver.
 *
 * @param key identifies the message for ever: a repeat after a failure carries the same one, so that a receiver that
 *     honours it acts once
 * @param group what the alerts have in common; messages of one group are delivered in order
 * @param alerts at least one
 * @param attempt from 1; more than 1 means that the receiver may have seen this message already
 */
public record Notification(String key, Occasion occasion, String group, List<Told> alerts, Instant at, int attempt) {

    /** Why a message is sent. */
    public enum Occasion {
        FIRING,
        /** Still firing, and nobody has acknowledged it. */
        REMINDER,
        /** Nobody acknowledged it in time: it goes to somebody else. */
        ESCALATION,
        RESOLVED,
        /** It comes and goes: no more of it is sent for a while. */
        FLAPPING;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Notification {
        if (alerts.isEmpty()) {
            throw new IllegalArgumentException("a notification tells of at least one alert");
        }
        alerts = List.copyOf(alerts);
    }
}

package io.dabiao.alert;

import io.dabiao.core.text.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that is the matter, as it stands at one instant.
 *
 * @param sentence of the evaluation, or what is the matter
 * @param outlook what is forecast; empty where nothing is
 * @param since when it began, as far as is known
 * @param hold for how long it must last before anybody is told
 * @param believed whether it rests on enough to be told of
 * @param cause the recorded change that it follows from, such as {@code verdict-change/812}; empty where it is a state
 */
public record Condition(
        AlertKind kind,
        Subject subject,
        Words sentence,
        Optional<Words> outlook,
        Instant since,
        Duration hold,
        boolean believed,
        String cause) {

    /** A state that is believed, forecasts nothing and waits for as long as its kind does. */
    static Condition of(AlertKind kind, Subject subject, Words sentence, Instant since) {
        return new Condition(kind, subject, sentence, Optional.empty(), since, kind.hold(), true, "");
    }

    /** The same that waits. */
    Condition after(Duration waits) {
        return new Condition(kind, subject, sentence, outlook, since, waits, believed, cause);
    }

    /** The same that follows from a recorded change. */
    Condition from(String change) {
        return new Condition(kind, subject, sentence, outlook, since, hold, believed, change);
    }

    /** The same with what is forecast. */
    Condition with(Optional<Words> forecast) {
        return new Condition(kind, subject, sentence, forecast, since, hold, believed, cause);
    }

    public String fingerprint() {
        return subject.fingerprint(kind);
    }
}

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

    public String fingerprint() {
        return subject.fingerprint(kind);
    }
}

package io.dabiao.alert;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where an alert is in its life. */
public enum State {
    /** The condition holds, but not for as long as it must before anybody is told. */
    PENDING,
    FIRING,
    /** It fires, and a person has said that it is seen to. */
    ACKNOWLEDGED,
    RESOLVED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty where no state has the word. */
    public static Optional<State> ofWord(String word) {
        return Arrays.stream(values())
                .filter(state -> state.word().equals(word))
                .findFirst();
    }
}

package io.dabiao.alert;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Somebody who is told, by one channel: an address with its credentials. Thread-safe; closed when the settings change.
 *
 * <p>What the channel needs is decided when the settings are read, so that a wrong address is a fault of the file and not of
 * the first message at night.
 */
public interface Receiver extends AutoCloseable {

    /**
     * Sends one message and waits for the answer, for no longer than some ten seconds. Never throws for what the other side
     * does: what happened is the result, in words that help the one who has to mend it and that hold no secret.
     */
    Delivery deliver(Notification notification, Text text) throws InterruptedException;

    /**
     * How often what still fires is to be sent again, for a receiver that takes silence for an end, as Alertmanager does.
     *
     * @return empty where once is enough
     */
    default Optional<Duration> resendEvery() {
        return Optional.empty();
    }

    /** Whether people read the texts that it is sent, so that a digest or a reminder reaches somebody. */
    default boolean takesTexts() {
        return true;
    }

    /**
     * A template of the user's own, from which it makes what it sends.
     *
     * @param fault what is wrong with it, and where; empty where it is sound. With a fault what is usual is sent meanwhile.
     */
    record OwnTemplate(Path file, Optional<String> fault) {}

    /** Empty where it sends what is usual. */
    default Optional<OwnTemplate> template() {
        return Optional.empty();
    }

    @Override
    default void close() {}
}

package io.dabiao.alert;

import io.dabiao.yaml.Fields;
import java.util.Optional;

/** A way by which messages go, found by its name; each is a folder of its own and no list names it. Thread-safe. */
public interface Channel {

    /** As a receiver's {@code channel:} names it, such as {@code wecom}. */
    String name();

    /**
     * A receiver from its settings. Asks {@code settings} for every key that it knows, and tells what is wrong there.
     *
     * @return empty where a fault was told
     */
    Optional<Receiver> receiver(Fields settings);
}

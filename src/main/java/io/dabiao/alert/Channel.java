package io.dabiao.alert;

import io.dabiao.core.text.Words;
import io.dabiao.yaml.Fields;
import java.util.List;
import java.util.Optional;

/** A way by which messages go, found by its name; each is a folder of its own and no list names it. Thread-safe. */
public interface Channel {

    /** As a receiver's {@code channel:} names it, such as {@code wecom}. */
    String name();

    /** As people call it: 企业微信. */
    Words called();

    /** What a form asks for to make a receiver of it, in order; what only a file can say is not among it. */
    List<ChannelField> fields();

    /**
     * A receiver from its settings. Asks {@code settings} for every key that it knows, and tells what is wrong there.
     *
     * @return empty where a fault was told
     */
    Optional<Receiver> receiver(Fields settings);
}

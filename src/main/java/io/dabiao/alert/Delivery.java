package io.dabiao.alert;

import java.time.Duration;
import java.util.Optional;

/** What came of sending a message. */
public sealed interface Delivery {

    /** The receiver has it. */
    record Delivered() implements Delivery {}

    /**
     * It may go better later; nothing says that the receiver does not have it.
     *
     * @param after how long the receiver asks to be left alone
     */
    record TryAgain(String reason, Optional<Duration> after) implements Delivery {

        /** What others said is kept in one line. */
        public TryAgain {
            reason = ServiceHealth.line(reason);
        }
    }

    /** It will never be taken like this: sending it again is of no use. */
    record Refused(String reason) implements Delivery {

        /** As with {@link TryAgain}. */
        public Refused {
            reason = ServiceHealth.line(reason);
        }
    }
}

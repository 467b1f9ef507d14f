package io.dabiao.alert;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds conditions elsewhere than in recorded verdicts and live states. One bean a rule; no list names it. Asked at each look, by one
 * thread at a time, outside of the alerts' own transaction: a rule that reads much keeps what it found for a while.
 */
interface AlertRule {

    /** What is to be drawn into a picture of {@code now}. */
    List<Consumer<ActiveConditions>> at(Instant now);
}

package io.dabiao.evaluate;

import io.dabiao.core.declaration.IndicatorRef;
import java.time.Instant;

/**
 * An indicator whose evaluation fails now. Its verdict is another matter: the one that was recorded last stays, as Prometheus
 * keeps the health of a rule apart from the state of its alert.
 *
 * @param ref which indicator
 * @param since the first failure after the last success
 * @param at the newest
 * @param reason what was met, in a few words
 */
public record FailedEvaluation(IndicatorRef ref, Instant since, Instant at, String reason) {}

package io.dabiao.evaluate;

import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Live;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * That a live state became another. It is never altered once it is recorded.
 *
 * @param id rises with each change that is recorded
 * @param ref which indicator
 * @param version of its declaration
 * @param at the instant measured
 * @param before empty for the first state of all
 * @param after the state from then on
 * @param value over the window, in the base unit of the measure; null where nothing happened in it
 * @param draft whether its declaration had not been approved yet
 */
public record LiveChange(
        long id,
        IndicatorRef ref,
        int version,
        Instant at,
        Optional<Live.State> before,
        Live.State after,
        BigDecimal value,
        boolean draft) {}

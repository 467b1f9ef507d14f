package io.dabiao.evaluate;

import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Live;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How an indicator is over its short window, as it was recorded last.
 *
 * @param ref which indicator
 * @param state as it came out
 * @param since when it became so
 * @param at the instant measured
 * @param value over the window, in the base unit of the measure; null where nothing happened in it
 * @param budgetLeft share of the year's error budget that is left, below 0 where it is overdrawn; null where there is none
 * @param burns how fast the budget is used up, one for each window; empty where there is none
 * @param draft whether its declaration has not been approved yet
 */
public record LiveState(
        IndicatorRef ref,
        Live.State state,
        Instant since,
        Instant at,
        BigDecimal value,
        BigDecimal budgetLeft,
        List<Burn> burns,
        boolean draft) {

    /**
     * How fast the error budget was used up.
     *
     * @param window looked at
     * @param rate 1 uses the budget up by the end of the year; null where nothing happened in the window
     */
    public record Burn(Duration window, BigDecimal rate) {}
}

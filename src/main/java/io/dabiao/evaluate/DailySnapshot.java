package io.dabiao.evaluate;

import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Verdict;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * An indicator at the end of a day, as it was known when that day had ended.
 *
 * @param ref which indicator
 * @param day in the zone of the installation
 * @param version of its declaration
 * @param at the instant evaluated, the end of the day
 * @param actual in the base unit of the measure; null where there was no data
 * @param verdict as it came out
 * @param probability 0 to 1, that the target will be met; null where nothing was forecast
 * @param forecast the middle of what the year was expected to end with; null likewise, as are its bounds
 * @param stale whether its sources had been silent for longer than their cadence
 * @param draft whether its declaration had not been approved yet
 */
public record DailySnapshot(
        IndicatorRef ref,
        LocalDate day,
        int version,
        Instant at,
        BigDecimal actual,
        Verdict verdict,
        BigDecimal probability,
        BigDecimal forecast,
        BigDecimal forecastLow,
        BigDecimal forecastHigh,
        boolean stale,
        boolean draft) {}

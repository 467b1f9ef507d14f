package io.dabiao.core.evaluation;

import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * That an indicator's verdict became another, and all that the evaluation was a function of. It is never altered once it is
 * recorded.
 *
 * @param id rises with each change that is recorded
 * @param ref which indicator
 * @param version of its declaration
 * @param draft whether that declaration had not been approved yet
 * @param at the instant evaluated
 * @param recordedAt when that was written down
 * @param upTo the highest position of the log whose facts were seen
 * @param without positions below it that were not to be seen yet
 * @param before empty for the first verdict of all
 * @param after the verdict from then on
 * @param actual in the base unit of the measure; null where there was no data
 * @param probability 0 to 1, that the target will be met, as it was forecast; null where nothing was
 * @param stale whether its sources had been silent for longer than their cadence
 * @param sentence that explains the verdict
 * @param calendarDigest what working-day calendars said; empty in the oldest rows
 * @param typesDigest the catalogue of event types that selectors relied on; empty in the oldest rows
 */
public record VerdictChange(
        long id,
        IndicatorRef ref,
        int version,
        boolean draft,
        Instant at,
        Instant recordedAt,
        long upTo,
        List<Long> without,
        Optional<Verdict> before,
        Verdict after,
        BigDecimal actual,
        BigDecimal probability,
        boolean stale,
        Words sentence,
        Optional<String> calendarDigest,
        Optional<String> typesDigest) {}

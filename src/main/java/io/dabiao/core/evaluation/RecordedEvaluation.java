package io.dabiao.core.evaluation;

import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * The newest evaluation of an indicator as it was recorded, with what was printed of it at that instant. It says what every
 * replica has agreed on; what would come out now is an {@link Evaluation}.
 *
 * @param ref which indicator
 * @param version of its declaration
 * @param draft whether that declaration has not been approved yet
 * @param at the instant evaluated
 * @param recordedAt when that was written down
 * @param verdict as it came out
 * @param figures what it rests on
 * @param expected at the end of the year
 * @param stale whether its sources have been silent for longer than their cadence
 * @param hearing what was heard of its sources
 * @param lastEvent event time of the newest fact that counts; null where there is none
 * @param heard the newest event time of its sources that was ever heard of; unlike {@code lastEvent} it stays when they fall
 *     silent. Null where they never spoke
 * @param changesAt when time alone may change it; null where it cannot
 * @param sentence that explains the verdict
 * @param declared what the declaration in force says of it
 */
public record RecordedEvaluation(
        IndicatorRef ref,
        int version,
        boolean draft,
        Instant at,
        Instant recordedAt,
        Verdict verdict,
        Figures figures,
        Expected expected,
        boolean stale,
        Hearing hearing,
        Instant lastEvent,
        Instant heard,
        Instant changesAt,
        Words sentence,
        Declared declared) {

    /**
     * Figures in the base unit of the indicator's measure.
     *
     * @param actual null where there is no data
     * @param target null where none is in force
     * @param part of a share, or the days won; null for what is neither
     * @param whole what {@code part} is of: the whole of a share, or the days over of which something is known
     * @param coverage the share, 0 to 1, of the time so far in which a probed indicator was watched; null for others
     * @param samples how many facts the actual rests on; null in rows written before it was kept
     */
    public record Figures(
            BigDecimal actual,
            BigDecimal target,
            BigDecimal part,
            BigDecimal whole,
            BigDecimal coverage,
            Long samples) {

        /** Those of an indicator without facts and without a target. */
        public static final Figures NONE = new Figures(null, null, null, null, null, null);
    }

    /**
     * What the year is expected to end with.
     *
     * @param probability 0 to 1, that the target will be met; null where nothing is forecast
     * @param value the middle of the forecast, in the base unit; null likewise, as are its bounds
     * @param low below which one year in ten ends
     * @param high above which one year in ten ends
     * @param outlook what would have to happen, or why nothing is forecast
     */
    public record Expected(BigDecimal probability, BigDecimal value, BigDecimal low, BigDecimal high, Words outlook) {

        /** Nothing is forecast, and no reason was kept. */
        public static final Expected NOTHING = new Expected(null, null, null, null, new Words(null, null));
    }

    /**
     * As printed.
     *
     * @param project its name
     * @param name of the indicator
     * @param target operator, value and unit in force; empty where none is declared
     * @param unit its symbol; empty likewise
     * @param owner empty where none is named
     */
    public record Declared(
            String project,
            String name,
            String level1,
            String level2,
            String target,
            String unit,
            Behaviour behaviour,
            String owner) {}
}

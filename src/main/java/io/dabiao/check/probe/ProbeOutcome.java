package io.dabiao.check.probe;

import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What one look at a site found.
 *
 * @param failure empty where the answer was as expected
 * @param nanos how long the whole took
 * @param phases nanoseconds of each phase that was entered, over all redirections; together at most {@code nanos}, except where that
 *     is not the time of the look but of what it looks at, as a job's
 * @param status of the last answer; empty where there was none
 * @param certificateSeconds how long the certificate is still valid; negative where it no longer is, empty without TLS
 * @param figures what else was counted and measured, by the attribute that an event bears it as; times in seconds
 */
public record ProbeOutcome(
        Optional<Failure> failure,
        long nanos,
        Map<Phase, Long> phases,
        OptionalInt status,
        OptionalLong certificateSeconds,
        Map<String, BigDecimal> figures) {

    /** Without further figures. */
    public ProbeOutcome(
            Optional<Failure> failure,
            long nanos,
            Map<Phase, Long> phases,
            OptionalInt status,
            OptionalLong certificateSeconds) {
        this(failure, nanos, phases, status, certificateSeconds, Map.of());
    }

    /**
     * @param phase in which it failed
     * @param words in both languages, at most 200 characters each
     */
    public record Failure(Reason reason, Phase phase, Words words) {

        private static final int LONGEST = 200;

        public Failure {
            words = new Words(shortened(words.english()), shortened(words.chinese()));
        }

        private static String shortened(String text) {
            return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        }

        /** For the log, the API and operators. */
        public String detail() {
            return words.english();
        }
    }

    public ProbeOutcome {
        phases = Map.copyOf(phases);
        figures = Map.copyOf(figures);
    }

    public boolean ok() {
        return failure.isEmpty();
    }
}

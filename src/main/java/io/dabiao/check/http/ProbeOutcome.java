package io.dabiao.check.http;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What one look at a site found.
 *
 * @param failure empty where the answer was as expected
 * @param nanos how long the whole took
 * @param phases nanoseconds of each phase that was entered, over all redirections; together at most {@code nanos}
 * @param status of the last answer; empty where there was none
 * @param certificateSeconds how long the certificate is still valid; negative where it no longer is, empty without TLS
 */
public record ProbeOutcome(
        Optional<Failure> failure,
        long nanos,
        Map<Phase, Long> phases,
        OptionalInt status,
        OptionalLong certificateSeconds) {

    /**
     * @param phase in which it failed
     * @param detail in words
     */
    public record Failure(Reason reason, Phase phase, String detail) {}

    public ProbeOutcome {
        phases = Map.copyOf(phases);
    }

    public boolean ok() {
        return failure.isEmpty();
    }
}

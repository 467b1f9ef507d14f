package io.dabiao.check.load;

import io.dabiao.core.text.Words;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What was found at one level.
 *
 * @param users virtual users at once
 * @param requests that count: begun after the ramp, logins always
 * @param errors those of them that failed
 * @param reasons of the errors, with how many
 * @param seconds for which it was measured
 * @param latencies in microseconds, as the users saw them; a request that ran out of time counts with that time, one that
 *     failed otherwise is left out
 * @param generator what this machine did meanwhile
 * @param sentence what was found, in words
 */
public record Level(
        int users,
        LoadOutcome outcome,
        long requests,
        long errors,
        Map<String, Long> reasons,
        double seconds,
        Histogram latencies,
        Strain generator,
        Words sentence) {

    /**
     * How hard the generator itself worked.
     *
     * @param busiest the share of its time in which the busiest event loop used a processor, from 0 to 1
     * @param lagMillis by how much an event loop came late to its own timer, 99th percentile
     * @param delayMillis by how much requests began after their time, 99th percentile
     */
    public record Strain(double busiest, double lagMillis, double delayMillis) {}

    public Level {
        reasons = Map.copyOf(reasons);
    }

    /** From 0 to 1; 0 where nothing was sent. */
    public double errorShare() {
        return requests == 0 ? 0 : (double) errors / requests;
    }

    /** Requests a second that were answered well or badly. */
    public double rate() {
        return seconds == 0 ? 0 : requests / seconds;
    }
}

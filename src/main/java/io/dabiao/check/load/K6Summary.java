package io.dabiao.check.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a summary of k6 says of a run, whichever of its three forms it has: that of {@code --summary-export}, of
 * {@code handleSummary}, and the machine-readable one of k6 1.5 and later.
 *
 * @param users the most virtual users that ran at once: {@code vus}, not {@code vus_max}, which counts those that were
 *     allocated and may never have run
 * @param requests sent
 * @param errorShare of them that failed, from 0 to 1
 * @param p95Seconds which 95 % of them took at most
 */
public record K6Summary(int users, long requests, double errorShare, double p95Seconds) {

    /** A summary that leaves open what a run found; the message names everything that is missing. */
    public static final class Incomplete extends Exception {
        private static final long serialVersionUID = 1L;

        Incomplete(List<String> missing) {
            super("the summary does not say " + String.join(", ", missing)
                    + ": write it with --summary-export or handleSummary");
        }
    }

    /** @throws Incomplete where a number that is needed is not there, or is none */
    public static K6Summary read(JsonNode summary) throws Incomplete {
        JsonNode users = number(summary, "vus", "max");
        JsonNode requests = number(summary, "http_reqs", "count");
        JsonNode failed = number(summary, "http_req_failed", "rate", "value");
        JsonNode p95 = number(summary, "http_req_duration", "p(95)");
        List<String> missing = new ArrayList<>();
        if (!users.canConvertToInt() || users.asInt() < 1) {
            // Where a run ends within its first second, k6 has not counted them once.
            missing.add("how many users ran at once (the max of vus; vus_max counts users that were allocated)");
        }
        if (requests.asLong() < 1) {
            missing.add("how many requests were sent (the count of http_reqs)");
        }
        if (!failed.isNumber() || failed.asDouble() < 0 || failed.asDouble() > 1) {
            missing.add("which share of them failed (the rate of http_req_failed)");
        }
        if (!p95.isNumber() || p95.asDouble() < 0) {
            missing.add("what 95 % of them took at most (p(95) of http_req_duration)");
        }
        if (!missing.isEmpty()) {
            throw new Incomplete(missing);
        }
        return new K6Summary(users.asInt(), requests.asLong(), failed.asDouble(), p95.asDouble() / 1_000);
    }

    /** What the run found beside the limits that it was judged by, in words; never rounded across them. */
    public Words found(BigDecimal errors, Duration p95) {
        String failed = Generator.percent(errorShare, errors);
        String took = Generator.millis(Math.round(p95Seconds * 1e6), p95.toNanos() / 1_000);
        return Words.of(K6Summary.class, "ofRequestsFailed95TookAt2", failed, requests, took);
    }

    /** The first of the names that is there. */
    private static JsonNode number(JsonNode summary, String metric, String... names) {
        JsonNode of = metric(summary, metric);
        JsonNode values = of.has("values") ? of.path("values") : of;
        for (String name : names) {
            if (values.path(name).isNumber()) {
                return values.path(name);
            }
        }
        return MissingNode.getInstance();
    }

    /** By its name among {@code metrics}; the machine-readable form lists them below {@code results}. */
    private static JsonNode metric(JsonNode summary, String name) {
        for (JsonNode one : summary.path("results").path("metrics")) {
            if (one.path("name").asText().equals(name)) {
                return one;
            }
        }
        return summary.path("metrics").path(name);
    }
}

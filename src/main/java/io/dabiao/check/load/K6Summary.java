package io.dabiao.check.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What a summary of k6 says of a run, whichever of its two forms it has.
 *
 * @param users the most virtual users at once
 * @param requests sent
 * @param errorShare of them that failed, from 0 to 1
 * @param p95Seconds which 95 % of them took at most
 */
public record K6Summary(int users, long requests, double errorShare, double p95Seconds) {

    /** Empty where a number that is needed is not there. */
    public static Optional<K6Summary> read(JsonNode summary) {
        JsonNode metrics = summary.path("metrics");
        JsonNode users = number(metrics, "vus_max", "max", "value");
        JsonNode requests = number(metrics, "http_reqs", "count");
        JsonNode failed = number(metrics, "http_req_failed", "rate", "value");
        JsonNode p95 = number(metrics, "http_req_duration", "p(95)");
        boolean whole = users.canConvertToInt()
                && users.asInt() > 0
                && requests.asLong() > 0
                && failed.isNumber()
                && failed.asDouble() >= 0
                && failed.asDouble() <= 1
                && p95.isNumber()
                && p95.asDouble() >= 0;
        return whole
                ? Optional.of(
                        new K6Summary(users.asInt(), requests.asLong(), failed.asDouble(), p95.asDouble() / 1_000))
                : Optional.empty();
    }

    /** The first of the names that is there: handleSummary has them below {@code values}, --summary-export has not. */
    private static JsonNode number(JsonNode metrics, String metric, String... names) {
        JsonNode of = metrics.path(metric);
        JsonNode values = of.has("values") ? of.path("values") : of;
        for (String name : names) {
            if (values.path(name).isNumber()) {
                return values.path(name);
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }
}

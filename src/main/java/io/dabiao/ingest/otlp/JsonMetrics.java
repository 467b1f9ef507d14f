package io.dabiao.ingest.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.budget.Allowance;
import io.dabiao.store.EventJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads an {@code ExportMetricsServiceRequest} in OTLP's JSON: names in lower camel case, whole numbers as numbers or texts, kinds by their
 * number or their name. Unknown fields are passed over, as the protocol demands.
 */
final class JsonMetrics {

    private static final int MOST_POINTS = 200_000;
    private static final int MOST_DIGITS = 40;

    private final Allowance allowance;
    private int points;

    private JsonMetrics(Allowance allowance) {
        this.allowance = allowance;
    }

    /** @throws IOException where it is none */
    static List<Metric> read(byte[] body, Allowance allowance) throws IOException {
        JsonNode request = EventJson.MAPPER.readTree(body);
        if (request == null || !request.isObject()) {
            throw new IOException("the body must be a JSON object with resourceMetrics");
        }
        try {
            return new JsonMetrics(allowance).metrics(request);
        } catch (NumberFormatException wrong) {
            throw new IOException("a number is none: " + wrong.getMessage(), wrong);
        }
    }

    private List<Metric> metrics(JsonNode request) throws IOException {
        List<Metric> metrics = new ArrayList<>();
        for (JsonNode resource : request.path("resourceMetrics")) {
            Map<String, String> attributes = attributes(resource.path("resource"));
            for (JsonNode scope : resource.path("scopeMetrics")) {
                for (JsonNode metric : scope.path("metrics")) {
                    metrics.add(metric(metric, attributes));
                }
            }
        }
        return metrics;
    }

    private Metric metric(JsonNode metric, Map<String, String> resource) throws IOException {
        String name = metric.path("name").asText("");
        String unit = metric.path("unit").asText("");
        for (Map.Entry<String, Metric.Shape> one : Map.of(
                        "gauge",
                        Metric.Shape.GAUGE,
                        "sum",
                        Metric.Shape.SUM,
                        "histogram",
                        Metric.Shape.HISTOGRAM,
                        "exponentialHistogram",
                        Metric.Shape.EXPONENTIAL,
                        "summary",
                        Metric.Shape.SUMMARY)
                .entrySet()) {
            JsonNode data = metric.get(one.getKey());
            if (data != null && data.isObject()) {
                boolean summed = one.getValue() == Metric.Shape.SUM || one.getValue() == Metric.Shape.HISTOGRAM;
                return new Metric(
                        name,
                        unit,
                        summed && !cumulative(data.path("aggregationTemporality"))
                                ? Metric.Shape.DELTA
                                : one.getValue(),
                        data.path("isMonotonic").asBoolean(false),
                        resource,
                        points(data.path("dataPoints")));
            }
        }
        return new Metric(name, unit, Metric.Shape.OTHER, false, resource, List.of());
    }

    private static boolean cumulative(JsonNode temporality) {
        return temporality.asText("").equals("2")
                || temporality.asText("").equals("AGGREGATION_TEMPORALITY_CUMULATIVE");
    }

    private List<Metric.Point> points(JsonNode all) throws IOException {
        List<Metric.Point> read = new ArrayList<>();
        for (JsonNode one : all) {
            allowance.step();
            if (++points > MOST_POINTS) {
                throw new IOException("the request has more than " + MOST_POINTS + " points");
            }
            read.add(point(one));
        }
        return read;
    }

    private static Metric.Point point(JsonNode one) {
        List<Long> buckets = new ArrayList<>();
        one.path("bucketCounts").forEach(count -> buckets.add(whole(count)));
        List<Double> bounds = new ArrayList<>();
        one.path("explicitBounds").forEach(bound -> bounds.add(number(bound)));
        Map<Double, Double> quantiles = new TreeMap<>();
        one.path("quantileValues")
                .forEach(pair -> quantiles.put(number(pair.path("quantile")), number(pair.path("value"))));
        JsonNode value =
                one.has("asDouble") ? one.get("asDouble") : one.has("asInt") ? one.get("asInt") : one.path("sum");
        return new Metric.Point(
                attributes(one),
                whole(one.path("startTimeUnixNano")),
                whole(one.path("timeUnixNano")),
                value.isMissingNode() || value.isNull() ? Double.NaN : number(value),
                whole(one.path("count")),
                List.copyOf(buckets),
                List.copyOf(bounds),
                quantiles,
                (whole(one.path("flags")) & 1) != 0);
    }

    /** 0 where there is none. A number may be written as a text; one with an enormous exponent is none, and costs nothing. */
    static long whole(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return 0;
        }
        if (node.isNumber() ? !node.canConvertToLong() : !node.isTextual()) {
            throw new NumberFormatException(node.asText().length() > MOST_DIGITS ? "too long" : node.asText());
        }
        return node.isNumber() ? node.longValue() : Long.parseLong(node.asText());
    }

    /** A double may be a number, or a text such as {@code NaN} and {@code Infinity}. */
    static double number(JsonNode node) {
        return node.isNumber() ? node.doubleValue() : node.isMissingNode() ? 0 : Double.parseDouble(node.asText());
    }

    private static Map<String, String> attributes(JsonNode bearer) {
        Map<String, String> attributes = new TreeMap<>();
        for (JsonNode one : bearer.path("attributes")) {
            JsonNode value = one.path("value");
            String key = one.path("key").asText("");
            if (value.has("stringValue")) {
                attributes.put(key, value.get("stringValue").asText());
            } else if (value.has("boolValue")) {
                attributes.put(key, Boolean.toString(value.get("boolValue").asBoolean()));
            } else if (value.has("intValue")) {
                attributes.put(key, Long.toString(whole(value.get("intValue"))));
            } else if (value.has("doubleValue")) {
                attributes.put(key, PrometheusNames.number(number(value.get("doubleValue"))));
            }
        }
        return attributes;
    }
}

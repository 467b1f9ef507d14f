package io.dabiao.ingest.otlp;

import io.dabiao.ingest.prometheus.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Points as the series that a Prometheus makes of them, which declarations take: attributes of the resource and of the point as labels,
 * {@code job} and {@code instance} of the service, a histogram as its buckets, its sum and its count.
 *
 * @param rejected points of which no series is made
 * @param why the first reasons, one a metric; at most ten
 */
record OtlpSeries(List<WriteRequest.Sent> series, long rejected, List<String> why) {

    private static final int MOST_REASONS = 10;
    private static final String NAME = "__name__";
    private static final int NANOS = 1_000_000;

    static OtlpSeries of(List<Metric> metrics) {
        List<WriteRequest.Sent> series = new ArrayList<>();
        List<String> why = new ArrayList<>();
        long rejected = 0;
        for (Metric metric : metrics) {
            String reason = reason(metric);
            if (reason.isEmpty()) {
                metric.points().forEach(point -> add(metric, point, series));
            } else {
                rejected += metric.points().size();
                if (why.size() < MOST_REASONS && !metric.points().isEmpty()) {
                    why.add(reason);
                }
            }
        }
        return new OtlpSeries(List.copyOf(series), rejected, List.copyOf(why));
    }

    /** Why nothing is made of a metric; empty where something is. */
    private static String reason(Metric metric) {
        if (metric.name().isBlank()) {
            return "a metric has no name";
        }
        return switch (metric.shape()) {
            case DELTA ->
                metric.name()
                        + " has delta temporality: send cumulative sums, such as by the Collector's processor deltatocumulative";
            case EXPONENTIAL -> metric.name() + " is an exponential histogram: send it with explicit buckets";
            case OTHER -> metric.name() + " has no data of a known kind";
            case GAUGE, SUM, HISTOGRAM, SUMMARY -> "";
        };
    }

    private static void add(Metric metric, Metric.Point point, List<WriteRequest.Sent> series) {
        String name = PrometheusNames.metric(metric);
        Map<String, String> labels = labels(metric, point);
        if (point.none()) {
            return; // As a stale marker of Prometheus: no value.
        }
        switch (metric.shape()) {
            case HISTOGRAM -> {
                long below = 0;
                for (int i = 0; i < point.buckets().size(); i++) {
                    below += point.buckets().get(i);
                    String bound = i < point.bounds().size()
                            ? PrometheusNames.number(point.bounds().get(i))
                            : "+Inf";
                    series.add(sent(name + "_bucket", labels, "le", bound, below, point));
                }
                whole(name, labels, point, series);
            }
            case SUMMARY -> {
                point.quantiles()
                        .forEach((rank, value) ->
                                series.add(sent(name, labels, "quantile", PrometheusNames.number(rank), value, point)));
                whole(name, labels, point, series);
            }
            default -> series.add(sent(name, labels, "", "", point.value(), point));
        }
    }

    private static void whole(
            String name, Map<String, String> labels, Metric.Point point, List<WriteRequest.Sent> series) {
        series.add(sent(name + "_count", labels, "", "", point.count(), point));
        if (!Double.isNaN(point.value())) {
            series.add(sent(name + "_sum", labels, "", "", point.value(), point));
        }
    }

    private static WriteRequest.Sent sent(
            String name, Map<String, String> labels, String more, String is, double value, Metric.Point point) {
        Map<String, String> all = new TreeMap<>(labels);
        all.put(NAME, name);
        if (!more.isEmpty()) {
            all.put(more, is);
        }
        return new WriteRequest.Sent(
                all, List.of(new WriteRequest.Sample(point.time() / NANOS, value, point.start() / NANOS)));
    }

    /** A point's own attributes go before those of its resource. */
    private static Map<String, String> labels(Metric metric, Metric.Point point) {
        Map<String, String> labels = new TreeMap<>();
        metric.resource().forEach((key, value) -> labels.put(PrometheusNames.label(key), value));
        String service = metric.resource().getOrDefault("service.name", "");
        String space = metric.resource().getOrDefault("service.namespace", "");
        if (!service.isEmpty()) {
            labels.put("job", space.isEmpty() ? service : space + "/" + service);
        }
        String instance = metric.resource().getOrDefault("service.instance.id", "");
        if (!instance.isEmpty()) {
            labels.put("instance", instance);
        }
        point.attributes().forEach((key, value) -> labels.put(PrometheusNames.label(key), value));
        labels.remove("");
        labels.values().removeIf(String::isEmpty);
        return labels;
    }
}

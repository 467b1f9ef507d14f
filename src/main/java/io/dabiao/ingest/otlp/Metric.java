package io.dabiao.ingest.otlp;

import java.util.List;
import java.util.Map;

/**
 * A metric as a request has it, whichever encoding it came in.
 *
 * @param unit of UCUM; empty for none
 * @param monotonic whether a sum never falls
 */
record Metric(
        String name, String unit, Shape shape, boolean monotonic, Map<String, String> resource, List<Point> points) {

    /** What its points are. */
    enum Shape {
        GAUGE,
        SUM,
        HISTOGRAM,
        /** Its buckets are a formula's, which no declaration takes. */
        EXPONENTIAL,
        SUMMARY,
        /** Increases since the last point: a receiver would have to add them up, and could not tell a lost one. */
        DELTA,
        /** None that is known. */
        OTHER
    }

    /**
     * A point.
     *
     * @param start nanoseconds since 1970, since when it counts; 0 where nothing says it
     * @param time nanoseconds since 1970
     * @param value of a gauge or a sum; the sum of a histogram or a summary, NaN where there is none
     * @param count of a histogram or a summary
     * @param buckets how many values each bucket has, one more than there are bounds
     * @param bounds the upper ends of the buckets but the last
     * @param quantiles by how they rank, from 0 to 1
     * @param none whether it says that there is no value
     */
    record Point(
            Map<String, String> attributes,
            long start,
            long time,
            double value,
            long count,
            List<Long> buckets,
            List<Double> bounds,
            Map<Double, Double> quantiles,
            boolean none) {}
}

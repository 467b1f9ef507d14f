package io.dabiao.check;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.check.load.Level;
import io.dabiao.check.load.LoadResult;
import io.dabiao.core.declaration.LoadCheck;
import io.dabiao.store.EventJson;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** What a load check found, as it is kept: every level with its whole latency distribution. */
final class Evidence {

    private static final int HALVINGS = 5;

    private Evidence() {}

    static String json(LoadCheck check, LoadResult loadResult) {
        ObjectNode all = EventJson.MAPPER.createObjectNode();
        all.put("url", check.url().toString())
                .put("model", check.arrivals().isPresent() ? "open" : "closed")
                .put("thinkSeconds", seconds(check.think().toNanos()))
                .put("rampSeconds", seconds(check.ramp().toNanos()))
                .put("durationSeconds", seconds(check.duration().toNanos()))
                .put("limitErrorShare", check.limits().errors())
                .put("limitP95Seconds", seconds(check.limits().p95().toNanos()));
        check.arrivals().ifPresent(rate -> all.put("arrivalsPerSecondAndUser", rate));
        ArrayNode levels = all.putArray("levels");
        loadResult.levels().forEach(level -> levels.add(level(level)));
        return all.toString();
    }

    private static ObjectNode level(Level level) {
        Histogram latencies = level.latencies();
        ObjectNode one = EventJson.MAPPER
                .createObjectNode()
                .put("users", level.users())
                .put("outcome", level.outcome().word())
                .put("sentence", level.sentence().english())
                .put("sentenceZh", level.sentence().chinese())
                .put("requests", level.requests())
                .put("errors", level.errors())
                .put("errorShare", level.errorShare())
                .put("requestsPerSecond", level.rate());
        ObjectNode reasons = one.putObject("reasons");
        level.reasons().forEach(reasons::put);
        if (latencies.getTotalCount() > 0) {
            ObjectNode seconds = one.putObject("seconds");
            for (double percentile : new double[] {50, 90, 95, 99, 99.9}) {
                String name = "p"
                        + BigDecimal.valueOf(percentile).stripTrailingZeros().toPlainString();
                seconds.put(name, seconds(latencies.getValueAtPercentile(percentile) * 1_000));
            }
            seconds.put("max", seconds(latencies.getMaxValue() * 1_000));
            ArrayNode distribution = one.putArray("distribution");
            for (HistogramIterationValue at : latencies.percentiles(HALVINGS)) {
                distribution
                        .addObject()
                        .put("percentile", at.getPercentileLevelIteratedTo())
                        .put("seconds", seconds(at.getValueIteratedTo() * 1_000))
                        .put("count", at.getTotalCountToThisValue());
            }
            one.put("histogram", packed(latencies));
        }
        one.putObject("generator")
                .put("busiestLoop", level.generator().busiest())
                .put("lagP99Millis", level.generator().lagMillis())
                .put("delayP99Millis", level.generator().delayMillis());
        return one;
    }

    /** As HdrHistogram's own tools read it: microseconds, compressed, in Base64. */
    private static String packed(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }

    private static BigDecimal seconds(long nanos) {
        return ProbeEvents.seconds(nanos);
    }
}

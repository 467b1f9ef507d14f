package io.dabiao.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.ProbeOutcome;
import io.dabiao.core.probe.Probe;
import io.dabiao.store.EventJson;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/** How results look as events. Their identities follow from site and slot alone, whichever replica tells them. */
final class ProbeEvents {

    private static final String ENDED = "/ended";

    private ProbeEvents() {}

    /** {@code site.probe}. {@code interval} says for how many seconds it speaks: coverage is their sum. */
    static byte[] probe(ProbeResult result) {
        ProbeOutcome probeOutcome = result.look();
        ObjectNode data = data(result.probe(), result.marks());
        data.put("ok", probeOutcome.ok());
        if (probeOutcome.ok() && probeOutcome.nanos() > 0) {
            data.put("seconds", seconds(probeOutcome.nanos()));
        }
        data.put("interval", seconds(result.speaks().toNanos()));
        probeOutcome.failure().ifPresent(failure -> {
            data.put("reason", failure.reason().word());
            data.put("phase", failure.phase().word());
            data.put("detail", failure.detail());
            data.put("detailZh", failure.words().chinese());
        });
        if (result.tries() > 1) {
            data.put("tries", result.tries());
        }
        probeOutcome.status().ifPresent(status -> data.put("status", status));
        phase(data, "resolve", probeOutcome, Phase.RESOLVE);
        phase(data, "connect", probeOutcome, Phase.CONNECT);
        phase(data, "tls", probeOutcome, Phase.TLS);
        phase(data, "firstByte", probeOutcome, Phase.FIRST_BYTE);
        probeOutcome.figures().forEach(data::put);
        probeOutcome.certificateSeconds().ifPresent(left -> data.put("certificateDays", Math.floorDiv(left, 86_400L)));
        return event(result.probe().source(), result.slot().toString(), Probe.TYPE, result.slot(), data);
    }

    private static void phase(ObjectNode data, String name, ProbeOutcome probeOutcome, Phase phase) {
        Long nanos = probeOutcome.phases().get(phase);
        if (nanos != null) {
            data.put(name, seconds(nanos));
        }
    }

    /** {@code site.outage}; its id is its first failed slot. */
    static byte[] outage(ProbeResult first) {
        ObjectNode data = data(first.probe(), first.marks());
        first.look().failure().ifPresent(failure -> {
            data.put("reason", failure.reason().word());
            data.put("detail", failure.detail());
            data.put("detailZh", failure.words().chinese());
        });
        return event(first.probe().outageSource(), first.slot().toString(), Probe.OUTAGE, first.slot(), data);
    }

    /** {@code site.outage.ended}: at the first slot that is good again, or no longer part of that outage. */
    static byte[] ended(Probe probe, Outages.Open outage, Instant at) {
        ObjectNode data = data(probe, outage.marks());
        data.put("outage", outage.id());
        data.put("seconds", seconds(Duration.between(outage.since(), at).toNanos()));
        return event(probe.outageSource(), outage.id() + ENDED, Probe.OUTAGE_ENDED, at, data);
    }

    private static ObjectNode data(Probe probe, Marks marks) {
        ObjectNode data = EventJson.MAPPER.createObjectNode().put("site", probe.site());
        marks.onto(data);
        return data;
    }

    /** To the microsecond, without trailing zeros. */
    static BigDecimal seconds(long nanos) {
        BigDecimal seconds = BigDecimal.valueOf(Math.round(nanos / 1000.0), 6).stripTrailingZeros();
        return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
    }

    static byte[] event(String source, String id, String type, Instant time, ObjectNode data) {
        ObjectNode event = EventJson.MAPPER
                .createObjectNode()
                .put("specversion", "1.0")
                .put("source", source)
                .put("id", id)
                .put("type", type)
                .put("time", time.toString());
        event.set("data", data);
        try {
            return EventJson.MAPPER.writeValueAsBytes(event);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

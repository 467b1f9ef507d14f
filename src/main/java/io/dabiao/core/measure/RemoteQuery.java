package io.dabiao.core.measure;

import io.dabiao.core.event.Matcher;
import io.dabiao.core.event.Selector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A question that is asked of a Prometheus again and again. Its answers come in as events like any others.
 *
 * @param address of the Prometheus, such as {@code http://prometheus:9090}
 * @param promql the question; its answer must be one number
 * @param every how often it is asked
 */
public record RemoteQuery(URI address, String promql, Duration every) {

    /** Of the events that the answers come in as. */
    public static final String TYPE = "prometheus.query";

    /** Their attribute that names the question by {@link #key}. */
    public static final String QUESTION = "query";

    public static final String VALUE = "value";

    /** Another question at another address has another key: what was answered to it does not answer this one. */
    public String key() {
        return UUID.nameUUIDFromBytes((address + "\n" + promql).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** The events of its answers. */
    public Selector answers() {
        return new Selector(TYPE, List.of(new Matcher(QUESTION, Matcher.Comparison.EQUAL, key())));
    }

    /** The beginning of the slot that an instant lies in; it is asked once in each, whichever replica asks. */
    public Instant slot(Instant at) {
        long step = every.toMillis();
        return Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), step) * step);
    }
}

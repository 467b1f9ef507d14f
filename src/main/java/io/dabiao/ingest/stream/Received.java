package io.dabiao.ingest.stream;

import io.dabiao.store.Origin;
import java.util.Map;
import java.util.Optional;

/**
 * One message as a broker delivered it.
 *
 * @param body never null; empty where there was none
 * @param envelope the CloudEvents context attributes that came beside the body, by their plain names; empty where it is
 *     not in binary mode
 * @param origin where it was
 * @param unreadable why its body is not what it should be, in words; empty where it may be read
 */
public record Received(byte[] body, Map<String, String> envelope, Origin origin, Optional<String> unreadable) {

    public Received(byte[] body, Map<String, String> envelope, Origin origin) {
        this(body, envelope, origin, Optional.empty());
    }
}

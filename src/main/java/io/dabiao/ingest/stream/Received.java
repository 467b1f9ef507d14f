package io.dabiao.ingest.stream;

import io.dabiao.store.Origin;
import java.util.Map;

/**
 * One message as a broker delivered it.
 *
 * @param body never null; empty where there was none
 * @param envelope the CloudEvents context attributes that came beside the body, by their plain names; empty where it is
 *     not in binary mode
 * @param origin where it was
 */
public record Received(byte[] body, Map<String, String> envelope, Origin origin) {}

package io.dabiao.ingest.source;

import java.util.Map;
import java.util.Optional;

/**
 * What a system posted.
 *
 * @param headers by name in lower case; of repeated ones the first
 * @param contentType as sent, in lower case and without its parameters
 * @param query decoded parameters of the address; of repeated ones the first
 * @param secret the last part of the address
 */
public record Posting(
        byte[] body,
        Map<String, String> headers,
        Optional<String> contentType,
        Map<String, String> query,
        String secret) {}

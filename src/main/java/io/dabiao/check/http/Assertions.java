package io.dabiao.check.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.core.Probe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Whether a whole answer is what was expected. */
final class Assertions {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Assertions() {}

    /**
     * The first thing that is wrong with an answer; empty where it is as expected.
     *
     * @param content what was kept of the body
     * @param certificateSeconds for how long the certificate is still valid; empty without TLS
     */
    static Optional<Fault> judge(Probe.Expected expected, int status, byte[] content, OptionalLong certificateSeconds) {
        if (!expected.takes(status)) {
            return Optional.of(new Fault(Reason.STATUS, "status " + status));
        }
        Optional<String> unlike = unlike(expected, content);
        if (unlike.isPresent()) {
            return Optional.of(new Fault(Reason.CONTENT, unlike.get()));
        }
        Optional<Duration> validity = expected.certificate();
        if (validity.isPresent()
                && certificateSeconds.orElse(Long.MAX_VALUE) < validity.get().toSeconds()) {
            return Optional.of(new Fault(
                    Reason.CERTIFICATE_EXPIRING,
                    "the certificate ends in " + certificateSeconds.getAsLong() / 86_400 + " days"));
        }
        return Optional.empty();
    }

    private static Optional<String> unlike(Probe.Expected expected, byte[] content) {
        if (!expected.looksAtBody()) {
            return Optional.empty();
        }
        String text = new String(content, StandardCharsets.UTF_8);
        if (expected.contains().isPresent()
                && !text.contains(expected.contains().get())) {
            return Optional.of(
                    "the body does not contain '" + expected.contains().get() + "'");
        }
        if (expected.json().isEmpty()) {
            return Optional.empty();
        }
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException none) {
            return Optional.of("the body is no JSON");
        }
        for (Map.Entry<String, String> wanted : expected.json().entrySet()) {
            JsonNode value = root.at(wanted.getKey());
            if (!value.isValueNode() || !value.asText().equals(wanted.getValue())) {
                String there = value.isMissingNode() ? "nothing" : "'" + value + "'";
                return Optional.of(wanted.getKey() + " is " + there + ", not '" + wanted.getValue() + "'");
            }
        }
        return Optional.empty();
    }
}

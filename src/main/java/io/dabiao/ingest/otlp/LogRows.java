package io.dabiao.ingest.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.ingest.source.Rows;
import io.dabiao.store.EventJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Records of logs as the rows that mappings read: {@code time} (where the record has none, when it was observed), {@code observed},
 * {@code severity} by number, {@code severityText}, {@code event}, {@code body}, {@code attributes}, {@code resource} and {@code scope} by
 * name, {@code trace} and {@code span} in hexadecimal, and {@code digest}, the SHA-256 of all but when it was observed, since a record has no
 * identity of its own. What a record does not have is not there. Belongs to one thread.
 */
final class LogRows {

    /** A small body can hold millions of almost empty messages. */
    static final int MOST_RECORDS = 100_000;

    /** Of values in values; no SDK makes more than a few. */
    static final int DEEPEST = 64;

    private static final long NANOS = 1_000_000_000L;

    /**
     * A record as its reader found it.
     *
     * @param time nanoseconds of 1970; 0 for none
     * @param observed likewise
     * @param severity 1 to 24; 0 for none
     */
    record Read(
            long time,
            long observed,
            int severity,
            String severityText,
            String event,
            JsonNode body,
            ObjectNode attributes,
            String trace,
            String span) {}

    private final List<Rows.Row> rows = new ArrayList<>();

    List<Rows.Row> rows() {
        return rows;
    }

    /** @throws IOException where there are too many */
    void add(Read read, ObjectNode resource, ObjectNode scope) throws IOException {
        if (rows.size() == MOST_RECORDS) {
            throw new IOException("the request has more than " + MOST_RECORDS + " records");
        }
        ObjectNode row = EventJson.MAPPER.createObjectNode();
        long time = read.time() == 0 ? read.observed() : read.time();
        if (time != 0) {
            row.put("time", instant(time));
        }
        if (read.severity() != 0) {
            row.put("severity", read.severity());
        }
        text(row, "severityText", read.severityText());
        text(row, "event", read.event());
        if (!read.body().isNull() && !read.body().isMissingNode()) {
            row.set("body", read.body());
        }
        row.set("attributes", read.attributes());
        row.set("resource", resource);
        row.set("scope", scope);
        text(row, "trace", read.trace());
        text(row, "span", read.span());
        row.put("digest", digest(row));
        if (read.observed() != 0) {
            row.put("observed", instant(read.observed()));
        }
        rows.add(new Rows.Row(row, "", OptionalLong.empty()));
    }

    private static void text(ObjectNode row, String name, String text) {
        if (!text.isEmpty()) {
            row.put(name, text);
        }
    }

    /** Nanoseconds are unsigned on the wire; what lies behind the year 2262 is no time of a log, and is refused as an event's. */
    private static String instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS))
                .toString();
    }

    /** An exact number where it is finite, else its word: JSON has none for it. */
    static JsonNode number(double value) {
        return Double.isFinite(value)
                ? DecimalNode.valueOf(plain(BigDecimal.valueOf(value)))
                : JsonNodeFactory.instance.textNode(Double.toString(value));
    }

    /** So that 7, 7.0 and 7e0 are one. */
    private static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 && stripped.scale() > -20 ? stripped.setScale(0) : stripped;
    }

    /** The same in whatever order and encoding attributes came. */
    private static String digest(ObjectNode row) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(EventJson.MAPPER.writeValueAsBytes(sorted(row)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException | IOException impossible) {
            throw new IllegalStateException("every Java has SHA-256, and a tree can be written", impossible);
        }
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            Map<String, JsonNode> members = new TreeMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
            ObjectNode sorted = EventJson.MAPPER.createObjectNode();
            members.forEach(sorted::set);
            return sorted;
        }
        if (node.isArray()) {
            ArrayNode sorted = EventJson.MAPPER.createArrayNode();
            node.forEach(one -> sorted.add(sorted(one)));
            return sorted;
        }
        return node;
    }
}

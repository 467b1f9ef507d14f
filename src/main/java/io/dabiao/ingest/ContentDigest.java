package io.dabiao.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.store.EventJson;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells whether two copies of an event say the same, however they are spelt: the order of attributes, keys and blanks, null against
 * absent, a number with or without trailing zeros, and an extension as a number, a boolean or its text (headers know texts only)
 * make no difference. 64 bits: a clue, not an identity.
 */
final class ContentDigest {

    private static final long START = 0xcbf29ce484222325L;

    private ContentDigest() {}

    /**
     * Of one event.
     *
     * @param now what tells whether two copies say the same
     * @param former the same as releases before 2026-12 made it, by which the log knows the events that it took then
     */
    record Digests(long now, long former) {}

    /**
     * Both of an event.
     *
     * @param nested the data where it holds more than scalars; else null
     * @param extra attributes of the envelope that the event itself does not have; null where there are none
     */
    static Digests of(Event event, String nested, JsonNode extra) {
        long scalars = scalars(event);
        long now = scalars;
        long former = scalars;
        if (nested != null) {
            now += mixed(canonical(EventJson.tree(nested)));
            former += mixed(nested);
        }
        if (extra != null) {
            for (Map.Entry<String, JsonNode> one : extra.properties()) {
                if (!one.getValue().isNull()) {
                    now += 17 * mixed(one.getKey() + '\0' + text(one.getValue()));
                }
            }
            former += 17 * mixed(extra.toString());
        }
        return new Digests(now, former);
    }

    private static long scalars(Event event) {
        long digest = mixed(event.type())
                + 31 * event.time().getEpochSecond()
                + event.time().getNano();
        for (Map.Entry<String, Attribute> attribute : event.attributes().entrySet()) {
            Attribute value = attribute.getValue();
            // As if it were one text; making it would be the dearest part of reading an event.
            long hash = fed(START, attribute.getKey());
            hash = fed(fed(hash, "\0"), value.getClass().getSimpleName());
            digest += finished(fed(fed(hash, "\0"), value.text()));
        }
        return digest;
    }

    /** An extension as headers would write it; the Python SDK writes booleans as True and False. */
    private static String text(JsonNode value) {
        if (value.isNumber()) {
            return number(value);
        }
        String text = value.isValueNode() ? value.asText() : canonical(value);
        return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")
                ? text.toLowerCase(java.util.Locale.ROOT)
                : text;
    }

    private static String number(JsonNode value) {
        boolean infinite = value.isDouble() && !Double.isFinite(value.doubleValue());
        // Only what fits: 1e999999 has no plain digits that memory could hold.
        return infinite
                        || value.isIntegralNumber()
                        || Math.abs((long) value.decimalValue().scale()) > 1_000
                ? value.asText()
                : value.decimalValue().stripTrailingZeros().toPlainString();
    }

    /** With sorted keys, without nulls in objects. */
    private static String canonical(JsonNode node) {
        StringBuilder text = new StringBuilder();
        write(node, text);
        return text.toString();
    }

    private static void write(JsonNode node, StringBuilder text) {
        if (node.isObject()) {
            TreeMap<String, JsonNode> sorted = new TreeMap<>();
            node.properties().forEach(one -> sorted.put(one.getKey(), one.getValue()));
            text.append('{');
            sorted.forEach((name, value) -> {
                if (!value.isNull()) {
                    text.append(name).append('\0');
                    write(value, text);
                    text.append(',');
                }
            });
            text.append('}');
        } else if (node.isArray()) {
            text.append('[');
            for (Iterator<JsonNode> all = node.iterator(); all.hasNext(); ) {
                write(all.next(), text);
                text.append(',');
            }
            text.append(']');
        } else if (node.isNumber()) {
            text.append("n ").append(number(node));
        } else {
            text.append(node.getNodeType().name().charAt(0)).append(' ').append(node.asText());
        }
    }

    /** FNV-1a over the characters, then the finalizer of splitmix64. */
    private static long mixed(String text) {
        return finished(fed(START, text));
    }

    private static long fed(long before, String text) {
        long hash = before;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    private static long finished(long fed) {
        long hash = fed;
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}

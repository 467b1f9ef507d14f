package io.dabiao.declare;

import io.dabiao.core.text.Words;
import java.util.List;
import java.util.Map;

/**
 * What a kind of probe says of itself, in its {@code kind.yaml}: for forms and documents.
 *
 * @param kind its word
 * @param keys its own, without those of every probe
 */
public record KindDescription(String kind, Words title, Words words, List<Key> keys) {

    /**
     * @param key as a declaration writes it
     * @param written how, in words or as a pattern: {@code length}, <code>HOST[:25]</code>, {@code none, starttls or direct}
     */
    public record Key(String key, boolean required, String written, Words words) {

        /** Whether it is one value on a line, or a list of such, and no mapping. */
        public boolean plain() {
            return !written.startsWith("{");
        }

        /** Whether several may be written. */
        public boolean several() {
            return written.contains("list");
        }
    }

    public KindDescription {
        keys = List.copyOf(keys);
    }

    /** @param described a {@code kind.yaml} */
    static KindDescription of(Map<String, Object> described) {
        return new KindDescription(
                text(described, "kind"),
                words(mapping(described.get("title"))),
                words(mapping(described.get("words"))),
                ((List<?>) described.get("keys"))
                        .stream()
                                .map(KindDescription::mapping)
                                .map(key -> new Key(
                                        text(key, "key"),
                                        Boolean.TRUE.equals(key.get("required")),
                                        text(key, "written"),
                                        words(key)))
                                .toList());
    }

    private static Words words(Map<?, ?> texts) {
        return new Words(text(texts, "en"), text(texts, "zh"));
    }

    private static Map<?, ?> mapping(Object value) {
        return (Map<?, ?>) value;
    }

    private static String text(Map<?, ?> mapping, String key) {
        return String.valueOf(mapping.get(key));
    }
}

package io.dabiao.expose.exposition;

import io.prometheus.client.Collector;

/**
 * Samples as lines, as both text formats read them: without the comma after the last label that the older one allows. Not safe for use
 * by several threads.
 */
@SuppressWarnings("deprecation") // Micrometer prefers the client 1.x; Quarkus 3.33 still brings the registry of 0.16
public final class Lines {

    private final StringBuilder text = new StringBuilder(8192);

    /**
     * @param labels as {@link #labels} writes them
     * @param more one label more, or null
     * @param of its value, not escaped yet
     */
    public void sample(String name, String labels, String more, String of, double value) {
        text.append(name).append('{').append(labels);
        if (more != null) {
            text.append(',').append(more).append("=\"");
            escaped(text, of);
            text.append('"');
        }
        text.append("} ").append(Collector.doubleToGoString(value)).append('\n');
    }

    public void sample(String name, String labels, double value) {
        sample(name, labels, null, null, value);
    }

    /** Labels between commas: names and values by turns. */
    public static String labels(String... namesAndValues) {
        StringBuilder labels = new StringBuilder(96);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.append(i == 0 ? "" : ",").append(namesAndValues[i]).append("=\"");
            escaped(labels, namesAndValues[i + 1]);
            labels.append('"');
        }
        return labels.toString();
    }

    private static void escaped(StringBuilder out, String value) {
        for (int at = 0; at < value.length(); at++) {
            char one = value.charAt(at);
            switch (one) {
                case '\\' -> out.append("\\\\");
                case '"' -> out.append("\\\"");
                case '\n' -> out.append("\\n");
                default -> out.append(one);
            }
        }
    }

    CharSequence text() {
        return text;
    }

    void clear() {
        text.setLength(0);
    }
}

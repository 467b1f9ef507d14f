package io.dabiao.expose.exposition;

import io.prometheus.client.Collector;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;

/**
 * A family of samples, each of which is made of one row.
 *
 * @param lines writes a row's samples, none where it has no value
 * @param <R> a row: equal rows make the same lines
 */
@SuppressWarnings("deprecation") // Micrometer prefers the client 1.x; Quarkus 3.33 still brings the registry of 0.16
public record Family<R>(String name, Collector.Type type, String help, Samples<R> lines) {

    private static final String END = "# EOF\n";

    /** How a row becomes lines. */
    @FunctionalInterface
    public interface Samples<R> {
        void of(R row, Lines out);
    }

    /** Help and type, as the client library writes them in a format. */
    String head(String format) {
        StringWriter head = new StringWriter();
        try {
            TextFormat.writeFormat(
                    format,
                    head,
                    Collections.enumeration(List.of(new Collector.MetricFamilySamples(name, type, help, List.of()))));
        } catch (IOException never) {
            throw new UncheckedIOException(never);
        }
        String text = head.toString();
        return text.endsWith(END) ? text.substring(0, text.length() - END.length()) : text;
    }
}

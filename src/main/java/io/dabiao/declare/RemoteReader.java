package io.dabiao.declare;

import io.dabiao.core.event.Selector;
import io.dabiao.core.measure.RemoteQuery;
import io.dabiao.core.measure.RemoteSeries;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Lengths;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a declaration takes from a Prometheus: series that it is sent, and questions that it asks. */
final class RemoteReader {

    private static final Map<String, RemoteSeries.SampleKind> KINDS = Cursor.words(
            RemoteSeries.SampleKind.values(), sampleKind -> sampleKind.name().toLowerCase(Locale.ROOT));
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration USUALLY = Duration.ofMinutes(1);

    private RemoteReader() {}

    static Optional<RemoteSeries> series(Cursor at) {
        return at.fields("a series of a Prometheus").flatMap(fields -> {
            Optional<Selector> series = fields.required("series").flatMap(Cursor::selector);
            Optional<RemoteSeries.SampleKind> kind = fields.required("as").flatMap(word -> word.oneOf(KINDS));
            Optional<String> type = fields.required("becomes").flatMap(Cursor::text);
            String usually = kind.filter(RemoteSeries.SampleKind.FLAG::equals).isPresent() ? "ok" : "value";
            Optional<String> attribute =
                    fields.optional("attribute").map(Cursor::attribute).orElse(Optional.of(usually));
            Map<String, String> labels =
                    fields.optional("labels").map(RemoteReader::words).orElse(Map.of());
            Map<String, String> texts =
                    fields.optional("with").map(RemoteReader::words).orElse(Map.of());
            Optional<Duration> every = every(fields);
            fields.done();
            return series.flatMap(which -> kind.flatMap(how -> type.flatMap(name -> attribute.flatMap(
                    bearer -> every.map(step -> new RemoteSeries(which, how, name, bearer, labels, texts, step))))));
        });
    }

    /** {@code query}, {@code address} and {@code every} in a measure. */
    static Optional<RemoteQuery> query(Fields fields) {
        Optional<String> promql = fields.required("query").flatMap(Cursor::text);
        Optional<URI> address = fields.required("address").flatMap(WebReader::plainUrl);
        Optional<Duration> every = every(fields);
        return promql.flatMap(words -> address.flatMap(at -> every.map(step -> new RemoteQuery(at, words, step))));
    }

    private static Optional<Duration> every(Fields fields) {
        return fields.optional("every")
                .map(at -> Lengths.read(at, SHORTEST, LONGEST))
                .orElse(Optional.of(USUALLY));
    }

    private static Map<String, String> words(Cursor at) {
        Map<String, String> words = new LinkedHashMap<>();
        at.fields("attributes and their texts").ifPresent(fields -> {
            for (String name : fields.names()) {
                fields.optional(name).flatMap(Cursor::word).ifPresent(word -> words.put(name, word));
            }
            fields.done();
        });
        return words;
    }
}

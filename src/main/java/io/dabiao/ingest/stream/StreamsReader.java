package io.dabiao.ingest.stream;

import io.dabiao.access.Sender;
import io.dabiao.ingest.mapping.Mapping;
import io.dabiao.ingest.mapping.MappingReader;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Source;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The file of streams. All its faults are told at once. */
final class StreamsReader {

    /** @param streams empty where there are faults */
    record StreamsReading(List<Stream> streams, List<Fault> faults) {}

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Map<String, Boolean> YES_NO = Cursor.words("true", true, "false", false);

    private final Map<String, Broker> brokers;
    private final MappingReader mappings;

    /**
     * @param brokers by name
     * @param zone the institution's, for times that name none
     */
    StreamsReader(Map<String, Broker> brokers, ZoneId zone) {
        this.brokers = new TreeMap<>(brokers);
        this.mappings = new MappingReader(zone);
    }

    StreamsReading read(String file, String text) {
        Source source = new Source(file, text);
        List<Stream> streams = new ArrayList<>();
        source.root().flatMap(root -> root.fields("the streams")).ifPresent(fields -> {
            fields.required("streams")
                    .flatMap(at -> at.fields("streams by name"))
                    .ifPresent(named -> streams(named, streams));
            fields.done();
        });
        return source.faults().isEmpty()
                ? new StreamsReading(List.copyOf(streams), List.of())
                : new StreamsReading(List.of(), source.faults());
    }

    private void streams(Fields named, List<Stream> streams) {
        for (String name : named.names()) {
            named.key(name)
                    .expectThat(
                            NAME.matcher(name).matches(),
                            "'" + Cursor.abbreviated(name) + "'",
                            "the name of a stream",
                            "use lower-case letters, digits and single dashes, such as hotline-calls");
            named.optional(name)
                    .flatMap(at -> at.fields("a stream"))
                    .flatMap(fields -> stream(name, fields))
                    .ifPresent(streams::add);
        }
    }

    private Optional<Stream> stream(String name, Fields fields) {
        Optional<Broker> broker = fields.required("broker").flatMap(at -> at.oneOf(brokers));
        Set<String> sources = names(fields, "sources");
        Set<String> types = names(fields, "types");
        boolean reports =
                fields.optional("reports").flatMap(StreamsReader::yesOrNo).orElse(false);
        Optional<Mapping> mapping =
                fields.optional("mapping").flatMap(at -> at.fields("a mapping")).flatMap(mappings::read);
        Optional<Map<String, String>> attributes = broker.flatMap(one -> one.attributes(name, fields));
        // Without a broker no one knows which keys are right.
        if (broker.isPresent()) {
            fields.done();
        }
        Sender sender = new Sender("stream " + name, sources, types, reports);
        return attributes.map(all -> new Stream(name, broker.get(), all, sender, mapping));
    }

    private static Set<String> names(Fields fields, String key) {
        return new HashSet<>(fields.optional(key).map(list -> list.texts(key)).orElse(List.of()));
    }

    private static Optional<Boolean> yesOrNo(Cursor at) {
        Optional<String> word = at.word();
        word.filter(any -> !YES_NO.containsKey(any)).ifPresent(any -> at.unknown(any, List.of("true", "false")));
        return word.map(YES_NO::get);
    }
}

package io.dabiao.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.yaml.Fields;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

class StreamsReaderTest {

    private static final StreamsReader READER =
            new StreamsReader(Map.of("pipe", new Pipe()), ZoneId.of("Asia/Shanghai"));

    /** A broker of one key. */
    private static final class Pipe implements Broker {
        @Override
        public String name() {
            return "pipe";
        }

        @Override
        public InboundConnector connector() {
            throw new UnsupportedOperationException("a declaration is only read");
        }

        @Override
        public Optional<Map<String, String>> attributes(String stream, Fields fields) {
            return fields.required("end").flatMap(Attributes::value).map(end -> Map.of("end", end));
        }

        @Override
        public int window(Map<String, String> attributes) {
            return 1;
        }

        @Override
        public List<Received> received(String stream, Map<String, String> attributes, Message<?> message) {
            return List.of();
        }
    }

    @Test
    void aStreamSaysWhoseEventsItMayBring() {
        StreamsReader.StreamsReading streamsReading = READER.read("streams.yaml", """
                streams:
                  calls:
                    broker: pipe
                    end: {env: PATH}
                    sources: [//a]
                    reports: true
                """);

        assertThat(streamsReading.faults()).isEmpty();
        Stream stream = streamsReading.streams().get(0);
        assertThat(stream.attributes())
                .containsEntry("end", System.getenv("PATH").strip());
        assertThat(stream.sender().name()).isEqualTo("stream calls");
        assertThat(stream.sender().sources()).containsExactly("//a");
        assertThat(stream.sender().reports()).isTrue();
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        StreamsReader.StreamsReading streamsReading = READER.read("streams.yaml", """
                streams:
                  Calls:
                    broker: pipe
                    ende: 1
                  gates:
                    broker: pip
                  doors:
                    broker: pipe
                    end: x
                    reports: perhaps
                    mapping:
                      id: uuid
                      source: {is: //a, at: /b}
                      type: {at: /kind, word: {a: b}}
                      time: {at: /t, format: dd.MM, zone: Mars/Olympus}
                      value: {is: 1}
                      data: {value: /v, site: {at: /s, as: text}}
                  walls:
                    broker: pipe
                    end: x
                    mapping: {id: /id, time: {at: /t, format: "{{"}}
                """);

        assertThat(streamsReading.streams()).isEmpty();
        assertThat(streamsReading.faults().stream().map(Object::toString))
                .satisfiesExactly(
                        fault -> assertThat(fault).startsWith("streams.yaml:2:3: found 'Calls'"),
                        fault -> assertThat(fault).contains("the key 'ende'", "did you mean 'end'?"),
                        fault -> assertThat(fault).contains("'pip'", "did you mean 'pipe'?"),
                        fault -> assertThat(fault).contains("'perhaps'", "one of true, false"),
                        fault -> assertThat(fault).contains("'uuid'", "JSON pointer"),
                        fault -> assertThat(fault).contains("both is and at"),
                        fault -> assertThat(fault).contains("the key 'word'", "did you mean 'words'?"),
                        fault -> assertThat(fault).contains("'dd.MM'", "a pattern with a year"),
                        fault -> assertThat(fault).contains("'Mars/Olympus'", "a zone"),
                        fault -> assertThat(fault).contains("the attribute 'value'", "move it out of data"),
                        fault -> assertThat(fault).contains("'text'", "one of number"),
                        fault -> assertThat(fault).contains("no key 'source'"),
                        fault -> assertThat(fault).contains("no key 'type'"),
                        fault -> assertThat(fault).contains("'{{'", "or a pattern"));
    }
}

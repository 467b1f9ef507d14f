package io.dabiao.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.FileText;
import io.dabiao.yaml.Secret;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What was declared over the API is read as a file is, with secrets of its own and no reach into the machine. */
class KeptSourcesTest {

    private static final String MAPPING =
            "\"mapping\":{\"id\":\"/id\",\"type\":{\"is\":\"a\"},\"time\":\"/at\",\"data\":{\"kept\":\"/kept\"}}";

    private final List<String> secrets = new ArrayList<>();

    private record Box() implements Place.Offered {}

    /** A kind that has a secret, and a key that reaches into the machine. */
    private final class Boxes implements SourceKind {

        @Override
        public String name() {
            return "box";
        }

        @Override
        public Optional<Place> place(Declaring declaring, Fields fields) {
            fields.optional("lock")
                    .flatMap(at -> at.fields("a lock"))
                    .flatMap(lock -> lock.required("word").flatMap(Secret::read))
                    .ifPresent(secrets::add);
            declaring.expect(fields.whole(), fields.optional("path").isEmpty(), "a path of the service's machine");
            return Optional.of(new Box());
        }
    }

    private SourcesReader.SourcesReading read(List<FileText> files, Map<String, String> kept, String... named)
            throws Exception {
        List<FileText> ofApi = new ArrayList<>();
        for (String one : named) {
            String name = one.substring(0, one.indexOf(' '));
            ofApi.add(KeptSources.file(name, (ObjectNode) new ObjectMapper()
                    .readTree("{\"kind\":\"box\"," + one.substring(name.length() + 1) + MAPPING + "}")));
        }
        return new SourcesReader(Map.of("box", new Boxes()), ZoneId.of("Asia/Shanghai"))
                .read(files, new KeptSources.Kept(ofApi, kept));
    }

    @Test
    void aSourceIsGivenItsOwnSecretsAndAttributesOfThatNameAreNone() throws Exception {
        SourcesReader.SourcesReading reading = read(
                List.of(),
                Map.of("one/lock/word", "open sesame", "two/lock/word", "another"),
                "one \"lock\":{\"word\":{\"kept\":\"lock/word\"}},",
                "two \"lock\":{\"word\":{\"kept\":\"lock/word\"}},");

        assertThat(reading.faults()).isEmpty();
        assertThat(reading.sources()).containsOnlyKeys("one", "two");
        assertThat(reading.sources().get("one").file()).isEqualTo("API one");
        assertThat(secrets).containsExactly("open sesame", "another");
        assertThat(read(
                                List.of(),
                                Map.of("two/lock/word", "another"),
                                "one \"lock\":{\"word\":{\"kept\":\"lock/word\"}},")
                        .faults())
                .isNotEmpty();
    }

    @Test
    void aWrongFileKeepsNoOtherOut() throws Exception {
        FileText wrong = FileText.of(
                "wrong.yaml",
                "sources: {wrong: {kind: bx}, more: {kind: box, mapping: {id: /id, type: {is: a}, time: /at}}}");
        FileText right = FileText.of(
                "right.yaml", "sources: {right: {kind: box, mapping: {id: /id, type: {is: a}, time: /at}}}");

        SourcesReader.SourcesReading reading = read(List.of(wrong, right), Map.of(), "one \"path\":\"/etc\",", "two ");

        assertThat(reading.sources()).containsOnlyKeys("right", "two");
        assertThat(reading.faults()).extracting(fault -> fault.file()).contains("wrong.yaml", "API one");
    }

    @Test
    void whatReachesIntoTheMachineIsAFilesAlone() throws Exception {
        FileText file = FileText.of(
                "box.yaml", "sources: {box: {kind: box, path: /etc, mapping: {id: /id, type: {is: a}, time: /at}}}");

        assertThat(read(List.of(file), Map.of()).faults()).isEmpty();
        assertThat(read(List.of(), Map.of(), "box \"path\":\"/etc\",").faults())
                .extracting(fault -> fault.file() + ": " + fault.found())
                .containsExactly("API box: a path of the service's machine");
        assertThat(read(List.of(file), Map.of(), "box ").faults())
                .extracting(fault -> fault.found())
                .containsExactly("the source 'box' again");
    }
}

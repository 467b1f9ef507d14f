package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.DocumentExamples.Example;
import io.dabiao.declare.DeclarationReader;
import io.dabiao.declare.EventTypesReader;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the documents show can be sent: a reader who copies an example is not refused. */
class DocumentExamplesTest {

    private static final String INDICATOR = """
                name: 示例
                level1: 产出指标
                level2: 数量指标
                printed: "≥1.00(次)"
                behaviour: accumulate
            """;
    private static final String PERCENT = """
              - id: example
                name: 示例
                level1: 产出指标
                level2: 质量指标
                printed: "≥90%"
                behaviour: standing
                measure: {ratio: {count: 'site.probe{ok="true"}'}, to: {count: site.probe}}
                cadence: P2D
            """;
    private static final List<String> HEAD = List.of(
            "project: example",
            "name: 示例项目",
            "year: 2026",
            "institution: 某某图书馆",
            "period: {from: 2026-01-01, to: 2026-12-31}",
            "budget: {total: 120000.00, treasury: 120000.00}",
            "goal: 示例");

    @TestFactory
    Stream<DynamicTest> everyDeclarationAndEveryPartOfOneIsAccepted() throws IOException {
        return DocumentExamples.of("yaml").stream()
                .filter(DocumentExamplesTest::ofADeclaration)
                .flatMap(example -> whole(example)
                        .map(yaml -> dynamicTest(
                                example.toString(),
                                () -> assertThat(DeclarationReader.read("example.yaml", yaml))
                                        .as(yaml)
                                        .isInstanceOf(DeclarationReader.DeclarationReading.Accepted.class))));
    }

    @TestFactory
    Stream<DynamicTest> everyCatalogueOfEventTypesIsAccepted() throws IOException {
        return DocumentExamples.of("yaml").stream()
                .filter(example -> example.text().startsWith("types:"))
                .map(example -> dynamicTest(
                        example.toString(),
                        () -> assertThat(EventTypesReader.load(
                                                List.of(io.dabiao.yaml.FileText.of("types.yaml", example.text())))
                                        .refused())
                                .isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> everyJsonIsJson() throws IOException {
        ObjectMapper json = new ObjectMapper();
        return DocumentExamples.of("json").stream()
                .map(example -> dynamicTest(
                        example.toString(),
                        () -> assertThat(json.readTree(example.text())).isNotEmpty()));
    }

    /** Files of alerts, streams, Prometheus and OpenTelemetry are others'; a list of probes is generated and has its own test. */
    private static boolean ofADeclaration(Example example) {
        return !Pattern.compile("(?m)^(receivers|streams|types|remote_write|exporters|sources|groups|    options):|^- ")
                .matcher(example.text())
                .find();
    }

    /** The declarations that an example stands for: a part is put where it belongs. */
    private static Stream<String> whole(Example example) {
        String text = example.text();
        if (text.startsWith("    live:")) {
            return text.lines().map(line -> head("") + "indicators:\n" + PERCENT + line + "\n");
        }
        if (text.startsWith("    schedule:")) {
            return text.lines().map(line -> ofAnIndicator(line + "\n"));
        }
        if (text.startsWith("    ")) {
            return Stream.of(ofAnIndicator(text));
        }
        String indicators = text.contains("indicators:") ? "" : "indicators:\n" + named(text);
        return Stream.of(head(text) + indicators + text);
    }

    private static String ofAnIndicator(String text) {
        String indicator = "  - id: example\n" + INDICATOR;
        String measure = text.contains("measure:") ? "" : "    measure: {count: 'room.visits'}\n    cadence: P2D\n";
        return head("") + "indicators:\n" + indicator + measure + text;
    }

    /** An indicator, and one for every row that a scoring profile names. */
    private static String named(String text) {
        return Pattern.compile("(?m)^    ([a-z]+-[a-z]+):")
                .matcher(text)
                .results()
                .map(row ->
                        PERCENT.replace("id: example", "id: " + row.group(1)).replace("示例", row.group(1)))
                .reduce(PERCENT, String::concat);
    }

    private static String head(String given) {
        StringBuilder lines = new StringBuilder();
        for (String line : HEAD) {
            String key = line.substring(0, line.indexOf(':') + 1);
            if (!Pattern.compile("(?m)^" + key).matcher(given).find()) {
                lines.append(line).append('\n');
            }
        }
        return lines.toString();
    }
}

package io.dabiao.expose.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.Collector;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // Micrometer prefers the client 1.x; Quarkus 3.33 still brings the registry of 0.16
class KeptRowsTest {

    private record Row(String name, double value) {}

    private List<Row> rows = rows(1_000);
    private final AtomicInteger written = new AtomicInteger();
    private final KeptRows<List<Row>, Row> kept = new KeptRows<>(
            () -> rows,
            all -> all,
            List.of(
                    new Family<>("one", Collector.Type.GAUGE, "The \"first\"\\.", (row, out) -> {
                        written.incrementAndGet();
                        out.sample("one", Lines.labels("name", row.name(), "zh", "系统"), row.value());
                    }),
                    new Family<>("none", Collector.Type.GAUGE, "Without a sample.", (row, out) -> {}),
                    new Family<>(
                            "two",
                            Collector.Type.INFO,
                            "The other.",
                            (row, out) -> out.sample("two_info", Lines.labels("name", row.name()), 1))));

    private static List<Row> rows(int many) {
        return IntStream.range(0, many)
                .mapToObj(i -> new Row("row \"" + i + "\"\\\n", i / 3.0))
                .toList();
    }

    private String text(String format) {
        JoinedPieces pieces = new JoinedPieces();
        kept.addTo(pieces, format);
        pieces.add("the end");
        return new String(JoinedPieces.plain(pieces.compressed()), StandardCharsets.UTF_8);
    }

    /** What the client library writes of the same samples; it puts a comma after the last label where the format lets it. */
    private String expected(String format) throws Exception {
        List<Collector.MetricFamilySamples.Sample> ones = new ArrayList<>();
        List<Collector.MetricFamilySamples.Sample> twos = new ArrayList<>();
        for (Row row : rows) {
            ones.add(new Collector.MetricFamilySamples.Sample(
                    "one", List.of("name", "zh"), List.of(row.name(), "系统"), row.value()));
            twos.add(new Collector.MetricFamilySamples.Sample("two_info", List.of("name"), List.of(row.name()), 1));
        }
        StringWriter text = new StringWriter();
        TextFormat.writeFormat(
                format,
                text,
                Collections.enumeration(List.of(
                        new Collector.MetricFamilySamples("one", Collector.Type.GAUGE, "The \"first\"\\.", ones),
                        new Collector.MetricFamilySamples("none", Collector.Type.GAUGE, "Without a sample.", List.of()),
                        new Collector.MetricFamilySamples("two", Collector.Type.INFO, "The other.", twos))));
        return text.toString().replace(",} ", "} ").replace("# EOF\n", "") + "the end";
    }

    @Test
    void theTextIsTheClientLibrarysInBothFormats() throws Exception {
        for (String format : List.of(TextFormat.CONTENT_TYPE_004, TextFormat.CONTENT_TYPE_OPENMETRICS_100)) {
            assertThat(text(format)).isEqualTo(expected(format));
        }
    }

    @Test
    void whatDidNotChangeIsNotWrittenAgain() throws Exception {
        text(TextFormat.CONTENT_TYPE_004);
        assertThat(written).hasValue(1_000);
        text(TextFormat.CONTENT_TYPE_OPENMETRICS_100);
        assertThat(written).hasValue(1_000);

        List<Row> changed = new ArrayList<>(rows(1_000));
        changed.set(500, new Row("changed", -1));
        rows = changed;

        assertThat(text(TextFormat.CONTENT_TYPE_004)).isEqualTo(expected(TextFormat.CONTENT_TYPE_004));
        assertThat(written).hasValue(1_032);
    }

    @Test
    void rowsThatComeAndGoAreShown() throws Exception {
        for (int many : new int[] {0, 1, 64, 65, 1_000, 3}) {
            rows = rows(many);
            assertThat(text(TextFormat.CONTENT_TYPE_004)).isEqualTo(expected(TextFormat.CONTENT_TYPE_004));
        }
    }
}

package io.dabiao.ingest.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.store.LastSamples;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How one sample of a counter is understood beside the one before. Times are seconds; the last sample was taken at 100,000. */
class CounterStepTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                // last    | value      | start   | kind      | increase  | stands
                "-         | 7          | -       | FIRST     | 0         | 7",
                "-         | 7          | 99999   | BEGUN     | 7         | 7",
                "-         | 7          | 13660   | BEGUN     | 7         | 7",
                "-         | 7          | 13659   | FIRST     | 0         | 7",
                "-         | 7          | 100060  | FIRST     | 0         | 7",
                "-         | 7          | 200000  | FIRST     | 0         | 7",
                "-         | 0          | 99999   | BEGUN     | 0         | 0",
                "10        | 12.5       | -       | GROWN     | 2.5       | 12.5",
                "10        | 10         | -       | GROWN     | 0         | 10",
                "0.1       | 0.3        | -       | GROWN     | 0.2       | 0.3",
                "10        | 3          | -       | RESTARTED | 3         | 3",
                "10        | 0          | -       | RESTARTED | 0         | 0",
                // Exactly a hundredth, and more.
                "100       | 99         | -       | DOUBTED   | 0         | 100",
                "100       | 98.99      | -       | RESTARTED | 98.99     | 98.99",
                "1000000.3 | 1000000.2  | -       | DOUBTED   | 0         | 1000000.3",
                // A start that lies before the last sample: the same counter, whatever it fell by.
                "10        | 3          | 50000   | DOUBTED   | 0         | 10",
                "10        | 12         | 50000   | GROWN     | 2         | 12",
                // A restart that the values do not show.
                "10        | 12         | 100030  | RESTARTED | 12        | 12",
                "10        | 9.99       | 100030  | RESTARTED | 9.99      | 9.99",
                "10        | 12         | 100000  | GROWN     | 2         | 12",
                "10        | 12         | 100060  | GROWN     | 2         | 12"
            })
    void aSampleIsUnderstood(
            Double last, double value, Long start, CounterStep.Kind kind, BigDecimal increase, double stands) {
        Optional<LastSamples.Last> before = Optional.ofNullable(last)
                .map(was -> new LastSamples.Last(Instant.ofEpochSecond(100_000), was, Optional.empty()));

        CounterStep step = CounterStep.of(
                before,
                Instant.ofEpochSecond(100_060),
                value,
                Optional.ofNullable(start).map(Instant::ofEpochSecond));

        assertThat(step.kind()).isEqualTo(kind);
        assertThat(step.increase()).isEqualByComparingTo(increase);
        assertThat(step.stands()).isEqualTo(stands);
    }
}

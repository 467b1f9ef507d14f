package io.dabiao.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacktestCommandTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2025-02-01T00:00:00Z"), ZoneOffset.UTC);
    private static final String DECLARATIONS = "src/main/resources/catalogue/2024/network-operations.yaml";
    private static final String EVENTS = "src/test/resources/acceptance/year-2024/events.ndjson.gz";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Commands.line(CLOCK)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void aFinishedYearIsToldMonthByMonthBesideItsOutcome() {
        assertThat(run("backtest", DECLARATIONS, "--events", EVENTS)).isZero();

        List<String> lines = out.toString().lines().toList();
        assertThat(lines).anyMatch(line -> line.matches("01 +02 +03 .* 11 +outcome +actual +target +name"));
        assertThat(lines).anyMatch(line -> line.matches("\\. +\\d+!? .* met +3\\.4527 +≥ 3\\.00 万个 +支撑有效工单量"));
        assertThat(lines).anyMatch(line -> line.matches("(- +)+met +100 +≥ 80 % +长效管理制度建设"));
    }

    @Test
    void oneIndicatorIsToldWithItsSentences() {
        assertThat(run(
                        "backtest",
                        DECLARATIONS,
                        "--events",
                        EVENTS,
                        "--indicator",
                        "valid-tickets",
                        "--language",
                        "en"))
                .as(err.toString())
                .isZero();

        assertThat(out.toString())
                .contains("2024-01-31")
                .contains("too early")
                .containsPattern(
                        "2024-06-30 +on_track +1\\.7\\d+ +\\d+ % +3\\.\\d+ +3\\.\\d+ to 3\\.\\d+ +needs \\d+ 个 more a week")
                .containsPattern("2024-12-31 +met ");
    }

    @Test
    void anIndicatorThatIsNotDeclaredIsAMistake() {
        assertThat(run("backtest", DECLARATIONS, "--events", EVENTS, "--indicator", "nothing"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("no declaration has an indicator 'nothing'");
    }
}

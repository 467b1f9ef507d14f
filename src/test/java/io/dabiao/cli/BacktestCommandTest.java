package io.dabiao.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacktestCommandTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2025-02-01T00:00:00Z"), ZoneOffset.UTC);

    private static final String DECLARATION = """
            project: tickets
            name: 工单
            year: 2024
            institution: 示例中心
            period: {from: 2024-01-01, to: 2024-12-31}
            budget: {total: 100.00, treasury: 100.00}
            goal: 办得完
            indicators:
              - id: closed
                name: 办结工单
                level1: 产出指标
                level2: 数量指标
                printed: "≥300.00(个)"
                behaviour: accumulate
                measure: {count: ticket.closed}
                cadence: P10D
              - id: rules
                name: 制度建设
                level1: 效益指标
                level2: 可持续影响指标
                printed: "≥80(%)"
                behaviour: standing
                measure: reported
                cadence: P400D
            """;

    @TempDir
    private Path folder;

    private String declarations;
    private String events;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** One ticket a day. */
    @BeforeEach
    void aYear() throws IOException {
        declarations =
                Files.writeString(folder.resolve("tickets.yaml"), DECLARATION).toString();
        StringBuilder lines = new StringBuilder();
        for (LocalDate day = LocalDate.of(2024, 1, 1); day.getYear() == 2024; day = day.plusDays(1)) {
            lines.append("""
                    {"specversion":"1.0","id":"%s","source":"//desk","type":"ticket.closed","time":"%sT09:00:00+08:00"}
                    """.formatted(day, day));
        }
        events = Files.writeString(folder.resolve("events.ndjson"), lines).toString();
    }

    private int run(String... arguments) {
        return Commands.line(CLOCK)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void aFinishedYearIsToldMonthByMonthBesideItsOutcome() {
        assertThat(run("backtest", declarations, "--events", events)).isZero();

        List<String> lines = out.toString().lines().toList();
        assertThat(lines).anyMatch(line -> line.matches("01 +02 +03 .* 11 +outcome +actual +target +name"));
        assertThat(lines).anyMatch(line -> line.matches("\\. +\\d+!? .* 100\\+ +100\\+ +met +366 +≥ 300\\.00 个 +办结工单"));
        assertThat(lines).anyMatch(line -> line.matches("(- +)+no_data +- +≥ 80 % +制度建设"));
    }

    @Test
    void oneIndicatorIsToldWithItsSentences() {
        assertThat(run("backtest", declarations, "--events", events, "--indicator", "closed", "--language", "en"))
                .as(err.toString())
                .isZero();

        assertThat(out.toString())
                .contains("too early: 31 days observed, 42 are wanted")
                .containsPattern("2024-06-30 +on_track +182 +\\d+ % +\\d+ +\\d+ to \\d+ +needs 4\\.49 个 more a week")
                .containsPattern("2024-12-31 +met ");
    }

    @Test
    void rowsAreToldForMachinesAtTheFirstAndTheSixteenth() {
        assertThat(run("backtest", declarations, "--events", events, "--half-months", "--format", "csv"))
                .as(err.toString())
                .isZero();

        List<String> lines = out.toString().lines().toList();
        assertThat(lines.get(0))
                .startsWith("project,indicator,name,measure,behaviour,until,verdict,actual,probability");
        assertThat(lines).hasSize(1 + 2 * 23);
        assertThat(lines)
                .anyMatch(line -> line.startsWith("tickets,closed,办结工单,count,accumulate,2024-06-15,on_track,167,"));
    }

    @Test
    void whatTheForecastsWereWorthIsToldBelowThem() {
        assertThat(run("backtest", declarations, "--events", events)).isZero();

        assertThat(out.toString())
                .contains("by when events happened (time)")
                .containsPattern("Brier 0\\.\\d{3} over \\d+ open forecasts")
                .contains("said        forecasts  mean said  met");
    }

    @Test
    void whatArrivedLateWasNotKnownBefore() throws IOException {
        String late = Files.readString(Path.of(events))
                .replaceAll(
                        "\"time\":\"2024-0[345]([^\"]*)\"",
                        "\"time\":\"2024-03$1\",\"recordedtime\":\"2024-11-20T08:00:00+08:00\"");
        Files.writeString(Path.of(events), late);

        assertThat(run("backtest", declarations, "--events", events, "--indicator", "closed"))
                .isZero();

        assertThat(out.toString())
                .contains("by when events arrived (recordedtime)")
                .containsPattern("2024-04-30 +\\w+ +60 ")
                .containsPattern("2024-12-31 +met +366 ");
    }

    @Test
    void anIndicatorThatIsNotDeclaredIsAMistake() {
        assertThat(run("backtest", declarations, "--events", events, "--indicator", "nothing"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("no declaration has an indicator 'nothing'");
    }
}

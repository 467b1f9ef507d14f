package io.dabiao.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Small years of {@code forecasts/cases}, each of a kind that forecasts once got wrong. */
class ForecastCasesTest {

    private static final Path CASES = Path.of("src/test/resources/forecasts/cases");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-02-01T00:00:00Z"), ZoneOffset.UTC);

    /** What was forecast with everything up to a day known. */
    private static JsonNode said(String name, String until) throws IOException {
        StringWriter out = new StringWriter();
        int code = Commands.line(CLOCK)
                .setOut(new PrintWriter(out, true))
                .execute(
                        "backtest",
                        CASES.resolve(name + ".yaml").toString(),
                        "--events",
                        CASES.resolve(name + ".ndjson.gz").toString(),
                        "--half-months",
                        "--format",
                        "json");
        assertThat(code).isZero();
        for (JsonNode row : new JsonMapper().readTree(out.toString()).get("forecasts")) {
            if (row.get("until").asText().equals(until)) {
                return row;
            }
        }
        throw new AssertionError("nothing is told of " + until);
    }

    private static double probability(String name, String until) throws IOException {
        return said(name, until).get("probability").asDouble();
    }

    @Test
    void eventsAfterASilenceDoNotMakeItAStretchInWhichNothingCame() throws IOException {
        assertThat(probability("gap-then-resumed", "2025-07-15")).isGreaterThan(0.8);
        assertThat(probability("gap-then-resumed", "2025-09-30")).isGreaterThan(0.8);
    }

    @Test
    void aYearThatIsLoadedAtItsEndAsTheLastOneWasIsNotGivenUp() throws IOException {
        JsonNode november = said("back-loaded-with-last-year", "2025-11-30");

        assertThat(november.get("high").asDouble()).isGreaterThan(266);
        assertThat(november.get("probability").asDouble()).isGreaterThan(0.25);
    }

    @Test
    void aBudgetIsSpentAsItWasLastYear() throws IOException {
        JsonNode november = said("budget-execution-with-last-year", "2025-11-30");

        assertThat(november.get("high").asDouble()).isGreaterThan(93);
        assertThat(november.get("probability").asDouble()).isGreaterThan(0.5);
    }

    @Test
    void winterWithoutAHotDayIsNoYearThatWasNotObserved() throws IOException {
        assertThat(probability("hot-days-two-earlier-years", "2015-04-30")).isGreaterThan(0.3);
        assertThat(probability("hot-days-limit-two-earlier-years", "2015-04-30"))
                .isBetween(0.1, 0.9);
    }

    @Test
    void theGreatestOfAYearIsNotCertainBeforeItsSeason() throws IOException {
        assertThat(probability("max-seasonal-births", "1970-04-30")).isBetween(0.3, 0.9);
        assertThat(probability("p95-seasonal", "1970-04-30")).isBetween(0.3, 0.9);
    }

    @Test
    void aListOfWhichEachComesOnceIsWorkedThrough() throws IOException {
        assertThat(probability("distinct-closed-list", "2025-07-31")).isGreaterThan(0.35);
        assertThat(probability("distinct-closed-list", "2025-11-30")).isGreaterThan(0.6);
        assertThat(said("distinct-closed-list", "2025-07-31").get("high").asDouble())
                .isGreaterThanOrEqualTo(15);
    }

    @Test
    void cleanDaysDoNotRuleOutAnOutageOfDays() throws IOException {
        JsonNode may = said("outage-days", "2025-05-31");

        assertThat(may.get("probability").asDouble()).isBetween(0.5, 0.95);
    }

    @Test
    void aDayBelowNoneWidensAForecastAndDoesNotEndIt() throws IOException {
        assertThat(said("refund-day-kills-forecast", "2025-09-30")
                        .get("probability")
                        .isNumber())
                .isTrue();
        assertThat(probability("refund-day-kills-forecast", "2025-11-30")).isGreaterThan(0.6);
    }

    @Test
    void whatIsTakenBackEveryMonthBelongsToThePace() throws IOException {
        assertThat(said("refunds-every-month", "2025-06-30").get("expected").asDouble())
                .isBetween(2050.0, 2200.0);
    }

    @Test
    void moreTakenBackThanHadComeDoesNotEndTheForecast() throws IOException {
        assertThat(said("refund-before-anything-came", "2025-02-28")
                        .get("expected")
                        .asDouble())
                .isBetween(2300.0, 2700.0);
        assertThat(probability("refund-before-anything-came", "2025-10-31")).isGreaterThan(0.9);
    }

    @Test
    void aBudgetTwiceLastYearsIsSpentLikeLastYears() throws IOException {
        assertThat(said("budget-twice-last-years", "2025-06-30").get("expected").asDouble())
                .isBetween(80.0, 100.0);
        assertThat(probability("budget-twice-last-years", "2025-11-30")).isGreaterThan(0.6);
    }

    @Test
    void nothingFallsByMoreThanAll() throws IOException {
        for (String until : new String[] {"2006-02-28", "2006-03-31", "2006-06-30"}) {
            assertThat(said("growth-below-minus-100", until).get("low").asDouble())
                    .isGreaterThan(-100);
        }
    }

    @Test
    void whatIsExpectedOfALimitIsNotCalledThisYearsPace() throws IOException {
        StringWriter out = new StringWriter();
        Commands.line(CLOCK)
                .setOut(new PrintWriter(out, true))
                .execute(
                        "backtest",
                        CASES.resolve("limit-pace-words.yaml").toString(),
                        "--events",
                        CASES.resolve("limit-pace-words.ndjson.gz").toString(),
                        "--indicator",
                        "i001",
                        "--language",
                        "en");

        assertThat(out.toString()).contains("more are expected").doesNotContain("this year's pace");
    }
}

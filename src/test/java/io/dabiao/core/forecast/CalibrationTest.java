package io.dabiao.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What forecasts are worth, on simulated years that no parameter was chosen by ({@link Calibration#JUDGING}). */
class CalibrationTest {

    private static final int A_FEW = 12;
    /** 19 scenarios of so many years: well over 2,000 indicator-years. */
    private static final int MANY = 115;

    private static final int MANY_BY_WEEKS = 40;

    /**
     * Real years decide how far a model is believed. Promises of the scenarios are kept more often than real ones, so a forecast may
     * say too little here, and never too much.
     */
    private static final double TOO_MUCH = 0.05;

    private static final double TOO_LITTLE = 0.2;

    /** Percentiles ask a model many times; they are left to the long test. */
    private static boolean quick(Scenario scenario) {
        return scenario != Scenario.PERCENTILE;
    }

    @Test
    void forecastsAreBetterThanThePlainRulesAndTheirIntervalsHold() {
        Calibration calibration = Calibration.monthly(Calibration.JUDGING, A_FEW, CalibrationTest::quick);
        List<Calibration.Case> settled = Calibration.settled(calibration.cases());

        assertThat(calibration.years()).isGreaterThan(200);
        double brier = Calibration.mean(settled, Calibration.Case::off);
        assertThat(brier).isLessThan(Calibration.mean(settled, Calibration.Case::offLinear));
        assertThat(brier).isLessThan(Calibration.mean(settled, Calibration.Case::offAsItStands));
        assertThat(Calibration.mean(settled, one -> one.inside() ? 1 : 0)).isBetween(0.75, 0.92);
        assertThat(Calibration.reliability(calibration.cases()))
                .allSatisfy(decile -> assertThat(decile.cases() < 20
                                || decile.said() - decile.happened() <= Math.max(TOO_MUCH, 3 * decile.error())
                                        && decile.happened() - decile.said() <= TOO_LITTLE)
                        .as(decile.toString())
                        .isTrue());
    }

    @Test
    void theSameSeedMakesTheSameYearAndTheSameForecast() {
        for (Scenario scenario : Scenario.values()) {
            assertThat(scenario.year(7).at(180)).isEqualTo(scenario.year(7).at(180));
        }
    }

    /** Writes the tables of docs/forecasts.md to target/forecasts.md. */
    @Test
    @Tag("long")
    void theTablesOfTheJudgingSeeds() throws IOException {
        Calibration monthly = Calibration.monthly(Calibration.JUDGING, MANY, scenario -> true);
        Calibration weekly = Calibration.weekly(Calibration.JUDGING, MANY_BY_WEEKS, CalibrationTest::quick);
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/forecasts.md"), monthly.told() + "\n" + weekly.told());

        List<Calibration.Case> settled = Calibration.settled(monthly.cases());
        assertThat(monthly.years()).isGreaterThan(2_000);
        assertThat(Calibration.by(settled, one -> one.scenario().behaviour())).allSatisfy((behaviour, in) -> {
            double brier = Calibration.mean(in, Calibration.Case::off);
            assertThat(brier).as(behaviour).isLessThan(Calibration.mean(in, Calibration.Case::offLinear));
            assertThat(brier).as(behaviour).isLessThan(Calibration.mean(in, Calibration.Case::offAsItStands));
        });
        double continuous = Calibration.mean(
                settled.stream().filter(one -> one.scenario().continuous()).toList(), one -> one.inside() ? 1 : 0);
        double small = Calibration.mean(
                settled.stream().filter(one -> !one.scenario().continuous()).toList(), one -> one.inside() ? 1 : 0);
        assertThat(continuous).isBetween(0.75, 0.95);
        assertThat(small).isGreaterThan(0.75);
        assertThat(Calibration.reliability(monthly.cases()))
                .allSatisfy(decile -> assertThat(decile.cases() < 20
                                || decile.said() - decile.happened() <= 0.15
                                        && decile.happened() - decile.said() <= TOO_LITTLE)
                        .as(decile.toString())
                        .isTrue());
    }
}

package io.dabiao.declare;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.declaration.Schedule;
import io.dabiao.yaml.Fault;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleReaderTest {

    private static DeclarationReader.DeclarationReading read(String behaviour, String measure, String schedule) {
        return DeclarationReader.read("a.yaml", """
                project: a
                name: 甲
                year: 2025
                institution: 某单位
                period: {from: 2025-01-01, to: 2025-12-31}
                budget: {total: 0}
                goal: 检验
                indicators:
                  - id: one
                    name: 培训场次
                    level1: 产出指标
                    level2: 数量指标
                    printed: "≥40(场)"
                    behaviour: %s
                    measure: %s
                    cadence: P60D
                    schedule: %s
                """.formatted(behaviour, measure, schedule));
    }

    private static Schedule accepted(String schedule) {
        return ((DeclarationReader.DeclarationReading.Accepted) read("accumulate", "{count: a}", schedule))
                .declaration()
                .indicators()
                .get(0)
                .schedule()
                .orElseThrow();
    }

    private static double due(Schedule schedule, String day) {
        return schedule.dueBefore(LocalDate.parse(day)).doubleValue();
    }

    @Test
    void whatIsPlannedByQuartersIsDueAtTheirEnds() {
        Schedule schedule = accepted("{quarters: [10, 30, 60, 100]}");

        assertThat(due(schedule, "2025-03-31")).isZero();
        assertThat(due(schedule, "2025-04-01")).isEqualTo(0.1);
        assertThat(due(schedule, "2025-09-30")).isEqualTo(0.3);
        assertThat(due(schedule, "2026-01-01")).isEqualTo(1);
        assertThat(schedule.words().chinese())
                .isEqualTo("至 2025-03-31 达 10%，至 2025-06-30 达 30%，至 2025-09-30 达 60%，至 2025-12-31 达 100%");
    }

    @Test
    void aSummerOffIsDueEvenlyOnTheOtherDays() {
        Schedule schedule = accepted("{except: [{from: 2025-07-01, to: 2025-08-31}]}");

        assertThat(due(schedule, "2025-07-01")).isEqualTo(due(schedule, "2025-09-01"));
        assertThat(due(schedule, "2025-07-01")).isBetween(0.59, 0.61);
        assertThat(schedule.perDay(LocalDate.of(2025, 1, 1), 365)[200]).isZero();
    }

    @Test
    void aDayAndAStretchAreDueWhenTheyAreOver() {
        assertThat(due(accepted("{date: 2025-11-20}"), "2025-11-20")).isZero();
        assertThat(due(accepted("{date: 2025-11-20}"), "2025-11-21")).isEqualTo(1);
        assertThat(due(accepted("{within: {from: 2025-10-01, to: 2025-12-31}}"), "2025-12-31"))
                .isZero();
        assertThat(accepted("{each: month}").steps()).hasSize(12);
        assertThat(accepted("{each: quarter}").steps())
                .extracting(Schedule.Step::part)
                .containsOnly(BigDecimal.ONE);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{quarters: [10, 30, 60]} | 3 numbers, expected 4, one for each quarter of the period",
                "{quarters: [10, 30, 20, 100]} | expected what is to be reached since the period's start, never less than before",
                "{quarters: [0, 0, 0, 0]} | a plan of nothing, expected a last number above 0",
                "{each: quarter, date: 2025-11-20} | a schedule of 2 kinds, expected exactly one of months, quarters, each",
                "{} | a schedule that plans nothing, expected exactly one of",
                "{date: 2026-11-20} | expected a day of the period 2025-01-01 to 2025-12-31",
                "{within: {from: 2025-12-01, to: 2025-10-31}} | one that does not end before it begins",
                "{except: [{from: 2025-01-01, to: 2025-12-31}]} | no day that is not off",
                "{each: week} | expected one of month, quarter",
            })
    void whatIsWrongWithAScheduleIsTold(String schedule, String fault) {
        assertThat(read("accumulate", "{count: a}", schedule))
                .isInstanceOfSatisfying(
                        DeclarationReader.DeclarationReading.Refused.class,
                        refused -> assertThat(refused.faults().stream().map(Fault::toString))
                                .anySatisfy(told -> assertThat(told).contains(fault)));
    }

    @Test
    void onlyWhatAddsUpTowardsAGoalHasASchedule() {
        for (List<String> unfit : List.of(
                List.of("standing", "{mean: seconds, over: a}"),
                List.of("limit", "{count: a}"),
                List.of("accumulate-reversible", "{latest: value, over: a}"))) {
            assertThat(read(unfit.get(0), unfit.get(1), "{each: quarter}").toString())
                    .contains("remove schedule:");
        }
    }
}
